// SPDX-License-Identifier: ISC
// A person at the pages, in a real browser and through the whole system: signing in, a project from its concept to the review, two tabs, a session that
// ends under an open page, a line that is cut, the keyboard alone.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {Browser, chromium} from '../system/chromium.mjs';
import {PASSWORD, until} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {decide, GAMES, pending, startWorld, state} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
let world, stack, mika, browser, page;
before(async () => {
	if (skip)
		return;
	world = await startWorld({full: false});
	({stack, mika} = world);
	browser = new Browser(stack.dir, stack.as);
	page = await Page.open(browser, stack.origin);
});
after(async () => {
	await browser?.close();
	await stack?.stop();
});
let good = true;
const each = (name, fn) => test(name, {skip, timeout: 90000}, async () => {
	try { await fn(); } catch (error) {
		good = false;
		stack.failed = true;
		console.log(`# ${(await page.text('main').catch(() => '')).slice(0, 600).replaceAll('\n', ' | ')}`);
		console.log(`# ${JSON.stringify(await page.faults().catch(() => []))}`);
		throw error;
	}
	assert.ok(good);
});
const path = () => page.evaluate('location.pathname');
const inProject = (id) => until(async () => (await path()) === `/projects/${id}`, 'the project page');

each('whoever is not signed in comes to the sign-in page, and from there to where they wanted', async () => {
	await page.goto(`/projects/${world.games.draft}`);
	await page.has('lud-page-login form');
	await page.type('[name=email]', mika.email);
	await page.type('[name=password]', 'not the password');
	await page.key('Enter');
	await page.says(/not right/, '#login-error');
	assert.equal(await page.evaluate('document.querySelector("[name=email]").value'), mika.email, 'what was typed stays');
	await page.evaluate('document.querySelector("[name=password]").value = ""');
	await page.type('[name=password]', PASSWORD);
	await page.key('Enter');
	await inProject(world.games.draft);
	await page.says(new RegExp(GAMES.draft[0], 'i'), 'h1');
	await page.says(/Live/, '.live');
	assert.deepEqual(await page.evaluate('[localStorage, sessionStorage].flatMap((s) => Object.values(s)).filter((v) => /eyJ|refresh/.test(v))'), [], 'no token is stored');
	const seen = (await page.faults()).filter((text) => !/401/.test(text)); // the wrong password is an answer of 401
	assert.deepEqual(seen, []);
	page.raw.console.length = 0;
});

each('reloading goes on with the session; a second tab has it too', async () => {
	await page.goto('/');
	await page.has('lud-page-dashboard .wait-list a');
	const other = await Page.open(browser, stack.origin);
	await other.goto('/projects');
	await other.says(new RegExp(GAMES.concept[0]), 'lud-page-projects');
	await other.close();
});

let made;
each('a project is made from its concept with the keyboard alone, and what was written survives a reload', async () => {
	await page.key('n');
	await page.has('lud-page-new form');
	await page.evaluate('document.querySelector("[name=name]").focus()');
	await page.raw.send('Input.insertText', {text: 'The Clockwork Orchard'});
	await page.key('Tab');
	assert.equal(await page.evaluate('document.activeElement.name'), 'concept');
	await page.raw.send('Input.insertText', {text: 'Too short.'});
	await page.key('Enter', {ctrl: true});
	await page.says(/Write 40 more characters/, 'lud-page-new');
	assert.equal(await page.evaluate('document.activeElement.name'), 'concept', 'the wrong field is shown');
	await page.raw.send('Input.insertText', {text: ' A gardener gathers brass apples in a clockwork orchard while mechanical crows try to steal them. Easy at first.'});
	await page.says(/Kept in this browser/, 'lud-page-new');
	await page.goto('/projects/new');
	await page.has('[name=concept]');
	assert.match(await page.evaluate('document.querySelector("[name=concept]").value'), /^Too short\. A gardener/);
	await page.evaluate('document.querySelector("[name=name]").focus()');
	await page.key('Enter', {ctrl: true});
	await until(async () => /^\/projects\/proj_/.test(await path()), 'the new project');
	made = (await path()).split('/').at(-1);
	await page.says(/Waiting for you/, '.rail');
	assert.equal(await page.evaluate('Object.keys(localStorage).filter((k) => k.startsWith("lud-draft")).length'), 0, 'the draft is gone');
	assert.deepEqual(await page.faults(), []);
});

each('the page follows what happens elsewhere, without being loaded again', async () => {
	await page.evaluate('window.same = true');
	await decide(mika, made, 'concept', 'approve');
	await pending(mika, made, 'design');
	await page.says(/Design review r1/, '.rail');
	await decide(mika, made, 'design', 'approve');
	await pending(mika, made, 'code');
	await page.says(/Code review r1/, '.rail');
	await decide(mika, made, 'code', 'approve');
	await pending(mika, made, 'final');
	await page.says(/Final review r1/, '.rail');
	await decide(mika, made, 'final', 'approve');
	await state(mika, made, 'completed');
	await page.says(/Play/, 'lud-release');
	await page.says(/Done/, '.head .badge');
	assert.equal(await page.evaluate('window.same'), true);
	assert.deepEqual(await page.faults(), []);
});

each('the finished game plays in its frame, and its zip has an address', async () => {
	await page.click('lud-release button.solid');
	await page.has('lud-release iframe');
	assert.equal(await page.evaluate('document.querySelector("lud-release iframe").getAttribute("sandbox")'), 'allow-scripts allow-pointer-lock');
	const zip = await page.evaluate('document.querySelector("lud-release a[download]").href');
	const answer = await fetch(zip);
	assert.equal(answer.status, 200);
	assert.equal(Buffer.from(await answer.arrayBuffer()).subarray(0, 2).toString(), 'PK');
	assert.deepEqual(await page.faults(), []);
});

