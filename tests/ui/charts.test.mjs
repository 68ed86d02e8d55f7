// SPDX-License-Identifier: ISC
// What the charts draw, out of what the API says.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {www} from './modules.mjs';

const {curvesOf, marks, spendOf, timesOf, unitOf} = await www('charts/series.js');
const row = (agent, cost, {input = 0, output = 0, duration = 1, turns = 1} = {}) => ({agent, title: agent, turns, tokens: {input, cached_input: 0, output}, cost_usd: cost, duration});
const usage = (by_agent) => ({by_agent, cost_usd: by_agent.reduce((sum, r) => sum + r.cost_usd, 0), tokens: {input: by_agent.reduce((sum, r) => sum + r.tokens.input, 0), output: 0}});
const at = (minute) => `2026-01-01T10:${String(minute).padStart(2, '0')}:00Z`;
const agent = (type, from, to, status = 'completed') => ({type, status, started_at: from === null ? null : at(from), completed_at: to === null ? null : at(to), created_at: at(0)});
const minute = (ms) => (ms - Date.parse(at(0))) / 60000;

test('spend adds up by each agent\'s end; who is at work counts now, who is of an earlier run at the beginning', () => {
	const points = spendOf(usage([row('design', 2), row('concept', 1), row('tester', 0.5), row('gone', 4), row('free', 0)]),
		[agent('concept', 1, 5), agent('design', 5, 9), agent('tester', 9, null, 'running'), agent('free', 1, 2), agent('later', null, null, 'pending')], Date.parse(at(30)));
	assert.deepEqual(points.map((p) => [p.name, minute(p.at), p.value]), [[null, 0, 0], ['gone', 0, 4], ['concept', 5, 5], ['design', 9, 7], ['tester', 30, 7.5]]);
});

test('without money tokens are drawn, and without tokens nothing', () => {
	const tokens = usage([row('concept', 0, {input: 100, output: 20})]);
	assert.equal(unitOf(tokens), 'tokens');
	assert.equal(spendOf(tokens, [agent('concept', 1, 2)], Date.parse(at(3))).at(-1).value, 120);
	assert.equal(unitOf(usage([row('concept', 0)])), null);
	assert.deepEqual(spendOf(usage([row('concept', 0)]), [], 0), []);
});

test('times come longest first', () => {
	assert.deepEqual(timesOf(usage([row('a', 1, {duration: 2}), row('b', 0, {duration: 9, turns: 3, input: 5})])).map((r) => [r.agent, r.seconds, r.turns, r.tokens]), [['b', 9, 3, 5], ['a', 2, 1, 0]]);
});

test('the curve of a revision is how far players of rising skill come: several games of one by their mean', () => {
	const runs = [['greedy', 1], ['greedy', 0.5], ['idle', 0], ['random', 0.2], ['check', 0.9], ['replay', 1]].map(([bot, progress]) => ({bot, progress}));
	const {bots, lines} = curvesOf([{revision: 2, document: {runs}}, {revision: 1, document: {runs: runs.slice(2, 3)}}, {revision: 3, document: {}}, {revision: 4, document: null}]);
	assert.deepEqual(bots, ['idle', 'random', 'sweep', 'greedy', 'solver']);
	assert.deepEqual(lines, [{revision: 1, values: [0, null, null, null, null]}, {revision: 2, values: [0, 0.2, null, 0.75, null]}]);
});

test('marks are round and reach the top', () => {
	assert.deepEqual(marks(40), [0, 10, 20, 30, 40]);
	assert.deepEqual(marks(0.0042), [0, 0.002, 0.004, 0.006]);
	assert.deepEqual(marks(0), [0, 1]);
	for (const most of [0.3, 1, 7, 99, 12345])
		assert.ok(marks(most).at(-1) >= most && marks(most).length <= 7, `${most}: ${marks(most)}`);
});
