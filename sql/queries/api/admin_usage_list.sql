-- SPDX-License-Identifier: ISC
-- admin_usage_list: GET admin/usage, newest accounts first: what the projects of each have spent, those that were deleted too, by days. $1 caller uuid,
-- $2 filter jsonb {since, until}; without since this month in UTC. $3 rows int4, $4, $5 cursor. Returns rows. Errors: 22007. Writes nothing. The plan: see
-- admin_user_list.
SELECT u.id AS "id:user", u.email, u.name, s.turns, s.tokens, s.cost_usd, u.created_at
FROM (
    SELECT u.* FROM users u
    WHERE EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin') AND u.deleted_at IS NULL
        AND (u.created_at, u.id) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
    ORDER BY u.created_at DESC, u.id DESC LIMIT 101
) AS u
CROSS JOIN LATERAL (
    SELECT coalesce(sum(g.turns), 0)::bigint AS turns, json_build_object('input', coalesce(sum(g.input), 0), 'cached_input', coalesce(sum(g.cached), 0),
        'output', coalesce(sum(g.output), 0)) AS tokens, coalesce(sum(g.usd), 0)::float8 AS cost_usd
    FROM (
        SELECT count(*) AS turns, sum(t.input_tokens) AS input, sum(t.cached_input_tokens) AS cached, sum(t.output_tokens) AS output, sum(t.cost_usd) AS usd
        FROM projects p JOIN turns t ON t.project_id = p.id
        WHERE p.user_id = u.id AND t.created_at >= coalesce(($2::jsonb->>'since')::timestamptz, date_trunc('month', now(), 'UTC'))
            AND t.created_at < coalesce(($2::jsonb->>'until')::timestamptz, 'infinity')
        UNION ALL
        SELECT d.turns, d.input_tokens, d.cached_input_tokens, d.output_tokens, d.cost_usd
        FROM deleted_spending d
        WHERE d.user_id = u.id
            AND d.day >= (coalesce(($2::jsonb->>'since')::timestamptz, date_trunc('month', now(), 'UTC')) AT TIME ZONE 'UTC')::date
            AND d.day::timestamp AT TIME ZONE 'UTC' < coalesce(($2::jsonb->>'until')::timestamptz, 'infinity')) AS g) AS s
ORDER BY u.created_at DESC, u.id DESC LIMIT $3::int4
