-- SPDX-License-Identifier: ISC
-- Several at once, over connections of their own: one decision wins; numbers of events have no gaps, also when some roll back; claims never share
-- a job; heartbeats, reaping, pauses and commits do not deadlock.
SELECT plan(17);
SELECT fix.waiting() AS p, fix.person('Ann') AS ann, fix.person('Rie') AS rie \gset
SELECT fix.checkpoint(:'p') AS c \gset
SELECT dblink_connect(n, format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'), current_database(), current_user))
FROM unnest(ARRAY['a', 'b', 'c', 'd']) n \g /dev/null

-- two decisions: the first has not committed when the second asks
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ann', :'c')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT checkpoint_decide(%L, %L, ''rejected'', 1)', :'rie', :'c'))) \g /dev/null
SELECT ok(fix.blocked(), 'the second waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT matches((SELECT r FROM dblink_get_result('b') AS t(r text)), format('LW409 .*"decision": "approved".*%s', public_id('user', :'ann')),
    'and hears who won');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null
SELECT is((SELECT array_agg(decision::text) FROM decisions WHERE checkpoint_id = :'c'), ARRAY['approved'], 'one decision');
SELECT is((SELECT count(*)::int FROM jobs WHERE project_id = :'p'), 1, 'one job');
-- events under rollback: three appenders at once, one of them always rolls back
SELECT fix.project() AS q \gset
SELECT dblink_send_query(n, format('DO $x$ BEGIN FOR i IN 1..60 LOOP PERFORM event_append(%L, NULL, ''test'', ''{}''); IF %L = ''c'' THEN ROLLBACK;
    ELSE COMMIT; END IF; END LOOP; END $x$', :'q', n)) FROM unnest(ARRAY['a', 'b', 'c']) n \g /dev/null
SELECT * FROM unnest(ARRAY['a', 'b', 'c']) n, dblink_get_result(n) AS t(r text) \g /dev/null
SELECT * FROM unnest(ARRAY['a', 'b', 'c']) n, dblink_get_result(n) AS t(r text) \g /dev/null
SELECT is((SELECT array_agg(seq ORDER BY seq) FROM events WHERE project_id = :'q'), (SELECT array_agg(n::bigint) FROM generate_series(1, 120) n),
    'two writers and one that rolls back: 1 to 120, no gap');
-- two starts: the second hears that it runs
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT project_start(%L, %L)', :'ann', :'q')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT project_start(%L, %L)', :'ann', :'q'))) \g /dev/null
SELECT ok(fix.blocked(), 'a second start waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r text)), 'LW409 {"status": "running", "allowed_actions": ["pause", "cancel"]}',
    'and hears that it runs');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null
-- an account that is given up while somebody has its project and asks for the person
SELECT fix.person('Gus') AS gus, project_create(fix.person('Gus'), '{"name": "Pond", "concept": {"description": "a pond"}}') AS g \gset
SELECT dblink_exec('a', 'BEGIN'), dblink_exec('a', 'SET LOCAL lock_timeout = ''5s''') \g /dev/null
SELECT * FROM dblink('a', format('SELECT id FROM projects WHERE id = %L FOR NO KEY UPDATE', :'g')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT account_delete(NULL, %L, NULL, false, NULL, NULL)', :'gus')) \g /dev/null
SELECT ok(fix.blocked(), 'who gives an account up waits for its project');
SELECT is((SELECT id FROM dblink('a', format('SELECT id FROM users WHERE id = %L FOR KEY SHARE', :'gus'), false) AS t(id uuid)), :'gus'::uuid,
    'and holds nobody up who has it');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r uuid)), :'gus'::uuid, 'then it goes');
