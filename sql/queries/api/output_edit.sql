-- SPDX-License-Identifier: ISC
-- output_edit: PUT outputs/{id}, when the document fits its schema. $1 caller uuid, $2 output uuid, $3 role needed, $4 input jsonb {document, summary, page},
-- $5 address text, $6 request id. Returns id uuid of the new output. Errors: LW404, LW403, LW409. Writes: as output_edit().
SELECT output_edit($1::uuid, $2::uuid, $3::text, $4::jsonb) AS id
FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
