-- SPDX-License-Identifier: ISC
-- subscribe: may this user follow this project, or this agent's one, and where does its stream stand?
-- $1 user uuid, $2 project uuid or null, $3 agent uuid or null, $4 the last number seen int8 or null.
-- Returns no row for strangers; else project, head, pruned, log (the last line's id), agent_last (the agent's last event up to $4 or the head),
-- member (false: an admin looks in). Writes nothing.
SELECT p.id AS project, coalesce(h.seq, 0) AS head, coalesce(h.pruned, 0) AS pruned,
    coalesce((SELECT max(l.id) FROM agent_logs l WHERE l.project_id = p.id), 0) AS log,
    CASE WHEN $3::uuid IS NOT NULL THEN coalesce((SELECT max(e.seq) FROM events e
        WHERE e.project_id = p.id AND e.agent_id = $3::uuid AND e.seq <= coalesce($4::bigint, h.seq, 0)), 0) END AS agent_last,
    EXISTS (SELECT FROM project_people m WHERE m.project_id = p.id AND m.user_id = $1::uuid) AS member
FROM (SELECT CASE WHEN $3::uuid IS NULL THEN $2::uuid ELSE (SELECT project_id FROM agents WHERE id = $3::uuid) END AS id) AS p
CROSS JOIN LATERAL project_access($1::uuid, p.id) AS seen
LEFT JOIN event_heads h ON h.project_id = p.id
