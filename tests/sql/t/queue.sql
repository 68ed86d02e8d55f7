-- SPDX-License-Identifier: ISC
-- Looking at the queue and changing it by hand: ludctl queue.
BEGIN;
SELECT plan(57);
SELECT fix.waiting() AS p, fix.worker() AS w, fix.person('Ann') AS ann \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS a FROM agents WHERE run_id = :'run' AND node = 'design' \gset
DELETE FROM jobs;
CREATE FUNCTION pg_temp.noop(p_more text DEFAULT 'priority = 0') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
    INSERT INTO jobs (kind, payload) VALUES ('noop', '{"n": 1}') RETURNING id INTO v;
    EXECUTE format('UPDATE jobs SET %s WHERE id = %s', p_more, v);
    RETURN v;
END
$$;
-- A job of the project's run, claimed as often as may be, its worker dead: what workers_reap makes of it.
CREATE FUNCTION pg_temp.bury(p_project uuid, p_kind text, p_payload jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE v bigint;
BEGIN
    INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, unique_key, attempt, retries, lease, leased_by, limit_key)
    SELECT p_kind, p.id, p.run_id, a.id, p_payload, 'key ' || p_kind, 5, 2, 9, gen_random_uuid(), 'offline'
    FROM projects p LEFT JOIN agents a ON a.run_id = p.run_id AND a.node = 'design' AND p_kind = 'step' WHERE p.id = p_project RETURNING id INTO v;
    PERFORM workers_reap(5);
    RETURN v;
END
$$;
CREATE FUNCTION pg_temp.audit() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(' ', action, subject, outcome, actor_id, detail - 'by' - 'died_at') FROM audit ORDER BY id DESC LIMIT 1
$$;

-- states and lists
SELECT pg_temp.noop() AS r1, pg_temp.noop('priority = 5') AS r2, pg_temp.noop('run_at = clock_timestamp() + interval ''1 hour''') AS l1,
    pg_temp.noop('priority = 5, run_at = clock_timestamp() + interval ''2 hours''') AS l2, pg_temp.noop('held = true') AS h1,
    pg_temp.noop(format('leased_by = %L, attempt = 1, lease = 1', :'w')) AS w1 \gset
SELECT is((SELECT string_agg(queue_state(j), ' ' ORDER BY id) FROM jobs j), 'ready ready later later held leased', 'states');
SELECT is(queue_list('ready', NULL, 9), ARRAY[:r2, :r1]::bigint[], 'ready ones as they will be claimed');
SELECT is(queue_list('ready', NULL, 1), ARRAY[:r2]::bigint[], 'as many as asked for');
SELECT is(queue_list('later', NULL, 9), ARRAY[:l2, :l1]::bigint[], 'those whose time has not come');
SELECT is(queue_list('held', NULL, 9), ARRAY[:h1]::bigint[], 'held');
SELECT is(queue_list('leased', NULL, 9), ARRAY[:w1]::bigint[], 'leased');
SELECT is(queue_list(NULL, NULL, 9), ARRAY[:r1, :r2, :l1, :l2, :h1, :w1]::bigint[], 'all');
SELECT is(queue_list(NULL, :'p', 9), '{}'::bigint[], 'none of the project');
SELECT is(fix.refusal('SELECT queue_list(''lost'', NULL, 9)'), 'LW400 {"field": "state"}', 'no such state');
SELECT is((SELECT array_agg(id || kind || (since <= clock_timestamp())) FROM queue_waiting(true, 9)),
    ARRAY[:'r2' || 'nooptrue', :'r1' || 'nooptrue'], 'waiting: since when');

