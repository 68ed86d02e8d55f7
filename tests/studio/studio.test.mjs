// SPDX-License-Identifier: ISC
// The offline studio end to end: a paragraph in, a complete game folder out, with documents that their schemas accept.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { Run, Studio, ROOT, validate } from "./harness.mjs";
import { SandboxStudio } from "./sandbox.mjs";

const CONCEPTS = [
	["en", "A lighthouse keeper collects falling stars while storm spirits roam the cliffs. Three lives, no timer.", { hero: "lighthouse keeper", item: "falling star", danger: "storm spirit", place: "cliffs" }],
	["en", "You are a fox courier who delivers letters across a snowy mountain pass. Wolves chase you. 6 levels, hard.", { hero: "fox courier", item: "letter", danger: "wolf", place: "snowy mountain pass" }],
	["en", "A cosy game about a librarian looking for lost books in a haunted library at night. Ghosts drift between shelves; no boss, please.", { hero: "librarian", danger: "ghost", place: "haunted library" }],
	["ja", "灯台守が崖で流れ星を集める。嵐の精霊がうろついている。ライフは3つ、時間制限なし。", { hero: "灯台守", item: "流れ星", danger: "嵐の精霊", place: "崖" }],
	["ja", "海底の遺跡を探検するダイバーが真珠を探す。サメとクラゲを避けながら進む。ボスあり、全7ステージ。", { hero: "ダイバー", item: "真珠", danger: "サメ", place: "海底の遺跡" }],
	["ja", "戦闘なし。猫が街で魚を集めるだけの癒しゲーム。雨の夜。", { hero: "猫", item: "魚", place: "街" }]
];
const studio = new Studio();
const schemas = {};
const schema = (agent) => (schemas[agent] ??= JSON.parse(readFileSync(join(ROOT, agent, "schema.json"), "utf8")));

function data(run, name) {
	const context = vm.createContext({ window: {} });
	vm.runInContext(run.files[`data/${name}.js`].toString("utf8"), context);
	return JSON.parse(vm.runInContext(`JSON.stringify(window.LUD_DATA.${name})`, context));
}

function checkAnswer(agent, stage, answer) {
	assert.deepEqual(validate(schema(agent), answer.document), [], `${agent} ${stage}`);
	assert.ok(answer.summary.length > 0 && answer.summary.length <= 300, `${agent}: summary of ${answer.summary.length}`);
	assert.match(JSON.stringify([answer.summary, answer.warnings]), /no language model|言語モデルは使っていません/);
	for (const f of answer.files) assert.match(f.path, /^(index\.html|cover\.png|(css|js|data|assets|docs)\/[A-Za-z0-9_.-]+)$/);
	for (const key of ["assumptions", "unclear", "feedback_answers", "unhandled_feedback", "warnings", "log"]) assert.ok(Array.isArray(answer[key]), `${agent}: ${key}`);
}

const make = (concept, more = {}) => new Run({ studio, concept, seed: 7, seen: checkAnswer, ...more });

function checkGame(run) {
	const game = run.game(), names = Object.keys(game), size = names.reduce((n, k) => n + game[k].length, 0);
	const assets = data(run, "assets"), strings = data(run, "strings"), params = data(run, "params"), levels = data(run, "levels"), manifest = JSON.parse(run.files["assets/manifest.json"]);
	assert.ok(names.length <= 37, `${names.length} files leave no room for the integrator's three`);
	assert.ok(size < 2 * 1024 * 1024, `${size} bytes`);
	const code = names.filter((n) => n.startsWith("js/")).map((n) => game[n].toString("utf8")).join("\n"), used = new Set([...code.matchAll(/\b(?:art|sound)\("([a-z0-9_]+)"/g)].map((m) => m[1]));
	assert.deepEqual([...used].sort(), Object.keys(assets).sort(), "keys of the code and of the assets");
	assert.deepEqual(Object.keys(manifest).sort(), Object.keys(assets).sort());
	for (const m of Object.values(manifest)) assert.equal(game[m.file]?.length, m.bytes, m.file);
	assert.deepEqual(Object.keys(strings.en).sort(), Object.keys(strings.ja).sort());
	for (const text of [...Object.values(strings.en), ...Object.values(strings.ja)]) assert.doesNotMatch(text, /\{(?!n\}|m\})/, text);
	assert.equal(levels.length, params.level_count);
	for (const [k, e] of Object.entries(studio.families[run.family()].params)) assert.ok(params[k] >= e.min && params[k] <= e.max, `${k} = ${params[k]}`);
	for (const n of ["params", "levels", "strings", "assets"]) assert.doesNotMatch(game[`data/${n}.js`].toString("utf8").replace(/^\/\/.*$/m, ""), /[<\u2028\u2029]/);
	return { assets, strings, params, levels };
}

