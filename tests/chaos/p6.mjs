// SPDX-License-Identifier: ISC
// P6: PostgreSQL away again and again, by an orderly and by an immediate stop: no acknowledged write is lost and none is made twice, everything else is a 503
// in the one form, the API answers again by itself within 5 s, and uses no processor while it waits.
import {seeded} from './lib/chance.mjs';
import {Load, cpuOf} from './lib/load.mjs';
import {full, promise, sleep, startRig, until} from './lib/rig.mjs';

const TIMES = full ? 20 : 3;
const AWAY_MS = full ? [500, 4000] : [500, 1500];
const BACK_S = 5;
const SPIN = 0.05; // of a processor, in a second without requests

const works = async (load) => (await load.send('GET', '/api/v1/projects?limit=1')).status === 200;

async function away(rig, chance, load, n, seen) {
	const postgres = rig.services.get('postgres');
	await sleep(chance.between(300, 800));
	load.phase('stopping');
	await postgres.stop(n % 2 ? 'SIGQUIT' : 'SIGINT');
	load.phase('away');
	await sleep(chance.between(...AWAY_MS));
	load.held = true;
	await sleep(200);
	const before = cpuOf(rig, 'api');
	await sleep(1000);
	seen.spin = Math.max(seen.spin, cpuOf(rig, 'api') - before);
	load.held = false;
	load.phase('coming back');
	postgres.start();
	await until(() => rig.stack.run('pg_isready', ['-h', `${rig.stack.dir}/pg`, '-q']) === '', 'PostgreSQL', 30);
	const begun = performance.now();
	for (let good = 0; good < 50;) // every child has found it
		good = await works(load) ? good + 1 : 0;
	seen.back = Math.max(seen.back, (performance.now() - begun) / 1000);
	load.phase('calm');
}

await promise('P6', async () => {
	const chance = seeded(), seen = {spin: 0, back: 0};
	const rig = await startRig({hosts: 0});
	let good = false;
	try {
		const pids = rig.children(rig.services.get('api')).join();
		const load = new Load(rig, chance, await rig.person('ada'), {clients: 8, pause: 5});
		load.begin();
		for (let n = 0; n < TIMES; n++)
			await away(rig, chance, load, n, seen);
		await sleep(300);
		await load.end();
		const {lost, twice} = await load.lost();
		const problems = [...load.misfits];
		const wrong = [...load.others('calm', 200, 201), ...load.others('away', 503), ...['stopping', 'coming back', 'between'].flatMap((phase) => load.others(phase, 200, 201, 503))];
		if (wrong.length)
			problems.push(`answers that nobody should get: ${JSON.stringify(wrong)}`);
		if (!load.count('away', 503) || !load.acked.length)
			problems.push('there was nothing to see');
		if (seen.back > BACK_S)
			problems.push(`back after ${seen.back.toFixed(1)} s`);
		if (seen.spin > SPIN)
			problems.push(`${seen.spin.toFixed(2)} s of processor in a second without requests`);
		if (twice)
			problems.push(`${twice} writes made twice`);
		if (rig.children(rig.services.get('api')).join() !== pids)
			problems.push('children ended');
		good = !problems.length && !lost;
		const m = load.acked.length;
		return {n: m - lost, m, text: `acknowledged writes there after ${TIMES} times without PostgreSQL, ${load.count('away', 503)} answers of 503, back within ${seen.back.toFixed(1)} s`,
			problems, notes: [`slowest answer ${load.slowest.toFixed(0)} ms, ${seen.spin.toFixed(2)} s of processor a second while away`]};
	} finally {
		await rig.stop(!good);
	}
});
