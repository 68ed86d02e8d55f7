// SPDX-License-Identifier: ISC
// Sharing a project: who may, by id or by mail address, and what nobody learns by it.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {startStack, uuidOf} from './stack.mjs';

let stack, ada, bob, cyd, project, members;
before(async () => {
	stack = await startStack();
	const people = [];
	for (const name of ['ada', 'bob', 'cyd'])
		people.push(await stack.user(name));
	[ada, bob, cyd] = people;
	project = await ada.project();
	members = `/api/v1/projects/${project.id}/members`;
});
after(() => stack?.stop());
afterEach((t) => {
	stack.failed ||= t.error !== undefined && t.error !== null;
});

const patch = (who, person, role) => who.call('PATCH', `${members}/${person.id}`, {role});
const remove = (who, person) => who.delete(`${members}/${person.id}`);
const roleOf = async (who) => (await who.get(`/api/v1/projects/${project.id}`)).body.role;

test('by id a person is a member at once, with the role that was given', async () => {
	assert.equal(await roleOf(bob), undefined);
	const added = await ada.post(members, {user_id: bob.id, role: 'viewer'});
	assert.equal(added.status, 201, added.text);
	assert.deepEqual(added.body, {user_id: bob.id, email: null, role: 'viewer', status: 'member', expires_at: null});
	assert.equal(await roleOf(bob), 'viewer');
	const [note] = (await bob.get('/api/v1/users/me/notifications')).body.items;
	assert.deepEqual([note.kind, note.data], ['project:shared', {project_id: project.id, name: 'Lighthouse', role: 'viewer'}]);
	const again = await ada.post(members, {user_id: bob.id, role: 'editor'});
	assertError(assert, again, 409, 'STATE_CONFLICT');
	assert.deepEqual(again.body.error.details, [{role: 'viewer'}]);
	const list = await bob.get(members);
	assert.deepEqual(list.body.items.map(({user_id, name, email, role}) => ({user_id, name, email, role})), [
		{user_id: ada.id, name: 'ada', email: null, role: 'owner'}, {user_id: bob.id, name: 'bob', email: bob.email, role: 'viewer'}],
	'addresses are for owners');
	assert.deepEqual((await ada.get(members)).body.items.map((item) => item.email), [ada.email, bob.email]);
});

test('only owners share; strangers see nothing', async () => {
	for (const role of ['viewer', 'reviewer', 'editor']) {
		assert.equal((await patch(ada, bob, role)).body.role, role);
		assert.equal(await roleOf(bob), role);
		assertError(assert, await bob.post(members, {user_id: cyd.id, role: 'viewer'}), 403, 'FORBIDDEN');
		assertError(assert, await patch(bob, bob, 'owner'), 403, 'FORBIDDEN');
		assertError(assert, await remove(bob, ada), 403, 'FORBIDDEN');
		assertError(assert, await bob.get(`/api/v1/projects/${project.id}/invitations`), 403, 'FORBIDDEN');
	}
	for (const answer of [await cyd.get(members), await cyd.post(members, {user_id: cyd.id, role: 'owner'}), await patch(cyd, bob, 'viewer'),
		await remove(cyd, bob), await remove(cyd, cyd), await patch(ada, cyd, 'viewer'), await remove(ada, cyd), await cyd.get(`/api/v1/projects/${project.id}/invitations`)])
		assertError(assert, answer, 404, 'NOT_FOUND');
});

test('what is asked for is checked', async () => {
	for (const [body, fields] of [[{}, ['role']], [{role: 'viewer'}, ['user_id']], [{role: 'boss', user_id: bob.id}, ['role']], [{role: 'viewer', email: 'no address'}, ['email']],
		[{role: 'viewer', user_id: bob.id, email: bob.email}, ['user_id']], [{role: 'viewer', user_id: 'user_00000000000000000000000000000000'}, ['user_id']],
		[{role: 'viewer', user_id: cyd.id, note: 'x'}, ['note']]]) {
		const answer = await ada.post(members, body);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.deepEqual(fieldsOf(answer), fields, JSON.stringify(body));
	}
	const wrong = await stack.fetch('PUT', members, {headers: {authorization: `Bearer ${ada.token}`}, body: {}});
	assertError(assert, wrong, 405, 'METHOD_NOT_ALLOWED');
});

