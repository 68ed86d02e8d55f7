-- SPDX-License-Identifier: ISC
-- provider_key_list: GET users/me/provider-keys. $1 caller uuid, $2 rows int4, $3, $4 cursor. Returns rows. Writes nothing.
SELECT name AS provider, hint AS last4, created_at, id AS "id:hide" FROM secrets
WHERE user_id = $1::uuid AND kind = 'provider_key'
    AND (created_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY created_at DESC, id DESC LIMIT $2::int4
