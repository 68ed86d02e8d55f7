// SPDX-License-Identifier: ISC
// The checker: reads database, store and ledgers when the noise is over, and says what does not hold of the invariants I1 to I8.
//
//   const report = await check(rig, {kills, inFlight});
//   report.problems   texts; none is good
//   report.lost, report.doubled   steps (I1)

import fs from 'node:fs';
import path from 'node:path';
import {createHash} from 'node:crypto';
import {sleep} from '../../system/stack.mjs';
import {fold, compare} from './fold.mjs';

const few = (rows) => rows.slice(0, 5).map((row) => JSON.stringify(row)).join(' ');

/** I1. Every step that was queued has one result, or was taken back by a decision, a cancel or the end of its run. */
async function steps(db, report) {
	// A transaction may hold commits of several runs. The first job of a run that ends in it is the one that was committed; others that end there were cancelled by it.
	const ends = `SELECT DISTINCT ON (j.tx, j.run) j.tx, j.job, j.key, j.kind, j.agent, j.run FROM chaos.jobs j WHERE j.op = 'ended'
		AND EXISTS (SELECT FROM chaos.commits c WHERE c.tx = j.tx AND c.run = j.run) ORDER BY j.tx, j.run, j.n`;
	report.committed = Number(await db.value(`SELECT count(*) FROM (${ends}) e WHERE kind = 'step'`));
	report.queued = Number(await db.value("SELECT count(*) FROM chaos.jobs WHERE op = 'queued' AND kind = 'step'"));
	const doubled = await db.rows(`SELECT key, count(*) FROM (${ends}) e WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1`);
	const outputs = await db.rows('SELECT agent_id, stage, revision, count(*) FROM agent_outputs GROUP BY 1, 2, 3 HAVING count(*) > 1');
	const strays = await db.rows(`SELECT c.run, c.number, c.cause FROM chaos.commits c WHERE NOT EXISTS (SELECT FROM (${ends}) e WHERE e.tx = c.tx AND e.run = c.run)`);
	const twice = await db.rows('SELECT tx, run, count(*) FROM chaos.commits GROUP BY tx, run HAVING count(*) > 1');
	const orphans = await db.rows(`SELECT o.output FROM chaos.outputs o WHERE NOT EXISTS (SELECT FROM (${ends}) e WHERE e.tx = o.tx AND e.agent = o.agent)`);
	report.doubled = doubled.length + outputs.length + twice.length + strays.length + orphans.length;
	for (const [what, rows] of [['a step was committed twice', doubled], ['two outputs of one step', outputs], ['a commit without its job', strays],
		['two commits of a run in one transaction', twice], ['an output without its commit', orphans]])
		if (rows.length)
			report.problems.push(`I1 ${what}: ${few(rows)}`);
	const gone = await db.rows(`SELECT j.key, j.kind FROM chaos.jobs j WHERE j.op = 'ended' AND NOT EXISTS (SELECT FROM chaos.commits c WHERE c.tx = j.tx AND c.run = j.run)
		AND (SELECT p.status FROM projects p WHERE p.id = j.project) NOT IN ('cancelled', 'completed') ${report.deadClause}`);
	const missing = await db.rows(`SELECT j.job, j.key FROM chaos.jobs j WHERE j.op = 'queued' AND NOT EXISTS (SELECT FROM chaos.jobs e WHERE e.op = 'ended' AND e.job = j.job AND e.n > j.n)
		AND NOT EXISTS (SELECT FROM jobs k WHERE k.id = j.job)`);
	const holes = await db.rows(`SELECT r.id, r.version, count(s.number), max(s.number) FROM runs r LEFT JOIN snapshots s ON s.run_id = r.id
		GROUP BY r.id, r.version HAVING count(s.number) <> r.version OR coalesce(max(s.number), 0) <> r.version`);
	const noOutput = await db.rows(`SELECT a.run_id, a.node, a.task, a.revision FROM agents a WHERE a.status IN ('completed', 'waiting_approval')
		AND NOT EXISTS (SELECT FROM agent_outputs o WHERE o.agent_id = a.id)`);
	report.lost = gone.length + missing.length + holes.length + noOutput.length;
	for (const [what, rows] of [['a job went without a commit', gone], ['a job went without a trace', missing], ['snapshots are not 1 to the run\'s version', holes],
		['an agent is done without an output', noOutput]])
		if (rows.length)
			report.problems.push(`I1 ${what}: ${few(rows)}`);
}

