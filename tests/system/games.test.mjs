#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// From a paragraph to a game, many times: 20 seeds × 2 languages (50 with LUDWRIGHT_FULL=1), all families among them, with the real graph, studio, sandbox and
// tester.
// As root it runs in a network namespace of its own, whose only way out counts what leaves: nothing may.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build, sha256, source, startStack, until} from './stack.mjs';
import {CONCEPT} from '../studio/family-concepts.mjs';

const file = fileURLToPath(import.meta.url);
const inside = 'LUDWRIGHT_NAMESPACE';
if (!process.env[inside] && process.getuid() === 0) {
	const script = `ip link set lo up
		if ip link add out0 type veth peer name out1 2>/dev/null || ip link add out0 type dummy 2>/dev/null; then
			for i in out0 out1; do echo 1 2>/dev/null >/proc/sys/net/ipv6/conf/$i/disable_ipv6; ip link set $i up 2>/dev/null; done
			ip addr add 192.0.2.1/24 dev out0 && ip route add default dev out0
		fi
		exec "$0" "$1"`;
	const done = spawnSync('unshare', ['--net', 'sh', '-c', script, process.execPath, file], {stdio: 'inherit', env: {...process.env, [inside]: '1'}});
	if (done.status !== null && done.status < 125)
		process.exit(done.status);
}

const SEEDS = process.env.LUDWRIGHT_FULL ? 50 : 20;
const FIRST = Number(process.env.LUDWRIGHT_SEED || 1); // runtests --seed
const CONCEPTS = {
	en: ['A lighthouse keeper collects falling stars along a stormy cliff coast while storm spirits roam the rocks. Three lives, harder later.',
		'A brave baker gathers lost cookies in a snowy village. Hungry wolves prowl between the houses and chase anyone who smells of bread.',
		'In a dark library a tiny robot hunts for missing books. Ghosts float through the shelves. A quiet, mysterious game, easy at first.',
		'A deep sea diver picks up pearls in sunken ruins, keeps away from jellyfish and sharks, and swims home. Fast and colourful.',
		'Help the gardener find twelve golden seeds in an overgrown desert palace guarded by scorpions and one enormous beetle at the end.'],
	ja: ['森のきつねが、雪の村でなくした鈴を集める冒険。影の狼がうろついていて、近づくと追いかけてくる。ライフは4つで、だんだん難しくなる静かなゲーム。',
		'灯台守が嵐の海岸で流れ星を集めるゲーム。嵐の精霊が岩場をさまよい、光を持つ者を追いかける。最初はやさしく、あとで難しくしてほしいです。',
		'宇宙船の中で小さなロボットが青い水晶を探す。壊れたドローンが廊下を巡回している。速くて明るい雰囲気で、最後に大きなボスが出てくるゲーム。',
		'魔女見習いが夜の森でキノコを拾い集める。おばけとコウモリが飛び回っていて、見つかると追われる。かわいくて不思議な雰囲気のゲームにしてください。',
		'砂漠の遺跡で考古学者が失われた宝石を集める。サソリとミイラが守っている。時間制限なし、ライフ5つ、かなり難しいゲームがいいです。よろしく。'],
};
// Adventures, and one of each other family
const FAMILIES = Object.keys(CONCEPT), OTHERS = FAMILIES.filter((family) => family !== 'adventure');
const long = (text) => text.length < 50 ? `${text}だれでもすぐに遊べて、最後まで楽しめるゲームにしてください。` : text; // what the API asks for
const concepts = (language) => [...CONCEPTS[language], ...OTHERS.map((family) => long(CONCEPT[family][language]))];

const stack = await startStack({env: {LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'graphs'), LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'),
	LUDWRIGHT_API_RATE_READ: '0', LUDWRIGHT_API_RATE_WRITE: '0'}});
stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
stack.startWorker();
const ada = await stack.user('ada');
// Sign-ins last 15 minutes; a full run lasts longer.
const renew = setInterval(() => ada.login().catch(() => {}), 300000);

