// SPDX-License-Identifier: ISC
// What a client of the relay may rely on, on each of the three wires: sign-in, subscriptions, acknowledgements, numbers, the past and then the present.
import assert from 'node:assert';
import {after, before, test} from 'node:test';
import {io} from '../npm/load.mjs';
import {Live, Stream, happen, makeToken, wrongOf} from './live.mjs';
import path from 'node:path';
import {PASSWORD, build, startStack, until, uuidOf, within} from './stack.mjs';

let stack, ada, bob, project, url;
before(async () => {
	stack = await startStack({relay: true});
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project();
	url = `ws://127.0.0.1:${stack.port}/ws`;
});
after(() => stack.stop());
const each = (name, fn) => test(name, {timeout: 60000}, async (t) => { try { await fn(t); } catch (error) { stack.failed = true; throw error; } });

async function signedIn(user = ada) {
	const live = new Live(url);
	assert.strictEqual((await live.auth(user.token)).ok, true);
	return live;
}

function sio(token, options = {}) {
	return io(`http://127.0.0.1:${stack.port}`, {auth: {token}, transports: ['websocket'], forceNew: true, ...options});
}

const stream = (query, user = ada, headers = {}) => new Stream(stack, `/api/v1/logs/stream?${query}`, {...(user && {authorization: `Bearer ${user.token}`}), ...headers});

