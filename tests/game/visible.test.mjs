// SPDX-License-Identifier: ISC
// Twelve concepts, each with what has to be visible (visible.json, written before the games were looked at): checked in the running game
// within ten seconds of play, by its state, its words and its picture. GAME_PICTURES=FOLDER keeps the pictures.
import test, { after, before } from 'node:test'
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { chromium } from '../system/chromium.mjs'
import { Player, compose, openBrowser } from './player.mjs'

const { concepts } = JSON.parse(fs.readFileSync(new URL('visible.json', import.meta.url), 'utf8')), pictures = process.env.GAME_PICTURES
const skip = chromium ? false : 'no Chromium here'
let browser
before(() => { if (!skip) browser = openBrowser() })
after(async () => browser?.close())

// Mean brightness of the picture as it is on the screen; the page itself decodes it
async function brightness(player) {
	const { data } = await player.page.send('Page.captureScreenshot', { format: 'jpeg', quality: 60, clip: { x: 0, y: 0, ...player.size, scale: 0.1 } })
	return player.evaluate(`new Promise((done, fail) => { const img = new Image(); img.onerror = fail; img.onload = () => { const c = document.createElement("canvas"); c.width = 64; c.height = 40; const x = c.getContext("2d"); x.drawImage(img, 0, 0, 64, 40);
		const d = x.getImageData(0, 0, 64, 40).data; let n = 0; for (let i = 0; i < d.length; i += 4) n += d[i] * 0.3 + d[i + 1] * 0.59 + d[i + 2] * 0.11; done(n / (d.length / 4)) }; img.src = "data:image/jpeg;base64,${data}" })`)
}

const hue = hex => {
	const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)), most = Math.max(r, g, b), range = most - Math.min(r, g, b)
	if (!range) return -1
	return 60 * (most === r ? ((g - b) / range + 6) % 6 : most === g ? (b - r) / range + 2 : (r - g) / range + 4)
}
const between = (x, [from, to]) => x >= 0 && (from <= to ? x >= from && x <= to : x >= from || x <= to)

// Plays until each of the expressions has held once, ten seconds of the game at most. Out: those that never held, and the words seen
async function look(player, expressions, drawn) {
	const missing = new Set(expressions), words = new Set(), lights = []
	await player.evaluate(`window.SEEN = (list) => { const v = LUD_GAME.view(), p = LUD_DATA.params, d = ${JSON.stringify(drawn)}; return list.filter(text => Function("v", "p", "d", "return Boolean(" + text + ")")(v, p, d)) }`)
	for (let i = 0; i < 20; i++) {
		for (const held of await player.evaluate(`SEEN(${JSON.stringify([...missing])})`)) missing.delete(held)
		words.add(await player.evaluate('document.body.innerText'))
		lights.push(await brightness(player))
		if (i > 8 && !missing.size) break
		await player.play(0.5)
	}
	return { missing: [...missing], words: [...words].join('\n').toLowerCase(), light: lights.sort((a, b) => a - b)[lights.length >> 1] }
}

for (const [i, concept] of concepts.entries()) {
	test(`one sees it: ${concept.text.slice(0, 60)}`, { skip, timeout: 240000 }, async t => {
		const game = compose(concept.text, { seed: i + 1, language: concept.language })
		t.after(() => fs.rmSync(game.dir, { recursive: true, force: true }))
		assert.equal(game.family, concept.family)
		const { nouns } = game.run.documents.concept_document, player = await Player.open(browser, game, { language: concept.language })
		const title = await player.evaluate('document.body.innerText')
		await player.key('Enter')
		await player.mode('play')
		const seen = await look(player, concept.state, { hero: nouns.hero.art, hero_text: nouns.hero.en, item: nouns.item.art, danger: nouns.danger.art, place: nouns.place.art })
		if (pictures) await player.picture(path.join(pictures, `concept-${String(i + 1).padStart(2, '0')}.webp`))
		t.diagnostic(`light ${Math.round(seen.light)}, hues ${game.run.documents.concept_document.palette.map(c => Math.round(hue(c))).join(' ')}, hero ${nouns.hero.art}`)
		assert.deepEqual(seen.missing, [], 'never seen')
		for (const word of concept.words) assert.ok((title.toLowerCase() + seen.words).includes(word), `"${word}" is nowhere to be read`)
		if (concept.light) assert.ok(seen.light >= concept.light[0] && seen.light <= concept.light[1], `brightness ${seen.light}`)
		if (concept.hue) assert.ok(game.run.documents.concept_document.palette.slice(0, 4).some(c => between(hue(c), concept.hue)), 'no colour of the palette is near')
		assert.deepEqual(player.page.console, [])
		await player.close()
	})
}
