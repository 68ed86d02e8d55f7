-- SPDX-License-Identifier: ISC
-- project_lock(user uuid, project uuid, roles text[]) -> projects: the project's row, locked, for a user who may change it.
-- Returns: the row. Errors: LW404 unknown or not for this user; LW403 {"role"} when the user's role is not among roles.
-- Writes: nothing; first in the lock order.
CREATE OR REPLACE FUNCTION project_lock(p_user uuid, p_project uuid, p_roles text[]) RETURNS projects LANGUAGE plpgsql AS $$
DECLARE
    v_role text := project_role(p_user, p_project);
    v_project projects;
BEGIN
    IF v_role = ANY (p_roles) THEN
        SELECT * INTO v_project FROM projects WHERE id = p_project FOR NO KEY UPDATE;
        v_role := CASE WHEN FOUND THEN project_role(p_user, p_project) END; -- who held the lock may have taken it away
    END IF;
    IF v_role IS NULL THEN
        PERFORM refuse('LW404', 'no such project');
    ELSIF v_role <> ALL (p_roles) THEN
        PERFORM refuse('LW403', format('a %s may not do this', v_role), jsonb_build_object('role', v_role));
    END IF;
    RETURN v_project;
END
$$;