-- snooze and priority
SELECT is(fix.refusal(format('SELECT queue_snooze(%s, -1)', :r1)), 'LW400 {"field": "seconds"}', 'snooze: not back in time');
SELECT is(fix.refusal(format('SELECT queue_snooze(%s, NULL)', :r1)), 'LW400 {"field": "seconds"}', 'snooze: nor nowhere');
SELECT is(fix.refusal('SELECT queue_snooze(0, 1)'), 'LW404 {}', 'snooze: an unknown job');
SELECT is(fix.refusal(format('SELECT queue_snooze(%s, 60)', :w1)), 'LW409 {"state": "leased"}', 'snooze: not what is at work');
SELECT ok(queue_snooze(:r1, 600) > clock_timestamp() + interval '590 s', 'snooze');
SELECT is(queue_list('ready', NULL, 9), ARRAY[:r2]::bigint[], 'it is not ready');
SELECT is(pg_temp.audit(), format('queue.snooze %s ok {"seconds": 600}', :r1), 'and in the trail');
SELECT queue_snooze(:r1, 0);
SELECT is(queue_list('ready', NULL, 9), ARRAY[:r2, :r1]::bigint[], 'snooze 0: at once');
SELECT is(fix.refusal(format('SELECT queue_priority(%s, 101)', :r1)), 'LW400 {"field": "priority"}', 'priority: out of range');
SELECT is(fix.refusal('SELECT queue_priority(0, 1)'), 'LW404 {}', 'priority: an unknown job');
SELECT is(queue_priority(:r1, 7), 0, 'priority: the one before');
SELECT is(queue_list('ready', NULL, 9), ARRAY[:r1, :r2]::bigint[], 'it comes first now');
SELECT is(pg_temp.audit(), format('queue.priority %s ok {"new": 7, "old": 0}', :r1), 'and is in the trail');
SELECT is((SELECT detail->>'by' FROM audit ORDER BY id DESC LIMIT 1), current_setting('application_name'), 'with the program that did it');

-- a dead letter without a run
DELETE FROM jobs;
SELECT pg_temp.noop('unique_key = ''once'', priority = 3, attempt = 5, retries = 1, lease = 9, limit_key = ''k'', leased_by = gen_random_uuid()') AS n \gset
SELECT workers_reap(5);
SELECT is(fix.refusal(format('SELECT queue_snooze(%s, 60)', :n)), 'LW409 {"state": "dead"}', 'a dead letter does not wait');
SELECT is(fix.refusal(format('SELECT queue_priority(%s, 1)', :n)), 'LW409 {"state": "dead"}', 'nor has it a rank');
SELECT is(fix.refusal('SELECT queue_requeue(0)'), 'LW404 {}', 'requeue: an unknown one');
INSERT INTO jobs (kind, payload, unique_key) VALUES ('noop', '{}', 'once');
SELECT is(fix.refusal(format('SELECT queue_requeue(%s)', :n)), 'LW409 {"reason": "queued"}', 'requeue: the same work is there');
DELETE FROM jobs;
SELECT is(queue_requeue(:n), 'job', 'requeue');
SELECT is((SELECT concat_ws(' ', id, kind, payload, unique_key, priority, attempt, retries, lease > 9, limit_key, queue_state(j)) FROM jobs j),
    format('%s noop {"n": 1} once 3 0 0 t k ready', :n), 'it is as it was, but new');
SELECT is((SELECT count(*)::int FROM dead_jobs), 0, 'and dead no more');
SELECT is(pg_temp.audit(), format('queue.requeue %s ok {"kind": "noop"}', :n), 'in the trail');
SELECT is((SELECT id FROM job_claim(:'w', 9)), :n::bigint, 'it is claimed');
SELECT is(fix.refusal(format('SELECT queue_drop(%s)', :n)), 'LW409 {"state": "leased"}', 'drop: only dead letters');
SELECT is(fix.refusal('SELECT queue_drop(0)'), 'LW404 {}', 'drop: an unknown one');
DELETE FROM jobs;
SELECT pg_temp.noop('attempt = 5, leased_by = gen_random_uuid()') AS d \gset
SELECT workers_reap(5);
SELECT is(queue_drop(:d), 'noop', 'drop');
SELECT is((SELECT count(*)::int FROM dead_jobs), 0, 'it is gone');
SELECT matches(pg_temp.audit(), format('^queue.drop %s ok {"kind": "noop", "error": "gave up', :d), 'the trail says what it was');

-- a step whose failure the engine has not heard of is the step again
SELECT pg_temp.bury(:'p', 'step', fix.step('design')) AS s \gset
SELECT is((SELECT kind || ' ' || (payload->>'kind') FROM jobs WHERE id = :s), 'advance failed', 'a dead step tells the engine');
SELECT is(queue_requeue(:s), 'job', 'requeue before it heard');
SELECT is((SELECT concat_ws(' ', kind, payload->>'do', unique_key, limit_key, attempt, retries, lease > 10, queue_state(j)) FROM jobs j WHERE id = :s),
    'step step key step offline 0 0 t ready', 'the step is there again');
