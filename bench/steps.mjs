// SPDX-License-Identifier: ISC
// bench/steps: the graph with instant agents that each write a 2 KB document, PostgreSQL with fsync on; beside LangGraph.js with its PostgreSQL saver and
// hand-written transactions in pgbench, all on one server, taking turns. What a step is: graph.mjs; how it is driven: steps.sql.
//   bench/steps [--quick]     SECS=8 REPS=3 N="1 16 64" WORKERS="0"
// WORKERS lists numbers of worker processes to try; 0 is what ludwright-worker takes by itself, by the
// length of the queue, and the last line speaks of the first.
import fs from 'node:fs';
import {about, cpuMeter, here, median, peersThere, preparePeers, quick, round, runPeer, runPgbench, setting, settings, spread, startWorker, stopWorker, table,
	walMeter, withStack, workerCount} from './common.mjs';
import {BYTES, STEPS, useGraph} from './graph.mjs';

const SECS = setting('SECS', 8, 3), REPS = setting('REPS', 3, 1), WARM = quick ? 1 : 3;
const COUNTS = settings('N', '1 16 64'), WORKERS = settings('WORKERS', '0');
const CLIENTS = [1, 8];
const RATE_MOST = 1200; // graphs a second that the pool of drafts is good for; what is not used serves the next lap
const laps = new Map(); // "who count" -> laps

function keep(who, count, lap) {
	const key = `${who} ${count}`;
	laps.set(key, [...(laps.get(key) ?? []), lap]);
}

const column = (who, count, name) => (laps.get(`${who} ${count}`) ?? []).map((lap) => lap[name]);

/** Drafts for one lap; what the lap does not use serves the next. */
function fillPool(stack, user, count) {
	const wanted = Math.ceil((WARM + SECS) * (count === 1 ? RATE_MOST / 3 : RATE_MOST));
	const there = Number(stack.value("SELECT count(*) FROM projects WHERE status = 'draft'"));
	if (there < wanted)
		stack.sql(`SELECT bench.drafts('${user}', ${wanted - there})`);
	stack.sql('VACUUM ANALYZE');
}

async function runOurs(stack, user, workers, count) {
	fillPool(stack, user, count);
	await startWorker(stack, workerCount(workers));
	const wal = walMeter(stack), cpu = cpuMeter(stack, 'worker', 'postgres');
	stack.sql(`CALL bench.keep(${count}, ${WARM}, ${SECS})`);
	const bytes = wal(), [own, pg] = cpu();
	await stopWorker(stack);
	const [steps, seconds, graphs, ms] = stack.sql('DELETE FROM bench.laps RETURNING *').split('\t').map(Number);
	const unsound = stack.sql(`SELECT bench.unsound(${STEPS}, ${BYTES})`);
	if (unsound)
		throw new Error(unsound);
	const each = 1e6 / (graphs * STEPS);
	keep(`ours/${workers}`, count, {steps: steps / seconds, graphs: steps / seconds / STEPS, ms, wal: bytes / graphs / 1024, own: own * each, pg: pg * each});
}

function runLangGraph(stack, count) {
	stack.sql(`DO $$ BEGIN
		IF to_regclass('langgraph.checkpoints') IS NOT NULL THEN
			TRUNCATE langgraph.checkpoints, langgraph.checkpoint_blobs, langgraph.checkpoint_writes;
		END IF;
	END $$`, 'peers');
	const wal = walMeter(stack), cpu = cpuMeter(stack, 'postgres');
	const lap = runPeer(stack, 'langgraph.mjs', count, SECS, WARM);
	const each = 1e6 / (lap.graphs * STEPS);
	keep('langgraph', count, {steps: lap.steps_s, graphs: lap.graphs_s, ms: lap.ms, wal: wal() / lap.graphs / 1024, own: lap.cpu / lap.steps_s * 1e6,
		pg: cpu()[0] * each});
}

async function runRound(stack, user) {
	for (const count of COUNTS) {
		for (const workers of WORKERS)
			await runOurs(stack, user, workers, count);
		if (peersThere)
			runLangGraph(stack, count);
	}
	for (const clients of CLIENTS)
		keep('hand', clients, {steps: runPgbench(stack, 'step', clients, SECS)});
}

function row(label, who, count) {
	const cell = (name, digits) => spread(column(who, count, name), digits);
	return [label, count, cell('steps'), cell('graphs', 1), cell('ms', 1), cell('wal', 1), cell('own'), cell('pg')];
}

function printTable() {
	const name = (workers) => (workers ? `Ludwright, ${workers} worker processes` : 'Ludwright, as it comes');
	table([['', 'at once', 'steps/s', 'graphs/s', 'ms a graph', 'KB WAL a graph', 'own µs a step', 'PostgreSQL µs a step'],
		...COUNTS.flatMap((count) => [...WORKERS.map((workers) => row(name(workers), `ours/${workers}`, count)),
			...(peersThere ? [row('LangGraph.js, PostgresSaver', 'langgraph', count)] : [])]),
		...CLIENTS.map((clients) => row('by hand, pgbench clients', 'hand', clients))]);
}

/** One line: the middle number of projects, and a graph alone. */
function lastLine() {
	const ours = `ours/${WORKERS[0]}`, count = COUNTS.includes(16) ? 16 : COUNTS[COUNTS.length - 1];
	const [steps, theirs, hand, one] = [column(ours, count, 'steps'), column('langgraph', count, 'steps'), column('hand', 8, 'steps'), column('hand', 1, 'steps')]
		.map((values) => (values.length ? median(values) : undefined));
	const beside = (name, digits) => (peersThere ? ` (LangGraph.js ${round(median(column('langgraph', name === 'ms' ? 1 : count, name)), digits)})` : '');
	let line = `steps ${round(steps)} steps/s at ${count} projects`;
	if (theirs)
		line += `, ${round(steps / theirs, 1)} × LangGraph.js (${round(theirs)})`;
	line += `, ${round(steps / hand * 100)} % of the limit at 8 clients (${round(hand)})`;
	if (COUNTS.includes(1))
		line += `; one graph ${round(median(column(ours, 1, 'ms')), 1)} ms${beside('ms', 1)}, limit ${round(STEPS / one * 1000, 1)}`;
	console.log(`${line}; ${round(median(column(ours, count, 'wal')))} KB of WAL a graph${beside('wal', 0)}`);
}

await withStack(async (stack) => {
	about(stack, SECS, REPS);
	useGraph(stack);
	stack.sql(fs.readFileSync(`${here}/steps.sql`, 'utf8'));
	preparePeers(stack);
	const user = stack.addUser('ada@example.org');
	for (let i = 0; i < REPS; i++)
		await runRound(stack, user);
	printTable();
	lastLine();
}, {api: false});
