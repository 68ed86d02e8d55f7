-- SPDX-License-Identifier: ISC
-- password_reset_use: POST auth/reset. $1 hash of the token in hex, $2 password hash, $3 address inet, $4 request id.
-- Returns email text of the account. Errors: LW400 {"field": "token"}. Writes users, sessions, password_resets, audit.
SELECT u.email FROM password_reset_use($1::text, $2::text, $3::text::inet, $4::text) AS r (id) JOIN users u ON u.id = r.id
