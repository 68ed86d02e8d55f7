// SPDX-License-Identifier: ISC
// bench/relay: one relay process, N subscribers of one project; events are written to PostgreSQL (fsync on), a bell rings after each commit. Beside
// nchan and a tuned `ws` server, which are given the finished message, as long as ours, (by HTTP, by Redis PUBLISH) and store nothing.
//   bench/relay [--quick]     SECS=4 REPS=3 N=1000 IDLE=5000 ONLY=ours (names that match) SETTLE=1.5 (seconds until all have subscribed; more on a machine at work)
//   bench/relay --idle        SECS=30 IDLE="5000 10000": connections that only follow, to the relay alone; needs as many descriptors (ulimit -n)
// In flight 1: the next event when the last subscriber has this one; 64: that many on their way. Latency: 50 events a second, from the event's
// timestamp to the client. The load client has the other core, PostgreSQL shares both.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import {childrenOf, here, median, peersThere, quick, round, setting, settings, spread, table, ticksOf, until, uuidOf, withStack} from './common.mjs';

const SECS = setting('SECS', 4, 2), REPS = setting('REPS', 3, 1), N = setting('N', 1000, 1000), idleOnly = process.argv.includes('--idle'), SETTLE = setting('SETTLE', 1.5, 1.5), IDLE = idleOnly ? 0 : setting('IDLE', 5000, 2000);
const BELL_SQL = `SELECT events_append('PROJECT', (SELECT jsonb_agg(event_json(NULL, 'agent:progress', '{"agentId": "agent_7d3f1a529c1e4b7f8a602f5e0c9d4b11", "progress": 42, "currentTask": "Generating sprite animations"}')) FROM generate_series(1, $1::int)))`;
const NCHAN = process.env.NCHAN ?? '/usr/lib/nginx/modules/ngx_nchan_module.so'; // of libnginx-mod-nchan
const only = new RegExp(process.env.ONLY ?? '');

const freePort = () => new Promise((done) => { const server = net.createServer().listen(0, '127.0.0.1', () => { const {port} = server.address(); server.close(() => done(port)); }); });
const listening = (port) => new Promise((done) => { const s = net.connect(port, '127.0.0.1', () => { s.destroy(); done(true); }); s.once('error', () => done(false)); });
const rss = (pids) => pids.reduce((sum, pid) => sum + Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]), 0);

function compile(dir) {
	const done = spawnSync('gcc', ['-O2', `-I${execFileSync('pg_config', ['--includedir'], {encoding: 'utf8'}).trim()}`, '-o', `${dir}/load`, `${here}/relay-load.c`, '-lpq'], {encoding: 'utf8'});
	if (done.status !== 0)
		throw new Error(`gcc: ${done.stderr}`);
	return `${dir}/load`;
}

/** One measurement. Out: what the load client printed, and the server's memory and CPU meanwhile. */
async function load(bench, target, n, more, secs = SECS) {
	const settle = SETTLE;
	const child = spawn(bench.load, ['-p', target.port, '-u', target.path, '-n', n, '-d', secs, '-w', settle, ...target.subscribe, ...more].map(String), {stdio: ['ignore', 'pipe', 'pipe']});
	let out = '', err = '', before = 0, memory = 0;
	child.stdout.on('data', (part) => { out += part; });
	child.stderr.on('data', (part) => {
		err += part;
		if (err.startsWith('ready') && !before)
			setTimeout(() => { before = ticksOf(target.pid); memory = rss(childrenOf(target.pid)); }, settle * 1000);
	});
	const code = await new Promise((done) => child.once('close', done));
	if (code !== 0)
		throw new Error(`${target.name}: ${err}`);
	const result = JSON.parse(out);
	return {...result, memory, cpu: (ticksOf(target.pid) - before) / 100 / secs};
}

