#!/usr/bin/env -S node --test-reporter=tap
// SPDX-License-Identifier: ISC
// What the tester may rely on: runs, the contract's checks, and cores that mean harm.
import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { core, data, play } from "./driver.mjs";

const run = async (...args) => {
	const { status, doc, text } = await play(...args);
	assert.equal(status, 0, text.slice(0, 300));
	assert.equal(doc?.ok, true, text.slice(0, 300));
	return doc.run;
};
const failure = async (...args) => {
	const { status, doc, text } = await play(...args);
	assert.equal(status, 0, text.slice(0, 300));
	assert.equal(doc?.ok, false, text.slice(0, 300));
	return doc.error;
};
const broken = async (source, pattern, asked) => {
	const error = await failure(source, asked);
	assert.equal(error.kind, "contract", JSON.stringify(error));
	assert.match(error.message, pattern);
	return error;
};
/** The line of the first place where that text stands. */
const lineOf = (source, text) => source.slice(0, source.indexOf(text)).split("\n").length;
const ticks = (inputs) => inputs.reduce((sum, [, n]) => sum + n, 0);
const endless = core({ step: "S.t++; S.x = input.left ? 1 : input.right ? 2 : 3;",
	create: "return {t: 0, x: 0, y: 0, score: 0, stars: [{x: 9, y: 9}], won: false, lost: false, p: config.params};",
	view: "return {width: 160, height: 120, player: {x: S.x, y: S.y, w: 8, h: 8}, goals: S.stars, dangers: []};" });

test("a run tells all that the contract names", async () => {
	const got = await run(core(), { bot: "greedy", ticks: 3000 });
	assert.deepEqual(Object.keys(got), ["bot", "seed", "ticks", "end", "scene", "over", "score", "lives", "level", "progress", "hash", "inputs", "meta"]);
	assert.deepEqual([got.bot, got.seed, got.end, got.score, got.lives, got.level, got.progress], ["greedy", 7, "won", 30, 3, 1, 1]);
	assert.deepEqual(got.meta, { title: "Stars", version: 1 });
	assert.equal(ticks(got.inputs), got.ticks);
});
test("every bot plays, and ends by ticks when nothing is decided", async () => {
	for (const bot of ["idle", "random", "sweep", "greedy", "solver"]) {
		const got = await run(endless, { bot, ticks: 401 });
		assert.deepEqual([got.bot, got.end, got.ticks, ticks(got.inputs)], [bot, "ticks", 401, 401]);
	}
});
test("a bot decides every 2 ticks", async () => {
	const { inputs } = await run(endless, { bot: "random", ticks: 4000 });
	assert.ok(inputs.length > 20);
	assert.ok(inputs.every(([, n]) => n % 2 === 0));
});
test("the same seed gives the same run, another seed another", async () => {
	const same = await Promise.all([1, 2, 3].map(() => play(core(), { bot: "random", ticks: 2000 })));
	assert.equal(new Set(same.map((r) => r.text)).size, 1);
	assert.notEqual((await run(core(), { bot: "random", ticks: 2000, seed: 8 })).hash, same[0].doc.run.hash);
});
test("replay of a run ends in its hash, from the head or from a file", async () => {
	const played = await run(core(), { bot: "random", ticks: 2000 });
	const head = await run(core(), { bot: "replay", ticks: 2000, inputs: played.inputs });
	const file = await run(core(), { bot: "replay", ticks: 2000 },
		{ files: [{ name: "inputs.json", kind: "inputs", text: JSON.stringify(played.inputs) }] });
	assert.deepEqual([head.hash, head.ticks], [played.hash, played.ticks]);
	assert.deepEqual(file, head);
});
test("the hash is the one that a browser's engine makes", async () => {
	const played = await run(core(), { bot: "greedy", ticks: 3000 });
	const window = {};
	const LudCore = vm.runInNewContext([...data.map((f) => f.text), core(), "LudCore"].join("\n"), { window });
	const S = LudCore.create(window.LUD_DATA, 7);
	for (const [mask, n] of played.inputs)
		for (let i = 0; i < n; i++)
			LudCore.step(S, { left: !!(mask & 1), right: !!(mask & 2), up: !!(mask & 4), down: !!(mask & 8) });
	assert.equal(LudCore.hash(S), played.hash);
});
test("greedy plays by the game's own policy, which knows the view and neither data nor state; the solver by its advice", async () => {
	const policy = "LudCore.policy = function (view, status, memory, rng) { return window.LUD_DATA || LudCore.stolen || typeof LudBots !== 'undefined' ? 1 : view.player.x < 40 ? 2 : 0; };";
	const game = endless.replace("return {width: 160,", "LudCore.stolen = S; return {advice: 8, width: 160,") + policy;
	const masks = async (bot, source) => [...new Set((await run(source, { bot, ticks: 401 })).inputs.map(([mask]) => mask))];
	assert.deepEqual(await masks("greedy", game), [2]);
	assert.deepEqual(await masks("solver", game), [8]);
	assert.notDeepEqual(await masks("greedy", game.replace(policy, "")), [8], "greedy does not follow advice");
	assert.deepEqual(await masks("greedy", game.replace("LudCore.policy =", "LudCore.policy = 7; var unused =")), await masks("greedy", game.replace(policy, "")));
	await failure(game.replace("return window.LUD_DATA", "throw new Error('lost')"), { bot: "greedy" });
});
test("check runs 600 steps", async () => assert.equal((await run(core(), { bot: "check" })).ticks, 600));
test("a game that is lost ends there", async () => {
	const got = await run(core({ step: "S.t++; S.lost = S.t >= 33;" }), { bot: "sweep" });
	assert.deepEqual([got.end, got.ticks], ["lost", 33]);
});
test("LudCore may be put on window", async () =>
	assert.equal((await run(core().replace("var LudCore", "window.LudCore"))).ticks, 600));

