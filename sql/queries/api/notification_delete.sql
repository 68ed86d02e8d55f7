-- SPDX-License-Identifier: ISC
-- notification_delete: DELETE users/me/notifications/{id}. $1 caller uuid, $2 notification uuid.
-- Returns id uuid; no row: no such one. Writes notifications.
DELETE FROM notifications WHERE id = $2::uuid AND user_id = $1::uuid RETURNING id
