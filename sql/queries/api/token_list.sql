-- SPDX-License-Identifier: ISC
-- token_list: GET users/me/tokens, newest first: those that are not revoked.
-- $1 caller uuid, $2 rows int4, $3, $4 cursor. Returns rows. Writes nothing.
SELECT id AS "id:tok", name, prefix, to_json(scopes) AS scopes, expires_at, last_used_at, created_at
FROM api_tokens
WHERE user_id = $1::uuid AND revoked_at IS NULL
    AND (created_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
ORDER BY created_at DESC, id DESC LIMIT $2::int4
