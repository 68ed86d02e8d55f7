// SPDX-License-Identifier: ISC
// The game once more with other numbers: within their ranges, at once, and with nothing made again but the build.
import assert from 'node:assert/strict';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf, seedNumbers} from './seed.mjs';
import {finishedProject, reach, snapshotsOf, startSmall} from './small.mjs';
import {source, until, uuidOf} from './stack.mjs';

let stack, ada, eve;
before(async () => {
	stack = await startSmall();
	[ada, eve] = [await stack.user('ada'), await stack.user('eve')];
});
after(() => stack?.stop());

const tweak = (project, body, who = ada) => who.post(`/api/v1/projects/${project.id}/tweak`, body);
const turnsOf = (id) => stack.sql(`SELECT DISTINCT a.node FROM turns t JOIN agents a ON a.id = t.agent_id WHERE t.project_id = '${uuidOf(id)}' ORDER BY 1`);

async function file(id, name) {
	const {body} = await ada.get(`/api/v1/projects/${id}/files?limit=100`);
	const row = body.items.find((item) => item.path === name);
	return (await ada.get(`/api/v1/files/${row.id}`)).raw.toString();
}
/** The numbers of a game's data file. */
const numbers = async (id, name = 'data/params.js') => JSON.parse(/LUD_DATA\.params =([^;]*);/.exec(await file(id, name))[1]);

async function newest(id, type) {
	const {body} = await ada.get(`/api/v1/projects/${id}/outputs?type=${type}&limit=1`);
	return (await ada.get(`/api/v1/outputs/${body.items[0].id}`)).body;
}

test('other numbers make another build, and nothing else is made again', async () => {
	const origin = await finishedProject(ada);
	seedNumbers(stack, origin.id);
	const answer = await tweak(origin, {params: {speed: 4.5, lives: 9}, name: 'Faster'});
	assert.equal(answer.status, 201, answer.text);
	assert.equal(answer.body.name, 'Faster');
	assert.notEqual(answer.body.id, origin.id);
	const made = await reach(ada, answer.body.id, 'completed');
	assert.equal(turnsOf(made.id), 'pack', 'only the build');
	assert.deepEqual(await numbers(made.id), {speed: 4.5, lives: 9, levels: 4, theme: {mood: 'calm'}});
	assert.deepEqual(await numbers(origin.id), {speed: 3, lives: 3, levels: 4, theme: {mood: 'calm'}}, 'the origin stays');
	assert.match(await file(made.id, 'data/params.js'), /^\/\/ numbers\nwindow\.LUD_DATA = window\.LUD_DATA \|\| \{\};\n/);

	const design = await newest(made.id, 'concept_doc'), before = await newest(origin.id, 'concept_doc');
	assert.equal(design.revision, before.revision + 1);
	assert.deepEqual(design.content.document.params.speed, {min: 1, max: 5, step: 0.5, value: 4.5});
	assert.equal(design.content.edited.by, ada.id);
	assert.equal(stack.value(`SELECT count(*) FROM audit WHERE action = 'project.tweak' AND subject = '${made.id}'`), '1');
	const {channels} = (await ada.get(`/api/v1/snapshots/${(await snapshotsOf(ada, origin.id)).at(-1).id}/compare?with=${(await snapshotsOf(ada, made.id)).at(-1).id}`)).body;
	assert.deepEqual(Object.entries(channels).filter(([, channel]) => channel.change !== 'same').map(([name]) => name).sort(), ['code_artifacts', 'concept_document']);
});

test('a tweaked game can be tweaked, and dropped', async () => {
	const origin = await finishedProject(ada);
	seedNumbers(stack, origin.id);
	const one = await reach(ada, (await tweak(origin, {params: {speed: 2}})).body.id, 'completed');
	const two = await reach(ada, (await tweak(one, {params: {lives: 1}})).body.id, 'completed');
	assert.deepEqual(await numbers(two.id), {speed: 2, lives: 1, levels: 4, theme: {mood: 'calm'}});
	assert.equal((await ada.delete(`/api/v1/projects/${two.id}`)).status, 204);
	assert.deepEqual(await numbers(one.id), {speed: 2, lives: 3, levels: 4, theme: {mood: 'calm'}});
});

