-- SPDX-License-Identifier: ISC
-- webhook_list: GET users/me/webhooks, newest first. $1 caller uuid, $2 rows int4, $3, $4 cursor. Returns rows. Writes nothing.
SELECT w.id AS "id:hook", w.url, w.note, w.disabled_at IS NULL AS enabled, s.hint AS last4, w.created_at
FROM webhooks w JOIN secrets s ON s.id = w.id
WHERE w.user_id = $1::uuid AND (w.created_at, w.id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY w.created_at DESC, w.id DESC LIMIT $2::int4
