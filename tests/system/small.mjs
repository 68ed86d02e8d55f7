// SPDX-License-Identifier: ISC
// Whole runs in a second: the small graph and studio of tests/system/graphs/, with a worker beside the API.
import fs from 'node:fs';
import path from 'node:path';
import {build, source, startStack, until} from './stack.mjs';

const graphs = path.join(source, 'tests/system/graphs');

/** A stack whose newest graph is the small one; its worker runs. */
export async function startSmall() {
	const stack = await startStack({env: {LUDWRIGHT_WORKER_GRAPHS_DIR: graphs, LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'),
		LUDWRIGHT_WORKER_MIN: '1', LUDWRIGHT_WORKER_MAX: '1'}});
	const graph = fs.readFileSync(path.join(graphs, 'game-dev/graph.json'), 'utf8').replaceAll("'", "''");
	stack.sql(`INSERT INTO graph_versions (name, sha256, graph) VALUES ('game-dev', repeat('c', 64), '${graph}')`);
	stack.startWorker();
	return stack;
}

/** The project, once it is in one of the states; a run that fails instead says why. */
export function reach(client, id, ...states) {
	return until(async () => {
		const {body} = await client.get(`/api/v1/projects/${id}`);
		return (states.includes(body.status) || body.status === 'failed') && body;
	}, `${id} to be ${states.join(' or ')}`, 60).then((project) => {
		if (!states.includes(project.status))
			throw new Error(`${id} is ${project.status}`);
		return project;
	});
}

/** A project that was started and has come to its end. In: config.checkpoints [] unless it names some. */
export async function finishedProject(client, change = {}) {
	const project = await client.project({...change, config: {checkpoints: [], seed: 7, ...change.config}});
	const {status, text} = await client.post(`/api/v1/projects/${project.id}/start`);
	if (status !== 200)
		throw new Error(`start: ${status} ${text}`);
	return reach(client, project.id, 'completed');
}

/** All snapshots of the project's latest run, oldest first. */
export async function snapshotsOf(client, project) {
	const all = [];
	const run = (await client.get(`/api/v1/projects/${project}`)).body.run_id;
	for (let next = ''; next !== null;) {
		const {status, body, text} = await client.get(`/api/v1/runs/${run}/snapshots?limit=10${next && `&cursor=${next}`}`);
		if (status !== 200)
			throw new Error(`snapshots: ${status} ${text}`);
		all.push(...body.items);
		next = body.next_cursor;
	}
	return all.reverse();
}
