-- SPDX-License-Identifier: ISC
-- sessions_revoke: DELETE auth/sessions: all but the asking one. $1 caller uuid, $2 session uuid or null, $3 address inet, $4 request id.
-- Returns ended int4. Writes sessions, audit.
SELECT sessions_end($1::uuid, $1::uuid, NULL, $2::uuid, $3::text::inet, $4::text) AS ended
