-- SPDX-License-Identifier: ISC
-- Lists of accounts cost a page, however many there are: plans that know no parameter, with many rows.
BEGIN;
SELECT plan(5);
INSERT INTO users (email, name, password_hash, created_at) SELECT 'many' || i || '@example.org', 'x', '*', now() - i * interval '1 second' FROM generate_series(1, 20000) i;
INSERT INTO projects (user_id, name, concept, seed, created_at) SELECT id, 'x', '{}', 1, created_at FROM users WHERE email LIKE 'many%';
SELECT id AS one FROM users WHERE email = 'many1@example.org' \gset
INSERT INTO sessions (user_id, created_at) SELECT :'one', now() - i * interval '1 second' FROM generate_series(1, 20000) i;
INSERT INTO sessions (user_id) SELECT id FROM users;
INSERT INTO api_tokens (user_id, name, token_hash, scopes, expires_at, created_at)
SELECT :'one', 'x', sha256(i::text::bytea), '{read}', now() + interval '1 day', now() - i * interval '1 second' FROM generate_series(1, 20000) i;
ANALYZE users, projects, sessions, api_tokens;
SET LOCAL plan_cache_mode = force_generic_plan;
\set users `cat "$src/sql/queries/api/admin_user_list.sql"`
\set projects `cat "$src/sql/queries/api/admin_project_list.sql"`
\set sessions `cat "$src/sql/queries/api/session_list.sql"`
\set tokens `cat "$src/sql/queries/api/token_list.sql"`
\set alive `cat "$src/sql/queries/api/token_alive.sql"`
PREPARE users AS :users;
PREPARE projects AS :projects;
PREPARE sessions AS :sessions;
PREPARE tokens AS :tokens;
PREPARE alive AS :alive;
-- which index the statement's own rows come from, and whether any table of this test is read whole or sorted
CREATE FUNCTION fix.way(p_execute text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_line text;
    v_all text := '';
BEGIN
    FOR v_line IN EXECUTE 'EXPLAIN (COSTS OFF) EXECUTE ' || p_execute LOOP
        v_all := v_all || v_line || E'\n';
    END LOOP;
    RETURN coalesce(substring(v_all FROM 'Seq Scan on (?:users|projects|sessions|api_tokens)'), substring(v_all FROM 'Bitmap Index Scan on (?:users|projects)_created_idx'),
        substring(v_all FROM 'Index Scan using ((?:users_created|projects_created|sessions_user|api_tokens_user|api_tokens_token_hash)_\w+)'));
END
$$;
SELECT is(fix.way('users(NULL, ''{}'', 21, NULL, NULL)'), 'users_created_idx', 'accounts, for admins');
SELECT is(fix.way('projects(NULL, ''{}'', 21, NULL, NULL)'), 'projects_created_idx', 'projects, for admins');
SELECT is(fix.way('sessions(NULL, NULL, 21, NULL, NULL)'), 'sessions_user_idx', 'sessions');
SELECT is(fix.way('tokens(NULL, 21, NULL, NULL)'), 'api_tokens_user_idx', 'tokens');
SELECT is(fix.way('alive(''00'')'), 'api_tokens_token_hash_key', 'a token by its hash');
SELECT * FROM finish();
ROLLBACK;
