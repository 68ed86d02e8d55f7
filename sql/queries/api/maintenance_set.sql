-- SPDX-License-Identifier: ISC
-- maintenance_set: PUT admin/maintenance. $1 caller uuid, $2 input jsonb {active, message, ends_at}, $3 address text, $4 request id. Returns what maintenance_get does.
-- Writes maintenance, audit.
SELECT (d.m).active, (d.m).message, (d.m).starts_at, (d.m).ends_at, (d.m).changed_at
FROM (SELECT maintenance_set($1::uuid, $2::jsonb) AS m FROM (SELECT set_config('ludwright.address', $3::text, true) AS a,
    set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s OFFSET 0) AS d
