// SPDX-License-Identifier: ISC
// Conversations that are killed, paused, cancelled, or too dear: no turn is paid for twice, and nothing is asked that should not be.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {after, before, test} from 'node:test';
import {KEYS, answerOf, begin, recordConcept, settled, startRig} from './models-rig.mjs';
import {build, sleep, source, until, within} from './stack.mjs';

let rig, answers;
before(async () => {
	rig = await startRig();
	answers = await recordConcept(rig);
});
after(() => rig?.stop());

const stops = {checkpoints: ['checkpoint_concept']};
const submit = (step) => ({calls: [{name: 'submit', arguments: answerOf(answers, step)}]});
/** Speaks `turns` times, taking `ms` for each event, then submits. */
const talker = (turns, slow) => (ask) => (ask.turn < turns ? {text: `Turn ${ask.turn}. ${'I think. '.repeat(40)}`, calls: [{name: 'read', arguments: {path: `nothing-${ask.turn}`}}], fault: {slow}} : submit(ask.step));
const of = (name) => rig.stub.ledger.filter((e) => e.step?.project.name === name);
const turnsOf = (id) => Number(rig.stack.value(`SELECT count(*) FROM turns WHERE project_id = '${id}'`));
const statusOf = async (id) => (await rig.ada.get(`/api/v1/projects/${id}`)).body;

for (const provider of ['anthropic', 'openai'])
	test(`${provider}: a worker killed in the middle of a conversation goes on at its turn`, async () => {
		const name = `killed ${provider}`;
		rig.stub.behave = talker(9, 15);
		const id = await begin(rig, {provider, name, ...stops});
		let kills = 0;
		for (const turn of [2, 4, 7]) {
			await until(() => of(name).some((e) => e.turn === turn), `turn ${turn}`, 60);
			for (const pid of spawnSync('pgrep', ['-P', String(rig.stack.processes.get('worker').pid)], {encoding: 'utf8'}).stdout.split('\n').filter(Boolean))
				process.kill(Number(pid), 'SIGKILL');
			kills++;
		}
		const agent = await settled(rig, id);
		assert.notEqual(agent.status, 'failed', agent.error);
		const asked = of(name), answered = asked.filter((e) => e.ended === 'answered');
		assert.equal(agent.turns, 10);
		assert.ok(asked.length <= 10 + kills, `${asked.length} calls`);
		assert.equal(asked.length - answered.length, asked.length - 10, 'what was answered was kept, but for the turn in flight');
		assert.deepEqual([...new Set(asked.map((e) => e.turn))], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 'it never went back');
		const {input, output} = JSON.parse(rig.stack.value(`SELECT json_build_object('input', sum(input_tokens), 'output', sum(output_tokens)) FROM turns WHERE project_id = '${id}'`));
		assert.deepEqual({input, output}, {input: rig.stub.total((e) => answered.includes(e)).input, output: rig.stub.total((e) => answered.includes(e)).output});
		console.log(`# ${provider}: ${kills} kills, ${agent.turns} turns, ${asked.length} calls`);
	});

test('cancel closes the connections within 2 s', async () => {
	rig.stub.behave = (ask) => ({...submit(ask.step), fault: ask.api === 'openai' ? {never: true} : {silence: 3}});
	await within(2000, 'ms from cancel to closed connections', cancelled);
});

/** Four projects at four calls that do not end are cancelled: ms until the calls are closed. */
async function cancelled() {
	const ids = await Promise.all(['anthropic', 'openai', 'anthropic', 'openai'].map((provider, i) => begin(rig, {provider, name: `cancel ${i}`, ...stops})));
	await until(() => rig.stub.open === ids.length, 'their calls', 30);
	const start = Date.now();
	await Promise.all(ids.map((id) => rig.ada.post(`/api/v1/projects/${id}/cancel`)));
	const told = Date.now();
	await until(() => rig.stub.open === 0, 'closed connections', 10);
	const closed = Date.now() - told;
	console.log(`# cancel: answered in ${told - start} ms, connections closed ${closed} ms later`);
	for (const id of ids)
		assert.equal(turnsOf(id), 0);
	for (const id of [ids[0], ids[2]]) // what the provider has billed counts, by what was heard of it and no more
		await until(() => rig.stack.value(`SELECT spent_usd > 0 AND spent_usd < 0.1 AND reserved_usd = 0 FROM budgets WHERE project_id = '${id}'`) === 't', 'what it cost', 30);
	assert.ok((await rig.ada.get('/api/v1/users/me/budget')).body.spent_usd > 0);
	return closed;
}

