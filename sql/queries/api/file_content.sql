-- SPDX-License-Identifier: ISC
-- file_content: GET files/{id}. $1 caller uuid, $2 file uuid. Returns path text, sha256 text, media_type text; no row: not for this caller.
-- Writes nothing.
SELECT path, sha256, media_type FROM files WHERE id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, project_id))
