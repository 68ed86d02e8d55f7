// SPDX-License-Identifier: ISC
// What holds on every route and is in no row of a table: other origins, ranges, repeated requests, names of requests, all wrong fields at once.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {CONCEPT, startStack, until, uuidOf} from './stack.mjs';

const ORIGIN = 'https://studio.example';
let stack, ada, project, file;
before(async () => {
	stack = await startStack({env: {LUDWRIGHT_API_CORS_ORIGINS: `${ORIGIN} http://localhost:3000`}});
	ada = await stack.user('ada');
	project = await ada.project();
	file = (await upload('hello')).body.id;
});
after(() => stack?.stop());

const upload = (bytes, headers = {}) => ada.call('POST', `/api/v1/projects/${project.id}/files?name=a.txt`, bytes, {'content-type': 'text/plain', ...headers});
const crossing = (headers) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));

test('pages of the origins that are named may read answers, errors and files too, without cookies', async () => {
	for (const origin of [ORIGIN, 'http://localhost:3000'])
		for (const address of ['/api/v1/users/me', '/api/v1/projects/proj_x', `/api/v1/files/${file}`, '/health']) {
			const {headers} = await ada.get(address, {origin});
			assert.equal(headers['access-control-allow-origin'], origin, address);
			assert.match(headers['access-control-expose-headers'], /ETag.*X-Request-Id/);
			assert.equal(headers['access-control-allow-credentials'], undefined);
			assert.match(headers.vary, /Origin/);
		}
	const preflight = await stack.fetch('OPTIONS', `/api/v1/projects/${project.id}`, {headers: {origin: ORIGIN, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization,if-match'}});
	assert.equal(preflight.status, 204);
	assert.equal(preflight.headers['access-control-allow-methods'], 'GET, HEAD, PUT, DELETE, OPTIONS');
	assert.match(preflight.headers['access-control-allow-headers'], /Authorization.*Content-Type.*If-Match.*Idempotency-Key/);
});

test('no other origin learns anything', async () => {
	const tries = ['null', '', '*', 'https://studio.example.evil.example', 'https://evil-studio.example', 'https://sub.studio.example', 'https://studio.exampl', 'https://studio.example:443', 'https://studio.example/',
		'http://studio.example', 'HTTPS://STUDIO.EXAMPLE', 'https://studio.example http://localhost:3000', ' https://studio.example.', 'https://studio.example,', 'http://localhost', 'http://localhost:30000',
		'http://localhost:3000.evil.example', 'https://user@studio.example', 'https://studio.example%00', 'https://studio.example\tx', 'file://', 'https://xn--studio-.example'];
	for (const origin of tries) {
		for (const [method, headers] of [['GET', {}], ['OPTIONS', {'access-control-request-method': 'GET'}]]) {
			const answer = await ada.call(method, '/api/v1/users/me', undefined, {origin, ...headers});
			assert.deepEqual(crossing(answer.headers), [], JSON.stringify(origin));
			assert.match(answer.headers.vary, /Origin/);
		}
		assert.deepEqual(crossing((await ada.get(`/api/v1/files/${file}`, {origin})).headers), [], JSON.stringify(origin));
	}
});

test('ranges: the bytes asked for, or an error in the one form', async () => {
	const bytes = 'hello', at = `/api/v1/files/${file}`;
	for (const [range, part] of [['bytes=0-0', 'h'], ['bytes=1-3', 'ell'], ['bytes=4-', 'o'], ['bytes=-2', 'lo'], ['bytes=0-99', bytes], ['bytes=-99', bytes]]) {
		const answer = await ada.get(at, {range});
		assert.equal(answer.status, 206, range);
		assert.equal(answer.text, part, range);
	}
	for (const range of ['bits=0-1', 'bytes', 'bytes=', ''])
		assert.equal((await ada.get(at, {range})).text, bytes, range);
	for (const range of ['bytes=5-', 'bytes=9-12', 'bytes=-0', 'bytes=3-1', 'bytes=a-b', 'bytes=0-99999999999999999999', 'bytes=--1', 'bytes=0x1-2', 'bytes=1-2-3'])
		assertError(assert, await ada.get(at, {range}), 416, 'VALIDATION_ERROR');
	let seed = 7;
	const draw = (n) => (seed = (seed * 48271) % 2147483647) % n;
	for (let i = 0; i < 300; i++) {
		const text = Array.from({length: draw(12)}, () => '0123456789-,= bytes'[draw(19)]).join('');
		const answer = await ada.get(at, {range: draw(4) ? `bytes=${text}` : text});
		assert.ok([200, 206, 416].includes(answer.status), `${text}: ${answer.status}`);
		if (answer.status === 206 && answer.headers['content-range']) {
			const [, from, to] = /^bytes (\d+)-(\d+)\/5$/.exec(answer.headers['content-range']);
			assert.equal(answer.text, bytes.slice(Number(from), Number(to) + 1), text);
		}
	}
});

test('a repeated request gives the first answer again, its version too', async () => {
	const send = () => ada.post('/api/v1/projects', {name: 'Once', concept: CONCEPT}, {'idempotency-key': 'once'});
	const [first, again] = [await send(), await send()];
	assert.equal(again.headers['idempotency-replayed'], 'true');
	assert.deepEqual([again.status, again.text, again.headers.etag], [first.status, first.text, first.headers.etag]);
	assert.match(first.headers.etag, /^"\d+"$/);
	const start = () => ada.post(`/api/v1/projects/${first.body.id}/start`, undefined, {'idempotency-key': 'start'});
	const [one, two] = [await start(), await start()];
	assert.deepEqual([two.status, two.text, two.headers.etag], [one.status, one.text, one.headers.etag]);
});

test('who has lost access since is not given the answer again', async () => {
	const bob = await stack.user('bob'), {id} = await ada.project(), key = {'idempotency-key': 'shared'};
	const role = (name) => stack.sql(`DELETE FROM project_members WHERE user_id = '${bob.uuid}'; ${name ? `INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(id)}', '${bob.uuid}', '${name}')` : ''}`);
	role('editor');
	const archive = () => bob.post(`/api/v1/projects/${id}/archive`, {}, key);
	const first = await archive();
	assert.deepEqual([first.status, (await archive()).headers['idempotency-replayed']], [200, 'true']);
	role();
	assertError(assert, await archive(), 404, 'NOT_FOUND');
	role('viewer');
	assert.equal((await archive()).text, first.text, 'who may see it, may see what was answered');
});

test('all that is wrong with a request is named at once', async () => {
	const answer = await ada.post('/api/v1/projects?no=1', {name: '', more: 1});
	assertError(assert, answer, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(answer), ['concept', 'more', 'name', 'no']);
	assert.deepEqual(fieldsOf(await ada.get('/api/v1/projects?limit=0&cursor=&status=x&what=1')), ['cursor', 'limit', 'status', 'what']);
	assert.deepEqual(fieldsOf(await ada.get('/api/v1/projects?l%69mit=0')), ['limit'], 'however it is spelt');
	const {id} = await ada.project();
	await ada.post(`/api/v1/projects/${id}/start`);
	const late = await ada.post(`/api/v1/projects/${id}/start?x=1`, {y: 1});
	assert.deepEqual(fieldsOf(late), ['x', 'y'], 'before the state is looked at');
});

test('compressed bodies are refused, and nothing else says what a body is', async () => {
	const headers = {'content-type': 'application/json', 'content-encoding': 'gzip'};
	assertError(assert, await ada.call('POST', '/api/v1/projects', '{}', headers), 415, 'UNSUPPORTED_MEDIA_TYPE');
	assertError(assert, await upload('hello', {'content-encoding': 'br'}), 415, 'UNSUPPORTED_MEDIA_TYPE');
	assert.equal((await ada.call('POST', '/api/v1/projects', '{}', {...headers, 'content-encoding': 'identity'})).status, 400);
	assertError(assert, await ada.post(`/api/v1/projects/${project.id}`, {}, {'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE'}), 405, 'METHOD_NOT_ALLOWED');
	assertError(assert, await stack.fetch('GET', `/api/v1/users/me?access_token=${ada.token}`), 401, 'UNAUTHENTICATED');
});

test("a request's name is on its answer, its error, its log line and its line of the access log", async () => {
	const answers = [await ada.get('/api/v1/users/me'), await ada.get('/api/v1/nowhere'), await ada.get(`/api/v1/files/${file}`), await stack.fetch('GET', '/nowhere.png')];
	const lines = () => fs.readFileSync(`${stack.dir}/nginx-access.log`, 'utf8').trim().split('\n').map((line) => JSON.parse(line));
	await until(() => answers.every(({headers}) => lines().filter((line) => line.request_id === headers['x-request-id']).length === 1), 'the access log to have all names');
	await stack.end('postgres', 'SIGINT');
	const failed = await ada.get('/api/v1/users/me');
	assertError(assert, failed, 503, 'UNAVAILABLE');
	assert.ok(Number(failed.headers['retry-after']) > 0);
	const said = stack.log('api').trim().split('\n').map((line) => JSON.parse(line)).filter((line) => line.levelname !== 'INFO');
	assert.ok(said.some((line) => line.request_id === failed.body.error.request_id), JSON.stringify(said.at(-1)));
	const ofRequests = new Set(said.filter((line) => line.request_id).map((line) => line.message)); // the seal of the trail, say, has no request
	assert.deepEqual(said.filter((line) => !line.request_id && ofRequests.has(line.message)), [], 'no line of a request is without its name');
});