test('pause keeps the turn in flight, asks for no other, and resume goes on from there', async () => {
	const name = 'paused';
	rig.stub.behave = talker(4, 40);
	const id = await begin(rig, {provider: 'anthropic', name, ...stops});
	await until(() => of(name).some((e) => e.turn === 1), 'the second turn', 30);
	assert.equal((await rig.ada.post(`/api/v1/projects/${id}/pause`)).status, 200);
	await until(() => of(name).every((e) => e.ended === 'answered') && turnsOf(id) === of(name).length, 'the turn in flight', 30);
	const asked = of(name).length;
	await sleep(1500); // longer than any of its turns
	assert.equal(of(name).length, asked);
	assert.equal(rig.stack.value(`SELECT held AND leased_by IS NULL FROM jobs WHERE project_id = '${id}'`), 't');
	assert.equal((await rig.ada.post(`/api/v1/projects/${id}/resume`)).status, 200);
	const agent = await settled(rig, id);
	assert.equal(agent.turns, 5, agent.error);
	assert.equal(of(name).length, 5);
});

test('a turn that does not fit the budget is not asked: the project pauses, and goes on when the limit is raised', async () => {
	const name = 'dear';
	rig.stub.behave = talker(2, 0);
	const id = await begin(rig, {provider: 'anthropic', name, budget_usd: 0.1, ...stops});
	await until(async () => (await statusOf(id)).status === 'paused', 'the pause', 30);
	assert.equal((await statusOf(id)).status_reason, 'budget');
	assert.equal(of(name).length, 0);
	assert.match(rig.stack.value(`SELECT message FROM agent_logs WHERE project_id = '${id}' AND metadata->>'error_type' = 'budget'`), /may cost up to 0\.\d+ USD; spent are 0\.0000 of 0\.10 USD/);
	assert.equal((await rig.ada.put(`/api/v1/projects/${id}`, {config: {budget_usd: 5}})).status, 200);
	assert.equal((await rig.ada.post(`/api/v1/projects/${id}/resume`)).status, 200);
	const agent = await settled(rig, id);
	assert.equal(agent.turns, 3, agent.error);
	const {budget, cost_usd} = (await rig.ada.get(`/api/v1/projects/${id}/usage`)).body;
	assert.ok(cost_usd > 0 && cost_usd < 5);
	assert.deepEqual(budget, {limit_usd: 5, spent_usd: cost_usd, reserved_usd: 0});
});

test('a turn that is cut costs what was heard of it, a refused one nothing', async () => {
	const spent = (id) => JSON.parse(rig.stack.value(`SELECT json_build_object('spent', b.spent_usd, 'reserved', b.reserved_usd, 'turns', (SELECT sum(cost_usd) FROM turns
		WHERE project_id = b.project_id)) FROM budgets b WHERE project_id = '${id}'`));
	for (const [name, fault] of [['cut', {cut: 5}], ['refused', {status: 500}]]) {
		rig.stub.behave = (ask) => ({...submit(ask.step), ...ask.tries === 0 && {fault}});
		const id = await begin(rig, {provider: 'anthropic', name, ...stops});
		const agent = await settled(rig, id);
		assert.equal(agent.turns, 1, agent.error);
		assert.equal(of(name).length, 2);
		const {spent: all, reserved, turns} = spent(id);
		assert.equal(reserved, 0);
		if (name === 'cut')
			assert.ok(all > turns * 1.2 && all < turns * 2.5, `${all}, of which ${turns} for the turn that came`);
		else
			assert.equal(all, turns);
	}
});

