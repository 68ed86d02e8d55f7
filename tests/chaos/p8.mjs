// SPDX-License-Identifier: ISC
// P8: no room on the disks of files, of nginx's bodies, of the database and of its write-ahead log, no descriptors, no memory: no half file, every answer in the one form (a full disk is 503 with Retry-After), no
// step fails of it, nobody has to be started by hand, and what was refused works once there is room.
import {createHash, randomBytes} from 'node:crypto';
import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {Crowd, scriptOf} from './lib/crowd.mjs';
import {seeded} from './lib/chance.mjs';
import {PASSWORD} from '../system/stack.mjs';
import {Load} from './lib/load.mjs';
import {full, promise, sleep, startRig, until} from './lib/rig.mjs';
import {Watchers} from './lib/watcher.mjs';

const ROUNDS = full ? 10 : 2;
const DISKS = {files: 24 << 20, 'nginx-body': 1 << 20, small: 16 << 20, wal: 96 << 20}; // bytes of the small disks, in the system's folder; small is a tablespace
const FILE = 100 << 10;
const V1 = '/api/v1';
/** Why the disk cannot be made small here; '' when it can. */
const noDisk = process.getuid() !== 0 || spawnSync('unshare', ['--mount', 'true']).status !== 0 ? 'needs root' : '';

class Test {
	constructor(rig, load, person) {
		Object.assign(this, {rig, load, person, n: 0, problems: [], notes: [], kept: new Map()});
	}

	check(holds, what) {
		this.n++;
		if (!holds)
			this.problems.push(what);
	}

	ask(method, address, body) {
		return this.rig.stack.fetch(method, `${V1}/${address}`, {body, headers: {authorization: `Bearer ${this.person.token}`}});
	}

	/** Sends a file of random bytes. Out: the answer's status; what was acknowledged is remembered, and how the last one was refused. */
	async upload(project) {
		const bytes = randomBytes(FILE), {status, headers, body, text} = await this.rig.stack.fetch('POST', `${V1}/projects/${project}/files?name=${randomBytes(4).toString('hex')}.bin`,
			{body: bytes, headers: {authorization: `Bearer ${this.person.token}`, 'content-type': 'application/octet-stream'}});
		if (status === 201)
			this.kept.set(body.id, createHash('sha256').update(bytes).digest('hex'));
		else
			this.load.checkForm('upload', 'files', {status, text});
		this.refusal = `${status} ${body?.error?.code} ${headers['retry-after']}`;
		return status;
	}

	/** Sends what takes memory to be read, and is wrong. Out: the answer's status; 0: none came. */
	async large() {
		const {status, text} = await this.load.send('POST', `${V1}/projects`, {name: 'large', nothing: Array.from({length: 120000}, (_, i) => `${i}`)});
		this.load.checkForm('large', 'projects', {status, text});
		return status;
	}

	/** Every file on the disk is whole, every acknowledged one is given back as it was, and nothing was left half done. */
	async whole(what) {
		const files = path.join(this.rig.stack.dir, 'files'), names = fs.readdirSync(files, {recursive: true}).filter((name) => fs.statSync(path.join(files, name)).isFile());
		for (const name of names)
			this.check(createHash('sha256').update(fs.readFileSync(path.join(files, name))).digest('hex') === name.replaceAll('/', ''), `${what}: ${name} is half a file, or none of ours`);
		for (const [id, sha256] of this.kept) {
			const {raw} = await this.rig.stack.fetch('GET', `${V1}/files/${id}`, {headers: {authorization: `Bearer ${this.person.token}`}});
			this.check(createHash('sha256').update(raw).digest('hex') === sha256, `${what}: an acknowledged file is not what it was`);
		}
	}
}

/** Whose processes they are may limit them; root needs a capability for it that it often has not. */
let asUser = {};
const parents = (rig) => ['api', 'relay', 'host1'].map((name) => rig.services.get(name).pid).join();

/** As much as fits is put on the disk. */
function fill(file) {
	const fd = fs.openSync(file, 'w');
	try {
		for (let size = 64 << 10; size >= 1;)
			try {
				fs.writeSync(fd, Buffer.alloc(size));
			} catch (error) {
				if (error.code !== 'ENOSPC')
					throw error;
				size >>= 1;
			}
	} finally {
		fs.closeSync(fd);
	}
}

/** Uploads while a disk is full. Out: how each was refused, once each. */
async function refusals(t, project) {
	const seen = new Set();
	for (let n = 0; n < 5; n++) {
		await t.upload(project);
		seen.add(t.refusal);
	}
	return [...seen].join();
}

