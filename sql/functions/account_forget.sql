-- SPDX-License-Identifier: ISC
-- account_forget(user uuid) -> void: the account's row stays for what refers to it, without anything of the person. Its own projects
-- stay its own; admins and other members reach them.
-- Returns: nothing. Errors: none. Writes: users, sessions, api_tokens, password_resets, notifications, idempotency_keys, webhooks, deliveries,
-- secrets, provider_tests, project_members.
CREATE OR REPLACE FUNCTION account_forget(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM projects_halt(p_user);
    DELETE FROM sessions WHERE user_id = p_user;
    DELETE FROM api_tokens WHERE user_id = p_user;
    DELETE FROM password_resets WHERE user_id = p_user;
    DELETE FROM notifications WHERE user_id = p_user;
    DELETE FROM idempotency_keys WHERE user_id = p_user;
    DELETE FROM webhooks WHERE user_id = p_user;
    DELETE FROM deliveries WHERE user_id = p_user;
    DELETE FROM secrets WHERE user_id = p_user;
    DELETE FROM provider_tests WHERE user_id = p_user;
    DELETE FROM project_members WHERE user_id = p_user;
    UPDATE users SET email = 'deleted-' || replace(id::text, '-', '') || '@invalid', name = 'Deleted account', password_hash = '*', settings = '{}',
        role = 'member', disabled_at = coalesce(disabled_at, now()), deleted_at = now()
    WHERE id = p_user;
END
$$;
