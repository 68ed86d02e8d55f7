-- SPDX-License-Identifier: ISC
-- project_list_name: GET projects by name, small letters like capitals: one's own and those shared with one.
-- $1 caller uuid, $2 filter jsonb {status, archived}, $3 rows int4, $4, $5 cursor (id, name). Returns rows. Writes nothing.
-- The inner LIMIT, a page at most, and filters that the planner cannot guess at let the plan follow the index, whatever the parameters are.
SELECT p.id AS "id:proj", p.name, p.description, p.status, p.status_reason, p.current_phase, p.progress,
    (SELECT count(*) FROM checkpoints c WHERE c.project_id = p.id AND c.status = 'pending' AND p.status IN ('running', 'paused')) AS pending_checkpoints,
    p.created_at, p.updated_at, lower(p.name) AS "sort_name:hide"
FROM (
    (SELECT * FROM projects
     WHERE user_id = $1::uuid AND (lower(name), id) > (coalesce($5::text, ''), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))
         AND coalesce(status = $2::jsonb->>'status', true)
         AND coalesce((archived_at IS NOT NULL) = ($2::jsonb->>'archived')::boolean, archived_at IS NULL)
     ORDER BY lower(name), id LIMIT 101)
    UNION ALL
    (SELECT s.* FROM project_members m JOIN projects s ON s.id = m.project_id
     WHERE m.user_id = $1::uuid
         AND (lower(s.name), s.id) > (coalesce($5::text, ''), coalesce($4::uuid, '00000000-0000-0000-0000-000000000000'))
         AND coalesce(s.status = $2::jsonb->>'status', true)
         AND coalesce((s.archived_at IS NOT NULL) = ($2::jsonb->>'archived')::boolean, s.archived_at IS NULL)
     ORDER BY lower(s.name), s.id LIMIT 101)
) AS p
ORDER BY lower(p.name), p.id LIMIT $3::int4
