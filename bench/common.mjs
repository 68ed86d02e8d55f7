// SPDX-License-Identifier: ISC
// What the measuring commands share: settings, a private Ludwright whose PostgreSQL is set as the peers' was, peers, CPU times, medians and tables.
//
// Settings come from the environment: SECS (of one measurement), REPS (medians are of that many), BUILD (the folder of the built programs), and
// `--quick` for a look: short and once. Nothing needs to run beforehand and no port is fixed; what is started ends with the command.

import {execFileSync, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, '..');
export const quick = process.argv.includes('--quick');
const TICKS = Number(execFileSync('getconf', ['CLK_TCK']));

/** A number from the environment, else the usual or the quick one. */
export function setting(name, usual, short) {
	const value = Number(process.env[name] ?? (quick ? short : usual));
	if (!(value > 0))
		throw new Error(`${name} has to be a number over 0`);
	return value;
}

/** As setting, a list: N="1 16". */
export const settings = (name, usual) => (process.env[name] ?? usual).split(/[\s,]+/).filter(Boolean).map(Number);

function findBuild() {
	const places = [process.env.BUILD, process.env.top_builddir, `${top}/build`, `${top}/build/dev`, top].filter(Boolean).map((dir) => path.resolve(dir));
	const found = places.find((dir) => fs.existsSync(`${dir}/ludwright-worker`));
	if (!found)
		throw new Error(`ludwright-worker is not built in ${places.join(', ')}; BUILD names the folder`);
	return found;
}

process.env.top_builddir = findBuild();
const {build, source, startStack, until, uuidOf} = await import('../tests/system/stack.mjs');
export {source, until, uuidOf};

/** The peers' settings; the same server serves them and us. */
const POSTGRES = ['fsync=on', 'synchronous_commit=on', 'full_page_writes=on', 'max_connections=200', 'shared_buffers=2GB', 'effective_cache_size=12GB',
	'max_wal_size=8GB', 'checkpoint_timeout=15min', 'random_page_cost=1.1'].flatMap((text) => ['-c', text]);

/**
 * Runs work(stack) beside a private PostgreSQL, Redis, nginx and API, with the bench's graph and provider (see graph.mjs) and an account `ada`;
 * ends everything, whatever happens.
 */
export async function withStack(work, options = {}) {
	const stack = await startStack({...options, postgres: POSTGRES});
	let interrupted = false;
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
		process.once(signal, () => {
			interrupted = true;
			stack.stop().finally(() => process.exit(128 + os.constants.signals[signal]));
		});
	try {
		warnOfMemory(stack.dir);
		return await work(stack);
	} catch (error) {
		stack.failed = !interrupted;
		throw error;
	} finally {
		await stack.stop();
	}
}

/** A commit that goes to memory is no commit. */
function warnOfMemory(dir) {
	const type = execFileSync('stat', ['-f', '-c', '%T', dir], {encoding: 'utf8'}).trim();
	if (type === 'tmpfs' || type === 'ramfs')
		console.log(`Warning: ${dir} is in memory, so fsync costs nothing and no figure below is sound; TMPDIR names another folder`);
}

// Processes

function readStat(pid) {
	try {
		const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ');
	} catch {
		return null; // ended
	}
}

/** Process ids of the children of a process. */
export function childrenOf(parent) {
	return fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(readStat(name)?.[1]) === parent).map(Number);
}

/** CPU ticks that a process, its children of now and those that it has reaped took. */
export function ticksOf(parent) {
	const sum = (pid, from, to) => (readStat(pid) ?? []).slice(from, to).reduce((all, n) => all + Number(n), 0);
	return sum(parent, 11, 15) + childrenOf(parent).reduce((all, pid) => all + sum(pid, 11, 13), 0);
}

/** CPU seconds of the stack's processes of these names since the call before; call once to begin. */
export function cpuMeter(stack, ...names) {
	const read = () => names.map((name) => ticksOf(stack.processes.get(name).pid));
	let before = read();
	return () => {
		const now = read(), used = now.map((ticks, i) => (ticks - before[i]) / TICKS);
		before = now;
		return used;
	};
}

/** Starts ludwright-worker and waits until each of its processes is registered. Out: the parent; env is added to the stack's. */
export async function startWorker(stack, env = {}) {
	const usual = stack.env;
	stack.env = {...usual, LUDWRIGHT_WORKER_SANDBOX_PATH: `${build}/ludwright-sandbox`, ...env};
	const parent = stack.startWorker();
	stack.env = usual;
	await until(() => {
		const pids = childrenOf(parent.pid);
		return parent.code !== undefined || pids.length > 0 && Number(stack.value(`SELECT count(*) FROM workers WHERE pid IN (${pids})`)) === pids.length;
	}, 'the worker');
	if (parent.code !== undefined)
		throw new Error(`ludwright-worker ended with ${parent.code}: ${stack.log('worker').slice(-1000)}`);
	return parent;
}

