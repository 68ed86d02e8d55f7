// SPDX-License-Identifier: ISC
// bench/ui: the pages in Chromium, through a whole system: how much each page loads, how a project's page takes 200 events a second (tasks over 50 ms, the
// heap), how a log of 100,000 lines scrolls, when a page is complete. With --lighthouse, and Lighthouse there (npx, or LIGHTHOUSE=command), its marks of five pages too.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import {median, quick, round, setting, table} from './common.mjs';

const {marks, PORT} = await import('./lighthouse.mjs');
const {Browser} = await import('../tests/system/chromium.mjs');
const {build, PASSWORD, until, uuidOf} = await import('../tests/system/stack.mjs');
const {Page} = await import('../tests/ui/pages.mjs');
const {startWorld} = await import('../tests/ui/world.mjs');
const SECS = setting('SECS', 60, 10), RATE = setting('RATE', 200, 200), PART = 10;
const KB = (n) => round(n / 1024, 1);

/** Sizes as they come over the wire, without a browser. */
function sizes() {
	const dist = path.join(build, 'www/dist'), manifest = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
	const size = (name) => zlib.gzipSync(fs.readFileSync(path.join(dist, 'assets', name)), {level: 9}).length, sum = (names) => [...new Set(names)].reduce((all, name) => all + size(name), 0);
	const scripts = fs.readdirSync(path.join(dist, 'assets')).filter((name) => name.endsWith('.js'));
	table([['page', 'script KB (gzip)', 'files'], ...Object.entries(manifest.pages).map(([page, chunks]) => [page, KB(sum([...manifest.first.script, ...chunks])), String(new Set([...manifest.first.script, ...chunks]).size)])]);
	const {first, pages, then, phone, sight} = manifest, project = (...more) => KB(sum([...first.script, ...pages.project, ...more.flat()]));
	console.log(`\na project's page by itself: on a desk, with graph, timeline and log, ${project(then.project, sight.project)} KB, on a phone ${project(phone.project)} KB; style ${KB(sum(first.style))} KB; all script ${KB(sum(scripts))} KB, the largest chunk ${KB(Math.max(...scripts.map(size)))} KB\n`);
	return {first: KB(sum([...manifest.first.script, ...manifest.pages.dashboard])), all: KB(sum(scripts))};
}

/** Writes RATE events a second for SECS seconds, as a worker does: a transaction each 50 ms, and a bell. */
async function publish(stack, project, agent) {
	const psql = spawn('psql', ['-qAtX', '-d', stack.env.DATABASE_URL], {stdio: ['pipe', 'pipe', 'inherit'], env: stack.env});
	const bell = spawn('redis-cli', ['-s', path.join(stack.dir, 'redis/redis.sock')], {stdio: ['pipe', 'ignore', 'inherit']});
	psql.stdout.setEncoding('utf8').on('data', (text) => { for (const seq of text.split('\n').filter(Boolean)) bell.stdin.write(`PUBLISH project:${uuidOf(project)} "{\\"seq\\":${seq}}"\n`); });
	const each = Math.max(1, Math.round(RATE / (1000 / 50))), begin = Date.now();
	let sent = 0;
	while (Date.now() - begin < SECS * 1000) {
		while (sent < ((Date.now() - begin) / 1000) * RATE) {
			psql.stdin.write(`SELECT events_append('${uuidOf(project)}', (SELECT jsonb_agg(event_json('${uuidOf(agent)}', 'agent:progress', jsonb_build_object('agentId', '${agent}', 'progress', (${sent} + g) % 100, 'currentTask', 'part ' || (${sent} + g)))) FROM generate_series(1, ${each}) AS g));\n`);
			sent += each;
		}
		await new Promise((done) => setTimeout(done, 25));
	}
	psql.stdin.end();
	await new Promise((done) => psql.once('exit', done));
	bell.stdin.end();
	return sent;
}

