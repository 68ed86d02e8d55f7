-- user_reset: ludctl user reset: a link with which the account sets itself a new password. $1 email, $2 hash of the token in hex.
-- Returns id uuid; no row: no such account, or a disabled one. Writes password_resets.
SELECT id FROM (SELECT password_reset_issue(u.id, $2::text) AS id FROM users u WHERE u.email = lower($1::text)) AS issued WHERE id IS NOT NULL
