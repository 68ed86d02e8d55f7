// SPDX-License-Identifier: ISC
// The audit trail: every act leaves a row, the rows are sealed within seconds, and whatever is done to them afterwards is found.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {spawnSync} from 'node:child_process';
import {after, afterEach, before, test} from 'node:test';
import {assertError, seedCheckpoint, seedRun} from './seed.mjs';
import {PASSWORD, startStack, until, uuidOf} from './stack.mjs';

let stack, ada, root;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada');
	root = await stack.user('root', {role: 'admin'});
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const heads = () => {
	const dir = `${stack.dir}/keys/audit`;
	return fs.readdirSync(dir).filter((name) => /^heads-\d{4}-\d\d-\d\d\.jsonl$/.test(name)).map((name) => path.join(dir, name));
};
const unsealed = () => Number(stack.value('SELECT count(*) FROM audit a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.audit_id = a.id)'));
const sealed = () => until(() => unsealed() === 0, 'the trail to be sealed', 10);
/** In: more arguments. Out: status and lines of ludctl audit verify. */
function verify(...args) {
	try {
		return {status: 0, text: stack.ludctl(['audit', 'verify', ...args])};
	} catch (error) {
		return {status: 1, text: error.message};
	}
}

/** As a superuser who stops at nothing: triggers and foreign keys do not see it. */
const force = (sql) => stack.sql(`SET session_replication_role = replica; ${sql}`);
const keepCopies = () => stack.sql('CREATE SCHEMA kept; ' + ['audit', 'audit_seals', 'audit_heads'].map((t) => `CREATE TABLE kept.${t} AS TABLE ${t}`).join(';'));
const restore = () => (['audit', 'audit_seals', 'audit_heads'].map((t) => `DELETE FROM ${t}; INSERT INTO ${t} ${t === 'audit' ? 'OVERRIDING SYSTEM VALUE ' : ''}SELECT * FROM kept.${t}`).join(';'));
const putBack = () => force(restore());
/** Only what is near one number. */
const restoreAt = (n) => ['audit_seals', 'audit_heads'].map((t) => `DELETE FROM ${t} WHERE number BETWEEN ${n - 1} AND ${n + 1};
	INSERT INTO ${t} SELECT * FROM kept.${t} WHERE number BETWEEN ${n - 1} AND ${n + 1}`).join(';') + `;
	DELETE FROM audit WHERE id IN (SELECT audit_id FROM kept.audit_seals WHERE number BETWEEN ${n - 1} AND ${n + 1});
	INSERT INTO audit OVERRIDING SYSTEM VALUE SELECT * FROM kept.audit WHERE id IN (SELECT audit_id FROM kept.audit_seals WHERE number BETWEEN ${n - 1} AND ${n + 1});`;

test('every act leaves a row, in its own transaction', async () => {
	const project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	const checkpoint = seedCheckpoint(stack, project.id, run, agents.concept.id);
	const acts = [
		['auth.login ok', () => stack.fetch('POST', '/auth/login', {body: {email: 'ada@example.org', password: PASSWORD}}), 200],
		['auth.login refused', () => stack.fetch('POST', '/auth/login', {body: {email: 'ada@example.org', password: 'wrong wrong'}}), 401],
		['auth.login refused', () => stack.fetch('POST', '/auth/login', {body: {email: 'nobody@example.org', password: 'wrong wrong'}}), 401],
		['auth.refresh ok', async () => {
			const answer = await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: ada.refresh}, headers: {'user-agent': 'another browser'}});
			ada.refresh = answer.body.refresh_token;
			return answer;
		}, 200],
		['auth.reauth ok', () => ada.post('/auth/reauth', {password: PASSWORD}), 200],
		['auth.reauth refused', () => ada.post('/auth/reauth', {password: 'wrong wrong'}), 401],
		['checkpoint.request_changes ok', () => ada.post(`/api/v1/checkpoints/${checkpoint}/request-changes`, {revision: 1, feedback: 'More stars.'}), 200],
		['project.pause ok', () => ada.post(`/api/v1/projects/${project.id}/pause`), 200],
		['admin.look ok', () => root.get(`/api/v1/projects/${project.id}`), 200],
		['admin.audit ok', () => root.get('/api/v1/admin/audit'), 200],
	];
	for (const [row, act, status] of acts) {
		const before = Number(stack.value('SELECT coalesce(max(id), 0) FROM audit'));
		const answer = await act();
		assert.equal(answer.status, status, `${row}: ${answer.text}`);
		assert.equal(stack.sql(`SELECT action || ' ' || outcome || ' ' || request_id FROM audit WHERE id > ${before}`), `${row} ${answer.headers['x-request-id']}`);
	}
});

