-- SPDX-License-Identifier: ISC
-- job_release(job bigint, lease bigint) -> text: hands a job back, as on SIGTERM, without counting the attempt.
-- Returns: ok, lost. Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION job_release(p_job bigint, p_lease bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs := job_fence(p_job, p_lease, true);
BEGIN
    IF v_job.id IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE jobs SET leased_by = NULL, attempt = greatest(attempt - 1, 0), held = v_job.project_id IS NOT NULL AND (
        SELECT p.status <> 'running' FROM projects p WHERE p.id = v_job.project_id)
    WHERE id = p_job;
    RETURN 'ok';
END
$$;
