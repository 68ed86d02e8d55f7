/* SPDX-License-Identifier: ISC
 * SideTiles: ground seen from the side, 8×4 cells of 16×16. Row 0-1: ground by joining mask (1 north, 2 east, 4 south, 8 west) 0-15;
 * row 2: 0 ledge left, 1 middle, 2 right, 3 single (jumped through from below); 4 spikes, 5 spring at rest, 6 spring pressed, 7 crate;
 * row 3: 0-3 small plants and stones that stand on ground, 4 gate shut, 5-7 gate open (3 frames). */
var SideTiles = (function () {
	"use strict";

	function Painter(job) {
		this.pic = Canvas.picture(job.w, job.h);
		this.s = job.scheme;
		this.seed = job.look.seed;
		this.ground = job.scheme.wall;
		this.top = job.scheme.floor;
		this.soft = /snow|sky/.test(job.look.biome) ? [0xdfeaf6, 0xf6fbff] : [job.scheme.floor[3], job.scheme.floor[4]];
		this.hard = /space|lab|library|castle|city|ruins|kitchen/.test(job.look.biome);
	}

	Painter.prototype.box = function (cell, x, y, w, h, colour) {
		var x0 = Math.max(0, x),
			y0 = Math.max(0, y),
			x1 = Math.min(16, x + w),
			y1 = Math.min(16, y + h);
		if (x1 > x0 && y1 > y0) {
			this.pic.box((cell % 8) * 16 + x0, Math.floor(cell / 8) * 16 + y0, x1 - x0, y1 - y0, this.pic.pen(colour));
		}
	};

	/* grain of the ground: bricks where people build, stones elsewhere */
	function body(p, cell, rng) {
		var i, x, y;
		p.box(cell, 0, 0, 16, 16, p.ground[2]);
		if (p.hard) {
			for (y = 3; y < 16; y += 6) {
				p.box(cell, 0, y + 2, 16, 1, p.ground[1]);
				p.box(cell, y % 4 ? 4 : 11, y - 3, 1, 5, p.ground[1]);
				p.box(cell, 0, y - 3, 16, 1, Colour.mix(p.ground[2], p.ground[3], 30));
			}
			return;
		}
		for (i = 0; i < 4; i += 1) {
			x = rng.range(2, 11);
			y = rng.range(5, 13);
			p.box(cell, x, y, 3, 2, p.ground[1]);
			p.box(cell, x, y, 2, 1, p.ground[3]);
		}
	}

	/* grass, snow, sand or tiles on the upper side */
	function crown(p, cell, rng) {
		var x;
		p.box(cell, 0, 0, 16, 4, p.soft[0]);
		p.box(cell, 0, 0, 16, 1, p.soft[1]);
		p.box(cell, 0, 4, 16, 1, Colour.mix(p.ground[0], p.top[1], 40));
		if (p.hard) {
			p.box(cell, 7, 1, 1, 3, p.top[2]);
			p.box(cell, 15, 1, 1, 3, p.top[2]);
			return;
		}
		for (x = 0; x < 16; x += 2) {
			p.box(cell, x, 4, 1, rng.range(1, 2), p.soft[0]);
		}
	}

	function ground(p, mask) {
		var rng = Rand.named(p.seed, "side" + mask);
		body(p, mask, rng);
		if (!(mask & 2)) {
			p.box(mask, 14, 0, 2, 16, p.ground[1]);
			p.box(mask, 15, 0, 1, 16, p.ground[0]);
		}
		if (!(mask & 8)) {
			p.box(mask, 0, 0, 1, 16, p.ground[3]);
		}
		if (!(mask & 4)) {
			p.box(mask, 0, 14, 16, 2, p.ground[0]);
		}
		if (!(mask & 1)) {
			crown(p, mask, rng);
		}
	}

	function ledge(p, cell, left, right) {
		p.box(cell, left ? 1 : 0, 0, 16 - (left ? 1 : 0) - (right ? 1 : 0), 5, Colour.mix(p.ground[3], 0x9a6a3c, 35));
		p.box(cell, left ? 1 : 0, 0, 16 - (left ? 1 : 0) - (right ? 1 : 0), 1, p.soft[1]);
		p.box(cell, left ? 1 : 0, 4, 16 - (left ? 1 : 0) - (right ? 1 : 0), 1, p.ground[0]);
		p.box(cell, 5, 1, 1, 3, p.ground[1]);
		p.box(cell, 11, 1, 1, 3, p.ground[1]);
		if (left || right) {
			p.box(cell, left ? 2 : 12, 5, 2, 3, p.ground[1]);
		}
	}

	/* teeth with a light edge and a dark outline: known as sharp without their colour */
	function spikes(p, cell) {
		var i, y, x, w;
		for (i = 0; i < 2; i += 1) {
			for (y = 5; y < 16; y += 1) {
				w = Math.floor((y - 4) / 3) + 1;
				x = i * 8 + 4 - w;
				p.box(cell, x - 1, y, w * 2 + 2, 1, p.s.ink);
				p.box(cell, x, y, w * 2, 1, p.s.danger[2]);
				p.box(cell, x, y, w, 1, 0xf2eee8);
			}
		}
		p.box(cell, 0, 15, 16, 1, p.s.ink);
	}

	function spring(p, cell, pressed) {
		var y = pressed ? 11 : 6;
		p.box(cell, 2, 13, 12, 3, p.s.ink);
		p.box(cell, 3, 14, 10, 1, Ramps.METAL[2]);
		p.box(cell, 4, y + 3, 8, 13 - y - 3, Ramps.METAL[1]);
		for (; y + 4 < 13; y += 2) {
			p.box(cell, 4, y + 4, 8, 1, Ramps.METAL[3]);
		}
		y = pressed ? 11 : 6;
		p.box(cell, 1, y - 1, 14, 4, p.s.ink);
		p.box(cell, 2, y, 12, 2, p.s.item[2]);
		p.box(cell, 2, y, 12, 1, p.s.item[3]);
	}

	function plants(p) {
		var i,
			k,
			cell,
			rng = Rand.named(p.seed, "plants"),
			h;
		for (i = 0; i < 4; i += 1) {
			cell = 24 + i;
			if (p.hard && i % 2 === 0) {
				p.box(cell, 4, 9, 8, 7, p.ground[1]);
				p.box(cell, 5, 10, 6, 5, p.ground[3]);
				continue;
			}
			for (k = 0; k < 5; k += 1) {
				h = rng.range(3, 8);
				p.box(cell, 2 + k * 3, 16 - h, 1, h, k % 2 ? p.soft[0] : p.top[2]);
				if (i > 1 && k === 2) {
					p.box(cell, 1 + k * 3, 14 - h, 3, 3, i === 2 ? p.s.trim[2] : p.s.danger2[3]);
				}
			}
		}
	}

	function gate(p, cell, frame) {
		var y;
		p.box(cell, 1, 0, 14, 16, p.s.ink);
		p.box(cell, 2, 1, 12, 15, Ramps.STONE[2]);
		p.box(cell, 2, 1, 12, 1, Ramps.STONE[3]);
		p.box(cell, 4, 3, 8, 13, frame < 0 ? p.s.deep : p.s.item[1]);
		if (frame < 0) {
			for (y = 4; y < 16; y += 4) {
				p.box(cell, 4, y, 8, 1, Ramps.METAL[1]);
			}
			p.box(cell, 7, 3, 2, 13, Ramps.METAL[1]);
			return;
		}
		for (y = 4 + frame; y < 16; y += 3) {
			p.box(cell, 5, y, 6, 2, p.s.item[2]);
			p.box(cell, 6, y, 4, 1, p.s.item[3]);
		}
	}

	function crate(p, cell) {
		p.box(cell, 0, 0, 16, 16, p.s.ink);
		p.box(cell, 1, 1, 14, 14, Ramps.WOOD[2]);
		p.box(cell, 1, 1, 14, 2, Ramps.WOOD[3]);
		p.box(cell, 1, 13, 14, 2, Ramps.WOOD[1]);
		p.box(cell, 4, 3, 8, 10, Ramps.WOOD[1]);
		p.box(cell, 5, 4, 6, 8, Ramps.WOOD[2]);
	}

	function picture(job) {
		var p = new Painter(job),
			i;
		for (i = 0; i < 16; i += 1) {
			ground(p, i);
		}
		ledge(p, 16, true, false);
		ledge(p, 17, false, false);
		ledge(p, 18, false, true);
		ledge(p, 19, true, true);
		spikes(p, 20);
		spring(p, 21, false);
		spring(p, 22, true);
		crate(p, 23);
		plants(p);
		for (i = 0; i < 4; i += 1) {
			gate(p, 28 + i, i - 1);
		}
		return p.pic;
	}

	return {
		draw: function (job) {
			return picture(job).png(1);
		}
	};
})();
