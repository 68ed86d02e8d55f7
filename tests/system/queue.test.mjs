// SPDX-License-Identifier: ISC
// ludctl queue: what it shows, what it changes, what it refuses, and that the trail has it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, startStack} from './stack.mjs';

let stack;
const GONE = "'00000000-0000-4000-8000-000000000001'", HERE = "'00000000-0000-4000-8000-00000000000a'";

before(async () => {
	stack = await startStack({api: false});
	stack.sql(`INSERT INTO users (email, name, password_hash) VALUES ('ann@example.org', 'Ann', 'x');
		INSERT INTO workers (id, host, pid, alive_until) VALUES (${HERE}, 'alpha', 41, 'infinity')`);
});
after(() => stack?.stop());

/** Exit status and both outputs. */
function queue(...args) {
	const {status, stdout, stderr} = spawnSync(path.join(build, 'ludctl'), ['queue', ...args.map(String)], {...stack.as, cwd: stack.dir, env: stack.env, encoding: 'utf8'});
	return {status, out: stdout, err: stderr};
}
function json(...args) {
	const {status, out, err} = queue(...args, '--json');
	assert.equal(status, 0, err);
	return JSON.parse(out);
}
const audit = () => JSON.parse(stack.value('SELECT json_build_object(\'action\', action, \'subject\', subject, \'actor\', actor_id, \'by\', detail->>\'by\') FROM audit ORDER BY id DESC LIMIT 1'));
const trail = (action, job) => assert.deepEqual(audit(), {action, subject: String(job), actor: null, by: 'ludctl'});

/** A job of kind noop; more are columns. Gives its number. */
function noop(more = {}) {
	const columns = {kind: "'noop'", payload: "'{\"n\": 1}'", ...more};
	return Number(stack.value(`INSERT INTO jobs (${Object.keys(columns)}) VALUES (${Object.values(columns)}) RETURNING id`));
}
/** One that its workers died of. */
function dead(more = {}) {
	const job = noop({attempt: 5, lease: 5, leased_by: GONE, ...more});
	stack.sql('SELECT workers_reap(5)');
	return job;
}
function project() {
	return stack.value(`SELECT project_create(id, '{"name": "Moon", "concept": {"description": "a moon garden"}}') AS p FROM users \\gset
		SELECT project_start(id, :'p') AS run FROM users \\gset
		SELECT public_id('proj', :'p')`);
}
const clear = () => stack.sql('DELETE FROM jobs; DELETE FROM dead_jobs');

test('an empty queue', () => {
	assert.match(queue().out, /^no jobs\n0 dead letters\n\nhost +pid +alive .*\nalpha +41 +yes +0 /);
	assert.equal(queue('status').out.split('\n')[0], 'no jobs');
	assert.equal(queue('list').out, 'no jobs\n');
	assert.equal(queue('dead').out, 'no dead letters\n');
	assert.deepEqual(json('list'), []);
	assert.equal(queue('requeue', '--all').status, 0);
});

test('status counts by kind and state, and says who has what', () => {
	clear();
	noop({run_at: "now() - interval '90 s'", created_at: "now() - interval '90 s'"});
	noop({run_at: "now() + interval '1 h'"});
	noop({run_at: "now() + interval '1 h'", priority: 5});
	noop({held: true});
	noop({leased_by: HERE, lease: 1, attempt: 1});
	dead();
	project();
	const {status, out} = queue();
	assert.equal(status, 0);
	assert.match(out, /^kind +ready +later +held +leased\nadvance +1 +0 +0 +0\nnoop +1 +2 +1 +1\n/);
	assert.match(out, /\nthe oldest ready job has waited 9\d s\n1 dead letters, the last at 2/);
	assert.match(out, /\nalpha +41 +yes +1 /);
	const all = json('status');
	assert.deepEqual(all.jobs, [{kind: 'advance', ready: 1, later: 0, held: 0, leased: 0}, {kind: 'noop', ready: 1, later: 2, held: 1, leased: 1}]);
	assert.equal(all.dead, 1);
	assert.equal(all.workers[0].in_hand, 1);
	assert.equal(json().workers[0].host, 'alpha');
});

