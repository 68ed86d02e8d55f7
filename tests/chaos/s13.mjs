// SPDX-License-Identifier: ISC
// S13: secrets that can be told again (canaries) go through everything that takes or gives one, while every program and PostgreSQL log all they can; then no
// log, answer of an error, dump, command line or file holds one, no process may be dumped, and ciphertext that was moved to another row is refused.
import {execFileSync, spawn, spawnSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {startStub} from '../models/stub.mjs';
import {Live, Stream} from '../system/live.mjs';
import {seedBuild, seedRun} from '../system/seed.mjs';
import {build, source, startStack, until, uuidOf} from '../system/stack.mjs';
import {promise} from './lib/rig.mjs';

const V1 = '/api/v1';
const ROWS = 100; // secrets whose ciphertext changes places
const fresh = (prefix = '') => `${prefix}Canary-${crypto.randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`;

/** What a secret looks like where it stands: as it is, and as others would write it. A piece from its middle, since what is cut off is a leak too. */
function looks(secret) {
	const core = secret.slice(Math.floor((secret.length - 18) / 2)).slice(0, 18), bytes = Buffer.from(core);
	const base64 = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(shift && 4, 22));
	return [core, bytes.toString('hex'), ...base64];
}

class Test {
	constructor(stack, stub) {
		Object.assign(this, {stack, stub, canaries: new Map(), errors: [], n: 0, problems: []});
	}

	/** A secret that is looked for afterwards. */
	keep(what, secret) {
		if (typeof secret !== 'string' || secret.length < 18)
			throw new Error(`${what} is no secret: ${secret}`);
		this.canaries.set(`${what} ${this.canaries.size}`, secret);
		return secret;
	}

	check(holds, what) {
		this.n++;
		if (!holds)
			this.problems.push(what);
	}

	/** A request; what is refused is kept. */
	async ask(method, address, {body, headers = {}, as, port} = {}) {
		const answer = await this.stack.fetch(method, address, {body, headers: {...(as && {authorization: `Bearer ${as.token}`}), ...headers}, port});
		if (answer.status >= 400)
			this.errors.push(`${JSON.stringify(answer.headers)} ${answer.text}`);
		return answer;
	}

	async need(status, ...request) {
		const answer = await this.ask(...request);
		if (answer.status !== status)
			throw new Error(`${request[0]} ${request[1]}: ${answer.status} ${answer.text}`);
		return answer.body;
	}

	async account(name, options = {}) {
		const password = this.keep(`password of ${name}`, fresh('pw-'));
		const client = await this.stack.user(name, {password, ...options});
		this.keep('access token', client.token);
		this.keep('refresh token', client.refresh);
		return Object.assign(client, {password});
	}
}

