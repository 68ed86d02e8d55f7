#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// The score: where a graph's nodes stand, what state they are in, where arrow keys lead, and the bars of the timeline. No browser.
// UPDATE_GOLDEN=1 writes golden/layout.json anew: look at the difference.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {addEvents, noBars, rowsOf, ticks} from '../../www/src/timeline/bars.js';
import {layout, shown} from '../../www/src/staff/layout.js';
import {flow, score, step} from '../../www/src/staff/model.js';
import {ways} from '../../www/src/staff/ways.js';

const golden = path.join(path.dirname(fileURLToPath(import.meta.url)), 'golden');
const graph = JSON.parse(fs.readFileSync(path.join(golden, 'graph.json'), 'utf8'));
const plain = (l) => ({...l, nodes: Object.fromEntries(l.nodes), cells: Object.fromEntries(l.cells)});
const at = (width, workers = {code_leader: 11, asset_leader: 23}, open) => layout({...graph, workers, width, open});

test('the same graph gives the same picture, for three widths', () => {
	const file = path.join(golden, 'layout.json');
	const now = JSON.parse(JSON.stringify(Object.fromEntries([640, 862, 1300].map((w) => [w, plain(at(w))]))));
	if (process.env.UPDATE_GOLDEN)
		fs.writeFileSync(file, `${JSON.stringify(now, null, '\t')}\n`);
	assert.deepEqual(now, JSON.parse(fs.readFileSync(file, 'utf8')));
});

test('nothing covers anything, at any width, folded and open', () => {
	for (let width = 500; width <= 1700; width += 60)
		for (const open of [new Set(), new Set(['code_leader', 'asset_leader'])]) {
			const l = at(width, undefined, open);
			const boxes = [...l.nodes.entries(), ...[...l.cells].flatMap(([id, c]) => c.boxes.map((b, i) => [`${id} ${i}`, b]))];
			for (const [a, p] of boxes) {
				assert.ok(p.x >= 0 && p.y >= 0 && p.x + p.w <= l.width && p.y + p.h <= l.height, `${a} is inside at ${width}`);
				for (const [b, q] of boxes)
					assert.ok(a === b || p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y, `${a} and ${b} at ${width}`);
			}
		}
});

test('a worker that comes later moves nothing that is there', () => {
	const before = at(862, {code_leader: 3, asset_leader: 2});
	const after = at(862, {code_leader: 6, asset_leader: 6});
	assert.deepEqual([...after.nodes], [...before.nodes]);
	for (const [id, cells] of before.cells)
		assert.deepEqual(after.cells.get(id).boxes.slice(0, cells.boxes.length), cells.boxes);
	assert.deepEqual([shown(6), shown(7), shown(23), shown(23, true)], [{show: 6, more: 0}, {show: 5, more: 2}, {show: 5, more: 18}, {show: 23, more: 0}]);
});

test('narrow, nodes keep 86 px and the staff becomes wider than the room', () => {
	const l = at(500);
	assert.ok(l.width > 500);
	assert.equal(l.nodes.get('concept').w, 86);
	assert.ok(at(1500).nodes.get('concept').w > 86);
});

test('ways back are drawn once, within their staff; a join closes the staff before it', () => {
	const {back, forward} = ways(graph.nodes, graph.edges);
	assert.ok(back.some((e) => e.from === 'checkpoint_final' && e.to === 'concept'));
	assert.ok(forward.every((e) => e.to === 'end' || graph.nodes.findIndex((n) => n.id === e.from) < graph.nodes.findIndex((n) => n.id === e.to)));
	assert.equal(back.filter((e) => e.from === 'reviewer' && e.to === 'code_leader').length, 1);
	const l = at(862);
	assert.deepEqual(l.turns.map((e) => `${e.from}>${e.to}`), ['checkpoint_concept>concept', 'checkpoint_design>design', 'checkpoint_code>code_leader', 'checkpoint_final>integrator']);
	assert.equal(l.nodes.get('sync_development').lane, l.nodes.get('code_leader').lane);
	assert.deepEqual(l.wires.map((e) => `${e.from}>${e.to}`), ['task_split>code_leader', 'task_split>asset_leader', 'sync_development>integrator']);
});

test('a graph of another kind is drawn too: one phase, two branches, a node passed over', () => {
	const nodes = ['a', 'b', 'c', 'd'].map((id) => ({id, kind: 'agent', phase: 1}));
	const l = layout({nodes, edges: [{from: 'a', to: 'b'}, {from: 'b', to: 'c'}, {from: 'a', to: 'c'}, {from: 'a', to: 'd'}, {from: 'nowhere', to: 'd'}], width: 700});
	assert.equal(l.lanes.length, 1);
	assert.notEqual(l.nodes.get('b').cy, l.nodes.get('d').cy);
	assert.equal(l.edges.length, 4);
	assert.match(l.edges.find((e) => e.from === 'a' && e.to === 'c').d, /V/, 'goes round what stands between');
	assert.equal(layout({nodes: [], edges: [], width: 700}).height, 0);
});

