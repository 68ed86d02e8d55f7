-- SPDX-License-Identifier: ISC
-- notifications_read: POST users/me/notifications/read-all. $1 caller uuid. Returns read int8, how many were unread. Writes notifications.
WITH done AS (UPDATE notifications SET read_at = now() WHERE user_id = $1::uuid AND read_at IS NULL RETURNING 1)
SELECT count(*) AS read FROM done