async function start(language, seed, concept) {
	const project = await ada.project({name: `Game ${seed}`, concept: {description: concept, platform: 'web', scope: 'mvp'}, config: {language, seed, checkpoints: []}});
	const {status, text} = await ada.post(`/api/v1/projects/${project.id}/start`);
	assert.equal(status, 200, text);
	return project.id;
}

async function finished(id, seconds = 900) {
	return until(async () => {
		const {body} = await ada.get(`/api/v1/projects/${id}`);
		return ['completed', 'failed', 'paused'].includes(body.status) && body;
	}, `the end of ${id}`, seconds);
}

async function zipOf(id) {
	const zip = await ada.get(`/api/v1/projects/${id}/build/zip`);
	assert.equal(zip.status, 200, zip.text?.slice(0, 200));
	return sha256(zip.raw);
}

async function newest(id, type) {
	const {body} = await ada.get(`/api/v1/projects/${id}/outputs?type=${type}&limit=100`);
	const [output] = body.items.filter((o) => o.output_type === type).sort((a, b) => b.created_at.localeCompare(a.created_at));
	return (await ada.get(`/api/v1/outputs/${output.id}`)).body.content.document;
}
const report = (id) => newest(id, 'test_report');

/** A file of the tester's output. */
async function fileOf(id, name) {
	const {body} = await ada.get(`/api/v1/projects/${id}/outputs?type=test_report&limit=100`);
	const {status, text} = await ada.get(`/api/v1/outputs/${body.items[0].id}/files?path=${encodeURIComponent(name)}`);
	assert.equal(status, 200, text);
	return text;
}

/** The balance by bot is that of the plays beside it, and sentences are in the project's language. */
function checkBalance({acceptance, balance, runs}, language) {
	assert.deepEqual(balance.bots.map((row) => row.bot), ['idle', 'random', 'sweep', 'greedy', 'solver']);
	for (const row of balance.bots) {
		const played = runs.filter((run) => run.bot === row.bot), lost = played.filter((run) => run.end === 'lost').map((run) => run.ticks / 60).sort((a, b) => a - b);
		const score = played.reduce((sum, run) => sum + run.score, 0), minutes = played.reduce((sum, run) => sum + run.ticks, 0) / 3600;
		assert.deepEqual([row.plays, row.lost], [played.length, lost.length], row.bot);
		assert.equal(row.time_to_lose_p50 === null, lost.length === 0);
		if (lost.length)
			assert.ok(row.time_to_lose_p50 >= lost[0] - 0.01 && row.time_to_lose_p50 <= lost.at(-1) + 0.01, row.bot);
		assert.ok(Math.abs(row.score_a_minute - score / minutes) < 0.01, `${row.bot}: ${row.score_a_minute}, not ${score / minutes}`);
		assert.ok(row.levels_reached > 0 && row.levels_reached <= 1);
	}
	const solver = runs.filter((run) => run.bot === 'solver');
	assert.deepEqual([balance.solver_plays, balance.solver_wins], [solver.length, solver.filter((run) => run.end === 'won').length]);
	assert.equal(solver.length, solver[0].end === 'won' ? 1 : 3, 'others are played when the first is not won');
	for (const {id, evidence} of acceptance)
		assert.equal(/[ぁ-んァ-ヶ一-龠]/.test(evidence), language === 'ja', `${id}: ${evidence}`);
}

