-- SPDX-License-Identifier: ISC
-- Reminders: when, to whom, once; and what a notification queues for its person: mail and webhooks, quiet hours, digests. Time goes by by moving checkpoints back.
BEGIN;
SELECT plan(54);
SELECT fix.waiting() AS p \gset
SELECT fix.checkpoint(:'p') AS c, fix.person('Ann') AS ann, fix.person('Rie') AS rie, fix.person('Ada', 'admin') AS ada \gset
UPDATE users SET disabled_at = NULL WHERE role = 'admin';

-- when
SELECT is(reminder_due(config::jsonb, waited::interval), due, config || ' after ' || waited) FROM (VALUES
    ('{}', '3 h 59 min', 0), ('{}', '4 h', 1), ('{}', '23 h 59 min', 1), ('{}', '24 h', 2), ('{}', '47 h 59 min', 2), ('{}', '48 h', 3), ('{}', '72 h', 4),
    ('{}', '144 h', 7), ('{}', '9000 h', 7), ('{"quiet": true}', '9000 h', 0), ('{"reminders": {"most": 0}}', '9000 h', 0),
    ('{"reminders": {"most": 1}}', '9000 h', 1), ('{"reminders": {"first": 0.5, "escalation": 1, "repeat": 2}}', '29 min', 0),
    ('{"reminders": {"first": 0.5, "escalation": 1, "repeat": 2}}', '30 min', 1), ('{"reminders": {"first": 0.5, "escalation": 1, "repeat": 2}}', '3 h', 3),
    ('{"reminders": {"first": 48}}', '24 h', 0), ('{"reminders": {"first": 48}}', '48 h', 2)) AS t(config, waited, due);

CREATE FUNCTION pg_temp.pass(p_project uuid, p_time interval) RETURNS void LANGUAGE sql AS $$
    UPDATE checkpoints SET created_at = created_at - p_time WHERE project_id = p_project
$$;
CREATE FUNCTION pg_temp.told(p_project uuid, p_number int) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(u.name, ' ' ORDER BY u.name) FROM notifications n JOIN users u ON u.id = n.user_id
    WHERE n.project_id = p_project AND n.kind = 'checkpoint:reminder' AND n.data->>'number' = p_number::text
$$;
CREATE FUNCTION pg_temp.send(p_project uuid) RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(' ', first, escalation) FROM reminders_send(ARRAY(SELECT id FROM checkpoints WHERE project_id = p_project)) $$;

-- each level once
SELECT is(pg_temp.send(:'p'), '0 0', 'nothing is due at once');
SELECT pg_temp.pass(:'p', '4 h 30 min');
SELECT is(pg_temp.send(:'p'), '1 0', 'the first after four hours');
SELECT is(pg_temp.send(:'p'), '0 0', 'once');
SELECT is(pg_temp.told(:'p', 1), 'Ann Rie', 'to owner and reviewer');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' AND type = 'checkpoint:reminder'), jsonb_build_object('projectId', public_id('proj', :'p'),
    'checkpointId', public_id('ckpt', :'c'), 'waitingTime', 4.50, 'reminderLevel', 'first'), 'and an event');
SELECT is((SELECT concat_ws(' ', reminders, reminder_sent_at > created_at) FROM checkpoints WHERE id = :'c'), '1 t', 'which its checkpoint knows of');
SELECT pg_temp.pass(:'p', '20 h');
SELECT is(pg_temp.send(:'p'), '0 1', 'the escalation after a day');
SELECT ok(pg_temp.told(:'p', 2) ~ '^Ada .*Ann.*Rie', 'to admins too');
SELECT is((SELECT data->>'reminderLevel' FROM events WHERE project_id = :'p' AND type = 'checkpoint:reminder' ORDER BY seq DESC LIMIT 1), 'escalation', 'says the event');
SELECT pg_temp.pass(:'p', '3 days');
SELECT is(pg_temp.send(:'p'), '0 1', 'three that are due together are one');
SELECT is((SELECT string_agg(number || ' ' || level, ', ' ORDER BY number) FROM checkpoint_reminders WHERE checkpoint_id = :'c'), '1 first, 2 escalation, 5 escalation',
    'the latest');
SELECT pg_temp.pass(:'p', '30 days');
SELECT is(pg_temp.send(:'p'), '0 1', 'the last one');
SELECT pg_temp.pass(:'p', '30 days');
SELECT is(pg_temp.send(:'p'), '0 0', 'seven at most');
SELECT is((SELECT reminders FROM checkpoints WHERE id = :'c'), 7, 'by number');