/** I2. What was acknowledged is there; what got no answer is there at most once. */
async function acknowledged(rig, report) {
	const {db, clients} = rig;
	if (!clients)
		return;
	report.acked = clients.count('acked');
	const decisions = new Map((await db.rows('SELECT checkpoint_id, decision, decided_by FROM decisions')).map((row) => [row.checkpoint_id, row]));
	for (const {checkpoint, decision, by} of clients.of('decide', 'acked')) {
		const row = decisions.get(checkpoint);
		if (!row || row.decision !== decision || row.decided_by !== by)
			report.problems.push(`I2 decision ${decision} of ${checkpoint} was acknowledged, the table has ${JSON.stringify(row)}`);
	}
	const names = await db.rows('SELECT name, count(*) AS n, min(id::text) AS id FROM projects GROUP BY name');
	const byName = new Map(names.map((row) => [row.name, row]));
	for (const {name} of clients.of('create', 'acked'))
		if (byName.get(name)?.n !== 1)
			report.problems.push(`I2 project "${name}" was acknowledged once and is there ${byName.get(name)?.n ?? 0} times`);
	const trail = new Map((await db.rows("SELECT action || ' ' || subject AS k, count(*) AS n FROM audit WHERE outcome = 'ok' GROUP BY 1")).map((row) => [row.k, row.n]));
	for (const kind of ['start', 'pause', 'resume', 'cancel']) {
		const counts = new Map();
		for (const entry of clients.of(kind)) {
			const count = counts.get(entry.project) ?? {acked: 0, unknown: 0, refused: 0};
			count[entry.end]++;
			counts.set(entry.project, count);
		}
		for (const [project, {acked, unknown}] of counts) {
			const n = trail.get(`project.${kind} proj_${project.replaceAll('-', '')}`) ?? 0;
			if (n < acked || n > acked + unknown)
				report.problems.push(`I2 ${kind} of ${project}: ${acked} acknowledged, ${unknown} without an answer, ${n} in the audit trail`);
		}
	}
}

/** I3. Events are 1 to n, and folding them gives the tables. */
async function events(db, report) {
	const gaps = await db.rows(`SELECT h.project_id, h.seq, count(e.seq) AS n, min(e.seq), max(e.seq) FROM event_heads h LEFT JOIN events e USING (project_id)
		GROUP BY h.project_id, h.seq HAVING count(e.seq) <> h.seq OR coalesce(max(e.seq), 0) <> h.seq OR coalesce(min(e.seq), 1) <> 1`);
	if (gaps.length)
		report.problems.push(`I3 events have gaps: ${few(gaps)}`);
	report.events = Number(await db.value('SELECT count(*) FROM events'));
	for (const {id} of await db.rows('SELECT id FROM projects')) {
		const list = await db.rows(`SELECT seq, type, data FROM events WHERE project_id = '${id}' ORDER BY seq`);
		const tables = await db.rows(`SELECT p.status, p.current_phase,
			(SELECT coalesce(json_agg(json_build_object('id', public_id('agent', a.id), 'node', a.node, 'task', a.task, 'status', a.status)), '[]') FROM agents a WHERE a.project_id = p.id) AS agents,
			(SELECT coalesce(json_agg(json_build_object('id', public_id('ckpt', c.id), 'status', c.status)), '[]') FROM checkpoints c WHERE c.project_id = p.id) AS checkpoints,
			EXISTS (SELECT FROM decisions d WHERE d.project_id = p.id AND d.decision <> 'approved') AS back
			FROM projects p WHERE p.id = '${id}'`);
		for (const problem of compare(fold(list), tables[0]))
			report.problems.push(`I3 project ${id}: ${problem}`);
	}
}

/** I4. Whoever committed held the job; nothing is leased that nobody works on. */
async function leases(db, report) {
	const bare = await db.rows(`SELECT DISTINCT ON (j.tx, j.run) j.job, j.key FROM chaos.jobs j JOIN chaos.commits c ON c.tx = j.tx AND c.run = j.run WHERE j.op = 'ended'
		AND j.worker IS NULL AND NOT EXISTS (SELECT FROM chaos.jobs k WHERE k.tx = j.tx AND k.run = j.run AND k.op = 'ended' AND k.n < j.n) ORDER BY j.tx, j.run, j.n`);
	if (bare.length)
		report.problems.push(`I4 a job was committed that nobody held: ${few(bare)}`);
	const wrong = await db.rows(`SELECT c.run, c.number, j.worker FROM chaos.commits c JOIN chaos.jobs j ON j.tx = c.tx AND j.run = c.run AND j.op = 'ended' AND j.agent = c.agent AND j.backend = c.backend
		WHERE j.worker IS NOT NULL AND EXISTS (SELECT FROM chaos.workers w WHERE w.backend = c.backend AND w.at < c.at)
		AND NOT EXISTS (SELECT FROM chaos.workers w WHERE w.backend = c.backend AND w.worker = j.worker)`);
	if (wrong.length)
		report.problems.push(`I4 a job was committed by another than its holder: ${few(wrong)}`);
	const held = await db.rows('SELECT j.id, j.leased_by, w.pid FROM jobs j LEFT JOIN workers w ON w.id = j.leased_by WHERE j.leased_by IS NOT NULL');
	for (const job of held)
		if (!job.pid || !fs.existsSync(`/proc/${job.pid}`))
			report.problems.push(`I4 job ${job.id} is held by a process that is not there`);
}