-- one that it has heard of goes by the agent's retry
DELETE FROM jobs;
SELECT pg_temp.bury(:'p', 'step', fix.step('design')) AS s \gset
SELECT fix.commit(:'p', NULL, '[{"do": "fail", "node": "design", "task": null, "error": "gave up", "error_type": "internal"}]');
SELECT is((SELECT p.status || ' ' || a.status FROM projects p, agents a WHERE p.id = :'p' AND a.id = :'a'), 'failed failed', 'agent and project have failed');
SELECT is(queue_requeue(:s), 'agent', 'requeue after it heard');
SELECT is((SELECT concat_ws(' ', kind, payload, queue_state(j)) FROM jobs j), 'advance {"kind": "retry", "node": "design", "task": null} ready',
    'the engine is asked to try again');
SELECT is((SELECT p.status || ' ' || r.status FROM projects p JOIN runs r ON r.id = p.run_id WHERE p.id = :'p'), 'running active', 'the project runs');
SELECT is((SELECT data->>'newStatus' FROM events WHERE project_id = :'p' ORDER BY seq DESC LIMIT 1), 'running', 'and says so');
-- an advance job
DELETE FROM jobs;
SELECT pg_temp.bury(:'p', 'advance', '{"kind": "resumed"}') AS v \gset
SELECT is((SELECT p.status || ' ' || queue_state(j) FROM projects p JOIN jobs j ON j.project_id = p.id), 'failed held', 'a dead advance job fails its project');
SELECT is(queue_requeue(:v), 'job', 'requeue');
SELECT is((SELECT concat_ws(' ', p.status, r.status, j.id, j.attempt, j.retries, j.lease > 9, queue_state(j)) FROM projects p JOIN jobs j ON j.project_id = p.id
    JOIN runs r ON r.id = p.run_id), format('running active %s 0 0 t ready', :v), 'it is let go, the project runs');
-- refusals
DELETE FROM jobs;
SELECT pg_temp.bury(:'p', 'advance', '{"kind": "resumed"}') AS v \gset
DELETE FROM jobs;
SELECT is(fix.refusal(format('SELECT queue_requeue(%s)', :v)), 'LW409 {"reason": "tried"}', 'it was tried since');
UPDATE projects SET archived_at = now() WHERE id = :'p';
SELECT is(fix.refusal(format('SELECT queue_requeue(%s)', :v)), 'LW409 {"reason": "archived"}', 'its project is archived');
UPDATE projects SET archived_at = NULL WHERE id = :'p';
SELECT project_cancel(:'ann', :'p');
SELECT is(fix.refusal(format('SELECT queue_requeue(%s)', :v)), 'LW409 {"reason": "cancelled"}', 'its project is cancelled');
UPDATE dead_jobs SET run_id = gen_random_uuid();
SELECT is(fix.refusal(format('SELECT queue_requeue(%s)', :v)), 'LW409 {"reason": "earlier run"}', 'another run has begun');
SELECT is((SELECT count(*)::int FROM dead_jobs), 1, 'what is refused stays a dead letter');

-- among 50,000 jobs of four priorities, most of which wait for their time
INSERT INTO jobs (kind, payload, priority, run_at)
SELECT 'noop', '{}', n % 4, clock_timestamp() + (n % 100 - 1) * interval '1 hour' FROM generate_series(1, 50000) n;
SELECT pg_stat_get_xact_numscans('jobs'::regclass) AS before, pg_stat_get_xact_tuples_returned('jobs_ready_idx'::regclass) AS entries \gset
SELECT is((SELECT array_agg(kind || ' ' || n) FROM (SELECT kind, count(*) AS n FROM queue_waiting(true, 300) GROUP BY 1) t), ARRAY['noop 300'], 'a look');
SELECT is(pg_stat_get_xact_numscans('jobs'::regclass) - :before, 0::bigint, 'reads no table whole');
SELECT cmp_ok(pg_stat_get_xact_tuples_returned('jobs_ready_idx'::regclass) - :entries, '<', 400::bigint, 'and few entries of the index');
SELECT * FROM finish();
ROLLBACK;
