-- SPDX-License-Identifier: ISC
-- project_import: POST projects/import, when all contents are in the store. $1 caller uuid, $2 project jsonb as project_create takes it, $3 rows jsonb:
-- the lines with new ids, $4 ids jsonb: the new ids, $5 address text, $6 request id. Returns id uuid. Errors: LW400. Writes: as project_import().
SELECT project_import($1::uuid, $2::jsonb, $3::jsonb, $4::jsonb) AS id
FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
