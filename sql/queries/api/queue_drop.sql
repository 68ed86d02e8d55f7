-- SPDX-License-Identifier: ISC
-- queue_drop: DELETE admin/queue/dead/{job}. $1 caller uuid, $2 job int8, $3 address text, $4 request id.
-- Returns kind text; no row: not for this caller. Errors: LW404, LW409 {"state"}. Writes: dead_jobs, audit.
SELECT queue_drop($2::text::int8, $1::uuid) AS kind
FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s
WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
