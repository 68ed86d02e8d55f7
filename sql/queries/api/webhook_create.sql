-- SPDX-License-Identifier: ISC
-- webhook_create: POST users/me/webhooks. $1 caller uuid, $2 sealed secret in hex, $3 "id key hint", $4 input jsonb {url, note}, $5 address text, $6 request id.
-- Returns id uuid. Errors: LW404, LW409, LW429. Writes secrets, webhooks, audit.
SELECT webhook_create($1::uuid, split_part($3::text, ' ', 1)::uuid, decode($2::text, 'hex'), split_part($3::text, ' ', 2), split_part($3::text, ' ', 3), $4::jsonb) AS id
FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
