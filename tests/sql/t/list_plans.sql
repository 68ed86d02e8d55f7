-- SPDX-License-Identifier: ISC
-- Lists cost a page, however deep it lies and however much there is: plans that know no parameter, with many rows.
BEGIN;
SELECT plan(14);
SELECT fix.graph() AS g \gset
SELECT fix.person('Ann') AS u, fix.project() AS p, gen_random_uuid() AS r, gen_random_uuid() AS a \gset
INSERT INTO runs (id, project_id, number, graph_version_id, provider) VALUES (:'r', :'p', 1, :'g', 'offline');
INSERT INTO agents (id, project_id, run_id, node, type, ordinal) VALUES (:'a', :'p', :'r', 'concept', 'concept', 1);
-- others have little of everything, so that a plan for anybody expects little
SET LOCAL session_replication_role = replica;
CREATE FUNCTION fix.some(p_one uuid) RETURNS TABLE (id uuid, i int) LANGUAGE sql AS $$
    SELECT p_one, i FROM generate_series(1, 3000) i UNION ALL SELECT md5(n::text)::uuid, i FROM generate_series(1, 400) n, generate_series(1, 10) i
$$;
INSERT INTO projects (user_id, name, concept, seed, created_at) SELECT id, 'n' || i, '{}', 1, now() - i * interval '1 second' FROM fix.some(:'u');
INSERT INTO agent_logs (agent_id, project_id, level, message) SELECT id, id, 'INFO', 'x' FROM fix.some(:'a');
INSERT INTO agent_logs (agent_id, project_id, level, message) SELECT gen_random_uuid(), :'p', 'INFO', 'x' FROM generate_series(1, 3000);
INSERT INTO files (project_id, path, sha256, bytes, media_type, source, created_at)
SELECT id, 'f' || i, repeat('e', 64), 1, 'text/plain', 'upload', now() - i * interval '1 second' FROM fix.some(:'p');
INSERT INTO notifications (user_id, kind, created_at) SELECT id, 'x', now() - i * interval '1 second' FROM fix.some(:'u');
INSERT INTO agent_outputs (agent_id, project_id, run_id, output_type, content, input_hash, created_at)
SELECT id, CASE WHEN id = :'a' THEN :'p' ELSE id END, :'r', 'concept_doc', '{}', repeat('b', 64), now() - i * interval '1 second' FROM fix.some(:'a');
UPDATE agent_logs SET project_id = :'p' WHERE agent_id = :'a';
ANALYZE projects, project_members, agent_logs, files, notifications, agent_outputs;
-- as the API connects (cgi/main.c)
SET LOCAL plan_cache_mode = force_generic_plan;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
\set text `cat "$src/sql/queries/api/project_list.sql"`
PREPARE project_list AS :text;
\set text `cat "$src/sql/queries/api/project_list_oldest.sql"`
PREPARE project_list_oldest AS :text;
\set text `cat "$src/sql/queries/api/project_list_name.sql"`
PREPARE project_list_name AS :text;
\set text `cat "$src/sql/queries/api/agent_log_list.sql"`
PREPARE agent_log_list AS :text;
\set text `cat "$src/sql/queries/api/agent_log_list_oldest.sql"`
PREPARE agent_log_list_oldest AS :text;
\set text `cat "$src/sql/queries/api/project_log_list.sql"`
PREPARE project_log_list AS :text;
\set text `cat "$src/sql/queries/api/project_log_list_oldest.sql"`
PREPARE project_log_list_oldest AS :text;
\set text `cat "$src/sql/queries/api/file_list.sql"`
PREPARE file_list AS :text;
\set text `cat "$src/sql/queries/api/file_list_oldest.sql"`
PREPARE file_list_oldest AS :text;
\set text `cat "$src/sql/queries/api/project_output_list.sql"`
PREPARE project_output_list AS :text;
\set text `cat "$src/sql/queries/api/agent_output_list.sql"`
PREPARE agent_output_list AS :text;
\set text `cat "$src/sql/queries/api/agent_output_list_oldest.sql"`
PREPARE agent_output_list_oldest AS :text;
\set text `cat "$src/sql/queries/api/notification_list.sql"`
PREPARE notification_list AS :text;
\set text `cat "$src/sql/queries/api/notification_list_oldest.sql"`
PREPARE notification_list_oldest AS :text;
-- most rows that any part of the plan went through
CREATE FUNCTION fix.rows(p_execute text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_plan json;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE ' || p_execute INTO v_plan;
    RETURN (SELECT max((n.node->>'Actual Rows')::numeric * (n.node->>'Actual Loops')::numeric + coalesce((n.node->>'Rows Removed by Filter')::numeric, 0))
        FROM jsonb_path_query(v_plan::jsonb, 'strict $.**') AS n(node) WHERE jsonb_typeof(n.node) = 'object' AND n.node ? 'Actual Rows');
END
$$;
SELECT cmp_ok(fix.rows(format('project_list(%L, ''{}'', 21, NULL, NULL)', :'u')), '<=', 101::bigint, 'projects');
SELECT cmp_ok(fix.rows(format('project_list_oldest(%L, ''{}'', 21, now() - interval ''2000 s'', %L)', :'u', :'u')), '<=', 101::bigint, 'projects from the other end, deep');
SELECT cmp_ok(fix.rows(format('project_list_name(%L, ''{}'', 21, %L, ''n3'')', :'u', :'u')), '<=', 101::bigint, 'projects by name, deep');
SELECT cmp_ok(fix.rows(format('agent_log_list(%L, %L, ''{}'', 21, NULL)', :'u', :'a')), '<=', 101::bigint, 'logs of an agent');
SELECT cmp_ok(fix.rows(format('agent_log_list_oldest(%L, %L, ''{}'', 21, NULL)', :'u', :'a')), '<=', 101::bigint, 'logs of an agent from the other end');
SELECT cmp_ok(fix.rows(format('project_log_list(%L, %L, ''{}'', 21, 2000)', :'u', :'p')), '<=', 101::bigint, 'logs of a project, deep');
SELECT cmp_ok(fix.rows(format('project_log_list_oldest(%L, %L, ''{}'', 21, NULL)', :'u', :'p')), '<=', 101::bigint, 'logs of a project from the other end');
SELECT cmp_ok(fix.rows(format('file_list(%L, %L, ''{}'', 21, now() - interval ''2000 s'', %L)', :'u', :'p', :'u')), '<=', 101::bigint, 'files, deep');
SELECT cmp_ok(fix.rows(format('file_list_oldest(%L, %L, ''{}'', 21, NULL, NULL)', :'u', :'p')), '<=', 101::bigint, 'files from the other end');
SELECT cmp_ok(fix.rows(format('project_output_list(%L, %L, ''{}'', 21, NULL, NULL)', :'u', :'p')), '<=', 101::bigint, 'outputs of a project');
SELECT cmp_ok(fix.rows(format('agent_output_list(%L, %L, ''{}'', 21, NULL, NULL)', :'u', :'a')), '<=', 101::bigint, 'outputs of an agent');
SELECT cmp_ok(fix.rows(format('agent_output_list_oldest(%L, %L, ''{}'', 21, NULL, NULL)', :'u', :'a')), '<=', 101::bigint, 'outputs of an agent from the other end');
SELECT cmp_ok(fix.rows(format('notification_list(%L, ''{}'', 21, NULL, NULL)', :'u')), '<=', 101::bigint, 'notifications');
SELECT cmp_ok(fix.rows(format('notification_list_oldest(%L, ''{}'', 21, now() - interval ''2000 s'', %L)', :'u', :'u')), '<=', 101::bigint, 'notifications from the other end, deep');
SELECT * FROM finish();
ROLLBACK;
