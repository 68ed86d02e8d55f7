-- SPDX-License-Identifier: ISC
-- project_log_list_oldest: GET projects/{id}/logs, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {level, after}, $4 rows int4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
-- The inner LIMIT, a page at most, and conditions that the planner cannot guess at let the plan follow an index of each partition.
SELECT l.id, l.agent_id AS "agent_id:agent", l.level, l.message, l.metadata, l.timestamp
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM agent_logs
        WHERE project_id = $2::uuid AND (project_id, id) > ($2::uuid, greatest(coalesce($5::bigint, -1), coalesce(($3::jsonb->>'after')::bigint, -1)))
            AND coalesce(level = $3::jsonb->>'level', true)
        ORDER BY id LIMIT 101) AS page
    ORDER BY id LIMIT $4::int4) AS l ON true
ORDER BY l.id
