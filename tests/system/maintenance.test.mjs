// SPDX-License-Identifier: ISC
// Maintenance as people, machines and workers see it: changes are refused for a while, reading goes on, everybody hears of it, and what had begun is finished.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, sleep, until, uuidOf} from './stack.mjs';
import {assertError, seedCheckpoint, seedRun} from './seed.mjs';
import {Live} from './live.mjs';
import {finishedProject, reach, startSmall} from './small.mjs';

let stack, ada, admin;
before(async () => {
	stack = await startSmall();
	await stack.startRelay();
	ada = await stack.user('ada');
	admin = await stack.user('root', {role: 'admin'});
});
after(() => stack?.stop());

const begin = (...more) => stack.ludctl(['maintenance', 'on', ...more]);
const end = () => stack.ludctl(['maintenance', 'off']);
const connect = async (client) => {
	const live = new Live(`ws://127.0.0.1:${stack.port}/ws`);
	await live.opened;
	await live.auth(client.token);
	return live;
};
/** Children look once a second; each of them has to have looked. */
const refusedBy = (client) => until(async () => {
	const answers = await Promise.all(Array.from({length: 8}, () => client.put('/api/v1/users/me', {name: 'Ada'})));
	return answers.every((answer) => answer.status === 503) && answers[0];
}, 'changes to be refused');
const allowed = (client) => until(async () => {
	const answers = await Promise.all(Array.from({length: 8}, () => client.put('/api/v1/users/me', {name: 'Ada'})));
	return answers.every((answer) => answer.status === 200);
}, 'changes to be taken again');

test('changes are 503 with Retry-After, reading and signing in go on', async () => {
	begin('--message', 'Back <soon>', '--until', '+10min');
	const refused = await refusedBy(ada);
	assertError(assert, refused, 503, 'MAINTENANCE');
	assert.equal(refused.body.error.message, 'Back <soon>');
	const wait = Number(refused.headers['retry-after']);
	assert.ok(wait > 0 && wait <= 600, `Retry-After: ${wait}`);
	assert.equal((await ada.get('/api/v1/projects')).status, 200);
	assert.equal((await ada.post('/api/v1/projects/estimate', {concept: {scope: 'mvp'}})).status, 200, 'an estimate changes nothing');
	await ada.login();
	assertError(assert, await ada.post('/api/v1/projects', {}), 503, 'MAINTENANCE');
	assertError(assert, await ada.delete(`/api/v1/projects/proj_${'0'.repeat(32)}`), 503, 'MAINTENANCE');
	assert.match(stack.ludctl(['maintenance']), /^on since .*\nBack <soon>\n$/);
	assert.equal((await admin.put('/api/v1/admin/maintenance', {active: false})).status, 200, 'an admin ends it');
	assert.equal(stack.ludctl(['maintenance', 'status']), 'off\n');
	await allowed(ada);
	assert.deepEqual(stack.sql("SELECT action, actor_id IS NULL FROM audit WHERE action LIKE 'maintenance.%' ORDER BY id").split('\n'), ['maintenance.on\tt', 'maintenance.off\tf']);
});

test('of all routes that could change something these are answered, and no others', async () => {
	const answered = [], clerk = await stack.user('clerk', {role: 'admin'}), {paths} = (await stack.fetch('GET', '/api/v1/openapi.json')).body;
	const routes = Object.entries(paths).flatMap(([address, item]) => Object.keys(item).filter((method) => !['get', 'head', 'parameters'].includes(method)).map((method) => `${method.toUpperCase()} ${address}`));
	assert.ok(routes.length > 60, `${routes.length} routes`);
	routes.sort((a, b) => a.endsWith('/logout') - b.endsWith('/logout')); // it ends the session
	begin('--message', 'Moving house');
	await until(() => stack.value("SELECT clock_timestamp() - changed_at > interval '1.5 seconds' FROM maintenance") === 't', 'each child to have looked');
	for (const route of routes) {
		const [method, address] = route.split(' '), from = address.startsWith('/') && !/^\/(api|auth|health)/.test(address) ? `/api/v1${address}` : address;
		const {status, body} = await clerk.call(method, from.replace('{job}', '1').replace(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), {});
		if (status !== 503 || body.error.code !== 'MAINTENANCE')
			answered.push(route);
	}
	end();
	assert.deepEqual(answered.map((route) => route.replace('/api/v1', '')).sort(), ['DELETE /auth/sessions', 'DELETE /auth/sessions/{sess}', 'POST /auth/login', 'POST /auth/logout', 'POST /auth/reauth',
		'POST /auth/refresh', 'POST /auth/stream-ticket', 'POST /projects/estimate', 'PUT /admin/maintenance']);
	await allowed(ada);
});

