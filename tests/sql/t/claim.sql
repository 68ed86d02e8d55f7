-- SPDX-License-Identifier: ISC
-- A job that comes while a claim is at work is claimed with all that the worker has to know of its run.
SELECT plan(4);
\set claim `cat "$src/sql/queries/worker/claim.sql"`
SELECT fix.graph(), fix.person('Ann') AS ann, fix.project() AS p \gset
SELECT dblink_connect('a', format('host=%s dbname=%s user=%s', current_setting('unix_socket_directories'), current_database(), current_user)) \g /dev/null
SELECT dblink_exec('a', 'PREPARE claim AS ' || :'claim') \g /dev/null
BEGIN;
LOCK TABLE maintenance IN ACCESS EXCLUSIVE MODE; -- what a claim looks at first
SELECT dblink_send_query('a', format('EXECUTE claim (%L, 1, NULL)', fix.worker())) \g /dev/null
SELECT ok(fix.blocked(), 'a claim has begun');
SELECT project_start(:'ann', :'p') AS run \gset
COMMIT;
CREATE TEMP TABLE claimed AS SELECT * FROM dblink_get_result('a') AS t(id bigint, lease bigint, kind text, project_id uuid, run_id uuid, agent_id uuid,
    payload jsonb, attempt int, retries int, graph_version_id uuid, run_version bigint, project_version bigint);
SELECT is((SELECT run_id FROM claimed), :'run'::uuid, 'it takes the job that was queued meanwhile');
SELECT is((SELECT graph_version_id FROM claimed), (SELECT graph_version_id FROM runs WHERE id = :'run'), 'with the graph of its run');
SELECT is((SELECT project_version FROM claimed), (SELECT version FROM projects WHERE id = :'p'), 'and the project as it is now');
SELECT * FROM finish();
