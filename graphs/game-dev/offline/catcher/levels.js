// SPDX-License-Identifier: ISC
// Levels of the catcher: a score sheet of what falls, a row a beat, a column a lane. Proved by a walk through the beats: somebody who
// moves a lane or two a beat and never stands under a danger catches enough.
var CatcherLevels = (function () {
	"use strict";

	var W = 7;
	var LEGEND = { ".": "nothing", "*": "thing to catch", "o": "spark", "x": "danger", "h": "heart" };
	var DEFAULTS = { level_count: 5, difficulty: 2, goal: 8, dangers: 3, enemies: 1, hearts: 1, motes: 1, beats: 26 };

	// Phrases: how the lane of the next thing follows from the last, so that falling things make a melody and no noise
	var PHRASES = [
		function (lane) { return lane + 1; },
		function (lane) { return lane - 1; },
		function (lane, k) { return lane + (k % 2 ? 2 : -2); },
		function (lane) { return lane; },
		function (lane) { return W - 1 - lane; },
		function (lane, k) { return lane + (k < 2 ? 1 : -1); }
	];

	function build(o, i, n, dice) {
		var rows = [], b, c, lane = 3, phrase = 0, k = 0, line, share, goal = o.goal + i, foes, last = -1;
		share = o.enemies ? Math.min(90, o.dangers * (9 + o.difficulty * 4) + i * 7) : 0;
		for (b = 0; b < o.beats; b++) {
			line = [];
			for (c = 0; c < W; c++) line.push(".");
			if (b % 5 === 0) { phrase = dice.below(PHRASES.length); k = 0; }
			if (b % 5 < 4) {
				lane = PHRASES[phrase](lane, k++);
				if (lane < 0) lane = 1;
				if (lane >= W) lane = W - 2;
				line[lane] = b % 5 === 3 && o.motes ? "o" : "*";
			}
			foes = b < 4 || b % 5 === 4 && i < 1 ? 0 : (dice.chance(share) ? 1 : 0) + (i > 0 && dice.chance(share - 40) ? 1 : 0);
			for (; foes > 0; foes--) { c = dice.below(W); if (line[c] === "." && c !== last) { line[c] = "x"; last = c; } }
			rows.push(line.join(""));
		}
		for (k = 0; k < o.hearts && i > 0; k++) { b = 6 + dice.below(o.beats - 8); c = rows[b].indexOf("."); if (c >= 0) rows[b] = rows[b].slice(0, c) + "h" + rows[b].slice(c + 1); }
		return { map: rows, goal: goal, name: "level_" + (i + 1), intro: "intro_" + Math.min(5, i + 1), tint: i % 5, par: 20 + goal * 3 };
	}

	// The most things that a walk of at most `stride` lanes a beat catches without ever standing in a danger's lane
	function most(rows) {
		var best = [], b, c, d, next, gain, stride = 2;
		for (c = 0; c < W; c++) best.push(c === 3 ? 0 : -999);
		for (b = 0; b < rows.length; b++) {
			next = [];
			for (c = 0; c < W; c++) {
				gain = rows[b].charAt(c) === "*" ? 1 : rows[b].charAt(c) === "x" ? -999 : 0;
				next.push(-999);
				for (d = -stride; d <= stride; d++) if (best[c + d] !== undefined) next[c] = Math.max(next[c], best[c + d] + gain);
			}
			best = next;
		}
		return Math.max.apply(null, best);
	}

	function problems_of(level, i) {
		var out = [], where = "level " + (i + 1) + ": ", b;
		for (b = 0; b < level.map.length; b++) if (level.map[b].length !== W || /[^.*oxh]/.test(level.map[b])) return [where + "beat " + b + " is not sound"];
		/* the sheet begins again at its end: two rounds and a trip to the pot in each have to do */
		if (most(level.map) * 2 < level.goal + 2) out.push(where + "two rounds give " + most(level.map) * 2 + ", it asks for " + level.goal);
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
