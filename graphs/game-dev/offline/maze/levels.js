// SPDX-License-Identifier: ISC
// Levels of the maze: half of it is grown as a tree, dead ends are opened so that there is always another way, then it is mirrored.
// Proved: every thing can be reached, and hardly a dead end is left in which one could be caught.
var MazeLevels = (function () {
	"use strict";

	var LEGEND = { "#": "wall", ".": "path", "@": "hero", "*": "thing", "o": "spark", "P": "light (turns the hunt around)", "p": "wanderer", "c": "hunter", "d": "cutter", "h": "heart" };
	var DEFAULTS = { level_count: 5, difficulty: 2, goal: 6, hunters: 3, lights: 3, enemies: 1, motes: 1, hearts: 1, size: 2 };

	var DX = [1, -1, 0, 0], DY = [0, 0, 1, -1];

	// The left half with its middle column: a tree on the odd cells
	function grow(w, h, dice) {
		var g = [], r, c, line, list = [[1, 1]], at, ways, k, x, y, half = (w - 1) / 2;
		for (r = 0; r < h; r++) { line = []; for (c = 0; c < w; c++) line.push("#"); g.push(line); }
		g[1][1] = ".";
		while (list.length) {
			at = list[dice.chance(70) ? list.length - 1 : dice.below(list.length)];
			ways = [];
			for (k = 0; k < 4; k++) { x = at[0] + DX[k] * 2; y = at[1] + DY[k] * 2; if (x > 0 && y > 0 && x <= half && y < h - 1 && g[y][x] === "#") ways.push(k); }
			if (!ways.length) { list.splice(list.indexOf(at), 1); continue; }
			k = ways[dice.below(ways.length)]; x = at[0] + DX[k] * 2; y = at[1] + DY[k] * 2;
			g[at[1] + DY[k]][at[0] + DX[k]] = "."; g[y][x] = ".";
			list.push([x, y]);
		}
		return g;
	}

	function mirror(g) {
		var r, c, w = g[0].length;
		for (r = 0; r < g.length; r++) for (c = 0; c < (w - 1) / 2; c++) g[r][w - 1 - c] = g[r][c];
	}

	function exits(g, x, y) {
		var k, n = 0;
		for (k = 0; k < 4; k++) if (g[y + DY[k]][x + DX[k]] !== "#") n++;
		return n;
	}

	// Opens a wall beside every dead end, now and then one more
	function open_ends(g, dice) {
		var r, c, k, ways, w = g[0].length, h = g.length;
		for (r = 1; r < h - 1; r += 2) for (c = 1; c < w - 1; c += 2) {
			if (g[r][c] === "#" || exits(g, c, r) > 1 && !dice.chance(8)) continue;
			ways = [];
			for (k = 0; k < 4; k++) if (g[r + DY[k]][c + DX[k]] === "#" && c + DX[k] * 2 > 0 && r + DY[k] * 2 > 0 && c + DX[k] * 2 < w - 1 && r + DY[k] * 2 < h - 1 && g[r + DY[k] * 2][c + DX[k] * 2] !== "#") ways.push(k);
			if (ways.length) { k = ways[dice.below(ways.length)]; g[r + DY[k]][c + DX[k]] = "."; }
		}
	}

	function flood(g, x, y) {
		var d = [], r, c, list = [[x, y]], i, k, nx, ny;
		for (r = 0; r < g.length; r++) { d.push([]); for (c = 0; c < g[0].length; c++) d[r].push(-1); }
		d[y][x] = 0;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) { nx = list[i][0] + DX[k]; ny = list[i][1] + DY[k]; if (g[ny] && g[ny][nx] !== undefined && g[ny][nx] !== "#" && d[ny][nx] < 0) { d[ny][nx] = d[list[i][1]][list[i][0]] + 1; list.push([nx, ny]); } }
		return d;
	}

	function free(g, d, least) {
		var out = [], r, c;
		for (r = 1; r < g.length; r++) for (c = 1; c < g[0].length; c++) if (g[r][c] === "." && d[r][c] >= least) out.push([c, r]);
		return out;
	}

	function put(g, n, list, sign, dice, apart) {
		var k, cell, taken = [];
		while (n > 0 && list.length) {
			k = dice.below(list.length); cell = list.splice(k, 1)[0];
			if (g[cell[1]][cell[0]] !== "." || taken.some(function (t) { return Math.abs(t[0] - cell[0]) + Math.abs(t[1] - cell[1]) < apart; })) continue;
			g[cell[1]][cell[0]] = sign; taken.push(cell); n--;
		}
		return n;
	}

	function build(o, i, n, dice) {
		var grade = Math.min(3, o.size - 1 + (i > 1 ? 1 : 0)), w = [15, 19, 19, 23][grade], h = [11, 11, 13, 15][grade], g = grow(w, h, dice), d, goal = o.goal + (n < 7 ? i : Math.floor(i / 2)), left, foes, k, x, y;
		open_ends(g, dice);
		mirror(g);
		for (y = 1; y < h - 1; y += 2) if (dice.chance(55)) { x = (w - 1) / 2; if (g[y][x - 1] !== "#" || g[y][x] !== "#") g[y][x] = "."; }
		open_ends(g, dice);
		x = (w - 1) / 2; if (x % 2 === 0) x--;
		y = h - 2;
		if (g[y][x] === "#") return null;
		d = flood(g, x, y);
		g[y][x] = "@";
		foes = o.enemies ? Math.max(1, Math.min(6, Math.floor(o.hunters * (0.45 + i / n * 0.7) * (0.6 + 0.2 * o.difficulty) + 0.5))) : 0;
		for (k = 0; k < foes; k++) put(g, 1, free(g, d, 9), "pcdcpc".charAt(k), dice, 1);
		put(g, o.lights, free(g, d, 3), "P", dice, 6);
		left = put(g, goal, free(g, d, 3), "*", dice, 4);
		left = put(g, left, free(g, d, 3), "*", dice, 2);
		if (i > 0) put(g, o.hearts, free(g, d, 5), "h", dice, 4);
		if (o.motes) for (y = 0; y < h; y++) for (x = 0; x < w; x++) if (g[y][x] === "." && (x + y) % 2 === 0) g[y][x] = "o";
		return { map: g.map(function (r) { return r.join(""); }), goal: goal - left, name: "level_" + (i + 1), intro: "intro_" + Math.min(5, i + 1), tint: i % 5, par: 15 + goal * 4 };
	}

	function problems_of(level, i) {
		var out = [], where = "level " + (i + 1) + ": ", g = level.map.map(function (r) { return r.split(""); }), r, c, start = null, d, items = 0, ends = 0, cells = 0;
		for (r = 0; r < g.length; r++) for (c = 0; c < g[0].length; c++) {
			if (!LEGEND[g[r][c]]) return [where + "unknown sign " + g[r][c]];
			if (g[r][c] === "@") start = [c, r];
			if (g[r][c] === "*") items++;
		}
		if (!start) return [where + "has no hero"];
		d = flood(g, start[0], start[1]);
		for (r = 1; r < g.length - 1; r++) for (c = 1; c < g[0].length - 1; c++) if (g[r][c] !== "#") {
			cells++;
			if (d[r][c] < 0) out.push(where + "nobody gets to " + c + "," + r);
			if (exits(g, c, r) < 2) ends++;
			if (/[pcd]/.test(g[r][c]) && d[r][c] < 8) out.push(where + "a hunter stands near the beginning");
		}
		if (ends * 12 > cells) out.push(where + ends + " dead ends");
		if (level.goal < 1 || level.goal > items) out.push(where + "asks for " + level.goal + " of " + items);
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
