-- SPDX-License-Identifier: ISC
-- job_claim(worker uuid, n int, limits jsonb) -> jobs: leases up to n jobs that are ready, the most urgent first.
-- limits: NULL, or {"project": most steps of one project at once (0: any), "keys": {limit_key: most jobs at once}}; a job that would be one
-- too many is put off for a second (jobs_within).
-- At most 500 jobs are looked at, and none during maintenance.
-- Returns: the rows as they are now. Errors: none. Writes: jobs.
DROP FUNCTION IF EXISTS job_claim(uuid, int, int, bigint[]);
CREATE OR REPLACE FUNCTION job_claim(p_worker uuid, p_n int, p_limits jsonb DEFAULT NULL) RETURNS SETOF jobs
    LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_ids bigint[];
    v_left int := p_n;
    v_looked int := 0;
BEGIN
    IF (SELECT active FROM maintenance) THEN
        RETURN;
    END IF;
    LOOP
        v_ids := ARRAY(
            SELECT id FROM jobs
            WHERE NOT held AND leased_by IS NULL AND run_at <= clock_timestamp()
            ORDER BY priority DESC, run_at, id LIMIT v_left FOR UPDATE SKIP LOCKED);
        EXIT WHEN v_ids = '{}';
        v_looked := v_looked + cardinality(v_ids);
        IF p_limits IS NOT NULL THEN
            v_ids := jobs_within(v_ids, p_limits);
        END IF;
        RETURN QUERY UPDATE jobs SET lease = lease + 1, leased_by = p_worker, attempt = attempt + 1 WHERE id = ANY (v_ids) RETURNING *;
        v_left := v_left - cardinality(v_ids);
        EXIT WHEN v_left <= 0 OR p_limits IS NULL OR v_looked >= 500;
    END LOOP;
END
$$;
