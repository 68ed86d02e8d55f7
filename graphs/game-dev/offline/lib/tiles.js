/* SPDX-License-Identifier: ISC
 * Tiles: floors, hazards and joining walls of one place, 8×4 cells of 16×16. Every cell is opaque; floors join since their grain
 * keeps off the rim; a wall's look follows its mask (1 north, 2 east, 4 south, 8 west), so any map joins. */
var Tiles = (function () {
	"use strict";
	/* floor grain, detail, wall top, wall face, hazard: one row a kind of place */
	var STYLE = {
		cliff: ["speckle", "pebble", "stone", "rock", "water"],
		forest: ["grass", "tuft", "leaves", "trunk", "water"],
		city: ["slab", "crack", "roof", "window", "neon"],
		cave: ["speckle", "pebble", "stone", "rock", "water"],
		ruins: ["slab", "crack", "stone", "brick", "water"],
		sea: ["sand", "pebble", "coral", "rock", "void"],
		snow: ["speckle", "tuft", "snow", "ice", "water"],
		desert: ["sand", "pebble", "stone", "brick", "water"],
		space: ["panel", "bolt", "panel", "panel", "void"],
		library: ["plank", "crack", "roof", "shelf", "void"],
		garden: ["grass", "flower", "leaves", "hedge", "water"],
		castle: ["slab", "crack", "stone", "brick", "water"],
		swamp: ["grass", "tuft", "leaves", "trunk", "ooze"],
		volcano: ["speckle", "crack", "stone", "rock", "lava"],
		sky: ["speckle", "tuft", "snow", "rock", "void"],
		beach: ["sand", "pebble", "leaves", "trunk", "water"],
		village: ["slab", "tuft", "roof", "window", "water"],
		shrine: ["grass", "tuft", "roof", "window", "water"],
		graveyard: ["grass", "tuft", "stone", "brick", "ooze"],
		lab: ["panel", "bolt", "panel", "panel", "ooze"],
		kitchen: ["checker", "crack", "roof", "shelf", "lava"]
	};

	function Painter(job) {
		this.pic = Canvas.picture(job.w, job.h);
		this.s = job.scheme;
		this.style = STYLE[job.look.biome] || STYLE.garden;
		this.seed = job.look.seed;
		this.floor = job.scheme.floor.map(this.pic.pen, this.pic);
		this.wall = job.scheme.wall.map(this.pic.pen, this.pic);
		this.hazard = job.scheme.hazard.map(this.pic.pen, this.pic);
		this.soft = [
			this.pic.pen(Colour.mix(job.scheme.floor[2], job.scheme.floor[1], 45)),
			this.floor[2],
			this.pic.pen(Colour.mix(job.scheme.floor[2], job.scheme.floor[3], 45))
		];
		this.top = this.pic.pen(Colour.mix(job.scheme.wall[1], job.scheme.wall[2], 40));
	}

	Painter.prototype.dot = function (cell, x, y, pen) {
		if (x >= 0 && y >= 0 && x < 16 && y < 16) {
			this.pic.set((cell % 8) * 16 + x, Math.floor(cell / 8) * 16 + y, pen);
		}
	};

	Painter.prototype.box = function (cell, x, y, w, h, pen) {
		this.pic.box((cell % 8) * 16 + x, Math.floor(cell / 8) * 16 + y, w, h, pen);
	};

	function edge(p, cell, index) {
		var y,
			shade = [55, 45, 32, 20, 10];
		Grounds.floor(p, cell, index, false);
		for (y = 0; y < 5; y += 1) {
			p.box(cell, 0, y, 16, 1, p.pic.pen(Colour.mix(p.s.floor[2], p.s.deep, shade[y])));
		}
	}

	function picture(job) {
		var p = new Painter(job),
			i;
		for (i = 0; i < 4; i += 1) {
			Grounds.floor(p, i, i, false);
		}
		for (i = 0; i < 4; i += 1) {
			Grounds.floor(p, 4 + i, 10 + i, true);
		}
		for (i = 0; i < 4; i += 1) {
			Grounds.hazard[p.style[4]](p, 8 + i, i);
		}
		for (i = 0; i < 4; i += 1) {
			edge(p, 12 + i, 20 + i);
		}
		for (i = 0; i < 16; i += 1) {
			Walls.draw(p, i);
		}
		return p.pic;
	}

	return {
		picture: picture,
		draw: function (job) {
			return picture(job).png(1);
		}
	};
})();