async function measure(bench, target) {
	const rows = {bytes: 0, one: [], many: [], p50: [], p99: [], cpu: [], closed: 0, lost: 0, parts: []};
	const empty = rss(childrenOf(target.pid));
	const idle = await load(bench, target, IDLE, [], 2);
	target.each = (idle.memory - empty) / IDLE;
	target.idleCpu = idle.cpu;
	for (let i = 0; i < REPS; i++) {
		for (const [key, window] of [['one', 1], ['many', 64]]) {
			const lap = await load(bench, target, N, [...target.publish, '-W', window]);
			rows[key].push(lap.per_s);
			rows.bytes = lap.bytes_per;
			if (window === 1)
				rows.parts.push([lap.write_us / 1000, lap.first_us / 1000, lap.spread_us / 1000, lap.cpu * 1e6 / lap.per_s, lap.client_cpu * 1e6 / lap.per_s]);
			rows.closed += lap.closed;
		}
		const lap = await load(bench, target, N, [...target.publish, '-r', 50]);
		rows.p50.push(lap.p50_ms);
		rows.p99.push(lap.p99_ms);
		rows.cpu.push(lap.cpu);
		rows.lost += lap.published * lap.conns - lap.deliveries;
		rows.closed += lap.closed;
	}
	return Object.assign(target, rows);
}

async function ours(bench, stack) {
	const ada = await stack.user('ada');
	const project = await ada.project();
	const port = await freePort();
	await stack.startRelay({LUDWRIGHT_RELAY_LISTEN: `127.0.0.1:${port}`, LUDWRIGHT_RELAY_USER_CONNECTIONS: '0', LUDWRIGHT_RELAY_ADDRESS_CONNECTIONS: '0'});
	await until(() => listening(port), 'the relay');
	const say = (event, data) => ['-m', JSON.stringify({event, data})], packet = (text) => ['-m', text];
	const publish = ['-P', `pg:host=${stack.dir}/pg dbname=ludwright user=ludwright`, '-q', BELL_SQL.replace('PROJECT', uuidOf(project.id)), '-B', `${stack.dir}/redis/redis.sock:project:${uuidOf(project.id)}`];
	const subscription = {projectId: project.id, logs: false}, target = {port, publish, pid: stack.processes.get('relay').pid};
	const fresh = async (name, path, subscribe, at = port) => {
		await stack.end('relay');
		await stack.startRelay();
		await until(() => listening(port), 'the relay');
		return {...target, name, path, subscribe, port: at, pid: stack.processes.get('relay').pid};
	};
	const plain = [...say('auth', {token: ada.token}), ...say('subscribe:project', subscription)];
	return [
		['ours, WebSocket', () => fresh('ours, WebSocket', '/ws', plain)],
		['ours, Socket.IO', () => fresh('ours, Socket.IO', '/socket.io/?EIO=4&transport=websocket', ['-e', ...packet(`40${JSON.stringify({token: ada.token})}`), ...packet(`42${JSON.stringify(['subscribe:project', subscription])}`)])],
		['ours, SSE', () => fresh('ours, SSE', `/api/v1/logs/stream?project_id=${project.id}&level=ERROR`, ['-s', '-H', `Authorization: Bearer ${ada.token}`])],
		['ours, WebSocket through nginx', () => fresh('ours, WebSocket through nginx', '/ws', plain, stack.port)],
	];
}

