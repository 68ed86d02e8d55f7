-- SPDX-License-Identifier: ISC
-- member_accept: POST projects/{id}/members/accept. $1 caller uuid, $2 project uuid, $3 address text, $4 request id.
-- Returns id uuid. Errors: LW404. Writes project_members, project_invitations, audit, events.
SELECT member_accept($1::uuid, $2::uuid) AS id
FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s
