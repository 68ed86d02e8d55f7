-- SPDX-License-Identifier: ISC
-- invitation_revoke: DELETE admin/invitations/{id}. $1 caller uuid, $2 invitation uuid, $3 address inet, $4 request id.
-- Returns id uuid. Errors: LW404, LW409. Writes invitations, audit.
SELECT invitation_revoke($1::uuid, $2::uuid, $3::text::inet, $4::text) AS id
