// SPDX-License-Identifier: ISC
// ludctl doctor and ludctl support: what is wrong is named with a way to mend it, and no secret leaves the house.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, startStack, until, uuidOf} from './stack.mjs';
import {seedCheckpoint, seedRun} from './seed.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada', {role: 'admin'});
});
after(() => stack?.stop());

function ludctl(...args) {
	return spawnSync(path.join(build, 'ludctl'), args, {...stack.as, cwd: stack.dir, env: stack.env, encoding: 'utf8'});
}
/** What the doctor says of a thing: its line, and the one with how to mend it. */
function doctor(what) {
	const {stdout, stderr} = ludctl('doctor'), lines = stdout.split('\n'), i = lines.findIndex((line) => line.slice(7).startsWith(what));
	assert.ok(i >= 0, `${what} in ${stdout}${stderr}`);
	return {ok: lines[i].startsWith('ok'), line: lines[i], mend: lines[i + 1]};
}

test('what creeps up is seen, and named with a way to mend it', async () => {
	for (const what of ['bloat', 'transactions', 'wraparound', 'connections', 'sending', 'post', 'reminders', 'maintenance', 'keys\' age', 'database', 'redis'])
		assert.ok(doctor(what).ok, doctor(what).line);
	const project = await ada.project(), {run, agents} = await seedRun(ada, project);
	seedCheckpoint(stack, project.id, run, agents.concept.id);
	stack.sql(`UPDATE checkpoints SET created_at = now() - interval '4 h 20 min' WHERE project_id = '${uuidOf(project.id)}'`);
	assert.ok(doctor('reminders').ok, 'cron may be on its way');
	stack.sql(`UPDATE checkpoints SET created_at = now() - interval '5 h' WHERE project_id = '${uuidOf(project.id)}'`);
	const late = doctor('reminders');
	assert.ok(!late.ok && /1 are half an hour late/.test(late.line) && /cron/.test(late.mend), `${late.line}${late.mend}`);
	stack.sql(`INSERT INTO deliveries (user_id, notification_id, channel, kind, status, ended_at) VALUES ('${ada.uuid}', gen_random_uuid(), 'mail', 'x', 'failed', now())`);
	assert.ok(!doctor('sending').ok);
	stack.sql("UPDATE maintenance SET active = true, starts_at = now() - interval '2 days'");
	assert.match(doctor('maintenance').mend, /ludctl maintenance off/);
	stack.sql('UPDATE maintenance SET active = false');
	fs.chmodSync(path.join(stack.dir, 'keys'), 0o755);
	assert.match(doctor("keys' mode").mend, /chmod 700/);
	fs.chmodSync(path.join(stack.dir, 'keys'), 0o700);
	assert.equal(ludctl('doctor').status, 1, 'and says so by its status');
});

/** Runs out in a month, or did so some days ago. */
function certificate(name, from) {
	const file = path.join(stack.dir, name);
	stack.run('faketime', [from, 'openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', `${file}.key`, '-out', `${file}.pem`]);
	return {key: fs.readFileSync(`${file}.key`), cert: fs.readFileSync(`${file}.pem`)};
}

