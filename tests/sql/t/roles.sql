-- SPDX-License-Identifier: ISC
-- The programs' roles: what each may not do, tried and not only looked up. The system tests run with these roles, so what they need they have.
BEGIN;
SELECT fix.waiting() AS p \gset
SELECT fix.checkpoint(:'p') AS c \gset
SELECT plan(106);
SELECT is((SELECT array_agg(role || ' ' || state) FROM roles_make()), ARRAY['ludwright_api made', 'ludwright_worker made', 'ludwright_relay made'], 'made once');
SELECT is((SELECT array_agg(DISTINCT state) FROM roles_make()), ARRAY['there'], 'and kept');
SELECT roles_grant(role) FROM roles_make();
SELECT is((SELECT array_agg(rolname::text) FROM pg_roles WHERE rolname LIKE 'ludwright\_%' AND (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)),
    NULL, 'ordinary roles');
SELECT is((SELECT array_agg(c.relname::text) FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    AND NOT EXISTS (SELECT FROM roles_rights() r WHERE c.relname::text = ANY (r.tables))), NULL, 'every table stands in roles_rights');
SELECT is((SELECT array_agg(t) FROM (SELECT unnest(tables) t FROM roles_rights()) x GROUP BY t HAVING count(*) > 1), NULL, 'once');

