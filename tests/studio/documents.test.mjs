// SPDX-License-Identifier: ISC
// Every document that the studio makes for a game of each family, in both languages, by several seeds, also after comments, fits the schema
// of its agent: held by the worker's own validator (fits.c), so that a project cannot fail by what the studio says.
import test from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Run, ROOT, Studio, families } from "./harness.mjs";
import { CONCEPT } from "./family-concepts.mjs";

const full = process.argv.includes("--full") || Boolean(process.env.FULL);
const SEEDS = full ? 12 : 3, studio = new Studio();
const FITS = join(process.env.top_builddir || join(ROOT, "../.."), "tests/studio/fits");
const skip = !existsSync(FITS) && "tests/studio/fits is not built (make check builds it)";
const ASKED = {
	en: ["Make it harder and faster. 7 lives, 10 levels, 40 seconds. More enemies, a boss, two players. Make the hero a fox. Purple. Bananas shall sing.", "No enemies, no boss, no timer, easier. Start over."],
	ja: ["もっと難しく、速くして。ライフは7つ、10ステージ、40秒。敵を増やして。ボスあり。主人公をキツネに。紫に。バナナが歌う。", "敵なし、ボスなし、時間制限なし。もっとやさしく。最初から。"]
};
const BUILT = { size: 1000, files: [], checks: [{ name: "size", ok: true }] };
const tested = (verdict) => ({ verdict, defects: verdict === "pass" ? [] : [{ id: "d1", severity: "major", file: "js/core.js", where: "can_be_won" }], static: [{ check: "size", ok: true }], determinism: { ok: true },
	runs: [{ bot: "greedy", end: "won", ticks: 7200, progress: 1, score: 5000 }, { bot: "random", end: "lost", ticks: 1800, progress: 0.25, score: 100 }, { bot: "idle", end: "lost", ticks: 3600, progress: 0, score: 0 }] });

// In: [[agent, where, document]]. Out: what is wrong, in the worker's words
function misfits(documents) {
	const input = documents.map(([agent, , document]) => `${agent}\t${JSON.stringify(document)}\n`).join("");
	const { status, stdout, stderr } = spawnSync(FITS, [ROOT], { input, encoding: "utf8", maxBuffer: 1 << 26 }), lines = stdout.split("\n");
	assert.equal(status, 0, stderr);
	assert.equal(lines.length, documents.length + 1);
	return documents.flatMap(([, where], i) => lines[i] ? [`${where}: ${lines[i]}`] : []);
}

// A game, then what its agents say to comments, then reviews of a test that passed and of one that did not
function documentsOf(key, seed, language) {
	const list = [], seen = (agent, stage, answer) => list.push([agent, `${key} ${language} seed ${seed}, ${agent} ${stage}`, answer.document]);
	const run = new Run({ studio, concept: CONCEPT[key][language], seed, language, seen }).all();
	assert.equal(run.family(), key);
	run.documents.build_result = BUILT;
	for (const verdict of ["pass", "fail"]) {
		run.documents.test_results = tested(verdict);
		run.step("reviewer");
	}
	const comments = [{ id: "c1", checkpoint: "final_review", revision: 1, decision: "changes_requested", text: ASKED[language][seed % 2], target: "" }];
	for (const agent of Object.keys(run.answers)) run.feedback[agent] = comments;
	run.documentsOnly().step("code_leader", "plan");
	run.workers("code_leader", "code_worker", run.documents.task_breakdown.code_tasks);
	return list;
}

test("the checker tells what does not fit", { skip }, () => {
	const ok = { file: "js/core.js", exports: [], keys_used: [], notes: [] };
	assert.deepEqual(misfits([["character", "no characters", { characters: [] }], ["code_worker", "right", ok], ["code_worker", "a number", { ...ok, file: 1 }]]),
		["no characters: /characters needs 1 items or more, has 0", 'a number: /file must be of type "string"']);
});

for (const key of Object.keys(families())) for (const language of ["en", "ja"])
	test(`${key} in ${language}: every document fits its schema`, { skip }, (t) => {
		const documents = Array.from({ length: SEEDS }, (_, n) => documentsOf(key, n + 1, language)).flat();
		assert.deepEqual(misfits(documents), []);
		t.diagnostic(`${documents.length} documents of ${SEEDS} games`);
	});
