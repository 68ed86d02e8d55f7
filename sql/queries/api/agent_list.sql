-- SPDX-License-Identifier: ISC
-- agent_list: GET projects/{id}/agents of the latest run, or of the run named; workers stand in their leader's sub_agents.
-- $1 caller uuid, $2 project uuid, $3 filter jsonb {status, run_id}, $4 rows int4, $5, $6 cursor (ordinal, id).
-- Returns rows; one row of nulls when there are none. Writes nothing. Turns and workers are read once for all agents, not once for each, and only
-- where there are any: workers are those with a task, which the index tells (agents_node_key). All columns pass through each node of the plan, so it has few.
SELECT a.id AS "id:agent", a.project_id AS "project_id:proj", a.run_id AS "run_id:run", a.type, a.metadata->>'title' AS title, a.status, a.progress,
    a.current_task, a.revision, a.attempt, a.retry_at, a.started_at, a.completed_at, a.error, a.error_type,
    a.parent_agent_id AS "parent_agent_id:agent",
    CASE WHEN seen.more IS NULL THEN '{"input": 0, "cached_input": 0, "output": 0}' ELSE agents_part(seen.more, a.id, 'tokens') END AS tokens,
    CASE WHEN seen.more IS NULL THEN '0' ELSE agents_part(seen.more, a.id, 'cost') END AS cost,
    CASE WHEN seen.more IS NULL THEN '[]' ELSE agents_part(seen.more, a.id, 'sub_agents') END AS sub_agents,
    a.metadata, a.created_at, a.ordinal AS "ordinal:hide"
FROM (
    SELECT r.run_id, $3::jsonb->>'status' AS status,
        CASE WHEN EXISTS (SELECT FROM turns t WHERE t.project_id = $2::uuid)
            OR EXISTS (SELECT FROM agents w WHERE w.run_id = r.run_id AND coalesce(w.task, '') > '') THEN agents_more($2::uuid, r.run_id) END AS more
    FROM (SELECT coalesce(($3::jsonb->>'run_id')::uuid, p.run_id) AS run_id
        FROM projects p WHERE p.id = $2::uuid AND project_role($1::uuid, p.id, p.user_id) IS NOT NULL OFFSET 0) AS r OFFSET 0) AS seen
LEFT JOIN agents a ON a.run_id = seen.run_id AND (a.project_id = $2::uuid) IS TRUE AND a.parent_agent_id IS NULL AND coalesce(a.status = seen.status, true)
    AND (a.ordinal, a.id) > (coalesce($5::int4, -2147483648), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY a.ordinal, a.id LIMIT $4::int4
