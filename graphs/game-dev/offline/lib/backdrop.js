/* SPDX-License-Identifier: ISC
 * Backdrop: title scenery in three layers that join left to right, and the icon. Shapes follow the kind of place. */
var Backdrop = (function () {
	"use strict";
	var W = 640, H = 360;
	/* shapes of the far ridge, the middle and the near layer */
	var SCENE = {
		cliff: ["peaks", "lighthouse", "rocks"], forest: ["hills", "pines", "leaves"], city: ["towers", "towers", "rails"], cave: ["peaks", "stalagmites", "stalactites"], ruins: ["hills", "columns", "rocks"], sea: ["reef", "reef", "weeds"], snow: ["peaks", "pines", "drifts"],
		desert: ["dunes", "pyramids", "rocks"], space: ["planets", "domes", "rails"], library: ["shelves", "shelves", "columns2"], garden: ["hills", "trees", "leaves"], castle: ["peaks", "castle", "rocks"], swamp: ["hills", "deadtrees", "weeds"], volcano: ["volcano", "peaks", "rocks"],
		sky: ["clouds", "islands", "drifts"], beach: ["dunes", "palms", "weeds"], village: ["hills", "houses", "rails"], shrine: ["peaks", "torii", "leaves"], graveyard: ["hills", "graves", "deadbranches"], lab: ["towers", "domes", "rails"], kitchen: ["hills", "houses", "columns2"]
	};

	function Scene(job) {
		var s = job.scheme;
		this.svg = Svg.drawing(job.w, job.h);
		this.rng = Rand.named(job.look.seed, "backdrop");
		this.look = job.look;
		this.s = s;
		this.sky = s.sky;
		this.hex = Colour.hex;
	}

	Scene.prototype.c = function (colour) { return Colour.hex(colour); };

	/* points of a ridge whose last height is its first: it joins itself */
	function heights(scene, steps, base, rise) {
		var out = [], i;
		for (i = 0; i < steps; i += 1) { out.push(base - scene.rng.int(rise)); }
		out.push(out[0]);
		return out;
	}

	function smooth(list, step, floor) {
		var d = "M0 " + floor + "L0 " + list[0], i;
		for (i = 1; i < list.length; i += 1) {
			d += "C" + (i * step - (step >> 1)) + " " + list[i - 1] + " " + (i * step - (step >> 1)) + " " + list[i] + " " + i * step + " " + list[i];
		}
		return d + "L" + W + " " + floor + "Z";
	}

	function sharp(list, step, floor) {
		return "M0 " + floor + list.map(function (y, i) { return "L" + i * step + " " + y; }).join("") + "L" + W + " " + floor + "Z";
	}

	/* draws one kind of shape on the ground line y0 of a layer; `up` is how high things rise */
	var SHAPES = {
		hills: function (q, y0, bottom, fill, up) { q.svg.path(smooth(heights(q, 5, y0, up >> 1), 128, bottom), fill); },
		dunes: function (q, y0, bottom, fill, up) { q.svg.path(smooth(heights(q, 4, y0, up >> 1), 160, bottom), fill); },
		drifts: function (q, y0, bottom, fill, up) { q.svg.path(smooth(heights(q, 5, y0, up >> 2), 128, bottom), fill); },
		peaks: function (q, y0, bottom, fill, up, light) {
			var list = heights(q, 16, y0, up >> 3), i;
			for (i = 1; i < 16; i += 3) { list[i] -= (up >> 1) + q.rng.int(up >> 1); }
			q.svg.path(sharp(list, 40, bottom), fill);
			if (light) { for (i = 1; i < 16; i += 3) { q.svg.polygon([[i * 40, list[i]], [i * 40 + 9, list[i] + 18], [i * 40 + 2, list[i] + 14], [i * 40 - 5, list[i] + 22], [i * 40 - 10, list[i] + 16]], light); } }
		},
		volcano: function (q, y0, bottom, fill, up, light) { q.svg.path(smooth(heights(q, 5, y0, 20), 128, bottom), fill); q.svg.polygon([[200, bottom], [285, y0 - up], [355, y0 - up], [450, bottom]], fill); q.svg.polygon([[285, y0 - up], [300, y0 - up + 22], [312, y0 - up + 8], [326, y0 - up + 34], [340, y0 - up + 10], [355, y0 - up]], q.c(0xf2843c)); q.svg.circle(320, y0 - up - 24, 34, q.c(0xf2843c), 0.25); },
		towers: function (q, y0, bottom, fill, up, light) { row(q, 24, 60, function (x, w) { var h = (up >> 2) + q.rng.int(up), y; q.svg.rect(x, y0 - h, w - 6, bottom - y0 + h, fill); for (y = y0 - h + 10; y < y0; y += 14) { if (light && q.rng.chance(55)) { q.svg.rect(x + 6 + q.rng.int(Math.max(1, w - 24)), y, 5, 6, light); } } }); },
		pines: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 30); row(q, 18, 44, function (x, w) { var h = (up >> 1) + q.rng.int(up >> 1), c = x + (w >> 1), i; for (i = 0; i < 3; i += 1) { q.svg.polygon([[c, y0 - h + i * (h >> 2)], [c - 8 - i * 6, y0 - h + (i + 2) * (h >> 2)], [c + 8 + i * 6, y0 - h + (i + 2) * (h >> 2)]], fill); } q.svg.rect(c - 3, y0 - (h >> 2), 6, (h >> 2) + 20, fill); }); },
		trees: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 30); row(q, 50, 90, function (x, w) { var h = (up >> 1) + q.rng.int(up >> 2), c = x + (w >> 1); q.svg.rect(c - 5, y0 - h, 10, h + 20, fill); q.svg.circle(c, y0 - h, 26, fill); q.svg.circle(c - 18, y0 - h + 12, 18, fill); q.svg.circle(c + 18, y0 - h + 12, 18, fill); }); },
		lighthouse: function (q, y0, bottom, fill, up, light) { var x = q.rng.range(150, 460); SHAPES.peaks(q, y0 + 10, bottom, fill, up >> 1); q.svg.polygon([[x - 16, y0 + 20], [x - 10, y0 - up], [x + 10, y0 - up], [x + 16, y0 + 20]], fill); q.svg.rect(x - 14, y0 - up - 4, 28, 5, fill); q.svg.rect(x - 8, y0 - up - 18, 16, 14, light || fill); q.svg.polygon([[x - 11, y0 - up - 18], [x, y0 - up - 30], [x + 11, y0 - up - 18]], fill); if (light) { q.svg.add("<polygon points=\"" + (x + 8) + "," + (y0 - up - 12) + " " + (x + 170) + "," + (y0 - up - 50) + " " + (x + 170) + "," + (y0 - up + 18) + "\" fill=\"" + light + "\" opacity=\"0.16\"/>"); } },
		columns: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 20); row(q, 40, 80, function (x, w) { var h = (up >> 2) + q.rng.int(up >> 1); q.svg.rect(x + 10, y0 - h, 18, h + 24, fill); q.svg.rect(x + 5, y0 - h - 6, 28, 7, fill); q.svg.rect(x + 6, y0 + 6, 26, 8, fill); if (q.rng.chance(35) && x + w < W - 60) { q.svg.rect(x + 5, y0 - h - 14, w + 20, 9, fill); } }); },
		columns2: function (q, y0, bottom, fill) { [0, W - 46].forEach(function (x) { q.svg.rect(x, bottom - H, 46, H, fill); }); q.svg.rect(0, bottom - 34, W, 34, fill); },
		stalagmites: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 20); row(q, 20, 52, function (x, w) { var h = (up >> 2) + q.rng.int(up >> 1); q.svg.polygon([[x, y0 + 24], [x + (w >> 1), y0 - h], [x + w - 4, y0 + 24]], fill); }); },
		stalactites: function (q, y0, bottom, fill, up) { row(q, 26, 60, function (x, w) { q.svg.polygon([[x, bottom - H], [x + (w >> 1), bottom - H + 30 + q.rng.int(70)], [x + w, bottom - H]], fill); }); SHAPES.rocks(q, y0, bottom, fill, up); },
		rocks: function (q, y0, bottom, fill, up) { var list = heights(q, 16, y0 + 16, 26); list[0] -= up >> 2; list[1] -= up >> 3; list[15] -= up >> 3; list[16] = list[0]; q.svg.path(sharp(list, 40, bottom), fill); },
		leaves: function (q, y0, bottom, fill, up) { q.svg.path(smooth(heights(q, 8, y0 + 30, 24), 80, bottom), fill); row(q, 16, 34, function (x) { var h = 16 + q.rng.int(40), edge = x < 130 || x > 500 ? 2 : 1; q.svg.path("M" + x + " " + bottom + "Q" + (x - 6) + " " + (y0 + 30 - h) + " " + (x + 10) + " " + (y0 + 30 - h * edge) + "Q" + (x + 12) + " " + (y0 + 40) + " " + (x + 14) + " " + bottom + "Z", fill); }); [[0, 60], [640, 60], [50, 20], [590, 20]].forEach(function (p) { q.svg.circle(p[0], bottom - H + p[1] - 10, 46, fill); }); },
		weeds: function (q, y0, bottom, fill, up) { q.svg.path(smooth(heights(q, 8, y0 + 40, 20), 80, bottom), fill); row(q, 14, 40, function (x) { var h = (x < 120 || x > 510 ? 120 : 40) + q.rng.int(40), t = bottom - h; q.svg.path("M" + x + " " + bottom + "C" + (x - 14) + " " + (bottom - (h >> 1)) + " " + (x + 16) + " " + (bottom - (h >> 1)) + " " + x + " " + t + "C" + (x + 22) + " " + (bottom - (h >> 1)) + " " + (x - 6) + " " + (bottom - (h >> 1)) + " " + (x + 9) + " " + bottom + "Z", fill); }); },
		reef: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 40); row(q, 40, 90, function (x, w) { var h = (up >> 2) + q.rng.int(up >> 2), c = x + (w >> 1); [-12, 0, 12].forEach(function (d, i) { q.svg.rect(c + d - 4, y0 - h + i % 2 * 16, 8, h + 30, fill, " rx=\"4\""); q.svg.circle(c + d, y0 - h + i % 2 * 16, 8, fill); }); }); },
		pyramids: function (q, y0, bottom, fill, up, light) { SHAPES.dunes(q, y0 + 10, bottom, fill, 40); [q.rng.range(120, 220), q.rng.range(380, 500)].forEach(function (x, i) { var h = up - i * 40; q.svg.polygon([[x - h, y0 + 20], [x, y0 - h + 20], [x + h, y0 + 20]], fill); if (light) { q.svg.add("<polygon points=\"" + x + "," + (y0 - h + 20) + " " + (x + (h >> 2)) + "," + (y0 + 20) + " " + (x + h) + "," + (y0 + 20) + "\" fill=\"" + light + "\" opacity=\"0.12\"/>"); } }); },
		planets: function (q, y0, bottom, fill, up, light) { var x = q.rng.range(380, 520); q.svg.circle(x, 110, 62, fill); q.svg.circle(x - 16, 96, 46, light || fill, 0.22); q.svg.ellipse(x, 112, 104, 12, fill, 0.8); q.svg.circle(140, 220, 22, fill); SHAPES.drifts(q, y0, bottom, fill, 40); },
		domes: function (q, y0, bottom, fill, up, light) { SHAPES.drifts(q, y0, bottom, fill, 40); row(q, 90, 150, function (x, w) { var r = 24 + q.rng.int(26), c = x + (w >> 1); q.svg.circle(c, y0 + 10, r, fill); q.svg.rect(c - 2, y0 - r - 24, 4, 30, fill); if (light) { q.svg.circle(c, y0 - r - 24, 4, light); q.svg.rect(c - 12, y0 - 8, 8, 6, light); q.svg.rect(c + 4, y0 - 8, 8, 6, light); } }); },
		shelves: function (q, y0, bottom, fill, up, light) { row(q, 100, 128, function (x, w) { var y, b; q.svg.rect(x + 6, y0 - up, w - 14, bottom - y0 + up, fill); for (y = y0 - up + 12; y < bottom - 20; y += 30) { for (b = x + 12; b < x + w - 18; b += 9) { if (light && q.rng.chance(70)) { q.svg.rect(b, y + q.rng.int(8), 6, 20, light, " opacity=\"0." + q.rng.range(2, 5) + "\""); } } } }); },
		castle: function (q, y0, bottom, fill, up, light) { var x = q.rng.range(180, 340); SHAPES.hills(q, y0, bottom, fill, 30); [[0, up], [50, (up * 3) >> 2], [104, up - 14]].forEach(function (t) { q.svg.rect(x + t[0], y0 - t[1], 34, t[1] + 30, fill); q.svg.polygon([[x + t[0] - 5, y0 - t[1]], [x + t[0] + 17, y0 - t[1] - 34], [x + t[0] + 39, y0 - t[1]]], fill); if (light) { q.svg.rect(x + t[0] + 13, y0 - t[1] + 18, 7, 12, light); } }); q.svg.rect(x, y0 - (up >> 1), 138, (up >> 1) + 30, fill); },
		deadtrees: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 30); row(q, 70, 120, function (x) { dead(q, x + 30, y0 + 20, (up >> 1) + q.rng.int(up >> 1), fill); }); },
		deadbranches: function (q, y0, bottom, fill, up) { SHAPES.rocks(q, y0 + 20, bottom, fill, 20); dead(q, 46, bottom, 260, fill); dead(q, 594, bottom, 230, fill); },
		graves: function (q, y0, bottom, fill, up) { SHAPES.hills(q, y0, bottom, fill, 40); row(q, 36, 70, function (x) { var h = 24 + q.rng.int(26); if (q.rng.chance(30)) { q.svg.rect(x + 9, y0 - h - 6, 6, h + 30, fill); q.svg.rect(x, y0 - h + 6, 24, 6, fill); } else { q.svg.rect(x, y0 - h, 24, h + 24, fill, " rx=\"10\""); } }); },
		islands: function (q, y0, bottom, fill, up) { row(q, 110, 170, function (x, w) { var y = y0 - q.rng.int(up), c = x + (w >> 1); q.svg.polygon([[x + 10, y], [x + w - 20, y], [c + 14, y + 52], [c - 8, y + 74], [c - 26, y + 40]], fill); q.svg.ellipse(c - 4, y, (w >> 1) - 14, 12, fill); q.svg.circle(c - 16, y - 22, 15, fill); q.svg.rect(c - 18, y - 16, 5, 18, fill); }); },
		clouds: function (q, y0, bottom, fill) { q.svg.path(smooth(heights(q, 8, y0, 40), 80, bottom), fill); row(q, 60, 90, function (x) { q.svg.circle(x + 30, y0, 34, fill); }); },
		palms: function (q, y0, bottom, fill, up) { SHAPES.dunes(q, y0, bottom, fill, 40); row(q, 110, 190, function (x) { var h = (up >> 1) + q.rng.int(up >> 1), c = x + 40, t = y0 - h; q.svg.path("M" + (c - 6) + " " + (y0 + 20) + "Q" + (c + 14) + " " + (y0 - (h >> 1)) + " " + (c + 4) + " " + t + "L" + (c + 10) + " " + t + "Q" + (c + 22) + " " + (y0 - (h >> 1)) + " " + (c + 6) + " " + (y0 + 20) + "Z", fill); [[-44, 14], [-34, -16], [38, -18], [50, 12], [8, 30]].forEach(function (l) { q.svg.path("M" + (c + 6) + " " + t + "Q" + (c + 6 + (l[0] >> 1)) + " " + (t - 22) + " " + (c + 6 + l[0]) + " " + (t + l[1]) + "Q" + (c + 6 + (l[0] >> 1)) + " " + (t - 4) + " " + (c + 6) + " " + t + "Z", fill); }); }); },
		houses: function (q, y0, bottom, fill, up, light) { SHAPES.hills(q, y0, bottom, fill, 20); row(q, 56, 100, function (x, w) { var h = (up >> 2) + q.rng.int(up >> 2), v = w - 12; q.svg.rect(x, y0 - h, v, h + 30, fill); q.svg.polygon([[x - 7, y0 - h], [x + (v >> 1), y0 - h - 30], [x + v + 7, y0 - h]], fill); q.svg.rect(x + v - 18, y0 - h - 28, 8, 20, fill); if (light) { q.svg.rect(x + 10, y0 - h + 12, 9, 10, light); if (q.rng.chance(60)) { q.svg.rect(x + v - 20, y0 - h + 12, 9, 10, light); } } }); },
		torii: function (q, y0, bottom, fill, up) { var x = q.rng.range(220, 360), r = q.c(Colour.mix(0xc0402c, q.s.sky[2], 25)); SHAPES.pines(q, y0, bottom, fill, up >> 1); q.svg.rect(x, y0 - up, 14, up + 20, r); q.svg.rect(x + 96, y0 - up, 14, up + 20, r); q.svg.rect(x - 8, y0 - up + 26, 126, 10, r); q.svg.path("M" + (x - 24) + " " + (y0 - up - 12) + "Q" + (x + 55) + " " + (y0 - up + 8) + " " + (x + 134) + " " + (y0 - up - 12) + "L" + (x + 128) + " " + (y0 - up + 6) + "Q" + (x + 55) + " " + (y0 - up + 18) + " " + (x - 18) + " " + (y0 - up + 6) + "Z", r); },
		rails: function (q, y0, bottom, fill) { var x; q.svg.rect(0, bottom - 40, W, 40, fill); q.svg.rect(0, bottom - 78, W, 7, fill); for (x = 8; x < W; x += 48) { q.svg.rect(x, bottom - 78, 7, 50, fill); } q.svg.rect(0, bottom - H, 26, H, fill); q.svg.rect(W - 26, bottom - H, 26, H, fill); }
	};

	/* things side by side that never cross the seam */
	function row(q, low, high, draw) {
		var x = 4, w;
		while (x < W - low) {
			w = Math.min(q.rng.range(low, high), W - 4 - x);
			if (w >= low) { draw(x, w); }
			x += w;
		}
	}

	function dead(q, x, y, h, fill) {
		q.svg.polygon([[x - 9, y], [x - 3, y - h], [x + 3, y - h], [x + 9, y]], fill);
		[[-34, 5], [30, 6], [-22, 8], [24, 7]].forEach(function (b, i) {
			var at = y - Math.floor(h * (9 - i * 2) / 10) - 6;
			q.svg.polygon([[x - 2, at + 12], [x + b[0], at - 14], [x + 2, at + 5]], fill);
		});
	}

	function sky(q) {
		var s = q.sky, i, night = q.look.time === "night", light = night ? 0xf4f0d8 : q.look.time === "day" ? 0xfff6d0 : 0xffd9a0, x = q.rng.range(420, 540), r = night ? 30 : 40;
		q.svg.gradient("sky", night ? [[0, q.c(s[0])], [60, q.c(s[1])], [100, q.c(s[2])]] : [[0, q.c(s[2])], [55, q.c(s[3])], [100, q.c(q.look.time === "day" ? s[5] : Colour.mix(s[4], 0xffb070, 45))]]);
		q.svg.rect(0, 0, W, H, "url(#sky)");
		if ((night || q.look.biome === "space") && !/cave|library|kitchen|lab|sea/.test(q.look.biome)) { for (i = 0; i < 60; i += 1) { q.svg.rect(q.rng.range(4, W - 6), q.rng.range(4, 220), i % 7 ? 2 : 3, i % 7 ? 2 : 3, q.c(0xfff6df), " opacity=\"0." + q.rng.range(3, 9) + "\""); } }
		if (!/cave|library|kitchen|lab|sea/.test(q.look.biome)) {
			q.svg.circle(x, 90, r + 26, q.c(light), 0.12).circle(x, 90, r + 12, q.c(light), 0.18).circle(x, 90, r, q.c(light));
			if (night) { q.svg.circle(x - 8, 84, 5, q.c(0xdcd6b8), 0.7).circle(x + 10, 98, 7, q.c(0xdcd6b8), 0.7); }
			for (i = 0; i < 5 && !/space/.test(q.look.biome); i += 1) { cloud(q, 60 + i * 110 + q.rng.int(40), q.rng.range(40, 170)); }
		} else {
			for (i = 0; i < 6; i += 1) { q.svg.add("<polygon points=\"" + (60 + i * 96) + ",0 " + (90 + i * 96) + ",0 " + (30 + i * 96) + ",360 " + (i * 96 - 40 < 0 ? 0 : i * 96 - 40) + ",360\" fill=\"" + q.c(s[5]) + "\" opacity=\"0.07\"/>"); }
		}
	}

	function cloud(q, x, y) {
		var c = q.c(q.look.time === "night" ? q.sky[3] : q.sky[5]);
		[[0, 0, 40, 7], [20, -7, 22, 8], [-16, -4, 18, 6]].forEach(function (e) { q.svg.ellipse(x + e[0], y + e[1], e[2], e[3], c, 0.35); });
	}

	function draw(job) {
		var q = new Scene(job), kinds = SCENE[job.look.biome] || SCENE.garden, s = q.sky, w = job.scheme.wall, night = job.look.time === "night", glow = q.c(night || job.look.time === "dusk" ? 0xffd878 : 0xfff2c0), far = Colour.mix(s[night ? 2 : 3], w[2], night ? 40 : 30), middle = Colour.mix(w[2], s[2], 25);
		q.svg.add("<g>");
		sky(q);
		SHAPES[kinds[0]](q, 250, H, q.c(Colour.mix(far, s[night ? 3 : 5], 30)), 110, q.c(Colour.mix(far, 0xffffff, 45)));
		SHAPES.hills(q, 300, H, q.c(far), 50);
		q.svg.add("</g>").add("<g>");
		SHAPES[kinds[1]](q, H + 270, H * 2, q.c(middle), 110, glow);
		SHAPES.hills(q, H + 320, H * 2, q.c(Colour.mix(middle, w[1], 55)), 30);
		q.svg.add("</g>").add("<g>");
		SHAPES[kinds[2]](q, H * 2 + 290, H * 3, q.c(Colour.mix(job.scheme.deep, w[0], 50)), 90, null);
		return q.svg.add("</g>").end();
	}

	/* the collectable's own pixels on a rounded ground */
	function icon(job) {
		var svg = Svg.drawing(job.w, job.h), cell = Sprites.itemCell(job), pic = Canvas.picture(16, 16), x, y, pen, from;
		cell.grid.paint(pic, 0, 0, cell.materials, job.scheme.ink);
		svg.rect(0, 0, 64, 64, Colour.hex(job.scheme.wall[2]), " rx=\"14\"").rect(4, 4, 56, 56, Colour.hex(job.scheme.wall[1]), " rx=\"11\"").add("<g shape-rendering=\"crispEdges\">");
		for (y = 0; y < 16; y += 1) {
			for (x = 0; x < 16; x += 1) {
				pen = pic.get(x, y);
				from = x;
				while (pen && x + 1 < 16 && pic.get(x + 1, y) === pen) { x += 1; }
				if (pen) { svg.rect(from * 4, y * 4, (x - from + 1) * 4, 4, Colour.hex(pic.colours[pen])); }
			}
		}
		return svg.add("</g>").end();
	}

	return {draw: draw, icon: icon};
}());
