-- SPDX-License-Identifier: ISC
-- queue_dead_get: GET admin/queue/dead/{job}. $1 caller uuid, $2 job int8, $3 address text, $4 request id.
-- Returns one row; none: not for this caller, or no such dead letter. Writes audit: it tells of somebody's project.
WITH found AS (
    SELECT * FROM dead_jobs WHERE id = $2::text::int8 AND EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
), looked AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT $1::uuid, 'admin.look', '/api/v1/admin/queue/dead/' || id, 'ok', $3::text::inet, $4::text FROM found
)
SELECT d.id, d.kind, d.project_id AS "project_id:proj", d.run_id AS "run_id:run", d.agent_id AS "agent_id:agent", d.payload->>'node' AS node,
    d.payload->>'task' AS task, d.priority, d.attempt, d.retries, d.created_at, d.error_type, d.error,
    d.died_at, p.name AS project_name, p.status AS project_status, a.status AS agent_status,
    coalesce(w.host || ':' || w.pid, d.worker::text) AS worker, d.payload, d.detail
FROM found d LEFT JOIN projects p ON p.id = d.project_id LEFT JOIN agents a ON a.id = d.agent_id LEFT JOIN workers w ON w.id = d.worker
