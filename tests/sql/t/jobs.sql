-- SPDX-License-Identifier: ISC
-- The queue: order, leases, handing back, trying again, putting off; and that a claim reads no table whole.
BEGIN;
SELECT plan(35);
SELECT fix.waiting() AS p, gen_random_uuid() AS w1, fix.worker() AS w2, fix.person('Ann') AS ann \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS a FROM agents WHERE run_id = :'run' AND node = 'design' \gset
INSERT INTO workers (id, host, pid, alive_until) VALUES (:'w1', 'h', 1, 'infinity');

SELECT is((SELECT count(*)::int FROM job_claim(:'w1', 5)), 0, 'nothing to claim');
SELECT fix.queue(:'p') AS j1, fix.queue(:'p') AS j2, fix.queue(:'p', 'priority = 5') AS j3, fix.queue(:'p', 'held = true') AS j4,
    fix.queue(:'p', 'run_at = clock_timestamp() + interval ''1 hour''') AS j5 \gset
SELECT is((SELECT id FROM job_claim(:'w1', 1)), :j3::bigint, 'higher priority first');
SELECT is((SELECT id || ' ' || lease || ' ' || kind || ' ' || (project_id = :'p') || (run_id = :'run') || (agent_id = :'a') || (payload->>'node') || ' '
    || attempt || retries FROM job_claim(:'w1', 1)), :'j1' || ' 1 step truetruetruedesign 10', 'then the oldest, with all that a worker needs');
SELECT is((SELECT array_agg(id) FROM job_claim(:'w2', 9)), ARRAY[:j2::bigint], 'not what is held, leased, or for later');
SELECT is((SELECT array_agg(leased_by::text ORDER BY id) FROM jobs WHERE id IN (:j1, :j2, :j3)), ARRAY[:'w1', :'w2', :'w1'], 'leased to who claimed');
SELECT is(job_release(:j1, 9), 'lost', 'another lease is not held');
SELECT is(job_release(:j1, 1), 'ok', 'handed back');
SELECT is((SELECT attempt || ' ' || (leased_by IS NULL) || held FROM jobs WHERE id = :j1), '0 truefalse', 'without counting');
SELECT is(step_started(:j1, 1), 'lost', 'nothing can be written after that');
SELECT is((SELECT id || ' ' || lease || ' ' || attempt FROM job_claim(:'w2', 9)), :'j1' || ' 2 1', 'another claims it, with the next lease');
SELECT is((SELECT outcome FROM fix.step_commit(:j1, 1, 2, fix.result('design_doc', gen_random_uuid()), '{}', '[]', 'x')), 'lost',
    'the first one''s result comes to nothing');
SELECT is((SELECT jobs.leased_by = :'w2' FROM jobs WHERE id = :j1), true, 'and the second one has it still');
-- retry
SELECT is(job_retry(:j1, 2, 60000, 'slow down', 'rate_limit_exceeded'), 'ok', 'tried again later');
SELECT is((SELECT retries || ' ' || attempt || ' ' || (run_at > clock_timestamp() + interval '55 s') || ' ' || last_error FROM jobs WHERE id = :j1),
    '1 0 true slow down', 'a minute from now');
SELECT is((SELECT (retry_at > now()) || ' ' || error || ' ' || error_type FROM agents WHERE id = :'a'), 'true slow down rate_limit_exceeded',
    'the agent shows it');
SELECT is((SELECT level || ' ' || message || ' ' || (metadata->>'retry') FROM agent_logs WHERE agent_id = :'a'), 'WARN slow down 1', 'and the log');
-- snooze
SELECT is(job_snooze(:j2, 1, 60000), 'ok', 'put off');
SELECT is((SELECT retries || ' ' || attempt || ' ' || (run_at BETWEEN clock_timestamp() + interval '55 s' AND clock_timestamp() + interval '60 s')
    || (leased_by IS NULL) || held FROM jobs WHERE id = :j2), '0 0 truetruefalse', 'by a minute, with nothing counted');
