-- SPDX-License-Identifier: ISC
-- invitation_get: what POST admin/invitations answers, beside the token. $1 caller uuid, $2 invitation uuid. Returns the row. Writes nothing.
SELECT i.id AS "id:inv", i.email, i.role, 'open'::text AS status, i.created_by AS "created_by:user", i.used_by AS "used_by:user", i.expires_at,
    i.used_at, i.revoked_at, i.created_at
FROM invitations i WHERE i.id = $2::uuid AND EXISTS (SELECT FROM users WHERE id = $1::uuid AND role = 'admin')
