// SPDX-License-Identifier: ISC
// P2: events to clients that are cut again and again, over WebSocket, SSE and Socket.IO, with relay processes killed under them, Redis and
// PostgreSQL restarted: each client has every event once, in order.
//
// Two relay processes behind one nginx. A client that was cut goes on from its last number. Projects are written by several writers at once,
// some of whose bells never ring. The short form restarts Redis and PostgreSQL once each, the full form each minute.
import assert from 'node:assert';
import {readFileSync} from 'node:fs';
import net from 'node:net';
import {test} from 'node:test';
import {io} from '../npm/load.mjs';
import {Live, Stream, makeToken} from '../system/live.mjs';
import {sleep, startStack, until, uuidOf} from '../system/stack.mjs';
import {seeded} from './lib/chance.mjs';
import {Db} from './lib/rig.mjs';

const full = Boolean(process.env.LUDWRIGHT_FULL);
const plan = full ? {events: 100000, clients: 200, projects: 10, cut: [1000, 10000], kill: 20000, restart: 60000, pause: 1200}
	: {events: 3000, clients: 24, projects: 3, cut: [500, 3000], kill: 4000, restart: 6000, pause: 200};

/** A client of one wire that is cut and comes back, and keeps what it saw. */
class Watcher {
	constructor(world, wire, project) {
		Object.assign(this, {world, wire, project, last: 0, seen: 0, cuts: 0, wrong: []});
	}

	take(data) {
		if (data.seq === undefined)
			return;
		this.seen++;
		if (data.prev !== data.seq - 1 || data.seq !== this.last + 1)
			this.wrong.push(`${this.wire}: after ${this.last} came ${data.seq} with prev ${data.prev}`);
		this.last = Math.max(this.last, data.seq);
	}

	openWs() {
		const live = new Live(`ws://127.0.0.1:${this.world.stack.port}/ws`);
		live.onmessage = ({event, data}) => (event === 'resync' ? this.wrong.push('resync') : event !== 'ack' && this.take(data));
		live.auth(this.world.token).then(() => live.ask('subscribe:project', {projectId: this.project.id, after: this.last, logs: false}))
			.then((ack) => ack.ok || live.close()).catch(() => {});
		return {close: () => live.close(), ended: Promise.race([live.closed, live.opened.then(() => live.closed, () => null)])};
	}

	openSse() {
		const stream = new Stream(this.world.stack, `/api/v1/logs/stream?project_id=${this.project.id}&after=${this.last}`, {authorization: `Bearer ${this.world.token}`});
		stream.onmessage = ({event, data}) => (event === 'resync' ? this.wrong.push('resync') : this.take(data));
		const ended = stream.opened.then((response) => new Promise((done) => (response.closed || response.statusCode !== 200 ? done() : response.once('close', done))), () => null);
		return {close: () => stream.close(), ended};
	}

	openSio() {
		const socket = io(`http://127.0.0.1:${this.world.stack.port}`, {auth: {token: this.world.token}, transports: ['websocket'], forceNew: true, reconnection: false});
		socket.onAny((event, data) => (event === 'resync' ? this.wrong.push('resync') : this.take(data)));
		socket.on('connect', () => socket.emit('subscribe:project', {projectId: this.project.id, after: this.last, logs: false}, (ack) => ack.ok || socket.disconnect()));
		const ended = new Promise((done) => { socket.once('disconnect', done); socket.once('connect_error', done); });
		return {close: () => socket.disconnect(), ended};
	}

	/** Until the project's last number was seen: opened, cut after a while, opened again. */
	async run() {
		while (this.last < this.project.goal && !this.world.late) {
			const link = {ws: () => this.openWs(), sse: () => this.openSse(), sio: () => this.openSio()}[this.wire]();
			const end = Date.now() + this.world.chance.between(...plan.cut);
			let over = false;
			link.ended.then(() => { over = true; });
			while (!over && Date.now() < end && this.last < this.project.goal && !this.world.late)
				await sleep(20);
			this.cuts += this.last < this.project.goal;
			link.close();
			if (over)
				await sleep(50);
		}
	}
}

/** Appends events by SQL over a session of its own; comes back when the server was away. Its count is what was committed. */
class Writer {
	constructor(world, project, bells) {
		Object.assign(this, {world, project, bells, uuid: uuidOf(project.id), db: new Db(world.stack)});
	}

	/** One transaction. Out: its last number; null when the server is away: nothing was committed, or nobody knows. */
	async commit(n) {
		try {
			return Number((await this.db.once(`SELECT event_append('${this.uuid}', NULL, 'agent:progress', '{"agentId": "agent_0", "progress": 1}'::jsonb) FROM generate_series(1, ${n})`)).trim().split('\n').at(-1));
		} catch {
			this.db.close();
			return null;
		}
	}

