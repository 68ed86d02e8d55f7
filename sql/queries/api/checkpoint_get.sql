-- SPDX-License-Identifier: ISC
-- checkpoint_get: GET checkpoints/{id}. $1 caller uuid, $2 checkpoint uuid. Returns the checkpoint; its ETag is the revision to decide on.
-- No row: not for this caller. Writes nothing.
SELECT c.id AS "id:ckpt", c.type, c.title, c.description, c.status, c.project_id AS "project_id:proj", c.agent_id AS "agent_id:agent",
    c.run_id AS "run_id:run", c.node, c.revision, c.automatic, c.output, c.answers, c.feedback, c.resolved_by AS "resolved_by:user",
    c.resolved_at, c.created_at, c.cost_usd::float8 AS cost_usd, round(c.duration_ms / 1000.0, 3)::float8 AS duration,
    round(extract(epoch FROM coalesce(c.resolved_at, clock_timestamp()) - c.created_at) / 3600, 2)::float8 AS waiting_time_hours, c.reminders, c.reminder_sent_at,
    CASE WHEN c.status = 'pending' AND r.role IN ('owner', 'editor', 'reviewer') THEN '["approve", "reject", "request-changes"]'::json
        ELSE '[]'::json END AS allowed_actions,
    CASE WHEN c.status = 'pending' THEN checkpoint_estimate(c) END AS estimate, c.revision AS "revision:etag"
FROM checkpoints c, project_access($1::uuid, c.project_id) AS r
WHERE c.id = $2::uuid
