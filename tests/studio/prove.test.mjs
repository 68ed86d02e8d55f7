// SPDX-License-Identifier: ISC
// What is handed out can be won: games from concepts, played by the tester's bots.
import test from "node:test";
import assert from "node:assert/strict";
import { Run, Studio } from "./harness.mjs";
import { Table } from "./prove.mjs";

const full = process.argv.includes("--full") || Boolean(process.env.FULL);
const studio = new Studio();
const make = (concept, seed, language = "en") => new Run({ studio, concept, seed, language }).documentsOnly().leaders(["code_leader"]);

// Ten levels once made a game of twelve minutes: each part could be reached, and no bot saw the end
test("the number of levels does not make an adventure that nobody ends", (t) => {
	for (let seed = 1; seed <= (full ? 12 : 3); seed += 1) {
		for (const levels of full ? [3, 4, 5, 6, 7, 8, 9, 10] : [3, 6, 8, 10]) {
			const run = make(`A small fox lights lanterns in a dark forest, an adventure of ${levels} levels.`, seed), best = new Table(run.files).win();
			assert.equal(run.documents.design_document.params.level_count.value, levels);
			assert.equal(best.end, "won", `${levels} levels, seed ${seed}: ${JSON.stringify({ ...best, inputs: 0 })}`);
			t.diagnostic(`${levels} levels, seed ${seed}: ${Math.round(best.ticks / 60)} s`);
		}
	}
});

test("numbers that are too many together give way, and the document says so", () => {
	const d = make("A cat gathers 10 fish in a garden. 10 levels.", 1).documents.design_document, change = d.changes.filter((c) => c.key === "goal").pop();
	assert.ok(d.params.goal.value * d.params.level_count.value <= 40);
	assert.equal(change.to, d.params.goal.value);
	assert.equal(d.difficulty.length, 10);
});
