// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf, seedCheckpoint, seedRun} from './seed.mjs';
import {PASSWORD, startStack, uuidOf} from './stack.mjs';

let stack, ada, bob, project, run, agents;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project();
	({run, agents} = await seedRun(ada, project));
});
after(() => stack?.stop());

let revision = 0;
const checkpoint = () => seedCheckpoint(stack, project.id, run, agents.concept.id, {revision: ++revision});
const decide = (who, id, what, body, headers) => who.post(`/api/v1/checkpoints/${id}/${what}`, body, headers);

test('has the shape of the specification', async () => {
	const id = checkpoint();
	const {status, body, headers} = await ada.get(`/api/v1/checkpoints/${id}`);
	assert.equal(status, 200);
	assert.equal(body.id, id);
	assert.equal(body.type, 'concept_review');
	assert.equal(body.agent_id, agents.concept.id);
	assert.equal(body.output.document_type, 'concept');
	assert.equal(typeof body.waiting_time_hours, 'number');
	assert.deepEqual([body.cost_usd, body.duration], [null, null], 'of one that no step opened nobody knows what it cost');
	stack.sql(`UPDATE checkpoints SET cost_usd = 1.25, duration_ms = 61500 WHERE id = '${uuidOf(id)}'`);
	for (const address of [`/api/v1/checkpoints/${id}`, ...['', '&sort=created_at'].flatMap((sort) => [`/api/v1/projects/${project.id}/checkpoints?status=pending${sort}`, `/api/v1/checkpoints?status=pending${sort || '&sort=-created_at'}`])]) {
		const answer = (await ada.get(address)).body, one = answer.items?.find((item) => item.id === id) ?? answer;
		assert.deepEqual([one.cost_usd, one.duration], [1.25, 61.5], address);
	}
	assert.deepEqual(body.allowed_actions, ['approve', 'reject', 'request-changes']);
	assert.equal(headers.etag, `"${body.revision}"`);
	for (const list of [`/api/v1/projects/${project.id}/checkpoints`, '/api/v1/checkpoints?status=pending'])
		assert.ok((await ada.get(list)).body.items.some((item) => item.id === id), list);
	assert.deepEqual((await bob.get('/api/v1/checkpoints?status=pending')).body.items, []);
	assertError(assert, await bob.get(`/api/v1/checkpoints/${id}`), 404, 'NOT_FOUND');
	await decide(ada, id, 'approve', {revision});
});

test('a decision names the revision that the person saw', async () => {
	const id = checkpoint();
	assertError(assert, await decide(ada, id, 'approve', {}), 428, 'PRECONDITION_REQUIRED');
	assertError(assert, await decide(ada, id, 'approve'), 428, 'PRECONDITION_REQUIRED');
	const stale = await decide(ada, id, 'approve', {revision: revision - 1});
	assertError(assert, stale, 412, 'REVISION_OUTDATED');
	assert.equal(stale.body.error.details[0].revision, revision);
	assertError(assert, await decide(ada, id, 'approve', undefined, {'if-match': '"x"'}), 412, 'REVISION_OUTDATED');
	const good = await decide(ada, id, 'approve', undefined, {'if-match': `"${revision}"`});
	assert.equal(good.status, 200, good.text);
	assert.equal(good.body.status, 'approved');
	assert.equal(good.body.resolved_by, ada.id);
	assert.deepEqual(good.body.allowed_actions, []);
	const late = await decide(ada, id, 'reject', {revision});
	assertError(assert, late, 409, 'STATE_CONFLICT');
	assert.equal(late.body.error.details[0].decision, 'approved');
});

test('two who decide at once: one wins, the other learns how', async () => {
	for (let i = 0; i < 10; i++) {
		const id = checkpoint();
		const answers = await Promise.all([decide(ada, id, 'approve', {revision}), decide(ada, id, 'reject', {revision}),
			decide(ada, id, 'request-changes', {revision, feedback: 'faster'})]);
		const won = answers.filter((answer) => answer.status === 200);
		assert.equal(won.length, 1, answers.map((answer) => answer.text).join('\n'));
		for (const lost of answers.filter((answer) => answer !== won[0])) {
			assertError(assert, lost, 409, 'STATE_CONFLICT');
			assert.equal(lost.body.error.details[0].decision, won[0].body.status);
		}
		assert.equal(stack.value(`SELECT count(*) FROM decisions WHERE checkpoint_id = '${uuidOf(id)}'`), '1');
		assert.equal(stack.value(`SELECT count(*) FROM events WHERE type = 'checkpoint:resolved' AND data->>'checkpointId' = '${id}'`), '1');
		assert.equal(stack.value(`SELECT count(*) FROM audit WHERE subject = '${id}' AND request_id LIKE 'req_%'`), '1');
		assert.equal(stack.value(`SELECT count(*) FROM jobs WHERE unique_key = 'decided:${uuidOf(id)}'`), '1');
	}
});

