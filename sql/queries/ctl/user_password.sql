-- user_password: ludctl user passwd. Ends every session of the account.
-- $1 email text, $2 password hash text. Returns id uuid; no row: no such account. Writes users, sessions, audit.
WITH changed AS (
    UPDATE users SET password_hash = $2::text, updated_at = now(), version = version + 1 WHERE email = lower($1::text) RETURNING id
), ended AS (
    UPDATE sessions SET ended_at = now(), end_reason = 'password'
    FROM changed WHERE sessions.user_id = changed.id AND sessions.ended_at IS NULL
), noted AS (
    INSERT INTO audit (action, subject, outcome, detail)
    SELECT 'user.password', id::text, 'ok', '{"by": "ludctl"}' FROM changed
)
SELECT id FROM changed
