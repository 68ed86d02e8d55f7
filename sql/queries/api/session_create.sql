-- SPDX-License-Identifier: ISC
-- session_create: POST auth/login, after the password was right.
-- $1 user uuid, $2 user agent text, $3 address inet, $4 request id. Returns id uuid, auth_time int8 (seconds). Writes sessions, audit.
WITH made AS (
    INSERT INTO sessions (user_id, user_agent, address) VALUES ($1::uuid, left($2::text, 512), $3::text::inet)
    RETURNING id, auth_time
), noted AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT $1::uuid, 'auth.login', public_id('sess', id), 'ok', $3::text::inet, $4::text FROM made
)
SELECT id, floor(extract(epoch FROM auth_time))::bigint AS auth_time FROM made
