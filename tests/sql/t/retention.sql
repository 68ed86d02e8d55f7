-- SPDX-License-Identifier: ISC
-- Retention: what is older goes, what is not stays, a dry run takes nothing.
BEGIN;
SELECT plan(21);
SELECT fix.waiting() AS p, fix.waiting() AS q, fix.person('Ann') AS ann \gset
-- events: from the front, never the newest, and the head knows
SET session_replication_role = replica;
UPDATE events SET created_at = now() - interval '40 days' WHERE project_id = :'p' AND seq <= 3;
SET session_replication_role = origin;
SELECT count(*) AS n, max(seq) AS head FROM events WHERE project_id = :'p' \gset
SELECT is(retention_events(now() - interval '30 days', 100, false), 3::bigint, 'three would go');
SELECT is((SELECT count(*) FROM events WHERE project_id = :'p'), :n::bigint, 'and did not');
SELECT is(retention_events(now() - interval '30 days', 2, true), 2::bigint, 'two in a batch of two');
SELECT is(retention_events(now() - interval '30 days', 2, true), 1::bigint, 'then the third');
SELECT is(retention_events(now() - interval '30 days', 2, true), 0::bigint, 'then none');
SELECT is((SELECT min(seq) FROM events WHERE project_id = :'p'), 4::bigint, 'the front is gone');
SELECT is((SELECT pruned || ' ' || seq FROM event_heads WHERE project_id = :'p'), '3 ' || :head, 'the head knows');
SELECT is((SELECT min(seq) FROM events WHERE project_id = :'q'), 1::bigint, 'others have all of theirs');
SELECT retention_events(now() + interval '1 day', 10000, true);
SELECT is((SELECT array_agg(seq) FROM events WHERE project_id = :'p'), ARRAY[:head::bigint], 'the newest stays');
-- logs
SELECT a.id AS agent FROM agents a WHERE project_id = :'p' LIMIT 1 \gset
CREATE TABLE agent_logs_2001_02 (LIKE agent_logs INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
ALTER TABLE agent_logs ATTACH PARTITION agent_logs_2001_02 FOR VALUES FROM ('2001-02-01Z') TO ('2001-03-01Z');
INSERT INTO agent_logs (agent_id, project_id, level, message, timestamp) VALUES (:'agent', :'p', 'INFO', 'old', '2001-02-03Z'), (:'agent', :'p', 'INFO', 'older', '1999-02-03Z');
SELECT is(retention_logs('2001-02-28Z', 100, false), 1::bigint, 'a month that is not over stays');
SELECT is(retention_logs('2001-03-01Z', 100, true) >= 1, true, 'one that is goes');
SELECT is(to_regclass('agent_logs_2001_02'), NULL, 'with its table');
SELECT is((SELECT count(*) FROM agent_logs WHERE timestamp < '2001-03-01Z'), 0::bigint, 'and lines that had no month');
SELECT isnt((SELECT count(*) FROM agent_logs), 0::bigint, 'the others stay');
-- rows
INSERT INTO notifications (user_id, kind, created_at) SELECT :'ann', 'x', now() - n * interval '10 days' FROM generate_series(0, 9) AS n;
DELETE FROM deliveries;
INSERT INTO deliveries (user_id, notification_id, channel, kind, status, ended_at) SELECT :'ann', gen_random_uuid(), 'mail', 'x', 'sent', now() - n * interval '10 days' FROM generate_series(0, 9) AS n;
INSERT INTO deliveries (user_id, notification_id, channel, kind, created_at) VALUES (:'ann', gen_random_uuid(), 'mail', 'x', now() - interval '900 days');
SELECT is(retention_rows('notifications', now() - interval '45 days', 3, false), 5::bigint, 'five would go');
SELECT is(retention_rows('notifications', now() - interval '45 days', 3, true), 3::bigint, 'three in a batch');
SELECT is(retention_rows('notifications', now() - interval '45 days', 3, true), 2::bigint, 'then two');
SELECT is(retention_rows('deliveries', now() - interval '45 days', 100, true), 5::bigint, 'deliveries that have ended');
SELECT is((SELECT count(*) FROM deliveries WHERE status = 'waiting'), 1::bigint, 'not those that wait');
SELECT lives_ok($$SELECT retention_rows(c, now(), 10, true) FROM unnest(ARRAY['jobs', 'sessions', 'accounts']) AS c$$, 'the other classes');
SELECT throws_ok($$SELECT retention_rows('users', now(), 10, true)$$, '22023');
SELECT * FROM finish();
ROLLBACK;
