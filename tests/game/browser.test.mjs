// SPDX-License-Identifier: ISC
// Every family in Chromium, on a desk with real keys and on a phone with touches: it starts, is played by who sees what a player sees,
// pauses, is lost, goes on, begins anew, and nothing is said on the console. GAME_SECONDS: how long it is played (30 with --full).
// GAME_PICTURES=FOLDER keeps pictures (docs/games).
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from '../system/chromium.mjs'
import { until, within } from '../system/stack.mjs'
import { CONCEPT } from '../studio/family-concepts.mjs'
import { Player, compose, openBrowser } from './player.mjs'

const full = process.argv.includes('--full') || Boolean(process.env.FULL), SECONDS = Number(process.env.GAME_SECONDS) || (full ? 30 : 4), pictures = process.env.GAME_PICTURES
const skip = chromium ? false : 'no Chromium here', games = {}
let browser
before(() => { if (!skip) browser = openBrowser() })
after(async () => {
	await browser?.close()
	for (const game of Object.values(games)) fs.rmSync(game.dir, { recursive: true, force: true })
})

const shot = (player, name) => pictures && player.picture(path.join(pictures, `${name}.webp`))
const middle = list => list.slice().sort((a, b) => a - b)[list.length >> 1]

// What the page itself does for one picture, in ms: at 60 Hz it has 16.7. Other pages and programs may disturb, so the best of three counts
async function quick(player) {
	await player.evaluate('WORK.length = 0')
	await player.play(2)
	return middle(await player.evaluate('WORK'))
}

async function lose(player, game) {
	const lost = ['idle', 'random', 'sweep'].map(bot => game.table.play(bot, 40000)).find(run => run.end === 'lost')
	assert.ok(lost, 'some bot loses')
	const list = JSON.stringify(lost.inputs)
	await player.evaluate(`LUD_GAME.run(${list}, true)`)
	await player.mode('lose')
	await player.key('Enter')
	await until(async () => { const s = await player.state(); return s.mode === 'play' && s.scene === 'play' }, 'another try', 15)
	assert.ok((await player.status()).lives > 0)
}

for (const family of Object.keys(CONCEPT)) for (const size of [1440, 390]) {
	test(`${family} at ${size}: starts, is played, pauses, is lost and played again`, { skip, timeout: 300000 }, async t => {
		const touch = size === 390, game = games[family] ??= compose(CONCEPT[family].en, { seed: 1 }), player = await Player.open(browser, game, { size, touch })
		await player.wait(400)
		if (!touch) await shot(player, `${family}-title`)
		if (touch) await player.tap(195, 420); else await player.key('Enter')
		await player.mode('play')
		await player.evaluate('FRAMES.length = 0')
		let { best, deaths } = await player.play(SECONDS)
		const frames = (await player.evaluate('FRAMES')).sort((a, b) => a - b)
		// On a busy machine the player presses late; in a puzzle little comes of 30 s then
		for (let more = 0; more < 4 && SECONDS >= 20 && !best && !deaths; more++) ({ best, deaths } = await player.play(SECONDS))
		const inputs = await player.evaluate('LUD_GAME.replay()')
		assert.ok(inputs.some(([mask]) => mask & 63), 'keys or touches reach the game')
		assert.ok(best > 0 || deaths > 0 || SECONDS < 20, 'something comes of playing')
		await shot(player, `${family}-${touch ? 'phone' : 'late'}`)
		t.diagnostic(`${Math.round(best * 100)} % after ${SECONDS} s, ${deaths} defeats; ${(await within(16.7, 'ms of work for a picture', () => quick(player))).toFixed(1)} ms for a picture; ${frames.length} pictures, ${middle(frames).toFixed(1)} ms from one to the next, 95 % up to ${frames[Math.floor(frames.length * 0.95)].toFixed(1)}`)
		if ((await player.state()).mode !== 'play') { await player.key('KeyR'); await player.mode('play') }
		if (touch) { const [x, y] = await player.evaluate('(() => { const r = document.querySelector("#bar button").getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()'); await player.tap(x, y) } else await player.key('KeyP')
		await player.mode('pause')
		const { t: held } = await player.status()
		await player.wait(250)
		assert.equal((await player.status()).t, held, 'a pause stops the clock')
		await player.key('KeyP')
		await player.mode('play')
		await lose(player, game)
		await player.key('KeyR')
		await until(async () => (await player.status()).t < 120 && (await player.state()).mode === 'play', 'a new game', 15)
		assert.deepEqual(player.page.console, [])
		await player.close()
	})
}
