// SPDX-License-Identifier: ISC
// POST providers/test: a worker asks, with one's own key or the installation's, and nobody can choose the address; the answer says in words what is wrong.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {KEYS, startRig} from './models-rig.mjs';
import {until} from './stack.mjs';

let rig;
before(async () => {
	rig = await startRig({env: {LUDWRIGHT_API_RATE_WRITE: '1000'}});
});
after(() => rig?.stop());

/** Five in a minute: they are put into the past. */
const forget = () => rig.stack.sql("UPDATE provider_tests SET created_at = created_at - interval '2 minutes'");
const ask = async (body, client = rig.ada) => {
	forget();
	const made = await client.post('/api/v1/providers/test', body);
	assert.equal(made.status, 201, made.text);
	assert.match(made.body.id, /^ptest_[0-9a-f]{32}$/);
	return until(async () => {
		const {body} = await client.get(`/api/v1/providers/tests/${made.body.id}`);
		return body.status !== 'waiting' && body;
	}, 'the end of the test', 60);
};

for (const provider of ['anthropic', 'openai'])
	test(`${provider}: good, refused, unknown, away`, async () => {
		const asked = [];
		const say = (reply) => { rig.stub.behave = (call) => (asked.push(call), reply(call)); };
		say(() => ({text: 'ready'}));
		const good = await ask({provider});
		assert.deepEqual([good.status, good.model, good.message, good.error_type], ['good', 'claude-sonnet-4-5', 'claude-sonnet-4-5 answers', null]);
		assert.ok(good.duration >= 0 && good.ended_at);
		assert.equal(asked[0].key, KEYS[provider]);
		assert.equal(asked[0].body.tools, undefined, 'the least there is to ask');
		say((call) => ({fault: {status: 401, body: JSON.stringify({error: {type: 'authentication_error', message: `bad key ${call.key}`}})}}));
		const refused = await ask({provider, model: 'a-model'});
		assert.equal(refused.status, 'failed');
		assert.match(refused.message, /refuses the key \(401\): bad key \*+$/);
		assert.deepEqual([refused.model, refused.error_type], ['a-model', 'internal']);
		say(() => ({fault: {status: 404, body: JSON.stringify({error: {message: 'no such model'}})}}));
		assert.match((await ask({provider, model: 'nowhere'})).message, /404: no such model/);
		say(() => ({fault: {reset: true}}));
		assert.equal((await ask({provider})).error_type, 'connection_error');
	});

test("one's own key comes before the installation's, and others cannot see the test", async () => {
	const zoe = await rig.stack.user('zoe'), own = 'sk-ant-zoes-own-0123456789';
	let key;
	rig.stub.behave = (call) => ((key = call.key), {text: 'ready'});
	assert.equal((await zoe.call('PUT', '/api/v1/users/me/provider-keys/anthropic', {key: own})).status, 200);
	const {id} = await ask({provider: 'anthropic'}, zoe);
	assert.equal(key, own);
	assert.equal((await rig.ada.get(`/api/v1/providers/tests/${id}`)).status, 404);
	assert.ok(!rig.stack.log('worker').includes(own) && !rig.stack.log('api').includes(own));
});

test('nobody names an address, and five a minute are the most', async () => {
	for (const body of [{provider: 'openai', url: 'http://169.254.169.254/'}, {provider: 'openai', base_url: 'http://127.0.0.1'}, {provider: 'http://127.0.0.1/'}, {}])
		assert.equal((await rig.ada.post('/api/v1/providers/test', body)).status, 400, JSON.stringify(body));
	rig.stub.behave = () => ({text: 'ready'});
	forget();
	const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => rig.ada.post('/api/v1/providers/test', {provider: 'offline'})));
	assert.deepEqual(answers.map((a) => a.status).sort(), [201, 201, 201, 201, 201, 429, 429]);
	const other = await rig.stack.user('lea');
	assert.equal((await ask({provider: 'offline'}, other)).status, 'good', 'they are counted by person');
	await until(() => rig.stack.value("SELECT count(*) FROM jobs WHERE kind = 'probe'") === '0', 'all to end', 30);
});
