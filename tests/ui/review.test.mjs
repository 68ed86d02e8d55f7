// SPDX-License-Identifier: ISC
// Reviews in a real browser through the whole system: by mouse and by keyboard alone, drafts that outlive the page, a decision of somebody else, the password
// where it is due, who may only read, foreign text that does nothing; the score as it moves, and a log of a hundred thousand lines.
import assert from 'node:assert/strict';
import {PASSWORD, until, within} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {scene} from './scene.mjs';
import {pending} from './world.mjs';

let stack, mika, browser, page, id;
const {each, get, there} = scene({at: '/approvals', begin: async (s) => {
	({stack, mika, browser, page} = s);
	id = s.world.games.concept;
}});
const path = () => page.evaluate('location.pathname');
const review = (c) => there(`/projects/${id}/checkpoints/${c.id}`, 'lud-decision form');
const next = (c) => until(async () => { const now = await pending(mika, id); return now.id !== c.id && now; }, 'the next review', 60);
const draft = () => page.evaluate('JSON.parse(Object.entries(localStorage).find(([k]) => k.startsWith("lud-draft:"))?.[1] ?? "null")');

each('by mouse: from the list to the review, a comment, a reload that keeps it, a request for changes', async () => {
	const first = await pending(mika, id, 'concept');
	await page.has('.queue .pick-row');
	await page.says(/Concept review r1/, '.queue');
	await page.has('.queue .peek'); // the preview is whole: nothing moves any more
	await page.settled();
	await page.click('.queue .btn.solid');
	await page.has('lud-decision form');
	assert.equal(await path(), `/projects/${id}/checkpoints/${first.id}`);
	await page.has('#p-document lud-markdown .md p');
	await page.says(/robot/i, '#p-document');
	assert.match(await page.text('lud-decision'), /Concept makes r2.*About .*\ss, \$/s, 'what a decision costs');
	await page.click('#p-document .hb:last-of-type');
	await page.type('.cmt.write textarea', 'Who are the ghosts? <b>Bold</b>');
	await page.click('.cmt.write button.solid');
	await page.says(/draft, sent with your decision/, '#p-document');
	await page.click('.opt input[value=request-changes]');
	await page.type('[name=feedback]', 'Exactly 7 lives please.');
	await page.goto(`/projects/${id}/checkpoints/${first.id}`);
	await page.has('.cmt.mine');
	assert.equal(await page.evaluate('document.querySelector("[name=feedback]").value'), 'Exactly 7 lives please.');
	assert.equal(await page.evaluate('document.querySelector(".opt input:checked").value'), 'request-changes');
	assert.equal(await page.evaluate('document.querySelector(".cmt.mine b:not(header b)")'), null, 'a comment is text');
	await page.click('lud-decision button.solid');
	await page.says(/Request for r2 sent/, 'lud-toasts');
	assert.equal(await path(), `/projects/${id}`);
	assert.equal(await draft(), null, 'what was sent is no draft');
	const c = await get(`/checkpoints/${first.id}`);
	assert.deepEqual([c.status, c.feedback], ['changes_requested', 'Exactly 7 lives please.']);
	assert.ok((await get(`/checkpoints/${first.id}/comments`)).items.some((one) => one.text === 'Who are the ghosts? <b>Bold</b>'));
	await next(c);
});

each('by keyboard alone: answers first, parts, seen, a comment, approval', async () => {
	const second = await pending(mika, id, 'concept');
	await review(second);
	assert.equal(await page.evaluate('document.querySelector(".mainc > section").id'), 'p-answers', 'the answers come first');
	await page.says(/lives/i, '#p-answers');
	await page.says(/Lives|hearts/i, '#p-changes');
	await page.key('v');
	await page.says(/seen/, '.outline li:first-child');
	await page.key('j');
	assert.equal(await page.evaluate('document.activeElement.closest("section").id'), await page.evaluate('document.querySelectorAll(".mainc > section")[1].id'));
	await page.key('n');
	await until(() => page.evaluate('document.activeElement.matches(".cmt.write textarea")'), 'the field for a comment');
	await page.raw.send('Input.insertText', {text: 'Good: a, c and r are letters here.'});
	await page.key('Enter', {ctrl: true});
	await page.has('.cmt.mine');
	assert.deepEqual((await draft()).comments.length, 1);
	await page.evaluate('document.activeElement.blur()');
	await page.key('a');
	await until(() => page.evaluate('document.querySelector(".opt input:checked")?.value === "approve"'), 'approve to be chosen');
	await until(() => page.evaluate('document.activeElement.name === "feedback"'), 'the field');
	await page.key('Enter', {ctrl: true});
	await page.says(/Approved/, 'lud-toasts');
	assert.equal((await get(`/checkpoints/${second.id}`)).status, 'approved');
	await next(second);
});

