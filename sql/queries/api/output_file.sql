-- SPDX-License-Identifier: ISC
-- output_file: GET outputs/{id}/files?path=: one file of one version of something. $1 caller uuid, $2 output uuid, $3 filter jsonb {path}.
-- Returns path text, sha256 text, media_type text; no row: not for this caller, or no such file. Writes nothing.
SELECT f.path, f.sha256, f.media_type
FROM agent_outputs o JOIN output_files f ON f.output_id = o.id AND f.path = $3::jsonb->>'path'
WHERE o.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, o.project_id))