test('a refresh leaves a row when it comes from where the session was not seen before', async () => {
	let token = (await stack.fetch('POST', '/auth/login', {body: {email: 'ada@example.org', password: PASSWORD}, headers: {'user-agent': 'Firefox'}})).body.refresh_token;
	const last = () => Number(stack.value('SELECT coalesce(max(id), 0) FROM audit'));
	const rows = (after) => stack.sql(`SELECT outcome, host(address), detail->>'user_agent' FROM audit WHERE id > ${after} AND action = 'auth.refresh' ORDER BY id`);
	const refresh = async (agent, localAddress) => {
		const {status, body, text} = await stack.fetch('POST', '/auth/refresh', {body: {refresh_token: token}, headers: {'user-agent': agent}, localAddress});
		assert.equal(status, 200, text);
		token = body.refresh_token;
	};
	const from = last();
	for (let i = 0; i < 3; i++)
		await refresh('Firefox');
	assert.equal(rows(from), '', 'where it signed in');
	await refresh('curl');
	await refresh('Firefox', '127.0.0.9');
	assert.equal(rows(from), 'ok\t127.0.0.1\tcurl\nok\t127.0.0.9\tFirefox');
	const seen = last();
	for (const [agent, address] of [['curl'], ['Firefox', '127.0.0.9'], ['Firefox'], ['curl']])
		await refresh(agent, address);
	assert.equal(rows(seen), '', 'each once');
	await refresh('curl', '127.0.0.9');
	assert.equal(rows(seen), 'ok\t127.0.0.9\tcurl');
});

test('of 1,000 acts at once none is without a row, and all are sealed', async () => {
	const before = Number(stack.value("SELECT count(*) FROM audit WHERE action = 'project.create'"));
	let done = 0;
	await Promise.all(Array.from({length: 20}, async () => {
		while (done < 1000) {
			done++;
			await ada.project();
		}
	}));
	const rows = Number(stack.value("SELECT count(*) FROM audit WHERE action = 'project.create'")) - before;
	assert.equal(rows, done);
	await sealed();
	const {status, text} = verify();
	assert.equal(status, 0, text);
	assert.match(text, /the trail is sound/);
	console.log(`# S12 ${rows}/${done} acts with a row`);
});

/** Writes 200 rows, and waits until the sealer has them. Out: rows of the trail that were read since the start, as far as its process has said. */
async function rowsRead() {
	const last = stack.value("WITH made AS (INSERT INTO audit (action, outcome) SELECT 'test.act', 'ok' FROM generate_series(1, 200) RETURNING id) SELECT max(id) FROM made");
	await until(() => stack.value(`SELECT count(*) FROM audit_seals WHERE audit_id = ${last}`) === '1', 'the row to be sealed', 20);
	return Number(stack.value("SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables WHERE relname = 'audit'"));
}

test('while rows keep coming, those sealed before are not looked through again', async () => {
	const read = [];
	// the bound follows two passes behind; each window is four passes, of which the last may not be counted yet
	while (read.length < 12 || (read.length < 30 && read.at(-1) - read.at(-5) > 4 * 1000))
		read.push(await rowsRead());
	assert.ok(read.at(-1) - read.at(-5) <= 4 * 1000, `rows read by ${read.length} passes: ${read}`);
});

