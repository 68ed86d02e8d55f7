// SPDX-License-Identifier: ISC
// What a user may rely on: the adventure is the same everywhere, can be won, can be lost, and ends.
import test from 'node:test'
import assert from 'node:assert/strict'
import path from 'node:path'
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { Core, Levels, Bots, assets, config, dice, input, place, play, rules, scripts, sheet, strings, family, root, read } from './lab.mjs'

const full = process.argv.includes('--full') || process.env.FULL
const SEEDS = full ? 60 : 24
const bare = text => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '""')
const median = list => list.slice().sort((a, b) => a - b)[list.length >> 1]

test('same seed and inputs give the same hash, others another', () => {
	const conf = config({ seed: 4 }), a = play(conf, 'random', 9, 3000), S = Core.create(conf, 9)
	for (const [mask, n] of a.inputs) for (let i = 0; i < n; i++) Core.step(S, input(mask))
	assert.equal(Core.hash(S), a.hash)
	assert.notEqual(play(conf, 'random', 10, 3000).hash, a.hash)
	assert.match(a.hash, /^[0-9a-f]{8}$/)
})

test('the core has no clock, no page, no dice of the engine', () => {
	const text = bare(rules)
	for (const word of ['Date', 'window', 'document', 'setTimeout', 'eval', 'Function', 'imul', 'toLocale', 'RegExp', 'let ', 'const ', '=>', '`'])
		assert.ok(!text.includes(word), `core.js has ${word}`)
	for (const [, name] of text.matchAll(/Math\.(\w+)/g)) assert.ok(['floor', 'ceil', 'abs', 'min', 'max', 'sqrt'].includes(name), `Math.${name}`)
})

test('levels and bots are ES5 without dice of the engine', () => {
	for (const file of [path.join(family, 'levels.js'), path.join(root, 'worker/sandbox/bots.js')]) {
		const text = bare(read(file))
		for (const word of ['Math.random', 'Math.imul', 'Date', 'let ', 'const ', '=>', '`', 'eval']) assert.ok(!text.includes(word), `${file}: ${word}`)
	}
})

test('status and view have what the contract names', () => {
	const S = Core.create(config(), 1), s = Core.status(S), v = Core.view(S)
	for (const [key, type] of Object.entries({ t: 'number', scene: 'string', score: 'number', lives: 'number', level: 'number', won: 'boolean', lost: 'boolean', progress: 'number' }))
		assert.equal(typeof s[key], type, key)
	assert.equal(s.level, 1)
	assert.equal(v.width, v.grid.rows[0].length * v.grid.size)
	assert.equal(v.height, v.grid.rows.length * v.grid.size)
	for (const d of v.dangers) assert.ok([d.x, d.y, d.r].every(Number.isFinite))
	for (const g of v.goals) assert.ok([g.x, g.y].every(Number.isFinite))
	assert.ok(v.player.w > 0 && v.goals.length > 0)
})

test('who stands still where dangers live is warned, then bitten, and not when one stirs', () => {
	const still = (n, params) => { const S = Core.create(config({ seed: 2, params }), 5); for (let i = 0; i < n; i++) Core.step(S, input(0)); return S }
	const S = still(1801), before = Core.status(S).lives
	assert.equal(Core.view(S).hint, 'creep')
	assert.ok(Core.view(S).creep > 0 && Core.view(S).creep < 0.1)
	assert.equal(Core.status(still(1790)).lives, before)
	const bitten = still(2045)
	assert.equal(Core.status(bitten).lives, before - 1)
	Core.step(S, input(2))
	assert.equal(Core.view(S).creep, 0)
	for (let i = 0; i < 890; i++) Core.step(S, input(0))
	assert.equal(Core.view(S).creep, 0, 'patience begins anew')
	assert.equal(Core.view(still(2000, { enemies: 0 })).creep, 0, 'nothing creeps where no dangers are wished')
})

test('restart begins anew', () => {
	const conf = config({ seed: 2 }), S = Core.create(conf, 5)
	for (let i = 0; i < 400; i++) Core.step(S, input(i % 90 < 45 ? 2 : 8))
	Core.step(S, input(128))
	const s = Core.status(S)
	assert.deepEqual([s.t, s.score, s.level, s.scene], [0, 0, 1, 'play'])
})

