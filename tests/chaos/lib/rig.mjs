// SPDX-License-Identifier: ISC
// A whole private Ludwright that may be hurt: the stack of tests/system, the provider `script`, several workers ("hosts") with several processes
// each, every service started again when it dies, as systemd would; and the harness's own record in the database (record.sql).
//
//   const rig = await startRig({script: {default: {delay_ms: [0, 1500]}}, hosts: 2, processes: 2});
//   const ada = await rig.person('ada');
//   await rig.db.rows('SELECT …');
//   await rig.stop();

import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {build, sleep, source, startStack, until} from '../../system/stack.mjs';

export {sleep, until};
const here = path.dirname(fileURLToPath(import.meta.url));
export const full = Boolean(process.env.LUDWRIGHT_FULL);
const RESTART_MS = 100; // systemd's RestartSec
const BROKEN = 78; // RestartPreventExitStatus: configuration or material is wrong

const program = (name) => [build, path.join(build, name.replace('ludwright-', ''))].map((dir) => path.join(dir, name)).find((file) => fs.existsSync(file));

/** One program under watch. */
export class Service {
	constructor(stack, name, start) {
		Object.assign(this, {stack, name, startOnce: start, wanted: false, starts: 0});
	}

	/** In: env for this start alone. */
	start(env) {
		this.wanted = true;
		this.starts++;
		const child = this.startOnce(env);
		this.child = child;
		child.ended.then((code) => {
			if (!this.wanted || this.child !== child)
				return;
			if (code === BROKEN) {
				console.log(`# ${this.name} does not start: ${this.stack.log(this.name).slice(-500)}`);
				process.kill(process.pid, 'SIGTERM'); // ends everything in order
			}
			const next = this.nextEnv;
			this.nextEnv = undefined;
			setTimeout(() => this.wanted && this.child === child && this.start(next), RESTART_MS);
		});
	}

	get pid() {
		return this.child && this.child.code === undefined ? this.child.pid : 0;
	}

	kill(signal = 'SIGKILL') {
		return this.pid ? this.child.kill(signal) : false;
	}

	async stop(signal = 'SIGTERM') {
		this.wanted = false;
		if (this.pid)
			await this.stack.end(this.name, signal);
	}
}

/** One psql that stays; statements go in, JSON comes out. Connects again when the server was away. */
export class Db {
	constructor(stack) {
		Object.assign(this, {stack, waiting: [], got: '', n: 0});
	}

	open() {
		const psql = spawn('psql', ['-h', `${this.stack.dir}/pg`, '-U', 'ludwright', '-d', 'ludwright', '-XqAt'], {stdio: ['pipe', 'pipe', 'ignore']});
		psql.stdout.setEncoding('utf8').on('data', (part) => this.take(part));
		psql.stdin.on('error', () => {});
		psql.on('close', () => {
			if (this.psql === psql)
				this.psql = undefined;
			for (const {fail} of this.waiting.splice(0))
				fail(new Error('the database went away'));
			this.got = '';
		});
		this.psql = psql;
	}

	take(part) {
		this.got += part;
		for (let end; this.waiting.length && (end = this.got.indexOf(this.waiting[0].mark)) >= 0;) {
			const line = this.got.indexOf('\n', end);
			if (line < 0)
				return;
			const {mark, done, fail} = this.waiting.shift();
			const [error, ...message] = this.got.slice(end + mark.length, line).trim().split(' ');
			const result = this.got.slice(0, end).trimEnd();
			this.got = this.got.slice(line + 1);
			if (error === 'true')
				fail(new Error(message.join(' ')));
			else
				done(result);
		}
	}

	once(sql) {
		if (!this.psql)
			this.open();
		const mark = `##${++this.n}##`;
		return new Promise((done, fail) => {
			this.waiting.push({mark, done, fail});
			this.psql.stdin.write(`${sql}\n;\n\\echo ${mark} :ERROR :LAST_ERROR_MESSAGE\n`);
		});
	}

	/** Text of the result; one that only reads is asked again while the server recovers. */
	async ask(sql) {
		for (const end = Date.now() + 30000; ;) {
			try {
				return await this.once(sql);
			} catch (error) {
				if (error.message && !/went away|starting up|shutting down|recovery|terminat|connect/.test(error.message) || Date.now() > end)
					throw new Error(`${error.message}: ${sql.slice(0, 300)}`);
				this.close(); // psql does not connect again by itself
				await sleep(100);
			}
		}
	}

