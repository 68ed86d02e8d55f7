-- SPDX-License-Identifier: ISC
-- Projects: create, start, pause, resume, cancel, retry; who may; what is refused.
BEGIN;
SELECT plan(79);
SELECT fix.project('{"seed": 7, "budget_usd": 2, "checkpoints": ["checkpoint_final", "concept"], "revision_limit": 3}') AS p,
    fix.person('Ann') AS ann, fix.person('Ed') AS ed, fix.person('Rie') AS rie, fix.person('Vic') AS vic, fix.person('Sam') AS sam,
    fix.person('Ada', 'admin') AS ada \gset
SELECT is((SELECT status || ' ' || seed || ' ' || progress || ' ' || version || ' ' || (config->>'budget_usd') FROM projects WHERE id = :'p'),
    'draft 7 0 1 2', 'a draft with its seed and budget');
SELECT is((SELECT count(*)::int FROM (SELECT project_id FROM budgets UNION ALL SELECT project_id FROM event_heads) AS l WHERE project_id = :'p'), 0,
    'nothing is counted yet');
SELECT is(fix.refusal(format('SELECT project_create(%L, ''{"name": " ", "concept": {}}'')', :'ann')), 'LW400 {"field": "name"}', 'needs a name');
SELECT is(fix.refusal(format('SELECT project_create(%L, ''{"name": "x"}'')', :'ann')), 'LW400 {"field": "concept"}', 'needs a concept');
SELECT is(fix.refusal('SELECT project_create(gen_random_uuid(), ''{"name": "x", "concept": {}}'')'), 'LW404 {}', 'needs a user');
SELECT is(ARRAY[project_role(:'ann', :'p'), project_role(:'ed', :'p'), project_role(:'rie', :'p'), project_role(:'vic', :'p'),
    project_role(:'sam', :'p'), project_role(:'ada', :'p'), project_role(:'ada', gen_random_uuid())],
    ARRAY['owner', 'editor', 'reviewer', 'viewer', NULL, 'owner', NULL], 'roles');
UPDATE users SET disabled_at = now() WHERE id = :'ed';
SELECT is(project_role(:'ed', :'p'), NULL, 'a disabled user has none');
UPDATE users SET disabled_at = NULL WHERE id = :'ed';

-- who may
SELECT is(fix.refusal(format('SELECT project_%s(%L, %L)', v, u, :'p')), want, v || ' by ' || who)
FROM unnest(ARRAY['start', 'pause', 'resume', 'cancel']) v,
    (VALUES (:'sam'::uuid, 'a stranger', 'LW404 {}'), (:'vic'::uuid, 'a viewer', 'LW403 {"role": "viewer"}'),
        (:'rie'::uuid, 'a reviewer', 'LW403 {"role": "reviewer"}')) AS w(u, who, want);
-- start
DELETE FROM graph_versions;
SELECT is(fix.refusal(format('SELECT project_start(%L, %L)', :'ann', :'p')),
    'LW409 {"reason": "no graph stored", "status": "draft", "allowed_actions": ["start", "cancel"]}', 'no graph');
SELECT fix.graph() AS g \gset
SELECT is(fix.refusal(format('SELECT project_start(%L, %L, 9)', :'ann', :'p')), 'LW412 {"revision": 1}', 'another version');
SELECT is(fix.refusal(format('SELECT project_pause(%L, %L)', :'ann', :'p')),
    'LW409 {"status": "draft", "allowed_actions": ["start", "cancel"]}', 'a draft cannot pause');
SELECT is(fix.refusal(format('SELECT project_resume(%L, %L)', :'ann', :'p')),
    'LW409 {"status": "draft", "allowed_actions": ["start", "cancel"]}', 'nor resume');
SELECT project_start(:'ed', :'p', 1) AS run \gset
SELECT is((SELECT p.status || ' ' || (run_id = :'run') || ' ' || r.number || ' ' || r.provider || ' ' || r.status || ' ' || (r.started_by = :'ed')
    FROM projects p JOIN runs r ON r.id = run_id WHERE p.id = :'p'), 'running true 1 offline active true', 'an editor starts it');
