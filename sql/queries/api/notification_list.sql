-- SPDX-License-Identifier: ISC
-- notification_list: GET users/me/notifications, newest first. $1 caller uuid, $2 filter jsonb {unread}, $3 rows int4, $4, $5 cursor.
-- Returns rows. Writes nothing.
SELECT id AS "id:note", kind, project_id AS "project_id:proj", data, read_at, created_at
FROM notifications
WHERE user_id = $1::uuid AND NOT (coalesce(($2::jsonb->>'unread')::boolean, false) AND read_at IS NOT NULL)
    AND (created_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY created_at DESC, id DESC LIMIT $3::int4
