-- SPDX-License-Identifier: ISC
-- projects_halt(user uuid) -> void: what runs for an account that is disabled or given up pauses: nothing is spent on it, by whose key it may be, until
-- somebody resumes it.
-- Returns: nothing. Errors: none. Writes: projects, jobs, events.
CREATE OR REPLACE FUNCTION projects_halt(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_project uuid;
BEGIN
    FOR v_project IN SELECT id FROM projects WHERE user_id = p_user AND status = 'running' ORDER BY id FOR NO KEY UPDATE LOOP
        PERFORM project_set_status(v_project, 'running', 'paused', 'user');
    END LOOP;
END
$$;
