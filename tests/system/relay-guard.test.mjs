// SPDX-License-Identifier: ISC
// What the relay refuses, and that nobody else feels it: bad input, foreign pages, old tokens, lost access, too much, too slow; restarts.
import assert from 'node:assert';
import net from 'node:net';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {io} from '../npm/load.mjs';
import {Live, Stream, happen, makeToken, wrongOf} from './live.mjs';
import {sleep, startStack, until, uuidOf} from './stack.mjs';

let stack, ada, bob, project, url;
before(async () => {
	stack = await startStack({relay: true, env: {LUDWRIGHT_RELAY_USER_CONNECTIONS: '40', LUDWRIGHT_RELAY_ADDRESS_CONNECTIONS: '60', LUDWRIGHT_RELAY_ORIGINS: 'https://other.example https://more.example'}});
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project();
	url = `ws://127.0.0.1:${stack.port}/ws`;
});
after(async () => {
	stack.failed ||= /Sanitizer|runtime error/.test(stack.log('relay'));
	await stack.stop();
});
const each = (name, fn, timeout = 90000) => test(name, {timeout}, async (t) => { try { await fn(t); } catch (error) { stack.failed = true; throw error; } });

async function signedIn(user = ada, token = user.token) {
	const live = new Live(url);
	const ack = await live.auth(token);
	assert.strictEqual(ack.ok, true, JSON.stringify(ack));
	return live;
}

/** Bytes to the relay's own socket; what came back until it ended, or `ms` were over. */
function raw(bytes, {ms = 3000, keep = false} = {}) {
	return new Promise((done) => {
		const socket = net.connect(`${stack.dir}/relay.sock`);
		let text = '';
		const end = () => { clearTimeout(late); if (!keep) socket.destroy(); done(keep ? socket : text); };
		const late = setTimeout(end, ms);
		socket.on('data', (part) => { text += part; });
		socket.on('error', end);
		socket.on('end', end);
		socket.on('close', end);
		socket.write(bytes);
	});
}

const UPGRADE = ['GET /ws HTTP/1.1', 'Host: a', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
const head = (lines) => `${lines.join('\r\n')}\r\n\r\n`;
const swap = (name, line) => head(UPGRADE.map((l) => (l.startsWith(name) ? line : l)).filter((l) => l !== null));
const statusOf = (text) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);

each('a handshake that is not one is answered with the right status, in the one format', async () => {
	const cases = [
		[swap('GET', 'POST /ws HTTP/1.1'), 405], [swap('GET', 'GET /ws HTTP/1.0'), 400], [swap('GET', 'GET /ws HTTP/2.0'), 400], [swap('GET', 'GET  /ws HTTP/1.1'), 400],
		[swap('GET', 'GET ws HTTP/1.1'), 400], [swap('GET', 'GET http://a/ws HTTP/1.1'), 400], [swap('GET', 'GET /ws\x01 HTTP/1.1'), 400], [swap('GET', 'GET /other HTTP/1.1'), 404],
		[swap('GET', 'GET /ws/ HTTP/1.1'), 404], [swap('GET', ' GET /ws HTTP/1.1'), 400], [swap('Host', null), 400], [swap('Host', 'Host: a\r\nHost: b'), 400],
		[swap('Host', 'Host : a'), 400], [swap('Host', 'Host: a\r\n folded'), 400], [swap('Host', 'Host: a\0b'), 400], [swap('Upgrade', null), 400], [swap('Upgrade', 'Upgrade: h2c'), 400],
		[swap('Connection', 'Connection: keep-alive'), 400], [swap('Sec-WebSocket-Version', 'Sec-WebSocket-Version: 8'), 426], [swap('Sec-WebSocket-Version', null), 426],
		[swap('Sec-WebSocket-Key', null), 400], [swap('Sec-WebSocket-Key', 'Sec-WebSocket-Key: short'), 400], [swap('Sec-WebSocket-Key', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='), 400],
		[swap('Host', 'Host: a\r\nContent-Length: 5'), 413], [swap('Host', 'Host: a\r\nTransfer-Encoding: chunked'), 413], [swap('Host', `Host: a\r\nX: ${'x'.repeat(65536)}`), 431],
		[swap('Host', `Host: a\r\n${Array.from({length: 101}, (_, i) => `X-${i}: y`).join('\r\n')}`), 431], [head(UPGRADE).replaceAll('\r\n', '\n'), 400], ['\x16\x03\x01\x02\x00\x01', 400], ['\r\n\r\n', 400]];
	for (const [bytes, status] of cases) {
		const text = await raw(bytes);
		assert.strictEqual(statusOf(text), status, `${JSON.stringify(bytes.slice(0, 300))}: ${text}`);
		assert.ok(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)).error.code);
	}
	assert.match(await raw(swap('Connection', 'Connection: keep-alive, Upgrade'), {ms: 300}), /^HTTP\/1\.1 101 /);
	console.log(`# ${cases.length} handshakes`);
});

