// SPDX-License-Identifier: ISC
// Snapshots: listed, shown, compared, forked; a failed agent tried again. Forks wait here, paused; fork-runs.test.mjs lets them run.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {finishedProject, reach, snapshotsOf, startSmall} from './small.mjs';
import {CONCEPT, PASSWORD, uuidOf} from './stack.mjs';

const UNKNOWN = 'snap_00000000000000000000000000000000';
let stack, ada, vic, sam, project, snapshots, last;
before(async () => {
	stack = await startSmall();
	ada = await stack.user('ada');
	vic = await stack.user('vic');
	sam = await stack.user('sam');
	project = await finishedProject(ada);
	share(project.id, vic, 'viewer');
	snapshots = await snapshotsOf(ada, project.id);
	last = snapshots.at(-1);
});
after(() => stack?.stop());

const share = (id, client, role) =>
	stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(id)}', '${client.uuid}', '${role}')`);
const waiting = (client, snapshot, body = {}) => client.post(`/api/v1/snapshots/${snapshot}/fork`, {start: false, ...body});
const made = (cause) => snapshots.find((snapshot) => snapshot.cause === cause);

test('a snapshot for each step, newest first, in pages', async () => {
	assert.deepEqual(snapshots.map((snapshot) => snapshot.number), snapshots.map((snapshot, i) => i + 1));
	assert.equal(snapshots[0].cause, 'run start');
	assert.equal(last.cause, 'pack completed');
	assert.deepEqual(Object.keys(last), ['id', 'number', 'cause', 'agent_id', 'agent_type', 'created_at']);
	assert.match(last.id, /^snap_[0-9a-f]{32}$/);
	assert.equal(last.agent_type, 'pack');
	const mine = await ada.get(`/api/v1/runs/${project.run_id}/snapshots?agent_id=${last.agent_id}`);
	assert.deepEqual(mine.body, {items: [last], next_cursor: null});
	assertError(assert, await ada.get(`/api/v1/runs/${project.run_id}/snapshots?agent_id=nobody`), 400, 'VALIDATION_ERROR');
	const draft = await ada.project();
	const {body} = await ada.post(`/api/v1/projects/${draft.id}/start`);
	assert.equal((await ada.get(`/api/v1/runs/${body.run_id}/snapshots`)).status, 200);
});

test('one snapshot, with what its channels held', async () => {
	const {status, body, headers} = await ada.get(`/api/v1/snapshots/${made('split completed').id}`);
	assert.equal(status, 200);
	assert.equal(headers.etag, '"1"');
	assert.deepEqual(Object.keys(body), ['id', 'project_id', 'run_id', 'number', 'cause', 'agent_id', 'agent_type', 'channels', 'created_at']);
	assert.deepEqual([body.project_id, body.run_id], [project.id, project.run_id]);
	assert.deepEqual(Object.keys(body.channels), ['concept_document', 'task_breakdown']);
	const {output_id, ...shown} = body.channels.task_breakdown;
	assert.deepEqual(shown, {revision: 1, output_type: 'task_breakdown', summary: 'split done'});
	const output = await ada.get(`/api/v1/outputs/${output_id}`);
	assert.equal(output.body.agent_id, body.agent_id);
	assert.deepEqual((await ada.get(`/api/v1/snapshots/${snapshots[0].id}`)).body.channels, {});
});

test('two of one run beside each other, either way', async () => {
	const first = made('concept completed').id;
	const forward = (await ada.get(`/api/v1/snapshots/${first}/compare?with=${last.id}`)).body;
	assert.deepEqual([forward.id, forward.number, forward.with, forward.with_number], [first, 2, last.id, last.number]);
	const changes = (body) => Object.fromEntries(Object.entries(body.channels).map(([name, channel]) => [name, channel.change]));
	assert.deepEqual(changes(forward), {asset_artifacts: 'added', build_result: 'added', code_artifacts: 'added', concept_document: 'same', task_breakdown: 'added'});
	assert.equal(forward.channels.build_result.output, null);
	assert.deepEqual(forward.channels.build_result.with, (await ada.get(`/api/v1/snapshots/${last.id}`)).body.channels.build_result);
	const back = (await ada.get(`/api/v1/snapshots/${last.id}/compare?with=${first}`)).body;
	assert.equal(changes(back).build_result, 'removed');
});

