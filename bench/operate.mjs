// SPDX-License-Identifier: ISC
// bench/operate: how long a scrape of /metrics takes, and what ludctl retention costs those who use the API meanwhile: their p99 before and during, in turns.
//   bench/operate [--quick]     ROWS=10000000 (lines of agents' logs that are old; a tenth of them not in a month's partition) SCRAPES=300 SECS=10 (before)
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import {about, hold, here, median, round, setting, withStack, uuidOf} from './common.mjs';
const {build} = await import('../tests/system/stack.mjs');

const YOUNG = 100000; // lines that operate.sql writes beside, and that stay
const ROWS = setting('ROWS', 10000000, 300000), SCRAPES = setting('SCRAPES', 300, 50), SECS = setting('SECS', 10, 3);
const CLIENTS = 8, PAUSE_MS = 8;

const agent = new http.Agent({keepAlive: true, maxSockets: CLIENTS});
/** Milliseconds that a GET takes. */
function timed(stack, path, token) {
	const begun = process.hrtime.bigint();
	return new Promise((done, fail) => {
		http.get({host: '127.0.0.1', port: stack.port, path, agent, headers: {authorization: `Bearer ${token}`}}, (res) => {
			res.resume();
			res.once('end', () => (res.statusCode === 200 ? done(Number(process.hrtime.bigint() - begun) / 1e6) : fail(new Error(`${path}: ${res.statusCode}`))));
		}).once('error', fail);
	});
}
const percentile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];

/** People who look at their projects and logs until they are told to stop; gives what each answer took. */
function people(stack, ada, paths) {
	const times = [], state = {on: true};
	const loops = Array.from({length: CLIENTS}, async (_, n) => {
		for (let i = n; state.on; i++) {
			times.push(await timed(stack, paths[i % paths.length], ada.token));
			await new Promise((done) => setTimeout(done, PAUSE_MS));
		}
	});
	return async () => {
		state.on = false;
		await Promise.all(loops);
		return times;
	};
}
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function retention(stack) {
	const begun = Date.now();
	return new Promise((done, fail) => {
		const child = spawn(`${build}/ludctl`, ['retention', '--class', 'logs'], {...stack.as, env: {...stack.env, LUDWRIGHT_RETENTION_LOGS_DAYS: '90'}});
		let text = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (part) => text += part);
		child.once('exit', (code) => (code === 0 ? done({seconds: (Date.now() - begun) / 1000, text}) : fail(new Error(text))));
	});
}

await withStack(async (stack) => {
	about(stack, SECS, 1);
	console.log(`load of the machine before: ${os.loadavg().map((one) => one.toFixed(2)).join(' ')}`);
	const ada = await stack.user('ada'), root = await stack.user('root', {role: 'admin'}), project = await ada.project();
	stack.sql(fs.readFileSync(`${here}/operate.sql`, 'utf8'));
	const before = Date.now();
	stack.sql(`CALL bench.fill('${uuidOf(project.id)}', ${ROWS})`);
	stack.sql('VACUUM ANALYZE agent_logs');
	stack.sql('CHECKPOINT');
	console.log(`${round(Number(stack.value('SELECT count(*) FROM agent_logs')))} lines, made in ${round((Date.now() - before) / 1000)} s`);
	const paths = ['/api/v1/projects?limit=20', `/api/v1/projects/${project.id}`, `/api/v1/projects/${project.id}/logs?limit=50`];
	const scrapes = [];
	for (let i = 0; i < SCRAPES + 20; i++) {
		const ms = await timed(stack, '/metrics', root.token);
		if (i >= 20)
			scrapes.push(ms);
	}
	console.log(`scrape of /metrics: ${round(median(scrapes), 2)} ms (median), ${round(percentile(scrapes, 0.99), 2)} ms (99 %)`);
	const calm = people(stack, ada, paths);
	await sleep(SECS * 1000);
	const quiet = await calm(), busy = people(stack, ada, paths), {seconds, text} = await retention(stack), during = await busy();
	const left = Number(stack.value('SELECT count(*) FROM agent_logs'));
	console.log(text.trim());
	console.log(`retention took ${round(seconds, 1)} s; ${round(left)} lines are left; the API answered ${quiet.length} requests before and ${during.length} meanwhile`);
	const [p50, p99, p50During, p99During] = [percentile(quiet, 0.5), percentile(quiet, 0.99), percentile(during, 0.5), percentile(during, 0.99)];
	console.log(`p50 ${round(p50, 2)} → ${round(p50During, 2)} ms, p99 ${round(p99, 2)} → ${round(p99During, 2)} ms: ${round(p99During / p99, 2)} times`);
	console.log(`load of the machine after: ${os.loadavg().map((one) => one.toFixed(2)).join(' ')}`);
	hold([['ms of a scrape:', median(scrapes), 5], ['p99 while retention is at work, by that before:', p99During / p99, 2], ['lines that were to go and are left:', left - YOUNG, 0]]);
	console.log(`operate scrape ${round(median(scrapes), 2)} ms, retention of ${ROWS} lines: p99 × ${round(p99During / p99, 2)}`);
}, {env: {LUDWRIGHT_API_RATE_READ: '0'}});
