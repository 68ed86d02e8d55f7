// SPDX-License-Identifier: ISC
// What models said can be recorded and played again: another project of the same bytes, which costs nothing and asks nobody.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {KEYS, author, begin, reach, record, startRig} from './models-rig.mjs';
import {PASSWORD, build, until, uuidOf} from './stack.mjs';

let rig, answers, project, file;
before(async () => {
	rig = await startRig();
	const original = await begin(rig, {provider: 'offline'});
	await reach(rig, original, ['completed'], 180);
	answers = record(rig, original);
	rig.stub.behave = (ask) => (ask.step.agent === 'design' && ask.turn === 0 ? {text: 'Wait.', calls: [{name: 'submit', arguments: {summary: 'x', document: {}}}]} : author(answers, ask));
	project = await begin(rig, {provider: 'anthropic', name: 'Lighthouse'});
	await reach(rig, project, ['completed'], 180);
	file = path.join(rig.stack.dir, 'recording.json');
});
after(() => rig?.stop());

const ludctl = (...args) => spawnSync(`${build}/ludctl`, args, {...rig.stack.as, cwd: rig.stack.dir, encoding: 'utf8', maxBuffer: 1 << 28,
	env: {...rig.stack.env, LUDWRIGHT_URL: rig.stack.origin, LUDWRIGHT_EMAIL: 'ada@example.org', LUDWRIGHT_PASSWORD: PASSWORD}});
const outside = (id) => `proj_${id.replaceAll('-', '')}`;
const filesOf = (id) => rig.stack.sql(`SELECT f.path, f.sha256 FROM output_files f JOIN agent_outputs o ON o.id = f.output_id JOIN agents a ON a.id = o.agent_id
	WHERE o.project_id = '${id}' AND a.node IN ('integrator', 'code_leader', 'asset_leader') AND f.path !~ 'PROVENANCE|CREDITS|dist/|README' ORDER BY f.path, f.sha256`);

test('ludctl writes down what was said, without keys', () => {
	const done = ludctl('project', 'record', outside(project));
	assert.equal(done.status, 0, done.stderr);
	fs.writeFileSync(file, done.stdout);
	const {turns, project: said} = JSON.parse(done.stdout);
	assert.equal(turns.length, Number(rig.stack.value(`SELECT count(*) FROM turns WHERE project_id = '${project}'`)));
	assert.equal(said.seed, 7);
	assert.ok(turns.some((t) => t.agent === 'code_worker' && t.task) && turns.some((t) => t.stage === 'gather'));
	for (const key of Object.values(KEYS))
		assert.ok(!done.stdout.includes(key));
	const nothing = ludctl('project', 'record', outside(rig.stack.value("SELECT id FROM projects WHERE config->>'provider' = 'offline'")));
	assert.equal(nothing.status, 1);
	assert.match(nothing.stderr, /nothing to record/);
});

test('played again it makes the same files, costs nothing and asks nobody', async () => {
	const before = rig.stub.ledger.length;
	const made = ludctl('project', 'new', 'Lighthouse', '--provider', `replay:${file}`, '--automatic');
	assert.equal(made.status, 0, made.stderr);
	const id = uuidOf(made.stdout.trim());
	assert.equal(ludctl('project', 'start', made.stdout.trim()).status, 0);
	await reach(rig, id, ['completed'], 180);
	assert.equal(rig.stub.ledger.length, before, 'nobody was asked');
	assert.equal(filesOf(id), filesOf(project));
	assert.ok(filesOf(id).split('\n').length > 20);
	assert.equal(rig.stack.value(`SELECT count(*) || ' ' || sum(cost_usd) || ' ' || sum(input_tokens + output_tokens) FROM turns WHERE project_id = '${id}'`),
		`${JSON.parse(fs.readFileSync(file)).turns.length} 0.000000 0`);
	console.log(`# replayed: ${filesOf(id).split('\n').length} files`);
});

test('a recording that ends too early, or is none, says so', async () => {
	const cut = JSON.parse(fs.readFileSync(file));
	cut.turns = cut.turns.filter((t) => t.agent !== 'scenario');
	fs.writeFileSync(`${file}.cut`, JSON.stringify(cut));
	const {stdout} = ludctl('project', 'new', 'Cut', '--provider', `replay:${file}.cut`, '--automatic');
	ludctl('project', 'start', stdout.trim());
	await until(async () => (await rig.ada.get(`/api/v1/projects/${stdout.trim()}`)).body.status === 'failed', 'the end of what was recorded', 60);
	assert.match(rig.stack.value(`SELECT error FROM agents WHERE project_id = '${uuidOf(stdout.trim())}' AND status = 'failed'`), /no turn 1 of scenario, stage run, revision 1/);
	fs.writeFileSync(`${file}.none`, '{"turns": []}');
	assert.match(ludctl('project', 'new', 'None', '--provider', `replay:${file}.none`).stderr, /is no recording/);
	const bare = await begin(rig, {provider: 'replay', name: 'bare'});
	await until(async () => (await rig.ada.get(`/api/v1/projects/${outside(bare)}`)).body.status === 'failed', 'the end', 60);
	assert.match(rig.stack.value(`SELECT error FROM agents WHERE project_id = '${bare}' AND status = 'failed'`), /there is no recording/);
});
