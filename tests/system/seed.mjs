// SPDX-License-Identifier: ISC
// What a worker would have made, written by SQL, for tests of the API alone.
import fs from 'node:fs';
import path from 'node:path';
import {sha256, uuidOf} from './stack.mjs';

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const json = (value) => `${quoted(JSON.stringify(value))}::jsonb`;

/** Starts the project; gives ids of its run and agents by node. */
export async function seedRun(client, project) {
	const {status, body} = await client.post(`/api/v1/projects/${project.id}/start`);
	if (status !== 200)
		throw new Error(`start: ${status} ${JSON.stringify(body)}`);
	const agents = await client.get(`/api/v1/projects/${project.id}/agents`);
	return {run: body.run_id, agents: Object.fromEntries(agents.body.items.map((agent) => [agent.type, agent]))};
}

export function seedOutput(stack, project, run, agent, {type = 'concept_doc', content = {summary: 'A lighthouse.', document: {title: 'L', loop: 'x'}}} = {}) {
	return stack.value(`INSERT INTO agent_outputs (agent_id, project_id, run_id, output_type, content, input_hash)
		VALUES ('${uuidOf(agent)}', '${uuidOf(project)}', '${uuidOf(run)}', ${quoted(type)}, ${json(content)}, repeat('b', 64)) RETURNING id`);
}

export function seedCheckpoint(stack, project, run, agent, {revision = 1, node = 'checkpoint_concept'} = {}) {
	const output = seedOutput(stack, project, run, agent);
	const id = stack.value(`INSERT INTO checkpoints (project_id, run_id, agent_id, node, revision, type, title, output, output_id)
		VALUES ('${uuidOf(project)}', '${uuidOf(run)}', '${uuidOf(agent)}', '${node}', ${revision}, 'concept_review', 'Concept review',
		${json({document_type: 'concept', summary: 'A lighthouse.', sections: ['title']})}, '${output}') RETURNING id`);
	return `ckpt_${id.replaceAll('-', '')}`;
}

