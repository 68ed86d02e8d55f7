// SPDX-License-Identifier: ISC
// ludwright-remind through three days that libfaketime makes go by, two hours by two: the clock of PostgreSQL, which is the one that counts, and those of two machines whose cron runs it at
// the same moment, the second of which is an hour off.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, startStack, until, uuidOf} from './stack.mjs';
import {seedCheckpoint, seedRun} from './seed.mjs';

const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map((dir) => `/usr/lib/${dir}/faketime/libfaketime.so.1`).find((file) => fs.existsSync(file));
const skip = library ? false : 'faketime is not installed';
const HOUR = 3600, HOURS = 72, STEP = 2;
let stack, ada, rie;

const file = (name) => path.join(stack.dir, `clock-${name}`);
const clock = (name) => ({LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file(name), FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_DONT_RESET: '1'});

/** From now on that clock is so many seconds ahead. */
function set(name, seconds) {
	fs.writeFileSync(`${file(name)}.new`, `+${seconds}\n`);
	stack.own(`${file(name)}.new`);
	fs.renameSync(`${file(name)}.new`, file(name));
}

function setAll(seconds) {
	set('database', seconds);
	set('first', seconds);
	set('second', seconds + HOUR);
}

/** How far the database is ahead of us, in hours. */
const ahead = () => (Number(stack.value('SELECT extract(epoch FROM clock_timestamp())')) - Date.now() / 1000) / HOUR;

before(async () => {
	if (skip)
		return;
	stack = await startStack();
	ada = await stack.user('ada');
	rie = await stack.user('rie');
	await stack.user('root', {role: 'admin'});
	setAll(0);
	const {spawnfile, spawnargs} = stack.processes.get('postgres');
	await stack.end('postgres', 'SIGINT');
	stack.start('postgres', spawnfile, spawnargs.slice(1), {env: {...stack.env, ...clock('database')}});
	await until(async () => (await ada.get('/api/v1/projects')).status === 200, 'PostgreSQL by another clock', 60);
});
after(() => stack?.stop());

/** What cron of a machine does. Out: what it wrote, and at what time it thought to be. */
function remind(machine) {
	return new Promise((done, fail) => {
		const child = spawn(path.join(build, 'ludwright-remind'), [], {...stack.as, cwd: stack.dir, env: {...stack.env, DATABASE_URL: stack.roleUrl('worker'), ...clock(machine)}});
		let text = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (part) => text += part);
		child.once('error', fail);
		child.once('close', (code) => code === 0 ? done(text) : fail(new Error(`${code}: ${text}`)));
	});
}

test('three days by the clock, two machines, each level once', {skip}, async () => {
	const tokyo = (hours) => new Date(Date.now() + (9 + hours) * HOUR * 1000).toISOString().slice(11, 16);
	await rie.put('/api/v1/users/me', {settings: {timezone: 'Asia/Tokyo', quiet_hours: {from: tokyo(-1), to: tokyo(2)}}}); // around all but the first reminder
	const project = await ada.project(), {run, agents} = await seedRun(ada, project);
	await ada.post(`/api/v1/projects/${project.id}/members`, {user_id: rie.id, role: 'reviewer'});
	const checkpoint = seedCheckpoint(stack, project.id, run, agents.concept.id), seen = [], off = [];
	for (let hour = 0; hour <= HOURS; hour += STEP) {
		setAll(hour * HOUR);
		off.push(Math.abs(ahead() - hour));
		const [, text] = await Promise.all(['first', 'second'].map(remind));
		off.push(Math.abs(Date.parse(JSON.parse(text.trim().split('\n').pop()).asctime) - Date.now() - (hour + 1) * HOUR * 1000) / HOUR / 1000);
		seen.push((await ada.get(`/api/v1/checkpoints/${checkpoint}`)).body.reminders);
	}
	assert.ok(Math.max(...off) < 0.1, `the clocks were ${Math.max(...off)} h off`);
	assert.deepEqual(seen, [0, 0, ...Array(10).fill(1), ...Array(12).fill(2), ...Array(12).fill(3), 4]);

	const {body} = await ada.get(`/api/v1/projects/${project.id}/events?limit=100`), events = body.items.filter((event) => event.type === 'checkpoint:reminder');
	assert.deepEqual(events.map(({data}) => [data.checkpointId, Math.floor(data.waitingTime), data.reminderLevel]),
		[[checkpoint, 4, 'first'], [checkpoint, 24, 'escalation'], [checkpoint, 48, 'escalation'], [checkpoint, 72, 'escalation']]);
	const told = stack.sql(`SELECT u.name || ' ' || (n.data->>'level') || ' ' || (n.data->>'number') FROM notifications n JOIN users u ON u.id = n.user_id
		WHERE n.project_id = '${uuidOf(project.id)}' AND n.kind = 'checkpoint:reminder' ORDER BY n.data->>'number', u.name`).split('\n');
	assert.deepEqual(told, ['ada first 1', 'rie first 1', ...['2', '3', '4'].flatMap((n) => ['ada', 'rie', 'root'].map((name) => `${name} escalation ${n}`))]);

	const held = stack.sql(`SELECT extract(epoch FROM d.due_at - d.created_at) / 3600 FROM deliveries d JOIN users u ON u.id = d.user_id
		WHERE u.name = 'rie' AND d.channel = 'mail' AND d.kind = 'checkpoint:reminder' ORDER BY d.created_at`).split('\n').map(Number);
	assert.deepEqual(held.map((hours) => hours > 1 && hours <= 2), [false, true, true, true], `quiet hours hold mail back: ${held} h`);
	assert.ok(held[0] < 0.1);
});
