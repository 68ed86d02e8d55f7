-- SPDX-License-Identifier: ISC
-- share_create: POST projects/{id}/shares. $1 caller uuid, $2 project uuid, $3 role needed, $4 input jsonb {note, expires_in_days, output_id},
-- $5 address text, $6 request id. Returns the share; its address is added by cgi/share.c. Errors: LW400, LW403, LW404, LW409. Writes shares, audit.
SELECT (s).id AS "id:share", (s).project_id AS "project_id:proj", (s).output_id AS "output_id:out", (s).note, (s).created_by AS "created_by:user",
    (s).created_at, (s).expires_at, (s).revoked_at, (s).revoked_at IS NULL AND coalesce((s).expires_at > clock_timestamp(), true) AS active
FROM (
    SELECT share_create($1::uuid, $2::uuid, $3::text, $4::jsonb) AS s
    FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
    OFFSET 0) AS made
