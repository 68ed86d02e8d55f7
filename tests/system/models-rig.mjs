// SPDX-License-Identifier: ISC
// A whole system whose models are the stub of tests/models, and good answers for it: those of the offline provider, recorded from a run of its own.
import fs from 'node:fs';
import path from 'node:path';
import {startStub} from '../models/stub.mjs';
import {build, source, startStack, until, uuidOf} from './stack.mjs';

export const KEYS = {anthropic: 'sk-ant-canary-0123456789abcdef', openai: 'sk-canary-0123456789abcdef'};
export const CONCEPT = 'A lighthouse keeper collects falling stars along a stormy cliff coast while storm spirits roam the rocks. Three lives, harder later.';

/** A stub and a system over it. behave may be set later as rig.stub.behave. */
export async function startRig({env = {}} = {}) {
	const stub = await startStub(() => ({text: 'nobody told me'}));
	const stack = await startStack({env: {LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'), LUDWRIGHT_WORKER_MAX: '1', LUDWRIGHT_WORKER_CONCURRENCY: '64',
		ANTHROPIC_BASE_URL: stub.url, OPENAI_BASE_URL: stub.openai, ANTHROPIC_API_KEY: KEYS.anthropic, OPENAI_API_KEY: KEYS.openai, LUDWRIGHT_MODEL: 'claude-sonnet-4-5', ...env}});
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
	stack.startWorker();
	const ada = await stack.user('ada');
	return {stub, stack, ada, stop: async () => {
		await stack.stop();
		await stub.stop();
	}};
}

export async function begin({ada}, {name = 'Lighthouse', concept = CONCEPT, ...config}) {
	const project = await ada.project({name, concept: {description: concept, platform: 'web', scope: 'mvp'}, config: {language: 'en', seed: 7, checkpoints: [], ...config}});
	const {status, text} = await ada.post(`/api/v1/projects/${project.id}/start`);
	if (status !== 200)
		throw new Error(text);
	return uuidOf(project.id);
}

export const reach = ({ada}, id, wanted, seconds = 120) => until(async () => {
	const {body} = await ada.get(`/api/v1/projects/${id}`);
	if (!wanted.includes(body.status) && ['failed', 'completed', 'cancelled'].includes(body.status))
		throw Object.assign(new Error(`project ${body.status}: ${body.status_reason}`), {});
	return wanted.includes(body.status) && body;
}, `${id} to be ${wanted}`, seconds);

const keyOf = (agent, task, stage) => [agent, task ?? '', stage === 'run' ? '' : stage].join('|');

/** Every output of a finished project as what its agent would submit: `agent|task|stage` → {summary, document, files, …}. */
export function record({stack}, project) {
	const answers = new Map();
	const rows = stack.sql(`SELECT json_build_object('type', a.type, 'stage', o.stage, 'content', o.content, 'files', (SELECT json_agg(json_build_object(
		'path', f.path, 'sha256', f.sha256) ORDER BY f.path) FROM output_files f WHERE f.output_id = o.id)) FROM agent_outputs o JOIN agents a ON a.id = o.agent_id
		WHERE a.project_id = '${project}' ORDER BY o.created_at`);
	for (const line of rows.split('\n')) {
		const {type, stage, content, files} = JSON.parse(line);
		const own = new Set((content.files ?? []).filter((f) => !f.maker).map((f) => f.path));
		answers.set(keyOf(type, content.task, stage ?? 'run'), {
			summary: content.summary, document: content.document, assumptions: content.assumptions, unclear: content.unclear, warnings: content.warnings,
			files: (files ?? []).filter((f) => own.has(f.path)).map((f) => ({path: f.path, base64: fs.readFileSync(path.join(stack.dir, 'files', blob(stack, f.sha256))).toString('base64')})),
		});
	}
	return answers;
}

let layout;
function blob(stack, sha256) {
	layout ??= [`${sha256.slice(0, 2)}/${sha256}`, `${sha256.slice(0, 2)}/${sha256.slice(2)}`, `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`, sha256]
		.findIndex((p) => fs.existsSync(path.join(stack.dir, 'files', p)));
	return [`${sha256.slice(0, 2)}/${sha256}`, `${sha256.slice(0, 2)}/${sha256.slice(2)}`, `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`, sha256][layout];
}

/** What the recorded author says to a step: text files by write_file, the rest with the submission. */
export function answerOf(answers, step) {
	const task = step.task?.id;
	const found = answers.get(keyOf(step.agent, task, step.stage));
	if (!found)
		throw new Error(`nothing was recorded for ${keyOf(step.agent, task, step.stage)}`);
	return found;
}

const isText = (path) => /\.(js|md|json|html|svg|css|txt)$/.test(path);

/** Looks around, writes its text files, mends one of them by a patch, and submits. */
export function author(answers, ask) {
	const {summary, document, files, ...rest} = answerOf(answers, ask.step);
	const texts = files.filter((f) => isText(f.path)).map((f) => ({path: f.path, content: Buffer.from(f.base64, 'base64').toString()}));
	const documents = Object.keys(ask.step.documents ?? {});
	if (ask.turn === 0)
		return {text: 'I look around.', calls: [{name: 'list', arguments: {}}, ...documents.slice(0, 1).map((path) => ({name: 'read', arguments: {path}}))]};
	if (ask.turn === 1 && texts.length)
		return {calls: texts.map((f, i) => ({name: 'write_file', arguments: {path: f.path, content: i ? f.content : `${f.content}@@ one line too many @@`}}))};
	if (ask.turn === 2 && texts.length)
		return {calls: [{name: 'patch_file', arguments: {path: texts[0].path, find: '@@ one line too many @@', replace: ''}}]};
	return {calls: [{name: 'submit', arguments: {summary, document, ...rest, files: files.filter((f) => !isText(f.path)).map(({path, base64}) => ({path, base64}))}}]};
}

/** What the offline author says at the first step, without waiting for the rest of its game. */
export async function recordConcept(rig) {
	const id = await begin(rig, {provider: 'offline', name: 'Original', checkpoints: ['checkpoint_concept']});
	await until(() => rig.stack.value(`SELECT 1 FROM checkpoints WHERE project_id = '${id}'`) === '1', 'the recorded concept', 60);
	const answers = record(rig, id);
	await rig.ada.post(`/api/v1/projects/${id}/cancel`);
	return answers;
}

/** The concept's agent of a project, when it has come to an end of some kind. */
export const settled = (rig, id, seconds = 90) => until(() => {
	const line = rig.stack.value(`SELECT json_build_object('status', status, 'error', error, 'type', error_type,
		'turns', (SELECT count(*) FROM turns t WHERE t.agent_id = a.id),
		'raw', (SELECT string_agg(message, ' ') FROM agent_logs l WHERE l.agent_id = a.id),
		'files', (SELECT json_agg(f.path) FROM output_files f JOIN agent_outputs o ON o.id = f.output_id WHERE o.agent_id = a.id))
		FROM agents a WHERE project_id = '${id}' AND node = 'concept' AND status IN ('waiting_approval', 'completed', 'failed')`);
	return line && JSON.parse(line);
}, `the concept of ${id}`, seconds);
