-- SPDX-License-Identifier: ISC
-- Leases belong to worker processes: heartbeats, processes that die or are cut off, what they had in hand, and jobs that kill every worker.
BEGIN;
SELECT plan(44);
SELECT fix.waiting() AS p, fix.waiting() AS q, gen_random_uuid() AS w1, gen_random_uuid() AS w2, gen_random_uuid() AS w3, fix.person('Ann') AS ann \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS a FROM agents WHERE run_id = :'run' AND node = 'design' \gset
INSERT INTO workers (id, host, pid, seen_at, alive_until) VALUES (:'w1', 'h', 1, 'epoch', clock_timestamp() + interval '5 s'),
    (:'w2', 'h', 2, 'epoch', clock_timestamp() + interval '5 s');
CREATE FUNCTION pg_temp.leased(p_project uuid, p_worker uuid, p_more text DEFAULT 'lease = 1, attempt = 1') RETURNS bigint LANGUAGE sql AS $$
    SELECT fix.queue(p_project, format('leased_by = %L, %s', p_worker, p_more))
$$;
CREATE FUNCTION pg_temp.job(p_id bigint) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', kind, lease, attempt, CASE WHEN leased_by IS NOT NULL THEN 'leased' WHEN held THEN 'held' ELSE 'ready' END) FROM jobs WHERE id = p_id
$$;

-- heartbeats
SELECT pg_temp.leased(:'p', :'w1') AS j1, pg_temp.leased(:'p', :'w1', 'lease = 4, attempt = 1') AS j2, pg_temp.leased(:'p', :'w2') AS j3 \gset
SELECT is(worker_heartbeat(:'w1', 60, ARRAY[:j1, :j2]::bigint[], 5), true, 'a worker lives');
SELECT is((SELECT seen_at > now() - interval '1 s' AND alive_until > clock_timestamp() + interval '55 s' FROM workers WHERE id = :'w1'), true,
    'for as long as it says');
SELECT is((SELECT seen_at = 'epoch' FROM workers WHERE id = :'w2'), true, 'it alone');
SELECT is(ARRAY[pg_temp.job(:j1), pg_temp.job(:j2), pg_temp.job(:j3)], ARRAY['step 1 1 leased', 'step 4 1 leased', 'step 1 1 leased'],
    'what it has in hand stays');
SELECT is(workers_reap(5), 0, 'nobody is dead');
SELECT is(worker_heartbeat(:'w1', 60, ARRAY[:j1, 999999]::bigint[], 5), true, 'a job that it does not know of: the answer to its claim was lost');
SELECT is(pg_temp.job(:j2), 'step 5 1 ready', 'is taken back with the next lease, and counts as claimed');
SELECT is(pg_temp.job(:j3), 'step 1 1 leased', 'another worker''s is not');
SELECT is(worker_heartbeat(:'w1', 60, '{}', 5), true, 'a worker that has nothing in hand');
SELECT is(pg_temp.job(:j1), 'step 2 1 ready', 'leaves nothing leased');
SELECT is((SELECT array_agg(id || ' ' || lease || ' ' || attempt ORDER BY id) FROM job_claim(:'w1', 9)), ARRAY[:'j1' || ' 3 2', :'j2' || ' 6 2'],
    'they can be claimed again');

-- a process whose time has run out, one that is not registered, and a paused project
SELECT pg_temp.leased(:'p', :'w3') AS j4, pg_temp.leased(:'q', :'w2') AS j5 \gset
SELECT project_pause(:'ann', :'q');
UPDATE workers SET alive_until = clock_timestamp() - interval '1 ms' WHERE id = :'w2';
SELECT is(workers_reap(5), 3, 'three jobs are taken back');
SELECT is(ARRAY[pg_temp.job(:j3), pg_temp.job(:j4)], ARRAY['step 2 1 ready', 'step 2 1 ready'],
    'of the process that is late, and of the one that nobody knows: ready, next lease, attempt kept');
SELECT is(pg_temp.job(:j5), 'step 2 1 held', 'held, where the project is paused');
SELECT is(ARRAY[pg_temp.job(:j1), pg_temp.job(:j2)], ARRAY['step 3 2 leased', 'step 6 2 leased'], 'those of the living are left alone');
SELECT is(workers_reap(5), 0, 'once');
SELECT is((SELECT count(*)::int FROM workers WHERE id = :'w2'), 0, 'the dead one is not registered any more');
SELECT is(worker_heartbeat(:'w2', 60, ARRAY[:j3, :j5]::bigint[], 5), false, 'and hears it when it comes back');
SELECT is((SELECT count(*)::int FROM workers WHERE id = :'w2') || pg_temp.job(:j3), '0step 2 1 ready', 'which revives nothing');
SELECT is(ARRAY[step_progress(:j3, 1, 50, 'x'), job_release(:j3, 1), job_retry(:j3, 1, 1, 'x', 'timeout'), job_snooze(:j3, 1, 1),
    (SELECT outcome FROM fix.step_commit(:j3, 1, 2, NULL, '{}', '[]', 'x'))], array_fill('lost'::text, ARRAY[5]), 'what it still writes comes to nothing');
SELECT is((SELECT count(*)::int FROM job_claim(:'w1', 9) WHERE project_id = :'q'), 0, 'what is held is not handed out');
SELECT is(worker_heartbeat(:'w3', 60, '{}', 5), false, 'one that never registered is told too');

