-- SPDX-License-Identifier: ISC
-- notifications_delete: DELETE users/me/notifications: all of them. $1 caller uuid. Returns deleted int8. Writes notifications.
WITH done AS (DELETE FROM notifications WHERE user_id = $1::uuid RETURNING 1)
SELECT count(*) AS deleted FROM done
