-- SPDX-License-Identifier: ISC
-- queue_waiting(ready boolean, n int) -> rows (id bigint, kind text, since timestamptz): up to n jobs that nobody holds or has leased: those whose
-- time has come, as they would be claimed, or else those that wait for it. Reads about as many index entries as it answers, however long the
-- queue is: one range for each priority that is there.
-- Returns: since, when it became ready or will be. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION queue_waiting(p_ready boolean, p_n int) RETURNS TABLE (id bigint, kind text, since timestamptz)
    LANGUAGE plpgsql SET enable_seqscan = off SET enable_sort = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz := clock_timestamp();
    v_priority int;
    v_left int := p_n;
    v_got int;
BEGIN
    SELECT j.priority INTO v_priority FROM jobs j WHERE NOT j.held AND j.leased_by IS NULL ORDER BY j.priority DESC LIMIT 1;
    WHILE v_priority IS NOT NULL AND v_left > 0 LOOP
        RETURN QUERY SELECT j.id, j.kind::text, greatest(j.run_at, j.created_at) FROM jobs j
            WHERE NOT j.held AND j.leased_by IS NULL AND j.priority = v_priority
                AND j.run_at BETWEEN CASE WHEN p_ready THEN '-infinity' ELSE v_now + interval '1 microsecond' END
                    AND CASE WHEN p_ready THEN v_now ELSE 'infinity' END
            ORDER BY j.run_at, j.id LIMIT v_left;
        GET DIAGNOSTICS v_got = ROW_COUNT;
        v_left := v_left - v_got;
        v_priority := (SELECT j.priority FROM jobs j WHERE NOT j.held AND j.leased_by IS NULL AND j.priority < v_priority
            ORDER BY j.priority DESC LIMIT 1);
    END LOOP;
END
$$;
