-- SPDX-License-Identifier: ISC
-- The queue: leases, order, heartbeats, handing back, trying again, giving up; and that a claim reads no table whole.
BEGIN;
SELECT plan(38);
SELECT fix.waiting() AS p, gen_random_uuid() AS w1, gen_random_uuid() AS w2, fix.person('Ann') AS ann \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS a FROM agents WHERE run_id = :'run' AND node = 'design' \gset
CREATE FUNCTION pg_temp.queue(p_project uuid, p_key text, p_more text DEFAULT 'priority = 0') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
    INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, unique_key)
    SELECT 'step', p_project, p.run_id, a.id, fix.step('design'), p_key FROM projects p JOIN agents a ON a.run_id = p.run_id AND a.node = 'design'
    WHERE p.id = p_project RETURNING id INTO v;
    EXECUTE format('UPDATE jobs SET %s WHERE id = %s', p_more, v);
    RETURN v;
END
$$;
INSERT INTO workers (id, host, pid, seen_at) VALUES (:'w1', 'h', 1, 'epoch');

SELECT is((SELECT count(*)::int FROM job_claim(:'w1', 30, 5)), 0, 'nothing to claim');
SELECT pg_temp.queue(:'p', 'k1') AS j1, pg_temp.queue(:'p', 'k2') AS j2, pg_temp.queue(:'p', 'k3', 'priority = 5') AS j3,
    pg_temp.queue(:'p', 'k4', 'held = true') AS j4, pg_temp.queue(:'p', 'k5', 'run_at = clock_timestamp() + interval ''1 hour''') AS j5 \gset
SELECT is((SELECT id FROM job_claim(:'w1', 30, 1)), :j3::bigint, 'higher priority first');
SELECT is((SELECT id || ' ' || lease || ' ' || kind || ' ' || (project_id = :'p') || (run_id = :'run') || (agent_id = :'a') || (payload->>'node') || ' '
    || attempt || retries || ' ' || run_version || ' ' || lease_ms FROM job_claim(:'w1', 30, 1)), :'j1' || ' 1 step truetruetruedesign 10 2 30000',
    'then the oldest, with all that a worker needs');
SELECT is((SELECT array_agg(id) FROM job_claim(:'w2', 30, 9)), ARRAY[:j2::bigint], 'not what is held, leased, or for later');
SELECT is((SELECT leased_by = :'w2' AND leased_until > clock_timestamp() + interval '25 s' FROM jobs WHERE id = :j2), true, 'a lease');
SELECT is(job_heartbeat(:'w1', 60, ARRAY[:j1, :j2, :j3, 999999]::bigint[], ARRAY[1, 1, 1, 1]::bigint[]), ARRAY[:j1, :j3]::bigint[],
    'a heartbeat answers what is still held');
SELECT is((SELECT leased_until > clock_timestamp() + interval '55 s' FROM jobs WHERE id = :j1), true, 'and renews');
SELECT is((SELECT seen_at > now() - interval '1 s' FROM workers WHERE id = :'w1'), true, 'and says that the worker lives');
SELECT is(job_heartbeat(:'w1', 60, ARRAY[:j1]::bigint[], ARRAY[7]::bigint[]), '{}'::bigint[], 'another lease is not held');
SELECT is(job_heartbeat(:'w1', 60, '{}', '{}'), '{}'::bigint[], 'an empty heartbeat');

-- a lease that runs out
UPDATE jobs SET leased_until = clock_timestamp() - interval '1 s' WHERE id = :j1;
SELECT is((SELECT count(*)::int FROM job_claim(:'w1', 30, 9, ARRAY[:j1]::bigint[])), 0, 'a worker does not get its own job twice');
SELECT is((SELECT id || ' ' || lease || ' ' || attempt FROM job_claim(:'w2', 30, 9)), :'j1' || ' 2 2', 'another does, with the next lease');
SELECT is(job_release(:j1, 1), 'lost', 'the first one''s writes come to nothing');
SELECT is((SELECT outcome FROM fix.step_commit(:j1, 1, 2, fix.result('design_doc', gen_random_uuid()), '{}', '[]', 'x')), 'lost', 'its result too');
SELECT is(job_release(:j1, 2), 'ok', 'handed back');
SELECT is((SELECT attempt || ' ' || (leased_by IS NULL) || held FROM jobs WHERE id = :j1), '1 truefalse', 'without counting');
SELECT is(step_started(:j1, 2), 'lost', 'nothing can be written after that');
-- retry
SELECT lease AS l FROM job_claim(:'w1', 30, 1) \gset
SELECT is(job_retry(:j1, :l, 60000, 'slow down', 'rate_limit_exceeded'), 'ok', 'tried again later');
SELECT is((SELECT retries || ' ' || attempt || ' ' || (run_at > clock_timestamp() + interval '55 s') || ' ' || last_error FROM jobs WHERE id = :j1),
    '1 0 true slow down', 'a minute from now');
