-- SPDX-License-Identifier: ISC
-- token_revoke: DELETE users/me/tokens/{id}. $1 caller uuid, $2 token uuid, $3 address inet, $4 request id.
-- Returns id uuid; no row: no such token. Writes api_tokens, audit.
SELECT id FROM token_revoke($1::uuid, $2::uuid, $3::text::inet, $4::text) AS id WHERE id IS NOT NULL
