-- SPDX-License-Identifier: ISC
-- jobs_within(jobs bigint[], limits jsonb) -> bigint[]: those of the jobs, which the caller has locked, that may be leased within the limits
-- of job_claim. The others are put off for a second, so that they do not stand in the way of the next claim. One claim at a time counts.
-- Returns: ids. Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION jobs_within(p_jobs bigint[], p_limits jsonb) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    v_project int := nullif((p_limits->>'project')::int, 0);
    v_keys jsonb := coalesce(p_limits->'keys', '{}');
    v_good bigint[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ludwright limits'));
    WITH job AS (
        SELECT id, kind, project_id, limit_key,
            row_number() OVER (PARTITION BY project_id, kind ORDER BY priority DESC, run_at, id) AS of_project,
            row_number() OVER (PARTITION BY limit_key ORDER BY priority DESC, run_at, id) AS of_key
        FROM jobs WHERE id = ANY (p_jobs)
    )
    SELECT coalesce(array_agg(id), '{}') INTO v_good FROM job
    WHERE (v_project IS NULL OR kind <> 'step' OR of_project + (
            SELECT count(*) FROM jobs l WHERE l.project_id = job.project_id AND l.leased_by IS NOT NULL AND l.kind = 'step') <= v_project)
        AND (v_keys->>limit_key IS NULL OR of_key + (
            SELECT count(*) FROM jobs l WHERE l.limit_key = job.limit_key AND l.leased_by IS NOT NULL) <= (v_keys->>limit_key)::int);
    UPDATE jobs SET run_at = clock_timestamp() + interval '1 second' WHERE id = ANY (p_jobs) AND id <> ALL (v_good);
    RETURN v_good;
END
$$;
