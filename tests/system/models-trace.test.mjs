// SPDX-License-Identifier: ISC
// What was said can be read by those who may: each turn with its tools' results, long parts by address, what a failed step said; never a key.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {KEYS, answerOf, begin, recordConcept, settled, startRig} from './models-rig.mjs';
import {until} from './stack.mjs';

let rig, answers;
before(async () => {
	rig = await startRig();
	answers = await recordConcept(rig);
});
after(() => rig?.stop());

const LONG = `# Notes\n${'A long line about the sea. '.repeat(400)}`;
const stops = {checkpoints: ['checkpoint_concept']};
const submit = (step, change) => {
	const {summary, document, files, ...rest} = answerOf(answers, step);
	return {calls: [{name: 'submit', arguments: {summary, document, ...rest, files, ...change}}]};
};
const agentOf = async (id) => (await rig.ada.get(`/api/v1/projects/proj_${id.replaceAll('-', '')}/agents`)).body.items.find((a) => a.type === 'concept');
const turnsOf = async (agent, client = rig.ada) => (await client.get(`/api/v1/agents/${agent.id}/turns`)).body.items;

for (const provider of ['anthropic', 'openai'])
	test(`${provider}: a conversation from its first word to its last`, async () => {
		rig.stub.behave = (ask) => (ask.turn === 0
			? {text: `I keep a note. You sent me ${ask.key}.`, calls: [{name: 'write_file', arguments: {path: 'docs/notes.md', content: LONG + ask.key}}, {name: 'read', arguments: {path: 'nowhere'}}]}
			: submit(ask.step));
		const id = await begin(rig, {provider, name: `trace ${provider}`, ...stops});
		assert.notEqual((await settled(rig, id)).status, 'failed');
		const agent = await agentOf(id), list = await turnsOf(agent);
		assert.deepEqual(list.map((t) => [t.number, t.provider]), [[1, provider], [2, provider]]);
		assert.equal(list[0].step, list[1].step);
		assert.ok(list.every((t) => t.tokens.input > 0 && t.model === 'claude-sonnet-4-5'));
		const [first, second] = await Promise.all(list.map(async (t) => (await rig.ada.get(`/api/v1/turns/${t.id}`)).body));
		assert.match(first.conversation.told.system, /You are the agent "concept"/);
		assert.match(JSON.stringify(first.conversation.told.text), /<request-/);
		assert.match(first.conversation.text, /^I keep a note\. You sent me \*+\.$/);
		const [call] = first.conversation.calls;
		assert.equal(call.name, 'write_file');
		assert.ok(call.arguments.excerpt.includes('docs/notes.md') && call.arguments.bytes > 9000, 'a long part is cut');
		assert.deepEqual(second.conversation.told.results.map((r) => r.error), [false, true]);
		assert.match(second.conversation.told.results[0].text, /^wrote docs\/notes.md/);
		assert.equal(second.conversation.told.system, undefined, 'said once');
		const whole = await rig.ada.get(call.arguments.url);
		assert.equal(whole.status, 200);
		assert.ok(JSON.parse(JSON.parse(whole.text).calls[0].arguments).content.startsWith(LONG));
		assert.equal(JSON.parse((await rig.ada.get(first.request_url)).text).agent, 'concept');
		for (const text of [whole.text, JSON.stringify([first, second])])
			assert.ok(!text.includes(KEYS[provider]), 'no key');
	});

test('what a step that failed had to say is kept, its first 64 KiB', async () => {
	const title = `\u{1F3AE} kept for people ${'x'.repeat(100000)}`;
	rig.stub.behave = (ask) => submit(ask.step, {document: {title: ask.turn ? title : 5}});
	const id = await begin(rig, {provider: 'anthropic', name: 'raw', ...stops});
	assert.equal((await settled(rig, id)).status, 'failed');
	const agent = await agentOf(id), {items} = (await rig.ada.get(`/api/v1/agents/${agent.id}/failures`)).body;
	assert.equal(items.length, 1);
	assert.equal(items[0].error_type, 'invalid_output');
	assert.equal(items[0].error, agent.error);
	assert.ok(items[0].raw.includes('\u{1F3AE} kept for people'), items[0].raw.slice(0, 100));
	assert.ok(Buffer.byteLength(items[0].raw) <= 65536 && items[0].raw_bytes > 100000);
	assert.equal(items[0].step, (await turnsOf(agent))[0].step, 'and its turns are there');
});