for (const [language, concept, nouns] of CONCEPTS) {
	test(`a whole game: ${concept.slice(0, 40)}`, () => {
		const run = make(concept, { language }).all(), d = run.documents;
		const { strings, params } = checkGame(run);
		for (const [role, text] of Object.entries(nouns)) assert.equal(d.concept_document.nouns[role][language], text, role);
		assert.equal(d.world_design.reachable, true, d.world_design.problems.join("; "));
		assert.ok(Object.values(strings[language]).some((t) => t.toLowerCase().includes(d.concept_document.nouns.danger[language].toLowerCase())));
		assert.equal(d.design_document.params.level_count.value, params.level_count);
		assert.deepEqual(d.task_breakdown.code_tasks.map((t) => t.file).sort(), d.design_document.files.filter((f) => f.owner === "code").map((f) => f.path).sort());
	});
}

test("numbers and negations of the concept reach the game", () => {
	const params = (text) => data(make(text).documentsOnly().leaders(), "params");
	const a = params(CONCEPTS[0][1]), b = params(CONCEPTS[1][1]), c = params(CONCEPTS[2][1]), d = params(CONCEPTS[4][1]), e = params(CONCEPTS[5][1]);
	assert.equal(a.lives, 3);
	assert.equal(a.timer, 0);
	assert.equal(b.level_count, 6);
	assert.ok(b.difficulty > 2);
	assert.equal(c.boss, 0);
	assert.equal(d.level_count, 7);
	assert.equal(d.boss, 1);
	assert.equal(e.enemies, 0);
	assert.equal(params("A game about a cat in a garden, 60 seconds per level, 10 levels").time_limit, 60);
});

test("the same seed gives the same bytes, another seed another game", () => {
	const a = make(CONCEPTS[0][1]).all(), b = make(CONCEPTS[0][1]).all(), c = make(CONCEPTS[0][1], { seed: 8 }).all();
	assert.deepEqual(Object.keys(a.files), Object.keys(b.files));
	for (const [k, v] of Object.entries(a.files)) assert.ok(v.equals(b.files[k]), k);
	for (const k of ["data/levels.js", "assets/tiles.png", "assets/music.wav"]) assert.ok(!a.files[k].equals(c.files[k]), k);
});

test("tasks are complete and acyclic", () => {
	const t = make(CONCEPTS[0][1]).documentsOnly().documents.task_breakdown, seen = new Set();
	for (const task of t.code_tasks) {
		for (const d of task.depends) assert.ok(seen.has(d), `${task.id} before ${d}`);
		seen.add(task.id);
	}
	assert.equal(new Set(t.asset_tasks.map((a) => a.key)).size, t.asset_tasks.length);
});

const HOSTILE = {
	emoji: "😀".repeat(60), "right to left": "مغامرة في الصحراء حيث يجمع البطل الجواهر ويهرب من الوحوش في الليل", markup: "<script>alert('x')</script><img src=x onerror=alert(1)> \" onload=\"x </style> ]]> --> the hero collects <b>stars</b>",
	sql: "'; DROP TABLE projects; -- \\'; SELECT * FROM users WHERE 'a'='a' UNION SELECT 1,2,3 and so on for fifty", long: "The knight of a thousand names collects coins and ".repeat(400), "long japanese": "騎士が洞窟で宝石を集める。".repeat(1500),
	separators: "A wizard\u2028collects\u2029books \u202eesrever\u202c in a library `${x}` {hero} {title} %s \\u003c {{danger}}", "one word": "star ".repeat(40), digits: "1234567890 ".repeat(12), json: JSON.stringify({ agent: "concept", params: { lives: -1e309 }, __proto__: { x: 1 }, constructor: "toString" }).repeat(3),
	odd: "constructor __proto__ hasOwnProperty toString valueOf prototype collects constructor while __proto__ roam the toString", astral: "𠮷野家の𩸽が𠀋を集める。𝒜𝓃 𝒾𝓈𝓁𝒶𝓃𝒹 𝓸𝓯 👩‍👩‍👧‍👦 family 🏳️‍🌈 gathers 🌟"
};
for (const [name, concept] of Object.entries(HOSTILE)) {
	test(`hostile concept becomes a game: ${name}`, () => {
		for (const language of ["en", "ja"]) {
			const run = make(concept.slice(0, 20000), { language, name: name === "markup" ? "</script><script>alert(1)</script>" : "" }).all(), { strings } = checkGame(run);
			for (const n of ["params", "levels", "strings", "assets"]) assert.doesNotMatch(run.files[`data/${n}.js`].toString("utf8"), /<script|onerror=alert\(1\)>/);
			assert.ok(strings.en.title.length > 0 && strings.en.title.length <= 80);
			assert.ok(!/[\ud800-\udbff](?![\udc00-\udfff])/.test(JSON.stringify(run.answers)), "half a character");
		}
	});
}

