-- SPDX-License-Identifier: ISC
-- A fork and the deletion of its origin at once, over connections of their own: all of it is shared, or nothing is there to fork.
SELECT plan(6);
SELECT fix.waiting() AS p, fix.waiting() AS q, fix.person('Ann') AS ann \gset
UPDATE snapshots SET state = jsonb_build_object('v', 1, 'nodes', jsonb_build_object('concept', jsonb_build_object('status', 'done', 'revision', 1,
    'output', channels->>'concept_document'))) WHERE project_id IN (:'p', :'q') AND number = 2;
SELECT (SELECT id FROM snapshots WHERE project_id = :'p' AND number = 2) AS ps, (SELECT id FROM snapshots WHERE project_id = :'q' AND number = 2) AS qs \gset
SELECT dblink_connect(n, format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'), current_database(), current_user))
FROM unnest(ARRAY['a', 'b']) n \g /dev/null

-- the fork comes first
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT id AS fork FROM dblink('a', format('SELECT run_fork(%L, %L, ''{"from": "concept"}'')', :'ann', :'ps')) AS t(id uuid) \gset
SELECT dblink_send_query('b', format('SELECT project_delete(%L, %L, ''owner'', NULL, NULL, NULL)', :'ann', :'p')) \g /dev/null
SELECT ok(fix.blocked(), 'the deletion waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT id FROM dblink_get_result('b') AS t(id uuid)), :'p', 'and comes after');
SELECT * FROM dblink_get_result('b') AS t(id uuid) \g /dev/null
SELECT is((SELECT count(*) || ' ' || count(f.sha256) FROM agent_outputs o LEFT JOIN output_files f ON f.output_id = o.id WHERE project_id = :'fork'), '1 1',
    'the fork has what it shares');
-- the deletion comes first
SELECT dblink_exec('a', 'BEGIN') \g /dev/null
SELECT * FROM dblink('a', format('SELECT project_delete(%L, %L, ''owner'', NULL, NULL, NULL)', :'ann', :'q')) AS t(id uuid) \g /dev/null
SELECT dblink_send_query('b', format('SELECT fix.refusal(%L)', format('SELECT run_fork(%L, %L, ''{"from": "concept"}'')', :'ann', :'qs'))) \g /dev/null
SELECT ok(fix.blocked(), 'the fork waits');
SELECT dblink_exec('a', 'COMMIT') \g /dev/null
SELECT is((SELECT r FROM dblink_get_result('b') AS t(r text)), 'LW404 {}', 'and finds nothing');
SELECT * FROM dblink_get_result('b') AS t(r text) \g /dev/null
SELECT project_delete(:'ann', :'fork', 'owner', NULL, NULL, NULL) \g /dev/null
SELECT is((SELECT count(*)::int FROM projects WHERE id IN (:'p', :'q', :'fork')), 0, 'nothing is left');
SELECT dblink_disconnect(n) FROM unnest(ARRAY['a', 'b']) n \g /dev/null
SELECT * FROM finish();
