// SPDX-License-Identifier: ISC
// A browser test's scene: a world through the whole system, and one page on which Mika is signed in.
//
//   let stack, mika, page, id;
//   const {each, get} = scene({effects: 'off', begin: async (s) => { ({stack, mika, page} = s); id = s.world.games.concept; }});
//   each('what a user may rely on', async () => { … });
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {Page} from './pages.mjs';
import {startWorld} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';

/**
 * In: begin(scene) once the world stands, before anybody signs in; at, where to sign in; seconds that one case may take; everything else is the page's look
 * (see Page.open). The scene is {world, stack, mika, browser, page}.
 * Out: each(name, fn), a case that fails on whatever the policy or the console says; get(address), an answer of the API; there(address, selector), to go to a page and
 * wait until it stands; fill(selector, value), as a person does.
 */
export function scene({begin = async () => {}, at = '/login', seconds = 90, ...look} = {}) {
	const s = {};
	before(async () => {
		if (skip)
			return;
		s.world = await startWorld({full: false});
		Object.assign(s, {stack: s.world.stack, mika: s.world.mika});
		s.browser = new Browser(s.stack.dir, s.stack.as);
		s.page = await Page.open(s.browser, s.stack.origin, look);
		await begin(s);
		await s.page.goto(at);
		await s.page.signIn(s.mika.email);
	});
	after(async () => {
		await s.browser?.close();
		await s.stack?.stop();
	});
	return {
		each: (name, fn) => test(name, {skip, timeout: seconds * 1000}, async () => {
			s.page.raw.console.length = 0;
			try {
				await fn();
				assert.deepEqual(await s.page.faults(), [], 'nothing against the policy, nothing on the console');
			} catch (error) {
				s.stack.failed = true;
				const words = await s.page.text('.decide').catch(() => '') || await s.page.text('main').catch(() => '');
				console.log(`# ${s.page.raw.console.join(' ')} ${words.slice(0, 900).replaceAll('\n', ' | ')}`);
				throw error;
			}
		}),
		get: async (address, who = s.mika) => (await who.get(`/api/v1${address}`)).body,
		there: async (address, selector) => { await s.page.goto(address); await s.page.has(selector); await s.page.settled(); },
		fill: (selector, value) => s.page.evaluate(`(() => { const e = document.querySelector(${JSON.stringify(selector)}); e.value = ${JSON.stringify(value)}; for (const kind of ['input', 'change']) e.dispatchEvent(new Event(kind, {bubbles: true})); })()`),
	};
}
