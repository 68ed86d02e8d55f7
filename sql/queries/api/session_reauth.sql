-- SPDX-License-Identifier: ISC
-- session_reauth: POST auth/reauth, after the password was right.
-- $1 session uuid, $2 user uuid, $3 address inet, $4 request id. Returns auth_time int8. Writes sessions, audit.
WITH checked AS (
    UPDATE sessions SET auth_time = now(), last_used_at = now() WHERE id = $1::uuid AND user_id = $2::uuid AND ended_at IS NULL
    RETURNING id, auth_time
), noted AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT $2::uuid, 'auth.reauth', public_id('sess', id), 'ok', $3::text::inet, $4::text FROM checked
)
SELECT floor(extract(epoch FROM auth_time))::bigint AS auth_time FROM checked
