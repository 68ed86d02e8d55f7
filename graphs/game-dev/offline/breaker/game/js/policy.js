// SPDX-License-Identifier: CC0-1.0
// How one plays the brick breaker who knows nothing but what is seen: keeps under the ball that comes down, goes for what falls while
// the ball is high, steps aside from a shot when there is time. Reckons no bounce before it happens. Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var abs = Math.abs;

	function lowest(list, from, down) {
		var i, o, best = null;
		for (i = 0; i < list.length; i++) {
			o = list[i];
			if (o.y > from && o.y < 262 && (!down || o.vy > 0) && (!best || o.y > best.y)) best = o;
		}
		return best;
	}

	function serves(v) {
		var i;
		for (i = 0; i < v.balls.length; i++) if (v.balls[i].on) return true;
		return false;
	}

	function shot_over(v, h) {
		var i, o;
		for (i = 0; i < v.shots.length; i++) { o = v.shots[i]; if (abs(o.x - h.x) < 14 && o.y > 190 && o.y < 262) return o; }
		return null;
	}

	return function (v, status, m, rng) {
		var h = v.hero, o, s, x = h.x;
		if (v.scene !== "play") return 0;
		if (serves(v)) return v.lt % 50 < 4 ? 16 : 0;
		if (m.hold > 0) { m.hold--; return m.mask; }
		m.hold = 2;
		o = lowest(v.balls, 150, true);
		if (!o) { m.off = rng(11) - 5; o = lowest(v.falling, 60, false); if (o) x = o.x; else if (v.balls.length) x = v.balls[0].x; }
		else x = o.x + m.off * h.half / 7;
		s = shot_over(v, h);
		if (s && (!o || o.y < 215)) x = h.x + (s.x > h.x ? -24 : 24);
		return (m.mask = x < h.x - 4 ? 1 : x > h.x + 4 ? 2 : 0);
	};
}());
