-- SPDX-License-Identifier: ISC
-- turn_get: GET turns/{id}, and its contents. $1 caller uuid, $2 turn uuid. Returns the turn, with the addresses of what was asked and answered in the
-- store; no row: not for this caller. Writes nothing.
SELECT t.id AS "id:turn", t.agent_id AS "agent_id:agent", t.step_key AS step, t.number, t.provider, t.model,
    json_build_object('input', t.input_tokens, 'cached_input', t.cached_input_tokens, 'output', t.output_tokens) AS tokens, CASE WHEN t.priced THEN t.cost_usd::float8 END AS cost_usd,
    round(t.duration_ms / 1000.0, 3)::float8 AS duration, t.created_at,
    t.request_sha256 AS "request_sha256:hide", t.response_sha256 AS "response_sha256:hide"
FROM turns t
WHERE t.id = $2::uuid AND EXISTS (SELECT FROM project_access($1::uuid, t.project_id))
