#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// bench/rest: requests a second of five routes, beside Fastify with pg and ioredis: the same nginx, PostgreSQL and Redis, tokens verified and limits
// counted on every request. Rounds go in turns.
//   bench/rest [--quick] [--pages | --tails | --sign-ins]     SECS=5 REPS=3 CONNS=32 CHILDREN=16 ROUTES="list project agents logs create" ONLY=ludwright
// The modes (bench/rest-modes.mjs) measure Ludwright alone.
// Needs wrk. CPU is microseconds a request, of the program, PostgreSQL, nginx and Redis.
import fs from 'node:fs';
import net from 'node:net';
import {about, childrenOf, here, median, peersThere, round, setting, spread, table, until, withStack} from './common.mjs';
import {lap, mint, script} from './rest-load.mjs';
import {modes} from './rest-modes.mjs';

const SECS = setting('SECS', 5, 3), REPS = setting('REPS', 3, 1), CHILDREN = setting('CHILDREN', 16, 16);
const ROUTES = (process.env.ROUTES ?? 'list project agents logs create').split(' ');
const mode = Object.keys(modes).find((name) => process.argv.includes(`--${name}`));
const ONLY = new RegExp(mode ? 'ludwright' : process.env.ONLY ?? '');
const withPeers = peersThere && !mode;
const freePort = () => new Promise((done) => {
	const server = net.createServer().listen(0, '127.0.0.1', () => {
		const {port} = server.address();
		server.close(() => done(port));
	});
});

async function startFront(stack, ports) {
	const conf = `${stack.dir}/front.conf`;
	const values = {...ports, RUN: stack.dir, API_SOCKET: `${stack.dir}/api.sock`};
	fs.writeFileSync(conf, fs.readFileSync(`${here}/peers/rest.conf`, 'utf8').replace(/@([A-Z_]+)@/g, (all, name) => values[name]));
	stack.start('front', 'nginx', ['-c', conf, '-p', stack.dir, '-e', `${stack.dir}/log/front-start.log`]);
}

const answers = (port, token) => async () => (await fetch(`http://127.0.0.1:${port}/api/v1/projects`, {headers: {authorization: `Bearer ${token}`}})).status === 200;

async function startTargets(stack, tokens) {
	const ports = {FASTIFY: await freePort(), FRONT_FASTIFY: await freePort(), FRONT_LUDWRIGHT: await freePort()};
	const targets = [{name: 'api', label: 'ludwright', port: ports.FRONT_LUDWRIGHT, database: 'ludwright', more: {list: '', logs: '?limit=100'}}];
	stack.sql(fs.readFileSync(`${here}/rest.sql`, 'utf8'));
	if (withPeers) {
		stack.sql('CREATE DATABASE peers', 'postgres');
		stack.sql(fs.readFileSync(`${here}/peers/rest.sql`, 'utf8'), 'peers');
		stack.start('fastify', process.execPath, [`${here}/peers/fastify.mjs`], {env: {...stack.env, HOME: stack.dir, NODE_ENV: 'production', PORT: `${ports.FASTIFY}`, WORKERS: '2',
			DATABASE: `${stack.dir}/pg`, REDIS: `${stack.dir}/redis/redis.sock`, KEY: `${stack.dir}/keys/test-1.pub`}});
		targets.push({name: 'fastify', label: 'fastify', port: ports.FRONT_FASTIFY, database: 'peers', more: {}});
	} else if (!mode) {
		console.log('Fastify is not installed, so it is not measured: npm ci --prefix bench/peers\n');
	}
	await startFront(stack, ports);
	for (const target of targets)
		await until(answers(target.port, tokens[0]), target.label, 30);
	return targets.filter((target) => ONLY.test(target.label));
}

async function measure(stack, targets, tokens) {
	const laps = new Map(targets.flatMap((target) => ROUTES.map((kind) => [`${target.label} ${kind}`, []])));
	for (let i = 0; i <= REPS; i++) // the first warms up
		for (const kind of ROUTES)
			for (const target of targets) {
				const run = await lap(stack, target, script(stack, kind, target.more[kind] ?? '', tokens), i ? SECS : 1.5 > SECS ? 1 : 2);
				if (i)
					laps.get(`${target.label} ${kind}`).push(run);
			}
	return laps;
}

const of = (laps, target, kind, what) => median(laps.get(`${target} ${kind}`).map((run) => run[what]));

function print(laps, targets) {
	const rows = [['route', 'of', 'requests/s', 'p50 ms', 'p99 ms', 'own µs', 'PostgreSQL µs', 'nginx µs', 'Redis µs', 'of Fastify']];
	const ratios = [];
	for (const kind of ROUTES)
		for (const {label} of targets) {
			const m = (what, digits = 0) => round(of(laps, label, kind, what), digits);
			const ratio = label === 'ludwright' && targets.length > 1 ? of(laps, label, kind, 'rps') / of(laps, 'fastify', kind, 'rps') : undefined;
			if (ratio)
				ratios.push(ratio);
			rows.push([kind, label, spread(laps.get(`${label} ${kind}`).map((run) => run.rps)), m('p50', 1), m('p99', 1), m('own'), m('pg'), m('nginx'), m('redis'),
				ratio && `${ratio.toFixed(2)} ×`]);
		}
	table(rows);
	return ratios.length ? Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length) : 0;
}

/** The largest of the API's processes, once it has served all that. */
function printMemory(stack, {asked}) {
	const sizes = childrenOf(stack.processes.get('api').pid).map((pid) => Number(/VmRSS:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
	console.log(`rest.child ${(Math.max(...sizes) / 1024).toFixed(1)} MiB RSS at most, after ${round(asked)} requests to ${CHILDREN} children\n`);
}

await withStack(async (stack) => {
	const tokens = mint(stack), targets = await startTargets(stack, tokens);
	about(stack, SECS, REPS);
	if (mode) {
		console.log(await modes[mode]({stack, target: targets[0], tokens, routes: ROUTES, secs: SECS, reps: REPS}));
		return;
	}
	const laps = await measure(stack, targets, tokens);
	const mean = print(laps, targets);
	if (targets[0].name === 'api')
		printMemory(stack, targets[0]);
	const own = ROUTES.map((kind) => `rest.${kind} ${targets[0].label} ${of(laps, targets[0].label, kind, 'rps').toFixed(0)} req/s own ${of(laps, targets[0].label, kind, 'own').toFixed(0)} us`);
	console.log(`${mean ? `rest.mean ${mean.toFixed(2)} x fastify ` : ''}${own.join(' ')}`);
}, {env: {LUDWRIGHT_API_CHILDREN: `${CHILDREN}`, LUDWRIGHT_API_RATE_READ: '1000000', LUDWRIGHT_API_RATE_WRITE: '1000000'}});
