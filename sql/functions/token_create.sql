-- SPDX-License-Identifier: ISC
-- token_create(user uuid, hash text, prefix text, input jsonb, address inet, request_id text) -> uuid: a personal token;
-- {"name", "scopes", "expires_in_days"}, already validated. 50 live ones at most.
-- In: hash is SHA-256 of the token in hex. Returns: its id. Errors: LW400 {"field": "scopes"} admin for who is none, LW404, LW409 {"most"}.
-- Writes: api_tokens, audit.
CREATE OR REPLACE FUNCTION token_create(p_user uuid, p_hash text, p_prefix text, p_input jsonb, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_user users;
    v_scopes text[] := ARRAY(SELECT jsonb_array_elements_text(p_input->'scopes'));
    v_id uuid;
BEGIN
    SELECT * INTO v_user FROM users WHERE id = p_user AND disabled_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    ELSIF 'admin' = ANY (v_scopes) AND v_user.role <> 'admin' THEN
        PERFORM refuse('LW400', 'Some fields are not valid.', '{"field": "scopes", "message": "admin is for admins"}');
    ELSIF (SELECT count(*) FROM api_tokens WHERE user_id = p_user AND revoked_at IS NULL AND expires_at > now()) >= 50 THEN
        PERFORM refuse('LW409', 'You have 50 tokens; revoke one first.', '{"most": 50}');
    END IF;
    INSERT INTO api_tokens (user_id, name, token_hash, prefix, scopes, expires_at)
    VALUES (p_user, btrim(p_input->>'name'), decode(p_hash, 'hex'), p_prefix, v_scopes,
        now() + make_interval(days => coalesce((p_input->>'expires_in_days')::int, 90)))
    RETURNING id INTO v_id;
    PERFORM audit_write(p_user, 'token.create', public_id('tok', v_id), 'ok', p_address, p_request_id, jsonb_build_object('scopes', v_scopes));
    RETURN v_id;
END
$$;
