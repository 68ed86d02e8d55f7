-- SPDX-License-Identifier: ISC
-- step_commit with take: the end of a step and the claim of what follows are one commit. And its refusals, which write nothing at all.
BEGIN;
SELECT plan(41);
SELECT fix.waiting() AS p, fix.worker() AS w, gen_random_uuid() AS w2, fix.person('Ann') AS ann, gen_random_uuid() AS o1 \gset
SELECT run_id AS run FROM projects WHERE id = :'p' \gset
SELECT checkpoint_decide(:'ann', fix.checkpoint(:'p'), 'approved', 1);
-- As the worker calls it: the job and lease given, no output, these steps.
CREATE FUNCTION pg_temp.take(p_worker uuid, p_job bigint, p_lease bigint, p_run uuid, p_version bigint, p_steps jsonb, p_take boolean DEFAULT true,
    p_acts jsonb DEFAULT NULL, p_output uuid DEFAULT NULL, p_take_more int DEFAULT 0, OUT seq bigint, OUT next_job bigint, OUT next_lease bigint, OUT next_agent uuid, OUT project_version bigint, OUT more text)
    LANGUAGE sql AS $$
    SELECT c.* FROM runs r, fix.commit_as(p_worker, p_job, p_lease, r.project_id, p_run, (SELECT coalesce((SELECT agent_id FROM jobs WHERE id = p_job), min(a.id::text)::uuid) FROM agents a WHERE a.run_id = p_run), p_version,
        CASE WHEN p_output IS NOT NULL THEN fix.result('design_doc', p_output) END, 1, '{"v": 2}', '{}',
        coalesce(p_acts, '[]') || coalesce(p_steps, '[]') || '[{"do": "progress", "percent": 20}, {"do": "phase", "phase": 2}]', 'test', p_take, p_take_more) AS c
    WHERE r.id = p_run
$$;

-- one step follows
SELECT id AS j, lease AS l FROM job_claim(:'w', 1) \gset
SELECT r.version AS v FROM runs r WHERE id = :'run' \gset
SELECT max(seq) AS seq FROM events WHERE project_id = :'p' \gset
SELECT * FROM pg_temp.take(:'w', :j, :l, :'run', :v, jsonb_build_array(fix.step('design', '{"limit_key": "anthropic"}'))) \gset t_
SELECT is((SELECT concat_ws(' ', kind, lease, attempt, retries, held, leased_by = :'w', agent_id = :'t_next_agent', limit_key, payload->>'node') FROM jobs
    WHERE id = :t_next_job), 'step 1 1 0 f t t anthropic design', 'the successor is leased at once');
SELECT is((SELECT array_agg(id) FROM jobs WHERE project_id = :'p'), ARRAY[:t_next_job::bigint], 'it alone is left');
SELECT is((SELECT concat_ws(' ', node, status, attempt, progress, started_at > now()) FROM agents WHERE id = :'t_next_agent'), 'design running 1 0 t',
    'its agent is at work');
SELECT is((SELECT array_agg(type ORDER BY events.seq) FROM events WHERE project_id = :'p' AND events.seq > :seq), ARRAY['agent:started'], 'which is told once');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p' AND events.seq = :t_seq), jsonb_build_object('projectId', public_id('proj', :'p'),
    'agentId', public_id('agent', :'t_next_agent'), 'agentType', 'design'), 'as agent:started');
SELECT is((SELECT version FROM projects WHERE id = :'p'), :t_project_version::bigint, 'the project''s version is answered');
SELECT is((SELECT version || ' ' || progress || ' ' || current_phase FROM projects WHERE id = :'p'), :t_project_version || ' 20 2', 'with progress and phase');
SELECT is(step_started(:t_next_job, 1), 'ok', 'to start it again');
SELECT is((SELECT count(*)::int FROM events WHERE project_id = :'p' AND type = 'agent:started' AND agent_id = :'t_next_agent'), 1, 'tells nobody');
SELECT is((SELECT count(*)::int FROM job_claim(:'w2', 9)), 0, 'nobody else can claim it');
SELECT is(worker_heartbeat(:'w', 60, ARRAY[:t_next_job]::bigint[], 5), true, 'its worker has it in hand');
SELECT is((SELECT leased_by FROM jobs WHERE id = :t_next_job), :'w', 'and keeps it');

