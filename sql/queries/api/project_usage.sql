-- SPDX-License-Identifier: ISC
-- project_usage: GET projects/{id}/usage: what was spent in all runs, by agent and by model (cost_usd null where the price is not known), and what the
-- project holds on disk. lost_usd: what turns cost that brought no answer (functions/turn_cut.sql), which have no row.
-- $1 caller uuid, $2 project uuid. Returns one row; none: not for this caller. Writes nothing.
SELECT count(t.id) AS turns, json_build_object('input', coalesce(sum(t.input_tokens), 0), 'cached_input', coalesce(sum(t.cached_input_tokens), 0),
        'output', coalesce(sum(t.output_tokens), 0)) AS tokens,
    coalesce(sum(t.cost_usd), 0)::float8 AS cost_usd, count(*) FILTER (WHERE NOT t.priced) AS unpriced_turns,
    greatest((SELECT b.spent_usd FROM budgets b WHERE b.project_id = $2::uuid) - coalesce(sum(t.cost_usd), 0), 0)::float8 AS lost_usd,
    round(coalesce(sum(t.duration_ms), 0) / 1000.0, 3)::float8 AS duration,
    (SELECT json_build_object('limit_usd', CASE WHEN b.project_id IS NULL THEN (p.config->>'budget_usd')::numeric ELSE b.limit_usd END,
            'spent_usd', coalesce(b.spent_usd, 0), 'reserved_usd', budget_held(p.id))
        FROM projects p LEFT JOIN budgets b ON b.project_id = p.id WHERE p.id = $2::uuid) AS budget, (
        SELECT coalesce(json_agg(g.row ORDER BY g.cost DESC, g.name), '[]') FROM (
            SELECT a.node AS name, sum(u.cost_usd) AS cost, json_build_object('agent', a.node, 'title', max(a.metadata->>'title'), 'turns', count(*),
                'tokens', json_build_object('input', sum(u.input_tokens), 'cached_input', sum(u.cached_input_tokens), 'output', sum(u.output_tokens)),
                'cost_usd', sum(u.cost_usd), 'duration', round(sum(u.duration_ms) / 1000.0, 3)) AS row
            FROM turns u JOIN agents a ON a.id = u.agent_id WHERE u.project_id = $2::uuid GROUP BY a.node) AS g) AS by_agent, (
        SELECT coalesce(json_agg(g.row ORDER BY g.cost DESC, g.provider, g.model), '[]') FROM (
            SELECT u.provider, u.model, sum(u.cost_usd) AS cost, json_build_object('provider', u.provider, 'model', u.model, 'turns', count(*),
                'tokens', json_build_object('input', sum(u.input_tokens), 'cached_input', sum(u.cached_input_tokens), 'output', sum(u.output_tokens)),
                'cost_usd', CASE WHEN bool_and(u.priced) THEN sum(u.cost_usd) END, 'duration', round(sum(u.duration_ms) / 1000.0, 3)) AS row
            FROM turns u WHERE u.project_id = $2::uuid GROUP BY u.provider, u.model) AS g) AS by_model,
    json_build_object('bytes', project_disk($2::uuid)) AS disk
FROM project_access($1::uuid, $2::uuid) AS seen
LEFT JOIN turns t ON t.project_id = $2::uuid
GROUP BY seen.role
