// SPDX-License-Identifier: ISC
// What else bench/rest measures, of Ludwright alone: each mode prints a table and gives its last line.
//   pages      page 1 of a list and its page 1,000: what a request costs, and how long it takes
//   tails      the slowest 1 % beside the median
//   sign-ins   the slowest 1 % of the routes while many try to sign in, beside the same without them
import http from 'node:http';
import {median, round, table} from './common.mjs';
import {CONNS, lap, requests, script, uid} from './rest-load.mjs';

const PAGE = 1000, SIGN_INS = 32;

/** What one account has, so that its lists have more than 1,000 pages. */
const MANY = `SET synchronous_commit = off;
INSERT INTO projects (user_id, name, description, concept, seed, created_at)
SELECT '${uid('u1')}', 'Old ' || i, 'One of many', '{"description": "A lighthouse keeper collects falling stars"}', i, now() - interval '30 days' - i * interval '1 minute'
FROM generate_series(1, 25000) i;
INSERT INTO agent_logs (agent_id, project_id, level, message, metadata, timestamp)
SELECT '${uid('a1-2')}', '${uid('p1')}', 'INFO', 'Step ' || i || ': generated section of the technical design document', '{"step": 1}', now() - interval '1 day' + i * interval '100 ms'
FROM generate_series(1, 110000) i;
VACUUM ANALYZE projects, agent_logs`;

async function page(port, token, path) {
	const answer = await fetch(`http://127.0.0.1:${port}${path}`, {headers: {authorization: `Bearer ${token}`}});
	if (answer.status !== 200)
		throw new Error(`${path}: ${answer.status}`);
	return (await answer.json()).next_cursor;
}

/** The cursor behind so many rows: page by page, as a reader comes there. */
async function cursorBehind(port, token, path, rows) {
	let cursor = '';
	for (let left = rows; left > 0; left -= 100)
		cursor = await page(port, token, `${path}?limit=${Math.min(left, 100)}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
	return cursor;
}

/** Laps of several kinds of requests in turns; of each the medians. */
async function inTurns({stack, target, secs, reps}, files) {
	const runs = files.map(() => []);
	for (let i = 0; i <= reps; i++) // the first warms up
		for (const [n, file] of files.entries()) {
			const run = await lap(stack, target, file, i ? secs : 1);
			if (i)
				runs[n].push(run);
		}
	return runs.map((laps) => Object.fromEntries(Object.keys(laps[0]).map((what) => [what, median(laps.map((run) => run[what]))])));
}

async function pages(bench) {
	const {stack, target, tokens: [token]} = bench;
	stack.sql(MANY);
	const rows = [['list', 'page', 'requests/s', 'p50 ms', 'p99 ms', 'own µs', 'PostgreSQL µs']], told = [];
	for (const [name, path, limit] of [['list', '/api/v1/projects', 20], ['logs', `/api/v1/agents/${uid('a1-2')}/logs`, 100]]) {
		const cursor = await cursorBehind(target.port, token, path, (PAGE - 1) * limit);
		const [first, deep] = await inTurns(bench, ['', `&cursor=${encodeURIComponent(cursor)}`].map((more, n) =>
			requests(stack, `${name}-${n}`, [[token, `${path}?limit=${limit}${more}`]])));
		for (const [number, run] of [[1, first], [PAGE, deep]])
			rows.push([name, round(number), round(run.rps), round(run.p50, 1), round(run.p99, 1), round(run.own), round(run.pg)]);
		told.push(`${name} ${round((deep.own + deep.pg) / (first.own + first.pg), 2)}`);
	}
	table(rows);
	return `rest.pages CPU of page ${round(PAGE)} to page 1: ${told.join(', ')}`;
}

async function tails(bench) {
	const {stack, target, tokens, routes} = bench;
	const runs = await inTurns(bench, routes.map((kind) => script(stack, kind, target.more[kind] ?? '', tokens)));
	table([['route', 'requests/s', 'p50 ms', 'p99 ms', 'p99 / p50'], ...runs.map((run, n) => [routes[n], round(run.rps), round(run.p50, 1), round(run.p99, 1), round(run.p99 / run.p50, 1)])]);
	return `rest.tails p99 to median of ${CONNS} connections: ${runs.map((run, n) => `${routes[n]} ${round(run.p99 / run.p50, 1)}`).join(', ')}`;
}

/** Tries to sign in, from as many addresses and for as many accounts as it takes not to be held back for that. Out: ends it, and gives the answers by status. */
function flood(port) {
	const state = {on: true, tries: 0, answers: {}, begun: Date.now()};
	const post = (n) => new Promise((done) => {
		const body = JSON.stringify({email: `nobody-${n}@example.org`, password: 'no password of anybody'});
		const localAddress = `127.${1 + (n >> 13) % 100}.${(n >> 5) % 250}.${2 + n % 8}`;
		const request = http.request({host: '127.0.0.1', port, localAddress, method: 'POST', path: '/api/v1/auth/login',
			headers: {'content-type': 'application/json', 'content-length': body.length}}, (answer) => {
			answer.resume();
			answer.once('end', () => done(answer.statusCode));
		});
		request.once('error', () => done('no answer')).end(body);
	});
	const loops = Array.from({length: SIGN_INS}, async () => {
		while (state.on) {
			const status = await post(state.tries++);
			state.answers[status] = (state.answers[status] ?? 0) + 1;
		}
	});
	return async () => {
		state.on = false;
		await Promise.all(loops);
		return {...state, seconds: (Date.now() - state.begun) / 1000};
	};
}

async function signIns(bench) {
	const {stack, target, tokens, routes} = bench;
	const files = routes.map((kind) => script(stack, kind, target.more[kind] ?? '', tokens));
	const calm = await inTurns(bench, files), end = flood(target.port);
	const during = await inTurns(bench, files), {tries, answers, seconds} = await end();
	table([['route', 'requests/s', 'p50 ms', 'p99 ms', 'with sign-ins', 'p50 ms', 'p99 ms', 'p99, times'], ...calm.map((run, n) => [routes[n], round(run.rps), round(run.p50, 1),
		round(run.p99, 1), round(during[n].rps), round(during[n].p50, 1), round(during[n].p99, 1), round(during[n].p99 / run.p99, 2)])]);
	console.log(`${round(tries / seconds)} tries a second: ${Object.entries(answers).map(([status, n]) => `${round(n)} answered ${status}`).join(', ')}\n`);
	return `rest.sign-ins p99 with them to without: ${calm.map((run, n) => `${routes[n]} ${round(during[n].p99 / run.p99, 2)}`).join(', ')}`;
}

export const modes = {pages, tails, 'sign-ins': signIns};
