-- SPDX-License-Identifier: ISC
-- user_usage: GET users/me/usage: what the projects that the caller owns have spent, by month or day in UTC, and by project, dearest first.
-- $1 caller uuid, $2 filter jsonb {by, since, until}; without since twelve months with this one, or this month by days.
-- Returns one row. Errors: 22007. Writes nothing. Of projects that were deleted there are sums of days, which count whole.
WITH asked AS (
    SELECT coalesce($2::jsonb->>'by', 'month') AS by, coalesce(($2::jsonb->>'until')::timestamptz, now()) AS until, date_trunc('month', now(), 'UTC') AS month
), bounds AS (
    SELECT by, until, coalesce(($2::jsonb->>'since')::timestamptz, month - CASE by WHEN 'month' THEN interval '11 months' ELSE interval '0' END) AS since
    FROM asked
), spent AS MATERIALIZED (
    SELECT t.project_id, p.name, date_trunc(b.by, t.created_at, 'UTC') AS start, count(*) AS turns, sum(t.input_tokens) AS input,
        sum(t.cached_input_tokens) AS cached, sum(t.output_tokens) AS output, sum(t.cost_usd) AS usd
    FROM bounds b, projects p JOIN turns t ON t.project_id = p.id
    WHERE p.user_id = $1::uuid AND t.created_at >= b.since AND t.created_at < b.until
    GROUP BY 1, 2, 3
    UNION ALL
    SELECT NULL, NULL, date_trunc(b.by, d.day::timestamp AT TIME ZONE 'UTC', 'UTC'), d.turns, d.input_tokens, d.cached_input_tokens, d.output_tokens, d.cost_usd
    FROM bounds b, deleted_spending d
    WHERE d.user_id = $1::uuid AND d.day >= (b.since AT TIME ZONE 'UTC')::date AND d.day::timestamp AT TIME ZONE 'UTC' < b.until
)
SELECT b.since, b.until, b.by, coalesce(sum(s.turns), 0)::bigint AS turns, json_build_object('input', coalesce(sum(s.input), 0),
        'cached_input', coalesce(sum(s.cached), 0), 'output', coalesce(sum(s.output), 0)) AS tokens, coalesce(sum(s.usd), 0)::float8 AS cost_usd, (
        SELECT coalesce(json_agg(json_build_object('start', iso_time(g.start), 'turns', g.turns, 'tokens',
            json_build_object('input', g.input, 'cached_input', g.cached, 'output', g.output), 'cost_usd', g.usd) ORDER BY g.start), '[]')
        FROM (SELECT start, sum(turns) AS turns, sum(input) AS input, sum(cached) AS cached, sum(output) AS output, sum(usd) AS usd
              FROM spent GROUP BY start) AS g) AS spans, (
        SELECT coalesce(json_agg(json_build_object('project_id', public_id('proj', g.project_id), 'name', g.name, 'turns', g.turns, 'tokens',
            json_build_object('input', g.input, 'cached_input', g.cached, 'output', g.output), 'cost_usd', g.usd) ORDER BY g.usd DESC, g.project_id), '[]')
        FROM (SELECT project_id, name, sum(turns) AS turns, sum(input) AS input, sum(cached) AS cached, sum(output) AS output, sum(usd) AS usd
              FROM spent WHERE project_id IS NOT NULL GROUP BY project_id, name) AS g) AS by_project,
    json_build_object('turns', coalesce(sum(s.turns) FILTER (WHERE s.project_id IS NULL), 0),
        'tokens', json_build_object('input', coalesce(sum(s.input) FILTER (WHERE s.project_id IS NULL), 0),
            'cached_input', coalesce(sum(s.cached) FILTER (WHERE s.project_id IS NULL), 0),
            'output', coalesce(sum(s.output) FILTER (WHERE s.project_id IS NULL), 0)),
        'cost_usd', coalesce(sum(s.usd) FILTER (WHERE s.project_id IS NULL), 0)) AS deleted
FROM bounds b LEFT JOIN spent s ON true
GROUP BY b.since, b.until, b.by
