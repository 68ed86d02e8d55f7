-- SPDX-License-Identifier: ISC
-- share_get: GET projects/{id}/shares/{share}. $1 caller uuid, $2 project uuid, $3 role needed, $4 share uuid. Returns the share; its address is
-- added by cgi/share.c. No row: not in this project. Errors: LW403, LW404. Writes nothing.
SELECT (s).id AS "id:share", (s).project_id AS "project_id:proj", (s).output_id AS "output_id:out", (s).note, (s).created_by AS "created_by:user",
    (s).created_at, (s).expires_at, (s).revoked_at, (s).revoked_at IS NULL AND coalesce((s).expires_at > clock_timestamp(), true) AS active
FROM project_may($1::uuid, $2::uuid, $3::text) AS seen, shares AS s
WHERE s.id = $4::uuid AND s.project_id = $2::uuid