test("what a core lacks is named", async () => {
	await broken("", /LudCore is missing/);
	for (const name of ["create", "step", "view", "status", "hash"])
		await broken(core({ after: `LudCore.${name} = 1;` }), new RegExp(`LudCore\\.${name} `));
	await broken(core({ meta: "7" }), /LudCore\.meta/);
	await broken(core({ before: "delete window.LUD_DATA.params;" }), /LUD_DATA\.params/);
	await broken(core({ before: "window.LUD_DATA.levels = {};" }), /LUD_DATA\.levels/);
	await broken(core({ before: "delete window.LUD_DATA;" }), /LUD_DATA/);
	await broken(core({ create: "return 7;" }), /create/);
	await broken(core({ hash: "return S.t;" }), /hash/);
	await broken(core({ hash: "return '';" }), /hash/);
});
test("what a status lacks is named", async () => {
	const good = { t: "S.t", scene: "'x'", score: "0", lives: "3", level: "1", won: "false", lost: "false", progress: "0" };
	const status = (field, value) => core({ status: `return {${Object.entries({ ...good, [field]: value }).filter(([, v]) => v).map(([k, v]) => `${k}: ${v}`).join(", ")}};` });
	for (const field of Object.keys(good)) {
		await broken(status(field, ""), new RegExp(`status\\.${field} `));
		await broken(status(field, "[]"), new RegExp(`status\\.${field} `));
	}
	for (const [field, value] of [["progress", "1.01"], ["progress", "0 / 0"], ["level", "0"], ["t", "0.5"], ["score", "1 / 0"]])
		await broken(status(field, value), new RegExp(`status\\.${field} `));
	await broken(core({ status: "" }), /status is not an object/);
});
test("what a view lacks is named", async () => {
	const good = { width: "160", height: "120", player: "{x: 1, y: 1, w: 8, h: 8}", goals: "[{x: 1, y: 1}]", dangers: "[{x: 1, y: 1, r: 1}]" };
	const view = (field, value) => core({ view: `return {${Object.entries({ ...good, [field]: value }).filter(([, v]) => v).map(([k, v]) => `${k}: ${v}`).join(", ")}};` });
	for (const field of Object.keys(good))
		await broken(view(field, ""), new RegExp(`view\\.${field} `));
	await broken(view("width", "-1"), /view\.width/);
	await broken(view("player", "{x: 1, y: 1, w: 8}"), /view\.player\.h/);
	await broken(view("goals", "[{x: 1, y: 1}, {x: 1}]"), /view\.goals\[1\]\.y/);
	await broken(view("dangers", "[{x: 1, y: 1}]"), /view\.dangers\[0\]\.r/);
	await broken(view("goals", "new Array(1e9)"), /view\.goals has more/);
	await broken(view("grid", "{size: 8, rows: [1], solid: '#'}"), /view\.grid\.rows\[0\]/);
	await broken(view("grid", "{size: 8, rows: ['#'], solid: 1}"), /view\.grid\.solid/);
	assert.equal((await run(view("grid", "{size: 8, rows: ['#.'], solid: '#'}"), { bot: "check" })).ticks, 600);
});
test("check finds a create that differs, and a game that stands still", async () => {
	await broken(core({ before: "var made = 0;", create: "return {t: 0, x: made++, y: 0, stars: [], score: 0, won: false, lost: false, p: config.params};" }), /second time/, { bot: "check" });
	await broken(core({ step: "" }), /neither hash nor status\.t/, { bot: "check" });
});
test("what the contract forbids is named, with its line", async () => {
	for (const name of ["sin", "cos", "tan", "pow", "exp", "log", "atan2", "random", "round", "imul", "sign", "trunc", "hypot"]) {
		const source = core({ step: `\n\nS.t += Math.${name}(1, 2);` });
		const error = await broken(source, new RegExp(`^Math\\.${name} `));
		assert.deepEqual([error.file, error.line], ["js/core.js", lineOf(source, "Math." + name)], name);
	}
	await broken(core({ step: "eval('1')" }), /^eval /);
	await broken(core({ step: "(0, eval)('1')" }), /^eval /);
	await broken(core({ step: "new Function('return 1')()" }), /^Function /);
	await broken(core({ step: "(function () {}).constructor('return 1')()" }), /^Function /);
	await broken(core({ step: "Math.abs.constructor('return 1')()" }), /^Function /);
	await broken(core({ step: "'a'.localeCompare('b')" }), /localeCompare/);
	await broken(core({ step: "(1).toLocaleString()" }), /toLocaleString/);
	assert.equal((await failure(core({ step: "new Date()" }))).kind, "exception");
	assert.equal((await failure(core({ step: "document.title = 1" }))).kind, "exception");
	assert.equal((await failure(core({ step: "native.base64('')" }))).kind, "exception");
});
test("catching the refusal does not help", () =>
	broken(core({ step: "S.t++; try { Math.sin(1); } catch (e) {}" }), /^Math\.sin /));