test('two of different projects: equal documents are the same, whoever made them', async () => {
	const twin = await finishedProject(ada);
	const other = await finishedProject(ada, {name: 'Under the sea'});
	const compare = async (id) => (await ada.get(`/api/v1/snapshots/${last.id}/compare?with=${(await snapshotsOf(ada, id)).at(-1).id}`)).body.channels;
	for (const channel of Object.values(await compare(twin.id))) {
		assert.equal(channel.change, 'same');
		assert.notEqual(channel.output.output_id, channel.with.output_id);
	}
	assert.equal((await compare(other.id)).concept_document.change, 'changed');
});

test('a fork is a project of the caller that shares what was made by then', async () => {
	const {status, body: fork, text} = await waiting(vic, made('art gather completed').id, {name: 'Mine', config: {language: 'ja'}});
	assert.equal(status, 201, text);
	assert.deepEqual([fork.name, fork.status, fork.status_reason, fork.role, fork.seed], ['Mine', 'paused', 'user', 'owner', 7]);
	assert.deepEqual(fork.config, {seed: 7, checkpoints: [], language: 'ja'});
	assert.deepEqual(fork.concept, project.concept);
	assert.deepEqual(fork.allowed_actions, ['resume', 'cancel']);
	assertError(assert, await ada.get(`/api/v1/projects/${fork.id}`), 404);
	const run = (await vic.get(`/api/v1/runs/${fork.run_id}`)).body;
	assert.deepEqual([run.number, run.forked_from, run.started_by], [1, made('art gather completed').id, vic.id]);
	assert.equal((await vic.get(`/api/v1/projects/${fork.id}/runs`)).body.items[0].forked_from, run.forked_from);
	const agents = (await vic.get(`/api/v1/projects/${fork.id}/agents`)).body.items;
	assert.deepEqual(agents.map((agent) => [agent.type, agent.status]),
		[['concept', 'completed'], ['split', 'completed'], ['code', 'pending'], ['art', 'completed'], ['pack', 'pending']]);
	assert.deepEqual(agents[3].sub_agents.map((agent) => agent.status), Array(4).fill('completed'));
	assert.equal(agents[0].cost, 0);
	const [first] = await snapshotsOf(vic, fork.id);
	assert.match(first.cause, /^forked from Lighthouse, snapshot \d+$/);
	const {channels} = (await vic.get(`/api/v1/snapshots/${run.forked_from}/compare?with=${first.id}`)).body;
	assert.deepEqual(Object.keys(channels), ['asset_artifacts', 'concept_document', 'task_breakdown']);
	assert.ok(Object.values(channels).every((channel) => channel.change === 'same'));
	const art = (await vic.get(`/api/v1/projects/${fork.id}/files`)).body.items.filter((file) => file.path.startsWith('art/'));
	assert.ok(art.length > 0);
	for (const file of art)
		assert.equal((await vic.get(`/api/v1/files/${file.id}`)).status, 200);
	const events = (await vic.get(`/api/v1/projects/${fork.id}/events`)).body.items;
	assert.deepEqual(events.map((event) => [event.seq, event.data.newStatus]), [[1, 'running'], [2, 'paused']]);
});

test('a fork of a fork, and the same request twice', async () => {
	const fork = (await waiting(vic, last.id, {from: 'pack'})).body;
	assert.equal(fork.name, project.name);
	const [first] = await snapshotsOf(vic, fork.id);
	const key = {'idempotency-key': 'twice'};
	const one = await vic.post(`/api/v1/snapshots/${first.id}/fork`, {start: false, from: 'code'}, key);
	const two = await vic.post(`/api/v1/snapshots/${first.id}/fork`, {start: false, from: 'code'}, key);
	assert.deepEqual([one.status, two.status, two.body.id], [201, 201, one.body.id]);
	assert.equal(two.headers['idempotency-replayed'], 'true');
	assert.equal((await vic.get(`/api/v1/runs/${one.body.run_id}`)).body.forked_from, first.id);
});

