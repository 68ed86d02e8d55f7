-- SPDX-License-Identifier: ISC
-- user_password: step-up. The hash of the caller's password.
-- $1 user uuid. Returns password_hash text. Writes nothing.
SELECT password_hash FROM users WHERE id = $1::uuid AND disabled_at IS NULL
