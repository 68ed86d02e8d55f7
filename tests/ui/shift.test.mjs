// SPDX-License-Identifier: ISC
// Nothing jumps while a page comes: what the browser counts as layout shift, as Lighthouse does (the worst window of five seconds), on a network on which each answer
// takes its time, so that whatever is drawn before it is there is seen. A first visit each: nothing is kept from the page before but the session.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {until} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {pending, startWorld} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
const MOST = 0.02, LATENCY_MS = 150, WINDOW_MS = 5000, GAP_MS = 1000;
const open = new Map(); // requests without their end, and the document that asked: what one asked that is gone never ends
let world, browser, page, quietSince = 0;
/** Counts what the page itself asks for: Network's events. Frames' own pages end elsewhere. */
function count({method, params}) {
	if (method === 'Network.requestWillBeSent' && ['Fetch', 'XHR', 'Script', 'Stylesheet', 'Font'].includes(params.type)) {
		open.set(params.requestId, params.loaderId);
	} else if (method === 'Network.loadingFinished' || method === 'Network.loadingFailed') {
		open.delete(params.requestId);
	} else { return; }
	quietSince = Date.now();
}
/** Waits until nothing was asked for during some answers' time: what comes late has come, however slow the machine is. */
async function quiet() {
	const {frameTree: {frame: {loaderId}}} = await page.raw.send('Page.getFrameTree');
	await until(() => ![...open.values()].includes(loaderId) && Date.now() - quietSince > LATENCY_MS * 4, 'the last answer', 60);
}

before(async () => {
	if (skip)
		return;
	world = await startWorld();
	browser = new Browser(world.stack.dir, world.stack.as);
	page = await Page.open(browser, world.stack.origin, {effects: 'full'});
	await page.raw.send('Page.addScriptToEvaluateOnNewDocument', {source: `
		window.shifts = [];
		const where = ({node, previousRect: a, currentRect: b}) => {
			const e = node?.nodeType === 1 ? node : node?.parentElement, name = e ? [e.localName, ...e.id ? ['#' + e.id] : [], ...e.classList].join('.') : 'what is gone';
			return name + ' ' + [a.x, a.y, a.width, a.height].map(Math.round) + ' to ' + [b.x, b.y, b.width, b.height].map(Math.round);
		};
		new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) shifts.push({at: e.startTime, value: e.value, of: e.sources.map(where)}); }).observe({type: 'layout-shift', buffered: true});`});
	await page.goto('/login');
	await page.signIn(world.mika.email);
	browser.listeners.push(count);
	await page.raw.send('Network.enable');
	await page.raw.send('Network.emulateNetworkConditions', {offline: false, latency: LATENCY_MS, downloadThroughput: -1, uploadThroughput: -1});
	await page.raw.send('Network.setCacheDisabled', {cacheDisabled: true});
	await page.raw.send('Network.setBypassServiceWorker', {bypass: true});
});
after(async () => {
	await browser?.close();
	await world?.stack.stop();
});

/** The worst window: shifts less than a second apart, five seconds in all. */
function worst(shifts) {
	let most = 0, sum = 0, first = -Infinity, last = -Infinity;
	for (const {at, value} of shifts) {
		sum = at - last < GAP_MS && at - first < WINDOW_MS ? sum + value : value;
		first = sum === value ? at : first;
		last = at;
		most = Math.max(most, sum);
	}
	return most;
}

/** Opens a page and waits until it stands, with all that it asks for by itself. */
async function shiftsOf(address, selector, size) {
	await page.resize(size);
	await page.goto(address);
	await page.has(selector);
	await page.has('.live:not(.connecting, .away)');
	await page.settled();
	await quiet();
	await page.settled();
	return page.evaluate('shifts');
}

const pages = async () => {
	const {games, mika} = world, of = (id) => pending(mika, id), code = await of(games.waiting), concept = await of(games.concept);
	return {dashboard: ['/', '.wait-list'], projects: ['/projects', '.found'], 'new project': ['/projects/new', '.plan'], project: [`/projects/${games.waiting}`, 'lud-staff svg, lud-staff .glist'], 'finished project': [`/projects/${games.done}`, 'lud-release .about'],
		'review of a concept': [`/projects/${games.concept}/checkpoints/${concept.id}`, '#p-document lud-markdown .md p'], 'review of a second revision': [`/projects/${games.waiting}/checkpoints/${code.id}`, 'lud-decision form'],
		agent: [`/projects/${games.waiting}/agents/${code.agent_id}`, '#output'], approvals: ['/approvals', '.queue .peek'], settings: ['/settings', 'lud-settings-profile form']};
};

for (const size of [390, 1440])
	test(`nothing jumps while a page comes, ${size} px wide`, {skip, timeout: 300000}, async (t) => {
		const wrong = [];
		for (const [name, [address, selector]] of Object.entries(await pages())) {
			const shifts = await shiftsOf(address, selector, size), value = worst(shifts);
			t.diagnostic(`${name}: ${value.toFixed(3)}`);
			if (value > MOST)
				wrong.push(`${name}: ${value.toFixed(3)}; ${shifts.filter((s) => s.value > 0.002).map((s) => `${Math.round(s.at)} ms ${s.value.toFixed(3)} ${s.of.join(' and ')}`).join('; ')}`);
		}
		assert.deepEqual(wrong, []);
	});

test('a page that jumps is found', {skip, timeout: 60000}, async () => {
	await page.goto('/settings');
	await page.has('lud-settings-profile form');
	await page.settled();
	await new Promise((done) => setTimeout(done, GAP_MS)); // the hand's own changes do not count
	await page.evaluate("document.querySelector('.head').style.marginTop = '300px'");
	await until(async () => worst(await page.evaluate('shifts')) > MOST, 'the jump to be counted');
});
