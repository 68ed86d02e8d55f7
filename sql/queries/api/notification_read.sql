-- SPDX-License-Identifier: ISC
-- notification_read: POST users/me/notifications/{id}/read; again is no error. $1 caller uuid, $2 notification uuid.
-- Returns the notification; no row: no such one. Writes notifications.
UPDATE notifications SET read_at = coalesce(read_at, now()) WHERE id = $2::uuid AND user_id = $1::uuid
RETURNING id AS "id:note", kind, project_id AS "project_id:proj", data, read_at, created_at
