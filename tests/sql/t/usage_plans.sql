-- SPDX-License-Identifier: ISC
-- What was spent, and the queue for admins, cost what they answer, however much else is there: plans that know no parameter, with many rows.
BEGIN;
SELECT plan(8);
SET LOCAL session_replication_role = replica;
INSERT INTO users (email, name, password_hash, role, created_at) SELECT 'many' || i || '@example.org', 'x', '*', 'admin', now() - i * interval '1 second' FROM generate_series(1, 2000) i;
INSERT INTO projects (user_id, name, concept, seed) SELECT id, 'x', '{}', 1 FROM users WHERE email LIKE 'many%';
INSERT INTO turns (agent_id, project_id, step_key, number, provider, request_sha256, response_sha256, created_at)
SELECT gen_random_uuid(), id, 'k', i, 'offline', repeat('e', 64), repeat('e', 64), now() - i * interval '1 day' FROM projects, generate_series(1, 30) i;
INSERT INTO jobs (kind, payload, held, project_id, run_id) SELECT 'advance', '{}', i % 3 = 0, p.id, gen_random_uuid() FROM projects p, generate_series(1, 30) i;
INSERT INTO dead_jobs (id, kind, payload, priority, attempt, retries, error, error_type, created_at, died_at)
SELECT -i, 'noop', '{}', 0, 5, 0, 'x', 'internal', now(), now() - i * interval '1 second' FROM generate_series(1, 30000) i;
ANALYZE users, projects, turns, jobs, dead_jobs;
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT id AS one FROM users WHERE email = 'many1@example.org' \gset
SELECT id AS project FROM projects WHERE user_id = :'one' \gset
\set spent `cat "$src/sql/queries/api/user_usage.sql"`
\set all `cat "$src/sql/queries/api/admin_usage_list.sql"`
\set jobs `cat "$src/sql/queries/api/queue_jobs.sql"`
\set dead `cat "$src/sql/queries/api/queue_dead_list.sql"`
\set letter `cat "$src/sql/queries/api/queue_dead_get.sql"`
PREPARE spent AS :spent;
PREPARE all_spent AS :all;
PREPARE jobs AS :jobs;
PREPARE dead AS :dead;
PREPARE letter AS :letter;
-- the most rows that any node of the plan read, thrown away ones too
CREATE FUNCTION fix.most(p_execute text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
    v_plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, FORMAT json, TIMING off) EXECUTE ' || p_execute INTO v_plan;
    RETURN (SELECT max(((n->>'Actual Rows')::numeric + coalesce((n->>'Rows Removed by Filter')::numeric, 0)) * (n->>'Actual Loops')::numeric)
        FROM jsonb_path_query(v_plan, 'strict $.** ? (@.type() == "object" && exists (@."Actual Rows"))') AS n);
END
$$;
SELECT cmp_ok(fix.most(format('spent(%L, ''{}'')', :'one')), '<=', 40::numeric, 'what one has spent reads one''s own turns');
SELECT cmp_ok(fix.most(format('spent(%L, %L)', :'one', format('{"by": "day", "since": "%s"}', now() - interval '5 days'))), '<=', 10::numeric, 'of a stretch of time only those');
SELECT cmp_ok(fix.most(format('all_spent(%L, %L, 21, NULL, NULL)', :'one', format('{"since": "%s"}', now() - interval '2 days 1 hour'))), '<=', 210::numeric, 'what all have spent reads a page of accounts');
SELECT cmp_ok(fix.most(format('jobs(%L, ''{}'', 21, NULL)', :'one')), '<=', 100000::numeric, 'jobs: those that it looks among');
SELECT cmp_ok(fix.most(format('jobs(%L, %L, 21, NULL)', :'one', jsonb_build_object('project_id', :'project', 'state', 'held'))), '<=', 40::numeric, 'jobs of a project: its own');
SELECT cmp_ok(fix.most(format('dead(%L, ''{}'', 21, NULL, NULL)', :'one')), '<=', 101::numeric, 'dead letters: a page');
SELECT cmp_ok(fix.most(format('dead(%L, ''{}'', 21, %L, ''-20000'')', :'one', now() - interval '20000 s')), '<=', 101::numeric, 'and so a page far down');
SELECT cmp_ok(fix.most(format('letter(%L, ''7'', NULL, NULL)', :'one')), '<=', 2::numeric, 'one of them');
SELECT * FROM finish();
ROLLBACK;
