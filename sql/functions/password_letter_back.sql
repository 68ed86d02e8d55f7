-- SPDX-License-Identifier: ISC
-- password_letter_back(id uuid): the letter could not be sent: its token is taken back, and it is tried again in a minute, five times in all.
-- Returns: nothing. Errors: none. Writes: password_resets.
CREATE OR REPLACE FUNCTION password_letter_back(p_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM password_resets r WHERE r.id = p_id AND (r.tries >= 5
        OR EXISTS (SELECT FROM password_resets o WHERE o.user_id = r.user_id AND o.token_hash IS NULL));
    UPDATE password_resets SET token_hash = NULL, expires_at = NULL, retry_at = clock_timestamp() + interval '1 min' WHERE id = p_id;
END
$$;
