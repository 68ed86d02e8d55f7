-- SPDX-License-Identifier: ISC
-- workers_reap(claims int) -> int: takes back the jobs of worker processes that are gone: whose time has run out, or that are not registered any
-- more: a claim that was under way while its process was taken away is found the next time. At most 500 a call, projects in the order of their
-- ids. claims: see job_take_back.
-- Returns: how many jobs were taken back. Errors: none. Writes: workers, jobs, dead_jobs; see job_bury, turns_reap.
CREATE OR REPLACE FUNCTION workers_reap(p_claims int) RETURNS int LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_found jobs;
    v_count int := 0;
BEGIN
    DELETE FROM workers WHERE id IN (SELECT id FROM workers WHERE alive_until < clock_timestamp() FOR UPDATE SKIP LOCKED);
    FOR v_found IN
        SELECT * FROM jobs j WHERE leased_by IS NOT NULL AND NOT EXISTS (SELECT FROM workers w WHERE w.id = j.leased_by)
        ORDER BY project_id, id LIMIT 500
    LOOP
        BEGIN
            v_count := v_count + job_take_back(v_found, p_claims)::int;
        EXCEPTION WHEN OTHERS THEN -- one that cannot be taken back does not keep the others
            RAISE WARNING 'job % cannot be taken back: %', v_found.id, SQLERRM;
        END;
    END LOOP;
    BEGIN
        PERFORM turns_reap();
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'what was set aside for a lost turn cannot be counted: %', SQLERRM;
    END;
    RETURN v_count;
END
$$;
