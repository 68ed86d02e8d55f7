// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
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

const redisFlush = () => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'FLUSHALL']);
const login = (email, password, more = {}) => stack.fetch('POST', '/api/v1/auth/login', {body: {email, password, ...more}});
const refresh = (token) => stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: token}});
const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

test('signs in, by either address, whatever the case of the e-mail', async () => {
	for (const address of ['/api/v1/auth/login', '/auth/login']) {
		const {status, body, headers} = await stack.fetch('POST', address, {body: {email: 'ADA@example.org', password: PASSWORD}});
		assert.equal(status, 200);
		assert.deepEqual(Object.keys(body), ['access_token', 'refresh_token', 'token_type', 'expires_in']);
		assert.equal(body.expires_in, 900);
		assert.equal(headers['cache-control'], 'no-store');
		assert.equal(Buffer.from(body.refresh_token, 'base64url').length, 32);
	}
});

test('refuses a wrong password and an unknown account alike', async () => {
	const wrong = await login('ada@example.org', 'not the password');
	const unknown = await login('nobody@example.org', 'not the password');
	assertError(assert, wrong, 401, 'UNAUTHENTICATED');
	assertError(assert, unknown, 401, 'UNAUTHENTICATED');
	assert.equal(wrong.body.error.message, unknown.body.error.message);
	assertError(assert, await login('ada@example.org', 'x'.repeat(100)), 401, 'UNAUTHENTICATED');
	const rows = stack.sql("SELECT outcome, detail->>'reason' FROM audit WHERE action = 'auth.login' AND outcome = 'refused' ORDER BY id").split('\n');
	assert.deepEqual(rows.slice(0, 2), ['refused\tpassword', 'refused\taccount']);
});

test('names every wrong field', async () => {
	const answer = await stack.fetch('POST', '/api/v1/auth/login', {body: {email: 7, role: 'admin'}});
	assertError(assert, answer, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(answer), ['email', 'password', 'role']);
});

test('asks for a token, and takes no forged one', async () => {
	for (const authorization of [undefined, '', 'Basic YTpi', 'Bearer', 'Bearer x', `Bearer ${ada.token}x`, `Bearer ${ada.token}=`,
		`Bearer ${ada.token.split('.').slice(0, 2).join('.')}.`, `Bearer ${'a'.repeat(5000)}`])
		assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: authorization === undefined ? {} : {authorization}}), 401, 'UNAUTHENTICATED');
	const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const payload = claims(ada.token);
	const none = `${b64({alg: 'none', typ: 'JWT'})}.${b64(payload)}.`;
	const [head] = ada.token.split('.');
	const pem = stack.run('cat', [`${stack.dir}/keys/test-1.pub`]);
	const confusedHead = b64({alg: 'HS256', typ: 'JWT', kid: 'test-1'});
	const confused = `${confusedHead}.${b64(payload)}.${crypto.createHmac('sha256', pem).update(`${confusedHead}.${b64(payload)}`).digest('base64url')}`;
	const other = crypto.generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
	const foreign = `${head}.${b64(payload)}`;
	for (const token of [none, confused, `${foreign}.${crypto.sign('sha256', Buffer.from(foreign), other).toString('base64url')}`])
		assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${token}`}}), 401, 'UNAUTHENTICATED');
});

test('says when a token has expired', async () => {
	const key = stack.run('cat', [`${stack.dir}/keys/test-1.pem`]);
	const [head] = ada.token.split('.');
	const body = {...claims(ada.token), iat: 1700000000, nbf: 1700000000, auth_time: 1700000000, exp: 1700000900};
	const signed = `${head}.${Buffer.from(JSON.stringify(body)).toString('base64url')}`;
	const token = `${signed}.${crypto.sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${token}`}}), 401, 'TOKEN_EXPIRED');
});

test('rotates refresh tokens; two tabs at once both live; auth_time does not move', async () => {
	const first = (await login('ada@example.org', PASSWORD)).body;
	const [one, two] = await Promise.all([refresh(first.refresh_token), refresh(first.refresh_token)]);
	assert.equal(one.status, 200);
	assert.equal(two.status, 200);
	assert.equal(new Set([first.refresh_token, one.body.refresh_token, two.body.refresh_token]).size, 3);
	assert.equal(claims(one.body.access_token).auth_time, claims(first.access_token).auth_time);
	assert.equal((await refresh(two.body.refresh_token)).status, 200);
	assertError(assert, await refresh('A'.repeat(43)), 401, 'UNAUTHENTICATED');
});

test('reuse of a refresh token ends the whole family', async () => {
	const first = (await login('ada@example.org', PASSWORD)).body;
	const second = (await refresh(first.refresh_token)).body;
	// the grace of 30 s is over
	const key = `rt:${crypto.createHash('sha256').update(first.refresh_token).digest('hex')}`;
	const cli = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim();
	const value = cli('GET', key).split('|');
	cli('SET', key, `${value[0]}|${Number(value[1]) - 31}|${value[2]}`, 'KEEPTTL');
	assertError(assert, await refresh(first.refresh_token), 401, 'UNAUTHENTICATED');
	assertError(assert, await refresh(second.refresh_token), 401, 'UNAUTHENTICATED');
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${second.access_token}`}}), 401, 'UNAUTHENTICATED');
	assert.equal(stack.value("SELECT end_reason FROM sessions WHERE end_reason IS NOT NULL ORDER BY ended_at DESC"), 'reuse');
	assert.equal(stack.value("SELECT outcome FROM audit WHERE action = 'auth.reuse'"), 'refused');
});

