// SPDX-License-Identifier: ISC
// bench/requests: the memory of one API child that answers REQUESTS requests of every kind, good and bad, one after another.
//   bench/requests [--quick | --long]     REQUESTS=1000000 CONNS=4 SECS=900 (at most; --long: until all are answered)
// Needs wrk. Exits 1 when the child is larger than 16 MiB at the end.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import {childrenOf, quick, round, setting, table, withStack} from './common.mjs';

const REQUESTS = setting('REQUESTS', 1000000, 20000), CONNS = setting('CONNS', 4, 4), long = process.argv.includes('--long');
const SECS = setting('SECS', long ? 1e6 : 900, 120), NOTE = 100000; // requests from one row of the table to the next of a long run
const LIMIT_MIB = 16;

const sizes = (pid) => Object.fromEntries([...fs.readFileSync(`/proc/${pid}/status`, 'utf8').matchAll(/^(VmRSS|VmHWM|RssAnon):\s+(\d+) kB/gm)].map(([, name, kb]) => [name, Number(kb) / 1024]));

/** Requests as wrk takes them, in turns: lists, one thing, what is missing, what is wrong, what is made, nobody's. */
function script(stack, token, project) {
	const file = `${stack.dir}/requests.lua`, body = JSON.stringify({name: 'Stars', concept: {description: 'A lighthouse keeper collects falling stars before the tide comes in.', platform: 'web', scope: 'mvp'}});
	fs.writeFileSync(file, `local h = {Host = "127.0.0.1", Authorization = "Bearer ${token}", ["Content-Type"] = "application/json"}
local r = {}
local function add(method, path, headers, body) r[#r + 1] = wrk.format(method, path, headers or h, body) end
local p = "/api/v1/projects/${project}"
for _, path in ipairs({"/api/v1/projects?limit=50", p, p .. "/agents", p .. "/logs?limit=100", p .. "/files", "/api/v1/users/me", "/api/v1/openapi.json", "/api/v1/projects?limit=x",
	"/api/v1/projects/proj_00000000000000000000000000000000", "/api/v1/nowhere", "/health"}) do add("GET", path) end
add("PUT", p, h, '{"description": "${'Tide. '.repeat(300)}"}')
add("POST", "/api/v1/projects", h, '{"name": 7, "concept": {"description": "short"}, "other": []}')
add("POST", "/api/v1/projects", h, '{"name": "half')
add("GET", "/api/v1/users/me", {Host = "127.0.0.1", Authorization = "Bearer x.y.z"})
add("POST", p .. "/files?name=a.txt", {Host = "127.0.0.1", Authorization = h.Authorization, ["Content-Type"] = "text/plain"}, string.rep("tide ", 2000))
add("DELETE", p .. "/members/user_00000000000000000000000000000000")
local i = 0
function request() i = i + 1; if i % 1000 == 0 then return wrk.format("POST", "/api/v1/projects", h, '${body}') end; return r[i % #r + 1] end`);
	return file;
}

/** Some seconds of requests. Out: how many were answered. */
async function lap(stack, file, secs) {
	const child = spawn('wrk', ['-t1', `-c${CONNS}`, `-d${secs}s`, '-s', file, stack.origin], {stdio: ['ignore', 'pipe', 'inherit']});
	let out = '';
	child.stdout.on('data', (part) => { out += part; });
	await new Promise((done) => child.once('close', done));
	return Number(/(\d+) requests in/.exec(out)?.[1] ?? 0);
}

await withStack(async (stack) => {
	const ada = await stack.user('ada'), project = await ada.project(), rows = [['requests', 'RSS, MiB', 'of it its own', 'most']], end = Date.now() + SECS * 1000;
	const child = () => childrenOf(stack.processes.get('api').pid).find((pid) => fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'ludwright-api'), pid = child();
	let done = 0;
	const note = () => {
		const size = sizes(pid);
		rows.push([String(done), round(size.VmRSS, 1), round(size.RssAnon, 1), round(size.VmHWM, 1)]);
		return size;
	};
	note();
	while (done < REQUESTS && Date.now() < end) {
		await ada.login();
		const before = done;
		done += await lap(stack, script(stack, ada.token, project.id), quick ? 5 : 60);
		if (!long || Math.floor(done / NOTE) > Math.floor(before / NOTE))
			note();
	}
	table(rows);
	if (child() !== pid)
		throw new Error('the child was replaced');
	const {VmRSS, VmHWM} = sizes(pid);
	console.log(`\nrequests ${done} answered by one child, which has ${round(VmRSS, 1)} MiB after them (${round(VmHWM, 1)} at most)`);
	process.exitCode = VmRSS > LIMIT_MIB ? 1 : 0;
}, {env: {LUDWRIGHT_API_CHILDREN: '1', LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0'}});
