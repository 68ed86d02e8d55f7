// SPDX-License-Identifier: ISC
// graphile-worker with no-op jobs, one transaction each: its rate, and how soon an idle worker hears. The database is that of PGHOST, PGUSER
// and PGDATABASE.
//   node graphile.mjs JOBS CONCURRENCY
// The worker is up and idle; JOBS are added in one transaction; the clock runs from its commit until no job is left.
// Prints {"jobs_s", "wake_ms" (median from adding a job to its handler), "cpu" (cores of this process while it drained)}.
import {Logger, makeWorkerUtils, run} from 'graphile-worker';
import pg from 'pg';

const WAKES = 51;
const [jobs, concurrency] = process.argv.slice(2).map(Number);
const pgPool = new pg.Pool({max: concurrency + 4});
const logger = new Logger(() => () => {});
let pinged = () => {}, drained = () => {}, handled = 0;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function countOne() {
	if (++handled === jobs)
		drained();
}

async function left() {
	const {rows} = await pgPool.query('select exists (select from graphile_worker._private_jobs) as left');
	return rows[0].left;
}

/** Until the last handler has run, then until its job is gone: asking all the while would cost the worker its CPU. */
async function drain() {
	const done = new Promise((resolve) => {
		drained = resolve;
	});
	await pgPool.query(`select count(*) from graphile_worker.add_jobs(array(
		select row('noop', '{}'::json, null, null, null, null, null, null)::graphile_worker.job_spec from generate_series(1, $1::int)))`, [jobs]);
	const begin = performance.now(), cpu = process.cpuUsage();
	await done;
	while (await left())
		await sleep(5);
	const seconds = (performance.now() - begin) / 1000, used = process.cpuUsage(cpu);
	return {jobs_s: jobs / seconds, cpu: (used.user + used.system) / 1e6 / seconds};
}

async function wake(utils) {
	const times = [];
	for (let i = 0; i < WAKES; i++) {
		const heard = new Promise((done) => {
			pinged = done;
		});
		const begin = performance.now();
		await utils.addJob('ping', {});
		times.push(await heard - begin);
		await sleep(20);
	}
	return times.sort((a, b) => a - b)[WAKES >> 1];
}

pgPool.on('error', () => {}).on('connect', (client) => client.on('error', () => {}));
const utils = await makeWorkerUtils({pgPool, logger});
await utils.migrate();
await pgPool.query('delete from graphile_worker._private_jobs');
const runner = await run({pgPool, concurrency, noHandleSignals: true, logger, pollInterval: 2000,
	taskList: {noop: countOne, ping: async () => pinged(performance.now())}});
await sleep(500);
const figures = await drain();
await sleep(200);
figures.wake_ms = await wake(utils);
await runner.stop();
await utils.release();
await pgPool.end();
console.log(JSON.stringify(figures));
