-- SPDX-License-Identifier: ISC
-- token_create: POST users/me/tokens. $1 caller uuid, $2 hash of the token in hex, $3 its first characters, $4 input jsonb {name, scopes,
-- expires_in_days}, $5 address inet, $6 request id. Returns id uuid. Errors: LW400, LW404, LW409. Writes api_tokens, audit.
SELECT token_create($1::uuid, $2::text, $3::text, $4::jsonb, $5::text::inet, $6::text) AS id
