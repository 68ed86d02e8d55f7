-- SPDX-License-Identifier: ISC
-- member_add(user uuid, project uuid, need text, input jsonb) -> one row: shares a project; input {"user_id" or "email", "role"}, validated.
-- Who is named by id, or by the address of somebody whom the caller knows already (an admin; one who shares another of the caller's
-- projects), is a member at once. Any other address is invited, and the answer is the same whether or not it has an account.
-- Returns: user_id (NULL: invited), email, role, status (member, invited), expires_at. Errors: LW404, LW403; LW400 {"field"}; LW409 {"role"} for
-- one who is a member. Writes: project_members or project_invitations, notifications, audit, events.
CREATE OR REPLACE FUNCTION member_add(p_user uuid, p_project uuid, p_need text, p_input jsonb, OUT user_id uuid, OUT email text, OUT role text,
    OUT status text, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(p_need));
    v_found users;
    v_role text;
BEGIN
    role := p_input->>'role';
    email := lower(btrim(p_input->>'email'));
    status := 'member';
    IF (p_input ? 'user_id') = (p_input ? 'email') THEN
        PERFORM refuse('LW400', 'Name somebody: by user_id, or by email.', '{"field": "user_id", "message": "Either this or email is needed"}');
    END IF;
    SELECT u.* INTO v_found FROM users u
    WHERE u.disabled_at IS NULL AND (u.id = (p_input->>'user_id')::uuid OR u.email = member_add.email);
    IF v_found.id IS NULL AND p_input ? 'user_id' THEN
        PERFORM refuse('LW400', 'There is no such account.', '{"field": "user_id", "message": "Is not known"}');
    END IF;
    SELECT m.role INTO v_role FROM project_people m WHERE m.project_id = p_project AND m.user_id = v_found.id;
    IF v_role IS NOT NULL THEN
        PERFORM refuse('LW409', 'This person is a member already.', jsonb_build_object('role', v_role));
    ELSIF p_input ? 'email' AND NOT member_known(p_user, v_found.id) THEN
        SELECT i.expires_at INTO expires_at FROM member_invite(p_user, v_project, email, role) AS i;
        status := 'invited';
        RETURN;
    END IF;
    user_id := v_found.id;
    email := CASE WHEN p_input ? 'email' THEN email END;
    PERFORM member_join(p_project, user_id, role);
    INSERT INTO notifications (user_id, project_id, kind, data) VALUES (member_add.user_id, p_project, 'project:shared', jsonb_build_object(
        'project_id', public_id('proj', p_project), 'name', v_project.name, 'role', role));
    PERFORM audit_write(p_user, 'member.add', public_id('proj', p_project), 'ok', NULL, NULL,
        jsonb_build_object('user_id', public_id('user', user_id), 'role', role));
    PERFORM event_append(p_project, NULL, 'member:added', jsonb_build_object('userId', public_id('user', user_id), 'role', role));
END
$$;
