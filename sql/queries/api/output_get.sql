-- SPDX-License-Identifier: ISC
-- output_get: GET outputs/{id}. $1 caller uuid, $2 output uuid. Returns the output with its files; no row: not for this caller. Writes nothing.
SELECT o.id AS "id:out", o.project_id AS "project_id:proj", o.agent_id AS "agent_id:agent", a.type AS agent_type, o.run_id AS "run_id:run",
    o.output_type, o.stage, o.revision, o.content, o.file_path, (
        SELECT coalesce(json_agg(json_build_object('path', f.path, 'bytes', f.bytes, 'media_type', f.media_type, 'sha256', f.sha256)
            ORDER BY f.path), '[]') FROM output_files f WHERE f.output_id = o.id) AS files,
    o.created_at, 1 AS "version:etag"
FROM agent_outputs o JOIN agents a ON a.id = o.agent_id
WHERE o.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, o.project_id))