/** A build whose files are {path: text or Buffer}; contents go into the store. */
export function seedBuild(stack, project, run, agent, files) {
	const types = {html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', png: 'image/png', wav: 'audio/wav', zip: 'application/zip', json: 'application/json'};
	const output = seedOutput(stack, project, run, agent, {type: 'build', content: {summary: 'The build.'}});
	for (const [name, bytes] of Object.entries(files)) {
		const hash = storeContent(stack, bytes);
		stack.sql(`INSERT INTO blobs (sha256, bytes) VALUES ('${hash}', ${bytes.length}) ON CONFLICT DO NOTHING;
			INSERT INTO output_files (output_id, path, sha256, bytes, media_type)
			VALUES ('${output}', ${quoted(name)}, '${hash}', ${bytes.length}, '${types[name.split('.').pop()] ?? 'application/octet-stream'}')`);
	}
	return output;
}

/** Gives a finished run of the small graph what a game of numbers has: ranges in a document, data/params.js and a program that reads some of them. */
export function seedNumbers(stack, project, values = {speed: 3, lives: 3, levels: 4}) {
	const ranges = {speed: {min: 1, max: 5, step: 0.5}, lives: {min: 1, max: 9, step: 1}, levels: {min: 1, max: 8, step: 1}};
	const params = Object.fromEntries(Object.entries(ranges).map(([key, range]) => [key, {...range, value: values[key]}]));
	const run = `(SELECT run_id FROM projects WHERE id = '${uuidOf(project)}')`;
	stack.sql(`SET session_replication_role = replica;
		UPDATE agent_outputs SET content = jsonb_set(content, '{document,params}', ${json(params)}) WHERE run_id = ${run} AND output_type = 'concept_doc'`);
	const code = stack.value(`SELECT id FROM agent_outputs WHERE run_id = ${run} AND output_type = 'code' AND stage = 'gather' ORDER BY created_at DESC LIMIT 1`);
	const files = {'data/params.js': `// numbers\nwindow.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.params = ${JSON.stringify({...values, theme: {mood: 'calm'}})};\n`,
		'js/core.js': 'var speed = p.speed, lives = p.lives;'};
	for (const [name, bytes] of Object.entries(files)) {
		const hash = storeContent(stack, bytes);
		stack.sql(`SET session_replication_role = replica;
			INSERT INTO blobs (sha256, bytes) VALUES ('${hash}', ${bytes.length}) ON CONFLICT DO NOTHING;
			INSERT INTO output_files (output_id, path, sha256, bytes, media_type) VALUES ('${code}', '${name}', '${hash}', ${bytes.length}, 'text/javascript');
			INSERT INTO files (project_id, path, sha256, bytes, media_type, source, output_id)
			VALUES ('${uuidOf(project)}', '${name}', '${hash}', ${bytes.length}, 'text/javascript', 'agent', '${code}');
			UPDATE agent_outputs SET content = jsonb_set(content, '{files}', coalesce(content->'files', '[]') ||
				${json([{path: name, sha256: hash, bytes: bytes.length, maker: 'coder/core'}])}) WHERE id = '${code}'`);
	}
}

/** A job that was given up, of no run; more are columns. Gives its number. */
export function seedDead(stack, more = {}) {
	const columns = {id: "nextval(pg_get_serial_sequence('jobs', 'id'))", kind: "'noop'", payload: `'{"n": 1}'`, priority: 0, attempt: 5, retries: 0, error: "'its worker died'",
		error_type: "'internal'", created_at: 'now()', ...more};
	return Number(stack.value(`INSERT INTO dead_jobs (${Object.keys(columns)}) VALUES (${Object.values(columns)}) RETURNING id`));
}

/** A turn of an agent, and a step of it that failed for good. Gives the turn's id. */
export function seedTurn(stack, project, agent, turn = {stop: 'end', text: 'Hello.', calls: [], told: {system: 'You are.', text: 'Do it.', results: []}}) {
	const [asked, said] = ['{}', JSON.stringify(turn)].map((bytes) => {
		const hash = storeContent(stack, bytes);
		stack.sql(`INSERT INTO blobs (sha256, bytes) VALUES ('${hash}', ${bytes.length}) ON CONFLICT DO NOTHING`);
		return hash;
	});
	const id = stack.value(`INSERT INTO turns (agent_id, project_id, step_key, number, provider, model, request_sha256, response_sha256, input_tokens, cost_usd, duration_ms)
		VALUES ('${uuidOf(agent)}', '${uuidOf(project)}', repeat('b', 64), 1, 'anthropic', 'claude-sonnet-4-5', '${asked}', '${said}', 12, 0.25, 1500) RETURNING id`);
	stack.sql(`INSERT INTO step_failures (agent_id, project_id, step_key, stage, revision, error, error_type, raw, raw_bytes)
		VALUES ('${uuidOf(agent)}', '${uuidOf(project)}', repeat('b', 64), 'run', 1, 'it cannot be used', 'invalid_output', 'oh', 2)`);
	return `turn_${id.replaceAll('-', '')}`;
}

/** A question that an agent asks. */
export const seedQuestion = (stack, project, agent) => `quest_${stack.value(`INSERT INTO questions (project_id, agent_id, step_key, question, options)
	VALUES ('${uuidOf(project)}', '${uuidOf(agent)}', gen_random_uuid()::text, 'Red or blue?', '["red", "blue"]') RETURNING id`).replaceAll('-', '')}`;

/** Puts a content into the store; gives its hash. */
export function storeContent(stack, bytes) {
	const hash = sha256(bytes);
	const dir = path.join(stack.dir, 'files', hash.slice(0, 2));
	fs.mkdirSync(dir, {recursive: true, mode: 0o750});
	fs.writeFileSync(path.join(dir, hash.slice(2)), bytes);
	stack.own(dir);
	return hash;
}

/** The one error format, whatever the error. */
export function assertError(assert, answer, status, code) {
	assert.equal(answer.status, status, `${answer.status} ${answer.text}`);
	assert.match(answer.headers['content-type'], /^application\/json/);
	const {error} = answer.body;
	assert.deepEqual(Object.keys(error), ['code', 'message', 'details', 'request_id', 'timestamp']);
	if (code)
		assert.equal(error.code, code, answer.text);
	assert.ok(error.message.length > 0);
	assert.ok(Array.isArray(error.details));
	assert.match(error.request_id, /^req_[0-9a-f]{32}$/);
	assert.equal(error.request_id, answer.headers['x-request-id']);
	assert.ok(!Number.isNaN(Date.parse(error.timestamp)));
}

export const fieldsOf = (answer) => answer.body.error.details.map((detail) => detail.field).sort();
