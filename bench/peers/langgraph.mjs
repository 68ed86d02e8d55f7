// SPDX-License-Identifier: ISC
// The specification's graph in LangGraph.js with its PostgreSQL saver: eleven instant agents that each return a 2 KB document, a join and three
// checkpoints that approve by themselves, so 15 node steps a graph. The database is that of PGHOST, PGUSER and PGDATABASE.
//   node langgraph.mjs CONCURRENCY SECS WARM_SECS [DURABILITY]
// Prints {"steps_s", "graphs_s", "ms" (median of one graph), "graphs" (in all, warm-up too), "cpu" (cores of this process)}.
import {randomUUID} from 'node:crypto';
import {Annotation, END, START, StateGraph} from '@langchain/langgraph';
import {PostgresSaver} from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';

const CHANNELS = {concept: 'concept_document', design: 'design_document', scenario: 'scenario_document', character: 'character_specs',
	world: 'world_design', task_split: 'task_breakdown', code_leader: 'code_artifacts', asset_leader: 'asset_artifacts', integrator: 'build_result',
	tester: 'test_results', reviewer: 'review_result'};
const PLAIN = ['project_id', 'project_name', 'user_concept', 'current_phase', 'current_agent', 'pending_checkpoint', 'checkpoint_approved',
	'checkpoint_feedback'];
const SENTENCE = 'A keeper walks the wall at dusk and lights the lamps one by one. ';

let steps = 0;

/** About 2 KB of JSON, in the parts that a design document has. */
function makeDocument(agent) {
	const sections = Array.from({length: 8}, (_, i) => ({heading: `${agent} ${i}`, body: SENTENCE.repeat(3)}));
	return {title: agent, version: 1, sections};
}

/** The fields of the specification's section 7.2. */
function makeState() {
	const last = () => Annotation({reducer: (_, next) => next});
	const list = () => Annotation({reducer: (all, more) => all.concat(more), default: () => []});
	const fields = Object.fromEntries([...PLAIN, ...Object.values(CHANNELS)].map((name) => [name, last()]));
	return Annotation.Root({...fields, errors: list(), messages: list(),
		agent_statuses: Annotation({reducer: (all, more) => ({...all, ...more}), default: () => ({})})});
}

function addAgent(graph, agent, index) {
	graph.addNode(agent, async () => {
		steps++;
		return {[CHANNELS[agent]]: makeDocument(agent), current_agent: agent, current_phase: index < 6 ? 1 : index < 8 ? 2 : 3,
			agent_statuses: {[agent]: 'completed'}};
	});
}

/** A checkpoint that approves at once; its edges are conditional, as in the real graph. */
function addCheckpoint(graph, reviewed, name, next, back) {
	const node = `checkpoint_${name}`;
	graph.addNode(node, async () => {
		steps++;
		return {pending_checkpoint: name, checkpoint_approved: true, checkpoint_feedback: null};
	});
	graph.addEdge(reviewed, node);
	graph.addConditionalEdges(node, (state) => (state.checkpoint_approved ? next : back), [next, back]);
}

function makeGraph() {
	const graph = new StateGraph(makeState());
	Object.keys(CHANNELS).forEach((agent, index) => addAgent(graph, agent, index));
	graph.addNode('sync_development', async () => {
		steps++;
		return {current_agent: 'sync'};
	});
	graph.addEdge(START, 'concept');
	addCheckpoint(graph, 'concept', 'concept', 'design', 'concept');
	addCheckpoint(graph, 'design', 'design', 'scenario', 'design');
	for (const [from, to] of [['scenario', 'character'], ['character', 'world'], ['world', 'task_split'], ['task_split', 'code_leader'],
		['task_split', 'asset_leader'], [['code_leader', 'asset_leader'], 'sync_development'], ['sync_development', 'integrator'],
		['integrator', 'tester'], ['tester', 'reviewer']])
		graph.addEdge(from, to);
	addCheckpoint(graph, 'reviewer', 'final', END, 'tester');
	return graph;
}

const [concurrency, secs, warm] = process.argv.slice(2, 5).map(Number);
const durability = process.argv[5] ?? 'async';
const pool = new pg.Pool({max: 32});
const saver = new PostgresSaver(pool, undefined, {schema: 'langgraph'});
await saver.setup();
const app = makeGraph().compile({checkpointer: saver});
let graphs = 0, stopping = false, times = [];

async function runOne() {
	const id = randomUUID(), begin = performance.now();
	const state = await app.invoke({project_id: id, project_name: 'Project', user_concept: SENTENCE}, {configurable: {thread_id: id}, durability});
	if (!state.checkpoint_approved || Object.keys(state.agent_statuses).length !== Object.keys(CHANNELS).length)
		throw new Error('a graph did not come to its end');
	graphs++;
	times.push(performance.now() - begin);
}

async function keepRunning() {
	while (!stopping)
		await runOne();
}

const sleep = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const all = Array.from({length: concurrency}, keepRunning);
await sleep(warm);
const before = {graphs, steps, cpu: process.cpuUsage(), at: performance.now()};
times = [];
await sleep(secs);
const elapsed = (performance.now() - before.at) / 1000, cpu = process.cpuUsage(before.cpu);
const figures = {steps_s: (steps - before.steps) / elapsed, graphs_s: (graphs - before.graphs) / elapsed,
	ms: times.sort((a, b) => a - b)[times.length >> 1], cpu: (cpu.user + cpu.system) / 1e6 / elapsed};
stopping = true;
await Promise.all(all);
await pool.end();
console.log(JSON.stringify({...figures, graphs}));