-- to whom not
UPDATE checkpoints SET reminders = 0 WHERE id = :'c';
DELETE FROM checkpoint_reminders;
UPDATE projects SET archived_at = now() WHERE id = :'p';
SELECT is(pg_temp.send(:'p'), '0 0', 'not of projects that were put away');
UPDATE projects SET archived_at = NULL WHERE id = :'p';
SELECT project_pause(:'ann', :'p');
SELECT is(pg_temp.send(:'p'), '0 0', 'or are paused');
SELECT project_resume(:'ann', :'p');
DELETE FROM notifications;
UPDATE users SET disabled_at = now() WHERE id = :'rie';
SELECT pg_temp.send(:'p');
SELECT unalike(pg_temp.told(:'p', 7), '%Rie%', 'not those whose account is disabled');

-- quiet hours
SELECT is(quiet_until(settings::jsonb, at::timestamptz), until::timestamptz, settings || ' at ' || at) FROM (VALUES
    ('{}', '2024-01-15 03:00Z', '2024-01-15 03:00Z'),
    ('{"quiet_hours": {"from": "22:00", "to": "07:00"}}', '2024-01-15 21:59Z', '2024-01-15 21:59Z'),
    ('{"quiet_hours": {"from": "22:00", "to": "07:00"}}', '2024-01-15 22:00Z', '2024-01-16 07:00Z'),
    ('{"quiet_hours": {"from": "22:00", "to": "07:00"}}', '2024-01-15 06:59Z', '2024-01-15 07:00Z'),
    ('{"quiet_hours": {"from": "22:00", "to": "07:00"}, "timezone": "Asia/Tokyo"}', '2024-01-15 14:00Z', '2024-01-15 22:00Z'),
    ('{"quiet_hours": {"from": "12:00", "to": "13:00"}, "timezone": "Europe/Berlin"}', '2024-07-01 10:30Z', '2024-07-01 11:00Z'),
    ('{"quiet_hours": {"from": "12:00", "to": "12:00"}}', '2024-01-15 12:00Z', '2024-01-15 12:00Z'),
    ('{"quiet_hours": {"from": "99:99", "to": "07:00"}}', '2024-01-15 03:00Z', '2024-01-15 03:00Z'),
    ('{"quiet_hours": {"from": "22:00", "to": "07:00"}, "timezone": "Nowhere/At All"}', '2024-01-15 03:00Z', '2024-01-15 03:00Z'),
    ('{"quiet_hours": null}', '2024-01-15 03:00Z', '2024-01-15 03:00Z')) AS t(settings, at, until);
SELECT is(digest_due(settings::jsonb, '2024-01-15 09:30Z'), due::timestamptz, 'digest: ' || settings) FROM (VALUES
    ('{}', NULL), ('{"notifications": {"digest": "hourly"}}', '2024-01-15 10:00Z'), ('{"notifications": {"digest": "daily"}}', '2024-01-16 08:00Z'),
    ('{"notifications": {"digest": "daily"}, "timezone": "Asia/Tokyo"}', '2024-01-15 23:00Z')) AS t(settings, due);

-- what one notification queues
INSERT INTO data_keys (id) VALUES ('00112233aabbccdd');
INSERT INTO secrets (id, user_id, kind, name, value, key_id, hint) SELECT gen_random_uuid(), :'ann', 'webhook_secret', 'x', '\x0100112233aabbccdd'::bytea || decode(repeat('00', 40), 'hex'),
    '00112233aabbccdd', 'abcd' RETURNING id AS hook \gset
INSERT INTO webhooks (id, user_id, url) VALUES (:'hook', :'ann', 'https://example.org/hook');
DELETE FROM deliveries;
CREATE FUNCTION pg_temp.note(p_user uuid, p_kind text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v text;
BEGIN
    DELETE FROM notifications WHERE user_id = p_user;
    DELETE FROM deliveries;
    INSERT INTO notifications (user_id, kind, data) VALUES (p_user, p_kind, '{}');
    SELECT concat_ws(' ', (SELECT 'app' FROM notifications WHERE user_id = p_user), string_agg(channel, ' ' ORDER BY channel)) INTO v FROM deliveries WHERE user_id = p_user;
    RETURN v;
END
$$;
SELECT is(pg_temp.note(:'ann', 'checkpoint:reminder'), 'app mail webhook', 'a reminder goes by all ways');
SELECT is(pg_temp.note(:'ann', 'checkpoint:created'), 'app webhook', 'no mail for each review');
UPDATE users SET settings = '{"notifications": {"reminder": {"app": false, "webhook": false}}}' WHERE id = :'ann';
SELECT is(pg_temp.note(:'ann', 'checkpoint:reminder'), 'mail', 'unless its person says so');
SELECT is(pg_temp.note(:'ann', 'project:failed'), 'app mail webhook', 'of that kind');
UPDATE webhooks SET disabled_at = now();
SELECT is(pg_temp.note(:'ann', 'project:failed'), 'app mail', 'a disabled webhook gets nothing');
SELECT is(pg_temp.note(:'rie', 'project:failed'), 'app', 'nor does a disabled account');
SELECT * FROM finish();
ROLLBACK;
