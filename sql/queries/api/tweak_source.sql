-- SPDX-License-Identifier: ISC
-- tweak_source: POST projects/{id}/tweak, before the numbers are checked. $1 caller uuid, $2 project uuid, $3 role needed.
-- Returns source text: the function's object. Errors: LW404, LW403, LW409. Writes nothing.
SELECT tweak_source($2::uuid)::text AS source FROM (SELECT project_may($1::uuid, $2::uuid, $3::text) AS role OFFSET 0) AS seen WHERE role IS NOT NULL
