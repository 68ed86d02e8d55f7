// SPDX-License-Identifier: ISC
// bench/remind: one run of ludwright-remind over many waiting checkpoints, alone and while somebody locks checkpoints as a decision does; how long such a lock waits.
//   bench/remind [--quick]     CHECKPOINTS=10000 REPS=3
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {about, hold, cpuMeter, here, median, round, setting, withStack} from './common.mjs';
const {build} = await import('../tests/system/stack.mjs');

const CHECKPOINTS = setting('CHECKPOINTS', 10000, 2000), REPS = setting('REPS', 3, 1);

function remind(stack) {
	const begun = process.hrtime.bigint();
	const {status, stderr} = spawnSync(`${build}/ludwright-remind`, [], {...stack.as, env: {...stack.env, DATABASE_URL: stack.roleUrl('worker')}, encoding: 'utf8'});
	if (status !== 0 || !/reminded of [1-9]/.test(stderr))
		throw new Error(`ludwright-remind: ${status} ${stderr}`);
	return Number(process.hrtime.bigint() - begun) / 1e9;
}

const again = (stack) => stack.sql(`DELETE FROM bench.over; DELETE FROM checkpoint_reminders; DELETE FROM notifications; DELETE FROM deliveries; UPDATE checkpoints SET reminders = 0`
	+ `; VACUUM ANALYZE checkpoints, projects, project_members, users, notifications, deliveries, event_heads; CHECKPOINT`);

function runBeside(stack) {
	const psql = spawn('psql', ['-h', `${stack.dir}/pg`, '-U', 'ludwright', '-d', 'ludwright', '-Xq', '-c', 'CALL bench.decide()'], {...stack.as});
	const ended = new Promise((done) => psql.once('exit', done));
	const seconds = remind(stack);
	stack.sql('INSERT INTO bench.over VALUES (now())');
	return ended.then(() => seconds);
}

await withStack(async (stack) => {
	about(stack, 0, REPS);
	stack.sql(fs.readFileSync(`${here}/remind.sql`, 'utf8'));
	stack.sql(`CALL bench.wait(${CHECKPOINTS})`);
	const alone = [], beside = [], cpu = [];
	for (let i = 0; i < REPS; i++) {
		again(stack);
		const used = cpuMeter(stack, 'postgres');
		alone.push(remind(stack));
		cpu.push(used()[0]);
		again(stack);
		beside.push(await runBeside(stack));
	}
	const [locks, p50, p99, most] = stack.sql(`SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY ms), percentile_cont(0.99) WITHIN GROUP (ORDER BY ms),
		max(ms) FROM bench.waits`).split('\t').map(Number);
	console.log(`${CHECKPOINTS} checkpoints, 3 people each: ${round(median(alone), 2)} s alone (${round(median(cpu), 2)} s of CPU in PostgreSQL), ${round(median(beside), 2)} s beside ${locks} locks`);
	console.log(`a lock on a checkpoint waited ${round(p50, 2)} ms (median), ${round(p99, 2)} ms (99 %), ${round(most, 2)} ms (longest)`);
	hold([['s of a run alone:', median(alone), 5], ['s of one beside decisions:', median(beside), 5], ['ms that a lock on a checkpoint waited, 99 %:', p99, 100]]);
	console.log(`remind ${round(median(alone), 2)} s ${CHECKPOINTS} checkpoints, lock p99 ${round(p99, 2)} ms`);
}, {api: false});
