-- SPDX-License-Identifier: ISC
-- project_pause(user uuid, project uuid) -> text: what is at work ends its step; nothing new begins.
-- Returns: paused. Errors: LW404, LW403, LW409. Writes: projects, jobs, events, audit.
CREATE OR REPLACE FUNCTION project_pause(p_user uuid, p_project uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, ARRAY['owner', 'editor']);
BEGIN
    IF v_project.status <> 'running' THEN
        PERFORM project_refuse(v_project.status);
    END IF;
    PERFORM audit_write(p_user, 'project.pause', public_id('proj', p_project), 'ok');
    PERFORM project_set_status(p_project, 'running', 'paused', 'user');
    RETURN 'paused';
END
$$;