test('an address is invited, and the answer does not say whether it has an account', async () => {
	const shape = ({status, body}) => ({status, ...body, email: '', expires_at: typeof body.expires_at});
	const known = await ada.post(members, {email: 'Cyd@Example.org', role: 'editor'});
	const unknown = await ada.post(members, {email: 'nobody@example.org', role: 'editor'});
	assert.equal(known.status, 201, known.text);
	assert.deepEqual(shape(known), shape(unknown));
	assert.deepEqual([known.body.user_id, known.body.status, known.body.email], [null, 'invited', cyd.email]);
	const {items} = (await ada.get(`/api/v1/projects/${project.id}/invitations`)).body;
	assert.deepEqual(items.map(({email, role}) => `${email} ${role}`), ['cyd@example.org editor', 'nobody@example.org editor']);
	assert.deepEqual(Object.keys(items[0]), Object.keys(items[1]));
	assertError(assert, await cyd.get(`/api/v1/projects/${project.id}`), 404, 'NOT_FOUND');
	const renewed = await ada.post(members, {email: cyd.email, role: 'reviewer'});
	assert.equal(renewed.status, 201, 'asking again renews it');
});

test('who is invited accepts, or does not', async () => {
	const {items} = (await cyd.get('/api/v1/users/me/invitations')).body;
	assert.deepEqual(items.map(({project_id, project_name, role}) => [project_id, project_name, role]), [[project.id, 'Lighthouse', 'reviewer']]);
	assert.ok((await cyd.get('/api/v1/users/me/notifications')).body.items.some((item) => item.kind === 'project:invited'));
	assertError(assert, await (await stack.user('dan')).post(`${members}/accept`), 404, 'NOT_FOUND');
	const accepted = await cyd.post(`${members}/accept`);
	assert.equal(accepted.status, 200, accepted.text);
	assert.equal(accepted.body.role, 'reviewer');
	assertError(assert, await cyd.post(`${members}/accept`), 404, 'NOT_FOUND');
	assert.deepEqual((await cyd.get('/api/v1/users/me/invitations')).body.items, []);
	const invitations = `/api/v1/projects/${project.id}/invitations`;
	const [left] = (await ada.get(invitations)).body.items;
	assert.equal(left.email, 'nobody@example.org');
	assert.equal((await ada.delete(`${invitations}/${left.id}`)).status, 204);
	assertError(assert, await ada.delete(`${invitations}/${left.id}`), 404, 'NOT_FOUND');
});

test('an invitation that ran out opens nothing', async () => {
	const late = await stack.user('late');
	await ada.post(members, {email: late.email, role: 'viewer'});
	stack.sql("UPDATE project_invitations SET expires_at = now() - interval '1 second'");
	assert.deepEqual((await late.get('/api/v1/users/me/invitations')).body.items, []);
	assertError(assert, await late.post(`${members}/accept`), 404, 'NOT_FOUND');
});

test('by address a person whom the owner shares with already, and anybody for an admin, is a member at once', async () => {
	const other = await ada.project();
	const known = await ada.post(`/api/v1/projects/${other.id}/members`, {email: bob.email, role: 'viewer'});
	assert.deepEqual([known.status, known.body.status, known.body.user_id], [201, 'member', bob.id]);
	const root = await stack.user('root', {role: 'admin'});
	const dee = await stack.user('dee');
	const own = await root.project();
	assert.equal((await root.post(`/api/v1/projects/${own.id}/members`, {email: dee.email, role: 'viewer'})).body.status, 'member');
	const cold = await cyd.project();
	assert.equal((await cyd.post(`/api/v1/projects/${cold.id}/members`, {email: ada.email, role: 'viewer'})).body.status, 'invited', 'a fellow member is no reason');
});

test('the last owner stays, also when two go at once; another one inherits', async () => {
	const refused = await remove(ada, ada);
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details, [{reason: 'last owner'}]);
	assertError(assert, await patch(ada, ada, 'editor'), 409, 'STATE_CONFLICT');
	assert.equal((await patch(ada, bob, 'owner')).status, 200);
	assert.ok((await bob.get('/api/v1/projects')).body.items.some((item) => item.id === project.id), 'a second owner has it in the list');
	const both = await Promise.all([remove(ada, ada), remove(bob, bob)]);
	assert.deepEqual(both.map((answer) => answer.status).sort(), [204, 409]);
	const [stays, went] = both[0].status === 409 ? [ada, bob] : [bob, ada];
	assert.equal(stack.value(`SELECT user_id FROM projects WHERE id = '${uuidOf(project.id)}'`), stays.uuid);
	assert.equal((await stays.get('/api/v1/projects')).body.items.filter((item) => item.id === project.id).length, 1);
	assertError(assert, await went.get(`/api/v1/projects/${project.id}`), 404, 'NOT_FOUND');
	assert.ok(!(await went.get('/api/v1/projects')).body.items.some((item) => item.id === project.id));
	assert.equal((await stays.post(members, {user_id: went.id, role: 'owner'})).status, 201);
	assert.equal((await remove(cyd, cyd)).status, 204, 'anybody may go');
	assertError(assert, await cyd.get(members), 404, 'NOT_FOUND');
});