const made = [];
for (const language of ['en', 'ja'])
	test(`${SEEDS} seeds in ${language}: every game passes contract and bots`, {timeout: 3600000}, async () => {
		const games = [], families = new Set(), wanted = concepts(language);
		for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
			const concept = wanted[seed % wanted.length];
			games.push({language, seed, concept, id: await start(language, seed, concept)});
			if (games.length >= 3)
				await finished(games.at(-3).id);
		}
		for (const game of games) {
			const project = await finished(game.id);
			assert.equal(project.status, 'completed', `seed ${game.seed}: ${project.status}`);
			const tests = await report(game.id);
			assert.equal(tests.verdict, 'pass', `seed ${game.seed}: ${JSON.stringify(tests.defects)}`);
			assert.ok(tests.balance.solver_wins >= 1, `seed ${game.seed}: the solver wins no game`);
			assert.ok(tests.static.every((check) => check.ok));
			checkBalance(tests, language);
			assert.match(await fileOf(game.id, 'reports/balance.svg'), language === 'ja' ? /^<svg .*ゲームオーバーまで.*<\/svg>\n$/s : /^<svg .*Time to lose.*<\/svg>\n$/s);
			game.zip = await zipOf(game.id);
			families.add((await newest(game.id, 'concept_doc')).genre_family);
		}
		assert.deepEqual([...families].sort(), [...FAMILIES].sort());
		assert.equal(new Set(games.map((game) => game.zip)).size, SEEDS, 'games of different seeds differ');
		made.push(...games);
	});

test('the same seed and concept give the same bytes', {timeout: 600000}, async () => {
	for (const game of [made[0], made[1], made[SEEDS], made[SEEDS + 1]]) {
		const id = await start(game.language, game.seed, game.concept);
		assert.equal((await finished(id)).status, 'completed');
		assert.equal(await zipOf(id), game.zip, `seed ${game.seed} in ${game.language}`);
	}
});

test('a worker killed with -9 in the middle of a run, and restarted, ends with the same game', {timeout: 600000}, async () => {
	const game = made[2];
	for (const phase of [1, 2, 3]) {
		const id = await start(game.language, game.seed, game.concept);
		await until(async () => (await ada.get(`/api/v1/projects/${id}`)).body.current_phase >= phase, `phase ${phase}`, 60);
		await stack.end('worker', 'SIGKILL');
		stack.startWorker();
		assert.equal((await finished(id)).status, 'completed');
		assert.equal(await zipOf(id), game.zip, `killed in phase ${phase}`);
		const {body} = await ada.get(`/api/v1/projects/${id}/events?limit=1`);
		assert.equal(body.items[0].seq, 1);
	}
});