-- refusals: nothing at all is written, however far the commit came
SELECT fix.everything() AS before \gset
SELECT is(left(fix.refusal(format('SELECT pg_temp.take(%L, %s, %s, %L, %s, %L, true, %L, %L)', worker, job, lease, run, version,
    jsonb_build_array(fix.step('code_leader')), '[{"do": "stale", "nodes": ["concept"]}, {"do": "complete"}]', :'o1')), 5), code, what)
FROM (VALUES (:'w', :t_next_job, 7, :'run', :v + 1, 'LW901', 'another lease'),
    (:'w2', :t_next_job, 1, :'run', :v + 1, 'LW901', 'another worker'),
    (:'w', :t_next_job, 1, :'run', :v, 'LW902', 'another version'),
    (:'w', :j, :l, :'run', :v + 1, 'LW903', 'a job that has ended')) AS t(worker, job, lease, run, version, code, what);
SELECT is(left(fix.refusal(format('SELECT pg_temp.take(%L, %s, 1, %L, %s, %L, true, %L, %L)', :'w', :t_next_job, :'run', :v + 1,
    jsonb_build_array(fix.step('code_leader')), acts, :'o1')), 5), code, what)
FROM (VALUES ('[{"do": "dance"}]', 'LW400', 'an unknown action'), ('[{"do": "agent", "node": "concept", "task": null, "status": "skipped"},
    {"do": "agent", "node": "concept", "task": null, "status": "running"}, {"do": "agent", "node": "integrator", "task": null, "status": "waiting_approval"}]',
    'LW409', 'a state that may not follow')) AS t(acts, code, what);
SELECT is(fix.everything(), :'before', 'nothing of it is written');

-- several steps follow an output
SELECT * FROM pg_temp.take(:'w', :t_next_job, 1, :'run', :v + 1, jsonb_build_array(fix.step('code_leader', '{"stage": "plan"}'), fix.step('integrator')), true,
    '[{"do": "agent", "node": "design", "task": null, "status": "completed"}]', :'o1') \gset s_
SELECT is((SELECT array_agg(concat_ws(' ', payload->>'node', lease, attempt, leased_by = :'w') ORDER BY id) FROM jobs WHERE project_id = :'p'),
    ARRAY['code_leader 2 1 t', 'integrator 0 0'], 'of several the first is leased, the others are ready');
SELECT is((SELECT array_agg(node || ' ' || status ORDER BY ordinal) FROM agents WHERE run_id = :'run' AND node IN ('design', 'code_leader', 'integrator')),
    ARRAY['design completed', 'code_leader running', 'integrator pending'], 'and their agents say so');
SELECT is((SELECT array_agg(type ORDER BY events.seq) FROM events WHERE project_id = :'p' AND events.seq > :t_seq), ARRAY['agent:completed', 'agent:started'],
    'events in order');
SELECT is((SELECT node || ' ' || :s_next_job = node || ' ' || (SELECT id FROM jobs WHERE agent_id = a.id) FROM agents a WHERE id = :'s_next_agent'), true,
    'job and agent are answered');
SELECT is(ARRAY[:s_next_job, :s_next_lease], ARRAY[:t_next_job, 2], 'the job of the step that is done is used for it, with the next lease');
SELECT is((SELECT count(*)::int FROM agent_outputs WHERE id = :'o1'), 1, 'output');
-- a sub-agent, then the gathering leader, which is at work already
SELECT * FROM pg_temp.take(:'w', :s_next_job, :s_next_lease, :'run', :v + 2, jsonb_build_array(fix.step('code_leader', '{"task": "core", "type": "code_worker"}'))) \gset u_
SELECT is((SELECT concat_ws(' ', type, task, status, attempt, parent_agent_id = :'s_next_agent') FROM agents WHERE id = :'u_next_agent'),
    'code_worker core running 1 t', 'a sub-agent is made at work');
SELECT is((SELECT data->>'agentType' FROM events WHERE project_id = :'p' AND events.seq = :u_seq), 'code_worker', 'and told');
SELECT * FROM pg_temp.take(:'w', :u_next_job, :u_next_lease, :'run', :v + 3, jsonb_build_array(fix.step('code_leader', '{"stage": "gather"}'))) \gset g_
SELECT is(:'g_next_agent' = :'s_next_agent', true, 'the leader gathers');
SELECT is(:{?g_seq}, false, 'without a second agent:started');

