// SPDX-License-Identifier: ISC
// All workers together leave a provider alone that fails, try it by one call, wait as long as it asks, and keep to a rate; also without Redis. Nothing
// holds a worker meanwhile, and health says so.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {answerOf, begin, recordConcept, settled, startRig} from './models-rig.mjs';
import {until} from './stack.mjs';

let rig, answers;
before(async () => {
	rig = await startRig({env: {LUDWRIGHT_WORKER_MAX: '2', LUDWRIGHT_WORKER_MIN: '2', LUDWRIGHT_PROVIDER_BREAKER_FAILURES: '6', LUDWRIGHT_PROVIDER_OPENAI_CALLS_PER_MINUTE: '60'}});
	answers = await recordConcept(rig);
});
after(() => rig?.stop());

const stops = {checkpoints: ['checkpoint_concept']};
const submit = (step) => ({calls: [{name: 'submit', arguments: answerOf(answers, step)}]});
const of = (name) => rig.stub.ledger.filter((e) => e.step?.project.name.startsWith(name));
const checks = async () => (await rig.stack.fetch('GET', '/health/ready')).body;
const many = (n, name, config = {}) => Promise.all(Array.from({length: n}, (_, i) => begin(rig, {provider: 'anthropic', name: `${name} ${i}`, ...stops, ...config})));
const leased = () => Number(rig.stack.value("SELECT count(*) FROM jobs WHERE kind = 'step' AND leased_by IS NOT NULL"));

test('a provider that fails is left alone, then tried by one call at a time, and all go on when it answers', async () => {
	let broken = true, open = 0, most = 0, opened = 0;
	rig.stub.behave = async (ask) => {
		if (!broken)
			return submit(ask.step);
		if (opened && Date.now() > opened + 1000) { // what was out has come back: from here on one at a time
			most = Math.max(most, ++open);
			await new Promise((done) => setTimeout(done, 300));
			open--;
		}
		return {fault: {status: 503}};
	};
	const ids = await many(12, 'broken');
	const {status, checks: said} = await until(async () => {
		const body = await checks();
		return body.checks.providers === 'failing' && body;
	}, 'the breaker', 60);
	opened = Date.now();
	assert.deepEqual([status, said.failing], ['degraded', 'anthropic']);
	await until(() => leased() === 0, 'steps that hold no worker', 30);
	await until(() => of('broken').filter((e) => e.at > opened + 1000).length > 1, 'two probes', 60);
	assert.equal(most, 1, 'calls at once');
	broken = false;
	for (const id of ids)
		assert.notEqual((await settled(rig, id, 120)).status, 'failed', 'none has used up its tries on it');
	await until(async () => (await checks()).checks.providers === 'healthy', 'health', 10);
	console.log(`# breaker: ${of('broken').length} calls for 12 projects`);
});

test('what one call is told to wait holds for all of that key and model, and for no other', async () => {
	let told = 0;
	rig.stub.behave = (ask) => {
		if (ask.model !== 'claude-haiku-4-5' && !told) {
			told = Date.now();
			return {fault: {status: 429, headers: {'retry-after': '4'}}};
		}
		return submit(ask.step);
	};
	const [first] = await many(1, 'busy');
	await until(() => told, 'the first call', 30);
	await until(() => rig.stack.value(`SELECT count(*) FROM jobs WHERE project_id = '${first}' AND retries = 1`) === '1', 'its retry', 10);
	const others = await many(6, 'busy too'), [haiku] = await many(1, 'another model', {models: {concept: 'claude-haiku-4-5'}});
	await settled(rig, haiku);
	assert.ok(of('another model')[0].at < told + 4000 || of('busy too').every((e) => e.at >= told + 3900), 'another model did not wait, or the machine was slow');
	for (const id of [first, ...others])
		assert.notEqual((await settled(rig, id)).status, 'failed');
	for (const entry of [...of('busy too'), ...of('busy 0').slice(1)])
		assert.ok(entry.at >= told + 3900, `${entry.at - told} ms after it was told`);
	assert.equal(of('busy too').length, 6, 'none was refused');
});

for (const [what, redis] of [['together', true], ['each for itself, without Redis', false]])
	test(`a rate of calls is kept, ${what}`, async () => {
		rig.stub.behave = (ask) => submit(ask.step);
		if (!redis)
			await rig.stack.end('redis');
		const name = `rate ${redis}`, n = redis ? 25 : 40, ids = await many(n, name, {provider: 'openai'});
		for (const id of ids)
			assert.notEqual((await settled(rig, id, 120)).status, 'failed');
		const times = of(name).map((e) => e.at), seconds = (Math.max(...times) - Math.min(...times)) / 1000;
		assert.equal(times.length, n);
		assert.ok(seconds > (redis ? 8 : 3), `${n} calls took ${seconds} s`); // ten seconds' worth at once, then one a second
		if (!redis)
			await rig.stack.startRedis();
		console.log(`# rate: ${n} calls in ${seconds} s`);
	});
