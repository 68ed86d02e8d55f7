// SPDX-License-Identifier: ISC
// Every fault of a model's server, and every kind of bad answer, has a defined end: tried again as often as it says, the right error, nothing half kept.
// All of them at once, each a project of its own, told apart by its name.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {KEYS, answerOf, begin, recordConcept, settled, startRig} from './models-rig.mjs';

let rig, answers;
const runs = new Map();

const submit = (step, change = {}) => {
	const {summary, document, files, ...rest} = answerOf(answers, step);
	return {calls: [{name: 'submit', arguments: {summary, document, ...rest, files, ...change}}]};
};
const good = (ask) => submit(ask.step);
const once = (fault, then = good) => (ask) => (ask.tries === 0 && ask.turn === 0 ? {...good(ask), fault} : then(ask));
const always = (fault) => (ask) => ({...good(ask), fault});
const error = (type, message, code) => JSON.stringify({type: 'error', error: {type, message, code}});
const wrong = (ask) => submit(ask.step, {document: {title: 5}});

// name → {say, end: error_type or 'good', calls: how often it is asked, turns: how many are kept}
const CASES = {
	'429 with retry-after': {say: once({status: 429, headers: {'retry-after': '3'}, body: error('rate_limit_error', 'slow down')}), calls: 2, turns: 1, gap: 3000},
	'429 with a date': {say: once({status: 429, get headers() { return {'retry-after': new Date(Date.now() + 4000).toUTCString()}; }}), calls: 2, turns: 1, gap: 2500},
	'429 with milliseconds': {say: once({status: 429, headers: {'retry-after-ms': '2500'}}), calls: 2, turns: 1, gap: 2500},
	'429 for ever': {say: always({status: 429}), end: 'rate_limit_exceeded', calls: 4, turns: 0},
	'no credit': {say: always({status: 429, body: error('insufficient_quota', 'You exceeded your current quota', 'insufficient_quota')}), end: 'rate_limit_exceeded', calls: 1, turns: 0},
	'529': {say: once({status: 529, body: error('overloaded_error', 'Overloaded')}), calls: 2, turns: 1},
	'500 for ever': {say: always({status: 500}), end: 'server_error', calls: 4, turns: 0},
	'502 as a page': {say: always({status: 502, headers: {'content-type': 'text/html'}, body: '<html>Bad gateway</html>'}), end: 'server_error', calls: 4, turns: 0},
	'401': {say: (ask) => ({fault: {status: 401, body: error('authentication_error', `invalid key ${ask.key}`)}}), end: 'internal', calls: 1, turns: 0},
	'404': {say: always({status: 404, body: error('not_found_error', 'no such model')}), end: 'internal', calls: 1, turns: 0},
	'a redirect': {say: always({status: 302, headers: {location: 'http://127.0.0.1:1/'}}), end: 'internal', calls: 1, turns: 0},
	'too long': {say: always({status: 400, body: error('invalid_request_error', 'prompt is too long: 250000 tokens')}), end: 'truncated', calls: 1, turns: 0},
	'reset before headers': {say: always({reset: true}), end: 'connection_error', calls: 4, turns: 0},
	'cut in the stream': {say: once({cut: 5}), calls: 2, turns: 1},
	'no last event': {say: always({end: 5}), end: 'connection_error', calls: 4, turns: 0},
	'an error in the stream': {say: once({event: {type: 'overloaded_error', message: 'Overloaded'}, after: 4}), calls: 2, turns: 1},
	'silence': {say: always({silence: 4}), end: 'timeout', calls: 4, turns: 0},
	'no first byte': {say: once({never: true}), calls: 2, turns: 1},
	'bad JSON': {say: always({raw: 'event: message_start\ndata: {"type": "message_start", oh\n\n'}), end: 'invalid_output', calls: 4, turns: 0},
	'bad UTF-8': {say: once({raw: Buffer.from('data: {"type":"message_start","x":"\xff\xfe"}\n\n', 'latin1')}), calls: 2, turns: 1},
	'empty': {say: always({raw: ''}), end: 'invalid_output', calls: 4, turns: 0},
	'a page with 200': {say: once({raw: '<html>Hello</html>', type: 'text/html'}), calls: 2, turns: 1},
	'100 MB': {say: always({flood: 100 << 20}), end: 'invalid_output', calls: 1, turns: 0},
	'slow': {say: (ask) => ({...good(ask), fault: {slow: 60}}), calls: 1, turns: 1},
	'not as a stream': {say: (ask) => ({...good(ask), stream: false}), calls: 1, turns: 1},
	'no usage': {say: (ask) => ({...good(ask), usage: false}), calls: 1, turns: 1, api: 'openai'},
	'calls as text': {say: (ask) => ({...good(ask), plain: true}), calls: 1, turns: 1},
	'cut off once': {say: (ask) => (ask.turn === 0 ? {text: 'Here it is: {"document": {"title": "half', stop: 'max_tokens'} : good(ask)), calls: 2, turns: 2},
	'a call cut off': {say: (ask) => (ask.turn === 0 ? {calls: [{name: 'write_file', arguments: '{}'}], text: 'x', stop: 'max_tokens'} : good(ask)), calls: 2, turns: 2},
	'cut off for ever': {say: (ask) => ({text: `part ${ask.turn} {"document": {"title": "half`, stop: 'max_tokens'}), end: 'truncated', calls: 3, turns: 3},
	'mended': {say: (ask) => (ask.turn === 0 ? wrong(ask) : good(ask)), calls: 2, turns: 2,
		see: (asked) => assert.match(asked[1].results.join(), /\/document\/title.*\n/)},
	'never right': {say: (ask) => (ask.turn === 0 ? wrong(ask) : submit(ask.step, {document: {title: 'kept for people'}})), end: 'invalid_output', calls: 2, turns: 2, log: /document/},
	'only words': {say: (ask) => ({text: `I am thinking about it (${ask.turn}).`}), end: 'invalid_output', calls: 3, turns: 3},
	'refuses': {say: () => ({text: 'No.', stop: 'refusal'}), end: 'invalid_output', calls: 1, turns: 1},
	'out of its place': {
		say: (ask) => (ask.turn === 0 ? {calls: [...['../../etc/passwd', '/etc/passwd', 'a/../../b', 'docs/\u0001', '..', 'dist/game.zip', 'C:\\x'].map((path) => ({
			name: 'write_file', arguments: {path, content: 'x'}})), {name: 'read', arguments: {path: '../../../etc/passwd'}},
		{name: 'read', arguments: {path: 'concept_document', project_id: 'proj_0'}}, {name: 'approve_checkpoint', arguments: {id: 'ckpt_1'}}, {name: 'run', arguments: {command: 'id'}},
		{name: 'patch_file', arguments: {path: 'nowhere.js', find: 'a', replace: 'b'}}, {name: 'write_file', arguments: '[1,2]'}]} : good(ask)),
		calls: 2, turns: 2, see: (asked) => {
			assert.equal(asked[1].results.length, 13);
			for (const result of asked[1].results)
				assert.match(result, /no path of a file|integrator|there is no|no JSON object/);
		}, files: (files) => files.every((f) => f.startsWith('docs/'))},
};

