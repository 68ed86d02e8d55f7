-- SPDX-License-Identifier: ISC
-- Migration 0002 on a database that has been at work since 0001: every row is kept, leases end, and a run in the middle goes on.
CREATE DATABASE upgrade;
\c upgrade
\ir ../../../sql/migrations/0000_schema_migrations.sql
\ir ../../../sql/migrations/0001_tables.sql
CREATE EXTENSION pgtap;
SELECT plan(26);
\set u '00000000-0000-4000-8000-000000000001'
\set p '00000000-0000-4000-8000-000000000002'
\set r '00000000-0000-4000-8000-000000000003'
\set a '00000000-0000-4000-8000-000000000004'
\set o '00000000-0000-4000-8000-000000000005'
\set w '00000000-0000-4000-8000-000000000006'
\set d '00000000-0000-4000-8000-000000000007'
INSERT INTO users (id, email, name, password_hash) VALUES (:'u', 'ann@example.org', 'Ann', 'x');
BEGIN;
INSERT INTO graph_versions (id, name, sha256, graph) VALUES (:'u', 'game-dev', encode(sha256('g'), 'hex'), '{"nodes": {}}');
INSERT INTO projects (id, user_id, name, concept, status, current_phase, progress, state, run_id, seed, version)
VALUES (:'p', :'u', 'Moon', '{"description": "a moon garden"}', 'running', 1, 30, '{"current_agent": "design"}', :'r', 4294967295, 7),
    (:'d', :'u', 'Draft', '{}', 'draft', 0, 0, '{}', NULL, 0, 1);
INSERT INTO runs (id, project_id, number, graph_version_id, provider, state, version) VALUES (:'r', :'p', 1, :'u', 'offline', '{"v": 1, "n": 2}', 2);
COMMIT;
INSERT INTO project_members (project_id, user_id, role) VALUES (:'p', :'u', 'owner');
INSERT INTO event_heads (project_id, seq) VALUES (:'p', 1), (:'d', 0);
INSERT INTO budgets (project_id) VALUES (:'p'), (:'d');
INSERT INTO agents (id, project_id, run_id, node, type, ordinal, status, progress, completed_at, error, error_type, metadata, version) VALUES
    (:'a', :'p', :'r', 'concept', 'concept', 1, 'completed', 100, now(), NULL, NULL, '{"channel": "concept_document", "epoch": 1}', 5),
    (:'w', :'p', :'r', 'design', 'design', 2, 'running', 10, NULL, NULL, NULL, '{"channel": "design_document", "epoch": 1}', 3),
    (:'d', :'p', :'r', 'world', 'world', 3, 'failed', 0, NULL, 'no answer', 'timeout', '{}', 2);
INSERT INTO agent_outputs (id, agent_id, project_id, run_id, output_type, content, input_hash)
VALUES (:'o', :'a', :'p', :'r', 'concept_doc', '{"summary": "A garden on the moon"}', encode(sha256('in'), 'hex'));
INSERT INTO snapshots (project_id, run_id, number, cause, agent_id, channels, state) VALUES (:'p', :'r', 1, 'started', NULL, '{}', '{"v": 1}'),
    (:'p', :'r', 2, 'concept completed', :'a', jsonb_build_object('concept_document', :'o'), '{"v": 1, "n": 2}');
INSERT INTO events (project_id, seq, agent_id, type, data) VALUES (:'p', 1, :'a', 'agent:completed', '{}');
INSERT INTO workers (id, host, pid) VALUES (:'w', 'h', 1);
INSERT INTO jobs (kind, project_id, run_id, agent_id, payload, unique_key, attempt, retries, lease, leased_by, leased_until, held, last_error) VALUES
    ('step', :'p', :'r', :'w', '{"do": "step", "node": "design", "stage": "run", "epoch": 1}', :'r' || ':design::run:1:1', 2, 1, 3, :'w',
        now() + interval '1 hour', false, 'before'),
    ('step', :'p', :'r', :'d', '{"do": "step", "node": "world"}', NULL, 0, 0, 0, NULL, NULL, true, NULL),
    ('advance', :'p', :'r', NULL, '{"kind": "resumed"}', 'decided:x', 0, 0, 0, NULL, NULL, false, NULL);
CREATE TABLE before AS SELECT 'users' AS name, to_jsonb(t) AS row FROM users t UNION ALL SELECT 'projects', to_jsonb(t) - 'state' FROM projects t
    UNION ALL SELECT 'runs', to_jsonb(t) - 'state' FROM runs t UNION ALL SELECT 'agents', to_jsonb(t) FROM agents t
    UNION ALL SELECT 'agent_outputs', to_jsonb(t) FROM agent_outputs t UNION ALL SELECT 'events', to_jsonb(t) FROM events t
    UNION ALL SELECT 'snapshots', to_jsonb(t) - 'state' FROM snapshots t UNION ALL SELECT 'budgets', to_jsonb(t) FROM budgets t
    UNION ALL SELECT 'jobs', to_jsonb(t) - '{leased_by,leased_until,lease}'::text[] FROM jobs t
    UNION ALL SELECT 'status_transitions', to_jsonb(t) FROM status_transitions t;

