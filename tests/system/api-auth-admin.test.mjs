// SPDX-License-Identifier: ISC
// What admins do with accounts, and that others do not.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {PASSWORD, startStack, until, uuidOf} from './stack.mjs';

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

const USERS = '/api/v1/admin/users';
const last = (action) => stack.value(`SELECT outcome || ' ' || subject || ' ' || detail FROM audit WHERE action = '${action}' ORDER BY id DESC`);

test('lists accounts with filters, page by page', async () => {
	stack.sql("INSERT INTO users (email, name, password_hash, disabled_at) SELECT 'u' || i || '@example.net', 'Number ' || i, '*', now() FROM generate_series(1, 7) i");
	const list = async (query) => (await zoe.get(`${USERS}${query}`)).body;
	const first = (await list('?limit=100')).items.find((item) => item.id === ada.id);
	assert.deepEqual(Object.keys(first), ['id', 'email', 'name', 'role', 'disabled', 'projects', 'last_seen_at', 'created_at', 'updated_at']);
	assert.equal((await list('?role=admin')).items.length, 1);
	assert.equal((await list('?disabled=true')).items.length, 7);
	assert.deepEqual((await list('?search=NUMBER%205')).items.map((item) => item.email), ['u5@example.net']);
	assert.deepEqual((await list('?search=%25')).items, [], 'no pattern');
	const one = await list('?limit=5'), two = await list(`?limit=5&cursor=${one.next_cursor}`);
	assert.equal(new Set([...one.items, ...two.items].map((item) => item.id)).size, 9);
	assert.equal(two.next_cursor, null);
	assert.deepEqual(fieldsOf(await zoe.get(`${USERS}?role=x&disabled=1`)), ['disabled', 'role']);
});

test('nobody else learns that these routes are there', async () => {
	for (const call of [ada.get(USERS), ada.post(USERS, {}), ada.get(`${USERS}/${zoe.id}`), ada.put(`${USERS}/${zoe.id}`, {role: 'member'}), ada.delete(`${USERS}/${zoe.id}`),
		ada.delete(`${USERS}/${zoe.id}/sessions`)])
		assertError(assert, await call, 404, 'NOT_FOUND');
	assertError(assert, await stack.fetch('GET', USERS), 401, 'UNAUTHENTICATED');
	assertError(assert, await zoe.get(`${USERS}/user_${'0'.repeat(32)}`), 404, 'NOT_FOUND');
	assertError(assert, await zoe.get(`${USERS}/x`), 404, 'NOT_FOUND');
});

test('makes an account, and names what is wrong with one', async () => {
	const answer = await zoe.post(USERS, {email: 'Bea@example.org', name: 'Bea', role: 'member', new_password: 'for the first time'});
	assert.equal(answer.status, 201, answer.text);
	assert.deepEqual([answer.body.email, answer.body.role, answer.body.disabled, answer.body.sessions], ['bea@example.org', 'member', false, 0]);
	assert.equal(last('user.add'), `ok ${answer.body.id} {"role": "member"}`);
	assert.equal((await stack.fetch('POST', '/auth/login', {body: {email: 'bea@example.org', password: 'for the first time'}})).status, 200);
	assertError(assert, await zoe.post(USERS, {email: 'bea@example.org', name: 'B', new_password: PASSWORD}), 409, 'STATE_CONFLICT');
	assert.deepEqual(fieldsOf(await zoe.post(USERS, {email: 'x', name: '', role: 'owner', new_password: 'short'})), ['email', 'name', 'new_password', 'role']);
	stack.sql(`UPDATE sessions SET auth_time = now() - interval '1 hour' WHERE user_id = '${zoe.uuid}'`);
	zoe.token = (await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: zoe.refresh}})).body.access_token;
	assertError(assert, await zoe.post(USERS, {email: 'y@example.org', name: 'Y', new_password: PASSWORD}), 401, 'REAUTH_REQUIRED');
	await zoe.login();
});

