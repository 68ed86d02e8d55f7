-- SPDX-License-Identifier: ISC
-- project_output_list_oldest: GET projects/{id}/outputs, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {type}, $4 rows int4, $5, $6 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
-- The inner LIMIT, a page at most, and filters that the planner cannot guess at let the plan follow the index, whatever the parameters are.
SELECT o.id AS "id:out", o.agent_id AS "agent_id:agent", a.type AS agent_type, o.run_id AS "run_id:run", o.output_type, o.stage, o.revision,
    o.content->>'summary' AS summary, o.file_path, o.created_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM agent_outputs
        WHERE project_id = $2::uuid AND coalesce(output_type = $3::jsonb->>'type', true)
            AND (created_at, id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
        ORDER BY created_at, id LIMIT 101) AS page
    ORDER BY created_at, id LIMIT $4::int4) AS o ON true
LEFT JOIN agents a ON a.id = o.agent_id
ORDER BY o.created_at, o.id
