/* SPDX-License-Identifier: ISC
 * Cover: the place, the hero large in the middle, one thing shining, one danger at the edge; 320×180 pixels, doubled. */
var Cover = (function () {
	"use strict";
	var W = 320, H = 180, HORIZON = 104;

	function sky(pic, job) {
		var s = job.scheme.sky, night = job.look.time === "night", i, y, low = night ? 0 : 1, bands = 5, tall = Math.floor(HORIZON / bands) + 1, warm = job.look.time === "dusk" || job.look.time === "dawn";
		for (i = 0; i < bands; i += 1) {
			var colour = s[Math.min(5, low + Math.floor(i * (night ? 3 : 5) / bands))];
			if (warm) { colour = Colour.mix(colour, 0xff9a6a, i * 11); }
			pic.box(0, i * tall, W, tall, pic.pen(colour));
			for (y = 0; y < W && i > 0; y += 4) { pic.box(y, i * tall - 1, 2, 1, pic.pen(colour)); }
		}
	}

	function lights(pic, job, rng) {
		var i, night = job.look.time === "night", moon = night ? 0xf4f0d8 : job.look.time === "day" ? 0xfff6d0 : 0xffd9a0, back = job.scheme.sky[night ? 1 : 3];
		if (/cave|library|kitchen|lab|sea/.test(job.look.biome)) { return; }
		if (night || job.look.biome === "space") { for (i = 0; i < 50; i += 1) { pic.set(rng.int(W), rng.int(90), pic.pen(i % 3 ? Colour.mix(back, 0xffffff, 50) : 0xfff6df)); } }
		pic.disc(256, 36, 24, pic.pen(Colour.mix(back, moon, 25)));
		pic.disc(256, 36, 17, pic.pen(moon));
		if (night) { pic.disc(250, 33, 3, pic.pen(0xdcd6b8)); pic.disc(262, 42, 4, pic.pen(0xdcd6b8)); }
	}

	/* a ridge by a walk of heights that keeps near its base */
	function ridge(pic, rng, base, rise, colour, width) {
		var x, y = base - rng.int(rise), pen = pic.pen(colour), goal = base - rng.int(rise);
		for (x = 0; x < W; x += 1) {
			if (x % width === 0) { goal = base - rng.int(rise); }
			if (x % 2 === 0) { y += goal > y ? 1 : goal < y ? -1 : 0; }
			pic.box(x, y, 1, HORIZON + 12 - y, pen);
		}
	}

	function standing(pic, job, rng, colour) {
		var pen = pic.pen(colour), glow = pic.pen(0xffdc78), x, h, i, kind = {city: "block", village: "block", castle: "block", lab: "block", kitchen: "block", library: "block", forest: "tree", garden: "tree", snow: "tree", swamp: "tree", shrine: "tree", graveyard: "grave", ruins: "column", sea: "spike", cave: "spike", volcano: "spike"}[job.look.biome] || "rock";
		for (x = 4; x < W; x += rng.range(16, 30)) {
			h = rng.range(14, 40);
			if (kind === "block") { pic.box(x, HORIZON - h, 14, h + 8, pen); for (i = HORIZON - h + 4; i < HORIZON - 4; i += 7) { if (rng.chance(60)) { pic.box(x + rng.pick([3, 8]), i, 3, 3, glow); } } }
			if (kind === "tree") { pic.box(x + 5, HORIZON - h, 3, h + 6, pen); for (i = 0; i < h; i += 1) { pic.box(x + 6 - Math.floor(i % 9 + i / 8), HORIZON - h - 4 + i, 2 * Math.floor(i % 9 + i / 8) + 1, 1, pen); } }
			if (kind === "grave") { pic.box(x, HORIZON - (h >> 1), 9, (h >> 1) + 6, pen); pic.box(x + 2, HORIZON - (h >> 1) - 2, 5, 2, pen); }
			if (kind === "column") { pic.box(x, HORIZON - h, 6, h + 6, pen); pic.box(x - 2, HORIZON - h - 3, 10, 3, pen); }
			if (kind === "spike") { for (i = 0; i < h; i += 1) { pic.box(x - (i >> 2), HORIZON - h + i, (i >> 1) + 1, 1, pen); } }
			if (kind === "rock") { for (i = 0; i < h >> 1; i += 1) { pic.box(x - i, HORIZON - (h >> 1) + i, i * 2 + 5, 1, pen); } }
		}
		if (job.look.biome === "cliff") { tower(pic, 58, glow); }
	}

	function tower(pic, x, glow) {
		var i, white = pic.pen(0xe8e4dc), red = pic.pen(0xb8484c);
		for (i = 0; i < 60; i += 1) { pic.box(x - 5 - (i >> 4), HORIZON - 56 + i, 11 + 2 * (i >> 4), 1, i % 24 < 12 ? white : red); }
		pic.box(x - 6, HORIZON - 60, 13, 4, red);
		pic.box(x - 4, HORIZON - 68, 9, 8, glow);
		pic.box(x - 5, HORIZON - 72, 11, 4, red);
	}

	function ground(pic, job) {
		var tiles = Tiles.picture(job.tiles), x, y, rng = Rand.named(job.look.seed, "cover ground"), cell;
		for (y = 0; y < 5; y += 1) {
			for (x = 0; x < 20; x += 1) {
				cell = rng.chance(18) ? 4 + rng.int(4) : rng.int(4);
				pic.paste(tiles, cell * 16, 0, 16, 16, x * 16, HORIZON + y * 16, 1, false);
			}
		}
		pic.box(0, HORIZON, W, 1, pic.pen(job.scheme.floor[4]));
	}

	function shadow(pic, job, x, y, w) {
		var pen = pic.pen(Colour.mix(job.scheme.floor[1], job.scheme.deep, 45)), i;
		for (i = 0; i < 7; i += 1) { pic.box(x + Math.abs(3 - i) * 3, y + i, w - Math.abs(3 - i) * 6, 1, pen); }
	}

	function stamp(pic, cell, job, x, y, zoom, mirror) {
		var small = Canvas.picture(16, 16);
		cell.grid.paint(small, 0, 0, cell.materials, job.scheme.ink);
		pic.paste(small, 0, 0, 16, 16, x, y, zoom, mirror);
	}

	function rays(pic, job, cx, cy) {
		var i, pen = pic.pen(job.scheme.item[3]), d = [[0, -26], [0, 26], [-26, 0], [26, 0], [18, -18], [-18, -18], [18, 18], [-18, 18]];
		for (i = 0; i < 8; i += 1) { pic.box(cx + d[i][0] - 1, cy + d[i][1] - 1, i < 4 ? 3 : 2, i < 4 ? 3 : 2, pen); }
	}

	function draw(job) {
		var pic = Canvas.picture(W, H), rng = Rand.named(job.look.seed, "cover"), s = job.scheme, calm = s.sky[job.look.time === "night" ? 2 : 4];
		job.tiles = {w: 128, h: 64, look: job.look, scheme: s};
		sky(pic, job);
		lights(pic, job, rng);
		ridge(pic, rng, HORIZON - 22, 34, Colour.mix(calm, s.wall[2], 35), 34);
		ridge(pic, rng, HORIZON - 6, 18, Colour.mix(calm, s.wall[2], 62), 22);
		standing(pic, job, rng, Colour.mix(calm, s.wall[1], 80));
		ground(pic, job);
		shadow(pic, job, 114, 164, 84);
		stamp(pic, Sprites.heroCell(job, "front"), job, 108, 76, 6, false);
		rays(pic, job, 232, 96);
		stamp(pic, Sprites.itemCell(job), job, 208, 72, 3, false);
		shadow(pic, job, 24, 152, 56);
		stamp(pic, Sprites.foeCell(job, "foe_patrol"), job, 20, 98, 4, false);
		stamp(pic, Sprites.foeCell(job, "foe_drift"), job, 270, 118, 3, true);
		return pic.png(2);
	}

	return {draw: draw};
}());
