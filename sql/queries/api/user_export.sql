-- SPDX-License-Identifier: ISC
-- user_export: GET users/me/export: all that is kept about the caller; the audit trail's last 10,000 rows. $1 caller uuid.
-- Returns one row. Writes nothing.
SELECT now() AS exported_at,
    json_build_object('id', public_id('user', u.id), 'email', u.email, 'name', u.name, 'role', u.role, 'settings', u.settings - 'provider_keys',
        'created_at', iso_time(u.created_at), 'updated_at', iso_time(u.updated_at)) AS account,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('sess', s.id), 'user_agent', s.user_agent, 'address', host(s.address),
        'created_at', iso_time(s.created_at), 'last_used_at', iso_time(s.last_used_at), 'ended_at', iso_time(s.ended_at),
        'end_reason', s.end_reason) ORDER BY s.created_at), '[]') FROM sessions s WHERE s.user_id = u.id) AS sessions,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('tok', t.id), 'name', t.name, 'prefix', t.prefix, 'scopes', t.scopes,
        'created_at', iso_time(t.created_at), 'expires_at', iso_time(t.expires_at), 'last_used_at', iso_time(t.last_used_at),
        'revoked_at', iso_time(t.revoked_at)) ORDER BY t.created_at), '[]') FROM api_tokens t WHERE t.user_id = u.id) AS tokens,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('proj', p.id), 'name', p.name, 'role', m.role, 'status', p.status,
        'created_at', iso_time(p.created_at)) ORDER BY p.created_at), '[]')
        FROM project_people m JOIN projects p ON p.id = m.project_id WHERE m.user_id = u.id) AS projects,
    (SELECT coalesce(json_agg(json_build_object('checkpoint_id', public_id('ckpt', d.checkpoint_id), 'decision', d.decision, 'feedback', d.feedback,
        'created_at', iso_time(d.created_at)) ORDER BY d.created_at), '[]') FROM decisions d WHERE d.decided_by = u.id) AS decisions,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('comm', c.id), 'checkpoint_id', public_id('ckpt', c.checkpoint_id), 'text', c.body,
        'created_at', iso_time(c.created_at)) ORDER BY c.created_at), '[]') FROM comments c WHERE c.user_id = u.id) AS comments,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('file', f.id), 'project_id', public_id('proj', f.project_id), 'path', f.path,
        'bytes', f.bytes, 'created_at', iso_time(f.created_at)) ORDER BY f.created_at), '[]') FROM files f WHERE f.uploaded_by = u.id) AS uploads,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('note', n.id), 'kind', n.kind, 'data', n.data, 'read_at', iso_time(n.read_at),
        'created_at', iso_time(n.created_at)) ORDER BY n.created_at), '[]') FROM notifications n WHERE n.user_id = u.id) AS notifications,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('hook', w.id), 'url', w.url, 'note', w.note, 'created_at', iso_time(w.created_at))
        ORDER BY w.created_at), '[]') FROM webhooks w WHERE w.user_id = u.id) AS webhooks,
    (SELECT coalesce(json_agg(json_build_object('id', public_id('dlv', d.id), 'channel', d.channel, 'kind', d.kind, 'status', d.status,
        'created_at', iso_time(d.created_at)) ORDER BY d.created_at), '[]') FROM deliveries d WHERE d.user_id = u.id) AS deliveries,
    (SELECT coalesce(json_agg(json_build_object('provider', s.name, 'hint', s.hint, 'created_at', iso_time(s.created_at)) ORDER BY s.name), '[]')
        FROM secrets s WHERE s.user_id = u.id AND s.kind = 'provider_key') AS provider_keys,
    (SELECT coalesce(json_agg(json_build_object('month', to_char(m.month, 'YYYY-MM'), 'spent_usd', m.spent_usd::float8) ORDER BY m.month), '[]')
        FROM user_months m WHERE m.user_id = u.id) AS spending,
    (SELECT coalesce(json_agg(json_build_object('at', iso_time(a.at), 'action', a.action, 'subject', a.subject, 'outcome', a.outcome,
        'address', host(a.address), 'request_id', a.request_id, 'detail', a.detail) ORDER BY a.id), '[]')
        FROM (SELECT * FROM audit WHERE actor_id = u.id ORDER BY id DESC LIMIT 10000) AS a) AS audit
FROM users u WHERE u.id = $1::uuid AND u.disabled_at IS NULL
