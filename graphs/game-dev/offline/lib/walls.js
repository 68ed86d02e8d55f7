/* SPDX-License-Identifier: ISC
 * Walls: tops and faces of walls by kind of place, joined by a mask (1 north, 2 east, 4 south, 8 west). */
var Walls = (function () {
	"use strict";
	var TOP = {
		stone: function (p, cell, rng) {
			spots(
				p,
				cell,
				rng,
				3,
				[
					[0, 0],
					[1, 0],
					[2, 1]
				],
				p.wall[1]
			);
		},
		leaves: function (p, cell, rng) {
			spots(
				p,
				cell,
				rng,
				5,
				[
					[0, 0],
					[1, 0],
					[1, -1]
				],
				p.wall[3]
			);
			spots(
				p,
				cell,
				rng,
				4,
				[
					[0, 0],
					[1, 1]
				],
				p.wall[1]
			);
		},
		roof: function (p, cell) {
			var y;
			for (y = 3; y < 16; y += 4) {
				p.box(cell, 0, y, 16, 1, p.wall[1]);
				p.box(cell, (y * 3) % 16, y - 3, 1, 3, p.wall[1]);
				p.box(cell, (y * 3 + 8) % 16, y - 3, 1, 3, p.wall[1]);
			}
		},
		coral: function (p, cell, rng) {
			var pink = p.pic.pen(Colour.mix(p.s.wall[2], 0xf07898, 55));
			spots(
				p,
				cell,
				rng,
				3,
				[
					[0, 0],
					[0, -1],
					[1, -2],
					[-1, -2]
				],
				pink
			);
			spots(
				p,
				cell,
				rng,
				2,
				[
					[0, 0],
					[1, 0]
				],
				p.wall[1]
			);
		},
		snow: function (p, cell, rng) {
			p.box(cell, 0, 0, 16, 16, p.pic.pen(Colour.mix(p.s.wall[4], 0xf4f8ff, 30)));
			spots(
				p,
				cell,
				rng,
				3,
				[
					[0, 0],
					[1, 0],
					[2, 0]
				],
				p.wall[4]
			);
		},
		panel: function (p, cell) {
			p.box(cell, 0, 7, 16, 1, p.wall[1]);
			p.box(cell, 7, 0, 1, 16, p.wall[1]);
			p.dot(cell, 3, 3, p.wall[3]);
			p.dot(cell, 11, 11, p.wall[3]);
		}
	};
	var FACE = {
		rock: function (p, cell, rng) {
			spots(
				p,
				cell,
				rng,
				2,
				[
					[0, 0],
					[1, 0]
				],
				p.wall[4],
				10,
				14
			);
			p.box(cell, rng.pick([4, 5]), 10, 1, 5, p.wall[2]);
			p.box(cell, rng.pick([10, 11]), 11, 1, 4, p.wall[2]);
		},
		brick: function (p, cell) {
			p.box(cell, 0, 11, 16, 1, p.wall[1]);
			p.box(cell, 4, 9, 1, 2, p.wall[1]);
			p.box(cell, 12, 9, 1, 2, p.wall[1]);
			p.box(cell, 0, 12, 1, 3, p.wall[1]);
			p.box(cell, 8, 12, 1, 3, p.wall[1]);
		},
		trunk: function (p, cell) {
			var b = p.pic.pen(Colour.mix(p.s.wall[1], 0x6b4428, 70)),
				l = p.pic.pen(Colour.mix(p.s.wall[3], 0x9a6a3c, 70));
			p.box(cell, 0, 9, 16, 7, p.wall[0]);
			p.box(cell, 3, 9, 4, 6, b);
			p.box(cell, 3, 9, 1, 6, l);
			p.box(cell, 10, 9, 4, 6, b);
			p.box(cell, 10, 9, 1, 6, l);
			p.box(cell, 0, 9, 3, 2, p.wall[2]);
			p.box(cell, 7, 9, 3, 1, p.wall[2]);
		},
		hedge: function (p, cell, rng) {
			spots(
				p,
				cell,
				rng,
				4,
				[
					[0, 0],
					[1, 0]
				],
				p.wall[4],
				10,
				14
			);
			spots(
				p,
				cell,
				rng,
				4,
				[
					[0, 0],
					[0, 1]
				],
				p.wall[2],
				10,
				13
			);
		},
		window: function (p, cell) {
			var w = p.pic.pen(0xf6d878),
				d = p.pic.pen(Colour.mix(p.s.wall[0], 0x202038, 40));
			[2, 10].forEach(function (x) {
				p.box(cell, x, 10, 4, 4, d);
				p.box(cell, x + 1, 11, 2, 2, w);
			});
		},
		shelf: function (p, cell, rng) {
			var x,
				list = [0xb8503c, 0x3c7a8c, 0xd0a040, 0x5c8c50, 0x8a5a9c];
			p.box(cell, 0, 9, 16, 7, p.wall[0]);
			for (x = 1; x < 15; x += 2) {
				p.box(cell, x, 10 + rng.int(2), 2, 4, p.pic.pen(Colour.mix(rng.pick(list), p.s.wall[2], 20)));
			}
			p.box(cell, 0, 14, 16, 1, p.wall[3]);
		},
		ice: function (p, cell) {
			var c = p.pic.pen(Colour.mix(p.s.wall[3], 0xbfe4ff, 60));
			p.box(cell, 2, 9, 2, 4, c);
			p.box(cell, 6, 9, 1, 3, c);
			p.box(cell, 9, 9, 2, 5, c);
			p.box(cell, 13, 9, 1, 3, c);
		},
		panel: function (p, cell) {
			var g = p.hazard[2];
			p.box(cell, 0, 12, 16, 1, p.wall[1]);
			p.box(cell, 3, 10, 4, 1, g);
			p.box(cell, 10, 10, 2, 1, g);
		}
	};

	function spots(p, cell, rng, count, dots, pen, low, high) {
		var i, x, y;
		for (i = 0; i < count; i += 1) {
			x = rng.range(2, 12);
			y = rng.range(low === undefined ? 3 : low, high === undefined ? 12 : high);
			dots.forEach(function (d) {
				p.dot(cell, x + d[0], y + d[1], pen);
			});
		}
	}

	function wall(p, mask) {
		var cell = 16 + mask,
			rng = Rand.named(p.seed, "wall" + mask),
			light = p.style[2] === "snow" ? p.pic.pen(0xffffff) : p.wall[4];
		p.box(cell, 0, 0, 16, 16, p.top);
		TOP[p.style[2]](p, cell, rng);
		if (!(mask & 4)) {
			face(p, cell, rng);
		}
		if (!(mask & 1)) {
			p.box(cell, 0, 0, 16, 1, light);
			p.box(cell, 0, 1, 16, 1, p.wall[3]);
		}
		if (!(mask & 8)) {
			p.box(cell, 0, 0, 1, mask & 4 ? 16 : 9, p.wall[3]);
		}
		if (!(mask & 2)) {
			p.box(cell, 15, 0, 1, 16, p.wall[0]);
		}
		if (!(mask & 1) && !(mask & 8)) {
			p.dot(cell, 0, 0, p.floor[1]);
		}
		if (!(mask & 1) && !(mask & 2)) {
			p.dot(cell, 15, 0, p.floor[1]);
		}
	}

	function face(p, cell, rng) {
		p.box(cell, 0, 9, 16, 7, p.wall[3]);
		FACE[p.style[3]](p, cell, rng);
		p.box(cell, 0, 8, 16, 1, p.wall[1]);
		p.box(cell, 0, 15, 16, 1, p.wall[0]);
	}

	return {draw: wall};
})();
