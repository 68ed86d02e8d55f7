-- SPDX-License-Identifier: ISC
-- commit_percent(run uuid, node text, percent int) -> jsonb: how far a leader is whose sub-agents are at work: never lower than before.
-- Returns: event agent:progress, or an empty array when nothing changed. Errors: none. Writes: agents.
CREATE OR REPLACE FUNCTION commit_percent(p_run uuid, p_node text, p_percent int) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    v_agent uuid;
BEGIN
    UPDATE agents SET progress = p_percent, version = version + 1
    WHERE run_id = p_run AND node = p_node AND coalesce(task, '') = '' AND status = 'running' AND progress < p_percent
    RETURNING id INTO v_agent;
    IF v_agent IS NULL THEN
        RETURN '[]';
    END IF;
    RETURN jsonb_build_array(event_json(v_agent, 'agent:progress', jsonb_build_object('agentId', public_id('agent', v_agent),
        'progress', p_percent, 'currentTask', '')));
END
$$;
