// SPDX-License-Identifier: ISC
// How accounts come to be and how one keeps them: registration, invitations, passwords, sessions, own data.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {PASSWORD, sha256, startStack, uuidOf} from './stack.mjs';

let stack, ada, zoe;
before(async () => {
	stack = await startStack();
	[ada, zoe] = [await stack.user('ada'), await stack.user('zoe', {role: 'admin'})];
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const NEW = 'a brand new password';
const redisFlush = () => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'FLUSHALL']);
const post = (address, body, headers) => stack.fetch('POST', `/api/v1/auth/${address}`, {body, headers});
const register = (email, more = {}) => post('register', {email, name: 'New', password: NEW, ...more});
const login = (email, password = PASSWORD) => post('login', {email, password});
const audited = (action) => stack.sql(`SELECT outcome FROM audit WHERE action = '${action}' ORDER BY id`).split('\n').filter(Boolean);
const bare = ({status, body, headers}) => ({status, body: JSON.stringify(body).replace(/req_[0-9a-f]{32}|"timestamp":"[^"]+"/g, ''), headers: Object.keys(headers).sort()});

async function policy(name) {
	await stack.end('api');
	await stack.startApi({LUDWRIGHT_SERVER_REGISTRATION: name});
	redisFlush();
}

test('registration is closed unless somebody opens it', async () => {
	assertError(assert, await register('new@example.org'), 403, 'FORBIDDEN');
	assertError(assert, await register('new@example.org', {invitation: 'ludinv_x'}), 403, 'FORBIDDEN');
	assertError(assert, await zoe.post('/api/v1/admin/invitations'), 409, 'STATE_CONFLICT');
	assert.equal(stack.value('SELECT count(*) FROM users'), '2');
});

test('open: an account for whoever asks; whether there was one is not told', async () => {
	await policy('open');
	const made = await register('Bea@example.org', {name: ' Bea '}), taken = await register('ada@example.org');
	assert.equal(made.status, 202);
	assert.deepEqual(bare(made), bare(taken));
	assert.equal((await login('bea@example.org', NEW)).status, 200);
	assert.equal((await login('ada@example.org')).status, 200, 'the old password is the one that counts');
	assert.equal(stack.value("SELECT name || role FROM users WHERE email = 'bea@example.org'"), 'Beamember');
	assert.deepEqual(audited('auth.register'), ['ok', 'refused']);
	const bad = await register('no address', {password: 'short', name: '', role: 'admin'});
	assert.deepEqual(fieldsOf(bad), ['email', 'name', 'password', 'role']);
	assert.deepEqual(fieldsOf(await register('x@example.org', {password: 'é'.repeat(37)})), ['password'], '74 bytes');
	assert.equal((await register('x@example.org', {password: 'é'.repeat(36)})).status, 202, '72 bytes');
	assert.deepEqual(fieldsOf(await register('y@example.org', {invitation: 'ludinv_x'})), ['invitation']);
});

test('by invitation: once, in time, for its address; the hash alone is kept', async () => {
	await policy('invitation');
	const invite = (body) => zoe.post('/api/v1/admin/invitations', body);
	assert.deepEqual(fieldsOf(await register('cay@example.org')), ['invitation']);
	const {status, body} = await invite({email: 'Cay@example.org', role: 'admin', expires_in_days: 1});
	assert.equal(status, 201);
	assert.match(body.token, /^ludinv_[\w-]{43}$/);
	assert.equal(body.link, `${stack.origin}/#invitation=${body.token}`);
	assert.deepEqual([body.email, body.role, body.status, body.created_by], ['cay@example.org', 'admin', 'open', zoe.id]);
	assert.equal(stack.value(`SELECT encode(token_hash, 'hex') FROM invitations WHERE id = '${uuidOf(body.id)}'`), sha256(body.token));
	assert.deepEqual(fieldsOf(await register('other@example.org', {invitation: body.token})), ['invitation']);
	const race = await Promise.all([1, 2, 3].map(() => register('cay@example.org', {invitation: body.token})));
	assert.ok(race.every((answer) => [202, 400, 429].includes(answer.status)));
	assert.equal(stack.value("SELECT role FROM users WHERE email = 'cay@example.org'"), 'admin');
	assert.deepEqual(fieldsOf(await register('cay@example.org', {invitation: body.token})), ['invitation'], 'used');
	assertError(assert, await zoe.delete(`/api/v1/admin/invitations/${body.id}`), 409, 'STATE_CONFLICT');
	const revoked = (await invite()).body, late = (await invite({})).body;
	assert.equal((await zoe.delete(`/api/v1/admin/invitations/${revoked.id}`)).status, 204);
	stack.sql(`UPDATE invitations SET created_at = now() - interval '9 days', expires_at = now() - interval '1 second' WHERE id = '${uuidOf(late.id)}'`);
	for (const {token} of [revoked, late])
		assert.deepEqual(fieldsOf(await register('dan@example.org', {invitation: token})), ['invitation']);
	assertError(assert, await invite({email: 'ada@example.org'}), 409, 'STATE_CONFLICT');
	const list = async (query = '') => (await zoe.get(`/api/v1/admin/invitations${query}`)).body.items;
	assert.deepEqual((await list()).map((item) => item.status), ['revoked', 'used', 'expired']);
	assert.deepEqual((await list('?status=used')).map((item) => item.id), [body.id]);
	assert.ok((await list()).every((item) => item.token === undefined));
	for (const call of [ada.get('/api/v1/admin/invitations'), ada.post('/api/v1/admin/invitations', {}), ada.delete(`/api/v1/admin/invitations/${body.id}`)])
		assertError(assert, await call, 404, 'NOT_FOUND');
});

test('ludctl user invite prints a link that works', async () => {
	const printed = stack.ludctl(['user', 'invite', 'fay@example.org', '--role', 'admin', '--days', '2']);
	const [, token] = printed.match(/^http:\S+#invitation=(ludinv_[\w-]{43})\n$/);
	assert.equal((await register('fay@example.org', {invitation: token})).status, 202);
	assert.equal(stack.value("SELECT role FROM users WHERE email = 'fay@example.org'"), 'admin');
	assert.match(stack.ludctl(['user', 'invite']), /#invitation=/);
	assert.throws(() => stack.ludctl(['user', 'invite', 'ada@example.org']), /account with this address/);
	assert.throws(() => stack.ludctl(['user', 'invite', 'x@example.org', '--days', '0']), /days/);
	assert.throws(() => stack.ludctl(['user', 'invite'], {env: {...stack.env, LUDWRIGHT_SERVER_REGISTRATION: 'closed'}}), /closed/);
});

test('a forgotten password: the answer tells nothing; the link is good once and for an hour', async () => {
	redisFlush();
	const gus = await stack.user('gus');
	const known = await post('forgot', {email: 'GUS@example.org'}), unknown = await post('forgot', {email: 'nobody@example.org'});
	assert.equal(known.status, 202);
	assert.deepEqual(bare(known), bare(unknown));
	await post('forgot', {email: 'gus@example.org'});
	assert.equal(stack.value(`SELECT count(*) || ' ' || count(token_hash) FROM password_resets WHERE user_id = '${gus.uuid}'`), '1 0', 'one letter to be sent, without a token');
	const link = () => stack.ludctl(['user', 'reset', 'gus@example.org']).match(/#reset=(\S+)\n$/)[1];
	const old = link(), token = link();
	assert.equal(stack.value(`SELECT encode(token_hash, 'hex') FROM password_resets WHERE user_id = '${gus.uuid}'`), sha256(token));
	for (const wrong of [old, 'x', `${token}x`, token.slice(0, -1)])
		assert.deepEqual(fieldsOf(await post('reset', {token: wrong, password: NEW})), ['token']);
	assert.deepEqual(fieldsOf(await post('reset', {token, password: 'short'})), ['password']);
	assert.equal((await post('reset', {token, password: NEW})).status, 204);
	assert.deepEqual(fieldsOf(await post('reset', {token, password: NEW})), ['token'], 'used');
	assertError(assert, await gus.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assertError(assert, await post('refresh', {refresh_token: gus.refresh}), 401, 'UNAUTHENTICATED');
	assertError(assert, await login('gus@example.org'), 401, 'UNAUTHENTICATED');
	assert.equal((await login('gus@example.org', NEW)).status, 200);
	const late = link();
	stack.sql("UPDATE password_resets SET expires_at = now() - interval '1 second'");
	assert.deepEqual(fieldsOf(await post('reset', {token: late, password: PASSWORD})), ['token']);
	assert.throws(() => stack.ludctl(['user', 'reset', 'nobody@example.org']), /no account/);
});

test('a new password ends the other sessions, at once, and keeps this one', async () => {
	redisFlush();
	const hal = await stack.user('hal');
	const other = (await login('hal@example.org')).body;
	const theirs = {authorization: `Bearer ${other.access_token}`};
	for (let i = 0; i < 20; i++)
		assert.equal((await stack.fetch('GET', '/api/v1/users/me', {headers: theirs})).status, 200);
	assert.deepEqual(fieldsOf(await hal.post('/api/v1/auth/password', {new_password: 'x'.repeat(73)})), ['new_password']);
	assertError(assert, await hal.post('/api/v1/auth/password', {new_password: NEW, password: 'wrong wrong wrong'}), 401, 'REAUTH_REQUIRED');
	assert.equal((await hal.post('/api/v1/auth/password', {new_password: NEW, password: PASSWORD})).status, 204);
	for (let i = 0; i < 20; i++)
		assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: theirs}), 401, 'UNAUTHENTICATED');
	assertError(assert, await post('refresh', {refresh_token: other.refresh_token}), 401, 'UNAUTHENTICATED');
	assert.equal((await hal.get('/api/v1/users/me')).status, 200);
	assert.equal((await post('refresh', {refresh_token: hal.refresh})).status, 200);
	assertError(assert, await login('hal@example.org'), 401, 'UNAUTHENTICATED');
	assert.equal((await login('hal@example.org', NEW)).status, 200);
	const dump = stack.run('pg_dump', ['--data-only', '-h', `${stack.dir}/pg`, '-U', 'ludwright', 'ludwright']);
	assert.ok(!dump.includes(NEW) && !dump.includes(PASSWORD));
});

test('an old sign-in cannot change the password', async () => {
	const ivy = await stack.user('ivy');
	stack.sql(`UPDATE sessions SET auth_time = now() - interval '6 minutes' WHERE user_id = '${ivy.uuid}'`);
	const headers = {authorization: `Bearer ${(await post('refresh', {refresh_token: ivy.refresh})).body.access_token}`};
	const answer = await post('password', {new_password: NEW}, headers);
	assertError(assert, answer, 401, 'REAUTH_REQUIRED');
	assert.match(answer.headers['www-authenticate'], /error="insufficient_user_authentication".*max_age="300"/);
	assert.equal((await login('ivy@example.org')).status, 200);
});

test('sessions are listed and ended, one by one or all the others', async () => {
	redisFlush();
	const kim = await stack.user('kim');
	const two = (await post('login', {email: 'kim@example.org', password: PASSWORD}, {'user-agent': 'Second/1.0'})).body;
	await login('kim@example.org');
	const {body} = await kim.get('/api/v1/auth/sessions');
	assert.equal(body.items.length, 3);
	assert.deepEqual(body.items.map((item) => item.current), [false, false, true]);
	assert.deepEqual([body.items[1].user_agent, body.items[1].address], ['Second/1.0', '127.0.0.1']);
	assert.equal((await kim.get('/api/v1/auth/sessions?limit=2')).body.items.length, 2);
	assertError(assert, await ada.delete(`/api/v1/auth/sessions/${body.items[1].id}`), 404, 'NOT_FOUND');
	assertError(assert, await kim.delete('/api/v1/auth/sessions/sess_0'), 404, 'NOT_FOUND');
	assert.equal((await kim.delete(`/api/v1/auth/sessions/${body.items[1].id}`)).status, 204);
	assertError(assert, await kim.delete(`/api/v1/auth/sessions/${body.items[1].id}`), 404, 'NOT_FOUND');
	assertError(assert, await stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${two.access_token}`}}), 401, 'UNAUTHENTICATED');
	assert.equal((await kim.delete('/auth/sessions')).status, 204);
	assert.deepEqual((await kim.get('/api/v1/auth/sessions')).body.items.map((item) => item.current), [true]);
	assert.equal((await kim.delete('/api/v1/auth/sessions')).status, 204, 'none is no error');
});

test('own data as one document; then the account goes with all that is its own', async () => {
	redisFlush();
	const [leo, mia] = [await stack.user('leo'), await stack.user('mia')];
	const own = await leo.project({name: 'Own'}), shared = await leo.project({name: 'Shared'});
	stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(shared.id)}', '${mia.uuid}', 'owner');
		INSERT INTO notifications (user_id, kind) VALUES ('${leo.uuid}', 'checkpoint')`);
	const {body} = await leo.get('/api/v1/users/me/export');
	assert.deepEqual(Object.keys(body), ['exported_at', 'account', 'sessions', 'tokens', 'projects', 'decisions', 'comments', 'uploads', 'notifications', 'webhooks', 'deliveries', 'provider_keys', 'spending',
		'audit']);
	assert.equal(body.account.email, 'leo@example.org');
	assert.deepEqual(body.projects.map((p) => [p.name, p.role]), [['Own', 'owner'], ['Shared', 'owner']]);
	assert.deepEqual([body.sessions.length, body.notifications.length], [1, 1]);
	assert.ok(body.audit.some((row) => row.action === 'auth.login'));
	assert.ok(!JSON.stringify(body).includes('$2b$'));
	stack.sql(`UPDATE sessions SET auth_time = now() - interval '1 hour' WHERE user_id = '${leo.uuid}'`);
	leo.token = (await post('refresh', {refresh_token: leo.refresh})).body.access_token;
	assertError(assert, await leo.delete('/api/v1/users/me'), 401, 'REAUTH_REQUIRED');
	assert.equal((await leo.delete('/api/v1/users/me', {password: PASSWORD})).status, 204);
	assertError(assert, await leo.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assertError(assert, await login('leo@example.org'), 401, 'UNAUTHENTICATED');
	assertError(assert, await mia.get(`/api/v1/projects/${own.id}`), 404, 'NOT_FOUND');
	assert.equal((await mia.get(`/api/v1/projects/${shared.id}`)).body.role, 'owner', 'it has another owner: it stays');
	assert.equal(stack.value(`SELECT count(*) FROM users WHERE id = '${leo.uuid}'`), '0');
	assert.equal(stack.value("SELECT detail->>'projects_deleted' FROM audit WHERE action = 'user.delete'"), '1');
});

test('notifications: read one, read all, away with one or all', async () => {
	const ids = stack.sql(`INSERT INTO notifications (user_id, kind) SELECT '${ada.uuid}', 'checkpoint' FROM generate_series(1, 3) RETURNING 'note_' || replace(id::text, '-', '')`).split('\n');
	const base = '/api/v1/users/me/notifications', unread = async () => (await ada.get(`${base}?unread=true`)).body.items.length;
	assert.equal(await unread(), 3);
	const read = await ada.post(`${base}/${ids[0]}/read`);
	assert.equal(read.status, 200);
	assert.deepEqual((await ada.post(`${base}/${ids[0]}/read`)).body, read.body, 'again is no error');
	for (const call of [zoe.post(`${base}/${ids[1]}/read`), zoe.delete(`${base}/${ids[1]}`), ada.delete(`${base}/note_${'0'.repeat(32)}`)])
		assertError(assert, await call, 404, 'NOT_FOUND');
	assert.deepEqual((await ada.post(`${base}/read-all`)).body, {read: 2});
	assert.equal(await unread(), 0);
	assert.equal((await ada.delete(`${base}/${ids[0]}`)).status, 204);
	assert.equal((await ada.get(base)).body.items.length, 2);
	assert.deepEqual((await zoe.delete(base)).body, {deleted: 0});
	assert.deepEqual((await ada.delete(base)).body, {deleted: 2});
});