SELECT is((SELECT array_agg(node || ' ' || ordinal || ' ' || status || ' ' || (metadata->>'title') ORDER BY ordinal) FROM agents WHERE run_id = :'run'),
    ARRAY['concept 1 pending Concept', 'design 3 pending Design', 'code_leader 4 pending Code', 'integrator 6 pending Build'],
    'agents of the nodes that work, in order');
SELECT is((SELECT payload FROM jobs WHERE project_id = :'p' AND NOT held), '{"kind": "start", "stops": ["checkpoint_concept", "checkpoint_final"],
    "revision_limit": 3}', 'the engine is told');
SELECT is((SELECT data - 'timestamp' FROM events WHERE project_id = :'p'), jsonb_build_object('projectId', public_id('proj', :'p'),
    'oldStatus', 'draft', 'newStatus', 'running'), 'event project:status_changed has the keys of 3.3');
SELECT is((SELECT seq || ' ' || limit_usd::real || ' ' || spent_usd::real FROM event_heads JOIN budgets USING (project_id) WHERE project_id = :'p'), '1 2 0',
    'with its first event come the numbers of events and the budget');
SELECT matches((SELECT data->>'timestamp' FROM events WHERE project_id = :'p'), '^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$', 'its time in UTC');
SELECT is((SELECT projects.state->'agent_statuses'->>'design' FROM projects WHERE id = :'p'), 'pending', 'the state begins');
SELECT is(fix.refusal(format('SELECT project_start(%L, %L)', :'ann', :'p')),
    'LW409 {"status": "running", "allowed_actions": ["pause", "cancel"]}', 'not twice');
-- pause: what is at work commits, what follows is held; resume lets it go
SELECT * FROM fix.claim(:'p') \gset j_
SELECT is(project_pause(:'ann', :'p'), 'paused', 'pause');
SELECT is((SELECT outcome FROM fix.step_commit(:j_job, :j_lease, 0, NULL, '{}', jsonb_build_array(fix.step('concept')), 'x')), 'ok', 'a job in hand ends');
SELECT is((SELECT array_agg(held) FROM jobs WHERE project_id = :'p'), ARRAY[true], 'what follows is held');
SELECT is((SELECT count(*)::int FROM job_claim(fix.worker(), 10) WHERE project_id = :'p'), 0, 'and not handed out');
SELECT is(fix.refusal(format('SELECT project_pause(%L, %L)', :'ann', :'p')),
    'LW409 {"status": "paused", "allowed_actions": ["resume", "cancel"]}', 'not twice');
SELECT is(project_resume(:'ann', :'p'), 'running', 'resume');
SELECT is((SELECT array_agg(held) FROM jobs WHERE project_id = :'p'), ARRAY[false], 'it goes on');
-- the revision limit
SELECT fix.commit(:'p', fix.result('concept_doc', gen_random_uuid()), '[{"do": "pause", "reason": "revision_limit"}]');
SELECT is((SELECT status || ' ' || status_reason FROM projects WHERE id = :'p'), 'paused revision_limit', 'paused for the revision limit');
SELECT project_resume(:'ann', :'p');
SELECT is((SELECT payload FROM jobs WHERE project_id = :'p' AND NOT held), '{"kind": "resumed", "grant": true}', 'resuming grants one more');
-- a decision is held, but somebody else's pause came first
SAVEPOINT held;
SELECT project_pause(:'ann', :'p');
UPDATE snapshots SET state = '{"v": 1, "nodes": {"checkpoint_concept": {"status": "held"}}}'
WHERE run_id = (SELECT run_id FROM projects WHERE id = :'p') AND number = (SELECT max(number) FROM snapshots WHERE run_id = (SELECT run_id FROM projects WHERE id = :'p'));
SELECT project_resume(:'ann', :'p');
SELECT is((SELECT array_agg(payload ORDER BY id) FROM jobs WHERE project_id = :'p'), ARRAY['{"kind": "resumed", "grant": true}', '{"kind": "resumed", "grant": false}']::jsonb[],
    'resuming tells the engine, and grants nothing');