each('the score moves without a reload; arrow keys walk it, Enter opens', async () => {
	await page.goto(`/projects/${id}`);
	await page.has('svg.graph .ck.wait');
	const lost = () => page.evaluate('window.kept === undefined');
	await page.evaluate('window.kept = true');
	assert.equal(await page.evaluate('document.querySelectorAll("svg.graph [tabindex=\\"0\\"]").length'), 1, 'one stop for Tab');
	await page.evaluate('document.querySelector("svg.graph [tabindex=\\"0\\"]").focus()');
	const at = () => page.evaluate('document.activeElement.dataset.key');
	assert.equal(await at(), 'checkpoint_design');
	for (const [key, to] of [['ArrowLeft', 'design'], ['ArrowLeft', 'checkpoint_concept'], ['Home', 'concept'], ['ArrowRight', 'checkpoint_concept'], ['ArrowRight', 'design']]) {
		await page.key(key);
		await until(async () => (await at()) === to, `${key} to ${to}`);
	}
	const c = await pending(mika, id, 'design');
	const {status} = await mika.post(`/api/v1/checkpoints/${c.id}/approve`, {revision: c.revision, password: PASSWORD});
	assert.equal(status, 200);
	await page.has('svg.graph .nd.done[data-key=scenario]', 30);
	await page.has('svg.graph .ck.wait[data-key=checkpoint_code]', 60);
	await page.has('svg.graph [data-key="code_leader 5"]');
	assert.equal(await lost(), false, 'the page is the same one');
	await page.key('Enter');
	await until(async () => /\/agents\/agent_/.test(await path()), 'the agent page');
	await page.has('#output lud-json dl, #output lud-viewer');
});

each('decided elsewhere: the page says so, what was written stays and becomes a note', async () => {
	const c = await pending(mika, id, 'code');
	await review(c);
	await page.click('.opt input[value=request-changes]');
	await page.type('[name=feedback]', 'The stars should be larger.');
	await until(async () => (await draft())?.feedback === 'The stars should be larger.', 'the draft');
	assert.equal((await mika.post(`/api/v1/checkpoints/${c.id}/request-changes`, {revision: c.revision, feedback: 'Exactly 3 lives.', password: PASSWORD})).status, 200);
	await page.says(/Decided elsewhere/, '.decide');
	await page.says(/Mika requested changes/, '.decide');
	assert.equal((await draft()).feedback, 'The stars should be larger.');
	await page.click('.decide .btn.sm');
	await page.says(/Kept for the next review/, 'lud-toasts');
	const now = await next(c);
	await review(now);
	assert.equal(await page.evaluate('document.querySelector("[name=feedback]").value'), 'The stars should be larger.');
});

each('an answer that comes too late, while the line is down, is refused by the server and stays', async () => {
	const c = await pending(mika, id, 'code');
	await review(c);
	await page.click('.opt input[value=request-changes]');
	await stack.end('relay');
	assert.equal((await mika.post(`/api/v1/checkpoints/${c.id}/request-changes`, {revision: c.revision, feedback: 'Exactly 4 lives.', password: PASSWORD})).status, 200);
	await page.click('lud-decision button.solid');
	await page.says(/Mika requested changes/, '.decide');
	await page.says(/Your draft was not sent/, '.decide');
	assert.equal((await draft()).feedback, 'The stars should be larger.');
	await page.click('.decide .btn.ghost');
	await until(async () => (await draft()) === null, 'the draft to be discarded');
	await stack.startRelay();
	await next(c);
	page.raw.console.length = 0; // 409 is an answer, and the line was down
});

