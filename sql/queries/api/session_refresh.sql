-- SPDX-License-Identifier: ISC
-- session_refresh: POST auth/refresh. A family of tokens lives 30 days at most, however often it is refreshed.
-- A refresh is worth a row in the trail when it comes from an address or a program that the session was not seen with before (docs/audit.md).
-- $1 session uuid, $2 address inet, $3 request id, $4 user agent text. Returns user_id uuid, role text, auth_time int8; no row: it has ended.
-- Writes sessions, audit.
WITH used AS (
    UPDATE sessions s SET last_used_at = now() FROM users u
    WHERE s.id = $1::uuid AND s.ended_at IS NULL AND s.created_at > now() - interval '30 days'
        AND u.id = s.user_id AND u.disabled_at IS NULL
    RETURNING s.id, s.user_id, u.role, s.auth_time, s.address, s.user_agent
), noted AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id, detail)
    SELECT user_id, 'auth.refresh', public_id('sess', id), 'ok', $2::text::inet, $3::text, jsonb_build_object('user_agent', left($4::text, 512)) FROM used
    WHERE (address, user_agent) IS DISTINCT FROM ($2::text::inet, left($4::text, 512)) AND NOT EXISTS (
        SELECT FROM audit a WHERE a.subject = public_id('sess', used.id) AND a.action = 'auth.refresh'
            AND a.address IS NOT DISTINCT FROM $2::text::inet AND a.detail->>'user_agent' IS NOT DISTINCT FROM left($4::text, 512))
)
SELECT user_id, role, floor(extract(epoch FROM auth_time))::bigint AS auth_time FROM used
