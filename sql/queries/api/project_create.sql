-- SPDX-License-Identifier: ISC
-- project_create: POST projects. $1 caller uuid, $2 input jsonb {name, description, concept, config}, $3 address inet, $4 request id.
-- Returns the draft. Writes projects, audit.
SELECT id AS "id:proj", $2::jsonb->>'name' AS name, $2::jsonb->>'description' AS description, 'draft'::text AS status, 0 AS current_phase,
    0 AS progress, now() AS created_at, $2::jsonb->'concept' AS concept, coalesce($2::jsonb->'config', '{}') AS config,
    project_rights(false)->'owner'->'draft' AS allowed_actions, 1 AS "version:etag"
FROM (SELECT project_create($1::uuid, $2::jsonb, $3::text::inet, $4::text) AS id OFFSET 0) AS made
