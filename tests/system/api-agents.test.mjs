// SPDX-License-Identifier: ISC
// Agents, logs, outputs, runs, events, graph: what a run shows.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, seedOutput, seedRun} from './seed.mjs';
import {startStack, uuidOf} from './stack.mjs';

let stack, ada, bob, project, run, agents;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project();
	({run, agents} = await seedRun(ada, project));
});
after(() => stack?.stop());

async function pages(address, limit) {
	const all = [];
	for (let next = ''; next !== null;) {
		const {status, body, text} = await ada.get(`${address}${address.includes('?') ? '&' : '?'}limit=${limit}${next && `&cursor=${next}`}`);
		assert.equal(status, 200, text);
		all.push(...body.items);
		next = body.next_cursor;
	}
	return all;
}

test('agents in the order of the graph, workers below their leader', async () => {
	const leader = uuidOf(agents.design.id);
	stack.sql(`INSERT INTO agents (project_id, run_id, node, type, task, parent_agent_id, ordinal)
		SELECT '${uuidOf(project.id)}', '${uuidOf(run)}', 'code_worker', 'code_worker', 't' || n, '${leader}', n FROM generate_series(1, 3) n;
		UPDATE agents SET metadata = '{"title": "The lamp"}', attempt = 2, retry_at = '2030-01-02 03:04:05Z' WHERE run_id = '${uuidOf(run)}' AND task = 't1'`);
	const list = await pages(`/api/v1/projects/${project.id}/agents`, 1);
	assert.deepEqual(list.map((agent) => agent.type), ['concept', 'design']);
	assert.deepEqual(list[1].sub_agents.map((agent) => [agent.type, agent.status, agent.progress]), Array(3).fill(['code_worker', 'pending', 0]));
	const told = [['The lamp', 't1', 2, '2030-01-02T03:04:05.000Z'], [null, 't2', 0, null], [null, 't3', 0, null]];
	for (const {sub_agents: workers} of [list[1], (await ada.get(`/api/v1/agents/${list[1].id}`)).body])
		assert.deepEqual(workers.map((one) => [one.title, one.task, one.attempt, one.retry_at]), told);
	assert.match(list[1].sub_agents[0].id, /^agent_[0-9a-f]{32}$/);
	const one = await ada.get(`/api/v1/agents/${list[0].id}`);
	assert.equal(one.status, 200);
	assert.deepEqual(one.body.tokens, {input: 0, cached_input: 0, output: 0});
	assert.equal(one.body.cost, 0);
	assert.equal(one.body.title, 'Concept');
	const worker = await ada.get(`/api/v1/agents/${list[1].sub_agents[0].id}`);
	assert.equal(worker.body.parent_agent_id, list[1].id);
	for (const tail of ['', '/logs', '/outputs'])
		assertError(assert, await bob.get(`/api/v1/agents/${list[0].id}${tail}`), 404, 'NOT_FOUND');
	assert.deepEqual((await ada.get(`/api/v1/projects/${project.id}/agents?status=failed`)).body, {items: [], next_cursor: null});
});

test('logs, newest first, by level, each once', async () => {
	stack.sql(`INSERT INTO agent_logs (agent_id, project_id, level, message, metadata)
		SELECT '${uuidOf(agents.concept.id)}', '${uuidOf(project.id)}', (ARRAY['DEBUG', 'INFO', 'WARN', 'ERROR'])[n % 4 + 1], E'line <b>' || n || E'</b>\\n\\u2028', '{"n": 1}'
		FROM generate_series(1, 45) n`);
	for (const address of [`/api/v1/agents/${agents.concept.id}/logs`, `/api/v1/projects/${project.id}/logs`]) {
		const lines = await pages(address, 20);
		assert.equal(lines.length, 45);
		assert.equal(new Set(lines.map((line) => line.id)).size, 45);
		assert.equal(lines[0].message, 'line <b>45</b>\n\u2028');
		assert.deepEqual(lines[0].metadata, {n: 1});
		assert.equal((await pages(`${address}?level=ERROR`, 100)).length, 11);
		assert.equal((await pages(`${address}?after=${lines[4].id}`, 100)).length, 4);
		assertError(assert, await ada.get(`${address}?level=LOUD`), 400, 'VALIDATION_ERROR');
	}
	assert.deepEqual((await ada.get(`/api/v1/agents/${agents.design.id}/logs`)).body, {items: [], next_cursor: null});
});

