-- SPDX-License-Identifier: ISC
-- audit_step_up: a password check for one act, or a refused one.
-- $1 user uuid, $2 outcome text, $3 address inet, $4 request id. Writes audit.
SELECT audit_write($1::uuid, 'auth.reauth', public_id('user', $1::uuid), $2::text, $3::text::inet, $4::text) AS id