SELECT is((SELECT retry_at > now() + interval '50 s' FROM agents WHERE id = :'a'), true, 'the agent says until when');
SELECT is(job_snooze(:j2, 1, 1), 'lost', 'not by who has it no more');
UPDATE jobs SET leased_by = :'w1', lease = 2 WHERE id = :j2;
SELECT is(job_snooze(:j2, 2, 300000, 'no room'), 'ok', 'put off for a reason');
SELECT is((SELECT concat_ws(' ', a.error, a.error_type, j.last_error, j.retries) FROM agents a, jobs j WHERE a.id = :'a' AND j.id = :j2), 'no room internal no room 0',
    'agent and job say it, and nothing is counted');
SELECT is((SELECT level || ' ' || message FROM agent_logs WHERE agent_id = :'a' ORDER BY id DESC LIMIT 1), 'WARN no room', 'and the log');
UPDATE jobs SET leased_by = :'w1', lease = 3 WHERE id = :j2;
SELECT job_snooze(:j2, 3, 300000, 'no room') \g /dev/null
SELECT is((SELECT count(*)::int FROM agent_logs WHERE agent_id = :'a' AND message = 'no room'), 1, 'the log says once what puts it off again and again');
UPDATE jobs SET leased_by = :'w1', lease = 4 WHERE id = :j2;
CREATE FUNCTION pg_temp.no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON agent_logs FOR EACH ROW EXECUTE FUNCTION pg_temp.no_room();
SELECT is(job_snooze(:j2, 4, 300000, 'still none'), 'ok', 'put off where the log has no room');
SELECT is((SELECT concat_ws(' ', a.error, j.last_error, j.leased_by) FROM agents a, jobs j WHERE a.id = :'a' AND j.id = :j2), 'still none still none',
    'handed back, and the agent says why');
DROP TRIGGER no_room ON agent_logs;
-- paused while leased
SELECT project_pause(:'ann', :'p');
SELECT is((SELECT held FROM jobs WHERE id = :j3), false, 'a job in hand is not held');
SELECT job_snooze(:j3, 1, 1000) AS s3, fix.queue(:'p', format('leased_by = %L, lease = 1', :'w1')) AS j6,
    fix.queue(:'p', format('leased_by = %L, lease = 1', :'w1')) AS j7 \gset
SELECT is(ARRAY[:'s3', job_release(:j6, 1), job_retry(:j7, 1, 0, 'x', 'timeout')], ARRAY['ok', 'ok', 'ok'], 'given back meanwhile');
SELECT is((SELECT array_agg(held) FROM jobs WHERE id IN (:j3, :j6, :j7)), ARRAY[true, true, true], 'they are held');
SELECT project_resume(:'ann', :'p');
DELETE FROM jobs WHERE project_id = :'p';

-- plans that were made when the queue was short
SELECT fix.queue(:'p') FROM generate_series(1, 20) \g /dev/null
ANALYZE jobs;
SELECT count(*) FROM (SELECT job_claim(:'w2', 1) FROM generate_series(1, 8)) c \g /dev/null
-- the plan: with 50,000 rows, most of them waiting, no table is read whole, and few pages are touched
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, run_at, held)
SELECT 'step', :'p', :'run', :'a', '{}', clock_timestamp() - n * interval '1 ms', n % 10 = 0 FROM generate_series(1, 50000) n;
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before \gset
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 8)), 8, 'a claim among 50,000');
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'reads no table whole (not analysed)');
ANALYZE jobs;
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before, pg_stat_get_xact_tuples_returned('jobs'::regclass) AS rows \gset
SELECT count(*) FROM (SELECT job_claim(:'w2', 8) FROM generate_series(1, 10)) c;
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'nor analysed');
DELETE FROM jobs WHERE id % 49 <> 0;
SELECT count(*) FROM (SELECT job_claim(:'w2', 8) FROM generate_series(1, 10)) c;
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 1::bigint, 'nor among dead rows (the DELETE alone reads all)');
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before \gset
SELECT is((SELECT count(*)::int FROM (SELECT job_claim(:'w2', 8, '{"project": 1000, "keys": {"k": 1}}') FROM generate_series(1, 10)) c)
    + workers_reap(5), 80, 'a claim within limits, and reaping');
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'read no table whole either');
SELECT * FROM finish();
ROLLBACK;
