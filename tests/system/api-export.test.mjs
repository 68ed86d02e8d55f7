// SPDX-License-Identifier: ISC
// A project as one file: what comes out goes in again as another project that is the same, and what was tampered with does not.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {after, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {finishedProject, reach, snapshotsOf, startSmall} from './small.mjs';
import {PASSWORD, sha256, until, uuidOf} from './stack.mjs';

let stack, ada, bob, finished, archive;
before(async () => {
	stack = await startSmall();
	const people = [];
	for (const name of ['ada', 'bob'])
		people.push(await stack.user(name));
	[ada, bob] = people;
	finished = await finishedProject(ada);
	await ada.call('POST', `/api/v1/projects/${finished.id}/files?name=notes.txt`, 'Mind the tide.', {'content-type': 'text/plain'});
	archive = (await ada.get(`/api/v1/projects/${finished.id}/export`)).raw;
});
after(() => stack?.stop());

const put = (bytes, type = 'application/x-tar', who = bob) => who.call('POST', '/api/v1/projects/import', bytes, {'content-type': type});
const game = (id) => stack.sql(`SELECT path, sha256 FROM files WHERE project_id = '${uuidOf(id)}' ORDER BY path`);
/** Entries of an archive: [name, bytes]. */
function untar(tar) {
	const entries = [];
	for (let at = 0; tar[at];) {
		const text = (from, len) => tar.toString('utf8', at + from, at + from + len).replace(/\0.*/s, '');
		const size = parseInt(text(124, 12), 8);
		entries.push([text(0, 100), tar.subarray(at + 512, at + 512 + size)]);
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return entries;
}
function head(name, size, change = () => {}) {
	const block = Buffer.alloc(512);
	for (const [at, text] of [[0, name], [100, '0000644\0'], [108, '0000000\0'], [116, '0000000\0'], [124, `${size.toString(8).padStart(11, '0')}\0`],
		[136, '00000000000\0'], [148, '        '], [156, '0'], [257, 'ustar\0'], [263, '00']])
		block.write(text, at, 'latin1');
	change(block);
	block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	return block;
}
const entry = (name, bytes, change) => Buffer.concat([head(name, bytes.length, change), bytes, Buffer.alloc(-bytes.length & 511)]);
const tar = (entries) => Buffer.concat([...entries.map(([name, bytes, change]) => entry(name, Buffer.from(bytes), change)), Buffer.alloc(1024)]);
const linesOf = (bytes) => bytes.toString().trimEnd().split('\n').map((line) => JSON.parse(line));
/** The archive with its lines changed: change gets them and may return others. */
function tampered(change, from = archive) {
	const [[name, bytes], ...rest] = untar(from);
	const lines = linesOf(bytes);
	const other = change(lines) ?? lines;
	return tar([[name, `${other.map((line) => typeof line === 'string' ? line : JSON.stringify(line)).join('\n')}\n`], ...rest]);
}

test('an export is a tape archive that others read, the same bytes each time', async () => {
	const answer = await ada.get(`/api/v1/projects/${finished.id}/export`);
	assert.equal(answer.headers['content-type'], 'application/x-tar');
	assert.match(answer.headers['content-disposition'], /^attachment/);
	assert.equal(Number(answer.headers['content-length']), answer.raw.length);
	assert.ok(answer.raw.equals(archive));
	assert.deepEqual(tar(untar(archive)).length, archive.length);
	const names = execFileSync('tar', ['-tf', '-'], {input: archive, encoding: 'utf8'}).trim().split('\n');
	assert.equal(names[0], 'project.jsonl');
	for (const [name, bytes] of untar(archive).slice(1))
		assert.equal(name, `contents/${sha256(bytes)}`);
	const text = untar(archive)[0][1].toString();
	assert.ok(!text.includes(ada.email) && !text.includes(ada.uuid) && !text.includes(ada.uuid.replaceAll('-', '')), 'people stay behind');
	const none = await stack.fetch('HEAD', `/api/v1/projects/${finished.id}/export`, {headers: {authorization: `Bearer ${ada.token}`}});
	assert.deepEqual([none.status, Number(none.headers['content-length']), none.raw.length], [200, archive.length, 0]);
	assertError(assert, await bob.get(`/api/v1/projects/${finished.id}/export`), 404, 'NOT_FOUND');
});

test('it comes back as another project of whoever brings it, the same in everything that was made', async () => {
	const made = await put(archive);
	assert.equal(made.status, 201, made.text);
	assert.notEqual(made.body.id, finished.id);
	assert.deepEqual([made.body.name, made.body.status, made.body.progress, made.body.role, made.body.seed], [finished.name, 'completed', 100, 'owner', 7]);
	assert.equal(game(made.body.id), game(finished.id));
	const count = (id) => stack.sql(['runs', 'agents', 'agent_outputs', 'checkpoints', 'decisions', 'snapshots'].map((table) =>
		`SELECT '${table}', count(*) FROM ${table} WHERE project_id = '${uuidOf(id)}'`).join(' UNION ALL ') + ' ORDER BY 1');
	assert.equal(count(made.body.id), count(finished.id));
	assert.equal(stack.value(`SELECT count(*) FROM agents a JOIN agents b USING (id) WHERE a.project_id = '${uuidOf(made.body.id)}' AND b.project_id = '${uuidOf(finished.id)}'`), '0');
	const last = async (who, id) => (await who.get(`/api/v1/snapshots/${(await snapshotsOf(who, id)).at(-1).id}`)).body;
	const [old, now] = [await last(ada, finished.id), await last(bob, made.body.id)];
	assert.deepEqual(Object.keys(now.channels), Object.keys(old.channels));
	for (const [channel, {output_id: output}] of Object.entries(now.channels).filter(([, value]) => !Array.isArray(value)))
		assert.equal((await bob.get(`/api/v1/outputs/${output}`)).body.project_id, made.body.id, channel);
	const {items} = (await bob.get(`/api/v1/projects/${made.body.id}/files?source=upload`)).body;
	assert.equal((await bob.get(`/api/v1/files/${items[0].id}`)).text, 'Mind the tide.');
	assertError(assert, await ada.get(`/api/v1/projects/${made.body.id}`), 404, 'NOT_FOUND');
	const again = (await bob.get(`/api/v1/projects/${made.body.id}/export`)).raw;
	const shape = (bytes) => linesOf(untar(bytes)[0][1]).map((line) => line.kind).sort();
	assert.deepEqual(shape(again), shape(archive));
	assert.deepEqual(untar(again).slice(1).map(([name]) => name), untar(archive).slice(1).map(([name]) => name));
	assert.equal(stack.value(`SELECT action FROM audit WHERE subject = '${made.body.id}' AND address IS NOT NULL ORDER BY id DESC`), 'project.import');
});

test('what is brought lives on without its origin, and can be forked', async () => {
	const origin = await finishedProject(ada, {name: 'Deep sea'});
	const file = (await ada.get(`/api/v1/projects/${origin.id}/export`)).raw;
	const wanted = game(origin.id);
	await ada.delete(`/api/v1/projects/${origin.id}`, {password: PASSWORD});
	const form = Buffer.concat([Buffer.from('--xyz\r\nContent-Disposition: form-data; name="file"; filename="p.tar"\r\n\r\n'), file, Buffer.from('\r\n--xyz--\r\n')]);
	const made = await put(form, 'multipart/form-data; boundary=xyz');
	assert.equal(made.status, 201, made.text);
	const snapshot = (await snapshotsOf(bob, made.body.id)).at(-1);
	const fork = await bob.post(`/api/v1/snapshots/${snapshot.id}/fork`, {from: 'concept'});
	assert.equal(fork.status, 201, fork.text);
	await reach(bob, fork.body.id, 'completed');
	assert.equal(game(fork.body.id), wanted);
	assert.equal(stack.value(`SELECT count(*) FROM turns WHERE project_id = '${uuidOf(fork.body.id)}'`), '0', 'nothing is asked again');
});

test('a project in the middle goes on where it was', async () => {
	const project = await ada.project({config: {checkpoints: ['checkpoint_concept', 'checkpoint_final'], seed: 7}});
	await ada.post(`/api/v1/projects/${project.id}/start`);
	const waits = (who, id, node) => until(async () => {
		const {items} = (await who.get(`/api/v1/projects/${id}/checkpoints?status=pending`)).body;
		return items.find((item) => item.node === node);
	}, node);
	const decide = async (who, {id}) => {
		const {revision} = (await who.get(`/api/v1/checkpoints/${id}`)).body;
		const answer = await who.post(`/api/v1/checkpoints/${id}/approve`, {revision, password: PASSWORD});
		assert.equal(answer.status, 200, answer.text);
	};
	await decide(ada, await waits(ada, project.id, 'checkpoint_concept'));
	await waits(ada, project.id, 'checkpoint_final');
	const made = await put((await ada.get(`/api/v1/projects/${project.id}/export`)).raw);
	assert.equal(made.status, 201, made.text);
	assert.deepEqual([made.body.status, made.body.allowed_actions], ['failed', ['start', 'cancel']]);
	assert.equal((await bob.post(`/api/v1/projects/${made.body.id}/start`)).status, 200);
	const again = await until(async () => {
		const {items} = (await bob.get(`/api/v1/projects/${made.body.id}/checkpoints?status=pending`)).body;
		return items.find((item) => item.node === 'checkpoint_final' && item.revision === 2);
	}, 'the review anew');
	await decide(bob, again);
	await reach(bob, made.body.id, 'completed');
	assert.equal(game(made.body.id), game(project.id));
});

test('with a graph that is not here it is history, and starts anew', async () => {
	const made = await put(tampered((lines) => {
		lines[0].status = 'running';
		for (const line of lines.filter((other) => other.kind === 'run'))
			Object.assign(line, {graph_sha256: 'd'.repeat(64), status: 'active', ended_at: null});
	}));
	assert.equal(made.status, 201, made.text);
	assert.equal(made.body.status, 'draft');
	assert.ok((await bob.get(`/api/v1/projects/${made.body.id}/outputs`)).body.items.length > 3);
	assert.equal((await bob.post(`/api/v1/projects/${made.body.id}/start`)).status, 200);
	await reach(bob, made.body.id, 'completed');
	assert.equal((await bob.get(`/api/v1/projects/${made.body.id}/runs`)).body.items.length, 2);
});

test('what does not hold together is refused, and says where; nothing of it is stored', async () => {
	const before = stack.value('SELECT count(*) FROM projects');
	const entries = untar(archive), lines = linesOf(entries[0][1]);
	const [content, bytes] = entries[1];
	const foreign = stack.value(`SELECT id FROM agent_outputs WHERE project_id <> '${uuidOf(finished.id)}' LIMIT 1`);
	const first = (all, kind) => all.find((line) => line.kind === kind);
	const wrong = {
		'other bytes': tar([entries[0], [content, Buffer.alloc(bytes.length, 'x')], ...entries.slice(2)]),
		'another length': tar([entries[0], [content, Buffer.concat([bytes, Buffer.from('x')])], ...entries.slice(2)]),
		'missing content': tar([entries[0], ...entries.slice(2)]),
		'content twice': tar([...entries, entries[1]]),
		'content that nobody declared': tar([...entries, [`contents/${sha256('x')}`, 'x']]),
		'a path that leads out': tar([...entries, ['../../etc/cron.d/x', 'x']]),
		'an absolute path': tar([...entries, ['/etc/passwd', 'x']]),
		'a link': tar([entries[0], [content, '', (block) => { block.write('2', 156); block.write('/etc/passwd', 157); }], ...entries.slice(1)]),
		'a folder': tar([['contents/', '', (block) => block.write('5', 156)], ...entries]),
		'an extended header': tar([['x', 'path=../x', (block) => block.write('x', 156)], ...entries]),
		'contents first': tar([...entries.slice(1), entries[0]]),
		'nothing': Buffer.alloc(1024), 'text': Buffer.from('a project'.repeat(200)), 'cut short': archive.subarray(0, archive.length - 2000),
		'cut in the first line': tar([['project.jsonl', entries[0][1].subarray(0, 700)]]),
		'bytes behind the end': Buffer.concat([archive, Buffer.alloc(512, 'x')]),
		'a damaged header': Buffer.concat([Buffer.from('q'), archive.subarray(1)]),
		'no first line': tampered((all) => all.slice(1)),
		'another format': tampered((all) => { all[0].format = 'ludwright-project/2'; }),
		'a name that is none': tampered((all) => { all[0].name = ''; }),
		'a config that could not be made': tampered((all) => { all[0].config.budget_usd = -1; }),
		'an unknown member of config': tampered((all) => { all[0].config.admin = true; }),
		'an unknown kind': tampered((all) => [...all, {kind: 'user', id: foreign, role: 'admin'}]),
		'an id twice': tampered((all) => [...all, first(all, 'agent')]),
		'an id that is none': tampered((all) => { first(all, 'agent').id = 'x'; }),
		'an id in disguise': tampered((all) => { const own = first(all, 'snapshot'); return all.map((line) => line === own ? JSON.stringify(own).replace(own.id, '\\u0030000000a-0000-4000-8000-00000000000a') : line); }),
		'an agent of another project': tampered((all) => { first(all, 'output').agent_id = stack.value(`SELECT id FROM agents WHERE project_id <> '${uuidOf(finished.id)}' LIMIT 1`); }),
		'a run that is not there': tampered((all) => { first(all, 'agent').run_id = foreign; }),
		'a snapshot of foreign outputs': tampered((all) => { all.filter((line) => line.kind === 'snapshot').at(-1).channels.concept_document = foreign; }),
		'a content of others in an envelope': tampered((all) => { all.find((line) => line.kind === 'output' && line.content.files?.length).content.files[0].sha256 = sha256('secret'); }),
		'a file with a path that leads out': tampered((all) => { first(all, 'file').path = '../x'; }),
		'a file that is longer': tampered((all) => { first(all, 'file').bytes += 1; }),
		'a file without hash': tampered((all) => { first(all, 'file').sha256 = 'ABC'; }),
		'a name that no index takes': tampered((all) => { const own = first(all, 'agent'); own.node = Array.from({length: 400}, (_, i) => sha256(String(i))).join(''); }),
		'a status that is none': tampered((all) => { first(all, 'agent').status = 'root'; }),
		'a completed agent without an end': tampered((all) => { Object.assign(first(all, 'agent'), {status: 'completed', completed_at: null}); }),
		'a number that is none': tampered((all) => { first(all, 'agent').ordinal = 'x'; }),
		'a state that is none': tampered((all) => { first(all, 'snapshot').state = '{'; }),
		'a phase that no run has': tampered((all) => { const own = first(all, 'snapshot'); own.state = JSON.stringify({...JSON.parse(own.state), phase: 21}); }),
		'a progress that no run has': tampered((all) => { const own = first(all, 'snapshot'); own.state = JSON.stringify({...JSON.parse(own.state), progress: -1}); }),
		'a number that cannot be counted on from': tampered((all) => { first(all, 'agent').revision = 2147483647; }),
		'such a number in a state': tampered((all) => { const own = first(all, 'snapshot'), state = JSON.parse(own.state); Object.values(state.nodes)[0].revision = 2147483647; own.state = JSON.stringify(state); }),
		'feedback that is no id': tampered((all) => { const own = first(all, 'snapshot'), state = JSON.parse(own.state); Object.values(state.nodes)[0].feedback = ['x']; own.state = JSON.stringify(state); }),
		'the same member twice': tampered((all) => all.map((line, i) => i ? line : JSON.stringify(line).replace('{', '{"kind":"project",'))),
		'a NUL': tampered((all) => all.map((line, i) => i ? line : JSON.stringify(line).replace('Lighthouse', 'Light\\u0000house'))),
		'a document that grows by its escapes': tampered((all) => { first(all, 'output').content.document = {x: '<'.repeat(11 << 20)}; }),
		'a document nested too deep': tampered((all) => { first(all, 'output').content.document = JSON.parse(`${'['.repeat(61)}${']'.repeat(61)}`); }),
		'more files than an output has': tampered((all) => { const {content} = all.find((line) => line.kind === 'output' && line.content.files?.length); content.files = Array(513).fill(content.files[0]); }),
		'a line of many numbers': tampered((all) => [...all, `{"kind":"comment","id":"${foreign}","x":[${'0,'.repeat(600000)}0]}`]),
		'many lines of numbers': tampered((all) => [...all, ...Array.from({length: 5}, (_, i) => JSON.stringify({...first(all, 'comment') ?? first(all, 'snapshot'),
			id: `0000000a-0000-4000-8000-00000000000${i}`, x: Array(500000).fill(0)}))]),
		'deep nesting': tampered((all) => [...all, `{"kind":"comment","id":${'['.repeat(1000)}${']'.repeat(1000)}}`]),
	};
	assert.ok(lines.length > 20);
	for (const [what, file] of Object.entries(wrong)) {
		const answer = await put(file);
		assert.equal(answer.status, 400, `${what}: ${answer.text}`);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.ok(answer.body.error.details.length > 0 && answer.body.error.details.every((detail) => detail.field && detail.message), `${what}: ${answer.text}`);
	}
	assertError(assert, await put(archive, 'application/json'), 415, 'UNSUPPORTED_MEDIA_TYPE');
	assertError(assert, await put(tar([['project.jsonl', Buffer.alloc(25 << 20, ' ')]])), 413, 'PAYLOAD_TOO_LARGE');
	const large = tampered((all) => [...all, {kind: 'file', path: 'big', sha256: 'e'.repeat(64), bytes: 2 ** 31, media_type: 'x/y', source: 'upload', created_at: '2024-01-01'}]);
	assertError(assert, await put(large), 429, 'QUOTA_EXCEEDED');
	assertError(assert, await stack.fetch('POST', '/api/v1/projects/import', {body: archive, headers: {'content-type': 'application/x-tar'}}), 401, 'UNAUTHENTICATED');
	for (const address of ['/api/v1/projects/import', `/api/v1/projects/${finished.id}/members/accept`]) {
		const wrong = await bob.call('DELETE', address);
		assertError(assert, wrong, 405, 'METHOD_NOT_ALLOWED');
		assert.equal(wrong.headers.allow, 'POST, OPTIONS', 'a word is no id');
	}
	assert.equal(stack.value('SELECT count(*) FROM projects'), before);
	assert.equal(stack.value("SELECT count(*) FROM blobs WHERE sha256 = repeat('e', 64)"), '0');
});

test('whatever a file says, nobody learns or changes what is another\'s', async () => {
	const future = await put(tampered((all) => {
		for (const line of all)
			for (const key of ['created_at', 'started_at', 'completed_at', 'ended_at', 'resolved_at'])
				if (line[key])
					line[key] = key === 'ended_at' ? '-infinity' : 'infinity';
		all.find((line) => line.kind === 'agent').metadata.output_id = 'out_' + '0'.repeat(32);
	}));
	assert.equal(future.status, 201, future.text);
	for (const tail of ['agents', 'outputs', 'files', 'runs', 'checkpoints', 'graph', 'usage', 'estimate'])
		assert.equal((await bob.get(`/api/v1/projects/${future.body.id}/${tail}`)).status, 200, tail);
	const user = tampered((all) => { Object.assign(all[0], {user_id: ada.uuid, id: uuidOf(finished.id), role: 'admin'}); });
	const made = await put(user);
	assert.deepEqual([made.status, made.body.role], [201, 'owner']);
	assert.equal(stack.value(`SELECT user_id FROM projects WHERE id = '${uuidOf(made.body.id)}'`), bob.uuid);
	assert.equal((await ada.get(`/api/v1/projects/${finished.id}`)).body.name, finished.name);
});
