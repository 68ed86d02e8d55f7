-- SPDX-License-Identifier: ISC
-- account_change(admin uuid, user uuid, version bigint, input jsonb, address inet, request_id text) -> uuid: {"name", "role", "disabled",
-- "month_limit_usd": null for the installation's}.
-- A disabled account's sessions end, and its projects pause; its tokens are refused while it is disabled.
-- Returns: the account's id. Errors: LW404, LW409 {"reason": "last_admin"}, LW412 {"revision"}. Writes: users, user_budgets, invitations, project_invitations, sessions,
-- audit.
CREATE OR REPLACE FUNCTION account_change(p_admin uuid, p_user uuid, p_version bigint, p_input jsonb, p_address inet, p_request_id text)
    RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    v_old users;
    v_new users;
BEGIN
    PERFORM admins_lock(p_admin);
    SELECT * INTO v_old FROM users WHERE id = p_user AND deleted_at IS NULL FOR NO KEY UPDATE; -- who has a project may refer to the account
    IF NOT FOUND THEN
        PERFORM refuse('LW404', 'There is no such thing here.');
    ELSIF p_version <> v_old.version THEN
        PERFORM refuse('LW412', 'the account has changed', jsonb_build_object('revision', v_old.version));
    ELSIF p_input->>'role' = 'member' OR (p_input->>'disabled')::boolean THEN
        PERFORM admins_left(p_user);
    END IF;
    UPDATE users SET name = coalesce(btrim(p_input->>'name'), name), role = coalesce(p_input->>'role', role),
        disabled_at = CASE (p_input->>'disabled')::boolean WHEN true THEN coalesce(disabled_at, now()) WHEN false THEN NULL ELSE disabled_at END
    WHERE id = p_user RETURNING * INTO v_new;
    IF jsonb_typeof(p_input->'month_limit_usd') = 'number' THEN
        INSERT INTO user_budgets (user_id, limit_usd) VALUES (p_user, (p_input->>'month_limit_usd')::numeric)
        ON CONFLICT (user_id) DO UPDATE SET limit_usd = excluded.limit_usd;
    ELSIF p_input ? 'month_limit_usd' THEN
        DELETE FROM user_budgets WHERE user_id = p_user;
    END IF;
    IF v_new.disabled_at IS NOT NULL OR v_new.role <> 'admin' THEN
        PERFORM invitations_end(p_admin, p_user, p_address, p_request_id);
        PERFORM project_invitations_end(p_admin, p_user, false, p_address, p_request_id);
    END IF;
    IF v_new.disabled_at IS NOT NULL THEN
        UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE user_id = p_user AND ended_at IS NULL;
        PERFORM projects_halt(p_user);
    END IF;
    PERFORM audit_write(p_admin, 'user.change', public_id('user', p_user), 'ok', p_address, p_request_id, jsonb_strip_nulls(jsonb_build_object(
        'role', CASE WHEN v_new.role <> v_old.role THEN jsonb_build_object('from', v_old.role, 'to', v_new.role) END,
        'disabled', CASE WHEN (v_new.disabled_at IS NULL) <> (v_old.disabled_at IS NULL) THEN v_new.disabled_at IS NOT NULL END,
        'month_limit_usd', p_input->'month_limit_usd',
        'name', CASE WHEN v_new.name <> v_old.name THEN true END)));
    RETURN p_user;
END
$$;
