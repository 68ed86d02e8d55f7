-- SPDX-License-Identifier: ISC
-- password_set: POST auth/password. $1 caller uuid, $2 password hash, $3 session uuid that goes on, or null, $4 address inet, $5 request id.
-- Returns id uuid; null: no such account. Writes users, sessions, password_resets, audit.
SELECT password_set($1::uuid, $2::text, $3::uuid, '{}', $4::text::inet, $5::text) AS id
