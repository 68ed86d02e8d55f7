// SPDX-License-Identifier: ISC
// Bad input: a clear 400 that names each field, or a game; never a 5xx. And what HTTP itself asks for.
import assert from 'node:assert/strict';
import net from 'node:net';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {CONCEPT, startStack, uuidOf} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
});
after(() => stack?.stop());

const create = (description, more = {}) => ada.post('/api/v1/projects', {name: 'x', concept: {...CONCEPT, description}, ...more});
const raw = (bytes, type = 'application/json') => ada.call('POST', '/api/v1/projects', bytes, {'content-type': type});

test('concepts too short and too long name the field and the length', async () => {
	for (const [text, said] of [['', 50], ['x'.repeat(49), 50], ['x'.repeat(20001), 20000], ['🎮'.repeat(49), 50]]) {
		const answer = await create(text);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.deepEqual(fieldsOf(answer), ['concept.description']);
		assert.match(answer.body.error.details[0].message, new RegExp(`${said} characters \\(has ${[...text].length}\\)`));
	}
});

test('concepts in any script, with markup or SQL, are kept as they are', async () => {
	for (const text of ['🎮'.repeat(50), '🎮'.repeat(20000), 'x'.repeat(50), 'לוחם '.repeat(20), 'ゲーム'.repeat(20), '<script>alert(1)</script>'.repeat(4),
		"'; DROP TABLE projects; --".repeat(4), '\u202e\u2028\u2029\ufeff'.repeat(20), 'a\nb\tc\r\n'.repeat(20), '\\"\\u0041'.repeat(20), '${x}{{y}}%s%n'.repeat(20)]) {
		const answer = await create(text);
		assert.equal(answer.status, 201, answer.text.slice(0, 300));
		assert.equal((await ada.get(`/api/v1/projects/${answer.body.id}`)).body.concept.description, text);
	}
});

test('NUL and other control characters are refused', async () => {
	for (const text of ['\0', 'x'.repeat(60) + '\0', 'x'.repeat(60) + '\u0007', 'x'.repeat(60) + '\u001b[31m']) {
		const answer = await create(text);
		assert.equal(answer.status, 400, answer.text);
		assert.deepEqual(answer.body.error.details.map((detail) => detail.field), ['concept.description'], answer.text);
	}
	const second = await ada.call('POST', '/api/v1/projects', '{"name": "a, \\"b", "config": {"checkpoints": ["x", "\\u0000"]}}', {'content-type': 'application/json'});
	assert.equal(second.body.error.details[0].field, 'config.checkpoints[1]');
	assertError(assert, await create('x'.repeat(60), {name: 'a\nb'}), 400, 'VALIDATION_ERROR');
});

test('what is not JSON is refused, and says where', async () => {
	const deep = (n) => '['.repeat(n) + ']'.repeat(n);
	const corpus = ['', ' ', '{', '}', 'null', '[]', '1', '"x"', 'true', "{'a':1}", '{"a":1,}', '{"a":NaN}', '{"a":Infinity}', '{"a":01}', '{"a":1e400}', '{"a":1e131071}', '{"name":"x","name":"y"}',
		'{"a":"\u0001"}', '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"a":"\\x"}', '{"a":1}x', '{"a":1}{"b":2}', '/*c*/{}', '\ufeff{}', deep(33), deep(10000), `{"a":${deep(10000)}}`,
		'{"a":'.repeat(10000), '"'.repeat(10000), '{"name":"x"', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
		Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc0, 0xaf, 0x22, 0x7d]), Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d]),
		`{${Array.from({length: 20000}, (_, i) => `"k${i}":1`).join(',')}}`, `{"a":"${'x'.repeat((1 << 20) - 10)}"}`, `{"__proto__":{"x":1}}`, '{"":1}', `{"${'k'.repeat(100000)}":1}`,
		'{"concept":{"description":{"a":[1,{"b":null}]}}}', '{"name":{"a":1},"concept":[],"config":"x"}', '{"concept":null,"name":null}', '{"name":true,"concept":1e308}'];
	for (const body of corpus) {
		const answer = await raw(body);
		assert.equal(answer.status, 400, `${String(body).slice(0, 60)}: ${answer.text.slice(0, 300)}`);
		assertError(assert, answer, 400);
		assert.ok(answer.text.length < 20000, 'an error stays small');
	}
	assert.match((await raw('{"a":NaN}')).body.error.message, /at byte 5/);
});

