// SPDX-License-Identifier: ISC
// ludctl store: what projects hold, and taking away what nothing refers to while everything runs.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {assertError, seedBuild, seedRun} from './seed.mjs';
import {build, sha256, startStack, until, uuidOf} from './stack.mjs';

let stack, ada, project, files;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	project = await ada.project();
	files = `/api/v1/projects/${project.id}/files`;
});
after(() => stack?.stop());

function store(...args) {
	const {status, stdout, stderr} = spawnSync(path.join(build, 'ludctl'), ['store', ...args], {...stack.as, cwd: stack.dir, env: stack.env, encoding: 'utf8'});
	return {status, out: stdout.trim(), err: stderr};
}
const upload = async (name, bytes) => {
	const made = await ada.call('POST', `${files}?name=${name}`, bytes, {'content-type': 'text/plain'});
	assert.equal(made.status, 201, made.text);
	return made.body;
};
const placeOf = (bytes) => path.join(stack.dir, 'files', sha256(bytes).slice(0, 2), sha256(bytes).slice(2));
const present = (bytes) => fs.existsSync(placeOf(bytes));
/** As if everything in the store had been put two days ago. */
function age() {
	stack.sql("UPDATE blobs SET created_at = now() - interval '2 days'");
	const then = new Date(Date.now() - 2 * 86400e3);
	for (const two of fs.readdirSync(path.join(stack.dir, 'files')))
		for (const name of fs.readdirSync(path.join(stack.dir, 'files', two))) {
			try {
				fs.utimesSync(path.join(stack.dir, 'files', two, name), then, then);
			} catch { /* taken away meanwhile */ }
		}
}

test('only what nothing refers to goes, and only when it is old', async () => {
	const {run, agents} = await seedRun(ada, project);
	seedBuild(stack, project.id, run, agents.concept.id, {'game/index.html': 'built'});
	await upload('kept', 'kept');
	const gone = await upload('gone', 'gone, all of it');
	stack.sql(`INSERT INTO blobs (sha256, bytes) VALUES ('${sha256('asked')}', 5), ('${sha256('answered')}', 8);
		INSERT INTO turns (agent_id, project_id, step_key, number, provider, request_sha256, response_sha256)
		VALUES ('${uuidOf(agents.concept.id)}', '${uuidOf(project.id)}', 'k', 1, 'offline', '${sha256('asked')}', '${sha256('answered')}')`);
	await ada.delete(`/api/v1/files/${gone.id}`);
	fs.writeFileSync(placeOf('built').replace(/.{62}$/, 'f'.repeat(62)), 'nobody knows me');
	assert.equal(store('gc').out, 'taken away: 0 unused rows (0 bytes), 0 contents on disk (0 bytes)', 'all of it is young');
	age();
	assert.equal(store('gc', '--dry-run').out, 'would be taken away: 1 unused rows (15 bytes), 1 contents on disk (15 bytes)');
	assert.ok(present('gone, all of it'));
	assert.equal(store('gc').out, 'taken away: 1 unused rows (15 bytes), 2 contents on disk (30 bytes)');
	assert.deepEqual(['kept', 'built', 'gone, all of it'].map(present), [true, true, false]);
	assert.equal(stack.value('SELECT count(*) FROM blobs'), '4');
	assert.equal(store('gc').out, 'taken away: 0 unused rows (0 bytes), 0 contents on disk (0 bytes)');
});

test('of a deleted project nothing is left but what others share', async () => {
	const other = await ada.project();
	const call = (name, bytes) => ada.call('POST', `/api/v1/projects/${other.id}/files?name=${name}`, bytes, {'content-type': 'text/plain'});
	await call('a', 'kept');
	await call('b', 'only here');
	const usage = JSON.parse(store('usage', '--json').out);
	assert.deepEqual(usage.projects.map((row) => [row.project, row.owner, row.files, row.bytes]),
		[[other.id, 'ada@example.org', 2, 13], [project.id, 'ada@example.org', 2, 9]]);
	assert.deepEqual([usage.contents, usage.unused], [5, 0]);
	await ada.delete(`/api/v1/projects/${other.id}`, {password: 'correct horse battery'});
	age();
	assert.match(store('gc').out, /^taken away: 1 unused rows/);
	assert.deepEqual(['kept', 'only here'].map(present), [true, false]);
});

test('wrong uses are refused; one at a time', async () => {
	for (const hours of ['0', '-1', 'x', '8761', ''])
		assert.equal(store('gc', '--hours', hours).status, 1, hours);
	assert.equal(store('gc', '--minutes', '1').status, 2);
	const lock = spawn('psql', ['-h', path.join(stack.dir, 'pg'), '-U', 'ludwright', '-d', 'ludwright', '-XqAt'], {stdio: ['pipe', 'pipe', 'ignore']});
	lock.stdin.write("SELECT pg_advisory_lock(hashtext('ludwright store gc'));SELECT 'held';\n");
	await new Promise((done) => lock.stdout.on('data', (text) => String(text).includes('held') && done()));
	const second = store('gc');
	lock.stdin.end();
	await until(() => stack.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted") === '0', 'the lock to be given back');
	assert.deepEqual([second.status, second.err.includes('another one')], [1, true]);
});

test('what is uploaded while contents go stays whole', async () => {
	const texts = Array.from({length: 40}, (_, i) => `round and round ${i}`);
	const ended = [];
	for (let round = 0; round < 6; round++) {
		// old, and nobody refers to them: gc takes them while they are uploaded again
		for (const item of ended.splice(0))
			await ada.delete(`/api/v1/files/${item.id}`);
		age();
		const gc = spawn(path.join(build, 'ludctl'), ['store', 'gc', '--hours', '1'], {...stack.as, cwd: stack.dir, env: stack.env, stdio: ['ignore', 'ignore', 'inherit']});
		const over = new Promise((done) => gc.once('exit', done));
		for (let i = 0; i < texts.length; i += 4)
			ended.push(...await Promise.all(texts.slice(i, i + 4).map((text, n) => upload(`f${i + n}`, text))));
		assert.equal(await over, 0);
		for (const [i, item] of ended.entries()) {
			const down = await ada.get(`/api/v1/files/${item.id}`);
			assert.equal(down.text, texts[i], `round ${round}, file ${i}`);
		}
	}
	assert.equal(store('gc', '--hours', '1').status, 0);
	assertError(assert, await ada.get('/api/v1/files/file_00000000000000000000000000000000'), 404, 'NOT_FOUND');
});
