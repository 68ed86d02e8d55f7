-- SPDX-License-Identifier: ISC
-- checkpoint_spent(run uuid, node text) -> row: what the review that opens now has cost: the turns of all agents behind it (graph_behind) that no review before it
-- has shown. So each turn counts once, in the first review that shows its work; what other branches do meanwhile counts in theirs.
-- Returns: usd, NULL where the price of a turn is not known; ms, what the turns took one after the other. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION checkpoint_spent(p_run uuid, p_node text, OUT usd numeric, OUT ms bigint) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_behind jsonb := (SELECT v.outline->'behind' FROM runs r JOIN graph_versions v ON v.id = r.graph_version_id WHERE r.id = p_run);
BEGIN
    SELECT CASE WHEN coalesce(bool_and(t.priced), true) THEN coalesce(sum(t.cost_usd), 0) END, coalesce(sum(t.duration_ms), 0)
    INTO usd, ms
    FROM agents a
    CROSS JOIN LATERAL (SELECT max(c.created_at) AS at FROM checkpoints c WHERE c.run_id = p_run AND v_behind->c.node ? a.node) AS seen
    JOIN turns t ON t.agent_id = a.id AND t.created_at > coalesce(seen.at, '-infinity')
    WHERE a.run_id = p_run AND v_behind->p_node ? a.node;
END
$$;
