// SPDX-License-Identifier: CC0-1.0
// The ground of the adventure: tiles, what stops a body, what sees what, the exit. Stands before core.js. One tile is 16 units.
var AdventureMap = (function (F) {
	"use strict";

	var TILE = 16, FLOOR = 0, WALL = 1, HAZARD = 2, DOOR = 3;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max;

	function at(S, x, y) {
		var c = floor(x / TILE), r = floor(y / TILE);
		if (c < 0 || r < 0 || c >= S.w || r >= S.h) return WALL;
		return S.g[r * S.w + c];
	}

	// Does the box touch a tile whose bit is in mask? 2 wall, 4 hazard, 8 door
	function blocked(S, x, y, hw, hh, mask) {
		var c0 = floor((x - hw) / TILE), c1 = floor((x + hw) / TILE), r0 = floor((y - hh) / TILE), r1 = floor((y + hh) / TILE), c, r;
		if (c0 < 0 || r0 < 0 || c1 >= S.w || r1 >= S.h) return true;
		for (r = r0; r <= r1; r++) for (c = c0; c <= c1; c++) if ((1 << S.g[r * S.w + c]) & mask) return true;
		return false;
	}

	function sees(S, x0, y0, x1, y1) {
		var dx = x1 - x0, dy = y1 - y0, n = floor(max(abs(dx), abs(dy)) / 7) + 1, i, k;
		for (i = 1; i < n; i++) {
			k = at(S, x0 + dx * i / n, y0 + dy * i / n);
			if (k === WALL || k === DOOR) return false;
		}
		return true;
	}

	// Moves a body by axis; returns 1 if x was stopped, 2 if y, 3 both
	function slide(S, o, dx, dy, h, mask) {
		var hit = 0;
		if (dx !== 0) {
			if (blocked(S, o.x + dx, o.y, h, h, mask)) hit = 1; else o.x += dx;
		}
		if (dy !== 0) {
			if (blocked(S, o.x, o.y + dy, h, h, mask)) hit += 2; else o.y += dy;
		}
		return hit;
	}

	// The tiles as rows of signs, for view
	function rows(S) {
		var out = [], r, c, s, k;
		for (r = 0; r < S.h; r++) {
			s = "";
			for (c = 0; c < S.w; c++) {
				k = S.g[r * S.w + c];
				s += k === WALL ? "#" : k === HAZARD ? "~" : k === DOOR ? "D" : ".";
			}
			out.push(s);
		}
		return out;
	}

	// Pushing straight against a corner slips around it
	function corner(S, ix, iy, sp) {
		var k, n;
		for (k = 1; k <= 6; k++) for (n = -1; n <= 1; n += 2) {
			if (ix !== 0 && !blocked(S, S.x + ix * 2, S.y + n * k, 5, 5, 14)) { slide(S, S, 0, n * min(sp, k), 5, 14); return; }
			if (iy !== 0 && !blocked(S, S.x + n * k, S.y + iy * 2, 5, 5, 14)) { slide(S, S, n * min(sp, k), 0, 5, 14); return; }
		}
	}

	// Out of a wall, one unit away from where it is deepest
	function nudge(S, h) {
		var tx, ty;
		if (blocked(S, S.x - h, S.y, 0, 0, 14)) S.x += 1;
		if (blocked(S, S.x + h, S.y, 0, 0, 14)) S.x -= 1;
		if (blocked(S, S.x, S.y - h, 0, 0, 14)) S.y += 1;
		if (blocked(S, S.x, S.y + h, 0, 0, 14)) S.y -= 1;
		if (!blocked(S, S.x, S.y, h, h, 14)) return;
		tx = floor(S.x / TILE) * TILE + 8; ty = floor(S.y / TILE) * TILE + 8;
		S.x += tx > S.x ? min(1, tx - S.x) : max(-1, tx - S.x);
		S.y += ty > S.y ? min(1, ty - S.y) : max(-1, ty - S.y);
	}

	// After a dash that ended above a hazard: fly on for a moment, else fall in
	function land(S) {
		var h = 5, k;
		if (at(S, S.x, S.y) === HAZARD) {
			if (S.ext > 0) { S.ext--; S.dash = 1; return; }
			S.sink = 26; S.vx = 0; S.vy = 0; F.tell(S, "sink", S.x, S.y, 0);
			return;
		}
		for (k = 0; k < 8 && blocked(S, S.x, S.y, h, h, 14); k++) nudge(S, h);
		if (blocked(S, S.x, S.y, h, h, 14)) { S.x = floor(S.x / TILE) * TILE + 8; S.y = floor(S.y / TILE) * TILE + 8; }
	}

	// The door in cell (c, r), when there is one and a key for it
	function open_door(S, c, r) {
		var i, d;
		if (S.keys < 1 || c < 0 || r < 0 || c >= S.w || r >= S.h || S.g[r * S.w + c] !== DOOR) return;
		S.g[r * S.w + c] = FLOOR; S.keys--; S.version++; S.rows = rows(S);
		for (i = 0; i < S.doors.length; i++) {
			d = S.doors[i];
			if (floor(d.x / TILE) === c && floor(d.y / TILE) === r) { d.open = 1; F.tell(S, "door", d.x, d.y, 0); }
		}
	}

	function open_exit(S) {
		if (S.exit.open) return;
		S.exit.open = 1; S.exit.tm = S.lt;
		F.tell(S, "exit", S.exit.x, S.exit.y, 0);
	}

	return {
		TILE: TILE, FLOOR: FLOOR, WALL: WALL, HAZARD: HAZARD, DOOR: DOOR,
		at: at, blocked: blocked, sees: sees, slide: slide, rows: rows, corner: corner, land: land, open_door: open_door, open_exit: open_exit
	};
}(LudFrame));
