-- SPDX-License-Identifier: ISC
-- What the tables refuse by themselves: CHECKs, append-only tables; versions; partitions of logs.
BEGIN;
SELECT plan(43);
SELECT fix.waiting() AS p, fix.person('Ann') AS ann \gset
SELECT fix.checkpoint(:'p') AS c \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT id AS a FROM agents WHERE run_id = :'run' AND node = 'design' \gset

-- constraints
SELECT is(left(fix.refusal(replace(sql, '$p', :'p')), 5), '23514', what) FROM (VALUES
    ('UPDATE users SET email = ''Ann@Example.org''', 'an address is lower case'),
    ('UPDATE users SET role = ''king''', 'roles'),
    ('UPDATE users SET settings = ''[]''', 'settings are an object'),
    ('UPDATE projects SET name = ''''', 'a project has a name'),
    ('UPDATE projects SET progress = 101', 'progress to 100'),
    ('UPDATE projects SET current_phase = 21', 'phases to 20'),
    ('UPDATE projects SET seed = 4294967296', 'a seed has 32 bits'),
    ('UPDATE projects SET concept = ''"x"''', 'a concept is an object'),
    ('UPDATE projects SET run_id = NULL', 'a running project has a run'),
    ('UPDATE projects SET status_reason = ''x''', 'reasons'),
    ('UPDATE runs SET ended_at = now()', 'an active run has not ended'),
    ('UPDATE runs SET status = ''failed''', 'a run that is not active has'),
    ('UPDATE agents SET completed_at = NULL, status = ''completed'' WHERE status = ''waiting_approval''', 'a completed agent has a time'),
    ('UPDATE agents SET status = ''failed'', error = NULL WHERE status = ''pending''', 'a failed agent has an error'),
    ('UPDATE agents SET error_type = ''bad luck''', 'error types'),
    ('UPDATE agents SET task = ''t''', 'a task has a leader'),
    ('UPDATE checkpoints SET status = ''approved''', 'a decided checkpoint has a time'),
    ('UPDATE checkpoints SET resolved_at = now()', 'a pending one has none'),
    ('UPDATE checkpoints SET automatic = true', 'automatic ones are approved'),
    ('INSERT INTO blobs VALUES (''x'', 1)', 'an address is SHA-256'),
    ('INSERT INTO files (project_id, path, sha256, bytes, media_type, source) SELECT ''$p'', ''x'', sha256, 1, ''x'', ''agent'' FROM blobs LIMIT 1',
        'an agent''s file has an output'),
    ('UPDATE budgets SET spent_usd = -1', 'nothing negative is spent')) AS t(sql, what);
SELECT is(left(fix.refusal(format('INSERT INTO runs (project_id, number, graph_version_id, provider) SELECT project_id, 9, graph_version_id, provider
    FROM runs WHERE id = %L', :'run')), 5), '23505', 'one active run');
-- append-only
SELECT is(left(fix.refusal(sql), 5), 'LW409', sql) FROM unnest(ARRAY['UPDATE events SET type = ''x''', 'UPDATE audit SET action = ''x''',
    'DELETE FROM audit', 'TRUNCATE audit', 'UPDATE agent_outputs SET revision = 9', 'DELETE FROM agent_outputs']) sql;
SELECT is(fix.refusal('DELETE FROM events WHERE seq = 1'), 'none', 'events can be pruned');
SELECT set_config('ludwright.retention', 'on', true);
SELECT is(fix.refusal('DELETE FROM audit'), 'none', 'retention may prune the trail');
-- versions
UPDATE agents SET current_task = 'x' WHERE id = :'a';
SELECT u.version AS v FROM users u WHERE id = :'ann' \gset
UPDATE users SET name = 'Sun' WHERE id = :'ann';
SELECT is((SELECT u.version FROM users u WHERE id = :'ann'), :v + 1::bigint, 'a change raises the version');
-- an account that goes leaves the decisions of others' projects
SELECT fix.person('Rie') AS rie \gset
SELECT checkpoint_decide(:'rie', :'c', 'approved', 1, 'good');
DELETE FROM users WHERE id = :'rie';
SELECT is((SELECT decision || (decided_by IS NULL) FROM decisions WHERE checkpoint_id = :'c'), 'approvedtrue', 'a decision outlives the account');
-- logs
SELECT is((SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'agent_logs'::regclass), 5, 'this month, three ahead, and the default');
SELECT is(logs_partition(3), 0, 'nothing is made twice');
INSERT INTO agent_logs (agent_id, project_id, level, message, timestamp)
VALUES (:'a', :'p', 'INFO', 'late', date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '4 months 10 days');
SELECT is((SELECT tableoid::regclass::text FROM agent_logs WHERE message = 'late'), 'agent_logs_default', 'a line without a month goes to the default');
SELECT is(logs_partition(4), 1, 'one more month');
SELECT matches((SELECT tableoid::regclass::text FROM agent_logs WHERE message = 'late'), '^agent_logs_\d{4}_\d\d$', 'takes it over');
-- what goes with a project: all that has its id, in whichever table, with a foreign key or without
CREATE FUNCTION pg_temp.left_of(p_project uuid) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    v_table text;
    v_found boolean;
    v_left text[] := '{}';
BEGIN
    FOR v_table IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relnamespace = 'public'::regnamespace AND a.attname = 'project_id' ORDER BY 1 LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE project_id = $1)', v_table) INTO v_found USING p_project;
        v_left := v_left || CASE WHEN v_found THEN v_table END;
    END LOOP;
    RETURN array_remove(v_left, NULL);
END
$$;
SELECT fix.queue(:'p') AS buried \gset
SELECT job_bury(jobs, 'gave up', 'internal') FROM jobs WHERE id = :buried;
UPDATE jobs SET leased_by = fix.worker() WHERE id = (SELECT id FROM jobs WHERE project_id = :'p' AND agent_id IS NOT NULL LIMIT 1);
SELECT turn_store(id, lease, jsonb_build_object('step_key', 'k', 'number', 1, 'provider', 'offline', 'request_sha256', encode(sha256('q'), 'hex'),
    'response_sha256', encode(sha256('a'), 'hex'))) FROM jobs WHERE leased_by = fix.worker() AND agent_id IS NOT NULL;
INSERT INTO comments (checkpoint_id, project_id, user_id, body) VALUES (:'c', :'p', :'ann', 'x');
SELECT fix.waiting() AS q \gset
SELECT pg_temp.left_of(:'q') AS others \gset
SELECT is(pg_temp.left_of(:'p'), ARRAY['agent_logs', 'agent_outputs', 'agents', 'budgets', 'checkpoints', 'comments', 'dead_jobs', 'decisions',
    'event_heads', 'events', 'files', 'jobs', 'notifications', 'project_members', 'runs', 'snapshots', 'turns'], 'a project is in every table');
DELETE FROM projects WHERE id = :'p';
SELECT is(pg_temp.left_of(:'p'), '{}', 'a deleted one in none');
SELECT is((SELECT count(*)::int FROM output_files f WHERE NOT EXISTS (SELECT FROM agent_outputs o WHERE o.id = f.output_id)), 0, 'nor its outputs'' files');
SELECT is(pg_temp.left_of(:'q'), :'others', 'others are as they were');
SELECT user_id AS owner FROM projects WHERE id = :'q' \gset
DELETE FROM users WHERE id = :'owner';
SELECT is(pg_temp.left_of(:'q'), '{}', 'an account that goes takes its projects along');
SELECT * FROM finish();
ROLLBACK;
