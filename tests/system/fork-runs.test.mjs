// SPDX-License-Identifier: ISC
// Forks that run: from the middle, from the end, from a checkpoint that waits, without their origin. What was made before is not made again.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {finishedProject, reach, snapshotsOf, startSmall} from './small.mjs';
import {CONCEPT, PASSWORD, until, uuidOf} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startSmall();
	ada = await stack.user('ada');
});
after(() => stack?.stop());

async function fork(snapshot, body = {}) {
	const {status, body: project, text} = await ada.post(`/api/v1/snapshots/${snapshot.id}/fork`, body);
	assert.equal(status, 201, text);
	return project;
}
const turns = (id) => Number(stack.value(`SELECT count(*) FROM turns WHERE project_id = '${uuidOf(id)}'`));
const turnsOf = (id) => stack.sql(`SELECT DISTINCT concat_ws('/', a.node, a.task) FROM turns t JOIN agents a ON a.id = t.agent_id
	WHERE t.project_id = '${uuidOf(id)}' ORDER BY 1`).split('\n').filter(Boolean);
/** The game: each file with its content's address. */
const game = (id) => stack.sql(`SELECT path, sha256 FROM files WHERE project_id = '${uuidOf(id)}' ORDER BY path`);
const gapless = (id) => stack.value(`SELECT count(*) = max(seq) AND max(seq) = (SELECT seq FROM event_heads WHERE project_id = '${uuidOf(id)}')
	FROM events WHERE project_id = '${uuidOf(id)}'`);
const lost = (id) => stack.value(`SELECT count(*) FROM snapshots s, unnest(snapshot_outputs(s.state::jsonb, s.channels)) o
	WHERE s.project_id = '${uuidOf(id)}' AND NOT EXISTS (SELECT FROM agent_outputs a WHERE a.id = o AND a.project_id = s.project_id)`);

test('every snapshot of a run can be forked, and ends with the same game', async () => {
	const origin = await finishedProject(ada);
	const all = await snapshotsOf(ada, origin.id);
	const forks = [];
	for (const snapshot of all.slice(0, -1))
		forks.push([snapshot, await fork(snapshot)]);
	for (const [snapshot, made] of forks) {
		await reach(ada, made.id, 'completed');
		assert.equal(game(made.id), game(origin.id), snapshot.cause);
		assert.equal(lost(made.id), '0', snapshot.cause);
		assert.equal(gapless(made.id), 't', snapshot.cause);
		const done = all.filter((other) => other.number <= snapshot.number && other.cause.endsWith(' completed') && !/ (plan|gather) /.test(other.cause));
		const again = turnsOf(made.id).filter((agent) => done.some((other) => other.cause === `${agent} completed`));
		assert.deepEqual(again, [], `${snapshot.cause}: what was done is not asked for again`);
		assert.equal(stack.value(`SELECT count(*) FROM agents WHERE project_id = '${uuidOf(made.id)}' AND status <> 'completed'`), '0', snapshot.cause);
	}
});

test('a run at its end begins again, and asks nobody for what is unchanged', async () => {
	const origin = await finishedProject(ada);
	const last = (await snapshotsOf(ada, origin.id)).at(-1);
	for (const from of ['concept', 'split', 'code', 'pack']) {
		const made = await fork(last, {from});
		await reach(ada, made.id, 'completed');
		assert.equal(turns(made.id), 0, from);
		assert.equal(game(made.id), game(origin.id), from);
		const {channels} = (await ada.get(`/api/v1/snapshots/${last.id}/compare?with=${(await snapshotsOf(ada, made.id)).at(-1).id}`)).body;
		assert.deepEqual(Object.values(channels).map((channel) => channel.change), Array(5).fill('same'), from);
	}
});

test('what was at work is left, where the fork begins again before it', async () => {
	const origin = await finishedProject(ada);
	const middle = (await snapshotsOf(ada, origin.id)).find((snapshot) => snapshot.cause === 'art gather completed');
	const refused = await ada.post(`/api/v1/snapshots/${middle.id}/fork`, {from: 'art'});
	assert.equal(refused.status, 400, 'code is at work, and art does not lead to it');
	assert.match(refused.body.error.details[0].message, /: concept, split, code$/);
	for (const from of ['split', 'code']) {
		const made = await fork(middle, {from});
		await reach(ada, made.id, 'completed');
		assert.equal(game(made.id), game(origin.id), from);
		assert.deepEqual(turnsOf(made.id).filter((agent) => agent.startsWith('art')), [], from);
	}
});

