// SPDX-License-Identifier: ISC
// A model server that is told what to say: the Messages API and chat completions, streaming and not, and every fault there is.
//
//   const stub = await startStub((ask) => ({calls: [{name: 'submit', arguments: {…}}]}));
//   stub.url, stub.openai       // base addresses: ANTHROPIC_BASE_URL, OPENAI_BASE_URL
//   stub.ledger                 // one entry a call: {api, key, model, step, turn, tries, tokens, ended: 'answered' | 'fault' | 'closed', ms}
//   await stub.stop();
//
// ask: {api, key, model, body, step, turn, tries, results}: step is the request that the agent was given (between <request-…> tags), turn how often
// the model has spoken before, tries how often this very body was asked before, results what the last tools said.
// A reply: {text, calls: [{name, arguments}], stop, usage: false, stream: false, plain: true (calls as JSON in the text), fault}. Faults:
// {status, headers, body} an answer of that kind; {cut: n} the connection breaks after n events; {end: n} the stream ends after n events without its
// last; {silence: n} nothing more after n events; {never: true} no answer at all; {reset: true} before any header; {raw: text, type} these bytes
// with 200; {event: {…}, after: n} an error in the stream; {slow: ms} between events; {drip: ms} the first 500 bytes one by one; {flood: bytes} an answer without end.
import http from 'node:http';
import {createHash} from 'node:crypto';

const count = (text) => Math.ceil(Buffer.byteLength(text) / 4);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
/** The answer's first 500 bytes one at a time, so that every border is met, and the rest at once. False: nobody hears it any more. */
async function drip(response, event, fault) {
	const bytes = Buffer.from(event);
	for (const [i, byte] of bytes.entries()) {
		const sent = response.dripped ?? 0;
		if (response.destroyed)
			return false;
		if (sent >= 500)
			return response.write(bytes.subarray(i)), true;
		response.dripped = sent + 1;
		response.write(Buffer.from([byte]));
		await wait(fault.drip);
	}
	return true;
}

const pieces = (text, n) => text.match(new RegExp(`[^]{1,${n}}`, 'gu')) ?? [];

function readStep(body) {
	const content = body.messages?.find((m) => m.role === 'user')?.content ?? '';
	const text = Array.isArray(content) ? content.map((b) => b.text ?? '').join('') : content;
	const found = /<request-[0-9a-f]+>\n([^]*?)\n<\/request-[0-9a-f]+>/.exec(text);
	return found ? JSON.parse(found[1]) : null;
}

function readResults(api, body) {
	const last = body.messages.at(-1);
	if (api === 'anthropic')
		return Array.isArray(last.content) ? last.content.map((b) => (b.type === 'tool_result' ? b.content : b.text)) : [last.content];
	return body.messages.slice(body.messages.findLastIndex((m) => m.role === 'assistant') + 1).map((m) => m.content);
}

/** What a reply costs: part of a long prompt comes from the cache when the model has spoken before. */
function tokensOf(api, raw, turn, output) {
	const all = count(raw), cached = turn > 0 ? Math.floor(all / 2) : 0, written = api === 'anthropic' ? Math.floor(all / 10) : 0;
	return {input: all - cached, cached, written, output: count(output)};
}

