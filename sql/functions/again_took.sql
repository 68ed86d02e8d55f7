-- SPDX-License-Identifier: ISC
-- again_took(checkpoint checkpoints) -> jsonb: what it took from a decision that was no approval to the next revision of the same review, as estimate_of: in this run and the
-- past ones with its provider; the turns of all whose work the review shows (graph_behind), and the time to the next stop.
-- Returns: NULL when that has never been. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION again_took(p_checkpoint checkpoints) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT estimate_of(jsonb_agg(to_jsonb(s) || jsonb_build_object('seconds', extract(epoch FROM stop.at - c.resolved_at))))
        FROM (SELECT id, graph_version_id FROM runs WHERE id = p_checkpoint.run_id
            UNION SELECT id, graph_version_id FROM runs_past((SELECT provider FROM runs WHERE id = p_checkpoint.run_id))) AS r
        JOIN graph_versions v ON v.id = r.graph_version_id
        JOIN checkpoints c ON c.run_id = r.id AND c.node = p_checkpoint.node AND c.status IN ('rejected', 'changes_requested')
        JOIN checkpoints again ON again.run_id = r.id AND again.node = c.node AND again.revision = c.revision + 1
        CROSS JOIN LATERAL (SELECT min(n.created_at) AS at FROM checkpoints n WHERE n.run_id = r.id AND n.created_at > c.resolved_at AND NOT n.automatic) AS first
        CROSS JOIN LATERAL (SELECT least(first.at, again.created_at) AS at) AS stop
        CROSS JOIN LATERAL (SELECT coalesce(sum(t.input_tokens), 0) AS input, coalesce(sum(t.cached_input_tokens), 0) AS cached, coalesce(sum(t.output_tokens), 0) AS output,
                coalesce(sum(t.cost_usd), 0) AS usd
            FROM agents a JOIN turns t ON t.agent_id = a.id
            WHERE a.run_id = r.id AND v.outline->'behind'->c.node ? a.node AND t.created_at > c.resolved_at AND t.created_at <= again.created_at) AS s);
END
$$;
