// SPDX-License-Identifier: ISC
// What families.test.mjs asks of each game, in a thread of its own: {id, job, …} → {id, result} or {id, error}.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { Run, Studio, ROOT } from "./harness.mjs";
import { Table } from "./prove.mjs";
import { CONCEPT } from "./family-concepts.mjs";

const studio = new Studio();
const digest = (files) => createHash("sha256").update(Object.entries(files).map(([p, b]) => p + b.toString("base64")).join("\n")).digest("hex");

export const place = (family, t) => readFileSync(join(ROOT, "offline", family.shared.includes(t) ? "shell" : family.key, t), "utf8");
export const rules = (family) => (family.rules || ["game/js/frame.js", "game/js/core.js"]).map((t) => place(family, t)).join("");

// The rules and their data alone: what a bot needs. The core is the family's, as code_worker hands it out (studio.test.mjs)
function bind(run, key) {
	run.step("code_worker", "run", { task: { id: "p", file: "data/params.js" } });
	run.files["data/levels.js"] = Buffer.from(`window.LUD_DATA.levels = ${JSON.stringify(run.documents.world_design.level_data)};`);
	run.files["js/core.js"] = Buffer.from(rules(studio.families[key].family));
	return run;
}

function make(key, seed, language) {
	const run = new Run({ studio, concept: CONCEPT[key][language], seed, language });
	for (const agent of ["concept", "design", "world"]) run.step(agent);
	return bind(run, run.family());
}

// Without dangers by wish, and without a clock, these let one wait. A ball falls all the same
const PEACEFUL = ["adventure", "catcher", "maze", "platformer"];
const brief = ({ inputs, ...run }) => run;
const JOBS = {
	// One seed: is it the family, is it proved, does the solver win; `twice` also: the same bytes and the same end again
	win({ key, seed, language, twice }) {
		const run = make(key, seed, language), table = new Table(run.files), best = table.win(), { reachable, problems } = run.documents.world_design;
		const again = twice && { bytes: digest(make(key, seed, language).files) === digest(run.files), state: table.replay(best) === best.hash };
		return { family: run.family(), reachable, problems, best: brief(best), again };
	},
	bots({ key, seed }) {
		const run = make(key, seed, "en"), table = new Table(run.files), params = run.documents.design_document.params, found = Object.fromEntries([["idle", 3600], ["random", 7200], ["greedy", 10800]].map(([bot, ticks]) => [bot, brief(table.play(bot, ticks))]));
		if (!params.enemies || !PEACEFUL.includes(key)) return found;
		for (const off of ["enemies", "hazards", "spikes", "boss", "timer"]) if (params[off]) params[off].value = 0;
		run.step("world");
		return { ...found, peace: brief(new Table(bind(run, key).files).play("idle", 5400)) };
	},
	// A number of the sheet at another value; a switch leaves a game that can be won
	other({ key, param, value, win }) {
		const run = make(key, 3, "en");
		run.documents.design_document.params[param].value = value === "flip" ? 1 - run.documents.design_document.params[param].value : value;
		run.step("world");
		const table = new Table(bind(run, key).files);
		return brief(win ? table.win() : table.play("greedy", 900));
	}
};

parentPort?.on("message", ({ id, job, ...asked }) => {
	try {
		parentPort.postMessage({ id, result: JOBS[job](asked) });
	} catch (error) {
		parentPort.postMessage({ id, error: `${JSON.stringify(asked)}: ${error.stack}` });
	}
});
