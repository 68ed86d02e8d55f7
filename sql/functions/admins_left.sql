-- SPDX-License-Identifier: ISC
-- admins_left(user uuid) -> void: refuses when no admin would be left without this one. The caller holds admins_lock.
-- Returns: nothing. Errors: LW409 {"reason": "last_admin"}. Writes: nothing.
CREATE OR REPLACE FUNCTION admins_left(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM users WHERE id = p_user AND role = 'admin' AND disabled_at IS NULL)
        AND NOT EXISTS (SELECT FROM users WHERE id <> p_user AND role = 'admin' AND disabled_at IS NULL) THEN
        PERFORM refuse('LW409', 'This is the last admin.', '{"reason": "last_admin"}');
    END IF;
END
$$;
