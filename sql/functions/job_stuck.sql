-- SPDX-License-Identifier: ISC
-- job_stuck(job bigint, lease bigint, more jsonb) -> text: a step gets no further, and asking again would only cost: the project pauses with reason
-- error, and the job waits for a person. Resumed, the step begins anew: the turns so far are not shown again. more: "failure" and "logs" as
-- commit_more has them.
-- Returns: ok, lost. Errors: none. Writes: jobs, agents, agent_logs, step_failures; projects, notifications, events.
CREATE OR REPLACE FUNCTION job_stuck(p_job bigint, p_lease bigint, p_more jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_why text := p_more->'failure'->>'error';
    v_project projects;
    v_job jobs;
    v_agent agents;
BEGIN
    SELECT * INTO v_project FROM projects WHERE id = (SELECT project_id FROM jobs WHERE id = p_job) FOR NO KEY UPDATE;
    v_job := job_fence(p_job, p_lease);
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    PERFORM commit_more(v_job, NULL, NULL, NULL, NULL, p_more, false);
    INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
    VALUES (v_job.agent_id, v_project.id, 'WARN', 'Waits for a person: ' || v_why, jsonb_build_object('error_type', p_more->'failure'->'error_type'));
    UPDATE jobs SET leased_by = NULL, attempt = greatest(attempt - 1, 0), held = true, created_at = clock_timestamp() WHERE id = p_job;
    UPDATE agents SET version = version + 1, current_task = left(v_why, 200) WHERE id = v_job.agent_id RETURNING * INTO v_agent;
    PERFORM event_append(v_project.id, v_agent.id, 'agent:progress', jsonb_build_object('agentId', public_id('agent', v_agent.id),
        'progress', v_agent.progress, 'currentTask', v_agent.current_task));
    IF v_project.status = 'running' THEN
        PERFORM project_set_status(v_project.id, 'running', 'paused', 'error');
    END IF;
    RETURN 'ok';
END
$$;