each('half a handshake that is held open ends after ten seconds, and hinders nobody', async () => {
	const began = Date.now();
	const held = Array.from({length: 20}, () => raw('GET /ws HTTP/1.1\r\nHost:', {ms: 20000}));
	const live = await signedIn();
	assert.ok((await live.ask('subscribe:project', {projectId: project.id})).ok);
	live.close();
	for (const text of await Promise.all(held))
		assert.strictEqual(statusOf(text), 408);
	assert.ok(Date.now() - began > 8000);
});

each('a page of another origin may not connect; ours, named ones and programs may', async () => {
	const origin = stack.origin, host = `127.0.0.1:${stack.port}`;
	const bad = ['null', 'https://evil.example', `https://${host}`, `${origin}.evil.example`, `${origin}/`, `http://127.0.0.1`, `http://localhost:${stack.port}`, `http://${host}@evil.example`, 'file://', origin.toUpperCase(),
		`http://evil.example#${origin}`, `http://127.0.0.1:${stack.port}0`, 'https://other.example.evil', 'https://other.exampl', 'http://other.example', 'https://other.example:444', 'https://other.example https://more.example', ' ', 'chrome-extension://abc', 'http://[::1]'];
	for (const from of bad) {
		const live = new Live(url, {origin: from});
		await assert.rejects(live.opened, {status: 403}, from);
		assert.strictEqual((await stack.fetch('GET', `/api/v1/logs/stream?project_id=${project.id}`, {headers: {origin: from, authorization: `Bearer ${ada.token}`}})).status, 403);
		assert.strictEqual((await stack.fetch('GET', '/socket.io/?EIO=4&transport=websocket', {headers: {origin: from}})).status, 403);
	}
	for (const from of [origin, 'https://other.example', 'https://more.example', undefined]) {
		const live = new Live(url, {origin: from});
		await live.opened;
		live.close();
	}
	console.log(`# S6 ${bad.length * 3}/${bad.length * 3} foreign origins refused`);
});

each('messages that are none get a clear error, and the connection goes on', async () => {
	const live = await signedIn();
	const bad = ['', 'x', '[]', '7', 'null', '{"event":7}', '{}', '{"event":"subscribe:project"}', '{"event":"subscribe:project","data":[]}', '{"event":"subscribe:project","data":{}}',
		'{"event":"subscribe:project","data":{"projectId":7}}', '{"event":"subscribe:project","data":{"projectId":"nonsense"}}', `{"event":"subscribe:project","data":{"projectId":"${project.id}","more":1}}`,
		`{"event":"subscribe:project","data":{"projectId":"${project.id}","after":-1}}`, `{"event":"subscribe:project","data":{"projectId":"${project.id}","after":"1"}}`, `{"event":"subscribe:project","data":{"projectId":"${project.id}","after":1.5}}`,
		`{"event":"subscribe:project","data":{"projectId":"${project.id}","after":99999999999999999999}}`, `{"event":"subscribe:project","data":{"projectId":"${project.id}","logs":1}}`, '{"event":"ping","event":"ping"}', '{"event":"ping","more":1}',
		'{"event":"ping","id":{}}', `{"event":"ping","id":"${'x'.repeat(65)}"}`, '{"event":"\\u0000"}', '{"event":"ping"}}', `${'['.repeat(100)}${']'.repeat(100)}`, '{"event":"subscribe:agent","data":{"agentId":"' + project.id + '"}}'];
	for (const text of bad) {
		const before = live.messages.length;
		live.socket.send(text);
		await live.until((l) => l.messages.length > before, `an answer to ${text.slice(0, 80)}`);
		assert.deepStrictEqual([live.messages.at(-1).data.ok, live.messages.at(-1).data.error.code], [false, 'VALIDATION_ERROR'], text);
	}
	assert.strictEqual((await live.ask('no:such', {})).error.code, 'NOT_FOUND');
	assert.deepStrictEqual(await live.ask('ping', {}), {ok: true});
	live.close();
});

