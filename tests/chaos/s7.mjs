// SPDX-License-Identifier: ISC
// S7: hostile names by upload (raw and as a form), by archive, by a hostile model's tools and submission, and in addresses of a game: no file outside its
// place, none read from there, and no name is kept that leads out of the folder where somebody unpacks it.
import {execFileSync, spawnSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {startStub} from '../models/stub.mjs';
import {begin, recordConcept, settled} from '../system/models-rig.mjs';
import {seedBuild, seedRun} from '../system/seed.mjs';
import {build, sha256, source, startStack, uuidOf} from '../system/stack.mjs';
import {NAMES} from './lib/names.mjs';
import {full, promise} from './lib/rig.mjs';
import {exchange, requestBytes} from './lib/wire.mjs';

const V1 = '/api/v1', MARK = `S7-${crypto.randomBytes(8).toString('hex')}`, SECRET = `outside-${crypto.randomBytes(8).toString('hex')}`;
const text = (name) => Buffer.from(name, 'latin1').toString(); // as JSON can say it
const escaped = (name) => [...Buffer.from(name, 'latin1')].map((byte) => /[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Does a kept name lead out of the folder that it is unpacked into, here or on Windows, or is it no name at all? */
const leadsOut = (name) => !name || name.includes('\\') || /[\0-\x1f\x7f]/.test(name) || name.split('/').some((part) => ['', '.', '..'].includes(part)) || !path.posix.resolve('/a/b', name).startsWith('/a/b/') || !path.win32.resolve('C:\\a\\b', name).startsWith('C:\\a\\b\\');

class Test {
	constructor(stack, stub, ada) {
		Object.assign(this, {stack, stub, ada, tries: {}, bad: [], kept: 0});
		this.headers = [['Authorization', `Bearer ${ada.token}`]];
	}

	/** One try. In: what is wrong, or ''. */
	count(way, name, wrong) {
		this.tries[way] = (this.tries[way] ?? 0) + 1;
		if (wrong)
			this.bad.push(`${way} of ${JSON.stringify(name).slice(0, 100)}: ${wrong}`);
	}

	send(method, target, {headers = [], body} = {}) {
		return exchange({host: '127.0.0.1', port: this.stack.port}, requestBytes({method, target, headers: [...this.headers, ...headers], body}));
	}

	/** What is wrong with an answer to a name. */
	async judge(answer, bytes) {
		if (answer.status === 400)
			return '';
		if (answer.status !== 201)
			return `${answer.status} ${answer.text.slice(0, 200)}`;
		this.kept++;
		if (leadsOut(answer.body.path))
			return `kept as ${JSON.stringify(answer.body.path)}`;
		const back = await this.send('GET', `${V1}/files/${answer.body.id}`), name = /filename="([^"]*)"/.exec(back.headers['content-disposition'] ?? '')?.[1] ?? '/';
		return back.text === bytes && !/[/\\\0-\x1f]/.test(name) ? '' : `comes back as ${name}: ${back.status} ${back.text.slice(0, 100)}`;
	}

	async uploads(project) {
		const address = `${V1}/projects/${project.id}/files`;
		for (const [i, name] of NAMES.entries()) {
			const raw = `${MARK} raw ${i}`, part = `${MARK} form ${i}`;
			this.count('upload', name, await this.judge(await this.send('POST', `${address}?name=${escaped(name)}`, {headers: [['Content-Type', 'application/octet-stream']], body: raw}), raw));
			const body = `--xyz\r\nContent-Disposition: form-data; name="file"; filename="${name.replaceAll('"', '%22')}"\r\nContent-Type: text/plain\r\n\r\n${part}\r\n--xyz--\r\n`;
			this.count('form', name, await this.judge(await this.send('POST', address, {headers: [['Content-Type', 'multipart/form-data; boundary=xyz']], body}), part));
		}
	}
}

/** One entry of an archive as tar has it; change may spoil its head. */
function entry(name, bytes, {type = '0', link = ''} = {}) {
	const block = Buffer.alloc(512);
	for (const [at, value] of [[0, name.slice(0, 100)], [100, '0000644\0'], [108, '0000000\0'], [116, '0000000\0'], [124, `${bytes.length.toString(8).padStart(11, '0')}\0`], [136, '00000000000\0'], [148, '        '], [156, type], [157, link.slice(0, 100)], [257, 'ustar\0'], [263, '00']])
		block.write(value, at, 'latin1');
	block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	return Buffer.concat([block, bytes, Buffer.alloc(-bytes.length & 511)]);
}
function untar(tar) {
	const entries = [];
	for (let at = 0; tar[at];) {
		const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
		entries.push([tar.toString('latin1', at, at + 100).replace(/\0.*/s, ''), tar.subarray(at + 512, at + 512 + size)]);
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return entries;
}
const tar = (...entries) => Buffer.concat([...entries, Buffer.alloc(1024)]);

/** Places of an archive where a name stands: (lines, contents, name) -> archive. */
const archived = {
	'uploaded file': (lines, rest, name) => written(lines, rest, (all) => { all.find((line) => line.kind === 'file').path = name; }),
	'file of an output': (lines, rest, name) => written(lines, rest, (all) => { all.find((line) => line.files?.length).files[0].path = name; }),
	'file in a document': (lines, rest, name) => written(lines, rest, (all) => {
		const output = all.find((line) => line.files?.length);
		output.content.files = [{...output.files[0], path: name}];
	}),
	entry: (lines, rest, name) => tar(entry('project.jsonl', Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n') + '\n')), entry(name, Buffer.from(`${MARK} entry`)), ...rest.map(([other, bytes]) => entry(other, bytes))),
};
function written(lines, rest, change) {
	const all = structuredClone(lines);
	change(all);
	return tar(entry('project.jsonl', Buffer.from(all.map((line) => JSON.stringify(line)).join('\n') + '\n')), ...rest.map(([name, bytes]) => entry(name, bytes)));
}

async function archives(t, project) {
	const {raw} = await t.ada.get(`${V1}/projects/${project.id}/export`), [[, manifest], ...rest] = untar(raw), lines = manifest.toString().trimEnd().split('\n').map((line) => JSON.parse(line));
	const put = (bytes) => t.send('POST', `${V1}/projects/import`, {headers: [['Content-Type', 'application/x-tar']], body: bytes});
	const sound = await put(written(lines, rest, () => {}));
	const own = new Set(lines.flatMap((line) => line.files ?? []).map((file) => file.path));
	if (sound.status !== 201)
		throw new Error(`the archive itself is not taken: ${sound.status} ${sound.text}`);
	for (const [i, name] of NAMES.entries())
		for (const place of full ? Object.keys(archived) : [Object.keys(archived)[i % 4]]) {
			const answer = await put(archived[place](lines, rest, place === 'entry' ? name : text(name)));
			const refused = answer.status === 400 || own.has(text(name));
			t.count(`archive, ${place}`, name, ['entry', 'file in a document'].includes(place) ? (refused ? '' : `${answer.status}`) : await keptNames(t, answer));
		}
	for (const type of ['1', '2', '3', '4', '5', '6', '7', 'L', 'K', 'x', 'g', 'S', 'V'])
		for (const name of ['contents/../../outside.txt', `contents/${sha256('x')}`, 'project.jsonl']) {
			const head = entry(name, type === 'x' || type === 'g' ? Buffer.from('30 path=../../../outside.txt\n') : Buffer.from(''), {type, link: '../../../../outside.txt'});
			const {status} = await put(tar(entry('project.jsonl', manifest), head, ...rest.map(([other, bytes]) => entry(other, bytes))));
			t.count('archive, special entry', `${type} ${name}`, status === 400 ? '' : `${status}`);
		}
}

async function keptNames(t, answer) {
	if (answer.status === 400)
		return '';
	if (answer.status !== 201)
		return `${answer.status} ${answer.text.slice(0, 200)}`;
	t.kept++;
	const paths = t.stack.sql(`SELECT json_agg(path) FROM (SELECT path FROM files WHERE project_id = '${uuidOf(answer.body.id)}' UNION SELECT f.path FROM output_files f JOIN agent_outputs o ON o.id = f.output_id
		WHERE o.project_id = '${uuidOf(answer.body.id)}') x`);
	return (JSON.parse(paths) ?? []).some(leadsOut) ? `kept: ${paths}` : '';
}

/** A game's addresses: whatever follows the signature, what is not of the game is not there. */
async function plays(t, project, output) {
	const {url} = (await t.ada.get(`${V1}/projects/${project.id}/build/play`)).body, base = new URL(url).pathname.replace('index.html', '');
	for (const name of NAMES) {
		const found = await t.send('GET', `${V1}/outputs/out_${output.replaceAll('-', '')}/files?path=${escaped(name)}`);
		t.count('file of an output', name, [400, 404].includes(found.status) || found.text === 'PK' ? '' : `${found.status} ${found.text.slice(0, 100)}`);
		for (const target of new Set([base + escaped(name), base + name.replace(/[\0-\x20\x7f]/g, '%00')])) {
			const answer = await exchange({host: '127.0.0.1', port: t.stack.playPort}, requestBytes({target}));
			const own = answer.status === 200 && answer.text === '<!doctype html>';
			t.count('address of a game', name, [400, 404, 414].includes(answer.status) || own || answer.status === 200 && answer.text === '<!-- own -->' ? '' : `${answer.status} ${answer.text.slice(0, 100)}`);
		}
	}
}

/** A model that tries every name with one tool, hands files of all of them in, and then does its work. Out: paths that its step made, and what it was told. */
async function converse(t, answers, tool) {
	const batches = [], results = [];
	for (let i = 0; i < NAMES.length; i += 30)
		batches.push(NAMES.slice(i, i + 30).map((name, k) => ({name: tool, arguments: {path: text(name), content: `${MARK} ${tool} ${i + k}`, find: 'a', replace: 'b', project_id: 'proj_0'}})));
	t.stub.behave = (ask) => {
		if (ask.turn > 0)
			results.push(...ask.results);
		if (ask.turn < batches.length)
			return {calls: batches[ask.turn]};
		const {summary, document} = [...answers.values()][0], files = NAMES.map((name) => ({path: text(name), base64: Buffer.from(`${MARK} handed in`).toString('base64')}));
		return {calls: [{name: 'submit', arguments: {summary, document, ...(ask.turn === batches.length ? {files} : {})}}]};
	};
	const agent = await settled(t, await begin(t, {provider: 'anthropic', name: tool, checkpoints: ['checkpoint_concept']}));
	if (agent.error)
		throw new Error(`the hostile model did not get through: ${agent.error}`);
	return {paths: agent.files ?? [], results};
}

async function model(t) {
	const answers = await recordConcept(t);
	for (const tool of ['write_file', 'patch_file', 'read']) {
		const {paths, results} = await converse(t, answers, tool), told = results.join('\n');
		for (const name of NAMES)
			t.count(`model, ${tool}`, name, '');
		t.bad.push(...paths.filter(leadsOut).map((one) => `model, ${tool}: kept ${one}`));
		if (told.includes(SECRET) || told.includes('PRIVATE KEY') || told.includes('root:'))
			t.bad.push(`model, ${tool}: it was told what stands outside`);
		if (results.length < NAMES.length || !/no path of a file|there is no file/.test(told) || tool === 'write_file' && !paths.length)
			t.bad.push(`model, ${tool}: nothing to see in ${results.length} results, ${paths.length} files`);
		t.kept += paths.length;
	}
}

/** Files of a folder but for those of servers and of the store, each with its size. */
function listing(dir, skip) {
	return execFileSync('find', [dir, ...skip.flatMap((name) => ['-path', path.join(dir, name), '-prune', '-o']), '-type', 'f', '-printf', '%p %s\n'], {encoding: 'utf8'}).split('\n').sort();
}
const SKIP = ['files', 'pg', 'redis', 'log', 'nginx-*', 'www', 'keys/audit'];

/** What lies where it should not, after everything. */
function stray(t, before) {
	const {stack} = t, after = listing(stack.dir, SKIP), found = after.filter((line) => !before.includes(line)).map((line) => `new in the system's folder: ${line}`);
	if (fs.readFileSync(path.join(stack.dir, 'outside.txt'), 'utf8') !== SECRET)
		found.push('outside.txt was written');
	for (const base of [stack.dir, path.join(stack.dir, 'files'), process.cwd(), os.tmpdir(), '/', '/tmp', '/dev/shm', '/run', '/var/tmp'])
		for (const name of NAMES.filter((one) => !/\0/.test(one) && one.length < 250)) {
			const place = path.resolve(base, Buffer.from(name, 'latin1').toString());
			const file = !place.startsWith(path.join(stack.dir, 'pg')) && fs.existsSync(place) && fs.statSync(place);
			if (file && file.isFile() && file.size < 4096 && fs.readFileSync(place, 'latin1').includes(MARK))
				found.push(`written: ${place}`);
		}
	for (const dir of new Set([os.tmpdir(), '/tmp', '/var/tmp', '/dev/shm', '/run']))
		found.push(...spawnSync('find', [dir, '-path', stack.dir, '-prune', '-o', '-type', 'f', '-newer', path.join(stack.dir, 'outside.txt'), '-size', '-8k', '-exec', 'grep', '-laF', MARK, '{}', '+'], {encoding: 'utf8'}).stdout.split('\n').filter(Boolean));
	const store = path.join(stack.dir, 'files');
	for (const one of fs.readdirSync(store, {recursive: true, withFileTypes: true}).filter((file) => !file.isDirectory())) {
		const place = path.join(one.parentPath ?? one.path, one.name), name = path.relative(store, place);
		if (!one.isFile() || !/^[0-9a-f]{2}\/[0-9a-f]{62}$/.test(name) || sha256(fs.readFileSync(place)) !== name.replace('/', ''))
			found.push(`in the store: ${name}`);
	}
	return found;
}

/** An export unpacked by tar: contents by their hashes, and the project's lines. */
async function unpacked(t, project) {
	const dir = path.join(t.stack.dir, 'log/unpacked'), {raw} = await t.ada.get(`${V1}/projects/${project.id}/export`);
	fs.mkdirSync(dir);
	execFileSync('tar', ['-xf', '-', '-C', dir], {input: raw});
	const names = execFileSync('find', [dir, '-type', 'f', '-printf', '%P\n'], {encoding: 'utf8'}).trim().split('\n');
	return names.filter((name) => name !== 'project.jsonl' && !/^contents\/[0-9a-f]{64}$/.test(name)).map((name) => `in an export: ${name}`);
}

async function go(t) {
	const {stack, ada} = t, project = await ada.project(), {run, agents} = await seedRun(ada, project);
	await ada.post(`${V1}/projects/${project.id}/cancel`);
	const output = seedBuild(stack, project.id, run, agents.concept.id, {'game/index.html': '<!doctype html>', 'game/js/main.js': '<!-- own -->', 'dist/game.zip': 'PK'});
	fs.writeFileSync(path.join(stack.dir, 'outside.txt'), SECRET);
	stack.own(path.join(stack.dir, 'outside.txt'));
	const before = listing(stack.dir, SKIP);
	await ada.call('POST', `${V1}/projects/${project.id}/files?name=own.txt`, 'own', {'content-type': 'text/plain'});
	await archives(t, project);
	await t.uploads(project);
	await plays(t, project, output);
	stack.startWorker();
	await model(t);
	return [...stray(t, before), ...await unpacked(t, project)];
}

await promise('S7', async () => {
	const stub = await startStub(() => ({text: 'nobody told me'}));
	const stack = await startStack({env: {LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'), LUDWRIGHT_WORKER_MAX: '1', ANTHROPIC_BASE_URL: stub.url, ANTHROPIC_API_KEY: 'sk-0123456789abcdef', LUDWRIGHT_MODEL: 'claude-sonnet-4-5'}});
	let good = false;
	try {
		stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
		const t = new Test(stack, stub, await stack.user('ada')), found = await go(t), problems = [...t.bad, ...found];
		if (NAMES.length < 200)
			problems.push(`only ${NAMES.length} names`);
		const m = Object.values(t.tries).reduce((sum, n) => sum + n, 0);
		good = !problems.length;
		return {n: m - t.bad.length - found.length, m, problems, text: `tries of ${NAMES.length} hostile names: ${found.length} files outside their place; ${t.kept} names kept, none of which leads out`, notes: [JSON.stringify(t.tries)]};
	} finally {
		stack.failed = !good;
		await stack.stop();
		await stub.stop();
	}
});