test("what is exact stays", async () => {
	const got = await run(core({ step: "S.t++; S.x = Math.floor(1.5) + Math.ceil(1.5) + Math.abs(-1) + Math.min(1, 2) + Math.max(1, 2) + Math.sqrt(4); S.f = S.f || (function () {}) instanceof Function; S.f.valueOf.call(S.f);" }));
	assert.equal(got.ticks, 600);
});
test("a syntax error and an exception name file and line", async () => {
	const syntax = await failure("var a = 1;\n\nvar = 2;");
	assert.deepEqual([syntax.kind, syntax.file, syntax.line], ["syntax", "js/core.js", 3]);
	const source = core({ step: "\n\nS.no.where = 1;" });
	const thrown = await failure(source);
	assert.deepEqual([thrown.kind, thrown.file, thrown.line], ["exception", "js/core.js", lineOf(source, "S.no")]);
});

test("cores that mean harm end in a clean report", async () => {
	const cpu = { own: { cpu_seconds: 1 } }, slow = { own: { cpu_seconds: 60 } };
	assert.match((await failure(core({ step: "for (;;) ;" }), {}, cpu)).message, /^cpu/);
	assert.match((await failure(core({ status: "return {get t() { for (;;) ; }};" }), {}, cpu)).message, /^cpu/);
	assert.match((await failure(core({ step: "S.all = (S.all || []).concat(S.all, [1]);" }), {}, slow)).message, /^memory/);
	assert.match((await failure(core({ step: "S.s = (S.s || 'xxxxxxxxxx') + S.s;" }), {}, slow)).message, /^memory/);
	assert.match((await failure(core({ step: "LudCore.step(S, input);" }), {}, slow)).message, /^recursion/);
	assert.match((await failure(core({ meta: "{toJSON: function f() { return [1].map(f); }}" }), {}, slow)).kind, /limit|exception/);
	assert.equal((await failure(core({ hash: "throw {toString: function () { throw 1; }};" }))).kind, "exception");
});
test("a core cannot change the bots", async () => {
	const plain = await run(endless, { bot: "random", ticks: 400 });
	const spoil = `var LudBots = {random: function () { return 255; }}; this.LudBots.idle = LudBots.random;
		Array.prototype.push = Array.prototype.slice = function () { throw 1; }; Array.prototype.toJSON = function () { return 1; };
		Object.defineProperty(Object.prototype, "turn", {get: function () { throw 2; }}); Number.prototype.valueOf = null;`;
	const spoilt = await run(endless + spoil, { bot: "random", ticks: 400 });
	assert.deepEqual(spoilt.inputs, plain.inputs);
});
test("a core cannot change the report's shape", async () => {
	const spoil = `JSON.stringify = JSON.parse = function () { return '"}},{'; };
		Array.prototype.toJSON = String.prototype.toJSON = function () { return "\\ud800\\"}}"; };
		Object.defineProperty(Object.prototype, "left", {set: function () {}, get: function () { return 1; }});
		Object.freeze(Object.prototype);`;
	const got = await run(core({ after: spoil, hash: "return '\"}}\\u0000\\ud800' + S.t;" }), { bot: "idle", ticks: 10 });
	assert.deepEqual(Object.keys(got), ["bot", "seed", "ticks", "end", "scene", "over", "score", "lives", "level", "progress", "hash", "inputs", "meta"]);
	assert.equal(got.hash, "\"}}\0\ufffd10");
	await broken(core({ after: "Object.prototype.toJSON = function () { return '}}'; };" }), /meta/);
});
test("a view that lies with getters reaches no compiler", async () => {
	const view = `return {width: 160, height: 120, player: {x: 1, y: 1, w: 8, h: 8}, goals: [], get dangers() {
		return [].constructor.constructor("return 1")(); }};`;
	await broken(core({ view }), /^Function /, { bot: "greedy" });
});
