-- SPDX-License-Identifier: ISC
-- account_register: POST auth/register. $1 email, $2 name, $3 password hash, $4 hash of the invitation in hex or null, $5 address inet, $6 request id.
-- Returns outcome text. Errors: LW400 {"field": "invitation"}. Writes users, invitations, audit.
SELECT account_register($1::text, $2::text, $3::text, $4::text, $5::text::inet, $6::text) AS outcome