each('an event comes as Appendix B writes it, with projectId, seq and prev', async () => {
	const mine = await ada.project();
	const live = await signedIn();
	assert.deepStrictEqual(await live.ask('subscribe:project', {projectId: mine.id}), {ok: true, seq: 0});
	happen(stack, mine, 1, {data: {progress: 67, currentTask: 'Generating sprite animations'}});
	await live.until((l) => l.events().length === 1, 'the event');
	const {event, data, ...rest} = live.events()[0];
	assert.deepStrictEqual(rest, {});
	assert.strictEqual(event, 'agent:progress');
	assert.match(data.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	delete data.timestamp;
	assert.deepStrictEqual(data, {agentId: 'agent_0', progress: 67, currentTask: 'Generating sprite animations', projectId: mine.id, seq: 1, prev: 0});
	live.close();
});

each('after replays the past, then comes the present, without gap or repeat, however they fall together', async () => {
	const mine = await ada.project();
	happen(stack, mine, 450);
	const lives = await Promise.all(Array.from({length: 6}, () => signedIn()));
	const asked = lives.map((live, i) => live.ask('subscribe:project', {projectId: mine.id, after: i * 90}));
	for (let i = 0; i < 10; i++)
		happen(stack, mine, 7, {bell: i % 2 === 0});
	assert.deepStrictEqual(await Promise.all(asked), lives.map((_, i) => ({ok: true, seq: i * 90})));
	happen(stack, mine, 1);
	for (const [i, live] of lives.entries()) {
		await live.until((l) => l.seqs().at(-1) === 521, `event 521, not ${live.seqs().at(-1)}`);
		assert.strictEqual(wrongOf(live.events(), i * 90 + 1), '');
		assert.strictEqual(live.events().length, 521 - i * 90);
		live.close();
	}
});

each('without a bell an event comes all the same', async () => {
	const live = await signedIn();
	const {seq} = await live.ask('subscribe:project', {projectId: project.id});
	happen(stack, project, 3, {bell: false});
	await live.until((l) => l.events().length === 3, 'events that no bell announced');
	assert.strictEqual(wrongOf(live.events(), seq + 1), '');
	live.close();
});

each('a foreign project, one that is not there, and one that was deleted answer alike', async () => {
	const live = await signedIn(bob);
	const gone = await ada.project();
	await ada.delete(`/api/v1/projects/${gone.id}`);
	const answers = [];
	for (const projectId of [project.id, 'proj_00000000000000000000000000000000', gone.id])
		answers.push(JSON.stringify(await live.ask('subscribe:project', {projectId})));
	assert.strictEqual(new Set(answers).size, 1, answers.join('\n'));
	assert.strictEqual(JSON.parse(answers[0]).error.code, 'NOT_FOUND');
	happen(stack, project, 2);
	const eve = await signedIn();
	await eve.ask('subscribe:project', {projectId: project.id, after: 0});
	await eve.until((l) => l.events().length > 2, 'what bob must not see');
	assert.deepStrictEqual(live.events(), []);
	live.close();
	eve.close();
});

each('an agent is followed by itself, with prev as its subscriber sees it, and once by who follows both', async () => {
	const mine = await ada.project();
	await ada.post(`/api/v1/projects/${mine.id}/start`);
	const agents = (await ada.get(`/api/v1/projects/${mine.id}/agents`)).body.items;
	const [one, two] = agents.map((agent) => agent.id);
	const base = happen(stack, mine, 1, {agent: two});
	const [alone, both] = [await signedIn(), await signedIn()];
	const first = await alone.ask('subscribe:agent', {agentId: one});
	assert.strictEqual(first.ok, true);
	await both.ask('subscribe:agent', {agentId: one});
	await both.ask('subscribe:project', {projectId: mine.id});
	const mineOf = [happen(stack, mine, 1, {agent: one})];
	happen(stack, mine, 1, {agent: two});
	mineOf.push(happen(stack, mine, 1, {agent: one}));
	await alone.until((l) => l.events().length === 2, 'the events of the agent');
	await both.until((l) => l.seqs().at(-1) === mineOf[1], 'the events of the project');
	assert.deepStrictEqual(alone.events().map(({data}) => [data.prev, data.seq]), [[first.seq, mineOf[0]], [mineOf[0], mineOf[1]]]);
	assert.deepStrictEqual(both.seqs(), [base + 1, base + 2, base + 3]);
	const again = await signedIn();
	assert.deepStrictEqual(await again.ask('subscribe:agent', {agentId: one, after: mineOf[0]}), {ok: true, seq: mineOf[0]});
	await again.until((l) => l.events().length === 1, 'the rest of the past');
	assert.deepStrictEqual(again.events().map(({data}) => [data.prev, data.seq]), [[mineOf[0], mineOf[1]]]);
	assert.strictEqual((await alone.ask('subscribe:agent', {agentId: 'agent_00000000000000000000000000000000'})).error.code, 'NOT_FOUND');
	const stranger = await signedIn(bob);
	assert.strictEqual((await stranger.ask('subscribe:agent', {agentId: one})).error.code, 'NOT_FOUND');
	for (const live of [alone, both, again, stranger])
		live.close();
});

each('log lines come with their events, and not to who leaves them out', async () => {
	const mine = await ada.project();
	await ada.post(`/api/v1/projects/${mine.id}/start`);
	const agent = (await ada.get(`/api/v1/projects/${mine.id}/agents`)).body.items[0].id;
	const [all, few] = [await signedIn(), await signedIn()];
	await all.ask('subscribe:project', {projectId: mine.id});
	await few.ask('subscribe:project', {projectId: mine.id, logs: false});
	const warned = stream(`project_id=${mine.id}&level=WARN`);
	await warned.opened;
	stack.sql(`INSERT INTO agent_logs (agent_id, project_id, level, message, metadata) VALUES
		('${uuidOf(agent)}', '${uuidOf(mine.id)}', 'INFO', 'a "line"', '{"n": 1}'), ('${uuidOf(agent)}', '${uuidOf(mine.id)}', 'WARN', 'mind', NULL)`);
	happen(stack, mine, 1, {agent});
	await all.until((l) => l.heard('agent:log').length === 2, 'the lines');
	const [line, second] = all.heard('agent:log').map(({data}) => data);
	assert.ok(second.logId > line.logId);
	assert.match(line.timestamp, /Z$/);
	assert.deepStrictEqual({...line, timestamp: 0, logId: 0}, {agentId: agent, projectId: mine.id, level: 'INFO', message: 'a "line"', metadata: {n: 1}, timestamp: 0, logId: 0});
	await until(() => warned.messages.some((m) => m.event === 'agent:log'), 'the warning');
	assert.deepStrictEqual(warned.messages.filter((m) => m.event === 'agent:log').map((m) => m.data.message), ['mind']);
	await few.until((l) => l.events().length > 0, 'the event');
	assert.deepStrictEqual(few.heard('agent:log'), []);
	for (const live of [all, few, warned])
		live.close();
});

each('a ticket opens a stream once, also one of a personal token, until that is revoked', async () => {
	const mine = await ada.project();
	happen(stack, mine, 2);
	const {status, body} = await ada.post('/api/v1/auth/stream-ticket', {});
	assert.strictEqual(status, 200);
	const one = stream(`project_id=${mine.id}&after=0&ticket=${body.ticket}`, null);
	await until(() => one.messages.length === 2, 'events by a ticket');
	assert.strictEqual((await stack.fetch('GET', `/api/v1/logs/stream?project_id=${mine.id}&ticket=${body.ticket}`)).status, 401);
	const made = await ada.post('/api/v1/users/me/tokens', {name: 'watch', scopes: ['read'], password: PASSWORD});
	assert.strictEqual(made.status, 201, made.text);
	const asked = await stack.fetch('POST', '/api/v1/auth/stream-ticket', {body: {}, headers: {authorization: `Bearer ${made.body.token}`}});
	const two = stream(`project_id=${mine.id}&after=0&ticket=${asked.body.ticket}`, null);
	await until(() => two.messages.length === 2, 'events by a personal token');
	const gone = await ada.delete(`/api/v1/users/me/tokens/${made.body.id}`);
	assert.strictEqual(gone.status, 204, gone.text);
	await until(() => two.ended, 'the end of a revoked token\'s stream');
	one.close();
});

/** A project is started, paused, resumed and cancelled: the longest until one of these was heard, in ms. */
async function bells(live) {
	const mine = await ada.project(), took = [], heard = () => live.heard('project:status_changed').filter((e) => e.data.projectId === mine.id);
	await live.ask('subscribe:project', {projectId: mine.id});
	for (const verb of ['start', 'pause', 'resume', 'cancel']) {
		const seen = heard().length, began = Date.now();
		assert.strictEqual((await ada.post(`/api/v1/projects/${mine.id}/${verb}`)).status, 200);
		await live.until(() => heard().length > seen, verb);
		took.push(Date.now() - began);
	}
	assert.deepStrictEqual(heard().map(({data}) => data.newStatus), ['running', 'paused', 'running', 'cancelled']);
	return Math.max(...took);
}

/** An event that no bell announced is heard once somebody asks the relay to look: ms. */
async function look(live) {
	const mine = await ada.project(), redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]);
	await live.ask('subscribe:project', {projectId: mine.id});
	redis('publish', 'ludwright:look', '{}');
	const began = Date.now(), seen = live.heard('agent:progress').length;
	happen(stack, mine, 1, {bell: false});
	redis('publish', 'ludwright:look', '{}');
	await live.until((l) => l.heard('agent:progress').length > seen, 'a look');
	return Date.now() - began;
}

