// SPDX-License-Identifier: ISC
// The pages' logic without a browser: addresses, keys, words, figures, cookies.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {source} from '../system/stack.mjs';
import {www} from './modules.mjs';

const router = await www('router.js');
const {ROUTES} = await www('routes.js');
const {choose, nameOf} = await www('keys.js');
const {ahead, call, csrfOf, ApiError, reauth, signIn, signOut} = await www('api.js');
const {fill, language} = await www('i18n/index.js');
const format = await www('i18n/format.js'), {bytes} = await www('i18n/bytes.js');
const {plainTask, taskName} = await www('ui/tasks.js');
const {frame} = await www('shell/shuffle.js');
const {FX, LEVELS, levelOf, nearest} = await www('theme/look.js');
const {suggestion} = await www('project/budget.js');

test('an address finds its page and its parts; another finds none', () => {
	const at = (path) => { const found = router.find(ROUTES, path); return found && [found.row.tag, found.params]; };
	assert.deepEqual(at('/'), ['lud-page-dashboard', {}]);
	assert.deepEqual(at('/projects/new'), ['lud-page-new', {}]);
	assert.deepEqual(at('/projects/proj_1/'), ['lud-page-project', {id: 'proj_1'}]);
	assert.deepEqual(at('/projects/proj_1/files'), ['lud-page-project', {id: 'proj_1', view: 'files'}]);
	assert.deepEqual(at('/projects/proj_1/checkpoints/ckpt_2'), ['lud-page-review', {id: 'proj_1', checkpoint: 'ckpt_2'}]);
	assert.equal(at('/nowhere'), null);
	assert.equal(at('/projects/a/b/c/d'), null);
	assert.equal(router.match('/projects/:id', '/projects/%E0%A4%A'), null, 'a broken escape is no address');
});

test('after signing in nobody is sent to another site', () => {
	for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/login?next=/', '/a b', null, ''])
		assert.equal(router.safeNext(bad), '/', String(bad));
	assert.equal(router.safeNext('/projects/proj_1?x=1#y'), '/projects/proj_1?x=1#y');
});

test('the newest binding of a key wins, two keys after each other are one', () => {
	const list = [{key: 'g p', n: 1}, {key: 'p', n: 2}, {key: 'p', n: 3}, {key: 'ctrl+enter', n: 4}];
	assert.equal(choose(list, 'p', null).n, 3);
	assert.equal(choose(list.slice(0, 1), 'p', 'g').n, 1);
	assert.equal(choose(list.slice(0, 1), 'p', null), null);
	assert.equal(nameOf({key: 'Enter', ctrlKey: true}), 'ctrl+enter');
	assert.equal(nameOf({key: '?'}), '?');
});

test('the CSRF token is read in both forms of the cookie', () => {
	assert.equal(csrfOf('a=b; __Host-lud_csrf=one.two; c=d'), 'one.two');
	assert.equal(csrfOf('lud_csrf=three'), 'three');
	assert.equal(csrfOf('xlud_csrf=no'), null);
});

test('an error names its fields', () => {
	const error = new ApiError(400, {error: {code: 'VALIDATION_ERROR', message: 'm', details: [{field: 'name', message: 'too long'}, {status: 'x'}]}});
	assert.deepEqual(error.fields, {name: 'too long'});
	assert.equal(new ApiError(0, null).code, 'OFFLINE');
});

/** Lets api.js ask here. Gives what was asked; each answer is its number. */
function asks(t) {
	const asked = [];
	document.cookie = '';
	t.mock.method(globalThis, 'fetch', async (address, {method}) => { asked.push(`${method} ${address.replace('/api/v1', '')}`); return new Response(JSON.stringify({n: asked.length, access_token: 'a'})); });
	return asked;
}

test('what was asked for ahead is given once, and not after a change of who is signed in', async (t) => {
	const asked = asks(t);
	ahead(['/users/me', '/projects']);
	assert.deepEqual([(await call('GET', '/projects')).n, (await call('GET', '/projects')).n, (await call('GET', '/users/me')).n], [2, 3, 1]);
	for (const change of [() => signIn('a', 'b'), () => signOut(), () => reauth('b'), () => call('POST', '/users/me')]) {
		ahead(['/users/me']);
		await change();
		assert.equal((await call('GET', '/users/me')).n, asked.length, 'asked anew');
		assert.equal(asked.at(-1), 'GET /users/me');
	}
});

test('what is asked for ahead is kept for ten seconds, however long ago something else was', async (t) => {
	t.mock.timers.enable({apis: ['setTimeout']});
	const asked = asks(t);
	ahead(['/old']);
	t.mock.timers.tick(9000);
	ahead(['/new']);
	t.mock.timers.tick(9000);
	assert.deepEqual([(await call('GET', '/new')).n, (await call('GET', '/old')).n], [2, 3], 'the new one is there, the old one is not');
	ahead(['/new']);
	t.mock.timers.tick(10000);
	await call('GET', '/new');
	assert.equal(asked.length, 5);
});

