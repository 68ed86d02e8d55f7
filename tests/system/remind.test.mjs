// SPDX-License-Identifier: ISC
// ludwright-remind through three days, as two machines whose cron runs it often: each level once, to whom it is meant for. Time goes by by moving checkpoints back.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, startStack, uuidOf} from './stack.mjs';
import {seedCheckpoint, seedRun} from './seed.mjs';

let stack, ada, rie;
const program = path.join(build, 'ludwright-remind');

before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	rie = await stack.user('rie');
	await stack.user('root', {role: 'admin'});
});
after(() => stack?.stop());

const env = () => ({...stack.env, DATABASE_URL: stack.roleUrl('worker')});

/** Runs it so often at once; gives what each wrote. */
function remind(times = 1, args = []) {
	return Promise.all(Array.from({length: times}, () => new Promise((done, fail) => {
		const child = spawn(program, args, {...stack.as, cwd: stack.dir, env: env()});
		let text = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (part) => text += part);
		child.once('error', fail);
		child.once('close', (code) => code === 0 ? done(text) : fail(new Error(`${code}: ${text}`)));
	})));
}

async function waiting(config = {}) {
	const project = await ada.project({config});
	const {run, agents} = await seedRun(ada, project);
	const checkpoint = seedCheckpoint(stack, project.id, run, agents.concept.id);
	return {...project, checkpoint};
}

const pass = (project, hours) => stack.sql(`UPDATE checkpoints SET created_at = created_at - interval '${hours} h' WHERE project_id = '${uuidOf(project.id)}'`);
const told = (project) => stack.sql(`SELECT u.name || ' ' || (n.data->>'level') || ' ' || (n.data->>'number') FROM notifications n JOIN users u ON u.id = n.user_id
	WHERE n.project_id = '${uuidOf(project.id)}' AND n.kind = 'checkpoint:reminder' ORDER BY n.data->>'number', u.name`).split('\n').filter(Boolean);

async function reminders(client, project) {
	const {body} = await client.get(`/api/v1/projects/${project.id}/events?limit=100`);
	return body.items.filter((event) => event.type === 'checkpoint:reminder').map((event) => [event.data.checkpointId, event.data.waitingTime, event.data.reminderLevel]);
}

test('three days, two machines, each level once', async () => {
	const project = await waiting();
	await ada.post(`/api/v1/projects/${project.id}/members`, {user_id: rie.id, role: 'reviewer'});
	const seen = [];
	for (let hour = 0; hour <= 72; hour += 2) {
		await remind(2);
		const {body} = await ada.get(`/api/v1/checkpoints/${project.checkpoint}`);
		seen.push(body.reminders);
		pass(project, 2);
	}
	assert.deepEqual(seen, [0, 0, ...Array(10).fill(1), ...Array(12).fill(2), ...Array(12).fill(3), 4]);
	const events = await reminders(ada, project);
	assert.deepEqual(events.map(([id, , level]) => [id, level]), [[project.checkpoint, 'first'], ...Array(3).fill([project.checkpoint, 'escalation'])]);
	assert.deepEqual(events.map(([, hours]) => Math.floor(hours)), [4, 24, 48, 72]);
	assert.deepEqual(told(project), ['ada first 1', 'rie first 1', ...['2', '3', '4'].flatMap((n) => ['ada', 'rie', 'root'].map((name) => `${name} escalation ${n}`))]);
});

test('eight at once over many checkpoints send each once', async () => {
	const project = await waiting();
	stack.sql(`INSERT INTO checkpoints (project_id, run_id, agent_id, node, revision, type, title, output)
		SELECT project_id, run_id, agent_id, node, revision + n, type, title, output FROM checkpoints, generate_series(1, 400) AS n WHERE project_id = '${uuidOf(project.id)}'`);
	pass(project, 5);
	await remind(8);
	await remind();
	const [count, most, events] = stack.sql(`SELECT count(*), max(reminders), (SELECT count(*) FROM events WHERE project_id = c.project_id AND type = 'checkpoint:reminder')
		FROM checkpoints c WHERE project_id = '${uuidOf(project.id)}' GROUP BY project_id`).split('\t').map(Number);
	assert.deepEqual([count, most, events], [401, 1, 401]);
	assert.equal(told(project).length, 401);
	assert.equal(stack.value(`SELECT count(*) = max(seq) FROM events WHERE project_id = '${uuidOf(project.id)}'`), 't', 'numbers of events without gaps');
});

test('--dry-run says what is due and sends nothing', async () => {
	const project = await waiting({reminders: {first: 1, escalation: 2}});
	pass(project, 1.5);
	const [text] = await remind(1, ['--dry-run']);
	assert.match(text, new RegExp(`^first +1 +1\\.50 h +1 people +${project.checkpoint} +Lighthouse: Concept review$`, 'm'));
	assert.deepEqual(told(project), []);
	await remind();
	assert.deepEqual(told(project), ['ada first 1'], 'a project\'s own hours');
});

test('what is decided, or paused, is not reminded of', async () => {
	const [decided, paused, quiet] = [await waiting(), await waiting(), await waiting({quiet: true})];
	await ada.post(`/api/v1/checkpoints/${decided.checkpoint}/approve`, {revision: 1});
	await ada.post(`/api/v1/projects/${paused.id}/pause`);
	for (const project of [decided, paused, quiet])
		pass(project, 100);
	await remind(2);
	assert.deepEqual([decided, paused, quiet].map((project) => told(project).length), [0, 0, 0]);
});

test('a decision does not wait for reminders, nor they for it', async () => {
	const project = await waiting();
	pass(project, 5);
	const lock = spawn('psql', ['-h', path.join(stack.dir, 'pg'), '-U', 'ludwright', '-d', 'ludwright', '-XqAt'], {...stack.as});
	lock.stdin.write(`BEGIN; SELECT 'held' FROM checkpoints WHERE id = '${uuidOf(project.checkpoint)}' FOR UPDATE;\n`);
	await new Promise((done) => lock.stdout.once('data', done));
	await remind();
	assert.deepEqual(told(project), [], 'one that is being decided is left alone');
	lock.stdin.end('ROLLBACK;\n');
	await new Promise((done) => lock.once('exit', done));
	await remind();
	assert.deepEqual(told(project), ['ada first 1']);
});

test('used wrongly, or without a database, it says so', async () => {
	await assert.rejects(remind(1, ['--nonsense']), /^Error: 64: .*usage: ludwright-remind/s);
	await assert.rejects(remind(1, ['-c', '/nonexistent']), /^Error: 78: /);
});
