-- SPDX-License-Identifier: ISC
-- token_get: what POST users/me/tokens answers, beside the token. $1 caller uuid, $2 token uuid. Returns the row. Writes nothing.
SELECT id AS "id:tok", name, prefix, to_json(scopes) AS scopes, expires_at, last_used_at, created_at
FROM api_tokens WHERE id = $2::uuid AND user_id = $1::uuid
