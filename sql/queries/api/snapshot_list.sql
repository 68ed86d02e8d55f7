-- SPDX-License-Identifier: ISC
-- snapshot_list: GET runs/{id}/snapshots, newest first. $1 caller uuid, $2 run uuid, $3 filter jsonb {agent_id}, $4 rows int4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT s.id AS "id:snap", s.number, s.cause, s.agent_id AS "agent_id:agent", a.type AS agent_type, s.created_at
FROM runs r
CROSS JOIN LATERAL project_access($1::uuid, r.project_id) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM snapshots
    WHERE run_id = r.id AND number < coalesce($5::int8, 9223372036854775807)
        AND ($3::jsonb->>'agent_id' IS NULL OR agent_id = ($3::jsonb->>'agent_id')::uuid)
    ORDER BY number DESC LIMIT $4::int4) AS s ON true
LEFT JOIN agents a ON a.id = s.agent_id
WHERE r.id = $2::uuid
ORDER BY s.number DESC
