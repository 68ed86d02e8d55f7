-- SPDX-License-Identifier: ISC
-- delivery_get: what POST users/me/deliveries/{id}/resend answers. $1 caller uuid, $2 delivery uuid. Returns the row. Writes nothing.
SELECT d.id AS "id:dlv", d.kind, d.data, d.status, d.tries, d.log, CASE d.status WHEN 'waiting' THEN d.due_at END AS next_try_at, d.created_at, d.ended_at
FROM deliveries d WHERE d.id = $2::uuid AND d.user_id = $1::uuid
