// SPDX-License-Identifier: ISC
// S1: every route × actor × own, foreign, missing and malformed ids. Foreign and missing ids answer alike, byte for byte; 404 comes before 403.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {source} from '../system/stack.mjs';
import {seedRun, seedCheckpoint} from '../system/seed.mjs';
import {arrange} from './arrange.mjs';
import {fill, operationsOf, queryText, readDocument} from './printed.mjs';
import {ACTORS, expected, page} from './roles.mjs';
import {sample} from './samples.mjs';
import {fresh, gather, makeWorld} from './world.mjs';

const document = readDocument(), operations = operationsOf(document);
const MEMBERS = ['viewer', 'reviewer', 'editor'];
let world, stack, ada, zoe, actors, foreign, checked = 0;
const leaks = [];

before(async () => {
	world = await makeWorld('member');
	({stack, ada} = world);
	zoe = await stack.user('zoe');
	actors = {anonymous: {call: (method, address, body, headers) => stack.fetch(method, address, {body, headers})}, stranger: zoe, owner: ada,
		admin: world.admin, disabled: await stack.user('dan')};
	for (const role of MEMBERS)
		actors[role] = await stack.user(role);
	stack.sql(`UPDATE users SET disabled_at = now() WHERE id = '${actors.disabled.uuid}'`);
	foreign = await zoesWorld();
	for (const operation of operations.filter(({parameters}) => parameters.some(({$ref}) => $ref?.endsWith('/cursor')))) {
		const {ids} = await arrange(operation, world);
		const answer = await (operation['x-admin'] ? actors.admin : ada).get(fill(operation.address, {...world.ids, ...ids}));
		gather(world.ids, answer.body);
	}
});
after(() => {
	console.log(`# S1 ${checked - leaks.length}/${checked}`);
	return stack?.stop();
});

/** What another account owns: ids of all kinds that a project has from its start. */
async function zoesWorld() {
	const project = await zoe.project();
	const {run, agents} = await seedRun(zoe, project);
	const made = {proj: project.id, run, agent: agents.concept.id, user: zoe.id};
	made.ckpt = seedCheckpoint(stack, made.proj, made.run, made.agent);
	made.file = (await zoe.call('POST', `/api/v1/projects/${made.proj}/files?name=z.txt`, 'z', {'content-type': 'application/octet-stream'})).body.id;
	gather(made, (await zoe.get(`/api/v1/projects/${made.proj}/outputs`)).body);
	return made;
}

/** Each role is a member of everything that is ada's, also of what was made a moment ago. */
const share = () => stack.sql(MEMBERS.map((role) => `INSERT INTO project_members (project_id, user_id, role)
	SELECT id, '${actors[role].uuid}', '${role}' FROM projects WHERE user_id = '${ada.uuid}' ON CONFLICT DO NOTHING;`).join('\n'));

async function requestOf(operation, actor) {
	await Promise.all([ada, world.admin].map((client) => fresh(stack, client)));
	const schema = operation.requestBody?.content['application/json']?.schema;
	const plain = {body: schema && operation.requestBody.required ? sample(schema) : undefined, raw: operation.requestBody && !schema ? 'bytes' : undefined};
	return {...plain, ...await arrange(operation, {...world, actor})};
}

/** In: as, when what an account does to itself is to be done by another one. */
async function send(actor, operation, ids, {body, raw, query = {}, headers = {}}, as = actors[actor]) {
	if (actor !== 'disabled')
		await fresh(stack, as);
	const type = raw === undefined ? {} : {'content-type': 'application/octet-stream'};
	return as.call(operation.method, fill(operation.address, ids) + queryText(query), raw ?? body, {...type, ...headers});
}

const CHANGES = /"(request_id|timestamp)":"[^"]*"/g;
/** An answer without what differs each time. */
function bare({status, headers, text}) {
	const {date, 'x-request-id': id, 'ratelimit-remaining': left, 'ratelimit-reset': reset, ...rest} = headers;
	return JSON.stringify([status, rest, text.replace(CHANGES, '')]);
}

function expect(what, holds, answer) {
	checked++;
	if (!holds)
		leaks.push(`${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
}

const settle = () => assert.deepEqual(leaks.slice(0, 20), [], `${leaks.length} of ${checked}`);
const kindsOf = (operation) => [...operation.address.matchAll(/\{([a-z]+)\}/g)].map(([, kind]) => kind);
const missing = (operation) => Object.fromEntries(kindsOf(operation).map((kind) => [kind, `${kind}_${'0'.repeat(31)}1`]));
const guarded = operations.filter(({security}) => security.length);

test('the page of roles is what the table says', () => {
	assert.equal(fs.readFileSync(path.join(source, 'docs/roles.md'), 'utf8'), page(document), 'make roles writes it anew');
});

test('every route and actor, with ids that are there', async () => {
	for (const operation of operations) {
		const personal = !operation['x-role'] && kindsOf(operation).length > 0 && !operation['x-admin'];
		for (const actor of ACTORS) {
			if (personal && ['admin', ...MEMBERS].includes(actor))
				continue;
			const request = await requestOf(operation, actors[actor]);
			share();
			const may = personal && actor === 'stranger' ? 404 : expected(operation, actor);
			const answer = await send(actor, operation, {...world.ids, ...request.ids}, request, may === 'yes' ? request.as : undefined);
			const refused = [401, 403, 404].includes(answer.status) || answer.status >= 500;
			expect(`${operation.name} by ${actor}, who gets ${may}`, may === 'yes' ? !refused || operation.security.length === 0 && answer.status < 500 : answer.status === may, answer);
		}
	}
	settle();
});

test('foreign, missing and malformed ids are one answer', async () => {
	for (const operation of guarded.filter((one) => kindsOf(one).length)) {
		const request = await requestOf(operation), kinds = kindsOf(operation);
		for (const actor of ACTORS.filter((name) => name !== 'admin')) {
			const none = await send(actor, operation, missing(operation), request);
			const status = ['anonymous', 'disabled'].includes(actor) ? 401 : 404;
			expect(`${operation.name} by ${actor}, missing`, none.status === status, none);
			const owned = {...world.ids, ...request.ids}, theirs = actor === 'stranger' ? owned : foreign;
			const tries = {malformed: Object.fromEntries(kinds.map((kind) => [kind, 'x'])), 'of another kind': Object.fromEntries(kinds.map((kind) => [kind, `zzzz_${'0'.repeat(32)}`]))};
			if (kinds.every((kind) => theirs[kind]))
				tries.foreign = theirs;
			if (actor === 'stranger' && kinds.length > 1 && foreign[kinds[0]])
				tries.mixed = {...owned, [kinds[0]]: foreign[kinds[0]]};
			for (const [what, ids] of Object.entries(tries)) {
				const answer = await send(actor, operation, ids, request);
				expect(`${operation.name} by ${actor}, ${what} like missing`, bare(answer) === bare(none), answer);
			}
		}
		const none = await send('admin', operation, missing(operation), request);
		expect(`${operation.name} by admin, missing`, none.status === 404, none);
	}
	settle();
});

test('nothing of another account is in what is one\'s own', async () => {
	const secret = new Set(Object.values(world.ids).filter((id) => typeof id === 'string')); // a job's number may be in any text
	for (const operation of guarded.filter((one) => one.method === 'GET' && !kindsOf(one).length && !one['x-admin'])) {
		const request = await requestOf(operation);
		const answer = await send('stranger', operation, {}, request);
		expect(`${operation.name} by stranger`, ![...secret].some((id) => answer.text.includes(id) || answer.text.includes(ada.email)), answer);
	}
	settle();
});
