// SPDX-License-Identifier: ISC
// Access that ends at a bad moment: while a subscription or a sign-in is being asked for, and while the database cannot be asked.
import assert from 'node:assert';
import fs from 'node:fs';
import net from 'node:net';
import {after, before, test} from 'node:test';
import {Live, Stream, happen, wrongOf} from './live.mjs';
import {startStack, until, uuidOf} from './stack.mjs';

/** Stands between the relay and PostgreSQL: counts statements, and keeps answers back. The connection that listens is `live`, the other `ask`. */
class Gate {
	constructor(stack) {
		const folder = `${stack.dir}/gate`, plain = stack.roleUrl;
		fs.mkdirSync(folder);
		this.seen = {};
		this.held = [];
		this.server = net.createServer((client) => this.pass(client, net.connect(`${stack.dir}/pg/.s.PGSQL.5432`)));
		this.opened = new Promise((done) => this.server.listen(`${folder}/.s.PGSQL.5432`, () => { fs.chmodSync(`${folder}/.s.PGSQL.5432`, 0o777); fs.chmodSync(folder, 0o777); done(); }));
		stack.roleUrl = (role) => plain.call(stack, role).replace(`${stack.dir}/pg&`, `${folder}&`);
	}

	pass(client, server) {
		let kind = 'ask', keeps = false;
		client.on('data', (bytes) => {
			const text = bytes.toString('latin1'), statement = /B\0\0..\0(\w+)\0/s.exec(text)?.[1];
			if (text.includes('access_listen'))
				kind = 'live';
			if (statement) {
				this.seen[`${kind} ${statement}`] = (this.seen[`${kind} ${statement}`] ?? 0) + 1;
				keeps ||= this.wanted === statement && kind === 'ask';
			}
			server.write(bytes);
		});
		server.on('data', (bytes) => keeps ? this.held.push([client, bytes]) : client.write(bytes));
		this.free ??= [];
		this.free.push(() => { keeps = false; });
		for (const [one, other] of [[client, server], [server, client]]) {
			one.on('close', () => other.destroy());
			one.on('error', () => other.destroy());
		}
	}

	/** From now on the answer to this statement is kept back, and all that comes after it. */
	hold(statement) {
		this.wanted = statement;
	}

	/** PostgreSQL has answered, as things were then. */
	answered() {
		return until(() => this.held.length, `the answer to ${this.wanted}`);
	}

	release() {
		this.wanted = null;
		for (const free of this.free)
			free();
		for (const [client, bytes] of this.held.splice(0))
			client.write(bytes);
	}

	/** What `act` does leads to another check of access on the connection that listens. */
	async checked(act) {
		const before = this.seen['live access'] ?? 0;
		act();
		await until(() => (this.seen['live access'] ?? 0) > before, 'a check of access');
	}

	close() {
		this.server.close();
	}
}

let stack, gate, ada, url;
before(async () => {
	stack = await startStack();
	gate = new Gate(stack);
	await gate.opened;
	await stack.startRelay();
	ada = await stack.user('ada');
	url = `ws://127.0.0.1:${stack.port}/ws`;
});
after(async () => {
	await stack?.stop();
	gate?.close();
});
const each = (name, fn) => test(name, {timeout: 90000}, async (t) => { try { await fn(t); } catch (error) { stack.failed = true; throw error; } finally { gate.release(); } });

async function signedIn(user) {
	const live = new Live(url);
	assert.strictEqual((await live.auth(user.token)).ok, true);
	return live;
}

const add = (project, user) => stack.sql(`INSERT INTO project_members (project_id, user_id, role) VALUES ('${uuidOf(project.id)}', '${user.uuid}', 'viewer')`);
const remove = (project, user) => stack.sql(`DELETE FROM project_members WHERE project_id = '${uuidOf(project.id)}' AND user_id = '${user.uuid}'`);

each('who is removed while their subscription is asked for does not get it', async () => {
	const eve = await stack.user('eve'), project = await ada.project();
	add(project, eve);
	const live = await signedIn(eve), owner = await signedIn(ada);
	await owner.ask('subscribe:project', {projectId: project.id});
	gate.hold('subscribe');
	const answer = live.ask('subscribe:project', {projectId: project.id});
	await gate.answered();
	await gate.checked(() => remove(project, eve));
	gate.release();
	assert.strictEqual((await answer).error?.code, 'NOT_FOUND');
	happen(stack, project, 1);
	await owner.until((l) => l.events().length === 1, 'the owner\'s event');
	await live.ask('ping', {});
	assert.deepStrictEqual(live.events(), []);
	for (const one of [live, owner])
		one.close();
});

