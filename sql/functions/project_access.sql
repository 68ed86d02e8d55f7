-- SPDX-License-Identifier: ISC
-- project_access(user uuid, project uuid) -> rows (role text): what project_role says, as a row for FROM, or no row for strangers.
-- A set-returning function of one SELECT is inlined into the statement's plan; project_role in a WHERE is planned anew at each call (0.1 ms).
-- Returns: one row or none. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION project_access(p_user uuid, p_project uuid) RETURNS TABLE (role text) LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT seen.role FROM (
        SELECT CASE WHEN u.role = 'admin' OR p.user_id = u.id THEN 'owner'
            ELSE (SELECT m.role FROM project_members m WHERE m.user_id = u.id AND m.project_id = p.id) END AS role
        FROM users u JOIN projects p ON p.id = p_project WHERE u.id = p_user AND u.disabled_at IS NULL OFFSET 0) AS seen
    WHERE seen.role IS NOT NULL
$$;
