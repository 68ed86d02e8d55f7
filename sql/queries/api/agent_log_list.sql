-- SPDX-License-Identifier: ISC
-- agent_log_list: GET agents/{id}/logs, newest first. $1 caller uuid, $2 agent uuid, $3 filter jsonb {level, after}, $4 rows int4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
-- The inner LIMIT, a page at most, and conditions that the planner cannot guess at let the plan follow an index of each partition.
SELECT l.id, l.agent_id AS "agent_id:agent", l.level, l.message, l.metadata, l.timestamp
FROM agents AS of_agent JOIN LATERAL project_access($1::uuid, of_agent.project_id) AS seen ON of_agent.id = $2::uuid
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM agent_logs
        WHERE agent_id = $2::uuid AND (agent_id, id) > ($2::uuid, coalesce(($3::jsonb->>'after')::bigint, -1)) AND id < coalesce($5::bigint, 9223372036854775807)
            AND coalesce(level = $3::jsonb->>'level', true)
        ORDER BY id DESC LIMIT 101) AS page
    ORDER BY id DESC LIMIT $4::int4) AS l ON true
ORDER BY l.id DESC
