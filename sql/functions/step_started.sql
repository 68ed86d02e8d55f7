-- SPDX-License-Identifier: ISC
-- step_started(job bigint, lease bigint) -> text: the agent is at work. A step that goes on after its worker died tells nobody again.
-- Returns: ok, lost. Errors: none. Writes: agents, events.
CREATE OR REPLACE FUNCTION step_started(p_job bigint, p_lease bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease);
    v_agent agents;
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    SELECT * INTO v_agent FROM agents WHERE id = v_job.agent_id FOR NO KEY UPDATE;
    UPDATE agents SET version = version + 1, status = 'running', attempt = v_job.retries + 1, retry_at = NULL, error = NULL, error_type = NULL,
        started_at = CASE WHEN v_agent.status = 'running' THEN started_at ELSE clock_timestamp() END
    WHERE id = v_agent.id;
    IF v_agent.status <> 'running' THEN
        PERFORM event_append(v_job.project_id, v_agent.id, 'agent:started',
            jsonb_build_object('agentId', public_id('agent', v_agent.id), 'agentType', v_agent.type));
    END IF;
    RETURN 'ok';
END
$$;
