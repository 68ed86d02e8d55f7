// SPDX-License-Identifier: ISC
// P12: a backup under load, everything away, and back from it: what had been acknowledged before it is there, people sign in, the game is playable, the trail verifies.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
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
		child.once('close', (code) => code === 0 ? done(text) : fail(new Error(`${code}: ${text}`)));
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
	assert.ok(fs.readdirSync(path.join(stack.dir, 'keys/audit')).some((one) => one.endsWith('.pem')), 'keys lie beside the heads');
	for (const one of fs.readdirSync(path.join(place, name, 'audit')))
		assert.match(one, /^heads-.*\.jsonl$/, 'no key is in it');
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

test('a content that the disk has lost is named, and all else is kept', async () => {
	const root = path.join(stack.dir, 'files'), backup = path.join(place, backups()[0]), dir = path.join(place, '../lossy');
	const [lost, bad] = fs.readFileSync(path.join(backup, 'files.list'), 'utf8').split('\n').filter(Boolean).map((line) => line.split(' ')[0]);
	const at = (sha256) => path.join(root, sha256.slice(0, 2), sha256.slice(2)), bytes = [lost, bad].map((sha256) => fs.readFileSync(at(sha256)));
	fs.rmSync(at(lost));
	fs.chmodSync(at(bad), 0o600);
	fs.writeFileSync(at(bad), Buffer.concat([bytes[1], Buffer.from('x')]));
	await assert.rejects(ludctl(['backup', dir]), (error) => error.message.includes(`content ${lost} is missing`) && error.message.includes(`content ${bad} is damaged`) && /2 contents could not be kept/.test(error.message));
	const [name] = fs.readdirSync(dir).filter((one) => one !== 'files');
	assert.match(name, /Z$/, 'it is whole but for them');
	assert.equal(JSON.parse(fs.readFileSync(path.join(dir, name, 'manifest.json'))).missing, 2);
	await assert.rejects(ludctl(['verify', path.join(dir, name)]), /2 contents were missing when it was made; all else is whole/);

	// brought back from a backup that has them, also in the place of a damaged one
	await stack.end('worker');
	await stack.end('api');
	await ludctl(['restore', backup, '--force', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
	for (const [i, sha256] of [lost, bad].entries())
		assert.deepEqual(fs.readFileSync(at(sha256)), bytes[i]);
	await stack.startApi();
	stack.startWorker();
	await ada.login();
});

test('what does not get in leaves the database as it was', async () => {
	const backup = path.join(place, backups()[0]), broken = path.join(place, '../broken');
	fs.cpSync(place, broken, {recursive: true});
	stack.own(broken);
	const at = path.join(broken, path.basename(backup)), dump = path.join(at, 'database.dump'), manifest = JSON.parse(fs.readFileSync(path.join(at, 'manifest.json')));
	fs.writeFileSync(dump, fs.readFileSync(dump).subarray(0, -200));
	manifest.database = createHash('sha256').update(fs.readFileSync(dump)).digest('hex');
	fs.writeFileSync(path.join(at, 'manifest.json'), JSON.stringify(manifest));
	await assert.rejects(ludctl(['restore', at, '--force', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]), /the database is as it was before/);
	assert.equal(stack.sql("SELECT count(*) FROM pg_namespace WHERE nspname = 'before_restore'"), '0');
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).status, 200);
});

/** The environment in which ludctl's pg_restore is this script, $program being the real one; as it is where it only lists. */
function instead(name, script) {
	const dir = path.join(stack.dir, name), program = stack.run('sh', ['-c', 'command -v pg_restore']).trim();
	fs.mkdirSync(dir, {recursive: true});
	fs.writeFileSync(path.join(dir, 'pg_restore'), `#!/bin/sh\nprogram=${program}\n[ "$1" = --list ] && exec $program "$@"\n${script}\n`, {mode: 0o755});
	stack.own(dir);
	return {...stack.env, PATH: `${dir}:${stack.env.PATH}`};
}

/** ludctl is killed when it runs pg_restore: before it does anything, or when all is back. */
async function killed(backup, when) {
	const env = instead(`killed-${when}`, when === 'before' ? 'kill -KILL $PPID; exec $program "$@"' : '$program "$@" && kill -KILL $PPID');
	await assert.rejects(ludctl(['restore', backup, '--force', ...MATERIAL], env), /^Error: null: $/);
	await until(() => stack.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name IN ('pg_restore', 'ludctl')") === '0', 'its sessions, which go with it');
}

const MATERIAL = ['--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')];
const tables = (schema) => Number(stack.sql(`SELECT count(*) FROM pg_tables WHERE schemaname = '${schema}'`));

