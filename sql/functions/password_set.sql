-- SPDX-License-Identifier: ISC
-- password_set(user uuid, hash text, keep uuid, detail jsonb, address inet, request_id text) -> uuid: a new password ends the account's sessions.
-- In: keep is the session that goes on, or NULL. Returns: the account's id; NULL: there is none, or it was given up. Errors: none.
-- Writes: users, sessions, password_resets, audit.
CREATE OR REPLACE FUNCTION password_set(p_user uuid, p_hash text, p_keep uuid, p_detail jsonb, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET password_hash = p_hash WHERE id = p_user AND deleted_at IS NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE sessions SET ended_at = now(), end_reason = 'password'
    WHERE user_id = p_user AND ended_at IS NULL AND id IS DISTINCT FROM p_keep;
    DELETE FROM password_resets WHERE user_id = p_user;
    PERFORM audit_write(CASE WHEN p_detail ? 'by' THEN NULL ELSE p_user END, 'user.password', public_id('user', p_user), 'ok', p_address, p_request_id, p_detail);
    RETURN p_user;
END
$$;
