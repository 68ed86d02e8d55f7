-- SPDX-License-Identifier: ISC
-- admin_project_list: GET admin/projects, newest first: everybody's. $1 caller uuid, $2 filter jsonb {status, user_id, archived},
-- $3 rows int4, $4, $5 cursor. Returns rows. Writes nothing. The plan: see admin_user_list.
SELECT p.id AS "id:proj", p.name, p.user_id AS "user_id:user", u.email, p.status, p.status_reason, p.current_phase, p.progress, p.archived_at,
    p.created_at, p.updated_at
FROM (
    SELECT * FROM projects p
    WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
        AND coalesce(p.user_id = ($2::jsonb->>'user_id')::uuid, true) AND coalesce(p.status = $2::jsonb->>'status', true)
        AND coalesce((p.archived_at IS NOT NULL) = ($2::jsonb->>'archived')::boolean, true)
        AND (p.created_at, p.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY p.created_at DESC, p.id DESC LIMIT 101
) AS p JOIN users u ON u.id = p.user_id
ORDER BY p.created_at DESC, p.id DESC LIMIT $3::int4
