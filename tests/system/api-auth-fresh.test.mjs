// SPDX-License-Identifier: ISC
// Promise S3: nothing is decided without a password check of the last five minutes, and no refresh renews one.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {assertError, seedCheckpoint, seedRun} from './seed.mjs';
import {PASSWORD, startStack} from './stack.mjs';

let stack, ada, rie, checkpoint, project;
before(async () => {
	stack = await startStack();
	[ada, rie] = [await stack.user('ada'), await stack.user('rie')];
	project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	checkpoint = seedCheckpoint(stack, project.id, run, agents.concept.id);
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const flush = () => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'EVAL', "for _, k in ipairs(redis.call('KEYS', 'l*')) do redis.call('DEL', k) end", '0']);
const refresh = async (token) => (await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: token}})).body;
const old = (user, minutes) => stack.sql(`UPDATE sessions SET auth_time = now() - interval '${minutes} minutes' WHERE user_id = '${user.uuid}'`);
const with_ = (token) => ({authorization: `Bearer ${token}`});
const decide = (what, token, body = {}) => stack.fetch('POST', `/api/v1/checkpoints/${checkpoint}/${what}`, {headers: with_(token), body: {revision: 1, feedback: 'x', ...body}});

test('no decision by any proof that is not fresh', async () => {
	const personal = (await ada.post('/api/v1/users/me/tokens', {name: 'x', scopes: ['read', 'write', 'decide']})).body.token;
	const proofs = [];
	const stale = async (name, minutes) => {
		const {refresh_token: token} = await ada.login();
		old(ada, minutes);
		let next = await refresh(token);
		for (let i = 0; i < 3; i++) { // however often
			proofs.push([`${name}, refreshed ${i + 1} times`, next.access_token, {}]);
			next = await refresh(next.refresh_token);
		}
		return next;
	};
	await stale('six minutes old', 6);
	const {access_token: stuck} = await stale('a day old', 1440);
	// somebody else's password, and somebody else's fresh check, are no help
	await stack.fetch('POST', '/api/v1/auth/reauth', {headers: with_(rie.token), body: {password: PASSWORD}});
	proofs.push(['a wrong password', stuck, {password: 'wrong wrong wrong'}], ['an empty one', stuck, {password: ' '}], ['a personal token', personal, {}],
		['a personal token, a wrong password', personal, {password: 'wrong wrong wrong'}], ['a password too long', stuck, {password: `${PASSWORD}${'x'.repeat(80)}`}]);
	let tries = 0, taken = 0;
	for (const [name, token, body] of proofs)
		for (const what of ['approve', 'reject', 'request-changes']) {
			flush();
			const answer = await decide(what, token, body);
			tries++;
			taken += answer.status < 400;
			assertError(assert, answer, 401, 'REAUTH_REQUIRED');
			assert.match(answer.headers['www-authenticate'], /error="insufficient_user_authentication".*max_age="300"/, name);
		}
	assert.equal(taken, 0);
	assert.equal(stack.value('SELECT count(*) FROM decisions'), '0');
	assert.equal(stack.value(`SELECT status FROM checkpoints`), 'pending');
	console.log(`# S3 ${taken}/${tries} decisions without a fresh check`);
	for (const [method, address, body] of [['DELETE', `/api/v1/projects/${project.id}`, {}], ['POST', '/api/v1/auth/password', {new_password: 'quite another one'}],
		['POST', '/api/v1/users/me/tokens', {name: 'y', scopes: ['read']}], ['DELETE', '/api/v1/users/me', {}]])
		assertError(assert, await stack.fetch(method, address, {headers: with_(stuck), body}), 401, 'REAUTH_REQUIRED');
});

test('a check of the session makes it fresh, for five minutes; so does a password in the body, for once', async () => {
	const {refresh_token: token} = await ada.login();
	old(ada, 10);
	const {access_token: stuck} = await refresh(token);
	const {body} = await stack.fetch('POST', '/api/v1/auth/reauth', {headers: with_(stuck), body: {password: PASSWORD}});
	assertError(assert, await decide('approve', stuck), 401, 'REAUTH_REQUIRED');
	assert.equal((await stack.fetch('POST', '/api/v1/users/me/tokens', {headers: with_(stuck), body: {name: 'y', scopes: ['read'], password: PASSWORD}})).status, 201);
	assertError(assert, await decide('approve', stuck), 401, 'REAUTH_REQUIRED');
	assert.equal((await decide('approve', body.access_token)).status, 200);
	const rows = stack.sql("SELECT DISTINCT outcome FROM audit WHERE action = 'auth.reauth' ORDER BY 1").split('\n');
	assert.deepEqual(rows, ['ok', 'refused']);
});