test('certificates that run out are named, the games\' too; and secrets that cannot be read', {skip: spawnSync('faketime', ['--version']).error ? 'faketime is not installed' : false}, async () => {
	const servers = [certificate('young', '@' + Math.floor(Date.now() / 1000)), certificate('old', '@' + Math.floor(Date.now() / 1000 - 33 * 86400))].map((one) => https.createServer(one, (req, res) => res.end()).listen(0, 'localhost'));
	await Promise.all(servers.map((server) => server.listening || new Promise((done) => server.once('listening', done))));
	const [application, games] = servers.map((server) => `https://localhost:${server.address().port}`);
	const said = await new Promise((done) => {
		const child = spawn(path.join(build, 'ludctl'), ['doctor'], {...stack.as, cwd: stack.dir, env: {...stack.env, LUDWRIGHT_SERVER_PUBLIC_URL: application, LUDWRIGHT_SERVER_PLAY_URL: games, LUDWRIGHT_SERVER_DATA_KEYS: `${stack.dir}/none`}});
		let text = '';
		child.stdout.on('data', (part) => text += part);
		child.once('close', () => done(text));
	});
	servers.forEach((server) => server.close());
	assert.match(said, /^ok +certificate +(29|30) days are left$/m, said);
	assert.match(said, /^WRONG +games' certificate +has run out [34] days ago$/m, said);
	assert.match(said, /^WRONG +secrets .*none.*\n.*data_keys/m, said);
	assert.ok(doctor('secrets').ok);
});

test('of several relays the one that is dead is named', async () => {
	const second = path.join(stack.dir, 'relay-2.sock');
	const start = (name, socket) => stack.start(name, path.join(build, 'ludwright-relay'), [], {env: {...stack.env, DATABASE_URL: stack.roleUrl('relay'), LUDWRIGHT_RELAY_SOCKET: socket}});
	assert.match(doctor('relays').line, /^WRONG.* none has a socket/);
	start('relay', path.join(stack.dir, 'relay.sock'));
	start('relay-2', second);
	await until(() => /2 of 2 answer/.test(doctor('relays').line), 'both');
	assert.ok(doctor('relays').ok);
	await stack.end('relay-2', 'SIGKILL');
	const said = doctor('relays');
	assert.match(said.line, /^WRONG.* 1 of 2 answer/);
	assert.ok(said.mend.includes(second), said.mend);
	fs.rmSync(second);
	assert.match(doctor('relays').line, /^ok.* 1 of 1 answer/);
});

test('a support bundle has what helps and no secret', () => {
	const file = path.join(stack.dir, 'support.tar.gz');
	const done = ludctl('support', file);
	assert.equal(done.status, 0, done.stderr);
	assert.equal(fs.statSync(file).mode & 0o077, 0);
	const text = spawnSync('tar', ['-xzOf', file], {encoding: 'utf8'}).stdout;
	for (const part of ['ludctl 0', 'secret_key = ***', 'reminders', 'notifications', 'PostgreSQL'])
		assert.ok(text.includes(part), part);
	assert.ok(!text.includes(stack.env.SECRET_KEY));
	stack.sql(`UPDATE maintenance SET active = true, message = 'it is ${stack.env.SECRET_KEY}'`);
	const refused = ludctl('support', path.join(stack.dir, 'second.tar.gz'));
	stack.sql("UPDATE maintenance SET active = false, message = ''");
	assert.equal(refused.status, 1);
	assert.match(refused.stderr, /maintenance\.txt holds a secret/);
	assert.ok(!fs.existsSync(path.join(stack.dir, 'second.tar.gz')));
	assert.equal(fs.readdirSync('/tmp').filter((name) => name.startsWith('ludwright-support-')).length, 0);
});

test('a secret is found wherever it stands, in each of its forms', () => {
	const log = path.join(stack.dir, 'long.log'), roots = path.join(stack.dir, 'roots'), file = path.join(stack.dir, 'third.tar.gz'), root = 'a root of its own, thirty-two bytes';
	fs.writeFileSync(roots, `# roots\n${root}\n`, {mode: 0o600});
	stack.own(roots);
	const env = {...stack.env, LUDWRIGHT_LOG_PATH: log, LUDWRIGHT_SERVER_DATA_KEYS: roots, REDIS_URL: 'redis://:open%40sesame@127.0.0.1:1/0',
		DATABASE_URL: `${stack.env.DATABASE_URL}${stack.env.DATABASE_URL.includes('?') ? '&' : '?'}password=drawbridge%20down`};
	const support = (last) => {
		fs.writeFileSync(log, `${'x'.repeat(5000)}\n`.repeat(1990) + last); // 10 MB
		stack.own(log);
		return spawnSync(path.join(build, 'ludctl'), ['support', file], {...stack.as, cwd: stack.dir, env, encoding: 'utf8'});
	};
	assert.equal(support('nothing here').status, 0);
	for (const secret of [stack.env.SECRET_KEY, root, 'open%40sesame', 'drawbridge down'])
		assert.match(support(`it was ${secret}.`).stderr, /log\.txt holds a secret/, secret);
});