/** I5. Every project is at an end, or a person is asked. */
async function ends(db, report) {
	report.statuses = Object.fromEntries((await db.rows('SELECT status, count(*) AS n FROM projects GROUP BY 1')).map((row) => [row.status, row.n]));
	const stuck = await db.rows(`SELECT p.id, p.status FROM projects p WHERE p.status = 'running'
		AND NOT EXISTS (SELECT FROM checkpoints c WHERE c.run_id = p.run_id AND c.status = 'pending')`);
	if (stuck.length)
		report.problems.push(`I5 neither at an end nor waiting for a person: ${few(stuck)}`);
}

/** I6. Contents on disk are those of the database. */
async function files(rig, report) {
	const root = path.join(rig.stack.dir, 'files');
	const rows = new Map((await rig.db.rows('SELECT sha256, bytes FROM blobs')).map((row) => [row.sha256, row.bytes]));
	let strays = 0;
	for (const folder of fs.readdirSync(root, {withFileTypes: true})) {
		for (const name of folder.isDirectory() ? fs.readdirSync(path.join(root, folder.name)) : []) {
			const sha256 = folder.name + name;
			if (!/^[0-9a-f]{64}$/.test(sha256)) {
				report.problems.push(`I6 ${folder.name}/${name} is left over`);
				continue;
			}
			const bytes = fs.readFileSync(path.join(root, folder.name, name));
			if (createHash('sha256').update(bytes).digest('hex') !== sha256)
				report.problems.push(`I6 ${sha256} has other bytes on disk`);
			else if (!rows.has(sha256))
				strays++;
			else if (rows.get(sha256) !== bytes.length)
				report.problems.push(`I6 ${sha256} has ${bytes.length} bytes, the table says ${rows.get(sha256)}`);
			rows.delete(sha256);
		}
	}
	if (rows.size)
		report.problems.push(`I6 ${rows.size} contents are not on disk: ${[...rows.keys()].slice(0, 3).join(' ')}`);
	report.notes.push(`I6: ${strays} contents on disk without a row (of steps that were killed or cancelled before they were committed)`);
}

/** I7. The chain verifies against the heads outside the database, and a decision of a person has one row. */
async function audit(rig, report) {
	const {db} = rig;
	const wrong = await db.rows(`SELECT d.checkpoint_id, count(a.id) AS n FROM decisions d LEFT JOIN audit a ON a.subject = public_id('ckpt', d.checkpoint_id) AND a.outcome = 'ok'
		WHERE NOT d.automatic GROUP BY 1 HAVING count(a.id) <> 1`);
	if (wrong.length)
		report.problems.push(`I7 a decision without exactly one audit row: ${few(wrong)}`);
	for (let i = 0; i < 40 && Number(await db.value('SELECT count(*) FROM audit a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id)')); i++)
		await sleep(250);
	try {
		report.notes.push(`I7: ${rig.stack.ludctl(['audit', 'verify']).trim().split('\n')[0]}`);
	} catch (error) {
		report.problems.push(`I7 ${error.message.slice(0, 400)}`);
	}
}

/** I8. Calls of the provider ≤ committed steps + kills × in flight + scripted retries; and of one step ≤ its claims. */
async function calls(rig, report, {kills, inFlight}) {
	const lines = rig.ledger().filter((line) => line.what === 'called');
	const scripted = lines.filter((line) => line.do !== 'answer').length;
	const cancelled = Number(await rig.db.value(`SELECT count(*) FROM chaos.jobs j WHERE op = 'ended' AND kind = 'step'
		AND NOT EXISTS (SELECT FROM chaos.commits c WHERE c.tx = j.tx AND c.agent = j.agent)`));
	const most = report.committed + cancelled + kills * inFlight + scripted;
	report.calls = lines.length;
	report.notes.push(`I8: ${lines.length} calls for ${report.committed} committed steps, ${cancelled} taken back, ${scripted} scripted failures, ${kills} kills`);
	if (lines.length > most)
		report.problems.push(`I8 ${lines.length} calls of the provider, at most ${most} are accounted for`);
	const claims = Number(await rig.db.value("SELECT count(*) FROM chaos.jobs WHERE op = 'claimed' AND kind = 'step'"));
	if (lines.length > claims)
		report.problems.push(`I8 ${lines.length} calls of the provider, but steps were claimed ${claims} times only`);
}

/** In: kills and the most steps in flight that one of them may have ended; 0 without kills. */
export async function check(rig, {kills = 0, inFlight = 0} = {}) {
	const report = {problems: [], notes: []};
	const dead = await rig.db.value("SELECT to_regclass('dead_jobs') IS NOT NULL");
	report.deadClause = dead ? 'AND NOT EXISTS (SELECT FROM dead_jobs d WHERE d.id = j.job)' : '';
	await steps(rig.db, report);
	await acknowledged(rig, report);
	await events(rig.db, report);
	await leases(rig.db, report);
	await ends(rig.db, report);
	await files(rig, report);
	await audit(rig, report);
	await calls(rig, report, {kills, inFlight});
	return report;
}
