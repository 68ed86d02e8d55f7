-- SPDX-License-Identifier: ISC
-- queue_jobs: GET admin/queue/jobs, oldest first. $1 caller uuid, $2 filter jsonb {state, project_id}, $3 rows int4, $4 cursor int8.
-- Returns rows. Writes nothing. All of a project's are looked through; without a project the 100,000 from the cursor on.
WITH first AS (
    (SELECT j FROM jobs j WHERE $2::jsonb->>'project_id' IS NULL AND j.id > coalesce($4::text::int8, 0) ORDER BY j.id LIMIT 100000)
    UNION ALL
    SELECT j FROM jobs j WHERE j.project_id = ($2::jsonb->>'project_id')::uuid AND j.id > coalesce($4::text::int8, 0)
), found AS (
    SELECT (f.j).*, queue_state(f.j) AS state FROM first f
    WHERE coalesce(queue_state(f.j) = $2::jsonb->>'state', true) AND EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
    ORDER BY (f.j).id LIMIT $3::int4
)
SELECT f.id, f.kind, f.project_id AS "project_id:proj", f.run_id AS "run_id:run", f.agent_id AS "agent_id:agent", f.payload->>'node' AS node,
    f.payload->>'task' AS task, f.priority, f.attempt, f.retries, f.created_at, f.state, f.run_at, w.host || ':' || w.pid AS worker,
    f.last_error AS error
FROM found f LEFT JOIN workers w ON w.id = f.leased_by
ORDER BY f.id