const agent = (type, status, more = {}) => ({id: `agent_${type}`, type, status, progress: status === 'completed' ? 100 : 40, sub_agents: [], metadata: {phase: graph.nodes.find((n) => n.id === type).phase}, ...more});
const during = () => ({graph, agents: [agent('concept', 'completed'), agent('design', 'completed'), agent('task_split', 'completed'),
	agent('code_leader', 'waiting_approval', {sub_agents: [{id: 'w1', task: 'js/a.js', status: 'running', progress: 50}]}), agent('asset_leader', 'running')],
checkpoints: [{node: 'checkpoint_concept', revision: 1, status: 'changes_requested'}, {node: 'checkpoint_concept', revision: 2, status: 'approved'}, {node: 'checkpoint_code', revision: 1, status: 'pending'}]});

test('states come from the server alone', () => {
	const m = score(during());
	const state = (id) => m.nodes.get(id).state;
	assert.deepEqual(['concept', 'checkpoint_concept', 'code_leader', 'checkpoint_code', 'asset_leader', 'tester', 'end'].map(state), ['done', 'done', 'run', 'wait', 'run', 'pend', 'pend']);
	assert.equal(m.nodes.get('code_leader').held, true);
	assert.equal(m.nodes.get('checkpoint_concept').rounds, 1);
	assert.deepEqual(m.waiting.map((n) => n.id), ['checkpoint_code']);
	assert.deepEqual(m.lanes.map((l) => l.state), ['run', 'run', 'pend']);
	assert.deepEqual(m.nodes.get('code_leader').workers.map((w) => [w.title, w.state, w.percent]), [['js/a.js', 'run', 50]]);
	assert.equal(flow(m, {from: 'asset_leader', to: 'sync_development'}), 'live');
	assert.equal(flow(m, {from: 'task_split', to: 'asset_leader'}), 'live');
	assert.equal(flow(m, {from: 'code_leader', to: 'checkpoint_code'}), 'pass');
	assert.equal(flow(m, {from: 'checkpoint_code', to: 'sync_development'}), 'todo');
	assert.equal(flow(m, {from: 'integrator', to: 'tester'}), 'todo');
});

test('arrow keys reach every box and come back', () => {
	const l = at(862), {forward} = ways(graph.nodes, graph.edges);
	const boxes = new Map([...l.nodes, ...[...l.cells].flatMap(([id, c]) => c.boxes.map((b, i) => [`${id} ${i}`, b]))]);
	const reached = new Set(['concept']);
	for (const from of reached)
		for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp'])
			reached.add(step(boxes, forward, key, from));
	assert.deepEqual([...boxes.keys()].filter((k) => !reached.has(k)), []);
	assert.equal(step(boxes, forward, 'ArrowRight', 'concept'), 'checkpoint_concept');
	assert.equal(step(boxes, forward, 'ArrowRight', 'task_split'), 'code_leader', 'over the end of a staff the way leads on');
	assert.equal(step(boxes, forward, 'Home', 'tester'), 'concept');
	assert.equal(step(boxes, forward, 'x', 'tester'), 'tester');
});

const event = (seq, type, data) => ({seq, type, data, created_at: new Date(seq * 1000).toISOString()});

test('events make bars: work, waiting, failure, what goes on', () => {
	const events = [event(1, 'agent:started', {agentId: 'a'}), event(2, 'agent:completed', {agentId: 'a'}), event(3, 'checkpoint:created', {agentId: 'a', checkpointId: 'c'}),
		event(5, 'checkpoint:resolved', {checkpointId: 'c'}), event(6, 'agent:started', {agentId: 'a'}), event(7, 'agent:failed', {agentId: 'a'}), event(8, 'agent:started', {agentId: 'w'})];
	const b = addEvents(noBars(), events);
	assert.deepEqual(b.agents.a.map((s) => [s.from, s.to, s.kind]), [[1000, 2000, 'done'], [6000, 7000, 'fail']]);
	assert.deepEqual(b.agents.w, [{from: 8000, to: null, kind: 'run'}]);
	const half = addEvents(addEvents(noBars(), events.slice(0, 4)), events.slice(2));
	assert.deepEqual(half, b, 'what came twice counts once');
	const agents = [{id: 'a', metadata: {phase: 1}, sub_agents: [{id: 'w', status: 'running'}, {id: 'v', status: 'running'}]}];
	assert.deepEqual(rowsOf(b, {agents, phases: [{phase: 1, over: false}]}).map((r) => [r.kind, r.id, r.spans.length]), [['agent', 'a', 3], ['worker', 'w', 1]]);
	assert.deepEqual(rowsOf(b, {agents, phases: [{phase: 1, over: true}]}).map((r) => [r.kind, r.id]), [['phase', 1]]);
	assert.ok(ticks(0, 3 * 3600e3).length <= 6 && ticks(0, 3 * 3600e3).length >= 3);
	assert.deepEqual(ticks(0, 5000), [0, 1000, 2000, 3000, 4000, 5000]);
});