/** Passwords: right, wrong, in the wrong place, too long, in what is no JSON; new, reset, registered, of an account that an admin makes. */
async function passwords(t, ada, root) {
	const post = (address, body, as, headers) => t.ask('POST', V1 + address, {body, as, headers});
	const email = ada.email, wrong = t.keep('wrong password', fresh('pw-'));
	await post('/auth/login', {email, password: wrong});
	await post('/auth/login', {email: 'nobody@example.org', password: wrong});
	await post('/auth/login', {email: wrong, password: 7});
	await post('/auth/login', {email, password: wrong, concept: {secret: wrong}});
	await post('/auth/login', {email, password: wrong.repeat(50)});
	await post('/auth/login', `{"email": "${email}", "password": "${wrong}`, undefined, {'content-type': 'application/json'});
	await post('/auth/login', `email=${email}&password=${wrong}`, undefined, {'content-type': 'application/x-www-form-urlencoded'});
	await post(`/auth/login?password=${wrong}`, {email, password: wrong});
	await t.ask('GET', `${V1}/users/me`, {headers: {authorization: `Basic ${Buffer.from(`${email}:${wrong}`).toString('base64')}`}});
	const next = t.keep('new password', fresh('pw-'));
	await t.need(204, 'POST', `${V1}/auth/password`, {as: ada, body: {password: ada.password, new_password: next}});
	ada.password = next;
	await ada.login(next);
	const link = t.keep('reset token', /#reset=(\S+)/.exec(t.stack.ludctl(['user', 'reset', email]))[1]);
	await post('/auth/reset', {token: `${link}x`, password: next});
	await t.need(204, 'POST', `${V1}/auth/reset`, {body: {token: link, password: t.keep('reset password', ada.password = fresh('pw-'))}});
	await post('/auth/reset', {token: link, password: next});
	await ada.login(ada.password);
	const invitation = t.keep('invitation', (await t.need(201, 'POST', `${V1}/admin/invitations`, {as: root, body: {email: 'new@example.org'}})).token);
	await t.need(202, 'POST', `${V1}/auth/register`, {body: {email: 'new@example.org', name: 'New', password: t.keep('registered password', fresh('pw-')), invitation}});
	await post('/auth/register', {email: 'new@example.org', name: 'New', password: fresh('pw-'), invitation});
	await post('/admin/users', {email: 'made@example.org', name: 'Made', new_password: t.keep('made password', fresh('pw-')), password: root.password}, root);
	const told = t.keep('password by ludctl', fresh('pw-'));
	t.stack.ludctl(['user', 'passwd', ada.email], {input: `${told}\n`});
	await ada.login(ada.password = told);
}

/** Tokens: refreshed, used twice, spoilt, in the wrong place; cookies; personal ones; tickets. */
async function tokens(t, ada, projectId) {
	const refreshed = await t.need(200, 'POST', `${V1}/auth/refresh`, {body: {refresh_token: ada.refresh}});
	t.keep('access token', ada.token = refreshed.access_token);
	const spent = ada.refresh;
	t.keep('refresh token', ada.refresh = refreshed.refresh_token);
	for (const headers of [{authorization: `Bearer ${ada.token}x`}, {authorization: `bearer: ${ada.token}`}, {authorization: `Token ${ada.token}`}, {cookie: `token=${ada.token}`}, {'x-request-id': ada.token}, {'idempotency-key': ada.token}])
		await t.ask('POST', `${V1}/projects`, {headers, body: {token: ada.token}});
	await t.ask('GET', `${V1}/projects?access_token=${ada.token}`, {as: ada});
	await t.ask('GET', `${V1}/projects?cursor=${ada.token}`, {as: ada});
	await t.ask('POST', `${V1}/auth/refresh`, {body: {refresh_token: [ada.refresh]}});
	const cookie = await t.ask('POST', `${V1}/auth/login`, {body: {email: ada.email, password: ada.password, cookie: true}});
	const held = t.keep('cookie', /lud_refresh=([^;]+)/.exec(cookie.headers['set-cookie'][0])[1]), csrf = t.keep('CSRF token', cookie.body.csrf_token);
	await t.ask('POST', `${V1}/auth/refresh`, {headers: {cookie: `lud_refresh=${held}`}});
	await t.ask('POST', `${V1}/auth/refresh`, {headers: {cookie: `lud_refresh=${held}; lud_refresh=${held}`, 'x-csrf-token': csrf}});
	await t.ask('POST', `${V1}/auth/refresh`, {headers: {cookie: `lud_refresh=${held}`, 'x-csrf-token': csrf}});
	const personal = await t.need(201, 'POST', `${V1}/users/me/tokens`, {as: ada, body: {name: 'a script', scopes: ['read'], password: ada.password}});
	t.keep('personal token', personal.token);
	await t.ask('GET', `${V1}/projects`, {headers: {authorization: `Bearer ${personal.token}`}});
	await t.ask('POST', `${V1}/projects`, {headers: {authorization: `Bearer ${personal.token}`}, body: {}});
	await t.ask('DELETE', `${V1}/users/me/tokens/${personal.id}`, {as: ada});
	await t.ask('GET', `${V1}/projects`, {headers: {authorization: `Bearer ${personal.token}`}});
	for (const token of [ada.token, `${ada.token}x`]) {
		const live = new Live(`ws://127.0.0.1:${t.stack.port}/ws`);
		await live.auth(token);
		await live.ask('subscribe:project', {projectId, token});
		live.close();
	}
	await streams(t, ada, projectId);
	await t.ask('POST', `${V1}/auth/refresh`, {body: {refresh_token: spent}}); // the family ends
	await ada.login(ada.password);
}

/** Tickets in addresses: good once, then refused, and while there is no relay. */
async function streams(t, ada, projectId) {
	const ticket = async () => t.keep('ticket', (await t.need(200, 'POST', `${V1}/auth/stream-ticket`, {as: ada, body: {}})).ticket);
	const address = (one) => `${V1}/logs/stream?project_id=${projectId}&ticket=${one}`;
	const one = await ticket(), stream = new Stream(t.stack, address(one));
	if ((await stream.opened).statusCode !== 200)
		throw new Error('the ticket was not taken');
	stream.close();
	await t.ask('GET', address(one));
	await t.ask('GET', `${address(await ticket())}&token=${ada.token}`);
	await t.ask('GET', `${V1}/logs/stream?project_id=x&ticket=${await ticket()}`);
	await t.stack.end('relay');
	const away = await t.ask('GET', address(await ticket()));
	t.check(away.status === 502 || away.status === 503, `without a relay: ${away.status}`);
	await t.stack.startRelay();
}

/** Keys for models: set, refused, told back by the model's server in its errors. Out: the server that says it. */
async function keys(t, ada) {
	const key = t.keep('provider key', fresh('sk-ant-'));
	await t.need(200, 'PUT', `${V1}/users/me/provider-keys/anthropic`, {as: ada, body: {key}});
	for (const body of [{key: `${key} x`}, {key: key.repeat(40)}, {key, concept: key}, {key: [key]}])
		await t.ask('PUT', `${V1}/users/me/provider-keys/anthropic`, {as: ada, body});
	const said = (used) => JSON.stringify({type: 'error', error: {type: 'authentication_error', message: `invalid x-api-key: ${used}`}});
	const faults = {refused: (used) => ({status: 401, body: said(used)}), broken: (used) => ({status: 400, body: said(used)}), garbage: (used) => ({raw: `<html>${used}</html>`, type: 'text/html'}),
		stream: (used) => ({event: {type: 'error', error: {type: 'invalid_request_error', message: `key ${used}`}}, after: 1})};
	for (const [name, fault] of Object.entries(faults)) {
		t.stub.behave = (call) => ({text: 'x', fault: fault(call.key)});
		const project = await run(t, ada, name);
		await until(() => t.stack.value(`SELECT count(*) FROM agents WHERE project_id = '${uuidOf(project)}' AND status = 'failed'`) === '1', `${name} to fail`, 90);
		t.check(t.stub.ledger.some((call) => call.key === key), `${name}: the key was not used`);
		const probe = await t.need(201, 'POST', `${V1}/providers/test`, {as: ada, body: {provider: 'anthropic'}});
		t.errors.push(JSON.stringify(await until(async () => {
			const {body} = await ada.get(`${V1}/providers/tests/${probe.id}`);
			return body.status !== 'waiting' && body;
		}, 'the end of the test', 60)));
	}
	t.check(t.stack.value("SELECT count(*) FROM agents WHERE error LIKE '%***%'") !== '0', 'an error is told, without the key');
}

async function run(t, ada, name) {
	const project = await ada.project({name, config: {provider: 'anthropic', checkpoints: []}});
	await t.need(200, 'POST', `${V1}/projects/${project.id}/start`, {as: ada, body: {}});
	return project.id;
}

/** A mail server that takes letters, and whose log is looked through by nobody: a letter has its token. */
async function startMail(stack, password) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ludwright-s13-mail-')), file = `${dir}/taken`, log = fs.openSync(file, 'w');
	stack.run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', `${stack.dir}/mail.key`, '-out', `${stack.dir}/mail.pem`]);
	const child = spawn('/usr/bin/python3', [path.join(source, 'tests/system/smtp.py'), `${stack.dir}/mail.pem`, `${stack.dir}/mail.key`], {stdio: ['ignore', log, 'ignore'], env: {...process.env, SMTP_PASSWORD: password}});
	const said = () => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
	const {port} = await until(() => said()[0], 'the mail server');
	const stop = () => {
		child.kill();
		fs.rmSync(dir, {recursive: true});
	};
	return {port, stop, text: (address) => said().filter((line) => line.text && line.to.includes(address)).map(({text}) => text.replaceAll('\r\n', '\n').split('\n\n').map((part) => Buffer.from(part, 'base64').toString()).join('\n')).at(-1)};
}