each('what the API changes comes within half a second: its bells ring', async () => {
	const live = await signedIn();
	await within(500, 'ms until a change is heard', () => bells(live));
	await within(800, 'ms until a look is taken', () => look(live));
	live.close();
});

each('unsubscribing ends it; subscribing again goes on', async () => {
	const live = await signedIn();
	const {seq} = await live.ask('subscribe:project', {projectId: project.id});
	assert.deepStrictEqual(await live.ask('unsubscribe:project', {projectId: project.id}), {ok: true});
	assert.strictEqual((await live.ask('unsubscribe:project', {projectId: project.id})).error.code, 'NOT_FOUND');
	happen(stack, project, 2);
	await live.ask('ping', {});
	assert.deepStrictEqual(live.events(), []);
	await live.ask('subscribe:project', {projectId: project.id, after: seq});
	await live.until((l) => l.events().length === 2, 'what was missed');
	assert.strictEqual(wrongOf(live.events(), seq + 1), '');
	live.close();
});

each('a pruned past, and a number from the future, are told as resync', async () => {
	const mine = await ada.project();
	const last = happen(stack, mine, 10);
	stack.sql(`DELETE FROM events WHERE project_id = '${uuidOf(mine.id)}' AND seq <= 5; UPDATE event_heads SET pruned = 5 WHERE project_id = '${uuidOf(mine.id)}'`);
	for (const after of [0, 4, 1000]) {
		const live = await signedIn();
		assert.deepStrictEqual(await live.ask('subscribe:project', {projectId: mine.id, after}), {ok: true, seq: last, resync: true});
		await live.until((l) => l.heard('resync').length === 1, 'resync');
		assert.deepStrictEqual(live.heard('resync')[0].data, {projectId: mine.id, seq: last, reason: 'pruned'});
		live.close();
	}
	const live = await signedIn();
	assert.deepStrictEqual(await live.ask('subscribe:project', {projectId: mine.id, after: 5}), {ok: true, seq: 5});
	await live.until((l) => l.events().length === 5, 'what is left');
	live.close();
});