const says = (rig, message) => rig.stack.log('host1').split(message).length;
/** The database has no room either for a step to be put off. */
const NO_ROOM = `CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE disk_full; END $$;
	CREATE TRIGGER no_room BEFORE UPDATE ON jobs FOR EACH ROW WHEN (new.last_error LIKE 'files cannot be stored%' AND new.leased_by IS NULL) EXECUTE FUNCTION no_room()`;
const HANDED_BACK = `SELECT j.attempt, a.status FROM jobs j JOIN agents a ON a.id = j.agent_id
	WHERE j.leased_by IS NULL AND j.run_at > clock_timestamp() AND a.retry_at = j.run_at AND a.error LIKE 'files cannot be stored%'`;

/** The disk of files is full: uploads are refused whole, agents' files too: their steps wait, and are put off. Both go on once there is room. */
async function disk(t, project, crowd) {
	const {rig, load} = t, filler = path.join(rig.stack.dir, 'files/filler'), waited = says(rig, 'step waits for room'), putOff = says(rig, 'step is put off'), refused = says(rig, 'snooze of job'), {retries} = crowd;
	t.check(await t.upload(project) === 201, 'a file is taken while there is room');
	load.phase('full');
	rig.stack.sql(NO_ROOM);
	fill(filler);
	const seen = await refusals(t, project);
	t.check(seen === '503 UNAVAILABLE 60', `uploads on a full disk were answered ${seen}`);
	crowd.size++;
	await until(() => says(rig, 'step waits for room') > waited, 'a step that waits for room', 120);
	await until(() => says(rig, 'snooze of job') > refused, 'a step that cannot be put off', 120);
	const [, id] = /.*snooze of job (\d+)/s.exec(rig.stack.log('host1')), claims = await rig.db.value(`SELECT attempt FROM jobs WHERE id = ${id}`);
	rig.stack.sql('DROP TRIGGER no_room ON jobs');
	await until(() => says(rig, 'step is put off') > putOff, 'a step that is put off', 120);
	const [job] = await until(() => rig.db.rows(`${HANDED_BACK} AND j.id = ${id}`).then((rows) => rows.length && rows), 'the job of that step, with the reason at its agent', 120);
	t.check(job.attempt === claims - 1 && job.status === 'running', `a step that had ${claims} claims and was put off has ${job.attempt}, and its agent is ${job.status}`);
	t.check((await rig.stack.fetch('GET', '/health')).status === 200, 'the API answers');
	load.phase('between');
	fs.rmSync(filler);
	load.phase('calm');
	t.check(await t.upload(project) === 201, 'a file is taken again');
	t.check(crowd.retries === retries, 'no project failed for want of room');
	await t.whole('disk');
}

/** nginx has no room for bodies that it does not keep in memory. */
async function bodies(t, project) {
	const filler = path.join(t.rig.stack.dir, 'nginx-body/filler');
	t.load.phase('full');
	fill(filler);
	const seen = await refusals(t, project);
	t.check(seen === '503 UNAVAILABLE 2', `uploads that nginx has no room for were answered ${seen}`);
	t.load.phase('between');
	fs.rmSync(filler);
	t.load.phase('calm');
	t.check(await t.upload(project) === 201, 'a body is taken again');
}

/** Makes projects of some 18 kB. */
class Maker {
	constructor(t) {
		Object.assign(this, {t, seen: new Set(), kept: []});
	}

	async make() {
		const {status, body, headers} = await this.t.ask('POST', 'projects', {name: 'large', concept: {description: randomBytes(9000).toString('hex'), platform: 'web', scope: 'mvp'}});
		if (status === 201)
			this.kept.push(body.id);
		else
			this.seen.add(`${status} ${body?.error?.code ?? ''} ${headers['retry-after'] ?? ''}`.trim());
		return status;
	}

	/** There is room again: projects can be made, and all that were acknowledged are there. In: filler, the file that took the room. */
	async goOn(filler, what) {
		const {t} = this;
		t.check([...this.seen].join() === '503 UNAVAILABLE 2', `projects were answered ${[...this.seen]} without room for ${what}`);
		t.load.phase('between');
		fs.rmSync(filler);
		await until(async () => await this.make() === 201, 'a project that is made again', 60);
		t.load.phase('calm');
		for (const id of this.kept)
			t.check((await t.ask('GET', `projects/${id}`)).status === 200, 'an acknowledged project is there');
	}
}

/** The database has no room for more rows of projects: what needs some is refused, all else goes on. */
async function database(t) {
	const filler = path.join(t.rig.stack.dir, 'small/filler'), maker = new Maker(t);
	t.load.phase('full');
	fill(filler);
	for (let n = 0; n < 20; n++)
		await maker.make();
	await maker.goOn(filler, 'rows');
}

const panics = (rig) => rig.stack.log('postgres').split('PANIC:').length;

