// SPDX-License-Identifier: ISC
// A private Ludwright for one test file: PostgreSQL, Redis, nginx and ludwright-api in a temporary folder, no fixed ports, nothing running beforehand.
//
//   const stack = await startStack({worker: false});
//   const user = await stack.user("ada");              // an account, signed in
//   const {status, headers, body} = await user.get("/api/v1/projects");
//   await stack.stop();                                 // keeps the folder with its logs when a test failed
//
// As root, servers run as another user (initdb refuses root).

import {spawn, spawnSync} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
export const source = process.env.top_srcdir ?? path.resolve(here, '../..');
export const build = process.env.top_builddir ?? source;
/** LUDWRIGHT_VALGRIND=1 runs the relay under it: errors and leaks fail the test. */
const VALGRIND = ['--quiet', '--leak-check=full', '--errors-for-leak-kinds=definite', '--show-leak-kinds=definite', '--child-silent-after-fork=no'];
export const PASSWORD = 'correct horse battery';

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

/** Waits for a condition, not for time: calls test until it gives something true. */
export async function until(test, what, seconds = 15) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const value = await Promise.resolve().then(test).catch(() => false);
		if (value)
			return value;
		if (Date.now() > end)
			throw new Error(`waited ${seconds} s for ${what}`);
		await sleep(20);
	}
}

/** What measure() gives is at most limit in one of three tries: what else runs on the machine makes some of them slow, and what waits for
 * a timer or a poll makes all of them slow. */
export async function within(limit, what, measure) {
	const seen = [];
	while (seen.length < 3) {
		seen.push(await measure());
		if (seen.at(-1) <= limit)
			return seen.at(-1);
	}
	throw new Error(`${what}: ${seen.map((n) => n.toFixed(1)).join(', ')}, more than ${limit}`);
}

function serverUser() {
	if (process.getuid() !== 0)
		return {};
	for (const name of ['postgres', 'nobody']) {
		const line = fs.readFileSync('/etc/passwd', 'utf8').split('\n').find((l) => l.startsWith(`${name}:`));
		if (line) {
			const [, , uid, gid] = line.split(':');
			return {uid: Number(uid), gid: Number(gid)};
		}
	}
	throw new Error('no user to run servers as');
}

function postgresBin() {
	const root = '/usr/lib/postgresql';
	const versions = fs.existsSync(root) ? fs.readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
	return versions.length ? path.join(root, versions[0], 'bin') : '';
}

function freePort() {
	return new Promise((done, fail) => {
		const server = net.createServer();
		server.once('error', fail);
		server.listen(0, '127.0.0.1', () => {
			const {port} = server.address();
			server.close(() => done(port));
		});
	});
}

function opens(where) {
	return new Promise((done) => {
		const socket = net.connect(where, () => {
			socket.destroy();
			done(true);
		});
		socket.once('error', () => done(false));
	});
}

const binary = (name) => [path.join(build, name), path.join(build, 'cgi', name), path.join(build, 'relay', name), path.join(build, 'worker', name), path.join(build, 'ctl', name)]
	.find((file) => fs.existsSync(file) && fs.statSync(file).isFile());

