// SPDX-License-Identifier: ISC
// Promise S4: guessing is slow, tells nothing about which accounts there are, and leaves everybody else alone.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {PASSWORD, startStack, until, within} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack({env: {LUDWRIGHT_SERVER_REGISTRATION: 'open', LUDWRIGHT_API_CHILDREN: '8'}});
	ada = await stack.user('ada');
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim();
const WRONG = 'wrong wrong wrong';

/** A request from another address of this machine. */
function from(address, path, body, headers = {}) {
	const bytes = JSON.stringify(body);
	return new Promise((done, fail) => {
		const request = http.request({host: '127.0.0.1', port: stack.port, localAddress: address, method: 'POST', path, agent: false,
			headers: {...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes)}}, (res) => {
			const parts = [];
			res.on('data', (part) => parts.push(part));
			res.on('end', () => {
				const text = Buffer.concat(parts).toString();
				done({status: res.statusCode, headers: res.headers, text, body: JSON.parse(text || 'null')});
			});
		});
		request.on('error', fail);
		request.end(bytes);
	});
}

const login = (address, email, password, headers) => from(address, '/auth/login', {email, password}, headers);

test('at most ten tries of an account, from anywhere, whatever a header claims', async () => {
	redis('FLUSHALL');
	await stack.user('eve'); // 127.0.0.1 is known now
	const before = stack.value("SELECT count(*) FROM audit WHERE action = 'auth.login' AND outcome = 'refused'");
	const statuses = [];
	for (let round = 0; round < 5; round++)
		for (const answer of await Promise.all(Array.from({length: 20}, (_, i) => login(`127.0.0.${2 + i}`, ['eve@example.org', 'EVE@Example.ORG'][i % 2], WRONG,
			{'x-forwarded-for': `6.6.${round}.${i}`, 'x-real-ip': `6.6.${round}.${i}`, forwarded: `for=6.6.${round}.${i}`})))) {
			statuses.push(answer.status);
			if (answer.status === 429)
				assert.ok(Number(answer.headers['retry-after']) >= 1);
		}
	const checked = statuses.filter((status) => status === 401).length;
	assert.ok(checked >= 1 && checked <= 10, `${checked} of ${statuses.length} were checked`);
	assert.deepEqual(new Set(statuses), new Set([401, 429]));
	const audited = stack.value("SELECT count(*) FROM audit WHERE action = 'auth.login' AND outcome = 'refused'") - before;
	assert.equal(audited, checked, 'each that was checked is in the trail');
	console.log(`# S4 ${checked}/${statuses.length} tries checked`);
	assert.equal((await login('127.0.0.1', 'eve@example.org', PASSWORD)).status, 200, 'the owner gets in from where she was before');
});

test('from the fourth failure on a pause that grows, and a right password ends it', async () => {
	redis('FLUSHALL');
	stack.addUser('fay@example.org');
	for (let since = 0, failures = 0, pauses = 0; pauses < 3;) {
		const before = Date.now(), answer = await login('127.0.0.1', 'fay@example.org', WRONG);
		if (answer.status === 401) {
			since = before;
			failures++;
			continue;
		}
		assertError(assert, answer, 429, 'RATE_LIMITED');
		assert.ok(answer.headers['x-request-id']);
		const left = Number(answer.headers['retry-after']), whole = 2 ** (failures - 4), gone = (Date.now() - since) / 1000;
		assert.ok(failures >= 4 && left >= 1 && left <= whole && left >= Math.ceil(whole - gone), `${left} of ${whole} s after ${failures} failures and ${gone} s`);
		pauses++;
		const key = redis('KEYS', 'ld:*');
		redis('DEL', key); // the pause is over
	}
	assert.equal((await login('127.0.0.1', 'fay@example.org', PASSWORD)).status, 200);
	for (let i = 0; i < 3; i++)
		assert.equal((await login('127.0.0.1', 'fay@example.org', WRONG)).status, 401, 'from the start again');
});

