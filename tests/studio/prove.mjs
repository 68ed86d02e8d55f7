// SPDX-License-Identifier: ISC
// Plays a composed game as the worker's tester does (worker/tester.c): the same bots, seeds and ticks, in Node.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import vm from "node:vm";
import { ROOT } from "./harness.mjs";

const DECISION = 2;
export const TICKS = 18000;
const bots = new vm.Script(readFileSync(join(ROOT, "../../worker/sandbox/bots.js"), "utf8"), { filename: "bots.js" });
const player = new vm.Script(`
	function input(m) { return { left: !!(m & 1), right: !!(m & 2), up: !!(m & 4), down: !!(m & 8), a: !!(m & 16), b: !!(m & 32), start: !!(m & 64), restart: !!(m & 128) }; }
	function playBot(name, seed, ticks) {
		var S = LudCore.create(window.LUD_DATA, seed), memory = {}, s = seed % 2147483646 + 1, st = LudCore.status(S), mask = 0, k = 0, inputs = [], bot = name === "greedy" && POLICY || LudBots[name];
		function rng(n) { s = s * 16807 % 2147483647; return s % n; }
		for (; k < ticks && !st.won && !st.lost; k++) {
			if (k % ${DECISION} === 0) mask = bot(LudCore.view(S), st, memory, rng);
			if (inputs.length && inputs[inputs.length - 1][0] === mask) inputs[inputs.length - 1][1]++; else inputs.push([mask, 1]);
			LudCore.step(S, input(mask));
			st = LudCore.status(S);
		}
		return { bot: name, seed: seed, ticks: k, end: st.won ? "won" : st.lost ? "lost" : "ticks", score: st.score, level: st.level, lives: st.lives, progress: st.progress, hash: LudCore.hash(S), inputs: inputs };
	}
	function replay(seed, inputs) {
		var S = LudCore.create(window.LUD_DATA, seed), i, k;
		for (i = 0; i < inputs.length; i++) for (k = 0; k < inputs[i][1]; k++) LudCore.step(S, input(inputs[i][0]));
		return LudCore.hash(S);
	}`);

// The game's own greedy player, from a second copy of the rules that has neither data nor state
function policyOf(core) {
	const mind = vm.createContext({ window: {} });
	vm.runInContext("delete Math.random; delete this.Date;", mind);
	vm.runInContext(core, mind, { filename: "js/core.js" });
	return mind.LudCore.policy || null;
}

// A game's files (path → Buffer) in a context of their own
export class Table {
	constructor(files) {
		this.context = vm.createContext({ window: {} });
		vm.runInContext("delete Math.random; delete this.Date;", this.context);
		for (const f of ["data/params.js", "data/levels.js", "js/core.js"]) vm.runInContext(files[f].toString("utf8"), this.context, { filename: f });
		bots.runInContext(this.context);
		this.context.POLICY = policyOf(files["js/core.js"].toString("utf8"));
		player.runInContext(this.context);
		this.seed = this.get("window.LUD_DATA.params.seed");
	}

	get(expression) {
		return JSON.parse(vm.runInContext(`JSON.stringify(${expression})`, this.context));
	}

	play(bot, ticks = TICKS, more = 0) {
		return this.get(`playBot(${JSON.stringify(bot)}, ${this.seed + more}, ${ticks})`);
	}

	replay(run) {
		return this.get(`replay(${run.seed}, ${JSON.stringify(run.inputs)})`);
	}

	// As the tester: three games of the solver, one has to be won. Stops at the first
	win() {
		let best = null;
		for (let more = 0; more < 3; more += 1) {
			const run = this.play("solver", TICKS, more);
			if (!best || run.progress > best.progress) best = run;
			if (run.end === "won") break;
		}
		return best;
	}
}