-- a function of before whose default has the type of a table that changes
CREATE FUNCTION project_state(p_project projects, p_job jobs DEFAULT NULL::jobs) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$;
BEGIN;
\ir ../../../sql/migrations/0002_queue.sql
COMMIT;
CREATE FUNCTION now_in(p_table text) RETURNS SETOF jsonb LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format('SELECT to_jsonb(t) - ''{leased_by,leased_until,lease,limit_key}''::text[]
        - CASE WHEN %L IN (''projects'', ''runs'', ''snapshots'') THEN ''state'' ELSE '''' END FROM %I t', p_table, p_table);
END
$$;
SELECT is((SELECT count(*)::int FROM (SELECT row FROM before WHERE before.name = t.name EXCEPT SELECT now_in(t.name)) x), 0, t.name || ' are kept')
FROM (SELECT DISTINCT name FROM before) t ORDER BY t.name;
SELECT is((SELECT array_agg(state ORDER BY number) FROM snapshots), ARRAY['{"v": 1}', '{"n": 2, "v": 1}'], 'a snapshot''s state is its text');
SELECT is((SELECT state::jsonb FROM runs r JOIN snapshots s ON s.run_id = r.id AND s.number = r.version), '{"v": 1, "n": 2}',
    'that of the latest is the run''s');
SELECT is((SELECT array_agg(concat_ws(' ', kind, lease, leased_by, attempt, held) ORDER BY id) FROM jobs),
    ARRAY['step 4 2 f', 'step 0 0 t', 'advance 0 0 f'], 'what was leased is ready, with the next lease');
SELECT is((SELECT count(*)::int FROM workers), 0, 'no worker of before is alive');
SELECT is((SELECT attcompression::text FROM pg_attribute WHERE attrelid = 'snapshots'::regclass AND attname = 'state'), 'l', 'states are stored with LZ4');

-- what came later, the functions, and the run goes on
\setenv PGDATABASE upgrade
\! for f in "$src"/sql/migrations/*.sql; do case $f in */000[012]_*) ;; *) psql -XAtq -1 -v ON_ERROR_STOP=1 -f "$f" ;; esac; done
\! { echo "SET check_function_bodies = off;"; cat "$src"/sql/functions/*.sql; } | psql -XAtq -1 -v ON_ERROR_STOP=1
\ir ../fixture.sql
SELECT is((SELECT count(*)::int FROM project_members), 0, 'an owner stands in the project''s row alone');
SELECT is((SELECT array_agg(role || ' ' || user_id) FROM project_people WHERE project_id = :'p'), ARRAY['owner ' || :'u'], 'and is among its people');
SELECT is((SELECT projects.state->'concept_document'->>'output_id' FROM projects WHERE id = :'p'), public_id('out', :'o'), 'the project''s state is computed');
SELECT is((SELECT projects.state->'agent_statuses' FROM projects WHERE id = :'p'), '{"concept": "completed", "design": "running", "world": "failed"}',
    'with its agents');
SELECT is((SELECT projects.state->'agent_statuses' FROM projects WHERE id = :'d'), '{}', 'a draft''s too');
SELECT id AS j, lease AS l FROM job_claim(fix.worker(), 2) WHERE kind = 'step' \gset
SELECT is((SELECT outcome FROM fix.step_commit(:j, 3, 2, NULL, '{}', '[]', 'x')), 'lost', 'who had the lease before has lost it');
SELECT is((SELECT outcome FROM fix.step_commit(:j, :l, 2, fix.result('design_doc', :'d'), '{"v": 1, "n": 3}', jsonb_build_array(fix.step('world')), 'x',
    jsonb_build_object('concept_document', :'o', 'design_document', :'d'))), 'ok', 'the step ends as it would have');
SELECT is((SELECT array_agg(node || ' ' || status ORDER BY ordinal) FROM agents), ARRAY['concept completed', 'design completed', 'world pending'], 'with its agents');
SELECT is((SELECT array_agg(seq ORDER BY seq) FROM events WHERE project_id = :'p'), ARRAY[1, 2]::bigint[], 'and events');
SELECT job_advance(:'p', :'r', NULL, '{"kind": "resumed"}', 'decided:x', false);
SELECT is((SELECT count(*)::int FROM jobs WHERE unique_key = 'decided:x'), 1, 'a key of before still counts');
DELETE FROM projects;
SELECT is((SELECT count(*) FROM jobs) + (SELECT count(*) FROM events) + (SELECT count(*) FROM snapshots) + (SELECT count(*) FROM agent_outputs), 0::bigint,
    'and all goes with its project');
SELECT * FROM finish();
