-- SPDX-License-Identifier: ISC
-- queue_requeue_run(dead dead_jobs, project projects) -> text: queue_requeue for a job of a run; the caller has locked the project.
-- An advance job is still in the queue, held (job_bury): it is let go. A step is there as an advance job that tells of its failure: when the
-- engine has not heard of it yet, it is made the step again; when it has, the agent is tried again. A failed project runs again.
-- Returns: job, agent. Errors: LW409 {"reason"}. Writes: jobs, runs, projects, events.
CREATE OR REPLACE FUNCTION queue_requeue_run(p_dead dead_jobs, p_project projects) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_held boolean := p_project.status <> 'running';
    v_job jobs;
    v_agent agents;
BEGIN
    IF p_project.run_id IS DISTINCT FROM p_dead.run_id THEN
        PERFORM refuse('LW409', 'it belongs to an earlier run of its project: drop it', '{"reason": "earlier run"}');
    ELSIF p_project.archived_at IS NOT NULL THEN
        PERFORM refuse('LW409', 'its project is archived: restore it first', '{"reason": "archived"}');
    ELSIF p_project.status NOT IN ('failed', 'running', 'paused') THEN
        PERFORM refuse('LW409', format('its project is %s: drop it', p_project.status), jsonb_build_object('reason', p_project.status));
    END IF;
    SELECT * INTO v_agent FROM agents WHERE id = p_dead.agent_id;
    SELECT * INTO v_job FROM jobs WHERE id = p_dead.id FOR NO KEY UPDATE;
    IF v_job.leased_by IS NOT NULL THEN
        PERFORM refuse('LW409', 'it is just at work: look again in a moment', '{"reason": "leased"}');
    ELSIF v_job.id IS NOT NULL THEN
        UPDATE jobs SET kind = p_dead.kind, payload = p_dead.payload, unique_key = p_dead.unique_key, limit_key = p_dead.limit_key,
            attempt = 0, retries = 0, lease = lease + 1, run_at = clock_timestamp(), held = v_held, last_error = NULL
        WHERE id = p_dead.id;
    ELSIF p_dead.kind = 'step' AND v_agent.status = 'failed' AND p_project.status = 'failed' THEN
        PERFORM run_retry(p_project, v_agent.id);
    ELSIF p_dead.kind = 'step' AND v_agent.status = 'failed' THEN
        PERFORM job_advance(p_project.id, p_dead.run_id, v_agent.id, jsonb_build_object('kind', 'retry', 'node', v_agent.node, 'task', v_agent.task),
            'retry:' || v_agent.id, v_held);
    ELSE
        PERFORM refuse('LW409', 'it was tried again since then: drop it', '{"reason": "tried"}');
    END IF;
    IF p_project.status = 'failed' THEN
        UPDATE runs SET status = 'active', ended_at = NULL WHERE id = p_dead.run_id AND status <> 'active';
        PERFORM project_set_status(p_project.id, 'failed', 'running', NULL);
    END IF;
    RETURN CASE WHEN v_job.id IS NULL THEN 'agent' ELSE 'job' END;
END
$$;
