// SPDX-License-Identifier: CC0-1.0
// What all cores share: scenes, levels, hearts, time, defeat and another try, dice, hash. A family hands in its rules:
//   {meta, defaults, load(S, level), play(S, input), view(S, v), part(S), hint(S)}, and where it wants to
//   begin(S): what a new game resets; retry(S): how it goes on after a defeat, when not from the level's beginning;
//   calm: true where nobody is hurried (a puzzle);
//   advice(S): the mask of somebody who knows the solution, for view.advice. It thinks long, so it is asked only when somebody reads it;
//   policy(view, status, memory, rng): how one plays who sees what view gives and nothing else (docs/game-contract.md)
// `input` has x, y (-1, 0, 1), a, b (held), pa, pb (pressed at this tick). Everything in S but S.pilot is state and goes into the hash.
// One step is 1/60 s. ES5, no page, no clock, no dice of the engine.
var LudFrame = (function () {
	"use strict";

	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max, sqrt = Math.sqrt;
	var STILL = 900, FIRST = 1800, CREEP = 240;      // ticks without a key until something comes (longer for who has not moved yet), and until it bites

	function ticks(seconds) { return max(1, floor(seconds * 60 + 0.5)); }

	function dice(S, n) {
		S.rng = (S.rng * 16807) % 2147483647;
		return S.rng % n;
	}

	function tell(S, what, x, y, n) { if (S.events.length < 60) S.events.push({ e: what, x: x, y: y, n: n || 0 }); }

	function end(S, scene) {
		S.scene = scene; S.st = 0;
		tell(S, scene, S.x, S.y, 0);
	}

	// Points, times the chain
	function gain(S, points, x, y) {
		var n = points * max(1, S.combo);
		S.score += n;
		if (n > 0) tell(S, "score", x, y, n);
	}

	function chain(S) {
		S.combo = min(S.p.combo_max || 8, S.combo + 1); S.ct = ticks(S.p.combo_time || 3); S.chain = max(S.chain, S.combo);
	}

	// One heart less; without any the game is lost. False when the hero is safe
	function hurt(S, x, y) {
		if (S.safe > 0 || S.scene !== "play") return false;
		S.lives--; S.hits++; S.combo = 0; S.ct = 0; S.safe = ticks(S.p.invulnerable || 1.5); S.hurt = 16;
		tell(S, "hurt", x, y, S.lives);
		if (S.lives < 1) { S.lives = 0; S.late = 0; end(S, "lost"); }
		return true;
	}

	function item(S, x, y) {
		S.got++; S.found++;
		chain(S);
		tell(S, "item", x, y, S.combo);
		gain(S, S.p.score_item || 100, x, y);
		if (S.p.timer) { S.left += (S.p.time_bonus || 3) * 60; tell(S, "time", x, y, S.p.time_bonus || 3); }
	}

	function heart(S, x, y) {
		if (S.lives < S.p.lives) S.lives++; else S.score += 200;
		tell(S, "heart", x, y, 0);
	}

	function leave(S) {
		var par = S.map.par || 60;
		S.par += par;
		S.score += max(0, par * 2 - floor(S.lt / 60)) * 5 + S.lives * 50;
		end(S, S.level + 1 < S.levels.length ? "clear" : "won");
	}

	// Where dangers live nobody stands still for ever: something creeps up, in sight and with a word, and bites unless one stirs
	function patience(S) { return S.moved ? STILL : FIRST; }

	function creep(S, input) {
		S.quiet++;
		if (input.x || input.y || input.a || input.b) S.quiet = 0;
		if (S.quiet === patience(S)) tell(S, "warn", S.x, S.y, 0);
		if (S.quiet >= patience(S) + CREEP && hurt(S, S.x, S.y)) S.quiet = patience(S) - 1;
	}

	/* ---- hash: every number, text and list of the state, in the order in which they were made ---- */

	function hash(S) {
		var h = 7, out = "", i;
		function add(v) { h = (h * 31 + floor((v % 65536 + 65536) * 256)) % 4294967291; }
		function walk(v) {
			var k;
			if (typeof v === "number") { add(v); add(floor(v / 65536)); }
			else if (typeof v === "string") { add(v.length); for (k = 0; k < v.length && k < 400; k++) add(v.charCodeAt(k)); }
			else if (typeof v === "boolean") add(v ? 1 : 2);
			else if (v === null || v === undefined) add(3);
			else if (v.length !== undefined) { add(v.length); for (k = 0; k < v.length; k++) walk(v[k]); }
			else for (k in v) if (k !== "pilot" && k !== "levels" && k !== "map" && k !== "shown" && k !== "p" && k !== "events") walk(v[k]);
		}
		walk(S);
		for (i = 0; i < 8; i++) { out = "0123456789abcdef".charAt(h % 16) + out; h = floor(h / 16); }
		return out;
	}

	/* ---- a core from a family's rules ---- */

	// What a player may see of a level: all but its solution
	function shown(map) {
		var out = {}, k;
		if (map.solution === undefined) return map;
		for (k in map) if (k !== "solution") out[k] = map[k];
		return out;
	}

	function make(g) {
		function load(S, ix) {
			S.level = ix; S.map = S.levels[ix]; S.shown = shown(S.map); S.lt = 0; S.got = 0; S.goal = S.map.goal || 0; S.combo = 0; S.ct = 0; S.safe = 0; S.hurt = 0; S.pilot = {}; S.quiet = 0;
			S.left = S.p.timer ? S.p.time_limit * 60 : 0; S.scene = "play"; S.st = 0;
			g.load(S, S.map);
			tell(S, "level", S.x, S.y, ix + 1);
		}

		function begin(S) {
			S.rng = 1 + S.seed % 2147483645; S.t = 0; S.score = 0; S.lives = S.p.lives; S.found = 0; S.chain = 0; S.falls = 0; S.hits = 0; S.time = 0; S.par = 0; S.late = 0;
			S.pa = 0; S.pb = 0; S.ps = 0; S.pr = 0; S.moved = 0; S.used = 0; S.events = []; S.x = 0; S.y = 0;
			if (g.begin) g.begin(S);
			load(S, 0);
		}

		function create(config, seed) {
			var p = {}, given = (config && config.params) || {}, k;
			for (k in g.defaults) p[k] = typeof given[k] === "number" ? given[k] : g.defaults[k];
			k = { p: p, levels: config.levels, seed: floor(abs(seed || 0)) };
			begin(k);
			return k;
		}

		// Another try, with full hearts and a fifth of the score gone
		function retry(S) {
			S.falls++; S.lives = S.p.lives; S.score = floor(S.score * 0.8); S.quiet = 0;
			if (g.retry) { S.scene = "play"; S.st = 0; g.retry(S); }
			else { S.found -= S.got; load(S, S.level); S.safe = 60; }
			tell(S, "again", S.x, S.y, 0);
		}

		function play(S, input) {
			S.lt++; S.time++;
			if (S.safe > 0) S.safe--;
			if (S.hurt > 0) S.hurt--;
			if (S.ct > 0 && --S.ct === 0) S.combo = 0;
			if (input.x || input.y) S.moved++;
			if (input.pa) S.used++;
			g.play(S, input);
			if (S.scene === "play" && S.p.enemies && !g.calm) creep(S, input);
			if (S.scene !== "play" || !S.p.timer) return;
			S.left--;
			if (S.left <= 600 && S.left % 60 === 0) tell(S, "tick", S.x, S.y, S.left / 60);
			if (S.left <= 0) { S.late = 1; end(S, "lost"); }
		}

		function step(S, given) {
			var input;
			S.t++; S.st++;
			if (S.events.length) S.events = [];
			if (given.restart && !S.pr) { begin(S); S.pr = 1; return; }
			input = { x: (given.right ? 1 : 0) - (given.left ? 1 : 0), y: (given.down ? 1 : 0) - (given.up ? 1 : 0), a: !!given.a, b: !!given.b, pa: !!given.a && !S.pa, pb: !!given.b && !S.pb };
			if (S.scene === "play") play(S, input);
			else if (S.scene === "clear") { if (S.st > 130 || (S.st > 40 && (input.pa || (given.start && !S.ps)))) load(S, S.level + 1); }
			else if (S.scene === "lost") { if (S.st > 30 && given.start && !S.ps) retry(S); }
			else if (S.st > 30 && given.start && !S.ps) begin(S);
			S.pa = given.a ? 1 : 0; S.pb = given.b ? 1 : 0; S.ps = given.start ? 1 : 0; S.pr = given.restart ? 1 : 0;
		}

		function status(S) {
			var part = S.scene === "won" || S.scene === "clear" ? 1 : max(0, min(1, g.part(S))) * 0.98;
			return { t: S.t, scene: S.scene, score: S.score, lives: S.lives, level: S.level + 1, won: S.scene === "won", lost: S.scene === "lost", progress: min(1, (S.level + part) / S.levels.length) };
		}

		// view.advice, thought out when it is read, once
		function advise(S, v) {
			var known;
			Object.defineProperty(v, "advice", { get: function () { if (known === undefined) known = g.advice(S); return known; } });
		}

		// Lists are the state's own: look, do not touch
		function view(S) {
			var near = S.scene === "play" ? max(0, min(1, (S.quiet - patience(S)) / CREEP)) : 0, v = {
				scene: S.scene, st: S.st, lt: S.lt, t: S.t, level: S.level, levels: S.levels.length, map: S.shown, got: S.got, goal: S.goal, lives: S.lives, lives_max: S.p.lives, score: S.score,
				combo: S.combo, combo_left: S.ct / ticks(S.p.combo_time || 3), left: S.p.timer ? S.left : -1, hint: S.scene !== "play" ? "" : near ? "creep" : g.hint(S), creep: near, events: S.events, safe: S.safe, hurt: S.hurt,
				totals: { time: S.time, par: S.par, items: S.found, chain: S.chain, falls: S.falls, hits: S.hits, late: S.late }, goals: [], dangers: [], player: { x: S.x, y: S.y, w: 10, h: 10 }
			};
			g.view(S, v);
			if (g.advice) advise(S, v);
			return v;
		}

		return { meta: g.meta, create: create, step: step, view: view, status: status, hash: hash, policy: g.policy };
	}

	return { make: make, ticks: ticks, dice: dice, tell: tell, end: end, gain: gain, chain: chain, hurt: hurt, item: item, heart: heart, leave: leave };
}());
