-- SPDX-License-Identifier: ISC
-- job_fence(job bigint, lease bigint, project boolean) -> jobs: the job's row, locked, if the lease still holds.
-- With project, the project's row is locked before it (shared), as the lock order wants where the caller needs its state.
-- Returns: the row, or NULL when the job is gone or leased anew. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION job_fence(p_job bigint, p_lease bigint, p_project boolean DEFAULT false) RETURNS jobs LANGUAGE plpgsql AS $$
DECLARE
    v_job jobs;
BEGIN
    IF p_project THEN
        PERFORM FROM projects WHERE id = (SELECT project_id FROM jobs WHERE id = p_job) FOR SHARE;
    END IF;
    SELECT * INTO v_job FROM jobs WHERE id = p_job AND lease = p_lease AND leased_by IS NOT NULL FOR NO KEY UPDATE;
    RETURN v_job;
END
$$;
