-- SPDX-License-Identifier: ISC
-- project_room: before an upload is read. $1 caller uuid, $2 project uuid, $3 role needed, $4 quota int8 (0: none).
-- Returns used int8. Errors: LW404, LW403; LW429 when the quota is used up. Writes nothing.
SELECT project_room($1::uuid, $2::uuid, $3::text, $4::bigint) AS used
