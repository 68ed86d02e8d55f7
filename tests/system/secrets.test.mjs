// SPDX-License-Identifier: ISC
// Secrets at rest: never shown again, nowhere in the clear, bound to their row, rotated while everything runs.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {assertError, fieldsOf} from './seed.mjs';
import {build, startStack, uuidOf} from './stack.mjs';

let stack, ada, eve;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	eve = await stack.user('eve');
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const KEYS = '/api/v1/users/me/provider-keys';
const CANARY = 'sk-ant-api03-CaNaRy7f3e9d2b1a-0123456789abcdefghij-WXYZ';

/** What lib/secret.h describes, written once more: opens a row's value with the root. */
function open(id, hex, root = stack.env.SECRET_KEY) {
	const value = Buffer.from(hex, 'hex');
	assert.equal(value[0], 1);
	const keyId = value.subarray(1, 9);
	const key = Buffer.from(crypto.hkdfSync('sha256', root, 'ludwright data key', keyId, 32));
	const cipher = crypto.createDecipheriv('aes-256-gcm', key, value.subarray(9, 21));
	cipher.setAAD(Buffer.from(`secrets|value|${id}|${keyId.toString('hex')}`));
	cipher.setAuthTag(value.subarray(-16));
	return Buffer.concat([cipher.update(value.subarray(21, -16)), cipher.final()]).toString();
}
const rows = () => stack.sql("SELECT id, encode(value, 'hex'), key_id, user_id, name FROM secrets ORDER BY id").split('\n').filter(Boolean).map((line) => line.split('\t'));
const rotate = () => spawnSync(path.join(build, 'ludctl'), ['keys', 'rotate-data'], {...stack.as, env: stack.env, encoding: 'utf8'});

test('a key is set, listed by its last four characters, replaced, deleted', async () => {
	assert.deepEqual((await ada.get(KEYS)).body, {items: [], next_cursor: null});
	const set = await ada.put(`${KEYS}/anthropic`, {key: CANARY});
	assert.equal(set.status, 200, set.text);
	assert.deepEqual(Object.keys(set.body), ['provider', 'last4', 'created_at']);
	assert.equal(set.body.last4, 'WXYZ');
	assert.equal((await ada.put(`${KEYS}/openai`, {key: 'sk-proj-0123456789abcdef'})).status, 200);
	assert.deepEqual((await ada.get(KEYS)).body.items.map((item) => [item.provider, item.last4]), [['openai', 'cdef'], ['anthropic', 'WXYZ']]);
	assert.deepEqual((await eve.get(KEYS)).body.items, [], 'nobody else sees it');
	assertError(assert, await eve.delete(`${KEYS}/anthropic`), 404, 'NOT_FOUND');

	assert.equal((await ada.put(`${KEYS}/openai`, {key: 'sk-proj-another-key-9999'})).body.last4, '9999');
	assert.equal(stack.value(`SELECT count(*) FROM secrets WHERE user_id = '${ada.uuid}'`), '2');
	assert.equal((await ada.delete(`${KEYS}/openai`)).status, 204);
	assertError(assert, await ada.delete(`${KEYS}/openai`), 404, 'NOT_FOUND');
	assert.deepEqual(stack.sql(`SELECT action, detail->>'name', request_id LIKE 'req_%' FROM audit WHERE action LIKE 'secret.%' ORDER BY id`).split('\n'),
		['secret.set\tanthropic\tt', 'secret.set\topenai\tt', 'secret.set\topenai\tt', 'secret.delete\topenai\tt']);
});

test('what is no key is refused, and said without repeating it', async () => {
	for (const key of ['short', 'x'.repeat(1001), 'sk-with space-0123456789', 'sk-ünïcode-0123456789', 'sk-\u0007bell-0123456789', 7, null, ['a']]) {
		const answer = await ada.put(`${KEYS}/anthropic`, {key});
		assertError(assert, answer, 400);
		if (typeof key === 'string' && key.length > 8)
			assert.ok(!answer.text.includes(key));
	}
	assert.deepEqual(fieldsOf(await ada.put(`${KEYS}/anthropic`, {})), ['key']);
	assertError(assert, await ada.put(`${KEYS}/nobody`, {key: CANARY}), 404, 'NOT_FOUND');
	assertError(assert, await stack.fetch('PUT', `${KEYS}/anthropic`, {body: {key: CANARY}}), 401, 'UNAUTHENTICATED');
});

