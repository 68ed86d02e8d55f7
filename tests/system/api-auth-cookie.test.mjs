// SPDX-License-Identifier: ISC
// Cookie mode: what a browser holds, and what a page of somebody else cannot do with it.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {PASSWORD, startStack} from './stack.mjs';

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

const post = (address, headers, body) => stack.fetch('POST', `/api/v1/auth/${address}`, {headers, body});
const login = (headers = {}) => post('login', headers, {email: ada.email, password: PASSWORD, cookie: true});

async function signIn() {
	const answer = await login();
	assert.equal(answer.status, 200, answer.text);
	return {cookie: answer.headers['set-cookie'][0].split(';')[0], 'x-csrf-token': answer.body.csrf_token};
}

test('an HttpOnly cookie and a CSRF token that must come back', async () => {
	const answer = await login();
	assert.equal(answer.body.refresh_token, undefined);
	const [cookie, csrf] = answer.headers['set-cookie'];
	assert.match(cookie, /^lud_refresh=sess_[0-9a-f]{32}\.[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
	assert.equal(csrf, `lud_csrf=${answer.body.csrf_token}; Path=/; Max-Age=604800; SameSite=Strict`);
	const sent = {cookie: cookie.split(';')[0]};
	for (const address of ['refresh', 'logout']) {
		assertError(assert, await post(address, sent), 403, 'CSRF');
		assertError(assert, await post(address, {...sent, 'x-csrf-token': 'A'.repeat(43)}), 403, 'CSRF');
		assertError(assert, await post(address, {...sent, 'x-csrf-token': (await login()).body.csrf_token}), 403, 'CSRF');
	}
	const good = await post('refresh', {...sent, 'x-csrf-token': answer.body.csrf_token});
	assert.equal(good.status, 200);
	assert.equal(good.body.csrf_token, answer.body.csrf_token);
	assert.equal(good.body.refresh_token, undefined);
	const next = {cookie: good.headers['set-cookie'][0].split(';')[0], 'x-csrf-token': good.body.csrf_token};
	const out = await post('logout', next);
	assert.equal(out.status, 204);
	for (const header of out.headers['set-cookie'])
		assert.match(header, /=; .*Max-Age=0/);
	assertError(assert, await post('refresh', next), 401, 'UNAUTHENTICATED');
});

test('only pages of the application: Origin and Sec-Fetch-Site', async () => {
	const foreign = ['null', 'https://evil.example', `${stack.origin}.evil.example`, `${stack.origin}0`, stack.origin.replace('http:', 'https:'), `${stack.origin}/`, stack.play,
		stack.origin.toUpperCase(), stack.play.replace('127.0.0.1', 'localhost'), `${stack.origin.replace('127.0.0.1', 'localhost.evil.example')}`, 'http://localhost', 'http://127.0.0.2'];
	const cases = [...foreign.map((origin) => ({origin})), ...['cross-site', 'same-site', 'none', 'x'].map((site) => ({'sec-fetch-site': site})),
		{origin: stack.origin, 'sec-fetch-site': 'cross-site'}, {origin: 'null', 'sec-fetch-site': 'same-origin'}];
	const held = await signIn();
	for (const headers of cases) {
		const name = JSON.stringify(headers);
		for (const answer of [await login(headers), await post('refresh', {...held, ...headers}), await post('logout', {...held, ...headers})]) {
			assert.equal(answer.status, 403, name);
			assertError(assert, answer, 403, 'CSRF');
			assert.equal(answer.headers['set-cookie'], undefined, name);
			assert.equal(answer.headers['access-control-allow-origin'], undefined, name);
		}
	}
	const good = await post('refresh', {...held, origin: stack.origin, 'sec-fetch-site': 'same-origin'});
	assert.equal(good.status, 200, 'nothing of that ended the session');
	for (const origin of [stack.origin, stack.origin.replace('127.0.0.1', 'localhost'), stack.origin.replace('127.0.0.1', '[::1]')])
		assert.equal((await login({origin, 'sec-fetch-site': 'same-origin'})).status, 200, origin);
	assert.equal((await post('login', {origin: 'https://evil.example'}, {email: ada.email, password: PASSWORD})).status, 200, 'no cookie, no matter');
});

test('a form cannot speak: JSON only; and a cookie opens nothing else', async () => {
	const held = await signIn();
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
		assertError(assert, await post('login', {'content-type': type}, JSON.stringify({email: ada.email, password: PASSWORD, cookie: true})), 415, 'UNSUPPORTED_MEDIA_TYPE');
	for (const address of ['/api/v1/users/me', '/api/v1/projects', '/api/v1/auth/sessions'])
		assertError(assert, await stack.fetch('GET', address, {headers: held}), 401, 'UNAUTHENTICATED');
	assertError(assert, await post('refresh', {...held, cookie: `${held.cookie}; ${held.cookie}`}), 401, 'UNAUTHENTICATED');
	for (const cookie of ['lud_refresh=', 'lud_refresh=.', `lud_refresh=sess_x.${'A'.repeat(43)}`, `lud_refresh=${'A'.repeat(43)}`, '=', ';;;', 'lud_refresh'])
		assertError(assert, await post('refresh', {...held, cookie}), 401, 'UNAUTHENTICATED');
});

test('over https both cookies are for this host alone, and Secure', async () => {
	await stack.end('api');
	await stack.startApi({LUDWRIGHT_API_COOKIE_SECURE: 'true'});
	const [cookie, csrf] = (await login()).headers['set-cookie'];
	assert.match(cookie, /^__Host-lud_refresh=[^;]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure$/);
	assert.match(csrf, /^__Host-lud_csrf=[^;]+; Path=\/; Max-Age=604800; SameSite=Strict; Secure$/);
	const sent = {'x-csrf-token': csrf.split(';')[0].split('=')[1]};
	assert.equal((await post('refresh', {...sent, cookie: cookie.split(';')[0]})).status, 200);
	assertError(assert, await post('refresh', {...sent, cookie: cookie.split(';')[0].replace('__Host-', '')}), 401, 'UNAUTHENTICATED');
});
