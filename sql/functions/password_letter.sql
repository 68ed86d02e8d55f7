-- SPDX-License-Identifier: ISC
-- password_letter(hash text) -> one row or none: takes one letter about a forgotten password that waits (password_forgot) and gives it the token with this hash,
-- good for an hour; earlier tokens of the account end. One that could not be sent within an hour is not sent any more.
-- In: SHA-256 of the token in hex. Returns: id of the reset, email, name, language. Errors: none. Writes: password_resets.
CREATE OR REPLACE FUNCTION password_letter(p_hash text) RETURNS TABLE (id uuid, email text, name text, language text) LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
    v_user uuid;
BEGIN
    SELECT r.id, r.user_id INTO v_id, v_user FROM password_resets r JOIN users u ON u.id = r.user_id
    WHERE r.token_hash IS NULL AND coalesce(r.retry_at, '-infinity') <= clock_timestamp() AND r.created_at > now() - interval '1 h' AND u.disabled_at IS NULL
    ORDER BY r.created_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED;
    IF NOT FOUND OR (SELECT active FROM maintenance) THEN
        RETURN;
    END IF;
    DELETE FROM password_resets r WHERE r.user_id = v_user AND r.id <> v_id;
    UPDATE password_resets r SET token_hash = decode(p_hash, 'hex'), expires_at = now() + interval '1 hour', tries = r.tries + 1 WHERE r.id = v_id;
    RETURN QUERY SELECT v_id, u.email::text, u.name::text, coalesce(u.settings->>'language', 'en') FROM users u WHERE u.id = v_user;
END
$$;
