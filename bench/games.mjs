// SPDX-License-Identifier: ISC
// bench/games: from a concept to the zip, with the offline studio, one project after another, through API, worker, sandbox and tester: time on the wall, processor
// time of the worker and its sandboxes, and which agents took it.
//   bench/games [--quick]     FAMILIES="maze shooter" REPS=3
import fs from 'node:fs';
import path from 'node:path';
import {about, childrenOf, median, round, setting, source, withStack} from './common.mjs';
import {CONCEPT} from '../tests/studio/family-concepts.mjs';
const {until} = await import('../tests/system/stack.mjs');

const REPS = setting('REPS', 3, 1), FAMILIES = (process.env.FAMILIES ?? Object.keys(CONCEPT).join(' ')).split(/\s+/);

/** CPU seconds of a process and all below it, those that ended included. */
function cpuOf(pid) {
	const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8'), numbers = text.slice(text.lastIndexOf(')') + 2).split(' ').slice(11, 15).map(Number);
	return numbers.reduce((a, b) => a + b, 0) / 100 + childrenOf(pid).reduce((all, child) => all + cpuOf(child), 0);
}

/** Seconds that each agent was at work, longest first. A leader's include its sub-agents'. */
const shares = (agents) => agents.map((a) => [a.type ?? a.name, (Date.parse(a.completed_at) - Date.parse(a.started_at)) / 1000]).filter(([, s]) => s > 0).sort((a, b) => b[1] - a[1]);

async function make(stack, ada, family, seed) {
	const project = await ada.project({name: `${family} ${seed}`, concept: {description: CONCEPT[family].en, platform: 'web', scope: 'mvp'}, config: {language: 'en', seed, checkpoints: []}});
	const worker = stack.processes.get('worker').pid, before = cpuOf(worker), begun = process.hrtime.bigint();
	const started = await ada.post(`/api/v1/projects/${project.id}/start`);
	if (started.status !== 200)
		throw new Error(started.text);
	const end = await until(async () => { const {body} = await ada.get(`/api/v1/projects/${project.id}`); return ['completed', 'failed', 'paused'].includes(body.status) && body; }, 'the end', 300);
	const zip = await ada.get(`/api/v1/projects/${project.id}/build/zip`), seconds = Number(process.hrtime.bigint() - begun) / 1e9;
	if (end.status !== 'completed' || zip.status !== 200)
		throw new Error(`${family}: ${end.status}, zip ${zip.status}`);
	const {body} = await ada.get(`/api/v1/projects/${project.id}/agents`);
	return {seconds, cpu: cpuOf(worker) - before, shares: shares(body.items)};
}

await withStack(async (stack) => {
	about(stack, 0, REPS);
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
	stack.startWorker();
	const ada = await stack.user('grace'), all = [];
	await make(stack, ada, FAMILIES[0], 99); // caches are warm then, as in a worker that has made a game
	for (const family of FAMILIES) {
		const made = [];
		for (let seed = 1; seed <= REPS; seed++)
			made.push(await make(stack, ada, family, seed));
		all.push(...made);
		const of = (key) => round(median(made.map((m) => m[key])), 2);
		console.log(`${family}: ${of('seconds')} s, ${of('cpu')} s of CPU in worker and sandboxes; ${made[0].shares.slice(0, 4).map(([name, s]) => `${name} ${round(s, 2)}`).join(', ')}`);
	}
	const seconds = all.map((m) => m.seconds);
	console.log(`games ${round(median(seconds), 2)} s to a zip, longest ${round(Math.max(...seconds), 2)} s, CPU ${round(median(all.map((m) => m.cpu)), 2)} s`);
}, {env: {LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'graphs'), LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(process.env.top_builddir, 'ludwright-sandbox'), LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0'}});
