// SPDX-License-Identifier: ISC
// P12: a backup under load, everything away, and back from it: what had been acknowledged before it is there, people sign in, the game is playable, the trail verifies.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, source, until} from './stack.mjs';
import {finishedProject, startSmall} from './small.mjs';

let stack, ada, project, place;
before(async () => {
	stack = await startSmall();
	ada = await stack.user('ada');
	project = await finishedProject(ada);
	place = path.join(stack.dir, 'backups');
});
after(() => stack?.stop());

/** ludctl as the servers' user, not waiting on the event loop. */
function ludctl(args, env = stack.env) {
	return new Promise((done, fail) => {
		const child = spawn(path.join(build, 'ludctl'), args, {...stack.as, cwd: stack.dir, env});
		let text = '';
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (part) => text += part);
		child.once('error', fail);
		child.once('exit', (code) => code === 0 ? done(text) : fail(new Error(`${code}: ${text}`)));
	});
}
const backups = () => fs.readdirSync(place).filter((name) => name !== 'files').sort();
const contents = (root) => fs.readdirSync(root, {recursive: true}).map((name) => name.replace('/', '')).filter((name) => /^[0-9a-f]{64}$/.test(name)).sort();

async function filesOf({id}) {
	const {body} = await ada.get(`/api/v1/projects/${id}/files?limit=100`);
	return Promise.all(body.items.map(async (file) => [file.id, (await ada.get(`/api/v1/files/${file.id}`)).raw.toString('base64')]));
}

test('under load: nothing of what was acknowledged before is missing, nothing half', async () => {
	let running = true, n = 0;
	const made = [];
	const load = Array.from({length: 3}, async () => {
		while (running) {
			const one = await ada.project({name: `P${n++}`});
			const file = await ada.call('POST', `/api/v1/projects/${one.id}/files?name=a.txt`, `file ${one.id}`, {'content-type': 'text/plain'});
			made.push({id: one.id, file: file.body.id, at: Date.now()});
		}
	});
	await until(() => made.length >= 5, 'some load', 60);
	const acknowledged = made.slice();
	const text = await ludctl(['backup', place]);
	running = false;
	await Promise.all(load);
	assert.match(text, /contents, \d+ bytes; \d+ copied anew\n$/);
	const [name] = backups();
	assert.match(name, /^\d{8}T\d{6}Z$/);
	assert.equal(fs.statSync(path.join(place, name)).mode & 0o077, 0, 'for nobody else');
	assert.match(await ludctl(['verify', path.join(place, name)]), /: whole; of /);
	const database = fs.readFileSync(path.join(place, name, 'database.dump'));
	assert.ok(!database.includes(stack.env.SECRET_KEY));

	// all away
	const before = {events: (await ada.get(`/api/v1/projects/${project.id}/events?limit=100`)).body.items, files: await filesOf(project)};
	assert.ok(before.files.length > 0);
	await stack.end('worker');
	await stack.end('api');
	stack.sql('DROP DATABASE ludwright WITH (FORCE)', 'postgres');
	stack.sql('CREATE DATABASE ludwright', 'postgres');
	fs.rmSync(path.join(stack.dir, 'files'), {recursive: true});
	fs.rmSync(path.join(stack.dir, 'keys/audit'), {recursive: true});
	fs.mkdirSync(path.join(stack.dir, 'files'), {mode: 0o750});
	stack.own(path.join(stack.dir, 'files'));
	await ludctl(['restore', path.join(place, name), '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);

	await stack.startApi();
	stack.startWorker();
	await ada.login();
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).body.status, 'completed');
	assert.deepEqual((await ada.get(`/api/v1/projects/${project.id}/events?limit=100`)).body.items, before.events);
	assert.deepEqual(await filesOf(project), before.files, 'what its agents made, byte for byte');
	for (const {id, file} of acknowledged) {
		assert.equal((await ada.get(`/api/v1/projects/${id}`)).status, 200);
		assert.equal((await ada.get(`/api/v1/files/${file}`)).text, `file ${id}`);
	}
	const listed = stack.sql('SELECT sha256 FROM blobs ORDER BY 1').split('\n');
	assert.deepEqual(listed.filter((sha256) => !contents(path.join(stack.dir, 'files')).includes(sha256)), [], 'every content that the database names is there');
	console.log(`# P12 ${acknowledged.length}/${acknowledged.length} acknowledged writes are there after the restore; ${listed.length} contents`);
	stack.sql("UPDATE graph_versions SET created_at = clock_timestamp() WHERE sha256 = repeat('c', 64)"); // ludctl migrate has stored the real one
	await finishedProject(ada); // and it goes on
	await ludctl(['audit', 'verify']);
});

test('a second one copies only what is new; --keep takes old ones away', async () => {
	const first = contents(path.join(place, 'files')).length;
	await until(async () => ludctl(['backup', place]), 'another second', 10);
	assert.equal(backups().length, 2);
	const text = await until(async () => ludctl(['backup', place, '--keep', '1']), 'another second', 10);
	assert.match(text, /; 0 copied anew/);
	assert.equal(backups().length, 1);
	const [name] = backups();
	assert.match(await ludctl(['verify', path.join(place, name)]), /whole/);
	assert.ok(first > 0);
	const listed = fs.readFileSync(path.join(place, name, 'files.list'), 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[0]).sort();
	assert.deepEqual(contents(path.join(place, 'files')), listed, 'and contents that none names any more');
});

test('what was changed in a backup is named', async () => {
	const backup = path.join(place, backups()[0]);
	const listed = fs.readFileSync(path.join(backup, 'files.list'), 'utf8').split('\n')[0].split(' ')[0];
	const file = path.join(place, 'files', listed.slice(0, 2), listed.slice(2)), bytes = fs.readFileSync(file);
	fs.chmodSync(file, 0o600);
	fs.writeFileSync(file, Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1) ^ 1])]));
	await assert.rejects(ludctl(['verify', backup]), new RegExp(`content ${listed} is damaged`));
	fs.rmSync(file);
	await assert.rejects(ludctl(['verify', backup]), new RegExp(`content ${listed} is missing`));
	fs.writeFileSync(file, bytes);
	stack.own(file);
	await ludctl(['verify', backup]);
	const dump = path.join(backup, 'database.dump'), whole = fs.readFileSync(dump);
	fs.writeFileSync(dump, Buffer.concat([whole, Buffer.from('x')]));
	await assert.rejects(ludctl(['verify', backup]), /database\.dump was changed/);
	await assert.rejects(ludctl(['restore', backup, '--force']), /database\.dump was changed/);
	fs.writeFileSync(dump, whole);
	await assert.rejects(ludctl(['verify', place]), /is no backup/);
});

test('a database that holds something is not written over by mistake', async () => {
	const backup = path.join(place, backups()[0]);
	const more = await ada.project({name: 'After the backup'});
	await assert.rejects(ludctl(['restore', backup]), /has \d+ tables already; with --force/);
	assert.equal((await ada.get(`/api/v1/projects/${more.id}`)).status, 200);
	await stack.end('worker');
	await stack.end('api');
	await ludctl(['restore', backup, '--force', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
	await stack.startApi();
	await ada.login();
	assert.equal((await ada.get(`/api/v1/projects/${more.id}`)).status, 404);
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).status, 200);
});

test('without a database nothing half is left', async () => {
	await assert.rejects(ludctl(['backup', place], {...stack.env, DATABASE_URL: 'postgresql:///nowhere?host=/nonexistent'}), /cannot be reached/);
	assert.equal(backups().length, 1);
});
