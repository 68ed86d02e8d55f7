-- SPDX-License-Identifier: ISC
-- admin_project_list: GET admin/projects, newest first: everybody's. $1 caller uuid, $2 filter jsonb {status, user_id, archived},
-- $3 rows int4, $4, $5 cursor. Returns rows. Writes nothing.
SELECT p.id AS "id:proj", p.name, p.user_id AS "user_id:user", u.email, p.status, p.status_reason, p.current_phase, p.progress, p.archived_at,
    p.created_at, p.updated_at
FROM projects p JOIN users u ON u.id = p.user_id
WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
    AND p.user_id = coalesce(($2::jsonb->>'user_id')::uuid, p.user_id) AND p.status = coalesce($2::jsonb->>'status', p.status)
    AND (p.archived_at IS NOT NULL) = coalesce(($2::jsonb->>'archived')::boolean, p.archived_at IS NOT NULL)
    AND (p.created_at, p.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY p.created_at DESC, p.id DESC LIMIT $3::int4