	/** The last events wait until enough went wrong: on a fast machine the others are all written before. */
	async turnToEnd(seq) {
		while (seq > this.project.goal - 100 && !enough(this.world) && !this.world.late)
			await sleep(50);
	}

	async run() {
		for (let last = 0;;) {
			await this.turnToEnd(last);
			const seq = await this.commit(this.world.chance.between(1, 12));
			if (seq === null)
				await sleep(100);
			else if (this.bells && this.world.chance.roll() < 0.8)
				this.world.bell(this.uuid, seq);
			if (seq >= this.project.goal || this.world.late)
				return this.db.close();
			last = seq ?? last;
			await sleep(this.world.chance.between(0, plan.pause));
		}
	}
}

const enough = (world) => world.kills >= 2 && world.restarts >= 2;
const children = (pid) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);

/** Kills a relay process now and then; restarts Redis and PostgreSQL in turns. */
async function hurt(world) {
	const {stack, chance} = world;
	let nextKill = Date.now() + plan.kill / 2, nextRestart = Date.now() + plan.restart / 2, turn = 0;
	while (!world.done) {
		await sleep(100);
		if (Date.now() > nextKill) {
			const pids = children(stack.processes.get('relay').pid);
			if (pids.length)
				process.kill(chance.pick(pids), 'SIGKILL');
			world.kills++;
			nextKill = Date.now() + plan.kill;
		}
		if (Date.now() > nextRestart && (full || turn < 2)) {
			if (turn++ % 2 === 0) {
				await stack.end('redis', 'SIGKILL');
				await sleep(1000);
				await stack.startRedis();
			} else {
				await stack.end('postgres', 'SIGINT');
				await sleep(1000);
				await stack.startPostgres();
			}
			world.restarts++;
			nextRestart = Date.now() + plan.restart;
		}
	}
}

async function world() {
	const stack = await startStack({relay: true, env: {LUDWRIGHT_RELAY_PROCESSES: '2', LUDWRIGHT_RELAY_USER_CONNECTIONS: '0', LUDWRIGHT_RELAY_ADDRESS_CONNECTIONS: '0'}});
	const ada = await stack.user('ada');
	const token = makeToken(stack, ada, {seconds: 7200}); // the long form outlives one of 15 minutes
	const w = {stack, token, chance: seeded(), kills: 0, restarts: 0, done: false, late: false};
	w.bell = (uuid, seq) => { // one connection; what is said while Redis is away nobody hears
		w.redis ??= net.connect(`${stack.dir}/redis/redis.sock`).on('error', () => {}).on('close', () => { w.redis = undefined; }).resume();
		w.redis.write(`PUBLISH project:${uuid} {"seq":${seq}}\r\n`.replace(/\{.*\}/, (text) => `'${text}'`));
	};
	w.projects = [];
	for (let i = 0; i < plan.projects; i++)
		w.projects.push({...await ada.project(), goal: Math.ceil(plan.events / plan.projects)});
	return w;
}

test('P2', {timeout: full ? 7200000 : 480000}, async () => {
	const w = await world();
	try {
		const wires = ['ws', 'sse', 'sio'];
		const watchers = Array.from({length: plan.clients}, (_, i) => new Watcher(w, wires[i % 3], w.projects[Math.floor(i / 3) % w.projects.length]));
		const writers = w.projects.flatMap((project) => [true, true, false].map((bells) => new Writer(w, project, bells)));
		const harm = hurt(w);
		const late = setTimeout(() => { w.late = true; }, full ? 7000000 : 420000);
		await Promise.all([...watchers, ...writers].map((one) => one.run()));
		w.done = true;
		clearTimeout(late);
		await harm;
		let expected = 0, seen = 0, lost = 0;
		for (const watcher of watchers) {
			expected += watcher.project.goal;
			seen += Math.min(watcher.last, watcher.project.goal);
			lost += Math.max(0, watcher.project.goal - watcher.last);
		}
		const wrong = watchers.flatMap((watcher) => watcher.wrong);
		const cuts = watchers.reduce((sum, watcher) => sum + watcher.cuts, 0);
		await until(() => w.stack.value('SELECT 1') === '1', 'PostgreSQL');
		console.log(`# P2 ${seen}/${expected} events seen once and in order by ${plan.clients} clients; lost ${lost}, repeated or out of order ${wrong.length}; ${cuts} cuts, ${w.kills} relay processes killed, ${w.restarts} restarts of Redis and PostgreSQL`);
		assert.deepStrictEqual(wrong, []);
		assert.strictEqual(lost, 0);
		assert.ok(cuts > plan.clients && enough(w), 'too little went wrong for this to mean anything');
		assert.doesNotMatch(w.stack.log('relay'), /Sanitizer|runtime error/);
	} catch (error) {
		w.stack.failed = true;
		throw error;
	} finally {
		w.redis?.destroy();
		await w.stack.stop();
	}
});
