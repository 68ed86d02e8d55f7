-- SPDX-License-Identifier: ISC
-- admin_sessions_end: DELETE admin/users/{id}/sessions. $1 caller uuid, $2 user uuid, $3 address inet, $4 request id.
-- Returns ended int4. Errors: LW404. Writes sessions, audit.
SELECT sessions_end($1::uuid, $2::uuid, NULL, NULL, $3::text::inet, $4::text) AS ended
