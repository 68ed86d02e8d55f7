// SPDX-License-Identifier: ISC
// GET /metrics: what was asked, how it ended and how long it took, over all children, for those who may know.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {startStack, until} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

async function metrics() {
	const {status, text, headers} = await stack.fetch('GET', '/metrics');
	assert.equal(status, 200, text);
	assert.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
	const values = new Map(), types = new Map();
	for (const line of text.trim().split('\n')) {
		const type = line.match(/^# TYPE (\S+) (counter|gauge|histogram)$/);
		if (type) {
			assert.ok(!types.has(type[1]), `${type[1]} once`);
			types.set(type[1], type[2]);
		} else if (!line.startsWith('# HELP ')) {
			const [, name, labels = '', value] = line.match(/^([a-z_]+)(\{(?:[a-z]+="[^"\\\n]*",?)+\})? (\d+(?:\.\d+)?)$/) ?? assert.fail(line);
			assert.ok(types.has(name) || types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram', line);
			assert.ok(!values.has(name + labels), `${name}${labels} once`);
			values.set(name + labels, Number(value));
		}
	}
	return values;
}
const requests = (values, method, route, status) => values.get(`http_requests_total{method="${method}",route="${route}",status="${status}"}`) ?? 0;

test('requests are counted by route and status, whichever child answered', async () => {
	const before = await metrics();
	await Promise.all(Array.from({length: 40}, () => ada.get('/api/v1/projects')));
	await ada.get('/api/v1/projects/proj_00000000000000000000000000000000');
	await ada.post('/api/v1/projects', {});
	await ada.get('/api/v1/nowhere/at/all');
	await stack.fetch('GET', '/api/v1/users/me');
	const now = await until(async () => {
		const values = await metrics();
		return requests(values, 'GET', '/api/v1/projects', 200) - requests(before, 'GET', '/api/v1/projects', 200) === 40 && values;
	}, '40 requests');
	const rose = (...what) => requests(now, ...what) - requests(before, ...what);
	assert.equal(rose('GET', '/api/v1/projects/{proj}', 404), 1);
	assert.equal(rose('POST', '/api/v1/projects', 400), 1);
	assert.equal(rose('other', 'none', 404), 1);
	assert.equal(rose('GET', '/api/v1/users/me', 401), 1);
	const labels = 'method="GET",route="/api/v1/projects"';
	const buckets = [...now].filter(([name]) => name.startsWith(`http_request_duration_seconds_bucket{${labels},`)).map(([, n]) => n);
	assert.equal(buckets.length, 12);
	assert.deepEqual(buckets, [...buckets].sort((a, b) => a - b), 'cumulative');
	assert.equal(buckets.at(-1), now.get(`http_request_duration_seconds_count{${labels}}`));
	assert.ok(now.get(`http_request_duration_seconds_sum{${labels}}`) > 0);
	assert.equal(now.get('ludwright_api_children'), 4);
	assert.ok(now.get('ludwright_api_children_busy') >= 1);
	assert.equal(now.get('ludwright_database_up'), 1);
	assert.equal(now.get('ludwright_redis_up'), 1);
	assert.ok(now.get('database_connections_active') >= 4);
	assert.ok(![...now.keys()].some((name) => name.includes('proj_0')), 'ids are in no label');
});

test('others than the machine itself and admins see nothing there', async () => {
	const conf = path.join(stack.dir, 'nginx.conf');
	// as if all came from elsewhere
	fs.writeFileSync(conf, fs.readFileSync(conf, 'utf8').replaceAll('REMOTE_ADDR $remote_addr', 'REMOTE_ADDR 203.0.113.5'));
	await stack.end('nginx');
	stack.start('nginx', 'nginx', ['-c', conf, '-p', stack.dir, '-e', path.join(stack.dir, 'log/nginx-start.log')]);
	const root = await until(() => stack.user('root', {role: 'admin'}), 'nginx');
	assertError(assert, await stack.fetch('GET', '/metrics'), 401, 'UNAUTHENTICATED');
	assertError(assert, await ada.get('/metrics'), 404, 'NOT_FOUND');
	assert.equal((await root.get('/metrics')).status, 200);
});

test('without database and Redis it still answers, and says so', async () => {
	await stack.end('nginx');
	await stack.startNginx();
	await until(() => metrics(), 'nginx as it was');
	await stack.end('redis');
	await stack.end('postgres', 'SIGINT');
	const failed = await ada.get('/api/v1/projects');
	assert.equal(failed.status, 503);
	const values = await metrics();
	assert.equal(values.get('ludwright_database_up'), 0);
	assert.equal(values.get('ludwright_redis_up'), 0);
	assert.ok(values.get('ludwright_api_database_errors_total') >= 1);
	assert.ok(requests(values, 'GET', '/api/v1/projects', 503) >= 1);
});
