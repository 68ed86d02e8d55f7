// SPDX-License-Identifier: ISC
// P7: Redis flushed, stopped, full: reads and writes with valid tokens go on, a refresh fails closed, no event is lost, and all of it comes back by itself.
import {execFileSync} from 'node:child_process';
import {seeded} from './lib/chance.mjs';
import {Load} from './lib/load.mjs';
import {full, promise, sleep, startRig, until} from './lib/rig.mjs';

const ROUNDS = full ? 10 : 1;
const LONG_MS = full ? 3000 : 800;

const redis = (rig, ...args) => execFileSync('redis-cli', ['-s', `${rig.stack.dir}/redis/redis.sock`, ...args], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim();

const hurts = {
	flushed: {do: (rig) => redis(rig, 'FLUSHALL'), undo: () => {}},
	stopped: {do: (rig) => rig.services.get('redis').stop('SIGKILL'), undo: (rig) => rig.services.get('redis').start()},
	full: {do: (rig) => redis(rig, 'CONFIG', 'SET', 'maxmemory', '1'), undo: (rig) => redis(rig, 'CONFIG', 'SET', 'maxmemory', '0')},
	silent: {do: (rig) => rig.services.get('redis').kill('SIGSTOP'), undo: (rig) => rig.services.get('redis').kill('SIGCONT')},
};

/** A project is started and cancelled: its events are 1..n. */
async function acts(load, chance) {
	const made = await load.send('POST', '/api/v1/projects', {name: 'events', concept: {description: 'A lighthouse keeper collects falling stars before the tide comes in.', platform: 'web', scope: 'mvp'}});
	const {id} = JSON.parse(made.text);
	for (const act of ['start', 'pause', 'resume', 'cancel'].slice(0, chance.between(1, 4)))
		await load.send('POST', `/api/v1/projects/${id}/${act}`);
	return id;
}

async function hurt(rig, chance, load, kind, seen) {
	const tokens = await rig.stack.fetch('POST', '/api/v1/auth/login', {body: {email: seen.email, password: seen.password}});
	await hurts[kind].do(rig);
	load.phase(kind);
	const refused = await rig.stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: tokens.body.refresh_token}});
	seen.refreshes.push(`${kind} ${refused.status}`);
	if (refused.status < 400)
		seen.open.push(`a refresh was taken while Redis was ${kind}`);
	load.checkForm(kind, 'auth/refresh', refused);
	for (const end = Date.now() + LONG_MS; Date.now() < end;)
		seen.projects.push(await acts(load, chance));
	load.phase('between');
	await hurts[kind].undo(rig);
	await until(() => redis(rig, 'PING') === 'PONG', 'Redis');
	const begun = performance.now();
	await until(async () => {
		const {status, body} = await rig.stack.fetch('POST', '/api/v1/auth/login', {body: {email: seen.email, password: seen.password}});
		return status === 200 && (await rig.stack.fetch('POST', '/api/v1/auth/refresh', {body: {refresh_token: body.refresh_token}})).status === 200;
	}, 'signing in and refreshing', 10);
	seen.back = Math.max(seen.back, (performance.now() - begun) / 1000);
	load.phase('calm');
}

/** Projects whose events are not 1..n, or whose last status is not the table's. */
const gaps = (rig) => rig.db.value(`SELECT count(*) FROM event_heads h WHERE h.seq <> (SELECT count(*) FROM events e WHERE e.project_id = h.project_id)
	OR h.seq <> coalesce((SELECT max(seq) FROM events e WHERE e.project_id = h.project_id), 0)`);

await promise('P7', async () => {
	const chance = seeded();
	const rig = await startRig({hosts: 0, env: {LUDWRIGHT_API_RATE_READ: '1000000', LUDWRIGHT_API_RATE_WRITE: '1000000'}});
	let good = false;
	try {
		const ada = await rig.person('ada');
		const seen = {refreshes: [], open: [], projects: [], back: 0, email: 'ada@example.org', password: 'correct horse battery'};
		const pids = rig.children(rig.services.get('api')).join();
		const load = new Load(rig, chance, ada, {clients: 6, pause: 5});
		load.begin();
		for (let n = 0; n < ROUNDS; n++)
			for (const kind of chance.shuffle(Object.keys(hurts)))
				await hurt(rig, chance, load, kind, seen);
		await sleep(200);
		await load.end();
		const problems = [...load.misfits, ...seen.open];
		const kinds = Object.keys(hurts), wrong = [...kinds, 'calm', 'between'].flatMap((kind) => load.others(kind, 200, 201));
		if (wrong.length)
			problems.push(`answers that nobody should get: ${JSON.stringify(wrong)}`);
		const {lost, twice} = await load.lost(), broken = Number(await gaps(rig));
		if (lost || twice || broken)
			problems.push(`${lost} writes lost, ${twice} made twice, ${broken} projects with a gap in their events`);
		const events = Number(await rig.db.value('SELECT count(*) FROM events'));
		if (!events || kinds.some((kind) => !load.count(kind, 200)))
			problems.push('there was nothing to see');
		if (seen.back > 5)
			problems.push(`back after ${seen.back.toFixed(1)} s`);
		if (rig.children(rig.services.get('api')).join() !== pids)
			problems.push('children ended');
		good = !problems.length;
		const m = ROUNDS * kinds.length;
		return {n: good ? m : m - 1, m, text: `times without Redis: ${kinds.map((kind) => `${kind} ${load.count(kind, 200) + load.count(kind, 201)}`).join(', ')} requests answered, ${events} events without a gap, back within ${seen.back.toFixed(1)} s`,
			problems, notes: [`refreshes: ${[...new Set(seen.refreshes)].join(', ')}`, `slowest answer ${load.slowest.toFixed(0)} ms`]};
	} finally {
		rig.services.get('redis').kill('SIGCONT');
		await rig.stop(!good);
	}
});
