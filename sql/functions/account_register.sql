-- SPDX-License-Identifier: ISC
-- account_register(email text, name text, hash text, invitation text, address inet, request_id text) -> text: an account that people make
-- themselves. In: hash of the password; invitation is the hash of its token in hex, or NULL where none is needed.
-- Returns: made, or taken: there is such an account, and nothing changed. Errors: LW400 {"field": "invitation"} used, ended, unknown, or for
-- another address. Writes: users, invitations, audit.
CREATE OR REPLACE FUNCTION account_register(p_email text, p_name text, p_hash text, p_invitation text, p_address inet, p_request_id text)
    RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_invitation invitations;
    v_user uuid;
BEGIN
    IF p_invitation IS NOT NULL THEN
        SELECT * INTO v_invitation FROM invitations
        WHERE token_hash = decode(p_invitation, 'hex') AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
            AND coalesce(email, lower(p_email)) = lower(p_email)
        FOR UPDATE;
        IF NOT FOUND THEN
            PERFORM refuse('LW400', 'This invitation is not valid, or not any more.', '{"field": "invitation", "message": "Is not valid"}');
        END IF;
    END IF;
    INSERT INTO users (email, name, role, password_hash)
    VALUES (lower(p_email), btrim(p_name), coalesce(v_invitation.role, 'member'), p_hash)
    ON CONFLICT (email) DO NOTHING RETURNING id INTO v_user;
    UPDATE invitations SET used_at = now(), used_by = v_user WHERE id = v_invitation.id AND v_user IS NOT NULL;
    PERFORM audit_write(v_user, 'auth.register', public_id('user', v_user), CASE WHEN v_user IS NULL THEN 'refused' ELSE 'ok' END,
        p_address, p_request_id, jsonb_strip_nulls(jsonb_build_object('invitation', v_invitation.id,
            'reason', CASE WHEN v_user IS NULL THEN 'taken' END)));
    RETURN CASE WHEN v_user IS NULL THEN 'taken' ELSE 'made' END;
END
$$;