each('a message before sign-in, a bad or an old token, a second account: each has its close code', async () => {
	for (const [token, code] of [['nonsense', 'UNAUTHENTICATED'], [makeToken(stack, ada, {seconds: -10}), 'TOKEN_EXPIRED'], [makeToken(stack, ada, {session: '00000000-0000-4000-8000-000000000000'}), 'UNAUTHENTICATED'], [`${ada.token.slice(0, -4)}AAAA`, 'UNAUTHENTICATED']]) {
		const live = new Live(url);
		assert.strictEqual((await live.auth(token)).error.code, code);
		assert.strictEqual(await live.closed, 4401);
	}
	const early = new Live(url);
	assert.strictEqual((await early.ask('subscribe:project', {projectId: project.id})).error.code, 'UNAUTHENTICATED');
	assert.strictEqual(await early.closed, 4401);
	const live = await signedIn();
	assert.strictEqual((await live.auth(ada.token)).ok, true);
	assert.strictEqual((await live.auth('nonsense')).error.code, 'UNAUTHENTICATED');
	assert.deepStrictEqual(await live.ask('ping', {}), {ok: true});
	assert.strictEqual((await live.auth(bob.token)).error.code, 'FORBIDDEN');
	assert.strictEqual(await live.closed, 4403);
	const silent = new Live(url);
	assert.strictEqual(await silent.closed, 4401);
	const hasty = new Live(url);
	const answers = await Promise.all([hasty.auth(ada.token), hasty.ask('subscribe:project', {projectId: project.id}), hasty.ask('ping', {})]);
	assert.deepStrictEqual(answers.map(({ok}) => ok), [true, true, true], 'what is said during sign-in is heard after it');
	hasty.close();
	const refused = new Live(url);
	const none = await Promise.all([refused.auth('nonsense'), refused.ask('subscribe:project', {projectId: project.id})]);
	assert.deepStrictEqual(none.map(({ok}) => ok), [false, false]);
	const many = new Live(url);
	await many.opened;
	many.send('auth', {token: ada.token});
	for (let i = 0; i < 20; i++)
		many.send('ping', {});
	assert.ok([1008, undefined].includes(await Promise.race([many.closed, sleep(2000)])), 'too much at once is refused, unless sign-in was done meanwhile');
	many.close();
});

each('a token that runs out is asked for anew, then the connection closes; a new one keeps it', async () => {
	const [lost, kept] = [await signedIn(ada, makeToken(stack, ada, {seconds: 5})), await signedIn(ada, makeToken(stack, ada, {seconds: 5}))];
	const stream = new Stream(stack, `/api/v1/logs/stream?project_id=${project.id}`, {authorization: `Bearer ${makeToken(stack, ada, {seconds: 5})}`});
	for (const live of [lost, kept]) {
		await live.until((l) => l.heard('auth:expiring').length === 1, 'auth:expiring');
		assert.ok(live.heard('auth:expiring')[0].data.expiresIn <= 5);
	}
	assert.strictEqual((await kept.auth(makeToken(stack, ada, {seconds: 300}))).ok, true);
	assert.strictEqual(await lost.closed, 4401);
	await until(() => stream.ended, 'the end of the stream');
	await sleep(1500);
	assert.deepStrictEqual(await kept.ask('ping', {}), {ok: true});
	kept.close();
});

