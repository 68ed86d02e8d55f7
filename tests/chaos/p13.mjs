// SPDX-License-Identifier: ISC
// P13: under load that goes on and on no process grows, none keeps descriptors, and answers do not become slower. The short form goes by requests and not by hours, and holds
// processor time a request instead of p99, which on a machine with other work says nothing. Where the last window was dearer it asks on: what others do on the machine passes, what
// grows with each request only grows. --full holds the promise as it is written, over SOAK_SECONDS (7200; by half of it some 300 projects have to have been made: a worker's caches
// grow until then).
import fs from 'node:fs';
import {Crowd, scriptOf} from './lib/crowd.mjs';
import {seeded} from './lib/chance.mjs';
import {Load, cpuOf} from './lib/load.mjs';
import {full, promise, sleep, startRig, until} from './lib/rig.mjs';

const REQUESTS = 2500; // a window of the short form
const WINDOWS = 4; // the first warms up: caches, pools and plans are filled
const SECONDS = Number(process.env.SOAK_SECONDS ?? 7200) / WINDOWS;
const CHILDREN = 4, CLIENTS = 8;
const GROWTH = 1 << 20; // bytes an hour and process; in the short form from the second window to the last
const DESCRIPTORS = 2;
const RATIO = 1.2;
const MORE = full ? 0 : 6; // windows that may be asked for
const TOKEN_MS = 600e3; // an access token is good for 15 minutes

/** All processes that live on: [[what, pid]]. */
function living(rig) {
	return ['api', 'relay', 'host1'].flatMap((name) => {
		const service = rig.services.get(name);
		return [[`${name}'s parent`, service.pid], ...rig.children(service).map((pid) => [name, pid])];
	});
}

/** Memory of its own, in bytes: what it alone would give back. */
function ownMemory(pid) {
	const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
	return ['Private_Dirty', 'Swap'].reduce((sum, name) => sum + Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)[1]) * 1024, 0);
}

const look = (rig) => new Map(living(rig).map(([what, pid]) => [pid, {what, memory: ownMemory(pid), descriptors: fs.readdirSync(`/proc/${pid}/fd`).length}]));

/** Counts how long answers take; signs in again before the token ends. */
class Timed extends Load {
	constructor(...args) {
		super(...args);
		this.times = [];
		this.signedIn = Date.now();
	}

	async send(...args) {
		if (Date.now() - this.signedIn > TOKEN_MS) {
			this.signedIn = Date.now();
			await this.person.signIn();
		}
		const begun = performance.now(), answer = await super.send(...args);
		this.times.push(performance.now() - begun);
		return answer;
	}
}

const p99 = (times) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];

/** One window of load. Out: what it came to, with everything quiet for a moment at its end. */
async function window_(rig, load) {
	const cpu = cpuOf(rig, 'api'), from = load.asked, begun = Date.now();
	load.times = [];
	load.held = false;
	await until(() => full ? Date.now() - begun > SECONDS * 1000 : load.asked - from >= REQUESTS, 'a window of requests', full ? SECONDS + 60 : 300);
	load.held = true;
	await sleep(500); // what is in flight ends
	return {cpu: (cpuOf(rig, 'api') - cpu) / (load.asked - from), p99: p99(load.times), asked: load.asked - from, processes: look(rig), at: Date.now()};
}

/** What grew between two windows. Out: [{what, grew, kept}] of processes that are in both. */
function growth(first, last) {
	const hours = full ? (last.at - first.at) / 3600e3 : 1;
	return [...last.processes].filter(([pid]) => first.processes.has(pid)).map(([pid, now]) => {
		const then = first.processes.get(pid);
		return {what: `${now.what} ${pid}`, grew: (now.memory - then.memory) / hours, kept: now.descriptors - then.descriptors};
	});
}

const ratioOf = ([, first], last) => full ? last.p99 / first.p99 : last.cpu / first.cpu;

function judge(windows) {
	const [, first] = windows, last = windows.at(-1), rows = growth(first, last), problems = [];
	for (const {what, grew, kept} of rows) {
		if (grew > GROWTH)
			problems.push(`${what} grew by ${(grew / 1024).toFixed(0)} KiB${full ? ' an hour' : ''}`);
		if (Math.abs(kept) > DESCRIPTORS)
			problems.push(`${what} has ${kept} descriptors more`);
	}
	if (rows.length !== last.processes.size)
		problems.push(`${last.processes.size - rows.length} processes were not there before`);
	const ratio = ratioOf(windows, last);
	if (ratio > RATIO)
		problems.push(`${full ? 'p99' : 'processor time a request'} is ${ratio.toFixed(2)} times the first`);
	return {rows, ratio, problems};
}

await promise('P13', async () => {
	const chance = seeded();
	const rig = await startRig({script: scriptOf(1, 300, 0), hosts: 1, processes: 1, children: CHILDREN, relay: true, env: {LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0'}});
	let good = false;
	try {
		const ada = await rig.person('ada'), load = new Timed(rig, chance, ada, {clients: CLIENTS, writes: full ? 0.005 : 0.1});
		const crowd = new Crowd(rig, chance, await rig.person('kai'), {size: 3, pauses: false, backs: 0});
		await until(() => living(rig).length >= CHILDREN + 5, 'all processes');
		load.held = true;
		load.begin();
		crowd.begin();
		const windows = [];
		for (let n = 0; n < WINDOWS || (n < WINDOWS + MORE && ratioOf(windows, windows.at(-1)) > RATIO); n++)
			windows.push(await window_(rig, load));
		await load.end();
		const ended = await crowd.finish(120);
		const {rows, ratio, problems} = judge(windows), failed = load.others('calm', 200, 201);
		if (ended === null || crowd.failures.length || !crowd.started)
			problems.push(`projects: ${crowd.started} started, ${crowd.failures[0] ?? 'not all ended'}`);
		problems.push(...load.misfits, ...failed.map(([key, count]) => `${count} answers of ${key.split(' ').pop()}`));
		good = !problems.length;
		const most = Math.max(...rows.map(({grew}) => grew)) / 1024;
		return {n: rows.length - problems.length, m: rows.length, problems, text: `processes neither grew nor kept descriptors over ${load.asked} requests; most ${most.toFixed(0)} KiB${full ? ' an hour' : ''}; ${full ? 'p99' : 'processor time a request'} at the end ${ratio.toFixed(2)} times the first`,
			notes: [...windows.map((one) => `${one.asked} requests, p99 ${one.p99.toFixed(1)} ms, ${(one.cpu * 1e6).toFixed(0)} µs of the API a request`),
				...[...windows.at(-1).processes].map(([pid, {what}]) => `${what}: ${windows.map(({processes}) => processes.has(pid) ? Math.round(processes.get(pid).memory / 1024) : '-').join(', ')} KiB`)]};
	} finally {
		await rig.stop(!good);
	}
});
