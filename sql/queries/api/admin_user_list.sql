-- SPDX-License-Identifier: ISC
-- admin_user_list: GET admin/users, newest first. $1 caller uuid, $2 filter jsonb {role, disabled, search}, $3 rows int4, $4, $5 cursor.
-- Returns rows. Writes nothing. The inner LIMIT, a page at most, and filters that the planner cannot guess
-- at let the plan follow the index, whatever the parameters are.
SELECT u.id AS "id:user", u.email, u.name, u.role, u.disabled_at IS NOT NULL AS disabled,
    (SELECT count(*) FROM projects p WHERE p.user_id = u.id) AS projects,
    (SELECT max(s.last_used_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at, u.created_at, u.updated_at
FROM (
    SELECT * FROM users u
    WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin') AND u.deleted_at IS NULL
        AND coalesce(u.role = $2::jsonb->>'role', true)
        AND coalesce((u.disabled_at IS NOT NULL) = ($2::jsonb->>'disabled')::boolean, true)
        AND coalesce(strpos(u.email || ' ' || lower(u.name), lower($2::jsonb->>'search')) > 0, true)
        AND (u.created_at, u.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY u.created_at DESC, u.id DESC LIMIT 101
) AS u
ORDER BY u.created_at DESC, u.id DESC LIMIT $3::int4
