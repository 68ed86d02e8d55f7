-- SPDX-License-Identifier: ISC
-- member_change: PATCH projects/{id}/members/{user}. $1 caller uuid, $2 project uuid, $3 role needed, $4 member uuid, $5 input jsonb {role},
-- $6 address text, $7 request id. Returns the member. Errors: LW403, LW404, LW409. Writes project_members, projects, audit, events.
SELECT u.id AS "user_id:user", u.name, u.email, $5::jsonb->>'role' AS role
FROM (
    SELECT member_change($1::uuid, $2::uuid, $3::text, $4::uuid, $5::jsonb->>'role') AS id
    FROM (SELECT set_config('ludwright.address', $6::text, true) AS a, set_config('ludwright.request_id', $7::text, true) AS b OFFSET 0) AS s
    OFFSET 0) AS changed
JOIN users u USING (id)
