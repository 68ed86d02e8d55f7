// SPDX-License-Identifier: ISC
// Opens the sample game in a browser and takes pictures: node tests/game/play.mjs OUT [game folder]
// Needs playwright-core (its folder in PLAYWRIGHT) and Chromium (CHROMIUM, default /usr/bin/chromium).
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { createRequire } from 'node:module'
import { assemble } from './sample.mjs'
import { play } from './lab.mjs'

const out = process.argv[2] || fs.mkdtempSync(path.join(os.tmpdir(), 'adventure-'))
const { chromium } = createRequire(path.join(process.env.PLAYWRIGHT || process.cwd(), 'x.js'))('playwright-core')
fs.mkdirSync(out, { recursive: true })

const cut = (inputs, ticks) => { const list = []; for (const [m, n] of inputs) { if (ticks <= 0) break; list.push([m, Math.min(n, ticks)]); ticks -= n } return list }
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'] })
const faults = []

async function visit(name, options, device, steps) {
	const dir = path.join(out, 'game-' + name), conf = assemble(dir, options), page = await browser.newPage(device)
	page.on('console', m => m.type() === 'error' && faults.push(`${name}: ${m.text()}`))
	page.on('pageerror', e => faults.push(`${name}: ${e.stack}`))
	await page.goto('file://' + path.join(dir, 'index.html'))
	await page.waitForFunction(() => window.LUD_GAME && window.LUD_GAME.state().mode === 'title')
	const shot = async label => page.screenshot({ path: path.join(out, `${name}-${label}.png`) })
	await steps(page, shot, conf)
	await page.close()
}

const desk = { viewport: { width: 1280, height: 720 } }, phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
const only = process.argv[3]
const want = name => !only || only.split(',').includes(name)

if (want('desk')) await visit('desk', { seed: 5 }, desk, async (page, shot, conf) => {
	await page.waitForTimeout(1500); await shot('title')
	await page.keyboard.press('Enter'); await page.waitForTimeout(700); await shot('start')
	for (const k of ['ArrowRight', 'ArrowUp']) { await page.keyboard.down(k); await page.waitForTimeout(600); await page.keyboard.up(k) }
	await page.waitForTimeout(1500); await page.keyboard.press('Space'); await page.waitForTimeout(60); await shot('dash')
	await page.keyboard.press('KeyP'); await page.waitForTimeout(400); await shot('pause'); await page.keyboard.press('KeyP')
	const best = play(conf, 'greedy', 5, 36000)
	const seen = await page.evaluate(i => window.LUD_GAME.run(i), best.inputs)
	if (seen !== best.hash) faults.push(`hash in the browser ${seen}, here ${best.hash}`)
	for (const [label, part] of [['mid', .3], ['late', .62], ['deep', .78], ['boss', .93]]) {
		await page.evaluate(i => { window.LUD_GAME.run(i, true) }, cut(best.inputs, Math.floor(best.t * part))); await page.waitForTimeout(250); await page.keyboard.press('KeyX'); await page.waitForTimeout(130); await shot(label)
	}
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, cut(best.inputs, best.t - 1)); await page.evaluate(() => 0)
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, best.inputs); await page.waitForTimeout(1800); await shot('win')
	const lost = play(conf, 'random', 5, 36000)
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, lost.inputs); await page.waitForTimeout(1600); await shot('lose')
	await page.keyboard.press('Enter'); await page.waitForTimeout(500); await shot('retry')
	console.log('greedy', best.end, best.t, 'random', lost.end, lost.t, JSON.stringify(await page.evaluate(() => window.LUD_GAME.state())))
})

if (want('phone')) await visit('phone', { seed: 9, theme: 'meadow' }, { ...phone, locale: 'ja-JP' }, async (page, shot, conf) => {
	await page.waitForTimeout(900); await shot('title')
	await page.touchscreen.tap(200, 400); await page.waitForTimeout(900); await shot('start')
	const cdp = await page.context().newCDPSession(page), at = (type, x, y) => cdp.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y, id: 1 }] })
	await at('touchStart', 100, 650); await at('touchMove', 150, 640); await page.waitForTimeout(1200); await shot('stick'); await at('touchEnd')
	const best = play(conf, 'greedy', 9, 36000)
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, cut(best.inputs, Math.floor(best.t * .5))); await page.waitForTimeout(300); await shot('mid')
	await page.touchscreen.tap(366, 30); await page.waitForTimeout(400); await shot('pause')
	await page.evaluate(i => { window.LUD_GAME.run(i, true) }, best.inputs); await page.waitForTimeout(1800); await shot('win')
})