test('signing out ends the session at once', async () => {
	const session = (await login('ada@example.org', PASSWORD)).body;
	const headers = {authorization: `Bearer ${session.access_token}`};
	assert.equal((await stack.fetch('GET', '/api/v1/users/me', {headers})).status, 200);
	assert.equal((await stack.fetch('POST', '/api/v1/auth/logout', {headers})).status, 204);
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers}), 401, 'UNAUTHENTICATED');
	assertError(assert, await refresh(session.refresh_token), 401, 'UNAUTHENTICATED');
});

test('reauth renews auth_time in the same session', async () => {
	await ada.login();
	stack.sql("UPDATE sessions SET auth_time = now() - interval '1 hour'");
	const again = (await refresh(ada.refresh)).body;
	assert.ok(claims(again.access_token).auth_time < Date.now() / 1000 - 3000);
	const headers = {authorization: `Bearer ${again.access_token}`};
	assertError(assert, await stack.fetch('POST', '/api/v1/auth/reauth', {headers, body: {password: 'wrong wrong wrong'}}), 401, 'UNAUTHENTICATED');
	const fresh = await stack.fetch('POST', '/api/v1/auth/reauth', {headers, body: {password: PASSWORD}});
	assert.equal(fresh.status, 200);
	assert.ok(claims(fresh.body.access_token).auth_time > Date.now() / 1000 - 60);
	assert.equal(claims(fresh.body.access_token).sid, claims(again.access_token).sid);
	await ada.login();
});

test('publishes the keys that tokens verify with', async () => {
	const {status, body} = await stack.fetch('GET', '/.well-known/jwks.json');
	assert.equal(status, 200);
	const [key] = body.keys;
	assert.deepEqual({kty: key.kty, use: key.use, alg: key.alg, kid: key.kid}, {kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'test-1'});
	const [head, payload, signature] = ada.token.split('.');
	assert.ok(crypto.verify('sha256', Buffer.from(`${head}.${payload}`), crypto.createPublicKey({key, format: 'jwk'}), Buffer.from(signature, 'base64url')));
});

test('own account: read, change, outdated change, foreign fields', async () => {
	const me = await ada.get('/api/v1/users/me');
	assert.equal(me.body.email, 'ada@example.org');
	assert.equal(me.body.id, ada.id);
	const changed = await ada.put('/api/v1/users/me', {name: 'Ada L.', settings: {language: 'ja', notifications: {checkpoint: {mail: true}}}}, {'if-match': me.headers.etag});
	assert.equal(changed.status, 200);
	assert.equal(changed.body.name, 'Ada L.');
	assert.equal(changed.body.settings.language, 'ja');
	assertError(assert, await ada.put('/api/v1/users/me', {name: 'x'}, {'if-match': me.headers.etag}), 412, 'REVISION_OUTDATED');
	const bad = await ada.put('/api/v1/users/me', {role: 'admin', id: 'x', email_verified: true, password_hash: 'x', settings: {__proto__x: 1, language: 'de'}});
	assertError(assert, bad, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(bad), ['email_verified', 'id', 'password_hash', 'role', 'settings.__proto__x', 'settings.language']);
	assert.equal(stack.value("SELECT role FROM users WHERE email = 'ada@example.org'"), 'member');
	const same = await ada.get('/api/v1/users/me', {'if-none-match': changed.headers.etag});
	assert.equal(same.status, 304);
});
