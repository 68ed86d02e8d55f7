-- SPDX-License-Identifier: ISC
-- project_delete: DELETE projects/{id}. $1 caller uuid, $2 project uuid, $3 role needed, $4 version text or null, $5 address inet, $6 request id.
-- Returns id uuid. Errors: LW404, LW403, LW412. Writes projects and all that hangs on it, audit.
SELECT project_delete($1::uuid, $2::uuid, $3::text, $4::bigint, $5::text::inet, $6::text) AS id
