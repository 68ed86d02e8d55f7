-- SPDX-License-Identifier: ISC
-- provider_key_put: PUT users/me/provider-keys/{provider}. $1 id uuid, $2 caller uuid, $3 provider text, $4 value bytea, $5 key text, $6 last characters
-- text, $7 address text, $8 request id. Returns id uuid. Errors: LW404, LW409. Writes secrets, audit.
SELECT secret_put($1::uuid, $2::uuid, 'provider_key', $3::text, $4::bytea, $5::text, $6::text) AS id
FROM (SELECT set_config('ludwright.address', $7::text, true) AS a, set_config('ludwright.request_id', $8::text, true) AS b OFFSET 0) AS s
