-- SPDX-License-Identifier: ISC
-- project_invitation_list: GET projects/{id}/invitations, oldest first. For owners. $1 caller uuid, $2 project uuid, $3 role needed, $4 rows int4,
-- $5, $6 cursor. Returns rows; one row of nulls when there are none. Errors: LW403, LW404. Writes nothing.
SELECT i.id AS "id:pinv", i.email, i.role, i.invited_by AS "invited_by:user", i.created_at, i.expires_at
FROM project_may($1::uuid, $2::uuid, $3::text) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM project_invitations
    WHERE project_id = $2::uuid
        AND (created_at, id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY created_at, id LIMIT $4::int4) AS i ON true
ORDER BY i.created_at, i.id
