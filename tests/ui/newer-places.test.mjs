// SPDX-License-Identifier: ISC
// Webhooks, ways of notifications, a provider's test, the month's budget, spending by account, maintenance; what agents ask, their conversations and failures:
// in a real browser through the whole system, with answers of the API in place of what a model would have said.
import assert from 'node:assert/strict';
import {PASSWORD, until, uuidOf} from '../system/stack.mjs';
import {scene} from './scene.mjs';

let stack, mika, page, id, agent;
const {each, get, fill, there: at} = scene({effects: 'off', seconds: 120, begin: async (s) => {
	({stack, mika, page} = s);
	id = s.world.games.concept;
	agent = (await get(`/projects/${id}/agents`)).items.find((a) => a.type === 'concept');
}});

/** No finding of axe and nothing wider than the screen, in both themes, both languages, on a desk and on a phone. */
async function looksRight(selector) {
	const wrong = [];
	for (const language of ['en', 'ja']) {
		await page.evaluate(`document.querySelector('lud-header .seg [lang=${language}]').click()`);
		await until(() => page.evaluate(`document.documentElement.lang === '${language}'`), language);
		for (const size of [1440, 390]) {
			await page.resize(size);
			for (const theme of ['light', 'dark']) {
				await page.evaluate(`document.documentElement.dataset.theme === '${theme}' || document.querySelector('lud-header .ibtn').click()`);
				await page.has(selector);
				await page.settled();
				wrong.push(...(await page.wrongs()).map((text) => `${language} ${size} ${theme}: ${text}`));
			}
		}
	}
	await page.resize(1440);
	await page.evaluate("document.querySelector('lud-header .seg [lang=en]').click()");
	await until(() => page.evaluate('document.documentElement.lang === "en"'), 'English again');
	assert.deepEqual(wrong, []);
}

each('a webhook is made, shows its secret once, and what was posted to it; it is sent again, switched off and deleted', async () => {
	await at('/settings/webhooks', 'lud-settings-webhooks .void');
	await page.type('[name=url]', 'http://example.org/hook');
	await page.click('lud-settings-webhooks form button.solid');
	await page.has('[name=url][aria-invalid=true]');
	page.raw.console.length = 0; // the refusal is an answer of 400
	await fill('[name=url]', 'https://example.org/hook');
	await page.type('[name=note]', 'The team chat');
	await page.click('lud-settings-webhooks form button.solid');
	await page.has('lud-settings-webhooks .secret');
	const [hook] = (await get('/users/me/webhooks')).items, secret = await page.text('lud-settings-webhooks .secret');
	assert.deepEqual([hook.url, hook.note, secret.slice(-4)], ['https://example.org/hook', 'The team chat', hook.last4]);
	stack.sql(`INSERT INTO deliveries (user_id, notification_id, channel, webhook_id, kind, data, status, tries, log, ended_at)
		VALUES ('${uuidOf(mika.id)}', gen_random_uuid(), 'webhook', '${uuidOf(hook.id)}', 'checkpoint:created', '{"project_name": "The Quiet Library"}', 'failed', 1, '[{"at": "2026-01-01T10:00:00.000Z", "status": 500, "error": "no good answer"}]', now())`);
	await page.click('.hook [aria-expanded]');
	await page.says(/A review is waiting for you[^]*The Quiet Library[^]*Given up/, 'lud-deliveries');
	await page.click('lud-deliveries tbody .link');
	await page.says(/500 no good answer/, 'lud-deliveries .subs');
	await looksRight('lud-deliveries .subs');
	await page.click('lud-deliveries .acts-cell .link');
	await page.says(/sent again/, 'lud-toasts');
	assert.equal((await get(`/users/me/webhooks/${hook.id}/deliveries`)).items.length, 1);
	assert.notEqual((await get(`/users/me/webhooks/${hook.id}/deliveries`)).items[0].status, 'failed');
	await page.click('.hook [type=checkbox]');
	await until(async () => (await get('/users/me/webhooks')).items[0].enabled === false, 'it to be off');
	await page.goto('/settings/webhooks');
	await page.has('.hook');
	assert.equal(await page.evaluate('document.querySelector(".secret")'), null, 'the secret was shown once');
	await page.click('.hook .danger');
	await page.click('lud-confirm .danger');
	await page.has('lud-settings-webhooks .void');
	assert.deepEqual((await get('/users/me/webhooks')).items, []);
});