test('200 seeds at each difficulty: levels are made and proved', () => {
	for (let seed = 0; seed < 200; seed++) for (let difficulty = 1; difficulty <= 5; difficulty++) {
		const levels = Levels.generate({ seed: seed * 9973 + difficulty, difficulty, params: {} }), proof = Levels.check(levels)
		assert.ok(proof.ok, `seed ${seed} difficulty ${difficulty}: ${proof.problems}`)
	}
})

test('the proof sees what is wrong', () => {
	const level = map => ({ map, goal: 1, boss: 0 }), bad = map => !Levels.check([level(map)]).ok
	const good = ['#############', '#@.........*#', '#...........#', '#..........X#', '#############']
	assert.ok(!bad(good))
	assert.ok(bad(['#############', '#@.......#.*#', '#........####', '#..........X#', '#############']), 'walled in')
	assert.ok(bad(['#############', '#@.......~.*#', '#........~~~#', '#..........X#', '#############']), 'behind a hazard')
	assert.ok(bad(['#############', '#@.......D.*#', '#........####', '#..........X#', '#############']), 'door without key')
	assert.ok(bad(['#############', '#@.......Dk*#', '#........####', '#..........X#', '#############']), 'key behind its door')
	assert.ok(bad(['#############', '#@..p......*#', '#...........#', '#..........X#', '#############']), 'enemy near the beginning')
	assert.ok(bad(['#############', '#@..........#', '#...........#', '#..........X#', '#############']), 'nothing to collect')
})

test('the same options give the same levels, another seed others', () => {
	const a = JSON.stringify(Levels.generate({ seed: 3 })), b = JSON.stringify(Levels.generate({ seed: 3 })), c = JSON.stringify(Levels.generate({ seed: 4 }))
	assert.equal(a, b)
	assert.notEqual(a, c)
})

test('every count and switch of the sheet gives levels', () => {
	for (let count = 3; count <= 8; count++) for (const switches of [{}, { boss: 0 }, { enemies: 0 }, { hazards: 0 }, { motes: 0 }]) {
		const levels = Levels.generate({ seed: count, count, switches })
		assert.equal(levels.length, count)
		assert.ok(Levels.check(levels).ok)
		if (switches.boss === 0 || switches.enemies === 0) assert.ok(!levels.some(l => l.boss))
		if (switches.enemies === 0) assert.ok(!levels.some(l => /[pcdtB]/.test(l.map.join(''))))
		if (switches.hazards === 0) assert.ok(!levels.some(l => l.map.join('').includes('~')))
	}
})

test('who does nothing does not win', () => {
	for (let seed = 0; seed < 4; seed++) assert.notEqual(play(config({ seed }), 'idle', seed, 6000).end, 'won')
})

test('who plays at random mostly does not win', () => {
	let won = 0
	for (let seed = 0; seed < SEEDS; seed++) won += play(config({ seed: seed * 17 }), 'random', seed, 18000).won
	assert.ok(won <= SEEDS * 0.1, `${won} of ${SEEDS}`)
})

test('who looks wins at the default numbers, in about five minutes', t => {
	const runs = []
	for (let seed = 0; seed < SEEDS; seed++) runs.push(play(config({ seed: seed * 17 }), 'greedy', seed, 30000))
	const won = runs.filter(r => r.won), mid = median(won.map(r => r.t))
	t.diagnostic(`won ${won.length} of ${runs.length}, median ${mid} ticks, longest ${Math.max(...won.map(r => r.t))}`)
	assert.ok(won.length >= SEEDS * 0.85, `${won.length} of ${SEEDS}`)
	assert.ok(mid <= 18000 && mid >= 5000, `median ${mid}`)
})

test('greedy wins at every difficulty more often than not', t => {
	for (let difficulty = 1; difficulty <= 5; difficulty++) {
		let won = 0
		for (let seed = 0; seed < 10; seed++) won += play(config({ seed: seed * 31, difficulty }), 'greedy', seed, 36000).won
		t.diagnostic(`difficulty ${difficulty}: ${won} of 10`)
		assert.ok(won >= 6, `difficulty ${difficulty}: ${won} of 10`)
	}
})

