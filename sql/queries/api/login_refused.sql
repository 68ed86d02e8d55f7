-- SPDX-License-Identifier: ISC
-- login_refused: POST auth/login with a wrong password or an unknown account.
-- $1 user uuid or null, $2 address inet, $3 request id, $4 reason text. Returns nothing of use. Writes audit.
SELECT audit_write($1::uuid, 'auth.login', public_id('user', $1::uuid), 'refused', $2::text::inet, $3::text,
    jsonb_build_object('reason', $4::text)) AS id