/** The secret of a webhook whose receiver tells all that it gets in its errors; letters with a way to a new password, one of them to an address that the mail server refuses. */
async function post(t, ada, mail) {
	const told = [], server = http.createServer((req, res) => {
		let body = '';
		req.on('data', (part) => body += part);
		req.on('end', () => {
			told.push(req.headers['ludwright-signature']);
			res.writeHead(500, JSON.stringify(req.headers['ludwright-signature']).slice(1, 40), {'x-told': req.headers['ludwright-signature']}).end(`${body} ${JSON.stringify(req.headers)}`);
		});
	});
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const url = `http://127.0.0.1:${server.address().port}/`, hook = await t.need(201, 'POST', `${V1}/users/me/webhooks`, {as: ada, body: {url}});
	const secret = t.keep('secret of a webhook', hook.secret);
	for (const [method, address, body] of [['POST', '/users/me/webhooks', {url, secret}], ['POST', '/users/me/webhooks', {url: secret}], ['PATCH', `/users/me/webhooks/${hook.id}`, {secret}]])
		await t.ask(method, V1 + address, {as: ada, body});
	t.stack.sql(`INSERT INTO notifications (user_id, kind) VALUES ('${ada.uuid}', 'project:failed')`);
	const log = async () => (await ada.get(`${V1}/users/me/webhooks/${hook.id}/deliveries`)).body.items[0];
	t.errors.push(JSON.stringify(await until(async () => (await log())?.tries === 1 && log(), 'a delivery', 30)));
	t.check(told.length === 1 && told[0].includes('v1='), 'the webhook was not signed');
	server.close();
	const before = t.stack.value('SELECT count(*) FROM secrets');
	t.check(before === '2', `${before} secrets are kept`);
	for (const email of [ada.email, 'refused@example.org']) {
		await t.need(202, 'POST', `${V1}/auth/forgot`, {body: {email}});
		await until(() => t.stack.value(`SELECT count(*) FROM password_resets r JOIN users u ON u.id = r.user_id WHERE u.email = '${email}' AND r.tries > 0`) === '1', `a letter to ${email}`, 30);
	}
	const token = await until(() => /#reset=([\w-]+)/.exec(mail.text(ada.email) ?? '')?.[1], 'the letter', 30);
	t.keep('token of a letter', token);
	await t.ask('POST', `${V1}/auth/reset`, {body: {token: `${token}x`, password: fresh('pw-')}});
	await t.ask('GET', `${V1}/auth/reset?token=${token}`);
	await t.need(204, 'POST', `${V1}/auth/reset`, {body: {token, password: t.keep('password by letter', ada.password = fresh('pw-'))}});
	await t.ask('POST', `${V1}/auth/reset`, {body: {token, password: fresh('pw-')}});
	await ada.login(ada.password);
}

/** Addresses of games: whoever has one plays. */
async function addresses(t, ada) {
	const project = await ada.project(), {run: id, agents} = await seedRun(ada, project);
	await t.ask('POST', `${V1}/projects/${project.id}/cancel`, {as: ada});
	seedBuild(t.stack, project.id, id, agents.concept.id, {'game/index.html': '<!doctype html>', 'dist/game.zip': 'PK'});
	const {url} = await t.need(200, 'GET', `${V1}/projects/${project.id}/build/play`, {as: ada}), share = await t.need(201, 'POST', `${V1}/projects/${project.id}/shares`, {as: ada, body: {}});
	for (const one of [url, share.url]) {
		const parts = new URL(one).pathname.split('/').filter((part) => part.length > 30 && !/^[0-9a-f]{32}$/.test(part));
		parts.forEach((part) => t.keep('address of a game', part));
		for (const tail of ['', 'x', '%00', '../../x'])
			await t.ask('GET', new URL(one).pathname + tail, {port: t.stack.playPort});
	}
}

const processes = (t) => ['api', 'relay', 'worker'].flatMap((name) => {
	const {pid} = t.stack.processes.get(name);
	return [pid, ...fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)].map((one) => [name, one]);
});

