-- SPDX-License-Identifier: ISC
-- password_reset_use(token_hash text, hash text, address inet, request_id text) -> uuid: sets the password; the token is good once.
-- In: token_hash in hex; hash of the new password. Returns: the account's id. Errors: LW400 {"field": "token"}.
-- Writes: users, sessions, password_resets, audit.
CREATE OR REPLACE FUNCTION password_reset_use(p_token_hash text, p_hash text, p_address inet, p_request_id text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_user uuid;
BEGIN
    DELETE FROM password_resets r USING users u
    WHERE r.token_hash = decode(p_token_hash, 'hex') AND r.expires_at > now() AND u.id = r.user_id AND u.disabled_at IS NULL
    RETURNING r.user_id INTO v_user;
    IF v_user IS NULL THEN
        PERFORM refuse('LW400', 'This link is not valid, or not any more.', '{"field": "token", "message": "Is not valid"}');
    END IF;
    RETURN password_set(v_user, p_hash, NULL, '{"reset": true}', p_address, p_request_id);
END
$$;
