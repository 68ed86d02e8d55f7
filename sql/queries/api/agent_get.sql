-- SPDX-License-Identifier: ISC
-- agent_get: GET agents/{id}. $1 caller uuid, $2 agent uuid. Returns the agent; no row: not for this caller. Writes nothing.
SELECT a.id AS "id:agent", a.project_id AS "project_id:proj", a.run_id AS "run_id:run", a.type, a.metadata->>'title' AS title, a.status, a.progress,
    a.current_task, a.revision, a.attempt, a.retry_at, a.started_at, a.completed_at, a.error, a.error_type,
    a.parent_agent_id AS "parent_agent_id:agent", t.tokens, t.cost, s.sub_agents, a.metadata, a.created_at, a.version AS "version:etag"
FROM agents a
LEFT JOIN LATERAL (
    SELECT json_build_object('input', coalesce(sum(input_tokens), 0), 'cached_input', coalesce(sum(cached_input_tokens), 0),
        'output', coalesce(sum(output_tokens), 0)) AS tokens, coalesce(sum(cost_usd), 0)::float8 AS cost
    FROM turns WHERE agent_id = a.id) AS t ON true
LEFT JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('id', public_id('agent', w.id), 'type', w.type, 'title', w.metadata->>'title', 'task', w.task, 'status', w.status,
        'progress', w.progress, 'current_task', w.current_task, 'attempt', w.attempt, 'retry_at', iso_time(w.retry_at)) ORDER BY w.ordinal, w.id), '[]') AS sub_agents
    FROM agents w WHERE w.parent_agent_id = a.id) AS s ON true
WHERE a.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, a.project_id))