/** The write-ahead log has no room: PostgreSQL stops, and is started again until there is some. All that was acknowledged is there, and no step fails. */
async function writeAhead(t, crowd) {
	const {rig} = t, filler = path.join(rig.stack.dir, 'wal/filler'), maker = new Maker(t), before = panics(rig), {starts} = rig.services.get('postgres'), {retries} = crowd;
	t.load.phase('full');
	fill(filler);
	await until(async () => { // the pieces that it has are used up first
		await maker.make();
		spawnSync('psql', ['-h', path.join(rig.stack.dir, 'pg'), '-U', 'ludwright', '-d', 'ludwright', '-Xqc', 'SELECT pg_switch_wal()'], {stdio: 'ignore'});
		return panics(rig) > before && maker.seen.size;
	}, 'a database that stops', 60);
	await sleep(full ? 20000 : 3000); // it is tried again and again
	await maker.make();
	t.check((await rig.stack.fetch('GET', '/health')).status === 200, 'the API answers');
	await maker.goOn(filler, 'the write-ahead log');
	t.check(crowd.retries === retries, 'no project failed for want of room');
	t.notes.push(`without room for its log PostgreSQL failed ${panics(rig) - before} times in a round and was started again ${rig.services.get('postgres').starts - starts} times`);
	await t.whole('write-ahead log');
}

const redis = (rig, ...args) => execFileSync('redis-cli', ['-s', `${rig.stack.dir}/redis/redis.sock`, ...args], {encoding: 'utf8'});
const stepsDone = async (rig) => Number(await rig.db.value("SELECT count(*) FROM events WHERE type = 'agent:completed'"));

/** Redis refuses to keep more: who is signed in goes on, agents do their steps, and nobody gets in or stays in unseen. */
async function memoryOfRedis(t, crowd) {
	const {rig, load} = t, answers = new Set(), before = await stepsDone(rig), {retries} = crowd;
	redis(rig, 'CONFIG', 'SET', 'maxmemory', '1');
	load.phase('redis');
	crowd.size++;
	await until(async () => {
		const {status, body} = await rig.stack.fetch('POST', `${V1}/auth/login`, {body: {email: t.person.email, password: PASSWORD}});
		answers.add(`${status} ${body?.error?.code ?? ''}`);
		return await stepsDone(rig) >= before + 2;
	}, 'steps without room in Redis', 120);
	load.phase('between');
	redis(rig, 'CONFIG', 'SET', 'maxmemory', '0');
	await until(async () => (await rig.stack.fetch('POST', `${V1}/auth/login`, {body: {email: t.person.email, password: PASSWORD}})).status === 200, 'signing in', 30);
	load.phase('calm');
	const others = load.others('redis', 200, 201);
	t.check(!others.length && load.count('redis', 200), `requests with a token were answered ${others} without room in Redis`);
	t.check([...answers].join() === '503 UNAVAILABLE', `signing in was answered ${[...answers]} without room in Redis`);
	t.check(crowd.retries === retries, 'no project failed for want of room in Redis');
}

const limitOf = (pid, what) => execFileSync('prlimit', ['--pid', String(pid), `--${what}`, '--noheadings', '--raw', '--output', 'SOFT,HARD'], {encoding: 'utf8', ...asUser}).trim().split(/\s+/).join(':');
const setLimit = (pid, what, value) => spawnSync('prlimit', ['--pid', String(pid), `--${what}=${value}`], asUser);

/** Processes get a limit below what they need, and then their old one back. In: amount gives the limit of a process. */
async function starve(t, project, what, amount) {
	const {rig, load} = t, api = rig.services.get('api'), relay = rig.services.get('relay'), all = [...rig.children(api), ...rig.children(relay), ...rig.children(rig.services.get('host1'))];
	const before = new Map(all.map((pid) => [pid, limitOf(pid, what)]));
	load.phase(what);
	for (const pid of all)
		setLimit(pid, what, `${amount(pid)}:`);
	const statuses = new Set();
	for (let n = 0; n < 10; n++)
		statuses.add(await t.upload(project)).add(await t.large());
	await sleep(1000);
	load.phase('between');
	for (const [pid, limit] of before)
		setLimit(pid, what, limit); // those that ended have followers with the limits of their parent
	load.phase('calm');
	await until(async () => await t.upload(project) === 201, `an upload with ${what} as before`, 30);
	t.check([...statuses].every((status) => status === 201 || status === 400 || status >= 500), `with too little ${what}: ${[...statuses]}`);
	t.check([...statuses].some((status) => status >= 500), `with too little ${what} nothing was refused: it was enough`);
	t.check(await t.large() === 400, `${what} as before: what is wrong is called so again`);
	t.notes.push(`with too little ${what} requests were answered ${[...statuses]}`);
	await t.whole(what);
}

