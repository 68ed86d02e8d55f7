// SPDX-License-Identifier: ISC
// Two players at one keyboard: chosen by the concept, where the family has it; the second one is driven by up, down and b, sleeps until
// then, and shares the hearts. So recordings keep their eight keys.
import test from 'node:test'
import assert from 'node:assert/strict'
import { Run, Studio } from '../studio/harness.mjs'
import { Table } from '../studio/prove.mjs'

const studio = new Studio(), LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8
const FOR_TWO = {
	catcher: { en: 'A game for two players: chefs catch falling fruit in a kitchen and dodge bombs.', ja: '二人で遊ぶゲーム。料理人がキッチンで落ちてくる果物をキャッチ。爆弾はよける。' },
	breaker: { en: 'A two-player brick breaker: robots smash bricks with a ball and free batteries.', ja: 'ふたりでブロック崩し。ロボットがボールでブロックを崩して電池を集める。' }
}

function make(concept, language) {
	const run = new Run({ studio, concept, seed: 5, language })
	for (const agent of ['concept', 'design', 'world']) run.step(agent)
	for (const file of ['data/params.js', 'data/levels.js', 'js/core.js']) run.step('code_worker', 'run', { task: { id: file, file } })
	return run
}

// Presses what `press(view)` says, tick by tick; gives the views that `look` picked
const PLAY = `function playTogether(press, ticks) {
	var S = LudCore.create(window.LUD_DATA, 5), k, v, out = [];
	for (k = 0; k < ticks && S.scene === "play"; k++) { v = LudCore.view(S); LudCore.step(S, input(press(v, k))); out.push({ x: v.hero.x, y: v.mate.x, pile: v.hero.pile, other: v.mate.pile, awake: v.mate.awake, lives: v.lives, got: v.got }); }
	return out;
}`

for (const [family, concepts] of Object.entries(FOR_TWO)) for (const [language, concept] of Object.entries(concepts)) {
	test(`${family}, ${language}: the concept asks for two, and there are two`, () => {
		const run = make(concept, language), table = new Table(run.files)
		assert.equal(run.family(), family)
		assert.equal(run.documents.design_document.params.two.value, 1)
		assert.ok(run.documents.design_document.rules.some(r => r.id === 'two'))
		assert.equal(table.win().end, 'won', 'one alone can win it, the other asleep')
		table.get(`(${PLAY.replace('function playTogether', 'playTogether = function')}, 0)`)
		const go = (press, ticks) => table.get(`playTogether(${press}, ${ticks})`)
		const alone = go(`function (v, k) { return ${RIGHT}; }`, 60), both = go(`function (v, k) { return k < 30 ? ${UP} : ${LEFT | DOWN}; }`, 60)
		assert.ok(alone.at(-1).x > alone[0].x + 30 && alone.at(-1).y === alone[0].y && !alone.at(-1).awake, 'the mate sleeps')
		assert.ok(both[29].y < both[0].y - 10 && both[29].x === both[0].x && both[29].awake, 'up is left, for the mate alone')
		assert.ok(both.at(-1).y > both[30].y && both.at(-1).x < both[30].x, 'both move at once')
	})
}

test('catcher: both catch, both can be hit, and the hearts are shared', () => {
	const table = new Table(make(FOR_TWO.catcher.en, 'en').files)
	table.get(`(${PLAY.replace('function playTogether', 'playTogether = function')}, 0)`)
	// the mate runs under the lowest good thing and brings three to the pot; the hero stands at the other end
	const seen = table.get(`playTogether(function (v) {
		var m = v.mate, o = null, i; for (i = 0; i < v.drops.length; i++) if (v.drops[i].k !== 2 && v.drops[i].y < v.floor - 24 && (!o || v.drops[i].y > o.y)) o = v.drops[i];
		var x = m.pile > 2 ? v.pot.x : o ? o.x : m.x; return x < m.x - 4 ? ${UP} : x > m.x + 4 ? ${DOWN} : 0; }, 6000)`)
	assert.ok(seen.some(s => s.other > 0) && seen.some(s => s.got > 0), 'the mate catches and brings')
	assert.ok(seen.at(-1).lives < seen[0].lives, 'a hit on the mate costs a shared heart')
})

test('other games stay for one, and a family without it says so', () => {
	const one = make('A chef catches falling fruit in a kitchen and dodges bombs with two hands.', 'en')
	assert.equal(one.documents.design_document.params.two.value, 0)
	const maze = make('A two-player maze: a mole eats seeds in a maze of tunnels while snakes hunt it in the labyrinth.', 'en')
	assert.equal(maze.family(), 'maze')
	assert.match(JSON.stringify(maze.documents.design_document.wishes), /no number for: option two/)
})