test('a value is what the description says, and opens in its own row only', () => {
	const [[id, value, keyId]] = rows();
	assert.equal(open(id, value), CANARY);
	assert.equal(value.slice(2, 18), keyId);
	assert.throws(() => open(crypto.randomUUID(), value));
	assert.throws(() => open(id, value, 'f'.repeat(64)));
});

test('the key is in no file, log or dump', async () => {
	await ada.get('/api/v1/users/me');
	stack.sql('CHECKPOINT');
	const dump = stack.run('pg_dump', ['-h', `${stack.dir}/pg`, '-U', 'ludwright', 'ludwright']);
	assert.ok(dump.includes('COPY public.secrets'));
	assert.ok(!dump.includes(CANARY));
	const hits = spawnSync('grep', ['-rlaF', CANARY, stack.dir], {encoding: 'utf8'});
	assert.equal(hits.stdout, '', 'on disk');
	assert.ok(!(await ada.get('/api/v1/users/me')).text.includes(CANARY));
	for (const name of ['api', 'nginx', 'postgres'])
		assert.ok(!stack.log(name).includes(CANARY), name);
});

test('rotation puts every value under a new key, while keys are being set', async () => {
	const users = [];
	for (let i = 0; i < 4; i++)
		users.push(await stack.user(`u${i}`));
	const root = stack.env.SECRET_KEY;
	stack.sql(`INSERT INTO users (email, name, password_hash) SELECT 'many' || i || '@example.org', 'Many', 'x' FROM generate_series(1, 500) i`);
	const key = rows()[0][2];
	// 500 more, sealed here
	const values = stack.sql("SELECT id FROM users WHERE name = 'Many'").split('\n').map((user) => {
		const id = crypto.randomUUID(), nonce = crypto.randomBytes(12), keyId = Buffer.from(key, 'hex');
		const cipher = crypto.createCipheriv('aes-256-gcm', Buffer.from(crypto.hkdfSync('sha256', root, 'ludwright data key', keyId, 32)), nonce);
		cipher.setAAD(Buffer.from(`secrets|value|${id}|${key}`));
		const text = Buffer.concat([cipher.update(`secret of ${user}`), cipher.final()]);
		const value = Buffer.concat([Buffer.from([1]), keyId, nonce, text, cipher.getAuthTag()]).toString('hex');
		return `('${id}', '${user}', 'provider_key', 'openai', '\\x${value}', '${key}', 'none')`;
	});
	stack.sql(`INSERT INTO secrets (id, user_id, kind, name, value, key_id, hint) VALUES ${values.join(',')}`);

	let running = true, written = 0;
	const last = new Map();
	const load = users.map(async (user, i) => {
		while (running) {
			const secret = `sk-of-user-${i}-number-${String(written++).padStart(8, '0')}`;
			const answer = await user.put(`${KEYS}/anthropic`, {key: secret});
			assert.equal(answer.status, 200, answer.text);
			last.set(user.uuid, secret);
		}
	});
	for (let i = 0; i < 4; i++) {
		const child = spawn(path.join(build, 'ludctl'), ['keys', 'rotate-data'], {...stack.as, env: stack.env, stdio: ['ignore', 'pipe', 'inherit']});
		if (i === 1) // killed at its first word: run again, it goes on
			child.stdout.once('data', () => child.kill('SIGKILL'));
		const code = await new Promise((done) => child.once('close', done));
		assert.equal(code, i === 1 ? code : 0);
	}
	running = false;
	await Promise.all(load);
	const done = rotate();
	assert.equal(done.status, 0, done.stderr);
	const [current] = stack.sql('SELECT id FROM data_keys ORDER BY number DESC LIMIT 1').split('\n');
	let opened = 0;
	for (const [id, value, keyId, user] of rows()) {
		assert.equal(keyId, current);
		const plain = open(id, value);
		if (last.has(user))
			assert.equal(plain, last.get(user));
		else if (user !== ada.uuid)
			assert.equal(plain, `secret of ${user}`);
		opened++;
	}
	assert.equal(opened, 505);
	assert.ok(written > 8, `${written} written meanwhile`);
	assert.match(stack.value("SELECT detail FROM audit WHERE action = 'keys.rotate_data' ORDER BY id DESC"), /"resealed": 505/);
	console.log(`# ${opened} secrets opened after 5 rotations, ${written} set meanwhile`);
});

