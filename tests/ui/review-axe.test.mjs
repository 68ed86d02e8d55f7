// SPDX-License-Identifier: ISC
// Review, approvals, agents and the views of the graph in both themes, both languages, on a desk and on a phone: no finding of axe, nothing against the
// content policy, nothing on the console, nothing wider than the screen.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {until} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {inLook, pending, startWorld, VARIANTS} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
let world, browser, page, pages;
before(async () => {
	if (skip)
		return;
	world = await startWorld();
	browser = new Browser(world.stack.dir, world.stack.as);
	const {waiting, concept} = world.games, at = `/projects/${waiting}`;
	const [code, first] = [await pending(world.mika, waiting), await pending(world.mika, concept)];
	const list = async (what) => (await world.mika.get(`/api/v1${at}/${what}?limit=100`)).body.items;
	const leader = (await list('agents')).find((a) => a.sub_agents.length), older = (await list('checkpoints')).find((c) => c.status === 'changes_requested');
	pages = [['/approvals', '.queue .peek'], [`${at}/checkpoints/${code.id}`, 'lud-decision form'], [`/projects/${concept}/checkpoints/${first.id}`, '#p-document lud-markdown .md'],
		[`${at}/checkpoints/${older.id}`, '.decide'], [`${at}/agents/${leader.id}`, '#output'], [`${at}/agents/${leader.sub_agents[0].id}`, '#output'],
		[at, 'lud-staff svg.graph, lud-staff .glist'], [at, 'lud-staff .glist', 1], [at, 'lud-staff table', 2]];
});
after(async () => {
	await browser?.close();
	await world?.stack.stop();
});

async function see([address, selector, view], size, held = false) {
	await page.goto(address);
	if (held)
		await page.has('#maintenance');
	if (view) {
		await page.has('lud-staff');
		await until(() => page.evaluate(`(() => { const b = document.querySelectorAll('lud-page-project .panel:has(lud-staff) .seg button')[${view}]; b?.click(); return Boolean(b); })()`), 'the view to be chosen');
	}
	await page.has(selector);
	await page.settled();
	return [...await page.wrongs(), ...await page.faults()].map((text) => `${address} ${view ?? ''} ${size}: ${text}`);
}

/** Every page as one look has it. In: held, whether nothing can be changed, which every page then says. */
const every = (look, held) => inLook(world, browser, look, held, async (one, size) => {
	page = one;
	const wrong = [];
	for (const place of size ? pages : [])
		wrong.push(...await see(place, size, held));
	return wrong;
});

for (const [theme, language, held] of VARIANTS)
	test(`axe: ${theme}, ${language}${held ? ', while nothing can be changed' : ''}`, {skip, timeout: 900000}, () => every({theme, language}, held));

test('a changed file stands beside how the revision before had it, line by line', {skip, timeout: 240000}, async () => {
	page = await Page.open(browser, world.stack.origin);
	try {
		await page.raw.send('Network.clearBrowserCookies');
		await page.goto('/login');
		await page.signIn(world.mika.email);
		const [address] = pages[1];
		await page.goto(address);
		await page.has('#p-changes .diffhead button.open');
		const path = await page.text('#p-changes .diffhead button.open');
		await page.has('lud-file-diff tr.d');
		const [old, now] = await page.evaluate('["d", "a"].map((kind) => [...document.querySelectorAll(`lud-file-diff tr.${kind} .cd`)].map((cell) => cell.textContent))');
		const diff = (await world.mika.get(`/api/v1/projects/${world.games.waiting}/outputs?limit=100`)).body.items.filter((o) => o.agent_type === 'code_leader' && o.stage !== 'plan').slice(0, 2);
		const read = async (output) => (await world.mika.get(`/api/v1/outputs/${output.id}/files?path=${encodeURIComponent(path)}`)).text.split('\n');
		const [newer, older] = await Promise.all(diff.map(read));
		assert.ok(old.length > 0 && now.length > 0);
		assert.deepEqual([old.filter((line) => !older.includes(line)), now.filter((line) => !newer.includes(line))], [[], []], 'removed lines are of the one before, added ones of this one');
		assert.ok(old.some((line) => !newer.includes(line)));
		assert.deepEqual(await page.wrongs(), []);
		assert.deepEqual(await page.faults(), []);
	} finally { await page.close(); }
});
