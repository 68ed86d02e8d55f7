-- SPDX-License-Identifier: ISC
-- reminders_send(checkpoints uuid[]) -> row (first int, escalation int): reminds of those of these checkpoints that are due (queries/remind/reminders_due),
-- in one transaction. Of each one reminder at most: when several have become due since the last run, the latest stands for all. First: owner and
-- reviewers; escalation: admins too.
-- Any number of these may run at once: what another one has at hand is left to it, and so is what somebody is deciding.
-- Returns: how many. Errors: none. Writes: checkpoint_reminders, checkpoints, notifications, deliveries, event_heads, events.
DROP FUNCTION IF EXISTS reminders_send(uuid, int);
CREATE OR REPLACE FUNCTION reminders_send(p_checkpoints uuid[], OUT first int, OUT escalation int) LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_due jsonb;
    v_project record;
BEGIN
    WITH due AS (
        SELECT c.id, c.project_id, c.agent_id, c.title, c.type, c.created_at, reminder_due(p.config, clock_timestamp() - c.created_at) AS number
        FROM checkpoints c JOIN projects p ON p.id = c.project_id
        WHERE c.id = ANY (p_checkpoints) AND c.status = 'pending' AND p.status = 'running' AND p.archived_at IS NULL AND c.run_id = p.run_id
            AND reminder_due(p.config, clock_timestamp() - c.created_at) > c.reminders
        ORDER BY c.project_id FOR UPDATE OF c SKIP LOCKED
    ), sent AS (
        INSERT INTO checkpoint_reminders (checkpoint_id, number, level)
        SELECT id, number, CASE number WHEN 1 THEN 'first' ELSE 'escalation' END FROM due
        ON CONFLICT DO NOTHING RETURNING checkpoint_id, number, level
    ), noted AS (
        UPDATE checkpoints c SET reminders = s.number, reminder_sent_at = clock_timestamp() FROM sent s WHERE c.id = s.checkpoint_id
        RETURNING c.id
    )
    SELECT jsonb_agg(jsonb_build_object('project', d.project_id, 'agent', d.agent_id, 'level', s.level, 'number', s.number, 'id', d.id,
        'title', d.title, 'type', d.type, 'hours', round(extract(epoch FROM clock_timestamp() - d.created_at) / 3600, 2)) ORDER BY d.project_id)
    INTO v_due FROM due d JOIN sent s ON s.checkpoint_id = d.id JOIN noted ON noted.id = d.id;
    first := 0;
    escalation := 0;
    IF v_due IS NULL THEN
        RETURN;
    END IF;
    INSERT INTO notifications (user_id, project_id, kind, data)
    SELECT u.user_id, d.project, 'checkpoint:reminder', jsonb_build_object('project_id', public_id('proj', d.project), 'checkpoint_id',
        public_id('ckpt', d.id), 'type', d.type, 'title', d.title, 'level', d.level, 'number', d.number, 'waiting_hours', d.hours)
    FROM jsonb_to_recordset(v_due) AS d(project uuid, id uuid, title text, type text, level text, number int, hours numeric),
        LATERAL (SELECT m.user_id FROM project_people m WHERE m.project_id = d.project AND m.role IN ('owner', 'reviewer')
            UNION SELECT a.id FROM users a WHERE d.level = 'escalation' AND a.role = 'admin') AS u
        JOIN users x ON x.id = u.user_id AND x.disabled_at IS NULL;
    FOR v_project IN
        SELECT d.project, count(*) FILTER (WHERE d.level = 'first') AS first, count(*) FILTER (WHERE d.level <> 'first') AS later,
            jsonb_agg(event_json(d.agent, 'checkpoint:reminder', jsonb_build_object('checkpointId', public_id('ckpt', d.id), 'waitingTime', d.hours,
                'reminderLevel', d.level))) AS events
        FROM jsonb_to_recordset(v_due) AS d(project uuid, agent uuid, id uuid, level text, hours numeric) GROUP BY d.project ORDER BY d.project
    LOOP
        PERFORM events_append(v_project.project, v_project.events);
        first := first + v_project.first;
        escalation := escalation + v_project.later;
    END LOOP;
END
$$;
