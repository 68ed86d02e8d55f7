-- SPDX-License-Identifier: ISC
-- agent_list: GET projects/{id}/agents of the latest run, or of the run named; workers stand in their leader's sub_agents.
-- $1 caller uuid, $2 project uuid, $3 filter jsonb {status, run_id}, $4 rows int4, $5, $6 cursor (ordinal, id).
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT a.id AS "id:agent", a.project_id AS "project_id:proj", a.run_id AS "run_id:run", a.type, a.metadata->>'title' AS title, a.status, a.progress,
    a.current_task, a.revision, a.attempt, a.retry_at, a.started_at, a.completed_at, a.error, a.error_type,
    a.parent_agent_id AS "parent_agent_id:agent", t.tokens, t.cost, s.sub_agents, a.metadata, a.created_at, a.ordinal AS "ordinal:hide"
FROM (SELECT p.run_id FROM projects p, project_access($1::uuid, p.id) WHERE p.id = $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM agents
    WHERE project_id = $2::uuid AND run_id = coalesce(($3::jsonb->>'run_id')::uuid, seen.run_id) AND parent_agent_id IS NULL
        AND status = coalesce($3::jsonb->>'status', status)
        AND (ordinal, id) > (coalesce($5::int4, -2147483648), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY ordinal, id LIMIT $4::int4) AS a ON true
LEFT JOIN LATERAL (
    SELECT json_build_object('input', coalesce(sum(input_tokens), 0), 'cached_input', coalesce(sum(cached_input_tokens), 0),
        'output', coalesce(sum(output_tokens), 0)) AS tokens, coalesce(sum(cost_usd), 0)::float8 AS cost
    FROM turns WHERE agent_id = a.id) AS t ON true
LEFT JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('id', public_id('agent', w.id), 'type', w.type, 'task', w.task, 'status', w.status, 'progress', w.progress,
        'current_task', w.current_task) ORDER BY w.ordinal, w.id), '[]') AS sub_agents
    FROM agents w WHERE w.parent_agent_id = a.id) AS s ON true
ORDER BY a.ordinal, a.id
