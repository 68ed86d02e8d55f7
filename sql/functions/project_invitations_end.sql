-- SPDX-License-Identifier: ISC
-- project_invitations_end(user uuid) -> void: who is no owner of a project any more invites nobody to it: open invitations of theirs end. Call it
-- after what took the role: a change of member or account. member_accept() asks again, for one that is given at that moment.
-- Returns: nothing. Errors: none. Writes: project_invitations.
CREATE OR REPLACE FUNCTION project_invitations_end(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM project_invitations i WHERE i.invited_by = p_user AND project_role(p_user, i.project_id) IS DISTINCT FROM 'owner';
END
$$;