each('who is removed stops receiving at once; who signs out or is disabled is closed with 4403', async () => {
	const eve = await stack.user('eve'), dan = await stack.user('dan');
	const mine = await ada.project();
	for (const user of [eve, dan])
		stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(mine.id)}', '${user.uuid}', 'viewer')`);
	const [live, owner, other] = [await signedIn(eve), await signedIn(ada), await signedIn(dan)];
	const stream = new Stream(stack, `/api/v1/logs/stream?project_id=${mine.id}`, {authorization: `Bearer ${eve.token}`});
	assert.strictEqual((await stream.opened).statusCode, 200);
	for (const one of [live, owner, other])
		assert.strictEqual((await one.ask('subscribe:project', {projectId: mine.id})).ok, true);
	happen(stack, mine, 1);
	await live.until((l) => l.events().length === 1, 'the event of a member');
	stack.sql(`DELETE FROM project_members WHERE project_id = '${uuidOf(mine.id)}' AND user_id = '${eve.uuid}'`);
	await live.until((l) => l.heard('unsubscribed').length === 1, 'unsubscribed');
	await until(() => stream.ended, 'the end of the stream');
	happen(stack, mine, 1);
	await owner.until((l) => l.events().length === 2, 'the owner\'s event');
	assert.strictEqual(live.events().length, 1);
	assert.strictEqual((await live.ask('subscribe:project', {projectId: mine.id})).error.code, 'NOT_FOUND');
	await eve.post('/api/v1/auth/logout', {refresh_token: eve.refresh});
	assert.strictEqual(await live.closed, 4403);
	stack.sql(`UPDATE users SET disabled_at = now() WHERE id = '${dan.uuid}'`);
	assert.strictEqual(await other.closed, 4403);
	await ada.delete(`/api/v1/projects/${mine.id}`);
	await owner.until((l) => l.heard('unsubscribed').length === 1, 'the end of a deleted project');
	owner.close();
});

each('an owner who leaves a project to another one stops receiving at once', async () => {
	const gus = await stack.user('gus'), mine = await ada.project(), [owner, heir] = [await signedIn(ada), await signedIn(gus)];
	stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(mine.id)}', '${gus.uuid}', 'owner')`);
	for (const one of [owner, heir])
		assert.strictEqual((await one.ask('subscribe:project', {projectId: mine.id})).ok, true);
	assert.strictEqual((await ada.delete(`/api/v1/projects/${mine.id}/members/${ada.id}`)).status, 204);
	await owner.until((l) => l.heard('unsubscribed').length === 1, 'unsubscribed');
	const [before, after] = [heir.events().length, owner.events().length];
	happen(stack, mine, 1);
	await heir.until((l) => l.events().length > before, 'the heir\'s event');
	assert.strictEqual(owner.events().length, after);
	for (const one of [owner, heir])
		one.close();
});

each('too much: connections, subscriptions, messages, a megabyte', async () => {
	const lives = [];
	for (let i = 0; i < 40; i++)
		lives.push(await signedIn(bob));
	const more = new Live(url);
	assert.strictEqual((await more.auth(bob.token)).error.code, 'RATE_LIMITED');
	assert.strictEqual(await more.closed, 1008);
	const open = [];
	await assert.rejects(async () => {
		for (let i = 0; i < 40; i++) {
			open.push(new Live(url));
			await open.at(-1).opened;
		}
	}, {status: 429});
	for (const live of [...lives, ...open])
		live.close();
	await until(async () => { const live = await signedIn(bob); live.close(); return true; }, 'room');
	const greedy = await signedIn();
	const ids = stack.sql(`INSERT INTO projects (user_id, name, concept, seed) SELECT '${ada.uuid}', 'p', '{}', 1 FROM generate_series(1, 101) RETURNING id`).split('\n').filter((id) => id.length === 36);
	stack.sql(`INSERT INTO event_heads (project_id) SELECT id FROM projects WHERE name = 'p' ON CONFLICT DO NOTHING`);
	const acks = [];
	for (const id of ids) {
		acks.push(await greedy.ask('subscribe:project', {projectId: id}));
		if (acks.length === 60)
			await sleep(3000);
	}
	assert.deepStrictEqual([acks.filter((ack) => ack.ok).length, acks.at(-1).error.code], [100, 'RATE_LIMITED']);
	for (let i = 0; i < 1000; i++)
		greedy.send('subscribe:project', {projectId: project.id});
	assert.strictEqual(await greedy.closed, 1008);
	const huge = await signedIn();
	huge.socket.send('x'.repeat(1 << 20));
	assert.strictEqual(await huge.closed, 1009);
	const binary = await signedIn();
	binary.socket.send(Buffer.alloc(10));
	assert.strictEqual(await binary.closed, 1003);
});