test('a game under its last review can be tweaked; it waits where start is false', async () => {
	const origin = await ada.project({config: {checkpoints: ['checkpoint_final'], seed: 7}});
	await ada.post(`/api/v1/projects/${origin.id}/start`);
	const waits = await until(async () => (await ada.get(`/api/v1/projects/${origin.id}/checkpoints?status=pending`)).body.items[0], 'the review');
	seedNumbers(stack, origin.id);
	const {status, body, text} = await tweak(origin, {params: {lives: 5}, start: false});
	assert.equal(status, 201, text);
	assert.equal(body.status, 'paused');
	assert.equal((await ada.get(`/api/v1/checkpoints/${waits.id}`)).body.status, 'pending');
});

test('every number that is wrong is named', async () => {
	const origin = await finishedProject(ada);
	seedNumbers(stack, origin.id);
	const answer = await tweak(origin, {params: {speed: 5.5, lives: 2.5, levels: 5, gravity: 1, name: 'x'}});
	assertError(assert, answer, 400, 'VALIDATION_ERROR');
	assert.deepEqual(fieldsOf(answer), ['params.gravity', 'params.levels', 'params.lives', 'params.name', 'params.speed']);
	assert.match(answer.text, /from 1 to 5/);
	for (const params of [{speed: '4'}, {speed: null}, {speed: [4]}, {speed: 0.5}, {speed: -1e308}, {}])
		assertError(assert, await tweak(origin, {params}), 400, 'VALIDATION_ERROR');
	assertError(assert, await tweak(origin, {}), 400, 'VALIDATION_ERROR');
	assert.equal(stack.value(`SELECT count(*) FROM runs WHERE forked_from IN (SELECT id FROM snapshots WHERE project_id = '${uuidOf(origin.id)}')`), '0');
});

test('without a build, without numbers and for strangers there is nothing to tweak', async () => {
	const draft = await ada.project(), plain = await finishedProject(ada);
	assertError(assert, await tweak(draft, {params: {speed: 1}}), 409, 'STATE_CONFLICT');
	const answer = await tweak(plain, {params: {speed: 1}});
	assertError(assert, answer, 409, 'STATE_CONFLICT');
	assert.deepEqual(answer.body.error.details, [{reason: 'no parameters'}]);
	seedNumbers(stack, plain.id);
	assertError(assert, await tweak(plain, {params: {speed: 2}}, eve), 404, 'NOT_FOUND');
});

test('a real game is built, tested and reviewed anew with more hearts', {timeout: 120000}, async () => {
	const real = path.join(source, 'graphs');
	await stack.end('worker');
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', real]);
	stack.env.LUDWRIGHT_WORKER_GRAPHS_DIR = real;
	stack.startWorker();
	const {id} = await ada.project({config: {checkpoints: [], seed: 5}});
	await ada.post(`/api/v1/projects/${id}/start`);
	await reach(ada, id, 'completed');
	const was = await numbers(id);
	const refused = await tweak({id}, {params: {level_count: 3}});
	assertError(assert, refused, 400, 'VALIDATION_ERROR');
	const {status, body, text} = await tweak({id}, {params: {lives: was.lives === 9 ? 8 : 9}});
	assert.equal(status, 201, text);
	await reach(ada, body.id, 'completed');
	assert.deepEqual(turnsOf(body.id), 'reviewer');
	const now = await numbers(body.id, 'game/data/params.js');
	assert.deepEqual(now, {...was, lives: was.lives === 9 ? 8 : 9});
	assert.equal((await ada.get(`/api/v1/projects/${body.id}/build/zip`)).status, 200);
});
