// SPDX-License-Identifier: ISC
// Every page in both themes, both languages, on a desk and on a phone: no finding of axe, nothing against the content policy, nothing on the console,
// nothing wider than the screen. Grounds are plain (effects off), so that axe can compute contrast.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {build} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {startWorld} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
const axe = fs.readFileSync(path.join(build, 'www/tools/node_modules/axe-core/axe.min.js'), 'utf8');
let world, browser, page;
before(async () => {
	if (skip)
		return;
	world = await startWorld();
	browser = new Browser(world.stack.dir, world.stack.as);
});
after(async () => {
	await browser?.close();
	await world?.stack.stop();
});

const pages = () => [['/', 'lud-page-dashboard .wait-list'], ['/projects', '.found'], ['/projects/new', 'lud-page-new .plan'], [`/projects/${world.games.waiting}`, '.kpis'], [`/projects/${world.games.done}`, 'lud-release .about'],
	[`/projects/${world.games.draft}`, '.kpis'], ...['agents', 'approvals', 'outputs', 'files', 'people', 'config'].map((place) => [`/projects/${world.games.waiting}/${place}`, '.mainc .panel']), [`/projects/${world.games.done}/figures`, '.duo .chart .dot'],
	['/settings', 'lud-settings-profile form'], ['/settings/look', '.opts'], ['/settings/notifications', 'table'], ['/settings/security', 'lud-settings-sessions .rows'], ['/settings/keys', 'lud-settings-key form'], ['/settings/usage', 'lud-settings-usage .panel p, lud-settings-usage .chart'],
	['/admin', 'table'], ['/admin/invitations', 'form'], ['/admin/queue', 'lud-queue-state .kpis'], ['/admin/audit', 'table'], ['/nowhere', 'main h1']];

async function look(address, selector, size) {
	await page.goto(address);
	await page.has(selector);
	await page.settled();
	await page.evaluate(`${axe}; true`);
	const found = await page.evaluate(`axe.run(document, {resultTypes: ['violations']}).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' ; ')))`);
	const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
	const title = await page.evaluate('document.title');
	return [...found, ...await page.faults(), ...(wide > 0 ? [`${wide} px wider than ${size}`] : []), ...(title.endsWith('Ludwright') ? [] : ['no title'])].map((text) => `${address}: ${text}`);
}

for (const theme of ['light', 'dark'])
	for (const language of ['en', 'ja'])
		test(`axe: ${theme}, ${language}`, {skip, timeout: 900000}, async () => {
			page = await Page.open(browser, world.stack.origin, {theme, language, effects: 'off'});
			await page.raw.send('Network.clearBrowserCookies');
			const wrong = [];
			try {
				await page.goto('/login');
				wrong.push(...await look('/login', 'lud-page-login form', 1440));
				await page.signIn(world.mika.email);
				for (const size of [1440, 390]) {
					await page.resize(size);
					for (const [address, selector] of pages())
						wrong.push(...await look(address, selector, size));
				}
			} finally { await page.close(); }
			assert.deepEqual(wrong, []);
		});