each('every kind of notification has its ways; mail can come together, and hours of quiet can be taken back', async () => {
	await at('/settings/notifications', 'lud-settings-notices table');
	assert.equal(await page.evaluate('document.querySelectorAll("lud-settings-notices tbody tr").length'), 6);
	const on = await page.evaluate('[...document.querySelectorAll("lud-settings-notices [type=checkbox]:not(:checked)")].map((e) => e.name)');
	assert.deepEqual(on, ['checkpoint.mail'], 'who never said gets what the server sends');
	await page.click('[name="checkpoint.mail"]');
	await page.click('[name="shared.webhook"]');
	await fill('[name=digest]', 'daily');
	await fill('[name=from]', '22:00');
	await fill('[name=to]', '07:00');
	await page.click('lud-settings-notices button.solid');
	await until(async () => (await get('/users/me')).settings.quiet_hours?.from === '22:00', 'the settings');
	const {settings} = await get('/users/me');
	assert.deepEqual([settings.notifications.digest, settings.notifications.shared, settings.notifications.checkpoint.app], ['daily', {app: true, mail: true, webhook: false}, true]);
	await fill('[name=from]', '');
	await page.click('lud-settings-notices button.solid');
	await until(async () => !(await get('/users/me')).settings.quiet_hours, 'the quiet hours to go');
	await looksRight('lud-settings-notices select');
});

each('whether a provider answers is asked by a worker, and what it was told is shown', async () => {
	await at('/settings/keys', 'lud-settings-key form');
	await page.click('lud-settings-key form .ghost');
	await page.says(/does not answer\s+\S+/, 'lud-settings-key [role=status]', 60);
	const test = stack.sql('SELECT status, message FROM provider_tests').split('\t');
	assert.equal(test[0], 'failed');
	assert.ok((await page.text('lud-settings-key [role=status]')).includes(test[1]), test[1]);
	await looksRight('lud-settings-key [role=status] .fail');
});

each('the month of an account stands beside its limit, and an admin sees what each account has spent', async () => {
	stack.sql(`UPDATE turns SET cost_usd = 2, input_tokens = 1000 WHERE id = (SELECT id FROM turns WHERE project_id = '${uuidOf(id)}' LIMIT 1);
		SELECT user_spend('${uuidOf(id)}', 2)`);
	assert.equal((await mika.put(`/api/v1/admin/users/${mika.id}`, {month_limit_usd: 2, password: PASSWORD})).status, 200);
	await at('/settings/usage', 'lud-settings-usage progress');
	await page.says(/\$2\.00 of \$2\.00[^]*limit is reached/, 'lud-settings-usage');
	stack.sql(`INSERT INTO deleted_spending (user_id, day, turns, input_tokens, cached_input_tokens, output_tokens, cost_usd) VALUES ('${mika.uuid}', (now() AT TIME ZONE 'UTC')::date, 4, 900, 0, 100, 3.5)`);
	await at('/settings/usage', 'lud-settings-usage progress');
	await page.says(/The Quiet Library[^]*\$2\.00[^]*Projects that were deleted\s+1,000\s+\$3\.50/, 'lud-settings-usage .panel:last-child');
	await looksRight('lud-settings-usage progress.hot');
	await at('/admin/usage', 'lud-admin-usage tbody tr');
	const {items} = await get('/admin/usage');
	assert.equal(await page.evaluate('document.querySelectorAll("lud-admin-usage tbody tr").length'), items.length);
	assert.match(await page.text('lud-admin-usage tbody tr'), /Mika[^]*\$5\.50/, 'who spent most comes first, deleted projects are among it');
	await looksRight('lud-admin-usage table');
	await page.click('lud-admin-usage .seg button');
	await page.says(/\$0\.00/, 'lud-admin-usage tbody tr');
	assert.equal((await mika.put(`/api/v1/admin/users/${mika.id}`, {month_limit_usd: null, password: PASSWORD})).status, 200);
});

