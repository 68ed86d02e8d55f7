-- SPDX-License-Identifier: ISC
-- admin_user_delete: DELETE admin/users/{id}. $1 caller uuid, $2 user uuid, $3 version text or null, $4 query jsonb {projects}: keep or delete,
-- $5 address inet, $6 request id. Returns id uuid. Errors: LW404, LW409, LW412. Writes users and all that refers to it, audit.
SELECT account_delete($1::uuid, $2::uuid, $3::bigint, coalesce($4::jsonb->>'projects', 'keep') = 'keep', $5::text::inet, $6::text) AS id
