/* SPDX-License-Identifier: ISC
 * Grounds: grain and small details of floors, and hazards in four frames. */
var Grounds = (function () {
	"use strict";
	var GRAIN = {
		grass: function (p, cell, rng) {
			sprinkle(p, cell, rng, 5, [
				[0, 0, 0],
				[0, -1, 2]
			]);
		},
		speckle: function (p, cell, rng) {
			sprinkle(p, cell, rng, 5, [[0, 0, 0]]);
			sprinkle(p, cell, rng, 3, [
				[0, 0, 2],
				[1, 0, 2]
			]);
		},
		sand: function (p, cell, rng) {
			sprinkle(p, cell, rng, 3, [
				[0, 0, 2],
				[1, 0, 2],
				[2, 0, 2],
				[0, 1, 0],
				[1, 1, 0]
			]);
		},
		slab: function (p, cell, rng) {
			slab(p, cell, rng, 16);
		},
		checker: function (p, cell) {
			p.box(cell, 0, 0, 8, 8, p.soft[2]);
			p.box(cell, 8, 8, 8, 8, p.soft[2]);
			p.box(cell, 8, 0, 8, 8, p.soft[0]);
			p.box(cell, 0, 8, 8, 8, p.soft[0]);
		},
		plank: function (p, cell, rng) {
			planks(p, cell, rng);
		},
		panel: function (p, cell) {
			p.box(cell, 0, 15, 16, 1, p.soft[0]);
			p.box(cell, 15, 0, 1, 16, p.soft[0]);
			p.box(cell, 0, 0, 15, 1, p.soft[2]);
			p.box(cell, 0, 0, 1, 15, p.soft[2]);
		}
	};

	function sprinkle(p, cell, rng, count, dots) {
		var i, x, y;
		for (i = 0; i < count; i += 1) {
			x = rng.range(1, 12);
			y = rng.range(2, 13);
			dots.forEach(function (d) {
				p.dot(cell, x + d[0], y + d[1], p.soft[d[2]]);
			});
		}
	}

	function slab(p, cell, rng) {
		p.box(cell, 0, 15, 16, 1, p.soft[0]);
		p.box(cell, 15, 0, 1, 16, p.soft[0]);
		if (rng.chance(60)) {
			p.box(cell, 0, 7, 16, 1, p.soft[0]);
			p.box(cell, rng.pick([5, 8, 10]), 0, 1, 7, p.soft[0]);
		}
		sprinkle(p, cell, rng, 2, [
			[0, 0, 2],
			[1, 0, 2]
		]);
	}

	function planks(p, cell, rng) {
		var y;
		for (y = 3; y < 16; y += 4) {
			p.box(cell, 0, y, 16, 1, p.soft[0]);
			p.box(cell, rng.range(2, 13), y - 3, 1, 3, p.soft[0]);
		}
		sprinkle(p, cell, rng, 2, [
			[0, 0, 2],
			[1, 0, 2],
			[2, 0, 2]
		]);
	}

	var DETAIL = {
		pebble: function (p, cell, rng) {
			var x = rng.range(3, 10),
				y = rng.range(5, 11);
			p.box(cell, x, y, 3, 2, p.floor[1]);
			p.box(cell, x, y, 2, 1, p.floor[3]);
			p.dot(cell, x + 4, y + 1, p.floor[1]);
		},
		tuft: function (p, cell, rng) {
			var x = rng.range(3, 11),
				y = rng.range(6, 12);
			[
				[0, 0],
				[0, -1],
				[-1, -2],
				[1, -1],
				[2, -2],
				[2, -1],
				[1, 0]
			].forEach(function (d, i) {
				p.dot(cell, x + d[0], y + d[1], i % 2 ? p.floor[3] : p.floor[1]);
			});
		},
		crack: function (p, cell, rng) {
			var x = rng.range(3, 8),
				y = rng.range(4, 9);
			[
				[0, 0],
				[1, 1],
				[2, 1],
				[3, 2],
				[3, 3],
				[4, 4]
			].forEach(function (d) {
				p.dot(cell, x + d[0], y + d[1], p.floor[1]);
			});
		},
		flower: function (p, cell, rng) {
			var x = rng.range(3, 11),
				y = rng.range(4, 11),
				c = p.pic.pen(Colour.mix(rng.pick([0xf0a0c0, 0xf4e08a, 0xffffff, 0xb0b8f0]), p.s.floor[2], 25));
			[
				[1, 0],
				[-1, 0],
				[0, 1],
				[0, -1]
			].forEach(function (d) {
				p.dot(cell, x + d[0], y + d[1], c);
			});
			p.dot(cell, x, y, p.pic.pen(0xf4d060));
			p.dot(cell, x, y + 2, p.floor[1]);
		},
		bolt: function (p, cell) {
			[
				[2, 2],
				[12, 2],
				[2, 12],
				[12, 12]
			].forEach(function (d) {
				p.dot(cell, d[0], d[1], p.floor[1]);
				p.dot(cell, d[0] + 1, d[1], p.floor[3]);
			});
		}
	};

	function floor(p, cell, index, detail) {
		var rng = Rand.named(p.seed, "floor" + index);
		p.box(cell, 0, 0, 16, 16, p.floor[2]);
		GRAIN[p.style[0]](p, cell, rng);
		if (detail) {
			DETAIL[p.style[1]](p, cell, rng);
		}
	}

	var WAVE = [0, 1, 1, 2, 2, 2, 1, 1, 0, -1, -1, -2, -2, -2, -1, -1];

	var HAZARD = {
		water: function (p, cell, f) {
			var y,
				x,
				rng = Rand.named(p.seed, "water");
			p.box(cell, 0, 0, 16, 16, p.hazard[1]);
			for (y = 2; y < 16; y += 5) {
				x = rng.int(16);
				arc(p, cell, x + f * 4, y, p.hazard[3]);
				arc(p, cell, x + 8 - f * 4, y + 2, p.hazard[2]);
			}
		},
		lava: function (p, cell, f) {
			var rng = Rand.named(p.seed, "lava"),
				i,
				x,
				y;
			p.box(cell, 0, 0, 16, 16, p.hazard[2]);
			for (i = 0; i < 5; i += 1) {
				x = rng.int(16);
				y = rng.int(16);
				blob(p, cell, x + WAVE[(f * 4 + i * 3) % 16], y, p.hazard[i % 2 ? 3 : 1]);
			}
		},
		ooze: function (p, cell, f) {
			var rng = Rand.named(p.seed, "ooze"),
				i;
			p.box(cell, 0, 0, 16, 16, p.hazard[1]);
			for (i = 0; i < 4; i += 1) {
				blob(p, cell, rng.int(16), rng.int(16) - f + 16, p.hazard[2]);
			}
			bubble(p, cell, rng.range(3, 11), 12 - f * 3, p.hazard[3]);
		},
		void: function (p, cell, f) {
			var rng = Rand.named(p.seed, "void"),
				i,
				deep = p.pic.pen(Colour.mix(p.s.hazard[0], p.s.deep, 60));
			p.box(cell, 0, 0, 16, 16, deep);
			for (i = 0; i < 7; i += 1) {
				p.dot(cell, rng.int(16), rng.int(16), p.hazard[(i + f) % 4]);
			}
			arc(p, cell, rng.int(16) + f * 4, 5, p.hazard[1]);
			arc(p, cell, rng.int(16) - f * 4 + 16, 12, p.hazard[1]);
		},
		neon: function (p, cell, f) {
			var x;
			p.box(cell, 0, 0, 16, 16, p.hazard[0]);
			for (x = 0; x < 16; x += 1) {
				p.dot(cell, x, 4 + WAVE[(x + f * 4) % 16], p.hazard[3]);
				p.dot(cell, x, 11 + WAVE[(x + 8 + f * 4) % 16], p.hazard[2]);
			}
		}
	};

	function arc(p, cell, x, y, pen) {
		[
			[0, 0],
			[1, -1],
			[2, -1],
			[3, 0]
		].forEach(function (d) {
			p.dot(cell, (x + d[0]) % 16, (y + d[1] + 16) % 16, pen);
		});
	}

	function blob(p, cell, x, y, pen) {
		[
			[0, 0],
			[1, 0],
			[2, 0],
			[0, 1],
			[1, 1],
			[2, 1],
			[1, -1],
			[1, 2]
		].forEach(function (d) {
			p.dot(cell, (x + d[0] + 32) % 16, (y + d[1] + 32) % 16, pen);
		});
	}

	function bubble(p, cell, x, y, pen) {
		[
			[0, -1],
			[-1, 0],
			[1, 0],
			[0, 1]
		].forEach(function (d) {
			p.dot(cell, x + d[0], (y + d[1] + 32) % 16, pen);
		});
	}

	return {floor: floor, hazard: HAZARD};
})();
