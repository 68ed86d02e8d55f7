#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// Requests a second of five routes through nginx, tokens verified and rate limits counted: list (20), project, agents, logs, create.
//   bench/rest.mjs            SECS=10 REPS=3 CONNS=32 CHILDREN=16
// Needs wrk. CPU is microseconds a request: of ludwright-api and of PostgreSQL.
import {spawn, execFileSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {startStack} from '../tests/system/stack.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const [SECS, REPS, CONNS] = [['SECS', 10], ['REPS', 3], ['CONNS', 32]].map(([name, usual]) => Number(process.env[name] ?? usual));
const routes = (process.env.ROUTES ?? 'list project agents logs create').split(' ');
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

const uid = (text) => crypto.createHash('md5').update(text).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

function mint(stack) {
	const key = fs.readFileSync(`${stack.dir}/keys/test-1.pem`);
	const now = Math.floor(Date.now() / 1000);
	const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return Array.from({length: 100}, (_, i) => {
		const text = `${b64({alg: 'RS256', typ: 'JWT', kid: 'test-1'})}.${b64({iss: stack.origin, aud: stack.origin, sub: uid(`u${i + 1}`), sid: uid(`s${i + 1}`), jti: crypto.randomUUID(),
			role: 'member', iat: now, nbf: now, exp: now + 7200, auth_time: now})}`;
		return `${text}.${crypto.sign('sha256', Buffer.from(text), key).toString('base64url')}`;
	});
}

function lua(stack, kind, tokens) {
	const targets = Array.from({length: 2000}, (_, n) => n * 7919 % 5000 + 1).map((i) => {
		const address = {list: '/api/v1/projects', create: '/api/v1/projects', project: `/api/v1/projects/${uid(`p${i}`)}`, agents: `/api/v1/projects/${uid(`p${i}`)}/agents`,
			logs: `/api/v1/agents/${uid(`a${i}-2`)}/logs`}[kind];
		return `add("${tokens[(i - 1) % 100]}", "${address}")`;
	});
	const body = JSON.stringify({name: 'bench project', description: 'made by the load test',
		concept: {description: 'A 2D pixel art RPG where the player rebuilds a ruined city', platform: 'web', scope: 'mvp', genre: 'rpg'}});
	const file = path.join(stack.dir, `${kind}.lua`);
	fs.writeFileSync(file, `local r, n, i = {}, 0, 0
local function add(t, p) n = n + 1; r[n] = wrk.format("${kind === 'create' ? 'POST' : 'GET'}", p, {Host = "127.0.0.1", Authorization = "Bearer " .. t${
	kind === 'create' ? ', ["Content-Type"] = "application/json"' : ''}}${kind === 'create' ? `, '${body}'` : ''}) end
function init() ${targets.join(' ')} end
function request() i = i % n + 1; return r[i] end
function done(s, l) local e = s.errors; io.write(string.format('{"rps":%.1f,"p50":%.3f,"p99":%.3f,"bad":%d}\\n', s.requests / (s.duration / 1e6), l:percentile(50) / 1000,
	l:percentile(99) / 1000, e.status + e.connect + e.read + e.write + e.timeout)) end
`);
	return file;
}

function cpu(match) {
	let ticks = 0;
	for (const pid of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
		try {
			const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			if (match(stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), Number(pid), Number(fields[1])))
				ticks += fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0);
		} catch { /* ended */ }
	}
	return ticks / TICKS;
}

function wrk(stack, file, seconds) {
	return new Promise((done, fail) => {
		const child = spawn('wrk', ['-t1', `-c${CONNS}`, `-d${seconds}s`, '-s', file, stack.origin], {stdio: ['ignore', 'pipe', 'inherit']});
		let text = '';
		child.stdout.on('data', (part) => {
			text += part;
		});
		child.once('error', fail);
		child.once('exit', () => done(JSON.parse(text.trim().split('\n').pop())));
	});
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const stack = await startStack({env: {LUDWRIGHT_API_CHILDREN: process.env.CHILDREN ?? '16', LUDWRIGHT_API_RATE_READ: '1000000', LUDWRIGHT_API_RATE_WRITE: '1000000'},
	postgres: ['-c', 'fsync=on', '-c', 'shared_buffers=2GB', '-c', 'max_wal_size=8GB', '-c', 'random_page_cost=1.1']});
try {
	stack.sql(fs.readFileSync(path.join(here, 'rest.sql'), 'utf8'));
	const tokens = mint(stack);
	for (const kind of routes) {
		const file = lua(stack, kind, tokens);
		await wrk(stack, file, 2);
		const runs = [];
		for (let i = 0; i < REPS; i++) {
			const api = (name) => name === 'ludwright-api', pg = (name, pid, parent) => name === 'postgres' && (parent === stack.processes.get('postgres').pid);
			const before = [cpu(api), cpu(pg)];
			const run = await wrk(stack, file, SECS);
			const after = [cpu(api), cpu(pg)];
			runs.push({...run, own: (after[0] - before[0]) / (run.rps * SECS) * 1e6, pg: (after[1] - before[1]) / (run.rps * SECS) * 1e6});
		}
		const m = (name, digits = 0) => median(runs.map((run) => run[name])).toFixed(digits);
		console.log(`rest.${kind} ${m('rps')} req/s p50 ${m('p50', 2)} ms p99 ${m('p99', 2)} ms own ${m('own')} us postgres ${m('pg')} us bad ${runs.reduce((sum, run) => sum + run.bad, 0)}`);
		if (kind === 'create')
			stack.sql("DELETE FROM projects WHERE name = 'bench project'");
	}
} finally {
	await stack.stop();
}