each('pause and resume by key; cancelling asks first', async () => {
	await page.goto(`/projects/${world.games.concept}`);
	await page.says(/Waiting for you/, '.rail');
	await page.key('p');
	await page.says(/Paused/, '.head .badge');
	await page.key('p');
	await page.says(/Waiting for you/, '.head .badge');
	await page.click('.head .danger');
	await page.has('dialog[open]');
	await page.key('Escape');
	await until(() => page.evaluate('!document.querySelector("dialog")'), 'the question to go');
	assert.equal((await mika.get(`/api/v1/projects/${world.games.concept}`)).body.status, 'running', 'nothing was cancelled');
});

each('what needs a fresh password asks for it in place', async () => {
	stack.sql("UPDATE sessions SET auth_time = now() - interval '1 hour'");
	await page.goto('/settings/security');
	await page.type('lud-settings-tokens [name=name]', 'walk');
	await page.click('lud-settings-tokens form button.solid');
	await page.has('lud-step-up dialog[open]');
	await page.type('lud-step-up [name=password]', 'wrong');
	await page.key('Enter');
	await page.says(/not right/, 'lud-step-up');
	await page.evaluate('document.querySelector("lud-step-up [name=password]").value = ""');
	await page.type('lud-step-up [name=password]', PASSWORD);
	await page.key('Enter');
	await page.says(/ludpat_/, 'lud-settings-tokens');
	page.raw.console.length = 0; // the refusals are answers of 401
});

each('a line that is cut is said, and what happened meanwhile comes after', async () => {
	await page.goto(`/projects/${world.games.concept}`);
	await page.says(/Live/, '.live');
	await stack.end('relay', 'SIGKILL');
	await page.has('lud-banner .banner', 30);
	await page.says(/Connection lost/, 'lud-banner');
	await mika.post(`/api/v1/projects/${world.games.concept}/pause`);
	assert.doesNotMatch(await page.text('.head .badge'), /Paused/);
	await stack.startRelay();
	await page.says(/Paused/, '.head .badge', 40);
	await page.says(/Back online/, 'lud-toasts');
	await until(() => page.evaluate('!document.querySelector("lud-banner .banner")'), 'the banner to go');
	page.raw.console.length = 0; // connections that were refused
});

each('a session that ends under an open page keeps what was written on it', async () => {
	await page.goto('/projects/new');
	await page.type('[name=name]', 'Written before');
	stack.sql(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE user_id = '${mika.uuid}'`);
	await page.has('lud-session-ended dialog[open]', 30);
	await page.type('lud-session-ended [name=password]', PASSWORD);
	await page.key('Enter');
	await until(() => page.evaluate('!document.querySelector("lud-session-ended")'), 'the question to go');
	assert.equal(await page.evaluate('document.querySelector("[name=name]").value'), 'Written before');
	await page.says(/Live/, '.live');
	page.raw.console.length = 0;
});

each('what a page follows goes on after signing in again in its place', async () => {
	const paused = async () => /Paused/.test(await page.text('.head .badge'));
	await page.goto(`/projects/${world.games.concept}`);
	await page.has('.head .badge');
	await page.says(/Live/, '.live');
	const before = await paused();
	stack.sql(`UPDATE sessions SET ended_at = now(), end_reason = 'revoked' WHERE user_id = '${mika.uuid}'`);
	await page.has('lud-session-ended dialog[open]', 30);
	await page.type('lud-session-ended [name=password]', PASSWORD);
	await page.key('Enter');
	await until(() => page.evaluate('!document.querySelector("lud-session-ended")'), 'the question to go');
	await page.says(/Live/, '.live');
	await mika.login();
	assert.equal((await mika.post(`/api/v1/projects/${world.games.concept}/${before ? 'resume' : 'pause'}`)).status, 200);
	await until(async () => await paused() !== before, 'what happened since', 30);
	page.raw.console.length = 0;
});

each('signing out in one tab signs the other out', async () => {
	const other = await Page.open(browser, stack.origin);
	await other.goto('/projects');
	await other.has('lud-page-projects');
	await page.click('[data-pop=who]');
	await page.click('.pop.small button');
	await page.has('lud-page-login form');
	await other.has('lud-page-login form');
	await other.goto('/');
	await other.has('lud-page-login form');
	await other.close();
});

each('a strange address has a page of its own', async () => {
	await page.goto('/login');
	await page.has('lud-page-login form');
	await page.signIn((await (async () => { await mika.login(); return mika.email; })()));
	await page.goto('/nowhere/at/all');
	await page.says(/Nothing here/i, 'main');
	await page.goto('/projects/proj_00000000000000000000000000000000');
	await page.says(/deleted, or it is not shared/, 'main');
	page.raw.console.length = 0;
});

each('the link to a new password opens its form, and the new one signs in', async () => {
	stack.addUser('hal@example.org');
	await page.raw.send('Network.clearBrowserCookies');
	await page.goto('/login');
	await page.has('lud-page-login form');
	const link = stack.ludctl(['user', 'reset', 'hal@example.org']).trim();
	await page.goto(link.slice(link.indexOf('/', 8)));
	await page.says(/Set the password/, 'lud-page-login h1');
	await page.type('[name=password]', 'another long password');
	await page.key('Enter');
	await page.says(/Now sign in/, 'lud-page-login');
	await page.signIn('hal@example.org', 'another long password');
	await page.has('lud-page-dashboard');
	await page.says(/No project yet/, 'lud-page-dashboard');
});
