-- SPDX-License-Identifier: ISC
-- commit_channels(job jobs, version bigint, result jsonb) -> jsonb: channel -> output id after this step, from the snapshot of the version
-- before. A channel whose agent is not done (stale, begun anew, failed) is left out.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION commit_channels(p_job jobs, p_version bigint, p_result jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(jsonb_object_agg(a.metadata->>'channel', CASE
                WHEN a.id = p_job.agent_id AND p_result->>'output_id' IS NOT NULL AND p_result->>'stage' IS DISTINCT FROM 'plan'
                    THEN p_result->'output_id' ELSE s.channels->(a.metadata->>'channel') END), '{}')
        FROM agents a LEFT JOIN snapshots s ON s.run_id = p_job.run_id AND s.number = p_version
        WHERE a.run_id = p_job.run_id AND a.task IS NULL AND a.metadata ? 'channel' AND a.status IN ('completed', 'waiting_approval')
            AND (s.channels ? (a.metadata->>'channel') OR (a.id = p_job.agent_id AND p_result->>'output_id' IS NOT NULL)));
END
$$;
