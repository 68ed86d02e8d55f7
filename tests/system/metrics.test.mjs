// SPDX-License-Identifier: ISC
// GET /metrics: what was asked, how it ended and how long it took, over all children, for those who may know.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {source, startStack, until} from './stack.mjs';

let stack, ada, root;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	root = await stack.user('root', {role: 'admin'});
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

/** In: port of the machine itself; without it an admin asks. */
async function metrics(port) {
	const {status, text, headers} = port ? await stack.fetch('GET', '/metrics', {port}) : await root.get('/metrics');
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

test('for admins; a connection from the machine may be that of a proxy, and says nothing', async () => {
	assertError(assert, await stack.fetch('GET', '/metrics'), 401, 'UNAUTHENTICATED');
	for (const headers of [{'x-forwarded-for': '127.0.0.1'}, {'ludwright-local': 'on'}, {'ludwright_local': 'on'}, {'x-real-ip': '127.0.0.1', host: 'localhost'}])
		assertError(assert, await stack.fetch('GET', '/metrics', {headers}), 401, 'UNAUTHENTICATED');
	assertError(assert, await ada.get('/metrics'), 404, 'NOT_FOUND');
	assert.equal((await root.get('/metrics')).status, 200);
	const token = async (scopes) => (await root.post('/api/v1/users/me/tokens', {name: 'scraper', scopes})).body.token;
	const scrape = async (scopes) => stack.fetch('GET', '/metrics', {headers: {authorization: `Bearer ${await token(scopes)}`}});
	assertError(assert, await scrape(['read', 'write']), 403, 'FORBIDDEN');
	assert.equal((await scrape(['admin'])).status, 200);
});

/** A listen of its own, as the production template has it. */
async function localListen() {
	const server = net.createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const {port} = server.address();
	await new Promise((done) => server.close(done));
	const template = fs.readFileSync(path.join(source, 'nginx/ludwright.conf.in'), 'utf8'), from = template.indexOf('server {\n    listen 127.0.0.1:9145;');
	const block = template.slice(from, template.indexOf('\n}\n', from) + 3).replace('9145', port).replace('@API_SOCKET@', `${stack.dir}/api.sock`).replace(/ *error_log.*\n/, '');
	const conf = path.join(stack.dir, 'nginx.conf'), text = fs.readFileSync(conf, 'utf8');
	await stack.end('nginx');
	fs.writeFileSync(conf, text.slice(0, text.lastIndexOf('}')) + block + '}\n');
	stack.start('nginx', 'nginx', ['-c', conf, '-p', stack.dir, '-e', path.join(stack.dir, 'log/nginx-start.log')]);
	await until(() => metrics(port), 'nginx with it');
	return port;
}

test('the machine itself has a listen of its own, for this alone', async () => {
	const port = await localListen();
	assert.equal((await metrics(port)).get('ludwright_database_up'), 1);
	assert.equal((await stack.fetch('GET', '/api/v1/projects', {port})).status, 404);
	assert.equal((await stack.fetch('POST', '/metrics', {port, body: ''})).status, 403);
	assertError(assert, await stack.fetch('GET', '/metrics'), 401, 'UNAUTHENTICATED');
});

test('without database and Redis it still answers, and says so', async () => {
	const port = await localListen();
	await stack.end('redis');
	await stack.end('postgres', 'SIGINT');
	const failed = await ada.get('/api/v1/projects');
	assert.equal(failed.status, 503);
	const values = await metrics(port);
	assert.equal(values.get('ludwright_database_up'), 0);
	assert.equal(values.get('ludwright_redis_up'), 0);
	assert.ok(values.get('ludwright_api_database_errors_total') >= 1);
	assert.ok(requests(values, 'GET', '/api/v1/projects', 503) >= 1);
});
