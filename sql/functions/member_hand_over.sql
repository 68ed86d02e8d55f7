-- SPDX-License-Identifier: ISC
-- member_hand_over(project projects, member uuid): before an owner goes: another one has to be left, and gets the project when it was
-- this one's, who becomes one of those who joined. The project's row is locked.
-- Returns: nothing. Errors: LW409 {"reason": "last owner"}. Writes: projects, project_members.
CREATE OR REPLACE FUNCTION member_hand_over(p_project projects, p_member uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_heir uuid;
BEGIN
    SELECT m.user_id INTO v_heir FROM project_people m JOIN users u ON u.id = m.user_id
    WHERE m.project_id = p_project.id AND m.role = 'owner' AND m.user_id <> p_member AND u.disabled_at IS NULL
    ORDER BY m.created_at, m.user_id LIMIT 1;
    IF v_heir IS NULL THEN
        PERFORM refuse('LW409', 'A project needs an owner: make somebody else one first.', '{"reason": "last owner"}');
    ELSIF p_project.user_id = p_member THEN
        UPDATE projects SET user_id = v_heir, version = version + 1, updated_at = now() WHERE id = p_project.id;
        DELETE FROM project_members WHERE project_id = p_project.id AND user_id = v_heir;
        INSERT INTO project_members (project_id, user_id, role, created_at) VALUES (p_project.id, p_member, 'owner', p_project.created_at);
    END IF;
END
$$;
