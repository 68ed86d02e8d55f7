-- SPDX-License-Identifier: ISC
-- admin_look: a subscription of an admin who is no member of the project leaves a trace, as in the API.
-- $1 user uuid, $2 project uuid, $3 what was followed text, $4 address inet. Writes audit.
INSERT INTO audit (actor_id, action, subject, outcome, address)
SELECT $1::uuid, 'admin.look', $3::text, 'ok', $4::text::inet
WHERE NOT EXISTS (SELECT FROM project_members m WHERE m.user_id = $1::uuid AND m.project_id = $2::uuid)