each('maintenance: everybody is told while it lasts, a refused change says when to come back, and a review keeps what is written', async () => {
	await at('/admin/maintenance', 'lud-admin-maintenance textarea');
	await page.type('[name=message]', 'A newer version is being installed.');
	await page.click('lud-admin-maintenance button.solid');
	await page.says(/newer version is being installed/, '#maintenance');
	await looksRight('lud-admin-maintenance .ttl');
	const c = await get(`/projects/${id}/checkpoints?status=pending`).then(({items}) => items[0]);
	await at(`/projects/${id}/checkpoints/${c.id}`, 'lud-decision form');
	await page.says(/Under maintenance: what you write is kept/, 'lud-decision');
	assert.equal(await page.evaluate('document.querySelector("lud-decision [name=decision]").matches(":disabled")'), true);
	await at('/settings', 'lud-settings-profile form');
	await page.evaluate('document.querySelector("lud-settings-profile form").requestSubmit()');
	await page.says(/Under maintenance: nothing can be changed for a while\. Try again in \d/, 'lud-settings-profile');
	page.raw.console.length = 0; // the refusal is an answer of 503
	await at('/admin/maintenance', 'lud-admin-maintenance .ttl');
	await page.click('lud-admin-maintenance button.solid');
	await until(() => page.evaluate('document.querySelector("#maintenance") === null'), 'the banner to go');
	await page.has('lud-admin-maintenance textarea');
	await page.says(/Maintenance is over/, 'lud-toasts');
});

/** A question as a model's step leaves it. */
function ask(question, options) {
	stack.sql(`INSERT INTO questions (project_id, agent_id, step_key, question, options) VALUES ('${uuidOf(id)}', '${uuidOf(agent.id)}', 'run', '${question}', '${JSON.stringify(options)}');
		SELECT notify_members('${uuidOf(id)}', ARRAY['owner', 'editor'], 'question', jsonb_build_object('agent_id', '${agent.id}', 'title', '${question}'))`);
}

each('what an agent asks comes as it is asked, leads to where it is answered, and the answer goes back', async () => {
	await until(async () => (await mika.put(`/api/v1/projects/${id}`, {config: {questions: true}})).status === 200, 'changes to be possible again');
	await at(`/projects/${id}`, 'lud-staff svg');
	await page.has('lud-questions');
	ask('Red or blue?', ['red', 'blue']);
	await page.says(/Red or blue\?/, 'lud-questions');
	await looksRight('lud-question form');
	await page.has('.toast.hot a, .pop-of [data-pop=notes]');
	await page.click('[data-pop=notes]');
	await page.says(/An agent asks you something/, 'lud-notes');
	await page.click('lud-notes li a');
	await until(async () => (await page.evaluate('location.pathname')) === `/projects/${id}/agents/${agent.id}`, 'the agent that asks');
	await page.has('lud-page-agent lud-question [value=blue]'); // the page that was open before has the question too
	await page.settled();
	await page.click('lud-page-agent lud-question [value=blue] + span');
	await page.click('lud-question button.solid');
	await page.says(/Answered\. The agent goes on/, 'lud-toasts');
	await page.says(/Red or blue\?[^]*blue/, 'lud-questions .asked');
	const [{answer}] = (await get(`/projects/${id}/questions`)).items;
	assert.equal(answer, 'blue');
	ask('How many levels?', []);
	await page.says(/How many levels/, 'lud-question');
	await page.type('lud-question textarea', 'Three, please.');
	assert.equal((await mika.post(`/api/v1/projects/${id}/questions/${(await get(`/projects/${id}/questions?open=true`)).items[0].id}/answer`, {answer: 'Four.'})).status, 200);
	await page.click('lud-question button.solid');
	await page.says(/Somebody else has answered already/, 'lud-toasts');
	await page.says(/How many levels\?[^]*Four/, 'lud-questions .asked');
	page.raw.console.length = 0; // the refusal is an answer of 409
});

