// SPDX-License-Identifier: ISC
// Real touches in Chromium: a tap counts also right after a stroke, whose fling a browser may hold it for the end of and make no click of it;
// a stroke over a button is no tap.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { chromium } from '../system/chromium.mjs'
import { CONCEPT } from '../studio/family-concepts.mjs'
import { Player, compose, openBrowser } from './player.mjs'

const skip = chromium ? false : 'no Chromium here', TRIES = 10
let browser, game, player
before(async () => {
	if (skip) return
	browser = openBrowser()
	game = compose(CONCEPT.puzzle.en) // whose hero is driven by strokes
	player = await Player.open(browser, game, { size: 390, touch: true })
	await player.tap(195, 420)
	await player.mode('play')
})
after(async () => {
	await browser?.close()
	if (game) fs.rmSync(game.dir, { recursive: true, force: true })
})

const middle = selector => player.evaluate(`(() => { const r = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] })()`)

// As quick as fingers are: the page is told of all of it without a wait in between
async function stroke([x, y], dx, dy) {
	const told = [player.points('touchStart', [[x, y]])]
	for (let i = 1; i <= 6; i++) told.push(player.points('touchMove', [[x + dx * i / 6, y + dy * i / 6]]))
	await Promise.all([...told, player.points('touchEnd', [])])
}

test('the first tap after a stroke is heard', { skip, timeout: 300000 }, async () => {
	for (let i = 0; i < TRIES; i++) {
		const at = await middle('#bar button')
		await stroke([200, 640], i % 2 ? 120 : -120, 20)
		await player.tap(...at)
		await player.mode('pause').catch(() => assert.fail(`tap ${i + 1} of ${TRIES} was lost`))
		await player.tap(...await middle('#pause button.main'))
		await player.mode('play')
	}
})

test('a stroke that begins on a button is no tap', { skip, timeout: 120000 }, async () => {
	const { t: before } = await player.status()
	await stroke(await middle('#bar button'), -90, 60)
	await player.wait(300)
	assert.equal((await player.state()).mode, 'play')
	await player.tap(...await middle('#bar button'))
	await player.mode('pause')
	assert.ok((await player.status()).t >= before)
	assert.deepEqual(player.page.console, [])
})
