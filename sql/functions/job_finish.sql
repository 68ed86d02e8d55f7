-- SPDX-License-Identifier: ISC
-- job_finish(job bigint, lease bigint, worker uuid, n int, limits jsonb) -> jobs: ends a job that belongs to no run, and claims up to n others in
-- the same commit (job_claim). When the lease is somebody else's by now, nothing ends; the claim stands.
-- Returns: the jobs claimed. Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION job_finish(p_job bigint, p_lease bigint, p_worker uuid, p_n int, p_limits jsonb DEFAULT NULL) RETURNS SETOF jobs
    LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM jobs WHERE id = p_job AND lease = p_lease AND leased_by = p_worker AND run_id IS NULL;
    RETURN QUERY SELECT * FROM job_claim(p_worker, p_n, p_limits);
END
$$;
