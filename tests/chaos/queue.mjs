// SPDX-License-Identifier: ISC
// Bad input through the queue: jobs that end their worker, answers that cannot be used, commits that are cut off.
import fs from 'node:fs';
import {seeded} from './lib/chance.mjs';
import {check} from './lib/check.mjs';
import {scriptOf} from './lib/crowd.mjs';
import {Proxy} from './lib/proxy.mjs';
import {full, promises, sleep, startRig, until} from './lib/rig.mjs';

const chance = seeded();
const MEMORY_MAX = 500; // MiB of a worker process, with an answer of 100 MB in hand
const POISON = {poison9: 9, poison11: 11};
const UNUSABLE = ['huge', 'not_utf8', 'bad_document'];
const TASKS = ['good', ...Object.keys(POISON), ...UNUSABLE];

/** The harness's graph; its code leader has these tasks. */
function script(tasks = TASKS) {
	const nodes = {task_split: {tasks: tasks.map((id) => ({id, title: id}))}, asset_leader: {}, tester: {document: {verdict: 'pass'}},
		reviewer: {document: {recommendation: 'approve'}}};
	for (const [task, signal] of Object.entries(POISON))
		nodes[`code_leader/${task}`] = {delay_ms: 100, epochs: 1, outcomes: [{do: 'die', signal}]};
	for (const task of UNUSABLE)
		nodes[`code_leader/${task}`] = {epochs: 1, outcomes: [{do: task}]};
	return {default: {}, nodes: {...nodes, asset_worker: {}}};
}

/** How often a step may be claimed without an end: the setting, else what the queue had before there was one. */
function claimsMax(rig) {
	const [, n] = rig.stack.ludctl(['config', 'show']).match(/claims_max\s*=?\s*(\d+)/) ?? [];
	return Number(n ?? 5);
}

