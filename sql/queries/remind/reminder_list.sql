-- SPDX-License-Identifier: ISC
-- reminder_list: what reminders_send would remind of, for --dry-run. remind/main.c
-- $1 int rows at most. Returns: checkpoint text, project text, title text, level text, number int4, hours float8, people int8. Errors: none. Writes: nothing.
SELECT public_id('ckpt', d.id) AS checkpoint, d.name AS project, d.title, CASE d.number WHEN 1 THEN 'first' ELSE 'escalation' END AS level, d.number, d.hours,
    (SELECT count(*) FROM users u WHERE u.disabled_at IS NULL AND (d.number > 1 AND u.role = 'admin' OR EXISTS (
        SELECT FROM project_people m WHERE m.project_id = d.project_id AND m.user_id = u.id AND m.role IN ('owner', 'reviewer')))) AS people
FROM (SELECT c.id, c.project_id, p.name, c.title, c.reminders, reminder_due(p.config, clock_timestamp() - c.created_at) AS number,
        round(extract(epoch FROM clock_timestamp() - c.created_at) / 3600, 2)::float8 AS hours
    FROM checkpoints c JOIN projects p ON p.id = c.project_id
    WHERE c.status = 'pending' AND p.status = 'running' AND p.archived_at IS NULL AND c.run_id = p.run_id OFFSET 0) AS d
WHERE d.number > d.reminders ORDER BY d.project_id LIMIT $1::text::int