test('needs a password check not older than 5 minutes; a refresh does not renew it', async () => {
	const id = checkpoint();
	stack.sql("UPDATE sessions SET auth_time = now() - interval '302 seconds'");
	const {body} = await stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: ada.refresh}});
	const headers = {authorization: `Bearer ${body.access_token}`};
	for (const what of ['approve', 'reject', 'request-changes'])
		assertError(assert, await stack.fetch('POST', `/api/v1/checkpoints/${id}/${what}`, {headers, body: {revision, feedback: 'x'}}), 401, 'REAUTH_REQUIRED');
	const good = await stack.fetch('POST', `/api/v1/checkpoints/${id}/approve`, {headers, body: {revision, password: PASSWORD}});
	assert.equal(good.status, 200, good.text);
	await ada.login();
});

test('comments have ids, and join the decision', async () => {
	const id = checkpoint();
	const made = await ada.post(`/api/v1/checkpoints/${id}/comments`, {section: 'controls', text: 'Use the arrow keys too'});
	assert.equal(made.status, 201, made.text);
	assert.match(made.body.id, /^comm_/);
	assert.equal(made.body.decided, false);
	const bad = await ada.post(`/api/v1/checkpoints/${id}/comments`, {line: 0, text: ''});
	assertError(assert, bad, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(bad), ['line', 'text']);
	const empty = await decide(ada, id, 'request-changes', {revision});
	assertError(assert, empty, 400, 'VALIDATION_ERROR');
	const wrong = await decide(ada, id, 'request-changes', {revision, comments: [{section: 'a'}, {text: 'ok', line: 'x'}], target: 'nowhere'});
	assert.deepEqual(fieldsOf(wrong), ['comments[0].text', 'comments[1].line']);
	const nowhere = await decide(ada, id, 'request-changes', {revision, feedback: 'x', target: 'nowhere'});
	assertError(assert, nowhere, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(nowhere), ['target']);
	assertError(assert, await decide(bob, id, 'request-changes', {revision, feedback: 'x', target: 'nowhere'}), 404, 'NOT_FOUND');
	const good = await decide(ada, id, 'request-changes', {revision, feedback: 'More stars', comments: [{file: 'js/core.js', line: 3, text: 'Too slow'}], target: 'design'});
	assert.equal(good.status, 200, good.text);
	const {items} = (await ada.get(`/api/v1/checkpoints/${id}/comments`)).body;
	assert.deepEqual(items.map((item) => item.text), ['Use the arrow keys too', 'More stars', 'Too slow']);
	assert.ok(items.every((item) => item.decided));
	assertError(assert, await ada.post(`/api/v1/checkpoints/${id}/comments`, {text: 'late'}), 409, 'STATE_CONFLICT');
});

test('a viewer sees and does not decide; a reviewer decides', async () => {
	const id = checkpoint();
	const member = (role) => stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(project.id)}', '${bob.uuid}', '${role}')
		ON CONFLICT (project_id, user_id) DO UPDATE SET role = excluded.role`);
	member('viewer');
	assert.deepEqual((await bob.get(`/api/v1/checkpoints/${id}`)).body.allowed_actions, []);
	assertError(assert, await decide(bob, id, 'approve', {revision}), 403, 'FORBIDDEN');
	assertError(assert, await bob.post(`/api/v1/checkpoints/${id}/comments`, {text: 'x'}), 403, 'FORBIDDEN');
	member('reviewer');
	assert.equal((await decide(bob, id, 'approve', {revision})).status, 200);
});

test('a paused project takes a decision and holds what follows', async () => {
	const id = checkpoint();
	await ada.post(`/api/v1/projects/${project.id}/pause`);
	assert.equal((await decide(ada, id, 'approve', {revision})).status, 200);
	assert.equal(stack.value(`SELECT held FROM jobs WHERE unique_key = 'decided:${uuidOf(id)}'`), 't');
	await ada.post(`/api/v1/projects/${project.id}/resume`);
	assert.equal(stack.value(`SELECT held FROM jobs WHERE unique_key = 'decided:${uuidOf(id)}'`), 'f');
});
