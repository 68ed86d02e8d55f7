// SPDX-License-Identifier: ISC
// The game in its review, in a real browser through the whole system: beside the build of the revision before, what was played as part of a comment, played again
// from it in the next revision; and a document with its Markdown edited by hand and approved.
import assert from 'node:assert/strict';
import {until} from '../system/stack.mjs';
import {scene} from './scene.mjs';
import {pending} from './world.mjs';

let world, mika, page, id;
const {each, get, there} = scene({effects: 'off', seconds: 240, begin: async (s) => {
	({world, mika, page} = s);
	id = (await mika.project({name: 'A Game to Play', concept: {description: 'A diver lights lanterns in a drowned city while the tide rises. Sharks roam the canals.', platform: 'web', scope: 'mvp'}, config: {seed: 7, checkpoints: ['checkpoint_final']}})).id;
	await mika.post(`/api/v1/projects/${id}/start`);
}});
const review = (project, c) => there(`/projects/${project}/checkpoints/${c.id}`, 'lud-decision form');
/** Messages that the page had from frames, by their kind. */
const listen = () => page.evaluate('window.told = []; addEventListener("message", ({data}) => { if (data?.lud) told.push(data); }); true');
const told = (kind) => page.evaluate(`told.filter((m) => m.lud === '${kind}')`);

each('what was played goes along with a comment', async () => {
	const c = await until(() => pending(mika, id, 'final').catch(() => null), 'the final review', 180);
	await review(id, c);
	await listen();
	assert.equal(await page.evaluate('document.querySelectorAll("lud-play").length'), 1, 'there is no revision before');
	await page.click('lud-play .cover');
	await until(async () => (await told('ready')).length, 'the game to be ready', 60);
	assert.equal(await page.evaluate('[...document.querySelectorAll("lud-play figcaption button")].every((b) => b.disabled)'), true, 'nothing was played yet');
	await page.evaluate('document.querySelector("lud-play iframe").contentWindow.postMessage({lud: "play", inputs: [[2, 60], [0, 30], [8, 40]]}, "*")');
	await until(async () => (await told('status')).some((m) => m.status.t > 130), 'it to be played', 60);
	await page.says(/score/, 'lud-play figcaption');
	await page.click('lud-play figcaption button');
	await page.has('.cmt.write .played');
	await page.type('.cmt.write textarea', 'The shark is too near here.');
	await page.click('.cmt.write button.solid');
	await page.says(/The shark is too near here\.[^]*Recorded play, \d/, '#p-build .cmt.mine');
	assert.ok(!(await page.text('#p-build .cmt.mine')).includes('lud-play'), 'words are shown, not data');
	await page.click('lud-decision [value=request-changes] + i');
	await page.has('lud-decision [value=request-changes]:checked');
	await page.evaluate('(() => { const s = document.querySelector("lud-decision [name=target]"); s.value = [...s.options].find((o) => /Integrator/.test(o.text)).value; })()');
	assert.equal(await page.evaluate('document.querySelector("lud-decision [name=target]").value'), 'packaging', 'the graph\'s name for it');
	await page.click('lud-decision button.solid');
	await page.says(/Request for r2 sent/, 'lud-toasts');
	const [said] = (await get(`/checkpoints/${c.id}/comments`)).items.filter((one) => /shark/.test(one.text)), play = JSON.parse(/```lud-play\n(.*)\n```$/.exec(said.text)[1]);
	assert.equal(said.section, 'part:build');
	assert.deepEqual(play.inputs.slice(0, 2), [[2, 60], [0, 30]]);
	assert.ok(play.ticks > 130);
});

each('in the next revision both builds stand side by side, on a narrow page one at a time, and the play is played again', async () => {
	const c = await until(async () => { const now = await pending(mika, id, 'final').catch(() => null); return now?.revision === 2 && now; }, 'the review of revision 2', 180);
	await review(id, c);
	await page.has('lud-play + lud-play');
	const [now, before] = await page.evaluate('[...document.querySelectorAll("lud-play")].map((e) => e.build)');
	assert.ok(now.revision > before.revision && now.id !== before.id);
	const boxes = () => page.evaluate('[...document.querySelectorAll("lud-play")].map((e) => e.getBoundingClientRect()).map((b) => [Math.round(b.x), Math.round(b.y), Math.round(b.width)])');
	const [one, other] = await boxes();
	assert.ok(other[0] >= one[0] + one[2] && other[1] === one[1], 'side by side');
	for (const size of [1440, 390]) {
		await page.resize(size);
		await page.settled();
		assert.deepEqual(await page.wrongs(), []);
	}
	assert.deepEqual((await boxes()).map(([, , width]) => width > 0), [true, false]);
	await page.click('.play .seg button:first-child');
	await until(async () => (await boxes())[1][2] > 0, 'the one before');
	assert.equal((await boxes())[0][2], 0);
	await page.resize(1440);
	await listen();
	await page.says(/The shark is too near here/, '#p-build .parts');
	await page.says(/Goes as it went · open at \d[^]*then, and exactly so now/, '#p-build .parts .tried');
	await page.says(/Recorded plays of comments, on this build\s*r1 Goes as it went/, '#p-tests');
	await page.click('#p-build .parts .played .link');
	await until(async () => (await told('status')).some((m) => m.status.t > 130), 'the play to be played again', 60);
	await page.says(/plays a recording of/, 'lud-play');
	assert.deepEqual(await page.evaluate('document.querySelectorAll("lud-play iframe").length'), 1, 'in the build that is reviewed');
});

each('a document with its Markdown is edited by hand and approved', async () => {
	const c = await pending(mika, world.games.concept, 'concept'), before = await get(`/outputs/${c.output.output_id}`);
	assert.deepEqual(before.files.map((f) => f.path), ['docs/concept.md']);
	await review(world.games.concept, c);
	await page.evaluate('[...document.querySelectorAll("#p-document .hb")].find((b) => b.innerText === "Edit").click()');
	await page.has('#p-document lud-json textarea');
	const name = await page.evaluate('document.querySelector("#p-document lud-json textarea").getAttribute("aria-label")');
	await page.evaluate(`(() => { const e = document.querySelector('#p-document lud-json textarea'); e.value = 'The Loud Library'; e.dispatchEvent(new Event('change', {bubbles: true})); })()`);
	await page.click('#p-document .row .solid');
	await page.says(/Saved as r2/, 'lud-toasts');
	await page.says(/The Loud Library/, '#p-document');
	await page.evaluate('document.querySelector(".opt input[value=approve]").click()');
	await page.has('lud-decision [value=approve]:checked');
	await page.key('Enter', {ctrl: true});
	await page.says(/Approved/, 'lud-toasts');
	const now = await get(`/checkpoints/${c.id}`), output = await get(`/outputs/${now.output.output_id}`);
	assert.deepEqual([now.status, now.revision, output.content.document.title, name], ['approved', 2, 'The Loud Library', 'Title']);
	assert.match((await mika.get(`/api/v1/outputs/${output.id}/files?path=docs/concept.md`)).text, /The Loud Library/);
});
