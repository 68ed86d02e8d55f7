-- SPDX-License-Identifier: ISC
-- snapshot_fork: POST snapshots/{id}/fork. $1 caller uuid, $2 snapshot uuid, $3 input jsonb {name, config, from, start}, $4 address text,
-- $5 request id. Returns id uuid of the new project. Errors: LW404, LW400, LW409. Writes: as run_fork.
SELECT run_fork($1::uuid, $2::uuid, $3::jsonb) AS id
FROM (SELECT set_config('ludwright.address', $4::text, true) AS a, set_config('ludwright.request_id', $5::text, true) AS b OFFSET 0) AS s
