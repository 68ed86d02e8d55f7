-- SPDX-License-Identifier: ISC
-- member_known(user uuid, other uuid) -> boolean: may this user know that the other account is there? Admins may; so may who owns a project of
-- which the other is a member.
-- Returns: false for unknown accounts. Errors: none. Writes: nothing.
CREATE OR REPLACE FUNCTION member_known(p_user uuid, p_other uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM users WHERE id = p_other AND disabled_at IS NULL) AND (
        EXISTS (SELECT FROM users WHERE id = p_user AND role = 'admin')
        OR EXISTS (SELECT FROM project_people o JOIN project_people m USING (project_id)
            WHERE o.user_id = p_user AND o.role = 'owner' AND m.user_id = p_other));
END
$$;
