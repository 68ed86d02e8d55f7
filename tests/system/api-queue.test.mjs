// SPDX-License-Identifier: ISC
// The queue for admins: what waits, what was given up, another chance for it, throwing it away; each with a row in the trail that names the admin.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, seedDead, seedRun} from './seed.mjs';
import {PASSWORD, startStack, uuidOf} from './stack.mjs';

const Q = '/api/v1/admin/queue', HERE = "'00000000-0000-4000-8000-00000000000a'";
let stack, root, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	root = await stack.user('root', {role: 'admin'});
	stack.sql(`INSERT INTO workers (id, host, pid, alive_until) VALUES (${HERE}, 'alpha', 41, 'infinity'), (gen_random_uuid(), 'beta', 7, now() - interval '1 h')`);
});
after(() => stack?.stop());

const clear = () => stack.sql('DELETE FROM jobs; DELETE FROM dead_jobs');
const trail = (action) => stack.value(`SELECT concat_ws(' ', subject, outcome, actor_id = '${root.uuid}', address IS NOT NULL, request_id IS NOT NULL, detail->>'by')
	FROM audit WHERE action = '${action}' ORDER BY id DESC LIMIT 1`);
function job(more = {}) {
	const columns = {kind: "'noop'", payload: `'{"n": 1}'`, ...more};
	return Number(stack.value(`INSERT INTO jobs (${Object.keys(columns)}) VALUES (${Object.values(columns)}) RETURNING id`));
}
async function pages(address) {
	const all = [];
	for (let next = ''; next !== null;) {
		const {status, body, text} = await root.get(`${address}${address.includes('?') ? '&' : '?'}limit=2${next && `&cursor=${next}`}`);
		assert.equal(status, 200, text);
		all.push(...body.items);
		next = body.next_cursor;
	}
	return all;
}
/** A project whose agent failed for good, and the dead letter of its step. */
async function failed() {
	const project = await ada.project(), {run, agents} = await seedRun(ada, project), agent = uuidOf(agents.concept.id);
	stack.sql(`DELETE FROM jobs WHERE project_id = '${uuidOf(project.id)}';
		UPDATE agents SET status = 'running' WHERE id = '${agent}'; UPDATE agents SET status = 'failed', error = 'x', error_type = 'internal' WHERE id = '${agent}';
		UPDATE runs SET status = 'failed', ended_at = now() WHERE id = '${uuidOf(run)}'; UPDATE projects SET status = 'failed', status_reason = 'error' WHERE id = '${uuidOf(project.id)}'`);
	const id = seedDead(stack, {kind: "'step'", project_id: `'${uuidOf(project.id)}'`, run_id: `'${uuidOf(run)}'`, agent_id: `'${agent}'`, payload: `'{"node": "concept", "task": null}'`});
	return {id, project, run, agent: agents.concept.id};
}

test('what waits, what is at work, and who works', async () => {
	clear();
	assert.deepEqual((await root.get(Q)).body.jobs, []);
	assert.equal((await root.get(Q)).body.oldest_ready_at, null);
	job({run_at: "now() - interval '90 s'", created_at: "now() - interval '90 s'"});
	job({run_at: "now() + interval '1 h'"});
	job({held: true});
	job({leased_by: HERE, lease: 1, attempt: 1});
	seedDead(stack);
	const {status, body} = await root.get(Q);
	assert.equal(status, 200);
	assert.deepEqual(body.jobs, [{kind: 'noop', ready: 1, later: 1, held: 1, leased: 1}]);
	assert.ok(Date.parse(body.oldest_ready_at) <= Date.parse(body.last_died_at) - 90000 && body.dead === 1, JSON.stringify(body));
	assert.deepEqual(body.workers.map(({host, pid, alive, in_hand: held}) => [host, pid, alive, held]), [['alpha', 41, true, 1], ['beta', 7, false, 0]]);
	assertError(assert, await ada.get(Q), 404, 'NOT_FOUND');
});

test('jobs, by state and project, each once', async () => {
	clear();
	const {project} = {project: await ada.project()};
	await seedRun(ada, project);
	const ready = [job(), job(), job()], later = job({run_at: "now() + interval '1 h'"}), held = job({held: true}), leased = job({leased_by: HERE, lease: 1, attempt: 1, last_error: "'timed out'"});
	const all = await pages(`${Q}/jobs`);
	assert.deepEqual(all.map(({id}) => id), [all[0].id, ...ready, later, held, leased]);
	assert.deepEqual([all[0].kind, all[0].project_id, all[0].run_id, all[0].state], ['advance', project.id, (await ada.get(`/api/v1/projects/${project.id}`)).body.run_id, 'ready']);
	assert.deepEqual([all.at(-1).worker, all.at(-1).error], ['alpha:41', 'timed out']);
	for (const [state, ids] of [['ready', [all[0].id, ...ready]], ['later', [later]], ['held', [held]], ['leased', [leased]]])
		assert.deepEqual((await pages(`${Q}/jobs?state=${state}`)).map(({id}) => id), ids, state);
	assert.deepEqual((await pages(`${Q}/jobs?project_id=${project.id}`)).map(({id}) => id), [all[0].id]);
	assert.deepEqual(await pages(`${Q}/jobs?project_id=${project.id}&state=held`), []);
	assert.match(trail('admin.look'), /^\/api\/v1\/admin\/queue\/jobs ok t t t/);
	assertError(assert, await root.get(`${Q}/jobs?state=dead`), 400, 'VALIDATION_ERROR');
	assertError(assert, await ada.get(`${Q}/jobs`), 404, 'NOT_FOUND');
});

