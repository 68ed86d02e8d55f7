-- SPDX-License-Identifier: ISC
-- project_role(user uuid, project uuid) -> text: what the user is in the project.
-- Returns: owner, editor, reviewer, viewer; NULL for strangers, disabled users and unknown projects. Admins are owner. Errors: none.
-- Writes: nothing.
CREATE OR REPLACE FUNCTION project_role(p_user uuid, p_project uuid) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT CASE WHEN u.role = 'admin' OR p.user_id = u.id THEN 'owner' ELSE m.role END
    FROM projects p
    JOIN users u ON u.id = p_user AND u.disabled_at IS NULL
    LEFT JOIN project_members m ON m.project_id = p.id AND m.user_id = u.id
    WHERE p.id = p_project);
END
$$;
-- project_role(user uuid, project uuid, owner uuid): the same for a statement that has the project's row, with projects.user_id: it becomes part of
-- the plan, and looks nothing up for the owner, whom the API knows not to be disabled.
CREATE OR REPLACE FUNCTION project_role(p_user uuid, p_project uuid, p_owner uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_owner = p_user THEN 'owner' ELSE project_role(p_user, p_project) END
$$;
