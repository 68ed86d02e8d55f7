// SPDX-License-Identifier: ISC
// P3: a worker process that is stopped past its lease, and wakes up, writes nothing of what others took over.
import {Crowd} from './lib/crowd.mjs';
import {check} from './lib/check.mjs';
import {seeded} from './lib/chance.mjs';
import {full, promise, sleep, startRig} from './lib/rig.mjs';

const plan = full ? {stops: 100, atOnce: 10, lease: 15, projects: 24} : {stops: 8, atOnce: 8, lease: 3, projects: 12};
const shape = {hosts: 2, processes: 9, concurrency: 4, lease: plan.lease};
const SETTLE_MS = 200; // a statement that was on its way when the process stopped ends by itself
const LIMIT_MS = 20000;
const list = (values) => values.map((value) => `'${value}'`).join(',') || 'NULL';

/** Stops processes that have steps in flight. Out: [{worker, pid, at, jobs: [{id, lease, agent_id}]}], at by the database's clock. */
async function stopSome(rig, chance, n) {
	const busy = await rig.db.rows(`SELECT w.id AS worker, w.pid FROM workers w WHERE EXISTS (SELECT FROM jobs j WHERE j.leased_by = w.id AND j.kind = 'step')`);
	const own = new Set(rig.hosts.flatMap((host) => rig.children(host)));
	const victims = chance.shuffle(busy.filter(({pid}) => own.has(pid))).slice(0, n);
	for (const victim of victims) {
		process.kill(victim.pid, 'SIGSTOP');
		victim.stopped = Date.now();
	}
	await sleep(SETTLE_MS);
	const at = await rig.db.value('SELECT clock_timestamp()::text AS at');
	for (const victim of victims) {
		victim.at = at;
		victim.jobs = await rig.db.rows(`SELECT id, lease, agent_id FROM jobs WHERE leased_by = '${victim.worker}'`);
		victim.left = new Set(victim.jobs.map(({id}) => id));
	}
	return victims;
}

/** Waits until others have every job. Out: how long each took, in ms. */
async function takenOver(rig, victims, problems) {
	const times = [];
	while (victims.some(({left}) => left.size)) {
		await sleep(50);
		for (const victim of victims.filter(({left}) => left.size)) {
			const held = await rig.db.rows(`SELECT id FROM jobs WHERE leased_by = '${victim.worker}' AND id IN (${[...victim.left].join(',')})`);
			const still = new Set(held.map(({id}) => id));
			for (const id of victim.left)
				if (!still.has(id)) {
					victim.left.delete(id);
					times.push(Date.now() - victim.stopped);
				}
			if (Date.now() - victim.stopped > LIMIT_MS + 10000) {
				problems.push(`jobs ${[...victim.left]} of a stopped process were not taken over`);
				return times;
			}
		}
	}
	return times;
}

/** What a woken process wrote about work that was not its own any more. */
async function trespasses(rig, victim) {
	const jobs = victim.jobs.map(({id}) => id).join(',') || 'NULL';
	const agents = list(victim.jobs.map(({agent_id: agent}) => agent).filter(Boolean));
	const mine = `SELECT backend FROM chaos.workers WHERE worker = '${victim.worker}'`;
	const rows = await rig.db.rows(`SELECT 'ended job ' || job AS what FROM chaos.jobs WHERE op = 'ended' AND job IN (${jobs}) AND backend IN (${mine}) AND at > '${victim.at}'
		UNION ALL SELECT w.what || ' of agent ' || w.agent FROM chaos.writes w WHERE w.agent IN (${agents}) AND w.backend IN (${mine}) AND w.at > '${victim.at}'
			AND NOT EXISTS (SELECT FROM chaos.jobs c WHERE c.op = 'claimed' AND c.worker = '${victim.worker}' AND c.agent = w.agent AND c.at > '${victim.at}')
		UNION ALL SELECT 'output of agent ' || o.agent FROM chaos.outputs o WHERE o.agent IN (${agents}) AND o.backend IN (${mine}) AND o.at > '${victim.at}'
			AND NOT EXISTS (SELECT FROM chaos.jobs c WHERE c.op = 'claimed' AND c.worker = '${victim.worker}' AND c.agent = o.agent AND c.at > '${victim.at}')`);
	return rows.map(({what}) => `a woken process wrote: ${what}`);
}

async function round(rig, chance, n, problems) {
	const victims = (await stopSome(rig, chance, n)).filter((victim) => {
		if (!victim.jobs.length)
			process.kill(victim.pid, 'SIGCONT');
		return victim.jobs.length;
	});
	const times = await takenOver(rig, victims, problems);
	if (chance.roll() < 0.5)
		await sleep(chance.between(0, 3000)); // those that took over may be at work still, or done
	for (const {pid} of victims)
		process.kill(pid, 'SIGCONT');
	await sleep(plan.lease * 1000 / 3 + 1500); // past their next sign of life
	let wrote = 0;
	for (const victim of victims) {
		const found = await trespasses(rig, victim);
		wrote += found.length > 0;
		problems.push(...found);
	}
	return {stops: victims.length, jobs: victims.reduce((sum, {jobs}) => sum + jobs.length, 0), times, wrote};
}

await promise('P3', async () => {
	const chance = seeded();
	const rule = {delay_ms: full ? [1000, 4000] : [500, 2500]};
	const rig = await startRig({...shape, script: {seed: chance.seed, default: rule, nodes: {task_split: {...rule, tasks: 6}}}, postgres: ['-c', 'max_connections=150']});
	let good = false, crowd;
	try {
		crowd = new Crowd(rig, chance, await rig.person('ada'), {size: plan.projects, pauses: false, config: {checkpoints: []}});
		crowd.begin();
		await crowd.filled();
		const problems = [], times = [];
		let stops = 0, jobs = 0, wrote = 0;
		while (stops < plan.stops && problems.length < 20) {
			await sleep(300);
			const done = await round(rig, chance, Math.min(plan.atOnce, plan.stops - stops), problems);
			stops += done.stops;
			jobs += done.jobs;
			wrote += done.wrote;
			times.push(...done.times);
			console.log(`# ${stops} stopped, ${jobs} steps taken over`);
		}
		if (await crowd.finish(120) === null)
			problems.push('I5 projects did not end');
		times.sort((a, b) => a - b);
		const p99 = times[Math.max(0, Math.ceil(times.length * 0.99) - 1)] / 1000;
		if (!(p99 <= LIMIT_MS / 1000))
			problems.push(`takeover p99 is ${p99} s`);
		const report = await check(rig, {kills: stops, inFlight: shape.concurrency});
		problems.push(...report.problems, ...crowd.failures.map((error) => error.stack));
		good = problems.length === 0;
		return {n: good ? stops : Math.min(stops - wrote, plan.stops - 1), m: good ? stops : plan.stops,
			text: `stopped processes wrote nothing after they woke; ${jobs} steps taken over, p99 ${p99.toFixed(1)} s with a lease of ${plan.lease} s`, problems, notes: report.notes};
	} finally {
		crowd?.stop();
		for (const pid of rig.hosts.flatMap((host) => rig.children(host)))
			process.kill(pid, 'SIGCONT');
		await rig.stop(!good);
	}
});
