-- SPDX-License-Identifier: ISC
-- queue_dead_list: GET admin/queue/dead, the latest first. $1 caller uuid, $2 filter jsonb {project_id}, $3 rows int4, $4, $5 cursor (died_at, id).
-- Returns rows. Writes nothing. The plan: see admin_user_list.
SELECT d.id, d.kind, d.project_id AS "project_id:proj", d.run_id AS "run_id:run", d.agent_id AS "agent_id:agent", d.payload->>'node' AS node,
    d.payload->>'task' AS task, d.priority, d.attempt, d.retries, d.created_at, d.error_type, left(d.error, 1000) AS error,
    d.died_at
FROM (
    SELECT * FROM dead_jobs
    WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin') AND coalesce(project_id = ($2::jsonb->>'project_id')::uuid, $2::jsonb->>'project_id' IS NULL)
        AND (died_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::text::int8, 9223372036854775807))
    ORDER BY died_at DESC, id DESC LIMIT 101
) AS d
ORDER BY d.died_at DESC, d.id DESC LIMIT $3::int4