const memoryOf = (pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024;

async function agentsOf(db, project) {
	const rows = await db.rows(`SELECT task, status, error, error_type, id FROM agents WHERE project_id = '${project}' AND node = 'code_leader' AND task IS NOT NULL`);
	return new Map(rows.map((row) => [row.task, row]));
}

async function badAnswers() {
	const rig = await startRig({hosts: 1, processes: 3, concurrency: 1, lease: 3, script: script()});
	let good = false, most = 0;
	const watch = setInterval(() => {
		for (const pid of rig.hosts.flatMap((host) => rig.children(host)))
			try {
				most = Math.max(most, memoryOf(pid));
			} catch { /* it ended */ }
	}, 50);
	try {
		const problems = [], limit = claimsMax(rig);
		const ada = await rig.person('ada');
		const project = await ada.create('bad answers', {checkpoints: [], seed: 1});
		await ada.actSurely('start', project);
		const status = () => rig.db.value(`SELECT status FROM projects WHERE id = '${project}'`);
		await until(async () => await status() === 'failed', 'the project to fail', 90);
		const agents = await agentsOf(rig.db, project);
		const expect = (what, got, wanted) => got === wanted || problems.push(`${what}: ${got}, not ${wanted}`);
		expect('the good task', agents.get('good')?.status, 'completed');
		for (const task of [...Object.keys(POISON), ...UNUSABLE]) {
			expect(`status of ${task}`, agents.get(task)?.status, 'failed');
			expect(`error of ${task}`, agents.get(task)?.error_type, POISON[task] ? 'internal' : 'invalid_output');
		}
		const calls = (task) => rig.ledger().filter((line) => line.what === 'called' && line.node === 'code_leader' && line.task === task).length;
		const tries = Object.keys(POISON).map(calls);
		for (const n of tries)
			if (n < 2 || n > limit)
				problems.push(`a job that ends its worker was tried ${n} times, the limit is ${limit}`);
		for (const task of UNUSABLE)
			expect(`calls for ${task}`, calls(task), 1);
		if (most > MEMORY_MAX)
			problems.push(`a worker process needed ${Math.round(most)} MiB`);
		expect('a retry', (await ada.actSurely('start', project)).end, 'acked');
		await until(async () => ['completed', 'failed'].includes(await status()), 'the retry to end', 60);
		const later = await agentsOf(rig.db, project);
		for (const task of Object.keys(POISON))
			expect(`status of ${task} after a retry`, later.get(task)?.status, 'completed');
		const report = await check(rig, {kills: 2 * limit, inFlight: 3});
		problems.push(...report.problems);
		good = problems.length === 0;
		return {n: good ? TASKS.length : 0, m: TASKS.length, problems,
			text: `kinds of bad answers end as they should, poison after ${tries.join(' and ')} tries of ${limit}, ${Math.round(most)} MiB at most`};
	} finally {
		clearInterval(watch);
		await rig.stop(!good);
	}
}

/** Good steps that are in hand when another one ends the process come to their end; only the other is given up. */
async function neighbours() {
	const tasks = ['poison9', 'n1', 'n2', 'n3'];
	const material = script(tasks);
	for (const task of tasks.slice(1))
		material.nodes[`code_leader/${task}`] = {delay_ms: 1500};
	const rig = await startRig({hosts: 1, processes: 1, concurrency: 8, lease: 3, script: material});
	try {
		const ada = await rig.person('ada');
		const project = await ada.create('neighbours', {checkpoints: [], seed: 1});
		await ada.actSurely('start', project);
		await until(async () => await rig.db.value(`SELECT status FROM projects WHERE id = '${project}'`) === 'failed', 'the project to fail', 90);
		const agents = await agentsOf(rig.db, project);
		const problems = tasks.slice(1).filter((task) => agents.get(task)?.status !== 'completed').map((task) => `${task}: ${agents.get(task)?.status} ${agents.get(task)?.error}`);
		if (agents.get('poison9')?.status !== 'failed')
			problems.push(`poison9: ${agents.get('poison9')?.status}`);
		return {n: tasks.length - problems.length, m: tasks.length, text: 'steps beside a poison job end as they should', problems};
	} finally {
		await rig.stop();
	}
}

/** An answer that could not be used is not what a person's retry gets again. */
async function retries() {
	const rig = await startRig({hosts: 1, processes: 1, script: script(['good', ...UNUSABLE])});
	let good = false;
	try {
		const ada = await rig.person('ada');
		const project = await ada.create('retries', {checkpoints: [], seed: 1});
		const ended = () => until(async () => ['completed', 'failed'].includes(await rig.db.value(`SELECT status FROM projects WHERE id = '${project}'`)), 'the project to end', 60);
		await ada.actSurely('start', project);
		await ended();
		await ada.actSurely('start', project);
		await ended();
		const agents = await agentsOf(rig.db, project);
		const problems = UNUSABLE.filter((task) => agents.get(task)?.status !== 'completed').map((task) => `${task} after a retry: ${agents.get(task)?.status} ${agents.get(task)?.error}`);
		good = problems.length === 0;
		return {n: UNUSABLE.length - problems.length, m: UNUSABLE.length, text: 'answers that could not be used are asked for anew by a retry', problems};
	} finally {
		await rig.stop();
	}
}

const DEAD_COLUMNS = ['kind', 'project_id', 'run_id', 'agent_id', 'payload', 'attempt', 'retries', 'error', 'error_type', 'worker', 'created_at', 'died_at'];

async function deadLetters() {
	const rig = await startRig({hosts: 1, processes: 2, concurrency: 1, lease: 3, script: script()});
	let good = true;
	try {
		const ada = await rig.person('ada');
		const project = await ada.create('dead letters', {checkpoints: [], seed: 1});
		await ada.actSurely('start', project);
		await until(async () => await rig.db.value(`SELECT status FROM projects WHERE id = '${project}'`) === 'failed', 'the project to fail', 90);
		const problems = [];
		const rows = await rig.db.rows(`SELECT d.*, a.task FROM dead_jobs d LEFT JOIN agents a ON a.id = d.agent_id WHERE d.project_id = '${project}'`);
		for (const task of Object.keys(POISON)) {
			const row = rows.find((each) => each.task === task);
			const missing = row ? DEAD_COLUMNS.filter((name) => row[name] === null || row[name] === undefined) : ['row'];
			if (missing.length)
				problems.push(`the dead letter of ${task} has no ${missing.join(', ')}`);
			if (row && await rig.db.value(`SELECT count(*) FROM jobs WHERE id = ${row.id}`) !== 0)
				problems.push(`job ${row.id} is dead and in the queue`);
		}
		if (rows.length !== Object.keys(POISON).length)
			problems.push(`${rows.length} dead letters`);
		good = problems.length === 0;
		return {n: Object.keys(POISON).length - Math.min(2, problems.length), m: Object.keys(POISON).length, text: 'poison jobs are dead letters with what is known of them', problems};
	} finally {
		await rig.stop(!good);
	}
}

async function startProjects(rig, person, n) {
	for (let i = 1; i <= n; i++)
		await person.actSurely('start', await person.create(`project ${i}`, {checkpoints: [], seed: i}));
}

async function allComplete(rig, seconds) {
	await until(async () => await rig.db.value("SELECT count(*) FROM projects WHERE status <> 'completed'") === 0, 'all projects to end', seconds);
}

/** Connections are cut around commits: the worker does not know whether its commit happened. */
async function cutCommits() {
	const projects = full ? 20 : 4;
	const rig = await startRig({hosts: 0, processes: 2, lease: 3, script: scriptOf(chance.seed, 200)});
	const proxy = new Proxy(rig, () => chance.weighted([[6, ''], [2, 'before'], [2, 'after']]));
	let good = false;
	try {
		await proxy.start();
		rig.addHost('host1', {DATABASE_URL: proxy.url}).start();
		await startProjects(rig, await rig.person('ada'), projects);
		await allComplete(rig, 120);
		const {before, after} = proxy.cuts;
		const report = await check(rig, {kills: before + after, inFlight: 16});
		if (!before || !after)
			report.problems.push(`${before} and ${after} connections were cut: the statement has another name`);
		good = report.problems.length === 0;
		return {n: good ? before + after : 0, m: before + after, problems: report.problems,
			text: `connections cut at a commit (${after} after it had happened), ${report.lost} lost, ${report.doubled} doubled`};
	} finally {
		proxy.stop();
		await rig.stop(!good);
	}
}

const SLOW = `CREATE TABLE chaos.slow (seconds float NOT NULL);
GRANT SELECT ON chaos.slow TO PUBLIC;
CREATE FUNCTION chaos.slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(seconds) FROM chaos.slow; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER chaos_slow AFTER INSERT ON snapshots DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chaos.slow();`;

/** PostgreSQL is stopped at once while commits are under way: a deferred trigger makes them last. */
async function stoppedCommits() {
	const stops = full ? 20 : 3;
	const rig = await startRig({hosts: 1, processes: 2, lease: 3, script: scriptOf(chance.seed, 300)});
	let good = false, open = 0;
	try {
		rig.stack.sql(SLOW);
		await startProjects(rig, await rig.person('ada'), full ? 12 : 4);
		for (let i = 0; i < stops; i++) {
			await rig.db.run('INSERT INTO chaos.slow VALUES (2)');
			const n = await until(() => rig.db.value("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"), 'a commit under way', 20);
			open += n;
			const postgres = rig.services.get('postgres');
			const starts = postgres.starts;
			postgres.child.kill('SIGQUIT');
			await until(() => postgres.starts > starts, 'PostgreSQL to start again');
			await rig.db.run('DELETE FROM chaos.slow');
			await sleep(500);
		}
		await allComplete(rig, 120);
		const report = await check(rig, {kills: stops, inFlight: 64});
		good = report.problems.length === 0;
		return {n: good ? open : 0, m: open, text: `commits were under way when PostgreSQL stopped, ${stops} times: ${report.lost} lost, ${report.doubled} doubled`, problems: report.problems};
	} finally {
		await rig.stop(!good);
	}
}

await promises([['bad answers', badAnswers], ['neighbours', neighbours], ['retries', retries], ['dead letters', deadLetters],
	['cut commits', cutCommits], ['stopped commits', stoppedCommits]]);
