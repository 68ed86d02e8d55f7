// SPDX-License-Identifier: ISC
// Putting projects away; what was spent, by whom; what a run and a decision will take.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, seedCheckpoint, seedRun} from './seed.mjs';
import {CONCEPT, startStack, uuidOf} from './stack.mjs';

let stack, ada, bob;
before(async () => {
	stack = await startStack();
	const people = [];
	for (const name of ['ada', 'bob'])
		people.push(await stack.user(name));
	[ada, bob] = people;
});
after(() => stack?.stop());

/** A turn of an agent, so many seconds after the run began. */
function turn(project, agent, {model = null, input = 100, cached = 10, output = 20, usd = 0.5, ms = 2000, key = 'k', at = 1} = {}) {
	stack.sql(`INSERT INTO blobs (sha256, bytes) VALUES (repeat('e', 64), 1) ON CONFLICT DO NOTHING;
		INSERT INTO turns (agent_id, project_id, step_key, number, provider, model, request_sha256, response_sha256, input_tokens, cached_input_tokens,
			output_tokens, cost_usd, duration_ms, created_at)
		SELECT a.id, a.project_id, '${key}', (SELECT count(*) + 1 FROM turns), 'offline', ${model ? `'${model}'` : 'NULL'}, repeat('e', 64), repeat('e', 64),
			${input}, ${cached}, ${output}, ${usd}, ${ms}, r.started_at + make_interval(secs => ${at})
		FROM agents a JOIN runs r ON r.id = a.run_id WHERE a.id = '${uuidOf(agent.id)}';
		UPDATE budgets SET spent_usd = spent_usd + ${usd} WHERE project_id = '${uuidOf(project.id)}'`);
}

test('a project is put away, found among those put away, and taken back', async () => {
	const {id} = await ada.project();
	const act = (what, who = ada) => who.post(`/api/v1/projects/${id}/${what}`);
	const listed = async (query) => (await ada.get(`/api/v1/projects?${query}`)).body.items.some((item) => item.id === id);
	assert.equal((await act('archive')).status, 200);
	const first = (await act('archive')).body.archived_at;
	assert.ok(first, 'twice is once');
	assert.deepEqual([await listed(''), await listed('archived=true')], [false, true]);
	assert.deepEqual((await ada.get(`/api/v1/projects/${id}`)).body.allowed_actions, ['cancel'], 'what starts nothing is left');
	assert.equal((await act('restore')).body.archived_at, null);
	assert.deepEqual([await listed(''), await listed('archived=true')], [true, false]);
	await act('archive');
	const allowed = async (what) => {
		const refused = await act(what);
		assertError(assert, refused, 409, 'STATE_CONFLICT');
		return refused.body.error.details[0].allowed_actions;
	};
	assert.deepEqual(await allowed('start'), ['restore'], 'what is away does not go to work');
	await act('restore');
	await act('start');
	assert.deepEqual(await allowed('archive'), ['pause', 'cancel'], 'what is at work is not put away');
	await act('pause');
	assert.equal((await act('archive')).status, 200);
	assert.deepEqual(await allowed('resume'), ['restore']);
	assertError(assert, await act('archive', bob), 404, 'NOT_FOUND');
	await ada.post(`/api/v1/projects/${id}/members`, {user_id: bob.id, role: 'reviewer'});
	assertError(assert, await act('restore', bob), 403, 'FORBIDDEN');
	assert.equal(stack.value(`SELECT string_agg(action, ' ' ORDER BY id) FROM audit WHERE subject = '${id}' AND action ~ 'archive|restore' AND address IS NOT NULL`),
		'project.archive project.restore project.archive project.restore project.archive');
	const types = (await ada.get(`/api/v1/projects/${id}/events`)).body.items.map((item) => item.type);
	assert.deepEqual(types.filter((type) => /archived|restored/.test(type)), ['project:archived', 'project:restored', 'project:archived', 'project:restored', 'project:archived']);
});

