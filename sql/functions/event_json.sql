-- SPDX-License-Identifier: ISC
-- event_json(agent uuid, type text, data jsonb) -> jsonb: an event that waits for events_append.
-- Returns: {"agent", "type", "data"}. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION event_json(p_agent uuid, p_type text, p_data jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('agent', p_agent, 'type', p_type, 'data', p_data)
$$;
