// SPDX-License-Identifier: ISC
// The programs connect with roles of their own; and where those cannot be made, with one, which ludctl says.
import assert from 'node:assert/strict';
import {after, afterEach, before, test} from 'node:test';
import path from 'node:path';
import {startSmall} from './small.mjs';
import {source, until} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startSmall();
	ada = await stack.user('ada');
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const migrate = (url) => stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')], {env: {...stack.env, DATABASE_URL: url}});

test('API, sealer and worker are connected with their roles', async () => {
	await ada.project();
	const connected = () => stack.sql("SELECT DISTINCT application_name, usename FROM pg_stat_activity WHERE datname = 'ludwright' AND application_name LIKE 'ludwright%'").split('\n').map((line) => line.split('\t'));
	const rows = await until(() => connected().some(([, user]) => user === 'ludwright_worker') && connected(), 'the worker');
	const role = Object.fromEntries(rows);
	assert.equal(role['ludwright-api'], 'ludwright_api');
	assert.equal(role['ludwright-sealer'], 'ludwright_api');
	assert.ok(rows.every(([, user]) => user !== 'ludwright'), JSON.stringify(rows));
});

test('migrating while they serve takes no right away for a moment', async () => {
	let running = true, asked = 0;
	const load = Array.from({length: 4}, async () => {
		while (running) {
			assert.equal((await ada.get('/api/v1/projects')).status, 200);
			asked++;
		}
	});
	for (let i = 0; i < 5; i++) {
		const child = stack.start('migrate', path.join(process.env.top_builddir ?? source, 'ludctl'), ['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]);
		assert.equal(await child.ended, 0, stack.log('migrate'));
	}
	running = false;
	await Promise.all(load);
	assert.ok(asked > 20);
});

test('a rented database with one role works, and ludctl says what that means', async () => {
	await stack.end('worker');
	await stack.end('api');
	stack.sql('CREATE ROLE tenant LOGIN; CREATE DATABASE rented OWNER tenant', 'postgres');
	stack.sql('DROP OWNED BY ludwright_api, ludwright_worker, ludwright_relay');
	stack.sql('DROP ROLE ludwright_api, ludwright_worker, ludwright_relay');
	const url = `postgresql:///rented?host=${stack.dir}/pg&user=tenant`;
	const told = migrate(url);
	for (const name of ['ludwright_api', 'ludwright_worker', 'ludwright_relay'])
		assert.match(told, new RegExp(`role ${name} is not there and this account may not make it`));
	assert.match(told, /the database is up to date/);

	stack.env.DATABASE_URL = url;
	await stack.startApi();
	stack.value = (text) => stack.sql(text, 'rented').split('\n')[0];
	const bob = await stack.user('bob');
	assert.equal((await bob.get('/api/v1/projects')).status, 200);
	const refused = (text) => assert.throws(() => stack.run('psql', ['-h', `${stack.dir}/pg`, '-U', 'tenant', '-d', 'rented', '-v', 'ON_ERROR_STOP=1', '-c', text]), /never changed/);
	refused("UPDATE audit SET action = 'x'");
	refused('DELETE FROM audit');
	refused('TRUNCATE audit');
	assert.match(migrate(url), /is not there/, 'again, and it says so again');
});

test('an owner who is no superuser but may make roles makes and grants them', () => {
	stack.sql('CREATE ROLE landlord LOGIN CREATEROLE; CREATE DATABASE owned OWNER landlord', 'postgres');
	const told = migrate(`postgresql:///owned?host=${stack.dir}/pg&user=landlord`);
	for (const name of ['ludwright_api', 'ludwright_worker', 'ludwright_relay'])
		assert.match(told, new RegExp(`made role ${name}`));
	const as = (role, text) => stack.run('psql', ['-h', `${stack.dir}/pg`, '-U', role, '-d', 'owned', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', text]).trim();
	assert.equal(as('ludwright_api', "SELECT audit_write(NULL, 'x', NULL, 'ok'); SHOW search_path"), '1\npublic, pg_temp');
	assert.equal(as('ludwright_api', 'SELECT sealed FROM audit_seal(0, 10)'), '1');
	for (const [role, text] of [['ludwright_api', 'DELETE FROM audit'], ['ludwright_api', 'CREATE TEMPORARY TABLE t (i int)'], ['ludwright_worker', 'SELECT password_hash FROM users'],
		['ludwright_relay', "INSERT INTO audit (action, outcome) VALUES ('x', 'ok')"]])
		assert.throws(() => as(role, text), /permission denied/, `${role}: ${text}`);
});
