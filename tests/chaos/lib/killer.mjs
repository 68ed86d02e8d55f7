// SPDX-License-Identifier: ISC
// The seeded killer: picks a victim, ends it by signal 9 (PostgreSQL also by an immediate stop), counts.
//
// A kill counts when the victim lived and the signal was sent. Points of worker/killpoint.h count when the log of a host says that a process died there.

import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {sleep} from './rig.mjs';

export const POINTS = ['claimed', 'called', 'answered', 'file_written', 'before_commit', 'after_commit', 'before_publish'];

const alive = (pid) => {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
};

export class Killer {
	constructor(rig, chance) {
		Object.assign(this, {rig, chance, kills: 0, byKind: {}, pointsLeft: [], pointSeen: {}});
		this.deck = chance.shuffle(['worker', 'worker parent', 'api child', 'api parent', 'backend', 'redis', 'postgres', ...POINTS.map(() => 'point')]); // each once, first
		this.kinds = [[30, 'worker'], [12, 'worker parent'], [14, 'point'], [14, 'api child'], [6, 'api parent'], [13, 'backend'], [7, 'redis'], [4, 'postgres']];
		if (rig.services.has('relay')) {
			this.kinds.push([8, 'relay child'], [4, 'relay parent']);
			this.deck.push('relay child', 'relay parent');
		}
	}

	count(kind, n = 1) {
		this.kills += n;
		this.byKind[kind] = (this.byKind[kind] ?? 0) + n;
	}

	signal(kind, pid) {
		if (!pid || !alive(pid))
			return false;
		process.kill(pid, 'SIGKILL');
		this.count(kind);
		return true;
	}

	backend() {
		const parent = this.rig.services.get('postgres').pid;
		if (!parent)
			return 0;
		const pids = fs.readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
			.filter((pid) => {
				try {
					return /^postgres: ludwright(_[a-z]+)? ludwright /.test(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
				} catch {
					return false;
				}
			});
		return this.chance.pick(pids);
	}

	/** How often processes died at points so far, by the logs of the hosts. */
	pointDeaths() {
		const seen = {};
		for (const host of this.rig.hosts)
			for (const [, point] of this.rig.stack.log(host.name).matchAll(/killed at (\w+)/g))
				seen[point] = (seen[point] ?? 0) + 1;
		return seen;
	}

	countPoints() {
		for (const [point, n] of Object.entries(this.pointDeaths())) {
			const more = n - (this.pointSeen[point] ?? 0);
			this.pointSeen[point] = n;
			if (more > 0)
				this.count(`at ${point}`, more);
		}
	}

	/** The host starts again with a death to come. */
	armPoint() {
		if (!this.pointsLeft.length)
			this.pointsLeft = this.chance.shuffle([...POINTS]);
		const host = this.chance.pick(this.rig.hosts.filter((h) => h.pid));
		if (!host)
			return false;
		host.nextEnv = {LUDWRIGHT_KILL_AT: `${this.pointsLeft.pop()}:${this.chance.between(1, 3)}`};
		return this.signal('worker parent', host.pid);
	}

	async stopPostgres() {
		const service = this.rig.services.get('postgres');
		if (!service.pid)
			return false;
		service.child.kill('SIGQUIT');
		this.count('postgres stopped at once');
		return true;
	}

	/** One kill. Out: whether there was a victim. */
	async strike(kind = this.deck.pop() ?? this.chance.weighted(this.kinds)) {
		const {rig, chance} = this;
		this.countPoints();
		switch (kind) {
		case 'worker':
			return this.signal(kind, chance.pick(rig.hosts.flatMap((host) => rig.children(host))));
		case 'worker parent':
			return this.signal(kind, chance.pick(rig.hosts).pid);
		case 'point':
			return this.armPoint();
		case 'api child':
			return this.signal(kind, chance.pick(rig.children(rig.services.get('api'))));
		case 'api parent':
			return this.signal(kind, rig.services.get('api').pid);
		case 'backend':
			return this.signal(kind, this.backend());
		case 'relay child':
			return this.signal(kind, chance.pick(rig.children(rig.services.get('relay'))));
		case 'relay parent':
			return this.signal(kind, rig.services.get('relay').pid);
		case 'redis':
			return this.signal(kind, rig.services.get(kind).pid);
		default:
			return this.stopPostgres();
		}
	}

	/** Strikes until n kills have happened, one every low to high ms. */
	async run(n, low, high, onKill = () => {}) {
		while (this.kills < n) {
			await sleep(this.chance.between(low, high));
			if (await this.strike())
				onKill(this.kills);
		}
		this.countPoints();
	}

	summary() {
		return Object.entries(this.byKind).sort().map(([kind, n]) => `${n} ${kind}`).join(', ');
	}
}

/** The database answers again, and the API with it. */
export async function allUp(rig) {
	for (let i = 0; i < 300; i++) {
		const ready = spawnSync('psql', ['-h', `${rig.stack.dir}/pg`, '-U', 'ludwright', '-d', 'ludwright', '-XqAtc', 'SELECT 1']).status === 0;
		if (ready && fs.existsSync(path.join(rig.stack.dir, 'redis/redis.sock')) && (await rig.stack.fetch('GET', '/health').catch(() => ({}))).status === 200)
			return;
		await sleep(100);
	}
	throw new Error('the services did not come up again');
}
