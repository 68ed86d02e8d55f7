-- SPDX-License-Identifier: ISC
-- agent_turn_list: GET agents/{id}/turns, oldest first. $1 caller uuid, $2 agent uuid, $3 rows int4, $4, $5 cursor.
-- Returns rows; one row of nulls when there are none. Writes nothing.
SELECT t.id AS "id:turn", t.agent_id AS "agent_id:agent", t.step_key AS step, t.number, t.provider, t.model,
    json_build_object('input', t.input_tokens, 'cached_input', t.cached_input_tokens, 'output', t.output_tokens) AS tokens, CASE WHEN t.priced THEN t.cost_usd::float8 END AS cost_usd,
    round(t.duration_ms / 1000.0, 3)::float8 AS duration, t.created_at
FROM agents AS of_agent JOIN LATERAL project_access($1::uuid, of_agent.project_id) AS seen ON of_agent.id = $2::uuid
LEFT JOIN LATERAL (
    SELECT * FROM turns
    WHERE agent_id = $2::uuid AND (created_at, id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
    ORDER BY created_at, id LIMIT $3::int4) AS t ON true
ORDER BY t.created_at, t.id
