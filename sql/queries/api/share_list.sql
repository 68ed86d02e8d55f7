-- SPDX-License-Identifier: ISC
-- share_list: GET projects/{id}/shares, newest first, revoked ones too. $1 caller uuid, $2 project uuid, $3 role needed, $4 rows int4, $5, $6 cursor.
-- Returns rows; one row of nulls when there are none. Errors: LW403, LW404. Writes nothing.
SELECT s.id AS "id:share", s.project_id AS "project_id:proj", s.output_id AS "output_id:out", s.note, s.created_by AS "created_by:user", s.created_at,
    s.expires_at, s.revoked_at, s.id IS NOT NULL AND s.revoked_at IS NULL AND coalesce(s.expires_at > clock_timestamp(), true) AS active
FROM project_may($1::uuid, $2::uuid, $3::text) AS seen
LEFT JOIN LATERAL (
    SELECT * FROM shares
    WHERE project_id = $2::uuid AND (created_at, id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY created_at DESC, id DESC LIMIT $4::int4) AS s ON true
ORDER BY s.created_at DESC, s.id DESC
