-- SPDX-License-Identifier: ISC
-- project_access(user uuid, project uuid) -> rows (role text): what project_role says, as a row for FROM, or no row for strangers.
-- A set-returning function of one SELECT is inlined into the statement's plan; project_role in a WHERE is planned anew at each call (0.1 ms).
-- Returns: one row or none. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_access(p_user uuid, p_project uuid) RETURNS TABLE (role text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN u.role = 'admin' THEN 'owner' ELSE m.role END
    FROM users u LEFT JOIN project_members m ON m.user_id = u.id AND m.project_id = p_project
    WHERE u.id = p_user AND u.disabled_at IS NULL
        AND (m.role IS NOT NULL OR (u.role = 'admin' AND EXISTS (SELECT FROM projects WHERE id = p_project)))
$$;
