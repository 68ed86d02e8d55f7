-- SPDX-License-Identifier: ISC
-- admin_look: a subscription of an admin who is no member of the project leaves a trace, as in the API.
-- $1 user uuid, $2 project uuid, $3 address inet. Writes audit.
SELECT live_look($1::uuid, $2::uuid, $3::text::inet)
