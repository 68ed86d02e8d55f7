-- SPDX-License-Identifier: ISC
-- notifications: those of connected people of the last 20 s; the relay knows which it told of. $1 users uuid[].
-- Returns id, user, data (the payload of notification:created), oldest first. Writes nothing.
SELECT n.id, n.user_id AS user, jsonb_build_object('id', public_id('note', n.id), 'kind', n.kind, 'projectId', public_id('proj', n.project_id),
    'data', n.data, 'timestamp', iso_time(n.created_at)) AS data
FROM unnest($1::uuid[]) AS w(user_id)
CROSS JOIN LATERAL (
    SELECT * FROM notifications WHERE user_id = w.user_id AND created_at > now() - interval '20 s' ORDER BY created_at, id LIMIT 100) AS n
ORDER BY n.created_at, n.id
