// SPDX-License-Identifier: ISC
// A scripted player in Chromium: opens a composed game, decides as the bot greedy does, from the view alone, and presses real keys or
// touches the screen. For browser.test.mjs and for pictures.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Browser } from '../system/chromium.mjs'
import { until } from '../system/stack.mjs'
import { ROOT, Run, Studio } from '../studio/harness.mjs'
import { Table } from '../studio/prove.mjs'

export const SIZES = { 1440: { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false }, 390: { width: 390, height: 844, deviceScaleFactor: 2, mobile: true } }
const KEYS = [['ArrowLeft', 37], ['ArrowRight', 39], ['ArrowUp', 38], ['ArrowDown', 40], ['Space', 32, ' '], ['KeyX', 88, 'x']]
const bots = fs.readFileSync(path.join(ROOT, '../../worker/sandbox/bots.js'), 'utf8')
const studio = new Studio()

// The bot decides at every second tick of the game; how long the page's own work for a picture takes is noted
const PROBE = `${bots};
	window.WORK = []; window.FRAMES = []; // ms of work for a picture, and from one picture to the next
	(function () {
		var real = window.requestAnimationFrame, last = 0, memory = {}, at = -1, mask = 0, s = 7;
		function rng(n) { s = s * 16807 % 2147483647; return s % n; }
		window.requestAnimationFrame = function (f) { return real.call(window, function (now) { var t = performance.now(); if (last) { window.FRAMES.push(now - last); if (window.FRAMES.length > 6000) window.FRAMES.shift(); } last = now; f(now); window.WORK.push(performance.now() - t); if (window.WORK.length > 3000) window.WORK.shift(); }); };
		window.DECIDE = function () {
			var v, st;
			if (window.LUD_GAME.state().mode !== "play") return { mask: 0, mode: window.LUD_GAME.state().mode };
			v = window.LUD_GAME.view(); st = window.LUD_GAME.status();
			if (st.t - at >= 2 || st.t < at) { at = st.t; mask = (LudCore.policy || LudBots.greedy)(v, st, memory, rng); }
			return { mask: mask, mode: "play" };
		};
	}());`

export function compose(concept, { seed = 1, language = 'en' } = {}) {
	const run = new Run({ studio, concept, seed, language }).all(), dir = fs.mkdtempSync(path.join(os.tmpdir(), 'game-'))
	run.write(dir)
	fs.chmodSync(dir, 0o755)
	return { run, dir, family: run.family(), table: new Table(run.files) }
}

export function openBrowser() {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'games-'))
	fs.mkdirSync(path.join(dir, 'log'))
	return new Browser(dir)
}

export class Player {
	// In: size a key of SIZES, touch whether fingers play
	static async open(browser, game, { size = 1440, touch = false, language = 'en' } = {}) {
		const player = new Player()
		Object.assign(player, { size: SIZES[size], touch, held: 0, finger: null })
		player.page = await browser.page('about:blank')
		const send = player.page.send
		await send('Emulation.setDeviceMetricsOverride', player.size)
		await send('Emulation.setTouchEmulationEnabled', { enabled: touch, maxTouchPoints: 5 })
		if (touch) await send('Emulation.setEmulatedMedia', { features: [{ name: 'pointer', value: 'coarse' }] })
		await send('Emulation.setUserAgentOverride', { userAgent: 'Chromium', acceptLanguage: language === 'ja' ? 'ja-JP' : 'en-US' })
		await send('Page.addScriptToEvaluateOnNewDocument', { source: PROBE })
		await send('Page.navigate', { url: `file://${path.join(game.dir, 'index.html')}` })
		await until(() => player.evaluate('Boolean(window.LUD_GAME && window.LUD_GAME.state().mode === "title")').catch(() => false), 'the title', 60)
		return player
	}

	evaluate(text) { return this.page.evaluate(text) }
	state() { return this.evaluate('LUD_GAME.state()') }
	status() { return this.evaluate('LUD_GAME.status()') }
	wait(ms) { return new Promise(done => setTimeout(done, ms)) }
	mode(name) { return until(async () => (await this.state()).mode === name, `mode ${name}`, 30) }

	async key(code, type) {
		const known = KEYS.find(k => k[0] === code) ?? [code, code.charCodeAt(code.length - 1)]
		for (const t of type ? [type] : ['keyDown', 'keyUp'])
			await this.page.send('Input.dispatchKeyEvent', { type: t, code, key: known[2] ?? code.replace('Key', '').toLowerCase(), windowsVirtualKeyCode: code === 'Enter' ? 13 : known[1], ...(code === 'Enter' && t === 'keyDown' && { text: '\r' }) })
	}

	points(type, points) { return this.page.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((p, id) => ({ x: p[0], y: p[1], id })) }) }

	async tap(x, y) { await this.points('touchStart', [[x, y]]); await this.points('touchEnd', []) }

	// From the held keys to those of the mask
	async press(mask) {
		if (this.touch) return this.drag(mask)
		for (let i = 0; i < KEYS.length; i++) if ((mask ^ this.held) >> i & 1) await this.key(KEYS[i][0], mask >> i & 1 ? 'keyDown' : 'keyUp')
		this.held = mask
	}

	// A thumb on the lower left; a second finger taps for a, the button for b
	async drag(mask) {
		const dx = ((mask >> 1 & 1) - (mask & 1)) * 44, dy = ((mask >> 3 & 1) - (mask >> 2 & 1)) * 44, x = 120, y = this.size.height * 0.77
		if (mask === this.held) return
		if (this.finger && !dx && !dy) { await this.points('touchEnd', []); this.finger = null }
		if (dx || dy) {
			if (this.swipe && this.finger) { await this.points('touchEnd', []); this.finger = null }
			if (!this.finger) await this.points('touchStart', [[x, y]])
			this.finger = [x + dx, y + dy]
			await this.points('touchMove', [this.finger])
		}
		for (const [bit, name] of [[16, 'a'], [32, 'b']]) if (mask & bit && !(this.held & bit)) await this.evaluate(`(() => { const b = document.querySelector("#pads .${name}"); for (const t of ["pointerdown", "pointerup"]) b.dispatchEvent(new PointerEvent(t, { bubbles: true, pointerId: 9, pointerType: "touch" })) })()`)
		this.held = mask
	}

	close() { return this.page.send('Page.close') }

	// Plays so many seconds of the game; begins again after a defeat. Out: how far it came
	async play(seconds) {
		this.swipe = await this.evaluate('LudCore.meta.touch === "swipe"')
		let best = 0, deaths = 0
		for (let last = (await this.status()).t, played = 0; played < seconds * 60;) {
			const { mask, mode } = await this.evaluate('DECIDE()'), { t, progress } = await this.status()
			played += Math.max(0, t - last)
			last = t
			best = Math.max(best, progress)
			await this.press(mode === 'play' ? mask : 0)
			if (mode === 'lose') { deaths++; await this.key('Enter'); await this.mode('play') }
			else if (mode === 'win') break
			await this.wait(8)
		}
		await this.press(0)
		return { best, deaths }
	}

	async picture(file, quality = 72) {
		const { data } = await this.page.send('Page.captureScreenshot', { format: file.split('.').pop(), ...(file.endsWith('webp') && { quality }) })
		fs.writeFileSync(file, Buffer.from(data, 'base64'))
	}
}
