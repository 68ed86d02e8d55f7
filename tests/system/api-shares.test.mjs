// SPDX-License-Identifier: ISC
// Public links to a game: anybody with one plays, until it is revoked or runs out, and nobody else.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {assertError, fieldsOf, seedBuild, seedRun} from './seed.mjs';
import {startStack, uuidOf} from './stack.mjs';

const GAME = {'game/index.html': '<!doctype html><title>One</title><script src="js/main.js"></script>', 'game/js/main.js': 'one', 'dist/game.zip': 'PK..', 'dist/secret.txt': 'no'};
let stack, ada, bob, project, shares, seeded, build;
before(async () => {
	stack = await startStack();
	const people = [];
	for (const name of ['ada', 'bob'])
		people.push(await stack.user(name));
	[ada, bob] = people;
	project = await ada.project();
	shares = `/api/v1/projects/${project.id}/shares`;
	seeded = await seedRun(ada, project);
});
after(() => stack?.stop());

const play = (address, method = 'GET') => stack.fetch(method, address.replace(stack.play, ''), {port: stack.playPort});
/** Follows the link to the page that it leads to. */
async function open(url) {
	const first = await play(url);
	assert.equal(first.status, 302, first.text);
	assert.equal(new URL(first.headers.location).origin, stack.play);
	return first.headers.location;
}
const share = async (body) => {
	const made = await ada.post(shares, body);
	assert.equal(made.status, 201, made.text);
	return made.body;
};

test('there is nothing to share before something was built', async () => {
	const refused = await ada.post(shares, {});
	assertError(assert, refused, 409, 'STATE_CONFLICT');
	assert.deepEqual(refused.body.error.details, [{reason: 'nothing was built'}]);
	build = seedBuild(stack, project.id, seeded.run, seeded.agents.concept.id, GAME);
});

test('who has the link plays, without an account', async () => {
	const made = await share();
	assert.match(made.id, /^share_[0-9a-f]{32}$/);
	assert.equal(made.active, true);
	assert.equal(Math.round((Date.parse(made.expires_at) - Date.parse(made.created_at)) / 86400000), 30);
	const page = await open(made.url);
	assert.equal(await open(made.url.slice(0, -1)), page);
	const index = await play(page);
	assert.equal(index.text, GAME['game/index.html']);
	assert.match(index.headers['content-security-policy'], /^sandbox allow-scripts/);
	assert.equal((await play(page.replace('index.html', ''))).text, index.text);
	assert.equal((await play(page.replace('index.html', 'js/main.js'))).text, 'one');
	assert.equal((await play(page.replace('index.html', 'game.zip'))).text, 'PK..');
	assert.equal((await play(page, 'HEAD')).status, 200);
	assert.equal((await ada.get(`${shares}/${made.id}`)).body.url, made.url, 'the address can be asked for again');
});

test('nothing but the game is behind it, and no link is guessed', async () => {
	const {url} = await share({note: 'For the jury'});
	const page = await open(url);
	for (const tail of ['js/none.js', '../dist/secret.txt', 'secret.txt', '..%2f..%2fx', '%00', 'js'])
		assert.ok([400, 404].includes((await play(page.replace('index.html', tail))).status), tail);
	const other = await bob.project();
	const theirs = await seedRun(bob, other);
	const foreign = seedBuild(stack, other.id, theirs.run, theirs.agents.concept.id, GAME).replaceAll('-', '');
	const parts = page.split('/');
	for (const [i, value] of [[5, '0'.repeat(32)], [5, parts[5].toUpperCase()], [6, 'A'.repeat(43)], [6, ''], [7, foreign], [7, 'x'], [7, parts[5]]]) {
		const forged = [...parts];
		forged[i] = value;
		assert.equal((await play(forged.join('/'))).status, 404, forged.join('/'));
	}
	for (const address of ['/g/s', '/g/s/', `/g/s/${parts[5]}`, `/g/s/${parts[5]}/`, `/g/s/${parts[5]}/x/`, `/g/s/${'0'.repeat(32)}/${parts[6]}/`])
		assert.equal((await play(address)).status, 404, address);
	assert.equal((await stack.fetch('GET', `/g/s/${parts[5]}/${parts[6]}/`)).status, 404, 'not on the application');
});