/** Environment for a fixed number of worker processes; 0 leaves it to the program. */
export const workerCount = (n) => (n ? {LUDWRIGHT_WORKER_MIN: `${n}`, LUDWRIGHT_WORKER_MAX: `${n}`} : {});

export const stopWorker = (stack) => stack.end('worker');

// Peers

export const peersThere = fs.existsSync(`${here}/peers/node_modules`);

function peersEnv(stack) {
	return {...stack.env, HOME: stack.dir, PGHOST: `${stack.dir}/pg`, PGUSER: 'ludwright', PGDATABASE: 'peers', NODE_ENV: 'production', LANGSMITH_TRACING: 'false',
		LANGCHAIN_TRACING_V2: 'false', NODE_OPTIONS: ''};
}

/** An empty database for peers, on the same server. */
export function preparePeers(stack) {
	if (!peersThere)
		console.log('The Node peers are not installed, so they are not measured: npm ci --prefix bench/peers\n');
	stack.sql('CREATE DATABASE peers', 'postgres');
	stack.sql('CREATE SCHEMA langgraph', 'peers');
}

/** Runs bench/peers/NAME and gives what it prints last, as JSON. */
export function runPeer(stack, name, ...args) {
	const done = spawnSync(process.execPath, [`${here}/peers/${name}`, ...args.map(String)], {...stack.as, cwd: stack.dir, env: peersEnv(stack), encoding: 'utf8'});
	if (done.status !== 0)
		throw new Error(`${name}: ${done.stderr}`);
	return JSON.parse(done.stdout.trim().split('\n').pop());
}

/** Transactions a second of bench/peers/NAME.sql in pgbench, over tables of limit.sql with `jobs` jobs. */
export function runPgbench(stack, name, clients, secs, jobs = 1000) {
	const options = {env: peersEnv(stack), as: undefined};
	stack.run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', `jobs=${jobs}`, '-f', `${here}/peers/limit.sql`], options);
	const text = stack.run('pgbench', ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '1', '-T', `${secs}`, '-f', `${here}/peers/${name}.sql`], options);
	if (name === 'job' && stack.sql("SELECT count(*) FROM hand.jobs WHERE state = 'ready'", 'peers') === '0')
		throw new Error('pgbench ran out of jobs');
	stack.sql('DROP SCHEMA hand CASCADE', 'peers');
	return Number(/^tps = ([0-9.]+)/m.exec(text)[1]);
}

// WAL

/** Bytes of WAL since the call; begins with a checkpoint, so that full pages count alike for everybody. */
export function walMeter(stack) {
	stack.sql('CHECKPOINT');
	const begin = stack.value('SELECT pg_current_wal_lsn()');
	return () => Number(stack.value(`SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '${begin}')`));
}

// Figures

/** Says which figures are more than they may be; the exit status is 1 then. In: [[what, value, most], …]. Not with --quick, whose figures are none. */
export function hold(figures) {
	for (const [what, value, most] of quick ? [] : figures)
		if (!(value <= most)) {
			console.log(`missed: ${what} ${round(value, 2)}, more than ${most}`);
			process.exitCode = 1;
		}
}

export function median(values) {
	const sorted = [...values].sort((a, b) => a - b), n = sorted.length;
	return n % 2 ? sorted[(n - 1) / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

export const round = (value, digits = 0) => value.toLocaleString('en', {minimumFractionDigits: digits, maximumFractionDigits: digits});

/** "787 [749–810]": median and spread. */
export function spread(values, digits = 0) {
	const all = values.filter((value) => value !== undefined);
	if (all.length === 0)
		return '';
	const text = round(median(all), digits);
	return all.length === 1 ? text : `${text} [${round(Math.min(...all), digits)}–${round(Math.max(...all), digits)}]`;
}

/** Prints rows of text in columns; the first row names them. */
export function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => `${row[column] ?? ''}`.length)));
	for (const row of rows)
		console.log(row.map((cell, column) => (column ? `${cell ?? ''}`.padStart(widths[column]) : `${cell ?? ''}`.padEnd(widths[column]))).join('  ').trimEnd());
	console.log('');
}

/** Where and with what, so that a figure can be held against another. */
export function about(stack, secs, reps) {
	const cpu = /model name\s*: (.*)/.exec(fs.readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown CPU';
	const cores = fs.readdirSync('/sys/devices/system/cpu').filter((name) => /^cpu\d+$/.test(name)).length;
	const gib = Number(/MemTotal:\s+(\d+)/.exec(fs.readFileSync('/proc/meminfo', 'utf8'))[1]) / 2 ** 20;
	console.log(`${cores} × ${cpu}, ${gib.toFixed(0)} GiB; ${stack.value('SELECT version()').split(' on ')[0]}, fsync on; ${secs} s, median of ${reps} [lowest–highest]\n`);
}
