// SPDX-License-Identifier: ISC
// Uploads, downloads, the zip, and the play origin.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import fs from 'node:fs';
import path from 'node:path';
import {assertError, seedBuild, seedOutput, seedRun} from './seed.mjs';
import {sha256, startStack, uuidOf} from './stack.mjs';

let stack, ada, bob, project, files;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project({name: 'Stars & "Tide" 灯台'});
	files = `/api/v1/projects/${project.id}/files`;
});
after(() => stack?.stop());

const upload = (who, name, bytes, type = 'application/octet-stream') =>
	who.call('POST', `${files}${name === undefined ? '' : `?name=${encodeURIComponent(name)}`}`, bytes, {'content-type': type});

/** The most that any child of the API had in memory of its own, in KiB. */
function memory() {
	const children = fs.readFileSync(`/proc/${stack.processes.get('api').pid}/task/${stack.processes.get('api').pid}/children`, 'utf8').trim().split(' ');
	return Math.max(...children.map((pid) => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1])));
}

test('a raw upload comes back byte for byte, with ranges, by its own type', async () => {
	const made = await upload(ada, 'art/hero.png', PNG, 'text/html');
	assert.equal(made.status, 201, made.text);
	assert.equal(made.body.media_type, 'image/png');
	assert.equal(made.body.sha256, sha256(PNG));
	const down = await ada.get(`/api/v1/files/${made.body.id}`);
	assert.equal(down.status, 200);
	assert.deepEqual(down.raw, PNG);
	assert.equal(down.headers['content-type'], 'image/png');
	assert.equal(down.headers['x-content-type-options'], 'nosniff');
	assert.match(down.headers['content-security-policy'], /sandbox/);
	assert.match(down.headers['content-disposition'], /^inline; filename="hero.png"/);
	const part = await ada.get(`/api/v1/files/${made.body.id}`, {range: 'bytes=1-3'});
	assert.equal(part.status, 206);
	assert.deepEqual(part.raw, PNG.subarray(1, 4));
	const head = await ada.call('HEAD', `/api/v1/files/${made.body.id}`);
	assert.equal(head.headers['content-length'], String(PNG.length));
	assertError(assert, await bob.get(`/api/v1/files/${made.body.id}`), 404, 'NOT_FOUND');
	assert.deepEqual((await ada.get(files)).body.items.map((file) => file.path), ['art/hero.png']);
});

test('a form upload, and HTML that stays inert', async () => {
	const html = '<script>alert(1)</script>';
	const form = Buffer.from(`--xyz\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n--xyz\r\n` +
		`Content-Disposition: form-data; name="file"; filename="evil.png"\r\nContent-Type: image/png\r\n\r\n${html}\r\n--xyz--\r\n`);
	const made = await upload(ada, undefined, form, 'multipart/form-data; boundary=xyz');
	assert.equal(made.status, 201, made.text);
	assert.equal(made.body.path, 'evil.png');
	assert.equal(made.body.bytes, html.length);
	const down = await ada.get(`/api/v1/files/${made.body.id}`);
	assert.equal(down.text, html);
	assert.match(down.headers['content-disposition'], /^attachment;/);
	for (const broken of ['', '--xyz', '--xyz\r\n', '--xyz\r\nContent-Disposition: form-data; filename="a"\r\n\r\nno end', 'x'.repeat(1000)])
		assertError(assert, await upload(ada, 'a', broken, 'multipart/form-data; boundary=xyz'), 400, 'VALIDATION_ERROR');
});

test('large uploads pass, larger ones are refused in the one format', async () => {
	const large = Buffer.alloc(20 << 20, 'a');
	const made = await upload(ada, 'large.txt', large);
	assert.equal(made.status, 201, made.text);
	assert.equal((await ada.get(`/api/v1/files/${made.body.id}`)).raw.length, large.length);
	const request = await stack.fetch('POST', `${files}?name=x`, {headers: {authorization: `Bearer ${ada.token}`, 'content-length': 53 << 20, expect: '100-continue'}, body: ''})
		.catch((error) => error);
	if (request.status)
		assertError(assert, request, 413, 'PAYLOAD_TOO_LARGE');
	assertError(assert, await bob.call('POST', files, Buffer.from('x')), 404, 'NOT_FOUND');
});

test('names that lead out are refused, names in all scripts kept', async () => {
	for (const name of ['../x', 'a/../../x', '/etc/passwd', 'a\\b', 'a\0b', 'a\nb', '..', '.', 'a//b', 'a/', 'c:x', 'x'.repeat(256), 'trail.', 'a/.', '', 'CON', 'a/nul.txt', 'Com1.tar.gz', 'lpt9/x']) {
		const answer = await upload(ada, name, 'x');
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
	}
	for (const name of ['console', 'com0', 'com10', 'a.con', 'nul-1.txt'])
		assert.equal((await upload(ada, name, 'x')).status, 201, name);
	const odd = 'näme "quoted"; 灯台\u202e.txt';
	const made = await upload(ada, odd, 'x');
	assert.equal(made.body.path, odd);
	const down = await ada.get(`/api/v1/files/${made.body.id}`);
	const encoded = down.headers['content-disposition'].split("UTF-8''")[1];
	assert.equal(decodeURIComponent(encoded), odd);
	assert.ok(!/[\r\n]/.test(down.headers['content-disposition']));
});