if (want('dark')) await visit('dark', { seed: 12, theme: 'ember', params: { darkness: 1, stealth: 1, timer: 1, chasers: 3 } }, { viewport: { width: 844, height: 390 }, deviceScaleFactor: 2, reducedMotion: 'reduce' }, async (page, shot, conf) => {
	await page.waitForTimeout(600); await shot('title')
	const best = play(conf, 'greedy', 12, 36000)
	for (const part of [.05, .45, .7]) { await page.evaluate(i => { window.LUD_GAME.run(i, true) }, cut(best.inputs, Math.floor(best.t * part))); await page.waitForTimeout(300); await shot('p' + Math.round(part * 100)) }
	await page.keyboard.press('KeyP'); await page.waitForTimeout(300); await shot('pause')
})

if (want('bare')) await visit('bare', { seed: 3, art: false }, desk, async (page, shot) => { await page.keyboard.press('Enter'); await page.waitForTimeout(600); await shot('start') })

// In a sandboxed frame without an origin of its own: no storage, and the page talks to it by messages
if (want('frame')) {
	const dir = path.join(out, 'game-frame'), conf = assemble(dir, { seed: 5 }), best = play(conf, 'greedy', 5, 1500)
	const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.png': 'image/png', '.svg': 'image/svg+xml', '.wav': 'audio/wav' }
	const server = http.createServer((q, a) => {
		const name = path.join(dir, path.normalize(q.url.split('?')[0]))
		if (q.url === '/') { a.setHeader('content-type', 'text/html'); a.end('<body style="margin:0"><iframe sandbox="allow-scripts" src="/index.html" width="800" height="450"></iframe>'); return }
		if (!fs.existsSync(name)) { a.statusCode = 404; a.end(); return }
		a.setHeader('content-type', types[path.extname(name)] || 'text/plain')
		a.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'")
		a.end(fs.readFileSync(name))
	}).listen(0, '127.0.0.1')
	await new Promise(r => server.once('listening', r))
	const page = await browser.newPage({ viewport: { width: 800, height: 450 } })
	page.on('console', m => m.type() === 'error' && !/favicon/.test(m.location().url) && faults.push('frame: ' + m.text()))
	await page.addInitScript(() => { window.heard = []; window.addEventListener('message', e => window.heard.push(e.data)) })
	await page.goto(`http://127.0.0.1:${server.address().port}/`)
	await page.waitForFunction(() => window.heard.some(m => m.lud === 'ready'))
	await page.evaluate(i => document.querySelector('iframe').contentWindow.postMessage({ lud: 'play', inputs: i }, '*'), best.inputs)
	await page.waitForTimeout(3000)
	await page.evaluate(() => document.querySelector('iframe').contentWindow.postMessage({ lud: 'replay' }, '*'))
	await page.waitForFunction(() => window.heard.some(m => m.lud === 'replay'))
	const heard = await page.evaluate(() => window.heard), replay = heard.find(m => m.lud === 'replay'), ticks = replay.inputs.reduce((n, [, k]) => n + k, 0)
	if (ticks < 60 || replay.status.t !== ticks) faults.push(`frame: replay of ${ticks} ticks, status ${replay.status.t}`)
	if (heard.some(m => m.lud === 'error')) faults.push('frame: ' + JSON.stringify(heard.find(m => m.lud === 'error')))
	await page.screenshot({ path: path.join(out, 'frame.png') })
	console.log('frame heard', [...new Set(heard.map(m => m.lud))].join(' '), ticks, 'ticks')
	server.close()
}

await browser.close()
const real = [...new Set(faults)].filter(f => !(f.startsWith('bare') && f.includes('ERR_FILE_NOT_FOUND')))
console.log(real.length ? 'faults:\n' + real.join('\n') : 'no faults', 'pictures in', out)
process.exit(real.length ? 1 : 0)