SELECT is((SELECT (retry_at > now()) || ' ' || error || ' ' || error_type FROM agents WHERE id = :'a'), 'true slow down rate_limit_exceeded',
    'the agent shows it');
SELECT is((SELECT level || ' ' || message || ' ' || (metadata->>'retry') FROM agent_logs WHERE agent_id = :'a'), 'WARN slow down 1', 'and the log');
-- paused while leased
SELECT pg_temp.queue(:'p', 'k6', 'priority = 9') AS j6 \gset
SELECT lease AS l6 FROM job_claim(:'w1', 30, 1) \gset
SELECT project_pause(:'ann', :'p');
SELECT is((SELECT held FROM jobs WHERE id = :j6), false, 'a job in hand is not held');
UPDATE jobs SET leased_until = clock_timestamp() - interval '1 s' WHERE id = :j6;
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 30, 9)), 0, 'but not handed out anew while the project is paused');
SELECT is(job_release(:j6, :l6), 'ok', 'handed back');
SELECT is((SELECT held FROM jobs WHERE id = :j6), true, 'it is held');
SELECT project_resume(:'ann', :'p');
-- 5 claims without an end: a step
DELETE FROM jobs WHERE project_id = :'p';
SELECT pg_temp.queue(:'p', 'k7', 'attempt = 4') AS j7 \gset
SELECT is((SELECT attempt FROM job_claim(:'w1', 30, 1)), 5, 'the fifth claim');
UPDATE jobs SET leased_until = clock_timestamp() - interval '1 s' WHERE id = :j7;
SELECT * FROM job_claim(:'w1', 30, 1) \gset f_
SELECT is(:'f_kind' || ' ' || :f_attempt || ' ' || :f_lease, 'advance 1 2', 'the sixth is for the engine');
SELECT is(:'f_payload'::jsonb - 'error', '{"node": "design", "task": null, "kind": "failed", "epoch": 1, "stage": "run", "error_type": "internal"}',
    'and says that the step failed');
SELECT is((SELECT outcome FROM fix.step_commit(:f_id, :f_lease, :f_run_version, NULL, '{}', '[{"do": "agent", "node": "design", "task": null,
    "status": "failed"}]', 'x')), 'ok', 'which ends like any other');
SELECT matches((SELECT error FROM agents WHERE id = :'a'), 'gave up', 'the agent has the reason');
-- 5 claims without an end: an advance job
INSERT INTO jobs (kind, project_id, run_id, payload, attempt, lease, leased_by, leased_until)
VALUES ('advance', :'p', :'run', '{"kind": "resumed"}', 5, 5, :'w1', clock_timestamp() - interval '1 s');
SELECT is((SELECT count(*)::int FROM job_claim(:'w1', 30, 9)), 0, 'an advance job is not handed out a sixth time');
SELECT is((SELECT p.status || ' ' || r.status FROM projects p JOIN runs r ON r.id = run_id WHERE p.id = :'p'), 'failed failed', 'its project fails');
SELECT is((SELECT held || ' ' || (leased_by IS NULL) FROM jobs WHERE project_id = :'p'), 'true true', 'and keeps it');
SELECT project_start(:'ann', :'p');
SELECT is((SELECT array_agg(payload->>'kind' ORDER BY id) FROM jobs WHERE project_id = :'p' AND NOT held), ARRAY['resumed', 'retry'], 'for a retry');

-- the plan: with 50,000 rows, most of them waiting, no table is read whole, and few pages are touched
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, run_at, held)
SELECT 'step', :'p', :'run', :'a', '{}', clock_timestamp() - n * interval '1 ms', n % 10 = 0 FROM generate_series(1, 50000) n;
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before \gset
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 30, 8)), 8, 'a claim among 50,000');
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'reads no table whole (not analysed)');
ANALYZE jobs;
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before, pg_stat_get_xact_tuples_returned('jobs'::regclass) AS rows \gset
SELECT count(*) FROM (SELECT job_claim(:'w2', 30, 8) FROM generate_series(1, 10)) c;
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'nor analysed');
DELETE FROM jobs WHERE id % 50 <> 0;
SELECT count(*) FROM (SELECT job_claim(:'w2', 30, 8) FROM generate_series(1, 10)) c;
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 1::bigint, 'nor among dead rows (the DELETE alone reads all)');
SELECT * FROM finish();
ROLLBACK;
