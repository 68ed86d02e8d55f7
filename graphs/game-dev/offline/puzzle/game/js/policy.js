// SPDX-License-Identifier: CC0-1.0
// How one plays the puzzle who knows nothing but what is seen: takes the thing that is pushed home by the fewest pushes, as if it
// were the only one, then the next; begins anew in another order when nothing can be brought home. Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var DX = [-1, 1, 0, 0], DY = [0, 0, -1, 1], MASKS = [1, 2, 4, 8];
	var floor = Math.floor;

	function steps(v) { return [-1, 1, -v.w, v.w]; }

	// Cells that nobody can enter: walls, sleepers, the other things
	function shut(v, but) {
		var out = {}, i, r, c;
		for (r = 0; r < v.rows.length; r++) for (c = 0; c < v.w; c++) if (v.rows[r].charAt(c) === "#" || v.rows[r].charAt(c) === "n") out[r * v.w + c] = true;
		for (i = 0; i < v.boxes.length; i++) if (i !== but) out[v.boxes[i].at] = true;
		return out;
	}

	function wanted(v) {
		var out = {}, i;
		for (i = 0; i < v.places.length; i++) out[v.places[i]] = true;
		for (i = 0; i < v.boxes.length; i++) if (v.boxes[i].on) out[v.boxes[i].at] = false;
		return out;
	}

	// Moves of hero and thing k until it is home, fewest first; null when there is no way or it is long
	function plan(v, at, k) {
		var no = shut(v, k), home = wanted(v), by = steps(v), size = v.rows.length * v.w, start = v.boxes[k].at * size + at, from = {}, how = {}, list = [start], i, d, hero, box, h, b, out = [];
		from[start] = -1;
		for (i = 0; i < list.length && i < 4000; i++) {
			hero = list[i] % size; box = floor(list[i] / size);
			if (home[box]) { for (d = list[i]; from[d] >= 0; d = from[d]) out.unshift(how[d]); return out; }
			for (d = 0; d < 4; d++) {
				h = hero + by[d]; b = h === box ? box + by[d] : box;
				if (no[h] || no[b] || from[b * size + h] !== undefined) continue;
				from[b * size + h] = list[i]; how[b * size + h] = d;
				list.push(b * size + h);
			}
		}
		return null;
	}

	function choose(v, at, m, rng) {
		var k, way, best = null, n;
		for (k = 0; k < v.boxes.length; k++) {
			if (v.boxes[k].on) continue;
			way = plan(v, at, k);
			n = way ? way.length + (m.tries > 0 ? rng(m.tries * 8 + 1) : 0) : 0;
			if (way && (!best || n < best.n)) best = { n: n, way: way };
		}
		return best ? best.way : null;
	}

	return function (v, status, m, rng) {
		var at = floor(v.player.y / 16) * v.w + floor(v.player.x / 16);
		if (v.scene !== "play" || v.hero.moving || v.done) return 0;
		if (m.level !== v.level) { m.level = v.level; m.tries = 0; m.way = null; }
		if (m.wait > 0) { m.wait--; return 0; }
		m.wait = 3;
		if (!m.way || !m.way.length) {
			m.way = choose(v, at, m, rng);
			if (!m.way) { m.tries++; m.wait = 20; return 32; }
			m.at = -1;
		}
		if (m.at === at) { m.way = null; return 0; }       // the step was not taken: look again
		m.at = at;
		return MASKS[m.way.shift()];
	};
}());
