-- SPDX-License-Identifier: ISC
-- password_forgot: POST auth/forgot. $1 email, $2 address inet, $3 request id.
-- Returns known bool, which nobody is told. Writes password_resets, audit.
SELECT password_forgot($1::text, $2::text::inet, $3::text) AS known
