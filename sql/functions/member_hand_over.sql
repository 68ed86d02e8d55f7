-- SPDX-License-Identifier: ISC
-- member_hand_over(project projects, member uuid): before an owner goes: another one has to be left, and gets the project when it was
-- this one's. The project's row is locked.
-- Returns: nothing. Errors: LW409 {"reason": "last owner"}. Writes: projects, project_members.
CREATE OR REPLACE FUNCTION member_hand_over(p_project projects, p_member uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_heir uuid;
BEGIN
    SELECT m.user_id INTO v_heir FROM project_members m JOIN users u ON u.id = m.user_id
    WHERE m.project_id = p_project.id AND m.role = 'owner' AND m.user_id <> p_member AND u.disabled_at IS NULL
    ORDER BY m.created_at, m.user_id LIMIT 1;
    IF v_heir IS NULL THEN
        PERFORM refuse('LW409', 'A project needs an owner: make somebody else one first.', '{"reason": "last owner"}');
    ELSIF p_project.user_id = p_member THEN
        UPDATE projects SET user_id = v_heir, version = version + 1, updated_at = now() WHERE id = p_project.id;
        UPDATE project_members SET co_owner = false WHERE project_id = p_project.id AND user_id = v_heir;
    END IF;
END
$$;