test('one that was killed says what to run, and that mends it', async () => {
	const backup = path.join(place, backups()[0]), later = await ada.project({name: 'Later'}), all = tables('public');
	const there = async ({id} = later) => (await ada.login(), (await ada.get(`/api/v1/projects/${id}`)).status); // the session may not be in what is there
	await stack.end('worker');

	// nothing is back yet
	await killed(backup, 'before');
	assert.deepEqual([tables('public'), tables('before_restore')], [0, all]);
	await assert.rejects(ludctl(['restore', backup]), (error) => error.message.includes(`run: ludctl restore --force ${backup};`) && error.message.includes('run: ludctl restore --undo\n'));
	await assert.rejects(ludctl(['migrate', ...MATERIAL]), /a restore was interrupted: the database is empty/, 'no second database beside the first');
	await assert.rejects(ludctl(['restore', '--accept', ...MATERIAL]), /a restore was interrupted: the database is empty/);
	await assert.rejects(ludctl(['doctor']), /WRONG  restore +one was interrupted before all was back\n.*→ run: ludctl restore --force BACKUP; .*: ludctl restore --undo\n/);
	assert.equal(await ludctl(['restore', '--undo']), 'the database is as it was before the restore\n');
	assert.equal(await there(), 200);

	// all is back, and the last word was not said
	await killed(backup, 'after');
	assert.deepEqual([tables('public'), tables('before_restore')], [all, all]);
	for (const args of [[backup], [backup, '--force']])
		await assert.rejects(ludctl(['restore', ...args]), /when all was back: .* run: ludctl restore --accept; .* run: ludctl restore --undo --force\n/);
	await assert.rejects(ludctl(['doctor']), /WRONG  restore +one was interrupted when all was back; .*\n.*→ run: ludctl restore --accept; .* ludctl restore --undo --force\n/);
	assert.match(await ludctl(['migrate', ...MATERIAL]), /when all was back: .* run: ludctl restore --accept; [^]*the database is up to date/, 'what serves is migrated, and the rest named');
	await assert.rejects(ludctl(['store', 'gc']), /a restore was interrupted when all was back/, 'contents that only what stepped aside names are kept');
	await assert.rejects(ludctl(['restore', '--undo']), /all that was made since the restore, which would go: .* run: ludctl restore --undo --force\n/);
	assert.deepEqual([tables('public'), tables('before_restore')], [all, all], 'not without a word that it may');
	await ludctl(['restore', '--undo', '--force']);
	assert.equal(await there(), 200);
	await killed(backup, 'after');
	assert.match(await ludctl(['restore', '--accept', ...MATERIAL]), /the database is up to date/);
	assert.equal(await there(), 404, 'what the backup has');
	await assert.rejects(ludctl(['restore', '--undo']), /no restore was interrupted/);

	// killed twice, and gone on with
	const last = await ada.project({name: 'Last'});
	await killed(backup, 'before');
	await killed(backup, 'before');
	await ludctl(['restore', backup, '--force', ...MATERIAL]);
	assert.deepEqual([tables('public'), tables('before_restore')], [all, 0]);
	assert.deepEqual([await there(last), await there(project)], [404, 200]);
	await assert.rejects(ludctl(['restore']), /^Error: 2: .*usage: ludctl restore BACKUP/);
	await assert.rejects(ludctl(['doctor']), /ok     restore +none was interrupted\n/);
	stack.startWorker();
});

test('a backup that was taken beside what a killed restore left comes back', async () => {
	const dir = path.join(stack.dir, 'beside'), all = tables('public');
	await stack.end('worker');
	await killed(path.join(place, backups()[0]), 'after');
	await ludctl(['backup', dir]);
	const backup = path.join(dir, fs.readdirSync(dir).find((one) => one !== 'files')), dump = path.join(backup, 'database.dump');
	const listed = () => stack.run('pg_restore', ['--list', dump]);
	assert.doesNotMatch(listed(), /before_restore/, 'which is not in it');
	await ludctl(['restore', '--accept', ...MATERIAL]);
	await ludctl(['restore', backup, '--force', ...MATERIAL]);
	assert.deepEqual([tables('public'), tables('before_restore')], [all, 0]);

	// one that has it nevertheless, as the first version made them: into what is there, and into nothing
	await killed(backup, 'after');
	stack.run('pg_dump', ['--format=custom', `--file=${dump}`, stack.env.DATABASE_URL]);
	stack.own(dump);
	assert.match(listed(), /SCHEMA - before_restore .*TABLE before_restore projects /s);
	const at = path.join(backup, 'manifest.json'), manifest = JSON.parse(fs.readFileSync(at));
	manifest.database = createHash('sha256').update(fs.readFileSync(dump)).digest('hex');
	fs.writeFileSync(at, JSON.stringify(manifest));
	await ludctl(['restore', '--accept', ...MATERIAL]);
	await ludctl(['restore', backup, '--force', ...MATERIAL]);
	assert.deepEqual([tables('public'), tables('before_restore')], [all, 0]);
	stack.sql('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
	await ludctl(['restore', backup, ...MATERIAL]);
	assert.deepEqual([tables('public'), tables('before_restore')], [all, 0]);
	await ada.login();
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).status, 200);
	stack.startWorker();
});