const turn = {agent_id: 'agent_0', step: 'run 1', provider: 'anthropic', model: 'claude-sonnet-4-5', tokens: {input: 5400, cached_input: 0, output: 320}, cost_usd: 0.02, duration: 4.2, created_at: '2026-01-01T10:00:00.000Z'};
const LONG = 'a long part '.repeat(500);

each('an agent shows its conversation, turn by turn, long parts when they are asked for, and what failed for good with its raw text', async () => {
	const turns = [{...turn, id: 'turn_1', number: 1}, {...turn, id: 'turn_2', number: 2, cost_usd: null}];
	const cut = {excerpt: LONG.slice(0, 1000), bytes: LONG.length, url: '/api/v1/turns/turn_1/content'};
	const conversation = (part) => ({told: {system: 'You are the agent "concept".', text: 'A game about books.', results: [{text: 'no such file', error: true}]}, text: 'I **write** <b>this</b>.', calls: [{id: 'c', name: 'write_file', arguments: part}], stop: 'tools'});
	const stop = await page.answers('*/api/v1/*', (method, address) => {
		if (address === `/agents/${agent.id}/turns`) return [200, {items: turns, next_cursor: null}];
		if (address === '/turns/turn_1') return [200, {...turns[0], content_url: cut.url, request_url: '/api/v1/turns/turn_1/request', conversation: conversation(cut)}];
		if (address === '/turns/turn_1/content') return [200, conversation(JSON.stringify({path: 'docs/notes.md', content: LONG}))];
		if (address === `/agents/${agent.id}/failures`) return [200, {items: [{id: 'fail_1', agent_id: agent.id, step: 'run 1', stage: 'run', revision: 1, error: 'no schema fits', error_type: 'invalid_output', raw: '{"title": 5}', raw_bytes: 100000, created_at: turn.created_at}], next_cursor: null}];
		return null;
	});
	try {
		await at(`/projects/${id}/agents/${agent.id}`, '.turn');
		assert.deepEqual(await page.evaluate('[...document.querySelectorAll(".turn")].map((e) => e.innerText.replace(/\\s+/g, " "))'), ['Turn 1 claude-sonnet-4-5 5.4k in, 320 out 4.2 s · $0.02', 'Turn 2 claude-sonnet-4-5 5.4k in, 320 out 4.2 s · price not known']);
		await page.click('.turn');
		await page.says(/The tool refuses[^]*no such file[^]*It says[^]*I write <b>this<\/b>\.[^]*It calls write_file[^]*Waits for its tools/, '.talk');
		assert.ok(!(await page.text('.talk')).includes(LONG.trim()));
		await page.click('.talk .saying .link');
		await until(async () => (await page.text('.talk')).includes(LONG.trim()), 'the whole part');
		await page.says(/docs\/notes\.md/, '.talk lud-json');
		await page.click('lud-failures summary');
		await page.says(/no schema fits[^]*the first 64 KB of[^]*"title": 5/, 'lud-failures');
		await page.evaluate('document.querySelectorAll(".talk details").forEach((d) => { d.open = true; })');
		await looksRight('.talk lud-json');
	} finally { await stop(); }
	await at(`/projects/${id}/agents/${agent.id}`, '.turn');
	await page.click('.turn');
	await page.says(/offline studio asks no model/, '.talk');
});
