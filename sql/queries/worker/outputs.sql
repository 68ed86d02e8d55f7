-- SPDX-License-Identifier: ISC
-- outputs: documents that a step reads. worker/output_cache.c
-- $1 uuid project, $2 uuid[] outputs
-- Returns: id, type of the agent, summary, document, files ([{path, sha256, bytes, maker}]), one row an output of this project.
-- Errors: none. Writes: nothing.
SELECT o.id, a.type, o.content->>'summary' AS summary, o.content->'document' AS document, coalesce(o.content->'files', '[]') AS files
FROM agent_outputs o JOIN agents a ON a.id = o.agent_id
WHERE o.id = ANY ($2::uuid[]) AND o.project_id = $1::uuid
