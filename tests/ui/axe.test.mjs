// SPDX-License-Identifier: ISC
// Every page in both themes, both languages, on a desk and on a phone, under maintenance too: no finding of axe, nothing against the content policy, nothing on the console,
// nothing wider than the screen. Grounds are plain (effects off), so that axe can compute contrast.
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {inLook, startWorld, VARIANTS} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
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
	['/settings', 'lud-settings-profile form'], ['/settings/look', '.opts'], ['/settings/notifications', 'table'], ['/settings/security', 'lud-settings-sessions .rows'], ['/settings/keys', 'lud-settings-key form'], ['/settings/webhooks', 'lud-settings-webhooks .void'], ['/settings/usage', 'lud-settings-usage .panel p, lud-settings-usage .chart'],
	['/admin', 'table'], ['/admin/invitations', 'form'], ['/admin/usage', 'lud-admin-usage table'], ['/admin/queue', 'lud-queue-state .kpis'], ['/admin/maintenance', 'lud-admin-maintenance :is(textarea, .ttl)'], ['/admin/audit', 'table'], ['/nowhere', 'main h1']];

async function see(address, selector, size, held = false) {
	await page.goto(address);
	await page.has(selector);
	if (held)
		await page.has('#maintenance');
	await page.settled();
	const title = await page.evaluate('document.title');
	const faults = await page.faults();
	page.raw.console.length = 0;
	return [...await page.wrongs(), ...faults, ...(title.endsWith('Ludwright') ? [] : ['no title'])].map((text) => `${address} ${size}: ${text}`);
}

/** Every page as one look has it. In: held, whether nothing can be changed, which every page then says. */
const every = (look, held) => inLook(world, browser, look, held, async (one, size) => {
	page = one;
	const wrong = size ? [] : await see('/login', 'lud-page-login form', 1440);
	for (const [address, selector] of size ? pages() : [])
		wrong.push(...await see(address, selector, size, held));
	return wrong;
});

for (const [theme, language, held] of VARIANTS)
	test(`axe: ${theme}, ${language}${held ? ', while nothing can be changed' : ''}`, {skip, timeout: 900000}, () => every({theme, language}, held));