test('another role counts at once, whatever an access token says', async () => {
	const cay = await stack.user('cay');
	assertError(assert, await cay.get(USERS), 404, 'NOT_FOUND');
	const account = await zoe.get(`${USERS}/${cay.id}`);
	assert.equal((await zoe.put(`${USERS}/${cay.id}`, {role: 'admin'}, {'if-match': account.headers.etag})).body.role, 'admin');
	assertError(assert, await zoe.put(`${USERS}/${cay.id}`, {name: 'x'}, {'if-match': account.headers.etag}), 412, 'REVISION_OUTDATED');
	for (let i = 0; i < 20; i++)
		assert.equal((await cay.get(USERS)).status, 200);
	assert.equal((await cay.put(`${USERS}/${zoe.id}`, {role: 'member'})).status, 200);
	assert.equal(last('user.change'), `ok ${zoe.id} {"role": {"to": "member", "from": "admin"}}`);
	for (let i = 0; i < 20; i++)
		assertError(assert, await zoe.get(USERS), 404, 'NOT_FOUND');
	for (const change of [{role: 'member'}, {disabled: true}]) {
		const answer = await cay.put(`${USERS}/${cay.id}`, change);
		assertError(assert, answer, 409, 'STATE_CONFLICT');
		assert.deepEqual(answer.body.error.details, [{reason: 'last_admin'}]);
	}
	assertError(assert, await cay.delete('/api/v1/users/me'), 409, 'STATE_CONFLICT');
	assert.equal((await cay.put(`${USERS}/${zoe.id}`, {role: 'admin'})).status, 200);
});

test('two admins cannot take each other away', async () => {
	const [one, two] = [await stack.user('one', {role: 'admin'}), await stack.user('two', {role: 'admin'})];
	stack.sql(`UPDATE users SET role = 'member' WHERE id NOT IN ('${one.uuid}', '${two.uuid}')`);
	const answers = await Promise.all([one.put(`${USERS}/${two.id}`, {role: 'member'}), two.put(`${USERS}/${one.id}`, {role: 'member'})]);
	assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 404]);
	assert.equal(stack.value("SELECT count(*) FROM users WHERE role = 'admin'"), '1');
	stack.sql(`UPDATE users SET role = 'admin' WHERE id = '${zoe.uuid}'`);
});

test('a disabled account is out at once and cannot come back in', async () => {
	const dan = await stack.user('dan');
	for (let i = 0; i < 20; i++)
		assert.equal((await dan.get('/api/v1/users/me')).status, 200);
	assert.equal((await zoe.put(`${USERS}/${dan.id}`, {disabled: true})).body.disabled, true);
	for (let i = 0; i < 20; i++)
		assertError(assert, await dan.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assertError(assert, await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: dan.refresh}}), 401, 'UNAUTHENTICATED');
	assertError(assert, await stack.fetch('POST', '/auth/login', {body: {email: dan.email, password: PASSWORD}}), 401, 'UNAUTHENTICATED');
	assert.equal((await stack.fetch('POST', '/auth/forgot', {body: {email: dan.email}})).status, 202);
	assert.equal(stack.value('SELECT count(*) FROM password_resets'), '0');
	assert.equal((await zoe.put(`${USERS}/${dan.id}`, {disabled: false, name: 'Daniel'})).body.name, 'Daniel');
	assertError(assert, await dan.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	await dan.login();
	assert.equal((await zoe.delete(`${USERS}/${dan.id}/sessions`)).status, 204);
	assertError(assert, await dan.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
});

test('ludctl does the same where no admin can', async () => {
	const gil = await stack.user('gil');
	const row = () => JSON.parse(stack.ludctl(['user', 'list', '--json'])).find((account) => account.email === gil.email);
	assert.deepEqual([row().role, row().disabled, row().sessions], ['member', false, 1]);
	assert.match(stack.ludctl(['user', 'list']), /gil@example\.org/);
	stack.ludctl(['user', 'role', 'GIL@example.org', 'admin']);
	await until(async () => (await gil.get(USERS)).status === 200, 'the role');
	stack.ludctl(['user', 'disable', gil.email]);
	await until(async () => (await gil.get('/api/v1/users/me')).status === 401, 'the end');
	assert.deepEqual([row().role, row().disabled, row().sessions], ['admin', true, 0]);
	stack.ludctl(['user', 'enable', gil.email]);
	await gil.login();
	stack.ludctl(['user', 'role', gil.email, 'member']);
	assert.equal(last('user.change'), `ok ${gil.id} {"role": {"to": "member", "from": "admin"}}`);
	for (const [args, said] of [[['role', gil.email, 'owner'], /admin or member/], [['disable', 'nobody@example.org'], /no account/]])
		assert.throws(() => stack.ludctl(['user', ...args]), said);
	stack.sql(`UPDATE users SET role = 'member' WHERE role = 'admin' AND id <> '${zoe.uuid}'`);
	assert.throws(() => stack.ludctl(['user', 'disable', zoe.email]), /last admin/);
});

