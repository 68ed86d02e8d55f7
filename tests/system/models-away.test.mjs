// SPDX-License-Identifier: ISC
// A provider that is not there: refused connections, and TLS that fails. Three retries, then the step fails as what it is; nothing is asked in plain text.
import assert from 'node:assert/strict';
import net from 'node:net';
import {after, before, test} from 'node:test';
import {begin, settled, startRig} from './models-rig.mjs';

let rig, plain, heard = '';
before(async () => {
	plain = net.createServer((socket) => socket.on('data', (bytes) => (heard += bytes.toString('latin1'), socket.end('HTTP/1.1 200 OK\r\n\r\n'))).on('error', () => null)).listen(0, '127.0.0.1');
	await new Promise((done) => plain.once('listening', done));
	const free = net.createServer().listen(0, '127.0.0.1');
	await new Promise((done) => free.once('listening', done));
	const {port} = free.address();
	await new Promise((done) => free.close(done));
	rig = await startRig({env: {ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`, OPENAI_BASE_URL: `https://127.0.0.1:${plain.address().port}/v1`, LUDWRIGHT_PROVIDER_BREAKER_FAILURES: '0'}});
});
after(async () => {
	await rig?.stop();
	plain?.close();
});

for (const [what, provider, why] of [['refused', 'anthropic', /cannot be reached/], ['no TLS', 'openai', /cannot be reached|broke/]])
	test(`${what}: tried three times again, then connection_error`, async () => {
		const id = await begin(rig, {provider, name: what, checkpoints: ['checkpoint_concept']});
		const agent = await settled(rig, id, 120);
		assert.deepEqual([agent.status, agent.type, agent.turns], ['failed', 'connection_error', 0]);
		assert.match(agent.error, why);
		assert.equal(rig.stack.value(`SELECT count(*) FROM agent_logs WHERE project_id = '${id}' AND metadata->>'error_type' = 'connection_error' AND metadata ? 'retry'`), '3');
		assert.ok(!/Bearer|messages|sk-/.test(heard), 'nothing was said in plain text');
	});