for (const [what, odd] of [['ten thousand events at once', () => ({text: 'word '.repeat(80000)})], ['the first bytes one at a time', () => ({fault: {drip: 5}})]])
	for (const provider of ['anthropic', 'openai'])
		test(`${provider}: ${what}`, async () => {
			rig.stub.behave = (ask) => ({...submit(ask.step), ...odd()});
			const id = await begin(rig, {provider, name: `${provider} ${what}`, ...stops}), agent = await settled(rig, id);
			assert.equal(agent.status, 'waiting_approval', agent.error);
			assert.equal(agent.turns, 1);
		});

test('what an agent is at is told in words, two times a second at most, and each turn leaves a line', async () => {
	const part = (n) => ({name: 'write_file', arguments: {path: `docs/part-${n}.md`, content: 'x'.repeat(20000)}});
	rig.stub.behave = (ask) => ({...(ask.turn < 3 ? {text: 'I write.', calls: [part(ask.turn)]} : submit(ask.step)), fault: {slow: 120}});
	const id = await begin(rig, {provider: 'anthropic', name: 'words', ...stops});
	assert.notEqual((await settled(rig, id)).status, 'failed');
	const events = (await rig.ada.get(`/api/v1/projects/proj_${id.replaceAll('-', '')}/events?limit=100`)).body.items.filter((e) => e.type === 'agent:progress');
	const said = events.map((e) => e.data.currentTask), seconds = (Date.parse(events.at(-1).data.timestamp) - Date.parse(events[0].data.timestamp)) / 1000;
	assert.ok(said.every((s) => /^(thinks|writes docs\/part-\d\.md|writes a file|hands in)$/.test(s)), said.join());
	assert.ok(said.some((s) => /^writes docs/.test(s)), said.join());
	assert.ok(events.length <= 2 * seconds + 2, `${events.length} in ${seconds} s`);
	const lines = rig.stack.sql(`SELECT message FROM agent_logs WHERE project_id = '${id}' AND message LIKE 'Turn %' ORDER BY id`).split('\n');
	assert.equal(lines.length, 4);
	assert.match(lines[0], /^Turn 1: writes docs\/part-0\.md; \d+ tokens in, 0 cached, \d+ out, \d+\.\d s$/);
	assert.match(lines[3], /^Turn 4: hands in; /);
});

test('a price that is not known is not nothing', async () => {
	rig.stub.behave = (ask) => submit(ask.step);
	const id = await begin(rig, {provider: 'openai', name: 'unpriced', models: {concept: 'somebodys-own-model'}, ...stops});
	assert.notEqual((await settled(rig, id)).status, 'failed');
	const usage = (await rig.ada.get(`/api/v1/projects/proj_${id.replaceAll('-', '')}/usage`)).body;
	assert.deepEqual([usage.by_model[0].model, usage.by_model[0].cost_usd, usage.unpriced_turns], ['somebodys-own-model', null, 1]);
	assert.deepEqual((await turnsOf(await agentOf(id))).map((t) => t.cost_usd), [null]);
});

test('who is no member learns nothing', async () => {
	const zoe = await rig.stack.user('zoe');
	const agent = await until(async () => (await rig.ada.get('/api/v1/projects')).body.items.length && agentOf(rig.stack.value("SELECT id FROM projects WHERE name = 'raw'")), 'the agent', 10);
	const [turn] = await turnsOf(agent);
	for (const address of [`agents/${agent.id}/turns`, `agents/${agent.id}/failures`, `turns/${turn.id}`, `turns/${turn.id}/content`, `turns/${turn.id}/request`])
		assert.equal((await zoe.get(`/api/v1/${address}`)).status, 404, address);
});
