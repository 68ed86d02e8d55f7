-- SPDX-License-Identifier: ISC
-- file_create: POST projects/{id}/files, when the content is in the store. $1 caller uuid, $2 project uuid, $3 role needed, $4 path text,
-- $5 sha256 text, $6 bytes int8, $7 media type text, $8 quota int8, $9 address text, $10 request id. Returns the file.
-- Errors: LW404, LW403, LW429. Writes blobs, files, audit.
SELECT (f).id AS "id:file", (f).path, (f).bytes, (f).media_type, (f).sha256, (f).source, (f).created_at
FROM (
    SELECT file_create($1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::bigint, $7::text, $8::bigint) AS f
    FROM (SELECT set_config('ludwright.address', $9::text, true) AS a, set_config('ludwright.request_id', $10::text, true) AS b OFFSET 0) AS s
    OFFSET 0) AS made
