// SPDX-License-Identifier: ISC
// Mail and webhooks as their receivers see them: a mail server with TLS (smtp.py) and a webhook server, both of which fail by script. What would wait for hours is made due by
// moving deliveries.due_at.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHmac} from 'node:crypto';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, PASSWORD, source, startStack, until, uuidOf} from './stack.mjs';
import {assertError} from './seed.mjs';

let stack, ada, mails, hooks;

/** A certificate that only LUDWRIGHT_CA_FILE makes good. */
function makeCertificate() {
	stack.run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
		'-keyout', `${stack.dir}/tls.key`, '-out', `${stack.dir}/tls.pem`]);
	fs.chmodSync(`${stack.dir}/tls.key`, 0o644);
}

/** What it took and was asked is read from its file, which it wrote before it answered. */
async function startMail(...more) {
	const file = `${stack.dir}/log/mail-${more.length}.log`, log = fs.openSync(file, 'w');
	const child = spawn('/usr/bin/python3', [path.join(source, 'tests/system/smtp.py'), `${stack.dir}/tls.pem`, `${stack.dir}/tls.key`, ...more], {stdio: ['ignore', log, 'ignore']});
	const said = () => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
	const {port} = await until(() => said()[0], 'the mail server');
	return {port, stop: () => child.kill(), get taken() { return said().filter((line) => line.text); }, get asked() { return said().filter((line) => line.rcpt); }};
}

/** Answers as its script says, 204 when that is empty; what goes to /never is held. */
async function startHooks() {
	const server = {seen: [], script: [], held: new Set()};
	const {key, cert} = {key: fs.readFileSync(`${stack.dir}/tls.key`), cert: fs.readFileSync(`${stack.dir}/tls.pem`)};
	server.https = https.createServer({key, cert}, (req, res) => {
		if (req.url === '/never') {
			server.held.add(res.on('close', () => server.held.delete(res)));
			return;
		}
		const parts = [];
		req.on('data', (part) => parts.push(part));
		req.on('end', () => {
			server.seen.push({method: req.method, path: req.url, headers: req.headers, text: Buffer.concat(parts).toString()});
			const act = server.script.shift() ?? 204;
			if (act === 'cut')
				req.socket.destroy();
			else
				res.writeHead(act, act >= 300 && act < 400 ? {location: `https://localhost:${server.port}/elsewhere`} : {}).end('x');
		});
	});
	await new Promise((done) => server.https.listen(0, '127.0.0.1', done));
	server.port = server.https.address().port;
	return server;
}

function startWorker(extra = {}) {
	stack.env = {...stack.env, LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'tests/system/graphs'), LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'),
		LUDWRIGHT_WORKER_MIN: '2', LUDWRIGHT_WORKER_MAX: '2', LUDWRIGHT_CA_FILE: `${stack.dir}/tls.pem`, LUDWRIGHT_MAIL_URL: `smtp://localhost:${mails.port}`,
		LUDWRIGHT_MAIL_FROM: '"Ludwright" <ludwright@example.org>', LUDWRIGHT_MAIL_USER: 'ludwright', LUDWRIGHT_MAIL_PASSWORD: 'mail-password',
		LUDWRIGHT_WEBHOOK_ALLOW_PRIVATE: 'true', ...extra};
	stack.startWorker();
}

before(async () => {
	stack = await startStack({api: false});
	stack.sql("DELETE FROM graph_versions WHERE sha256 = repeat('a', 64)");
	makeCertificate();
	mails = await startMail();
	hooks = await startHooks();
	await stack.startApi({LUDWRIGHT_WEBHOOK_ALLOW_PRIVATE: 'true'});
	ada = await stack.user('ada');
	startWorker();
});
after(async () => {
	mails?.stop();
	hooks?.https.close();
	await stack?.stop();
});

/** A person whose address says how the mail server takes their mail. */
async function person(name, settings = {}) {
	const client = await stack.user(name);
	await client.put('/api/v1/users/me', {settings});
	return client;
}

function notify(client, kind = 'project:failed', data = {}) {
	return stack.value(`INSERT INTO notifications (user_id, kind, data) VALUES ('${client.uuid}', '${kind}', '${JSON.stringify(data).replaceAll("'", "''")}') RETURNING id`);
}

