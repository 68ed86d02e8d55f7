#!/usr/bin/env node
// SPDX-License-Identifier: ISC
// What stands behind the log and the review without a page: the ring of lines, drafts, and differences of texts.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {Ring, windowOf} from '../../www/src/log/ring.js';
import {asNote, Drafts, empty, sane, wire} from '../../www/src/review/drafts.js';
import {editable, targets} from '../../www/src/review/model.js';
import {apart, fits, recordingOf, secondsOf, withPlay} from '../../www/src/review/plays.js';
import {colour} from '../../www/src/view/colour.js';
import {counts, linesFor, numbers, pointer, rows, split} from '../../www/src/view/lines.js';

// where npm put what the pages take: beside their sources, or in the folder that make builds in
const www = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../www');
const modules = [path.join(process.env.top_builddir ?? '.', 'www/npm'), www].find((dir) => fs.existsSync(path.join(dir, 'node_modules/diff')));
const diff = createRequire(path.resolve(modules, 'x.js'))('diff');
const line = (id, level = 'INFO', message = `line ${id}`) => ({id, level, message, agent_id: `a${id % 2}`});
const many = (from, to) => Array.from({length: to - from + 1}, (_, i) => line(from + i, (from + i) % 10 ? 'INFO' : 'ERROR'));

test('a ring keeps the newest lines and forgets the oldest', () => {
	const ring = new Ring(100);
	assert.equal(ring.add(many(1, 250)), 250);
	assert.deepEqual([ring.size, ring.count, ring.lost, ring.last], [100, 100, 150, 250]);
	assert.deepEqual([ring.slice(0, 1)[0].id, ring.slice(99, 100)[0].id], [151, 250]);
	assert.equal(ring.add([line(250), line(3)]), 0, 'what is known is dropped');
	ring.filter({level: 'ERROR'});
	assert.deepEqual(ring.slice(0, 100).map((l) => l.id), [160, 170, 180, 190, 200, 210, 220, 230, 240, 250]);
	ring.add(many(251, 300));
	assert.deepEqual([ring.count, ring.slice(0, 1)[0].id, ring.slice(9, 10)[0].id], [10, 210, 300]);
	assert.equal(ring.next('ERROR', 3), 4);
	assert.equal(ring.next('WARN', 3), -1);
	ring.filter({text: 'LINE 29', agents: new Set(['a0'])});
	assert.deepEqual(ring.slice(0, 9).map((l) => l.id), [290, 292, 294, 296, 298]);
});

test('the next line of a level is found as by looking at each, whatever was forgotten and filtered', () => {
	const ring = new Ring(6000), levels = ['DEBUG', 'INFO', 'INFO', 'WARN', 'ERROR'];
	let id = 0, dice = 7;
	const roll = (n) => (dice = dice * 16807 % 2147483647) % n;
	for (let round = 0; round < 12; round++) {
		ring.add(Array.from({length: 1500}, () => ({...line(++id, levels[roll(round % 3 ? 5 : 3)]), message: `line ${roll(3)}`})));
		if (round % 4 === 3)
			ring.filter({level: levels[roll(4) + 1], text: roll(2) ? 'line 1' : ''});
		const all = ring.slice(0, ring.count).map((l) => l.level);
		for (let i = 0; i < 20; i++) {
			const after = roll(all.length + 1) - 1, level = levels[roll(5)];
			const later = all.indexOf(level, after + 1);
			assert.equal(ring.next(level, after), later < 0 ? all.indexOf(level) : later);
		}
	}
});

test('100,000 lines come in and are filtered, and memory stays bounded', () => {
	const ring = new Ring(100000);
	for (let i = 0; i < 300; i++)
		ring.add(many(i * 1000 + 1, i * 1000 + 1000));
	assert.equal(ring.size, 100000);
	ring.filter({level: 'ERROR'});
	assert.equal(ring.count, 10000);
	assert.deepEqual(windowOf({top: 19000, height: 190, row: 19, count: 100000, over: 5}), {from: 995, to: 1015, before: 995 * 19, all: 1900000});
	assert.deepEqual(windowOf({top: 1e9, height: 190, row: 19, count: 10, over: 5}).from, 5);
});