test('either project may be deleted', async () => {
	const origin = await finishedProject(ada);
	const fork = (await waiting(ada, (await snapshotsOf(ada, origin.id)).at(-1).id, {from: 'pack'})).body;
	const documents = async (id) => {
		const [first] = await snapshotsOf(ada, id);
		const {channels} = (await ada.get(`/api/v1/snapshots/${first.id}`)).body;
		return Promise.all(Object.values(channels).map(async (channel) => (await ada.get(`/api/v1/outputs/${channel.output_id}`)).body.content.document));
	};
	const before = await documents(fork.id);
	assert.equal((await ada.delete(`/api/v1/projects/${origin.id}`)).status, 204);
	assert.deepEqual(await documents(fork.id), before);
	assert.equal(before.length, 5);
	const again = (await waiting(ada, (await snapshotsOf(ada, fork.id))[0].id, {from: 'pack'})).body;
	assert.equal((await ada.delete(`/api/v1/projects/${again.id}`)).status, 204);
	assert.deepEqual(await documents(fork.id), before);
});

test('who may: owner and viewer, not strangers', async () => {
	const reads = [`/api/v1/runs/${project.run_id}/snapshots`, `/api/v1/snapshots/${last.id}`, `/api/v1/snapshots/${last.id}/compare?with=${snapshots[0].id}`];
	for (const address of reads) {
		assert.equal((await ada.get(address)).status, 200, address);
		assert.equal((await vic.get(address)).status, 200, address);
		assertError(assert, await sam.get(address), 404, 'NOT_FOUND');
		assertError(assert, await stack.fetch('GET', address), 401, 'UNAUTHENTICATED');
	}
	assertError(assert, await waiting(sam, last.id, {from: 'pack'}), 404, 'NOT_FOUND');
	assertError(assert, await stack.fetch('POST', `/api/v1/snapshots/${last.id}/fork`, {body: {}}), 401, 'UNAUTHENTICATED');
	const own = await finishedProject(sam);
	const theirs = (await snapshotsOf(sam, own.id)).at(-1).id;
	for (const [one, other] of [[theirs, last.id], [last.id, theirs]])
		assertError(assert, await sam.get(`/api/v1/snapshots/${one}/compare?with=${other}`), 404, 'NOT_FOUND');
	assert.equal(stack.value(`SELECT count(*) FROM projects WHERE user_id = '${sam.uuid}'`), '1');
});

test('an admin sees both sides, and leaves a trace of both', async () => {
	const root = await stack.user('root', {role: 'admin'});
	const own = await finishedProject(sam);
	const theirs = (await snapshotsOf(sam, own.id)).at(-1).id;
	assert.equal((await root.get(`/api/v1/snapshots/${last.id}/compare?with=${theirs}`)).status, 200);
	const looks = stack.sql(`SELECT subject FROM audit WHERE actor_id = '${root.uuid}' AND action = 'admin.look' AND address IS NOT NULL ORDER BY id`).split('\n');
	assert.deepEqual(looks.map((subject) => subject.match(/snap_[0-9a-f]+/)[0]).sort(), [last.id, theirs].sort());
});

test('what is malformed or not there', async () => {
	for (const id of ['snap_xyz', project.run_id, UNKNOWN, 'snap_']) {
		assertError(assert, await ada.get(`/api/v1/snapshots/${id}`), 404, 'NOT_FOUND');
		assertError(assert, await ada.get(`/api/v1/snapshots/${id}/compare?with=${last.id}`), 404, 'NOT_FOUND');
		assertError(assert, await waiting(ada, id), 404, 'NOT_FOUND');
	}
	assert.equal((await ada.get(`/api/v1/snapshots/${uuidOf(last.id)}`)).body.id, last.id, 'a plain UUID is accepted');
	for (const query of ['', '?with=', '?with=snap_1', `?with=${project.run_id}`, `?with=${last.id}&without=1`])
		assertError(assert, await ada.get(`/api/v1/snapshots/${last.id}/compare${query}`), 400, 'VALIDATION_ERROR');
	assertError(assert, await ada.get(`/api/v1/snapshots/${last.id}/compare?with=${UNKNOWN}`), 404, 'NOT_FOUND');
	const wrong = await waiting(ada, last.id, {name: '', from: 7, start: 'now', config: {seed: -1}, concept: {}});
	assertError(assert, wrong, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(wrong), ['concept', 'config.seed', 'from', 'name', 'start']);
	assertError(assert, await ada.get(`/api/v1/snapshots/${last.id}/fork`), 405, 'METHOD_NOT_ALLOWED');
});