test('too large is 413, another type 415', async () => {
	assertError(assert, await raw(`{"a":"${'x'.repeat(1 << 20)}"}`), 413, 'PAYLOAD_TOO_LARGE');
	assertError(assert, await raw('x'.repeat(2 << 20)), 413, 'PAYLOAD_TOO_LARGE');
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])
		assertError(assert, await raw('{}', type), 415, 'UNSUPPORTED_MEDIA_TYPE');
	assert.equal((await raw('{}', 'Application/JSON; charset=utf-8')).body.error.code, 'VALIDATION_ERROR');
	assertError(assert, await ada.call('POST', '/api/v1/projects'), 415, 'UNSUPPORTED_MEDIA_TYPE');
});

test('methods: 405 with Allow, OPTIONS, HEAD, 404 for what is nowhere', async () => {
	const wrong = await ada.call('DELETE', '/api/v1/projects');
	assertError(assert, wrong, 405, 'METHOD_NOT_ALLOWED');
	assert.equal(wrong.headers.allow, 'GET, HEAD, POST, OPTIONS');
	const options = await stack.fetch('OPTIONS', '/api/v1/projects');
	assert.equal(options.status, 204);
	assert.equal(options.headers.allow, 'GET, HEAD, POST, OPTIONS');
	assertError(assert, await ada.call('PROPFIND', '/api/v1/projects'), 405, 'METHOD_NOT_ALLOWED');
	assert.equal((await ada.call('TRACE', '/api/v1/projects')).status, 405);
	for (const address of ['/api/v1/nowhere', '/api/', '/api/v1/projects/', '/api/v1//projects', '/api/v1/Projects', '/api/v2/projects', '/health/', '/api/v1/projects/x/y/z', '/auth/nowhere'])
		assertError(assert, await ada.get(address), 404, 'NOT_FOUND');
	for (const address of ['/api/v1/projects/%2f', '/api/v1/projects%2fx', '/api/v1/%5c', '/api/v1/projects/%00', '/api/v1/projects/%zz', '/api/v1/../health', '/api/v1/./projects'])
		assert.ok([400, 404].includes((await ada.get(address)).status), address);
	const head = await ada.call('HEAD', '/api/v1/projects');
	assert.equal(head.status, 200);
	assert.equal(head.raw.length, 0);
});

function send(text) {
	return new Promise((done) => {
		const socket = net.connect(stack.port, '127.0.0.1', () => socket.write(text));
		let all = '';
		socket.on('data', (data) => {
			all += data;
		});
		socket.on('error', () => done(all));
		socket.on('close', () => done(all));
		socket.setTimeout(3000, () => socket.destroy());
	});
}

