// SPDX-License-Identifier: ISC
// The main pages look as they did: pictures at a fifth of their size beside those of tests/ui/visual/, in both themes, on a desk and on a phone. What
// differs each time (clocks, figures of time, ids) is hidden. A fifth is small in the repository and forgives what another Chromium draws otherwise in
// letters, not a part that is gone, moved or of another colour. After a change that is meant, look at them and run with UPDATE_VISUAL=1.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {Browser, chromium} from '../system/chromium.mjs';
import {build, source} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {pending, startWorld} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
const SCALE = 0.2, THRESHOLD = 0.15, MOST = 0.01; // of the pixels may differ by more than the threshold
const kept = path.join(source, 'tests/ui/visual'), made = path.join(build, 'tests/ui/visual');
const HIDE = 'time, .when, .kpis dd, .crumb, .sub, .keys .r, .live, .facts dd, .ganttbox, .activity, lud-log, .panel > header .r, .plan .facts, .pc, .nd .s, .lane-s, .tag, .badge.wait, .tiny { visibility: hidden !important }';
const from = createRequire(path.join(build, 'www/tools/x.js'));
let PNG, pixelmatch, world, browser, page;
before(async () => {
	if (skip)
		return;
	({PNG} = from('pngjs'));
	pixelmatch = (await import(pathToFileURL(from.resolve('pixelmatch')).href)).default;
	world = await startWorld({full: false});
	browser = new Browser(world.stack.dir, world.stack.as);
	page = await Page.open(browser, world.stack.origin, {effects: 'off'});
});
after(async () => {
	await browser?.close();
	await world?.stack.stop();
});

async function picture(size) {
	const {width, height} = {1440: {width: 1440, height: 1000}, 390: {width: 390, height: 1200}}[size];
	await page.raw.send('Emulation.setDeviceMetricsOverride', {width, height, deviceScaleFactor: 1, mobile: false});
	await page.evaluate(`(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(HIDE)}); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; document.activeElement?.blur(); scrollTo(0, 0); })()`);
	await page.settled();
	return Buffer.from((await page.raw.send('Page.captureScreenshot', {format: 'png', clip: {x: 0, y: 0, width, height, scale: SCALE}})).data, 'base64');
}

/** The share of pixels that differ, and a picture of where. */
function differs(one, other) {
	const a = PNG.sync.read(one), b = PNG.sync.read(other);
	if (a.width !== b.width || a.height !== b.height)
		return {share: 1, where: one};
	const where = new PNG({width: a.width, height: a.height});
	return {share: pixelmatch(a.data, b.data, where.data, a.width, a.height, {threshold: THRESHOLD}) / (a.width * a.height), where: PNG.sync.write(where)};
}

function compare(name, now) {
	const file = path.join(kept, `${name}.png`);
	if (process.env.UPDATE_VISUAL) {
		fs.mkdirSync(kept, {recursive: true});
		fs.writeFileSync(file, now);
		return null;
	}
	const {share, where} = differs(fs.readFileSync(file), now);
	if (share <= MOST)
		return null;
	fs.mkdirSync(made, {recursive: true});
	fs.writeFileSync(path.join(made, `${name}.png`), now);
	fs.writeFileSync(path.join(made, `${name}-where.png`), where);
	return `${name}: ${(share * 100).toFixed(1)} % of the picture differ; see ${path.join(made, name)}*.png`;
}

async function look(theme, language, names) {
	const {games, mika} = world, review = await pending(mika, games.concept, 'concept');
	const pages = {login: ['/login', 'lud-page-login form'], dashboard: ['/', '.wait-list'], projects: ['/projects', '.found'], new: ['/projects/new', '.plan'], project: [`/projects/${games.concept}`, 'lud-staff svg, lud-staff .glist'],
		review: [`/projects/${games.concept}/checkpoints/${review.id}`, '#p-document lud-markdown .md p'], look: ['/settings/look', '[name=fx-grid]']};
	const wrong = [];
	await page.raw.send('Network.clearBrowserCookies');
	await page.goto('/login');
	await page.evaluate(`localStorage.setItem('lud-look', '${JSON.stringify({theme, effects: 'off'})}'); localStorage.setItem('lud-language', '${language}'); true`);
	for (const [name, [address, selector]] of Object.entries(pages)) {
		if (!names.includes(name))
			continue;
		for (const size of [1440, 390]) {
			await page.goto(address);
			await page.has(selector);
			await page.settled();
			wrong.push(compare(`${name}-${language}-${theme}-${size}`, await picture(size)));
		}
		if (name === 'login') {
			await page.goto('/login');
			await page.has('lud-page-login form');
			await page.signIn(mika.email);
			await mika.call('PUT', '/api/v1/users/me', {settings: {theme, language, effects: 'off'}});
		}
	}
	assert.deepEqual(wrong.filter(Boolean), []);
}

const ALL = ['login', 'dashboard', 'projects', 'new', 'project', 'review', 'look'];
test('the main pages, light', {skip, timeout: 600000}, () => look('light', 'en', ALL));
test('the main pages, dark', {skip, timeout: 600000}, () => look('dark', 'en', ALL));
test('project and review in Japanese', {skip, timeout: 600000}, () => look('light', 'ja', ['login', 'project', 'review']));

test('a part that is gone, moved or of another colour is found', {skip, timeout: 600000}, async () => {
	await page.goto('/settings/look');
	await page.has('[name=fx-grid]');
	const before = await picture(1440);
	assert.ok(differs(before, await picture(1440)).share <= 0.001, 'the same page is the same');
	for (const rule of ['.panel:nth-of-type(1) { display: none }', '.mainc { padding-left: 24px }', ':root { --inkfill: #8a3220 !important }']) {
		await page.evaluate(`(() => { window.broken = new CSSStyleSheet(); broken.replaceSync(${JSON.stringify(rule)}); document.adoptedStyleSheets = [...document.adoptedStyleSheets, broken]; })()`);
		const {share} = differs(before, await picture(1440));
		assert.ok(share > MOST, `${rule}: ${share}`);
		await page.evaluate('document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== broken)');
	}
});
