// SPDX-License-Identifier: ISC
// Every family: its folder is sound; its games keep the contract, can be won by the solver, are not won by doing nothing, are better
// played by looking than at random, and are the same bytes twice. 20 seeds in two languages; 50 with --full. Two threads share the work.
import test, { after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { families, ROOT } from "./harness.mjs";
import { CONCEPT } from "./family-concepts.mjs";
import { place, rules } from "./family-worker.mjs";

const full = process.argv.includes("--full") || Boolean(process.env.FULL);
const SEEDS = Number(process.env.FAMILY_SEEDS) || (full ? 50 : 20);
const all = families();
const read = (...p) => readFileSync(join(ROOT, "offline", ...p), "utf8");
const plain = (text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "").replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/g, '""');
const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;

// Games wait in one line for the threads
const threads = Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, () => ({ worker: new Worker(new URL("family-worker.mjs", import.meta.url)), free: true }));
const line = [], waiting = new Map();
let next = 0;
function pump() {
	for (const thread of threads) {
		if (!thread.free || !line.length) continue;
		thread.free = false;
		thread.worker.postMessage(line.shift());
	}
}
for (const thread of threads) {
	thread.worker.on("message", ({ id, result, error }) => {
		thread.free = true;
		pump();
		if (error) waiting.get(id).fail(new Error(error)); else waiting.get(id).done(result);
	});
	thread.worker.on("error", (error) => waiting.forEach(({ fail }) => fail(error)));
}
function ask(job, asked) {
	const id = next++;
	line.push({ id, job, ...asked });
	pump();
	return new Promise((done, fail) => waiting.set(id, { done, fail }));
}
after(() => threads.forEach(({ worker }) => worker.terminate()));

test("every family has its concept here", () => assert.deepEqual(Object.keys(CONCEPT).sort(), Object.keys(all).sort()));

for (const key of Object.keys(all)) {
	const { family, params } = all[key];

	test(`${key}: the folder says what docs/families.md asks for`, () => {
		const core = rules(family), code = core + family.scripts.map((s) => read(key, s)).join("\n");
		assert.ok(family.name.en && family.name.ja && Object.keys(family.words.en).length > 5 && Object.keys(family.words.ja).length > 5);
		for (const [k, p] of Object.entries(params)) {
			assert.ok(p.min <= p.value && p.value <= p.max && p.step > 0 && p.unit && p.label.en && p.label.ja, k);
			assert.ok(code.includes(k), `${k} is used nowhere`);
		}
		for (const o of Object.keys(family.options)) assert.equal(params[o].unit, "switch", o);
		const files = [...family.templates, ...family.shared];
		const assets = JSON.parse(read(key, "assets.json")).flatMap((a) => a === "@shared" ? JSON.parse(read("shell", "assets-shared.json")) : [a]);
		const used = new Set(files.filter((t) => t.startsWith("game/js/")).flatMap((t) => [...place(family, t).matchAll(/\b(?:art|sound)\("(\w+)"/g)].map((m) => m[1])));
		assert.deepEqual([...used].sort(), assets.map((a) => a.key).sort(), "keys of the code and of the assets");
		assert.ok(assets.length + 17 <= 40, "too many files");
		for (const t of files.filter((t) => t.startsWith("game/js/"))) assert.ok(place(family, t).length < 60 * 1024 && !/innerHTML|document\.write|fetch\(|XMLHttpRequest|\beval\(|new Function/.test(place(family, t)), t);
		const strings = JSON.parse(read(key, "strings.json"));
		assert.deepEqual(Object.keys(strings.en), Object.keys(strings.ja));
		for (const word of ["Date", "window", "document", "setTimeout", "eval", "Function", "let ", "const ", "=>", "`"]) assert.ok(!plain(core).includes(word), `core.js has ${word}`);
		for (const [, name] of plain(core).matchAll(/Math\.(\w+)/g)) assert.ok(["floor", "ceil", "abs", "min", "max", "sqrt"].includes(name), `Math.${name}`);
	});

	for (const language of ["en", "ja"]) {
		test(`${key}: ${SEEDS} seeds in ${language} can be won`, async (t) => {
			const first = language === "en" ? 1 : 1001, games = await Promise.all(Array.from({ length: SEEDS }, (_, n) => ask("win", { key, seed: first + n, language, twice: n === 0 })));
			for (const [n, { family, reachable, problems, best, again }] of games.entries()) {
				assert.equal(family, key);
				assert.equal(reachable, true, problems.join("; "));
				assert.equal(best.end, "won", `seed ${first + n}: ${JSON.stringify(best)}`);
				assert.ok(best.score > 0 && best.progress === 1);
				if (n === 0) assert.deepEqual(again, { bytes: true, state: true }, "not the same bytes twice, or the same inputs end in another state");
			}
			t.diagnostic(`won after ${Math.round(Math.min(...games.map((g) => g.best.ticks)) / 60)} to ${Math.round(Math.max(...games.map((g) => g.best.ticks)) / 60)} s`);
		});
	}

	test(`${key}: who does nothing does not win, who presses at random mostly does not, who looks comes further`, async (t) => {
		const games = await Promise.all([1, 2, 3, 4, 5].map((seed) => ask("bots", { key, seed }))), far = (bot) => mean(games.map((g) => g[bot].progress));
		t.diagnostic(["idle", "random", "greedy"].map((bot) => `${bot} ${games.map((g) => `${g[bot].end} ${g[bot].progress.toFixed(2)}`).join(", ")}`).join("; "));
		// Where dangers live nobody waits for ever; a puzzle lets one think (docs/families.md)
		for (const [n, { idle }] of games.entries()) assert.equal(idle.end, key === "puzzle" ? "ticks" : "lost", `idle, seed ${n + 1}`);
		for (const [n, { peace }] of games.entries()) assert.ok(!peace || peace.end === "ticks", `without dangers and time idle waits, seed ${n + 1}: ${peace?.end}`);
		assert.ok(games.filter((g) => g.random.end === "won").length <= 1, "random wins");
		assert.ok(far("idle") < far("greedy") && far("random") * 1.25 < far("greedy"), `idle ${far("idle")}, random ${far("random")}, greedy ${far("greedy")}`);
	});

	// Each number at its ends is a game that goes on; the switches, each the other way, leave it one that can be won
	test(`${key}: numbers at their ends, switches the other way`, async () => {
		const tries = Object.entries(params).flatMap(([param, p]) => (p.unit === "switch" ? ["flip"] : [p.min, p.max]).map((value) => ({ key, param, value, win: p.unit === "switch" })));
		await Promise.all(tries.map(async (asked) => {
			const r = await ask("other", asked), what = `${asked.param} = ${asked.value}`;
			assert.ok(Number.isFinite(r.score) && r.progress >= 0 && r.progress <= 1, what);
			if (asked.win) assert.equal(r.end, "won", `${what}: ${r.end} at ${r.progress}`);
		}));
	});
}