test('each number at its ends, and all together: the game goes on and stays sound', () => {
	const runs = Object.entries(sheet).flatMap(([key, p]) => [{ [key]: p.min }, { [key]: p.max }])
	for (const end of ['min', 'max']) runs.push(Object.fromEntries(Object.entries(sheet).map(([k, p]) => [k, p[end]])))
	for (const params of runs) {
		const r = play(config({ seed: 11, params }), 'greedy', 3, 9000)
		assert.ok(Number.isFinite(r.score) && r.progress >= 0 && r.progress <= 1 && r.lives >= 0, JSON.stringify(params))
	}
})

test('after a defeat one goes on from the last shrine, with what was found', () => {
	const conf = config({ seed: 6 }), r = play(conf, 'random', 2, 36000), S = Core.create(conf, 2)
	assert.equal(r.end, 'lost')
	for (const [mask, n] of r.inputs) for (let i = 0; i < n; i++) Core.step(S, input(mask))
	const got = Core.view(S).got
	for (let i = 0; i < 40; i++) Core.step(S, input(0))
	Core.step(S, input(64))
	assert.equal(Core.status(S).lost, false)
	assert.equal(Core.view(S).got, got)
	assert.equal(Core.view(S).lives, Core.view(S).lives_max)
})

test('a dash crosses a gap, and one that ends in it costs a heart and leads back', () => {
	const map = ['###############', '#@.~......~~~~#', '#..~......~~~~#', '#..~......~~~~#', '#..~......~~*X#', '###############'], conf = { params: {}, levels: [{ map, goal: 1, boss: 0 }] }, S = Core.create(conf, 1)
	const hold = (mask, n) => { for (let i = 0; i < n; i++) Core.step(S, input(mask)) }
	hold(2, 40); assert.ok(S.x < 48, 'walking stops at the edge')
	hold(2 | 16, 1); hold(2, 20); assert.ok(S.x > 64, 'the dash crosses')
	assert.equal(S.lives, 5)
	hold(2, 60); assert.ok(S.x < 160)
	const x = S.x
	hold(2 | 16, 1); hold(2, 12); hold(0, 60)
	assert.equal(S.lives, 4)
	assert.ok(Math.abs(S.x - x) < 3, 'back where the dash began')
})

test('with the timer on, waiting loses and each item wins time', () => {
	const map = ['####################', '#@..*............**#', '#.................X#', '####################'], S = Core.create({ params: { timer: 1, time_limit: 60, time_bonus: 5, enemies: 0 }, levels: [{ map, goal: 3, boss: 0 }] }, 1)
	for (let i = 0; i < 60; i++) Core.step(S, input(2))
	assert.equal(Core.view(S).got, 1)
	assert.equal(Core.view(S).left, 60 * 60 - 60 + 300)
	for (let i = 0; i < 4200; i++) Core.step(S, input(0))
	assert.ok(Core.status(S).lost && Core.view(S).totals.late)
})

test('a buffered press dashes as soon as it can', () => {
	const map = ['####################', '#@................*#', '#.................X#', '####################'], S = Core.create({ params: {}, levels: [{ map, goal: 1, boss: 0 }] }, 1)
	let dashes = 0
	const hold = (mask, n) => { for (let i = 0; i < n; i++) { Core.step(S, input(mask)); dashes += S.events.filter(e => e.e === 'dash').length } }
	hold(2 | 16, 1); hold(2, 40); hold(2 | 16, 1); hold(2, 9)
	assert.equal(dashes, 2)
})

test('assets: keys in the code are those of the list, both ways, within the limits', () => {
	const used = new Set()
	for (const name of scripts) for (const [, key] of read(place(name)).matchAll(/\b(?:art|sound)\("(\w+)"\)/g)) used.add(key)
	assert.deepEqual([...used].sort(), assets.map(a => a.key).sort())
	assert.ok(assets.length + 17 <= 40)
	for (const a of assets) assert.ok(['png', 'svg', 'wav'].includes(a.type) && a.notes && a.role)
})