test('heads are signed, and kept outside the table within seconds', async () => {
	await ada.project();
	await sealed();
	const end = stack.value('SELECT max(number) FROM audit_seals');
	const line = await until(() => fs.readFileSync(heads()[0], 'utf8').trim().split('\n').map((text) => JSON.parse(text)).find((head) => String(head.number) === end), 'a head');
	assert.equal(line.hash, stack.value(`SELECT encode(hash, 'hex') FROM audit_seals WHERE number = ${end}`));
	await until(() => stack.value(`SELECT count(*) FROM audit_heads WHERE number = ${end} AND kid = '${line.kid}'`) === '1', 'the head in the table');
	assert.equal(fs.statSync(path.join(stack.dir, 'keys/audit', `${line.kid}.pem`)).mode & 0o777, 0o600);
	// openssl alone, with the public key, comes to the same
	const dir = `${stack.dir}/log`;
	fs.writeFileSync(`${dir}/head.txt`, `ludwright audit head\n${line.number}\n${line.hash}\n${line.kid}\n`);
	fs.writeFileSync(`${dir}/head.sig`, Buffer.from(line.signature, 'base64url'));
	const checked = spawnSync('openssl', ['pkeyutl', '-verify', '-pubin', '-inkey', `${stack.dir}/keys/audit/${line.kid}.pub`, '-rawin', '-in', `${dir}/head.txt`, '-sigfile', `${dir}/head.sig`]);
	assert.equal(checked.status, 0, String(checked.stderr));
});

test('100 of 100 alterations are found, and the row is named', async () => {
	await sealed();
	await stack.end('api');
	assert.equal(verify().status, 0);
	keepCopies();
	const numbers = stack.sql('SELECT number, audit_id FROM audit_seals WHERE number > 2 ORDER BY md5(number::text) LIMIT 100').split('\n').map((line) => line.split('\t').map(Number));
	const last = Number(stack.value('SELECT max(number) FROM audit_seals'));
	const kinds = [
		['a field', (n, id) => `UPDATE audit SET subject = coalesce(subject, '') || 'x' WHERE id = ${id}`, (n, id) => `row ${id} `],
		['an actor', (n, id) => `UPDATE audit SET actor_id = CASE WHEN actor_id IS NULL THEN gen_random_uuid() END WHERE id = ${id}`, (n, id) => `row ${id} `],
		['an address', (n, id) => `UPDATE audit SET address = '192.0.2.9' WHERE id = ${id}`, (n, id) => `row ${id} `],
		['a time by a microsecond', (n, id) => `UPDATE audit SET at = at + interval '1 microsecond' WHERE id = ${id}`, (n, id) => `row ${id} `],
		['an outcome', (n, id) => `UPDATE audit SET outcome = CASE outcome WHEN 'ok' THEN 'failed' ELSE 'ok' END WHERE id = ${id}`, (n, id) => `row ${id} `],
		['a detail', (n, id) => `UPDATE audit SET detail = detail || '{"x": 1}' WHERE id = ${id}`, (n, id) => `row ${id} `],
		['a row removed', (n, id) => `DELETE FROM audit WHERE id = ${id}`, (n, id) => `row ${id} (number ${n}) was removed`],
		['a row and its seal removed', (n, id) => `DELETE FROM audit WHERE id = ${id}; DELETE FROM audit_seals WHERE number = ${n}`, (n) => (n === last ? `numbers ${n} to ${n} are gone` : `number${n === 1 ? 's 1' : `s ${n}`} to ${n} are gone`)],
		['two rows swapped', (n, id) => `UPDATE audit_seals SET audit_id = -1 WHERE number = ${n}; UPDATE audit_seals SET audit_id = ${id} WHERE number = ${n - 1};
			UPDATE audit_seals SET audit_id = (SELECT audit_id FROM kept.audit_seals WHERE number = ${n - 1}) WHERE number = ${n}`, (n) => `(number ${n})`],
		['a seal', (n) => `UPDATE audit_seals SET hash = sha256(hash) WHERE number = ${n}`, (n, id) => `row ${id} `],
	];
	let found = 0, undo = '';
	for (const [i, [number, id]] of numbers.entries()) {
		const [name, sql, named] = kinds[i % kinds.length];
		force(`${undo}; ${sql(number, id)}`);
		undo = restoreAt(number);
		const {status, text} = verify();
		assert.equal(status, 1, `${name} of row ${id} (number ${number}) was not found: ${text}`);
		assert.ok(text.includes(named(number, id)), `${name} of row ${id} (number ${number}): ${text.slice(0, 800)}`);
		found++;
	}
	putBack();
	assert.equal(found, 100);
	assert.equal(verify().status, 0, 'put back, it is sound');
	console.log(`# S12 ${found}/100 alterations found`);
});

