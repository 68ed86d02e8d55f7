-- SPDX-License-Identifier: ISC
-- step_memory: what is known already about a step with these inputs. worker/step_store.c
-- $1 uuid project, $2 uuid agent, $3 text input hash
-- Returns: one row: output_id, own (made by this agent), summary and document of the newest stored output of the project with this hash; NULLs
-- when there is none. Errors: none. Writes: nothing.
SELECT o.id AS output_id, o.agent_id = $2::uuid AS own, o.content->>'summary' AS summary, o.content->'document' AS document
FROM (SELECT) AS one
LEFT JOIN LATERAL (SELECT id, agent_id, content FROM agent_outputs WHERE project_id = $1::uuid AND input_hash = $3::text
    ORDER BY created_at DESC, id DESC LIMIT 1) o ON true
