-- SPDX-License-Identifier: ISC
-- session: a token on a live connection, when it is shown and again when accounts or sessions change. Is it still good? Where a ticket was made
-- with a personal token, that token's id stands where a session's would.
-- $1 session uuid, $2 user uuid. Returns one row: alive. Writes nothing.
SELECT EXISTS (SELECT FROM users u WHERE u.id = $2::uuid AND u.disabled_at IS NULL AND (
    EXISTS (SELECT FROM sessions s WHERE s.id = $1::uuid AND s.user_id = u.id AND s.ended_at IS NULL)
    OR EXISTS (SELECT FROM api_tokens t WHERE t.id = $1::uuid AND t.user_id = u.id AND t.revoked_at IS NULL AND t.expires_at > now()
        AND 'read' = ANY (t.scopes)))) AS alive