each('the password is asked in place when the last check is old; a wrong one is said', async () => {
	const c = await pending(mika, id, 'code');
	await review(c);
	assert.equal(await page.evaluate('document.querySelector("lud-decision [name=password]")'), null, 'fresh: not asked');
	stack.sql(`UPDATE sessions SET auth_time = now() - interval '1 hour' WHERE user_id = '${mika.uuid}'`);
	await review(c); // goes on with the cookie, whose session was last checked an hour ago
	await page.click('.opt input[value=request-changes]');
	await page.type('[name=feedback]', 'The stars should be larger.');
	await page.type('lud-decision [name=password]', 'not my password');
	await page.click('lud-decision button.solid');
	await page.says(/not right/, '#d-pass');
	assert.equal((await get(`/checkpoints/${c.id}`)).status, 'pending');
	page.raw.console.length = 0; // the wrong password is an answer of 401
	await page.evaluate('document.querySelector("lud-decision [name=password]").value = ""');
	await page.type('lud-decision [name=password]', PASSWORD);
	await page.click('lud-decision button.solid');
	await page.says(/Request for r4 sent/, 'lud-toasts');
	await next(c);
});

const HOSTILE = ['# T <script>window.pwned = 1</script>', '<img src=x onerror="window.pwned = 2">', '[click](javascript:window.pwned=3)', '![p](https://evil.example/p.png)', '<form action=https://evil.example><input></form>',
	'<a href="https://ok.example" onclick="window.pwned=4">x</a>', '[ok](https://ok.example)', '<svg><style>@import "https://evil.example"</style></svg>', '`<b>`'].join('\n\n');

const TOLD = '# Fish &amp; *chips* &#x41;\n\nOne \\*two\\* ~~three~~ **four** `a&lt;b`  \nfive\n\n- [x] done\n- not\n  1. in it\n\n> said\n\n| a | b |\n|-|-|\n| 1 \\| 2 | c |\n\n```js\nx < y && z\n```\n\n---';
const SHOWN = '<h3>Fish &amp; <em>chips</em> A</h3><p>One *two* <del>three</del> <strong>four</strong> <code>a&amp;lt;b</code><br>five</p><ul><li>☑ done</li><li>not<ol start="1"><li>in it</li></ol></li></ul><blockquote><p>said</p></blockquote>'
	+ '<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1 | 2</td><td>c</td></tr></tbody></table><pre><code>x &lt; y &amp;&amp; z</code></pre><hr>';

each('foreign text does nothing: Markdown, names, comments, files', async () => {
	const c = await pending(mika, id, 'code');
	await mika.put(`/api/v1/projects/${id}`, {name: '<img src=x onerror=window.pwned=5>'});
	await mika.post(`/api/v1/checkpoints/${c.id}/comments`, {section: 'part:files', text: '<img src=x onerror=window.pwned=6>'});
	await review(c);
	await page.says(/<img src=x onerror=window.pwned=5>/i, '.crumb');
	await page.says(/<img src=x onerror=window.pwned=6>/, '.cmt');
	await page.evaluate(`(async () => { await import(performance.getEntriesByType('resource').map((r) => r.name).find((n) => /page-/.test(n))); const e = document.createElement('lud-markdown'); e.id = 'hostile'; e.text = ${JSON.stringify(HOSTILE)}; document.querySelector('.mainc').append(e); })()`);
	await page.has('#hostile .md p');
	assert.deepEqual(await page.evaluate('[...document.querySelectorAll("#hostile :is(script,img,form,input,style,svg,iframe,[onclick],[onerror])")].map((e) => e.outerHTML)'), []);
	const links = await page.evaluate('[...document.querySelectorAll("#hostile a[href]")].map((a) => [a.getAttribute("href"), a.rel])');
	assert.ok(links.length >= 1 && links.every(([href, rel]) => /^https:/.test(href) && rel === 'noopener noreferrer'), JSON.stringify(links));
	await page.says(/<img src=x onerror/, '#hostile');
	await page.evaluate(`(() => { const e = document.createElement('lud-markdown'); e.id = 'told'; e.text = ${JSON.stringify(TOLD)}; document.querySelector('.mainc').append(e); })()`);
	await page.has('#told .md p');
	assert.equal(await page.evaluate('document.querySelector("#told .md").innerHTML.replace(/<!--.*?-->/g, "")'), SHOWN);
	assert.equal(await page.evaluate('window.pwned'), undefined);
	assert.equal(await page.evaluate('performance.getEntriesByType("resource").some((r) => r.name.includes("evil"))'), false);
});