class Store {
	map = new Map();
	get length() { return this.map.size; }
	key(i) { return [...this.map.keys()][i]; }
	getItem(k) { return this.map.get(k) ?? null; }
	setItem(k, v) { if (this.full) throw new Error('full'); this.map.set(k, v); }
	removeItem(k) { this.map.delete(k); }
}

test('a draft outlives the page, is one\'s own, and goes when it is old', () => {
	const store = new Store();
	let now = 1e12;
	const mine = new Drafts(store, 'user_1', () => now);
	const draft = {...empty(), decision: 'request-changes', feedback: 'Larger.', comments: [{id: 'x', section: 'palette', text: 'Too dark', at: 5}], seen: ['tests'], revision: 2};
	assert.equal(mine.put('ckpt_1', draft), true);
	const again = new Drafts(store, 'user_1', () => now).get('ckpt_1');
	assert.deepEqual([again.decision, again.feedback, again.comments.length, again.seen, again.revision], ['request-changes', 'Larger.', 1, ['tests'], 2]);
	assert.deepEqual(new Drafts(store, 'user_2', () => now).get('ckpt_1'), empty(), 'another account reads nothing of it');
	mine.keep('checkpoint_code', asNote(draft));
	assert.equal(mine.note('checkpoint_code'), 'Larger.\npalette: Too dark');
	mine.put('ckpt_1', empty());
	assert.equal(store.map.size, 1, 'an empty draft is none');
	now += 61 * 86400e3;
	assert.equal(new Drafts(store, 'user_1', () => now).note('checkpoint_code'), '');
	store.full = true;
	assert.equal(mine.put('ckpt_2', draft), false, 'a full store is told, not thrown');
});

test('a draft that somebody wrote into the store is taken apart, not trusted', () => {
	assert.deepEqual(sane('x'), empty());
	const d = sane({decision: 'delete', feedback: 7, comments: [{text: 'a'}, {text: 9}, null], seen: [1, 'tests'], revision: 'x'});
	assert.deepEqual([d.decision, d.feedback, d.comments.length, d.seen, d.revision], [null, '', 1, ['tests'], null]);
	const store = new Store();
	store.setItem('lud-draft:u:c', '{broken');
	assert.deepEqual(new Drafts(store, 'u').get('c'), empty());
	assert.deepEqual(wire([{id: '1', section: null, file: 'a.js', line: 3, text: 't', at: 1}]), [{file: 'a.js', line: 3, text: 't'}]);
});

test('differences: lines, words within a line, what is far from a change left out', () => {
	const before = Array.from({length: 40}, (_, i) => `line ${i}`).join('\n');
	const list = rows(diff, before, before.replace('line 20', 'line 20 and more').replace('line 39', 'line 39\nlast'));
	assert.deepEqual(counts(list), {plus: 3, minus: 2});
	assert.equal(list[0].kind, '@');
	assert.equal(list[0].hidden, 17);
	const came = list.find((r) => r.kind === '+');
	assert.deepEqual(came.parts.filter((p) => p.mark).map((p) => p.text), [' and more']);
	assert.deepEqual([came.o, came.n], [null, 21]);
	const both = split(list).filter((r) => r.left?.kind === '-' && r.right?.kind === '+');
	assert.ok(both.length >= 1);
	const apart = rows(diff, 'alpha\n', 'omega and something else\n');
	assert.ok(apart.every((r) => !r.parts), 'lines that have little in common have no words marked');
	assert.deepEqual(rows(diff, '', 'a\nb'), [{kind: '+', o: null, n: 1, text: 'a'}, {kind: '+', o: null, n: 2, text: 'b'}]);
});

test('parameters: numbers that changed, by how much', () => {
	assert.deepEqual(pointer('/a~1b/~0c/0'), ['a/b', '~c', '0']);
	assert.deepEqual(numbers([{path: '/lives', change: 'changed', old: 5, new: 7}, {path: '/t', change: 'changed', old: 'a', new: 'b'}, {path: '/z', change: 'changed', old: 0, new: 1}]),
		[{path: '/lives', old: 5, new: 7, share: 0.4}, {path: '/z', old: 0, new: 1, share: null}]);
	assert.deepEqual([linesFor(null), linesFor('x'), linesFor({a: 1})], ['', 'x', '{\n  "a": 1\n}']);
});

