// SPDX-License-Identifier: ISC
// The walk of docs/api.md, run out of the page as it stands there, with nothing but a shell and curl: from a sign-in to a game that is a zip.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {PASSWORD, build, sha256, source, startStack} from './stack.mjs';

let stack;
before(async () => {
	stack = await startStack({env: {LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox')}});
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
	stack.startWorker();
	stack.addUser('stranger@example.org');
});
after(() => stack?.stop());

/** The page's first block of shell. */
function walk() {
	const page = fs.readFileSync(path.join(source, 'docs/api.md'), 'utf8');
	const [, text] = /^## A walk with curl$[^]*?^```sh\n([^]*?)^```$/m.exec(page);
	return text;
}

test('a stranger signs in, makes a project, decides at each checkpoint and has the game', async () => {
	const dir = path.join(stack.dir, 'walk'), script = path.join(dir, 'walk.sh');
	fs.mkdirSync(dir);
	fs.writeFileSync(script, walk());
	stack.own(dir);
	const shell = spawn('sh', ['-eu', script], {...stack.as, cwd: dir, env: {PATH: process.env.PATH, U: `${stack.origin}/api/v1`, EMAIL: 'stranger@example.org', PASSWORD}});
	let said = '';
	for (const stream of [shell.stdout, shell.stderr])
		stream.on('data', (text) => { said += text; });
	const late = setTimeout(() => shell.kill(), 200000);
	const code = await new Promise((done) => shell.once('close', (status, signal) => done(status ?? signal)));
	clearTimeout(late);
	assert.equal(code, 0, said);
	assert.deepEqual(said.trim().split('\n'), ['running', 'approved', 'approved', 'approved', 'approved']);
	assert.match(JSON.parse(fs.readFileSync(path.join(dir, 'openapi.json'))).openapi, /^3\.1/);
	const events = JSON.parse(fs.readFileSync(path.join(dir, 'events.json'))).items;
	assert.deepEqual(events.slice(0, 3).map(({seq}) => seq), [1, 2, 3]);
	const zip = fs.readFileSync(path.join(dir, 'game.zip'));
	assert.equal(zip.subarray(0, 4).toString('latin1'), 'PK\x03\x04');
	assert.equal(sha256(zip), stack.value("SELECT sha256 FROM output_files WHERE path = 'dist/game.zip'"));
	assert.match(stack.run('unzip', ['-l', path.join(dir, 'game.zip')]), /index\.html/);
	assert.equal(stack.value('SELECT count(*) FROM projects'), '1');
});
