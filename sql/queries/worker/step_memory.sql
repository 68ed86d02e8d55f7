-- SPDX-License-Identifier: ISC
-- step_memory: what is known already about a step with these inputs. worker/step_store.c
-- $1 uuid project, $2 uuid agent, $3 text input hash, $4 bigint job
-- Returns: one row: output_id, own (made by this agent), summary and document of the newest stored output of the project with this hash (NULLs for none);
-- turns: [response_sha256] of the agent's turns since the job was queued, in order: an answer that could not be used is not what a person's retry gets
-- again; number: of the agent's latest turn with this hash, 0 for none. Errors: none. Writes: nothing.
SELECT o.id AS output_id, o.agent_id = $2::uuid AS own, o.content->>'summary' AS summary, o.content->'document' AS document,
    (SELECT coalesce(json_agg(t.response_sha256 ORDER BY t.number), '[]') FROM turns t WHERE t.agent_id = $2::uuid AND t.step_key = $3::text
        AND t.created_at >= (SELECT j.created_at FROM jobs j WHERE j.id = $4::bigint)) AS turns,
    (SELECT coalesce(max(t.number), 0) FROM turns t WHERE t.agent_id = $2::uuid AND t.step_key = $3::text) AS number
FROM (SELECT) AS one
LEFT JOIN LATERAL (SELECT id, agent_id, content FROM agent_outputs WHERE project_id = $1::uuid AND input_hash = $3::text
    ORDER BY created_at DESC, id DESC LIMIT 1) o ON true