test('the quota of a project holds', async () => {
	const other = await ada.project();
	stack.sql(`INSERT INTO blobs VALUES (repeat('c', 64), 1073741824);
		INSERT INTO files (project_id, path, sha256, bytes, media_type, source, uploaded_by) VALUES ('${uuidOf(other.id)}', 'big', repeat('c', 64), 1073741824, 'x/y', 'upload', '${ada.uuid}')`);
	assertError(assert, await ada.call('POST', `/api/v1/projects/${other.id}/files?name=x`, 'x', {'content-type': 'text/plain'}), 429, 'QUOTA_EXCEEDED');
});

test('an upload is taken away; what an agent made is not', async () => {
	const {body} = await upload(ada, 'gone.txt', 'gone soon');
	const address = `/api/v1/files/${body.id}`;
	assertError(assert, await bob.delete(address), 404, 'NOT_FOUND');
	stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(project.id)}', '${bob.uuid}', 'reviewer')`);
	assertError(assert, await bob.delete(address), 403, 'FORBIDDEN');
	stack.sql(`DELETE FROM project_members WHERE user_id = '${bob.uuid}' AND role = 'reviewer'`);
	assert.equal((await ada.delete(address)).status, 204);
	for (const answer of [await ada.delete(address), await ada.get(address), await ada.delete('/api/v1/files/file_x')])
		assertError(assert, answer, 404, 'NOT_FOUND');
	assert.ok(!(await ada.get(files)).body.items.some((item) => item.id === body.id));
	assert.equal(stack.value(`SELECT action || ' ' || (address IS NOT NULL) FROM audit WHERE subject = '${body.id}' ORDER BY id DESC`), 'file.delete true');
	const {run, agents} = await seedRun(ada, await ada.project());
	const owner = stack.value(`SELECT project_id FROM runs WHERE id = '${uuidOf(run)}'`);
	const output = seedBuild(stack, owner, run, agents.concept.id, {'game/index.html': 'x'});
	const made = stack.value(`INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id)
		SELECT '${owner}', path, sha256, bytes, media_type, 'agent', output_id FROM output_files WHERE output_id = '${output}' RETURNING id`);
	assertError(assert, await ada.delete(`/api/v1/files/${made}`), 409, 'STATE_CONFLICT');
});

test('uploads do not stay in memory', async () => {
	const before = memory();
	const large = Buffer.alloc(48 << 20, 'b');
	for (let i = 0; i < 4; i++) {
		large.write(`round ${i}`, 0);
		assert.equal((await upload(ada, `large${i}`, large)).status, 201);
	}
	assert.ok(memory() - before < 8 << 10, `${memory() - before} KiB more at the highest`);
});

test('the game: its build, its zip, and a signed address on the play origin', async () => {
	for (const tail of ['', '/zip', '/play'])
		assertError(assert, await ada.get(`/api/v1/projects/${project.id}/build${tail}`), 404, 'NOT_FOUND');
	const {run, agents} = await seedRun(ada, project);
	const game = {'game/index.html': '<!doctype html><title>Game</title><script src="js/main.js"></script>', 'game/js/main.js': 'document.title = "ran";', 'game/assets/a b.svg': '<svg/>',
		'dist/game.zip': 'PK..', 'dist/game.html': '<p>'};
	seedBuild(stack, project.id, run, agents.concept.id, game);
	const build = await ada.get(`/api/v1/projects/${project.id}/build`);
	assert.equal(build.status, 200, build.text);
	assert.deepEqual(build.body.files.map((file) => file.path).sort(), Object.keys(game).sort());
	const zip = await ada.get(`/api/v1/projects/${project.id}/build/zip`);
	assert.equal(zip.text, 'PK..');
	assert.equal(zip.headers['content-type'], 'application/zip');
	assert.match(zip.headers['content-disposition'], /attachment; filename="Stars _ _Tide_ ______.zip"/);
	const {url} = (await ada.get(`/api/v1/projects/${project.id}/build/play`)).body;
	assert.ok(url.startsWith(`${stack.play}/g/`));
	assert.equal(build.body.play_url.split('/').length, url.split('/').length);
	const get = (address, headers) => stack.fetch('GET', address.replace(stack.play, ''), {port: stack.playPort, headers});
	const page = await get(url);
	const signed = await get(build.body.zip_url);
	assert.equal(signed.text, 'PK..');
	assert.match(signed.headers['content-disposition'], /^attachment; filename="game.zip"/);
	assert.equal(page.status, 200, page.text);
	assert.equal(page.text, game['game/index.html']);
	assert.match(page.headers['content-type'], /^text\/html; charset=utf-8/);
	assert.match(page.headers['content-security-policy'], /^sandbox allow-scripts allow-pointer-lock; default-src 'none'/);
	assert.equal((await get(url.replace('index.html', ''))).text, page.text);
	assert.equal((await get(url.replace('index.html', 'js/main.js'))).text, game['game/js/main.js']);
	assert.equal((await get(url.replace('index.html', 'assets/a%20b.svg'))).text, '<svg/>');
	for (const wrong of ['js/none.js', '../dist/game.zip', '..%2fdist/game.zip', 'js%2fmain.js', './index.html', '%00', 'js', 'index.html/x', '%ff'])
		assert.ok([400, 404].includes((await get(url.replace('index.html', wrong))).status), wrong);
	const parts = url.split('/');
	for (const [i, value] of [[4, '0'.repeat(32)], [5, String(Number(parts[5]) + 1)], [6, 'A'.repeat(43)], [6, ''], [5, '1'], [5, '99999999999999999999']]) {
		const forged = [...parts];
		forged[i] = value;
		assert.equal((await get(forged.join('/'))).status, 404, forged.join('/'));
	}
	assert.equal((await stack.fetch('GET', '/api/v1/projects', {port: stack.playPort})).status, 404, 'no API on the play origin');
	assert.equal((await stack.fetch('POST', url.replace(stack.play, ''), {port: stack.playPort, body: {}})).status, 403);
	assert.notEqual((await stack.fetch('GET', `/_games/${sha256(game['game/js/main.js']).slice(0, 2)}/x`, {port: stack.playPort})).status, 200);
	assertError(assert, await bob.get(`/api/v1/projects/${project.id}/build/zip`), 404, 'NOT_FOUND');
});