	/** Rows as objects. */
	async rows(sql) {
		return JSON.parse(await this.ask(`SELECT coalesce(json_agg(t), '[]') FROM (${sql}) t`));
	}

	/** The first column of the first row. */
	async value(sql) {
		const [row] = await this.rows(sql);
		return row && Object.values(row)[0];
	}

	async run(sql) {
		return this.ask(sql);
	}

	close() {
		this.psql?.stdin.end();
		this.psql = undefined;
	}
}

class Rig {
	constructor(stack, options) {
		Object.assign(this, {stack, options, services: new Map(), db: new Db(stack), ledgerFile: path.join(stack.dir, 'calls.jsonl')});
	}

	service(name, start) {
		const service = new Service(this.stack, name, start);
		this.services.set(name, service);
		return service;
	}

	/** Makes the folder of graphs that a worker wants, and the script. */
	writeMaterial(script) {
		const {stack} = this;
		const folder = path.join(stack.dir, 'graphs/game-dev');
		fs.mkdirSync(folder, {recursive: true});
		fs.symlinkSync(path.join(source, 'tests/system/graphs/game-dev/offline'), path.join(folder, 'offline'));
		fs.writeFileSync(path.join(stack.dir, 'script.json'), JSON.stringify({ledger: this.ledgerFile, ...script}));
		fs.writeFileSync(this.ledgerFile, '');
		stack.own(path.join(stack.dir, 'script.json'), this.ledgerFile);
	}

	storeGraph(graph) {
		const text = JSON.stringify(graph);
		this.stack.sql(`INSERT INTO graph_versions (name, sha256, graph, created_at) VALUES ('game-dev', encode(sha256(convert_to($g$${text}$g$, 'UTF8')), 'hex'),
			$g$${text}$g$::jsonb, clock_timestamp() + interval '1 second')`);
	}

	addHost(name, extra = {}) {
		const {stack, options} = this;
		const env = {...stack.env, DATABASE_URL: stack.roleUrl('worker'), LUDWRIGHT_PROVIDER_SCRIPT_PATH: path.join(stack.dir, 'script.json'), LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(stack.dir, 'graphs'),
			LUDWRIGHT_WORKER_SANDBOX_PATH: program('ludwright-sandbox'), LUDWRIGHT_WORKER_MIN: String(options.processes ?? 2), LUDWRIGHT_WORKER_MAX: String(options.processes ?? 2),
			LUDWRIGHT_WORKER_CONCURRENCY: String(options.concurrency ?? 16), LUDWRIGHT_WORKER_LEASE_SECONDS: String(options.lease ?? 5),
			...options.workerEnv, ...extra};
		delete env.LUDWRIGHT_KILL_AT;
		return this.service(name, (more) => stack.start(name, program('ludwright-worker'), [], {env: {...env, ...more}}));
	}

	get hosts() {
		return [...this.services.values()].filter((service) => service.name.startsWith('host'));
	}