test('usage: what was spent, by agent and by model, and what is on disk', async () => {
	const project = await ada.project({config: {budget_usd: 5}});
	const {agents} = await seedRun(ada, project);
	const none = (await ada.get(`/api/v1/projects/${project.id}/usage`)).body;
	assert.deepEqual(none, {turns: 0, tokens: {input: 0, cached_input: 0, output: 0}, cost_usd: 0, unpriced_turns: 0, lost_usd: 0, duration: 0,
		budget: {limit_usd: 5, spent_usd: 0, reserved_usd: 0}, by_agent: [], by_model: [], disk: {bytes: 0}});
	turn(project, agents.concept, {model: 'small', usd: 0.25});
	turn(project, agents.concept, {model: 'large', usd: 1});
	turn(project, agents.design, {model: 'small', input: 1000, ms: 500});
	const upload = () => ada.call('POST', `/api/v1/projects/${project.id}/files?name=a`, 'twelve bytes', {'content-type': 'text/plain'});
	await upload();
	await upload();
	const {body} = await ada.get(`/api/v1/projects/${project.id}/usage`);
	assert.deepEqual([body.turns, body.tokens, body.cost_usd, body.duration, body.budget.spent_usd], [3, {input: 1200, cached_input: 30, output: 60}, 1.75, 4.5, 1.75]);
	assert.deepEqual(body.by_agent.map(({agent, title, turns, cost_usd}) => [agent, title, turns, cost_usd]), [['concept', 'Concept', 2, 1.25], ['design', 'Design', 1, 0.5]]);
	assert.deepEqual(body.by_model.map(({model, turns, tokens}) => [model, turns, tokens.input]), [['large', 1, 100], ['small', 2, 1100]]);
	const listed = (await ada.get(`/api/v1/projects/${project.id}/agents?limit=100`)).body.items;
	assert.deepEqual(listed.filter((one) => one.cost).map(({type, cost, tokens}) => [type, cost, tokens.input]), [['concept', 1.25, 200], ['design', 0.5, 1000]], 'as the list of agents has it');
	assert.equal(body.disk.bytes, 12, 'the same content counts once');
	stack.sql(`INSERT INTO turn_holds (job_id, lease, project_id, usd) VALUES (4711, 1, '${uuidOf(project.id)}', 0.5); SELECT turn_cut(4711, 1, NULL)`);
	const lost = (await ada.get(`/api/v1/projects/${project.id}/usage`)).body;
	assert.deepEqual([body.lost_usd, lost.lost_usd, lost.cost_usd, lost.budget.spent_usd], [0, 0.5, 1.75, 2.25], 'a turn without an answer');
	assertError(assert, await bob.get(`/api/v1/projects/${project.id}/usage`), 404, 'NOT_FOUND');
});

test('an estimate comes from runs that have come to their end, without the time that people took', async () => {
	const project = await ada.project();
	const get = async () => (await ada.get(`/api/v1/projects/${project.id}/estimate`)).body;
	const {graph, ...unknown} = await get();
	assert.deepEqual(unknown, {provider: 'offline', tokens: null, cost_usd: null, cost_usd_most: null, duration: null, duration_most: null, from_runs: 0});
	assert.equal(graph.agents, 2);
	for (const [usd, waited] of [[1, 40], [3, 0]]) {
		const past = await ada.project();
		const {run, agents} = await seedRun(ada, past);
		turn(past, agents.concept, {usd: usd / 2, at: 5});
		turn(past, agents.design, {usd: usd / 2, at: 60 + waited});
		if (waited) {
			const checkpoint = seedCheckpoint(stack, past.id, run, agents.concept.id);
			stack.sql(`UPDATE checkpoints c SET created_at = r.started_at + interval '10 s', status = 'approved', resolved_at = r.started_at + interval '50 s'
				FROM runs r WHERE r.id = c.run_id AND c.id = '${uuidOf(checkpoint)}'`);
		}
		stack.sql(`UPDATE runs SET status = 'completed', ended_at = started_at + make_interval(secs => ${100 + waited}) WHERE id = '${uuidOf(run)}'`);
	}
	const {graph: ignored, ...known} = await get();
	assert.deepEqual(known, {provider: 'offline', tokens: {input: 200, cached_input: 20, output: 40}, cost_usd: 2, cost_usd_most: 3, duration: 100, duration_most: 100, from_runs: 2});
	assertError(assert, await bob.get(`/api/v1/projects/${project.id}/estimate`), 404, 'NOT_FOUND');
});