each('an admin who follows a project of others leaves a trace, an owner none', async () => {
	const root = await stack.user('root', {role: 'admin'}), project = await ada.project();
	const looks = () => stack.sql(`SELECT actor_id, outcome, address FROM audit WHERE action = 'admin.look' AND subject = '${project.id}'`);
	const [live, owner] = [await signedIn(root), await signedIn(ada)];
	for (const one of [owner, live])
		assert.strictEqual((await one.ask('subscribe:project', {projectId: project.id})).ok, true);
	assert.match(await until(looks, 'the trace'), new RegExp(`^${root.uuid}\tok\t[0-9a-f.:]+$`));
	for (const one of [live, owner])
		one.close();
});

each('a change of somebody else\'s access does not matter to it', async () => {
	const eve = await stack.user('eva'), dan = await stack.user('dana'), project = await ada.project();
	add(project, eve);
	add(project, dan);
	const [live, other] = [await signedIn(eve), await signedIn(dan)];
	gate.hold('subscribe');
	const before = gate.seen['ask subscribe'] ?? 0, answer = live.ask('subscribe:project', {projectId: project.id});
	await gate.answered();
	await gate.checked(() => remove(project, dan));
	gate.release();
	assert.strictEqual((await answer).ok, true);
	assert.strictEqual(gate.seen['ask subscribe'], before + 1, 'it was asked once');
	for (const one of [live, other])
		one.close();
});

each('a session that ends during its sign-in is not signed in, by token and by stream', async () => {
	const eve = await stack.user('evi'), project = await ada.project();
	add(project, eve);
	const live = await signedIn(eve);
	for (const way of ['token', 'stream']) {
		await eve.login();
		const {sid} = JSON.parse(Buffer.from(eve.token.split('.')[1], 'base64url').toString());
		gate.hold('session');
		const late = way === 'token' ? new Live(url) : new Stream(stack, `/api/v1/logs/stream?project_id=${project.id}`, {authorization: `Bearer ${eve.token}`});
		const answer = way === 'token' ? late.auth(eve.token) : late.opened;
		await gate.answered();
		await gate.checked(() => stack.sql(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE id = '${sid}'`));
		gate.release();
		if (way === 'token') {
			assert.strictEqual((await answer).error?.code, 'UNAUTHENTICATED');
			assert.strictEqual(await late.closed, 4401);
		} else {
			assert.strictEqual((await answer).statusCode, 401);
		}
	}
	assert.strictEqual((await live.ask('ping', {})).ok, true, 'the other session goes on');
	live.close();
});

/** The database refuses the checks of access, and nothing else that these tests need. */
async function refusing(act) {
	stack.sql('REVOKE SELECT ON project_members FROM ludwright_relay');
	try {
		await act();
	} finally {
		stack.sql('GRANT SELECT ON project_members TO ludwright_relay');
	}
}

each('while access cannot be checked nothing is sent; then it goes on without a gap, or ends', async () => {
	const eve = await stack.user('evy'), dan = await stack.user('dani'), project = await ada.project();
	add(project, eve);
	add(project, dan);
	const [removed, member, owner] = [await signedIn(eve), await signedIn(dan), await signedIn(ada)];
	for (const live of [removed, member, owner])
		await live.ask('subscribe:project', {projectId: project.id});
	happen(stack, project, 1);
	for (const live of [removed, member, owner])
		await live.until((l) => l.events().length === 1, 'the first event');
	await refusing(async () => {
		await gate.checked(() => remove(project, eve));
		await gate.checked(() => stack.sql(`UPDATE project_members SET role = 'editor' WHERE user_id = '${dan.uuid}'`));
		for (let i = 0; i < 3; i++)
			await gate.checked(() => {}); /* made again by itself: the answers to the first are there */
		happen(stack, project, 2);
		await owner.until((l) => l.events().length === 3, 'the owner\'s events');
		for (const live of [removed, member]) {
			await live.ask('ping', {});
			assert.strictEqual(live.events().length, 1);
		}
	});
	await removed.until((l) => l.heard('unsubscribed').length === 1, 'unsubscribed');
	await member.until((l) => l.events().length === 3, 'what came meanwhile');
	happen(stack, project, 1);
	await member.until((l) => l.events().length === 4, 'what comes after it');
	assert.strictEqual(wrongOf(member.events()), '');
	assert.strictEqual(removed.events().length, 1);
	for (const live of [removed, member, owner])
		live.close();
});

each('who cannot be checked for long is closed with 1013, and nobody else', async () => {
	const eve = await stack.user('evo'), project = await ada.project();
	add(project, eve);
	const live = await signedIn(eve), owner = await signedIn(ada);
	await live.ask('subscribe:project', {projectId: project.id});
	await refusing(async () => {
		await gate.checked(() => stack.sql(`UPDATE project_members SET role = 'editor' WHERE user_id = '${eve.uuid}'`));
		assert.strictEqual(await live.closed, 1013);
	});
	assert.strictEqual((await owner.ask('ping', {})).ok, true);
	owner.close();
});
