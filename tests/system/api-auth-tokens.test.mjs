// SPDX-License-Identifier: ISC
// Personal tokens and tickets for streams.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf, seedCheckpoint, seedRun} from './seed.mjs';
import {Client, PASSWORD, sha256, startStack, uuidOf} from './stack.mjs';

let stack, ada, eve, zoe;
before(async () => {
	stack = await startStack();
	[ada, eve, zoe] = [await stack.user('ada'), await stack.user('eve'), await stack.user('zoe', {role: 'admin'})];
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const TOKENS = '/api/v1/users/me/tokens';
const redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim();

async function personal(user, scopes, more = {}) {
	const answer = await user.post(TOKENS, {name: `for ${scopes}`, scopes, ...more});
	assert.equal(answer.status, 201, answer.text);
	const client = new Client(stack, user.email, user.uuid);
	client.token = answer.body.token;
	return Object.assign(client, {made: answer.body});
}

test('a token is shown once, kept as a hash, and recognised by its first characters', async () => {
	const bot = await personal(ada, ['read'], {name: ' the build server ', expires_in_days: 7});
	assert.deepEqual(Object.keys(bot.made), ['id', 'name', 'prefix', 'scopes', 'expires_at', 'last_used_at', 'created_at', 'token']);
	assert.match(bot.token, /^ludpat_[\w-]{43}$/);
	assert.equal(bot.made.prefix, bot.token.slice(0, 12));
	assert.equal(bot.made.name, 'the build server');
	assert.ok(Math.abs(Date.parse(bot.made.expires_at) - Date.now() - 7 * 864e5) < 60000);
	const {body: {items: [first]}} = await ada.get(TOKENS);
	const {token, ...shown} = bot.made;
	assert.equal(token, bot.token);
	assert.deepEqual(first, shown);
	assert.equal(stack.value(`SELECT encode(token_hash, 'hex') FROM api_tokens WHERE id = '${uuidOf(bot.made.id)}'`), sha256(bot.token));
	const dump = stack.run('pg_dump', ['--data-only', '-h', `${stack.dir}/pg`, '-U', 'ludwright', 'ludwright']);
	assert.ok(dump.includes(bot.made.prefix) && !dump.includes(bot.token));
	assert.equal((await bot.get('/api/v1/users/me')).body.email, 'ada@example.org');
	assert.ok((await ada.get(TOKENS)).body.items[0].last_used_at);
});

test('names every wrong field; admin is for admins', async () => {
	assert.deepEqual(fieldsOf(await ada.post(TOKENS, {name: ' ', scopes: [], expires_in_days: 400, user_id: 1})), ['expires_in_days', 'name', 'scopes', 'user_id']);
	assert.deepEqual(fieldsOf(await ada.post(TOKENS, {name: 'x', scopes: ['read', 'all', 'read']})), ['scopes[1]', 'scopes[2]']);
	const answer = await ada.post(TOKENS, {name: 'x', scopes: ['admin']});
	assertError(assert, answer, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(answer), ['scopes']);
	assert.equal((await zoe.post(TOKENS, {name: 'x', scopes: ['admin']})).status, 201);
});

test('a scope opens its routes and no others', async () => {
	const project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	const checkpoint = seedCheckpoint(stack, project.id, run, agents.concept.id);
	const [reads, writes, decides, all] = [await personal(ada, ['read']), await personal(ada, ['write']), await personal(ada, ['decide']),
		await personal(zoe, ['read', 'admin'])];
	const tries = {
		read: (c) => c.get(`/api/v1/projects/${project.id}`),
		write: (c) => c.put(`/api/v1/projects/${project.id}`, {name: 'Other'}),
		decide: (c) => c.post(`/api/v1/checkpoints/${checkpoint}/approve`, {revision: 1, password: PASSWORD}),
	};
	for (const [scope, client] of Object.entries({read: reads, write: writes, decide: decides}))
		for (const [name, act] of Object.entries(tries)) {
			const answer = await act(client);
			if (name === scope) {
				assert.equal(answer.status, 200, `${scope} ${name} ${answer.text}`);
				continue;
			}
			assertError(assert, answer, 403, 'FORBIDDEN');
			assert.equal(answer.headers['www-authenticate'], `Bearer error="insufficient_scope", scope="${name}"`);
		}
	assert.equal((await all.get('/api/v1/admin/users')).status, 200);
	assertError(assert, await (await personal(zoe, ['read'])).get('/api/v1/admin/users'), 403, 'FORBIDDEN');
	assertError(assert, await reads.get('/api/v1/admin/users'), 404, 'NOT_FOUND');
});

test('where step-up is due a token needs the password in the body', async () => {
	const bot = await personal(ada, ['write', 'read']);
	const project = await ada.project();
	for (const [method, address, body] of [['POST', TOKENS, {name: 'x', scopes: ['read']}], ['POST', '/api/v1/auth/password', {new_password: 'another password'}],
		['DELETE', `/api/v1/projects/${project.id}`, {}], ['DELETE', '/api/v1/users/me', {}]]) {
		const answer = await bot.call(method, address, body);
		assertError(assert, answer, 401, 'REAUTH_REQUIRED');
		assert.match(answer.headers['www-authenticate'], /insufficient_user_authentication/);
	}
	assertError(assert, await bot.delete(`/api/v1/projects/${project.id}`, {password: 'wrong wrong wrong'}), 401, 'REAUTH_REQUIRED');
	assert.equal((await bot.delete(`/api/v1/projects/${project.id}`, {password: PASSWORD})).status, 204);
	assertError(assert, await bot.post('/api/v1/auth/reauth', {password: PASSWORD}), 403, 'FORBIDDEN');
	assertError(assert, await bot.post('/api/v1/auth/logout'), 403, 'FORBIDDEN');
	assert.equal((await bot.get('/api/v1/auth/sessions')).status, 200);
});

test('making a token needs a fresh password check in a session too', async () => {
	stack.sql("UPDATE sessions SET auth_time = now() - interval '1 hour'");
	const {body} = await stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: ada.refresh}});
	const headers = {authorization: `Bearer ${body.access_token}`};
	assertError(assert, await stack.fetch('POST', TOKENS, {headers, body: {name: 'x', scopes: ['read']}}), 401, 'REAUTH_REQUIRED');
	assert.equal((await stack.fetch('POST', TOKENS, {headers, body: {name: 'x', scopes: ['read'], password: PASSWORD}})).status, 201);
	await ada.login();
});

