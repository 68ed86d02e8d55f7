-- SPDX-License-Identifier: ISC
-- event_list: GET projects/{id}/events, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {after}, $4 rows int4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT e.seq, e.type, e.agent_id AS "agent_id:agent", e.data, e.created_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM events
    WHERE project_id = $2::uuid AND seq > coalesce($5::bigint, ($3::jsonb->>'after')::bigint, 0)
    ORDER BY seq LIMIT $4::int4) AS e ON true
ORDER BY e.seq