test('outputs: versions, newest first, and one with its content', async () => {
	const first = seedOutput(stack, project.id, run, agents.concept.id, {content: {summary: 'one', document: {title: 'T'}}});
	seedOutput(stack, project.id, run, agents.concept.id, {content: {summary: 'two'}});
	for (const address of [`/api/v1/agents/${agents.concept.id}/outputs`, `/api/v1/projects/${project.id}/outputs?type=concept_doc`])
		assert.deepEqual((await pages(address, 1)).map((output) => output.summary), ['two', 'one']);
	const {status, body} = await ada.get(`/api/v1/outputs/out_${first.replaceAll('-', '')}`);
	assert.equal(status, 200);
	assert.deepEqual(body.content, {summary: 'one', document: {title: 'T'}});
	assert.deepEqual(body.files, []);
	assertError(assert, await bob.get(`/api/v1/outputs/${body.id}`), 404, 'NOT_FOUND');
});

test('runs and the graph with states', async () => {
	const runs = await pages(`/api/v1/projects/${project.id}/runs`, 20);
	assert.deepEqual(runs.map((item) => [item.id, item.number, item.status, item.provider]), [[run, 1, 'active', 'offline']]);
	assert.equal((await ada.get(`/api/v1/runs/${run}`)).body.graph, 'game-dev');
	assertError(assert, await bob.get(`/api/v1/runs/${run}`), 404, 'NOT_FOUND');
	const {body} = await ada.get(`/api/v1/projects/${project.id}/graph`);
	assert.deepEqual(body.nodes.map((node) => [node.id, node.kind, node.status]),
		[['concept', 'agent', 'pending'], ['checkpoint_concept', 'checkpoint', 'pending'], ['design', 'agent', 'pending']]);
	assert.deepEqual(body.phases, [{number: 1, name: null, title: null}], 'a graph that names no phases');
	stack.sql(`UPDATE graph_versions SET graph = graph || '{"phases": ["planning", "development", "quality"]}' || jsonb_build_object('nodes', graph->'nodes' ||
		'[{"name": "late", "kind": "agent", "phase": 3, "order": 9}]') WHERE sha256 = repeat('a', 64)`);
	assert.deepEqual((await ada.get(`/api/v1/projects/${project.id}/graph`)).body.phases,
		[{number: 1, name: 'planning', title: 'Planning'}, {number: 3, name: 'quality', title: 'Quality'}], 'phases that have nodes');
	stack.sql(`UPDATE graph_versions SET graph = jsonb_set(graph - 'phases', '{nodes}', (graph->'nodes') - 3) WHERE sha256 = repeat('a', 64)`);
	assert.equal(body.nodes[0].agent_id, agents.concept.id);
	assert.deepEqual(body.edges.map((edge) => edge.kind), ['normal', 'conditional', 'conditional', 'conditional']);
	assert.deepEqual(body.edges.map((edge) => edge.target), [null, null, 'design', 'design'], 'what a decision may name');
	const draft = await ada.project();
	assert.equal((await ada.get(`/api/v1/projects/${draft.id}/graph`)).body.nodes.length, 3, 'a draft shows the newest graph');
});

test('events after a number, without gap or repeat', async () => {
	for (const what of ['pause', 'resume', 'pause', 'resume'])
		assert.equal((await ada.post(`/api/v1/projects/${project.id}/${what}`)).status, 200);
	const all = await pages(`/api/v1/projects/${project.id}/events`, 2);
	assert.deepEqual(all.map((event) => event.seq), all.map((event, i) => i + 1));
	assert.equal(all.at(-1).type, 'project:status_changed');
	assert.equal(all.at(-1).data.newStatus, 'running');
	const rest = await pages(`/api/v1/projects/${project.id}/events?after=${all.at(-3).seq}`, 1);
	assert.deepEqual(rest.map((event) => event.seq), all.slice(-2).map((event) => event.seq));
});

test('notifications of the caller only', async () => {
	stack.sql(`INSERT INTO notifications (user_id, project_id, kind, data, read_at) VALUES ('${ada.uuid}', '${uuidOf(project.id)}', 'checkpoint:created', '{"title": "x"}', NULL),
		('${ada.uuid}', NULL, 'system', '{}', now()), ('${bob.uuid}', NULL, 'system', '{}', NULL)`);
	assert.equal((await pages('/api/v1/users/me/notifications', 1)).length, 2);
	assert.equal((await pages('/api/v1/users/me/notifications?unread=true', 1)).length, 1);
});
