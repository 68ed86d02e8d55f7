// SPDX-License-Identifier: ISC
// Fifty concepts of the kinds that people write, with what has to come of each (concepts.json): the family, who is in it, the numbers
// that were named, and what has to be asked or listed instead of being invented silently.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Run, Studio } from "./harness.mjs";

const list = JSON.parse(readFileSync(new URL("concepts.json", import.meta.url), "utf8"));
const studio = new Studio();

test("there are fifty", () => assert.equal(list.length, 50));

for (const c of list) {
	test(`concept: ${c.text.slice(0, 60)}`, () => {
		const language = c.language ?? "en", run = new Run({ studio, concept: c.text, seed: 5, language });
		const answer = run.step("concept"), d = answer.document;
		run.step("design");
		assert.equal(d.genre_family, c.family, d.genre_reason);
		for (const role of ["hero", "item", "danger"]) if (c[role]) assert.equal(d.nouns[role][language], c[role], role);
		for (const [k, v] of Object.entries(c.params ?? {})) assert.equal(run.documents.design_document.params[k].value, v, k);
		if (c.mood) assert.equal(d.look.mood, c.mood);
		if (c.unclear) assert.ok(answer.unclear.length > 0, "nothing is asked");
		if (c.cut) assert.ok(d.scope_cut.length >= c.cut, `only ${d.scope_cut} is said to be left out`);
		assert.ok(d.title && d.goals.en && d.goals.ja && d.core_loop && d.win && d.lose);
		assert.doesNotMatch(JSON.stringify([d.goals, d.taglines, d.core_loop, d.win, d.lose]), /\{\w+\}|undefined/);
		if (d.nouns.hero.source === "default") assert.ok(answer.assumptions.length > 0, "a hero was invented silently");
	});
}