test('everybody who is connected hears of it, and who comes meanwhile', async () => {
	const early = [await connect(ada), await connect(admin)];
	begin('--message', 'Moving house');
	for (const live of early)
		await until(() => live.heard('system:maintenance').length === 1, 'system:maintenance');
	const {data} = early[0].heard('system:maintenance')[0];
	assert.deepEqual(Object.keys(data).sort(), ['endsAt', 'message', 'startsAt', 'state', 'timestamp']);
	assert.deepEqual([data.state, data.message, data.endsAt], ['on', 'Moving house', null]);
	assert.ok(Math.abs(Date.parse(data.startsAt) - Date.parse(data.timestamp)) < 5000);
	const late = await connect(ada);
	await until(() => late.heard('system:maintenance').length === 1, 'the greeting');
	end();
	for (const live of [...early, late])
		await until(() => live.heard('system:maintenance').at(-1).data.state === 'off', 'its end');
	const after = await connect(ada);
	await after.ask('subscribe:project', {projectId: (await ada.project().catch(() => ({}))).id ?? `proj_${'0'.repeat(32)}`});
	assert.equal(after.heard('system:maintenance').length, 0, 'nobody is told of what is over');
	[...early, late, after].forEach((live) => live.socket.close());
});

test('workers finish what they have in hand and begin nothing', async () => {
	await allowed(ada);
	const project = await ada.project({config: {checkpoints: [], seed: 7}});
	begin('--wait');
	stack.sql(`SELECT project_start('${ada.uuid}', '${uuidOf(project.id)}')`); // as if it had been started just before
	for (let i = 0; i < 10; i++) {
		assert.equal(stack.value(`SELECT count(*) FROM jobs WHERE leased_by IS NOT NULL`), '0');
		await sleep(200);
	}
	assert.equal(stack.value(`SELECT count(*) FROM jobs WHERE project_id = '${uuidOf(project.id)}'`), '1', 'it waits');
	end();
	await reach(ada, project.id, 'completed');
});

test('a run that is under way stops between two steps and goes on after', async () => {
	await allowed(ada);
	const project = await ada.project({config: {checkpoints: [], seed: 8}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	begin('--wait');
	const steps = () => stack.value(`SELECT count(*) FROM snapshots WHERE project_id = '${uuidOf(project.id)}'`);
	const before = steps();
	await sleep(1500);
	assert.equal(steps(), before, 'nothing is committed once --wait has returned');
	end();
	await reach(ada, project.id, 'completed');
	await finishedProject(ada);
});

test('no reminder goes out meanwhile', async () => {
	await allowed(ada);
	const project = await ada.project();
	await stack.end('worker');
	const {run, agents} = await seedRun(ada, project);
	seedCheckpoint(stack, project.id, run, agents.concept.id, {node: 'checkpoint_x'});
	stack.sql(`UPDATE checkpoints SET created_at = created_at - interval '5 h' WHERE project_id = '${uuidOf(project.id)}'`);
	const remind = () => spawnSync(path.join(build, 'ludwright-remind'), [], {...stack.as, env: stack.env, encoding: 'utf8'}).stderr;
	begin();
	assert.match(remind(), /reminded of 0 checkpoints/);
	end();
	assert.match(remind(), /reminded of 1 checkpoints/);
});

test('a time that is none is refused', () => {
	assert.throws(() => begin('--until', 'tomorrowish'), /invalid input syntax/);
	assert.equal(stack.ludctl(['maintenance']), 'off\n');
});