test('revoked, run out, or of a disabled account: refused at once', async () => {
	const [one, two, three] = [await personal(ada, ['read']), await personal(ada, ['read']), await personal(eve, ['read'])];
	// every child has it in its cache
	for (let i = 0; i < 40; i++)
		assert.equal((await one.get('/api/v1/users/me')).status, 200);
	assertError(assert, await eve.delete(`${TOKENS}/${one.made.id}`), 404, 'NOT_FOUND');
	assert.equal((await ada.delete(`${TOKENS}/${one.made.id}`)).status, 204);
	for (let i = 0; i < 20; i++)
		assertError(assert, await one.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assert.equal((await ada.delete(`${TOKENS}/${one.made.id}`)).status, 204, 'again is no error');
	assert.equal((await three.get('/api/v1/users/me')).status, 200);
	assert.equal((await zoe.put(`/api/v1/admin/users/${eve.id}`, {disabled: true})).status, 200);
	assertError(assert, await three.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assertError(assert, await eve.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assert.equal((await zoe.put(`/api/v1/admin/users/${eve.id}`, {disabled: false})).status, 200);
	assert.equal((await three.get('/api/v1/users/me')).status, 200);
	stack.sql(`UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = '${uuidOf(two.made.id)}'`);
	assertError(assert, await two.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	for (const token of ['ludpat_', `ludpat_${'A'.repeat(43)}`, `${three.token}x`, `${three.token}=`, three.token.toUpperCase(), `ludpat_'; --`])
		assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${token}`}}), 401, 'UNAUTHENTICATED');
	assert.equal(stack.value("SELECT count(*) FROM audit WHERE action = 'token.revoke'"), '2');
});

test('a repeated Idempotency-Key makes no second token and does not show the first again', async () => {
	const headers = {'idempotency-key': 'one'};
	const first = await ada.post(TOKENS, {name: 'once', scopes: ['read']}, headers);
	const second = await ada.post(TOKENS, {name: 'once', scopes: ['read']}, headers);
	assert.equal(second.status, 201);
	assert.equal(second.body.id, first.body.id);
	assert.equal(second.body.token, undefined);
	assert.equal(stack.value("SELECT count(*) FROM api_tokens WHERE name = 'once'"), '1');
	assert.equal(stack.value(`SELECT count(*) FROM idempotency_keys WHERE body LIKE '%${first.body.token}%'`), '0');
});

test('50 live tokens at most', async () => {
	const left = 50 - Number(stack.value(`SELECT count(*) FROM api_tokens WHERE user_id = '${zoe.uuid}'`));
	stack.sql(`INSERT INTO api_tokens (user_id, name, token_hash, scopes, expires_at)
		SELECT '${zoe.uuid}', 'x', sha256(i::text::bytea), '{read}', now() + interval '1 day' FROM generate_series(1, ${left}) i`);
	assertError(assert, await zoe.post(TOKENS, {name: 'x', scopes: ['read']}), 409, 'STATE_CONFLICT');
	const page = await zoe.get(`${TOKENS}?limit=30`);
	assert.equal(page.body.items.length, 30);
	assert.equal((await zoe.get(`${TOKENS}?limit=30&cursor=${page.body.next_cursor}`)).body.items.length, 20);
});

test('a ticket for a stream: 30 s, kept as a hash, saying who asked', async () => {
	const {status, body} = await ada.post('/api/v1/auth/stream-ticket');
	assert.equal(status, 200);
	assert.match(body.ticket, /^[\w-]{43}$/);
	assert.equal(body.expires_in, 30);
	const key = `ticket:${sha256(body.ticket)}`;
	assert.ok(Number(redis('TTL', key)) > 20);
	const [user, session, expires] = redis('GET', key).split(' ');
	assert.equal(user, ada.uuid);
	assert.equal(session, stack.value(`SELECT id FROM sessions WHERE user_id = '${ada.uuid}' ORDER BY created_at DESC`));
	assert.ok(Number(expires) > Date.now() / 1000 + 800);
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${body.ticket}`}}), 401, 'UNAUTHENTICATED');
	const bot = await personal(ada, ['read']);
	const other = (await bot.post('/api/v1/auth/stream-ticket')).body.ticket;
	assert.deepEqual(redis('GET', `ticket:${sha256(other)}`).split(' ').slice(0, 2), [ada.uuid, uuidOf(bot.made.id)], 'a personal token stands where a session would');
	assertError(assert, await stack.fetch('POST', '/api/v1/auth/stream-ticket'), 401, 'UNAUTHENTICATED');
});

test('no log holds a token or a ticket', async () => {
	const bot = await personal(ada, ['read']);
	const {ticket} = (await bot.post('/api/v1/auth/stream-ticket')).body;
	await stack.fetch('GET', '/api/v1/nowhere', {headers: {authorization: `Bearer ${bot.token}`, cookie: `x=${bot.token}`}});
	await stack.fetch('GET', `/api/v1/users/me?ticket=${ticket}&token=${bot.token}`, {headers: {authorization: `Bearer ${ada.token}`}});
	await stack.end('nginx'); // its log is written
	const files = [...fs.readdirSync(`${stack.dir}/log`).map((name) => `log/${name}`), ...fs.readdirSync(stack.dir).filter((name) => name.endsWith('.log'))];
	assert.ok(files.length >= 4);
	const text = files.map((name) => fs.readFileSync(`${stack.dir}/${name}`, 'utf8')).join('');
	assert.match(text, /\/api\/v1\/nowhere/);
	for (const secret of [bot.token, ticket, ada.token, ada.refresh])
		assert.ok(!text.includes(secret));
});
