-- SPDX-License-Identifier: ISC
-- job_seq(job bigint) -> bigint: number of the last event of the job's project, those of the running statement too, since it is volatile.
-- Returns: the number, or NULL when the job is gone. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION job_seq(p_job bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN (SELECT h.seq FROM jobs j JOIN event_heads h ON h.project_id = j.project_id WHERE j.id = p_job);
END
$$;