const descriptors = (pid) => fs.readdirSync(`/proc/${pid}/fd`).length + 1;
const memory = (pid) => Number(/^VmSize:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 512; // half of what it has: nothing more is to be had

async function go(t, rig, crowd) {
	const project = await t.person.create('files', {}), who = parents(rig);
	for (let n = 0; n < ROUNDS; n++) {
		if (!noDisk) {
			await disk(t, project, crowd);
			await bodies(t, project);
			await database(t);
			await writeAhead(t, crowd);
		}
		await memoryOfRedis(t, crowd);
		await starve(t, project, 'nofile', descriptors);
		await starve(t, project, 'as', memory);
		t.check(parents(rig) === who, 'nobody had to be started again');
	}
	t.load.phase('after');
	await sleep(1000);
	await t.load.end();
	const failed = t.load.others('after', 200, 201), ended = await crowd.finish(180);
	t.check(!failed.length, `afterwards: ${failed}`);
	const unseen = await t.watchers.finish(30);
	t.check(!unseen.length, unseen.join('; '));
	t.notes.push(t.watchers.summary());
	t.check(ended !== null && crowd.started > 0, `of ${crowd.started} projects not all ended`);
	t.check(!t.load.misfits.length, t.load.misfits.slice(0, 3).join('; '));
	await t.whole('at the end');
}

/** PostgreSQL's write-ahead log is put on its small disk. */
async function moveLog(rig) {
	const {dir} = rig.stack, from = path.join(dir, 'pg/data/pg_wal'), postgres = rig.services.get('postgres');
	await postgres.stop('SIGINT');
	execFileSync('cp', ['-a', `${from}/.`, path.join(dir, 'wal')]);
	fs.rmSync(from, {recursive: true});
	fs.symlinkSync(path.join(dir, 'wal'), from);
	postgres.start();
	await until(() => rig.stack.value('SELECT 1') === '1', 'PostgreSQL', 30);
}

async function mountDisks(rig) {
	const {dir, as} = rig.stack;
	for (const [name, size] of Object.entries(DISKS)) {
		fs.mkdirSync(path.join(dir, name), {recursive: true});
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700,uid=${as.uid},gid=${as.gid}`, 'tmpfs', path.join(dir, name)]);
	}
	await moveLog(rig);
	rig.stack.sql(`CREATE TABLESPACE small LOCATION '${dir}/small'`);
	rig.stack.sql('ALTER TABLE projects SET TABLESPACE small');
	await rig.services.get('api').stop(); // it has the old folder of files open
	rig.services.get('api').start();
}

async function unmountDisks(rig) {
	await rig.services.get('postgres').stop('SIGINT'); // with its tablespace still there
	for (const name of Object.keys(DISKS))
		spawnSync('umount', ['-l', path.join(rig.stack.dir, name)]);
}

/** However the rig is stopped, by a signal too, its disks are taken away before its folder is. */
function stopWithDisks(rig) {
	const stop = rig.stop.bind(rig);
	rig.stop = async (failed) => {
		await unmountDisks(rig);
		await stop(failed);
	};
}

await promise('P8', async () => {
	const chance = seeded();
	const rig = await startRig({script: scriptOf(1, 300, 0), hosts: 1, processes: 1, children: 4, relay: true, start: false, postgres: ['-c', 'min_wal_size=32MB', '-c', 'max_wal_size=48MB'], env: {LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0', LUDWRIGHT_ROOM_AGAIN_MS: '250'}});
	asUser = rig.stack.as;
	let good = false;
	try {
		if (!noDisk) {
			stopWithDisks(rig);
			await mountDisks(rig);
		}
		rig.hosts[0].start();
		await until(async () => (await rig.stack.fetch('GET', '/health')).status === 200, 'the API', 30);
		const load = new Load(rig, chance, await rig.person('ada'), {clients: 4, writes: 0.2, pause: 5}), crowd = new Crowd(rig, chance, await rig.person('kai'), {size: 1, pauses: false, backs: 0});
		const t = Object.assign(new Test(rig, load, await rig.person('lea')), {watchers: new Watchers(rig, crowd.person, {connections: 2})});
		await until(() => ['api', 'relay', 'host1'].every((name) => rig.children(rig.services.get(name)).length), 'all processes');
		load.begin();
		t.watchers.begin();
		crowd.onStart = (id) => t.watchers.follow(id);
		crowd.begin();
		await go(t, rig, crowd);
		good = !t.problems.length;
		return {n: t.n - t.problems.length, m: t.n, problems: t.problems, notes: [...new Set(t.notes), ...noDisk ? [`the disk was left as it is: ${noDisk}`] : []],
			text: `checks in ${ROUNDS} rounds without ${noDisk ? '' : 'room, '}descriptors, memory: ${t.kept.size} files acknowledged and whole, none half, nobody started by hand`};
	} finally {
		await rig.stop(!good);
	}
});
