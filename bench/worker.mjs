// SPDX-License-Identifier: ISC
// bench/worker: the memory of one worker process with 200 steps in flight, and the CPU time of a worker that has nothing to do.
//   bench/worker [--quick]     SECS=60 (idle) STEPS=200
// The steps wait for a slow provider, each of a project of its own, with its documents loaded. RSS counts shared pages of libraries whole, PSS by share.
import fs from 'node:fs';
import {about, childrenOf, cpuMeter, here, round, setting, startWorker, stopWorker, table, ticksOf, until, withStack, workerCount} from './common.mjs';
import {useGraph} from './graph.mjs';

const SECS = setting('SECS', 60, 10), STEPS = setting('STEPS', 200, 200);
const SLOW_MS = 60000;
const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** MiB of a process by its smaps_rollup, which of a worker only root may read. */
function memoryOf(pid) {
	const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	const field = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)[1]) / 1024;
	return {rss: field('Rss'), pss: field('Pss')};
}

/** Nothing to do from here on: ticks (1/100 s) of all worker processes, and CPU of their PostgreSQL. */
async function runIdle(stack) {
	const parent = await startWorker(stack);
	await sleep(12); // past the start and the first quiet seconds, in which it looks more often
	const processes = childrenOf(parent.pid), empty = memoryOf(processes[0]);
	const before = ticksOf(parent.pid), cpu = cpuMeter(stack, 'postgres');
	await sleep(SECS);
	const idle = {ticks: ticksOf(parent.pid) - before, pg: cpu()[0], processes: processes.length, empty};
	await stopWorker(stack);
	return idle;
}

/** One process with STEPS steps at once. */
async function runFull(stack, user) {
	useGraph(stack, SLOW_MS);
	stack.sql(`SELECT bench.drafts('${user}', ${STEPS})`);
	const parent = await startWorker(stack, {...workerCount(1), LUDWRIGHT_WORKER_CONCURRENCY: `${STEPS}`});
	stack.sql(`SELECT count(project_start('${user}', id)) FROM projects WHERE status = 'draft'`);
	await until(() => Number(stack.value("SELECT count(*) FROM agents WHERE status = 'running'")) === STEPS, `${STEPS} steps in flight`, 60);
	await sleep(2);
	const [pid, ...more] = childrenOf(parent.pid);
	if (more.length)
		throw new Error('there is more than one worker process');
	const memory = memoryOf(pid);
	parent.kill('SIGTERM'); // the second one hands back what is in flight
	await sleep(0.2);
	await stopWorker(stack);
	return memory;
}

await withStack(async (stack) => {
	about(stack, SECS, 1);
	useGraph(stack);
	stack.sql(fs.readFileSync(`${here}/steps.sql`, 'utf8'));
	const user = stack.addUser('ada@example.org');
	const idle = await runIdle(stack);
	const full = await runFull(stack, user);
	table([['', 'RSS MiB', 'PSS MiB'], ['a worker process, idle', round(idle.empty.rss, 1), round(idle.empty.pss, 1)],
		[`with ${STEPS} steps in flight`, round(full.rss, 1), round(full.pss, 1)]]);
	console.log(`idle for ${SECS} s: ${idle.ticks} ticks of 10 ms in parent and ${idle.processes} processes; all of PostgreSQL ${round(idle.pg, 2)} s\n`);
	console.log(`worker ${round(full.rss, 1)} MiB RSS with ${STEPS} steps in flight (PSS ${round(full.pss, 1)}); ${round(idle.ticks * 10)} ms of CPU in ${SECS} idle seconds`);
}, {api: false});
