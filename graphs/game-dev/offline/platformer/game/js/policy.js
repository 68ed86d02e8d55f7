// SPDX-License-Identifier: CC0-1.0
// How one plays the platformer who knows nothing but what is on the screen: runs toward what is nearest, jumps before walls, gaps,
// spikes and dangers and under what hangs high, turns round when nothing comes of it. Reckons no jump before it is made.
// Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var T = 16, SIGHT = 190, LEFT = 1, RIGHT = 2, DOWN = 8, A = 16;
	var floor = Math.floor, abs = Math.abs;

	function sign(v, x, y) {
		var r = floor(y / T);
		return r < 0 || r >= v.rows.length ? "." : v.rows[r].charAt(floor(x / T)) || "#";
	}

	function firm(ch) { return ch === "#" || ch === "="; }

	// What draws one on: the nearest thing on the screen, else the gate's side
	function aim(v, h, m) {
		var i, o, d, best = null, least = 1e9;
		for (i = 0; i < v.goals.length; i++) {
			o = v.goals[i]; d = abs(o.x - h.x) + abs(o.y - h.y) * 2;
			if (abs(o.x - h.x) < SIGHT && d < least && !(m.no && m.no[o.x + "," + o.y] > v.lt)) { least = d; best = o; }
		}
		return best || { x: h.x + (m.blind || 1) * 100, y: h.y };
	}

	function danger(v, h, dir) {
		var i, o, dx;
		for (i = 0; i < v.dangers.length; i++) { o = v.dangers[i]; dx = (o.x - h.x) * dir; if (dx > -6 && dx < 40 && abs(o.y - h.y) < 26) return true; }
		return false;
	}

	// Is there ground to walk on one cell further, or a little below it?
	function gap(v, h, dir) {
		var k, x = h.x + dir * 14;
		for (k = 0; k < 3; k++) if (firm(sign(v, x, h.y + 12 + k * T))) return false;
		return true;
	}

	function must_jump(v, h, dir, to) {
		var x = h.x + dir * 14;
		if (sign(v, x, h.y + 2) === "#" || sign(v, x, h.y + 4) === "^" || sign(v, h.x + dir * 22, h.y + 4) === "^") return true;
		return danger(v, h, dir) || gap(v, h, dir) || (to.y < h.y - 18 && abs(to.x - h.x) < 46);
	}

	// Gives up what could not be reached in eight seconds, for a while
	function patience(v, h, m, to) {
		var key = to.x + "," + to.y;
		if (m.got !== v.got || m.level !== v.level) { m.got = v.got; m.level = v.level; m.no = {}; m.since = v.lt; m.blind = 1; }
		if (v.lt - m.since < 480) return;
		m.no[key] = v.lt + 1200; m.since = v.lt; m.turn = 60; m.blind = -(m.blind || 1);
	}

	return function (v, status, m, rng) {
		var h = v.hero, to, dir, mask;
		if (v.scene !== "play") return 0;
		to = aim(v, h, m);
		patience(v, h, m, to);
		dir = to.x < h.x ? -1 : 1;
		if (m.turn > 0) { m.turn--; dir = -dir; }
		mask = dir < 0 ? LEFT : RIGHT;
		if (abs(to.x - h.x) < 6 && m.turn < 1) mask = to.y > h.y + 10 ? DOWN : 0;
		if (!h.on) { m.held = m.held > 0 ? m.held - 1 : 0; return m.held > 0 ? mask | A : mask; }
		if (m.press) { m.press = 0; return mask; }       // a key has to be let go before it is pressed again
		if (must_jump(v, h, dir, to)) { m.held = 6 + rng(8); m.press = 1; return mask | A; }
		return mask;
	};
}());
