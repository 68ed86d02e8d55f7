-- SPDX-License-Identifier: ISC
-- password_reset_find: POST auth/reset, before the new password is hashed. $1 hash of the token in hex.
-- Returns id uuid; no row: the token is not good. Writes nothing.
SELECT r.id FROM password_resets r JOIN users u ON u.id = r.user_id
WHERE r.token_hash = decode($1::text, 'hex') AND r.expires_at > now() AND u.disabled_at IS NULL