test("the owner's own key comes before the installation's, and models can be named by agent", async () => {
	const own = 'sk-ant-of-ada-alone-99999999';
	const put = await rig.ada.put('/api/v1/users/me/provider-keys/anthropic', {key: own});
	assert.ok([200, 201].includes(put.status), put.text);
	rig.stub.behave = talker(0, 0);
	const id = await begin(rig, {provider: 'anthropic', name: 'own key', models: {concept: 'claude-haiku-4-5'}, ...stops});
	const agent = await settled(rig, id);
	assert.notEqual(agent.status, 'failed', agent.error);
	assert.deepEqual(of('own key').map((e) => [e.key, e.model]), [[own, 'claude-haiku-4-5']]);
	assert.equal(rig.stack.value(`SELECT model FROM turns WHERE project_id = '${id}'`), 'claude-haiku-4-5');
	assert.equal((await rig.ada.delete('/api/v1/users/me/provider-keys/anthropic')).status, 204);
	await settled(rig, await begin(rig, {provider: 'anthropic', name: 'no key', ...stops}));
	assert.deepEqual(of('no key').map((e) => e.key), [KEYS.anthropic]);
	assert.ok(!rig.stack.log('worker').includes(own));
});

test('ludctl provider test says in one line what works and what does not', () => {
	const say = (args, env = {}) => {
		const done = spawnSync(`${build}/ludctl`, ['provider', 'test', ...args], {...rig.stack.as, cwd: rig.stack.dir, env: {...rig.stack.env, ...env}, encoding: 'utf8'});
		const text = done.stdout + done.stderr;
		assert.equal(text.trim().split('\n').length, 1, text);
		for (const key of Object.values(KEYS))
			assert.ok(!text.includes(key), text);
		return [done.status, text];
	};
	// spawnSync stops this process, and the stub with it: what has to answer runs in a process of its own.
	const stub = spawn(process.execPath, ['--input-type=module', '-e', `import {startStub} from '${source}/tests/models/stub.mjs';
		const stub = await startStub((ask) => ask.key === '${KEYS.openai}' || ask.key === '${KEYS.anthropic}' ? {text: 'ready'} : {fault: {status: 401, body: JSON.stringify({error: {
		message: 'bad key ' + ask.key + '\\nx'}})}}); console.log(stub.url);`], {stdio: ['ignore', 'pipe', 'inherit']});
	return new Promise((done, fail) => stub.stdout.once('data', (text) => {
		try {
			const url = String(text).trim(), env = {ANTHROPIC_BASE_URL: url, OPENAI_BASE_URL: `${url}/v1/`};
			for (const name of ['anthropic', 'openai']) {
				const [status, line] = say([name], env);
				assert.equal(status, 0, line);
				assert.match(line, new RegExp(`^${name} at ${url}.*: claude-sonnet-4-5 answers, in \\d+ ms\n$`));
			}
			assert.match(say([], {...env, LUDWRIGHT_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-wrong'})[1], /the key is refused \(401\) bad key \*{8} x/);
			assert.match(say(['openai'], {...env, OPENAI_BASE_URL: `${url}/v2`})[1], /no such model or address \(404\) no such route/);
			assert.match(say(['openai'], {OPENAI_BASE_URL: 'http://127.0.0.1:1/v1'})[1], /Couldn't connect/);
			assert.match(say(['openai'], {...env, LUDWRIGHT_MODEL: ''})[1], /no model is named/);
			assert.match(say(['anthropic'], {ANTHROPIC_BASE_URL: 'https://api.anthropic.com', ANTHROPIC_API_KEY: ''})[1], /there is no key/);
			assert.deepEqual([say(['offline'])[0], say(['nobody'])[0]], [0, 1]);
			done();
		} catch (error) {
			fail(error);
		} finally {
			stub.kill();
		}
	}));
});
