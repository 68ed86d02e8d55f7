// SPDX-License-Identifier: ISC
// A real browser: the links of an invitation and of a reset, and promise S6: what pages of other people can do with a cookie, which is nothing.
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, before, test} from 'node:test';
import {Browser, chromium} from './chromium.mjs';
import {PASSWORD, startStack, until} from './stack.mjs';

const skip = chromium ? false : 'no Chromium here';
let stack, browser, foreign, foreignPort;
before(async () => {
	if (skip)
		return;
	stack = await startStack({relay: true, env: {LUDWRIGHT_SERVER_REGISTRATION: 'invitation'}});
	stack.installPages();
	browser = new Browser(stack.dir, stack.as);
	foreign = http.createServer((req, res) => res.end('<!doctype html><title>elsewhere</title><iframe name="hole"></iframe>'));
	await new Promise((done) => foreign.listen(0, '127.0.0.1', done));
	foreignPort = foreign.address().port;
});
after(async () => {
	await browser?.close();
	foreign?.close();
	await stack?.stop();
});

/** Fills the form of the page and sends it. */
const fill = (page, fields) => page.evaluate(`(() => {
	for (const [name, value] of Object.entries(${JSON.stringify(fields)}))
		document.querySelector(\`form [name="\${name}"]\`).value = value;
	document.querySelector('form button').click();
})()`);
const has = (page, selector) => until(() => page.evaluate(`!!document.querySelector(${JSON.stringify(selector)})`), selector);
/** Back at the sign-in, after a link did its work. */
const signIn = (page) => until(() => page.evaluate("location.pathname === '/login' && !location.hash && !!document.querySelector('lud-page-login [role=status]')"), 'the sign-in');

test('an invitation and a reset by their links, then signed in', {skip}, async () => {
	const page = await browser.page(stack.ludctl(['user', 'invite', 'new@example.org']).trim());
	await has(page, 'form [name="name"]');
	await fill(page, {email: 'new@example.org', name: 'New', password: 'my first password'});
	await signIn(page);
	assert.equal(stack.value("SELECT name FROM users WHERE email = 'new@example.org'"), 'New');
	const other = await browser.page(stack.ludctl(['user', 'reset', 'new@example.org']).trim());
	await has(other, 'form [name="password"]');
	await fill(other, {password: PASSWORD});
	await signIn(other);
	await fill(other, {email: 'new@example.org', password: PASSWORD});
	await has(other, 'lud-page-dashboard');
	assert.deepEqual([...page.console, ...other.console].filter((line) => !line.startsWith('[DOM]')), []);
});

const state = () => stack.sql(`SELECT (SELECT count(*) FROM sessions) || ' ' || (SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL) || ' '
	|| (SELECT max(last_used_at) FROM sessions) || ' ' || (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM api_tokens)`);

/** What a foreign page may try; gives how each went as the page sees it. */
const attack = (origin) => `(async () => {
	const seen = {}, api = ${JSON.stringify(origin)} + '/api/v1';
	const attempt = async (name, act) => { try { seen[name] = await act(); } catch (error) { seen[name] = 'refused'; } };
	const login = JSON.stringify({email: 'new@example.org', password: ${JSON.stringify(PASSWORD)}, cookie: true});
	for (const route of ['refresh', 'logout', 'login', 'password', 'stream-ticket'])
		for (const [kind, type, mode] of [['plain', 'text/plain', 'no-cors'], ['form', 'application/x-www-form-urlencoded', 'no-cors'], ['json', 'application/json', 'cors'], ['bare', null, 'cors']])
			await attempt(route + ' ' + kind, async () => {
				const answer = await fetch(api + '/auth/' + route, {method: 'POST', mode, credentials: 'include', headers: type ? {'content-type': type} : {}, body: type ? login : undefined});
				return answer.type === 'opaque' ? 'opaque' : await answer.text();
			});
	for (const route of ['/users/me', '/auth/sessions', '/projects'])
		await attempt('read ' + route, async () => (await fetch(api + route, {credentials: 'include'})).text());
	await attempt('guessed token', async () => (await fetch(api + '/auth/refresh', {method: 'POST', credentials: 'include', headers: {'x-csrf-token': 'A'.repeat(43)}})).text());
	await attempt('beacon', () => navigator.sendBeacon(api + '/auth/logout', login) && 'queued');
	await attempt('image', () => new Promise((ok, no) => { const i = new Image(); i.onload = ok; i.onerror = no; i.src = api + '/auth/logout'; }));
	await attempt('form', () => new Promise((ok) => {
		const form = Object.assign(document.createElement('form'), {method: 'post', action: api + '/auth/logout', target: 'hole', enctype: 'text/plain'});
		form.append(Object.assign(document.createElement('input'), {name: login, value: ''}));
		document.body.append(form);
		form.submit();
		setTimeout(() => ok('sent'), 500);
	}));
	return seen;
})()`;

test('pages of another site, and of another port of this one, change nothing and read nothing', {skip}, async () => {
	const before = state();
	let tries = 0, read = 0;
	// another host name is another site; another port is the same site to a browser, so that the cookie goes along: there Origin is what stops it
	for (const host of [`evil.localhost:${foreignPort}`, `127.0.0.1:${foreignPort}`]) {
		const page = await browser.page(`http://${host}/`);
		await has(page, 'iframe');
		const seen = await page.evaluate(attack(stack.origin));
		for (const value of Object.values(seen)) {
			tries++;
			read += !['refused', 'opaque', 'queued', 'sent'].includes(value);
		}
	}
	assert.ok(tries >= 50, `${tries}`);
	assert.equal(read, 0);
	assert.equal(state(), before);
	console.log(`# S6 0/${tries} requests of other pages did anything`);
});

test('the application itself still lives by its cookie after all that', {skip}, async () => {
	const page = await browser.page(`${stack.origin}/`);
	await has(page, 'lud-page-dashboard');
	assert.equal(await page.evaluate('document.cookie.includes("lud_refresh")'), false, 'no script reads it');
});
