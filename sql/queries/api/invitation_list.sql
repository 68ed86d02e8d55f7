-- SPDX-License-Identifier: ISC
-- invitation_list: GET admin/invitations, newest first. $1 caller uuid, $2 filter jsonb {status}, $3 rows int4, $4, $5 cursor.
-- Returns rows. Writes nothing.
SELECT i.id AS "id:inv", i.email, i.role, s.status, i.created_by AS "created_by:user", i.used_by AS "used_by:user", i.expires_at, i.used_at,
    i.revoked_at, i.created_at
FROM invitations i,
    LATERAL (SELECT CASE WHEN i.used_at IS NOT NULL THEN 'used' WHEN i.revoked_at IS NOT NULL THEN 'revoked'
        WHEN i.expires_at <= now() THEN 'expired' ELSE 'open' END AS status) AS s
WHERE EXISTS (SELECT FROM users WHERE id = $1::uuid AND role = 'admin') AND s.status = coalesce($2::jsonb->>'status', s.status)
    AND (i.created_at, i.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY i.created_at DESC, i.id DESC LIMIT $3::int4
