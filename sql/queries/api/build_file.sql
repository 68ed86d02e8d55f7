-- SPDX-License-Identifier: ISC
-- build_file: GET projects/{id}/build/zip and /play. $1 caller uuid, $2 project uuid, $3 path text,
-- $4 filter jsonb {output_id}: of this build; else of the newest.
-- Returns output_id uuid, sha256 text, media_type text, name text; no row: not for this caller, or nothing was built. Writes nothing.
SELECT o.id AS output_id, f.sha256, f.media_type, p.name
FROM projects p
JOIN LATERAL (
    SELECT id FROM agent_outputs
    WHERE project_id = p.id AND output_type = 'build' AND id = coalesce(($4::jsonb->>'output_id')::uuid, id) ORDER BY created_at DESC, id DESC LIMIT 1) AS o ON true
JOIN output_files f ON f.output_id = o.id AND f.path = $3::text
WHERE p.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, p.id))
