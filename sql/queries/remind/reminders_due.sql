-- SPDX-License-Identifier: ISC
-- reminders_due: checkpoints that are due now, by project: what reminders_send is given, a piece at a time. remind/main.c
-- $1 int rows at most. Returns: id uuid. Errors: none. Writes: nothing.
SELECT c.id FROM checkpoints c JOIN projects p ON p.id = c.project_id
WHERE c.status = 'pending' AND p.status = 'running' AND p.archived_at IS NULL AND c.run_id = p.run_id
    AND NOT (SELECT active FROM maintenance) AND reminder_due(p.config, clock_timestamp() - c.created_at) > c.reminders
ORDER BY c.project_id, c.id LIMIT $1::text::int