-- several are taken at once, as many as there is room for
SAVEPOINT several;
SELECT * FROM pg_temp.take(:'w', :g_next_job, :g_next_lease, :'run', :v + 4, jsonb_build_array(fix.step('design', '{"epoch": 3}'), fix.step('code_leader',
    '{"task": "a", "type": "code_worker"}'), fix.step('code_leader', '{"task": "b", "type": "code_worker"}')), true, NULL, NULL, 1) \gset m_
SELECT is(:'m_more', (SELECT j.id || ' ' || a.id FROM agents a JOIN jobs j ON j.agent_id = a.id WHERE a.run_id = :'run' AND a.task = 'a'), 'what was taken beside');
SELECT is((SELECT array_agg(concat_ws(' ', node, task, a.status, a.attempt, lease, leased_by = :'w', a.started_at > now()) ORDER BY j.id) FROM jobs j JOIN agents a
    ON a.id = j.agent_id WHERE j.project_id = :'p' AND node <> 'integrator'), ARRAY['design running 1 1 t t', 'code_leader a running 1 1 t t',
    'code_leader b pending 0 0'], 'is leased, and its agent is at work');
SELECT is((SELECT array_agg(type ORDER BY events.seq) FROM events WHERE project_id = :'p' AND events.seq > :s_seq + 1), ARRAY['agent:started', 'agent:started'],
    'and people hear of it');
SELECT is(step_started((split_part(:'m_more', ' ', 1))::bigint, 1), 'ok', 'its lease is number 1');
ROLLBACK TO several;

-- without take; of a paused project
SELECT * FROM pg_temp.take(:'w', :g_next_job, :g_next_lease, :'run', :v + 4, jsonb_build_array(fix.step('design', '{"epoch": 2}')), false) \gset n_
SELECT is(:{?n_next_job} OR :{?n_next_agent}, false, 'without take nothing is answered');
SELECT is((SELECT array_agg(concat_ws(' ', payload->>'node', lease, leased_by, held) ORDER BY id) FROM jobs WHERE project_id = :'p'),
    ARRAY['integrator 0 f', 'design 0 f'], 'nor leased');
SELECT id AS j2, lease AS l2 FROM job_claim(:'w', 1) \gset
SELECT project_pause(:'ann', :'p');
SELECT * FROM pg_temp.take(:'w', :j2, :l2, :'run', :v + 5, jsonb_build_array(fix.step('code_leader'))) \gset p_
SELECT is(:{?p_next_job} OR :{?p_next_agent}, false, 'of a paused project nothing is taken');
SELECT is((SELECT array_agg(concat_ws(' ', payload->>'node', lease, leased_by, held) ORDER BY id) FROM jobs WHERE project_id = :'p'),
    ARRAY['design 0 t', 'code_leader 0 t'], 'what follows is held');
SELECT is((SELECT status::text FROM agents WHERE run_id = :'run' AND node = 'code_leader' AND task IS NULL), 'pending', 'and its agent waits');
-- a run that is not the project's any more, and a cancelled one
SELECT project_resume(:'ann', :'p');
SELECT id AS j3, lease AS l3 FROM job_claim(:'w', 1) \gset
SAVEPOINT other;
SELECT fix.waiting() AS q \gset
SELECT run_id AS other FROM projects WHERE id = :'q' \gset
UPDATE projects SET run_id = :'other' WHERE id = :'p';
SELECT is(left(fix.refusal(format('SELECT pg_temp.take(%L, %s, %s, %L, %s, NULL)', :'w', :j3, :l3, :'run', :v + 6)), 5), 'LW903',
    'a step of a run that the project has left');
ROLLBACK TO other;
SELECT project_cancel(:'ann', :'p');
SELECT fix.everything() AS before \gset
SELECT is(left(fix.refusal(format('SELECT pg_temp.take(%L, %s, %s, %L, %s, %L, true, NULL, %L)', :'w', :j3, :l3, :'run', :v + 6,
    jsonb_build_array(fix.step('integrator')), gen_random_uuid())), 5), 'LW903', 'a step of a cancelled project');
SELECT is(fix.everything(), :'before', 'writes nothing');
SELECT * FROM finish();
ROLLBACK;
