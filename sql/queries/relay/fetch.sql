-- SPDX-License-Identifier: ISC
-- fetch: the events after these numbers, for all who follow. $1 projects uuid[], $2 numbers int8[], pairwise; $3 most rows a project int4.
-- Returns project, seq, agent, type, data, age (ms since it was written), by project and number. Writes nothing.
SELECT e.project_id AS project, e.seq, e.agent_id AS agent, e.type, e.data,
    greatest(0, extract(epoch FROM clock_timestamp() - e.created_at) * 1000)::bigint AS age
FROM unnest($1::uuid[], $2::bigint[]) AS w(project_id, seq)
CROSS JOIN LATERAL (
    SELECT * FROM events WHERE project_id = w.project_id AND seq > w.seq ORDER BY seq LIMIT $3::int4) AS e
ORDER BY e.project_id, e.seq
