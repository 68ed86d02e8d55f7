-- SPDX-License-Identifier: ISC
-- steps_commit: several projects' steps that end by one call leave what step_commit leaves of each; and its refusals write nothing at all.
BEGIN;
SELECT plan(27);

-- What a project is, without what differs from one to the next: ids and times.
CREATE FUNCTION pg_temp.plain(p jsonb) RETURNS text LANGUAGE sql AS $$
    SELECT regexp_replace(regexp_replace(p::text, '[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}', 'ID', 'g'),
        '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(\+00:00|Z)', 'TIME', 'g')
$$;
CREATE FUNCTION pg_temp.picture(p_id uuid) RETURNS text LANGUAGE sql AS $$
    SELECT pg_temp.plain(jsonb_build_object(
        'project', (SELECT to_jsonb(p) - 'seed' FROM projects p WHERE p.id = p_id),
        'run', (SELECT to_jsonb(r) FROM runs r WHERE project_id = p_id),
        'jobs', (SELECT jsonb_agg(to_jsonb(j) - 'id' ORDER BY payload->>'node', payload->>'task', payload->>'stage') FROM jobs j WHERE project_id = p_id),
        'agents', (SELECT jsonb_agg(to_jsonb(a) ORDER BY node, task) FROM agents a WHERE project_id = p_id),
        'outputs', (SELECT jsonb_agg(to_jsonb(o) ORDER BY output_type, created_at) FROM agent_outputs o WHERE project_id = p_id),
        'snapshots', (SELECT jsonb_agg(to_jsonb(s) ORDER BY number) FROM snapshots s WHERE project_id = p_id),
        'checkpoints', (SELECT jsonb_agg(to_jsonb(c) ORDER BY node) FROM checkpoints c WHERE project_id = p_id),
        'decisions', (SELECT jsonb_agg(to_jsonb(d) ORDER BY created_at) FROM decisions d WHERE project_id = p_id),
        'logs', (SELECT jsonb_agg(to_jsonb(l) - 'id' ORDER BY id) FROM agent_logs l WHERE project_id = p_id),
        'head', (SELECT to_jsonb(h) FROM event_heads h WHERE project_id = p_id),
        'events', (SELECT jsonb_agg(to_jsonb(e) #- '{data,duration}' || jsonb_build_object('timed', e.data ? 'duration') ORDER BY seq) FROM events e
            WHERE project_id = p_id)))
$$;

-- A project's job in hand, as a worker has it, with what its step comes to.
CREATE TYPE pg_temp.work AS (project uuid, run uuid, agent uuid, job bigint, lease bigint, version bigint, output uuid, result jsonb, acts jsonb);
CREATE FUNCTION pg_temp.work(p_project uuid, p_node text, p_task text, p_stage text, p_type text, p_acts jsonb) RETURNS pg_temp.work LANGUAGE plpgsql AS $$
DECLARE
    v pg_temp.work;
BEGIN
    UPDATE jobs SET lease = lease + 1, leased_by = fix.worker(), attempt = attempt + 1 WHERE project_id = p_project AND leased_by IS NULL AND NOT held;
    SELECT j.project_id, j.run_id, j.agent_id, j.id, j.lease, r.version INTO STRICT v.project, v.run, v.agent, v.job, v.lease, v.version
    FROM jobs j JOIN runs r ON r.id = j.run_id WHERE j.project_id = p_project AND (j.kind = 'advance' OR j.payload->>'node' = p_node
        AND j.payload->>'task' IS NOT DISTINCT FROM p_task AND j.payload->>'stage' = p_stage);
    UPDATE agents SET status = 'running', started_at = coalesce(started_at, now()), version = version + 1 WHERE id = v.agent AND status = 'pending';
    v.output := CASE WHEN p_type IS NOT NULL THEN gen_random_uuid() END;
    v.result := CASE WHEN p_type IS NOT NULL THEN fix.result(p_type, v.output, jsonb_build_object('stage', p_stage, 'files', NULL, 'file_path', NULL)
        || CASE WHEN p_stage <> 'gather' THEN '{"logs": null}' ELSE '{}' END::jsonb) END;
    v.acts := replace(p_acts::text, '{out}', coalesce(v.output::text, ''))::jsonb;
    RETURN v;
END
$$;

CREATE FUNCTION pg_temp.done(w pg_temp.work) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_array(event_json(w.agent, 'agent:completed', jsonb_strip_nulls(jsonb_build_object('agentId', public_id('agent', w.agent),
        'outputSummary', w.result #>> '{content,summary}', 'duration', CASE WHEN w.result->>'stage' <> 'gather' THEN 1.5 END))))
$$;
CREATE FUNCTION pg_temp.some(p_acts jsonb, p_path jsonpath) RETURNS jsonb LANGUAGE sql AS $$
    SELECT nullif(jsonb_path_query_array(p_acts, p_path), '[]')
$$;

-- All of these steps by steps_commit, in this order.
CREATE FUNCTION pg_temp.together(p_work pg_temp.work[], p_more int DEFAULT 1) RETURNS SETOF step_answer LANGUAGE sql AS $$
    SELECT c.* FROM (SELECT array_agg((w).job) AS job, array_agg((w).lease) AS lease, array_agg((w).project) AS project, array_agg((w).run) AS run,
            array_agg((w).agent) AS agent, array_agg((w).version) AS version, array_agg((w).output) AS output,
            array_agg(nullif((w).result->'content', 'null')) AS content, array_agg((w).result->>'output_type') AS type,
            array_agg((w).result->>'stage') AS stage, array_agg(((w).result->>'revision')::int) AS revision, array_agg(1) AS epoch,
            array_agg((w).result->>'input_hash') AS hash, array_agg(CASE WHEN (w).output IS NOT NULL THEN pg_temp.done(w)->0->>'data' END) AS done,
            array_agg(CASE WHEN (w).result->'logs' <> 'null' THEN jsonb_build_object('logs', (w).result->'logs') END) AS more,
            array_agg('{"v": 1}'::text) AS state, array_agg(CASE WHEN (w).output IS NOT NULL THEN jsonb_build_object('made', (w).output) END) AS channels,
            array_agg(((w).acts #>> '{percent}')::int) AS percent, array_agg(((w).acts #>> '{phase}')::int) AS phase, array_agg((w).acts->'told') AS told,
            array_agg((w).acts->>'leader') AS leader, array_agg(((w).acts #>> '{leader_percent}')::int) AS leader_percent,
            array_agg((w).acts->'review') AS review, array_agg((w).acts->'steps') AS steps, array_agg((w).acts->'ends') AS ends,
            array_agg('test'::text) AS cause, array_agg((w).acts ? 'take') AS take, array_agg(p_more) AS more_taken
        FROM unnest(p_work) AS w) AS x,
    steps_commit(fix.worker(), x.job, x.lease, x.project, x.run, x.agent, x.version, x.output, x.content, x.type, x.stage, x.revision, x.epoch, x.hash,
        x.done, x.more, x.state, x.channels, x.percent, x.phase, x.told, x.leader, x.leader_percent, x.review, x.steps, x.ends, x.cause, x.take,
        x.more_taken) AS c
$$;
-- One by step_commit.
CREATE FUNCTION pg_temp.alone(w pg_temp.work, p_more int DEFAULT 1) RETURNS step_answer LANGUAGE sql AS $$
    SELECT step_commit(fix.worker(), w.job, w.lease, w.project, w.run, w.agent, w.version, w.output, nullif(w.result->'content', 'null'),
        w.result->>'output_type', w.result->>'stage', (w.result->>'revision')::int, 1, w.result->>'input_hash', NULL,
        CASE WHEN w.output IS NOT NULL THEN pg_temp.done(w) END,
        CASE WHEN w.result->'logs' <> 'null' THEN jsonb_build_object('logs', w.result->'logs') END, '{"v": 1}',
        CASE WHEN w.output IS NOT NULL THEN jsonb_build_object('made', w.output) END, (w.acts #>> '{percent}')::int, (w.acts #>> '{phase}')::int,
        w.acts->'told', w.acts->>'leader', (w.acts #>> '{leader_percent}')::int, w.acts->'review', w.acts->'steps', NULL, w.acts->'ends', 'test',
        w.acts ? 'take', p_more)
$$;

SELECT fix.graph(), fix.person('Ann') AS ann, fix.worker() AS w \gset
CREATE TEMP TABLE crowd AS SELECT fix.project('{"provider": "anthropic"}') AS id FROM generate_series(1, 4);
SELECT project_start(:'ann', id) FROM crowd;
SELECT (array_agg(id))[1] AS one, (array_agg(id))[2] AS two, (array_agg(id))[3] AS three, (array_agg(id))[4] AS four FROM crowd \gset

-- The first of them alone, the others together; what is left of all has to be the same, and so has what is answered.
CREATE FUNCTION pg_temp.same(p_node text, p_task text, p_stage text, p_type text, p_acts jsonb, p_what text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    v_alone step_answer;
    v_one uuid := (SELECT (array_agg(id))[1] FROM crowd);
    v_answers text[];
BEGIN
    v_alone := pg_temp.alone(pg_temp.work(v_one, p_node, p_task, p_stage, p_type, p_acts));
    v_answers := ARRAY(SELECT concat_ws(' ', c.seq, c.next_job IS NOT NULL, c.next_lease, c.project_version, regexp_replace(c.more, '[^ ]+', 'x', 'g'))
        FROM pg_temp.together(ARRAY(SELECT pg_temp.work(id, p_node, p_task, p_stage, p_type, p_acts) FROM crowd WHERE id <> v_one ORDER BY id)) AS c);
    RETURN NEXT is((SELECT array_agg(DISTINCT pg_temp.picture(id)) FROM crowd), ARRAY[pg_temp.picture(v_one)], p_what || ': the same is left');
    RETURN NEXT is((SELECT array_agg(DISTINCT a) FROM unnest(v_answers) AS a), ARRAY[concat_ws(' ', v_alone.seq, v_alone.next_job IS NOT NULL,
        v_alone.next_lease, v_alone.project_version, regexp_replace(v_alone.more, '[^ ]+', 'x', 'g'))], p_what || ': the same is answered');
END
$$;
CREATE FUNCTION pg_temp.acts(p_more jsonb, VARIADIC p_steps jsonb[] DEFAULT '{}') RETURNS jsonb LANGUAGE sql AS $$
    SELECT p_more || CASE WHEN p_steps <> '{}' THEN jsonb_build_object('steps', to_jsonb(p_steps)) ELSE '{}' END
$$;

SELECT pg_temp.same(NULL, NULL, NULL, NULL, pg_temp.acts('{"take": 1, "phase": 1, "told": [{"agent": null, "type": "project:phase_changed", "data":
    {"phase": 1, "phaseName": "planning"}}]}', fix.step('concept')), 'the start');
SELECT pg_temp.same('concept', NULL, 'run', 'concept_doc', pg_temp.acts('{"take": 1, "percent": 12, "review": {"do": "checkpoint", "node":
    "checkpoint_concept", "reviews": "concept", "type": "concept_review", "title": "Concept review", "revision": 1, "output_id": "{out}", "automatic": true}}',
    fix.step('design', '{"limit_key": "anthropic"}'), fix.step('integrator')), 'a review and two steps, both taken');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', payload->>'node', lease, leased_by = :'w', limit_key)) FROM jobs), ARRAY['design 2 t anthropic', 'integrator 1 t'],
    'the first in place, the other by itself');
SELECT pg_temp.same('design', NULL, 'run', 'design_doc', pg_temp.acts('{"take": 1, "percent": 5}', fix.step('code_leader', '{"stage": "plan"}')), 'a leader');
SELECT pg_temp.same('code_leader', NULL, 'plan', 'code', pg_temp.acts('{"take": 1}', fix.step('code_leader', '{"task": "core", "type": "code_worker", "ordinal": 1}'),
    fix.step('code_leader', '{"task": "view", "type": "code_worker", "ordinal": 2}'),
    fix.step('code_leader', '{"task": "last", "type": "code_worker", "ordinal": 3}')), 'a plan, whose sub-agents are made');
SELECT pg_temp.same('code_leader', 'core', 'run', 'code', '{"leader": "code_leader", "leader_percent": 30}', 'a sub-agent that nothing follows');
SELECT pg_temp.same('code_leader', 'view', 'run', 'code', pg_temp.acts('{"leader": "code_leader", "leader_percent": 90}',
    fix.step('code_leader', '{"stage": "gather"}')), 'what follows is left to others');
SELECT pg_temp.same('code_leader', NULL, 'gather', 'code', '{"review": {"do": "checkpoint", "node": "checkpoint_code", "reviews": "code_leader", "type": "code_review",
    "title": "Code", "revision": 1, "output_id": "{out}", "automatic": false}}', 'a gathering with lines of a log, and a person is asked');

-- refused for all, and nothing is written
CREATE FUNCTION pg_temp.refused(p_change text, p_what text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_work pg_temp.work[] := ARRAY(SELECT pg_temp.work(id, 'integrator', NULL, 'run', 'build', '{"percent": 80}') FROM crowd ORDER BY id);
    v_before text;
    v_code text := 'none';
BEGIN
    IF p_change LIKE 'UPDATE%' THEN
        EXECUTE p_change;
    ELSIF p_change LIKE '$1%' THEN
        EXECUTE 'SELECT ' || p_change INTO v_work USING v_work;
    ELSE
        EXECUTE format('SELECT array_agg(w) FROM (SELECT * FROM unnest($1[1:3]) UNION ALL SELECT %s FROM unnest($1[4:4]) AS w) AS w', p_change)
            INTO v_work USING v_work;
    END IF;
    v_before := fix.everything();
    BEGIN
        PERFORM pg_temp.together(v_work);
    EXCEPTION WHEN OTHERS THEN
        v_code := SQLSTATE;
    END;
    RETURN is(v_code || ' ' || (fix.everything() = v_before), 'LW902 true', p_what);
END
$$;
SAVEPOINT refusals;
SELECT pg_temp.refused('w.project, w.run, w.agent, w.job, w.lease - 1, w.version, w.output, w.result, w.acts', 'an old lease of one');
SELECT pg_temp.refused('w.project, w.run, w.agent, w.job, w.lease, w.version - 1, w.output, w.result, w.acts', 'an old version of one');
SELECT pg_temp.refused('$1[2:4] || $1[1:1]', 'another order');
SELECT pg_temp.refused('$1[1:3] || $1[3:3]', 'a project twice');
SELECT pg_temp.refused('UPDATE agents SET metadata = metadata || ''{"epoch": 9}'' WHERE node = ''integrator'' AND project_id = ' || quote_literal(:'three'),
    'an agent whose work was queued anew');
ROLLBACK TO refusals;
SELECT pg_temp.refused('UPDATE jobs SET leased_by = gen_random_uuid() WHERE payload->>''node'' = ''integrator'' AND project_id = ' || quote_literal(:'two'),
    'somebody else''s job');
ROLLBACK TO refusals;
SELECT pg_temp.refused('UPDATE projects SET status = ''paused'' WHERE id = ' || quote_literal(:'four'), 'a project that is paused');
ROLLBACK TO refusals;
SELECT pg_temp.refused('UPDATE maintenance SET active = true', 'maintenance');
ROLLBACK TO refusals;
SELECT pg_temp.same('integrator', NULL, 'run', 'build', '{"percent": 100, "ends": [{"do": "complete"}]}', 'the last');
SELECT is((SELECT array_agg(DISTINCT status::text) FROM projects WHERE id IN (SELECT id FROM crowd)), ARRAY['completed'], 'all are completed');
SELECT is((SELECT count(*)::int FROM crowd c JOIN event_heads h ON h.project_id = c.id
    WHERE h.seq = (SELECT count(*) FROM events e WHERE e.project_id = c.id)), 4, 'events are numbered without gaps');
SELECT * FROM finish();
ROLLBACK;
