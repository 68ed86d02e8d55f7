-- SPDX-License-Identifier: ISC
-- account_create(admin uuid, hash text, input jsonb, address inet, request_id text) -> uuid: {"email", "name", "role"}, already validated.
-- Returns: the account's id. Errors: LW404 not an admin, LW409 {"reason": "taken"}. Writes: users, audit.
CREATE OR REPLACE FUNCTION account_create(p_admin uuid, p_hash text, p_input jsonb, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_role text := coalesce(p_input->>'role', 'member');
    v_id uuid;
BEGIN
    PERFORM admins_lock(p_admin);
    INSERT INTO users (email, name, role, password_hash)
    VALUES (lower(p_input->>'email'), btrim(p_input->>'name'), v_role, p_hash) ON CONFLICT (email) DO NOTHING RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        PERFORM refuse('LW409', 'There is an account with this address already.', '{"reason": "taken"}');
    END IF;
    PERFORM audit_write(p_admin, 'user.add', public_id('user', v_id), 'ok', p_address, p_request_id, jsonb_build_object('role', v_role));
    RETURN v_id;
END
$$;
