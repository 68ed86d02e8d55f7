-- audit_list: ludctl audit list, newest first. $1 filter jsonb {actor_id, action, subject, outcome, request_id, since, until}, $2 e-mail of the actor or null,
-- $3 rows. Returns id int8, at, actor, action, subject, outcome, address, request_id text, detail jsonb. Errors: 22007.
SELECT a.id, iso_time(a.at) AS at, coalesce(u.email, a.actor_id::text) AS actor, a.action, a.subject, a.outcome, host(a.address) AS address,
    a.request_id, a.detail
FROM audit_find($1::jsonb || coalesce((SELECT jsonb_build_object('actor_id', id) FROM users WHERE email = lower($2::text)),
    CASE WHEN $2::text IS NULL THEN '{}' ELSE jsonb_build_object('actor_id', '00000000-0000-0000-0000-000000000000') END), NULL, $3::text::int) AS a
LEFT JOIN users u ON u.id = a.actor_id
ORDER BY a.id DESC
