// SPDX-License-Identifier: ISC
// bench/queue: jobs that do nothing, with a transaction each; beside graphile-worker and hand-written transactions in pgbench, all on one server, taking turns.
// Then a backlog of a million; a million jobs that come by and by, with what autovacuum leaves of them; and how soon an idle worker starts what the API queued.
//   bench/queue [--quick]     SECS=8 REPS=3 JOBS=50000 BACKLOG=1000000 STREAM=1000000 WAKES=51 WORKERS="0"
// WORKERS lists numbers of worker processes to try; 0 is what ludwright-worker takes by itself, and the last line speaks of the first.
import fs from 'node:fs';
import {about, cpuMeter, here, median, peersThere, preparePeers, round, runPeer, runPgbench, setting, settings, spread, startWorker, stopWorker, table, until,
	uuidOf, withStack, workerCount} from './common.mjs';
import {useGraph} from './graph.mjs';

const SECS = setting('SECS', 8, 3), REPS = setting('REPS', 3, 1), JOBS = setting('JOBS', 50000, 20000), WAKES = setting('WAKES', 51, 11);
const BACKLOG = setting('BACKLOG', 1000000, 200000), STREAM = setting('STREAM', 1000000, 100000), WORKERS = settings('WORKERS', '0');
const CONCURRENCY = 8;
const STREAM_BACKLOG = 10000;
const laps = new Map(); // who -> laps

function keep(who, lap) {
	laps.set(who, [...(laps.get(who) ?? []), lap]);
}

const column = (who, name) => (laps.get(who) ?? []).map((lap) => lap[name]);

/** Adds n jobs under a worker that idles, for secs at most. */
async function drain(stack, workers, n, secs) {
	stack.sql('VACUUM ANALYZE jobs; CHECKPOINT');
	await startWorker(stack, workerCount(workers));
	const cpu = cpuMeter(stack, 'worker', 'postgres');
	stack.sql(`CALL bench.drain(${n}, ${secs})`);
	const [own, pg] = cpu();
	const [jobs, seconds] = stack.sql('DELETE FROM bench.drains RETURNING *').split('\t').map(Number);
	await stopWorker(stack);
	stack.sql('TRUNCATE jobs');
	return {jobs: jobs / seconds, own: own / jobs * 1e6, pg: pg / jobs * 1e6};
}

async function runRound(stack) {
	for (const workers of WORKERS)
		keep(`ours/${workers}`, await drain(stack, workers, JOBS, 600));
	if (peersThere) {
		const cpu = cpuMeter(stack, 'postgres');
		const lap = runPeer(stack, 'graphile.mjs', JOBS, CONCURRENCY);
		keep('graphile', {jobs: lap.jobs_s, own: lap.cpu / lap.jobs_s * 1e6, pg: cpu()[0] / JOBS * 1e6, wake: lap.wake_ms});
	}
	keep('hand', {jobs: runPgbench(stack, 'job', CONCURRENCY, SECS, Math.ceil(25000 * SECS))});
	keep('backlog', {jobs: (await drain(stack, WORKERS[0], BACKLOG, SECS)).jobs}); // its CPU would have the adding of all in it
}

/** A million jobs by and by, and what they leave. Autovacuum runs as the table's settings have it, and nothing else does. */
async function runStream(stack) {
	await startWorker(stack, workerCount(WORKERS[0]));
	stack.sql('SELECT bench.note_size()');
	stack.sql(`CALL bench.stream(${STREAM}, ${STREAM_BACKLOG})`);
	await stopWorker(stack);
	const [jobs, seconds] = stack.sql('DELETE FROM bench.drains RETURNING *').split('\t').map(Number);
	const [begin, end] = ['at', 'at DESC'].map((order) => stack.sql(`SELECT dead, bytes FROM bench.sizes ORDER BY ${order} LIMIT 1`).split('\t').map(Number));
	const [dead, bytes] = stack.sql('SELECT max(dead), max(bytes) FROM bench.sizes').split('\t').map(Number);
	const vacuums = Number(stack.value("SELECT autovacuum_count FROM pg_stat_user_tables WHERE relname = 'jobs'"));
	return {rate: jobs / seconds, begin: {dead: begin[0], bytes: begin[1]}, end: {dead: end[0], bytes: end[1]}, most: {dead, bytes}, vacuums};
}

