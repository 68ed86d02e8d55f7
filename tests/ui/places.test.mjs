// SPDX-License-Identifier: ISC
// Places of a project and of the settings in a real browser, through the whole system: figures, people, config with models, a run that stands still for its
// budget, effects.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {Browser} from '../system/chromium.mjs';
import {until, uuidOf} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {scene} from './scene.mjs';
import {state} from './world.mjs';

let stack, mika, rin, page, done, id;
const {each, get, fill, there} = scene({effects: 'reduced', begin: async (s) => {
	({stack, mika, page} = s);
	rin = await stack.user('rin');
	id = s.world.games.concept;
	done = (await mika.project({name: 'A Game in Figures', concept: {description: 'A diver lights lanterns in a drowned city while the tide rises. Sharks roam the canals.', platform: 'web', scope: 'mvp'}, config: {seed: 7, checkpoints: [], budget_usd: 50}})).id;
	await mika.post(`/api/v1/projects/${done}/start`);
	await state(mika, done, 'completed');
}});
const place = (project, name, selector) => there(`/projects/${project}/${name}`, selector);
const rows = (selector) => page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((r) => [...r.children].map((c) => c.innerText.trim()))`);

each('without a model nothing was spent, and the page says so; time and difficulty are drawn, each with its table', async () => {
	await place(done, 'figures', 'lud-bot-curves .chart .dot');
	await page.says(/Nothing was spent/, 'lud-figures');
	const usage = await get(`/projects/${done}/usage`);
	assert.equal(await page.evaluate('document.querySelectorAll(".chart.bars .val").length'), usage.by_agent.length);
	await page.evaluate('document.querySelectorAll("details.figures summary").forEach((s) => s.click())');
	const [times, curve] = [await rows('.duo .panel:first-child tbody tr'), await rows('lud-bot-curves tbody tr')];
	assert.deepEqual(times.map(([, , turns]) => Number(turns)).sort(), usage.by_agent.map((a) => a.turns).sort());
	assert.deepEqual(curve.map(([name]) => name), ['Does nothing', 'Random keys', 'Explores', 'Plays by sight', 'Knows the way']);
	assert.equal(curve[0][1], '0 %');
	assert.match(await page.evaluate('document.querySelector("lud-bot-curves svg").getAttribute("aria-label")'), /How far each player came in r1: Does nothing 0 %/);
});

each('what was spent is drawn as it grew, beside the budget', async () => {
	stack.sql(`UPDATE turns SET cost_usd = 1, input_tokens = 10 WHERE project_id = '${uuidOf(done)}'`);
	await place(done, 'figures', '.chart.steps .dot');
	const {cost_usd: sum, by_agent: agents} = await get(`/projects/${done}/usage`);
	await page.says(new RegExp(`\\$${sum}\\.00 of \\$50\\.00`), 'lud-figures .panel:first-child header');
	assert.equal(await page.evaluate('document.querySelectorAll(".chart.steps .dot").length'), agents.length);
	assert.ok(await page.evaluate('document.querySelector(".chart.steps path.limit") !== null'));
	await page.evaluate('document.querySelector("details.figures summary").click()');
	const table = await rows('lud-figures > .panel tbody tr');
	assert.equal(table.length, agents.length);
	assert.equal(table.at(-1)[2], `$${sum}.00`, 'the last row is the sum');
});

each('an account sees what its projects have spent, by month and by day', async () => {
	await page.goto('/settings/usage');
	await page.has('lud-settings-usage .chart .val');
	const usage = await get('/users/me/usage?by=month');
	assert.ok(usage.cost_usd > 0);
	assert.equal(await page.evaluate('document.querySelectorAll("lud-settings-usage .chart .val").length'), usage.spans.length);
	await page.says(new RegExp(`A Game in Figures[^]*\\$${usage.cost_usd}\\.00`), 'lud-settings-usage table.grid:not(.figures table)');
	await page.click('lud-settings-usage .seg button:last-child');
	await page.has('lud-settings-usage .seg button:last-child[aria-pressed=true]');
	await page.says(/\w{3} \d{1,2}, \d{4}/, 'lud-settings-usage figure');
});

each('an owner invites, changes a role, takes an invitation back and a person out', async () => {
	await place(id, 'people', 'lud-people form');
	await page.type('lud-people [name=email]', 'nobody@example.org');
	await page.click('lud-people form button.solid');
	await page.says(/nobody@example\.org.*until/s, 'lud-people .sec + .people');
	await page.click('lud-people .sec + .people .danger');
	await until(() => page.evaluate('document.querySelector("lud-people .sec + .people") === null'), 'the invitation to go');
	assert.deepEqual((await get(`/projects/${id}/invitations`)).items, []);
	await page.type('lud-people [name=email]', rin.email); // an admin's word makes a member at once
	await fill('lud-people form select', 'viewer');
	await page.click('lud-people form button.solid');
	await page.says(/rin/, 'lud-people .people');
	await fill('lud-people .people li:nth-child(2) select', 'editor');
	await until(async () => (await get(`/projects/${id}`, rin)).role === 'editor', 'the new role');
	await page.click('lud-people .people li:nth-child(2) .danger');
	await page.click('lud-confirm .danger');
	await until(async () => (await rin.get(`/api/v1/projects/${id}`)).status === 404, 'rin to be out');
	await page.says(/Taken out/, 'lud-toasts');
});

each('the last owner stays, and is told why', async () => {
	await fill('lud-people .people li:first-child select', 'viewer');
	await page.says(/needs an owner/, 'lud-toasts');
	await until(() => page.evaluate('document.querySelector("lud-people .people select").value === "owner"'), 'the choice to go back');
	page.raw.console.length = 0; // the refusal is an answer of 409
});

each('public links are made, shown again and closed', async () => {
	await place(done, 'people', 'lud-people [name=note]');
	await page.type('lud-people [name=note]', 'For the jury');
	await page.click('lud-people section:last-of-type form button');
	await page.says(/For the jury/, 'lud-people section:last-of-type .people');
	const url = await page.text('lud-people .secret');
	assert.match(url, /\/g\//);
	assert.equal((await fetch(url)).status, 200, 'it plays without an account');
	await page.click('lud-people section:last-of-type .people .danger');
	await until(async () => (await fetch(url)).status !== 200, 'the link to be closed');
});

each('a member who may only look sees people without buttons, and can leave', async () => {
	await mika.post(`/api/v1/projects/${id}/members`, {user_id: rin.id, role: 'viewer'});
	const home = path.join(stack.dir, 'rin'); // a browser of rin's own: cookies and settings are a browser's
	fs.mkdirSync(path.join(home, 'log'), {recursive: true});
	stack.own(home);
	const theirs = new Browser(home, stack.as);
	try {
		const other = await Page.open(theirs, stack.origin, {size: 390, language: 'ja'});
		await other.goto('/login');
		await other.signIn(rin.email);
		await other.goto(`/projects/${id}/people`);
		await other.has('lud-people .people li');
		assert.deepEqual(await other.evaluate('[document.querySelectorAll("lud-people select").length, document.querySelectorAll("lud-people button").length, document.querySelectorAll("lud-people form").length]'), [0, 1, 0]);
		await other.click('lud-people button.danger');
		await other.click('lud-confirm .danger');
		await until(async () => (await rin.get(`/api/v1/projects/${id}`)).status === 404, 'rin to have left');
		assert.deepEqual((await other.faults()).filter((text) => !/status of 404/.test(text)), []); // what was asked for while rin left is not there any more
	} finally { await theirs.close(); }
});

each('a new project names its provider and a model for each role; the config shows and changes them', async () => {
	await page.goto('/projects/new');
	await page.type('[name=name]', 'With models');
	await page.type('[name=concept]', 'A gardener gathers brass apples in a clockwork orchard while crows try to steal them.');
	await page.evaluate('document.querySelector("details").open = true');
	await fill('[name=provider]', 'anthropic');
	await fill('[name=model-all]', 'claude-haiku-4-5');
	await fill('[name=model-code_worker]', 'claude-opus-4-5');
	await fill('[name=model-world]', '');
	await page.click('lud-page-new .plan .ghost');
	await until(async () => /^\/projects\/proj_/.test(await page.evaluate('location.pathname')), 'the project');
	const made = (await page.evaluate('location.pathname')).split('/').at(-1), {config} = await get(`/projects/${made}`);
	assert.deepEqual([config.provider, Object.keys(config.models).length, config.models.code_worker, config.models.concept, config.models.world], ['anthropic', 10, 'claude-opus-4-5', 'claude-haiku-4-5', undefined]);
	await place(made, 'config', 'lud-config .facts');
	await page.says(/Code worker claude-opus-4-5/, 'lud-config');
	await page.evaluate('[...document.querySelectorAll("lud-config button")].find((b) => /Change/.test(b.innerText)).click()');
	await fill('lud-config [name=budget_usd]', '12.5');
	await fill('lud-config [name=provider]', 'offline');
	await page.click('lud-config [name=checkpoint_code] + span');
	await page.click('lud-config form button.solid');
	await page.says(/Offline studio/, 'lud-config .facts');
	const {config: now} = await get(`/projects/${made}`);
	assert.deepEqual([now.budget_usd, now.provider, now.checkpoints], [12.5, 'offline', ['checkpoint_concept', 'checkpoint_design', 'checkpoint_final']]);
});

each('a run that stands still for its budget says so; raising the limit lets it go on', async () => {
	stack.sql(`UPDATE budgets SET limit_usd = 2, spent_usd = 2 WHERE project_id = '${uuidOf(id)}'; SELECT project_set_status('${uuidOf(id)}', 'running', 'paused', 'budget')`);
	await page.goto(`/projects/${id}`);
	await page.says(/\$2\.00 of \$2\.00/, 'lud-paused');
	assert.equal(await page.evaluate('document.querySelector("lud-paused [name=budget]").value'), '3');
	await page.click('lud-paused form button.solid');
	await until(async () => (await get(`/projects/${id}`)).status === 'running', 'the run to go on');
	assert.equal((await get(`/projects/${id}/usage`)).budget.limit_usd, 3);
	await until(() => page.evaluate('document.querySelector("lud-paused") === null'), 'the panel to go');
});

each('each effect has its switch, which holds here at once and after a reload; the account keeps the level', async () => {
	const fx = () => page.evaluate('document.documentElement.dataset.fx');
	await page.goto('/settings/look');
	await page.has('[name=fx-noise]');
	assert.equal(await fx(), 'grid motion shuffle glitch');
	await page.click('[name=fx-noise] + span');
	await page.click('[name=fx-grid] + span');
	assert.equal(await fx(), 'noise motion shuffle glitch');
	assert.equal(await page.evaluate('getComputedStyle(document.body).backgroundImage'), 'none');
	await page.goto('/settings/look');
	await page.has('[name=fx-noise]:checked');
	assert.equal(await fx(), 'noise motion shuffle glitch', 'what the account says does not undo it');
	await page.click('[name=effects][value=full] + span');
	await until(async () => (await get('/users/me')).settings.effects === 'full', 'the account to keep it');
	assert.equal(await fx(), 'grid scan noise motion shuffle glitch');
});

each('a title falls into place over its real text, once, and not where motion is not wanted', async () => {
	await page.evaluate(`window.seen = []; new MutationObserver((all) => { for (const m of all) for (const n of m.addedNodes) if (n.className === 'glyphs') seen.push([n.parentElement.firstChild.parentElement.textContent.includes('Projects'), n.ariaHidden]); }).observe(document.body, {childList: true, subtree: true}); true`);
	await page.evaluate('document.querySelector("a[href=\'/projects\']").click()');
	await until(() => page.evaluate('seen.length === 1 && document.querySelector("h1 .glyphs") === null'), 'the title to have fallen into place');
	assert.deepEqual(await page.evaluate('seen'), [[true, 'true']]);
	assert.equal(await page.evaluate('document.querySelector("h1").textContent.trim()'), 'Projects');
	await page.raw.send('Emulation.setEmulatedMedia', {features: [{name: 'prefers-reduced-motion', value: 'reduce'}]});
	await page.evaluate('document.querySelector("a[href=\'/approvals\']").click()');
	await page.says(/Approvals/i, 'h1');
	await page.settled();
	assert.equal(await page.evaluate('seen.length'), 1);
	assert.equal(await page.evaluate('getComputedStyle(document.querySelector(".live i")).animationName'), 'none');
	await page.raw.send('Emulation.setEmulatedMedia', {features: []});
});

each('an admin sees what waits, who works and what was given up, puts a job back, and learns why another cannot', async () => {
	const at = '2026-01-01T10:00:00.000Z', job = {kind: 'step', project_id: id, run_id: null, agent_id: null, priority: 0, attempt: 5, retries: 1, created_at: at, died_at: at};
	let dead = [{...job, id: 12, node: 'code_leader', task: 'code_js_core_js', error_type: 'worker_died', error: 'its worker died 5 times'}, {...job, id: 13, node: 'design', task: null, error_type: 'invalid_output', error: 'no schema fits'}];
	const state = () => ({oldest_ready_at: at, dead: dead.length, last_died_at: at, jobs: [{kind: 'step', ready: 3, later: 1, held: 0, leased: 2}], workers: [{host: 'box', pid: 77, alive: true, in_hand: 2, started_at: at, seen_at: at}, {host: 'box', pid: 78, alive: false, in_hand: 0, started_at: at, seen_at: at}]});
	const stop = await page.answers('*/api/v1/admin/queue*', (method, address) => {
		if (address === '/admin/queue') return [200, state()];
		if (address === '/admin/queue/dead') return [200, {items: dead, next_cursor: null}];
		if (address === '/admin/queue/dead/12') return [200, {...dead[0], project_name: 'The Quiet Library', project_status: 'failed', agent_status: 'failed', worker: 'box:78', payload: {node: 'code_leader'}, detail: {}}];
		if (address === '/admin/queue/dead/13/requeue') return [409, {error: {code: 'STATE_CONFLICT', message: 'its run is over', details: [{reason: 'ended'}]}}];
		if (address === '/admin/queue/dead/12/requeue') { dead = dead.slice(1); return [200, {id: 12, how: 'agent'}]; }
		return null;
	});
	try {
		await page.goto('/admin/queue');
		await page.has('lud-queue-dead tbody tr');
		assert.deepEqual((await rows('.kpis')).flat().map((c) => c.split('\n').at(-1)).filter((_, i) => i !== 2), ['3', '2', '1', '2']);
		await page.says(/Step · Code leader · Rules/, 'lud-queue-dead');
		await page.click('lud-queue-dead tbody .link');
		await page.says(/box:78/, 'lud-queue-dead .subs');
		await page.evaluate('[...document.querySelectorAll("lud-queue-dead .acts-cell .link")].filter((b) => /Put back/.test(b.innerText)).at(-1).click()');
		await page.says(/its run is over/, 'lud-toasts');
		page.raw.console.length = 0; // the refusal is an answer of 409
		await page.evaluate('[...document.querySelectorAll("lud-queue-dead .acts-cell .link")].find((b) => /Put back/.test(b.innerText)).click()');
		await page.says(/the project goes on/, 'lud-toasts');
		await until(() => page.evaluate('document.querySelectorAll("lud-queue-dead tbody tr:not(.subs)").length === 1'), 'the job to go');
		for (const size of [1440, 390]) {
			await page.resize(size);
			await page.settled();
			assert.deepEqual(await page.wrongs(), []);
		}
	} finally { await stop(); await page.resize(1440); }
});
