-- SPDX-License-Identifier: ISC
-- webhook_delete: DELETE users/me/webhooks/{id}: with its secret and its deliveries. $1 caller uuid, $2 webhook uuid, $3 address text, $4 request id. Returns id uuid;
-- no row: no such one. Writes secrets, webhooks, deliveries, audit.
SELECT id FROM (SELECT secret_delete($1::uuid, 'webhook_secret', $2::uuid::text) AS id
    FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s OFFSET 0) AS d
WHERE id IS NOT NULL
