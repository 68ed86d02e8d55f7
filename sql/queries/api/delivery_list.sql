-- SPDX-License-Identifier: ISC
-- delivery_list: GET users/me/webhooks/{id}/deliveries, newest first. $1 caller uuid, $2 webhook uuid, $3 rows int4, $4, $5 cursor.
-- Returns rows; one row of nulls when there are none; no row: not the caller's webhook. Writes nothing.
SELECT d.id AS "id:dlv", d.kind, d.data, d.status, d.tries, d.log, CASE d.status WHEN 'waiting' THEN d.due_at END AS next_try_at, d.created_at, d.ended_at
FROM webhooks w
LEFT JOIN LATERAL (
    SELECT * FROM deliveries
    WHERE webhook_id = w.id
        AND (created_at, id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY created_at DESC, id DESC LIMIT $3::int4) AS d ON true
WHERE w.id = $2::uuid AND w.user_id = $1::uuid
ORDER BY d.created_at DESC, d.id DESC
