// SPDX-License-Identifier: ISC
// Clients of the relay for tests: a plain WebSocket that keeps what it heard, a stream reader, and a way to make events and tokens.
import {createPrivateKey, randomUUID, sign} from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import {WebSocket} from '../npm/load.mjs';
import {until, uuidOf} from './stack.mjs';

/** A WebSocket that keeps everything: messages, close code. */
export class Live {
	constructor(url, options = {}) {
		this.messages = [];
		this.waiting = new Map();
		this.next = 1;
		this.socket = new WebSocket(url, options);
		this.opened = new Promise((done, fail) => {
			this.socket.once('open', done);
			this.socket.once('error', fail);
			this.socket.once('unexpected-response', (request, response) => {
				const error = new Error(`HTTP ${response.statusCode}`);
				error.status = response.statusCode;
				response.resume();
				fail(error);
			});
		});
		this.opened.catch(() => {});
		this.socket.on('error', () => {});
		this.closed = new Promise((done) => this.socket.once('close', (code, reason) => {
			this.code = code;
			this.reason = reason.toString();
			for (const give of this.waiting.values())
				give({ok: false, error: {code: 'CLOSED', message: String(code)}});
			done(code);
		}));
		this.socket.on('message', (data) => this.take(JSON.parse(data.toString())));
	}

	take(message) {
		if (message.event === 'ack' && this.waiting.has(message.id)) {
			this.waiting.get(message.id)(message.data);
			this.waiting.delete(message.id);
		}
		this.messages.push(message);
		this.onmessage?.(message);
	}

	send(event, data) {
		this.socket.send(JSON.stringify({event, data}));
	}

	/** Sends with an id; gives the acknowledgement. */
	async ask(event, data) {
		await this.opened;
		if (this.code !== undefined)
			return {ok: false, error: {code: 'CLOSED', message: String(this.code)}};
		const id = this.next++;
		return new Promise((done) => {
			this.waiting.set(id, done);
			this.socket.send(JSON.stringify({event, data, id}));
		});
	}

	auth(token) {
		return this.ask('auth', {token});
	}

	heard(event) {
		return this.messages.filter((message) => message.event === event);
	}

	/** Numbered events. */
	events() {
		return this.messages.filter((message) => message.data?.seq !== undefined && message.data.prev !== undefined);
	}

	seqs() {
		return this.events().map((message) => message.data.seq);
	}

	until(test, what) {
		return until(() => test(this), what);
	}

	close() {
		this.socket.terminate();
	}
}

/** An SSE client by hand: keeps {id, event, data}. */
export class Stream {
	constructor(stack, address, headers = {}) {
		this.messages = [];
		this.text = '';
		this.opened = new Promise((done, fail) => {
			this.request = http.request({host: '127.0.0.1', port: stack.port, path: address, headers, agent: false}, (response) => {
				this.response = response;
				response.setEncoding('utf8');
				response.on('data', (part) => this.take(part));
				response.on('error', () => {});
				response.on('close', () => { this.ended = true; });
				if (response.statusCode === 200)
					done(response);
				else
					response.once('end', () => done(response));
			});
			this.request.once('error', fail);
			this.request.end();
		});
	}

	take(part) {
		this.text += part;
		if (this.response.statusCode !== 200)
			return;
		for (let end; (end = this.text.indexOf('\n\n')) >= 0; this.text = this.text.slice(end + 2)) {
			const message = {};
			for (const line of this.text.slice(0, end).split('\n')) {
				const colon = line.indexOf(':');
				message[line.slice(0, colon)] = line.slice(colon + 1).trim();
			}
			if (message.event) {
				message.data = JSON.parse(message.data);
				this.messages.push(message);
				this.onmessage?.(message);
			}
		}
	}

	seqs() {
		return this.messages.filter((message) => message.id).map((message) => message.data.seq);
	}

	close() {
		this.request.destroy();
	}
}

const quoted = (value) => `'${JSON.stringify(value).replaceAll("'", "''")}'::jsonb`;

/** Appends events to a project in one transaction each, as a worker does; rings the bell unless told not to. */
export function happen(stack, project, count = 1, {bell = true, agent = null, data = {}, type = 'agent:progress'} = {}) {
	const uuid = uuidOf(project.id);
	const by = agent ? `'${uuidOf(agent)}'` : 'NULL';
	const seq = Number(stack.sql(Array.from({length: count}, () =>
		`SELECT event_append('${uuid}', ${by}, '${type}', ${quoted({agentId: agent ?? 'agent_0', ...data})});`).join('\n')).split('\n').at(-1));
	if (bell)
		ring(stack, project, seq);
	return seq;
}

export function ring(stack, project, seq) {
	stack.run('redis-cli', ['-s', path.join(stack.dir, 'redis/redis.sock'), 'publish', `project:${uuidOf(project.id)}`, JSON.stringify({seq})]);
}

/** An access token of the stack's own key, with other claims than the API would give. */
export function makeToken(stack, client, {seconds = 900, session, ...claims} = {}) {
	const key = createPrivateKey(fs.readFileSync(path.join(stack.dir, 'keys/test-1.pem')));
	const now = Math.floor(Date.now() / 1000) + Math.min(0, seconds - 1);
	const mine = JSON.parse(Buffer.from(client.token.split('.')[1], 'base64url').toString());
	const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const text = `${encode({alg: 'RS256', typ: 'JWT', kid: 'test-1'})}.${encode({...mine, jti: randomUUID(), iat: now, nbf: now, exp: now + Math.max(1, seconds), ...(session && {sid: session}), ...claims})}`;
	return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

/** Are these 1 … n, each with the number before it? */
export function wrongOf(events, first = 1, prevOfFirst = first - 1) {
	let prev = prevOfFirst;
	for (const {data} of events) {
		if (data.prev !== prev || data.seq !== prev + 1)
			return `after ${prev} came ${data.seq} with prev ${data.prev}`;
		prev = data.seq;
	}
	return '';
}
