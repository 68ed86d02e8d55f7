-- SPDX-License-Identifier: ISC
-- token_revoke(user uuid, token uuid, address inet, request_id text) -> uuid: it is refused from now on; again is no error.
-- Returns: its id; NULL: none of this user's. Errors: none. Writes: api_tokens, audit.
CREATE OR REPLACE FUNCTION token_revoke(p_user uuid, p_token uuid, p_address inet, p_request_id text) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_id uuid;
BEGIN
    UPDATE api_tokens SET revoked_at = coalesce(revoked_at, now()) WHERE id = p_token AND user_id = p_user RETURNING id INTO v_id;
    IF v_id IS NOT NULL THEN
        PERFORM audit_write(p_user, 'token.revoke', public_id('tok', v_id), 'ok', p_address, p_request_id);
    END IF;
    RETURN v_id;
END
$$;
