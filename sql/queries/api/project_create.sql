-- SPDX-License-Identifier: ISC
-- project_create: POST projects. $1 caller uuid, $2 input jsonb {name, description, concept, config}.
-- Returns the draft. Writes projects, project_members, audit.
SELECT id AS "id:proj", $2::jsonb->>'name' AS name, $2::jsonb->>'description' AS description, 'draft'::text AS status, 0 AS current_phase,
    0 AS progress, now() AS created_at, $2::jsonb->'concept' AS concept, coalesce($2::jsonb->'config', '{}') AS config,
    '["start", "cancel"]'::json AS allowed_actions, '1'::text AS "version:etag"
FROM (SELECT project_create($1::uuid, $2::jsonb) AS id OFFSET 0) AS made
