/* SPDX-License-Identifier: ISC
 * Tiles: floors, hazards and joining walls of one place, 8×4 cells of 16×16. Every cell is opaque; floors join since their grain
 * keeps off the rim; a wall's look follows its mask (1 north, 2 east, 4 south, 8 west), so any map joins. */
var Tiles = (function () {
	"use strict";
	/* floor grain, detail, wall top, wall face, hazard: one row a kind of place */
	var STYLE = {
		cliff: ["speckle", "pebble", "stone", "rock", "water"], forest: ["grass", "tuft", "leaves", "trunk", "water"], city: ["slab", "crack", "roof", "window", "neon"], cave: ["speckle", "pebble", "stone", "rock", "water"], ruins: ["slab", "crack", "stone", "brick", "water"],
		sea: ["sand", "pebble", "coral", "rock", "void"], snow: ["speckle", "tuft", "snow", "ice", "water"], desert: ["sand", "pebble", "stone", "brick", "water"], space: ["panel", "bolt", "panel", "panel", "void"], library: ["plank", "crack", "roof", "shelf", "void"],
		garden: ["grass", "flower", "leaves", "hedge", "water"], castle: ["slab", "crack", "stone", "brick", "water"], swamp: ["grass", "tuft", "leaves", "trunk", "ooze"], volcano: ["speckle", "crack", "stone", "rock", "lava"], sky: ["speckle", "tuft", "snow", "rock", "void"],
		beach: ["sand", "pebble", "leaves", "trunk", "water"], village: ["slab", "tuft", "roof", "window", "water"], shrine: ["grass", "tuft", "roof", "window", "water"], graveyard: ["grass", "tuft", "stone", "brick", "ooze"], lab: ["panel", "bolt", "panel", "panel", "ooze"], kitchen: ["checker", "crack", "roof", "shelf", "lava"]
	};

	function Painter(job) {
		this.pic = Canvas.picture(job.w, job.h);
		this.s = job.scheme;
		this.style = STYLE[job.look.biome] || STYLE.garden;
		this.seed = job.look.seed;
		this.floor = job.scheme.floor.map(this.pic.pen, this.pic);
		this.wall = job.scheme.wall.map(this.pic.pen, this.pic);
		this.hazard = job.scheme.hazard.map(this.pic.pen, this.pic);
		this.soft = [this.pic.pen(Colour.mix(job.scheme.floor[2], job.scheme.floor[1], 45)), this.floor[2], this.pic.pen(Colour.mix(job.scheme.floor[2], job.scheme.floor[3], 45))];
		this.top = this.pic.pen(Colour.mix(job.scheme.wall[1], job.scheme.wall[2], 40));
	}

	Painter.prototype.dot = function (cell, x, y, pen) {
		if (x >= 0 && y >= 0 && x < 16 && y < 16) { this.pic.set((cell % 8) * 16 + x, Math.floor(cell / 8) * 16 + y, pen); }
	};

	Painter.prototype.box = function (cell, x, y, w, h, pen) {
		this.pic.box((cell % 8) * 16 + x, Math.floor(cell / 8) * 16 + y, w, h, pen);
	};

	/* ---- floors ---- */

	var GRAIN = {
		grass: function (p, cell, rng) { sprinkle(p, cell, rng, 5, [[0, 0, 0], [0, -1, 2]]); },
		speckle: function (p, cell, rng) { sprinkle(p, cell, rng, 5, [[0, 0, 0]]); sprinkle(p, cell, rng, 3, [[0, 0, 2], [1, 0, 2]]); },
		sand: function (p, cell, rng) { sprinkle(p, cell, rng, 3, [[0, 0, 2], [1, 0, 2], [2, 0, 2], [0, 1, 0], [1, 1, 0]]); },
		slab: function (p, cell, rng) { slab(p, cell, rng, 16); },
		checker: function (p, cell) { p.box(cell, 0, 0, 8, 8, p.soft[2]); p.box(cell, 8, 8, 8, 8, p.soft[2]); p.box(cell, 8, 0, 8, 8, p.soft[0]); p.box(cell, 0, 8, 8, 8, p.soft[0]); },
		plank: function (p, cell, rng) { planks(p, cell, rng); },
		panel: function (p, cell) { p.box(cell, 0, 15, 16, 1, p.soft[0]); p.box(cell, 15, 0, 1, 16, p.soft[0]); p.box(cell, 0, 0, 15, 1, p.soft[2]); p.box(cell, 0, 0, 1, 15, p.soft[2]); }
	};

	function sprinkle(p, cell, rng, count, dots) {
		var i, x, y;
		for (i = 0; i < count; i += 1) {
			x = rng.range(1, 12);
			y = rng.range(2, 13);
			dots.forEach(function (d) { p.dot(cell, x + d[0], y + d[1], p.soft[d[2]]); });
		}
	}

	function slab(p, cell, rng) {
		p.box(cell, 0, 15, 16, 1, p.soft[0]);
		p.box(cell, 15, 0, 1, 16, p.soft[0]);
		if (rng.chance(60)) { p.box(cell, 0, 7, 16, 1, p.soft[0]); p.box(cell, rng.pick([5, 8, 10]), 0, 1, 7, p.soft[0]); }
		sprinkle(p, cell, rng, 2, [[0, 0, 2], [1, 0, 2]]);
	}

	function planks(p, cell, rng) {
		var y;
		for (y = 3; y < 16; y += 4) {
			p.box(cell, 0, y, 16, 1, p.soft[0]);
			p.box(cell, rng.range(2, 13), y - 3, 1, 3, p.soft[0]);
		}
		sprinkle(p, cell, rng, 2, [[0, 0, 2], [1, 0, 2], [2, 0, 2]]);
	}

	var DETAIL = {
		pebble: function (p, cell, rng) { var x = rng.range(3, 10), y = rng.range(5, 11); p.box(cell, x, y, 3, 2, p.floor[1]); p.box(cell, x, y, 2, 1, p.floor[3]); p.dot(cell, x + 4, y + 1, p.floor[1]); },
		tuft: function (p, cell, rng) { var x = rng.range(3, 11), y = rng.range(6, 12); [[0, 0], [0, -1], [-1, -2], [1, -1], [2, -2], [2, -1], [1, 0]].forEach(function (d, i) { p.dot(cell, x + d[0], y + d[1], i % 2 ? p.floor[3] : p.floor[1]); }); },
		crack: function (p, cell, rng) { var x = rng.range(3, 8), y = rng.range(4, 9); [[0, 0], [1, 1], [2, 1], [3, 2], [3, 3], [4, 4]].forEach(function (d) { p.dot(cell, x + d[0], y + d[1], p.floor[1]); }); },
		flower: function (p, cell, rng) { var x = rng.range(3, 11), y = rng.range(4, 11), c = p.pic.pen(Colour.mix(rng.pick([0xf0a0c0, 0xf4e08a, 0xffffff, 0xb0b8f0]), p.s.floor[2], 25)); [[1, 0], [-1, 0], [0, 1], [0, -1]].forEach(function (d) { p.dot(cell, x + d[0], y + d[1], c); }); p.dot(cell, x, y, p.pic.pen(0xf4d060)); p.dot(cell, x, y + 2, p.floor[1]); },
		bolt: function (p, cell) { [[2, 2], [12, 2], [2, 12], [12, 12]].forEach(function (d) { p.dot(cell, d[0], d[1], p.floor[1]); p.dot(cell, d[0] + 1, d[1], p.floor[3]); }); }
	};

	function floor(p, cell, index, detail) {
		var rng = Rand.named(p.seed, "floor" + index);
		p.box(cell, 0, 0, 16, 16, p.floor[2]);
		GRAIN[p.style[0]](p, cell, rng);
		if (detail) { DETAIL[p.style[1]](p, cell, rng); }
	}

	/* ---- hazards, four frames ---- */

	var WAVE = [0, 1, 1, 2, 2, 2, 1, 1, 0, -1, -1, -2, -2, -2, -1, -1];

	var HAZARD = {
		water: function (p, cell, f) { var y, x, rng = Rand.named(p.seed, "water"); p.box(cell, 0, 0, 16, 16, p.hazard[1]); for (y = 2; y < 16; y += 5) { x = rng.int(16); arc(p, cell, x + f * 4, y, p.hazard[3]); arc(p, cell, x + 8 - f * 4, y + 2, p.hazard[2]); } },
		lava: function (p, cell, f) { var rng = Rand.named(p.seed, "lava"), i, x, y; p.box(cell, 0, 0, 16, 16, p.hazard[2]); for (i = 0; i < 5; i += 1) { x = rng.int(16); y = rng.int(16); blob(p, cell, x + WAVE[(f * 4 + i * 3) % 16], y, p.hazard[i % 2 ? 3 : 1]); } },
		ooze: function (p, cell, f) { var rng = Rand.named(p.seed, "ooze"), i; p.box(cell, 0, 0, 16, 16, p.hazard[1]); for (i = 0; i < 4; i += 1) { blob(p, cell, rng.int(16), rng.int(16) - f + 16, p.hazard[2]); } bubble(p, cell, rng.range(3, 11), 12 - f * 3, p.hazard[3]); },
		void: function (p, cell, f) { var rng = Rand.named(p.seed, "void"), i, deep = p.pic.pen(Colour.mix(p.s.hazard[0], p.s.deep, 60)); p.box(cell, 0, 0, 16, 16, deep); for (i = 0; i < 7; i += 1) { p.dot(cell, rng.int(16), rng.int(16), p.hazard[(i + f) % 4]); } arc(p, cell, rng.int(16) + f * 4, 5, p.hazard[1]); arc(p, cell, rng.int(16) - f * 4 + 16, 12, p.hazard[1]); },
		neon: function (p, cell, f) { var x; p.box(cell, 0, 0, 16, 16, p.hazard[0]); for (x = 0; x < 16; x += 1) { p.dot(cell, x, 4 + WAVE[(x + f * 4) % 16], p.hazard[3]); p.dot(cell, x, 11 + WAVE[(x + 8 + f * 4) % 16], p.hazard[2]); } }
	};

	function arc(p, cell, x, y, pen) {
		[[0, 0], [1, -1], [2, -1], [3, 0]].forEach(function (d) { p.dot(cell, (x + d[0]) % 16, (y + d[1] + 16) % 16, pen); });
	}

	function blob(p, cell, x, y, pen) {
		[[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1], [1, -1], [1, 2]].forEach(function (d) { p.dot(cell, (x + d[0] + 32) % 16, (y + d[1] + 32) % 16, pen); });
	}

	function bubble(p, cell, x, y, pen) {
		[[0, -1], [-1, 0], [1, 0], [0, 1]].forEach(function (d) { p.dot(cell, x + d[0], (y + d[1] + 32) % 16, pen); });
	}

	/* ---- walls ---- */

	var TOP = {
		stone: function (p, cell, rng) { spots(p, cell, rng, 3, [[0, 0], [1, 0], [2, 1]], p.wall[1]); }, leaves: function (p, cell, rng) { spots(p, cell, rng, 5, [[0, 0], [1, 0], [1, -1]], p.wall[3]); spots(p, cell, rng, 4, [[0, 0], [1, 1]], p.wall[1]); },
		roof: function (p, cell) { var y; for (y = 3; y < 16; y += 4) { p.box(cell, 0, y, 16, 1, p.wall[1]); p.box(cell, (y * 3) % 16, y - 3, 1, 3, p.wall[1]); p.box(cell, (y * 3 + 8) % 16, y - 3, 1, 3, p.wall[1]); } },
		coral: function (p, cell, rng) { var pink = p.pic.pen(Colour.mix(p.s.wall[2], 0xf07898, 55)); spots(p, cell, rng, 3, [[0, 0], [0, -1], [1, -2], [-1, -2]], pink); spots(p, cell, rng, 2, [[0, 0], [1, 0]], p.wall[1]); },
		snow: function (p, cell, rng) { p.box(cell, 0, 0, 16, 16, p.pic.pen(Colour.mix(p.s.wall[4], 0xf4f8ff, 30))); spots(p, cell, rng, 3, [[0, 0], [1, 0], [2, 0]], p.wall[4]); },
		panel: function (p, cell) { p.box(cell, 0, 7, 16, 1, p.wall[1]); p.box(cell, 7, 0, 1, 16, p.wall[1]); p.dot(cell, 3, 3, p.wall[3]); p.dot(cell, 11, 11, p.wall[3]); }
	};
	var FACE = {
		rock: function (p, cell, rng) { spots(p, cell, rng, 2, [[0, 0], [1, 0]], p.wall[4], 10, 14); p.box(cell, rng.pick([4, 5]), 10, 1, 5, p.wall[2]); p.box(cell, rng.pick([10, 11]), 11, 1, 4, p.wall[2]); },
		brick: function (p, cell) { p.box(cell, 0, 11, 16, 1, p.wall[1]); p.box(cell, 4, 9, 1, 2, p.wall[1]); p.box(cell, 12, 9, 1, 2, p.wall[1]); p.box(cell, 0, 12, 1, 3, p.wall[1]); p.box(cell, 8, 12, 1, 3, p.wall[1]); },
		trunk: function (p, cell) { var b = p.pic.pen(Colour.mix(p.s.wall[1], 0x6b4428, 70)), l = p.pic.pen(Colour.mix(p.s.wall[3], 0x9a6a3c, 70)); p.box(cell, 0, 9, 16, 7, p.wall[0]); p.box(cell, 3, 9, 4, 6, b); p.box(cell, 3, 9, 1, 6, l); p.box(cell, 10, 9, 4, 6, b); p.box(cell, 10, 9, 1, 6, l); p.box(cell, 0, 9, 3, 2, p.wall[2]); p.box(cell, 7, 9, 3, 1, p.wall[2]); },
		hedge: function (p, cell, rng) { spots(p, cell, rng, 4, [[0, 0], [1, 0]], p.wall[4], 10, 14); spots(p, cell, rng, 4, [[0, 0], [0, 1]], p.wall[2], 10, 13); },
		window: function (p, cell) { var w = p.pic.pen(0xf6d878), d = p.pic.pen(Colour.mix(p.s.wall[0], 0x202038, 40)); [2, 10].forEach(function (x) { p.box(cell, x, 10, 4, 4, d); p.box(cell, x + 1, 11, 2, 2, w); }); },
		shelf: function (p, cell, rng) { var x, list = [0xb8503c, 0x3c7a8c, 0xd0a040, 0x5c8c50, 0x8a5a9c]; p.box(cell, 0, 9, 16, 7, p.wall[0]); for (x = 1; x < 15; x += 2) { p.box(cell, x, 10 + rng.int(2), 2, 4, p.pic.pen(Colour.mix(rng.pick(list), p.s.wall[2], 20))); } p.box(cell, 0, 14, 16, 1, p.wall[3]); },
		ice: function (p, cell) { var c = p.pic.pen(Colour.mix(p.s.wall[3], 0xbfe4ff, 60)); p.box(cell, 2, 9, 2, 4, c); p.box(cell, 6, 9, 1, 3, c); p.box(cell, 9, 9, 2, 5, c); p.box(cell, 13, 9, 1, 3, c); },
		panel: function (p, cell) { var g = p.hazard[2]; p.box(cell, 0, 12, 16, 1, p.wall[1]); p.box(cell, 3, 10, 4, 1, g); p.box(cell, 10, 10, 2, 1, g); }
	};

	function spots(p, cell, rng, count, dots, pen, low, high) {
		var i, x, y;
		for (i = 0; i < count; i += 1) {
			x = rng.range(2, 12);
			y = rng.range(low === undefined ? 3 : low, high === undefined ? 12 : high);
			dots.forEach(function (d) { p.dot(cell, x + d[0], y + d[1], pen); });
		}
	}

	function wall(p, mask) {
		var cell = 16 + mask, rng = Rand.named(p.seed, "wall" + mask), light = p.style[2] === "snow" ? p.pic.pen(0xffffff) : p.wall[4];
		p.box(cell, 0, 0, 16, 16, p.top);
		TOP[p.style[2]](p, cell, rng);
		if (!(mask & 4)) { face(p, cell, rng); }
		if (!(mask & 1)) { p.box(cell, 0, 0, 16, 1, light); p.box(cell, 0, 1, 16, 1, p.wall[3]); }
		if (!(mask & 8)) { p.box(cell, 0, 0, 1, mask & 4 ? 16 : 9, p.wall[3]); }
		if (!(mask & 2)) { p.box(cell, 15, 0, 1, 16, p.wall[0]); }
		if (!(mask & 1) && !(mask & 8)) { p.dot(cell, 0, 0, p.floor[1]); }
		if (!(mask & 1) && !(mask & 2)) { p.dot(cell, 15, 0, p.floor[1]); }
	}

	function face(p, cell, rng) {
		p.box(cell, 0, 9, 16, 7, p.wall[3]);
		FACE[p.style[3]](p, cell, rng);
		p.box(cell, 0, 8, 16, 1, p.wall[1]);
		p.box(cell, 0, 15, 16, 1, p.wall[0]);
	}

	function edge(p, cell, index) {
		var y, shade = [55, 45, 32, 20, 10];
		floor(p, cell, index, false);
		for (y = 0; y < 5; y += 1) { p.box(cell, 0, y, 16, 1, p.pic.pen(Colour.mix(p.s.floor[2], p.s.deep, shade[y]))); }
	}

	function picture(job) {
		var p = new Painter(job), i;
		for (i = 0; i < 4; i += 1) { floor(p, i, i, false); }
		for (i = 0; i < 4; i += 1) { floor(p, 4 + i, 10 + i, true); }
		for (i = 0; i < 4; i += 1) { HAZARD[p.style[4]](p, 8 + i, i); }
		for (i = 0; i < 4; i += 1) { edge(p, 12 + i, 20 + i); }
		for (i = 0; i < 16; i += 1) { wall(p, i); }
		return p.pic;
	}

	return {picture: picture, draw: function (job) { return picture(job).png(1); }};
}());
