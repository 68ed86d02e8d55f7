// SPDX-License-Identifier: ISC
// A person at the API who writes down what was acknowledged: the client ledger.
//
// Every write has one of three ends: `acked` (2xx), `refused` (4xx: nothing was done), `unknown` (5xx, no answer: it may have been done).

import http from 'node:http';
import {randomUUID} from 'node:crypto';
import {CONCEPT, PASSWORD, sleep, uuidOf} from '../../system/stack.mjs';

const TIMEOUT_MS = 40000; // longer than nginx waits for the API
const MAPS = {approved: 'approve', rejected: 'reject', changes_requested: 'request-changes'};

/** What was asked for, and how it ended; shared by all people of a rig. */
export class ClientLedger {
	constructor() {
		this.entries = [];
	}

	note(entry) {
		this.entries.push(entry);
		return entry;
	}

	/** In: kind start, pause, resume, cancel, decide, create; end acked, refused, unknown. */
	of(kind, end) {
		return this.entries.filter((entry) => entry.kind === kind && (!end || entry.end === end));
	}

	count(end) {
		return this.entries.filter((entry) => entry.end === end).length;
	}
}

export class Person {
	constructor(rig, email, uuid) {
		Object.assign(this, {rig, email, uuid, id: `user_${uuid.replaceAll('-', '')}`, ledger: rig.clients ??= new ClientLedger()});
	}

	/** One request without a second try. Out: {status, body}; status 0 without an answer. */
	request(method, address, body, headers = {}) {
		const bytes = body === undefined ? undefined : JSON.stringify(body);
		const all = {...headers, ...(this.token ? {authorization: `Bearer ${this.token}`} : {}),
			...(bytes ? {'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes)} : {})};
		return new Promise((done) => {
			const request = http.request({host: '127.0.0.1', port: this.rig.stack.port, method, path: address, headers: all, agent: false, timeout: TIMEOUT_MS}, (res) => {
				let text = '';
				res.setEncoding('utf8').on('data', (part) => { text += part; }).on('error', () => done({status: 0}));
				res.on('end', () => {
					let json;
					try {
						json = JSON.parse(text);
					} catch { /* an answer that was cut */ }
					done({status: json === undefined && text ? 0 : res.statusCode, body: json ?? {}});
				}).on('aborted', () => done({status: 0}));
			});
			request.on('timeout', () => request.destroy());
			request.on('error', () => done({status: 0}));
			request.end(bytes);
		});
	}

	async login() {
		for (let i = 0; i < 100; i++) {
			const {status, body} = await this.request('POST', '/api/v1/auth/login', {email: this.email, password: PASSWORD}, {authorization: ''});
			if (status === 200) {
				this.token = body.access_token;
				return;
			}
			await sleep(300);
		}
		throw new Error(`${this.email} cannot sign in`);
	}

	/** A request that is good to send again: signs in anew when the token is no good any more, waits while services are away. */
	async ask(method, address, body, headers) {
		for (let i = 0; ; i++) {
			const answer = await this.request(method, address, body, headers);
			if (answer.status === 401 && answer.body.error?.code !== 'REAUTH_REQUIRED')
				await this.signIn();
			else if (answer.status && answer.status < 500 || i > 100)
				return answer;
			else
				await sleep(200);
		}
	}

	/** Once, however many wait for it. */
	signIn() {
		return this.signing ??= this.login().finally(() => { this.signing = undefined; });
	}

	/** Step-up: the password once more, once, however many wait for it. */
	stepUp() {
		return this.stepping ??= this.ask('POST', '/api/v1/auth/reauth', {password: PASSWORD}).then(({status, body}) => {
			if (status !== 200)
				return this.signIn();
			this.token = body.access_token;
		}).finally(() => { this.stepping = undefined; });
	}

	/** One write, sent again only when it was refused for the token or the age of the password check. */
	async write(kind, address, body, facts, headers) {
		let answer = await this.request('POST', address, body, headers);
		for (let i = 0; i < 3 && answer.status === 401; i++) {
			await (answer.body.error?.code === 'REAUTH_REQUIRED' ? this.stepUp() : this.signIn());
			answer = await this.request('POST', address, body, headers);
		}
		const end = answer.status >= 200 && answer.status < 300 ? 'acked' : answer.status >= 400 && answer.status < 500 ? 'refused' : 'unknown';
		return {...this.ledger.note({kind, end, at: Date.now(), by: this.uuid, status: answer.status, ...facts}), body: answer.body};
	}

	/** Creates until it was acknowledged: the key makes it one. Out: UUID. */
	async create(name, config = {}) {
		const key = randomUUID();
		for (let i = 0; i < 200; i++) {
			const done = await this.write('create', '/api/v1/projects', {name, concept: CONCEPT, config}, {name}, {'idempotency-key': key});
			if (done.end === 'acked') {
				this.ledger.entries[this.ledger.entries.length - 1].project ??= uuidOf(done.body.id);
				return uuidOf(done.body.id);
			}
			if (done.end === 'refused' && done.status !== 409)
				throw new Error(`create: ${done.status} ${JSON.stringify(done.body)}`);
			await sleep(200);
		}
		throw new Error('a project could not be created');
	}

	act(kind, project) {
		return this.write(kind, `/api/v1/projects/${project}/${kind}`, undefined, {project});
	}

	/** Until it is known to have happened. Out: the last answer, acked or refused. */
	async actSurely(kind, project) {
		for (let i = 0; i < 200; i++) {
			const done = await this.act(kind, project);
			if (done.end !== 'unknown')
				return done;
			await sleep(200);
		}
		throw new Error(`${kind} of ${project} got no answer`);
	}

	/** In: checkpoint as the API lists it, or {id, revision}. */
	decide(checkpoint, decision, target) {
		const id = uuidOf(checkpoint.id);
		return this.write('decide', `/api/v1/checkpoints/${id}/${MAPS[decision]}`,
			{revision: checkpoint.revision, ...(decision === 'approved' ? {} : {feedback: 'Once more, please'}), ...(target ? {target} : {})},
			{checkpoint: id, decision});
	}

	/** Checkpoints that wait for somebody, in all projects of this person. */
	async waiting() {
		const {status, body} = await this.ask('GET', '/api/v1/checkpoints?status=pending&limit=100');
		return status === 200 ? body.items : [];
	}
}