test('an owner at a new address, locked out by somebody else, gets in by a reset', async () => {
	redis('FLUSHALL');
	stack.addUser('hal@example.org');
	for (let i = 0; i < 12; i++) {
		await login(`127.0.0.${10 + i}`, 'hal@example.org', WRONG);
		const pause = redis('KEYS', 'ld:*');
		if (pause)
			redis('DEL', pause);
	}
	assert.equal((await login('127.0.9.9', 'hal@example.org', PASSWORD)).status, 429);
	const token = stack.ludctl(['user', 'reset', 'hal@example.org']).match(/#reset=(\S+)/)[1];
	assert.equal((await from('127.0.9.9', '/auth/reset', {token, password: 'another password'})).status, 204);
	assert.equal((await login('127.0.9.9', 'hal@example.org', 'another password')).status, 200);
	assert.equal((await login('127.0.9.8', 'hal@example.org', 'another password')).status, 429, 'nobody else');
});

test('no counter of tries is without an end', async () => {
	redis('FLUSHALL');
	redis('SET', 'la:127.0.7.7', '29'); // as a process that died in between might have left it
	assert.equal((await login('127.0.7.7', 'ivy@example.org', WRONG)).status, 401);
	assert.equal((await login('127.0.7.7', 'ivy@example.org', WRONG)).status, 429);
	assert.equal((await login('127.0.7.6', 'ada@example.org', PASSWORD)).status, 200);
	for (const key of redis('KEYS', 'l*').split('\n'))
		assert.ok(Number(redis('TTL', key)) >= 0, key);
});

/** Processor time of all children so far, in ms. */
function processorTime() {
	const pids = spawnSync('pgrep', ['-P', String(stack.processes.get('api').pid)], {encoding: 'utf8'}).stdout.trim().split('\n');
	return pids.reduce((sum, pid) => sum + Number(fs.readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.floor(list.length * q)];

/** The same asked about accounts that are there and that are not, in turn: the least time on the clock and of the processor. The least,
 * since what else runs on the machine only adds; and asked on, up to ten times n, until they come near: noise goes down with the number
 * of tries, and a real difference stays. */
async function compare(n, known, unknown, status) {
	const clock = [[], []], processor = [[], []];
	const apart = ([one, other]) => Math.min(...one) - Math.min(...other);
	for (let i = 0; i < n || (i < 10 * n && Math.abs(apart(clock)) > 5 && Math.abs(apart(processor)) > 5); i++)
		for (const [which, ask] of [[0, known], [1, unknown]]) {
			redis('FLUSHALL');
			const cpu = processorTime(), start = process.hrtime.bigint();
			const answer = await ask(i);
			clock[which].push(Number(process.hrtime.bigint() - start) / 1e6);
			processor[which].push(processorTime() - cpu);
			assert.equal(answer.status, status);
		}
	return {fast: apart(clock), cpu: apart(processor)};
}

test('the time of an answer does not tell whether there is an account', async () => {
	const ask = (path, body) => from('127.0.0.1', path, body);
	const cases = {
		'sign-in': await compare(12, () => ask('/auth/login', {email: 'ada@example.org', password: WRONG}), (i) => ask('/auth/login', {email: `no${i}@example.org`, password: WRONG}), 401),
		'too long': await compare(8, () => ask('/auth/login', {email: 'ada@example.org', password: 'x'.repeat(73)}), () => ask('/auth/login', {email: 'no@example.org', password: 'x'.repeat(73)}), 401),
		forgot: await compare(30, () => ask('/auth/forgot', {email: 'ada@example.org'}), (i) => ask('/auth/forgot', {email: `no${i}@example.org`}), 202),
		register: await compare(10, () => ask('/auth/register', {email: 'ada@example.org', name: 'x', password: WRONG}),
			(i) => ask('/auth/register', {email: `new${i}@example.org`, name: 'x', password: WRONG}), 202),
	};
	for (const [name, {fast, cpu}] of Object.entries(cases)) {
		console.log(`# S4 ${name}: ${fast.toFixed(1)} ms on the clock, ${cpu.toFixed(1)} ms of the processor`);
		// one of the two may be disturbed by what else runs on the machine; a real difference shows in both
		assert.ok(Math.abs(fast) <= 5 || Math.abs(cpu) <= 5, `${name}: ${fast} ms, ${cpu} ms`);
	}
});

/** p99 of reads by ada, in ms. */
async function readsFor(seconds) {
	const times = [];
	for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
		const start = process.hrtime.bigint();
		assert.equal((await ada.get('/api/v1/projects')).status, 200);
		times.push(Number(process.hrtime.bigint() - start) / 1e6);
	}
	return quantile(times, 0.99);
}

/** p99 of reads in a flood of sign-ins as a multiple of p99 without; below 8 ms it counts as 8, since there the clock is all noise. */
async function slowdown() {
	redis('FLUSHALL');
	const quiet = await readsFor(3), statuses = {};
	let running = true;
	const flood = Array.from({length: 16}, async (_, i) => {
		for (let n = 0; running; n++) {
			const {status} = await login(`127.1.${i}.${1 + n % 250}`, `flood${i}-${n}@example.org`, WRONG);
			statuses[status] = (statuses[status] ?? 0) + 1;
			if (status === 429)
				await new Promise((done) => setTimeout(done, 20));
		}
	});
	await until(() => statuses[429] > 5 && statuses[401] > 2, 'the flood');
	const flooded = await readsFor(4);
	running = false;
	await Promise.all(flood);
	console.log(`# S4 p99 ${quiet.toFixed(1)} ms quiet, ${flooded.toFixed(1)} ms in a flood of ${JSON.stringify(statuses)}`);
	assert.deepEqual(Object.keys(statuses).sort(), ['401', '429']);
	return flooded / Math.max(quiet, 8);
}

test('a flood of sign-ins from many addresses: the others are served as before', async () => {
	await readsFor(0.5);
	await within(3, 'p99 in a flood, as a multiple of p99 without', slowdown);
});

test('who finds no place to be checked has not used up a try', async () => {
	redis('FLUSHALL');
	stack.addUser('gus@example.org');
	const answers = await Promise.all(Array.from({length: 24}, (_, i) => login(`127.2.0.${1 + i}`, `gus${i}@example.org`, WRONG)));
	const full = answers.filter((answer) => answer.status === 429).length;
	assert.ok(full > 0, 'some found no place');
	const counted = redis('KEYS', 'lf:*').split('\n').reduce((sum, key) => sum + Number(redis('GET', key)), 0);
	assert.equal(counted, answers.length - full);
	assert.equal(redis('KEYS', 'ld:*'), '');
});
