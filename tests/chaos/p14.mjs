// SPDX-License-Identifier: ISC
// P14: clocks of workers an hour off, jumping, frozen: no step is lost or doubled, and runs end, since leases go by the database's clock.
import fs from 'node:fs';
import path from 'node:path';
import {Crowd, scriptOf} from './lib/crowd.mjs';
import {check} from './lib/check.mjs';
import {seeded} from './lib/chance.mjs';
import {full, promise, sleep, startRig} from './lib/rig.mjs';

const PROJECTS = full ? 20 : 10;
const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((dir) => `/usr/lib/${dir}/faketime/libfaketime.so.1`).find((file) => fs.existsSync(file));
const now = () => new Date().toISOString().replace('T', ' ').slice(0, 19);

/** Environment of a host by its clock. `stopped`: the monotonic clock too, so that no timer of such a worker ever ends. */
function clock(kind, file) {
	const env = {LD_PRELOAD: library, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1'};
	switch (kind) {
	case 'right':
		return {};
	case 'ahead':
		return {...env, FAKETIME: '+1h'};
	case 'behind':
		return {...env, FAKETIME: '-1h'};
	case 'frozen':
		return {...env, FAKETIME: now()};
	case 'stopped':
		return {...env, FAKETIME: now(), FAKETIME_DONT_FAKE_MONOTONIC: '0', DONT_FAKE_MONOTONIC: '0'};
	default: // jumping
		return {...env, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1'};
	}
}

/** What the clock of a process says, by the lines of its log: the difference to ours in s. */
function skewOf(rig, host) {
	const line = rig.stack.log(host.name).split('\n').reverse().find((text) => text.includes('takes up to'));
	const at = line && Date.parse(JSON.parse(line).asctime ?? JSON.parse(line).timestamp ?? JSON.parse(line).time);
	return at === undefined ? NaN : Math.round((at - Date.now()) / 1000);
}

async function jump(chance, file, state) {
	while (!state.over) {
		fs.writeFileSync(`${file}.new`, `${chance.roll() < 0.5 ? '+' : '-'}${chance.between(1, 7200)}`);
		fs.renameSync(`${file}.new`, file);
		await sleep(200);
	}
}

/** One system whose hosts have these clocks. */
async function load(chance, kinds, problems, notes) {
	const rig = await startRig({hosts: 0, processes: kinds.length > 2 ? 1 : 2, concurrency: 16, lease: 3, script: scriptOf(chance.seed, 500)});
	const file = path.join(rig.stack.dir, 'clock');
	const state = {over: false};
	let crowd, good = false;
	try {
		fs.writeFileSync(file, '+0');
		const jumping = jump(chance, file, state);
		kinds.forEach((kind, i) => rig.addHost(`host${i + 1}`, clock(kind, file)).start());
		crowd = new Crowd(rig, chance, await rig.person('ada'), {size: PROJECTS});
		crowd.begin();
		await crowd.filled();
		const seconds = await crowd.finish(120);
		state.over = true;
		await jumping;
		const report = await check(rig, {kills: kinds.length, inFlight: 32});
		const skews = rig.hosts.map((host, i) => `${kinds[i]} ${skewOf(rig, host)} s`);
		notes.push(`clocks: ${skews.join(', ')}: ${report.committed} steps, ended within ${seconds?.toFixed(1)} s`);
		const found = [...report.problems, ...crowd.failures.map((error) => error.stack)];
		if (seconds === null)
			found.push(`I5 ${crowd.active.size} projects had not ended after 120 s`);
		rig.hosts.forEach((host, i) => {
			const skew = skewOf(rig, host);
			if (kinds[i] === 'ahead' && !(skew > 3000) || kinds[i] === 'behind' && !(skew < -3000))
				found.push(`the clock of ${host.name} was not ${kinds[i]}: ${skew} s`);
		});
		good = found.length === 0;
		problems.push(...found.map((problem) => `${kinds.join(', ')}: ${problem}`));
		return report;
	} finally {
		state.over = true;
		crowd?.stop();
		await rig.stop(!good);
	}
}

await promise('P14', async () => {
	if (!library)
		throw new Error('libfaketime is not there: install faketime');
	const chance = seeded();
	const all = ['ahead', 'behind', 'jumping', 'frozen', 'stopped', 'right'];
	const systems = full ? [['ahead'], ['behind'], ['jumping'], ['frozen'], ['stopped', 'right'], all] : [all];
	const problems = [], notes = [];
	let steps = 0, lost = 0, doubled = 0;
	for (const kinds of systems) {
		const report = await load(chance, kinds, problems, notes);
		steps += report.committed;
		lost += report.lost;
		doubled += report.doubled;
	}
	const bad = lost + doubled + (problems.length ? 1 : 0);
	return {n: steps - Math.min(bad, steps), m: steps, problems, notes,
		text: `steps by workers with clocks ahead, behind, jumping, frozen: ${lost} lost, ${doubled} doubled, all projects ended`};
});