test('strings: the same keys in both languages, all keys in the code exist', () => {
	const keys = Object.keys(strings.en), ui = read(place('game/js/ui.js')) + read(place('game/js/main.js'))
	assert.deepEqual(keys, Object.keys(strings.ja))
	for (const [, key] of ui.matchAll(/\bsay\("(\w+)"/g)) assert.ok(keys.includes(key) || key.endsWith('_'), key)
	for (const k of keys) for (const l of ['en', 'ja']) for (const [, slot] of strings[l][k].matchAll(/\{(\w+)\}/g))
		assert.ok(['title', 'tagline', 'goal', 'hero', 'collectable', 'collectables', 'danger', 'place', 'n', 'm'].includes(slot), `${l} ${k} ${slot}`)
})

test('the sheet: values within their ranges, with labels; the core knows the numbers', () => {
	const core = rules + read(family, 'levels.js')
	for (const [key, p] of Object.entries(sheet)) {
		assert.ok(p.min <= p.value && p.value <= p.max && p.step > 0 && p.unit && p.label.en && p.label.ja, key)
		assert.ok(core.includes(key), `${key} is used nowhere`)
	}
})

test('no file of the game is too large, none has a handler or address in its markup', () => {
	const html = read(place('game/index.html'))
	assert.ok(!/ on\w+=|javascript:|https?:|type="module"/.test(html))
	assert.ok(rules.length < 60 * 1024)
	for (const file of scripts) {
		const text = read(place(file))
		assert.ok(text.length < 60 * 1024, file)
		assert.ok(!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|fetch\(|XMLHttpRequest|\beval\(|new Function/.test(text), file)
	}
})

const duk = spawnSync('duk', ['--version']).error ? null : 'duk'
test('duktape gives the same hash, fast enough', { skip: duk ? false : 'duk is not installed' }, t => {
	const conf = config({ seed: 7 }), file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'duk-')), 'run.js')
	fs.writeFileSync(file, rules + read(root, 'worker/sandbox/bots.js') + `
		var conf = ${JSON.stringify(conf)}, S = LudCore.create(conf, 3), m = {}, s = 3 + 99 + 1, st = LudCore.status(S), mask, t0 = Date.now();
		function rng(n) { s = (s * 16807) % 2147483647; return s % n; }
		while (st.t < 18000 && !st.won && !st.lost) {
			mask = LudBots.greedy(LudCore.view(S), st, m, rng);
			LudCore.step(S, {left: !!(mask & 1), right: !!(mask & 2), up: !!(mask & 4), down: !!(mask & 8), a: !!(mask & 16), b: !!(mask & 32), start: !!(mask & 64), restart: !!(mask & 128)});
			st = LudCore.status(S);
		}
		print(JSON.stringify({hash: LudCore.hash(S), t: st.t, ms: Date.now() - t0}));`)
	const there = JSON.parse(execFileSync(duk, [file])), here = play(conf, 'greedy', 3, 18000)
	t.diagnostic(`${there.t} ticks in ${there.ms} ms`)
	assert.equal(there.hash, here.hash)
	assert.equal(there.t, here.t)
})

test('bots answer a game that they have never seen', () => {
	const view = { width: 320, height: 180, player: { x: 20, y: 20, w: 8, h: 8 }, goals: [{ x: 200, y: 20 }], dangers: [] }, status = { t: 0, scene: 'play', score: 0, lives: 3, level: 1, won: false, lost: false, progress: 0 }
	for (const name of ['idle', 'random', 'sweep', 'greedy']) {
		const memory = {}, rng = dice(1)
		for (let i = 0; i < 200; i++) { const mask = Bots[name]({ ...view, dangers: i % 2 ? [{ x: 30, y: 20, r: 5 }] : [] }, { ...status, t: i }, memory, rng); assert.ok(Number.isInteger(mask) && mask >= 0 && mask < 256, name) }
	}
	assert.equal(Bots.greedy(view, status, {}, dice(1)) & 2, 2, 'greedy walks to the goal')
	assert.ok(Number.isInteger(Bots.greedy({ ...view, goals: [] }, status, {}, dice(1))))
})
