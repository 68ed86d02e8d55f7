-- user_password: ludctl user passwd. Ends every session of the account.
-- $1 email text, $2 password hash text. Returns id uuid; no row: no such account. Writes users, sessions, password_resets, audit.
SELECT id FROM (SELECT password_set(u.id, $2::text, NULL, '{"by": "ludctl"}', NULL, NULL) AS id FROM users u WHERE u.email = lower($1::text)) AS changed
WHERE id IS NOT NULL
