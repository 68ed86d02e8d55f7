-- SPDX-License-Identifier: ISC
-- session: tokens on live connections, when they are shown and again when accounts or sessions change. Are they still good? Where a ticket was made
-- with a personal token, that token's id stands where a session's would.
-- $1 users uuid[], $2 sessions uuid[], pairwise. Returns a row for each pair: user, session, alive. Writes nothing.
SELECT w.user_id AS user, w.session_id AS session, EXISTS (SELECT FROM users u WHERE u.id = w.user_id AND u.disabled_at IS NULL AND (
    EXISTS (SELECT FROM sessions s WHERE s.id = w.session_id AND s.user_id = u.id AND s.ended_at IS NULL)
    OR EXISTS (SELECT FROM api_tokens t WHERE t.id = w.session_id AND t.user_id = u.id AND t.revoked_at IS NULL AND t.expires_at > now()
        AND 'read' = ANY (t.scopes)))) AS alive
FROM unnest($1::uuid[], $2::uuid[]) AS w(user_id, session_id)