test('while one is at work nothing takes it for one that was interrupted', async (t) => {
	const backup = path.join(place, backups()[0]), later = await ada.project({name: 'Later'}), begun = path.join(stack.dir, 'begun'), go = path.join(stack.dir, 'go');
	await stack.end('worker');
	const first = ludctl(['restore', backup, '--force', ...MATERIAL], instead('slow', `: >${begun}; until [ -e ${go} ]; do sleep 0.1; done; exec $program "$@"`));
	first.catch(() => {});
	t.after(() => fs.writeFileSync(go, '')); // it ends in any case
	await until(() => fs.existsSync(begun), 'the first at work', 60);
	const before = [tables('public'), tables('before_restore')];
	assert.equal(before[0], 0);
	for (const args of [[backup, '--force'], [backup], ['--undo'], ['--undo', '--force'], ['--accept']])
		await assert.rejects(ludctl(['restore', ...args, ...MATERIAL]), /^Error: 1: .*a restore is at work/, args.join(' '));
	for (const args of [['migrate', ...MATERIAL], ['store', 'gc']])
		await assert.rejects(ludctl(args), /a restore is at work/);
	await assert.rejects(ludctl(['doctor']), /WRONG  restore +one is at work\n/);
	assert.deepEqual([tables('public'), tables('before_restore')], before, 'they left it alone');
	fs.writeFileSync(go, '');
	assert.match(await first, /the database is up to date/);
	assert.equal(tables('before_restore'), 0);
	await ada.login();
	assert.deepEqual([(await ada.get(`/api/v1/projects/${later.id}`)).status, (await ada.get(`/api/v1/projects/${project.id}`)).status], [404, 200]);
	stack.startWorker();
});

test('one that was killed goes after a week; while another is made no content goes', async () => {
	const old = path.join(place, '20200101T000000Z.part'), young = path.join(place, '20990101T000000Z.part'), [pool] = contents(path.join(place, 'files'));
	for (const dir of [old, young])
		fs.mkdirSync(dir), stack.own(dir);
	fs.utimesSync(old, 0, 0);
	const extra = path.join(place, 'files', pool.slice(0, 2), 'f'.repeat(62));
	fs.writeFileSync(extra, 'of the one that is being made');
	await until(async () => ludctl(['backup', place, '--keep', '2']), 'another second', 10);
	assert.ok(!fs.existsSync(old) && fs.existsSync(young) && fs.existsSync(extra));
	fs.rmdirSync(young);
	await until(async () => ludctl(['backup', place, '--keep', '2']), 'another second', 10);
	assert.ok(!fs.existsSync(extra));
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

test('what is large takes the time that it takes to step aside and to go', async () => {
	const backup = path.join(place, backups()[0]);
	await stack.end('worker');
	await stack.end('api');
	stack.sql(`CREATE SCHEMA watch; CREATE TABLE watch.seen (tag text, most text);
		CREATE FUNCTION watch.look() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO watch.seen VALUES (tg_tag, current_setting('statement_timeout')); END$$;
		CREATE EVENT TRIGGER watching ON ddl_command_start WHEN TAG IN ('DROP SCHEMA', 'ALTER SCHEMA') EXECUTE FUNCTION watch.look()`);
	try {
		await ludctl(['restore', backup, '--force', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
		assert.equal(stack.sql("SELECT string_agg(DISTINCT concat_ws(' ', tag, most), ', ') FROM watch.seen"), 'ALTER SCHEMA 0, DROP SCHEMA 0', 'no limit of time');
	} finally {
		stack.sql('DROP EVENT TRIGGER watching; DROP SCHEMA watch CASCADE');
	}
	await stack.startApi();
	await ada.login();
	assert.equal((await ada.get(`/api/v1/projects/${project.id}`)).status, 200);
});

test('without a database nothing half is left', async () => {
	const before = backups();
	await assert.rejects(ludctl(['backup', place], {...stack.env, DATABASE_URL: 'postgresql:///nowhere?host=/nonexistent'}), /cannot be reached/);
	assert.deepEqual(backups(), before);
});
