-- SPDX-License-Identifier: ISC
-- agent_retry: POST agents/{id}/retry. $1 caller uuid, $2 agent uuid, $3 address text, $4 request id.
-- Returns id uuid. Errors: LW404, LW403, LW409. Writes: as project_start.
SELECT $2::uuid AS id, agent_retry($1::uuid, $2::uuid) AS run_id
FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s