test('an estimate before there is a project: by its provider, and by its scope where runs of that are known', async () => {
	const ask = async (body) => (await bob.post('/api/v1/projects/estimate', body)).body;
	const past = await ada.project({concept: {...CONCEPT, scope: 'full'}}), {run, agents} = await seedRun(ada, past);
	turn(past, agents.concept, {usd: 9});
	stack.sql(`UPDATE runs SET status = 'completed', ended_at = started_at + interval '700 s' WHERE id = '${uuidOf(run)}'`);
	const figures = ({provider, cost_usd: usd, duration, from_runs: from}) => [provider, usd, duration, from];
	assert.deepEqual(figures(await ask({concept: {scope: 'full'}})), ['offline', 9, 700, 1]);
	assert.deepEqual(figures(await ask({concept: {scope: 'mvp'}, config: {}})), ['offline', 2, 100, 2]);
	const all = ['offline', 13 / 3, 300, 3];
	for (const body of [undefined, {}, {concept: {scope: 'small'}}])
		assert.deepEqual(figures(await ask(body)).map((x) => Math.round(x * 1e6) / 1e6 || x), all.map((x) => Math.round(x * 1e6) / 1e6 || x), 'of a scope without runs: from all');
	assert.deepEqual(figures(await ask({config: {provider: 'anthropic'}})), ['anthropic', null, null, 0]);
	const project = await ada.project({concept: {...CONCEPT, scope: 'full'}});
	assert.deepEqual((await ada.get(`/api/v1/projects/${project.id}/estimate`)).body, await ask({concept: {scope: 'full'}}), 'and of a project it is the same');
	assertError(assert, await bob.post('/api/v1/projects/estimate', {config: {provider: 'x'}}), 400, 'VALIDATION_ERROR');
});