-- claimed again and again without an end: a job of no run
DELETE FROM jobs WHERE project_id IN (:'p', :'q');
INSERT INTO jobs (kind, payload, attempt, lease, leased_by, limit_key, last_error, priority) VALUES ('noop', '{"x": 1}', 4, 4, :'w3', 'k', 'before', 3)
RETURNING id AS n1 \gset
SELECT is(workers_reap(5), 1, 'claimed four times of five');
SELECT is(pg_temp.job(:n1), 'noop 5 4 ready', 'it goes on');
SELECT id AS n2, lease AS n2_lease FROM job_claim(:'w3', 1) \gset
SELECT is(workers_reap(5), 1, 'the fifth time');
SELECT is((SELECT count(*)::int FROM jobs WHERE id = :n1), 0, 'it is gone');
SELECT is((SELECT concat_ws(' ', kind, project_id, run_id, agent_id, payload, priority, attempt, retries, limit_key, error_type, worker = :'w3', detail)
    FROM dead_jobs WHERE id = :n1), 'noop {"x": 1} 3 5 0 k internal t {"lease": 6, "last_error": "before"}', 'a dead letter, with all that is known');
SELECT matches((SELECT error FROM dead_jobs WHERE id = :n1), '^gave up: claimed 5 times', 'and why');
SELECT is((SELECT died_at > now() - interval '1 minute' AND created_at <= died_at FROM dead_jobs WHERE id = :n1), true, 'and when');
-- a step, by a heartbeat that does not know of it
SELECT pg_temp.leased(:'p', :'w1', 'lease = 7, attempt = 5, limit_key = ''k''') AS j7 \gset
SELECT is(worker_heartbeat(:'w1', 60, '{}', 5), true, 'a heartbeat counts claims too');
SELECT is(pg_temp.job(:j7), 'advance 8 0 ready', 'a step becomes a job for the engine, in place');
SELECT is((SELECT kind || ' ' || attempt || ' ' || (payload->>'node') || (project_id = :'p') || (run_id = :'run') || (agent_id = :'a') FROM dead_jobs
    WHERE id = :j7), 'step 5 designtruetruetrue', 'and a dead letter');
SELECT id AS f_id, lease AS f_lease, payload AS f_payload, limit_key IS NULL AND attempt = 1 AS f_fresh FROM job_claim(:'w1', 1) \gset
SELECT is(:'f_payload'::jsonb - 'error', '{"node": "design", "task": null, "kind": "failed", "epoch": 1, "stage": "run", "error_type": "internal"}',
    'which says that the step failed');
SELECT is(:'f_fresh'::boolean, true, 'with five claims of its own and no provider''s limit');
SELECT is((SELECT outcome FROM fix.step_commit(:f_id, :f_lease, 2, NULL, '{}', '[{"do": "agent", "node": "design", "task": null,
    "status": "failed"}]', 'x')), 'ok', 'it ends like any other');
SELECT matches((SELECT error FROM agents WHERE id = :'a'), 'gave up', 'the agent has the reason');
-- a step of a paused project
SELECT pg_temp.leased(:'q', :'w3', 'lease = 1, attempt = 5') AS j8 \gset
SELECT workers_reap(5);
SELECT is(pg_temp.job(:j8), 'advance 2 0 held', 'of a paused project it waits');
-- an advance job
INSERT INTO jobs (kind, project_id, run_id, payload, attempt, lease, leased_by) VALUES ('advance', :'p', :'run', '{"kind": "resumed"}', 5, 5, :'w3')
RETURNING id AS j9 \gset
SELECT is(workers_reap(5), 1, 'an advance job');
SELECT is(pg_temp.job(:j9) || ' ' || (SELECT kind || ' ' || attempt FROM dead_jobs WHERE id = :j9), 'advance 6 0 held advance 5', 'is kept, held, and a dead letter');
SELECT is((SELECT p.status || ' ' || status_reason || ' ' || r.status FROM projects p JOIN runs r ON r.id = run_id WHERE p.id = :'p'),
    'failed error failed', 'its project fails');
SELECT is((SELECT data->>'newStatus' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1), 'failed', 'and says so');
SELECT project_start(:'ann', :'p');
SELECT is((SELECT array_agg(payload->>'kind' ORDER BY id) FROM jobs WHERE project_id = :'p' AND NOT held), ARRAY['resumed', 'retry'], 'for a retry');
-- given up twice: first the step, then what says so
UPDATE jobs SET leased_by = :'w3', attempt = 5 WHERE id = :j8;
SELECT workers_reap(5);
SELECT is((SELECT kind || ' ' || (payload->>'do') || ' ' || attempt FROM dead_jobs WHERE id = :j8), 'step step 5',
    'a step whose failure is given up in turn stays a step, to be requeued as one');
SELECT project_delete(:'ann', :'q', 'owner', (SELECT version FROM projects WHERE id = :'q'), NULL, NULL);
SELECT is((SELECT array_agg(id) FROM dead_jobs WHERE project_id IS NULL OR project_id = :'q'), ARRAY[:n1::bigint], 'a deleted project leaves no dead letter');
SELECT * FROM finish();
ROLLBACK;
