-- SPDX-License-Identifier: ISC
-- invitation_find: POST auth/register, before the password is hashed. Is the invitation good?
-- $1 hash of its token in hex, $2 email. Returns id uuid; no row: it is not. Writes nothing.
SELECT id FROM invitations
WHERE token_hash = decode($1::text, 'hex') AND used_at IS NULL AND revoked_at IS NULL AND expires_at > now()
    AND coalesce(email, lower($2::text)) = lower($2::text)
