// SPDX-License-Identifier: CC0-1.0
// How one plays the maze who knows nothing but what is seen: to the nearest thing by ways on which no hunter is near; when there is
// none, away from the nearest hunter. Thinks anew in every cell. Stands before core.js.
var LudPolicy = (function () {
	"use strict";

	var DX = [-1, 1, 0, 0], DY = [0, 0, -1, 1], MASKS = [1, 2, 4, 8];
	var floor = Math.floor, abs = Math.abs;

	function open(v, c, r) { return r >= 0 && r < v.rows.length && v.rows[r].charAt(c) !== "#" && v.rows[r].charAt(c) !== ""; }

	function hunted(v, c, r, reach) {
		var i, o;
		for (i = 0; i < v.dangers.length; i++) { o = v.dangers[i]; if (abs(floor(o.x / 16) - c) + abs(floor(o.y / 16) - r) <= reach) return true; }
		return false;
	}

	// The first step to the nearest goal, keeping `reach` cells away from hunters; -1 when there is no way
	function step_to(v, c, r, wanted, reach) {
		var w = v.rows[0].length, first = {}, list = [r * w + c], i, k, at, next, x, y;
		first[list[0]] = -1;
		for (i = 0; i < list.length; i++) {
			at = list[i];
			if (wanted[at] && i) return first[at];
			for (k = 0; k < 4; k++) {
				x = at % w + DX[k]; y = floor(at / w) + DY[k]; next = y * w + x;
				if (first[next] !== undefined || !open(v, x, y) || hunted(v, x, y, reach)) continue;
				first[next] = i ? first[at] : k;
				list.push(next);
			}
		}
		return -1;
	}

	function away(v, c, r) {
		var k, i, o, d, best = -1, most = -1;
		for (k = 0; k < 4; k++) {
			if (!open(v, c + DX[k], r + DY[k])) continue;
			for (d = 99, i = 0; i < v.dangers.length; i++) { o = v.dangers[i]; d = Math.min(d, abs(floor(o.x / 16) - c - DX[k]) + abs(floor(o.y / 16) - r - DY[k])); }
			if (d > most) { most = d; best = k; }
		}
		return best;
	}

	return function (v, status, m) {
		var c = floor(v.player.x / 16), r = floor(v.player.y / 16), w = v.rows[0].length, wanted = {}, i, k;
		if (v.scene !== "play") return 0;
		if (m.at === r * w + c && v.lt - m.t0 < 14) return m.mask;
		for (i = 0; i < v.goals.length; i++) wanted[floor(v.goals[i].y / 16) * w + floor(v.goals[i].x / 16)] = true;
		k = step_to(v, c, r, wanted, 3);
		if (k < 0) k = step_to(v, c, r, wanted, 1);
		if (k < 0) k = away(v, c, r);
		m.at = r * w + c; m.t0 = v.lt;
		return (m.mask = k < 0 ? 0 : MASKS[k]);
	};
}());
