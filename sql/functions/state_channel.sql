-- SPDX-License-Identifier: ISC
-- state_channel(output text) -> jsonb: an output as projects.state shows it. In: its id.
-- Returns: {"output_id", "revision", "summary"}, NULL when there is none. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION state_channel(p_output text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('output_id', public_id('out', id), 'revision', revision, 'summary', content->'summary')
    FROM agent_outputs WHERE id = p_output::uuid
$$;