SELECT * FROM dblink_get_result('b') AS t(r uuid) \g /dev/null
-- a claim that has not committed
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, priority)
SELECT 'step', p.id, run_id, a.id, '{}', 50 FROM projects p JOIN agents a USING (run_id), generate_series(1, 6) WHERE p.id = :'q' AND a.node = 'design';
SELECT dblink_exec('a', 'BEGIN'), dblink_exec('b', 'SET lock_timeout = ''5s''') \g /dev/null
CREATE TEMP TABLE first AS SELECT * FROM dblink('a', 'SELECT id FROM job_claim(gen_random_uuid(), 3)') AS t(id bigint);
CREATE TEMP TABLE second AS SELECT * FROM dblink('b', 'SELECT id FROM job_claim(gen_random_uuid(), 3)') AS t(id bigint);
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT count(*)::int FROM (SELECT id FROM first UNION SELECT id FROM second) u), 6, 'does not hold up the next, which takes others');
DELETE FROM jobs WHERE project_id = :'q';
-- claims by four at once
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload)
SELECT 'step', p.id, run_id, a.id, '{}' FROM projects p JOIN agents a USING (run_id), generate_series(1, 200) WHERE p.id = :'p' AND a.node = 'design';
SELECT dblink_send_query(n, 'SELECT count(*), count(DISTINCT j.id) FROM generate_series(1, 50) g, LATERAL (SELECT g, c.* FROM job_claim(
    gen_random_uuid(), 1 + g * 0) c) j') FROM unnest(ARRAY['a', 'b', 'c', 'd']) n \g /dev/null
CREATE TEMP TABLE claimed AS SELECT n, t.* FROM unnest(ARRAY['a', 'b', 'c', 'd']) n, dblink_get_result(n) AS t(rows bigint, ids bigint);
SELECT * FROM unnest(ARRAY['a', 'b', 'c', 'd']) n, dblink_get_result(n) AS t(rows bigint, ids bigint) \g /dev/null
SELECT is((SELECT sum(rows) || ' ' || sum(ids) FROM claimed), '200 200', 'four claim 50 each');
SELECT is((SELECT max(lease) || ' ' || max(attempt) FROM jobs WHERE project_id = :'p' AND kind = 'step'), '1 1', 'and no job twice');
-- a worker that lives, and one that dies again and again: heartbeats and reaping over all, with pauses, progress, commits and a cancel in between
UPDATE jobs SET leased_by = fix.worker() WHERE leased_by IS NOT NULL;
SELECT dblink_send_query('a', 'DO $x$ DECLARE w uuid := gen_random_uuid(); BEGIN FOR i IN 1..40 LOOP PERFORM worker_heartbeat(fix.worker(), 600,
    ARRAY(SELECT id FROM jobs WHERE leased_by = fix.worker() ORDER BY random() LIMIT 190), 5); COMMIT; PERFORM job_claim(w, 20); COMMIT;
    PERFORM workers_reap(5); COMMIT; END LOOP; END $x$') \g /dev/null
SELECT dblink_send_query('b', format('DO $x$ BEGIN FOR i IN 1..40 LOOP PERFORM project_pause(%L, %L); COMMIT; PERFORM project_resume(%1$L, %2$L);
    COMMIT; END LOOP; PERFORM project_cancel(%1$L, %2$L); END $x$', :'ann', :'p')) \g /dev/null
SELECT dblink_send_query('c', format('DO $x$ DECLARE j record; BEGIN FOR i IN 1..40 LOOP FOR j IN SELECT id, lease FROM jobs WHERE kind = ''step''
    ORDER BY random() LIMIT 3 LOOP PERFORM step_progress(j.id, j.lease, i, ''x''); COMMIT; END LOOP; END LOOP; END $x$')) \g /dev/null
SELECT dblink_send_query('d', format('DO $x$ DECLARE j record; BEGIN FOR i IN 1..40 LOOP SELECT id, lease INTO j FROM jobs WHERE kind = ''step'' LIMIT 1;
    PERFORM fix.step_commit(j.id, j.lease, (SELECT r.version FROM runs r WHERE id = (SELECT run_id FROM projects WHERE id = %L)), NULL, ''{}'',
    ''[{"do": "progress", "percent": 1}]'', ''x''); COMMIT; PERFORM job_release(j.id + 1, 1); COMMIT; END LOOP; END $x$', :'p')) \g /dev/null
SELECT is(coalesce((SELECT r FROM dblink_get_result(n, false) AS t(r text)), dblink_error_message(n)), 'DO', 'no deadlock for ' || n)
FROM unnest(ARRAY['a', 'b', 'c', 'd']) n;
SELECT * FROM finish();