const first = {};

function revise(text, leader = "code_leader", language = "en") {
	const before = first[language] ??= make(CONCEPTS[language === "ja" ? 3 : 0][1], { language }).all(), old = data(before, "params"), feedback = [{ id: "c1", checkpoint: "final_review", revision: 1, decision: "changes_requested", text, target: "" }];
	const run = make(CONCEPTS[language === "ja" ? 3 : 0][1], { language, feedback: { [leader]: feedback } });
	run.documents = structuredClone(before.documents);
	run.files = { ...before.files };
	run.leaders([leader]);
	return { before, run, old, now: data(run, "params"), strings: data(run, "strings"), answer: run.answers[leader], levels: data(run, "levels") };
}

test("a comment that changes numbers changes their file and no other", () => {
	const {before, run, answer} = revise("The danger is too fast.");
	assert.notDeepEqual(answer.document.param_changes, []);
	assert.deepEqual(Object.keys(run.files).filter((path) => !run.files[path].equals(before.files[path])), ["data/params.js"]);
});

test("comments on the code change its numbers and say from what to what", () => {
	const a = revise("Please make it easier. More enemies! 7 lives."), reply = a.answer.feedback_answers[0];
	assert.ok(a.now.difficulty < a.old.difficulty);
	assert.ok(a.now.patrollers > a.old.patrollers);
	assert.equal(a.now.lives, 7);
	assert.equal(reply.feedback_id, "c1");
	assert.match(reply.note, /\(lives\): \d → 7/);
	assert.equal(a.answer.document.param_changes.some((c) => c.key === "lives" && c.to === 7), true);
	assert.ok(a.before.files["js/core.js"].equals(a.run.files["js/core.js"]), "tested scripts stay as they are");
});

test("comments in Japanese change numbers too", () => {
	const a = revise("もっと難しくして。敵を増やして。ボスはなし。ライフを2つに。", "code_leader", "ja");
	assert.ok(a.now.difficulty > a.old.difficulty);
	assert.ok(a.now.drifters > a.old.drifters);
	assert.equal(a.now.boss, 0);
	assert.equal(a.now.lives, 2);
	assert.equal(a.answer.feedback_answers[0].done, "done");
});

test("what is not understood is listed, what is out of range is limited", () => {
	const a = revise("The frobnication lacks zest. 99 lives please.");
	assert.deepEqual(a.answer.unhandled_feedback, ["The frobnication lacks zest."]);
	assert.equal(a.now.lives, 9);
	assert.equal(a.answer.feedback_answers[0].done, "partly");
	assert.match(a.answer.feedback_answers[0].note, /limit of the tested range/);
});

test("directives of every kind are understood in both languages", () => {
	const same = [
		["make everything faster", "もっと速くして", (p, o) => p.patrol_speed > o.patrol_speed && p.hero_speed > o.hero_speed], ["too fast", "速すぎる", (p, o) => p.hero_speed < o.hero_speed], ["the enemies are too fast", "敵が速すぎる", (p, o) => p.chase_speed < o.chase_speed && p.hero_speed === o.hero_speed],
		["too hard", "難しすぎる", (p, o) => p.difficulty < o.difficulty], ["harder please", "難しくして", (p, o) => p.difficulty > o.difficulty], ["fewer enemies", "敵を減らして", (p, o) => p.patrollers < o.patrollers], ["no enemies", "敵なし", (p) => p.enemies === 0],
		["remove the boss", "ボスをなくして", (p) => p.boss === 0], ["add a timer", "時間制限を追加して", (p) => p.timer === 1], ["90 seconds per level", "1ステージ90秒にして", (p) => p.timer === 1 && p.time_limit === 90], ["7 levels", "7ステージにして", (p) => p.level_count === 7],
		["add darkness", "暗闇を追加して", (p) => p.darkness === 1], ["no pulse", "光の波はなし", (p) => p.pulse === 0], ["more falling stars", "流れ星を増やして", (p, o) => p.goal > o.goal], ["more hearts to find", "ハートを増やして", (p, o) => p.hearts > o.hearts], ["bigger levels", "ステージを長くして", (p, o) => p.level_count > o.level_count],
		["add stealth", "ステルスを追加", (p) => p.stealth === 1], ["turn off the dash", "ダッシュはなし", (p) => p.dash === 0]
	];
	for (const [en, ja, holds] of same) {
		for (const [language, text] of [["en", en], ["ja", ja]]) {
			const r = revise(text, "code_leader", language);
			assert.ok(holds(r.now, r.old), `${text}: ${r.answer.feedback_answers[0].note}`);
			assert.deepEqual(r.answer.unhandled_feedback, [], text);
		}
	}
});

