-- SPDX-License-Identifier: ISC
-- logs: lines after these ids, for all who follow. $1 projects uuid[], $2 ids int8[], pairwise; $3 most rows a project int4.
-- Returns project, agent, id, level, data (the payload of agent:log without logId), by project and id. Writes nothing.
SELECT l.project_id AS project, l.agent_id AS agent, l.id, l.level,
    jsonb_build_object('agentId', public_id('agent', l.agent_id), 'level', l.level, 'message', l.message, 'timestamp', iso_time(l.timestamp),
        'projectId', public_id('proj', l.project_id)) || CASE WHEN l.metadata IS NULL THEN '{}' ELSE jsonb_build_object('metadata', l.metadata) END AS data
FROM unnest($1::uuid[], $2::bigint[]) AS w(project_id, id)
CROSS JOIN LATERAL (
    SELECT * FROM agent_logs WHERE project_id = w.project_id AND agent_logs.id > w.id ORDER BY agent_logs.id LIMIT $3::int4) AS l
ORDER BY l.project_id, l.id