/** No core, no memory for others, no secret on a command line; also after the process was ended by a fault of its own. */
async function dumps(t) {
	const all = processes(t);
	for (const [name, pid] of all) {
		t.check(/^Max core file size +0 +0 /m.test(fs.readFileSync(`/proc/${pid}/limits`, 'utf8')), `${name}: the limit of cores`);
		t.check(fs.statSync(`/proc/${pid}/environ`).uid === 0, `${name} may be dumped`);
		const peek = spawnSync('head', ['-c1', `/proc/${pid}/environ`], {...t.stack.as});
		t.check(peek.status !== 0, `${name}: another process of its user reads its environment`);
		const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1');
		t.check(![...t.canaries.values()].some((secret) => line.includes(secret)), `${name}: a secret on its command line`);
	}
	for (const name of ['api', 'relay', 'worker']) {
		const [, pid] = all.filter(([one]) => one === name)[1];
		process.kill(pid, 'SIGSEGV');
		await until(() => !fs.existsSync(`/proc/${pid}`) || !processes(t).some(([, one]) => one === pid), `${name} to be ended`);
	}
	const cores = execFileSync('find', [t.stack.dir, '-name', 'core*', '-type', 'f', '-size', '+100k'], {encoding: 'utf8'});
	t.check(cores === '', `cores: ${cores}`);
}

