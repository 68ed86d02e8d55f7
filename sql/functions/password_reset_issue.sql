-- SPDX-License-Identifier: ISC
-- password_reset_issue(user uuid, hash text) -> uuid: the sender of the letter has made a token; it is good for an hour.
-- What waited to be sent and earlier tokens of the account end with it, so that the latest letter is the one that works.
-- In: hash is SHA-256 of the token in hex. Returns: id of the reset; NULL: no such account, or a disabled one. Errors: none.
-- Writes: password_resets.
CREATE OR REPLACE FUNCTION password_reset_issue(p_user uuid, p_hash text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    PERFORM 1 FROM users WHERE id = p_user AND disabled_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    DELETE FROM password_resets WHERE user_id = p_user;
    INSERT INTO password_resets (user_id, token_hash, expires_at) VALUES (p_user, decode(p_hash, 'hex'), now() + interval '1 hour')
    RETURNING id INTO v_id;
    RETURN v_id;
END
$$;