test('what an account has spent, by month and by day, and what all have', async () => {
	const [eve, root] = [await stack.user('eve'), await stack.user('root', {role: 'admin'})], projects = [];
	for (const [name, usd] of [['One', 1], ['Two', 2]]) {
		const project = await eve.project({name}), {agents} = await seedRun(eve, project);
		projects.push(project);
		for (const when of ['2026-03-31 23:59:59Z', '2026-04-01 00:00:00Z', '2026-04-17 12:00:00Z']) {
			turn(project, agents.concept, {usd});
			stack.sql(`UPDATE turns SET created_at = '${when}' WHERE agent_id = '${uuidOf(agents.concept.id)}' AND created_at > now() - interval '1 day'`);
		}
		turn(project, agents.design, {usd: usd * 10, at: 0});
	}
	await ada.post(`/api/v1/projects/${(await ada.project()).id}/members`, {user_id: eve.id, role: 'owner'});
	const spent = async (query, who = eve) => (await who.get(`/api/v1/users/me/usage?${query}`)).body;
	const spans = ({spans: list}) => list.map(({start, turns, cost_usd: usd}) => [start.slice(0, 10), turns, usd]);
	const spring = await spent('since=2026-03-01&until=2026-05-01');
	assert.deepEqual([spring.by, spring.since, spring.turns, spring.cost_usd, spring.tokens], ['month', '2026-03-01T00:00:00.000Z', 6, 9, {input: 600, cached_input: 60, output: 120}]);
	assert.deepEqual(spans(spring), [['2026-03-01', 2, 3], ['2026-04-01', 4, 6]]);
	assert.deepEqual(spring.by_project.map(({project_id: id, name, cost_usd: usd}) => [id, name, usd]), [[projects[1].id, 'Two', 6], [projects[0].id, 'One', 3]]);
	assert.deepEqual(spans(await spent('by=day&since=2026-03-31T12:00:00Z&until=2026-04-17T12:00:00Z')), [['2026-03-31', 2, 3], ['2026-04-01', 2, 3]]);
	const month = new Date().toISOString().slice(0, 7), now = await spent('by=day');
	assert.deepEqual([now.since, now.cost_usd, now.turns], [`${month}-01T00:00:00.000Z`, 30, 2]);
	assert.deepEqual(spans(await spent('')).at(-1), [`${month}-01`, 2, 30]);
	assert.deepEqual([(await spent('since=2026-03-01', bob)).turns, (await spent('since=2026-03-01', bob)).spans], [0, []]);
	assertError(assert, await eve.get('/api/v1/users/me/usage?since=soon'), 400, 'VALIDATION_ERROR');
	const of = (answer, who) => answer.body.items.filter((item) => item.id === who.id).map((item) => [item.email, item.turns, item.cost_usd]);
	assert.deepEqual(of(await root.get('/api/v1/admin/usage'), eve), [['eve@example.org', 2, 30]]);
	assert.deepEqual(of(await root.get('/api/v1/admin/usage?since=2026-04-01&until=2026-05-01'), eve), [['eve@example.org', 4, 6]]);
	assert.deepEqual(of(await root.get('/api/v1/admin/usage'), bob), [['bob@example.org', 0, 0]]);
	assertError(assert, await eve.get('/api/v1/admin/usage'), 404, 'NOT_FOUND');

	const nothing = {turns: 0, tokens: {input: 0, cached_input: 0, output: 0}, cost_usd: 0};
	assert.deepEqual(spring.deleted, nothing);
	assert.equal((await eve.delete(`/api/v1/projects/${projects[0].id}`)).status, 204);
	const after = await spent('since=2026-03-01&until=2026-05-01');
	assert.deepEqual([after.turns, after.cost_usd, after.tokens, after.spans], [spring.turns, spring.cost_usd, spring.tokens, spring.spans], 'what a deleted project had spent was spent');
	assert.deepEqual(after.by_project.map(({name, cost_usd: usd}) => [name, usd]), [['Two', 6]]);
	assert.deepEqual(after.deleted, {turns: 3, tokens: {input: 300, cached_input: 30, output: 60}, cost_usd: 3});
	assert.deepEqual(spans(await spent('by=day&since=2026-03-31&until=2026-04-02')), [['2026-03-31', 2, 3], ['2026-04-01', 2, 3]]);
	assert.deepEqual((await spent('since=2026-04-18&until=2026-05-01')).deleted, nothing);
	assert.deepEqual([(await spent('by=day')).cost_usd, (await spent('by=day')).deleted.cost_usd], [30, 10]);
	assert.equal((await eve.delete(`/api/v1/projects/${projects[1].id}`)).status, 204);
	assert.deepEqual((await spent('since=2026-03-01&until=2026-05-01')).spans, spring.spans, 'two that spent on the same days');
	assert.deepEqual((await spent('since=2026-03-01&until=2026-05-01')).by_project, []);
	assert.deepEqual(of(await root.get('/api/v1/admin/usage'), eve), [['eve@example.org', 2, 30]]);
	assert.deepEqual(of(await root.get('/api/v1/admin/usage?since=2026-04-01&until=2026-05-01'), eve), [['eve@example.org', 4, 6]]);
	assert.equal((await eve.delete('/api/v1/users/me')).status, 204);
	assert.equal(stack.value('SELECT count(*) FROM deleted_spending'), '0', 'it goes with the account');
});

test('a checkpoint says what each decision will take, and how often people were reminded', async () => {
	const project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	turn(project, agents.concept, {key: 'first', usd: 0.2, ms: 1000});
	turn(project, agents.concept, {key: 'second', usd: 0.4, ms: 3000});
	const id = seedCheckpoint(stack, project.id, run, agents.concept.id);
	const {body} = await ada.get(`/api/v1/checkpoints/${id}`);
	assert.deepEqual([body.reminders, body.reminder_sent_at], [0, null]);
	assert.ok(body.waiting_time_hours >= 0);
	assert.deepEqual(Object.keys(body.estimate).sort(), ['approve', 'reject', 'request-changes']);
	assert.deepEqual([body.estimate.reject.cost_usd, body.estimate.reject.cost_usd_most, body.estimate.reject.from], [0.6, 0.6, 1], 'all that it took so far');
	assert.deepEqual([body.estimate.approve.cost_usd, body.estimate.approve.duration, body.estimate.approve.from], [0.5, 90, 1], 'from the end of the review to that of the run');
	await ada.post(`/api/v1/checkpoints/${id}/approve`, {revision: 1});
	assert.equal((await ada.get(`/api/v1/checkpoints/${id}`)).body.estimate, null, 'what is decided has none');
});