test('gives an account up: without its projects, or with them', async () => {
	const [eve, fay] = [await stack.user('eve'), await stack.user('fay')];
	const [kept, gone] = [await eve.project(), await fay.project()];
	await eve.post('/api/v1/users/me/tokens', {name: 'x', scopes: ['read']});
	assert.equal((await zoe.delete(`${USERS}/${eve.id}`)).status, 204);
	assert.equal(stack.value(`SELECT email || ' ' || name || ' ' || (disabled_at IS NOT NULL) FROM users WHERE id = '${eve.uuid}'`), `deleted-${eve.uuid.replaceAll('-', '')}@invalid Deleted account true`);
	for (const table of ['sessions', 'api_tokens', 'notifications', 'idempotency_keys'])
		assert.equal(stack.value(`SELECT count(*) FROM ${table} WHERE user_id = '${eve.uuid}'`), '0', table);
	assert.equal((await zoe.get(`/api/v1/projects/${kept.id}`)).status, 200);
	assertError(assert, await zoe.get(`${USERS}/${eve.id}`), 404, 'NOT_FOUND');
	assertError(assert, await zoe.put(`${USERS}/${eve.id}`, {disabled: false}), 404, 'NOT_FOUND');
	assertError(assert, await eve.get('/api/v1/users/me'), 401, 'UNAUTHENTICATED');
	assert.equal((await zoe.delete(`${USERS}/${fay.id}?projects=delete`)).status, 204);
	assertError(assert, await zoe.get(`/api/v1/projects/${gone.id}`), 404, 'NOT_FOUND');
	assert.equal(last('user.delete'), `ok ${fay.id} {"kept": false, "projects_deleted": 1}`);
	assert.equal((await stack.fetch('POST', '/auth/login', {body: {email: 'deleted@invalid', password: PASSWORD}})).status, 401);
});

test('sees every project, and each look leaves a trace', async () => {
	const project = await ada.project(), own = await zoe.project();
	stack.sql("SET ludwright.retention = 'on'; DELETE FROM audit");
	for (const address of ['', '/agents', '/files', '/events', '/graph'])
		assert.equal((await zoe.get(`/api/v1/projects/${project.id}${address}`)).status, 200);
	await zoe.call('HEAD', `/api/v1/projects/${project.id}`);
	await zoe.get(`/api/v1/projects/${own.id}`);
	await ada.get(`/api/v1/projects/${project.id}`);
	const list = await zoe.get(`/api/v1/admin/projects?user_id=${ada.id}`);
	assert.deepEqual(list.body.items.map((item) => [item.id, item.user_id, item.email]), [[project.id, ada.id, 'ada@example.org']]);
	const page = await zoe.get('/api/v1/admin/projects?limit=1'), next = await zoe.get(`/api/v1/admin/projects?limit=1&cursor=${page.body.next_cursor}`);
	assert.deepEqual([page.body.items[0].id, next.body.items[0].id], [own.id, project.id]);
	await zoe.get(`${USERS}/${ada.id}`);
	await zoe.get('/api/v1/admin/invitations');
	assertError(assert, await ada.get('/api/v1/admin/projects'), 404, 'NOT_FOUND');
	const base = `/api/v1/projects/${project.id}`, all = '/api/v1/admin/projects';
	assert.deepEqual(stack.sql("SELECT subject FROM audit WHERE action = 'admin.look' ORDER BY id").split('\n'), [base, `${base}/agents`, `${base}/files`, `${base}/events`, `${base}/graph`, base, all, all, all, `${USERS}/${ada.id}`]);
	assert.equal(stack.value(`SELECT DISTINCT actor_id FROM audit WHERE action = 'admin.look'`), uuidOf(zoe.id));
});
