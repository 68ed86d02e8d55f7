// SPDX-License-Identifier: ISC
// Levels of the platformer: pieces of ground laid one after the other, then proved: every thing and the gate can be reached by jumps
// shorter and lower than the hero's, there and back.
var PlatformerLevels = (function () {
	"use strict";

	var H = 13;
	var LEGEND = { "#": "ground", "=": "ledge (jumped through from below)", "^": "spikes", "J": "spring", ".": "air", "@": "hero", "*": "collectable", "o": "spark", "h": "heart", "S": "checkpoint", "X": "gate", "p": "walker", "c": "hopper", "d": "flyer" };
	var DEFAULTS = { level_count: 5, difficulty: 2, goal: 5, extra: 2, walkers: 2, hoppers: 1, flyers: 1, enemies: 1, spikes: 1, motes: 1, hearts: 1, length: 3 };

	/* ---- laying ground ---- */

	function Land(o, dice) { this.cols = []; this.y = 9; this.o = o; this.dice = dice; this.flats = []; this.spots = []; this.airs = []; }

	// One column: ground from row y down (y = H: none), and what stands in it
	Land.prototype.col = function (y, put) { this.cols.push({ y: y, put: put || {} }); };

	Land.prototype.flat = function (n, free) {
		var i, from = this.cols.length;
		for (i = 0; i < n; i++) this.col(this.y);
		if (free && n >= 5) this.flats.push([from, n, this.y]);
		for (i = 1; i < n - 1; i += 2) this.spots.push([from + i, this.y - 1]);
	};

	Land.prototype.step = function () {
		var d = 1 + this.dice.below(2), up = this.y > 8 ? true : this.y < 6 ? false : this.dice.chance(50);
		this.y = Math.max(5, Math.min(10, this.y + (up ? -d : d)));
		this.flat(3 + this.dice.below(2));
	};

	Land.prototype.gap = function (w) {
		var i, from = this.cols.length, put;
		for (i = 0; i < w; i++) {
			put = {};
			if (this.o.motes) put[this.y - (i === 0 || i === w - 1 ? 3 : 4)] = "o";
			this.col(H, put);
		}
		this.airs.push([from + Math.floor(w / 2), this.y - 3]);
		this.flat(3);
	};

	Land.prototype.thorns = function (w) {
		var i, put;
		this.flat(2);
		for (i = 0; i < w; i++) { put = {}; put[this.y] = "^"; this.col(this.y + 1, put); }
		this.flat(3);
	};

	// A ledge above the way with something on it
	Land.prototype.shelf = function () {
		var n = 3 + this.dice.below(2), from, i;
		this.flat(2);
		from = this.cols.length;
		this.flat(n + 1, true);
		for (i = 0; i < n; i++) this.cols[from + i].put[this.y - 2] = "=";
		this.spots.unshift([from + Math.floor(n / 2), this.y - 3, 1]);
		if (this.y > 7 && this.dice.chance(45)) {
			for (i = 0; i < 2; i++) this.cols[from + n - 2 + i].put[this.y - 4] = "=";
			this.spots.unshift([from + n - 1, this.y - 5, 1]);
		}
	};

	Land.prototype.bridge = function () {
		var k, i, put, n = 2 + this.dice.below(2), y = this.y;
		for (k = 0; k < n; k++) {
			for (i = 0; i < 2; i++) this.col(H, {});
			y = Math.max(5, Math.min(10, this.y + this.dice.below(3) - 1));
			for (i = 0; i < 3; i++) { put = {}; put[y] = "="; this.col(H, put); }
			if (this.dice.chance(70)) this.spots.push([this.cols.length - 2, y - 1]);
		}
		for (i = 0; i < 2; i++) this.col(H, {});
		this.y = y;
		this.flat(4);
	};

	// A spring before a wall that no jump climbs
	Land.prototype.lift = function () {
		var rise = this.y - 4;
		if (rise < 4) { this.step(); return; }
		this.flat(3);
		this.col(this.y, {}); this.cols[this.cols.length - 1].put[this.y - 1] = "J";
		this.y = 5;
		this.flat(4, true);
		this.y = 8; this.flat(3);
		this.y = 10; this.flat(2);
	};

	Land.prototype.hill = function () {
		this.y = Math.max(6, this.y - 2); this.flat(3);
		this.y = Math.min(10, this.y + 1); this.flat(3, true);
		this.y = Math.min(10, this.y + 1); this.flat(2);
	};

	Land.prototype.piece = function (i, level, n) {
		var hard = this.o.difficulty + level * 3 / n, pick = this.dice.below(level === 0 ? 5 : 9);
		if (pick === 0) this.step();
		else if (pick === 1) this.shelf();
		else if (pick === 2) this.hill();
		else if (pick === 3) this.gap(2 + (hard > 2.5 && this.dice.chance(55) ? 1 : 0));
		else if (pick === 4) { this.flat(7, true); }
		else if (pick === 5) { if (this.o.spikes) this.thorns(1 + (hard > 3 && this.dice.chance(60) ? 1 : 0)); else this.step(); }
		else if (pick === 6) this.bridge();
		else if (pick === 7) this.lift();
		else { this.shelf(); this.gap(2); }
	};

	/* ---- filling ---- */

	function rows_of(land) {
		var r, c, out = [], line, col;
		for (r = 0; r < H; r++) {
			line = "";
			for (c = 0; c < land.cols.length; c++) { col = land.cols[c]; line += col.put[r] !== undefined ? col.put[r] : r >= col.y ? "#" : "."; }
			out.push(line.split(""));
		}
		return out;
	}

	function put(g, x, y, sign) { if (y >= 1 && y < H && x > 4 && x < g[0].length - 4 && g[y][x] === ".") { g[y][x] = sign; return true; } return false; }

	function fill_items(g, land, goal, dice) {
		var left = goal, spots = land.spots, i, k, order = [], above = 0;
		for (i = 0; i < spots.length; i++) if (spots[i][2] && above < goal) { order.push(spots[i]); above++; }
		spots = spots.filter(function (s) { return !s[2]; });
		k = spots.length / Math.max(1, goal - above + 1);
		for (i = 0; i < goal * 2; i++) order.push(spots[Math.floor((i + 0.5) * k) % spots.length]);
		for (i = 0; i < order.length && left > 0; i++) if (put(g, order[i][0], order[i][1], "*")) left--;
		for (i = 0; i < spots.length && left > 0; i++) if (put(g, spots[i][0], spots[i][1], "*")) left--;
		return left;
	}

	function count_for(base, level, n, difficulty) { return base < 1 ? 0 : Math.max(1, Math.floor(base * (0.5 + level / n) * (0.5 + 0.25 * difficulty) + 0.5)); }

	// Whom the game is about is met early: on the first five even cells beyond the beginning, when the first level has nobody yet
	function first_foe(g) {
		var c, r, k, flat;
		for (c = 16; c < g[0].length - 8; c++) for (r = 2; r < g.length - 1; r++) {
			for (flat = true, k = -2; k <= 2 && flat; k++) flat = g[r][c + k] === "." && g[r + 1][c + k] === "#";
			if (flat && put(g, c, r, "p")) return;
		}
	}

	function fill_foes(g, land, o, level, n, dice) {
		var flats = land.flats.slice(), i, f, left;
		if (!o.enemies) return;
		left = [count_for(o.walkers, level, n, o.difficulty), level < 1 ? 0 : count_for(o.hoppers, level, n, o.difficulty), level < 1 ? 0 : count_for(o.flyers, level, n, o.difficulty)];
		for (i = 0; i < 40 && flats.length && left[0] + left[1] > 0; i++) {
			f = flats.splice(dice.below(flats.length), 1)[0];
			if (f[0] < 9) continue;
			if (left[0] > 0 && (left[1] < 1 || dice.chance(60))) { if (put(g, f[0] + Math.floor(f[1] / 2), f[2] - 1, "p")) left[0]--; }
			else if (left[1] > 0 && put(g, f[0] + Math.floor(f[1] / 2), f[2] - 1, "c")) left[1]--;
		}
		for (i = 0; i < 20 && land.airs.length && left[2] > 0; i++) {
			f = land.airs.splice(dice.below(land.airs.length), 1)[0];
			if (f[0] > 12 && put(g, f[0], Math.max(2, f[1] - 2), "d")) left[2]--;
		}
		if (level < 1 && o.walkers > 0 && g.every(function (row) { return row.indexOf("p") < 0; })) first_foe(g);
	}

	function sparks(g, land, dice) {
		var i, k, f;
		for (i = 0; i < land.flats.length; i++) {
			f = land.flats[i];
			if (dice.chance(50)) for (k = 1; k < f[1] - 1; k++) put(g, f[0] + k, f[2] - 2, "o");
		}
	}

	function build(o, i, n, dice) {
		var land = new Land(o, dice), width = 34 + o.length * 6 + Math.min(4, i) * 6, g, middle = 0, goal = o.goal + (n < 7 ? Math.floor(i / 2) : 0), k;
		land.flat(8);
		for (k = 0; land.cols.length < width; k++) {
			land.piece(k, i, n);
			if (!middle && land.cols.length > width / 2) { middle = land.cols.length + 1; land.flat(3); }
		}
		land.flat(7);
		g = rows_of(land);
		g[land.cols[2].y - 1][2] = "@";
		k = land.cols.length - 3;
		g[land.cols[k].y - 1][k] = "X";
		if (middle) g[land.cols[middle].y - 1][middle] = "S";
		k = fill_items(g, land, goal + o.extra, dice);
		goal = Math.min(goal, goal + o.extra - k);
		fill_foes(g, land, o, i, n, dice);
		for (k = 0; k < o.hearts && i > 0; k++) put(g, land.flats.length ? land.flats[dice.below(land.flats.length)][0] + 1 : 10, 3 + dice.below(2), "h");
		if (o.motes) sparks(g, land, dice);
		return { map: g.map(function (r) { return r.join(""); }), goal: goal, name: "level_" + (i + 1), intro: "intro_" + Math.min(6, i + 1), tint: i % 5, par: 20 + Math.floor(g[0].length / 3) + goal * 2 };
	}

	/* ---- proof: from each place to stand, all places that a modest jump reaches ---- */

	function stands(rows, c, r) { var below = r + 1 < rows.length ? rows[r + 1].charAt(c) : "."; return rows[r].charAt(c) !== "#" && rows[r].charAt(c) !== "^" && (below === "#" || below === "="); }

	function clear(rows, c, r0, r1) {
		var r;
		for (r = Math.min(r0, r1); r <= Math.max(r0, r1); r++) if (r >= 0 && rows[r].charAt(c) === "#") return false;
		return true;
	}

	function jump_clear(rows, c, r, c2, r2) {
		var top = Math.min(r, r2), k, step = c2 > c ? 1 : -1;
		if (!clear(rows, c, r, top)) return false;
		for (k = c; k !== c2; k += step) if (!clear(rows, k + step, k + step === c2 ? r2 : top, top)) return false;
		return true;
	}

	function reach(rows) {
		var seen = {}, queue = [], h = rows.length, w = rows[0].length, r, c, at, c2, r2, up;
		for (r = 0; r < h; r++) for (c = 0; c < w; c++) if (rows[r].charAt(c) === "@") queue.push([c, r]);
		seen[queue[0][0] + "," + queue[0][1]] = true;
		while (queue.length) {
			at = queue.pop(); c = at[0]; r = at[1];
			up = rows[r].charAt(c) === "J" ? 6 : 2;
			for (c2 = Math.max(0, c - 4); c2 <= Math.min(w - 1, c + 4); c2++) for (r2 = Math.max(0, r - up); r2 < h; r2++) {
				if (seen[c2 + "," + r2] || !stands(rows, c2, r2) || (Math.abs(c2 - c) === 4 && r2 < r) || !jump_clear(rows, c, r, c2, r2)) continue;
				seen[c2 + "," + r2] = true;
				queue.push([c2, r2]);
			}
		}
		return seen;
	}

	function near(seen, c, r) {
		var x, y;
		for (x = c - 1; x <= c + 1; x++) for (y = r; y <= r + 2; y++) if (seen[x + "," + y]) return true;
		return false;
	}

	function problems_of(level, i) {
		var out = [], rows = level.map, where = "level " + (i + 1) + ": ", seen, r, c, ch, items = 0, count = { "@": 0, X: 0 };
		for (r = 0; r < rows.length; r++) for (c = 0; c < rows[r].length; c++) {
			ch = rows[r].charAt(c);
			if (!LEGEND[ch] || rows[r].length !== rows[0].length) out.push(where + "a row is not sound at " + c + "," + r);
			if (count[ch] !== undefined) count[ch]++;
		}
		if (count["@"] !== 1 || count.X !== 1) { out.push(where + "needs one hero and one gate"); return out; }
		seen = reach(rows);
		for (r = 0; r < rows.length; r++) for (c = 0; c < rows[0].length; c++) {
			ch = rows[r].charAt(c);
			if (ch === "*") items++;
			if ((ch === "*" || ch === "X" || ch === "S") && !near(seen, c, r)) out.push(where + "nobody reaches " + LEGEND[ch] + " at " + c + "," + r);
			if (/[pcd]/.test(ch) && c < 8) out.push(where + "an enemy stands near the beginning");
		}
		if (level.goal > items || level.goal < 1) out.push(where + "asks for " + level.goal + " of " + items);
		return out;
	}

	return Levels.of({ defaults: DEFAULTS, legend: LEGEND, build: build, problems: problems_of });
}());
