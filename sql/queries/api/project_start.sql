-- SPDX-License-Identifier: ISC
-- project_start: POST projects/{id}/start. $1 caller uuid, $2 project uuid, $3 version text or null, $4 address text, $5 request id.
-- Returns id uuid. Errors: LW404, LW403, LW409, LW412. Writes projects, runs, agents, jobs, events, audit.
SELECT $2::uuid AS id, project_start($1::uuid, $2::uuid, $3::bigint) AS run_id
FROM (SELECT set_config('ludwright.address', $4::text, true) AS a, set_config('ludwright.request_id', $5::text, true) AS b OFFSET 0) AS s
