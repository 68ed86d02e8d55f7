// SPDX-License-Identifier: ISC
// What a page reads when it opens: all of it once where nothing has happened lately, and what happened in the moment in which it was opened too, over WebSocket and
// over streams of events, where WebSocket does not get through.
import assert from 'node:assert/strict';
import {happen} from '../system/live.mjs';
import {until, uuidOf} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {scene} from './scene.mjs';
import {pending} from './world.mjs';

let stack, mika, browser, page, id, project, streamed;
const {each} = scene({begin: async (s) => {
	({stack, mika, browser, page} = s);
	id = s.world.games.concept;
	project = (await mika.get(`/api/v1/projects/${id}`)).body;
}});
const live = (on) => on.has('.live.live', 30);

/** How often each address of the API was read since the page was opened. Whatever the page has put off by its own timers by now is asked for before this answers. */
const asked = (on) => on.evaluate(`new Promise((done) => setTimeout(done, 700)).then(() => { const all = {};
	for (const {name} of performance.getEntriesByType('resource')) { const {pathname, search} = new URL(name); if (pathname.startsWith('/api/')) all[pathname.replace('/api/v1', '') + search] = (all[pathname.replace('/api/v1', '') + search] ?? 0) + 1; }
	return all; })`);

/** Lets a page open while something happens: its first read of an address was answered before that. In: how that answer differs from now. Gives what undoes it. */
const early = (on, path, change) => {
	let first = true;
	return on.answers(`*/api/v1${path}`, (method, asks) => {
		if (method !== 'GET' || !first || !path.startsWith(asks))
			return null;
		first = false;
		return [200, change, {date: new Date().toUTCString()}];
	});
};

each('where nothing has happened lately a page reads all once', async () => {
	stack.sql(`SET session_replication_role = replica; UPDATE events SET created_at = created_at - interval '1 minute' WHERE project_id = '${uuidOf(id)}'`);
	await page.goto(`/projects/${id}`);
	await page.has('lud-staff svg');
	await live(page);
	const read = await asked(page);
	for (const path of ['', '/graph', '/checkpoints?limit=100', '/outputs?limit=100', '/usage', '/events?limit=100'])
		assert.equal(read[`/projects/${id}${path}`], 1, `${path} ${JSON.stringify(read)}`);
	await page.goto('/');
	await page.has('.rows.projects');
	await live(page);
	const seen = await asked(page);
	for (const path of ['/projects?limit=100', '/users/me/budget', `/projects/${id}/graph`])
		assert.equal(seen[path], 1, `${path} ${JSON.stringify(seen)}`);
});

/** A project's page and the dashboard whose first answers are older than what happens while they open. */
async function moment(on) {
	happen(stack, project, 1, {type: 'project:status_changed', data: {oldStatus: 'running', newStatus: 'running'}});
	const undo = await early(on, `/projects/${id}`, {...project, name: 'As it was before'});
	await on.goto(`/projects/${id}`);
	await on.says(new RegExp(project.name, 'i'), 'main h1', 30);
	await live(on);
	await undo();
	happen(stack, project, 1, {type: 'project:status_changed', data: {oldStatus: 'running', newStatus: 'running'}});
	const list = (await mika.get('/api/v1/projects?limit=100')).body;
	const again = await early(on, '/projects?limit=100', {...list, items: list.items.map((p) => (p.id === id ? {...p, name: 'As it was before'} : p))});
	await on.goto('/');
	await on.says(/As it was before/, '.rows.projects', 30);
	await on.says(new RegExp(project.name), '.rows.projects', 30);
	await again();
}

each('what happened in the moment in which a page was opened is on it', () => moment(page));

each('and over streams of events, where WebSocket does not get through', async () => {
	streamed = await Page.open(browser, stack.origin, {});
	await streamed.raw.send('Page.addScriptToEvaluateOnNewDocument', {source: `window.streams = 0;
		window.WebSocket = class { constructor() { setTimeout(() => this.onclose({code: 1006})); } send() {} close() {} };
		window.EventSource = class extends EventSource { constructor(...args) { super(...args); window.streams++; } };`});
	await streamed.goto('/');
	await streamed.has('.rows.projects');
	await moment(streamed);
	await until(() => streamed.evaluate('streams > 0'), 'a stream');
	await streamed.goto(`/projects/${id}`);
	await live(streamed);
	const seq = happen(stack, project, 1, {type: 'project:status_changed', data: {oldStatus: 'running', newStatus: 'running'}});
	await streamed.says(new RegExp(`ev ${seq.toLocaleString('en')}`), '.keys .r', 30);
	assert.deepEqual(await streamed.faults(), []);
	await streamed.close();
});

each('without a network nothing can be decided, and what is written stays; with one again it can', async () => {
	await page.goto(`/projects/${id}/checkpoints/${(await pending(mika, id)).id}`);
	await page.has('lud-decision form');
	await page.click('.opt input[value=request-changes]');
	await page.type('[name=feedback]', 'Kept without a network.');
	const net = (offline) => page.raw.send('Network.emulateNetworkConditions', {offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1});
	await page.raw.send('Network.enable');
	try {
		await net(true);
		await page.has('lud-decision fieldset[disabled]');
		await page.says(/No connection: what you write is kept/, 'lud-decision');
	} finally { await net(false); }
	await page.has('lud-decision fieldset:not([disabled])');
	assert.equal(await page.evaluate('document.querySelector("[name=feedback]").value'), 'Kept without a network.');
	page.raw.console.length = 0; // what was asked for meanwhile failed
});
