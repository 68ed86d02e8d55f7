-- SPDX-License-Identifier: ISC
-- estimate: POST projects/estimate: what a whole run of a project that is not there yet will take. $1 caller uuid, $2 input jsonb {concept, config}.
-- Returns one row, as project_estimate. Writes nothing.
SELECT project_provider(p) AS provider, e.value->'tokens' AS tokens, (e.value->>'cost_usd')::float8 AS cost_usd,
    (e.value->>'cost_usd_most')::float8 AS cost_usd_most, (e.value->>'duration')::float8 AS duration,
    (e.value->>'duration_most')::float8 AS duration_most, coalesce((e.value->>'from')::int, 0) AS from_runs, (
        SELECT json_build_object('agents', count(*), 'tokens_each_most', max((g.node->>'token_limit')::bigint),
            'tokens_most', sum((g.node->>'token_limit')::bigint))
        FROM graph_versions v, graph_nodes(v.graph) AS g
        WHERE v.id = (SELECT id FROM graph_versions WHERE name = 'game-dev' ORDER BY created_at DESC, id LIMIT 1)
            AND g.node->>'kind' IN ('agent', 'leader')) AS graph
FROM jsonb_populate_record(NULL::projects, jsonb_build_object('concept', $2::jsonb->'concept', 'config', $2::jsonb->'config')) AS p,
    LATERAL (SELECT project_estimate(p) AS value OFFSET 0) AS e
WHERE $1::uuid IS NOT NULL
