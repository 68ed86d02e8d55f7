-- SPDX-License-Identifier: ISC
-- admin_look: every GET of an admin below a project, or of accounts and projects as such, before it is answered: one who is no member of the
-- project leaves a trace. $1 caller uuid, $2 id of the path uuid (of a project or of something in one, or of an account) or null, $3 path text, $4 address inet, $5 request id. Writes audit.
INSERT INTO audit (actor_id, action, subject, outcome, address, request_id)
SELECT $1::uuid, 'admin.look', $3::text, 'ok', $4::text::inet, $5::text
WHERE NOT EXISTS (
    SELECT FROM project_people m
    WHERE m.user_id = $1::uuid AND m.project_id = coalesce(
        (SELECT id FROM projects WHERE id = $2::uuid), (SELECT project_id FROM agents WHERE id = $2::uuid),
        (SELECT project_id FROM checkpoints WHERE id = $2::uuid), (SELECT project_id FROM agent_outputs WHERE id = $2::uuid),
        (SELECT project_id FROM runs WHERE id = $2::uuid), (SELECT project_id FROM files WHERE id = $2::uuid),
        (SELECT project_id FROM snapshots WHERE id = $2::uuid)))
