-- SPDX-License-Identifier: ISC
-- project_graph: GET projects/{id}/graph: the run's graph, or the newest before the first run, with the state of each node.
-- $1 caller uuid, $2 project uuid. Returns one row; none: not for this caller, or no graph is stored. Writes nothing.
SELECT g.name, p.run_id AS "run_id:run", (
        SELECT coalesce(json_agg(json_build_object('number', n.phase, 'name', n.name, 'title', upper(left(n.name, 1)) || substr(n.name, 2)) ORDER BY n.phase), '[]')
        FROM (SELECT DISTINCT (node->>'phase')::int AS phase, g.graph->'phases'->>((node->>'phase')::int - 1) AS name FROM graph_nodes(g.graph)
              WHERE jsonb_typeof(node->'phase') = 'number') AS n
    ) AS phases, (
        SELECT json_agg(json_build_object('id', n.name, 'kind', n.node->'kind', 'phase', n.node->'phase',
            'title', coalesce(n.node->>'title', n.name), 'agent_id', public_id('agent', a.id),
            'status', coalesce(a.status, CASE c.status WHEN 'pending' THEN 'waiting_approval' WHEN 'approved' THEN 'completed'
                WHEN 'rejected' THEN 'pending' WHEN 'changes_requested' THEN 'pending' END, 'pending'),
            'progress', coalesce(a.progress, 0)) ORDER BY (n.node->>'order')::numeric, n.name)
        FROM graph_nodes(g.graph) AS n
        LEFT JOIN agents a ON a.run_id = p.run_id AND a.node = n.name AND a.task IS NULL
        LEFT JOIN LATERAL (SELECT status FROM checkpoints WHERE run_id = p.run_id AND node = n.name ORDER BY revision DESC LIMIT 1) AS c ON true
    ) AS nodes, (
        SELECT coalesce(json_agg(json_build_object('from', e.value->'from', 'to', t.value,
            'kind', CASE WHEN e.value ? 'when' THEN 'conditional' ELSE 'normal' END, 'label', e.value->'label',
            'target', e.value->'when'->'target') ORDER BY e.n), '[]')
        FROM jsonb_array_elements(CASE jsonb_typeof(g.graph->'edges') WHEN 'array' THEN g.graph->'edges' ELSE '[]' END)
            WITH ORDINALITY AS e(value, n),
            jsonb_array_elements(CASE jsonb_typeof(e.value->'to') WHEN 'array' THEN e.value->'to' ELSE jsonb_build_array(e.value->'to') END) AS t
    ) AS edges
FROM projects p
JOIN LATERAL (
    SELECT v.name, v.graph FROM graph_versions v
    WHERE v.id = coalesce((SELECT graph_version_id FROM runs WHERE id = p.run_id),
        (SELECT id FROM graph_versions WHERE name = 'game-dev' ORDER BY created_at DESC, id LIMIT 1))) AS g ON true
WHERE p.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, p.id))
