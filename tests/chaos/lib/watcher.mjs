// SPDX-License-Identifier: ISC
// The watcher ledger: clients of the relay that follow every project while all is hurt, and keep each event's number as they saw it.
//
//   const watchers = new Watchers(rig, person, {connections: 4});
//   watchers.begin();
//   crowd.onStart = (id) => watchers.follow(id);
//   report.problems.push(...await watchers.finish(30));

import {Live, makeToken} from '../../system/live.mjs';
import {sleep, uuidOf} from '../../system/stack.mjs';

const AGAIN_MS = 200, LISTED = 5;

/** One connection that comes back, with what it follows: public id of a project -> last number. */
class Watcher {
	constructor(watchers) {
		Object.assign(this, {watchers, last: new Map(), connects: 0, wrong: [], seen: 0});
	}

	take({event, data}) {
		if (event === 'resync')
			this.wrong.push(`resync, though nothing was pruned: ${JSON.stringify(data)}`);
		if (data?.seq === undefined || data.prev === undefined)
			return;
		const last = this.last.get(data.projectId);
		this.seen++;
		if (data.prev !== last || data.seq !== last + 1)
			this.wrong.push(`${data.projectId}: after ${last} came ${data.seq}, which says that ${data.prev} was before it`);
		this.last.set(data.projectId, Math.max(last ?? 0, data.seq));
	}

	async subscribe(id) {
		const {ok, error} = await this.live.ask('subscribe:project', {projectId: id, after: this.last.get(id), logs: false});
		if (!ok)
			throw new Error(`not subscribed: ${error?.code}`);
	}

	/** From the first event on. */
	follow(id) {
		this.last.set(id, 0);
		if (this.ready)
			this.subscribe(id).catch(() => this.live.close()); // the next connection asks again
	}

	forget(id) {
		this.last.delete(id);
		if (this.ready)
			this.live.send('unsubscribe:project', {projectId: id});
	}

	/** Connects again for ever; one that finds its relay killed goes on from its last numbers. */
	async run() {
		const {stack, token} = this.watchers;
		while (!this.watchers.over) {
			const live = this.live = new Live(`ws://127.0.0.1:${stack.port}/ws`);
			live.onmessage = (message) => this.take(message);
			try {
				if (!(await live.auth(token)).ok)
					throw new Error('not let in');
				this.connects++;
				this.ready = true;
				for (const id of [...this.last.keys()]) // as they are now: who follows another one meanwhile asks for it
					await this.subscribe(id);
				await live.closed;
			} catch {
				live.close();
			}
			this.ready = false;
			await sleep(AGAIN_MS);
		}
	}
}

export class Watchers {
	/** In: person follows what is theirs; each connection follows a share of the projects, at most 100 at once. */
	constructor(rig, person, {connections = 4} = {}) {
		Object.assign(this, {rig, stack: rig.stack, over: false, followed: 0, token: makeToken(rig.stack, person, {seconds: 7200})});
		this.all = Array.from({length: connections}, () => new Watcher(this));
		this.problems = [];
	}

	begin() {
		this.running = Promise.all(this.all.map((watcher) => watcher.run()));
	}

	/** In: UUID of a project. */
	follow(uuid) {
		this.all[this.followed++ % this.all.length].follow(`proj_${uuid.replaceAll('-', '')}`);
	}

	async heads() {
		return new Map((await this.rig.db.rows('SELECT project_id, seq FROM event_heads')).map((row) => [row.project_id, Number(row.seq)]));
	}

	/** Whoever has seen all of a project that ended need not follow it any more. In: UUIDs of those that go on. */
	async forgetEnded(active) {
		const heads = await this.heads();
		for (const watcher of this.all)
			for (const [id, last] of watcher.last)
				if (!active.has(uuidOf(id)) && last === heads.get(uuidOf(id)))
					watcher.forget(id);
	}

	/** Out: what is wrong when all had `seconds` to see all. */
	async finish(seconds) {
		const late = Date.now() + seconds * 1000;
		let behind;
		do {
			await this.forgetEnded(new Set());
			behind = this.all.flatMap((watcher) => [...watcher.last]);
		} while (behind.length && Date.now() < late && await sleep(AGAIN_MS) === undefined);
		this.over = true;
		this.all.forEach((watcher) => watcher.live?.close());
		await this.running;
		const wrong = this.all.flatMap((watcher) => watcher.wrong);
		return [...behind.slice(0, LISTED).map(([id, last]) => `a watcher of ${id} ended at event ${last}`), ...wrong.slice(0, LISTED)];
	}

	summary() {
		const sum = (name) => this.all.reduce((n, watcher) => n + watcher[name], 0);
		return `${this.all.length} watchers saw ${sum('seen')} events of ${this.followed} projects once and in order over ${sum('connects')} connections`;
	}
}