test('a chain that was written anew whole, or cut at its end, does not fit the heads outside', async () => {
	const n = Number(stack.value('SELECT max(number) - 3 FROM audit_seals'));
	const again = (from) => `DO $$ DECLARE r record; h bytea; BEGIN
		SELECT hash INTO h FROM audit_seals WHERE number = ${from - 1};
		FOR r IN SELECT s.number, s.sealed_at, a FROM audit_seals s JOIN audit a ON a.id = s.audit_id WHERE s.number >= ${from} ORDER BY 1 LOOP
			h := sha256(coalesce(h, decode(repeat('00', 32), 'hex')) || audit_canon(r.number, r.sealed_at, r.a));
			UPDATE audit_seals SET hash = h WHERE number = r.number;
		END LOOP; END $$`;
	force(`UPDATE audit SET detail = '{"forged": true}' WHERE id = (SELECT audit_id FROM audit_seals WHERE number = ${n}); ${again(n)}; DELETE FROM audit_heads WHERE number >= ${n}`);
	let {status, text} = verify();
	assert.equal(status, 1, text);
	assert.match(text, /not what was signed/);
	putBack();

	force(`DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seals WHERE number > ${n}); DELETE FROM audit_seals WHERE number > ${n}; DELETE FROM audit_heads WHERE number > ${n}`);
	({status, text} = verify());
	assert.equal(status, 1);
	assert.match(text, new RegExp(`numbers ${n + 1} to ${n + 3} are gone: the chain ends before a signed head`));
	putBack();

	force('DELETE FROM audit; DELETE FROM audit_seals; DELETE FROM audit_heads');
	({status, text} = verify());
	assert.equal(status, 1);
	assert.match(text, /numbers 1 to \d+ are gone/);
	putBack();

	force(`DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_seals WHERE number <= 3); DELETE FROM audit_seals WHERE number <= 3`);
	({status, text} = verify());
	assert.equal(status, 1);
	assert.match(text, /numbers 1 to 3 are gone, and the trail does not say/);
	putBack();
	assert.equal(verify().status, 0);
});

test('forged and damaged heads are found, and no heads are no proof', async () => {
	const [file] = heads();
	const good = fs.readFileSync(file, 'utf8');
	const lines = good.trim().split('\n');
	const head = JSON.parse(lines.at(-1));
	const tell = (text) => {
		fs.writeFileSync(file, text);
		return verify();
	};
	assert.match(tell(`${good}not a head\n`).text, /is not a head/);
	assert.match(tell(`${lines.slice(0, -1).join('\n')}\n${JSON.stringify({...head, signature: head.signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))})}\n`).text, /has a bad signature/);
	assert.match(tell(`${lines.slice(0, -1).join('\n')}\n${JSON.stringify({...head, hash: 'a'.repeat(64)})}\n`).text, /has a bad signature/);
	assert.match(tell('').text, /nothing outside the database vouches for it/);
	assert.equal(tell(`${good}{"number":`).status, 0, 'a line that is being written is none yet');
	assert.equal(tell(good).status, 0);
});

