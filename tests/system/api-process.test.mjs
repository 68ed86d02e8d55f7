// SPDX-License-Identifier: ISC
// The processes: broken FastCGI records, plain CGI, a flood of sign-ins, memory, the production template of nginx.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {build, PASSWORD, startStack, until} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
});
after(() => stack?.stop());

const record = (type, body) => Buffer.concat([Buffer.from([1, type, 0, 1, body.length >> 8, body.length & 255, 0, 0]), body]);
const BEGIN = record(1, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0]));
const pair = (name, value) => Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)]);

function fastcgi(bytes) {
	return new Promise((done) => {
		const socket = net.connect(`${stack.dir}/api.sock`, () => socket.end(bytes));
		const parts = [];
		socket.on('data', (part) => parts.push(part));
		socket.on('error', () => {});
		socket.on('close', () => done(Buffer.concat(parts).toString('latin1')));
	});
}

test('broken records end a connection, at worst a child, never the service', async () => {
	const length = (n) => [0x80 | n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
	const params = (bytes) => Buffer.concat([BEGIN, record(4, Buffer.from(bytes)), record(4, Buffer.alloc(0)), record(5, Buffer.alloc(0))]);
	const good = Buffer.concat([pair('REQUEST_METHOD', 'GET'), pair('REQUEST_URI', '/health')]);
	assert.match(await fastcgi(params(good)), /Status: 200/);
	const corpus = [Buffer.alloc(0), Buffer.from([1]), BEGIN, Buffer.alloc(64, 255), params([...length(0x7ffffffe), ...length(0x7ffffffe)]), params([...length(0x7fffffff), 1]),
		params([255]), params([5, 200, 65]), Buffer.concat([BEGIN, record(9, Buffer.alloc(8))]), Buffer.concat([BEGIN, BEGIN, BEGIN]),
		params(pair('REQUEST_URI', '')), params(pair('REQUEST_METHOD', 'GET')), params(Buffer.concat([good, pair('CONTENT_LENGTH', '-5')])), params(Buffer.concat([good, pair('CONTENT_LENGTH', '99999999999999999999')])),
		params(Buffer.concat([pair('REQUEST_METHOD', 'POST'), pair('REQUEST_URI', '/auth/login'), pair('CONTENT_TYPE', 'application/json'), pair('CONTENT_LENGTH', '500')]))];
	for (const bytes of corpus)
		await fastcgi(bytes);
	for (let i = 0; i < 12; i++)
		assert.equal((await stack.fetch('GET', '/health')).status, 200);
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me'), 401);
});

test('serves one request as plain CGI', () => {
	const run = (variables, input = '') => spawnSync(path.join(build, 'ludwright-api'), {...stack.as, cwd: stack.dir, input, encoding: 'utf8',
		env: {...stack.env, GATEWAY_INTERFACE: 'CGI/1.1', REMOTE_ADDR: '127.0.0.1', ...variables}});
	const me = run({REQUEST_METHOD: 'GET', REQUEST_URI: '/api/v1/users/me', HTTP_AUTHORIZATION: `Bearer ${ada.token}`});
	assert.match(me.stdout, /^Status: 200|\nStatus: 200/);
	assert.equal(JSON.parse(me.stdout.split('\r\n\r\n')[1]).id, ada.id);
	const body = JSON.stringify({email: ada.email, password: PASSWORD});
	const login = run({REQUEST_METHOD: 'POST', REQUEST_URI: '/auth/login', CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(body.length)}, body);
	assert.ok(JSON.parse(login.stdout.split('\r\n\r\n')[1]).access_token);
});

test('a flood of sign-ins leaves the other routes answering', async () => {
	for (let i = 0; i < 20; i++)
		stack.addUser(`flood${i}@example.org`);
	let running = true;
	const statuses = {};
	const flood = Array.from({length: 20}, async (_, i) => {
		while (running) {
			const {status} = await stack.fetch('POST', '/auth/login', {body: {email: `flood${i}@example.org`, password: 'wrong wrong wrong'}});
			statuses[status] = (statuses[status] ?? 0) + 1;
		}
	});
	await stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'PING']);
	for (let i = 0; i < 60; i++)
		assert.equal((await ada.get('/api/v1/projects')).status, 200);
	running = false;
	await Promise.all(flood);
	assert.ok((statuses[401] ?? 0) <= 30, 'no more tries than an address has');
	assert.deepEqual(Object.keys(statuses).filter((status) => !['401', '429'].includes(status)), []);
});

test('memory of a child does not grow with requests', async () => {
	const pids = spawnSync('pgrep', ['-P', String(stack.processes.get('api').pid)], {encoding: 'utf8'}).stdout.trim().split('\n');
	const kib = () => pids.reduce((sum, pid) => sum + Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]), 0);
	const round = async (n) => {
		for (let i = 0; i < n; i++)
			await Promise.all([ada.get('/api/v1/projects'), ada.post('/api/v1/projects', {}), ada.get('/api/v1/nowhere'), ada.get('/api/v1/users/me')]);
	};
	await round(100);
	const before = kib();
	await round(300);
	assert.ok(kib() - before < 512 * pids.length, `${before} KiB, then ${kib()} KiB`);
	if (!fs.readFileSync(path.join(build, 'ludwright-api')).includes('__asan_init'))
		assert.ok(kib() / pids.length < 16384, `${kib() / pids.length} KiB a child`);
});

test('a second parent on the same socket gives up, the first goes on', async () => {
	const second = stack.start('second', path.join(build, 'ludwright-api'), []);
	assert.equal(await second.ended, 1);
	assert.equal((await stack.fetch('GET', '/health')).status, 200);
	assert.equal(await until(() => fs.existsSync(`${stack.dir}/api.sock`), 'the socket'), true);
});
