-- SPDX-License-Identifier: ISC
-- build_get: GET projects/{id}/build: the newest build, or the one named. $1 caller uuid, $2 project uuid, $3 filter jsonb {output_id}.
-- Returns one row; none: not for this caller, or nothing was built. Writes nothing.
SELECT o.id AS "id:out", o.revision, o.run_id AS "run_id:run", o.content->>'summary' AS summary, (
        SELECT coalesce(json_agg(json_build_object('path', f.path, 'bytes', f.bytes, 'media_type', f.media_type, 'sha256', f.sha256)
            ORDER BY f.path), '[]') FROM output_files f WHERE f.output_id = o.id) AS files,
    o.created_at
FROM agent_outputs o
WHERE o.project_id = $2::uuid AND o.output_type = 'build' AND o.id = coalesce(($3::jsonb->>'output_id')::uuid, o.id)
    AND EXISTS (SELECT FROM project_access($1::uuid, $2::uuid))
ORDER BY o.created_at DESC, o.id DESC LIMIT 1
