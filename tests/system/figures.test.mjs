// SPDX-License-Identifier: ISC
// GET /metrics has every figure of the specification's section 9.1, by name and type, from all programs, and they say what happened; the alerts and the dashboard name only what is there.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {build, source, until} from './stack.mjs';
import {Live} from './live.mjs';
import {finishedProject, startSmall} from './small.mjs';

let stack, ada, admin;
before(async () => {
	stack = await startSmall();
	await stack.startRelay();
	ada = await stack.user('ada');
	admin = await stack.user('root', {role: 'admin'});
});
after(() => stack?.stop());

const SPECIFIED = {http_requests_total: 'counter', http_request_duration_seconds: 'histogram', websocket_connections_active: 'gauge', websocket_messages_total: 'counter',
	projects_created_total: 'counter', projects_completed_total: 'counter', agents_executed_total: 'counter', agent_execution_duration_seconds: 'histogram',
	checkpoints_pending: 'gauge', checkpoints_resolved_total: 'counter', llm_tokens_used_total: 'counter', llm_request_duration_seconds: 'histogram',
	database_connections_active: 'gauge', redis_memory_used_bytes: 'gauge', celery_tasks_queued: 'gauge', celery_tasks_processed_total: 'counter'};

async function metrics() {
	const {text} = await admin.get('/metrics'), types = {}, values = {};
	for (const line of text.trim().split('\n')) {
		const type = /^# TYPE (\S+) (\S+)$/.exec(line);
		if (type)
			types[type[1]] = type[2];
		else if (!line.startsWith('#'))
			values[line.slice(0, line.lastIndexOf(' '))] = Number(line.slice(line.lastIndexOf(' ') + 1));
	}
	return {text, types, values};
}
const sumOf = (values, start) => Object.entries(values).filter(([name]) => name.startsWith(start)).reduce((sum, [, value]) => sum + value, 0);

test('all of section 9.1 is there, by name and type', async () => {
	const {types} = await metrics();
	assert.deepEqual(Object.fromEntries(Object.keys(SPECIFIED).map((name) => [name, types[name]])), SPECIFIED);
});

test('a run is in them: projects, agents, decisions, jobs, connections', async () => {
	const before = (await metrics()).values;
	const live = new Live(`ws://127.0.0.1:${stack.port}/ws`);
	await live.opened;
	await live.auth(ada.token);
	const project = await finishedProject(ada);
	const automatic = Number(stack.value("SELECT count(*) FROM checkpoints WHERE automatic AND status = 'approved'"));
	const steps = stack.sql("SELECT a.type, count(*) FROM agent_outputs o JOIN agents a ON a.id = o.agent_id GROUP BY 1 ORDER BY 1").split('\n').map((line) => line.split('\t'));
	const {values} = await until(async () => {
		const now = await metrics();
		return now.values.projects_completed_total === before.projects_completed_total + 1 && now;
	}, 'the end to be counted');
	assert.equal(values.projects_created_total, before.projects_created_total + 1);
	assert.equal(values.websocket_connections_active, 1);
	assert.ok(values.websocket_messages_total > (before.websocket_messages_total ?? 0));
	assert.equal(values['checkpoints_resolved_total{resolution="approved"}'] ?? 0, automatic);
	for (const [type, outputs] of steps) {
		assert.ok(values[`agents_executed_total{type="${type}"}`] >= Number(outputs), `${type}: ${outputs}`);
		assert.equal(values[`agent_execution_duration_seconds_count{type="${type}"}`], values[`agents_executed_total{type="${type}"}`]);
		assert.equal(values[`agent_execution_duration_seconds_bucket{type="${type}",le="+Inf"}`], values[`agents_executed_total{type="${type}"}`]);
	}
	assert.ok(values.celery_tasks_processed_total >= sumOf(values, 'agents_executed_total'));
	assert.ok(values.redis_memory_used_bytes > 100000 && values.database_connections_active > 0 && values.ludwright_workers >= 1 && values.ludwright_disk_free_bytes > 0);
	assert.ok(project.id);
	live.socket.close();
});

test('counters go on when programs are started again', async () => {
	const before = (await metrics()).values;
	await stack.end('api');
	await stack.end('worker');
	await stack.startApi();
	stack.startWorker();
	const {values} = await metrics();
	assert.equal(values.projects_completed_total, before.projects_completed_total);
	assert.equal(values.celery_tasks_processed_total, before.celery_tasks_processed_total);
});

