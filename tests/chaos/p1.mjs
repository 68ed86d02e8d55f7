// SPDX-License-Identifier: ISC
// P1: kill -9 changes nothing. Many projects at once, people who decide, and a seeded killer of everything but the machine.
import {Crowd, scriptOf} from './lib/crowd.mjs';
import {check} from './lib/check.mjs';
import {allUp, Killer} from './lib/killer.mjs';
import {seeded} from './lib/chance.mjs';
import {full, promise, startRig} from './lib/rig.mjs';
import {Watchers} from './lib/watcher.mjs';

const LIMIT_S = 60;
const plan = full ? {kills: 500, projects: 50, low: 200, high: 2000} : {kills: 40, projects: 12, low: 200, high: 1000};
// Each host has as many processes as its queue needs.
const shape = {hosts: 2, processes: 3, concurrency: 16, lease: 5, workerEnv: {LUDWRIGHT_WORKER_MIN: '1'},
	relay: true, env: {LUDWRIGHT_RELAY_PROCESSES: '2', LUDWRIGHT_RELAY_USER_CONNECTIONS: '0'}};

await promise('P1', async () => {
	const chance = seeded();
	const rig = await startRig({...shape, script: scriptOf(chance.seed, full ? 1500 : 1000), postgres: ['-c', 'max_connections=150']});
	let good = false, crowd;
	try {
		const killer = new Killer(rig, chance);
		const ada = await rig.person('ada'), watchers = new Watchers(rig, ada);
		crowd = new Crowd(rig, chance, ada, {size: plan.projects});
		crowd.onStart = (id) => watchers.follow(id);
		watchers.begin();
		crowd.begin();
		await crowd.filled();
		await killer.run(plan.kills, plan.low, plan.high, async (n) => {
			await watchers.forgetEnded(crowd.active);
			if (n % 50 === 0)
				console.log(`# ${n} kills, ${crowd.started - crowd.active.size} projects ended`);
		});
		const last = crowd.active.size;
		const seconds = await crowd.finish(LIMIT_S);
		await allUp(rig);
		killer.countPoints();
		const unseen = await watchers.finish(LIMIT_S);
		const report = await check(rig, {kills: killer.kills, inFlight: shape.processes * shape.concurrency});
		const problems = [...report.problems, ...unseen, ...crowd.failures.map((error) => `people: ${error.stack}`)];
		if (seconds === null)
			problems.push(`I5 ${crowd.active.size} projects had not ended ${LIMIT_S} s after the last kill`);
		good = problems.length === 0;
		return {n: good ? killer.kills : Math.min(killer.kills - 1, plan.kills), m: good ? killer.kills : plan.kills,
			text: `kills, ${report.lost} lost, ${report.doubled} doubled, ${crowd.started} projects ended, the last ${last} of them within ${seconds?.toFixed(1)} s of the last kill`,
			problems, notes: [killer.summary(), `${report.committed} steps, ${report.events} events, ${report.acked} acknowledged writes`,
				`${rig.clients.count('unknown')} writes without an answer, ${crowd.retries} projects tried again`,
				watchers.summary(), ...report.notes]};
	} finally {
		crowd?.stop();
		await rig.stop(!good);
	}
});