test("nginx's own errors have the one format, and the address is the real one", async () => {
	for (const [text, status] of [['GET /api/v1/projects HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', 400], ['GET /api/v1/%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
		[`GET /api/v1/${'x'.repeat(40000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`, 414], [`GET /api/v1/projects HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40000)}\r\nConnection: close\r\n\r\n`, 400],
		['POST /api/v1/projects HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nConnection: close\r\n\r\n', 413], ['POST /api/v1/projects HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xx\r\nConnection: close\r\n\r\n', 400]]) {
		const answer = await send(text);
		assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `), text.slice(0, 60));
		const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
		assert.deepEqual(Object.keys(body.error), ['code', 'message', 'details', 'request_id', 'timestamp']);
	}
	await stack.fetch('POST', '/auth/login', {body: {email: 'x@example.org', password: 'y'.repeat(12)}, headers: {'x-forwarded-for': '6.6.6.6', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6'}});
	assert.equal(stack.value("SELECT host(address) FROM audit WHERE action = 'auth.login' ORDER BY id DESC"), '127.0.0.1');
});

test('addresses that are nearly right lead nowhere', async () => {
	const {id} = await ada.project(), uuid = uuidOf(id);
	for (const address of ['/api', '/auth', '/api/v1', '/api/v1/', '//api/v1/projects', '/api/v1//projects', '/api/v1/projects/', '/api/v1/%70rojects', '/API/v1/projects', '/api/v1/projects;x=1',
		`/api/v1/projects/${id.toUpperCase()}`, `/api/v1/projects/${uuid.replaceAll('-', '')}`, `/api/v1/projects/proj_${uuid}`, `/api/v1/projects/{${uuid}}`, `/api/v1/projects/${id}/`, `/api/v1/projects/${id}%20`])
		assertError(assert, await ada.get(address), 404, 'NOT_FOUND');
	for (const address of ['/api/v1/projects%2f', '/api/v1/./projects', '/api/v1/x/../projects', '/api/v1/projects/.', '/api/v1/projects%00'])
		assertError(assert, await ada.get(address), 400, 'VALIDATION_ERROR');
	for (const after of ['+1', ' 1', '1.0', '1e3', '0x10', '-1', '9223372036854775808', '\u0663', ''])
		assert.deepEqual(fieldsOf(await ada.get(`/api/v1/projects/${id}/events?after=${encodeURIComponent(after)}`)), ['after'], after);
});

test('settings that mean nothing are refused: hours of no day, zones of no map', async () => {
	const put = (settings) => ada.put('/api/v1/users/me', {settings});
	for (const [from, to] of [['99:99', '07:00'], ['22:00', 'xx:yy'], ['24:00', '07:00'], ['9:000', '07:00']])
		assert.match(fieldsOf(await put({quiet_hours: {from, to}})).join(), /^settings\.quiet_hours\.(from|to)$/);
	for (const timezone of ['Mars/Base', 'Europe', 'Asia/Tokyo0', '../../etc/passwd', "UTC'; --", '+09:00', ''])
		assert.deepEqual(fieldsOf(await put({timezone})), ['settings.timezone'], timezone);
	for (const timezone of ['UTC', 'Asia/Tokyo', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3'])
		assert.equal((await put({timezone, quiet_hours: {from: '22:30', to: '07:00'}})).body.settings.timezone, timezone);
	assert.equal((await put({quiet_hours: null})).body.settings.quiet_hours, null);
});

test('headers of the application page and of the API', async () => {
	const api = await ada.get('/api/v1/projects');
	assert.equal(api.headers['x-content-type-options'], 'nosniff');
	assert.equal(api.headers['cache-control'], 'no-store');
	const page = await stack.fetch('GET', '/');
	assert.equal(page.status, 404, 'no page in this stack');
	assert.match(page.headers['content-security-policy'] ?? "default-src 'none'", /default-src 'none'/);
});

test('rate limits by user, with headers; others are not touched', async () => {
	await stack.end('api');
	await stack.startApi({LUDWRIGHT_API_RATE_READ: '5', LUDWRIGHT_API_RATE_WRITE: '2'});
	const eve = await stack.user('eve');
	// a window may end in between: then the first ones count anew
	let refused;
	for (let i = 0; i < 12 && !refused; i++) {
		const answer = await eve.get('/api/v1/users/me');
		assert.equal(answer.headers['ratelimit-limit'], '5');
		refused = answer.status === 429 && answer;
	}
	assertError(assert, refused, 429, 'RATE_LIMITED');
	assert.ok(Number(refused.headers['retry-after']) >= 1);
	assert.equal(refused.headers['ratelimit-remaining'], '0');
	assert.equal(refused.headers.etag, undefined);
	assert.ok(!refused.text.includes('eve@'), 'nothing of what was asked for');
	let made = 0, last;
	for (let i = 0; i < 6 && last?.status !== 429; i++) {
		last = await eve.post('/api/v1/projects', {name: 'Lighthouse', concept: CONCEPT});
		made += last.status === 201;
	}
	assertError(assert, last, 429, 'RATE_LIMITED');
	assert.equal(Number(stack.value(`SELECT count(*) FROM projects WHERE user_id = '${eve.uuid}'`)), made, 'a write is counted before it is done');
	const redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim().split('\n');
	const counters = redis('--scan', '--pattern', `rl:${eve.uuid}:*`);
	assert.ok(counters.length >= 2);
	for (const key of counters)
		assert.ok(Number(redis('TTL', key)[0]) > 0, 'each counter ends');
	assert.equal((await ada.get('/api/v1/users/me')).status, 200);
	await stack.end('redis');
	let served = 0, over;
	for (let i = 0; i < 12 && !over; i++) {
		const answer = await ada.get('/api/v1/users/me');
		over = answer.status === 429 && answer;
		served += answer.status === 200;
	}
	assertError(assert, over, 429, 'RATE_LIMITED');
	assert.ok(served >= 3, 'without Redis a machine counts by itself, all its processes together');
	await stack.startRedis();
});

test('what another machine has counted is counted here', async () => {
	const redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim();
	const fay = await stack.user('fay'), minute = () => Math.floor(Date.now() / 60000);
	for (const at of [minute(), minute() + 1]) // the minute may end meanwhile
		redis('SET', `rl:${fay.uuid}:w:${at}`, '2', 'EX', '100');
	assertError(assert, await fay.post('/api/v1/projects', {name: 'Lighthouse', concept: CONCEPT}), 429, 'RATE_LIMITED');
});
