
// The puzzle: walk, push things onto their places, undo without end. Each level gives steps as a candle gives light.
var LudCore = (function (F) {
	"use strict";

	var T = 16, STEP = 8, DX = [-1, 1, 0, 0], DY = [0, 0, -1, 1], NAMES = "LRUD", HISTORY = 400;
	var floor = Math.floor, min = Math.min, max = Math.max;

	function load(S, map) {
		var r, c, ch, i;
		S.rows = map.map; S.h = S.rows.length; S.w = S.rows[0].length; S.solid = []; S.places = []; S.boxes = []; S.sleepers = [];
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = S.rows[r].charAt(c); i = r * S.w + c;
			S.solid.push(ch === "#" || ch === "n" ? 1 : 0);
			if (ch === "n") S.sleepers.push({ x: c * T + 8, y: r * T + 8, woke: 0 });
			if (ch === "$" || ch === "%") S.boxes.push({ at: i, from: i, tm: 0, on: 0 });
			if (ch === "+" || ch === "%" || ch === "!") S.places.push(i);
			if (ch === "@" || ch === "!") S.at = i;
		}
		S.from = S.at; S.tm = 0; S.face = 0; S.walk = 0; S.past = ""; S.buf = -1; S.hold = 0; S.steps = map.budget; S.budget = map.budget; S.undone = 0; S.pushed = 0; S.done = 0; S.bumps = 0; S.low = 0;
		S.combo = 0;
		seats(S, false);
		place(S);
	}

	function place(S) {
		var k = S.tm / STEP, fx = S.from % S.w, fy = floor(S.from / S.w), tx = S.at % S.w, ty = floor(S.at / S.w);
		S.x = (tx + (fx - tx) * k) * T + 8; S.y = (ty + (fy - ty) * k) * T + 8;
	}

	function box_at(S, i) {
		var k;
		for (k = 0; k < S.boxes.length; k++) if (S.boxes[k].at === i) return S.boxes[k];
		return null;
	}

	// How many things are where they belong; each that has come to its place is told
	function seats(S, aloud) {
		var k, b, on, n = 0;
		for (k = 0; k < S.boxes.length; k++) {
			b = S.boxes[k]; on = S.places.indexOf(b.at) >= 0 ? 1 : 0; n += on;
			if (aloud && on && !b.on) { F.chain(S); F.tell(S, "seat", b.at % S.w * T + 8, floor(b.at / S.w) * T + 8, n); F.gain(S, S.p.score_item, b.at % S.w * T + 8, floor(b.at / S.w) * T + 8); S.found++; }
			if (aloud && !on && b.on) S.found--;
			b.on = on;
		}
		S.got = n;
	}

	function bump(S, i) {
		var k, s;
		S.bumps++;
		F.tell(S, "bump", S.x, S.y, 0);
		for (k = 0; k < S.sleepers.length; k++) { s = S.sleepers[k]; if (floor(s.y / T) * S.w + floor(s.x / T) === i) s.woke = 60; }
	}

	function go(S, d) {
		var next = S.at + DX[d] + DY[d] * S.w, beyond = next + DX[d] + DY[d] * S.w, b = box_at(S, next);
		S.face = d;
		if (S.solid[next] || (b && (S.solid[beyond] || box_at(S, beyond)))) { bump(S, next); S.tm = 0; S.hold = 12; return; }
		if (S.steps < 1) return;
		if (b) { b.from = b.at; b.at = beyond; b.tm = STEP; S.pushed++; F.tell(S, "push", beyond % S.w * T + 8, floor(beyond / S.w) * T + 8, 0); } else F.tell(S, "walk", S.x, S.y, 0);
		S.past += b ? NAMES.charAt(d) : NAMES.charAt(d).toLowerCase();
		if (S.past.length > HISTORY) S.past = S.past.slice(1);
		S.from = S.at; S.at = next; S.tm = STEP; S.steps--;
		if (b) seats(S, true);
	}

	function undo(S) {
		var ch = S.past.charAt(S.past.length - 1), d = NAMES.indexOf(ch.toUpperCase()), b, ahead;
		if (!ch) { F.tell(S, "empty", S.x, S.y, 0); return; }
		S.past = S.past.slice(0, -1);
		ahead = S.at + DX[d] + DY[d] * S.w;
		b = ch !== ch.toLowerCase() ? box_at(S, ahead) : null;
		if (b) { b.from = b.at; b.at = S.at; b.tm = STEP; }
		S.from = S.at; S.at -= DX[d] + DY[d] * S.w; S.tm = STEP; S.face = d; S.steps = min(S.budget, S.steps + 1); S.undone++;
		seats(S, true);
		F.tell(S, "undo", S.x, S.y, 0);
	}

	// All of it from the beginning; the steps that are gone stay gone, but a try is always left
	function again(S) {
		var steps = S.steps, undone = S.undone;
		S.found -= S.got;
		load(S, S.map);
		S.steps = max(steps, S.map.solution.length + 4); S.undone = undone + 1;
		F.tell(S, "again", S.x, S.y, 0);
	}

	function wish(input) { return input.x < 0 ? 0 : input.x > 0 ? 1 : input.y < 0 ? 2 : input.y > 0 ? 3 : -1; }

	function play(S, input) {
		var k, d = wish(input);
		for (k = 0; k < S.boxes.length; k++) if (S.boxes[k].tm > 0) S.boxes[k].tm--;
		for (k = 0; k < S.sleepers.length; k++) if (S.sleepers[k].woke > 0) S.sleepers[k].woke--;
		if (S.hold > 0 && d < 0) S.hold = 0;
		if (S.hold > 0) S.hold--;
		if (S.tm > 0) { S.tm--; if (d >= 0 && S.tm < 5) S.buf = d; S.walk++; place(S); if (S.tm > 0) return; }
		if (S.got === S.places.length && S.places.length) { if (++S.done > 16) F.leave(S); return; }
		if (d < 0 && S.buf >= 0) d = S.buf;
		S.buf = -1;
		if (input.pb) { again(S); return; }
		if (input.a && (input.pa || S.lt % 10 === 0)) { undo(S); return; }
		if (d < 0 || S.hold > 0) { S.walk = 0; if (S.steps < 1) spent(S); return; }
		go(S, d);
	}

	// The candle is down: the thought has to be begun anew
	function spent(S) {
		if (++S.low < 50) return;
		S.hits++; S.lives--;
		if (S.lives < 1) { S.lives = 0; S.late = 0; F.end(S, "lost"); return; }
		F.tell(S, "hurt", S.x, S.y, S.lives);
		S.steps = S.budget; S.low = 0;
		again(S);
		S.steps = S.budget;
	}

	/* ---- a player who knows the solution: walks it, takes back what is not on it ---- */

	function advice(S) {
		var sol = S.map.solution, n = S.past.length, i, d;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.tm > 3 || S.lt < 30 + S.seed % 4 * 9) return 0;
		if (n >= HISTORY) return 32;
		for (i = 0; i < n; i++) if (S.past.charAt(i).toUpperCase() !== sol.charAt(i)) return S.pa ? 0 : 16;
		d = NAMES.indexOf(sol.charAt(n));
		return d < 0 ? 0 : [1, 2, 4, 8][d];
	}

	function hint(S) {
		if (S.level === 0 && S.moved < 12) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.pushed < 1) return "push";
		if (S.bumps > 3 && !S.undone && S.level < 2) return "undo";
		if (S.steps < 6 && S.steps >= 0 && S.got < S.goal) return "low";
		return "";
	}

	function view(S, v) {
		var i;
		v.width = S.w * T; v.height = S.h * T; v.player = { x: S.x, y: S.y, w: 10, h: 10 };
		v.hero = { x: S.x, y: S.y, face: S.face, walk: S.walk, moving: S.tm > 0 }; v.boxes = S.boxes; v.places = S.places; v.sleepers = S.sleepers; v.rows = S.rows; v.w = S.w; v.steps = S.steps; v.budget = S.budget; v.done = S.done; v.step = STEP; v.b_ready = S.past.length > 0;
		for (i = 0; i < S.places.length; i++) if (!box_at(S, S.places[i])) v.goals.push({ x: S.places[i] % S.w * T + 8, y: floor(S.places[i] / S.w) * T + 8 });
	}

	return F.make({
		meta: { family: "puzzle", version: 1, tick: 60, tile: T, hero: "hero", buttons: ["undo", "again"], signs: ["\u21b6", "\u21ba"], touch: "swipe" },
		defaults: { lives: 3, score_item: 200, combo_time: 6, combo_max: 5, time_limit: 180, timer: 0, enemies: 1 },
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy, calm: true,
		part: function (S) { return S.got / max(1, S.goal); }
	});
}(LudFrame));
