-- SPDX-License-Identifier: ISC
-- admin_user_change: PUT admin/users/{id}. $1 caller uuid, $2 user uuid, $3 version text or null, $4 input jsonb {name, role, disabled},
-- $5 address inet, $6 request id. Returns id uuid. Errors: LW404, LW409, LW412. Writes users, sessions, audit.
SELECT account_change($1::uuid, $2::uuid, $3::bigint, $4::jsonb, $5::text::inet, $6::text) AS id