test('words are filled in, and take the form that the number asks for', () => {
	assert.equal(fill('{n} agent|{n} agents', {n: 1}), '1 agent');
	assert.equal(fill('{n} agent|{n} agents', {n: 2000}), '2,000 agents');
	assert.equal(fill('{n}人', {n: 1}), '1人');
	assert.equal(fill('no agent|{n} agents', {n: 0}), '0 agents');
	assert.equal(fill('as of {time}', {time: '12:00'}), 'as of 12:00');
	assert.equal(fill('{unknown}', {}), '{unknown}');
});

test('figures are short, times have two parts, in both languages', () => {
	language.value = 'en';
	assert.deepEqual(format.short(2410000), ['2.41', 'M']);
	assert.deepEqual(format.short(950), ['950', '']);
	assert.equal(format.duration(11520), '3\u00a0h 12\u00a0m');
	assert.equal(format.duration(3600), '1\u00a0h');
	assert.equal(format.duration(0.135), '0.1\u00a0s');
	assert.equal(format.duration(null), '—');
	assert.equal(format.usd(18.4), '$18.40');
	assert.equal(format.usd(0.0042), '$0.0042');
	assert.equal(format.usd(1234567.891), '$1,234,567.89');
	assert.deepEqual([format.usd(0), format.usd(0.004), format.usd(0.00001), format.usd(-2), format.usd(null)], ['$0.00', '$0.004', '$0.00', '-$2.00', '—']);
	assert.equal(bytes(556512), '543 kB');
	assert.equal(format.clock(new Date(2026, 0, 2, 0, 5, 9)), '00:05', 'midnight is no hour 24');
	assert.equal(format.clock(new Date(2026, 0, 2, 17, 5, 9), true), '17:05:09');
	for (const of of ['en', 'ja']) // what is written without it is what Intl writes
		for (const n of [0, 1, 999, 1000, -1000, 12345678, 0.5, 0.0004, -0.0004, 2.3456, 1234.5, 99999.9996])
			assert.equal(format.number(n), new Intl.NumberFormat(of).format(n).replace(/^-0$/, '0'));
	assert.deepEqual([format.number(0.26, 1), format.number(12.5, 0), format.number(-0.2, 0)], ['0.3', '13', '0']);
	assert.equal(format.ago(Date.now() - 12 * 60000), '12 min. ago');
	language.value = 'ja';
	assert.equal(format.duration(11520), '3時間 12分');
	language.value = 'en';
});

test('dates are written as Intl writes them, by words of ours', () => {
	for (const of of ['en', 'ja']) {
		const words = JSON.parse(fs.readFileSync(path.join(source, `www/src/i18n/${of}/core.json`), 'utf8')), months = words['date.months'].split(' ');
		for (let month = 0; month < 12; month++) {
			const at = new Date(2026, month, month + 1, 17, 5), parts = {month: months[month], day: String(month + 1), year: '2026', time: format.clock(at)};
			assert.equal(fill(words['date.day'], parts), new Intl.DateTimeFormat(of, {year: 'numeric', month: 'short', day: 'numeric'}).format(at));
			assert.equal(fill(words['date.day_clock'], parts), new Intl.DateTimeFormat(of, {month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}).format(at));
		}
	}
});

test('a task without words of ours is read as the file that it stands for, or keeps the title it was given', () => {
	assert.deepEqual(['code_js_core_js', 'code_index_html', 'code_data_params_js', 'asset_foe_patrol', 'asset_hero_png', 'level_three'].map(plainTask),
		['js/core.js', 'index.html', 'data/params.js', 'foe patrol', 'hero.png', 'level three']);
	assert.equal(taskName({task: 'code_x', title: 'The scoreboard'}), 'The scoreboard');
	assert.equal(taskName({type: 'code_worker'}), 'worker');
});

test('a title begins as other letters of the same number and ends as itself; spaces stay where they are', () => {
	assert.equal(frame('The Quiet Library', 400), 'The Quiet Library');
	const first = frame('The Quiet Library', 0, () => 0);
	assert.deepEqual([first.length, first[3], first[9]], [17, ' ', ' ']);
	assert.notEqual(first, 'The Quiet Library');
	assert.match(frame('企画の確認', 0), /^[ア-ノ]{5}$/u);
});

test('switches of effects are a level when they are set as one, and near to one when not', () => {
	assert.deepEqual([levelOf(LEVELS.reduced), levelOf(['noise']), levelOf([]), levelOf(FX)], ['reduced', null, 'off', 'full']);
	assert.deepEqual([nearest(['noise']), nearest([]), nearest(FX)], ['reduced', 'off', 'full']);
});

test('a limit that is suggested is half as much again, in whole dollars', () => {
	assert.deepEqual([suggestion(2, 2), suggestion(10, 0), suggestion(0, 0.01), suggestion(1, 7)], [3, 15, 1, 11]);
});