test('an older version: its files one by one, and its game to play', async () => {
	const draft = await ada.project({name: 'Two versions'}), {run, agents} = await seedRun(ada, draft);
	const make = (text) => seedBuild(stack, draft.id, run, agents.concept.id, {'game/index.html': `<p>${text}`, 'game/js/main.js': `say("${text}");`, 'dist/game.zip': `PK ${text}`, 'art/a b.png': PNG});
	const [old, now] = [make('old'), make('now')].map((uuid) => `out_${uuid.replaceAll('-', '')}`);
	const file = (output, name, headers, who = ada) => who.get(`/api/v1/outputs/${output}/files?path=${encodeURIComponent(name)}`, headers);
	for (const [output, text] of [[old, 'old'], [now, 'now']]) {
		const {status, text: content, headers} = await file(output, 'game/js/main.js');
		assert.deepEqual([status, content], [200, `say("${text}");`]);
		assert.match(headers['content-disposition'], /^attachment; filename="main.js"/);
		assert.match(headers['content-type'], /^text\/javascript; charset=utf-8/);
		assert.match(headers['content-security-policy'], /sandbox/);
		assert.equal(headers['x-content-type-options'], 'nosniff');
	}
	const part = await file(old, 'game/js/main.js', {range: 'bytes=5-7'});
	assert.deepEqual([part.status, part.text, part.headers['content-range']], [206, 'old', 'bytes 5-7/11']);
	assertError(assert, await file(old, 'game/js/main.js', {range: 'bytes=99-'}), 416);
	assert.match((await file(old, 'art/a b.png')).headers['content-disposition'], /^inline; filename="a b.png"/);
	for (const name of ['js/main.js', 'game', 'game/', 'game/js/../js/main.js', '../x', '/game/js/main.js', 'GAME/js/main.js', '%'])
		assertError(assert, await file(old, name), 404, 'NOT_FOUND');
	assertError(assert, await ada.get(`/api/v1/outputs/${old}/files`), 400, 'VALIDATION_ERROR');
	assertError(assert, await file(old, 'game/js/main.js', {}, bob), 404, 'NOT_FOUND');

	const build = (tail, output, who = ada) => who.get(`/api/v1/projects/${draft.id}/build${tail}${output ? `?output_id=${output}` : ''}`);
	assert.deepEqual([(await build('/zip')).text, (await build('/zip', old)).text], ['PK now', 'PK old']);
	const play = async (answer) => (await stack.fetch('GET', (answer.body.url ?? answer.body.play_url).replace(stack.play, ''), {port: stack.playPort})).text;
	assert.deepEqual(await Promise.all([build('/play'), build('/play', now), build('/play', old), build('', old)].map(async (answer) => play(await answer))), ['<p>now', '<p>now', '<p>old', '<p>old']);
	assert.equal((await build('', old)).body.id, old);
	const other = (await ada.get(`/api/v1/projects/${project.id}/build`)).body.id, concept = seedOutput(stack, draft.id, run, agents.concept.id);
	for (const output of [other, concept, `out_${'0'.repeat(32)}`])
		for (const tail of ['', '/zip', '/play'])
			assertError(assert, await build(tail, output), 404, 'NOT_FOUND');
	assertError(assert, await build('/play', 'x'), 400, 'VALIDATION_ERROR');
	assertError(assert, await build('/play', old, bob), 404, 'NOT_FOUND');
});

test('no file lies outside the store, none half done', () => {
	const walk = (dir) => fs.readdirSync(dir, {withFileTypes: true}).flatMap((e) => e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]);
	for (const file of walk(path.join(stack.dir, 'files')))
		assert.match(path.relative(path.join(stack.dir, 'files'), file), /^[0-9a-f]{2}\/[0-9a-f]{62}$/);
});