test("title, colours and another look", () => {
	assert.equal(revise('Change the title to "Star Coast"').strings.en.title, "Star Coast");
	assert.equal(revise("タイトルを「星の岬」に変更して", "code_leader", "ja").strings.ja.title, "星の岬");
	const blue = revise("Make it more purple", "asset_leader"), look = revise("I would like another look", "asset_leader"), fox = revise("make the hero a fox", "asset_leader");
	for (const r of [blue, look, fox]) {
		assert.ok(!r.before.files["assets/hero.png"].equals(r.run.files["assets/hero.png"]) || !r.before.files["assets/tiles.png"].equals(r.run.files["assets/tiles.png"]));
		assert.equal(r.answer.feedback_answers[0].done, "done");
		checkGame(r.run);
	}
	assert.ok(!blue.before.files["assets/tiles.png"].equals(blue.run.files["assets/tiles.png"]));
});

test("comments at concept and design are recorded and applied downstream", () => {
	const f = (text) => [{ id: "9", checkpoint: "concept_review", revision: 1, decision: "changes_requested", text, target: "" }];
	const a = make(CONCEPTS[0][1], { feedback: { concept: f("More enemies. Make the hero a fox. Start over with another look.") } }).all(), plain = make(CONCEPTS[0][1]).all();
	assert.equal(a.documents.concept_document.nouns.hero.art, "fox");
	assert.ok(data(a, "params").enemies === 1 && a.documents.design_document.changes.some((c) => c.key === "patrollers"));
	const b = make(CONCEPTS[0][1], { feedback: { design: f("2 lives and slower enemies") } }).all();
	assert.equal(data(b, "params").lives, 2);
	assert.ok(data(b, "params").patrol_speed < data(plain, "params").patrol_speed);
});

test("a rejected document is made anew", () => {
	const f = [{ id: "1", checkpoint: "concept_review", revision: 1, decision: "rejected", text: "", target: "" }], a = make(CONCEPTS[0][1]), b = make(CONCEPTS[0][1], { variation: { concept: 1 }, feedback: { concept: f } });
	a.step("concept");
	b.step("concept");
	assert.notDeepEqual(a.documents.concept_document.look, b.documents.concept_document.look);
	assert.equal(b.answers.concept.feedback_answers[0].done, "done");
});

test("colours can be read and are never pure black", () => {
	const lum = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((n, v, i) => n + v * [0.2126, 0.7152, 0.0722][i], 0);
	const ratio = (a, b) => (Math.max(lum(a), lum(b)) + 0.05) / (Math.min(lum(a), lum(b)) + 0.05);
	for (const word of ["forest", "desert", "snow field", "space station", "kitchen", "volcano", "swamp", "library", "beach", "graveyard", "factory"]) {
		for (let seed = 1; seed < 4; seed += 1) {
			const run = make(`A girl collects flowers in the ${word} and avoids slimes all day long.`, { seed });
			run.step("concept");
			const p = run.documents.concept_document.palette;
			assert.ok(!p.includes("#000000"));
			assert.ok(ratio(p[4], p[0]) >= 7 && ratio(p[3], p[0]) >= 4.5, `${word} ${seed}: ${p}`);
		}
	}
});

