// SPDX-License-Identifier: ISC
// The bench's graph and answers: graphs/game-dev/graph.json with its nodes, edges, join and checkpoints as they are, but programs turned into agents,
// every schema into {"type": "object"}, and the provider `script`, which answers at once with a document of 2 KB of random letters.
// Each leader gets one task, so that a graph is STEPS step transactions: nine agents, and plan, sub-agent and gather of two leaders. Checkpoints approve by
// themselves within the step before them; neither they, nor the join, nor the start of the engine are counted.
import fs from 'node:fs';
import path from 'node:path';
import {source} from './common.mjs';

export const STEPS = 15;

export const BYTES = 2048;

function toAgent(node) {
	const {program, ...rest} = node;
	return {...rest, kind: 'agent', prompt: 'reviewer/prompt.md', schema: 'reviewer/schema.json', token_limit: 60000};
}

/** Writes the graph under dir. Out: its root, for ludctl migrate and the worker. */
function writeGraph(dir) {
	const root = path.join(dir, 'graphs'), folder = path.join(root, 'game-dev'), file = path.join(folder, 'graph.json');
	fs.cpSync(path.join(source, 'graphs'), root, {recursive: true});
	const graph = JSON.parse(fs.readFileSync(file, 'utf8'));
	for (const [name, node] of Object.entries(graph.nodes))
		if (node.kind === 'builtin')
			graph.nodes[name] = toAgent(node);
	fs.writeFileSync(file, JSON.stringify(graph));
	for (const name of fs.readdirSync(folder).filter((entry) => fs.existsSync(path.join(folder, entry, 'schema.json'))))
		fs.writeFileSync(path.join(folder, name, 'schema.json'), '{"type": "object"}');
	return root;
}

/** Stores the graph as the newest, and points the stack's workers to the provider. In: delay of each answer. */
export function useGraph(stack, delayMs = 0) {
	const root = writeGraph(stack.dir), script = path.join(stack.dir, 'script.json');
	const answer = {delay_ms: delayMs, bytes: BYTES};
	fs.writeFileSync(script, JSON.stringify({default: answer, nodes: {task_split: {...answer, tasks: 1}}}));
	stack.own(root, script);
	stack.env.LUDWRIGHT_WORKER_GRAPHS_DIR = root;
	stack.env.LUDWRIGHT_PROVIDER_SCRIPT_PATH = script;
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', root]);
}