test('a long queue is counted so far and no further', () => {
	clear();
	stack.sql("INSERT INTO jobs (kind, payload) SELECT 'noop', '{}' FROM generate_series(1, 10500)");
	const {out} = queue();
	assert.match(out, /\nnoop +10000 +0 /);
	assert.match(out, /jobs of a state are counted up to 10000/);
	assert.equal(queue('list').out.trimEnd().split('\n').length, 51, '50 jobs and a head');
	assert.equal(json('list', '--limit', '1000').length, 1000);
});

test('list by state, by project, in order', () => {
	clear();
	const first = noop(), urgent = noop({priority: 5}), later = noop({run_at: "now() + interval '1 h'"}), held = noop({held: true});
	const leased = noop({leased_by: HERE});
	const proj = project();
	const ids = (...args) => json('list', ...args).map((row) => row.id);
	assert.deepEqual(ids('--state', 'ready').slice(1), [urgent, first], 'behind what the project asked the engine');
	assert.deepEqual(ids('--state', 'later'), [later]);
	assert.deepEqual(ids('--state', 'held'), [held]);
	assert.deepEqual(ids('--state', 'leased'), [leased]);
	assert.equal(json('list', '--state', 'leased')[0].worker, 'alpha:41');
	assert.equal(ids('--limit', '2').length, 2);
	const [row] = json('list', '--project', proj);
	assert.equal(row.project, proj);
	assert.equal(row.kind, 'advance');
	assert.match(queue('list', '--project', proj).out, /^ *id +kind +state +project .*\n *\d+ +advance +ready +proj_/);
	assert.deepEqual(ids('--project', proj, '--state', 'held'), []);
});