/** Projects are started by the API through nginx, one by one, each when the one before is done and the worker idles. */
async function runWakes(stack) {
	const user = await stack.user('ada');
	await startWorker(stack);
	const inside = [], whole = [];
	for (let i = 0; i <= WAKES; i++) {
		const {id} = await user.project({config: {checkpoints: []}}), uuid = uuidOf(id);
		stack.sql(`UPDATE projects SET config = config || '{"provider": "script"}' WHERE id = '${uuid}'`); // no provider for people, so the API refuses it
		await new Promise((done) => setTimeout(done, 100));
		const sent = performance.timeOrigin + performance.now();
		const answer = await user.post(`/api/v1/projects/${id}/start`);
		if (answer.status >= 300)
			throw new Error(`start: ${answer.status} ${answer.text}`);
		await until(() => stack.value(`SELECT status FROM projects WHERE id = '${uuid}'`) === 'completed', 'a project');
		if (i === 0)
			continue; // connections and caches
		inside.push(Number(stack.value(`SELECT bench.wake('${uuid}')`)));
		whole.push(Number(stack.value(`SELECT extract(epoch FROM min(started_at)) * 1000 FROM agents WHERE project_id = '${uuid}'`)) - sent);
	}
	await stopWorker(stack);
	return {inside, whole};
}

function printTable() {
	const name = (workers) => (workers ? `Ludwright, ${workers} worker processes` : 'Ludwright, as it comes');
	const row = (label, who, backlog) => [label, backlog, spread(column(who, 'jobs')), spread(column(who, 'own')), spread(column(who, 'pg'))];
	table([['', 'backlog', 'jobs/s', 'own µs a job', 'PostgreSQL µs a job'],
		...WORKERS.map((workers) => row(name(workers), `ours/${workers}`, round(JOBS))),
		row('Ludwright, much waiting', 'backlog', round(BACKLOG)),
		...(peersThere ? [row(`graphile-worker, concurrency ${CONCURRENCY}`, 'graphile', round(JOBS))] : []),
		row(`by hand, pgbench, ${CONCURRENCY} clients`, 'hand', '')]);
}

function printStream(stream) {
	const mib = (bytes) => round(bytes / 2 ** 20, 1);
	table([[`${round(STREAM)} jobs by and by`, 'at the start', 'at most', 'at the end'],
		['dead tuples', ...['begin', 'most', 'end'].map((when) => round(stream[when].dead))],
		['MiB of table and indexes', ...['begin', 'most', 'end'].map((when) => mib(stream[when].bytes))]]);
	console.log(`${round(stream.rate)} jobs/s; autovacuum came ${stream.vacuums} times\n`);
}

function lastLine(stream, wakes) {
	const jobs = median(column(`ours/${WORKERS[0]}`, 'jobs')), hand = median(column('hand', 'jobs'));
	let line = `queue ${round(jobs)} jobs/s`;
	if (peersThere)
		line += `, ${round(jobs / median(column('graphile', 'jobs')), 1)} × graphile-worker (${round(median(column('graphile', 'jobs')))})`;
	line += `, ${round(jobs / hand * 100)} % of the limit (${round(hand)}); ${round(median(column('backlog', 'jobs')))} with ${round(BACKLOG)} waiting`;
	line += `; API to start ${round(median(wakes.inside), 2)} ms`;
	if (peersThere)
		line += ` (graphile-worker ${round(median(column('graphile', 'wake')), 2)})`;
	console.log(`${line}; after ${round(STREAM)} jobs ${round(stream.end.dead)} dead tuples, ${round(stream.end.bytes / 2 ** 20, 1)} MiB`);
}

await withStack(async (stack) => {
	about(stack, SECS, REPS);
	useGraph(stack);
	stack.sql('CREATE SCHEMA bench');
	stack.sql(fs.readFileSync(`${here}/queue.sql`, 'utf8'));
	preparePeers(stack);
	for (let i = 0; i < REPS; i++)
		await runRound(stack);
	printTable();
	const stream = await runStream(stack);
	printStream(stream);
	const wakes = await runWakes(stack);
	console.log(`POST start to the first agent's start, worker idle: ${spread(wakes.inside, 2)} ms from the API's transaction, ${spread(wakes.whole, 2)} ms from the request\n`);
	lastLine(stream, wakes);
});
