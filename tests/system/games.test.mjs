#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// From a paragraph to a game, many times: 20 seeds × 2 languages (50 with LUDWRIGHT_FULL=1), with the real graph, studio, sandbox and tester.
// As root it runs in a network namespace of its own, whose only way out counts what leaves: nothing may.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {build, sha256, source, startStack, until} from './stack.mjs';

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

async function finished(id, seconds = 240) {
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

async function report(id) {
	const {body} = await ada.get(`/api/v1/projects/${id}/outputs?type=test_report&limit=100`);
	const newest = body.items.find((o) => o.output_type === 'test_report');
	return (await ada.get(`/api/v1/outputs/${newest.id}`)).body.content.document;
}

const made = [];
for (const language of ['en', 'ja'])
	test(`${SEEDS} seeds in ${language}: every game passes contract and bots`, {timeout: 3600000}, async () => {
		const games = [];
		for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
			const concept = CONCEPTS[language][seed % 5];
			games.push({language, seed, concept, id: await start(language, seed, concept)});
			if (games.length >= 3)
				await finished(games.at(-3).id);
		}
		for (const game of games) {
			const project = await finished(game.id);
			assert.equal(project.status, 'completed', `seed ${game.seed}: ${project.status}`);
			const tests = await report(game.id);
			assert.equal(tests.verdict, 'pass', `seed ${game.seed}: ${JSON.stringify(tests.defects)}`);
			assert.ok(tests.balance.greedy_wins >= 1, `seed ${game.seed}: greedy wins no game`);
			assert.ok(tests.static.every((check) => check.ok));
			game.zip = await zipOf(game.id);
		}
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
	const asked = await ada.post(`/api/v1/checkpoints/${first.id}/request-changes`, {revision: first.revision, feedback: 'Exactly 7 lives please, and the hero should be faster.'});
	assert.equal(asked.status, 200, asked.text);
	const second = await until(async () => { const c = await waiting(); return c.revision > first.revision && c; }, 'the next revision', 240);
	const {answers} = (await ada.get(`/api/v1/checkpoints/${second.id}`)).body;
	assert.ok(answers.some((answer) => answer.done === 'done'), `the review opens with the answer: ${JSON.stringify(answers)}`);
	const after = await params();
	assert.equal(after.lives, 7);
	assert.ok(after.hero_speed > before.hero_speed, `${before.hero_speed} → ${after.hero_speed}`);
	assert.equal((await ada.post(`/api/v1/checkpoints/${second.id}/approve`, {revision: first.revision})).status, 412);
	assert.equal((await ada.post(`/api/v1/checkpoints/${second.id}/approve`, {revision: second.revision})).status, 200);
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
