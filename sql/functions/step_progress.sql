-- SPDX-License-Identifier: ISC
-- step_progress(job bigint, lease bigint, percent int, task text) -> text: how far, and what at. NULL leaves either as it was.
-- Returns: ok, lost. Errors: none. Writes: agents, events; nothing when nothing changed.
CREATE OR REPLACE FUNCTION step_progress(p_job bigint, p_lease bigint, p_percent int, p_task text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease);
    v_agent agents;
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE agents SET version = version + 1, progress = least(greatest(coalesce(p_percent, progress), 0), 100), current_task = coalesce(p_task, current_task)
    WHERE id = v_job.agent_id AND (progress IS DISTINCT FROM coalesce(p_percent, progress)
        OR current_task IS DISTINCT FROM coalesce(p_task, current_task))
    RETURNING * INTO v_agent;
    IF FOUND THEN
        PERFORM event_append(v_job.project_id, v_agent.id, 'agent:progress', jsonb_build_object('agentId',
            public_id('agent', v_agent.id), 'progress', v_agent.progress, 'currentTask', coalesce(v_agent.current_task, '')));
    END IF;
    RETURN 'ok';
END
$$;
