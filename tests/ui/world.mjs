// SPDX-License-Identifier: ISC
// A whole Ludwright with people and games in it, for the pages' tests and pictures: a finished game, one that waits for its review in revision 2, one that
// waits for the review of its concept, a draft. All of it was made by the real worker and studio.
import assert from 'node:assert/strict';
import path from 'node:path';
import {build, PASSWORD, source, startStack, until} from '../system/stack.mjs';
import {Page} from './pages.mjs';

export const GAMES = {
	done: ['Keeper of Falling Stars', 'A lighthouse keeper collects falling stars along a stormy cliff coast while storm spirits roam the rocks. Three lives, harder later.'],
	waiting: ['Lanterns of the Drowned City', 'A diver lights lanterns in a drowned city while the tide rises. Jellyfish and sharks roam the canals and chase anyone who carries a light.'],
	concept: ['The Quiet Library', 'In a dark library a tiny robot hunts for missing books. Ghosts float through the shelves. A quiet, mysterious game, easy at first.'],
	draft: ['Twelve Golden Seeds', 'Help the gardener find twelve golden seeds in an overgrown desert palace guarded by scorpions and one enormous beetle at the end.'],
};

async function game(client, [name, description], config, start = true) {
	const project = await client.project({name, concept: {description, platform: 'web', scope: 'mvp'}, config: {seed: 7, ...config}});
	if (start)
		await client.post(`/api/v1/projects/${project.id}/start`);
	return project.id;
}

/** The checkpoint that waits in a project. */
export const pending = (client, id, type = '') => until(async () => (await client.get(`/api/v1/projects/${id}/checkpoints?status=pending`)).body.items.find((c) => c.type.startsWith(type)), `a checkpoint ${type} of ${id}`, 60);

export async function decide(client, id, type, verb, feedback = 'Fine.') {
	const c = await pending(client, id, type);
	const {status, text} = await client.post(`/api/v1/checkpoints/${c.id}/${verb}`, {revision: c.revision, feedback, password: PASSWORD});
	if (status !== 200)
		throw new Error(`${verb} ${type}: ${status} ${text}`);
	return c;
}

export const state = (client, id, ...states) => until(async () => {
	const {body} = await client.get(`/api/v1/projects/${id}`);
	return states.includes(body.status) && body;
}, `${id} to be ${states}`, 120);

/** In: full makes the finished game and the one in revision 2 too, which takes a quarter of a minute. */
export async function startWorld({full = true, env = {}} = {}) {
	const stack = await startStack({relay: true, env: {LUDWRIGHT_WORKER_GRAPHS_DIR: path.join(source, 'graphs'), LUDWRIGHT_WORKER_SANDBOX_PATH: path.join(build, 'ludwright-sandbox'),
		LUDWRIGHT_WORKER_MIN: '1', LUDWRIGHT_WORKER_MAX: '1', ...env}});
	stack.ludctl(['migrate', '--sql', path.join(source, 'sql'), '--graphs', path.join(source, 'graphs')]); // the real graph is the latest again
	stack.installPages();
	stack.startWorker();
	const mika = await stack.user('mika', {name: 'Mika', role: 'admin'});
	stack.sql("UPDATE users SET name = 'Mika' WHERE email = 'mika@example.org'");
	const world = {stack, mika, games: {}};
	if (full) {
		world.games.done = await game(mika, GAMES.done, {checkpoints: []});
		await state(mika, world.games.done, 'completed');
		world.games.waiting = await game(mika, GAMES.waiting, {budget_usd: 40});
		await decide(mika, world.games.waiting, 'concept', 'approve');
		await decide(mika, world.games.waiting, 'design', 'request-changes', 'Make the first level easier to read: fewer enemies, a lantern in sight.');
		await decide(mika, world.games.waiting, 'design', 'approve');
		await decide(mika, world.games.waiting, 'code', 'request-changes', 'The tide is too fast at the start.');
		await pending(mika, world.games.waiting, 'code');
	}
	world.games.concept = await game(mika, GAMES.concept, {});
	await pending(mika, world.games.concept, 'concept');
	world.games.draft = await game(mika, GAMES.draft, {}, false);
	return world;
}

/** Looks that every page is held against: both themes in both languages; and both themes while nothing can be changed. */
export const VARIANTS = [['light', 'en'], ['light', 'ja'], ['dark', 'en'], ['dark', 'ja'], ['light', 'en', true], ['dark', 'ja', true]];

/** Begins or ends maintenance. The admin signs in anew: the tests before may have taken longer than a token is good for. */
export async function maintain(admin, active) {
	await admin.login();
	const {status, text} = await admin.put('/api/v1/admin/maintenance', active ? {active, message: 'A newer version is being installed.', ends_at: new Date(Date.now() + 3600000).toISOString()} : {active});
	if (status !== 200)
		throw new Error(`maintenance: ${status} ${text}`);
}

/** Every page as one look has it: on a desk, then on a phone, once with nobody signed in. In: look {theme, language}; held, whether nothing can be changed; see(page, size) gives
 * what is wrong on the pages; size is null while nobody is signed in. */
export async function inLook({stack, mika}, browser, look, held, see) {
	const page = await Page.open(browser, stack.origin, {...look, effects: 'off'});
	await page.raw.send('Network.clearBrowserCookies');
	await page.goto('/login');
	await page.evaluate(`localStorage.setItem('lud-look', '${JSON.stringify({theme: look.theme, effects: 'off'})}'); localStorage.setItem('lud-language', '${look.language}')`);
	const wrong = [];
	try {
		await page.goto('/login');
		wrong.push(...await see(page, null));
		await page.signIn(mika.email);
		if (held)
			await maintain(mika, true);
		for (const size of [1440, 390]) {
			await page.resize(size);
			wrong.push(...await see(page, size));
		}
	} finally {
		await page.close();
		if (held)
			await maintain(mika, false);
	}
	assert.deepEqual(wrong, []);
}
