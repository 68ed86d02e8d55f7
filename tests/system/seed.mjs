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

function storeContent(stack, bytes) {
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
