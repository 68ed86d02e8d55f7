-- SPDX-License-Identifier: ISC
-- account_delete(actor uuid, user uuid, version bigint, keep boolean, address inet, request_id text) -> uuid: one's own account, or any by an admin.
-- Projects that have another owner go to the longest-standing one. keep: the others stay, with an account of no name; else they go with
-- all that hangs on them.
-- In: actor NULL is ludctl. Returns: the account's id. Errors: LW404, LW409 {"reason": "last_admin"}, LW412 {"revision"}.
-- Writes: users and all that refers to it, projects, audit.
CREATE OR REPLACE FUNCTION account_delete(p_actor uuid, p_user uuid, p_version bigint, p_keep boolean, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_user users;
    v_project record;
    v_gone integer := 0;
BEGIN
    PERFORM admins_lock(nullif(p_actor, p_user));
    PERFORM FROM projects WHERE user_id = p_user ORDER BY id FOR NO KEY UPDATE; -- first, since who has a project asks for people
    SELECT * INTO v_user FROM users WHERE id = p_user AND deleted_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    ELSIF p_version <> v_user.version THEN
        PERFORM refuse('LW412', 'the account has changed', jsonb_build_object('revision', v_user.version));
    END IF;
    PERFORM admins_left(p_user);
    PERFORM invitations_end(p_actor, p_user, p_address, p_request_id);
    FOR v_project IN
        SELECT p.id, (SELECT m.user_id FROM project_people m JOIN users u ON u.id = m.user_id AND u.disabled_at IS NULL
            WHERE m.project_id = p.id AND m.role = 'owner' AND m.user_id <> p_user ORDER BY m.created_at, m.user_id LIMIT 1) AS heir
        FROM projects p WHERE p.user_id = p_user ORDER BY p.id FOR NO KEY UPDATE OF p
    LOOP
        IF v_project.heir IS NOT NULL THEN
            UPDATE projects SET user_id = v_project.heir, version = version + 1, updated_at = now() WHERE id = v_project.id;
            DELETE FROM project_members WHERE project_id = v_project.id AND user_id = v_project.heir;
        ELSIF NOT p_keep THEN
            DELETE FROM projects WHERE id = v_project.id;
            v_gone := v_gone + 1;
        END IF;
    END LOOP;
    PERFORM project_invitations_end(p_actor, p_user, true, p_address, p_request_id);
    IF p_keep THEN
        PERFORM account_forget(p_user);
    ELSE
        DELETE FROM users WHERE id = p_user;
    END IF;
    PERFORM audit_write(p_actor, 'user.delete', public_id('user', p_user), 'ok', p_address, p_request_id,
        jsonb_build_object('projects_deleted', v_gone, 'kept', p_keep));
    RETURN p_user;
END
$$;