each('who reads too slowly is cut with resync and 1013, and slows nobody', async () => {
	const mine = await ada.project(), slow = [], big = 'x'.repeat(9000);
	const fast = await signedIn();
	await fast.ask('subscribe:project', {projectId: mine.id});
	for (let i = 0; i < 10; i++) {
		const live = await signedIn();
		await live.ask('subscribe:project', {projectId: mine.id});
		live.socket._socket.pause();
		slow.push(live);
	}
	const cut = () => Number(/^ludwright_relay_slow_total (\d+)$/m.exec(stack.run('curl', ['-s', '--unix-socket', `${stack.dir}/relay.sock`, 'http://relay/metrics']))[1]), before = cut();
	let n = 0;
	const write = async () => {
		n = happen(stack, mine, 100, {data: {error: big}});
		await fast.until((l) => l.seqs().at(-1) === n, 'events to who reads');
	};
	while (cut() < before + slow.length && n < 3000)
		await write();
	await until(() => cut() === before + slow.length, 'the cut of all');
	await write(); /* which they do not get */
	assert.strictEqual(wrongOf(fast.events()), '');
	const memory = readFileSync(`/proc/${readFileSync(`/proc/${stack.processes.get('relay').pid}/task/${stack.processes.get('relay').pid}/children`, 'utf8').trim().split(' ')[0]}/status`, 'utf8');
	console.log(`# ${/VmRSS:.*/.exec(memory)[0]} with ${slow.length} stalled readers`);
	for (const live of slow) {
		live.socket._socket.resume();
		assert.strictEqual(await live.closed, 1013);
		assert.strictEqual(live.heard('resync').at(-1).data.reason, 'slow');
		assert.strictEqual(wrongOf(live.events()), '');
		assert.ok(live.events().length < n);
	}
	const again = await signedIn();
	await again.ask('subscribe:project', {projectId: mine.id, after: slow[0].seqs().at(-1)});
	await again.until((l) => l.seqs().at(-1) === n, 'the rest');
	assert.strictEqual(wrongOf(again.events(), slow[0].seqs().at(-1) + 1), '');
	again.close();
	fast.close();
}, 300000);

each('notifications come to their account, once, on the wires that are a person\'s', async () => {
	const [one, two, other] = [await signedIn(), await signedIn(), await signedIn(bob)];
	const socket = io(stack.origin, {auth: {token: ada.token}, transports: ['websocket'], forceNew: true});
	const got = [];
	socket.on('notification:created', (data) => got.push(data));
	await new Promise((done) => socket.once('connect', done));
	await sleep(4500); // past the first look, which takes what was there before for known
	stack.sql(`INSERT INTO notifications (user_id, project_id, kind, data) VALUES ('${ada.uuid}', '${uuidOf(project.id)}', 'project:completed', '{"reason": null}')`);
	for (const live of [one, two])
		await live.until((l) => l.heard('notification:created').length === 1, 'the notification');
	await until(() => got.length === 1, 'the notification over Socket.IO');
	await sleep(4500);
	assert.deepStrictEqual([one.heard('notification:created').length, two.heard('notification:created').length, got.length, other.heard('notification:created').length], [1, 1, 1, 0]);
	const {id, ...data} = one.heard('notification:created')[0].data;
	assert.match(id, /^note_[0-9a-f]{32}$/);
	assert.deepStrictEqual({...data, timestamp: 0}, {kind: 'project:completed', projectId: project.id, data: {reason: null}, timestamp: 0});
	for (const live of [one, two, other])
		live.close();
	socket.disconnect();
});

each('SIGHUP and SIGTERM close with 1012, and nothing is lost over them', async () => {
	const mine = await ada.project(), live = await signedIn();
	await live.ask('subscribe:project', {projectId: mine.id});
	happen(stack, mine, 3);
	stack.processes.get('relay').kill('SIGHUP');
	assert.strictEqual(await live.closed, 1012);
	happen(stack, mine, 3);
	const again = await signedIn();
	await again.ask('subscribe:project', {projectId: mine.id, after: live.seqs().at(-1) ?? 0});
	await again.until((l) => l.seqs().at(-1) === 6, 'what came between');
	assert.strictEqual(wrongOf([...live.events(), ...again.events()]), '');
	await stack.end('relay');
	assert.strictEqual(await again.closed, 1012);
	assert.strictEqual(stack.processes.get('relay').code, 0);
	assert.strictEqual((await stack.fetch('GET', '/ws')).body.error.code, 'UNAVAILABLE');
	await stack.startRelay();
	const last = await signedIn();
	await last.ask('subscribe:project', {projectId: mine.id, after: 0});
	await last.until((l) => l.events().length === 6, 'all of it');
	last.close();
});
