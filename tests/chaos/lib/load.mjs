// SPDX-License-Identifier: ISC
// Clients that keep asking the API for everyday things, over connections that stay, and remember what they were told.
//
//   const load = new Load(rig, chance, person, {clients: 16});
//   load.begin(); …; await load.end();
//   load.acked                 ids of projects whose making was answered 201
//   load.phase('away')         counts go under that name from now on: load.count('away', 503)

import http from 'node:http';
import {CONCEPT, sleep} from '../../system/stack.mjs';

const ERROR_KEYS = 'code,message,details,request_id,timestamp';

export class Load {
	constructor(rig, chance, person, {clients = 16, writes = 0.3, pause = 0} = {}) {
		Object.assign(this, {rig, chance, person, clients, writes, pause, acked: [], asked: 0, name: 'calm', counts: new Map(), misfits: [], slowest: 0, held: false});
		this.agent = new http.Agent({keepAlive: true, maxSockets: clients});
	}

	phase(name) {
		this.name = name;
	}

	/** Answers of a phase with that status; 0: none came. */
	count(phase, status) {
		return this.counts.get(`${phase} ${status}`) ?? 0;
	}

	/** All answers, but for the statuses that are fine. */
	others(phase, ...fine) {
		return [...this.counts].filter(([key]) => key.startsWith(`${phase} `) && !fine.includes(Number(key.split(' ').pop())));
	}

	send(method, address, body) {
		const text = body && JSON.stringify(body);
		return new Promise((done) => {
			const request = http.request({host: '127.0.0.1', port: this.rig.stack.port, method, path: address, agent: this.agent, timeout: 30000,
				headers: {authorization: `Bearer ${this.person.token}`, ...text && {'content-type': 'application/json', 'content-length': Buffer.byteLength(text)}}}, (res) => {
				let got = '';
				res.setEncoding('utf8').on('data', (part) => {
					got += part;
				});
				res.on('end', () => done({status: res.statusCode, text: got}));
				res.on('error', () => done({status: 0, text: 'cut short'}));
			});
			request.on('timeout', () => request.destroy(new Error('no answer in 30 s')));
			request.on('error', (error) => done({status: 0, text: error.message}));
			request.end(text);
		});
	}

	/** Every error has the one form, and says nothing of what is behind. */
	checkForm(phase, address, {status, text}) {
		if (status < 400)
			return;
		let error;
		try {
			({error} = JSON.parse(text));
		} catch { /* none */ }
		if (Object.keys(error ?? {}).join() !== ERROR_KEYS || /postgres|redis|socket|SELECT/i.test(text))
			this.misfits.push(`${phase} ${address}: ${status} ${text.slice(0, 200)}`);
	}

	async one(client) {
		const write = this.chance.roll() < this.writes, known = this.acked.length && this.chance.pick(this.acked);
		const name = `load ${client} ${this.asked++}`, phase = this.name, begun = performance.now();
		const address = write || !known ? '/api/v1/projects' : this.chance.pick([`/api/v1/projects/${known}`, '/api/v1/projects?limit=5', `/api/v1/projects/${known}/agents`]);
		const answer = write ? await this.send('POST', address, {name, concept: CONCEPT}) : await this.send('GET', address);
		this.slowest = Math.max(this.slowest, performance.now() - begun);
		/* a request that began before the phase did, and ended in it, may be either's */
		const under = phase === this.name ? phase : 'between';
		const key = `${under} ${answer.status}`;
		this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
		this.checkForm(under, address, answer);
		if (write && answer.status === 201)
			this.acked.push(JSON.parse(answer.text).id);
		if (answer.status >= 500 || answer.status === 0)
			await sleep(20);
	}

	begin() {
		this.wanted = true;
		this.running = Array.from({length: this.clients}, async (_, client) => {
			while (this.wanted)
				if (this.held)
					await sleep(10);
				else
					await this.one(client).then(() => this.pause && sleep(this.pause));
		});
	}

	async end() {
		this.wanted = false;
		await Promise.all(this.running);
		this.agent.destroy();
	}

	/** Acknowledged projects that are not in the database, and names that are there twice. */
	async lost() {
		const ids = this.acked.map((id) => `('${id.replace(/^proj_/, '')}'::uuid)`);
		const [{n}] = await this.rig.db.rows(`SELECT count(*) AS n FROM (VALUES ${ids}) AS a(id) WHERE NOT EXISTS (SELECT FROM projects p WHERE p.id = a.id)`);
		const [{twice}] = await this.rig.db.rows("SELECT count(*) AS twice FROM (SELECT name FROM projects WHERE name LIKE 'load %' GROUP BY name HAVING count(*) > 1) AS t");
		return {lost: Number(n), twice: Number(twice)};
	}
}

/** CPU seconds that a service's processes have used. */
export function cpuOf(rig, name) {
	const service = rig.services.get(name);
	return [service.pid, ...rig.children(service)].filter(Boolean).reduce((sum, pid) => sum + ticks(rig, pid), 0) / 100;
}

function ticks(rig, pid) {
	const stat = rig.readProc(pid, 'stat');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}
