-- SPDX-License-Identifier: ISC
-- member_change(user uuid, project uuid, need text, member uuid, role text) -> uuid: another role, or none (NULL: the member goes).
-- Who goes by themself needs no role. The last owner stays one. A project whose user_id goes or is no owner any more is the other owner's. Who is no owner
-- any more invites nobody: open invitations of theirs end.
-- Returns: the member's id. Errors: LW404, LW403; LW409 {"reason": "last owner"}. Writes: project_members, project_invitations, projects, audit, events.
CREATE OR REPLACE FUNCTION member_change(p_user uuid, p_project uuid, p_need text, p_member uuid, p_role text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_project projects := project_lock(p_user, p_project, roles_from(CASE WHEN p_role IS NULL AND p_user = p_member THEN 'viewer' ELSE p_need END));
    v_old text;
BEGIN
    SELECT m.role INTO v_old FROM project_people m WHERE m.project_id = p_project AND m.user_id = p_member;
    IF v_old IS NULL THEN
        PERFORM refuse('LW404', 'There is no such member.');
    ELSIF v_old = 'owner' AND p_role IS DISTINCT FROM 'owner' THEN
        PERFORM member_hand_over(v_project, p_member);
    END IF;
    IF p_role IS NULL THEN
        DELETE FROM project_members WHERE project_id = p_project AND user_id = p_member;
    ELSE
        UPDATE project_members SET role = p_role WHERE project_id = p_project AND user_id = p_member;
    END IF;
    PERFORM project_invitations_end(p_user, p_member, false, NULL, NULL);
    IF p_role IS DISTINCT FROM v_old THEN
        PERFORM audit_write(p_user, CASE WHEN p_role IS NULL THEN 'member.remove' ELSE 'member.role' END, public_id('proj', p_project), 'ok', NULL, NULL,
            jsonb_strip_nulls(jsonb_build_object('user_id', public_id('user', p_member), 'was', v_old, 'role', p_role)));
        PERFORM event_append(p_project, NULL, CASE WHEN p_role IS NULL THEN 'member:removed' ELSE 'member:changed' END,
            jsonb_strip_nulls(jsonb_build_object('userId', public_id('user', p_member), 'role', p_role)));
    END IF;
    RETURN p_member;
END
$$;
