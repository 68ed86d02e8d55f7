// SPDX-License-Identifier: ISC
// A page of ours in Chromium as a person has it: signed in, of a size, a theme and a language; what went wrong on it is collected.
import fs from 'node:fs';
import path from 'node:path';
import {build, PASSWORD, until} from '../system/stack.mjs';

const SMALL = 40960; // bytes of a picture that is kept: the best quality that fits, else the least
export const SIZES = {1440: {width: 1440, height: 900}, 390: {width: 390, height: 844}};

let axe; // its source, read when it is first wanted: www/tools has it

export class Page {
	/** In: look {theme, language, effects}, size a key of SIZES. Opens nothing yet. */
	static async open(browser, origin, {size = 1440, theme = 'light', language = 'en', effects = 'off'} = {}) {
		const page = new Page();
		Object.assign(page, {origin, browser});
		page.raw = await browser.page('about:blank');
		await page.raw.send('Page.addScriptToEvaluateOnNewDocument', {source: `
			if (location.protocol.startsWith('http')) {
				if (!sessionStorage.getItem('lud-test')) {
					sessionStorage.setItem('lud-test', '1');
					localStorage.setItem('lud-look', '${JSON.stringify({theme, effects})}');
					localStorage.setItem('lud-language', '${language}');
				}
				window.violations = [];
				addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
			}`});
		await page.resize(size);
		return page;
	}

	async resize(size, height = undefined) {
		const {width, height: usual} = SIZES[size] ?? {width: size, height: 900};
		await this.raw.send('Emulation.setDeviceMetricsOverride', {width, height: height ?? usual, deviceScaleFactor: 1, mobile: false});
	}

	evaluate(text) { return this.raw.evaluate(text); }

	async goto(address) {
		await this.raw.send('Page.navigate', {url: this.origin + address});
		await this.has('lud-app main');
	}

	/** Waits for something to be on the page. */
	has(selector, seconds = 15) { return until(() => this.evaluate(`document.querySelector(${JSON.stringify(selector)}) !== null`), `${selector} on ${this.origin}`, seconds); }
	says(pattern, selector = 'body', seconds = 15) { return until(async () => pattern.test(await this.text(selector)), `${pattern} in ${selector}`, seconds); }
	text(selector = 'body') { return this.evaluate(`document.querySelector(${JSON.stringify(selector)})?.innerText ?? ''`); }

	/** Presses a real key. */
	async key(key, {ctrl = false} = {}) {
		const codes = {Enter: 13, Tab: 9, Escape: 27, ArrowRight: 39, ArrowLeft: 37, ArrowDown: 40, ArrowUp: 38};
		const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
		for (const type of ['keyDown', 'keyUp'])
			await this.raw.send('Input.dispatchKeyEvent', {type, key, ...(type === 'keyDown' && text && !ctrl && {text}), modifiers: ctrl ? 2 : 0, windowsVirtualKeyCode: codes[key] ?? key.toUpperCase().charCodeAt(0)});
	}

	async type(selector, text) {
		await this.has(selector);
		await this.evaluate(`document.querySelector(${JSON.stringify(selector)}).focus()`);
		await this.raw.send('Input.insertText', {text});
	}

	/** A real click, at the middle of what the selector finds. */
	async click(selector) {
		await this.has(selector);
		const {x, y} = await this.evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); return {x: b.x + b.width / 2, y: b.y + b.height / 2}; })()`);
		for (const type of ['mousePressed', 'mouseReleased'])
			await this.raw.send('Input.dispatchMouseEvent', {type, x, y, button: 'left', clickCount: 1});
	}

	async signIn(email, password = PASSWORD) {
		await this.type('[name=email]', email);
		await this.type('[name=password]', password);
		await this.click('lud-page-login button.solid');
		await until(() => this.evaluate('!location.pathname.startsWith("/login")'), 'to be signed in');
	}

	/** Violations of the policy and errors of the console since the page was opened. */
	async faults() {
		return [...await this.evaluate('window.violations ?? []'), ...this.raw.console];
	}

	/** What axe has against the page as it stands, and by how much it is wider than the screen: nothing. */
	async wrongs() {
		axe ??= fs.readFileSync(path.join(build, 'www/tools/node_modules/axe-core/axe.min.js'), 'utf8');
		await this.evaluate(`${axe}; true`);
		const found = await this.evaluate("axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' ; ')))");
		const wide = await this.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
		return wide > 0 ? [...found, `${wide} px wider than the screen`] : found;
	}

	/** Waits until nothing loads any more: no busy part, fonts there. */
	async settled() {
		await until(() => this.evaluate('document.querySelector("[aria-busy=true], lud-bar:not(:defined)") === null && document.fonts.status === "loaded"'), 'the page to settle');
		await this.evaluate('document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))).then(() => true)');
	}

	/** In: the most height that is shown, in px. */
	async shot(file, most = 4000) {
		const {width, height} = await this.evaluate('({width: innerWidth, height: Math.max(innerHeight, document.documentElement.scrollHeight)})');
		await this.resize(width, Math.min(height, most));
		await this.settled();
		let data;
		for (const how of file.endsWith('.webp') ? [72, 55, 40].map((quality) => ({format: 'webp', quality})) : [{format: 'png'}]) {
			data = Buffer.from((await this.raw.send('Page.captureScreenshot', how)).data, 'base64');
			if (data.length <= SMALL)
				break;
		}
		fs.writeFileSync(file, data);
	}

	/** Answers of the API as a test wants them. In: patterns of addresses; from(method, path below /api/v1, query) → [status, body, headers], or nothing for what the
	 * server says. Gives a function that ends it. */
	async answers(patterns, from) {
		const take = async ({method, params}) => {
			if (method !== 'Fetch.requestPaused')
				return;
			const {requestId, request} = params, {pathname, searchParams} = new URL(request.url), known = from(request.method, pathname.replace('/api/v1', ''), searchParams);
			await this.raw.send(...(known ? ['Fetch.fulfillRequest', {requestId, responseCode: known[0], responseHeaders: Object.entries({'content-type': 'application/json', ...known[2]}).map(([name, value]) => ({name, value})),
				body: Buffer.from(JSON.stringify(known[1])).toString('base64')}] : ['Fetch.continueRequest', {requestId}])).catch(() => {});
		};
		this.browser.listeners.push(take);
		await this.raw.send('Network.enable');
		await this.raw.send('Network.setBypassServiceWorker', {bypass: true});
		await this.raw.send('Fetch.enable', {patterns: [patterns].flat().map((urlPattern) => ({urlPattern}))});
		return async () => {
			await this.raw.send('Fetch.disable');
			await this.raw.send('Network.setBypassServiceWorker', {bypass: false});
			this.browser.listeners.splice(this.browser.listeners.indexOf(take), 1);
		};
	}

	close() { return this.raw.send('Page.close'); }
}
