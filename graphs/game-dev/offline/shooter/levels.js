// SPDX-License-Identifier: ISC
// Levels of the shooter: an arena with pillars, mirrored, and a list of waves. Proved: every cell of floor is joined to the hero's, and
// the waves bring what the level asks for.
var ShooterLevels = (function () {
	"use strict";

	var W = 23, H = 17;
	var LEGEND = { "#": "wall", ".": "floor", ",": "floor", "@": "hero", "h": "heart" };
	var DEFAULTS = { level_count: 5, difficulty: 2, waves: 3, swarm: 4, boss: 1, hearts: 1, pillars: 1 };

	// Pillars of a quarter, from the middle outward: [x, y] from the centre
	var FORMS = [[[5, 3]], [[4, 4], [8, 2]], [[6, 0], [0, 5]], [[3, 3], [4, 3], [3, 4]], [[7, 4], [7, 5], [8, 4]], [[5, 2], [5, 3], [9, 5]], [[2, 5], [8, 3]], [[6, 4], [7, 4], [6, 0]]];

	function arena(o, dice) {
		var g = [], r, c, form = FORMS[dice.below(FORMS.length)], k, line, x, y, cx = (W - 1) / 2, cy = (H - 1) / 2;
		for (r = 0; r < H; r++) {
			line = [];
			for (c = 0; c < W; c++) line.push(r === 0 || c === 0 || r === H - 1 || c === W - 1 ? "#" : dice.chance(7) ? "," : ".");
			g.push(line);
		}
		for (k = 0; k < form.length * 4 && o.pillars; k++) {
			x = form[k >> 2][0] * (k & 1 ? 1 : -1); y = form[k >> 2][1] * (k & 2 ? 1 : -1);
			g[cy + y][cx + x] = "#";
		}
		if (dice.chance(50)) for (k = 0; k < 4; k++) g[k & 2 ? H - 2 : 1][k & 1 ? W - 2 : 1] = "#";
		g[cy][cx] = "@";
		return g;
	}

	// What a wave is made of: kinds come one after the other through the levels
	function wave(o, i, k, n, dice) {
		var kinds = "pdct".slice(0, Math.min(4, 1 + i + (k > 0 ? 1 : 0))), size = Math.max(2, Math.floor((o.swarm + (n < 7 ? i * 0.7 : i * 0.3) + k) * (0.55 + o.difficulty * 0.2) + 0.5)), out = "", j;
		for (j = 0; j < size; j++) out += j < size / 2 ? "p" : kinds.charAt(dice.below(kinds.length));
		return out;
	}

	function build(o, i, n, dice) {
		var g = arena(o, dice), waves = [], k, total = 0, cx, cy;
		for (k = 0; k < o.waves + (n < 7 && i > 2 ? 1 : 0); k++) waves.push(wave(o, i, k, n, dice));
		if (o.boss && i === n - 1) waves.push("B");
		for (k = 0; k < waves.length; k++) total += waves[k] === "B" ? 0 : waves[k].length;
		for (k = 0; k < o.hearts && i > 0; k++) { cx = 2 + dice.below(W - 4); cy = 2 + dice.below(H - 4); if (g[cy][cx] === ".") g[cy][cx] = "h"; }
		return { map: g.map(function (r) { return r.join(""); }), waves: waves, goal: Math.max(1, Math.floor(total / 2)), name: "level_" + (i + 1), intro: o.boss && i === n - 1 ? "intro_boss" : "intro_" + Math.min(5, i + 1), boss: o.boss && i === n - 1 ? 1 : 0, tint: i % 5, par: 15 + total * 2 };
	}

	function joined(rows) {
		var seen = {}, list = [], r, c, i, k, x, y, n = 0;
		for (r = 0; r < H; r++) for (c = 0; c < W; c++) { if (rows[r].charAt(c) === "@") { list.push([c, r]); seen[c + "," + r] = true; } if (rows[r].charAt(c) !== "#") n++; }
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) {
			x = list[i][0] + [1, -1, 0, 0][k]; y = list[i][1] + [0, 0, 1, -1][k];
			if (!seen[x + "," + y] && rows[y].charAt(x) !== "#") { seen[x + "," + y] = true; list.push([x, y]); }
		}
		return list.length === n;
	}

	function problems_of(level, i) {
		var out = [], where = "level " + (i + 1) + ": ", k, total = 0;
		if (level.map.length !== H || level.map.some(function (r) { return r.length !== W; })) return [where + "is not " + W + " by " + H];
		if (!joined(level.map)) out.push(where + "a part of the arena is walled in");
		for (k = 0; k < level.waves.length; k++) { if (!/^([pdct]+|B)$/.test(level.waves[k])) out.push(where + "wave " + (k + 1) + " is not sound"); if (level.waves[k] !== "B") total += level.waves[k].length; }
		if (!total || level.goal > Math.max(1, Math.floor(total / 2))) out.push(where + "asks for more than the waves bring");
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