test('with other settings it makes another game, and leaves the origin alone', async () => {
	const origin = await finishedProject(ada);
	const before = game(origin.id);
	const made = await fork((await snapshotsOf(ada, origin.id)).at(-1), {from: 'concept', name: 'Deep sea'});
	await reach(ada, made.id, 'completed');
	assert.ok(turns(made.id) > 0);
	assert.notEqual(game(made.id), before);
	assert.equal(game(origin.id), before);
});

test('without its origin it runs to its end, on what was shared', async () => {
	const origin = await finishedProject(ada);
	const all = await snapshotsOf(ada, origin.id);
	const wanted = game(origin.id);
	const late = await fork(all.at(-1), {from: 'split', start: false});
	const early = await fork(all.find((snapshot) => snapshot.cause === 'split completed'), {start: false});
	assert.equal((await ada.delete(`/api/v1/projects/${origin.id}`)).status, 204);
	for (const made of [late, early]) {
		assert.equal((await ada.post(`/api/v1/projects/${made.id}/resume`)).status, 200);
		await reach(ada, made.id, 'completed');
		assert.equal(game(made.id), wanted);
	}
	assert.equal(turns(late.id), 0);
	assert.deepEqual(turnsOf(early.id).filter((agent) => ['concept', 'split'].includes(agent)), []);
});

test('a fork of a fork runs too', async () => {
	const origin = await finishedProject(ada);
	const one = await reach(ada, (await fork((await snapshotsOf(ada, origin.id)).at(-1), {from: 'code'})).id, 'completed');
	const two = await reach(ada, (await fork((await snapshotsOf(ada, one.id)).at(-1), {from: 'pack'})).id, 'completed');
	assert.equal(game(two.id), game(origin.id));
	assert.equal(turns(two.id), 0);
	assert.equal(lost(two.id), '0');
});

test('a checkpoint that waits is opened anew, and decided apart from the origin\'s', async () => {
	const project = await ada.project({config: {checkpoints: ['checkpoint_concept'], seed: 7}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	const waits = async (id) => (await ada.get(`/api/v1/projects/${id}/checkpoints?status=pending`)).body.items[0];
	const first = await until(() => waits(project.id), 'the checkpoint');
	const made = await fork((await snapshotsOf(ada, project.id)).at(-1));
	const anew = await until(() => waits(made.id), 'the checkpoint anew');
	assert.notEqual(anew.id, first.id);
	assert.equal(anew.type, first.type);
	const approved = await ada.post(`/api/v1/checkpoints/${anew.id}/approve`, {revision: anew.revision, password: PASSWORD});
	assert.equal(approved.status, 200, approved.text);
	await reach(ada, made.id, 'completed');
	assert.equal((await waits(project.id)).id, first.id, 'the origin still waits');
	const passing = await fork((await snapshotsOf(ada, project.id)).at(-1), {config: {checkpoints: []}});
	await reach(ada, passing.id, 'completed');
	assert.equal(game(passing.id), game(made.id));
});

test('what failed is tried again in a fork', async () => {
	const project = await ada.project({concept: {...CONCEPT, description: `break:split ${CONCEPT.description}`}, config: {checkpoints: []}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	await reach(ada, project.id, 'failed');
	const made = await fork((await snapshotsOf(ada, project.id)).at(-1), {start: false});
	assert.equal((await ada.get(`/api/v1/projects/${made.id}/agents?status=failed`)).body.items.length, 0);
	stack.sql(`UPDATE projects SET concept = concept || '{"description": "${CONCEPT.description}"}' WHERE id = '${uuidOf(made.id)}'`);
	await ada.post(`/api/v1/projects/${made.id}/resume`);
	await reach(ada, made.id, 'completed');
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).body.status, 'failed');
});
