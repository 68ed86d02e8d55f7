-- SPDX-License-Identifier: ISC
-- play_file: GET /g/… on the play origin, after the signature was checked. $1 output uuid, $2 path text.
-- Returns sha256 text, media_type text. Writes nothing.
SELECT f.sha256, f.media_type
FROM output_files f JOIN agent_outputs o ON o.id = f.output_id AND o.output_type = 'build'
WHERE f.output_id = $1::uuid AND f.path = $2::text
