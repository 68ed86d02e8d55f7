// SPDX-License-Identifier: ISC
// The page of the API's routes in a real browser: whole, within the content policy, by keyboard, on a phone, in both languages.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Browser, chromium} from './chromium.mjs';
import {startStack, until} from './stack.mjs';

const skip = chromium ? false : 'no Chromium here';
let stack, browser, page, routes;
before(async () => {
	if (skip)
		return;
	stack = await startStack();
	stack.installPages();
	const {paths} = (await stack.fetch('GET', '/api/v1/openapi.json')).body;
	routes = Object.entries(paths).flatMap(([address, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${address}`));
	browser = new Browser(stack.dir, stack.as);
	page = await browser.page(`${stack.origin}/routes.html`);
	await until(() => page.evaluate('document.querySelectorAll("details").length > 0'), 'the page');
});
after(async () => {
	await browser?.close();
	await stack?.stop();
});

const key = async (name, code, text) => {
	for (const type of ['keyDown', 'keyUp'])
		await page.send('Input.dispatchKeyEvent', {type, key: name, code, ...(type === 'keyDown' && text ? {text} : {}), windowsVirtualKeyCode: {Tab: 9, Enter: 13}[name] ?? 0});
};
const open = (id) => page.evaluate(`location.hash = "#${id}"; new Promise((done) => setTimeout(() => done(document.getElementById("${id}").innerText), 100))`);

test('shows every route of the document', {skip}, async () => {
	const shown = await page.evaluate('[...document.querySelectorAll("summary")].map((s) => s.children[0].textContent + " " + s.children[1].textContent)');
	assert.deepEqual(shown.sort(), routes.sort());
	assert.deepEqual(page.console, [], 'nothing was against the content policy');
});

test('a route says what it needs, takes and answers', {skip}, async () => {
	const text = await open('post_checkpoints_ckpt_approve');
	for (const part of ['reviewer', 'password check', 'If-Match', 'Idempotency-Key', 'revision', 'comments', '428', 'allowed_actions'])
		assert.ok(text.includes(part), `${part}: ${text}`);
	assert.match(await open('get_projects'), /status[\s\S]*draft \| running[\s\S]*limit[\s\S]*1–100[\s\S]*next_cursor/);
	assert.equal(await page.evaluate('[...document.querySelectorAll("details")].every((d) => { d.open = true; return true })'), true);
	await until(() => page.evaluate('[...document.querySelectorAll("details")].every((d) => d.children.length === 2 && d.innerText.length > 60)'), 'all to open');
	assert.deepEqual(page.console, []);
});

test('goes by keyboard alone', {skip}, async () => {
	await page.evaluate('document.querySelectorAll("details").forEach((d) => { d.open = false }); document.activeElement.blur(); scrollTo(0, 0)');
	await key('/', 'Slash', '/');
	assert.equal(await page.evaluate('document.activeElement.id'), 'search');
	await page.send('Input.insertText', {text: 'snapshots fork'});
	assert.equal(await page.evaluate('document.querySelectorAll("details:not([hidden])").length'), 1);
	assert.match(await page.evaluate('document.getElementById("say").textContent'), /^1 /);
	await key('Tab', 'Tab');
	await key('Tab', 'Tab');
	assert.equal(await page.evaluate('document.activeElement.parentElement.id'), 'post_snapshots_snap_fork');
	await key('Enter', 'Enter', '\r');
	await until(() => page.evaluate('document.getElementById("post_snapshots_snap_fork").open'), 'the route to open');
});

test('fits a phone, in both languages', {skip}, async () => {
	await page.send('Emulation.setDeviceMetricsOverride', {width: 390, height: 844, deviceScaleFactor: 2, mobile: true});
	for (const language of ['en', 'ja']) {
		if (await page.evaluate('document.documentElement.lang') !== language)
			await page.evaluate('document.getElementById("language").click()');
		await page.evaluate('document.querySelectorAll("details").forEach((d) => { d.open = true })');
		await until(() => page.evaluate('[...document.querySelectorAll("details")].every((d) => d.children.length === 2)'), 'all to open');
		assert.ok(await page.evaluate('document.documentElement.scrollWidth') <= 390, `${language}: ${await page.evaluate('document.documentElement.scrollWidth')}`);
	}
	assert.match(await page.evaluate('document.querySelector(".search").innerText'), /ルートを探す/);
	assert.deepEqual(page.console, []);
});
