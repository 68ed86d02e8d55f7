// SPDX-License-Identifier: ISC
// The page's live module (www/src/live.js, www/src/fold.js): the fold alone; then the module in Node against a relay that is restarted under it, with
// Redis and PostgreSQL; then over streams, where WebSocket does not get through.
import assert from 'node:assert';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {WebSocket} from '../npm/load.mjs';
import {Browser, chromium} from './chromium.mjs';
import {Stream, happen, makeToken, wrongOf} from './live.mjs';
import {PASSWORD, source, startStack, until} from './stack.mjs';

globalThis.document ??= {hidden: false, addEventListener() {}, removeEventListener() {}};
const {begin, fold} = await import(path.join(source, 'www/src/fold.js'));
const {connect, pause, after: asks} = await import(path.join(source, 'www/src/live.js'));

let stack, ada, eve;
before(async () => {
	stack = await startStack({relay: true});
	ada = await stack.user('ada');
	eve = await stack.user('eve');
});
after(() => stack.stop());
const each = (name, ...rest) => test(name, {timeout: 90000, ...(rest.length > 1 && rest[0])}, async (t) => { try { await rest.at(-1)(t); } catch (error) { stack.failed = true; throw error; } });

each('the fold takes each event once and in order, and says what is missing', () => {
	const at = (seq, event, data) => ({event, data: {seq, prev: seq - 1, ...data}});
	let s = begin(3);
	s = fold(s, at(3, 'project:status_changed', {newStatus: 'failed'}));
	assert.deepStrictEqual(s.project, {}, 'what is known changes nothing');
	s = fold(s, at(4, 'agent:started', {agentId: 'a', agentType: 'concept', timestamp: 't'}));
	s = fold(s, at(5, 'agent:progress', {agentId: 'a', progress: 40, currentTask: 'draws'}));
	assert.deepStrictEqual(s.agents.a, {status: 'running', type: 'concept', started_at: 't', error: null, error_type: null, progress: 40, current_task: 'draws'});
	const gap = fold(s, at(7, 'agent:completed', {agentId: 'a'}));
	assert.deepStrictEqual([gap.missing, gap.seq, gap.agents.a.status], [true, 5, 'running']);
	s = fold(fold(s, at(6, 'checkpoint:created', {checkpointId: 'c', checkpointType: 'concept_review', title: 'T', agentId: 'a'})), at(7, 'agent:completed', {agentId: 'a', duration: 1, outputSummary: 'x'}));
	s = fold(s, at(8, 'checkpoint:resolved', {checkpointId: 'c', resolution: 'approved', resolvedBy: 'u'}));
	assert.deepStrictEqual([s.seq, s.missing, s.agents.a.status, s.checkpoints.c.status], [8, false, 'completed', 'approved']);
	s = fold(s, at(9, 'something:new', {}));
	assert.strictEqual(s.seq, 9, 'an event of a later version counts');
	for (const logId of [5, 6, 6, 4])
		s = fold(s, {event: 'agent:log', data: {logId, message: String(logId)}});
	assert.deepStrictEqual(s.logs.map((l) => l.logId), [5, 6]);
	assert.deepStrictEqual(fold(s, {event: 'resync', data: {seq: 50}}).reload, true);
	const before = JSON.stringify(s);
	fold(s, at(10, 'agent:failed', {agentId: 'a', error: 'e', errorType: 'internal', canRetry: true}));
	assert.strictEqual(JSON.stringify(s), before, 'a state is never changed, only followed by another');
});

each('tries come ever more slowly, with jitter, and never end', () => {
	assert.deepStrictEqual([0, 1, 2, 5, 6, 60, 6000].map((n) => pause(n, () => 1)), [500, 1000, 2000, 16000, 30000, 30000, 30000]);
	assert.deepStrictEqual([pause(3, () => 0), pause(3, () => 0.5)], [2000, 3000]);
	assert.deepStrictEqual([1012, 4401, 4403, 1006, 1013].map(asks), ['at once', 'token', 'end', 'later', 'later']);
});

function page(project, options = {}) {
	const events = [], states = [], tokens = [];
	const live = connect({origin: stack.origin, WebSocket, ticket: null, token: async (fresh) => { tokens.push(fresh); return ada.token; }, ...options});
	live.onstate = (state) => states.push(state);
	let s = begin(0);
	const follow = live.follow(project.id, {after: 0, message: (message) => { if (message.data.seq) events.push(message); s = fold(s, message); }});
	return {live, follow, events, states, tokens, state: () => s};
}

each('through restarts of the relay, Redis and PostgreSQL the page ends where a fresh one begins', async () => {
	const mine = await ada.project();
	const one = page(mine);
	await until(() => one.live.state === 'live', 'live');
	happen(stack, mine, 5);
	await until(() => one.events.length === 5, 'events');
	await stack.end('relay', 'SIGKILL');
	await until(() => one.live.state !== 'live', 'not live any more');
	happen(stack, mine, 5);
	await stack.startRelay();
	await until(() => one.events.length === 10, 'what came while the relay was away');
	await stack.end('redis', 'SIGKILL');
	happen(stack, mine, 5, {bell: false});
	await until(() => one.events.length === 15, 'events without Redis');
	await stack.startRedis();
	await stack.end('postgres', 'SIGINT');
	await stack.startPostgres();
	happen(stack, mine, 5, {bell: false});
	await until(() => one.events.length === 20, 'events after PostgreSQL came back');
	assert.strictEqual(wrongOf(one.events), '');
	const fresh = page(mine);
	await until(() => fresh.events.length === 20, 'a fresh page');
	assert.deepStrictEqual(one.state(), fresh.state());
	assert.deepStrictEqual(one.states.filter((state, i) => state !== one.states[i - 1]), one.states, 'each change is told once');
	one.live.stop();
	fresh.live.stop();
});