/** The peers get their messages by a Redis on a port. */
async function peers(stack) {
	const list = [], redis = await freePort();
	stack.start('redis-peers', 'redis-server', ['--port', redis, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', `${stack.dir}/redis`, '--client-output-buffer-limit', 'pubsub 0 0 0'].map(String));
	await until(() => listening(redis), 'Redis for the peers');
	const subscribe = ['-m', JSON.stringify({event: 'subscribe:project', data: {projectId: 'p1'}})];
	if (peersThere && fs.existsSync(`${here}/peers/node_modules/ws`))
		list.push(['ws, tuned', async () => {
			const port = await freePort();
			const child = stack.start('ws', 'sh', ['-c', `node ${here}/peers/ws.mjs ${port} ${redis} & wait`], {cwd: `${here}/peers`});
			await until(() => listening(port), 'ws');
			return {name: 'ws, tuned', port, path: '/', subscribe, publish: ['-P', `redis:${redis}:project:p1`], pid: child.pid, end: () => childrenOf(child.pid).forEach((pid) => process.kill(pid))};
		}]);
	if (fs.existsSync(NCHAN))
		list.push(['nchan', async () => {
			const port = await freePort();
			fs.writeFileSync(`${stack.dir}/nchan.conf`, fs.readFileSync(`${here}/peers/nchan.conf`, 'utf8').replaceAll('@RUN@', stack.dir).replaceAll('@PORT@', String(port)).replaceAll('@MODULE@', NCHAN));
			const child = stack.start('nchan', 'nginx', ['-c', `${stack.dir}/nchan.conf`, '-p', stack.dir, '-e', `${stack.dir}/nchan-start.log`]);
			await until(() => listening(port), 'nchan');
			return {name: 'nchan', port, path: '/sub/p1', subscribe: [], publish: ['-P', `http:${port}:/pub/p1`], pid: child.pid, end: () => child.kill()};
		}]);
	return list;
}

/** Connections that have subscribed and hear nothing: memory of each, and CPU of the relay while nothing but pings happens. */
async function runIdle(bench, stack) {
	const [[, start]] = await ours(bench, stack), secs = setting('SECS', 30, 10), rows = [];
	for (const n of settings('IDLE', quick ? '2000' : '5000 10000')) {
		const target = await start(), empty = rss(childrenOf(target.pid));
		const idle = await load(bench, target, n, [], secs);
		rows.push({n, each: (idle.memory - empty) / n, cpu: idle.cpu * 100, closed: idle.closed});
	}
	table([['idle connections', 'KB each', 'CPU, %', 'closed'], ...rows.map((row) => [String(row.n), round(row.each, 2), round(row.cpu, 2), String(row.closed)])]);
	console.log(`\nidle ${rows.map((row) => `${row.n} connections ${round(row.each, 2)} KB each, ${round(row.cpu, 2)} % of a processor`).join('; ')}`);
}

await withStack(async (stack) => {
	const bench = {load: compile(stack.dir)};
	if (idleOnly)
		return runIdle(bench, stack);
	const all = [...await peers(stack), ...await ours(bench, stack)], done = [];
	for (const [name, start] of all) {
		if (!only.test(name))
			continue;
		const target = await start();
		done.push(await measure(bench, target));
		target.end?.();
	}
	console.log(`${N} subscribers, one server process; medians of ${REPS}, ${SECS} s each${quick ? ' (quick)' : ''}\n`);
	table([['', 'deliveries/s, 1 in flight', '64 in flight', 'p50 ms', 'p99 ms', 'CPU at 50/s', `KB a connection (${IDLE})`, 'CPU idle', 'bytes an event', 'lost'],
		...done.map((t) => [t.name, spread(t.one), spread(t.many), round(median(t.p50), 1), round(median(t.p99), 1), round(median(t.cpu), 2), round(t.each, 1), round(t.idleCpu, 3), String(t.bytes), String(t.lost + t.closed)])]);
	console.log('One in flight, where its time goes (means): ms until it is written, from there to the first who has it, and on to the last; CPU of server and client, µs a delivery\n');
	table([['', 'written', 'first', 'last', 'server', 'client'], ...done.map((t) => [t.name, ...t.parts[0].map((_, i) => round(median(t.parts.map((part) => part[i])), 2))])]);
	const mine = done.find((t) => t.name === 'ours, WebSocket');
	if (mine)
		console.log(`\nrelay ${Math.round(median(mine.one))} deliveries/s one in flight, ${Math.round(median(mine.many))} 64 in flight, p99 ${round(median(mine.p99), 1)} ms, ${round(mine.each, 1)} KB a connection`);
}, {env: {LUDWRIGHT_RELAY_CONNECTIONS: '50000'}});
