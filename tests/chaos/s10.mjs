// SPDX-License-Identifier: ISC
// S10: slow readers cost a bounded amount of memory and slow nobody. Some clients read nothing more after they subscribed, while others are sent 50 events a
// second, before and meanwhile. The relay's own socket is used, as nginx uses it: what the kernel holds of a TCP connection is not the relay's.
import {readFileSync} from 'node:fs';
import {spawn} from 'node:child_process';
import net from 'node:net';
import {Live, happen, wrongOf} from '../system/live.mjs';
import {sleep, startStack, until, uuidOf} from '../system/stack.mjs';
import {full, promise} from './lib/rig.mjs';

const plan = full ? {stalled: 1000, seconds: 10} : {stalled: 150, seconds: 3};
const READERS = 20, RATE = 50, KIB_EACH = 300, RATIO = 2;

/** Memory of the relay's only child, in KiB. */
function memory(stack) {
	const {pid} = stack.processes.get('relay');
	const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
	return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))[1]);
}

async function subscriber(stack, ada, project) {
	const live = new Live(`ws+unix:${stack.dir}/relay.sock:/ws`);
	await live.auth(ada.token);
	const ack = await live.ask('subscribe:project', {projectId: project.id, logs: false});
	if (!ack.ok)
		throw new Error(JSON.stringify(ack));
	return live;
}

/** As Redis reads it: an array of strings. */
const command = (...words) => `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** Events at the rate for some seconds, each committed and rung by itself. Out: the delays at all readers in ms, sorted. */
async function stream(stack, project, readers, seconds) {
	const delays = [], uuid = uuidOf(project.id);
	for (const live of readers)
		live.onmessage = ({data}) => data.seq && delays.push(Date.now() - Date.parse(data.timestamp));
	const psql = spawn('psql', ['-h', `${stack.dir}/pg`, '-U', 'ludwright', '-d', 'ludwright', '-XqAt'], {stdio: ['pipe', 'pipe', 'inherit']});
	const redis = net.connect(`${stack.dir}/redis/redis.sock`).resume();
	let wanted = 0, rest = '';
	psql.stdout.on('data', (part) => {
		const lines = (rest + part).split('\n');
		rest = lines.pop();
		for (const seq of lines)
			redis.write(command('PUBLISH', `project:${uuid}`, JSON.stringify({seq: Number(seq)})));
	});
	for (const end = Date.now() + seconds * 1000; Date.now() < end; wanted += readers.length) {
		psql.stdin.write(`SELECT event_append('${uuid}', NULL, 'agent:progress', '{"agentId": "agent_0", "progress": 1}');\n`);
		await sleep(1000 / RATE);
	}
	psql.stdin.end();
	await until(() => delays.length >= wanted, 'all events at all readers');
	redis.destroy();
	return delays.sort((a, b) => a - b);
}

const quantile = (sorted, q) => sorted[Math.floor(sorted.length * q)];

await promise('S10', async () => {
	const stack = await startStack({relay: true, env: {LUDWRIGHT_RELAY_USER_CONNECTIONS: '0', LUDWRIGHT_RELAY_ADDRESS_CONNECTIONS: '0'}});
	const problems = [];
	try {
		const ada = await stack.user('ada'), project = await ada.project(), readers = [], stalled = [];
		for (let i = 0; i < READERS; i++)
			readers.push(await subscriber(stack, ada, project));
		await stream(stack, project, readers, 1); // the channel of Redis is there after this
		const before = await stream(stack, project, readers, plan.seconds), idle = memory(stack);
		for (let i = 0; i < plan.stalled; i++) {
			const live = await subscriber(stack, ada, project);
			live.socket._socket.pause();
			stalled.push(live);
		}
		let last = happen(stack, project, 60, {data: {error: 'x'.repeat(9000)}}); // more than the kernel's and the relay's limit
		await until(() => readers.every((live) => live.seqs().at(-1) === last), 'the large events at all readers');
		const meanwhile = await stream(stack, project, readers, Math.min(4, plan.seconds)), loaded = memory(stack);
		const each = (loaded - idle) / plan.stalled;
		last = readers[0].seqs().at(-1);
		for (const live of readers)
			problems.push(...[wrongOf(live.events()), live.seqs().at(-1) === last ? '' : 'a reader is behind'].filter(Boolean));
		const codes = await Promise.all(stalled.map(async (live) => (await sleep(7000), live.socket._socket.resume(), live.closed)));
		const cut = codes.filter((code) => code === 1013).length;
		if (cut !== plan.stalled)
			problems.push(`${plan.stalled - cut} stalled readers were not closed with 1013`);
		if (each > KIB_EACH)
			problems.push(`${each.toFixed(0)} KiB a stalled socket`);
		const [p, q] = [quantile(before, 0.99), quantile(meanwhile, 0.99)];
		if (full && q > Math.max(RATIO * p, p + 10))
			problems.push(`p99 of others ${p} ms, then ${q} ms`);
		const good = problems.length === 0;
		stack.failed = !good;
		return {n: good ? plan.stalled : 0, m: plan.stalled, problems,
			text: `stalled readers cut with 1013, ${each.toFixed(0)} KiB each at most; p99 of ${READERS} others ${p} ms before, ${q} ms meanwhile`};
	} finally {
		await stack.stop();
	}
});
