// SPDX-License-Identifier: ISC
// The checker itself: what it says of a sound system is nothing, and each thing that is spoilt afterwards is found under its invariant.
import fs from 'node:fs';
import path from 'node:path';
import {Crowd, scriptOf} from './lib/crowd.mjs';
import {check} from './lib/check.mjs';
import {seeded} from './lib/chance.mjs';
import {promises, startRig} from './lib/rig.mjs';

const quiet = 'SET session_replication_role = replica;'; // without the triggers of schema and record
const one = (table, where = 'true') => `(SELECT ctid FROM ${table} WHERE ${where} LIMIT 1)`;

/** [what is spoilt, the invariant, SQL or a function of the rig] */
const DAMAGE = [
	['an output is there twice', 'I1', `INSERT INTO agent_outputs (agent_id, project_id, run_id, output_type, stage, revision, content, input_hash)
		SELECT agent_id, project_id, run_id, output_type, stage, revision, content, input_hash FROM agent_outputs LIMIT 1`],
	['a job is gone without a trace', 'I1', `DELETE FROM chaos.jobs WHERE ctid = ${one('chaos.jobs', "op = 'ended' AND kind = 'step'")}`],
	['a snapshot is gone', 'I1', `DELETE FROM snapshots WHERE ctid = ${one('snapshots', 'number = 2')}`],
	['a commit is recorded twice', 'I1', 'INSERT INTO chaos.commits SELECT * FROM chaos.commits LIMIT 1'],
	['a decision is another', 'I2', `UPDATE decisions SET decision = 'rejected' WHERE ctid = ${one('decisions', "decision = 'approved' AND NOT automatic")}`],
	['a project is gone', 'I2', "UPDATE projects SET name = 'another name' WHERE name LIKE 'project 2 %'"],
	['a resume is not in the trail', 'I2', `DELETE FROM audit WHERE id = (SELECT min(id) FROM audit WHERE action = 'project.start')`],
	['an event is gone', 'I3', `DELETE FROM events WHERE ctid = ${one('events', 'seq = 3')}`],
	['an agent is in another state', 'I3', `UPDATE agents SET status = 'failed', error = 'x' WHERE ctid = ${one('agents', "status = 'completed'")}`],
	['a checkpoint is in another state', 'I3', `UPDATE checkpoints SET status = 'rejected' WHERE ctid = ${one('checkpoints', "status = 'approved'")}`],
	['a job was committed by nobody', 'I4', `UPDATE chaos.jobs SET worker = NULL WHERE ctid = ${one('chaos.jobs', "op = 'ended' AND kind = 'step'")}`],
	['a project has no end', 'I5', `UPDATE projects SET status = 'running' WHERE ctid = ${one('projects', "status = 'completed'")}`],
	['a file has other bytes', 'I6', (rig) => fs.appendFileSync(someFile(rig), 'x')],
	['a temporary file is left', 'I6', (rig) => fs.writeFileSync(`${someFile(rig)}.tmp`, 'x')],
	['an audit row is gone', 'I7', "DELETE FROM audit WHERE id = (SELECT min(id) FROM audit WHERE action LIKE 'checkpoint.%')"],
	['calls that nothing accounts for', 'I8', (rig) => {
		const lines = fs.readFileSync(rig.ledgerFile, 'utf8');
		fs.writeFileSync(rig.ledgerFile, lines + lines);
	}],
];

function someFile(rig) {
	const root = path.join(rig.stack.dir, 'files');
	const folder = fs.readdirSync(root).find((name) => name.length === 2);
	return path.join(root, folder, fs.readdirSync(path.join(root, folder))[0]);
}

async function checker() {
	const chance = seeded();
	const rig = await startRig({hosts: 1, processes: 2, script: scriptOf(chance.seed, 100)});
	let crowd;
	try {
		crowd = new Crowd(rig, chance, await rig.person('ada'), {size: 4, pauses: false, backs: 0});
		crowd.begin();
		await crowd.filled();
		await crowd.finish(60);
		const sound = (await check(rig)).problems;
		const problems = sound.map((problem) => `of a sound system: ${problem}`);
		const known = new Set(sound);
		let found = 0;
		for (const [what, invariant, damage] of DAMAGE) {
			await (typeof damage === 'string' ? rig.stack.sql(`${quiet}${damage}`) : damage(rig));
			const fresh = (await check(rig)).problems.filter((problem) => !known.has(problem));
			if (fresh.some((problem) => problem.startsWith(invariant)))
				found++;
			else
				problems.push(`${what}: not found under ${invariant}: ${fresh.join('; ')}`);
			fresh.forEach((problem) => known.add(problem));
		}
		return {n: found, m: DAMAGE.length, text: 'kinds of damage are found by the checker', problems};
	} finally {
		crowd?.stop();
		await rig.stop();
	}
}

await promises([['checker', checker]]);
