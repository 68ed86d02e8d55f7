-- SPDX-License-Identifier: ISC
-- token_alive: every route with a personal token, once in a few seconds a token. Whose is it, and is it good?
-- $1 hash of the token in hex. Returns id uuid, user_id uuid, role text, scopes text with commas, expires int8 (seconds); no row: it is not.
-- Writes api_tokens, once a minute: when it was last used.
WITH found AS (
    SELECT t.id, t.user_id, u.role, array_to_string(t.scopes, ',') AS scopes, t.expires_at, t.last_used_at
    FROM api_tokens t JOIN users u ON u.id = t.user_id
    WHERE t.token_hash = decode($1::text, 'hex') AND t.revoked_at IS NULL AND t.expires_at > now() AND u.disabled_at IS NULL
), used AS (
    UPDATE api_tokens t SET last_used_at = now() FROM found
    WHERE t.id = found.id AND coalesce(found.last_used_at, '-infinity') < now() - interval '1 minute'
)
SELECT id, user_id, role, scopes, floor(extract(epoch FROM expires_at))::bigint AS expires FROM found