each('the specification\'s own client connects, subscribes, is acknowledged and receives', async () => {
	const socket = sio(ada.token, {reconnection: true, reconnectionDelay: 1000, reconnectionDelayMax: 5000});
	const got = [];
	socket.on('agent:progress', (data) => got.push({data}));
	await new Promise((done, fail) => { socket.once('connect', done); socket.once('connect_error', fail); });
	const {ok, seq} = await socket.emitWithAck('subscribe:project', {projectId: project.id});
	assert.strictEqual(ok, true);
	happen(stack, project, 5);
	await until(() => got.length === 5, 'events over Socket.IO');
	assert.strictEqual(wrongOf(got, seq + 1), '');
	assert.strictEqual((await socket.emitWithAck('subscribe:project', {projectId: 'proj_00000000000000000000000000000000'})).error.code, 'NOT_FOUND');
	assert.strictEqual((await socket.emitWithAck('no:such:event', {})).error.code, 'NOT_FOUND');
	assert.strictEqual((await socket.emitWithAck('subscribe:project', 7)).error.code, 'VALIDATION_ERROR');
	assert.strictEqual((await socket.emitWithAck('auth', {token: makeToken(stack, ada)})).ok, true);
	socket.emit('unsubscribe:project', {projectId: project.id});
	await socket.emitWithAck('ping');
	happen(stack, project, 1);
	await socket.emitWithAck('ping');
	assert.strictEqual(got.length, 5);
	const bye = new Promise((done) => socket.once('disconnect', done));
	socket.disconnect();
	assert.strictEqual(await bye, 'io client disconnect');
});

each('Socket.IO: a bad token is a connect error, a namespace is none, polling is refused', async () => {
	for (const token of ['nonsense', '', makeToken(stack, ada, {seconds: -10})]) {
		const socket = sio(token, {reconnection: false});
		const error = await new Promise((done) => socket.once('connect_error', done));
		assert.match(error.data.code, /UNAUTHENTICATED|TOKEN_EXPIRED/);
		socket.close();
	}
	const other = io(`http://127.0.0.1:${stack.port}/admin`, {auth: {token: ada.token}, transports: ['websocket'], forceNew: true, reconnection: false});
	assert.strictEqual((await new Promise((done) => other.once('connect_error', done))).message, 'Invalid namespace');
	other.close();
	assert.strictEqual((await stack.fetch('GET', '/socket.io/?EIO=4&transport=polling')).body.message, 'Transport unknown');
	assert.strictEqual((await stack.fetch('GET', '/socket.io/?EIO=3&transport=websocket')).body.message, 'Unsupported protocol version');
});

each('a stream has ids, resumes by Last-Event-ID and by after, and errors in the API\'s format', async () => {
	const mine = await ada.project();
	happen(stack, mine, 5);
	const fresh = stream(`project_id=${mine.id}&after=0`);
	const response = await fresh.opened;
	assert.strictEqual(response.headers['content-type'], 'text/event-stream');
	await until(() => fresh.messages.length === 5, 'the past');
	assert.deepStrictEqual(fresh.messages.map((m) => m.id), ['1', '2', '3', '4', '5']);
	happen(stack, mine, 1);
	await until(() => fresh.messages.length === 6, 'the present');
	assert.strictEqual(wrongOf(fresh.messages), '');
	const resumed = stream(`project_id=${mine.id}&after=1`, ada, {'last-event-id': '4'});
	await until(() => resumed.messages.length === 2, 'what came after 4');
	assert.strictEqual(wrongOf(resumed.messages, 5), '');
	fresh.close();
	resumed.close();
	for (const [query, user, status, code] of [
		['', ada, 400, 'VALIDATION_ERROR'], [`project_id=${mine.id}&agent_id=agent_00000000000000000000000000000000`, ada, 400, 'VALIDATION_ERROR'],
		[`project_id=${mine.id}&level=LOUD`, ada, 400, 'VALIDATION_ERROR'], [`project_id=${mine.id}&after=x`, ada, 400, 'VALIDATION_ERROR'], ['project_id=nonsense', ada, 400, 'VALIDATION_ERROR'],
		[`project_id=${mine.id}&token=${ada.token}`, null, 400, 'VALIDATION_ERROR'], [`project_id=${mine.id}`, null, 401, 'UNAUTHENTICATED'],
		[`project_id=${mine.id}&ticket=nonsense`, null, 401, 'UNAUTHENTICATED'], [`project_id=${mine.id}`, {token: 'x.y.z'}, 401, 'UNAUTHENTICATED'],
		[`project_id=${mine.id}`, bob, 404, 'NOT_FOUND'], ['project_id=proj_00000000000000000000000000000000', ada, 404, 'NOT_FOUND']]) {
		const {status: got, body} = await stack.fetch('GET', `/api/v1/logs/stream?${query}`, {headers: user ? {authorization: `Bearer ${user.token}`} : {}});
		assert.deepStrictEqual([got, body.error.code], [status, code], query);
		assert.match(body.error.request_id, /^req_[0-9a-f]{32}$/);
	}
});

