-- SPDX-License-Identifier: ISC
-- member_remove: DELETE projects/{id}/members/{user}. $1 caller uuid, $2 project uuid, $3 role needed (none for oneself), $4 member uuid,
-- $5 address text, $6 request id. Returns id uuid. Errors: LW403, LW404, LW409. Writes project_members, projects, audit, events.
SELECT member_change($1::uuid, $2::uuid, $3::text, $4::uuid, NULL) AS id
FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
