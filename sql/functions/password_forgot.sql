-- SPDX-License-Identifier: ISC
-- password_forgot(email text, address inet, request_id text) -> boolean: a letter to be sent, one at a time for an account.
-- Returns: whether there is such an account: for nobody's eyes. Errors: none. Writes: password_resets, audit.
CREATE OR REPLACE FUNCTION password_forgot(p_email text, p_address inet, p_request_id text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_user uuid;
BEGIN
    SELECT id INTO v_user FROM users WHERE email = lower(p_email) AND disabled_at IS NULL;
    IF v_user IS NOT NULL THEN
        INSERT INTO password_resets (user_id, address) VALUES (v_user, p_address)
        ON CONFLICT (user_id) WHERE token_hash IS NULL DO UPDATE SET created_at = now(), address = excluded.address;
    END IF;
    PERFORM audit_write(v_user, 'auth.forgot', public_id('user', v_user), CASE WHEN v_user IS NULL THEN 'refused' ELSE 'ok' END,
        p_address, p_request_id, CASE WHEN v_user IS NULL THEN '{"reason": "account"}' ELSE '{}' END::jsonb);
    RETURN v_user IS NOT NULL;
END
$$;