each('an old token is renewed and the connection comes back; an ended session ends it', async () => {
	const mine = await ada.project();
	let calls = 0;
	const one = page(mine, {token: async (fresh) => (calls++, fresh ? ada.token : makeToken(stack, ada, {seconds: -5}))});
	await until(() => one.live.state === 'live', 'live with a renewed token');
	assert.ok(calls >= 2);
	one.live.stop();
	const soon = page(mine, {token: async (fresh) => makeToken(stack, ada, {seconds: fresh ? 300 : 4})});
	await until(() => soon.live.state === 'live', 'live');
	await new Promise((done) => setTimeout(done, 6000));
	assert.strictEqual(soon.live.state, 'live', 'renewed before it ended');
	soon.live.stop();
	const hers = await eve.project();
	const two = page(hers, {token: async () => eve.token});
	await until(() => two.live.state === 'live', 'live');
	stack.sql(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE user_id = '${eve.uuid}'`);
	await until(() => two.live.state === 'ended', 'ended');
	two.live.stop();
});

/** EventSource as browsers have it, by hand: no headers, so a token cannot be sent. */
class HandMade {
	constructor(address) {
		this.stream = new Stream(stack, address.slice(stack.origin.length));
		this.handlers = new Map();
		this.stream.onmessage = ({event, data}) => this.handlers.get(event)?.({data: JSON.stringify(data)});
		this.stream.opened.then((response) => {
			if (response.statusCode !== 200)
				this.onerror?.();
			else {
				this.onopen?.();
				response.once('close', () => this.onerror?.());
			}
		}, () => this.onerror?.());
	}

	addEventListener(event, fn) { this.handlers.set(event, fn); }
	close() { this.stream.close(); }
}

each('where WebSocket does not get through, streams do, each with a ticket of its own', async () => {
	const mine = await ada.project();
	class Blocked {
		constructor() { setTimeout(() => this.onclose?.({code: 1006}), 5); }
		close() {}
	}
	const made = [];
	const ticket = async () => {
		const text = Buffer.from(Array.from({length: 32}, () => Math.floor(Math.random() * 256))).toString('base64url');
		const {createHash} = await import('node:crypto');
		const {sid} = JSON.parse(Buffer.from(ada.token.split('.')[1], 'base64url').toString());
		stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'set', `ticket:${createHash('sha256').update(text).digest('hex')}`, `${ada.uuid} ${sid} ${Math.floor(Date.now() / 1000) + 600}`, 'EX', '30']);
		made.push(text);
		return text;
	};
	const one = page(mine, {WebSocket: Blocked, EventSource: HandMade, ticket});
	await until(() => one.live.state === 'live', 'live over a stream');
	happen(stack, mine, 5);
	await until(() => one.events.length === 5, 'events over a stream');
	await stack.end('relay');
	happen(stack, mine, 5);
	await stack.startRelay();
	await until(() => one.events.length === 10, 'what came while the relay was away');
	assert.strictEqual(wrongOf(one.events), '');
	assert.ok(made.length >= 2);
	const again = await stack.fetch('GET', `/api/v1/logs/stream?project_id=${mine.id}&ticket=${made[0]}`);
	assert.strictEqual(again.status, 401, 'a ticket serves once');
	one.live.stop();
});

each('a page in Chromium shows through all restarts what a page loaded fresh shows', {skip: !chromium && 'no Chromium'}, async () => {
	const mine = await ada.project();
	stack.installPages();
	const browser = new Browser(stack.dir, stack.as);
	try {
		const open = async () => {
			const page = await browser.page(`${stack.origin}/projects/${mine.id}`);
			const there = "document.querySelector('lud-page-project h1') !== null";
			await until(() => page.evaluate(`document.querySelector('lud-page-login form') !== null || ${there} || (document.querySelector('#main [role=alert] button')?.click(), false)`), 'a page');
			await page.evaluate(`{ const form = document.querySelector('lud-page-login form'); if (form) { form.elements.email.value = '${ada.email}'; form.elements.password.value = '${PASSWORD}'; } }`);
			// the API notices at its next command that Redis came back
			await until(() => page.evaluate(`${there} || (document.querySelector('lud-page-login button:enabled')?.click(), false)`), 'the project');
			await until(() => page.evaluate('document.getElementById("main").dataset.live === "live"'), 'a live page');
			return page;
		};
		// all that does not count seconds
		const shown = (page) => page.evaluate('[".head", ".side .menu", ".rail", ".kpis div:first-child"].map((part) => document.querySelector(`lud-page-project ${part}`)?.innerText).join("\\n")');
		const page = await open();
		await ada.post(`/api/v1/projects/${mine.id}/start`);
		await until(async () => /Running/.test(await shown(page)), 'what was started elsewhere');
		await stack.end('relay', 'SIGKILL');
		await until(() => page.evaluate('document.getElementById("main").dataset.live !== "live"'), 'a page that says that it is not live');
		await ada.post(`/api/v1/projects/${mine.id}/pause`);
		await stack.startRelay();
		await until(async () => /Paused/.test(await shown(page)), 'what happened while the relay was away');
		await stack.end('redis', 'SIGKILL');
		await stack.startRedis();
		await stack.end('postgres', 'SIGINT');
		await stack.startPostgres();
		await until(async () => (await ada.post(`/api/v1/projects/${mine.id}/resume`)).status === 200, 'the API');
		await until(async () => /Running/.test(await shown(page)), 'what happened after PostgreSQL came back');
		const fresh = await open(); /* which may be live before its project has come */
		await until(async () => (await shown(page)) === (await shown(fresh)), 'the same on a fresh page');
	} finally {
		await browser.close();
	}
});
