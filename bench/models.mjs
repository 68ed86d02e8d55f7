// SPDX-License-Identifier: ISC
// bench/models: many conversations that stream at once in one worker process: its memory, its CPU, how soon the first word is progress that people see, and
// how soon cancelling all of them closes their connections.
//   bench/models [--quick]     CALLS=500 SECS=20 RATE=50 (events a second a call)
// Each call is the first step of a project of its own, over the stub of tests/models, which runs in a process of its own.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {childrenOf, here, round, setting, source, startWorker, stopWorker, ticksOf, until, withStack} from './common.mjs';

const CALLS = setting('CALLS', 500, 100), SECS = setting('SECS', 20, 6), RATE = setting('RATE', 50, 50);
const program = `import {startStub} from '${source}/tests/models/stub.mjs';
const stub = await startStub(() => ({text: 'word '.repeat(${SECS * RATE * 8}), fault: {slow: ${1000 / RATE}}}));
console.log(stub.url);
process.stdin.on('data', () => console.log(JSON.stringify({open: stub.open, calls: stub.ledger.map((e) => [e.step?.project.name, e.at])})));`;

const stub = spawn(process.execPath, ['--input-type=module', '-e', program], {stdio: ['pipe', 'pipe', 'inherit']});
let rest = '';
const lines = [], waiting = [];
stub.stdout.on('data', (text) => {
	rest += text;
	for (let at; (at = rest.indexOf('\n')) >= 0; rest = rest.slice(at + 1))
		(waiting.shift() ?? ((line) => lines.push(line)))(rest.slice(0, at));
});
const line = () => (lines.length ? Promise.resolve(lines.shift()) : new Promise((done) => waiting.push(done)));
const look = async () => {
	stub.stdin.write('\n');
	return JSON.parse(await line());
};
const rss = (pid) => Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

try {
	const url = await line();
	await withStack(async (stack) => {
		stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
		const user = stack.addUser('ada@example.org');
		stack.sql(`SELECT count(project_create('${user}', jsonb_build_object('name', 'p' || i, 'concept', jsonb_build_object('description', repeat('A game about stars. ', 5),
			'platform', 'web', 'scope', 'mvp'), 'config', '{"provider": "openai"}'::jsonb))) FROM generate_series(1, ${CALLS}) i`);
		const parent = await startWorker(stack, {LUDWRIGHT_WORKER_MIN: '1', LUDWRIGHT_WORKER_MAX: '1', LUDWRIGHT_WORKER_CONCURRENCY: `${CALLS}`, OPENAI_BASE_URL: `${url}/v1`,
			LUDWRIGHT_MODEL: 'local', LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'graphs')});
		stack.sql(`SELECT count(project_start('${user}', id)) FROM projects WHERE status = 'draft'`);
		await until(async () => (await look()).open >= CALLS, `${CALLS} calls`, 60);
		const [pid] = childrenOf(parent.pid), ticks = ticksOf(parent.pid), start = Date.now();
		await new Promise((done) => setTimeout(done, (SECS * 1000) / 2));
		const cpu = (ticksOf(parent.pid) - ticks) / ((Date.now() - start) / 10), memory = rss(pid);
		const at = new Map((await look()).calls);
		const delays = stack.sql(`SELECT p.name, extract(epoch FROM min(e.created_at)) * 1000 FROM events e JOIN projects p ON p.id = e.project_id
			WHERE e.type = 'agent:progress' GROUP BY p.name`).split('\n').filter(Boolean).map((row) => row.split('\t')).map(([name, ms]) => Number(ms) - at.get(name)).sort((a, b) => a - b);
		const told = Date.now();
		stack.sql(`SELECT count(project_cancel('${user}', id)) FROM projects`);
		const answered = Date.now();
		await until(async () => (await look()).open === 0, 'closed connections', 30);
		console.log(`models ${CALLS} calls at ${RATE} events/s: memory ${round(memory)} MiB, ${round(cpu * 100)} % of a core, first word to progress p50 ${
			round(delays[Math.floor(delays.length / 2)])} ms p99 ${round(delays[Math.floor(delays.length * 0.99)])} ms (${delays.length}), cancelled in ${
			answered - told} ms, connections closed ${Date.now() - answered} ms later`);
		await stopWorker(stack);
	});
} finally {
	stub.kill();
}