test("the review has the bots' figures as numbers and as a chart", () => {
	const run = make(CONCEPTS[0][1]).documentsOnly();
	run.documents.build_result = { size: 1000, files: [], checks: [{ name: "size", ok: true }] };
	run.documents.test_results = { verdict: "pass", defects: [], static: [{ check: "size", ok: true }], determinism: { ok: true },
		runs: [{ bot: "greedy", end: "won", ticks: 7200, progress: 1, score: 5000 }, { bot: "random", end: "lost", ticks: 1800, progress: 0.25, score: 100 }, { bot: "idle", end: "ticks", ticks: 3600, progress: 0, score: 0 }] };
	run.step("reviewer");
	const page = run.files["docs/review.md"].toString("utf8"), svg = run.files["docs/balance.svg"].toString("utf8");
	assert.match(page, /greedy \| won \| 2:00 \| 100 % \| 2500/);
	assert.match(svg, /width="60" height="17"/, "a quarter of the game is a quarter of the bar");
	assert.doesNotMatch(svg, /script|undefined|NaN/);
});

test("the reviewer approves only what the tests passed, and does not judge fun", () => {
	const run = make(CONCEPTS[0][1]).all();
	run.documents.build_result = { build_id: "b", entry: "index.html", files: [], size: 700000, single_file: "", zip: "", checks: [{ name: "contract", ok: true }] };
	run.documents.test_results = { environment: {}, static: [{ check: "core", ok: true }], runs: [{ bot: "idle", progress: 0 }, { bot: "random", progress: 0.1 }, { bot: "greedy", progress: 0.9 }], acceptance: [], balance: {}, determinism: { ok: true }, replays: [], screenshots: [], verdict: "pass", defects: [] };
	assert.equal(run.step("reviewer").document.recommendation, "approve");
	assert.equal(run.answers.reviewer.document.score.fun.value, null);
	run.documents.test_results.verdict = "fail";
	assert.equal(run.step("reviewer").document.recommendation, "iterate");
	delete run.documents.test_results;
	delete run.documents.build_result;
	assert.equal(run.step("reviewer").document.recommendation, "iterate");
});

test("two concepts look different", () => {
	const a = make(CONCEPTS[0][1]).all(), b = make(CONCEPTS[4][1], { language: "ja" }).all();
	for (const k of ["cover.png", "assets/hero.png", "assets/tiles.png", "assets/backdrop.svg", "assets/music.wav", "assets/collectable.png"]) assert.ok(!a.files[k].equals(b.files[k]), k);
});

const SANDBOX = process.env.LUDWRIGHT_SANDBOX || join(process.env.top_builddir || join(ROOT, "../.."), "ludwright-sandbox");
test("the sandbox writes what this harness writes", { skip: !existsSync(SANDBOX) && "ludwright-sandbox is not built" }, () => {
	const options = { concept: CONCEPTS[1][1], seed: 11 }, a = new Run({ studio, ...options }).all(), b = new Run({ ...options, studio: new SandboxStudio(SANDBOX) }).all();
	for (const [k, v] of Object.entries(a.files)) if (!/\.png$|manifest\.json$/.test(k)) assert.ok(v.equals(b.files[k]), k);
	assert.deepEqual(a.documents.design_document, b.documents.design_document);
});

test("documents of another author are enough, and so is an empty concept", () => {
	const run = make(CONCEPTS[0][1]);
	run.step("concept");
	for (const key of ["nouns", "look", "titles", "taglines", "goals", "directives", "other_dangers", "not_understood"]) delete run.documents.concept_document[key];
	run.documents.concept_document.title = "Another author's title";
	for (const a of ["design", "scenario", "character", "world", "task_split"]) run.step(a);
	delete run.documents.scenario_document.strings;
	delete run.documents.world_design.level_data;
	run.documents.design_document.params = { lives: { value: 6 }, hero_speed: 9999, nonsense: 3 };
	run.leaders();
	assert.equal(checkGame(run).strings.en.title, "Another author's title");
	assert.equal(data(run, "params").lives, 6);
	checkGame(make("").all());
});

test("a recorded play at a comment's end is not read as words", () => {
	const play = '\n\n```lud-play\n{"seed":7,"inputs":[[2,60],[18,4]],"ticks":64,"hash":"0a","score":3,"end":"lost"}\n```', a = revise(`Make it easier.${play}`);
	assert.deepEqual(a.answer.unhandled_feedback, []);
	assert.ok(a.now.difficulty < a.old.difficulty);
	const bare = revise(play).answer;
	assert.deepEqual([bare.unhandled_feedback, bare.feedback_answers[0].done], [[], "not"]);
	assert.match(bare.feedback_answers[0].note, /recorded play/);
});
