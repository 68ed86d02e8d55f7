-- SPDX-License-Identifier: ISC
-- output_schema: PUT outputs/{id}, before the document is checked. $1 caller uuid, $2 output uuid, $3 role needed.
-- Returns schema text (null: there is none), page text (the path of its own Markdown, when it has no other file). Errors: LW404, LW403. Writes nothing.
SELECT (CASE WHEN a.task IS NULL THEN g.node ELSE g.node->'worker' END->'schema_json')::text AS schema,
    (SELECT max(path) FROM output_files f WHERE f.output_id = o.id HAVING count(*) = 1 AND max(path) ~ '\.md$') AS page
FROM (SELECT project_may($1::uuid, (SELECT project_id FROM agent_outputs WHERE id = $2::uuid), $3::text) AS role OFFSET 0) AS seen
CROSS JOIN agent_outputs o
JOIN agents a ON a.id = o.agent_id
JOIN runs r ON r.id = o.run_id
JOIN graph_versions v ON v.id = r.graph_version_id
LEFT JOIN graph_nodes(v.graph) AS g ON g.name = a.node
WHERE o.id = $2::uuid