test('colours of code: every character stays, classes go over lines', () => {
	const js = 'var a = "x"; /* one\ntwo */ if (f(0x1f)) return `t\nu`; // end';
	const lines = colour(js, 'javascript');
	assert.equal(lines.map((line) => line.map(([, text]) => text).join('')).join('\n'), js);
	const said = lines.flat().filter(([cls]) => cls).map(([cls, text]) => `${cls} ${text}`);
	assert.deepEqual(said, ['k var', 's "x"', 'c /* one', 'c two */', 'k if', 'f f', 'num 0x1f', 'k return', 's `t', 's u`', 'c // end']);
	assert.deepEqual(colour('{"a": [1, "b", true]}', 'json').flat().filter(([cls]) => cls).map(([cls]) => cls), ['f', 'num', 's', 'k']);
	for (const [language, text] of [['css', 'a { color: #fff; /* x */ }'], ['xml', '<p class="a">it\'s</p><!-- c -->'], ['javascript', "'\n\"\n`"]])
		assert.equal(colour(text, language).map((line) => line.map(([, part]) => part).join('')).join('\n'), text);
	assert.equal(colour('x', 'plaintext'), null);
});

test('a recorded play goes along with a comment and comes back as it was', () => {
	const play = recordingOf({lud: 'replay', seed: 7, inputs: [[0, 30], [2, 90]], hash: 'abc', status: {score: 12, won: true}});
	assert.deepEqual([play.ticks, secondsOf(play), play.score, play.end], [120, 2, 12, 'won']);
	const text = withPlay('Too hard here:\n```js\nx\n```', play);
	assert.deepEqual(apart(text), {text: 'Too hard here:\n```js\nx\n```', play});
	assert.deepEqual(apart('No play.'), {text: 'No play.', play: null});
	const empty = `${'\n'.repeat(20000)}x`;
	assert.equal(apart(empty).text, empty);
	assert.equal(withPlay('No play.', undefined), 'No play.');
	assert.equal(asNote({feedback: '', comments: [{section: 'part:build', line: null, text}]}), 'part:build: Too hard here:\n```js\nx\n```', 'a note has words alone');
	assert.equal(fits(play), true);
	assert.equal(fits({...play, inputs: Array.from({length: 3000}, (_, i) => [i % 64, 7])}), false);
});

test('what a game or a comment says of a play is not believed', () => {
	for (const inputs of [null, [], 'x', [[0]], [[-1, 3]], [[256, 3]], [[0, 0]], [[0, 1.5]], [['0', 3]], [{0: 1, 1: 2, length: 2}], Array.from({length: 20001}, () => [0, 1])])
		assert.equal(recordingOf({seed: 1, inputs, hash: 'x', status: {}}), null, JSON.stringify(inputs)?.slice(0, 40));
	assert.equal(recordingOf(null), null);
	const odd = recordingOf({seed: 'x', inputs: [[1, 1]], hash: {}, status: {score: 'many'}});
	assert.deepEqual(odd, {seed: null, ticks: 1, hash: null, score: null, end: 'open', inputs: [[1, 1]]});
	for (const bad of ['{"inputs": [[999, 1]]}', '{"inputs": 3}', '{broken}'])
		assert.equal(apart(`Words\n\n\`\`\`lud-play\n${bad}\n\`\`\``).play, null, bad);
});

test('what has no file, or a Markdown of its own alone, can be edited by hand', () => {
	const files = (...paths) => ({files: paths.map((path) => ({path}))});
	assert.deepEqual([files(), files('docs/concept.md'), files('docs/a.md', 'docs/b.md'), files('js/core.js'), files('x.MD')].map(editable), [true, true, false, false, false]);
});

test('whom a decision can name stands in the graph, by the graph\'s own names', () => {
	const graph = {nodes: ['tester', 'integrator', 'code', 'art', 'review'].map((id) => ({id, title: id})),
		edges: [{from: 'tester', to: 'review', target: null}, {from: 'review', to: 'integrator', target: 'packaging'}, {from: 'review', to: 'code', target: 'all'}, {from: 'review', to: 'art', target: 'all'}, {from: 'review', to: 'code', target: null}, {from: 'tester', to: 'code', target: 'fix'}]};
	assert.deepEqual(targets(graph, 'review').map(({target, nodes}) => [target, nodes.map((n) => n.id)]), [['packaging', ['integrator']], ['all', ['code', 'art']]]);
	assert.deepEqual(targets(graph, 'tester').map(({target}) => target), ['fix']);
});
