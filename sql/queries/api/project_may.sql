-- SPDX-License-Identifier: ISC
-- project_may: before a body is read. $1 caller uuid, $2 project uuid, $3 role needed. Returns one row. Errors: LW404, LW403. Writes nothing.
SELECT project_may($1::uuid, $2::uuid, $3::text) AS role
