-- SPDX-License-Identifier: ISC
-- file_delete: DELETE files/{id}. $1 caller uuid, $2 file uuid, $3 role needed, $4 address text, $5 request id.
-- Returns id uuid. Errors: LW404, LW403, LW409. Writes files, audit.
SELECT file_delete($1::uuid, $2::uuid, $3::text) AS id
FROM (SELECT set_config('ludwright.address', $4::text, true) AS a, set_config('ludwright.request_id', $5::text, true) AS b OFFSET 0) AS s
