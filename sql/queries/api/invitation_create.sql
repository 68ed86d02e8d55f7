-- SPDX-License-Identifier: ISC
-- invitation_create: POST admin/invitations. $1 caller uuid, $2 hash of the token in hex, $3 input jsonb {email, role, expires_in_days},
-- $4 address inet, $5 request id. Returns id uuid. Errors: LW404, LW409. Writes invitations, audit.
SELECT invitation_create($1::uuid, $2::text, $3::jsonb, $4::text::inet, $5::text) AS id
