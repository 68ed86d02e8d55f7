// SPDX-License-Identifier: ISC
// P10: the API's children are replaced one by one, again and again, under load: no request fails. That sockets of the relay close with 1012 and go on where
// they were is in tests/system/relay-guard.test.mjs and P2.
import {seeded} from './lib/chance.mjs';
import {Load} from './lib/load.mjs';
import {full, promise, sleep, startRig, until} from './lib/rig.mjs';

const TIMES = full ? 50 : 6;
const REQUESTS = full ? 100000 : 2000;
const CHILDREN = 6; // that serve; one more seals the trail

await promise('P10', async () => {
	const chance = seeded();
	const rig = await startRig({hosts: 0, children: CHILDREN});
	let good = false;
	try {
		const api = rig.services.get('api'), children = () => rig.children(api);
		const load = new Load(rig, chance, await rig.person('ada'), {clients: 16, writes: 0.1});
		await until(() => children().length >= CHILDREN, 'the children');
		load.begin();
		for (let n = 0; n < TIMES; n++) {
			const old = children(), due = REQUESTS * (n + 1) / TIMES;
			api.child.kill('SIGHUP');
			await until(() => children().filter((pid) => !old.includes(pid)).length >= CHILDREN, 'new children', 30);
			await until(() => load.asked >= due, `${due} requests`, 60);
		}
		await sleep(200);
		await load.end();
		const failed = load.others('calm', 200, 201), {lost, twice} = await load.lost();
		const problems = [...load.misfits, ...failed.map(([key, n]) => `${n} answers of ${key.split(' ').pop()}`)];
		if (lost || twice)
			problems.push(`${lost} writes lost, ${twice} made twice`);
		if (api.starts !== 1)
			problems.push('the parent started again');
		const m = load.count('calm', 200) + load.count('calm', 201) + failed.reduce((sum, [, n]) => sum + n, 0);
		good = !problems.length;
		return {n: m - failed.reduce((sum, [, n]) => sum + n, 0), m, text: `requests answered over ${TIMES} rolling restarts`, problems, notes: [`slowest answer ${load.slowest.toFixed(0)} ms`]};
	} finally {
		await rig.stop(!good);
	}
});
