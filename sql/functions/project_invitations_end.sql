-- SPDX-License-Identifier: ISC
-- project_invitations_end(actor uuid, user uuid, gone boolean, address inet, request_id text) -> void: who is no owner of a project any more invites
-- nobody to it: open invitations of theirs end; gone: all of them. Call it after what took the role: a change of member or account.
-- member_accept() asks again, for one that is given at that moment.
-- In: actor: by whose act; NULL is ludctl. Returns: nothing. Errors: none. Writes: project_invitations, audit (a row for each).
DROP FUNCTION IF EXISTS project_invitations_end(uuid);
CREATE OR REPLACE FUNCTION project_invitations_end(p_actor uuid, p_user uuid, p_gone boolean, p_address inet, p_request_id text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_ended project_invitations;
BEGIN
    FOR v_ended IN
        DELETE FROM project_invitations i WHERE i.invited_by = p_user AND (p_gone OR project_role(p_user, i.project_id) IS DISTINCT FROM 'owner') RETURNING i.*
    LOOP
        PERFORM audit_write(p_actor, 'member.uninvite', public_id('proj', v_ended.project_id), 'ok', p_address, p_request_id,
            jsonb_build_object('email', v_ended.email, 'role', v_ended.role, 'invited_by', public_id('user', p_user), 'reason', 'inviter'));
    END LOOP;
END
$$;
