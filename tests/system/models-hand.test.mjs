// SPDX-License-Identifier: ISC
// Three games by hand (tests/models/games), each made by a model that uses every tool: it looks around, writes a file with a mistake, is told of it by check and by
// a bot, mends it by a patch, asks the person, hands in wrongly once and mends that, through all four checkpoints with a revision on the way; in both APIs.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {GAMES, filesOf} from '../models/games/games.mjs';
import {answerOf, begin, reach, record, startRig} from './models-rig.mjs';
import {PASSWORD, until} from './stack.mjs';

let rig, answers, keys;
before(async () => {
	rig = await startRig({env: {LUDWRIGHT_API_RATE_WRITE: '1000'}});
	const original = await begin(rig, {provider: 'offline'});
	await reach(rig, original, ['completed'], 180);
	answers = record(rig, original);
	const assets = [...answers.values()].flatMap((a) => a.files).find((f) => f.path === 'assets/manifest.json');
	keys = Object.keys(JSON.parse(Buffer.from(assets.base64, 'base64')));
});
after(() => rig?.stop());

const outside = (id) => `/api/v1/projects/proj_${id.replaceAll('-', '')}`;
const isText = (path) => /\.(js|md|json|html|css|txt)$/.test(path);
const call = (name, args = {}) => ({name, arguments: args});

/** What the author of one game says; used: the tools that were called; told: what they answered. */
function player(name, used, told) {
	const mine = filesOf(name, keys), {title, loop} = GAMES[name];
	const answer = (step) => {
		const found = answerOf(answers, step), document = {...found.document};
		if (step.agent === 'concept')
			Object.assign(document, {title, core_loop: loop});
		return {...found, document, files: found.files.map((f) => (mine[f.path] ? {path: f.path, base64: Buffer.from(mine[f.path]).toString('base64')} : f)),
			feedback_answers: (step.feedback ?? []).map((f) => ({feedback_id: f.id, done: 'done', note: 'Made it so.'}))};
	};
	const say = (ask) => {
		const {files, summary, document, ...rest} = answer(ask.step), texts = files.filter((f) => isText(f.path));
		const text = (f) => Buffer.from(f.base64, 'base64').toString(), core = ask.step.task?.file === 'js/core.js';
		const submit = (more) => call('submit', {summary, document, ...rest, files: files.filter((f) => !isText(f.path)).map(({path, base64}) => ({path, base64})), ...more});
		const steps = [
			() => [call('list'), ...Object.keys(ask.step.documents ?? {}).slice(0, 1).map((path) => call('read', {path}))],
			...(texts.length ? [() => texts.map((f) => call('write_file', {path: f.path, content: core ? text(f).replace('"use strict";', '"use strict"; var now = Date.now();') : text(f)}))] : []),
			...(core ? [() => [call('check'), call('play', {bot: 'greedy', seed: 7})],
				() => [call('patch_file', {path: 'js/core.js', find: ' var now = Date.now();', replace: ''}), call('check'), call('play', {bot: 'greedy', seed: 7}), call('play', {bot: 'idle', ticks: 600})]] : []),
			...(ask.step.agent === 'concept' ? [() => [call('ask', {question: 'Day or night?', options: ['day', 'night']})], () => [submit({document: {title: 5}})]] : []),
			() => [submit()]];
		const calls = steps[Math.min(ask.turn, steps.length - 1)]();
		calls.forEach((c) => used.add(c.name));
		told.push(...(ask.results ?? []));
		return {text: `Turn ${ask.turn + 1}.`, calls};
	};
	return say;
}

/** Approves what waits; at the first review asks for changes once. */
async function review(id) {
	const seen = new Map();
	return until(async () => {
		const {body} = await rig.ada.get(outside(id));
		if (body.status === 'completed' || body.status === 'failed')
			return {status: body.status, reason: body.status_reason, seen};
		for (const question of (await rig.ada.get(`${outside(id)}/questions?open=true`)).body.items)
			await rig.ada.post(`${outside(id)}/questions/${question.id}/answer`, {answer: 'Day.'});
		for (const checkpoint of (await rig.ada.get(`${outside(id)}/checkpoints?status=pending`)).body.items) {
			const n = (seen.get(checkpoint.type) ?? 0) + 1, again = checkpoint.type === 'concept_review' && n === 1;
			const {status} = await rig.ada.post(`/api/v1/checkpoints/${checkpoint.id}/${again ? 'request-changes' : 'approve'}`, {revision: checkpoint.revision, password: PASSWORD, feedback: 'Brighter, please.'});
			if (status === 200)
				seen.set(checkpoint.type, n);
		}
		return null;
	}, `the end of ${id}`, 300);
}

for (const [name, provider] of [['catcher', 'anthropic'], ['maze', 'openai'], ['arena', 'anthropic']])
	test(`${name} by ${provider}: from the concept through every checkpoint to a tested game`, async () => {
		const used = new Set(), told = [];
		rig.stub.behave = player(name, used, told);
		const first = rig.stub.ledger.length;
		const id = await begin(rig, {provider, name: GAMES[name].title, questions: true, checkpoints: undefined});
		const {status, seen} = await review(id);
		assert.equal(status, 'completed', rig.stack.sql(`SELECT node, type, error FROM agents WHERE project_id = '${id}' AND error IS NOT NULL`));
		assert.equal(rig.stub.error, undefined);
		assert.deepEqual(Object.fromEntries(seen), {concept_review: 2, design_review: 1, code_review: 1, final_review: 1});
		assert.deepEqual([...used].sort(), ['ask', 'check', 'list', 'patch_file', 'play', 'read', 'submit', 'write_file'], 'every tool');
		const all = told.join('\n');
		assert.match(all, /core_pure: js\/core.js:\d+ uses Date/);
		assert.match(all, /js\/core.js ran: \{"bot":"greedy","seed":7,.*"end":"won"/);
		assert.match(all, /The person answers: Day\./);
		assert.match(all, /Not accepted\./);
		// the tests say so too, and it is this game
		const report = JSON.parse(rig.stack.value(`SELECT o.content->'document' FROM agent_outputs o JOIN agents a ON a.id = o.agent_id WHERE o.project_id = '${id}' AND a.node = 'tester' ORDER BY o.created_at DESC LIMIT 1`));
		assert.equal(report.verdict, 'pass', JSON.stringify(report.defects));
		assert.deepEqual([report.balance.solver_wins, report.balance.solver_plays], [1, 1], 'the first is won, so the others are spared');
		const core = await rig.ada.get(`${outside(id)}/outputs?limit=1`);
		assert.equal(core.status, 200);
		// and the ledger is the stub's, to the token
		const mine = JSON.parse(rig.stack.value(`SELECT json_build_object('turns', count(*), 'input', sum(input_tokens), 'cached', sum(cached_input_tokens), 'output', sum(output_tokens)) FROM turns WHERE project_id = '${id}'`));
		const calls = rig.stub.ledger.slice(first);
		assert.deepEqual(mine, rig.stub.total((entry) => calls.includes(entry)));
		console.log(`# ${name}: ${mine.turns} turns, the solver wins, ${report.balance.seconds_to_win} s`);
	});

test('the three are different games', () => {
	const hashes = rig.stack.sql(`SELECT DISTINCT f.sha256 FROM output_files f JOIN agent_outputs o ON o.id = f.output_id JOIN projects p ON p.id = o.project_id
		WHERE f.path = 'js/core.js' AND p.config->>'provider' <> 'offline'`).split('\n');
	assert.equal(hashes.length, 3);
});
