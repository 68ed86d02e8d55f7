// SPDX-License-Identifier: ISC
// From a concept to a finished, tested game with a model in both APIs: the same bytes as its recorded author's, and a ledger equal to the model's own.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {KEYS, author, begin, reach, record, startRig} from './models-rig.mjs';

let rig, answers, original;
before(async () => {
	rig = await startRig();
	original = await begin(rig, {provider: 'offline'});
	await reach(rig, original, ['completed'], 180);
	answers = record(rig, original);
});
after(() => rig?.stop());

const ledger = (id) => JSON.parse(rig.stack.value(`SELECT json_build_object('turns', count(*), 'input', coalesce(sum(input_tokens), 0), 'cached',
	coalesce(sum(cached_input_tokens), 0), 'output', coalesce(sum(output_tokens), 0)) FROM turns WHERE project_id = '${id}'`));
const zipOf = (id) => rig.stack.value(`SELECT f.sha256 FROM output_files f JOIN agent_outputs o ON o.id = f.output_id WHERE o.project_id = '${id}'
	AND f.path LIKE 'js/%' ORDER BY f.path LIMIT 1`);

for (const [provider, plain] of [['anthropic', false], ['openai', false], ['openai', true]])
	test(`a project is made by ${provider}${plain ? ' with calls written as text and no usage' : ''}`, async () => {
		const before = rig.stub.ledger.length;
		rig.stub.behave = (ask) => ({...author(answers, ask), plain, usage: !plain});
		const id = await begin(rig, {provider, name: 'Lighthouse'});
		const project = await reach(rig, id, ['completed', 'failed'], 180);
		const why = rig.stack.sql(`SELECT node, type, error FROM agents WHERE project_id = '${id}' AND error IS NOT NULL`);
		assert.equal(project.status, 'completed', why);
		assert.equal(rig.stub.error, undefined);
		assert.equal(zipOf(id), zipOf(original), 'its files are those that were recorded');
		const build = await rig.ada.get(`/api/v1/projects/${id}/build`);
		assert.equal(build.status, 200);
		const mine = ledger(id), calls = rig.stub.ledger.slice(before);
		assert.equal(calls.length, mine.turns, 'nothing was asked twice');
		assert.ok(calls.every((call) => call.key === KEYS[provider] && call.api === provider && call.ended === 'answered'));
		if (!plain)
			assert.deepEqual(mine, rig.stub.total((call) => calls.includes(call)));
		else
			assert.ok(mine.input > 0 && mine.output > 0, 'tokens are guessed where the server does not say');
		const usage = (await rig.ada.get(`/api/v1/projects/${id}/usage`)).body;
		assert.equal(usage.turns, mine.turns);
		assert.equal(usage.by_model[0].model, 'claude-sonnet-4-5');
		if (provider === 'anthropic') {
			const written = calls.reduce((sum, call) => sum + call.tokens.written, 0);
			const cost = ((mine.input - written) * 3 + written * 3.75 + mine.cached * 0.3 + mine.output * 15) / 1e6;
			assert.ok(Math.abs(usage.cost_usd - cost) < 1e-6 * mine.turns, `${usage.cost_usd} is ${cost}`);
			assert.ok(Math.abs(usage.budget.spent_usd - usage.cost_usd) < 1e-9);
			assert.equal(usage.budget.reserved_usd, 0);
		}
		console.log(`# ${provider}${plain ? ' as text' : ''}: ${mine.turns} turns, ${mine.input}+${mine.cached} tokens in, ${mine.output} out, ${usage.cost_usd} USD`);
	});

test('the keys stand in no log', () => {
	for (const name of ['worker', 'api'])
		for (const key of Object.values(KEYS))
			assert.ok(!rig.stack.log(name).includes(key));
});
