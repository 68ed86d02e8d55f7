// SPDX-License-Identifier: CC0-1.0
// How one plays the catcher who knows nothing but what is seen: looks eight times a second, steps aside from what is bad and near,
// brings three things to the pot, else runs under the lowest good thing. Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var abs = Math.abs;

	function toward(h, x) { return x < h.x - 4 ? 1 : x > h.x + 4 ? 2 : 0; }

	// Away from a danger that comes down here, or 0
	function aside(v, h) {
		var i, o;
		for (i = 0; i < v.drops.length; i++) {
			o = v.drops[i];
			if (o.k !== 2 || o.y < v.floor - 90 || abs(o.x - h.x) > 17) continue;
			if (h.x < 30) return 2;
			return h.x > v.width - 30 || o.x > h.x ? 1 : 2;
		}
		return 0;
	}

	function lowest(v, h) {
		var i, o, best = null;
		for (i = 0; i < v.drops.length; i++) {
			o = v.drops[i];
			if (o.k !== 2 && o.y < v.floor - 24 && abs(o.x - h.x) < 130 && (!best || o.y > best.y)) best = o;
		}
		return best;
	}

	return function (v, status, m) {
		var h = v.hero, o;
		if (v.scene !== "play") return 0;
		if (m.hold > 0) { m.hold--; return m.mask; }
		m.hold = 3;
		m.mask = aside(v, h);
		if (m.mask) return m.mask;
		o = h.pile > 2 ? v.pot : lowest(v, h);
		return (m.mask = o ? toward(h, o.x) : 0);
	};
}());