CREATE FUNCTION pg_temp.tries(p_role text, p_sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
    v_message text;
BEGIN
    EXECUTE format('SET LOCAL ROLE ludwright_%s', p_role);
    BEGIN
        EXECUTE p_sql;
        RESET ROLE;
        RETURN 'done';
    EXCEPTION WHEN OTHERS THEN
        GET STACKED DIAGNOSTICS v_state = RETURNED_SQLSTATE, v_message = MESSAGE_TEXT;
    END;
    RESET ROLE;
    RETURN v_state;
END
$$;
SELECT is(pg_temp.tries(role, sql), '42501', role || ' may not: ' || sql) FROM (VALUES
    -- the trail is append-only by role
    ('api', 'UPDATE audit SET action = ''x'''), ('api', 'DELETE FROM audit'), ('api', 'TRUNCATE audit'),
    ('api', 'UPDATE audit_seals SET hash = hash'), ('api', 'DELETE FROM audit_seals'), ('api', 'TRUNCATE audit_seals'),
    ('api', 'INSERT INTO audit_seals (number, audit_id, hash, sealed_at) VALUES (9, 9, sha256(''''), now())'),
    ('api', 'UPDATE audit_heads SET kid = kid'), ('api', 'DELETE FROM audit_heads'),
    ('api', 'SELECT audit_prune(now())'), ('api', 'ALTER TABLE audit DISABLE TRIGGER ALL'), ('api', 'DROP TRIGGER audit_append_only ON audit'),
    ('api', 'SET session_replication_role = replica'), ('api', 'DROP TABLE audit'), ('api', 'ALTER TABLE audit OWNER TO ludwright_api'),
    -- nor is what people decided and agents made changed
    ('api', 'UPDATE decisions SET feedback = ''x'''), ('api', 'DELETE FROM decisions'), ('api', 'UPDATE events SET type = ''x'''), ('api', 'DELETE FROM events'),
    ('api', 'UPDATE agent_outputs SET revision = 9'), ('api', 'DELETE FROM agent_outputs'), ('api', 'TRUNCATE projects CASCADE'),
    -- no schema, no roles, no files
    ('api', 'CREATE TABLE x (i int)'), ('api', 'CREATE TEMPORARY TABLE x (i int)'), ('api', 'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS ''SELECT 1'''),
    ('api', 'CREATE SCHEMA s'), ('api', 'CREATE ROLE r'), ('api', 'ALTER TABLE users ADD COLUMN x int'),
    ('api', 'UPDATE schema_migrations SET name = ''x'''), ('api', 'INSERT INTO graph_versions (name, sha256, graph) VALUES (''x'', ''x'', ''{}'')'),
    ('api', 'UPDATE status_transitions SET new_status = ''x'''), ('api', 'COPY users TO ''/tmp/x'''), ('api', 'SELECT pg_read_file(''/etc/passwd'')'),
    ('api', 'UPDATE data_keys SET id = id'), ('api', 'SELECT logs_partition(99)'),
    ('api', 'UPDATE output_files SET sha256 = sha256'), ('api', 'UPDATE blobs SET bytes = 0'), ('api', 'DELETE FROM blobs'), ('api', 'INSERT INTO turns SELECT * FROM turns'), ('api', 'INSERT INTO agent_logs SELECT * FROM agent_logs'), ('api', 'UPDATE workers SET alive_until = now()'), ('api', 'UPDATE secrets SET value = value'), ('api', 'DELETE FROM comments'),
    -- the worker knows no passwords, sessions or tokens, and reads no trail
    ('worker', 'SELECT password_hash FROM users'), ('worker', 'SELECT * FROM users'), ('worker', 'UPDATE users SET role = ''admin'''),
    ('worker', 'SELECT FROM sessions'), ('worker', 'SELECT FROM api_tokens'), ('worker', 'SELECT token_hash FROM api_tokens'),
    ('worker', 'SELECT FROM idempotency_keys'), ('worker', 'SELECT action FROM audit'), ('worker', 'UPDATE audit SET action = ''x'''), ('worker', 'DELETE FROM audit'),
    ('worker', 'TRUNCATE audit'), ('worker', 'SELECT FROM audit_seals'), ('worker', 'SELECT audit_seal(0, 1)'), ('worker', 'SELECT audit_find(''{}'', NULL, 1)'),
    ('worker', 'DELETE FROM projects'), ('worker', 'UPDATE agent_outputs SET revision = 9'), ('worker', 'DELETE FROM events'), ('worker', 'UPDATE decisions SET feedback = ''x'''),
    ('worker', 'UPDATE secrets SET value = value'), ('worker', 'INSERT INTO project_members (project_id, user_id, role) SELECT project_id, user_id, role FROM project_members'), ('worker', 'CREATE TABLE x (i int)'),
    -- and gives nobody a role, an answer or a new password
    ('worker', 'UPDATE project_members SET role = ''owner'''), ('worker', 'SELECT member_change(p.user_id, p.id, ''owner'', m.user_id, ''owner'') FROM projects p JOIN project_members m ON m.project_id = p.id'), ('worker', 'INSERT INTO audit (action, outcome) VALUES (''x'', ''ok'')'), ('worker', 'SELECT audit_write(NULL, ''x'', NULL, ''ok'')'), ('worker', 'UPDATE comments SET section = ''x'''), ('worker', 'UPDATE questions SET answer = ''x'''), ('worker', 'UPDATE snapshots SET state = state'), ('worker', 'DELETE FROM dead_jobs'), ('worker', 'INSERT INTO password_resets (user_id) SELECT id FROM users'), ('worker', 'INSERT INTO runs SELECT * FROM runs'),
    -- the relay reads
    ('relay', 'INSERT INTO events (project_id, seq, type, data) SELECT project_id, seq + 1, type, data FROM events'), ('relay', 'UPDATE projects SET name = ''x'''),
    ('relay', 'DELETE FROM notifications'), ('relay', 'SELECT password_hash FROM users'), ('relay', 'SELECT FROM secrets'), ('relay', 'SELECT FROM audit'),
    ('relay', 'SELECT FROM agent_outputs'), ('relay', 'SELECT FROM snapshots'), ('relay', 'SELECT FROM files'), ('relay', 'SELECT FROM budgets'), ('relay', 'SELECT FROM checkpoints'),
    ('relay', 'INSERT INTO audit (action, outcome) VALUES (''x'', ''ok'')'), ('relay', 'SELECT audit_write(NULL, ''x'', NULL, ''ok'')'), ('relay', 'SELECT FROM jobs'), ('relay', 'CREATE TABLE x (i int)'),
    ('relay', 'SELECT event_append(project_id, NULL, ''x'', ''{}'') FROM events LIMIT 1')) AS t(role, sql);
-- what the relay lays a trace of: an admin's look at a foreign project, and nothing else
SELECT is(pg_temp.tries('relay', format('SELECT live_look(u.id, %L, ''192.0.2.1'') FROM users u', :'p')), 'done', 'relay may: live_look');
SELECT is((SELECT array_agg(concat_ws(' ', public_id('user', actor_id) = public_id('user', fix.person('Ada', 'admin')), subject = public_id('proj', :'p'), outcome, host(address)))
    FROM audit WHERE action = 'admin.look'), ARRAY['t t ok 192.0.2.1'], 'of Ada, the only admin');
-- what they are for
SELECT is(pg_temp.tries(role, sql), 'done', role || ' may: ' || sql) FROM (VALUES
    ('api', 'SELECT audit_write(NULL, ''x'', NULL, ''ok'')'), ('api', 'SELECT audit_seal(0, 10)'), ('api', 'DELETE FROM projects'),
    ('worker', 'SELECT email, settings FROM users'), ('relay', 'SELECT seq, data FROM events'),
    ('relay', 'SELECT project_access(user_id, id) FROM projects')) AS t(role, sql);
SELECT is((SELECT array_agg(p.oid::regprocedure::text) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND prosecdef
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search\_path=%')), NULL, 'functions with their owner''s rights have their own search_path');
SELECT is((SELECT array_agg(p.oid::regprocedure::text ORDER BY 1) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') AND has_function_privilege('public', p.oid, 'EXECUTE')),
    NULL, 'nobody else runs functions');
SELECT is((SELECT array_agg(setconfig::text) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole WHERE r.rolname = 'ludwright_api'),
    ARRAY['{"search_path=public, pg_temp"}'], 'names are looked up where they belong');
SELECT * FROM finish();
ROLLBACK;