before(async () => {
	rig = await startRig({env: {LUDWRIGHT_PROVIDER_SILENCE_SECONDS: '12', LUDWRIGHT_PROVIDER_FIRST_BYTE_SECONDS: '40', LUDWRIGHT_PROVIDER_BREAKER_FAILURES: '0'}});
	answers = await recordConcept(rig);
	rig.asked = new Map();
	rig.stub.behave = (ask) => {
		const name = ask.step.project.name;
		rig.asked.set(name, [...(rig.asked.get(name) ?? []), ask]);
		return CASES[name.replace(/^(anthropic|openai): /, '')].say(ask);
	};
	for (const [name, {api}] of Object.entries(CASES))
		for (const provider of api ? [api] : ['anthropic', 'openai'])
			runs.set(`${provider}: ${name}`, begin(rig, {provider, name: `${provider}: ${name}`, checkpoints: ['checkpoint_concept']}));
	await Promise.all(runs.values());
});
after(() => rig?.stop());

for (const [what, {end = 'good', calls, turns, gap, see, log, files}] of Object.entries(CASES))
	for (const provider of CASES[what].api ? [CASES[what].api] : ['anthropic', 'openai'])
		test(`${provider}: ${what}`, async () => {
			const name = `${provider}: ${what}`;
			const failed = rig.stack.failed; // the logs are kept when one failed
			rig.stack.failed = true;
			const agent = await settled(rig, await runs.get(name), 240);
			const asked = rig.stub.ledger.filter((e) => e.step?.project.name === name);
			assert.equal(agent.status === 'failed' ? agent.type : 'good', end, agent.error);
			assert.equal(asked.length, calls, `calls: ${asked.map((e) => `${e.turn}/${e.tries} ${e.ended} ${e.ms} ms`)}`);
			assert.equal(agent.turns, turns, 'turns that are kept');
			if (gap)
				assert.ok(asked[1].at - asked[0].at >= gap - 50, `${asked[1].at - asked[0].at} ms between`);
			if (end === 'good' && !files)
				assert.ok(agent.files?.includes('docs/concept.md'));
			else if (end !== 'good')
				assert.equal(agent.files, null, 'nothing half is kept');
			if (end !== 'good')
				assert.ok(agent.error.length > 20 && agent.error.length < 1000, agent.error);
			for (const key of Object.values(KEYS))
				assert.ok(!JSON.stringify(agent).includes(key));
			see?.(rig.asked.get(name));
			if (log)
				assert.match(agent.error, log);
			if (files)
				assert.ok(files(agent.files), agent.files);
			rig.stack.failed = failed;
		});

test('no key stands in a log, and the stub found nothing odd', () => {
	for (const key of Object.values(KEYS))
		assert.ok(!rig.stack.log('worker').includes(key));
	assert.equal(rig.stub.error, undefined);
});
