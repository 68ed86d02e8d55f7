-- SPDX-License-Identifier: ISC
-- member_accept(user uuid, project uuid) -> uuid: joins a project that this user's address was invited to.
-- Returns: the project's id. Errors: LW404 without an invitation that still holds: in time, and of somebody who is owner now. Writes: project_members, project_invitations, audit, events.
CREATE OR REPLACE FUNCTION member_accept(p_user uuid, p_project uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_role text;
BEGIN
    PERFORM FROM projects WHERE id = p_project FOR NO KEY UPDATE;
    SELECT i.role INTO v_role FROM project_invitations i JOIN users u ON u.email = i.email
    WHERE i.project_id = p_project AND u.id = p_user AND u.disabled_at IS NULL AND i.expires_at > now() AND project_role(i.invited_by, p_project) = 'owner';
    IF v_role IS NULL THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    PERFORM member_join(p_project, p_user, v_role);
    PERFORM audit_write(p_user, 'member.accept', public_id('proj', p_project), 'ok', NULL, NULL, jsonb_build_object('role', v_role));
    PERFORM event_append(p_project, NULL, 'member:added', jsonb_build_object('userId', public_id('user', p_user), 'role', v_role));
    RETURN p_project;
END
$$;
