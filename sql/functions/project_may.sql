-- SPDX-License-Identifier: ISC
-- project_may(user uuid, project uuid, need text) -> text: the user's role, when it reaches as far as need.
-- Returns: the role. Errors: LW404 unknown or not for this user; LW403 {"role"}. Writes: nothing.
CREATE OR REPLACE FUNCTION project_may(p_user uuid, p_project uuid, p_need text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_role text := project_role(p_user, p_project);
BEGIN
    IF v_role IS NULL THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    ELSIF v_role <> ALL (roles_from(p_need)) THEN
        PERFORM refuse('LW403', format('a %s may not do this', v_role), jsonb_build_object('role', v_role));
    END IF;
    RETURN v_role;
END
$$;
