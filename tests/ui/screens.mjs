// SPDX-License-Identifier: ISC
// make screens: pictures of every page, in both themes, on a desk and on a phone, the main pages in Japanese too, into docs/screens/.
import fs from 'node:fs';
import path from 'node:path';
import {Browser} from '../system/chromium.mjs';
import {PASSWORD, source, until, uuidOf} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {GAMES, pending, startWorld} from './world.mjs';

const out = path.join(source, 'docs/screens');
fs.mkdirSync(out, {recursive: true});
const only = process.argv[2];
const world = await startWorld();
const browser = new Browser(world.stack.dir, world.stack.as, ['--hide-scrollbars']);
const {games} = world;
const waits = await pending(world.mika, games.waiting, 'code');

/** A webhook with what was posted to it, a question of an agent, and a game that waits for its final review a second time. */
async function moreStates() {
	const {stack, mika} = world, hook = (await mika.post('/api/v1/users/me/webhooks', {url: 'https://chat.example.org/hooks/ludwright', note: 'The team chat'})).body;
	for (const [kind, name, status, tries, log] of [['project:completed', 'Keeper of Falling Stars', 'sent', 1, [{at: '2026-01-01T10:00:00.000Z', status: 204, error: null}]],
		['checkpoint:created', 'Lanterns of the Drowned City', 'failed', 8, [{at: '2026-01-01T10:05:00.000Z', status: 500, error: 'the answer was 500'}]], ['checkpoint:created', 'The Quiet Library', 'sent', 2, []]])
		stack.sql(`INSERT INTO deliveries (user_id, notification_id, channel, webhook_id, kind, data, status, tries, log, ended_at) VALUES ('${uuidOf(mika.id)}', gen_random_uuid(), 'webhook', '${uuidOf(hook.id)}', '${kind}',
			'${JSON.stringify({project_name: name})}', '${status}', ${tries}, '${JSON.stringify(log)}', now())`);
	await mika.put(`/api/v1/projects/${games.concept}`, {config: {questions: true}});
	const agent = (await mika.get(`/api/v1/projects/${games.concept}/agents`)).body.items[0];
	stack.sql(`INSERT INTO questions (project_id, agent_id, step_key, question, options) VALUES ('${uuidOf(games.concept)}', '${uuidOf(agent.id)}', 'run', 'May the ghosts take books away again?', '["Yes, one at a time", "No, books are safe"]')`);
	const {id} = await mika.project({name: 'The Tide Bell', concept: {description: GAMES.waiting[1], platform: 'web', scope: 'mvp'}, config: {seed: 9, checkpoints: ['checkpoint_final']}});
	await mika.post(`/api/v1/projects/${id}/start`);
	const first = await until(() => pending(mika, id, 'final').catch(() => null), 'the final review', 240);
	const play = {seed: 9, ticks: 2460, hash: '1', score: 40, end: 'lost', inputs: [[2, 60], [10, 2400]]};
	await mika.post(`/api/v1/checkpoints/${first.id}/request-changes`, {revision: first.revision, target: 'packaging', feedback: 'Pack it once more.', password: PASSWORD, comments: [{section: 'part:build', text: `The sharks are too near at the start.\n\n\`\`\`lud-play\n${JSON.stringify(play)}\n\`\`\``}]});
	const second = await until(async () => { const now = await pending(mika, id, 'final').catch(() => null); return now?.revision === 2 && now; }, 'its second revision', 240);
	return `/projects/${id}/checkpoints/${second.id}`;
}
const builds = await moreStates();
const main = [['dashboard', '/', 'lud-page-dashboard .wait-list'], ['projects', '/projects', '.found'], ['new', '/projects/new', '.plan'], ['project', `/projects/${games.waiting}`, '.kpis'], ['review', `/projects/${games.waiting}/checkpoints/${waits.id}`, 'lud-decision form'], ['release', `/projects/${games.done}`, 'lud-release .about']];
const more = [['review-builds', builds, 'lud-play + lud-play'], ['question', `/projects/${games.concept}`, 'lud-question form'], ['approvals', '/approvals', '.queue .peek'], ['agent', `/projects/${games.waiting}/agents/${waits.agent_id}`, '#output'], ['draft', `/projects/${games.draft}`, '.kpis'], ['agents', `/projects/${games.waiting}/agents`, 'table'], ['approvals-of-project', `/projects/${games.waiting}/approvals`, 'table'], ['outputs', `/projects/${games.waiting}/outputs`, 'table'],
	['files', `/projects/${games.waiting}/files`, 'table'], ['figures', `/projects/${games.done}/figures`, '.duo .chart .dot'], ['people', `/projects/${games.waiting}/people`, 'lud-people form'], ['config', `/projects/${games.waiting}/config`, '.facts.wide'], ['settings', '/settings', 'form'], ['settings-look', '/settings/look', '.opts'], ['settings-notifications', '/settings/notifications', 'table'],
	['settings-security', '/settings/security', '.rows'], ['settings-keys', '/settings/keys', 'form'], ['settings-webhooks', '/settings/webhooks', 'lud-deliveries table', '.hook [aria-expanded]'], ['settings-usage', '/settings/usage', 'lud-settings-usage .panel p, lud-settings-usage .chart'], ['admin', '/admin', 'table'], ['admin-invitations', '/admin/invitations', 'form'], ['admin-usage', '/admin/usage', 'lud-admin-usage table'], ['admin-maintenance', '/admin/maintenance', 'lud-admin-maintenance textarea'], ['admin-queue', '/admin/queue', 'lud-queue-state .kpis'], ['admin-audit', '/admin/audit', 'table']];

async function shoot(page, [name, address, selector, click], suffix, size) {
	if (only && !new RegExp(only).test(`${name}-${suffix}`))
		return;
	await page.goto(address);
	if (click)
		await page.click(click);
	await page.has(selector);
	await page.evaluate("document.documentElement.style.scrollbarGutter = 'auto'; true"); // a page is as high as its picture: room for a bar would be a strip at its right
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
				await page.raw.send('Emulation.setScrollbarsHidden', {hidden: true}); // as phones and most desks have them
				const suffix = `${language === 'ja' ? 'ja-' : ''}${theme}-${size}`;
				await shoot(page, ['login', '/login', 'lud-page-login form'], suffix, size);
				await page.goto('/login');
				await page.has('lud-page-login form');
				await page.signIn(world.mika.email);
				for (const one of pages) {
					await page.resize(size);
					await shoot(page, one, suffix, size);
				}
				await page.close();
			}
} finally {
	await browser.close();
	await world.stack.stop();
}
