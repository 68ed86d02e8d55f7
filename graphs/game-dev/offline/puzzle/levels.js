// SPDX-License-Identifier: ISC
// Levels of the puzzle: a room with blocks of wall, the things on their places, then a search backwards by pulls. The position that is
// most pushes away becomes the beginning, and the way back is the solution that goes with the level. check() plays it.
var PuzzleLevels = (function () {
	"use strict";

	var LEGEND = { "#": "wall", ".": "floor", "@": "hero", "$": "thing to push", "+": "place for it", "%": "thing on its place", "!": "hero on a place", "n": "sleeper (solid)" };
	var DEFAULTS = { level_count: 6, difficulty: 2, things: 2, enemies: 1, slack: 3 };
	var DX = [-1, 1, 0, 0], DY = [0, 0, -1, 1], NAMES = "LRUD", SEARCH = 360;

	/* ---- the room ---- */

	// Shapes of wall laid into the room, each with room around it
	var SHAPES = [[[0, 0]], [[0, 0], [1, 0]], [[0, 0], [0, 1]], [[0, 0], [1, 0], [0, 1]], [[0, 0], [1, 0], [1, 1]]];

	function room(w, h, blocks, dice) {
		var solid = [], i, k, x, y, s;
		for (y = 0; y < h; y++) for (x = 0; x < w; x++) solid.push(x === 0 || y === 0 || x === w - 1 || y === h - 1 ? 1 : 0);
		if (dice.chance(60)) for (i = 0, k = dice.below(4); i < 2; i++) { x = k & 1 ? w - 2 : 1; y = k & 2 ? h - 2 : 1; solid[y * w + x] = 1; if (i) solid[(y + (k & 2 ? -1 : 1)) * w + x] = 1; }
		for (i = 0; i < blocks; i++) {
			s = SHAPES[dice.below(SHAPES.length)]; x = 2 + dice.below(w - 5); y = 2 + dice.below(h - 5);
			for (k = 0; k < s.length; k++) solid[(y + s[k][1]) * w + x + s[k][0]] = 1;
		}
		return { w: w, h: h, solid: solid };
	}

	// Cells from one, by walls alone; how many there are
	function spread(R, from) {
		var seen = {}, list = [from], i, k, c;
		seen[from] = 1;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) { c = list[i] + DX[k] + DY[k] * R.w; if (!R.solid[c] && !seen[c]) { seen[c] = 1; list.push(c); } }
		return list;
	}

	/* ---- the search backwards ---- */

	// Where the hero gets to among the things: `stamp` marks cells, the least of them names the region
	function region(R, boxes, from, mark, stamp) {
		var list = [from], least = from, i, k, c;
		mark[from] = stamp;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) {
			c = list[i] + DX[k] + DY[k] * R.w;
			if (R.solid[c] || mark[c] === stamp || boxes.indexOf(c) >= 0) continue;
			mark[c] = stamp; list.push(c);
			if (c < least) least = c;
		}
		return least;
	}

	function by_number(a, b) { return a - b; }

	// All positions that pulls from the end lead to, breadth first: [{boxes, hero, from, dir, deep}]
	function pulls(R, goals) {
		var seen = {}, queue = [], mark = [], stamp = 0, i, b, k, at, boxes, next, beyond, key, free = spread(R, R.first);
		function add(boxes, hero, from, box, dir, deep) {
			var sorted = boxes.slice().sort(by_number);
			stamp++;
			key = sorted.join(",") + ":" + region(R, sorted, hero, mark, stamp);
			if (seen[key]) return;
			seen[key] = 1;
			queue.push({ boxes: sorted, hero: hero, from: from, box: box, dir: dir, deep: deep });
		}
		for (i = 0; i < free.length; i++) if (goals.indexOf(free[i]) < 0) add(goals, free[i], -1, -1, -1, 0);
		for (i = 0; i < queue.length && queue.length < SEARCH; i++) {
			at = queue[i];
			stamp++;
			region(R, at.boxes, at.hero, mark, stamp);
			k = stamp;
			for (b = 0; b < at.boxes.length; b++) for (var d = 0; d < 4; d++) {
				// the hero stands at `next`, walks to `beyond`, and the thing follows to `next`
				next = at.boxes[b] + DX[d] + DY[d] * R.w; beyond = next + DX[d] + DY[d] * R.w;
				if (R.solid[next] || R.solid[beyond] || at.boxes.indexOf(next) >= 0 || at.boxes.indexOf(beyond) >= 0) continue;
				if (mark[next] !== k) continue;
				boxes = at.boxes.slice(); boxes[b] = next;
				add(boxes, beyond, i, next, d, at.deep + 1);
				region(R, at.boxes, at.hero, mark, k = ++stamp);
			}
		}
		return queue;
	}

	/* ---- the way forward, as letters ---- */

	function walk(R, boxes, from, to) {
		var came = {}, list = [from], i, k, c, out = "";
		came[from] = -1;
		for (i = 0; i < list.length && came[to] === undefined; i++) for (k = 0; k < 4; k++) {
			c = list[i] + DX[k] + DY[k] * R.w;
			if (R.solid[c] || came[c] !== undefined || boxes.indexOf(c) >= 0) continue;
			came[c] = k; list.push(c);
		}
		if (came[to] === undefined) return null;
		for (c = to; c !== from; c -= DX[k] + DY[k] * R.w) { k = came[c]; out = NAMES.charAt(k) + out; }
		return out;
	}

	// A pull by d is undone by a push against d: the hero stands beyond the thing and walks the other way
	function solution(R, queue, last) {
		var at = queue[last], hero = at.hero, out = "", way, back, stand;
		while (at.from >= 0) {
			back = at.dir ^ 1;
			stand = at.box + DX[at.dir] + DY[at.dir] * R.w;
			way = walk(R, at.boxes, hero, stand);
			if (way === null) return null;
			out += way + NAMES.charAt(back);
			hero = at.box;
			at = queue[at.from];
		}
		return out;
	}

	/* ---- a level ---- */

	function text_of(R, goals, at, sleepers) {
		var out = [], x, y, i, line, box, goal;
		for (y = 0; y < R.h; y++) {
			line = "";
			for (x = 0; x < R.w; x++) {
				i = y * R.w + x; box = at.boxes.indexOf(i) >= 0; goal = goals.indexOf(i) >= 0;
				line += R.solid[i] ? (sleepers.indexOf(i) >= 0 ? "n" : "#") : box && goal ? "%" : box ? "$" : i === at.hero ? (goal ? "!" : "@") : goal ? "+" : ".";
			}
			out.push(line);
		}
		return out;
	}

	// Free-standing walls, seen as sleeping dangers that nobody wants to wake
	function sleepers_of(R, o) {
		var out = [], x, y, i;
		if (!o.enemies) return out;
		for (y = 1; y < R.h - 1; y++) for (x = 1; x < R.w - 1; x++) {
			i = y * R.w + x;
			if (R.solid[i] && !R.solid[i - 1] && !R.solid[i + 1] && !R.solid[i - R.w] && !R.solid[i + R.w]) out.push(i);
		}
		return out;
	}

	function turns(text) {
		var i, n = 0;
		for (i = 1; i < text.length; i++) if (text.charAt(i) !== text.charAt(i - 1)) n++;
		return n;
	}

	function build(o, i, n, dice) {
		var hard = o.difficulty + i * 3 / n, things = i === 0 ? 1 : Math.max(1, Math.min(3, o.things + (i * 2 > n ? 1 : 0) + (hard > 4.5 ? 1 : 0) - (i < 2 ? 1 : 0))), R, goals = [], free, c, queue, last = -1, k, path, want;
		R = room(7 + (i > 1 ? 1 : 0) + (hard > 4 ? 1 : 0), 7 + (i > 3 && hard > 3 ? 1 : 0), 2 + dice.below(2) + (i > 2 ? 1 : 0), dice);
		for (k = 0; k < R.solid.length; k++) if (!R.solid[k]) { R.first = k; break; }
		free = spread(R, R.first);
		for (k = 0; k < R.solid.length; k++) if (!R.solid[k] && free.indexOf(k) < 0) R.solid[k] = 1;
		if (free.length < 14) return null;
		for (k = 0; k < 40 && goals.length < things; k++) {
			c = goals.length && dice.chance(60) ? goals[goals.length - 1] + (dice.chance(50) ? 1 : R.w) : free[dice.below(free.length)];
			if (!R.solid[c] && goals.indexOf(c) < 0) goals.push(c);
		}
		if (goals.length < things) return null;
		goals.sort(by_number);
		R.first = free[0];
		queue = pulls(R, goals);
		want = Math.min(4 + Math.floor(hard * 2.2) + i, 26);
		for (k = 0; k < queue.length; k++) {
			if (queue[k].boxes.some(function (b) { return goals.indexOf(b) >= 0; })&& things < 3) continue;
			if (last < 0 || Math.abs(queue[k].deep - want) < Math.abs(queue[last].deep - want)) last = k;
		}
		if (last < 0 || queue[last].deep < Math.min(3, want - 2)) return null;
		path = solution(R, queue, last);
		if (!path || path.length < 4 || path.length > 90 || turns(path) < 3) return null;
		return {
			map: text_of(R, goals, queue[last], sleepers_of(R, o)), goal: things, solution: path, pushes: queue[last].deep, budget: 10 + Math.ceil(path.length * (1.2 + o.slack * 0.6)),
			name: "level_" + (i + 1), intro: "intro_" + Math.min(5, i + 1), tint: i % 5, par: 10 + path.length
		};
	}

	/* ---- proof: the solution, played by the rules ---- */

	function read(level) {
		var rows = level.map, P = { w: rows[0].length, solid: [], goals: [], boxes: [], hero: -1 }, x, y, ch, i;
		for (y = 0; y < rows.length; y++) for (x = 0; x < P.w; x++) {
			ch = rows[y].charAt(x); i = y * P.w + x;
			P.solid.push(ch === "#" || ch === "n" ? 1 : 0);
			if (ch === "$" || ch === "%") P.boxes.push(i);
			if (ch === "+" || ch === "%" || ch === "!") P.goals.push(i);
			if (ch === "@" || ch === "!") P.hero = i;
		}
		return P;
	}

	function plays_out(level) {
		var P = read(level), i, k, next, at, beyond;
		for (i = 0; i < level.solution.length; i++) {
			k = NAMES.indexOf(level.solution.charAt(i)); next = P.hero + DX[k] + DY[k] * P.w; at = P.boxes.indexOf(next); beyond = next + DX[k] + DY[k] * P.w;
			if (P.solid[next]) return false;
			if (at >= 0) { if (P.solid[beyond] || P.boxes.indexOf(beyond) >= 0) return false; P.boxes[at] = beyond; }
			P.hero = next;
		}
		return P.boxes.every(function (b) { return P.goals.indexOf(b) >= 0; });
	}

	function problems_of(level, i) {
		var out = [], where = "level " + (i + 1) + ": ", P = read(level);
		if (P.hero < 0) return [where + "has no hero"];
		if (P.boxes.length !== P.goals.length || level.goal !== P.goals.length) out.push(where + P.boxes.length + " things for " + P.goals.length + " places");
		if (!plays_out(level)) out.push(where + "its solution does not solve it");
		if (level.solution.length > level.budget) out.push(where + "asks for more steps than it gives");
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
