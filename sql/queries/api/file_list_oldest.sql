-- SPDX-License-Identifier: ISC
-- file_list_oldest: GET projects/{id}/files, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {source}, $4 rows int4, $5, $6 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
-- The inner LIMIT, a page at most, and filters that the planner cannot guess at let the plan follow the index, whatever the parameters are.
SELECT f.id AS "id:file", f.path, f.bytes, f.media_type, f.sha256, f.source, f.output_id AS "output_id:out",
    f.uploaded_by AS "uploaded_by:user", f.created_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM files
        WHERE project_id = $2::uuid AND coalesce(source = $3::jsonb->>'source', true)
            AND (created_at, id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
        ORDER BY created_at, id LIMIT 101) AS page
    ORDER BY created_at, id LIMIT $4::int4) AS f ON true
ORDER BY f.created_at, f.id
