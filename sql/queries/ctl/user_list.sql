-- user_list: ludctl user list. Accounts by address, without those that were given up.
-- Returns email, name, role text; disabled bool; projects, sessions int8; last_seen, created text. Writes nothing.
SELECT u.email, u.name, u.role, u.disabled_at IS NOT NULL AS disabled, (SELECT count(*) FROM projects p WHERE p.user_id = u.id) AS projects,
    (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL AND s.last_used_at > now() - interval '7 days') AS sessions,
    (SELECT to_char(max(s.last_used_at), 'YYYY-MM-DD HH24:MI') FROM sessions s WHERE s.user_id = u.id) AS last_seen,
    to_char(u.created_at, 'YYYY-MM-DD HH24:MI') AS created
FROM users u WHERE u.deleted_at IS NULL ORDER BY u.email
