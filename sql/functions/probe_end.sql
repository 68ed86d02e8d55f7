-- SPDX-License-Identifier: ISC
-- probe_end(worker uuid, job bigint, lease bigint, result jsonb) -> text: what came of a test of a provider. result: {"good", "model", "message",
-- "error_type", "duration_ms"}.
-- Returns: ok, lost. Errors: none. Writes: provider_tests, jobs.
CREATE OR REPLACE FUNCTION probe_end(p_worker uuid, p_job bigint, p_lease bigint, p_result jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_test uuid;
BEGIN
    DELETE FROM jobs WHERE id = p_job AND lease = p_lease AND leased_by = p_worker AND kind = 'probe' RETURNING (payload->>'test')::uuid INTO v_test;
    IF NOT FOUND THEN
        RETURN 'lost';
    END IF;
    UPDATE provider_tests SET status = CASE WHEN (p_result->>'good')::boolean THEN 'good' ELSE 'failed' END, model = coalesce(p_result->>'model', model),
        message = left(p_result->>'message', 1000), error_type = p_result->>'error_type', duration_ms = (p_result->>'duration_ms')::int,
        ended_at = clock_timestamp()
    WHERE id = v_test AND status = 'waiting';
    RETURN 'ok';
END
$$;