each('a stream that begins during maintenance hears of it, and of its end', async () => {
	const mine = await ada.project(), early = new Live(url), heard = (one) => one.messages.filter(({event}) => event === 'system:maintenance').map(({data}) => data.state);
	await early.auth(ada.token);
	stack.ludctl(['maintenance', 'on', '--message', 'Moving house']);
	await early.until((l) => heard(l).length === 1, 'maintenance');
	const late = stream(`project_id=${mine.id}`);
	try {
		await until(() => heard(late).length === 1, 'the greeting');
	} finally {
		stack.ludctl(['maintenance', 'off']);
	}
	await until(() => heard(late).length === 2, 'its end');
	assert.deepStrictEqual(heard(late), ['on', 'off']);
	late.close();
	early.close();
});

each('what the figures say adds up', async () => {
	const text = stack.run('curl', ['-s', '--unix-socket', `${stack.dir}/relay.sock`, 'http://relay/metrics']);
	const value = (name) => Number(text.match(new RegExp(`^ludwright_relay_${name} (\\S+)$`, 'm'))[1]);
	assert.ok(value('events_total') >= 10 && value('deliveries_total') > value('events_total') && value('replays_total') >= 6 && value('replayed_total') > 1000 && value('resyncs_total') >= 3 && value('healed_total') >= 3, text);
	assert.ok(value('lag_seconds_count') === value('events_total'), text);
	assert.ok(!(await stack.fetch('GET', '/metrics')).text.includes('ludwright_relay_'), 'the relay has figures on its own socket alone');
});

each('ludctl project watch shows what happens as it happens, and without the relay too', async () => {
	const mine = await ada.project();
	const env = {...stack.env, LUDWRIGHT_URL: stack.origin, LUDWRIGHT_EMAIL: ada.email, LUDWRIGHT_PASSWORD: PASSWORD, LUDWRIGHT_CA_FILE: ''};
	const watch = stack.start('watch', path.join(build, 'ludctl'), ['project', 'watch', mine.id, '--plain'], {env});
	await ada.post(`/api/v1/projects/${mine.id}/start`);
	await until(() => /running/.test(stack.log('watch')), 'what was started');
	const before = Number(stack.run('curl', ['-s', '--unix-socket', `${stack.dir}/relay.sock`, 'http://relay/metrics']).match(/connections\{wire="sse"\} (\d+)/)[1]);
	assert.strictEqual(before, 1, 'it listens to the relay');
	let nth = 0;
	await within(1500, 'ms until it is shown', async () => {
		const began = Date.now(), text = `number ${++nth}.`;
		happen(stack, mine, 1, {type: 'agent:failed', data: {error: text}});
		await until(() => stack.log('watch').includes(text), 'an event');
		return Date.now() - began;
	});
	await stack.end('relay');
	happen(stack, mine, 1, {type: 'agent:failed', data: {error: 'the second'}});
	await until(() => /the second/.test(stack.log('watch')), 'an event without the relay');
	await stack.startRelay();
	happen(stack, mine, 1, {type: 'agent:failed', data: {error: 'lures \u001b]52;c;aGk=\u0007 and \u009b2J'}});
	await until(() => /lures/.test(stack.log('watch')), 'an error with escape sequences');
	assert.match(stack.log('watch'), /lures  \]52;c;aGk=  and  +2J/, 'without them');
	stack.sql(`UPDATE projects SET name = E'lures\\x1b[2J' WHERE id = '${uuidOf(mine.id)}'`);
	assert.match(stack.run(path.join(build, 'ludctl'), ['project', 'list'], {env}), /lures \[2J/);
	await ada.post(`/api/v1/projects/${mine.id}/cancel`);
	assert.strictEqual(await watch.ended, 1);
});
