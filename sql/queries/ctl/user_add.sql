-- user_add: ludctl user add.
-- $1 email text, $2 name text, $3 role text, $4 password hash text. Returns id uuid. Errors: 23505 taken. Writes users, audit.
WITH added AS (
    INSERT INTO users (email, name, role, password_hash) VALUES (lower($1::text), $2::text, $3::text, $4::text) RETURNING id
), noted AS (
    INSERT INTO audit (action, subject, outcome, detail)
    SELECT 'user.add', id::text, 'ok', jsonb_build_object('by', 'ludctl', 'role', $3::text) FROM added
)
SELECT id FROM added
