// SPDX-License-Identifier: ISC
// Plays a composed game in Chromium with real keys and touches and takes pictures of it:
//   node tests/game/shots.mjs OUT NAME "concept" [--seed N] [--language ja] [--seconds 6]
// Needs playwright-core (its folder in PLAYWRIGHT) and Chromium (CHROMIUM, default /usr/bin/chromium).
import fs from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createRequire } from 'node:module'
import { Run } from '../studio/harness.mjs'
import { Table } from '../studio/prove.mjs'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' }, language: { type: 'string' }, seconds: { type: 'string' }, only: { type: 'string' } } })
const [out, name, concept] = positionals, seconds = Number(values.seconds ?? 6)
const { chromium } = createRequire(path.join(process.env.PLAYWRIGHT || process.cwd(), 'x.js'))('playwright-core')
const run = new Run({ concept, seed: Number(values.seed ?? 1), language: values.language }).all(), dir = path.join(out, 'game-' + name)
run.write(dir)
const table = new Table(run.files), best = table.win(), lost = ['idle', 'random', 'sweep'].map(b => table.play(b, 20000)).find(r => r.end === 'lost')
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--autoplay-policy=no-user-gesture-required'] })
const faults = [], KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Space', 'KeyX']
const cut = (inputs, ticks) => { const list = []; for (const [m, n] of inputs) { if (ticks <= 0) break; list.push([m, Math.min(n, ticks)]); ticks -= n } return list }

// Presses what the game's own player advises, as real keys
async function keys(page, time) {
	let held = 0
	for (const end = Date.now() + time; Date.now() < end;) {
		const mask = await page.evaluate(() => window.LUD_GAME.view().advice || 0)
		for (let i = 0; i < KEYS.length; i++) if ((mask ^ held) >> i & 1) await page.keyboard[mask >> i & 1 ? 'down' : 'up'](KEYS[i])
		held = mask
		await page.waitForTimeout(12)
	}
	for (let i = 0; i < KEYS.length; i++) if (held >> i & 1) await page.keyboard.up(KEYS[i])
}

async function visit(label, device, touch) {
	const page = await browser.newPage(device), shot = async what => page.screenshot({ path: path.join(out, `${name}-${label}-${what}.png`) })
	page.on('console', m => m.type() === 'error' && faults.push(`${label}: ${m.text()}`))
	page.on('pageerror', e => faults.push(`${label}: ${e.stack}`))
	await page.goto('file://' + path.resolve(dir, 'index.html'))
	await page.waitForFunction(() => window.LUD_GAME && window.LUD_GAME.state().mode === 'title', null, { timeout: 60000 })
	await page.waitForTimeout(700); await shot('title')
	if (touch) await page.touchscreen.tap(200, 420); else await page.keyboard.press('Enter')
	await page.waitForTimeout(600)
	if (!touch) await keys(page, seconds * 1000); else { await page.touchscreen.tap(120, 640); await page.waitForTimeout(400) }
	if ((await page.evaluate(() => window.LUD_GAME.status())).t < 20) faults.push(`${label}: the game does not run`)
	await shot('play')
	if (!touch) {
		await page.keyboard.press('KeyP'); await page.waitForTimeout(300); await shot('pause')
		if ((await page.evaluate(() => window.LUD_GAME.state())).mode !== 'pause') faults.push('P does not pause')
		await page.keyboard.press('KeyP')
	}
	const part = touch ? 0.55 : 0.75
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, cut(best.inputs, Math.floor(best.ticks * part))); await page.waitForTimeout(450); await shot('late')
	if (lost) {
		await page.evaluate(i => { window.LUD_GAME.run(i, true) }, lost.inputs); await page.waitForTimeout(1500); await shot('lost')
		if ((await page.evaluate(() => window.LUD_GAME.state())).mode !== 'lose') faults.push(`${label}: no defeat is shown`)
		await page.keyboard.press('Enter'); await page.waitForTimeout(300)
		if ((await page.evaluate(() => window.LUD_GAME.state())).scene !== 'play') faults.push(`${label}: not played again after a defeat`)
	} else faults.push('no bot loses')
	await page.close()
}

if (values.only !== 'phone') await visit('desk', { viewport: { width: 1440, height: 900 } }, false)
if (values.only !== 'desk') await visit('phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'ja-JP' }, true)
await browser.close()
console.log(`${name}: ${run.family()}, ${best.end} after ${best.ticks} ticks, lost by ${lost?.bot}; ${faults.length ? 'faults:\n' + [...new Set(faults)].join('\n') : 'no faults'}`)
process.exit(faults.length ? 1 : 0)
