-- SPDX-License-Identifier: ISC
-- invitation_create(admin uuid, hash text, input jsonb, address inet, request_id text) -> uuid: {"email", "role", "expires_in_days"}, already
-- validated; 7 days unless said. In: admin NULL is ludctl; hash is SHA-256 of the token in hex.
-- Returns: its id. Errors: LW404 not an admin, LW409 {"reason": "taken"} an account has the address. Writes: invitations, audit.
CREATE OR REPLACE FUNCTION invitation_create(p_admin uuid, p_hash text, p_input jsonb, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_role text := coalesce(p_input->>'role', 'member');
    v_id uuid;
BEGIN
    PERFORM admins_lock(p_admin);
    IF EXISTS (SELECT FROM users WHERE email = lower(p_input->>'email')) THEN
        PERFORM refuse('LW409', 'There is an account with this address already.', '{"reason": "taken"}');
    END IF;
    INSERT INTO invitations (token_hash, email, role, created_by, expires_at)
    VALUES (decode(p_hash, 'hex'), lower(p_input->>'email'), v_role, p_admin,
        now() + make_interval(days => coalesce((p_input->>'expires_in_days')::int, 7)))
    RETURNING id INTO v_id;
    PERFORM audit_write(p_admin, 'invitation.create', public_id('inv', v_id), 'ok', p_address, p_request_id, jsonb_build_object('role', v_role));
    RETURN v_id;
END
$$;
