-- SPDX-License-Identifier: ISC
-- project_list: GET projects, newest first: one's own and those shared with one.
-- $1 caller uuid, $2 filter jsonb {status, archived}, $3 rows int4, $4, $5 cursor. Returns rows. Writes nothing.
-- The inner LIMIT, a page at most, and filters that the planner cannot guess at let the plan follow the index, whatever the parameters are.
-- Columns are named, since each one of each row passes through each node of the plan.
SELECT p.id AS "id:proj", p.name, p.description, p.status, p.status_reason, p.current_phase, p.progress,
    CASE WHEN p.status IN ('running', 'paused')
        THEN (SELECT count(*) FROM checkpoints c WHERE c.project_id = p.id AND c.status = 'pending') ELSE 0 END AS pending_checkpoints,
    p.created_at, p.updated_at
FROM (
    (SELECT id, name, description, status, status_reason, current_phase, progress, created_at, updated_at
     FROM projects
     WHERE user_id = $1::uuid
         AND (created_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
         AND coalesce(status = $2::jsonb->>'status', true)
         AND coalesce((archived_at IS NOT NULL) = ($2::jsonb->>'archived')::boolean, archived_at IS NULL)
     ORDER BY created_at DESC, id DESC LIMIT 101)
    UNION ALL
    (SELECT s.id, s.name, s.description, s.status, s.status_reason, s.current_phase, s.progress, s.created_at, s.updated_at
     FROM project_members m JOIN projects s ON s.id = m.project_id
     WHERE m.user_id = $1::uuid
         AND (s.created_at, s.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
         AND coalesce(s.status = $2::jsonb->>'status', true)
         AND coalesce((s.archived_at IS NOT NULL) = ($2::jsonb->>'archived')::boolean, s.archived_at IS NULL)
     ORDER BY s.created_at DESC, s.id DESC LIMIT 101)
) AS p
ORDER BY p.created_at DESC, p.id DESC LIMIT $3::int4
