-- SPDX-License-Identifier: ISC
-- job_snooze(job bigint, lease bigint, delay_ms int) -> text: hands a job back for later, without counting attempt or retry: its provider asked
-- to wait, say.
-- Returns: ok, lost. Errors: none. Writes: jobs, agents.
CREATE OR REPLACE FUNCTION job_snooze(p_job bigint, p_lease bigint, p_delay_ms int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease, true);
    v_at timestamptz := clock_timestamp() + p_delay_ms * interval '1 millisecond';
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE jobs SET leased_by = NULL, attempt = greatest(attempt - 1, 0), run_at = v_at, held = v_job.project_id IS NOT NULL AND (
        SELECT p.status <> 'running' FROM projects p WHERE p.id = v_job.project_id)
    WHERE id = p_job;
    UPDATE agents SET version = version + 1, retry_at = v_at WHERE id = v_job.agent_id;
    RETURN 'ok';
END
$$;
