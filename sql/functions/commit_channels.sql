-- SPDX-License-Identifier: ISC
-- commit_channels(job jobs, version bigint, result jsonb, actions jsonb) -> jsonb: channel -> output id after this step, from the snapshot of
-- the version before. Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION commit_channels(p_job jobs, p_version bigint, p_result jsonb, p_actions jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT channels FROM snapshots WHERE run_id = p_job.run_id AND number = p_version), '{}')
        - coalesce((SELECT array_agg(a.metadata->>'channel') FILTER (WHERE a.metadata ? 'channel')
            FROM jsonb_array_elements(p_actions) AS s JOIN agents a ON a.run_id = p_job.run_id AND s.value->'nodes' ? a.node
            WHERE s.value->>'do' = 'stale'), '{}')
        || coalesce((SELECT jsonb_build_object(a.metadata->>'channel', p_result->'output_id') FROM agents a
            WHERE a.id = p_job.agent_id AND a.metadata ? 'channel' AND p_result ? 'output_id'
                AND p_result->>'stage' IS DISTINCT FROM 'plan' AND a.status IN ('completed', 'waiting_approval')), '{}')
$$;
