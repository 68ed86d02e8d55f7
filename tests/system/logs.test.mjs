// SPDX-License-Identifier: ISC
// The programs' logs: moved away by the real logrotate while API, relay and worker write into one file, and their levels changed by module while they run.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, source, startStack, until} from './stack.mjs';

const PROGRAMS = ['api', 'relay', 'worker'];
const hasLogrotate = !spawnSync('/usr/sbin/logrotate', ['--version']).error;
let stack, ada, dir, log, levels;

before(async () => {
	stack = await startStack({api: false});
	dir = path.join(stack.dir, 'logs');
	log = path.join(dir, 'ludwright.log');
	levels = path.join(dir, 'levels');
	fs.mkdirSync(dir);
	fs.writeFileSync(log, '', {mode: 0o660});
	stack.own(dir, log);
	Object.assign(stack.env, {LUDWRIGHT_LOG_PATH: log, LUDWRIGHT_LOG_LEVELS: levels, LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'tests/system/graphs'),
		LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'), LUDWRIGHT_WORKER_MIN: '1', LUDWRIGHT_WORKER_MAX: '1'});
	stack.sql("DELETE FROM graph_versions WHERE sha256 = repeat('a', 64)");
	await stack.startApi();
	await stack.startRelay();
	stack.startWorker();
	ada = await stack.user('ada');
});
after(() => stack?.stop());

const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const family = (name) => {
	const {pid} = stack.processes.get(name);
	return [pid, ...fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)];
};
/** Files below dir that a process has open, by inode. */
const opened = (pid) => fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
	try {
		const st = fs.statSync(`/proc/${pid}/fd/${fd}`);
		return fs.readlinkSync(`/proc/${pid}/fd/${fd}`).startsWith(dir) ? [st.ino] : [];
	} catch {
		return [];
	}
});

/** The installed file, with this stack's folder and a systemctl that knows its processes. */
function logrotate(...args) {
	const bin = path.join(stack.dir, 'bin'), conf = path.join(stack.dir, 'logrotate.conf');
	fs.mkdirSync(bin, {recursive: true});
	fs.writeFileSync(path.join(bin, 'systemctl'), `#!/bin/sh
[ "$1 $2 $4" = "kill -s --kill-whom=main" ] || exit 1
sign=$3; shift 4
for unit; do case $unit in
${PROGRAMS.map((name) => `ludwright-${name}.service | ludwright-${name}@\\*.service) kill -s "$sign" ${stack.processes.get(name).pid} ;;`).join('\n')}
*) exit 1 ;; esac; done
`, {mode: 0o755});
	const text = fs.readFileSync(path.join(source, 'deploy/logrotate/ludwright'), 'utf8');
	const user = spawnSync('id', ['-un', String(stack.as.uid ?? process.getuid())], {encoding: 'utf8'}).stdout.trim(), group = spawnSync('id', ['-gn', user], {encoding: 'utf8'}).stdout.trim();
	fs.writeFileSync(conf, text.slice(0, text.indexOf('\n}') + 2).replace('/var/log/ludwright', dir).replace('su root ludwright', `su ${user} ${group}`).replace('create 0660 root ludwright', `create 0660 ${user} ${group}`), {mode: 0o644});
	return spawnSync('/usr/sbin/logrotate', ['-s', path.join(stack.dir, 'logrotate.state'), ...args, conf], {encoding: 'utf8', env: {...process.env, PATH: `${bin}:${process.env.PATH}`}});
}

test('a log that is moved away is left by all who write into it, and no line is lost', {skip: !hasLogrotate && 'logrotate is not installed'}, async () => {
	await until(() => PROGRAMS.every((name) => lines(log).some((line) => line.name === `ludwright.${name}`)), 'a line of each program');
	const small = logrotate();
	assert.equal(small.status, 0, small.stderr);
	assert.ok(!fs.existsSync(`${log}.1`), 'it is small');
	const before = lines(log), old = fs.statSync(log).ino;
	assert.equal(logrotate('-f').status, 0);
	assert.deepEqual(lines(`${log}.1`).slice(0, before.length), before);
	assert.equal(fs.statSync(`${log}.1`).ino, old);
	const now = fs.statSync(log).ino;
	await until(() => PROGRAMS.flatMap(family).every((pid) => !opened(pid).includes(old)), 'the old file to be closed');
	assert.ok(PROGRAMS.every((name) => opened(stack.processes.get(name).pid).includes(now)), 'the new one is open');
	const kept = fs.statSync(`${log}.1`).size;
	process.kill(stack.processes.get('api').pid, 'SIGHUP');
	process.kill(stack.processes.get('relay').pid, 'SIGHUP');
	await until(() => ['api', 'relay'].every((name) => lines(log).some((line) => line.name === `ludwright.${name}` && /^replacing/.test(line.message))), 'lines in the new file');
	assert.equal(fs.statSync(`${log}.1`).size, kept);
	assert.equal((await stack.fetch('GET', '/health')).status, 200, 'a worker, a relay and an API that go on');
	for (const name of PROGRAMS)
		assert.ok(fs.existsSync(`/proc/${stack.processes.get(name).pid}`), name);
});

test('five are kept, and those before the last are packed', {skip: !hasLogrotate && 'logrotate is not installed'}, () => {
	for (let n = 0; n < 7; n++) {
		fs.appendFileSync(log, '{"name":"x","message":"filled"}\n');
		assert.equal(logrotate('-f').status, 0);
	}
	assert.deepEqual(fs.readdirSync(dir).filter((name) => name.startsWith('ludwright.log')).sort(), ['ludwright.log', 'ludwright.log.1', 'ludwright.log.2.gz', 'ludwright.log.3.gz', 'ludwright.log.4.gz', 'ludwright.log.5.gz']);
});

test('levels are changed by module while programs run', async () => {
	const said = () => lines(log).filter((line) => line.module === 'worker/post' && line.levelname === 'DEBUG').length;
	const hook = () => stack.sql(`INSERT INTO notifications (user_id, kind) VALUES ('${ada.uuid}', 'project:failed')`);
	const ended = () => Number(stack.value("SELECT count(*) FROM deliveries WHERE log <> '[]'"));
	await ada.post('/api/v1/users/me/webhooks', {url: 'https://127.0.0.1.nip.invalid/x'});
	hook();
	await until(() => ended() === 1, 'a delivery to be tried', 30);
	assert.equal(said(), 0);
	stack.ludctl(['log', 'worker/post', 'debug']);
	assert.match(stack.ludctl(['log']), /^all others +info\nworker\/post +debug\n$/);
	hook();
	await until(() => said() === 1, 'a line of that module', 30);
	assert.ok(!lines(log).some((line) => line.levelname === 'DEBUG' && line.module !== 'worker/post'), 'of that module alone');
	stack.ludctl(['log', 'worker', 'warn']);
	stack.ludctl(['log', 'worker/post', 'default']);
	assert.match(stack.ludctl(['log']), /^all others +info\nworker +warn\n$/);
	hook();
	await until(() => ended() === 3, 'another one to be tried', 30);
	assert.equal(said(), 1);
	for (const bad of [['log', 'worker/post'], ['log', '../x', 'info'], ['log', 'worker/post', 'loud'], ['log', 'a b', 'info']])
		assert.throws(() => stack.ludctl(bad), /usage: ludctl log|MODULE/);
});
