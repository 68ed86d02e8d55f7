-- SPDX-License-Identifier: ISC
-- admin_user_create: POST admin/users. $1 caller uuid, $2 password hash, $3 input jsonb {email, name, role}, $4 address inet, $5 request id.
-- Returns id uuid. Errors: LW404, LW409. Writes users, audit.
SELECT account_create($1::uuid, $2::text, $3::jsonb, $4::text::inet, $5::text) AS id
