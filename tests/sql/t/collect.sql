-- SPDX-License-Identifier: ISC
-- blobs_collect: what goes, what stays, and that nobody refers to what goes meanwhile; members and edits that race.
SELECT plan(20);
SELECT fix.waiting() AS p, fix.person('Ann') AS ann, fix.person('Ed') AS ed \gset
SELECT dblink_connect(n, format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'), current_database(), current_user))
FROM unnest(ARRAY['a', 'b']) n \g /dev/null
SET lock_timeout = '20s';
CREATE FUNCTION pg_temp.hash(p text) RETURNS text LANGUAGE sql AS $$ SELECT encode(sha256(p::bytea), 'hex') $$;
CREATE FUNCTION pg_temp.known(p text) RETURNS boolean LANGUAGE sql AS $$ SELECT EXISTS (SELECT FROM blobs WHERE sha256 = pg_temp.hash(p)) $$;

-- each way to refer to a content, and none
INSERT INTO blobs (sha256, bytes, created_at) SELECT pg_temp.hash(n), 10, now() - interval '2 days'
FROM unnest(ARRAY['upload', 'made', 'asked', 'answered', 'unused', 'held', 'again']) n;
INSERT INTO blobs (sha256, bytes) VALUES (pg_temp.hash('young'), 10);
INSERT INTO files (project_id, path, sha256, bytes, media_type, source) VALUES (:'p', 'u', pg_temp.hash('upload'), 10, 'x/y', 'upload');
INSERT INTO output_files (output_id, path, sha256, bytes, media_type) SELECT id, 'made', pg_temp.hash('made'), 10, 'x/y' FROM agent_outputs LIMIT 1;
INSERT INTO turns (agent_id, project_id, step_key, number, provider, request_sha256, response_sha256)
SELECT id, project_id, 'k', 1, 'offline', pg_temp.hash('asked'), pg_temp.hash('answered') FROM agents WHERE project_id = :'p' LIMIT 1;
SELECT is((SELECT gone FROM blobs_collect('', 24, 1000, false)), 3::bigint, 'what nothing refers to is counted');
SELECT ok(pg_temp.known('unused'), 'and is there as before');

-- a transaction stores a content that is there already, and will refer to it
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT dblink_exec('a', format('INSERT INTO blobs (sha256, bytes) VALUES (%L, 10) ON CONFLICT DO NOTHING', pg_temp.hash('held'))) \g /dev/null
SELECT dblink_send_query('b', 'SELECT gone FROM blobs_collect('''', 24, 1000, true)') \g /dev/null
SELECT ok(fix.blocked(), 'who takes away waits for it');
SELECT is(fix.refusal(format('INSERT INTO blobs (sha256, bytes) VALUES (%L, 10)', pg_temp.hash('other'))), 'none', 'and lets others by who store something meanwhile');
SELECT dblink_exec('a', format('INSERT INTO files (project_id, path, sha256, bytes, media_type, source) VALUES (%L, ''h'', %L, 10, ''x/y'', ''upload'')',
    :'p', pg_temp.hash('held'))) \g /dev/null
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT gone FROM dblink_get_result('b') AS t(gone bigint)), 2::bigint, 'and looks again: two of the three go');
SELECT * FROM dblink_get_result('b') AS t(gone bigint) \g /dev/null
SELECT is(ARRAY(SELECT n FROM unnest(ARRAY['upload', 'made', 'asked', 'answered', 'unused', 'held', 'again', 'young']) n WHERE NOT pg_temp.known(n)),
    ARRAY['unused', 'again'], 'those that nothing refers to');

-- one that is stored again after it went
SELECT dblink_exec('b', 'BEGIN') \g /dev/null
SELECT * FROM dblink('b', 'SELECT gone FROM blobs_collect('''', 24, 1000, true)') AS t(gone bigint) \g /dev/null
SELECT dblink_exec('b', 'COMMIT') \g /dev/null
SELECT file_create(:'ann', :'p', 'editor', 'again', pg_temp.hash('again'), 10, 'x/y', 0) \g /dev/null
SELECT ok(pg_temp.known('again'), 'is known again');
SELECT is((SELECT array_agg(last IS NULL ORDER BY last IS NULL) FROM (SELECT last FROM blobs_collect('', 24, 3, true)
    UNION ALL SELECT last FROM blobs_collect(repeat('f', 64), 24, 3, true)) x), ARRAY[false, true], 'it goes through all of them, a few at a time');

-- who is removed while an answer of theirs waits for the project answers nothing
INSERT INTO project_members (project_id, user_id, role) VALUES (:'p', fix.person('Eve'), 'editor');
INSERT INTO questions (project_id, agent_id, step_key, question) SELECT :'p', id, 'k', 'Moths?' FROM agents WHERE project_id = :'p' LIMIT 1 RETURNING id AS q \gset
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT member_change(%L, %L, ''owner'', %L, NULL)', :'ann', :'p', fix.person('Eve'))) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT question_answer(%L, %L, %L, ''editor'', ''{"answer": "yes"}'')', fix.person('Eve'), :'p', :'q'))) \g /dev/null
SELECT ok(fix.blocked(), 'an answer waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r text)), 'LW404 {}', 'and is a stranger''s');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null

-- two owners who leave at once: one stays
SELECT member_change(:'ann', :'p', 'owner', :'ed', 'owner') \g /dev/null
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT member_change(%L, %L, ''owner'', %L, NULL)', :'ann', :'p', :'ann')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT member_change(%L, %L, ''owner'', %L, NULL)', :'ed', :'p', :'ed'))) \g /dev/null
SELECT ok(fix.blocked(), 'the second waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r text)), 'LW409 {"reason": "last owner"}', 'and is the last');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null
SELECT is((SELECT user_id FROM projects WHERE id = :'p'), :'ed'::uuid, 'the project is the other one''s');
SELECT is((SELECT array_agg(role) FROM project_people WHERE project_id = :'p' AND user_id = :'ed'), ARRAY['owner'], 'who is among its people once');

-- an edit and a decision at once: who decides saw another version
SELECT fix.checkpoint(:'p') AS c \gset
SELECT id AS o, agent_id AS agent, run_id AS run FROM agent_outputs WHERE project_id = :'p' LIMIT 1 \gset
DELETE FROM output_files WHERE output_id = :'o';
INSERT INTO snapshots (project_id, run_id, number, cause, channels, state)
SELECT :'p', :'run', max(number) + 1, 'test', jsonb_build_object('concept_document', :'o'), jsonb_build_object('v', 1, 'nodes', jsonb_build_object('concept',
    jsonb_build_object('status', 'done', 'revision', 1, 'output', :'o'), 'checkpoint_concept', jsonb_build_object('status', 'wait', 'revision', 1)))::text
FROM snapshots WHERE run_id = :'run';
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT output_edit(%L, %L, ''editor'', ''{"document": {"title": "Moth"}}'')', :'ed', :'o')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT checkpoint_decide(%L, %L, ''approved'', 1)', :'ed', :'c'))) \g /dev/null
SELECT ok(fix.blocked(), 'a decision waits for an edit');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r text)), 'LW412 {"revision": 2}', 'and is told that there is another version');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null
SELECT is((SELECT array_agg(content->'document' ORDER BY revision) FROM agent_outputs WHERE agent_id = :'agent'),
    ARRAY['{"win": "bloom", "title": "Moon"}', '{"title": "Moth"}']::jsonb[], 'the one before stays');
SELECT is((SELECT s.state::jsonb #>> '{nodes,concept,output}' FROM snapshots s WHERE run_id = :'run' ORDER BY number DESC LIMIT 1),
    (SELECT output_id::text FROM checkpoints WHERE id = :'c'), 'the run goes on with what the review shows');
SELECT is((SELECT channels->>'concept_document' FROM snapshots s WHERE run_id = :'run' ORDER BY number DESC LIMIT 1),
    (SELECT output_id::text FROM checkpoints WHERE id = :'c'), 'in its channel too');
SELECT is(fix.refusal(format('SELECT output_edit(%L, %L, ''editor'', ''{"document": {}}'')', :'ed', :'o')), 'LW409 {"reason": "not under review"}',
    'an older version is not edited');
SELECT dblink_disconnect(n) FROM unnest(ARRAY['a', 'b']) n \g /dev/null
DELETE FROM projects;
DELETE FROM blobs;
SELECT * FROM finish();
