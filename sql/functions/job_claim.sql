-- SPDX-License-Identifier: ISC
-- job_claim(worker uuid, seconds int, n int, busy bigint[]) -> rows: leases up to n jobs that are ready, or whose lease has run out.
-- busy: ids of jobs that this worker still has in hand, which it does not get a second time. A step that was claimed 5 times without an end
-- comes as an `advance` job that tells the engine of its failure; an advance job that did so fails its project (job_give_up).
-- Returns: id, lease, kind, project_id, run_id, agent_id, payload, attempt, retries, run_version, lease_ms (what is left of the lease).
-- Errors: none. Writes: jobs.
CREATE OR REPLACE FUNCTION job_claim(p_worker uuid, p_seconds int, p_n int, p_busy bigint[] DEFAULT '{}')
    RETURNS TABLE (id bigint, lease bigint, kind text, project_id uuid, run_id uuid, agent_id uuid, payload jsonb, attempt int,
        retries int, run_version bigint, lease_ms int)
    LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    v_now timestamptz := clock_timestamp();
    v_ids bigint[];
    v_dead bigint;
BEGIN
    v_ids := ARRAY(
        SELECT j.id FROM jobs j
        WHERE j.leased_by IS NOT NULL AND j.leased_until < v_now AND j.id <> ALL (p_busy)
            AND (SELECT p.status FROM projects p WHERE p.id = j.project_id) = 'running'
        ORDER BY j.leased_until LIMIT p_n FOR UPDATE SKIP LOCKED);
    FOR v_dead IN SELECT j.id FROM jobs j WHERE j.id = ANY (v_ids) AND j.kind = 'advance' AND j.attempt >= 5 LOOP
        PERFORM job_give_up(v_dead);
        v_ids := array_remove(v_ids, v_dead);
    END LOOP;
    IF cardinality(v_ids) < p_n THEN
        v_ids := v_ids || ARRAY(
            SELECT j.id FROM jobs j
            WHERE NOT j.held AND j.leased_by IS NULL AND j.run_at <= v_now
            ORDER BY j.priority DESC, j.run_at, j.id LIMIT p_n - cardinality(v_ids) FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
    UPDATE jobs AS j SET
        lease = j.lease + 1, leased_by = p_worker, leased_until = v_now + p_seconds * interval '1 second',
        attempt = CASE WHEN j.attempt < 5 THEN j.attempt + 1 ELSE 1 END,
        kind = CASE WHEN j.attempt < 5 THEN j.kind ELSE 'advance' END,
        unique_key = CASE WHEN j.attempt < 5 THEN j.unique_key END,
        payload = CASE WHEN j.attempt < 5 THEN j.payload ELSE jsonb_build_object('kind', 'failed', 'node', j.payload->'node',
            'task', j.payload->'task', 'stage', j.payload->'stage', 'epoch', j.payload->'epoch', 'error_type', 'internal',
            'error', 'gave up: this step was claimed 5 times and never came to an end') END
    WHERE j.id = ANY (v_ids)
    RETURNING j.id, j.lease, j.kind, j.project_id, j.run_id, j.agent_id, j.payload, j.attempt, j.retries,
        (SELECT r.version FROM runs r WHERE r.id = j.run_id), p_seconds * 1000;
END
$$;
