-- SPDX-License-Identifier: ISC
-- session_refresh: POST auth/refresh. A family of tokens lives 30 days at most, however often it is refreshed.
-- $1 session uuid, $2 address inet, $3 request id. Returns user_id uuid, role text, auth_time int8; no row: it has ended.
-- Writes sessions, audit.
WITH used AS (
    UPDATE sessions s SET last_used_at = now() FROM users u
    WHERE s.id = $1::uuid AND s.ended_at IS NULL AND s.created_at > now() - interval '30 days'
        AND u.id = s.user_id AND u.disabled_at IS NULL
    RETURNING s.id, s.user_id, u.role, s.auth_time
), noted AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
    SELECT user_id, 'auth.refresh', public_id('sess', id), 'ok', $2::text::inet, $3::text FROM used
)
SELECT user_id, role, floor(extract(epoch FROM auth_time))::bigint AS auth_time FROM used