test('a run at its end needs a node that it had come to', async () => {
	for (const body of [{}, {from: 'nowhere'}, {from: 'checkpoint_final'}]) {
		const answer = await waiting(ada, last.id, body);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.deepEqual(answer.body.error.details, [{field: 'from', message: 'Must be one of: concept, split, code, art, pack'}]);
	}
	const early = await waiting(ada, made('concept completed').id, {from: 'pack'});
	assert.equal(early.body.error.details[0].message, 'Must be one of: concept, split');
	assert.equal((await waiting(ada, last.id, {from: 'concept'})).status, 201);
});

test('what cannot be forked is a conflict', async () => {
	const id = stack.value(`INSERT INTO snapshots (project_id, run_id, number, cause, channels, state)
		VALUES ('${uuidOf(project.id)}', '${uuidOf(project.run_id)}', 1000, 'nothing', '{}', '{}') RETURNING id`);
	const answer = await waiting(ada, id);
	assertError(assert, answer, 409, 'STATE_CONFLICT');
	assert.equal(answer.body.error.details[0].reason, 'nothing had begun');
	stack.sql(`DELETE FROM snapshots WHERE id = '${id}'`);
});

test('a failed agent is tried again by who may change the project', async () => {
	const broken = await ada.project({concept: {...CONCEPT, description: `break:split ${CONCEPT.description}`}, config: {checkpoints: []}});
	await ada.post(`/api/v1/projects/${broken.id}/start`);
	await reach(ada, broken.id, 'failed');
	share(broken.id, vic, 'viewer');
	const agents = Object.fromEntries((await ada.get(`/api/v1/projects/${broken.id}/agents`)).body.items.map((agent) => [agent.type, agent]));
	const retry = (client, agent, body) => client.post(`/api/v1/agents/${agent}/retry`, body);
	assertError(assert, await retry(sam, agents.split.id), 404, 'NOT_FOUND');
	assertError(assert, await retry(vic, agents.split.id), 403, 'FORBIDDEN');
	assertError(assert, await retry(ada, 'agent_1'), 404, 'NOT_FOUND');
	assertError(assert, await retry(ada, agents.split.id, {hard: true}), 400, 'VALIDATION_ERROR');
	const unbroken = await retry(ada, agents.concept.id);
	assertError(assert, unbroken, 409, 'STATE_CONFLICT');
	assert.equal(unbroken.body.error.details[0].reason, 'the agent is completed');
	assert.equal((await ada.put(`/api/v1/projects/${broken.id}`, {concept: {description: CONCEPT.description}})).status, 200);
	const again = await retry(ada, agents.split.id);
	assert.deepEqual([again.status, again.body.id], [200, agents.split.id]);
	await reach(ada, broken.id, 'completed');
	assert.equal((await ada.get(`/api/v1/agents/${agents.split.id}`)).body.status, 'completed');
	const late = await retry(ada, agents.split.id);
	assertError(assert, late, 409, 'STATE_CONFLICT');
	assert.deepEqual(late.body.error.details, [{status: 'completed', allowed_actions: ['start']}]);
});

test('ludctl lists, compares and forks', async () => {
	const env = {...stack.env, LUDWRIGHT_URL: stack.origin, LUDWRIGHT_EMAIL: ada.email, LUDWRIGHT_PASSWORD: PASSWORD};
	const ludctl = (...args) => stack.ludctl(['project', ...args], {env}).trim();
	const lines = ludctl('snapshots', project.id).split('\n');
	assert.equal(lines.length, snapshots.length);
	assert.match(lines[0], new RegExp(`^${last.id} +${last.number}  \\S+Z  pack completed$`));
	assert.deepEqual(JSON.parse(ludctl('snapshots', project.id, '--json')).items, [...snapshots].reverse());
	const differ = ludctl('compare', made('concept completed').id, last.id).split('\n');
	assert.ok(differ.includes('same     concept_document'), differ.join('\n'));
	assert.match(differ[differ.indexOf('added    build_result') + 1], /^ {2}\+ out_[0-9a-f]{32} r1 {2}pack done$/);
	const id = ludctl('fork', last.id, '--name', 'By hand', '--from', 'code', '--paused');
	assert.match(id, /^proj_[0-9a-f]{32}$/);
	assert.deepEqual(await ada.get(`/api/v1/projects/${id}`).then(({body}) => [body.name, body.status]), ['By hand', 'paused']);
	assert.throws(() => ludctl('fork', last.id), /begin again[\s\S]*from: Must be one of: concept/);
	const draft = await ada.project();
	assert.throws(() => ludctl('snapshots', draft.id), /has not been started/);
});
