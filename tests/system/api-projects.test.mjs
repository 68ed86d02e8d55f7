// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf, seedCheckpoint, seedOutput} from './seed.mjs';
import {CONCEPT, PASSWORD, startStack, uuidOf} from './stack.mjs';

let stack, ada, bob;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	bob = await stack.user('bob');
});
after(() => stack?.stop());

test('creates a draft in the shape of the specification', async () => {
	const answer = await ada.post('/api/v1/projects', {name: 'My Awesome RPG', concept: CONCEPT, config: {language: 'ja', seed: 7, budget_usd: 2.5}});
	assert.equal(answer.status, 201, answer.text);
	const {body} = answer;
	assert.match(body.id, /^proj_[0-9a-f]{32}$/);
	assert.equal(body.status, 'draft');
	assert.equal(body.current_phase, 0);
	assert.deepEqual(body.concept, CONCEPT);
	assert.match(body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	const read = await ada.get(`/api/v1/projects/${body.id}`);
	assert.equal(read.status, 200);
	assert.equal(read.body.seed, 7);
	assert.equal(read.body.created_at, body.created_at);
	assert.equal(read.headers.etag, answer.headers.etag);
	assert.equal((await ada.get(`/api/v1/projects/${uuidOf(body.id)}`)).status, 200, 'a plain UUID is accepted');
	const head = await ada.call('HEAD', `/api/v1/projects/${body.id}`);
	assert.equal(head.status, 200);
	assert.equal(head.raw.length, 0);
	assert.equal(head.headers.etag, read.headers.etag);
});

test('names every wrong field', async () => {
	const answer = await ada.post('/api/v1/projects', {name: '', status: 'running', user_id: bob.id,
		concept: {description: 'short', platform: 'ps5', genre: 3, extra: 1},
		config: {seed: -1, checkpoints: ['checkpoint_code', 'checkpoint_code', 'x'], revision_limit: 1.5, budget_usd: '3'}});
	assertError(assert, answer, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(answer), ['concept.description', 'concept.extra', 'concept.genre', 'concept.platform', 'concept.scope', 'config.budget_usd',
		'config.checkpoints[1]', 'config.checkpoints[2]', 'config.revision_limit', 'config.seed', 'name', 'status', 'user_id']);
});

test('lists by keyset: every project once, newest first, also while others are made', async () => {
	const eve = await stack.user('eve');
	const made = [];
	for (let i = 0; i < 7; i++)
		made.unshift((await eve.project({name: `p${i}`})).id);
	const seen = [];
	let next = '';
	do {
		const {status, body} = await eve.get(`/api/v1/projects?limit=3${next && `&cursor=${next}`}`);
		assert.equal(status, 200);
		assert.ok(body.items.length <= 3);
		seen.push(...body.items.map((item) => item.id));
		next = body.next_cursor;
		await eve.project({name: 'newer'});
	} while (next);
	assert.deepEqual(seen, made);
	assert.deepEqual((await ada.get('/api/v1/projects?status=failed')).body, {items: [], next_cursor: null});
});

async function pages(client, address, key = 'id') {
	const seen = [];
	for (let next = ''; next !== null;) {
		const {status, body, text} = await client.get(`${address}${address.includes('?') ? '&' : '?'}limit=2${next && `&cursor=${next}`}`);
		assert.equal(status, 200, text);
		seen.push(...body.items.map((item) => item[key]));
		next = body.next_cursor;
	}
	return seen;
}

test('lists go by name and by either end of time, page by page', async () => {
	const zoe = await stack.user('zoe'), names = ['b|1', 'a', 'Ä', 'C', 'a', 'B', '日本'], ids = [];
	for (const name of names)
		ids.push((await zoe.project({name})).id);
	const shared = (await ada.project({name: 'bb'})).id;
	await ada.post(`/api/v1/projects/${shared}/members`, {user_id: zoe.id, role: 'viewer'});
	const address = '/api/v1/projects';
	assert.deepEqual(await pages(zoe, `${address}?sort=created_at`), [...ids, shared]);
	assert.deepEqual(await pages(zoe, `${address}?sort=-created_at`), [shared, ...[...ids].reverse()]);
	const byName = await pages(zoe, `${address}?sort=name`, 'name');
	assert.deepEqual(byName, stack.sql(`SELECT name FROM projects WHERE id IN ('${[...ids, shared].map(uuidOf).join("','")}') ORDER BY lower(name), id`).split('\n'));
	assert.equal(new Set(await pages(zoe, `${address}?sort=name`)).size, 8, 'each once');
	assert.deepEqual(await pages(zoe, `${address}?sort=name&status=failed`), []);
});

test('lists below a project and an agent go by either end of time', async () => {
	const project = await ada.project();
	await ada.post(`/api/v1/projects/${project.id}/start`);
	const agent = (await ada.get(`/api/v1/projects/${project.id}/agents`)).body.items[0].id;
	const run = (await ada.get(`/api/v1/projects/${project.id}`)).body.run_id;
	for (let i = 0; i < 5; i++) {
		const output = seedOutput(stack, project.id, run, agent);
		seedCheckpoint(stack, project.id, run, agent, {revision: i + 1});
		await ada.call('POST', `/api/v1/projects/${project.id}/files?name=f${i}`, 'x', {'content-type': 'text/plain'});
		stack.sql(`INSERT INTO agent_logs (agent_id, project_id, level, message) VALUES ('${uuidOf(agent)}', '${uuidOf(project.id)}', 'INFO', '${output}');
			INSERT INTO notifications (user_id, kind) VALUES ('${ada.uuid}', 'x')`);
	}
	const lists = {[`/projects/${project.id}/outputs`]: 'created_at', [`/agents/${agent}/outputs`]: 'created_at', [`/projects/${project.id}/checkpoints`]: 'created_at',
		[`/projects/${project.id}/files`]: 'created_at', '/users/me/notifications': 'created_at', '/checkpoints': '-created_at',
		[`/projects/${project.id}/logs`]: 'timestamp', [`/agents/${agent}/logs`]: 'timestamp'};
	for (const [address, other] of Object.entries(lists)) {
		const usual = await pages(ada, `/api/v1${address}`), turned = await pages(ada, `/api/v1${address}?sort=${other}`);
		assert.ok(usual.length >= 5, address);
		assert.deepEqual(turned, [...usual].reverse(), address);
	}
});

test('takes no limit or cursor that it did not give', async () => {
	const first = await ada.get('/api/v1/projects?limit=1');
	await ada.project();
	const {next_cursor: cursor} = (await ada.get('/api/v1/projects?limit=1')).body;
	assert.ok(cursor, first.text);
	for (const query of ['limit=0', 'limit=101', 'limit=x', 'limit=', 'limit=1&limit=2', 'cursor=', 'cursor=abc', `cursor=${cursor.slice(0, -2)}AA`, 'status=lost', 'sort=updated_at', 'sort=', `sort=name&cursor=${cursor}`,
		'status=draft&status=draft', 'status=%00', 'status=%ff', 'status=%zz', `status=failed&cursor=${cursor}`])
		assertError(assert, await ada.get(`/api/v1/projects?${query}`), 400, 'VALIDATION_ERROR');
	assertError(assert, await bob.get(`/api/v1/projects?limit=1&cursor=${cursor}`), 400, 'VALIDATION_ERROR');
});

test('foreign, missing and malformed ids are the same 404', async () => {
	const {id} = await ada.project();
	const strip = (answer) => ({...answer.body.error, request_id: '', timestamp: ''});
	const foreign = await bob.get(`/api/v1/projects/${id}`);
	assertError(assert, foreign, 404, 'NOT_FOUND');
	for (const other of ['proj_00000000000000000000000000000000', 'proj_x', 'agent_00000000000000000000000000000000', `{${uuidOf(id)}}`, '1', '%20'])
		assert.deepEqual(strip(await bob.get(`/api/v1/projects/${other}`)), strip(foreign), other);
	for (const [method, tail, body] of [['PUT', '', {name: 'x'}], ['DELETE', ''], ['POST', '/start'], ['POST', '/pause'], ['POST', '/resume'], ['POST', '/cancel'],
		['GET', '/agents'], ['GET', '/checkpoints'], ['GET', '/logs'], ['GET', '/events'], ['GET', '/graph'], ['GET', '/outputs'], ['GET', '/runs'], ['GET', '/files'],
		['GET', '/build'], ['GET', '/build/zip'], ['GET', '/build/play']])
		assertError(assert, await bob.call(method, `/api/v1/projects/${id}${tail}`, body), 404, 'NOT_FOUND');
});

test('merges changes; an outdated one is refused', async () => {
	const {id} = await ada.project();
	const read = await ada.get(`/api/v1/projects/${id}`);
	const changed = await ada.put(`/api/v1/projects/${id}`, {name: 'New', concept: {scope: 'small'}, config: {language: 'en'}}, {'if-match': read.headers.etag});
	assert.equal(changed.status, 200, changed.text);
	assert.equal(changed.body.name, 'New');
	assert.equal(changed.body.concept.scope, 'small');
	assert.equal(changed.body.concept.description, CONCEPT.description);
	for (const etag of [read.headers.etag, '"x"', '"99999999999999999999"'])
		assertError(assert, await ada.put(`/api/v1/projects/${id}`, {name: 'Old'}, {'if-match': etag}), 412, 'REVISION_OUTDATED');
	assert.equal((await ada.get(`/api/v1/projects/${id}`)).body.name, 'New');
});

test('goes through its states and says what is allowed', async () => {
	const {id} = await ada.project();
	const act = (what) => ada.post(`/api/v1/projects/${id}/${what}`);
	const refused = await act('pause');
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details[0].allowed_actions, ['start', 'cancel']);
	const started = await act('start');
	assert.equal(started.status, 200, started.text);
	assert.equal(started.body.status, 'running');
	assert.match(started.body.run_id, /^run_/);
	assert.deepEqual(started.body.allowed_actions, ['pause', 'cancel']);
	assertError(assert, await act('start'), 409, 'STATE_CONFLICT');
	assertError(assert, await ada.put(`/api/v1/projects/${id}`, {concept: {scope: 'full'}}), 409, 'STATE_CONFLICT');
	assert.equal((await act('pause')).body.status, 'paused');
	assert.equal((await act('resume')).body.status, 'running');
	assert.equal((await act('cancel')).body.status, 'cancelled');
	const over = await act('start');
	assertError(assert, over, 409, 'STATE_CONFLICT');
	assert.deepEqual(over.body.error.details[0].allowed_actions, []);
	const rows = stack.sql(`SELECT action, host(address), request_id ~ '^req_' FROM audit WHERE subject = '${id}' ORDER BY id`).split('\n');
	assert.deepEqual(rows, ['create', 'start', 'pause', 'resume', 'cancel'].map((what) => `project.${what}\t127.0.0.1\tt`));
});