test('show tells all, a job or a dead letter, and nothing reaches the terminal raw', () => {
	clear();
	const job = noop({payload: "'{\"deep\": {\"list\": [1, 2]}}'", last_error: "E'bad\\x1b[31m\\nline\\u0085'", priority: 4});
	const {out} = queue('show', job);
	assert.match(out, new RegExp(`^id +${job}\nkind +noop\nstate +ready\npriority +4\n`));
	assert.match(out, /\nerror +bad \[31m line {2}\n/);
	assert.match(out, /\npayload +\{\n {2}"deep":\s*\{\n {4}"list":\s*\[\n {6}1,\n {6}2\n/);
	assert.deepEqual(json('show', job).payload, {deep: {list: [1, 2]}});
	const gone = dead();
	const row = json('show', gone);
	assert.equal(row.state, 'dead');
	assert.equal(row.attempt, 5);
	assert.equal(row.worker, GONE.slice(1, -1));
	assert.match(row.error, /gave up: claimed 5 times/);
	assert.match(row.died, /^20/);
	const [letter] = json('dead');
	assert.equal(letter.id, gone);
	assert.match(queue('dead').out, new RegExp(`\n *${gone} +noop +- `));
});

test('requeue, drop, snooze, priority', () => {
	clear();
	const job = dead({priority: 3});
	assert.deepEqual(queue('requeue', job), {status: 0, out: `requeued ${job}\n`, err: ''});
	trail('queue.requeue', job);
	assert.equal(stack.value(`SELECT attempt || ' ' || retries || ' ' || priority || ' ' || (lease > 5) FROM jobs WHERE id = ${job}`), '0 0 3 true');
	assert.equal(queue('snooze', job, 3600).out, `put off ${job}\n`);
	trail('queue.snooze', job);
	assert.equal(json('show', job).state, 'later');
	assert.equal(queue('priority', job, -7).out, `changed the priority of ${job}\n`);
	trail('queue.priority', job);
	assert.equal(json('show', job).priority, -7);
	const other = dead();
	assert.equal(queue('drop', other).out, `dropped ${other}\n`);
	trail('queue.drop', other);
	assert.deepEqual(queue('show', other), {status: 1, out: '', err: `ludctl: there is no job ${other}\n`});
});

test('a run whose job was given up goes on after requeue', () => {
	clear();
	const proj = project();
	const status = () => stack.value(`SELECT p.status || ' ' || r.status FROM projects p JOIN runs r ON r.id = p.run_id WHERE public_id('proj', p.id) = '${proj}'`);
	stack.sql(`UPDATE jobs SET attempt = 5, lease = 5, leased_by = ${GONE}; SELECT workers_reap(5)`);
	assert.equal(status(), 'failed failed');
	const [letter] = json('dead');
	assert.equal(letter.project, proj);
	assert.equal(queue('requeue', letter.id).status, 0);
	assert.equal(status(), 'running active');
	assert.deepEqual(json('list', '--project', proj).map(({id, state, attempt}) => ({id, state, attempt})), [{id: letter.id, state: 'ready', attempt: 0}]);
	assert.deepEqual(json('dead'), []);
});

test('requeue --all does what can be done and says what cannot', () => {
	clear();
	const one = dead(), two = dead({unique_key: "'same'"}), three = dead();
	noop({unique_key: "'same'"});
	const {status, out, err} = queue('requeue', '--all');
	assert.equal(status, 1);
	assert.equal(out, `requeued ${one}\nrequeued ${three}\n`);
	assert.match(err, new RegExp(`the same work is in the queue already.*\n.*dead letter ${two} was left as it is`));
	assert.deepEqual(json('dead').map((row) => row.id), [two]);
});

test('what is refused says why, and changes nothing', () => {
	clear();
	const job = noop(), leased = noop({leased_by: HERE}), letter = dead();
	const before = stack.value('SELECT count(*) FROM audit');
	for (const [args, status, why] of [
		[['requeue', job], 1, `there is no dead letter ${job}`],
		[['drop', job], 1, `job ${job} is no dead letter: it is ready`],
		[['drop', 999999], 1, 'there is no dead letter 999999'],
		[['snooze', leased, 5], 1, `job ${leased} is at work`],
		[['snooze', letter, 5], 1, `job ${letter} is a dead letter: requeue it first`],
		[['priority', 999999, 1], 1, 'there is no job 999999'],
		[['list', '--state', 'lost'], 1, 'a state is ready, later, held or leased'],
		[['list', '--project', 'moon'], 2, '"moon" is no project'],
		[['list', '--limit', '0'], 2, '--limit is a number from 1 to 1000, not "0"'],
		[['dead', '--limit', 'x'], 2, '--limit is a number'],
		[['show', 'x1'], 2, 'a job is a number'],
		[['show', ''], 2, 'a job is a number'],
		[['snooze', job, -1], 2, 'SECONDS is a number from 0 to 31536000'],
		[['snooze', job], 2, 'usage: ludctl queue snooze JOB SECONDS'],
		[['priority', job, 101], 2, 'a priority is a number from -100 to 100'],
		[['requeue'], 2, 'give either a dead letter'],
		[['requeue', job, '--all'], 2, 'give either a dead letter'],
		[['explode'], 2, 'usage: ludctl queue'],
	]) {
		const got = queue(...args);
		assert.equal(got.status, status, `${args}: ${got.err}`);
		assert.ok(got.err.includes(why), `${args}: ${got.err}`);
		assert.equal(got.out, '');
	}
	assert.equal(stack.value('SELECT count(*) FROM audit'), before);
});

test('the man page has every command', () => {
	const man = fs.readFileSync(path.join(process.env.top_srcdir ?? path.join(import.meta.dirname ?? '.', '../..'), 'docs/man/ludctl.1'), 'utf8');
	for (const word of ['status', 'list', 'show', 'dead', 'requeue', 'drop', 'snooze', 'priority'])
		assert.match(man, new RegExp(`Cm queue (Op Cm )?${word}`));
});
