-- SPDX-License-Identifier: ISC
-- webhook_get: what changes of webhooks answer. $1 caller uuid, $2 webhook uuid. Returns the row. Writes nothing.
SELECT w.id AS "id:hook", w.url, w.note, w.disabled_at IS NULL AS enabled, s.hint AS last4, w.created_at
FROM webhooks w JOIN secrets s ON s.id = w.id WHERE w.id = $2::uuid AND w.user_id = $1::uuid
