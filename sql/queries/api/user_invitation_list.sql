-- SPDX-License-Identifier: ISC
-- user_invitation_list: GET users/me/invitations: projects that the caller's address was invited to, newest first. $1 caller uuid, $2 rows int4,
-- $3, $4 cursor. Returns rows. Writes nothing.
SELECT i.project_id AS "project_id:proj", p.name AS project_name, i.role, i.created_at, i.expires_at, i.id AS "id:hide"
FROM users u JOIN project_invitations i ON i.email = u.email JOIN projects p ON p.id = i.project_id
WHERE u.id = $1::uuid AND i.expires_at > now()
    AND (i.created_at, i.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY i.created_at DESC, i.id DESC LIMIT $2::int4
