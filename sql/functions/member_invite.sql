-- SPDX-License-Identifier: ISC
-- member_invite(user uuid, project projects, email text, role text) -> project_invitations: asks somebody to join; asking again renews it.
-- An account of that address is told in the app. That takes the same statements without one.
-- Returns: the row. Errors: none. Writes: project_invitations, notifications, audit.
CREATE OR REPLACE FUNCTION member_invite(p_user uuid, p_project projects, p_email text, p_role text) RETURNS project_invitations LANGUAGE plpgsql AS $$
DECLARE
    v_row project_invitations;
BEGIN
    INSERT INTO project_invitations (project_id, email, role, invited_by) VALUES (p_project.id, p_email, p_role, p_user)
    ON CONFLICT (project_id, email) DO UPDATE SET role = excluded.role, invited_by = excluded.invited_by, created_at = excluded.created_at,
        expires_at = excluded.expires_at
    RETURNING * INTO v_row;
    INSERT INTO notifications (user_id, project_id, kind, data)
    SELECT id, p_project.id, 'project:invited', jsonb_build_object('project_id', public_id('proj', p_project.id), 'name', p_project.name,
        'role', p_role)
    FROM users WHERE email = p_email AND disabled_at IS NULL;
    PERFORM audit_write(p_user, 'member.invite', public_id('proj', p_project.id), 'ok', NULL, NULL,
        jsonb_build_object('email', p_email, 'role', p_role));
    RETURN v_row;
END
$$;
