-- SPDX-License-Identifier: ISC
-- admin_user_get: GET admin/users/{id}. $1 caller uuid, $2 user uuid. Returns the account; no row: none, or not for this caller. Writes nothing.
SELECT u.id AS "id:user", u.email, u.name, u.role, u.disabled_at IS NOT NULL AS disabled,
    (SELECT count(*) FROM projects p WHERE p.user_id = u.id) AS projects,
    (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND s.ended_at IS NULL AND s.last_used_at > now() - interval '7 days') AS sessions,
    (SELECT count(*) FROM api_tokens t WHERE t.user_id = u.id AND t.revoked_at IS NULL AND t.expires_at > now()) AS tokens,
    (SELECT max(s.last_used_at) FROM sessions s WHERE s.user_id = u.id) AS last_seen_at, m.spent_usd::float8 AS month_spent_usd,
    m.limit_usd::float8 AS month_limit_usd, u.created_at, u.updated_at, u.version AS "version:etag"
FROM users u, user_month(u.id) AS m
WHERE u.id = $2::uuid AND u.deleted_at IS NULL AND EXISTS (SELECT FROM users a WHERE a.id = $1::uuid AND a.role = 'admin')
