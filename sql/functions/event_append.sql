-- SPDX-License-Identifier: ISC
-- event_append(project uuid, agent uuid, type text, data jsonb) -> bigint: one event; to be called last in a transaction.
-- data is the payload of the specification's section 3.3 without projectId and timestamp, which are added here.
-- plpgsql, since a function in SQL that is not part of its caller's plan is planned anew at each call.
-- Returns: its number. Errors: none. Writes: event_heads, events.
CREATE OR REPLACE FUNCTION event_append(p_project uuid, p_agent uuid, p_type text, p_data jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    RETURN events_append(p_project, jsonb_build_array(event_json(p_agent, p_type, p_data)));
END
$$;