const statesOf = (client, channel = 'mail') => stack.sql(`SELECT status || ' ' || tries FROM deliveries WHERE user_id = '${client.uuid}' AND channel = '${channel}' ORDER BY created_at, id`).split('\n').filter(Boolean);
const reach = (client, ...states) => until(() => JSON.stringify(statesOf(client)) === JSON.stringify(states), `mail of ${client.email} to be ${states}; it is ${statesOf(client)}`, 30)
	.catch((error) => assert.fail(`${error.message}; it is ${statesOf(client)}`));
const hurry = (client) => stack.sql(`UPDATE deliveries SET due_at = now() WHERE user_id = '${client.uuid}' AND status = 'waiting'`);
const mailTo = (client) => mails.taken.filter((mail) => mail.to.includes(client.email));

function decodeWords(text) {
	return text.replace(/\r?\n[ \t]/g, ' ').replace(/\?= =\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (all, b64) => `\0${b64}\0`)
		.replace(/\0([^\0]*)\0/g, (all, b64) => Buffer.from(b64, 'base64').toString());
}

/** Headers by name, and the parts' texts by type. */
function parse(mail) {
	const [head, ...rest] = mail.text.replaceAll('\r\n', '\n').split('\n\n');
	const headers = Object.fromEntries(decodeWords(head).split('\n').map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
	const boundary = /boundary="(.*)"/.exec(headers['content-type'])[1], parts = {};
	for (const part of rest.join('\n\n').split(`--${boundary}`).slice(1, -1)) {
		const [top, body] = part.trim().split('\n\n');
		parts[/Content-Type: ([^;]*)/.exec(top)[1]] = Buffer.from(body, 'base64').toString();
	}
	return {headers, text: parts['text/plain'], html: parts['text/html']};
}

test('a reminder by mail, in English and in Japanese, over TLS', async () => {
	const project = await ada.project({name: 'Röte & <b>"Sterne"</b> 星を集める灯台守の物語'});
	const yuki = await person('yuki', {language: 'ja'});
	await ada.post(`/api/v1/projects/${project.id}/members`, {user_id: yuki.id, role: 'reviewer'});
	await reach(yuki, 'sent 1'); // that it was shared
	const ckpt = `ckpt_${'0'.repeat(32)}`;
	for (const client of [ada, yuki])
		stack.sql(`INSERT INTO notifications (user_id, project_id, kind, data) VALUES ('${client.uuid}', '${uuidOf(project.id)}', 'checkpoint:reminder',
			'{"project_id": "${project.id}", "checkpoint_id": "${ckpt}", "title": "Concept review", "waiting_hours": 24.2}')`);
	await reach(ada, 'sent 1');
	await reach(yuki, 'sent 1', 'sent 1');
	const [mail] = mailTo(ada).map(parse), raw = mailTo(ada)[0];
	assert.equal(raw.tls, true);
	assert.equal(raw.mail, 'ludwright@example.org');
	assert.ok(raw.user);
	assert.match(raw.text, /^[\x00-\x7f]*$/, 'ASCII on the wire');
	assert.ok(raw.text.split('\r\n').every((line) => line.length <= 998));
	assert.equal(mail.headers.subject, `Still waiting: Concept review, ${project.name}`);
	assert.equal(mail.headers.from, 'Ludwright <ludwright@example.org>');
	assert.equal(mail.headers.to, 'ada <ada@example.org>');
	assert.match(mail.headers['message-id'], /^<[0-9a-f-]{36}@example\.org>$/);
	assert.ok(Math.abs(Date.parse(mail.headers.date) - Date.now()) < 3600e3);
	assert.equal(mail.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
	const link = `${stack.origin}/projects/${project.id}/checkpoints/${ckpt}`;
	assert.ok(mail.text.includes('has waited for 24 hours') && mail.text.includes(link) && mail.text.includes(project.name), mail.text);
	assert.ok(mail.html.includes(`<a href="${link}">`) && mail.html.includes('R') && !mail.html.includes('<b>'), 'names are text in HTML');
	assert.ok(mail.html.includes('&lt;b&gt;&quot;Sterne&quot;&lt;/b&gt; 星を'));
	const japanese = parse(mailTo(yuki).at(-1));
	assert.equal(japanese.headers.subject, `まだ待っています: Concept review（${project.name}）`);
	assert.match(japanese.text, /24 時間待っています/);
	assert.match(japanese.html, /<html lang="ja">/);
});

test('a question of an agent, by mail, in both languages, with the way to it', async () => {
	const project = await ada.project({name: 'Asks'}), kim = await person('kim'), ren = await person('ren', {language: 'ja'}), off = await person('oda', {notifications: {question: {mail: false}}});
	const agent = `agent_${'0'.repeat(32)}`;
	for (const client of [kim, ren, off])
		stack.sql(`INSERT INTO notifications (user_id, project_id, kind, data) VALUES ('${client.uuid}', '${uuidOf(project.id)}', 'question',
			'{"project_id": "${project.id}", "agent_id": "${agent}", "question_id": "quest_1", "title": "Two players or one?"}')`);
	for (const client of [kim, ren])
		stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(project.id)}', '${client.uuid}', 'editor') ON CONFLICT DO NOTHING`);
	await until(() => [kim, ren].every((client) => mailTo(client).length), 'the mails', 30);
	const mail = mailTo(kim).map(parse).find((one) => /question/.test(one.headers.subject)), japanese = mailTo(ren).map(parse).find((one) => /質問/.test(one.headers.subject));
	assert.equal(mail.headers.subject, 'A question: Two players or one?, Asks');
	assert.ok(mail.text.includes('waits until somebody answers') && mail.text.includes(`${stack.origin}/projects/${project.id}/agents/${agent}`), mail.text);
	assert.equal(japanese.headers.subject, '質問があります: Two players or one?（Asks）');
	assert.deepEqual(statesOf(off), [], 'who does not want it gets none');
	const address = /<(.*)>/.exec(mail.headers['list-unsubscribe'])[1].replace(stack.origin, '');
	assert.equal((await stack.fetch('POST', address, {body: 'List-Unsubscribe=One-Click', headers: {'content-type': 'application/x-www-form-urlencoded'}})).status, 204);
	assert.deepEqual((await kim.get('/api/v1/users/me')).body.settings.notifications, {question: {mail: false}});
});

test('a link in each mail ends mail of its kind, without a sign-in', async () => {
	const client = await person('una');
	notify(client);
	await reach(client, 'sent 1');
	const address = /<(.*)>/.exec(parse(mailTo(client)[0]).headers['list-unsubscribe'])[1].replace(stack.origin, '');
	const look = await stack.fetch('GET', address);
	assert.equal(look.status, 303, 'to look at it changes nothing');
	assert.equal(look.headers.location, `${stack.origin}/settings/notifications`);
	notify(client);
	await reach(client, 'sent 1', 'sent 1');
	const ended = await stack.fetch('POST', address, {body: 'List-Unsubscribe=One-Click', headers: {'content-type': 'application/x-www-form-urlencoded'}});
	assert.equal(ended.status, 204, ended.text);
	assert.deepEqual((await client.get('/api/v1/users/me')).body.settings.notifications, {failed: {mail: false}});
	notify(client);
	notify(client, 'project:completed');
	await reach(client, 'sent 1', 'sent 1', 'sent 1');
	assert.match(parse(mailTo(client).at(-1)).headers.subject, /^Finished/);
	assert.equal((await stack.fetch('POST', address.replace(/.$/, (c) => c === '0' ? '1' : '0'), {body: ''})).status, 404, 'nobody makes such a link');
});

test('mail that cannot be sent is tried again; what may have arrived is not', async () => {
	const [refused, busy, cut] = [await person('refused'), await person('busy'), await person('cut')];
	for (const client of [refused, busy, cut])
		notify(client);
	await reach(refused, 'failed 1');
	await reach(cut, 'unknown 1');
	await reach(busy, 'waiting 1');
	hurry(busy);
	await reach(busy, 'waiting 2');
	hurry(busy);
	await reach(busy, 'sent 3');
	assert.deepEqual([mailTo(refused), mailTo(busy), mailTo(cut)].map((list) => list.length), [0, 1, 1]);
	assert.match(stack.value(`SELECT log->0->>'error' FROM deliveries WHERE user_id = '${refused.uuid}'`), /refused/);
});

test('a sender that ends in between sends no mail twice', async () => {
	const client = await person('ivo');
	stack.sql(`INSERT INTO deliveries (user_id, notification_id, channel, kind, status, tries, leased_until)
		VALUES ('${client.uuid}', gen_random_uuid(), 'mail', 'project:failed', 'sending', 1, now() - interval '1 s')`);
	await reach(client, 'unknown 1');
	assert.deepEqual(mailTo(client), []);
});

test('a digest is one mail; quiet hours hold mail back', async () => {
	const client = await person('dee', {notifications: {digest: 'daily'}});
	for (const kind of ['project:failed', 'project:completed', 'project:paused'])
		notify(client, kind, {reason: 'budget', name: 'Moon'});
	assert.deepEqual(statesOf(client), Array(3).fill('waiting 0'));
	hurry(client);
	await reach(client, ...Array(3).fill('sent 1'));
	const all = mailTo(client).map(parse);
	assert.deepEqual(all.map((mail) => mail.headers.subject), ['3 pieces of news']);
	assert.match(all[0].text, /Moon is finished[^]*Moon has paused: its budget/);
	const quiet = await person('quinn', {quiet_hours: {from: '00:00', to: '23:59'}});
	notify(quiet);
	assert.equal(stack.value(`SELECT due_at > now() FROM deliveries WHERE user_id = '${quiet.uuid}'`), 't');
});

test('what has no use any more is not sent', async () => {
	const [left, gone] = [await person('lea'), await person('gus')];
	const project = await ada.project();
	stack.sql(`INSERT INTO deliveries (user_id, notification_id, project_id, channel, kind) VALUES ('${left.uuid}', gen_random_uuid(), '${uuidOf(project.id)}', 'mail', 'project:failed')`);
	stack.sql(`UPDATE users SET disabled_at = now() WHERE id = '${gone.uuid}'`);
	stack.sql(`INSERT INTO deliveries (user_id, notification_id, channel, kind) VALUES ('${gone.uuid}', gen_random_uuid(), 'mail', 'project:failed')`);
	await reach(left, 'off 0');
	await reach(gone, 'off 0');
});

test('a forgotten password: a letter with a way to a new one', async () => {
	const client = await person('flo');
	assert.equal((await stack.fetch('POST', '/api/v1/auth/forgot', {body: {email: 'flo@example.org'}})).status, 202);
	await until(() => mailTo(client).length === 1, 'the letter');
	const token = () => /#reset=(\S+)/.exec(parse(mailTo(client).at(-1)).text)[1], first = token();
	assert.equal(stack.value(`SELECT count(*) FROM password_resets WHERE token_hash = sha256('${first}'::bytea)`), '1', 'the database has its hash');
	assert.equal((await stack.fetch('POST', '/api/v1/auth/forgot', {body: {email: 'flo@example.org'}})).status, 202);
	await until(() => mailTo(client).length === 2, 'the second letter');
	assertError(assert, await stack.fetch('POST', '/api/v1/auth/reset', {body: {token: first, password: 'a new password'}}), 400);
	assert.equal((await stack.fetch('POST', '/api/v1/auth/reset', {body: {token: token(), password: 'a new password'}})).status, 204);
	await client.login('a new password');
	assert.ok(!parse(mailTo(client)[0]).headers['list-unsubscribe']);
	await stack.fetch('POST', '/api/v1/auth/forgot', {body: {email: 'nobody@example.org'}});
	assert.ok(!stack.log('worker').includes(token().slice(9)), 'and no log has the token');
});

async function webhook(client, address) {
	const {status, body, text} = await client.post('/api/v1/users/me/webhooks', {url: address ?? `https://localhost:${hooks.port}/news?a=b`, note: 'the chat'});
	assert.equal(status, 201, text);
	return body;
}

async function delivered(client, hook, status) {
	return until(async () => {
		const {body} = await client.get(`/api/v1/users/me/webhooks/${hook.id}/deliveries`);
		return body.items[0]?.status === status && body.items[0];
	}, `a delivery that is ${status}`, 30);
}

test('webhooks are signed, tried again, logged and sent anew', async () => {
	const client = await person('hal', {notifications: {failed: {mail: false}}}), hook = await webhook(client);
	assert.match(hook.secret, /^ludhook_[\w-]{43}$/);
	assert.equal(hook.last4, hook.secret.slice(-4));
	hooks.script.push(500, 'cut', 302);
	notify(client, 'project:failed', {reason: 'error'});
	for (let tries = 1; tries <= 3; tries++) {
		await until(() => statesOf(client, 'webhook')[0] === `waiting ${tries}`, `try ${tries}`, 30);
		hurry(client);
	}
	const item = await delivered(client, hook, 'sent');
	assert.equal(item.tries, 4);
	assert.deepEqual(item.log.map((entry) => entry.status), [500, null, 302, 204]);
	assert.deepEqual(item.data, {reason: 'error'});
	const seen = hooks.seen.filter((post) => post.headers['ludwright-delivery'] === item.id);
	assert.equal(seen.length, 4, 'the same id on each try, and no redirect is followed');
	for (const post of seen) {
		const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(post.headers['ludwright-signature']);
		assert.equal(v1, createHmac('sha256', hook.secret).update(`${t}.${post.text}`).digest('hex'));
		assert.ok(Math.abs(Number(t) - Date.now() / 1000) < 3600);
		assert.deepEqual([post.method, post.path, post.headers['ludwright-event'], post.headers['content-type']], ['POST', '/news?a=b', 'project:failed', 'application/json']);
		const body = JSON.parse(post.text);
		assert.deepEqual([body.id, body.event, body.data], [item.id, 'project:failed', {reason: 'error'}]);
	}
	const again = await client.post(`/api/v1/users/me/deliveries/${item.id}/resend`);
	assert.equal(again.status, 200, again.text);
	await until(() => hooks.seen.filter((post) => post.headers['ludwright-delivery'] === item.id).length === 5, 'the same once more');
	assert.equal((await ada.post(`/api/v1/users/me/deliveries/${item.id}/resend`)).status, 404, 'by nobody else');
});

test('a server that never answers keeps nobody waiting but whose it is', async () => {
	const slow = await person('ivy', {notifications: {failed: {mail: false}}}), other = await person('jon');
	const url = `https://localhost:${hooks.port}`, never = await slow.post('/api/v1/users/me/webhooks', {url: `${url}/never`});
	assert.equal(never.status, 201, never.text);
	assert.equal((await other.post('/api/v1/users/me/webhooks', {url: `${url}/soon`})).status, 201);
	stack.sql(`INSERT INTO notifications (user_id, kind, data) SELECT '${slow.uuid}', 'project:failed', '{}' FROM generate_series(1, 60)`); // more than all processes send at once
	await until(() => hooks.held.size > 0, 'the first of them', 30);
	notify(other);
	await until(() => mailTo(other).length === 1 && hooks.seen.some((post) => post.path === '/soon'), 'what is another one\'s', 30);
	assert.ok(hooks.held.size > 0 && hooks.held.size <= 4, `${hooks.held.size} wait for an answer`);
	const sending = stack.value(`SELECT count(*) FROM deliveries WHERE user_id = '${slow.uuid}' AND status = 'sending'`);
	assert.ok(Number(sending) <= 4, `${sending} at once`);
	assert.equal((await slow.delete(`/api/v1/users/me/webhooks/${never.body.id}`)).status, 204);
	hooks.held.forEach((res) => res.destroy());
});

test('eight tries over hours, then it is given up', async () => {
	const client = await person('eve', {notifications: {failed: {mail: false}}}), hook = await webhook(client), pauses = [];
	hooks.script.push(...Array(8).fill(503));
	notify(client);
	for (let tries = 1; tries < 8; tries++) {
		await until(() => statesOf(client, 'webhook')[0] === `waiting ${tries}`, `try ${tries}`, 30);
		pauses.push(Number(stack.value(`SELECT round(extract(epoch FROM due_at - clock_timestamp()) / 60) FROM deliveries WHERE user_id = '${client.uuid}'`)));
		hurry(client);
	}
	assert.equal((await delivered(client, hook, 'failed')).tries, 8);
	assert.deepEqual(pauses, [1, 5, 15, 60, 120, 240, 480]);
});

test('webhooks are turned off, deleted, and few', async () => {
	const client = await person('wim', {notifications: {failed: {mail: false}}}), hook = await webhook(client);
	assert.equal((await client.call('PATCH', `/api/v1/users/me/webhooks/${hook.id}`, {enabled: false})).body.enabled, false);
	notify(client);
	assert.deepEqual(statesOf(client, 'webhook'), []);
	for (let i = 0; i < 19; i++)
		await webhook(client);
	assertError(assert, await client.post('/api/v1/users/me/webhooks', {url: 'https://example.org/'}), 429);
	assert.equal((await client.delete(`/api/v1/users/me/webhooks/${hook.id}`)).status, 204);
	assert.equal(stack.value(`SELECT count(*) FROM secrets WHERE id = '${uuidOf(hook.id)}'`), '0');
	const {body} = await client.get('/api/v1/users/me/webhooks');
	assert.equal(body.items.length, 19);
	assert.ok(!JSON.stringify(body).includes('ludhook_'));
});

/** S8: ways to write this machine and its network. PORT is where somebody listens. */
const PRIVATE = ['127.0.0.1', '127.1', '127.0.1', '0', '0.0.0.0', '2130706433', '017700000001', '0x7f000001', '0x7f.1', '0177.0.0.1', '127.0.0.1.', '127.255.255.254', 'localhost',
	'LOCALHOST', 'localhost.', '[::1]', '[0:0:0:0:0:0:0:1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[0000::1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]',
	'[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.254', '192.168.0.1', '192.168.1.1', '169.254.169.254',
	'169.254.0.1', '100.64.0.1', '192.0.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255', '240.0.0.1', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '１２７.0.0.1',
	'①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', '127.0.0.1%00.example.org', 'user@127.0.0.1', 'user:pw@localhost', 'example.org@127.0.0.1', '127.0.0.1#@example.org'];
const WHOLE = ['http://127.0.0.1:PORT/', 'file:///etc/passwd', 'gopher://127.0.0.1:PORT/_x', 'ftp://127.0.0.1:PORT/', 'dict://127.0.0.1:PORT/', 'https:///127.0.0.1:PORT/',
	'https:127.0.0.1:PORT/', 'HTTPS://127.0.0.1:PORT/', 'https://127.0.0.1:PORT\\@example.org/', '//127.0.0.1:PORT/', 'ldap://127.0.0.1:PORT/'];

test('S8: no webhook reaches a private address, however it is written', async () => {
	let connects = 0;
	const listener = net.createServer((socket) => {
		connects++;
		socket.destroy();
	});
	await new Promise((done) => listener.listen(0, '::', done));
	const {port} = listener.address();
	await stack.end('worker');
	await stack.end('api');
	await stack.startApi({LUDWRIGHT_WEBHOOK_ALLOW_PRIVATE: 'false'});
	const addresses = [...PRIVATE.map((host) => `https://${host.replace('#', `:${port}#`)}${host.includes('#') ? '' : `:${port}/`}`), ...WHOLE.map((text) => text.replace('PORT', port))];
	const clients = [];
	let refused = 0;
	for (const [i, address] of addresses.entries()) {
		if (i % 20 === 0)
			clients.push(await person(`s8-${i}`, {notifications: {failed: {mail: false}}}));
		const client = clients.at(-1), answer = await client.post('/api/v1/users/me/webhooks', {url: address});
		refused += answer.status === 400;
		const hook = answer.status === 201 ? answer.body : (await client.post('/api/v1/users/me/webhooks', {url: 'https://example.org/'})).body;
		stack.sql(`UPDATE webhooks SET url = $$${address}$$ WHERE id = '${uuidOf(hook.id)}'`); // what the API refuses is tried too
	}
	clients.forEach((client) => notify(client));
	startWorker({LUDWRIGHT_WEBHOOK_ALLOW_PRIVATE: 'false'});
	const tried = () => stack.sql(`SELECT d.status, w.url FROM deliveries d JOIN webhooks w ON w.id = d.webhook_id JOIN users u ON u.id = d.user_id
		WHERE u.email LIKE 's8-%' AND d.tries > 0 AND d.status <> 'sending'`).split('\n').filter(Boolean);
	await until(() => tried().length === addresses.length, `all of ${addresses.length} to be tried`, 90);
	assert.deepEqual(tried().filter((line) => line.startsWith('sent')), []);
	assert.equal(connects, 0);
	assert.ok(addresses.length >= 60);
	console.log(`# S8 ${connects}/${addresses.length} connections to private addresses; ${refused} refused when they were given`);
	// the listener hears: a plain connection counts
	await new Promise((done) => net.connect(port, '127.0.0.1').once('close', done).resume());
	assert.equal(connects, 1);
	listener.close();
});

test('where TLS is missing nothing is sent', async () => {
	await stack.end('worker');
	mails.stop();
	mails = await startMail('plain');
	startWorker();
	const client = await person('tina');
	notify(client);
	await reach(client, 'waiting 1');
	assert.deepEqual([mails.taken, mails.asked], [[], []]);
	await stack.end('worker');
	startWorker({LUDWRIGHT_MAIL_TLS: 'none', LUDWRIGHT_MAIL_USER: '', LUDWRIGHT_MAIL_PASSWORD: ''});
	hurry(client);
	await reach(client, 'sent 2');
});

test('without a mail server nothing waits for one', async () => {
	await stack.end('worker');
	startWorker({LUDWRIGHT_MAIL_URL: ''});
	const client = await person('nora');
	notify(client);
	await reach(client, 'off 0');
	assert.equal((await client.get('/api/v1/users/me/notifications')).body.items.length, 1, 'the app has it');
	assert.ok(!stack.log('worker').includes('mail-password') && !stack.log('worker').includes(PASSWORD));
});