test('feedback at the last review changes the game', {timeout: 600000}, async () => {
	const project = await ada.project({name: 'Reviewed', concept: {description: CONCEPTS.en[4], platform: 'web', scope: 'mvp'}, config: {language: 'en', seed: 4, checkpoints: ['checkpoint_final']}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	const waiting = () => until(async () => (await ada.get(`/api/v1/projects/${project.id}/checkpoints?status=pending`)).body.items[0], 'the final review', 240);
	const params = async () => {
		const files = (await ada.get(`/api/v1/projects/${project.id}/build`)).body.files;
		const {play_url: address} = (await ada.get(`/api/v1/projects/${project.id}/build`)).body;
		assert.ok(files.length > 30);
		const {text} = await stack.fetch('GET', address.replace(stack.play, '').replace('index.html', 'data/params.js'), {port: stack.playPort});
		return JSON.parse(text.slice(text.indexOf('=', text.indexOf('LUD_DATA.params')) + 1, text.lastIndexOf(';')));
	};
	const first = await waiting();
	const before = await params();
	// What a reviewer showed by playing: as the page sends it, one that is none, and more than one test plays
	const seed = (await params()).seed, inputs = [[2, 120], [0, 30], [10, 60]], ticks = 210;
	const comment = (play, text) => ({section: 'part:build', text: `${text}\n\n\`\`\`lud-play\n${JSON.stringify(play)}\n\`\`\``});
	const play = (n) => comment({seed, inputs: [[2, 10 + n]], ticks: 10 + n, hash: '0', score: 0, end: 'won'}, `And play ${n}.`);
	const asked = await ada.post(`/api/v1/checkpoints/${first.id}/request-changes`, {revision: first.revision, feedback: 'Exactly 7 lives please, and the hero should be faster.',
		comments: [...Array.from({length: 8}, (_, n) => play(n)), comment({seed, inputs: [[2, 'much']], ticks, hash: '0', score: 0, end: 'lost'}, 'Broken.'), comment({seed, inputs, ticks, hash: '0', score: 5, end: 'lost'}, 'Lost here.')]});
	assert.equal(asked.status, 200, asked.text);
	const said = (await ada.get(`/api/v1/checkpoints/${first.id}/comments`)).body.items, idOf = (text) => said.find((c) => c.text.startsWith(text)).id;
	const second = await until(async () => { const c = await waiting(); return c.revision > first.revision && c; }, 'the next revision', 240);
	const {answers} = (await ada.get(`/api/v1/checkpoints/${second.id}`)).body;
	assert.ok(answers.some((answer) => answer.done === 'done'), `the review opens with the answer: ${JSON.stringify(answers)}`);
	const after = await params();
	assert.equal(after.lives, 7);
	assert.ok(after.hero_speed > before.hero_speed, `${before.hero_speed} → ${after.hero_speed}`);
	const {plays} = await report(project.id), hex = (id) => id.replace(/^[a-z]+_/, '').replaceAll('-', ''), of = (text) => plays.find((p) => hex(p.comment_id) === hex(idOf(text)));
	assert.equal(plays.length, 10, JSON.stringify(plays));
	const lost = of('Lost here.');
	assert.deepEqual([lost.outcome, lost.checkpoint, lost.revision, lost.seed, lost.then.end, lost.then.score], ['other', 'checkpoint_final', first.revision, seed, 'lost', 5]);
	assert.deepEqual([lost.now.end, lost.now.scene, lost.now.lives, lost.now.level, lost.now.seconds], ['open', 'play', 7, 1, ticks / 60]);
	assert.match(lost.said, /^lost at 3\.5 s then, now open at 3\.5 s: scene play, level 1, /);
	assert.match(lost.now.hash, /^[0-9a-f]{8}$/);
	assert.deepEqual([of('Broken.').outcome, of('Broken.').now], ['refused', undefined]);
	assert.match(of('Broken.').said, /a number of ticks is none/);
	assert.match(of('And play 0.').said, /newer ones were played instead/);
	assert.ok([1, 2, 3, 4, 5, 6, 7].every((n) => of(`And play ${n}.`).outcome === 'other'));
	// Nothing to change in the code: the next test has the newest plays, and as the game goes now
	const again = await ada.post(`/api/v1/checkpoints/${second.id}/request-changes`, {revision: second.revision, target: 'code', feedback: 'Hm.',
		comments: [comment({seed, inputs, ticks, hash: lost.now.hash, score: lost.now.score, end: 'open'}, 'Now here.')]});
	assert.equal(again.status, 200, again.text);
	const third = await until(async () => { const c = await waiting(); return c.revision > second.revision && c; }, 'the test of the same build', 240);
	const newest = (await report(project.id)).plays;
	assert.deepEqual([newest.length, newest.at(-1).outcome, newest.at(-1).now.hash], [11, 'same', lost.now.hash]);
	assert.equal(newest.filter((p) => p.outcome === 'refused').length, 3, 'eight of the newest are played');
	assert.equal((await ada.post(`/api/v1/checkpoints/${third.id}/approve`, {revision: first.revision})).status, 412);
	assert.equal((await ada.post(`/api/v1/checkpoints/${third.id}/approve`, {revision: third.revision})).status, 200);
	assert.equal((await finished(project.id)).status, 'completed');
});

test('not one packet left for anywhere', {skip: !process.env[inside] && 'needs a network namespace of its own, and so root'}, () => {
	// Where no interface could be made there is no way out at all, and loopback is the only line.
	const lines = fs.readFileSync('/proc/net/dev', 'utf8').split('\n').filter((line) => /^\s*\w+:/.test(line) && !/^\s*(lo|out1):/.test(line));
	for (const line of lines)
		assert.equal(Number(line.split(':')[1].trim().split(/\s+/)[9]), 0, line);
});

test('stop', async () => {
	clearInterval(renew);
	await stack.stop();
});
