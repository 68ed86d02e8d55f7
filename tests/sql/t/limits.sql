-- SPDX-License-Identifier: ISC
-- Limits of how many jobs are at work at once, by project and by key, also for two claims at once; and jobs that belong to no run.
SELECT plan(20);
SELECT fix.waiting() AS p, fix.waiting() AS q, fix.worker() AS w, gen_random_uuid() AS w2 \gset
SELECT dblink_connect(n, format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'), current_database(), current_user))
FROM unnest(ARRAY['l', 'm']) n \g /dev/null
BEGIN;
-- by project
SELECT array_agg(fix.queue(:'p')) AS ps, array_agg(fix.queue(:'q')) AS qs FROM generate_series(1, 4) \gset
SELECT is((SELECT array_agg(n ORDER BY n) FROM (SELECT count(*)::int AS n FROM job_claim(:'w', 8, '{"project": 2}') GROUP BY project_id) c), ARRAY[2, 2],
    'two steps of a project at once');
SELECT is((SELECT array_agg(DISTINCT run_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 s') FROM jobs
    WHERE leased_by IS NULL AND id = ANY (:'ps'::bigint[] || :'qs'::bigint[])), ARRAY[true], 'the others are put off for a second');
SELECT is((SELECT sum(attempt) || ' ' || sum(lease) FROM jobs WHERE leased_by IS NULL AND id = ANY (:'ps'::bigint[] || :'qs'::bigint[])), '0 0',
    'with nothing counted');
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL AND project_id = :'p';
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 8, '{"project": 2}')), 0, 'what is at work elsewhere counts');
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL AND project_id = :'p';
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 8, '{"project": 3}')), 1, 'one more for a higher limit');
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL;
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 8, '{"project": 0}')), 3, '0 is no limit');
DELETE FROM jobs;
-- by key
SELECT fix.queue(:'p', format('limit_key = %L, priority = %s', k, n)) FROM generate_series(1, 3) n, unnest(ARRAY['fast', 'slow']) k \g /dev/null
SELECT fix.queue(:'q') AS free \gset
SELECT is((SELECT array_agg(limit_key || priority ORDER BY limit_key, priority DESC) FROM job_claim(:'w', 9, '{"keys": {"slow": 1, "other": 0}}')
    WHERE id <> :free), ARRAY['fast3', 'fast2', 'fast1', 'slow3'], 'one of a key that has a limit, the most urgent; all of one without');
SELECT is((SELECT leased_by FROM jobs WHERE id = :free), :'w', 'and what has no key');
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL;
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 9, '{"keys": {"slow": 0}}')), 0, 'none where the limit is 0');
SELECT job_release((SELECT id FROM jobs WHERE limit_key = 'slow' AND leased_by IS NOT NULL), 1) \g /dev/null
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL;
SELECT is((SELECT array_agg(limit_key || priority) FROM job_claim(:'w2', 9, '{"keys": {"slow": 1}}')), ARRAY['slow3'], 'what was given back makes room');
UPDATE jobs SET run_at = now() WHERE leased_by IS NULL;
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 9, '{"keys": {"slow": 3}, "project": 4}')), 0, 'both limits hold');
DELETE FROM jobs;
-- jobs of no run
INSERT INTO jobs (kind, payload, limit_key) SELECT 'noop', to_jsonb(n), 'k' FROM generate_series(1, 4) n;
\set finish `cat "$src"/sql/queries/worker/finish.sql`
PREPARE finish (bigint, bigint, uuid) AS :finish;
SELECT id AS n1, lease AS l1 FROM job_claim(:'w', 1, '{"project": 1, "keys": {"k": 2}}') \gset
EXECUTE finish (:n1, :l1, :'w');
SELECT is((SELECT array_agg(payload ORDER BY id) FROM jobs), ARRAY['2', '3', '4']::jsonb[], 'the first is gone');
SELECT is((SELECT array_agg(payload ORDER BY id) FROM job_claim(:'w', 2, '{"project": 1, "keys": {"k": 2}}')), ARRAY['2', '3']::jsonb[],
    'and others have its place');
EXECUTE finish (:n1 + 1, 7, :'w');
EXECUTE finish (:n1 + 1, 1, :'w2');
SELECT is((SELECT array_agg(payload ORDER BY id) FROM jobs), ARRAY['2', '3', '4']::jsonb[], 'with another lease, or of another worker, nothing ends');
SELECT is(ARRAY[job_release(:n1 + 1, 1), job_snooze(:n1 + 2, 1, 0), job_retry(:n1 + 2, 1, 0, 'x', 'timeout')], ARRAY['ok', 'ok', 'lost'],
    'such jobs are given back like any other');
SELECT is((SELECT count(*)::int FROM jobs WHERE held OR leased_by IS NOT NULL), 0, 'and never held');
SELECT fix.queue(:'p', format('leased_by = %L, lease = 1', :'w')) AS step \gset
EXECUTE finish (:step, 1, :'w');
SELECT is((SELECT count(*)::int FROM jobs WHERE id = :step), 1, 'a job of a run does not end without its commit');
DELETE FROM jobs WHERE id = :step;
SELECT lease AS rl, id AS rid FROM job_claim(:'w', 1) \gset
SELECT job_retry(:rid, :rl, 0, 'x', 'timeout') AS again \gset
SELECT is(:'again' || (SELECT ' ' || retries || held FROM jobs WHERE id = :rid), 'ok 1false', 'or tried again');
ROLLBACK;

-- two claims at once, with room for three between them: the second counts what the first took
SELECT fix.queue(:'p', 'limit_key = ''k''') FROM generate_series(1, 6) \g /dev/null
SELECT dblink_exec('l', 'BEGIN') \g /dev/null
CREATE TEMP TABLE one AS SELECT * FROM dblink('l', 'SELECT id FROM job_claim(gen_random_uuid(), 2, ''{"keys": {"k": 3}}'')') AS t(id bigint);
SELECT dblink_send_query('m', 'SELECT id FROM job_claim(gen_random_uuid(), 2, ''{"keys": {"k": 3}}'')') \g /dev/null
SELECT ok(fix.blocked(), 'the second waits until the first has committed');
SELECT dblink_exec('l', 'COMMIT') \g /dev/null
CREATE TEMP TABLE two AS SELECT * FROM dblink_get_result('m') AS t(id bigint);
SELECT is((SELECT count(*) FROM one) || ' ' || (SELECT count(*) FROM two) || ' ' || (SELECT count(*) FROM jobs WHERE limit_key = 'k' AND leased_by IS NOT NULL),
    '2 1 3', 'and takes what is left of the limit');
DELETE FROM projects WHERE id IN (:'p', :'q');
SELECT * FROM finish();
