-- SPDX-License-Identifier: ISC
-- project_tweak: POST projects/{id}/tweak. $1 caller uuid, $2 project uuid, $3 input jsonb (see the function), $4 address text, $5 request id.
-- Returns id uuid of the new project. Errors: LW404, LW409. Writes: as project_tweak.
SELECT project_tweak($1::uuid, $2::uuid, $3::jsonb) AS id
FROM (SELECT set_config('ludwright.address', $4::text, true) AS a, set_config('ludwright.request_id', $5::text, true) AS b OFFSET 0) AS s
