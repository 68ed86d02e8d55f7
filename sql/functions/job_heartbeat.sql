-- SPDX-License-Identifier: ISC
-- job_heartbeat(worker uuid, seconds int, jobs bigint[], leases bigint[]) -> bigint[]: renews all leases in one statement.
-- A job that is not in the answer is gone or somebody else's: stop its step. Also says that the worker lives.
-- Returns: ids of the jobs that are still held. Errors: none. Writes: jobs, workers.
CREATE OR REPLACE FUNCTION job_heartbeat(p_worker uuid, p_seconds int, p_jobs bigint[], p_leases bigint[]) RETURNS bigint[]
    LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_held bigint[];
BEGIN
    UPDATE workers SET seen_at = clock_timestamp() WHERE id = p_worker;
    PERFORM FROM jobs WHERE id = ANY (p_jobs) AND leased_by = p_worker ORDER BY id FOR NO KEY UPDATE;
    WITH held AS (
        UPDATE jobs SET leased_until = clock_timestamp() + p_seconds * interval '1 second'
        WHERE id = ANY (p_jobs) AND leased_by = p_worker AND lease = p_leases[array_position(p_jobs, id)]
        RETURNING id)
    SELECT coalesce(array_agg(id ORDER BY id), '{}') INTO v_held FROM held;
    RETURN v_held;
END
$$;
