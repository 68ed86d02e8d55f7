-- SPDX-License-Identifier: ISC
-- member_join(project uuid, user uuid, role text): the row of a new member; an invitation to the same person is used up.
-- Returns: nothing. Errors: 23505 for one who is a member. Writes: project_members, project_invitations.
CREATE OR REPLACE FUNCTION member_join(p_project uuid, p_user uuid, p_role text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO project_members (project_id, user_id, role) VALUES (p_project, p_user, p_role);
    DELETE FROM project_invitations i USING users u WHERE i.project_id = p_project AND u.id = p_user AND i.email = u.email;
END
$$;