test('roles: who may see but not do gets 403', async () => {
	const {id} = await ada.project();
	for (const [role, start, rename] of [['viewer', 403, 403], ['reviewer', 403, 403], ['editor', 200, 200]]) {
		stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(id)}', '${bob.uuid}', '${role}')
			ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role`);
		assert.equal((await bob.get(`/api/v1/projects/${id}`)).body.role, role);
		assert.equal((await bob.put(`/api/v1/projects/${id}`, {name: role})).status, rename);
		assert.equal((await bob.post(`/api/v1/projects/${id}/start`)).status, start);
		assertError(assert, await bob.delete(`/api/v1/projects/${id}`), 403, 'FORBIDDEN');
	}
	assert.ok((await bob.get('/api/v1/projects')).body.items.some((item) => item.id === id), 'a shared project is in the list');
});

test('deleting needs a fresh password check', async () => {
	const {id} = await ada.project();
	stack.sql("UPDATE sessions SET auth_time = now() - interval '6 minutes'");
	const {body} = await stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: ada.refresh}});
	const headers = {authorization: `Bearer ${body.access_token}`};
	const stale = await stack.fetch('DELETE', `/api/v1/projects/${id}`, {headers});
	assertError(assert, stale, 401, 'REAUTH_REQUIRED');
	assert.match(stale.headers['www-authenticate'], /insufficient_user_authentication/);
	assertError(assert, await stack.fetch('DELETE', `/api/v1/projects/${id}`, {headers, body: {password: 'not this one'}}), 401, 'REAUTH_REQUIRED');
	const gone = await stack.fetch('DELETE', `/api/v1/projects/${id}`, {headers, body: {password: PASSWORD}});
	assert.equal(gone.status, 204, gone.text);
	assertError(assert, await stack.fetch('GET', `/api/v1/projects/${id}`, {headers}), 404, 'NOT_FOUND');
	await ada.login();
});

test('Idempotency-Key: the first answer again, also when both come at once', async () => {
	const body = {name: 'Once', concept: CONCEPT};
	const send = (key, what = body) => ada.post('/api/v1/projects', what, {'idempotency-key': key});
	const [one, two] = await Promise.all([send('k1'), send('k1')]);
	assert.equal(one.status, 201, one.text);
	assert.equal(two.status, 201, two.text);
	assert.equal(one.text, two.text);
	assert.equal([one, two].filter((answer) => answer.headers['idempotency-replayed']).length, 1);
	assertError(assert, await send('k1', {...body, name: 'Twice'}), 409, 'STATE_CONFLICT');
	assert.equal(stack.value("SELECT count(*) FROM projects WHERE name = 'Once'"), '1');
	assertError(assert, await send('k2', {name: ''}), 400, 'VALIDATION_ERROR');
	assert.equal((await send('k2')).status, 201, 'a refused request uses no key up');
	assertError(assert, await send('x'.repeat(256)), 400, 'VALIDATION_ERROR');
});

test('an admin sees what others own, and each look leaves a trace', async () => {
	const root = await stack.user('root', {role: 'admin'});
	const {id} = await ada.project();
	assert.equal((await root.get(`/api/v1/projects/${id}`)).body.role, 'owner');
	assert.equal((await root.get(`/api/v1/projects/${id}/agents`)).status, 200);
	const own = await root.project();
	assert.equal((await root.get(`/api/v1/projects/${own.id}`)).status, 200);
	assert.equal(stack.sql("SELECT subject FROM audit WHERE action = 'admin.look' ORDER BY id"), `/api/v1/projects/${id}\n/api/v1/projects/${id}/agents`);
});