each('code with colours, a line that takes a comment', async () => {
	await page.has('#p-files .diff .cd .s');
	await page.click('#p-files .lnb');
	await page.type('.cmt.write textarea', 'Why?');
	await page.click('.cmt.write button.solid');
	await page.has('#p-files .diff .cmt.mine');
	const {comments} = await draft();
	assert.deepEqual([comments.at(-1).line, comments.at(-1).text, comments.at(-1).section], [1, 'Why?', null]);
});

each('who may only read sees no decision', async () => {
	const eve = await stack.user('eve');
	assert.ok((await mika.post(`/api/v1/projects/${id}/members`, {user_id: eve.id, role: 'viewer'})).status < 300);
	const c = await pending(mika, id, 'code');
	const mine = page;
	await mine.raw.send('Network.clearBrowserCookies');
	page = await Page.open(browser, stack.origin);
	try {
		await page.goto(`/projects/${id}/checkpoints/${c.id}`);
		await page.signIn(eve.email);
		await page.says(/You may read this/, '.decide');
		assert.equal(await page.evaluate('document.querySelector("lud-decision, .hb, .cmt.mine, .lnb")'), null, 'nothing to write with, and no draft of another account');
		assert.deepEqual(await page.faults(), []);
	} finally { await page.close(); page = mine; }
	await page.raw.send('Network.clearBrowserCookies');
});

each('a hundred thousand lines of log scroll: few are drawn, filters find', async () => {
	await page.goto('/login');
	await page.signIn(mika.email);
	await page.goto(`/projects/${id}/agents/${(await get(`/projects/${id}/agents?limit=100`)).items[0].id}`);
	await page.has('lud-log .log');
	const add = (from, to) => page.evaluate(`(() => { const log = document.querySelector('lud-log'), lines = Array.from({length: ${to - from}}, (_, i) => ({id: 1e9 + ${from} + i, agent_id: 'a', level: ${from} + i === 77777 ? 'ERROR' : 'INFO', message: 'line ' + (${from} + i), timestamp: '2026-01-01T00:00:00Z'}));
		log.ring.add(lines); log.requestUpdate(); return log.updateComplete; })()`);
	/** Half of the steps of scrolling through all lines take at most so long: ms. */
	const step = () => page.evaluate(`(async () => { const log = document.querySelector('lud-log'), box = log.querySelector('.log'); log.setFollow(false); const took = [];
		for (let i = 0; i < 60; i++) { const begin = performance.now(); box.scrollTop = box.scrollHeight * i / 60; box.dispatchEvent(new Event('scroll')); await log.updateComplete; took.push(performance.now() - begin); await new Promise((d) => requestAnimationFrame(d)); }
		return took.sort((a, b) => a - b)[30]; })()`);
	await add(0, 1000);
	await page.says(/line 999/, 'lud-log .log');
	const few = Math.max(await step(), 2);
	await page.evaluate('document.querySelector("lud-log").setFollow(true)');
	await add(1000, 100000);
	await page.says(/line 99999/, 'lud-log .log');
	await within(3, 'times as long a step as with a thousand lines', async () => await step() / few);
	assert.ok(await page.evaluate('document.querySelectorAll("lud-log li").length') < 100);
	await page.evaluate('document.querySelector("lud-log").nextError()');
	await page.says(/line 77777/, 'lud-log .logmore');
	await page.type('lud-log input[type=search]', 'line 4242');
	await page.says(/^11 of/m, 'lud-log .logbar');
});
