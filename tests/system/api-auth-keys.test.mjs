// SPDX-License-Identifier: ISC
// Keys of access tokens rotate while people work.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {PASSWORD, startStack, until} from './stack.mjs';

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

const head = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url'));
const me = (token) => stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${token}`}});
const keyFile = (name) => `${stack.dir}/keys/${name}`;
const jwks = async () => (await stack.fetch('GET', '/.well-known/jwks.json')).body.keys;

test('a rotation costs nobody a request: old and new tokens verify in all children, without a restart', async () => {
	const old = ada.token;
	const done = stack.start('rotate', `${process.env.top_builddir ?? '.'}/ludctl`, ['keys', 'rotate']).ended;
	let running = true, tries = 0;
	done.then(() => {
		running = false;
	});
	const seen = new Set();
	while (running) {
		const answers = await Promise.all([me(old), me(ada.token), stack.fetch('POST', '/auth/refresh', {body: {refresh_token: ada.refresh}})]);
		assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 200]);
		ada.token = answers[2].body.access_token;
		ada.refresh = answers[2].body.refresh_token;
		seen.add(head(ada.token).kid);
		tries++;
	}
	assert.equal(await done, 0, stack.log('rotate'));
	assert.ok(tries > 20, `${tries} rounds`);
	const {kid} = head((await ada.login()).access_token);
	assert.notEqual(kid, 'test-1');
	assert.ok(seen.has('test-1') && seen.has(kid));
	for (let i = 0; i < 20; i++)
		assert.equal((await me(i % 2 ? old : ada.token)).status, 200);
	assert.deepEqual(fs.readdirSync(keyFile('')).sort(), ['audit', 'current', `${kid}.pem`, `${kid}.pub`, 'test-1.pub'].sort());
	assert.equal(fs.statSync(keyFile(`${kid}.pem`)).mode & 0o777, 0o600);
	assert.equal(fs.statSync(keyFile(`${kid}.pem`)).uid, fs.statSync(keyFile('test-1.pub')).uid);
});

test('the published keys are those that verify', async () => {
	const keys = await jwks(), {kid} = head(ada.token);
	assert.deepEqual(keys.map((key) => key.kid).sort(), ['test-1', kid].sort());
	const [header, payload, signature] = ada.token.split('.');
	const key = crypto.createPublicKey({key: keys.find((k) => k.kid === kid), format: 'jwk'});
	assert.ok(crypto.verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')));
});

test('a key that is taken away verifies no more, even what was verified before', async () => {
	const {token} = ada;
	for (let i = 0; i < 20; i++)
		assert.equal((await me(token)).status, 200);
	stack.ludctl(['keys', 'rotate']);
	fs.unlinkSync(keyFile(`${head(token).kid}.pub`));
	await until(async () => (await Promise.all(Array.from({length: 12}, () => me(token)))).every((answer) => answer.status === 401), 'all children to notice');
	assertError(assert, await me(token), 401, 'UNAUTHENTICATED');
	await ada.login();
	assert.equal((await me(ada.token)).status, 200);
});

test('what cannot be read is left alone, and said', async () => {
	fs.writeFileSync(keyFile('broken.pub'), 'garbage');
	await new Promise((done) => setTimeout(done, 1100));
	for (let i = 0; i < 8; i++)
		assert.equal((await me(ada.token)).status, 200);
	await until(() => /broken\.pub holds no RSA public key/.test(stack.log('api')), 'the log');
	fs.unlinkSync(keyFile('broken.pub'));
	assert.equal((await stack.fetch('POST', '/auth/login', {body: {email: ada.email, password: PASSWORD}})).status, 200);
});