/** Places where a secret could stand: name → a file or a folder. */
async function places(t, root) {
	const {stack} = t, dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ludwright-s13-'));
	const write = (name, text) => fs.writeFileSync(path.join(dir, name), text);
	stack.sql('CHECKPOINT');
	write('dump', stack.run('pg_dump', ['-h', `${stack.dir}/pg`, '-U', 'ludwright', 'ludwright'], {maxBuffer: 1 << 28}));
	execFileSync('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, 'SAVE']);
	fs.copyFileSync(path.join(stack.dir, 'redis/dump.rdb'), path.join(dir, 'redis'));
	write('errors', t.errors.join('\n'));
	write('metrics', (await stack.fetch('GET', '/metrics')).text);
	let trail = '';
	for (let cursor = ''; cursor !== null;) {
		const {body} = await root.get(`${V1}/admin/audit?limit=100${cursor && `&cursor=${cursor}`}`);
		trail += JSON.stringify(body.items);
		cursor = body.next_cursor;
	}
	write('audit', trail);
	fs.mkdirSync(path.join(dir, 'support'));
	stack.ludctl(['support', path.join(stack.dir, 'support.tar.gz')]);
	execFileSync('tar', ['-xzf', path.join(stack.dir, 'support.tar.gz'), '-C', path.join(dir, 'support')]);
	const logs = fs.readdirSync(path.join(stack.dir, 'log')).map((name) => [name, path.join(stack.dir, 'log', name)]);
	return {dir, list: [...logs, ...['nginx-access.log', 'nginx-error.log'].map((name) => [name, path.join(stack.dir, name)]), ...fs.readdirSync(dir).map((name) => [name, path.join(dir, name)]),
		['the database’s files', path.join(stack.dir, 'pg')], ['the store', path.join(stack.dir, 'files')]]};
}

/** Each secret in each place; and a word that has to be found, or nobody has looked. */
async function search(t, root) {
	const {dir, list} = await places(t, root), found = (where, words) => {
		const grep = spawnSync('grep', ['-raoFh', '-f', '-', where], {input: words.join('\n'), encoding: 'latin1', maxBuffer: 1 << 26});
		if (grep.status > 1)
			throw new Error(grep.stderr);
		return new Set(grep.stdout.split('\n').filter(Boolean));
	};
	for (const [name, where] of list) {
		const all = found(where, [...t.canaries.values()].flatMap(looks));
		for (const [what, secret] of t.canaries)
			t.check(!looks(secret).some((one) => all.has(one)), `${what} stands in ${name}`);
	}
	const sizes = Object.fromEntries(list.map(([name, where]) => [name, fs.statSync(where).size]));
	for (const name of ['api.log', 'relay.log', 'worker.log', 'postgres.log', 'nginx-access.log', 'dump', 'errors', 'audit', 'redis', 'support'])
		t.check(sizes[name] > 0, `nothing is in ${name}`);
	for (const [name, word] of [['postgres.log', 'ada@example.org'], ['dump', 'ada@example.org'], ['the database’s files', 'ada@example.org'], ['nginx-access.log', '/api/v1/projects'], ['errors', 'VALIDATION_ERROR'], ['support', 'secret_key = ***'], ['api.log', 'ludwright.api'], ['worker.log', 'ludwright.worker']])
		t.check(found(list.find(([one]) => one === name)[1], [word]).has(word), `${name} does not hold ${word}: nothing was logged`);
	fs.rmSync(dir, {recursive: true});
}

/** Seals as lib/secret.h says. */
function seal(root, keyId, id, text) {
	const nonce = crypto.randomBytes(12), key = Buffer.from(keyId, 'hex');
	const cipher = crypto.createCipheriv('aes-256-gcm', Buffer.from(crypto.hkdfSync('sha256', root, 'ludwright data key', key, 32)), nonce);
	cipher.setAAD(Buffer.from(`secrets|value|${id}|${keyId}`));
	return Buffer.concat([Buffer.from([1]), key, nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('hex');
}

/** Ciphertext of one row in another: refused by who renews keys, and by the worker, which asks nobody then. */
async function moved(t, ada) {
	const {stack} = t, rotate = () => spawnSync(path.join(build, 'ludctl'), ['keys', 'rotate-data'], {...stack.as, env: stack.env, encoding: 'utf8'});
	const keyId = stack.value('SELECT id FROM data_keys ORDER BY number DESC LIMIT 1');
	stack.sql(`INSERT INTO users (email, name, password_hash) SELECT 'many' || i || '@example.org', 'Many', 'x' FROM generate_series(1, ${ROWS}) i`);
	const values = stack.sql("SELECT id FROM users WHERE name = 'Many'").split('\n').map((user) => {
		const id = crypto.randomUUID();
		return `('${id}', '${user}', 'provider_key', 'anthropic', '\\x${seal(stack.env.SECRET_KEY, keyId, id, `sk-of-${user}`)}', '${keyId}', 'none')`;
	});
	stack.sql(`INSERT INTO secrets (id, user_id, kind, name, value, key_id, hint) VALUES ${values.join(',')}`);
	const sound = rotate();
	t.check(sound.status === 0 && sound.stdout.includes(`${ROWS + 2} secrets are under it now`), `before: ${sound.stdout}${sound.stderr}`);
	stack.sql(`UPDATE secrets s SET value = o.value FROM (SELECT id, lead(value, 1, first) OVER (ORDER BY id) AS value FROM (SELECT id, value, first_value(value) OVER (ORDER BY id) AS first FROM secrets) x) o WHERE o.id = s.id`);
	const {status, stderr} = rotate();
	for (const id of stack.sql('SELECT id FROM secrets').split('\n'))
		t.check(status === 1 && stderr.includes(`secret ${id} does not open`), `the secret ${id} opened in another row`);
	const calls = t.stub.ledger.length, project = await run(t, ada, 'moved');
	const why = await until(() => stack.value(`SELECT error FROM agents WHERE project_id = '${uuidOf(project)}' AND status = 'failed'`), 'the step to fail', 90);
	t.check(t.stub.ledger.length === calls, `a moved key was used: ${why}`);
}

async function go(t, mail) {
	const root = await t.account('root', {role: 'admin'}), ada = await t.account('ada');
	await t.account('refused');
	const project = await ada.project();
	await passwords(t, ada, root);
	await tokens(t, ada, project.id);
	await addresses(t, ada);
	await keys(t, ada);
	await post(t, ada, mail);
	t.stack.run(path.join(build, 'ludwright-remind'), [], {env: {...t.stack.env, DATABASE_URL: t.stack.roleUrl('worker')}});
	await dumps(t);
	await root.login(root.password);
	await search(t, root);
	const kinds = t.canaries.size;
	await moved(t, ada);
	return kinds;
}

await promise('S13', async () => {
	const stub = await startStub(() => ({text: 'nobody told me'})), database = fresh('db-'), installation = fresh('sk-'), mail = fresh('mail-');
	const verbose = ['log_statement=all', 'log_min_messages=debug1', 'log_min_error_statement=debug1', 'log_min_duration_statement=0', 'log_parameter_max_length=-1', 'log_parameter_max_length_on_error=-1', 'log_connections=on'];
	const stack = await startStack({relay: true, postgres: verbose.flatMap((one) => ['-c', one]), env: {LUDWRIGHT_LOG_LEVEL: 'debug', LUDWRIGHT_SERVER_REGISTRATION: 'invitation', LUDWRIGHT_WORKER_MAX: '1',
		LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'), ANTHROPIC_BASE_URL: stub.url, OPENAI_BASE_URL: stub.openai, OPENAI_API_KEY: installation, LUDWRIGHT_MODEL: 'claude-sonnet-4-5', PGPASSWORD: database, LUDWRIGHT_MAIL_PASSWORD: mail,
		LUDWRIGHT_MAIL_USER: 'ludwright', LUDWRIGHT_MAIL_FROM: 'Ludwright <ludwright@example.org>', LUDWRIGHT_WEBHOOK_ALLOW_PRIVATE: 'true'}});
	const t = new Test(stack, stub);
	let letters;
	try {
		t.keep('password of the database', database);
		t.keep('key of the installation', installation);
		t.keep('password for mail', mail);
		t.keep('secret key', stack.env.SECRET_KEY);
		t.keep('signing key', fs.readFileSync(path.join(stack.dir, 'keys/test-1.pem'), 'utf8').split('\n')[5]);
		stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
		letters = await startMail(stack, mail);
		Object.assign(stack.env, {LUDWRIGHT_MAIL_URL: `smtp://localhost:${letters.port}`, LUDWRIGHT_CA_FILE: `${stack.dir}/mail.pem`});
		stack.startWorker();
		const kinds = await go(t, letters);
		const {n, problems} = t;
		return {n: n - problems.length, m: n, problems, text: `checks: ${kinds} secrets in no log, error, dump, command line or file; no process that may be dumped; ${ROWS} values moved to another row refused`};
	} finally {
		stack.failed = t.problems.length > 0 || !t.n;
		letters?.stop();
		await stack.stop();
		await stub.stop();
	}
});
