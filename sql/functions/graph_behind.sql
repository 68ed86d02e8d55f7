-- SPDX-License-Identifier: ISC
-- graph_behind(graph jsonb) -> jsonb: whose work a review shows: {"checkpoint": [every node from which a way forward leads there]}. Ways back, which are those
-- of a decision but approved and those with a limit, do not count.
-- Returns: an object. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION graph_behind(p_graph jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    WITH RECURSIVE forward AS (
        SELECT e.value->>'from' AS source, t.value #>> '{}' AS target
        FROM jsonb_array_elements(CASE jsonb_typeof(p_graph->'edges') WHEN 'array' THEN p_graph->'edges' ELSE '[]' END) AS e,
            jsonb_array_elements(CASE jsonb_typeof(e.value->'to') WHEN 'array' THEN e.value->'to' ELSE jsonb_build_array(e.value->'to') END) AS t
        WHERE NOT e.value ? 'limit' AND coalesce(e.value #>> '{when,decision}', 'approved') = 'approved'
    ), way(review, node) AS (
        SELECT g.name, f.source FROM graph_nodes(p_graph) g JOIN forward f ON f.target = g.name WHERE g.node->>'kind' = 'checkpoint'
        UNION SELECT w.review, f.source FROM way w JOIN forward f ON f.target = w.node
    )
    SELECT coalesce(jsonb_object_agg(b.review, b.nodes), '{}') FROM (
        SELECT review, jsonb_agg(node ORDER BY node) AS nodes FROM way GROUP BY review) AS b
$$;
