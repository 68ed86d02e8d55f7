// SPDX-License-Identifier: ISC
// What the tests of the adventure share: the core, the levels and the bots, loaded as plain scripts in a bare context.
import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const family = path.join(root, 'graphs/game-dev/offline/adventure')
export const read = (...parts) => fs.readFileSync(path.join(...parts), 'utf8')
export const json = (...parts) => JSON.parse(read(...parts))

// The family's files, its own and those of shell/ that all families share
const shell = path.join(family, '../shell'), about = json(family, 'family.json')
export const place = name => path.join(about.shared.includes(name) ? shell : family, name)
export const scripts = [...about.templates, ...about.shared].filter(name => name.startsWith('game/js/'))
export const rules = about.rules.map(name => read(place(name))).join('')
export const assets = json(family, 'assets.json').flatMap(a => a === '@shared' ? json(shell, 'assets-shared.json') : [a])
const shared = json(shell, 'strings-shared.json'), own = json(family, 'strings.json')
export const strings = { en: { ...shared.en, ...own.en }, ja: { ...shared.ja, ...own.ja } }
export const files = about.shared.filter(name => name.startsWith('game/') && name !== 'game/js/frame.js').concat('game/js/render.js')

const context = vm.createContext({})
for (const [name, text] of [['levels.js', read(family, 'levels.js')], ['js/core.js', rules], ['bots.js', read(root, 'worker/sandbox/bots.js')]])
	vm.runInContext(text, context, { filename: name })
export const { AdventureLevels: Levels, LudCore: Core, LudBots: Bots } = context

export const sheet = json(family, 'params.json')
export const defaults = () => Object.fromEntries(Object.entries(sheet).map(([k, p]) => [k, p.value]))

export function config({ seed = 1, difficulty, params = {} } = {}) {
	const all = { ...defaults(), ...params }
	if (difficulty) all.difficulty = difficulty
	return { params: all, levels: Levels.generate({ seed, params: all }) }
}

export function dice(seed) {
	let s = (seed % 2147483646) + 1
	return n => { s = (s * 16807) % 2147483647; return s % n }
}

export const input = mask => ({
	left: !!(mask & 1), right: !!(mask & 2), up: !!(mask & 4), down: !!(mask & 8),
	a: !!(mask & 16), b: !!(mask & 32), start: !!(mask & 64), restart: !!(mask & 128)
})

// Plays until won, lost or out of ticks
export function play(conf, bot, seed, ticks) {
	const S = Core.create(conf, seed), memory = {}, rng = dice(seed + 99), inputs = []
	let status = Core.status(S)
	while (status.t < ticks && !status.won && !status.lost) {
		const mask = Bots[bot](Core.view(S), status, memory, rng)
		if (inputs.length && inputs[inputs.length - 1][0] === mask) inputs[inputs.length - 1][1]++
		else inputs.push([mask, 1])
		Core.step(S, input(mask))
		status = Core.status(S)
	}
	return { ...status, end: status.won ? 'won' : status.lost ? 'lost' : 'ticks', hash: Core.hash(S), inputs, totals: Core.view(S).totals }
}