ROLLBACK TO held;
-- budget
SELECT * FROM fix.claim(:'p') \gset b_
SELECT is(budget_reserve(:b_job, :b_lease, 1.5), 'ok', 'reserved');
SELECT is(ARRAY[budget_held(:'p'), (SELECT reserved_usd FROM budgets WHERE project_id = :'p')], ARRAY[1.5, 1.5], 'is set aside');
SELECT is(budget_reserve(:b_job, :b_lease, 0.6), 'ok', 'the same job sets aside anew, in place of that');
SELECT is(budget_held(:'p'), 0.6, 'not twice');
SELECT is(budget_reserve(:b_job, :b_lease, 2.1), 'over', 'does not fit');
SELECT is((SELECT status || ' ' || status_reason || ' ' || budget_held(id) FROM projects WHERE id = :'p'), 'paused budget 0', 'paused');
SELECT is((SELECT message FROM agent_logs WHERE project_id = :'p' AND metadata->>'error_type' = 'budget'), CASE WHEN (SELECT agent_id FROM jobs WHERE id = :b_job)
    IS NOT NULL THEN 'Waits for the budget: the next turn may cost up to 2.1000 USD; spent are 0.2500 of 2.00 USD.' END, 'the log says why');
SELECT is(budget_reserve(:b_job, :b_lease, 0), 'held', 'nothing is asked while it is paused');
UPDATE budgets SET spent_usd = 2, reserved_usd = 0 WHERE project_id = :'p';
SELECT is(fix.refusal(format('SELECT project_resume(%L, %L)', :'ann', :'p')),
    'LW409 {"reason": "budget", "status": "paused", "allowed_actions": ["cancel"]}', 'used up');
UPDATE budgets SET limit_usd = 9 WHERE project_id = :'p';
SELECT is(project_resume(:'ann', :'p'), 'running', 'raised');
-- one failed agent, then cancel while a step is in hand
SELECT is((SELECT outcome FROM fix.step_commit(:b_job, :b_lease, :b_version, NULL, '{}', jsonb_build_array('{"do": "fail", "node": "design",
    "task": null, "error": "no", "error_type": "internal"}'::jsonb, '{"do": "fail", "node": "integrator", "task": null, "error": "no"}'::jsonb,
    fix.step('concept', '{"revision": 2}')), 'x')), 'ok', 'two agents fail');
SELECT is((SELECT array_agg(held) FROM jobs WHERE project_id = :'p'), ARRAY[true], 'the rest is held');
SELECT id AS design FROM agents WHERE run_id = :'run' AND node = 'design' \gset
SELECT id AS concept FROM agents WHERE run_id = :'run' AND node = 'concept' \gset
SELECT is(fix.refusal(format('SELECT agent_retry(%L, %L)', :'rie', :'design')), 'LW403 {"role": "reviewer"}', 'a reviewer retries nothing');
SELECT is(fix.refusal(format('SELECT agent_retry(%L, gen_random_uuid())', :'ann')), 'LW404 {}', 'an unknown agent');
SELECT matches(fix.refusal(format('SELECT agent_retry(%L, %L)', :'ann', :'concept')), 'LW409 .*the agent is pending', 'an agent that did not fail');
SELECT is(agent_retry(:'ann', :'design'), :'run', 'one agent is tried again');
SELECT is((SELECT array_agg(payload->>'node' ORDER BY id) FROM jobs WHERE project_id = :'p' AND NOT held), ARRAY['concept', 'design'],
    'beside what was held');
SELECT is((SELECT status FROM runs WHERE id = :'run'), 'active', 'the run is on again');
-- cancel while a step is in hand
UPDATE jobs SET priority = 20 WHERE project_id = :'p' AND kind = 'step';
SELECT * FROM fix.claim(:'p') \gset k_
SELECT step_started(:k_job, :k_lease);
SELECT is(project_cancel(:'ed', :'p'), 'cancelled', 'cancel');
SELECT is((SELECT outcome FROM fix.step_commit(:k_job, :k_lease, :k_version, fix.result('concept_doc', gen_random_uuid()), '{}', '[]', 'x')), 'gone',
    'a step that comes too late');
