-- SPDX-License-Identifier: ISC
-- member_add: POST projects/{id}/members. $1 caller uuid, $2 project uuid, $3 role needed, $4 input jsonb {user_id or email, role}, $5 address text,
-- $6 request id. Returns one row. Errors: LW400, LW403, LW404, LW409. Writes project_members or project_invitations, notifications, audit, events.
SELECT (m).user_id AS "user_id:user", (m).email, (m).role, (m).status, (m).expires_at
FROM (
    SELECT member_add($1::uuid, $2::uuid, $3::text, $4::jsonb) AS m
    FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
    OFFSET 0) AS done
