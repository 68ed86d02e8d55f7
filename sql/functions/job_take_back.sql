-- SPDX-License-Identifier: ISC
-- job_take_back(found jobs, claims int) -> boolean: takes a leased job away from who has it: the next lease number, so that what the old owner may
-- still write comes to nothing, and ready again, or held where its project is; one that was claimed `claims` times is given up (job_bury).
-- Locks in the order project, job. found is how the caller saw the row: a job that has changed since is left alone,
-- and one whose project is busy waits for the next look: who calls this has to say that it lives, and waits for nobody.
-- Returns: whether it was taken back. Errors: none. Writes: jobs; see job_bury.
CREATE OR REPLACE FUNCTION job_take_back(p_found jobs, p_claims int) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    PERFORM FROM projects WHERE id = p_found.project_id FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND AND p_found.project_id IS NOT NULL THEN
        RETURN false;
    END IF;
    SELECT * INTO v_job FROM jobs WHERE id = p_found.id AND lease = p_found.lease AND leased_by = p_found.leased_by FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
        RETURN false;
    ELSIF v_job.attempt >= p_claims THEN
        PERFORM job_bury(v_job, format('gave up: claimed %s times, and never came to an end', v_job.attempt), 'internal');
    ELSE
        UPDATE jobs SET leased_by = NULL, lease = lease + 1, held = project_id IS NOT NULL AND (
            SELECT p.status <> 'running' FROM projects p WHERE p.id = v_job.project_id) WHERE id = v_job.id;
    END IF;
    RETURN true;
END
$$;
