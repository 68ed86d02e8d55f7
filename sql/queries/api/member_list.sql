-- SPDX-License-Identifier: ISC
-- member_list: GET projects/{id}/members, oldest first. Mail addresses are for owners, and one's own. $1 caller uuid, $2 project uuid, $3 rows int4,
-- $4, $5 cursor (created_at, user_id). Returns rows; one row of nulls when there are none. Writes nothing.
SELECT m.user_id AS "user_id:user", u.name, CASE WHEN seen.role = 'owner' OR m.user_id = $1::uuid THEN u.email END AS email, m.role, m.created_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM project_people
    WHERE project_id = $2::uuid
        AND (created_at, user_id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY created_at, user_id LIMIT $3::int4) AS m ON true
LEFT JOIN users u ON u.id = m.user_id
ORDER BY m.created_at, m.user_id
