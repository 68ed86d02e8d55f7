// SPDX-License-Identifier: ISC
// Health, and what goes on while Redis, the database or a child is away.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {after, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {PASSWORD, startStack, until} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
});
after(() => stack?.stop());

const ready = () => stack.fetch('GET', '/health/ready');
const children = () => spawnSync('pgrep', ['-P', String(stack.processes.get('api').pid), '-x', 'ludwright-api'], {encoding: 'utf8'}).stdout.trim().split('\n').filter(Boolean).map(Number);

test('names what is there', async () => {
	assert.deepEqual((await stack.fetch('GET', '/health')).body, {status: 'healthy'});
	const {status, body} = await ready();
	assert.equal(status, 200);
	assert.deepEqual(body, {status: 'degraded', checks: {database: 'healthy', migrations: 'healthy', redis: 'healthy', disk: 'healthy', workers: 'away', providers: 'healthy'}});
});

test('missing migrations are 503', async () => {
	stack.sql('CREATE TABLE kept AS SELECT * FROM schema_migrations; DELETE FROM schema_migrations');
	const {status, body} = await ready();
	stack.sql('INSERT INTO schema_migrations SELECT * FROM kept');
	assert.equal(status, 503);
	assert.equal(body.checks.migrations, 'missing');
	assert.equal((await ready()).status, 200);
});

test('without Redis: reading goes on, signing in and refreshing do not', async () => {
	await stack.end('redis');
	const {status, body} = await ready();
	assert.equal(status, 200);
	assert.equal(body.status, 'degraded');
	assert.equal(body.checks.redis, 'unhealthy');
	assert.equal((await ada.get('/api/v1/projects')).status, 200);
	assert.equal((await ada.project()).status, 'draft');
	assertError(assert, await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: ada.refresh}}), 503, 'UNAVAILABLE');
	assertError(assert, await stack.fetch('POST', '/auth/login', {body: {email: 'ada@example.org', password: PASSWORD}}), 503, 'UNAVAILABLE');
	await stack.startRedis();
	await until(async () => (await ready()).body.checks.redis === 'healthy', 'Redis in the health report');
	assertError(assert, await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: ada.refresh}}), 401, 'UNAUTHENTICATED');
	await until(() => ada.login(), 'signing in again');
});

test('without the database: 503 in the one format, nothing told of it, back by itself', async () => {
	await stack.end('postgres', 'SIGINT');
	const {status, body} = await ready();
	assert.equal(status, 503);
	assert.equal(body.status, 'not_ready');
	const away = await ada.get('/api/v1/projects');
	assertError(assert, away, 503, 'UNAVAILABLE');
	assert.ok(away.headers['retry-after']);
	assert.ok(!/postgres|socket|\/tmp|SELECT/i.test(away.text), away.text);
	assertError(assert, await ada.post('/api/v1/projects', {name: 'x'}), 503, 'UNAVAILABLE');
	assert.equal((await stack.fetch('GET', '/health')).status, 200);
	await stack.startPostgres();
	await until(async () => (await ada.get('/api/v1/projects')).status === 200, 'the database to be found again', 5);
});

test('starts while the database is away, and serves when it comes', async () => {
	await stack.end('api');
	await stack.end('postgres', 'SIGINT');
	await stack.startApi();
	assert.equal((await ready()).status, 503);
	await stack.startPostgres();
	await until(async () => (await ada.get('/api/v1/projects')).status === 200, 'the database to be found', 5);
});

test('a child that dies is replaced', async () => {
	const old = await until(() => children().length === 4 && children(), 'four children');
	for (const pid of old)
		process.kill(pid, 'SIGKILL');
	await until(() => children().length === 4 && children().every((pid) => !old.includes(pid)), 'four new children');
	assert.equal((await ada.get('/api/v1/projects')).status, 200);
});

test('SIGHUP replaces all children and drops no request', async () => {
	const old = await until(() => children().length === 4 && children(), 'four children');
	let running = true, answers = 0;
	const load = Array.from({length: 4}, async () => {
		while (running) {
			assert.equal((await ada.get('/api/v1/projects')).status, 200);
			answers++;
		}
	});
	stack.processes.get('api').kill('SIGHUP');
	await until(() => children().every((pid) => !old.includes(pid)) && children().length === 4, 'all children to be new');
	running = false;
	await Promise.all(load);
	assert.ok(answers > 10);
});

test('SIGTERM ends at once when nothing is in hand', async () => {
	const api = stack.processes.get('api');
	const begun = Date.now();
	api.kill('SIGTERM');
	assert.equal(await api.ended, 0);
	assert.ok(Date.now() - begun < 9000, 'it waits for no timer');
	assertError(assert, await ada.get('/api/v1/projects'), 502, 'UNAVAILABLE');
});
