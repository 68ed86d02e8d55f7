-- SPDX-License-Identifier: ISC
-- user_delete: DELETE users/me. $1 caller uuid, $2 version text or null, $3 address inet, $4 request id.
-- Returns id uuid. Errors: LW409 the last admin, LW412. Writes users and all that refers to it, audit.
SELECT account_delete($1::uuid, $1::uuid, $2::bigint, false, $3::text::inet, $4::text) AS id
