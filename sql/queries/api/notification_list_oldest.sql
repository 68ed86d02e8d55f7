-- SPDX-License-Identifier: ISC
-- notification_list_oldest: GET users/me/notifications, oldest first. $1 caller uuid, $2 filter jsonb {unread}, $3 rows int4, $4, $5 cursor.
-- Returns rows. Writes nothing.
SELECT id AS "id:note", kind, project_id AS "project_id:proj", data, read_at, created_at
FROM notifications
WHERE user_id = $1::uuid AND NOT (coalesce(($2::jsonb->>'unread')::boolean, false) AND read_at IS NOT NULL)
    AND (created_at, id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
ORDER BY created_at, id LIMIT $3::int4