class Stack {
	constructor() {
		this.as = serverUser();
		this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ludwright-test-'));
		this.processes = new Map();
		this.failed = false;
		this.postgres = []; // more arguments of PostgreSQL
		for (const name of ['pg', 'redis', 'files', 'keys', 'www', 'log'])
			fs.mkdirSync(path.join(this.dir, name), {mode: 0o750});
		this.own(this.dir);
		this.env = {
			...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC',
			DATABASE_URL: `postgresql:///ludwright?host=${this.dir}/pg&user=ludwright`,
			REDIS_URL: `unix:${this.dir}/redis/redis.sock`,
			SECRET_KEY: randomBytes(32).toString('hex'),
			LUDWRIGHT_SERVER_KEYS_DIR: `${this.dir}/keys`,
			LUDWRIGHT_API_SOCKET: `${this.dir}/api.sock`,
			LUDWRIGHT_RELAY_SOCKET: `${this.dir}/relay.sock`,
			LUDWRIGHT_API_CHILDREN: '4',
			LUDWRIGHT_API_COOKIE_SECURE: 'false',
			LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0',
			LUDWRIGHT_METRICS_FILE: `${this.dir}/metrics`,
			LUDWRIGHT_FILES_DIR: `${this.dir}/files`,
			LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'graphs'),
		};
	}

	/** Gives files to the user that the servers run as. */
	own(...files) {
		if (this.as.uid === undefined)
			return;
		for (const file of files) {
			fs.chownSync(file, this.as.uid, this.as.gid);
			if (fs.statSync(file).isDirectory())
				this.own(...fs.readdirSync(file).map((name) => path.join(file, name)));
		}
	}

	run(file, args, options = {}) {
		const done = spawnSync(file, args, {...this.as, cwd: this.dir, env: this.env, encoding: 'utf8', ...options});
		if (done.status !== 0)
			throw new Error(`${file} ${args.join(' ').slice(0, 200)}: ${done.error ?? ''}${done.stderr}${done.stdout}`);
		return done.stdout;
	}

	start(name, file, args, options = {}) {
		const log = fs.openSync(path.join(this.dir, 'log', `${name}.log`), 'a');
		const child = spawn(file, args, {...this.as, cwd: this.dir, env: this.env, stdio: ['ignore', log, log], ...options});
		fs.closeSync(log);
		child.ended = new Promise((done) => child.once('exit', (code, signal) => {
			child.code = code ?? signal;
			done(child.code);
		}));
		this.processes.set(name, child);
		return child;
	}

	async end(name, signal = 'SIGTERM') {
		const child = this.processes.get(name);
		if (!child || child.code !== undefined)
			return;
		child.kill(signal);
		const late = setTimeout(() => child.kill('SIGKILL'), 10000);
		await child.ended;
		clearTimeout(late);
	}

	log(name) {
		return fs.readFileSync(path.join(this.dir, 'log', `${name}.log`), 'utf8');
	}

	// PostgreSQL

	async startPostgres() {
		const data = path.join(this.dir, 'pg/data');
		const bin = postgresBin();
		if (!fs.existsSync(data))
			this.run(path.join(bin, 'initdb'), ['-D', data, '-U', 'ludwright', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--locale=C.UTF-8']);
		this.start('postgres', path.join(bin, 'postgres'), ['-D', data, '-k', path.join(this.dir, 'pg'), '-c', 'listen_addresses=',
			'-c', 'fsync=off', '-c', 'max_connections=100', '-c', 'shared_buffers=64MB', '-c', 'log_min_messages=warning', ...this.postgres]);
		await until(() => spawnSync(path.join(bin, 'pg_isready'), ['-h', path.join(this.dir, 'pg'), '-q']).status === 0, 'PostgreSQL');
	}

	/** Runs SQL as the owner; gives rows of text, tab-separated columns. */
	sql(text, database = 'ludwright') {
		return this.run('psql', ['-h', path.join(this.dir, 'pg'), '-U', 'ludwright', '-d', database, '-XqAt', '-F', '\t', '-v', 'ON_ERROR_STOP=1'],
			{input: text, as: undefined}).trimEnd();
	}

	value(text) {
		return this.sql(text).split('\n')[0];
	}

	migrate() {
		this.sql('CREATE DATABASE ludwright', 'postgres');
		this.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
		this.storeGraph();
	}

	/** A small graph, so that projects can start; ludctl migrate stores the real one. */
	storeGraph() {
		const graph = {
			name: 'game-dev',
			nodes: [{name: 'concept', kind: 'agent', phase: 1, title: 'Concept', order: 1, output_type: 'concept_doc', channel: 'concept_document'},
				{name: 'checkpoint_concept', kind: 'checkpoint', phase: 1, title: 'Concept review', order: 2},
				{name: 'design', kind: 'agent', phase: 1, title: 'Design', order: 3, output_type: 'design_doc', channel: 'design_document'}],
			edges: [{from: 'concept', to: 'checkpoint_concept'}, {from: 'checkpoint_concept', to: 'design', when: {decision: 'approved'}},
				{from: 'checkpoint_concept', to: ['concept', 'design'], when: {decision: 'not_approved', target: 'design'}}],
		};
		this.sql(`INSERT INTO graph_versions (name, sha256, graph) VALUES ('game-dev', repeat('a', 64), '${JSON.stringify(graph)}')`);
	}

	// Redis, nginx, the programs

	async startRedis() {
		const socket = path.join(this.dir, 'redis/redis.sock');
		this.start('redis', 'redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'no', '--dir', path.join(this.dir, 'redis')]);
		await until(() => opens(socket), 'Redis');
	}

	async startNginx() {
		const values = {PORT: this.port, PLAY_PORT: this.playPort, LISTEN: '127.0.0.1', RUN: this.dir, WWW: path.join(this.dir, 'www'),
			API_SOCKET: `${this.dir}/api.sock`, RELAY_SOCKET: `${this.dir}/relay.sock`, FILES: `${this.dir}/files`};
		const conf = path.join(this.dir, 'nginx.conf');
		fs.writeFileSync(conf, fs.readFileSync(path.join(source, 'nginx/private.conf.in'), 'utf8').replace(/@([A-Z_]+)@/g, (all, name) => values[name]));
		this.start('nginx', 'nginx', ['-c', conf, '-p', this.dir, '-e', path.join(this.dir, 'log/nginx-start.log')]);
		await until(() => opens(this.port), 'nginx');
	}

	/** Puts the built pages where nginx serves them. */
	installPages() {
		fs.cpSync(path.join(build, 'www/dist'), path.join(this.dir, 'www'), {recursive: true});
		this.own(path.join(this.dir, 'www'));
	}

	/** As the programs connect: with a role of their own that may do what they need and nothing else. */
	roleUrl(role) {
		return this.env.DATABASE_URL.replace('user=ludwright', `user=ludwright_${role}`);
	}

	async startApi(extra = {}) {
		const program = binary('ludwright-api');
		if (!program)
			throw new Error(`ludwright-api is not built in ${build}`);
		Object.assign(this.env, extra);
		this.start('api', program, [], {env: {...this.env, DATABASE_URL: this.roleUrl('api')}});
		await until(() => opens(`${this.dir}/api.sock`), 'ludwright-api');
		await until(async () => (await this.fetch('GET', '/health')).status === 200, 'an answer of ludwright-api');
	}

	async startRelay(extra = {}) {
		const program = binary('ludwright-relay');
		if (!program)
			throw new Error(`ludwright-relay is not built in ${build}`);
		Object.assign(this.env, extra);
		const [file, ...args] = process.env.LUDWRIGHT_VALGRIND ? ['valgrind', ...VALGRIND, `--log-file=${this.dir}/log/valgrind-%p.log`, program] : [program];
		this.start('relay', file, args, {env: {...this.env, DATABASE_URL: this.roleUrl('relay')}});
		await until(() => opens(`${this.dir}/relay.sock`), 'ludwright-relay', 60);
	}

	startWorker() {
		const program = binary('ludwright-worker');
		return program ? this.start('worker', program, [], {env: {...this.env, DATABASE_URL: this.roleUrl('worker')}}) : null;
	}

	ludctl(args, options = {}) {
		return this.run(binary('ludctl'), args, options);
	}

	makeKeys() {
		const dir = path.join(this.dir, 'keys');
		const kid = 'test-1';
		this.run('openssl', ['genpkey', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048', '-out', `${dir}/${kid}.pem`, '-quiet']);
		this.run('openssl', ['pkey', '-in', `${dir}/${kid}.pem`, '-pubout', '-out', `${dir}/${kid}.pub`]);
		fs.writeFileSync(`${dir}/current`, `${kid}\n`);
		for (const name of fs.readdirSync(dir))
			fs.chmodSync(path.join(dir, name), 0o600);
		this.own(dir);
	}

	// People

	/** bcrypt as the API has it; perl's crypt is libxcrypt's. */
	hash(password) {
		const salt = randomBytes(32).toString('hex').slice(0, 22).replace(/./g, (c) => c).replace(/.$/, 'O');
		return this.run('perl', ['-e', 'print crypt($ARGV[0], $ARGV[1])', password, `$2b$12$${salt}`]);
	}

	addUser(email, {role = 'member', password = PASSWORD, name = email} = {}) {
		this.hashes ??= new Map();
		if (!this.hashes.has(password))
			this.hashes.set(password, this.hash(password));
		return this.value(`INSERT INTO users (email, name, password_hash, role)
			VALUES ('${email}', '${name}', '${this.hashes.get(password)}', '${role}') RETURNING id`);
	}

	async user(name, options = {}) {
		const email = `${name}@example.org`;
		const uuid = this.addUser(email, {...options, name});
		const client = new Client(this, email, uuid);
		await client.login(options.password ?? PASSWORD);
		return client;
	}

	// HTTP

	/** In: body may be an object (sent as JSON), a string or a Buffer. */
	fetch(method, address, {headers = {}, body, port = this.port, localAddress} = {}) {
		let bytes = body;
		const all = {...headers};
		if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) {
			bytes = JSON.stringify(body);
			all['content-type'] ??= 'application/json';
		}
		if (bytes !== undefined)
			all['content-length'] ??= Buffer.byteLength(bytes);
		return new Promise((done, fail) => {
			const request = http.request({host: '127.0.0.1', port, method, path: address, headers: all, agent: false, localAddress}, (res) => {
				const parts = [];
				res.on('data', (part) => parts.push(part));
				res.on('error', fail);
				res.on('end', () => {
					const raw = Buffer.concat(parts);
					let json;
					try {
						json = raw.length ? JSON.parse(raw.toString()) : undefined;
					} catch { /* not JSON */ }
					done({status: res.statusCode, headers: res.headers, raw, text: raw.toString(), body: json});
				});
			});
			request.on('error', fail);
			request.end(bytes);
		});
	}

	/** What valgrind and sanitizers have said of the relay; '' when nothing. */
	found() {
		const said = fs.readdirSync(path.join(this.dir, 'log')).filter((name) => name.startsWith('valgrind-')).map((name) => fs.readFileSync(path.join(this.dir, 'log', name), 'utf8'));
		const relay = this.processes.has('relay') ? this.log('relay').split('\n').filter((line) => /Sanitizer|runtime error:/.test(line)) : [];
		return [...said, ...relay].join('\n').trim();
	}

	async stop() {
		const last = ['nginx', 'api', 'relay', 'worker', 'redis', 'postgres'];
		for (const name of [...this.processes.keys()].filter((name) => !last.includes(name)).concat(last.slice(0, -1)))
			await this.end(name);
		await this.end('postgres', 'SIGINT');
		const found = this.found();
		this.failed ||= Boolean(found);
		if (this.failed || process.env.KEEP_STACK)
			console.log(`# kept: ${this.dir}`);
		else
			fs.rmSync(this.dir, {recursive: true, force: true});
		if (found)
			throw new Error(`found in the relay: ${found.slice(0, 5000)}`);
	}
}

export class Client {
	constructor(stack, email, uuid) {
		Object.assign(this, {stack, email, uuid, id: `user_${(uuid ?? '').replaceAll('-', '')}`});
	}

	/** As clients should: what cannot be had just now (a child that has not found Redis again) is asked for again, for some seconds. */
	async login(password = PASSWORD) {
		const ask = () => this.stack.fetch('POST', '/api/v1/auth/login', {body: {email: this.email, password}});
		let {status, body} = await ask();
		for (let tries = 0; status === 503 && tries < 20; tries++) {
			await sleep(250);
			({status, body} = await ask());
		}
		if (status !== 200)
			throw new Error(`login: ${status} ${JSON.stringify(body)}`);
		this.token = body.access_token;
		this.refresh = body.refresh_token;
		return body;
	}

	call(method, address, body, headers = {}) {
		return this.stack.fetch(method, address, {body, headers: {authorization: `Bearer ${this.token}`, ...headers}});
	}

	get(address, headers) {
		return this.call('GET', address, undefined, headers);
	}

	post(address, body, headers) {
		return this.call('POST', address, body, headers);
	}

	put(address, body, headers) {
		return this.call('PUT', address, body, headers);
	}

	delete(address, body, headers) {
		return this.call('DELETE', address, body, headers);
	}

	/** A draft. */
	async project(change = {}) {
		const {status, body} = await this.post('/api/v1/projects', {name: 'Lighthouse', concept: CONCEPT, ...change});
		if (status !== 201)
			throw new Error(`project: ${status} ${JSON.stringify(body)}`);
		return body;
	}
}

export const CONCEPT = {description: 'A lighthouse keeper collects falling stars before the tide comes in, and lights the lamp.', platform: 'web', scope: 'mvp'};
export const uuidOf = (id) => id.replace(/^[a-z]+_/, '').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** In: options.env for the programs; options.postgres more of its arguments; options.worker starts a worker; options.relay a relay; options.api false leaves the API out. */
export async function startStack({env = {}, worker = false, relay = false, api = true, postgres = []} = {}) {
	const stack = new Stack();
	stack.postgres = postgres;
	try {
		stack.port = await freePort();
		stack.playPort = await freePort();
		stack.origin = `http://127.0.0.1:${stack.port}`;
		stack.play = `http://127.0.0.1:${stack.playPort}`;
		Object.assign(stack.env, {LUDWRIGHT_SERVER_PUBLIC_URL: stack.origin, LUDWRIGHT_SERVER_PLAY_URL: stack.play}, env);
		stack.makeKeys();
		await Promise.all([stack.startPostgres().then(() => stack.migrate()), stack.startRedis(), stack.startNginx()]);
		if (api)
			await stack.startApi();
		if (relay)
			await stack.startRelay();
		if (worker)
			stack.startWorker();
		return stack;
	} catch (error) {
		stack.failed = true;
		await stack.stop();
		throw error;
	}
}
