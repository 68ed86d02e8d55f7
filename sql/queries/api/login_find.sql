-- SPDX-License-Identifier: ISC
-- login_find: POST auth/login. The account of an address.
-- $1 email text. Returns id uuid, password_hash text, role text, disabled bool; no row: unknown. Writes nothing.
SELECT id, password_hash, role, disabled_at IS NOT NULL AS disabled FROM users WHERE email = lower($1::text)