test('a rotation that was stopped goes on with its own key', () => {
	const before = rows();
	const begun = stack.value("SELECT data_key_add(left((SELECT id FROM data_keys ORDER BY number DESC LIMIT 1), 8) || 'abcdef01')");
	const again = rotate();
	assert.equal(again.status, 0, again.stderr);
	assert.match(again.stdout, new RegExp(`going on with data key ${begun}`));
	assert.match(again.stdout, new RegExp(`${before.length} secrets are under it now`));
	assert.match(rotate().stdout, /new data key/);
});

test('values that were moved, changed or cut do not open, and stay as they are', () => {
	const [[a, va], [b, vb], [c, vc]] = rows();
	stack.sql(`UPDATE secrets SET value = '\\x${vb}' WHERE id = '${a}'; UPDATE secrets SET value = '\\x${va}' WHERE id = '${b}';
		UPDATE secrets SET value = overlay(value PLACING '\\x00' FROM 25) WHERE id = '${c}' AND get_byte(value, 24) <> 0`);
	const {status, stderr} = rotate();
	assert.equal(status, 1);
	for (const id of [a, b])
		assert.match(stderr, new RegExp(`secret ${id} does not open: it was changed, or moved`));
	assert.match(stderr, /[23] secrets did not open and are as they were/);
	assert.equal(stack.value(`SELECT encode(value, 'hex') FROM secrets WHERE id = '${a}'`), vb);
	stack.sql(`UPDATE secrets SET value = '\\x${va}' WHERE id = '${a}'; UPDATE secrets SET value = '\\x${vb}' WHERE id = '${b}'; UPDATE secrets SET value = '\\x${vc}' WHERE id = '${c}'`);
	assert.equal(rotate().status, 0);
});

test('the root moves from SECRET_KEY to a key file, and on to another', async () => {
	const file = path.join(stack.dir, 'roots');
	const root = crypto.randomBytes(32).toString('hex');
	fs.writeFileSync(file, `# roots\n${root}\n`, {mode: 0o600});
	stack.own(file);
	const old = stack.env.SECRET_KEY;
	stack.env.LUDWRIGHT_SERVER_DATA_KEYS = file;
	assert.equal(rotate().status, 0);
	const [[id, value]] = rows();
	open(id, value, root);
	assert.throws(() => open(id, value, old));
	// SECRET_KEY is not needed for them any more
	stack.env.SECRET_KEY = crypto.randomBytes(32).toString('hex');
	assert.equal(rotate().status, 0);
	await stack.end('api');
	await stack.startApi();
	await eve.login();
	assert.equal((await eve.put(`${KEYS}/openai`, {key: 'sk-under-the-key-file'})).status, 200);
	const [, mine] = rows().map(([row, hex, , user]) => [user, hex, row]).find(([user]) => user === eve.uuid);
	assert.ok(mine);
	fs.chmodSync(file, 0o644);
	assert.match(rotate().stderr, /others can read the key file/);
	fs.writeFileSync(file, `${crypto.randomBytes(32).toString('hex')}\n`);
	fs.chmodSync(file, 0o600);
	const lost = rotate();
	assert.equal(lost.status, 1);
	assert.match(lost.stderr, /the root of its key is not known here/);
	assert.ok(uuidOf(eve.id));
});

test('an account that goes takes its secrets along', () => {
	stack.sql(`DELETE FROM users WHERE id = '${ada.uuid}'`);
	assert.equal(stack.value(`SELECT count(*) FROM secrets WHERE user_id = '${ada.uuid}'`), '0');
});