test('a link follows the newest build, or stays with the one that was named', async () => {
	const following = await share(), pinned = await share({output_id: `out_${build.replaceAll('-', '')}`, expires_in_days: null});
	assert.equal(pinned.expires_at, null);
	const before = await open(following.url);
	seedBuild(stack, project.id, seeded.run, seeded.agents.concept.id, {...GAME, 'game/index.html': 'two'});
	assert.equal((await play(await open(following.url))).text, 'two');
	assert.equal((await play(before)).text, GAME['game/index.html'], 'a page that is open keeps its files');
	assert.equal((await play(await open(pinned.url))).text, GAME['game/index.html']);
	const elsewhere = (await open(following.url)).split('/')[7];
	assert.equal((await play(`${pinned.url}${elsewhere}/index.html`)).status, 404);
});

test('revoked or run out, it opens nothing, at once', async () => {
	const revoked = await share(), over = await share({expires_in_days: 1});
	const pages = [await open(revoked.url), await open(over.url)];
	assert.equal((await ada.delete(`${shares}/${revoked.id}`)).status, 204);
	stack.sql(`UPDATE shares SET created_at = now() - interval '2 days', expires_at = now() - interval '1 second' WHERE id = '${uuidOf(over.id)}'`);
	for (const address of [revoked.url, over.url, ...pages, pages[0].replace('index.html', 'js/main.js')])
		assert.equal((await play(address)).status, 404, address);
	assert.equal((await ada.delete(`${shares}/${revoked.id}`)).status, 204, 'once more changes nothing');
	const {items} = (await ada.get(`${shares}?limit=100`)).body;
	assert.deepEqual([revoked, over].map(({id}) => items.find((item) => item.id === id).active), [false, false]);
	assert.ok(!JSON.stringify(items).includes('/g/s/'), 'a list has no addresses');
	assert.equal(stack.value("SELECT string_agg(action, ' ' ORDER BY id) FROM audit WHERE subject = " + `'${revoked.id}'`), 'share.create share.revoke');
});

test('who may, and what is asked for', async () => {
	for (const [body, fields] of [[{expires_in_days: 0}, ['expires_in_days']], [{note: ''}, ['note']], [{output_id: 'out_00000000000000000000000000000000'}, ['output_id']], [{output: 1}, ['output']]]) {
		const answer = await ada.post(shares, body);
		assertError(assert, answer, 400, 'VALIDATION_ERROR');
		assert.deepEqual(fieldsOf(answer), fields);
	}
	const {id} = await share();
	const all = (who) => Promise.all([who.get(shares), who.post(shares, {}), who.get(`${shares}/${id}`), who.delete(`${shares}/${id}`)]);
	for (const answer of await all(bob))
		assertError(assert, answer, 404, 'NOT_FOUND');
	await ada.post(`/api/v1/projects/${project.id}/members`, {user_id: bob.id, role: 'reviewer'});
	for (const answer of await all(bob))
		assertError(assert, answer, 403, 'FORBIDDEN');
	const own = await bob.project();
	for (const answer of [await bob.get(`/api/v1/projects/${own.id}/shares/${id}`), await bob.delete(`/api/v1/projects/${own.id}/shares/${id}`)])
		assertError(assert, answer, 404, 'NOT_FOUND');
	const send = () => ada.post(shares, {note: 'once'}, {'idempotency-key': 'one'});
	assert.deepEqual((await send()).body, (await send()).body);
	await ada.delete(`/api/v1/projects/${project.id}`, {password: 'correct horse battery'});
	assert.equal(stack.value('SELECT count(*) FROM shares'), '0');
});
