-- SPDX-License-Identifier: ISC
-- session_revoke: DELETE auth/sessions/{id}. $1 caller uuid, $2 session uuid, $3 address inet, $4 request id.
-- Returns ended int4. Errors: LW404. Writes sessions, audit.
SELECT sessions_end($1::uuid, $1::uuid, $2::uuid, NULL, $3::text::inet, $4::text) AS ended
