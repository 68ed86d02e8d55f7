-- SPDX-License-Identifier: ISC
-- project_set_status(project uuid, old text, new text, reason text) -> bigint: the project's row is locked by the caller.
-- Jobs are released for running, deleted for cancelled and completed, and held for the rest. Called last: it appends the event.
-- Returns: the event's number. Errors: LW409 from check_transition. Writes: projects, jobs, notifications, events.
CREATE OR REPLACE FUNCTION project_set_status(p_project uuid, p_old text, p_new text, p_reason text) RETURNS bigint
    LANGUAGE plpgsql AS $$
BEGIN
    UPDATE projects SET version = version + 1, updated_at = now(), status = p_new, status_reason = p_reason,
        progress = CASE WHEN p_new = 'completed' THEN 100 ELSE progress END
    WHERE id = p_project;
    IF p_new IN ('cancelled', 'completed') THEN
        PERFORM jobs_delete(p_project);
    ELSE
        PERFORM jobs_hold(p_project, p_new <> 'running');
    END IF;
    IF p_new IN ('completed', 'failed') OR (p_new = 'paused' AND p_reason <> 'user') THEN
        PERFORM notify_members(p_project, ARRAY['owner'], 'project:' || p_new, jsonb_build_object('reason', p_reason));
    END IF;
    RETURN event_append(p_project, NULL, 'project:status_changed', jsonb_build_object('oldStatus', p_old, 'newStatus', p_new));
END
$$;
