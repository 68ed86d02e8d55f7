// SPDX-License-Identifier: CC0-1.0
// How one plays the shooter who knows nothing but what is seen: away from what is near, else to what lies about, else to within
// shot of the nearest; a dash when it gets tight, a burst when there are several. Looks no moment ahead. Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var NX = [0, -1, 1, 0, 0, -0.7071, 0.7071, -0.7071, 0.7071], NY = [0, 0, 0, -1, 1, -0.7071, -0.7071, 0.7071, 0.7071], MASKS = [0, 1, 2, 4, 8, 5, 6, 9, 10];
	var floor = Math.floor, abs = Math.abs, sqrt = Math.sqrt;

	function far(a, b) { return sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)) || 1; }

	function nearest(list, h) {
		var i, d, best = null, least = 1e9;
		for (i = 0; i < list.length; i++) { d = far(list[i], h); if (d < least) { least = d; best = list[i]; } }
		return best;
	}

	// How much one wants to go by (x, y): away from all that is within reach
	function push(list, h, reach, weight, out) {
		var i, d, n = 0;
		for (i = 0; i < list.length; i++) {
			d = far(list[i], h);
			if (d > reach) continue;
			n++;
			out.x += (h.x - list[i].x) / d * (reach - d) / reach * weight; out.y += (h.y - list[i].y) / d * (reach - d) / reach * weight;
		}
		return n;
	}

	function wall(v, x, y) { return v.rows[floor(y / 16)].charAt(floor(x / 16)) === "#"; }

	function way(v, h, out) {
		var k, s, best = 0, most = 0.3;
		for (k = 1; k < 9; k++) {
			s = NX[k] * out.x + NY[k] * out.y;
			if (s > most && !wall(v, h.x + NX[k] * 14, h.y + NY[k] * 14)) { most = s; best = k; }
		}
		return MASKS[best];
	}

	return function (v, status, m) {
		var h = v.hero, out = { x: 0, y: 0 }, close = { x: 0, y: 0 }, near, o, d;
		if (v.scene !== "play") return 0;
		if (m.hold > 0) { m.hold--; return m.mask & 15; }
		m.hold = 2;
		near = push(v.foes, h, 62, 3, out) + push(v.shots, h, 30, 2, out);
		push(v.gates, h, 40, 2, out);
		o = nearest(v.drops, h) || nearest(v.foes, h);
		if (o) { d = far(o, h); if (d > (o.hp ? 80 : 4)) { out.x += (o.x - h.x) / d; out.y += (o.y - h.y) / d; } }
		out.x += (v.width / 2 - h.x) / v.width; out.y += (v.height / 2 - h.y) / v.height;
		m.mask = way(v, h, out);
		if (push(v.foes, h, 22, 1, close) && h.rest <= 0) m.mask |= 16;
		if (near > 2 && v.b_ready) m.mask |= 32;
		return m.mask;
	};
}());
