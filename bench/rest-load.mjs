// SPDX-License-Identifier: ISC
// What bench/rest and its modes load the API with: tokens, requests as wrk takes them, one measurement.
import {spawn} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import {cpuMeter, setting} from './common.mjs';

export const CONNS = setting('CONNS', 32, 32);

const BODY = JSON.stringify({name: 'bench project', description: 'made by the load test',
	concept: {description: 'A 2D pixel art RPG where the player rebuilds a ruined city', platform: 'web', scope: 'mvp', genre: 'rpg'}});
export const uid = (text) => crypto.createHash('md5').update(text).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** An access token of each of the 100 accounts, good for everybody. */
export function mint(stack) {
	const key = fs.readFileSync(`${stack.dir}/keys/test-1.pem`), now = Math.floor(Date.now() / 1000);
	const b64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return Array.from({length: 100}, (_, i) => {
		const text = `${b64({alg: 'RS256', typ: 'JWT', kid: 'test-1'})}.${b64({iss: stack.origin, aud: stack.origin, sub: uid(`u${i + 1}`), sid: uid(`s${i + 1}`),
			jti: crypto.randomUUID(), role: 'member', iat: now, nbf: now, exp: now + 7200, auth_time: now})}`;
		return `${text}.${crypto.sign('sha256', Buffer.from(text), key).toString('base64url')}`;
	});
}

/** Requests in turns, [token, path] each, as wrk takes them; with a body they are POSTs. Out: the file's name. */
export function requests(stack, name, list, body = '') {
	const headers = `Host = "127.0.0.1", Authorization = "Bearer " .. t${body ? ', ["Content-Type"] = "application/json"' : ''}`;
	const file = `${stack.dir}/${name}.lua`;
	fs.writeFileSync(file, `local r, n, i = {}, 0, 0
local function add(t, p) n = n + 1; r[n] = wrk.format("${body ? 'POST' : 'GET'}", p, {${headers}}${body ? `, '${body}'` : ''}) end
function init() ${list.map(([token, path]) => `add("${token}", "${path}")`).join(' ')} end
function request() i = i % n + 1; return r[i] end
function done(s, l) local e = s.errors; io.write(string.format('{"rps":%.1f,"n":%d,"p50":%.3f,"p99":%.3f,"bad":%d}\\n', s.requests / (s.duration / 1e6), s.requests,
	l:percentile(50) / 1000, l:percentile(99) / 1000, e.status + e.connect + e.read + e.write + e.timeout)) end
`);
	return file;
}

/** The requests of a route: 2,000 objects of all accounts, in no order. */
export function script(stack, kind, more, tokens) {
	const path = {list: () => '/api/v1/projects', create: () => '/api/v1/projects', project: (i) => `/api/v1/projects/${uid(`p${i}`)}`,
		agents: (i) => `/api/v1/projects/${uid(`p${i}`)}/agents`, logs: (i) => `/api/v1/agents/${uid(`a${i}-2`)}/logs`}[kind];
	const list = Array.from({length: 2000}, (_, n) => n * 7919 % 5000 + 1).map((i) => [tokens[(i - 1) % 100], `${path(i)}${more}`]);
	return requests(stack, kind, list, kind === 'create' ? BODY : '');
}

function wrk(port, file, seconds) {
	return new Promise((done, fail) => {
		const child = spawn('wrk', ['-t1', `-c${CONNS}`, `-d${seconds}s`, '-s', file, `http://127.0.0.1:${port}`], {stdio: ['ignore', 'pipe', 'inherit']});
		let text = '';
		child.stdout.on('data', (part) => {
			text += part;
		});
		child.once('error', fail);
		child.once('exit', () => done(JSON.parse(text.trim().split('\n').pop())));
	});
}

/** One measurement of a target; rows of what was made are taken away again. */
export async function lap(stack, target, file, seconds) {
	const used = cpuMeter(stack, target.name, 'postgres', 'front', 'redis');
	const run = await wrk(target.port, file, seconds);
	target.asked = (target.asked ?? 0) + run.n;
	const [own, pg, nginx, redis] = used().map((s) => s / run.n * 1e6);
	if (file.endsWith('/create.lua'))
		stack.sql("DELETE FROM projects WHERE name = 'bench project'; VACUUM projects", target.database);
	if (run.bad)
		throw new Error(`${target.name}: ${run.bad} requests of ${file} failed`);
	return {...run, own, pg, nginx, redis};
}