test('a relay that is away is said to be, and holds nothing up', async () => {
	await stack.end('relay');
	const {values, types} = await metrics();
	assert.equal(values.ludwright_relay_up, 0);
	assert.equal(values.ludwright_relay_sockets, 0);
	assert.equal(types.websocket_connections_active, undefined);
	await stack.startRelay();
	assert.equal((await metrics()).values.ludwright_relay_up, 1);
});

test('several relays of a host are counted as one', async () => {
	const socket = `${stack.dir}/relay-2.sock`;
	const startSecond = () => stack.start('relay-2', path.join(build, 'ludwright-relay'), [], {env: {...stack.env, DATABASE_URL: stack.roleUrl('relay'), LUDWRIGHT_RELAY_SOCKET: socket}});
	startSecond();
	await until(async () => (await metrics()).values.ludwright_relay_up === 2, 'two relays');
	const of = (path_) => Number(/^websocket_connections_active (\d+)$/m.exec(stack.run('curl', ['-s', '--unix-socket', path_, 'http://relay/metrics']))[1]);
	const live = new Live(`ws://127.0.0.1:${stack.port}/ws`), other = net.connect(socket);
	await live.opened;
	other.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
	await until(() => of(`${stack.dir}/relay.sock`) === 1 && of(socket) === 1, 'a connection at each');
	const {text, values} = await metrics();
	assert.equal(values.websocket_connections_active, 2);
	assert.equal(text.match(/^# TYPE websocket_connections_active /gm).length, 1);
	live.socket.close();
	other.destroy();
	assert.equal(values.ludwright_relay_sockets, 2);
	await stack.end('relay-2', 'SIGKILL');
	await until(async () => (await metrics()).values.ludwright_relay_up === 1, 'one again');
	assert.equal((await metrics()).values.ludwright_relay_sockets, 2, 'one that was killed is missed');
	startSecond();
	await until(async () => (await metrics()).values.ludwright_relay_up === 2, 'both again');
	await stack.end('relay-2');
	await until(async () => (await metrics()).values.ludwright_relay_up === 1, 'one that ended in order');
	assert.equal((await metrics()).values.ludwright_relay_sockets, 1, 'leaves no socket');
});

test('alerts and dashboard name only figures that there are', async () => {
	const {types} = await metrics();
	const dashboard = JSON.parse(fs.readFileSync(path.join(source, 'deploy/grafana/ludwright.json'), 'utf8'));
	const rules = fs.readFileSync(path.join(source, 'deploy/prometheus/ludwright.rules.yml'), 'utf8');
	const texts = [...dashboard.panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr)), ...[...rules.matchAll(/expr: (.*)/g)].map(([, expr]) => expr)];
	assert.ok(texts.length > 25);
	const known = new Set([...Object.keys(types), 'up', 'ludwright_mail_total', 'ludwright_webhooks_total']);
	const named = new Set(texts.flatMap((text) => [...text.replace(/"[^"]*"|\b(by|without) \([^)]*\)|\{[^}]*\}/g, '').matchAll(/[a-z]+_[a-z_]+|\bup\b/g)].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''))));
	for (const name of ['histogram_quantile', 'max_over_time'])
		named.delete(name);
	assert.deepEqual([...named].filter((name) => !known.has(name)), []);
	for (const name of Object.keys(SPECIFIED))
		assert.ok(named.has(name), `${name} is on the dashboard`);
});

test('promtool finds nothing wrong with the alerts, nor with the figures', {skip: spawnSync('promtool', ['--version']).error && 'promtool is not installed'}, async () => {
	const rules = spawnSync('promtool', ['check', 'rules', path.join(source, 'deploy/prometheus/ludwright.rules.yml')], {encoding: 'utf8'});
	assert.equal(rules.status, 0, rules.stdout + rules.stderr);
	const figures = spawnSync('promtool', ['check', 'metrics'], {input: (await metrics()).text, encoding: 'utf8'});
	assert.ok(figures.status === 0 || figures.status === 3, figures.stdout + figures.stderr); // 3: advice on names, which the specification chose
	assert.doesNotMatch(figures.stderr, /error while linting|parse/i);
});
