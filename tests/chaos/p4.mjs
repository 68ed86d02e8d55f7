// SPDX-License-Identifier: ISC
// P4: races of 2 to 8 mixed decisions by several members on one checkpoint: one wins, the others learn how, and everything follows once.
import {seeded} from './lib/chance.mjs';
import {check} from './lib/check.mjs';
import {full, promise, sleep, startRig} from './lib/rig.mjs';

const RACES = full ? 1000 : 60;
const PROJECTS = 8;
const REVISION_MAX = 15; // well below the revision limit, where a project would pause
const DECISIONS = ['approved', 'rejected', 'changes_requested'];

const node = (order, more) => ({kind: 'agent', order, phase: 1, reads: [], prompt: 'none', schema: 'inline', schema_json: {type: 'object'},
	retry: {max: 3, base_ms: 100, max_ms: 1000}, time_limit_s: 60, token_limit: 1000, weight: 1, ...more});
const graph = {
	name: 'game-dev', phases: ['one'], entry: 'concept', revision_limit: 20,
	nodes: {
		concept: node(1, {title: 'Concept', channel: 'concept_document', output_type: 'concept_doc'}),
		checkpoint_concept: {kind: 'checkpoint', order: 2, phase: 1, title: 'Review', reviews: 'concept', type: 'concept_review'},
		design: node(3, {title: 'Design', channel: 'design_document', output_type: 'design_doc', reads: ['concept_document']}),
	},
	edges: [{from: 'concept', to: 'checkpoint_concept'}, {from: 'checkpoint_concept', to: 'design', when: {decision: 'approved'}},
		{from: 'checkpoint_concept', to: 'concept', when: {decision: 'not_approved'}}, {from: 'design', to: 'end'}],
};

/** Out: problems of one race. */
async function race(people, checkpoint, chance) {
	const racers = chance.shuffle([...people]).slice(0, chance.between(2, 8));
	const answers = await Promise.all(racers.map(async (person) => ({person, ...await person.decide(checkpoint, chance.pick(DECISIONS))})));
	const won = answers.filter(({status}) => status === 200);
	if (won.length !== 1)
		return [`${won.length} winners: ${answers.map(({status, body}) => `${status} ${JSON.stringify(body).slice(0, 200)}`).join('; ')}`];
	return answers.filter((answer) => answer !== won[0]).flatMap(({status, body}) => {
		const detail = body.error?.details?.[0] ?? {};
		return status === 409 && detail.decision === won[0].body.status && detail.decided_by === won[0].person.id
			? [] : [`a loser got ${status} ${JSON.stringify(body).slice(0, 300)}, ${won[0].person.id} won with ${won[0].body.status}`];
	});
}

/** Projects that wait at their checkpoint, made as they are needed. */
class Field {
	constructor(rig, owner, members) {
		Object.assign(this, {rig, owner, members, made: 0, busy: new Set()});
	}

	async fill() {
		const [{n}] = await this.rig.db.rows("SELECT count(*) AS n FROM projects WHERE status NOT IN ('completed', 'cancelled')");
		for (let i = n; i < PROJECTS; i++) {
			const project = await this.owner.create(`race ${++this.made}`, {checkpoints: ['checkpoint_concept'], revision_limit: 20, seed: this.made});
			const rows = this.members.map(([person, role]) => `('${project}', '${person.uuid}', '${role}')`).join(', ');
			await this.rig.db.run(`INSERT INTO project_members (project_id, user_id, role) VALUES ${rows}`);
			await this.owner.actSurely('start', project);
		}
	}

	async next() {
		for (;;) {
			const rows = await this.rig.db.rows("SELECT id, revision FROM checkpoints WHERE status = 'pending' ORDER BY created_at");
			const free = rows.find(({id}) => !this.busy.has(id));
			if (free) {
				this.busy.add(free.id);
				if (free.revision < REVISION_MAX)
					return free;
				await this.owner.decide(free, 'approved');
			} else {
				await this.fill();
				await sleep(20);
			}
		}
	}
}

/** What followed of each race: a decision, an event, an audit row, a job for the engine, and one step. */
async function aftermath(db, ids) {
	const list = ids.map((id) => `('${id}'::uuid)`).join(',');
	return (await db.rows(`SELECT * FROM (SELECT k.id,
		(SELECT count(*) FROM decisions d WHERE d.checkpoint_id = k.id) AS decisions,
		(SELECT count(*) FROM events e WHERE e.type = 'checkpoint:resolved' AND e.data->>'checkpointId' = public_id('ckpt', k.id)) AS events,
		(SELECT count(*) FROM audit a WHERE a.subject = public_id('ckpt', k.id) AND a.outcome = 'ok') AS audit,
		(SELECT count(*) FROM chaos.jobs j WHERE j.op = 'queued' AND j.key = 'decided:' || k.id) AS advances,
		(SELECT count(*) FROM chaos.jobs j JOIN chaos.jobs s ON s.tx = j.tx AND s.run = j.run AND s.op = 'queued' AND s.kind = 'step'
			WHERE j.op = 'ended' AND j.key = 'decided:' || k.id) AS steps
		FROM (VALUES ${list}) k(id)) t WHERE (decisions, events, audit, advances, steps) <> (1, 1, 1, 1, 1)`)).map((row) => `after a race: ${JSON.stringify(row)}`);
}

await promise('P4', async () => {
	const chance = seeded();
	const rig = await startRig({graph, hosts: 1, processes: 1, children: 16, script: {default: {}}, postgres: ['-c', 'max_connections=150']});
	let good = false;
	try {
		const owner = await rig.person('owner');
		const others = [];
		for (const name of ['editor', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6'])
			others.push([await rig.person(name), name === 'editor' ? 'editor' : 'reviewer']);
		const field = new Field(rig, owner, others);
		const people = [owner, ...others.map(([person]) => person)];
		const problems = [], raced = [];
		let requests = 0;
		await field.fill();
		const lane = async () => {
			while (raced.length < RACES) {
				const checkpoint = await field.next();
				if (raced.length >= RACES)
					return;
				raced.push(checkpoint.id);
				problems.push(...await race(people, checkpoint, chance));
			}
		};
		await Promise.all([lane(), lane(), lane()]);
		requests = rig.clients.of('decide').length;
		for (let left = -1; left !== 0; await sleep(50)) // the last advance jobs come to their end
			left = await rig.db.value("SELECT count(*) FROM jobs");
		problems.push(...await aftermath(rig.db, raced));
		const report = await check(rig);
		problems.push(...report.problems);
		good = problems.length === 0;
		return {n: RACES - Math.min(problems.length, RACES), m: RACES, text: `races of 2 to 8 decisions, one winner each, ${requests} requests`, problems, notes: report.notes};
	} finally {
		await rig.stop(!good);
	}
});