SELECT is(step_progress(:k_job, :k_lease, 50, 'x'), 'lost', 'and its progress');
SELECT is((SELECT array_agg(node || ' ' || status ORDER BY ordinal) FROM agents WHERE run_id = :'run' AND task IS NULL),
    ARRAY['concept cancelled', 'design failed', 'code_leader cancelled', 'integrator failed'], 'its agents');
SELECT is((SELECT r.status || ' ' || (ended_at IS NOT NULL) FROM runs r WHERE id = :'run'), 'cancelled true', 'its run');
SELECT is(fix.refusal(format('SELECT project_%s(%L, %L)', v, :'ann', :'p')), 'LW409 {"status": "cancelled", "allowed_actions": []}',
    'no ' || v || ' after that') FROM unnest(ARRAY['start', 'pause', 'resume', 'cancel']) v;
SELECT is((SELECT array_agg(action ORDER BY id) FROM audit WHERE subject = public_id('proj', :'p') AND actor_id = :'ed'),
    ARRAY['project.start', 'project.cancel'], 'audited');
-- completed: a new run
SELECT fix.project() AS q \gset
SELECT project_start(:'ann', :'q') AS first \gset
SELECT fix.commit(:'q', NULL, '[{"do": "complete"}]');
SELECT is(fix.refusal(format('SELECT project_cancel(%L, %L)', :'ann', :'q')), 'LW409 {"status": "completed", "allowed_actions": ["start"]}',
    'a completed project is not cancelled');
SELECT project_start(:'ada', :'q') AS second \gset
SELECT is((SELECT number || ' ' || (id <> :'first') FROM runs WHERE id = :'second'), '2 true', 'but begins a second run');
SELECT is((SELECT status || ' ' || progress FROM projects WHERE id = :'q'), 'running 0', 'from 0');
UPDATE projects SET archived_at = now() WHERE id = :'q';
SELECT project_cancel(:'ann', :'q');
SELECT fix.project() AS r \gset
UPDATE projects SET archived_at = now() WHERE id = :'r';
SELECT matches(fix.refusal(format('SELECT project_start(%L, %L)', :'ann', :'r')), 'LW409 .*"archived"', 'an archived draft does not start');
SELECT is(project_cancel(:'ann', :'r'), 'cancelled', 'a draft can be cancelled');
-- settings of the connection
SELECT set_config('ludwright.provider', 'openai', true), set_config('ludwright.address', '192.0.2.7', true),
    set_config('ludwright.request_id', 'req_1', true);
SELECT fix.project() AS s \gset
SELECT project_start(:'ann', :'s') AS srun \gset
SELECT is((SELECT provider FROM runs WHERE id = :'srun'), 'openai', 'the provider of the connection, where the project names none');
SELECT is((SELECT host(address) || ' ' || request_id FROM audit WHERE subject = public_id('proj', :'s') AND action = 'project.start'),
    '192.0.2.7 req_1', 'address and request id in the trail');
-- its owner stands in its row alone
SELECT throws_ok(format('INSERT INTO project_members (project_id, user_id, role) VALUES (%L, %L, ''viewer'')', :'s', :'ann'), '23505', NULL,
    'who owns a project does not join it');
SELECT member_change(:'ann', :'s', 'owner', :'ed', 'owner'), member_change(:'ann', :'s', 'owner', :'ann', 'viewer') \g /dev/null
SELECT is((SELECT array_agg(role ORDER BY role) FROM project_people WHERE project_id = :'s' AND user_id IN (:'ann', :'ed')), ARRAY['owner', 'viewer'],
    'who hands it over has the role that was said');
SELECT is(ARRAY[project_role(:'ann', :'s'), project_role(:'ed', :'s'), (SELECT role FROM project_access(:'ed', :'s'))], ARRAY['viewer', 'owner', 'owner'],
    'and may what it says');
SELECT * FROM finish();
ROLLBACK;
