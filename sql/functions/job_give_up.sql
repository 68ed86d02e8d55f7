-- SPDX-License-Identifier: ISC
-- job_give_up(job bigint): an advance job that was claimed 5 times without an end: its project fails and keeps it, held, for a retry.
-- The caller holds the job's lock, so that the project is only tried; when it is busy, the next claim comes back to it.
-- Returns: nothing. Errors: none. Writes: jobs, runs, projects, notifications, events.
CREATE OR REPLACE FUNCTION job_give_up(p_job bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_project projects;
BEGIN
    SELECT p.* INTO v_project FROM jobs j JOIN projects p ON p.id = j.project_id
    WHERE j.id = p_job AND p.status = 'running' FOR NO KEY UPDATE OF p SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE jobs SET leased_by = NULL, leased_until = NULL, lease = lease + 1, attempt = 0, held = true,
        last_error = 'gave up: claimed 5 times without an end'
    WHERE id = p_job;
    UPDATE runs SET status = 'failed', ended_at = now() WHERE id = v_project.run_id AND status = 'active';
    PERFORM project_set_status(v_project.id, 'running', 'failed', 'error');
END
$$;