test('what is put in later does not pass for earlier', async () => {
	const files = heads().map((file) => [file, fs.readFileSync(file)]);
	await stack.startApi();
	stack.sql("INSERT INTO audit (id, at, actor_id, action, outcome) OVERRIDING SYSTEM VALUE SELECT -7, min(at) - interval '1 day', NULL, 'auth.login', 'ok' FROM audit");
	await stack.end('api');
	await stack.startApi();
	await sealed();
	const {status, text} = verify();
	assert.equal(status, 1);
	assert.match(text, /row -7 \(number \d+\) was put in later than it says/);
	await stack.end('api');
	putBack();
	for (const [file, bytes] of files)
		fs.writeFileSync(file, bytes);
});

test('the sealer ends and comes back without a break in the chain', async () => {
	await stack.startApi();
	const sealer = () => spawnSync('pgrep', ['-P', String(stack.processes.get('api').pid), '-x', 'ludwright-seal'], {encoding: 'utf8'}).stdout.trim();
	for (let i = 0; i < 5; i++) {
		const pid = await until(sealer, 'a sealer');
		await ada.project();
		process.kill(Number(pid), 'SIGKILL');
		await until(() => sealer() && sealer() !== pid, 'another sealer');
	}
	await sealed();
	const {status, text} = verify();
	assert.equal(status, 0, text);
});

test('only admins read the trail, page by page and by filter', async () => {
	assertError(assert, await ada.get('/api/v1/admin/audit'), 404, 'NOT_FOUND');
	assertError(assert, await stack.fetch('GET', '/api/v1/admin/audit'), 401, 'UNAUTHENTICATED');
	const page = await root.get('/api/v1/admin/audit?limit=5');
	assert.equal(page.status, 200);
	assert.equal(page.body.items.length, 5);
	const next = await root.get(`/api/v1/admin/audit?limit=5&cursor=${page.body.next_cursor}`);
	assert.ok(next.body.items[0].id < page.body.items.at(-1).id);
	const [row] = (await root.get(`/api/v1/admin/audit?action=checkpoint.request_changes&actor_id=${ada.id}&outcome=ok`)).body.items;
	assert.deepEqual(Object.keys(row), ['id', 'at', 'actor_id', 'actor_email', 'action', 'subject', 'outcome', 'address', 'request_id', 'detail', 'seal', 'hash']);
	assert.equal(row.actor_id, ada.id);
	assert.equal(row.actor_email, 'ada@example.org');
	assert.match(row.hash, /^[0-9a-f]{64}$/);
	assert.deepEqual((await root.get(`/api/v1/admin/audit?request_id=${row.request_id}`)).body.items.map((item) => item.id), [row.id]);
	assert.deepEqual((await root.get('/api/v1/admin/audit?since=2999-01-01T00:00:00Z')).body.items, []);
	assertError(assert, await root.get('/api/v1/admin/audit?since=yesterdayish'), 400, 'VALIDATION_ERROR');
	assertError(assert, await root.get('/api/v1/admin/audit?actor_id=user_1&colour=red'), 400, 'VALIDATION_ERROR');
});

test('ludctl lists the trail', () => {
	const rows = JSON.parse(stack.ludctl(['audit', 'list', '--actor', 'Ada@example.org', '--action', 'auth.login', '--outcome', 'refused', '--json']));
	assert.ok(rows.length >= 1);
	assert.ok(rows.every((row) => row.actor === 'ada@example.org' && row.action === 'auth.login' && row.outcome === 'refused'));
	assert.match(stack.ludctl(['audit', 'list', '--actor', 'nobody@example.org']), /no rows/);
	assert.match(stack.ludctl(['audit', 'list', '--limit', '3']), /admin\.audit/);
});

test('retention takes the beginning away, says so, and the rest still verifies', async () => {
	await sealed();
	const to = stack.value("SELECT audit_prune(clock_timestamp() + interval '1 hour')");
	assert.ok(Number(to) > 1000, to);
	await sealed();
	const {status, text} = verify();
	assert.equal(status, 0, text);
	assert.match(text, new RegExp(`numbers ${Number(to) + 1} to`));
	assert.equal(stack.value("SELECT detail->>'to' FROM audit WHERE action = 'audit.prune'"), to);
	assert.ok(uuidOf(ada.id));
});
