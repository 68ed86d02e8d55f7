// SPDX-License-Identifier: ISC
// Simulated people: they create and start projects, look at what waits for them, decide, pause and resume, and try again what failed.

import {sleep} from './rig.mjs';

const TARGETS = ['code', 'assets', 'packaging', 'retest', 'design', 'task_split'];
const BACKS_MAX = 2; // a project is sent back so often, then it is approved
const NAMES = 'abcdefghijklmnopqrstuvwxyz';

export class Crowd {
	/** In: person owns the projects; size: so many at once; pauses: whether people pause and resume. */
	constructor(rig, chance, person, {size, pauses = true, config = {}, backs = 0.15}) {
		Object.assign(this, {rig, chance, person, size, pauses, config, backShare: backs, started: 0, retries: 0, active: new Set(), decided: new Set(), backs: new Map(),
			failures: [], closing: false, over: false});
	}

	async startOne() {
		const number = ++this.started;
		const id = await this.person.create(`project ${number} ${NAMES[number % 26]}`, {seed: number, revision_limit: 20, ...this.config});
		this.active.add(id);
		this.onStart?.(id);
		await this.person.actSurely('start', id);
	}

	/** What a person would decide about a checkpoint. */
	judge(checkpoint) {
		const project = checkpoint.project_id;
		const before = this.backs.get(project) ?? 0;
		if (this.closing || before >= BACKS_MAX || this.chance.roll() >= this.backShare)
			return ['approved'];
		this.backs.set(project, before + 1);
		const decision = this.chance.roll() < 0.6 ? 'changes_requested' : 'rejected';
		return checkpoint.type === 'final_review' ? [decision, this.chance.pick(TARGETS)] : [decision];
	}

	async decide(checkpoint) {
		this.decided.add(checkpoint.id);
		await sleep(this.chance.between(0, 600));
		const [decision, target] = this.judge(checkpoint);
		const done = await this.person.decide(checkpoint, decision, target);
		if (done.end === 'unknown' || done.end === 'refused' && done.status !== 409)
			this.decided.delete(checkpoint.id); // if it waits still, it is decided again
	}

	async review() {
		for (const checkpoint of await this.person.waiting())
			if (!this.decided.has(checkpoint.id))
				this.decide(checkpoint).catch((error) => this.failures.push(error));
	}

	/** Looks at the projects: those that ended are replaced, those that failed are tried again. */
	async count() {
		for (const {id, status} of await this.rig.db.rows('SELECT id, status FROM projects')) {
			if (!this.active.has(id))
				continue;
			if (status === 'completed' || status === 'cancelled')
				this.active.delete(id);
			if (status === 'failed') {
				this.retries++;
				await this.person.actSurely('start', id);
			}
		}
		const room = this.closing ? 0 : this.size - this.active.size - (this.starting ?? 0);
		for (let i = 0; i < room; i++) {
			this.starting = (this.starting ?? 0) + 1;
			this.startOne().catch((error) => this.failures.push(error)).finally(() => { this.starting--; });
		}
	}

	async pauseOne() {
		const project = this.chance.pick([...this.active]);
		if (!project || this.closing || (await this.person.act('pause', project)).end === 'refused')
			return;
		await sleep(this.chance.between(200, 2000));
		await this.person.actSurely('resume', project);
	}

	/** Runs until finish() saw the last project end. */
	async work() {
		const loops = [[250, () => this.review()], [400, () => this.count()]];
		if (this.pauses)
			loops.push([1000, () => this.pauseOne()]);
		await Promise.all(loops.map(async ([pause, act]) => {
			while (!this.over) {
				await act().catch((error) => this.failures.push(error));
				await sleep(pause);
			}
		}));
	}

	begin() {
		this.working = this.work();
	}

	/** As many projects as there shall be are at work. */
	async filled() {
		for (const end = Date.now() + 60000; this.active.size < this.size; await sleep(50))
			if (this.failures.length || Date.now() > end)
				throw this.failures[0] ?? new Error(`${this.active.size} of ${this.size} projects began within 60 s`);
	}

	stop() {
		this.over = true;
	}

	/** No new projects; waits for those that are there. Out: seconds until the last one ended, or throws after `limit` s. */
	async finish(limit) {
		const begin = Date.now();
		this.closing = true;
		while (this.active.size || this.starting) {
			if (Date.now() - begin > limit * 1000) {
				this.over = true;
				return null;
			}
			await sleep(100);
		}
		this.over = true;
		await this.working;
		return (Date.now() - begin) / 1000;
	}
}

/** The scripted answers of P1 and P14. In: most: longest delay in ms. */
export function scriptOf(seed, most = 1500, share = 0.02) {
	const outcomes = [{p: share / 2, do: 'fail', error_type: 'server_error'}, {p: share / 2, do: 'fail', error_type: 'timeout'}];
	const rule = {delay_ms: [0, most], outcomes};
	return {seed, default: rule, nodes: {
		task_split: {...rule, tasks: [{id: 't1', title: 'One'}, {id: 't2', title: 'Two'}, {id: 't3', title: 'Three', depends: ['t1']}, {id: 't4', title: 'Four', depends: ['t1', 't2']}]},
		code_worker: {...rule, files: 2, bytes: 1024}, asset_worker: {...rule, files: 1, bytes: 4096}, integrator: {...rule, files: 1},
		tester: {...rule, document: {verdict: 'pass'}}, reviewer: {...rule, document: {recommendation: 'approve'}},
	}};
}
