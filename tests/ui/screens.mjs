// SPDX-License-Identifier: ISC
// make screens: pictures of every page, in both themes, on a desk and on a phone, the main pages in Japanese too, into docs/screens/.
import fs from 'node:fs';
import path from 'node:path';
import {Browser} from '../system/chromium.mjs';
import {source} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {pending, startWorld} from './world.mjs';

const out = path.join(source, 'docs/screens');
fs.mkdirSync(out, {recursive: true});
const only = process.argv[2];
const world = await startWorld();
const browser = new Browser(world.stack.dir, world.stack.as);
const {games} = world;
const waits = await pending(world.mika, games.waiting, 'code');
const main = [['dashboard', '/', 'lud-page-dashboard .wait-list'], ['projects', '/projects', '.found'], ['new', '/projects/new', '.plan'], ['project', `/projects/${games.waiting}`, '.kpis'], ['review', `/projects/${games.waiting}/checkpoints/${waits.id}`, 'lud-decision form'], ['release', `/projects/${games.done}`, 'lud-release .about']];
const more = [['approvals', '/approvals', '.queue .peek'], ['agent', `/projects/${games.waiting}/agents/${waits.agent_id}`, '#output'], ['draft', `/projects/${games.draft}`, '.kpis'], ['agents', `/projects/${games.waiting}/agents`, 'table'], ['approvals-of-project', `/projects/${games.waiting}/approvals`, 'table'], ['outputs', `/projects/${games.waiting}/outputs`, 'table'],
	['files', `/projects/${games.waiting}/files`, 'table'], ['figures', `/projects/${games.done}/figures`, '.duo .chart .dot'], ['people', `/projects/${games.waiting}/people`, 'lud-people form'], ['config', `/projects/${games.waiting}/config`, '.facts.wide'], ['settings', '/settings', 'form'], ['settings-look', '/settings/look', '.opts'], ['settings-notifications', '/settings/notifications', 'table'],
	['settings-security', '/settings/security', '.rows'], ['settings-keys', '/settings/keys', 'form'], ['settings-usage', '/settings/usage', 'lud-settings-usage .panel p, lud-settings-usage .chart'], ['admin', '/admin', 'table'], ['admin-invitations', '/admin/invitations', 'form'], ['admin-queue', '/admin/queue', 'lud-queue-state .kpis'], ['admin-audit', '/admin/audit', 'table']];

async function shoot(page, name, address, selector, suffix, size) {
	if (only && !`${name}-${suffix}`.includes(only))
		return;
	await page.goto(address);
	await page.has(selector);
	await page.settled();
	await new Promise((done) => setTimeout(done, 400)); // covers come after the list
	await page.shot(path.join(out, `${name}-${suffix}.webp`), size === 390 ? 2400 : 1600);
	const faults = await page.faults();
	if (faults.length)
		throw new Error(`${name}-${suffix}: ${faults.join('; ')}`);
}

try {
	for (const [language, themes, sizes, pages] of [['en', ['light', 'dark'], [1440, 390], [...main, ...more]], ['ja', ['light'], [1440, 390], main]])
		for (const theme of themes)
			for (const size of sizes) {
				const page = await Page.open(browser, world.stack.origin, {theme, language, size, effects: 'reduced'});
				await page.raw.send('Network.clearBrowserCookies');
				const suffix = `${language === 'ja' ? 'ja-' : ''}${theme}-${size}`;
				await shoot(page, 'login', '/login', 'lud-page-login form', suffix, size);
				await page.goto('/login');
				await page.has('lud-page-login form');
				await page.signIn(world.mika.email);
				for (const [name, address, selector] of pages) {
					await page.resize(size);
					await shoot(page, name, address, selector, suffix, size);
				}
				await page.close();
			}
} finally {
	await browser.close();
	await world.stack.stop();
}
