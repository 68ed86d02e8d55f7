-- SPDX-License-Identifier: ISC
-- project_cancel: POST projects/{id}/cancel. $1 caller uuid, $2 project uuid, $3 address text, $4 request id.
-- Returns id uuid. Errors: LW404, LW403, LW409. Writes projects, jobs, agents, events, audit.
SELECT $2::uuid AS id, project_cancel($1::uuid, $2::uuid) AS done
FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s
