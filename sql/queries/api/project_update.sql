-- SPDX-License-Identifier: ISC
-- project_update: PUT projects/{id}. $1 caller uuid, $2 project uuid, $3 role needed, $4 version text or null, $5 input jsonb.
-- Returns id uuid. Errors: LW404, LW403, LW409, LW412. Writes projects, budgets.
SELECT project_update($1::uuid, $2::uuid, $3::text, $4::bigint, $5::jsonb) AS id
