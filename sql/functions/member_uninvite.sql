-- SPDX-License-Identifier: ISC
-- member_uninvite(user uuid, project uuid, need text, invitation uuid) -> uuid: takes an invitation to a project back.
-- Returns: its id. Errors: LW404, LW403. Writes: project_invitations, audit.
CREATE OR REPLACE FUNCTION member_uninvite(p_user uuid, p_project uuid, p_need text, p_invitation uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_email text;
BEGIN
    PERFORM project_lock(p_user, p_project, roles_from(p_need));
    DELETE FROM project_invitations WHERE id = p_invitation AND project_id = p_project RETURNING email INTO v_email;
    IF v_email IS NULL THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    END IF;
    PERFORM audit_write(p_user, 'member.uninvite', public_id('proj', p_project), 'ok', NULL, NULL, jsonb_build_object('email', v_email));
    RETURN p_invitation;
END
$$;
