-- SPDX-License-Identifier: ISC
-- project_restore: POST projects/{id}/restore. $1 caller uuid, $2 project uuid, $3 role needed, $4 address text, $5 request id.
-- Returns id uuid. Errors: LW403, LW404. Writes projects, audit, events.
SELECT project_archive($1::uuid, $2::uuid, $3::text, false) AS id
FROM (SELECT set_config('ludwright.address', $4::text, true) AS a, set_config('ludwright.request_id', $5::text, true) AS b OFFSET 0) AS s
