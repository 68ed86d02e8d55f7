-- SPDX-License-Identifier: ISC
-- worker_heartbeat(worker uuid, seconds int, jobs bigint[], claims int) -> boolean: the process lives: all its leases hold that much longer, by
-- the database's clock. jobs: all that it has in hand: others that are leased to it, by a claim whose answer was lost, are taken back.
-- false: it was taken for dead and its jobs are others' now; it has to drop them and to begin as another one.
-- Returns: whether it is still registered. Errors: none. Writes: workers, jobs; see job_take_back.
CREATE OR REPLACE FUNCTION worker_heartbeat(p_worker uuid, p_seconds int, p_jobs bigint[], p_claims int) RETURNS boolean LANGUAGE plpgsql
    SET enable_seqscan = off AS $$
DECLARE
    v_found jobs;
BEGIN
    UPDATE workers SET seen_at = clock_timestamp(), alive_until = clock_timestamp() + p_seconds * interval '1 second' WHERE id = p_worker;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    FOR v_found IN SELECT * FROM jobs WHERE leased_by = p_worker AND id <> ALL (p_jobs) ORDER BY project_id, id LOOP
        BEGIN
            PERFORM job_take_back(v_found, p_claims);
        EXCEPTION WHEN OTHERS THEN -- that it lives is said in any case
            RAISE WARNING 'job % cannot be taken back: %', v_found.id, SQLERRM;
        END;
    END LOOP;
    RETURN true;
END
$$;