	/** Pids of a service's child processes. */
	children(service) {
		if (!service.pid)
			return [];
		try {
			return fs.readFileSync(`/proc/${service.pid}/task/${service.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
				.filter((pid) => this.isNative(pid, service));
		} catch {
			return [];
		}
	}

	/** Not a program that a child began (a sandbox), but a process of the service itself. */
	isNative(pid, service) {
		try {
			if (process.getuid() !== 0) // of a process that may not be dumped only root sees the program
				return fs.readFileSync(`/proc/${pid}/comm`, 'utf8') === fs.readFileSync(`/proc/${service.pid}/comm`, 'utf8');
			return fs.readlinkSync(`/proc/${pid}/exe`) === fs.readlinkSync(`/proc/${service.pid}/exe`);
		} catch {
			return false;
		}
	}

	/** A file of /proc/PID, "" when the process is gone. */
	readProc(pid, name) {
		try {
			return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8');
		} catch {
			return '';
		}
	}

	/** Lines of the script provider's ledger. */
	ledger() {
		return fs.readFileSync(this.ledgerFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
	}

	async person(name, options = {}) {
		const {Person} = await import('./person.mjs');
		const email = `${name}@example.org`;
		const uuid = this.stack.addUser(email, {...options, name});
		const person = new Person(this, email, uuid);
		await person.login();
		return person;
	}

	/** A worker's processes too: they would end what they have at work when their parent is gone, and with a clock that stands still they never do. */
	async stopHost(service) {
		service.kill('SIGSTOP'); // it begins no other
		const children = this.children(service);
		await service.stop('SIGKILL');
		for (const pid of children)
			try {
				process.kill(pid, 'SIGKILL');
			} catch {} // it has ended
	}

	async stop(failed = false) {
		this.stack.failed ||= failed;
		this.db.close();
		for (const service of this.services.values())
			service.wanted = false;
		await Promise.all(this.hosts.map((service) => this.stopHost(service)));
		await this.stack.stop();
	}
}

export const chaosGraph = () => JSON.parse(fs.readFileSync(path.join(here, '../graph/game-dev/graph.json'), 'utf8'));

/** In: script of the provider; graph (else tests/chaos/graph); hosts, processes, concurrency, lease; workerEnv; start: false leaves hosts stopped; relay: one too. */
export async function startRig(options = {}) {
	const stack = await startStack({api: false, postgres: options.postgres ?? [], env: {LUDWRIGHT_API_CHILDREN: String(options.children ?? 8), ...options.env}});
	const rig = new Rig(stack, options);
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
		process.once(signal, () => rig.stop(false).finally(() => process.exit(1)));
	try {
		rig.writeMaterial(options.script ?? {default: {}});
		rig.storeGraph(options.graph ?? chaosGraph());
		stack.sql("ALTER DATABASE ludwright SET ludwright.provider = 'script'");
		stack.sql(fs.readFileSync(path.join(here, 'record.sql'), 'utf8'));
		for (const name of ['postgres', 'redis', 'nginx']) { // those of the stack, under watch from here on
			const {spawnfile, spawnargs} = stack.processes.get(name);
			const service = rig.service(name, () => stack.start(name, spawnfile, spawnargs.slice(1)));
			const child = stack.processes.get(name);
			service.startOnce = () => (service.startOnce = () => stack.start(name, spawnfile, spawnargs.slice(1)), child);
			service.start();
		}
		rig.service('api', () => stack.start('api', program('ludwright-api'), [], {env: {...stack.env, DATABASE_URL: stack.roleUrl('api')}})).start();
		if (options.relay)
			rig.service('relay', () => stack.start('relay', program('ludwright-relay'), [], {env: {...stack.env, DATABASE_URL: stack.roleUrl('relay')}})).start();
		await until(async () => (await stack.fetch('GET', '/health')).status === 200, 'an answer of ludwright-api');
		for (let i = 1; i <= (options.hosts ?? 2); i++)
			rig.addHost(`host${i}`);
		if (options.start !== false)
			for (const host of rig.hosts)
				host.start();
		return rig;
	} catch (error) {
		await rig.stop(true);
		throw error;
	}
}

async function outcome(main) {
	try {
		return await main();
	} catch (error) {
		return {n: 0, m: 1, text: error.message, problems: [error.stack]};
	}
}

/**
 * Runs promises one after another, each as a TAP test and as its line. In: [[name, main], …]; main gives {n, m, text, problems: [text], notes}:
 * `P1 n/m text`. No problem and n = m > 0 is good. LUDWRIGHT_PART names one of them.
 */
export async function promises(all) {
	const list = all.filter(([name]) => !process.env.LUDWRIGHT_PART || name === process.env.LUDWRIGHT_PART);
	let failed = false;
	for (const [i, [name, main]] of list.entries()) {
		const {n, m, text, problems = [], notes = []} = await outcome(main);
		for (const note of notes)
			console.log(`# ${note}`);
		for (const problem of problems.slice(0, 40))
			console.log(`# problem: ${String(problem).replaceAll('\n', '\n#   ')}`);
		const line = `${name} ${n}/${m} ${text}`;
		const good = n === m && m > 0 && problems.length === 0;
		failed ||= !good;
		console.log(`# ${line}`);
		console.log(`${good ? 'ok' : 'not ok'} ${i + 1} - ${line}`);
	}
	console.log(`1..${list.length}`);
	process.exitCode = failed ? 1 : 0;
	setTimeout(() => process.exit(), 500).unref();
}

export const promise = (name, main) => promises([[name, main]]);
