-- SPDX-License-Identifier: ISC
-- user_get: GET users/me. $1 caller uuid, $2 the same. Returns the account. Writes nothing.
SELECT id AS "id:user", email, name, role, settings - 'provider_keys' AS settings, created_at, updated_at, version AS "version:etag"
FROM users WHERE id = $1::uuid AND id = $2::uuid AND disabled_at IS NULL