test('dead letters, the latest first, and one with all that is known', async () => {
	clear();
	const one = await failed(), plain = [seedDead(stack), seedDead(stack)];
	assert.deepEqual((await pages(`${Q}/dead`)).map(({id}) => id), [...plain].reverse().concat(one.id));
	assert.deepEqual((await pages(`${Q}/dead?project_id=${one.project.id}`)).map(({id}) => id), [one.id]);
	const {body} = await root.get(`${Q}/dead/${one.id}`);
	assert.deepEqual([body.id, body.kind, body.project_id, body.run_id, body.agent_id, body.node, body.project_name, body.project_status, body.agent_status, body.error, body.payload],
		[one.id, 'step', one.project.id, one.run, one.agent, 'concept', one.project.name, 'failed', 'failed', 'its worker died', {node: 'concept', task: null}]);
	assert.match(trail('admin.look'), new RegExp(`^${Q}/dead/${one.id} ok t t t`));
	for (const id of ['0', '-1', '01', '1.0', '1e3', '999999999999999999', '9999999999999999999', 'x', String(job())])
		assertError(assert, await root.get(`${Q}/dead/${id}`), 404, 'NOT_FOUND');
	for (const [method, tail] of [['GET', ''], ['POST', '/requeue'], ['DELETE', '']])
		assertError(assert, await ada.call(method, `${Q}/dead/${one.id}${tail}`), 404, 'NOT_FOUND');
});

test('another chance: of a job, and of an agent whose project goes on', async () => {
	clear();
	const plain = seedDead(stack), {body} = await root.post(`${Q}/dead/${plain}/requeue`);
	assert.deepEqual(body, {id: plain, how: 'job'});
	assert.equal(stack.value(`SELECT attempt || ' ' || held FROM jobs WHERE id = ${plain}`), '0 false');
	assert.equal(trail('queue.requeue'), `${plain} ok t t t ludwright-api`);
	const again = await root.post(`${Q}/dead/${plain}/requeue`);
	assertError(assert, again, 404, 'NOT_FOUND');
	const {id, project, agent} = await failed();
	assert.deepEqual((await root.post(`${Q}/dead/${id}/requeue`, {}, {'idempotency-key': 'once'})).body, {id, how: 'agent'});
	assert.equal((await root.post(`${Q}/dead/${id}/requeue`, {}, {'idempotency-key': 'once'})).headers['idempotency-replayed'], 'true');
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).body.status, 'running');
	assert.equal(stack.value(`SELECT count(*) FROM jobs WHERE agent_id = '${uuidOf(agent)}'`), '1');
	const gone = await failed();
	stack.sql(`UPDATE projects SET status = 'cancelled', status_reason = NULL WHERE id = '${uuidOf(gone.project.id)}'`);
	const refused = await root.post(`${Q}/dead/${gone.id}/requeue`);
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details, [{reason: 'cancelled'}]);
	assert.equal((await root.get(`${Q}/dead/${gone.id}`)).status, 200, 'it is still there');
});

test('throwing one away needs a fresh password, and leaves a row', async () => {
	clear();
	const id = seedDead(stack), other = job();
	stack.sql(`UPDATE sessions SET auth_time = now() - interval '10 min' WHERE user_id = '${root.uuid}'`);
	root.token = (await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: root.refresh}})).body.access_token;
	assertError(assert, await root.delete(`${Q}/dead/${id}`), 401, 'REAUTH_REQUIRED');
	assert.equal((await root.delete(`${Q}/dead/${id}`, {password: PASSWORD})).status, 204);
	assert.equal(stack.value('SELECT count(*) FROM dead_jobs'), '0');
	assert.equal(trail('queue.drop'), `${id} ok t t t ludwright-api`);
	assertError(assert, await root.delete(`${Q}/dead/${id}`, {password: PASSWORD}), 404, 'NOT_FOUND');
	const refused = await root.delete(`${Q}/dead/${other}`, {password: PASSWORD});
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details, [{state: 'ready'}]);
});
