-- SPDX-License-Identifier: ISC
-- run_settings(graph jsonb, config jsonb) -> jsonb: what the engine is told when a run begins: {"stops": the checkpoints that stop for a
-- person, in the graph's order, "revision_limit"}. A project without a list stops at all of them; names go with and without checkpoint_.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION run_settings(p_graph jsonb, p_config jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('stops', coalesce(jsonb_agg(g.name ORDER BY (g.node->>'order')::numeric, g.name), '[]'),
        'revision_limit', coalesce((p_config->>'revision_limit')::int, (p_graph->>'revision_limit')::int, 5))
    FROM graph_nodes(p_graph) g
    WHERE g.node->>'kind' = 'checkpoint' AND (jsonb_typeof(p_config->'checkpoints') IS DISTINCT FROM 'array'
        OR p_config->'checkpoints' ? g.name OR p_config->'checkpoints' ? regexp_replace(g.name, '^checkpoint_', ''))
$$;
