-- SPDX-License-Identifier: ISC
-- agent_log_list: GET agents/{id}/logs, newest first. $1 caller uuid, $2 agent uuid, $3 filter jsonb {level, after}, $4 rows int4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
-- The filter is read once, not for each line. One agent and a lateral list leave nothing but a loop, whose order is the list's: nothing sorts again.
-- The inner LIMIT, a page at most, and conditions that the planner cannot guess at let the plan follow an index of each partition.
SELECT l.id, l.agent_id AS "agent_id:agent", l.level, l.message, l.metadata, l.timestamp
FROM (
    SELECT $3::jsonb->>'level' AS level, coalesce(($3::jsonb->>'after')::bigint, -1) AS after
    FROM agents a JOIN projects p ON p.id = a.project_id WHERE a.id = $2::uuid AND project_role($1::uuid, p.id, p.user_id) IS NOT NULL OFFSET 0) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT id, agent_id, level, message, metadata, timestamp FROM agent_logs
        WHERE agent_id = $2::uuid AND (agent_id, id) > ($2::uuid, seen.after) AND id < coalesce($5::bigint, 9223372036854775807)
            AND (seen.level IS NULL OR level = seen.level)
        ORDER BY id DESC LIMIT 101) AS page
    ORDER BY id DESC LIMIT $4::int4) AS l ON true
