// SPDX-License-Identifier: ISC
// P5: pause and cancel at random moments. After a cancel was answered nothing changes any more and provider calls end within 2 s; a pause lets
// the turns in flight end and be committed, and nothing begins until the resume, which goes on to the end.
import {check} from './lib/check.mjs';
import {seeded} from './lib/chance.mjs';
import {full, promise, sleep, startRig} from './lib/rig.mjs';

const MOMENTS = full ? 500 : 40;
const BATCH = full ? 50 : 40;
const DELAY = full ? [200, 3000] : [100, 2000];
const LATEST_MS = full ? 14000 : 9000; // after the start; a project takes longer
const CALL_ENDS_MS = 2000;
const SETTLED_MS = DELAY[1] + 1500; // a turn that was in flight at a pause is committed by then

const iso = (ms) => new Date(ms).toISOString();

/** Everything about a project that a step could change. */
const picture = async (db, project) => JSON.stringify((await db.rows(`SELECT p.status, p.progress, p.current_phase, p.version,
	(SELECT seq FROM event_heads h WHERE h.project_id = p.id) AS events, (SELECT count(*) FROM agent_outputs o WHERE o.project_id = p.id) AS outputs,
	(SELECT sum(version) FROM agents a WHERE a.project_id = p.id) AS agents, (SELECT count(*) FROM files f WHERE f.project_id = p.id) AS files,
	(SELECT count(*) FROM turns t WHERE t.project_id = p.id) AS turns, (SELECT r.version FROM runs r WHERE r.id = p.run_id) AS run,
	(SELECT count(*) FROM jobs j WHERE j.project_id = p.id) AS jobs FROM projects p WHERE p.id = '${project}'`))[0]);

/** Calls of a project that were not answered at that time. */
const inFlight = (lines, project, at) => lines.filter((line) => line.what === 'called' && line.project === project && Date.parse(line.at) <= at && Date.parse(line.at) + line.delay_ms > at);

async function cancelOne(rig, person, project, seen) {
	const done = await person.actSurely('cancel', project);
	if (done.end !== 'acked')
		return false;
	seen.push({kind: 'cancel', project, at: Date.now(), before: await picture(rig.db, project)});
	return true;
}

async function pauseOne(rig, person, project, seen) {
	const done = await person.actSurely('pause', project);
	if (done.end !== 'acked')
		return false;
	const moment = {kind: 'pause', project, at: Date.now()};
	await sleep(SETTLED_MS);
	moment.before = await picture(rig.db, project);
	await sleep(700);
	moment.after = await picture(rig.db, project);
	moment.resumed = Date.now();
	await person.actSurely('resume', project);
	seen.push(moment);
	return true;
}

async function oneMoment(rig, chance, person, kind, number, seen) {
	for (;;) {
		const project = await person.create(`moment ${number} ${chance.between(0, 1e9)}`, {checkpoints: [], seed: number});
		await person.actSurely('start', project);
		await sleep(chance.between(0, LATEST_MS));
		if (await (kind === 'cancel' ? cancelOne : pauseOne)(rig, person, project, seen))
			return;
	}
}

async function checkCancel(rig, lines, {project, at, before}, problems, times) {
	const after = await picture(rig.db, project);
	if (after !== before)
		problems.push(`project ${project} changed after its cancel was answered: ${before} ${after}`);
	const [last] = await rig.db.rows(`SELECT type, data->>'newStatus' AS status FROM events WHERE project_id = '${project}' ORDER BY seq DESC LIMIT 1`);
	if (last.type !== 'project:status_changed' || last.status !== 'cancelled')
		problems.push(`the last event of ${project} is ${JSON.stringify(last)}`);
	const mine = lines.filter((line) => line.project === project);
	const calls = [...inFlight(mine, project, at), ...mine.filter((line) => line.what === 'called' && Date.parse(line.at) > at)];
	for (const call of calls) {
		const end = mine.find((line) => line.what === 'cancelled' && line.hash === call.hash && line.pid === call.pid && line.at >= call.at);
		if (end)
			times.push(Date.parse(end.at) - at);
		if (end ? Date.parse(end.at) > at + CALL_ENDS_MS : Date.parse(call.at) + call.delay_ms > at + CALL_ENDS_MS)
			problems.push(`a call of ${project}, ${call.node} ${call.task ?? ''}, was ${end ? `cancelled after ${Date.parse(end.at) - at} ms` : 'never cancelled'}`);
	}
}

async function checkPause(rig, lines, {project, at, before, after, resumed}, problems) {
	if (after !== before)
		problems.push(`project ${project} changed while it was paused: ${before} ${after}`);
	const begun = await rig.db.rows(`SELECT node, kind, at FROM chaos.jobs WHERE op = 'claimed' AND project = '${project}' AND at > '${iso(at)}' AND at < '${iso(resumed)}'`);
	if (begun.length)
		problems.push(`work began in paused project ${project} (answered at ${iso(at)}): ${JSON.stringify(begun)}`);
	for (const call of inFlight(lines, project, at)) {
		const stored = await rig.db.value(`SELECT count(*) FROM chaos.outputs o JOIN agents a ON a.id = o.agent
			WHERE a.project_id = '${project}' AND o.hash = '${call.hash}' AND o.at < '${iso(resumed)}'`);
		if (Number(stored) !== 1)
			problems.push(`a turn in flight at the pause of ${project}, ${call.node} ${call.task ?? ''}, has ${stored} outputs`);
	}
}

async function allEnd(rig) {
	for (const end = Date.now() + 90000; Date.now() < end; await sleep(200))
		if (await rig.db.value("SELECT count(*) FROM projects WHERE status NOT IN ('completed', 'cancelled')") === 0)
			return true;
	return false;
}

await promise('P5', async () => {
	const chance = seeded();
	const rig = await startRig({hosts: 1, processes: 2, concurrency: 64, script: {seed: chance.seed, default: {delay_ms: DELAY}, nodes: {task_split: {delay_ms: DELAY, tasks: 3}}}});
	let good = false;
	try {
		const person = await rig.person('ada');
		const problems = [], seen = [], times = [];
		for (let n = 0; n < MOMENTS; n += BATCH) {
			await Promise.all(Array.from({length: Math.min(BATCH, MOMENTS - n)}, (_, i) => oneMoment(rig, chance, person, i % 2 ? 'cancel' : 'pause', n + i + 1, seen)));
			console.log(`# ${seen.length} moments`);
		}
		if (!await allEnd(rig))
			problems.push('projects did not go on to the end after their resume');
		const lines = rig.ledger();
		let calls = 0;
		for (const moment of seen) {
			calls += inFlight(lines, moment.project, moment.at).length;
			await (moment.kind === 'cancel' ? checkCancel(rig, lines, moment, problems, times) : checkPause(rig, lines, moment, problems));
		}
		if (!times.length)
			problems.push('no call was in flight at any cancel');
		const report = await check(rig);
		problems.push(...report.problems);
		good = problems.length === 0;
		return {n: Math.max(0, seen.length - problems.length), m: MOMENTS, problems, notes: report.notes,
			text: `moments of pause and cancel with ${calls} calls in flight, nothing after the answer; ${times.length} calls cancelled within ${Math.max(0, ...times)} ms`};
	} finally {
		await rig.stop(!good);
	}
});
