-- SPDX-License-Identifier: ISC
-- checkpoint_list_oldest: GET projects/{id}/checkpoints, oldest first. $1 caller uuid, $2 project uuid, $3 filter jsonb {status}, $4 rows int4,
-- $5, $6 cursor. Returns rows; one row of nulls when there are none. Writes nothing.
-- The inner LIMIT, a page at most, and filters that the planner cannot guess at let the plan follow the index, whatever the parameters are.
SELECT c.id AS "id:ckpt", c.type, c.title, c.description, c.status, c.project_id AS "project_id:proj", c.agent_id AS "agent_id:agent",
    c.run_id AS "run_id:run", c.node, c.revision, c.automatic, c.output, c.answers, c.feedback, c.resolved_by AS "resolved_by:user",
    c.resolved_at, c.created_at, c.cost_usd::float8 AS cost_usd, round(c.duration_ms / 1000.0, 3)::float8 AS duration,
    round(extract(epoch FROM coalesce(c.resolved_at, clock_timestamp()) - c.created_at) / 3600, 2)::float8 AS waiting_time_hours, c.reminders, c.reminder_sent_at
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM (
        SELECT * FROM checkpoints
        WHERE project_id = $2::uuid AND coalesce(status = $3::jsonb->>'status', true)
            AND (created_at, id) > (coalesce($5::timestamptz, '-infinity'), coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))
        ORDER BY created_at, id LIMIT 101) AS page
    ORDER BY created_at, id LIMIT $4::int4) AS c ON true
ORDER BY c.created_at, c.id
