// SPDX-License-Identifier: ISC
// Levels of the brick breaker: patterns mirrored about the middle, cages and perches in them. Proved: the ball gets at everything.
var BreakerLevels = (function () {
	"use strict";

	var W = 12, H = 11;
	var LEGEND = { ".": "air", "1": "brick", "2": "hard brick (two hits)", "%": "stone (never breaks)", "*": "cage with a thing", "h": "heart in a brick", "m": "second ball in a brick", "p": "perched danger", "d": "drifting danger" };
	var DEFAULTS = { level_count: 5, difficulty: 2, goal: 3, extra: 3, perches: 2, drifters: 1, enemies: 1, stones: 1, hearts: 1, splits: 1, rows: 6 };

	// Is there a brick at column c (0 … 5, from the middle out) of row r of n?
	var PATTERNS = [
		function (c, r) { return r % 3 !== 2 || c < 1; },
		function (c, r) { return (c + r) % 2 === 0; },
		function (c, r, n) { return c <= r + 1 && r < n; },
		function (c, r, n) { return c <= n - r; },
		function (c, r, n) { return Math.abs(c - 2.5) + Math.abs(r - n / 2) < n / 2 + 0.6; },
		function (c) { return c % 3 !== 2; },
		function (c, r, n) { return c > 3 || r < 2 || (r === n - 1 && c < 2); },
		function (c, r) { return (c * 2 + r) % 5 < 3; },
		function (c, r, n) { return Math.abs(c + r - n) < 2 || c === 0; }
	];

	function cells(g, signs) {
		var out = [], r, c;
		for (r = 0; r < g.length; r++) for (c = 0; c < W; c++) if (signs.indexOf(g[r][c]) >= 0) out.push([c, r]);
		return out;
	}

	function put(g, n, from, sign, dice, test) {
		var list = cells(g, from), k, cell;
		while (n > 0 && list.length) {
			k = dice.below(list.length); cell = list.splice(k, 1)[0];
			if (test && !test(cell[0], cell[1])) continue;
			g[cell[1]][cell[0]] = sign; n--;
		}
		return n;
	}

	function base(o, i, n, dice) {
		var g = [], r, c, pattern = PATTERNS[i === 0 ? 0 : dice.below(PATTERNS.length)], rows = Math.min(H - 2, o.rows + (i > 2 && n < 7 ? 1 : 0)), hard = 6 + o.difficulty * 5 + i * 3, line;
		for (r = 0; r < H; r++) {
			line = [];
			for (c = 0; c < W; c++) line.push(".");
			for (c = 0; r > 0 && r <= rows && c < 6; c++) if (pattern(c, r - 1, rows)) line[5 - c] = line[6 + c] = i > 0 && dice.chance(hard) ? "2" : "1";
			g.push(line);
		}
		return g;
	}

	function lowest(g) {
		var r;
		for (r = H - 1; r > 0; r--) if (/[12]/.test(g[r].join(""))) return r;
		return 0;
	}

	function build(o, i, n, dice) {
		var g = base(o, i, n, dice), goal = o.goal + (n < 7 ? Math.floor(i / 2) : 0), left, low, foes = o.enemies ? Math.floor(o.perches * (0.4 + i / n) * (0.5 + 0.25 * o.difficulty) + 0.5) : 0;
		if (cells(g, "12").length < 18) return null;
		if (o.stones && i > 1) put(g, 1 + dice.below(2 + o.difficulty), "1", "%", dice, function (c, r) { return r > 1 && g[r][c - 1] !== "%" && g[r][c + 1] !== "%"; });
		low = lowest(g);
		left = put(g, goal, "12", "*", dice, function (c, r) { return r > low - 3; });
		left = put(g, left + o.extra, "12", "*", dice, function (c, r) { return r > low - 5; });
		goal = Math.min(goal, goal + o.extra - left);
		if (o.splits && i > 0) put(g, 1, "1", "m", dice);
		if (o.hearts && i > 0) put(g, o.hearts, "1", "h", dice);
		put(g, i > 0 ? foes : Math.min(1, foes), ".", "p", dice, function (c, r) { return r > 1 && r < H - 3 && c > 0 && c < W - 1 && [g[r - 1][c], g[r + 1][c], g[r][c - 1], g[r][c + 1]].indexOf("p") < 0; });
		if (i > 1 && o.enemies) put(g, o.drifters, ".", "d", dice, function (c, r) { return r === H - 2; });
		return { map: g.map(function (r) { return r.join(""); }), goal: goal, name: "level_" + (i + 1), intro: "intro_" + Math.min(5, i + 1), tint: i % 5, par: 45 + goal * 6 };
	}

	// From below the ball passes everything but stones
	function reached(rows) {
		var seen = {}, list = [], i, k, c, r, x, y;
		for (c = 0; c < W; c++) if (rows[H - 1].charAt(c) !== "%") { list.push([c, H - 1]); seen[c + "," + (H - 1)] = true; }
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) {
			x = list[i][0] + [1, -1, 0, 0][k]; y = list[i][1] + [0, 0, 1, -1][k];
			if (x < 0 || y < 0 || x >= W || y >= H || seen[x + "," + y] || rows[y].charAt(x) === "%") continue;
			seen[x + "," + y] = true; list.push([x, y]);
		}
		return seen;
	}

	function problems_of(level, i) {
		var out = [], where = "level " + (i + 1) + ": ", rows = level.map, seen, r, c, ch, items = 0;
		for (r = 0; r < rows.length; r++) if (rows[r].length !== W || rows.length !== H) return [where + "has not " + W + " by " + H + " cells"];
		seen = reached(rows);
		for (r = 0; r < H; r++) for (c = 0; c < W; c++) {
			ch = rows[r].charAt(c);
			if (!LEGEND[ch]) out.push(where + "unknown sign " + ch);
			if (ch === "*") items++;
			if (ch === "*" && !seen[c + "," + r]) out.push(where + "the ball does not get at the cage at " + c + "," + r);
		}
		if (level.goal < 1 || level.goal > items) out.push(where + "asks for " + level.goal + " of " + items);
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
