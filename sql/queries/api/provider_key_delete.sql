-- SPDX-License-Identifier: ISC
-- provider_key_delete: DELETE users/me/provider-keys/{provider}. $1 caller uuid, $2 provider text, $3 address text, $4 request id. Returns id uuid; no
-- row: there was none. Writes secrets, audit.
SELECT id FROM (SELECT secret_delete($1::uuid, 'provider_key', $2::text) AS id
    FROM (SELECT set_config('ludwright.address', $3::text, true) AS a, set_config('ludwright.request_id', $4::text, true) AS b OFFSET 0) AS s OFFSET 0) AS d
WHERE id IS NOT NULL
