-- SPDX-License-Identifier: ISC
-- share_file: GET /g/s/… on the play origin, after the signature was checked. $1 share uuid, $2 output uuid, $3 path text.
-- Returns sha256 text, media_type text; no row: the link was revoked or ran out, or opens no such file. Writes nothing.
SELECT f.sha256, f.media_type
FROM shares s
JOIN agent_outputs o ON o.project_id = s.project_id AND o.output_type = 'build' AND o.id = coalesce(s.output_id, o.id)
JOIN output_files f ON f.output_id = o.id
WHERE s.id = $1::uuid AND s.revoked_at IS NULL AND coalesce(s.expires_at > clock_timestamp(), true) AND o.id = $2::uuid AND f.path = $3::text
