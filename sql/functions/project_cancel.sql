-- SPDX-License-Identifier: ISC
-- project_cancel(user uuid, project uuid) -> text: for good; a step in flight finds its job gone and stops.
-- Returns: cancelled. Errors: LW404, LW403, LW409. Writes: projects, runs, jobs, agents, events, audit.
CREATE OR REPLACE FUNCTION project_cancel(p_user uuid, p_project uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, ARRAY['owner', 'editor']);
BEGIN
    IF v_project.status IN ('completed', 'cancelled') THEN
        PERFORM project_refuse(v_project.status);
    END IF;
    UPDATE runs SET status = 'cancelled', ended_at = now() WHERE id = v_project.run_id AND status = 'active';
    PERFORM jobs_delete(p_project);
    UPDATE agents SET version = version + 1, status = 'cancelled', current_task = NULL, retry_at = NULL
    WHERE run_id = v_project.run_id AND status IN ('pending', 'running', 'waiting_approval');
    PERFORM audit_write(p_user, 'project.cancel', public_id('proj', p_project), 'ok');
    PERFORM project_set_status(p_project, v_project.status, 'cancelled', 'user');
    RETURN 'cancelled';
END
$$;