test('invitations end with the role, and with the account, of whoever gave them', async () => {
	const own = await ada.project(), address = `/api/v1/projects/${own.id}`;
	const [guest, eve] = [await stack.user('guest'), await stack.user('eve')];
	const invited = async () => (await ada.get(`${address}/invitations`)).body.items.map((item) => item.email);
	for (const other of [bob, eve])
		assert.equal((await ada.post(`${address}/members`, {user_id: other.id, role: 'owner'})).status, 201);
	for (const [who, email] of [[bob, guest.email], [eve, 'of-eve@example.org'], [ada, 'of-ada@example.org']])
		assert.equal((await who.post(`${address}/members`, {email, role: 'owner'})).body.status, 'invited');
	assert.equal((await ada.call('PATCH', `${address}/members/${bob.id}`, {role: 'editor'})).status, 200);
	assertError(assert, await guest.post(`${address}/members/accept`), 404, 'NOT_FOUND');
	assert.deepEqual((await invited()).sort(), ['of-ada@example.org', 'of-eve@example.org']);
	stack.sql(`SELECT account_delete(NULL, '${eve.uuid}', NULL, true, NULL, NULL)`);
	assert.deepEqual(await invited(), ['of-ada@example.org']);
	const [chief, flo] = [await stack.user('chief', {role: 'admin'}), await stack.user('flo', {role: 'admin'})];
	const change = async (who, input) => {
		const address = `/api/v1/admin/users/${who.id}`, account = await chief.get(address);
		assert.equal((await chief.put(address, input, {'if-match': account.headers.etag})).status, 200);
	};
	for (const [email, input] of [['of-an-admin@example.org', {role: 'member'}], ['of-the-disabled@example.org', {disabled: true}]]) {
		assert.equal((await flo.post(`${address}/members`, {email, role: 'owner'})).body.status, 'invited');
		assert.deepEqual((await invited()).sort(), ['of-ada@example.org', email]);
		await change(flo, input);
		assert.deepEqual(await invited(), ['of-ada@example.org']);
		await change(flo, {role: 'admin'});
	}
	// One that was given at the moment when the role went: it is there, and does not hold.
	stack.sql(`INSERT INTO project_invitations (project_id, email, role, invited_by) VALUES ('${uuidOf(own.id)}', '${guest.email}', 'owner', '${bob.uuid}')`);
	assertError(assert, await guest.post(`${address}/members/accept`), 404, 'NOT_FOUND');
});

test('each change is an event, and in the audit trail with address and request', async () => {
	const {items} = (await ada.get(`/api/v1/projects/${project.id}/events?limit=100`)).body;
	const types = items.map((item) => item.type).filter((type) => type.startsWith('member:'));
	assert.deepEqual([...new Set(types)].sort(), ['member:added', 'member:changed', 'member:removed']);
	const rows = stack.sql(`SELECT DISTINCT action FROM audit WHERE action LIKE 'member.%' AND host(address) = '127.0.0.1' AND request_id ~ '^req_' AND actor_id IS NOT NULL ORDER BY 1`);
	assert.deepEqual(rows.split('\n'), ['member.accept', 'member.add', 'member.invite', 'member.remove', 'member.role', 'member.uninvite']);
	assert.equal(stack.value("SELECT count(*) FROM audit WHERE action LIKE 'member.%' AND actor_id IS NOT NULL AND (address IS NULL OR request_id IS NULL)"), '0');
	const ended = stack.sql("SELECT detail->>'email', (SELECT name FROM users WHERE id = actor_id) FROM audit WHERE action = 'member.uninvite' AND detail->>'reason' = 'inviter' AND detail->>'email' ~ '^(guest|of-)' ORDER BY id").split('\n');
	assert.deepEqual(ended, ['guest@example.org\tada', 'of-eve@example.org\t', 'of-an-admin@example.org\tchief', 'of-the-disabled@example.org\tchief'], 'with the role of whoever gave them');
});
