-- user_change: ludctl user role, disable, enable. $1 email, $2 role text or null, $3 disabled text (true, false) or null.
-- Returns id uuid; no row: no such account. Errors: LW409 the last admin. Writes users, sessions, audit.
SELECT account_change(NULL, u.id, NULL, jsonb_strip_nulls(jsonb_build_object('role', $2::text, 'disabled', $3::text::boolean)), NULL, NULL) AS id
FROM users u WHERE u.email = lower($1::text) AND u.deleted_at IS NULL
