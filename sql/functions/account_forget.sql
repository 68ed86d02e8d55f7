-- SPDX-License-Identifier: ISC
-- account_forget(user uuid) -> void: the account's row stays for what refers to it, without anything of the person. Its own projects
-- stay its own; admins and other members reach them.
-- Returns: nothing. Errors: none. Writes: users, sessions, api_tokens, password_resets, notifications, idempotency_keys, project_members.
CREATE OR REPLACE FUNCTION account_forget(p_user uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sessions WHERE user_id = p_user;
    DELETE FROM api_tokens WHERE user_id = p_user;
    DELETE FROM password_resets WHERE user_id = p_user;
    DELETE FROM notifications WHERE user_id = p_user;
    DELETE FROM idempotency_keys WHERE user_id = p_user;
    DELETE FROM project_members m USING projects p WHERE m.user_id = p_user AND p.id = m.project_id AND p.user_id <> p_user;
    UPDATE users SET email = 'deleted-' || replace(id::text, '-', '') || '@invalid', name = 'Deleted account', password_hash = '*', settings = '{}',
        role = 'member', disabled_at = coalesce(disabled_at, now()), deleted_at = now()
    WHERE id = p_user;
END
$$;
