-- SPDX-License-Identifier: ISC
-- share_revoke: DELETE projects/{id}/shares/{share}. $1 caller uuid, $2 project uuid, $3 role needed, $4 share uuid, $5 address text, $6 request id.
-- Returns id uuid. Errors: LW403, LW404. Writes shares, audit.
SELECT share_revoke($1::uuid, $2::uuid, $3::text, $4::uuid) AS id
FROM (SELECT set_config('ludwright.address', $5::text, true) AS a, set_config('ludwright.request_id', $6::text, true) AS b OFFSET 0) AS s
