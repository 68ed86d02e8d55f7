-- SPDX-License-Identifier: ISC
-- jobs_hold(project uuid, held boolean): holds or releases the waiting jobs of a project whose row the caller has locked.
-- Leased jobs go on to their end; who gives them back (job_release, job_retry, job_snooze, job_take_back) looks at the
-- project then.
-- Idle workers are woken (a NOTIFY serialises commits: only here and in job_advance, where people wait).
-- Returns: nothing. Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION jobs_hold(p_project uuid, p_held boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE jobs SET held = p_held WHERE project_id = p_project AND leased_by IS NULL AND held <> p_held;
    IF FOUND AND NOT p_held THEN
        NOTIFY ludwright_jobs;
    END IF;
END
$$;