function anthropicEvents(reply, model, tokens) {
	const usage = {input_tokens: tokens.input - tokens.written, cache_creation_input_tokens: tokens.written, cache_read_input_tokens: tokens.cached, output_tokens: 1};
	const events = [['message_start', {message: {id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null, usage}}], ['ping', {}]];
	let index = 0;
	const block = (start, deltas) => {
		events.push(['content_block_start', {index, content_block: start}]);
		for (const delta of deltas)
			events.push(['content_block_delta', {index, delta}]);
		events.push(['content_block_stop', {index}]);
		index++;
	};
	if (reply.text)
		block({type: 'text', text: ''}, pieces(reply.text, 40).map((text) => ({type: 'text_delta', text})));
	for (const [i, call] of (reply.calls ?? []).entries())
		block({type: 'tool_use', id: `toolu_${index}_${i}`, name: call.name, input: {}}, pieces(call.json, 2000).map((partial_json) => ({type: 'input_json_delta', partial_json})));
	events.push(['message_delta', {delta: {stop_reason: reply.stop ?? (reply.calls?.length ? 'tool_use' : 'end_turn'), stop_sequence: null}, usage: {output_tokens: tokens.output}}]);
	events.push(['message_stop', {}]);
	return events.map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({type, ...data})}\n\n`);
}

function anthropicWhole(reply, model, tokens) {
	return {id: 'msg_1', type: 'message', role: 'assistant', model, stop_sequence: null,
		content: [...(reply.text ? [{type: 'text', text: reply.text}] : []),
			...(reply.calls ?? []).map((call, i) => ({type: 'tool_use', id: `toolu_${i}`, name: call.name, input: JSON.parse(call.json)}))],
		stop_reason: reply.stop ?? (reply.calls?.length ? 'tool_use' : 'end_turn'),
		usage: {input_tokens: tokens.input - tokens.written, cache_creation_input_tokens: tokens.written, cache_read_input_tokens: tokens.cached, output_tokens: tokens.output}};
}

const openaiStop = (reply) => ({max_tokens: 'length', refusal: 'content_filter'})[reply.stop] ?? reply.stop ?? (reply.calls?.length ? 'tool_calls' : 'stop');
const openaiUsage = (tokens) => ({prompt_tokens: tokens.input + tokens.cached, completion_tokens: tokens.output, total_tokens: tokens.input + tokens.cached + tokens.output,
	prompt_tokens_details: {cached_tokens: tokens.cached}});

function openaiEvents(reply, model, tokens, body) {
	const chunk = (delta, finish_reason = null) => ({id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices: [{index: 0, delta, finish_reason}]});
	const list = [chunk({role: 'assistant', content: ''})];
	for (const content of pieces(reply.text ?? '', 40))
		list.push(chunk({content}));
	for (const [index, call] of (reply.calls ?? []).entries()) {
		list.push(chunk({tool_calls: [{index, id: `call_${index}`, type: 'function', function: {name: call.name, arguments: ''}}]}));
		for (const part of pieces(call.json, 2000))
			list.push(chunk({tool_calls: [{index, function: {arguments: part}}]}));
	}
	list.push(chunk({}, openaiStop(reply)));
	if (body.stream_options?.include_usage && reply.usage !== false)
		list.push({...chunk({}), choices: [], usage: openaiUsage(tokens)});
	return [...list.map((data) => `data: ${JSON.stringify(data)}\n\n`), 'data: [DONE]\n\n'];
}

function openaiWhole(reply, model, tokens) {
	const tool_calls = (reply.calls ?? []).map((call, i) => ({id: `call_${i}`, type: 'function', function: {name: call.name, arguments: call.json}}));
	return {id: 'chatcmpl-1', object: 'chat.completion', created: 1, model, usage: reply.usage === false ? undefined : openaiUsage(tokens),
		choices: [{index: 0, finish_reason: openaiStop(reply), message: {role: 'assistant', content: reply.text ?? null, ...(tool_calls.length ? {tool_calls} : {})}}]};
}

class Stub {
	constructor(behave) {
		Object.assign(this, {behave, ledger: [], tries: new Map(), open: 0});
		this.server = http.createServer((request, response) => this.serve(request, response).catch((error) => {
			this.error = error;
			response.destroy();
		}));
		this.server.keepAliveTimeout = 60000;
	}

	async listen() {
		await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
		this.url = `http://127.0.0.1:${this.server.address().port}`;
		this.openai = `${this.url}/v1`;
		return this;
	}

	async stop() {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}

	/** Tokens of what was answered, as a ledger of turns should have them. */
	total(filter = () => true) {
		const sum = {turns: 0, input: 0, cached: 0, output: 0};
		for (const entry of this.ledger.filter((e) => e.ended === 'answered' && filter(e))) {
			sum.turns++;
			for (const key of ['input', 'cached', 'output'])
				sum[key] += entry.tokens[key];
		}
		return sum;
	}

	async serve(request, response) {
		const parts = [];
		for await (const part of request)
			parts.push(part);
		const raw = Buffer.concat(parts).toString(), body = JSON.parse(raw || '{}');
		const api = request.url.startsWith('/v1/messages') ? 'anthropic' : request.url.startsWith('/v1/chat/completions') ? 'openai' : null;
		if (!api || request.method !== 'POST') {
			response.writeHead(404, {'content-type': 'application/json'}).end('{"error":{"type":"not_found_error","message":"no such route"}}');
			return;
		}
		const digest = createHash('sha256').update(raw).digest('hex');
		const key = request.headers['x-api-key'] ?? request.headers.authorization?.replace('Bearer ', '') ?? '';
		const turn = body.messages.filter((m) => m.role === 'assistant').length;
		const ask = {api, key, model: body.model, body, step: readStep(body), turn, tries: this.tries.get(digest) ?? 0, results: readResults(api, body), digest};
		this.tries.set(digest, ask.tries + 1);
		const entry = {api, key, model: body.model, step: ask.step, turn, tries: ask.tries, digest, at: Date.now(), ended: 'open'};
		this.ledger.push(entry);
		this.open++;
		response.on('close', () => {
			this.open--;
			if (entry.ended === 'open')
				entry.ended = 'closed';
			entry.ms = Date.now() - entry.at;
		});
		await this.answer(request, response, ask, entry, raw, await this.behave(ask));
	}

	async answer(request, response, ask, entry, raw, reply) {
		reply.calls = (reply.calls ?? []).map((call) => ({...call, json: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {})}));
		if (reply.plain) {
			reply.text = reply.calls.map((call) => `${reply.text ?? 'I call a tool.'}\n\`\`\`json\n{"name": "${call.name}", "arguments": ${call.json}}\n\`\`\``).join('\n');
			reply.calls = [];
		}
		const fault = reply.fault ?? {};
		const tokens = entry.tokens = tokensOf(ask.api, raw, ask.turn, (reply.text ?? '') + reply.calls.map((c) => c.json).join(''));
		if (fault.reset)
			return request.socket.resetAndDestroy();
		if (fault.never)
			return;
		if (fault.status) {
			entry.ended = 'fault';
			response.writeHead(fault.status, {'content-type': 'application/json', ...fault.headers}).end(fault.body ?? '{"error":{"type":"some_error","message":"as the script says"}}');
			return;
		}
		if (fault.raw !== undefined) {
			entry.ended = 'fault';
			response.writeHead(200, {'content-type': fault.type ?? 'text/event-stream'}).end(fault.raw);
			return;
		}
		if (!ask.body.stream || reply.stream === false) {
			const whole = ask.api === 'anthropic' ? anthropicWhole(reply, ask.model, tokens) : openaiWhole(reply, ask.model, tokens);
			entry.ended = 'answered';
			response.writeHead(200, {'content-type': 'application/json', 'request-id': 'req_1'}).end(JSON.stringify(whole));
			return;
		}
		response.writeHead(200, {'content-type': 'text/event-stream; charset=utf-8', 'request-id': 'req_1'});
		const events = ask.api === 'anthropic' ? anthropicEvents(reply, ask.model, tokens) : openaiEvents(reply, ask.model, tokens, ask.body);
		for (const [i, event] of events.entries()) {
			if (i === (fault.cut ?? fault.end ?? fault.silence ?? fault.after)) {
				entry.ended = 'fault';
				if (fault.cut !== undefined)
					return void request.socket.resetAndDestroy();
				if (fault.end !== undefined)
					return void response.end();
				if (fault.silence !== undefined)
					return;
				response.write(ask.api === 'anthropic' ? `event: error\ndata: ${JSON.stringify({type: 'error', error: fault.event})}\n\n` : `data: ${JSON.stringify({error: fault.event})}\n\n`);
				return void response.end();
			}
			if (response.destroyed)
				return;
			if (fault.drip && !(await drip(response, event, fault)))
				return;
			if (!fault.drip)
				response.write(event);
			if (fault.slow)
				await wait(fault.slow);
		}
		for (let left = fault.flood ?? 0; left > 0 && !response.destroyed; left -= 1 << 20)
			if (!response.write(`: ${'x'.repeat(1 << 20)}\n\n`))
				await new Promise((done) => { response.once('drain', done); response.once('close', done); });
		entry.ended = fault.flood ? 'fault' : 'answered';
		response.end();
	}
}

export const startStub = (behave) => new Stub(behave).listen();