/** Heap after a collection, in MB. */
async function heap(page) {
	await page.raw.send('HeapProfiler.enable');
	await page.raw.send('HeapProfiler.collectGarbage');
	return (await page.raw.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
}

/** A project's page under events: what it drew, tasks over 50 ms, the heap at the beginning, in the middle and at the end. */
async function events(page, world) {
	const {stack, games, mika} = world, agent = (await mika.get(`/api/v1/projects/${games.concept}/agents?limit=1`)).body.items[0].id;
	await page.goto(`/projects/${games.concept}`);
	await page.has('lud-staff svg');
	await page.says(/Live/, '.live');
	await page.settled();
	await page.evaluate('window.long = []; new PerformanceObserver((list) => { for (const e of list.getEntries()) long.push(Math.round(e.duration)); }).observe({type: "longtask"}); true');
	const first = (await mika.get(`/api/v1/projects/${games.concept}/events?limit=100`)).body.items.length, heaps = [];
	const seq = async () => Number((await page.text('.keys .r')).match(/ev ([\d,]+)/)?.[1].replaceAll(',', '') ?? 0);
	await page.raw.send('Performance.enable', {timeDomain: 'threadTicks'}); // processor time of the page's thread: a busy machine does not make it more
	const busy = async () => (await page.raw.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value, before = await busy();
	const writing = publish(stack, games.concept, agent);
	for (let i = 0; i < PART; i++) {
		await new Promise((done) => setTimeout(done, (SECS * 1000) / PART));
		heaps.push(await heap(page));
	}
	const sent = await writing;
	await until(async () => (await seq()) >= first + sent, `event ${first + sent} on the page`, 60);
	const long = await page.evaluate('window.long'); // those of the collections that were asked for are among them
	const share = (await busy() - before) / SECS;
	const half = heaps.length / 2;
	return {sent, long, heaps, share, slope: median(heaps.slice(half)) - median(heaps.slice(0, half))};
}

async function log(page, world) {
	const agent = (await world.mika.get(`/api/v1/projects/${world.games.concept}/agents?limit=1`)).body.items[0].id;
	await page.goto(`/projects/${world.games.concept}/agents/${agent}`);
	await page.has('lud-log .log');
	return page.evaluate(`(async () => { const log = document.querySelector('lud-log'), box = log.querySelector('.log'), took = [];
		log.ring.add(Array.from({length: 100000}, (_, i) => ({id: 1e9 + i, agent_id: 'a', level: 'INFO', message: 'line ' + i, timestamp: '2026-01-01T00:00:00Z'})));
		log.requestUpdate(); await log.updateComplete; log.setFollow(false);
		for (let i = 0; i < 300; i++) { const begin = performance.now(); box.scrollTop = i * 6000; box.dispatchEvent(new Event('scroll')); await log.updateComplete; took.push(performance.now() - begin); await new Promise((d) => requestAnimationFrame(d)); }
		took.sort((a, b) => a - b); return {p50: took[150], p99: took[296], rows: document.querySelectorAll('lud-log li').length}; })()`);
}

/** Milliseconds until a page that is opened anew shows what it is for. */
async function complete(page, address, selector) {
	const all = [];
	for (let i = 0; i < (quick ? 1 : 5); i++) {
		const begin = performance.now();
		await page.goto(address);
		await page.has(selector);
		all.push(performance.now() - begin);
	}
	return median(all);
}

/** The pages that Lighthouse marks once somebody is signed in. */
const rated = async () => {
	const {games, mika} = world, {id} = (await mika.get(`/api/v1/projects/${games.concept}/checkpoints?status=pending`)).body.items[0], at = `/projects/${games.concept}`;
	return [['dashboard', '/'], ['project', at], ['project', at, 'desktop'], ['review', `${at}/checkpoints/${id}`], ['settings', '/settings']].map(([name, address, preset = 'mobile']) => [name, address, preset]);
};

const size = sizes();
const world = await startWorld({full: false});
let browser;
try {
	const rates = process.argv.includes('--lighthouse');
	browser = new Browser(world.stack.dir, world.stack.as, rates ? PORT : []);
	const before = rates ? await marks(browser, world.stack.origin, [['sign-in', '/login', 'mobile']]) : null;
	const page = await Page.open(browser, world.stack.origin, {effects: 'reduced'});
	await page.goto('/login');
	await page.has('lud-page-login form');
	await page.signIn(world.mika.email, PASSWORD);
	const ready = await complete(page, `/projects/${world.games.concept}`, 'lud-staff svg'), scrolled = await log(page, world), live = await events(page, world);
	console.log(`a project's page shows its graph after ${Math.round(ready)} ms (median, opened anew)`);
	console.log(`log of 100,000 lines: a step of scrolling ${round(scrolled.p50, 1)} ms (median), ${round(scrolled.p99, 1)} ms (p99), ${scrolled.rows} rows drawn`);
	console.log(`${live.sent} events in ${SECS} s: ${live.long.length} tasks over 50 ms${live.long.length ? ` (${live.long.sort((a, b) => b - a).slice(0, 5).join(', ')} ms)` : ''}, the page's thread at work ${round(live.share * 100)} % of the time (processor), heap ${live.heaps.map((n) => round(n, 1)).join(' ')} MB`);
	if (rates) {
		await page.close();
		const then = await marks(browser, world.stack.origin, await rated());
		console.log();
		table([...before.rows, ...then.rows.slice(1)]);
		console.log([...before.faults, ...then.faults].join('\n'));
	}
	console.log(`\nui ${size.first} KB first load, ${size.all} KB script, ${live.long.length} long tasks at ${RATE} events/s, heap ${live.slope >= 0 ? '+' : ''}${round(live.slope, 1)} MB, ${round(scrolled.p99, 1)} ms p99 of scrolling`);
} finally {
	await browser?.close();
	await world.stack.stop();
}
