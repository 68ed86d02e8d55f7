-- SPDX-License-Identifier: ISC
-- graph_outline(graph jsonb) -> jsonb: what a run begins with: {"agents": [{"name", "ordinal", "metadata": {"title", "phase", "kind", "channel"}}],
-- "checkpoints": [name in the graph's order], "behind": what stands behind each (graph_behind), "revision_limit"}. Stored beside each graph, by a trigger,
-- since reading the whole costs more than all else that starts a run.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION graph_outline(p_graph jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('revision_limit', coalesce((p_graph->>'revision_limit')::int, 5),
        'agents', coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'ordinal', coalesce((g.node->>'order')::numeric::int, 0),
            'metadata', jsonb_strip_nulls(jsonb_build_object('title', g.node->'title', 'phase', g.node->'phase', 'kind', g.node->'kind',
                'channel', g.node->'channel')))) FILTER (WHERE g.node->>'kind' IN ('agent', 'leader', 'builtin')), '[]'),
        'checkpoints', coalesce(jsonb_agg(g.name ORDER BY (g.node->>'order')::numeric, g.name)
            FILTER (WHERE g.node->>'kind' = 'checkpoint'), '[]'), 'behind', graph_behind(p_graph))
    FROM graph_nodes(p_graph) g
$$;
CREATE OR REPLACE FUNCTION graph_outline_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.outline := graph_outline(NEW.graph);
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER graph_versions_outline BEFORE INSERT OR UPDATE OF graph ON graph_versions
    FOR EACH ROW EXECUTE FUNCTION graph_outline_set();
UPDATE graph_versions SET outline = graph_outline(graph) WHERE NOT coalesce(outline ? 'behind', false);
