-- SPDX-License-Identifier: ISC
-- queue_show: ludctl queue show. All about a job, in the queue or dead.
-- $1 int8 job. Returns: one row, dead first, or none; NULL where there is nothing to say. Errors: none. Writes: nothing.
WITH found AS (
    SELECT 0 AS place, id, kind, 'dead' AS state, project_id, run_id, agent_id, payload, unique_key, priority, NULL::timestamptz AS run_at, attempt,
        retries, NULL::int8 AS lease, worker, limit_key, error, error_type, NULLIF(detail, '{}') AS detail, created_at, died_at
    FROM dead_jobs WHERE id = $1::text::int8
    UNION ALL
    SELECT 1, id, kind, queue_state(j), project_id, run_id, agent_id, payload, unique_key, priority, run_at, attempt,
        retries, lease, leased_by, limit_key, last_error, NULL, NULL, created_at, NULL
    FROM jobs j WHERE id = $1::text::int8
)
SELECT f.id, f.kind, f.state, public_id('proj', f.project_id) AS project, p.name AS project_name, p.status AS project_status,
    public_id('run', f.run_id) AS run, public_id('agent', f.agent_id) AS agent, a.node AS agent_node, a.task AS agent_task, a.status AS agent_status,
    f.priority, iso_time(f.run_at) AS run_at, f.attempt, f.retries, f.lease, f.worker::text AS worker, w.host || ':' || w.pid AS worker_process,
    w.alive_until > clock_timestamp() AS worker_alive, f.limit_key, f.unique_key, f.error_type, f.error, iso_time(f.created_at) AS created,
    iso_time(f.died_at) AS died, f.detail, f.payload
FROM found f LEFT JOIN projects p ON p.id = f.project_id LEFT JOIN agents a ON a.id = f.agent_id LEFT JOIN workers w ON w.id = f.worker
ORDER BY f.place LIMIT 1
