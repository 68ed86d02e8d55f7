-- SPDX-License-Identifier: ISC
-- agent_list: GET projects/{id}/agents of the latest run, or of the run named; workers stand in their leader's sub_agents.
-- $1 caller uuid, $2 project uuid, $3 filter jsonb {status, run_id}, $4 rows int4, $5, $6 cursor (ordinal, id).
-- Returns rows; one row of nulls when there are none. Writes nothing. Turns are read once for all agents, not once for each.
SELECT a.id AS "id:agent", a.project_id AS "project_id:proj", a.run_id AS "run_id:run", a.type, a.metadata->>'title' AS title, a.status, a.progress,
    a.current_task, a.revision, a.attempt, a.retry_at, a.started_at, a.completed_at, a.error, a.error_type,
    a.parent_agent_id AS "parent_agent_id:agent", coalesce(t.tokens, '{"input": 0, "cached_input": 0, "output": 0}') AS tokens,
    coalesce(t.cost, 0) AS cost, coalesce(w.list, '[]') AS sub_agents, a.metadata, a.created_at, a.ordinal AS "ordinal:hide"
FROM (
    SELECT coalesce(($3::jsonb->>'run_id')::uuid, p.run_id) AS run_id, $3::jsonb->>'status' AS status
    FROM projects p, project_access($1::uuid, p.id) WHERE p.id = $2::uuid OFFSET 0) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM agents
    WHERE run_id = seen.run_id AND (project_id = $2::uuid) IS TRUE AND parent_agent_id IS NULL AND coalesce(status = seen.status, true)
        AND (ordinal, id) > (coalesce($5::int4, -2147483648), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY ordinal, id LIMIT $4::int4) AS a ON true
LEFT JOIN (
    SELECT agent_id, json_build_object('input', sum(input_tokens), 'cached_input', sum(cached_input_tokens), 'output', sum(output_tokens)) AS tokens,
        sum(cost_usd)::float8 AS cost
    FROM turns WHERE project_id = $2::uuid GROUP BY agent_id OFFSET 0) AS t ON t.agent_id = a.id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('id', public_id('agent', id), 'type', type, 'title', metadata->>'title', 'task', task, 'status', status,
        'progress', progress, 'current_task', current_task, 'attempt', attempt, 'retry_at', iso_time(retry_at)) ORDER BY ordinal, id) AS list
    FROM agents WHERE parent_agent_id = a.id GROUP BY parent_agent_id) AS w ON true
ORDER BY a.ordinal, a.id
