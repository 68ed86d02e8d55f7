-- SPDX-License-Identifier: ISC
-- session_end: POST auth/logout, and the reuse of a refresh token.
-- $1 session uuid, $2 reason text, $3 action text, $4 outcome text, $5 address inet, $6 request id. Returns id uuid when it had not ended.
-- Writes sessions, audit.
WITH ended AS (
    UPDATE sessions SET ended_at = now(), end_reason = $2::text WHERE id = $1::uuid AND ended_at IS NULL RETURNING id, user_id
), noted AS (
    INSERT INTO audit (actor_id, action, subject, outcome, address, request_id, detail)
    SELECT user_id, $3::text, public_id('sess', id), $4::text, $5::text::inet, $6::text, jsonb_build_object('reason', $2::text)
    FROM sessions WHERE id = $1::uuid
)
SELECT id FROM ended
