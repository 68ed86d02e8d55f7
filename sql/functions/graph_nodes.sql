-- SPDX-License-Identifier: ISC
-- graph_nodes(graph jsonb) -> rows (name, node): nodes of a stored graph, whether its `nodes` is an object or an array with names.
-- Returns: one row a node. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION graph_nodes(p_graph jsonb) RETURNS TABLE (name text, node jsonb) LANGUAGE sql IMMUTABLE AS $$
    SELECT o.key, o.value FROM jsonb_each(CASE jsonb_typeof(p_graph->'nodes') WHEN 'object' THEN p_graph->'nodes' ELSE '{}' END) o
    UNION ALL
    SELECT a.value->>'name', jsonb_build_object('order', a.n) || a.value
    FROM jsonb_array_elements(CASE jsonb_typeof(p_graph->'nodes') WHEN 'array' THEN p_graph->'nodes' ELSE '[]' END)
        WITH ORDINALITY AS a(value, n)
$$;
