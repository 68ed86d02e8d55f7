// SPDX-License-Identifier: ISC
// The stub is no fiction of ours: the official client packages of both APIs work with it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {startStub} from './stub.mjs';

const dir = path.dirname(fileURLToPath(import.meta.url));
if (!fs.existsSync(path.join(dir, 'node_modules/openai'))) {
	const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', dir], {encoding: 'utf8'});
	if (done.status !== 0)
		throw new Error(`npm ci --prefix ${dir}: ${done.error ?? ''}${done.stderr}`);
}
const require = createRequire(path.join(dir, 'package.json'));
const {default: Anthropic} = await import(require.resolve('@anthropic-ai/sdk'));
const {default: OpenAI} = await import(require.resolve('openai'));

const tool = {name: 'read', description: 'Reads.', schema: {type: 'object', properties: {path: {type: 'string'}}}};
let stub, reply, anthropic, openai;
before(async () => {
	stub = await startStub(() => reply);
	anthropic = new Anthropic({apiKey: 'sk-ant-1', baseURL: stub.url, maxRetries: 0});
	openai = new OpenAI({apiKey: 'sk-1', baseURL: stub.openai, maxRetries: 0});
});
after(() => stub.stop());

const askAnthropic = (stream) => ({model: 'm', max_tokens: 100, stream, messages: [{role: 'user', content: 'hello'}],
	tools: [{name: tool.name, description: tool.description, input_schema: tool.schema}]});
const askOpenai = (stream) => ({model: 'm', stream, ...(stream ? {stream_options: {include_usage: true}} : {}), messages: [{role: 'user', content: 'hello'}],
	tools: [{type: 'function', function: {name: tool.name, description: tool.description, parameters: tool.schema}}]});

test('Messages API: a stream and a whole answer, text and a call, with the tokens of the ledger', async () => {
	for (const stream of [true, false]) {
		reply = {text: 'Let me look, 日本語.', calls: [{name: 'read', arguments: {path: 'a/b.js'}}]};
		const message = stream ? await anthropic.messages.stream(askAnthropic(true)).finalMessage() : await anthropic.messages.create(askAnthropic(false));
		assert.equal(message.stop_reason, 'tool_use');
		assert.equal(message.content[0].text, 'Let me look, 日本語.');
		assert.deepEqual(message.content[1].input, {path: 'a/b.js'});
		const {tokens, key} = stub.ledger.at(-1);
		assert.equal(key, 'sk-ant-1');
		assert.equal(message.usage.output_tokens, tokens.output);
		assert.equal(message.usage.input_tokens + message.usage.cache_creation_input_tokens, tokens.input);
	}
});

test('chat completions: a stream and a whole answer, text and a call, with the tokens of the ledger', async () => {
	for (const stream of [true, false]) {
		reply = {text: 'Let me look, 日本語.', calls: [{name: 'read', arguments: {path: 'a/b.js'}}]};
		const done = stream ? await openai.chat.completions.stream(askOpenai(true)).finalChatCompletion() : await openai.chat.completions.create(askOpenai(false));
		const [choice] = done.choices;
		assert.equal(choice.finish_reason, 'tool_calls');
		assert.equal(choice.message.content, 'Let me look, 日本語.');
		assert.deepEqual(JSON.parse(choice.message.tool_calls[0].function.arguments), {path: 'a/b.js'});
		const {tokens, key} = stub.ledger.at(-1);
		assert.equal(key, 'sk-1');
		assert.equal(done.usage.completion_tokens, tokens.output);
		assert.equal(done.usage.prompt_tokens, tokens.input + tokens.cached);
	}
});

test('refusals are what the clients take for them', async () => {
	reply = {fault: {status: 429, headers: {'retry-after': '7'}, body: '{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}'}};
	await assert.rejects(anthropic.messages.create(askAnthropic(true)), (error) => error instanceof Anthropic.RateLimitError && error.headers.get('retry-after') === '7');
	await assert.rejects(openai.chat.completions.create(askOpenai(true)), (error) => error instanceof OpenAI.RateLimitError);
	reply = {fault: {status: 529}};
	await assert.rejects(anthropic.messages.create(askAnthropic(true)), (error) => error.status === 529);
	reply = {text: 'x'.repeat(500), fault: {event: {type: 'overloaded_error', message: 'Overloaded'}, after: 3}};
	await assert.rejects(anthropic.messages.stream(askAnthropic(true)).finalMessage(), /[Oo]verloaded/);
	await assert.rejects(openai.chat.completions.stream(askOpenai(true)).finalChatCompletion(), /[Oo]verloaded/);
	reply = {fault: {reset: true}};
	await assert.rejects(anthropic.messages.create(askAnthropic(true)), Anthropic.APIConnectionError);
});
