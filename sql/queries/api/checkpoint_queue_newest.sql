-- SPDX-License-Identifier: ISC
-- checkpoint_queue_newest: GET checkpoints, newest first: what waits (or, by status, was decided) in all projects of the caller.
-- $1 caller uuid, $2 filter jsonb {status}, $3 rows int4, $4, $5 cursor. Returns rows. Writes nothing.
SELECT c.id AS "id:ckpt", c.type, c.title, c.description, c.status, c.project_id AS "project_id:proj", c.agent_id AS "agent_id:agent",
    c.run_id AS "run_id:run", c.node, c.revision, c.automatic, c.output, c.answers, c.feedback, c.resolved_by AS "resolved_by:user",
    c.resolved_at, c.created_at, c.cost_usd::float8 AS cost_usd, round(c.duration_ms / 1000.0, 3)::float8 AS duration,
    round(extract(epoch FROM coalesce(c.resolved_at, clock_timestamp()) - c.created_at) / 3600, 2)::float8 AS waiting_time_hours, c.reminders, c.reminder_sent_at, p.name AS project_name
FROM project_people m
JOIN projects p ON p.id = m.project_id
JOIN checkpoints c ON c.project_id = p.id
WHERE m.user_id = $1::uuid AND c.status = coalesce($2::jsonb->>'status', 'pending') AND (c.status <> 'pending' OR p.status IN ('running', 'paused'))
    AND (c.created_at, c.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY c.created_at DESC, c.id DESC LIMIT $3::int4
