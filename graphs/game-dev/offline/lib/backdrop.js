/* SPDX-License-Identifier: ISC
 * Backdrop: title scenery in three layers that join left to right, and the icon. Shapes follow the kind of place. */
var Backdrop = (function () {
	"use strict";
	var W = 640,
		H = 360;
	/* shapes of the far ridge, the middle and the near layer */
	var SCENE = {
		cliff: ["peaks", "lighthouse", "rocks"],
		forest: ["hills", "pines", "leaves"],
		city: ["towers", "towers", "rails"],
		cave: ["peaks", "stalagmites", "stalactites"],
		ruins: ["hills", "columns", "rocks"],
		sea: ["reef", "reef", "weeds"],
		snow: ["peaks", "pines", "drifts"],
		desert: ["dunes", "pyramids", "rocks"],
		space: ["planets", "domes", "rails"],
		library: ["shelves", "shelves", "columns2"],
		garden: ["hills", "trees", "leaves"],
		castle: ["peaks", "castle", "rocks"],
		swamp: ["hills", "deadtrees", "weeds"],
		volcano: ["volcano", "peaks", "rocks"],
		sky: ["clouds", "islands", "drifts"],
		beach: ["dunes", "palms", "weeds"],
		village: ["hills", "houses", "rails"],
		shrine: ["peaks", "torii", "leaves"],
		graveyard: ["hills", "graves", "deadbranches"],
		lab: ["towers", "domes", "rails"],
		kitchen: ["hills", "houses", "pans"]
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

	Scene.prototype.c = function (colour) {
		return Colour.hex(colour);
	};

	function sky(q) {
		var s = q.sky,
			i,
			night = q.look.time === "night",
			light = night ? 0xf4f0d8 : q.look.time === "day" ? 0xfff6d0 : 0xffd9a0,
			x = q.rng.range(420, 540),
			r = night ? 30 : 40;
		q.svg.gradient(
			"sky",
			night
				? [
						[0, q.c(s[0])],
						[60, q.c(s[1])],
						[100, q.c(s[2])]
					]
				: [
						[0, q.c(s[2])],
						[55, q.c(s[3])],
						[100, q.c(q.look.time === "day" ? s[5] : Colour.mix(s[4], 0xffb070, 45))]
					]
		);
		q.svg.rect(0, 0, W, H, "url(#sky)");
		if ((night || q.look.biome === "space") && !/cave|library|kitchen|lab|sea/.test(q.look.biome)) {
			for (i = 0; i < 60; i += 1) {
				q.svg.rect(
					q.rng.range(4, W - 6),
					q.rng.range(4, 220),
					i % 7 ? 2 : 3,
					i % 7 ? 2 : 3,
					q.c(0xfff6df),
					' opacity="0.' + q.rng.range(3, 9) + '"'
				);
			}
		}
		if (!/cave|library|kitchen|lab|sea/.test(q.look.biome)) {
			q.svg
				.circle(x, 90, r + 26, q.c(light), 0.12)
				.circle(x, 90, r + 12, q.c(light), 0.18)
				.circle(x, 90, r, q.c(light));
			if (night) {
				q.svg.circle(x - 8, 84, 5, q.c(0xdcd6b8), 0.7).circle(x + 10, 98, 7, q.c(0xdcd6b8), 0.7);
			}
			for (i = 0; i < 5 && !/space/.test(q.look.biome); i += 1) {
				cloud(q, 60 + i * 110 + q.rng.int(40), q.rng.range(40, 170));
			}
		} else {
			for (i = 0; i < 6; i += 1) {
				q.svg.add(
					'<polygon points="' +
						(60 + i * 96) +
						",0 " +
						(90 + i * 96) +
						",0 " +
						(30 + i * 96) +
						",360 " +
						(i * 96 - 40 < 0 ? 0 : i * 96 - 40) +
						',360" fill="' +
						q.c(s[5]) +
						'" opacity="0.07"/>'
				);
			}
		}
	}

	function cloud(q, x, y) {
		var c = q.c(q.look.time === "night" ? q.sky[3] : q.sky[5]);
		[
			[0, 0, 40, 7],
			[20, -7, 22, 8],
			[-16, -4, 18, 6]
		].forEach(function (e) {
			q.svg.ellipse(x + e[0], y + e[1], e[2], e[3], c, 0.35);
		});
	}

	function draw(job) {
		var q = new Scene(job),
			kinds = SCENE[job.look.biome] || SCENE.garden,
			s = q.sky,
			w = job.scheme.wall,
			night = job.look.time === "night",
			glow = q.c(night || job.look.time === "dusk" ? 0xffd878 : 0xfff2c0),
			far = Colour.mix(s[night ? 2 : 3], w[2], night ? 40 : 30),
			middle = Colour.mix(w[2], s[2], 25);
		q.svg.add("<g>");
		sky(q);
		Scenery.shapes[kinds[0]](
			q,
			250,
			H,
			q.c(Colour.mix(far, s[night ? 3 : 5], 30)),
			110,
			q.c(Colour.mix(far, 0xffffff, 45))
		);
		Scenery.shapes.hills(q, 300, H, q.c(far), 50);
		q.svg.add("</g>").add("<g>");
		Scenery.shapes[kinds[1]](q, H + 270, H * 2, q.c(middle), 110, glow);
		Scenery.shapes.hills(q, H + 320, H * 2, q.c(Colour.mix(middle, w[1], 55)), 30);
		q.svg.add("</g>").add("<g>");
		Scenery.shapes[kinds[2]](q, H * 2 + 290, H * 3, q.c(Colour.mix(job.scheme.deep, w[0], 50)), 90, null);
		return q.svg.add("</g>").end();
	}

	/* the collectable's own pixels on a rounded ground */
	function icon(job) {
		var svg = Svg.drawing(job.w, job.h),
			cell = Sprites.itemCell(job),
			pic = Canvas.picture(16, 16),
			x,
			y,
			pen,
			from;
		cell.grid.paint(pic, 0, 0, cell.materials, job.scheme.ink);
		svg.rect(0, 0, 64, 64, Colour.hex(job.scheme.wall[2]), ' rx="14"')
			.rect(4, 4, 56, 56, Colour.hex(job.scheme.wall[1]), ' rx="11"')
			.add('<g shape-rendering="crispEdges">');
		for (y = 0; y < 16; y += 1) {
			for (x = 0; x < 16; x += 1) {
				pen = pic.get(x, y);
				from = x;
				while (pen && x + 1 < 16 && pic.get(x + 1, y) === pen) {
					x += 1;
				}
				if (pen) {
					svg.rect(from * 4, y * 4, (x - from + 1) * 4, 4, Colour.hex(pic.colours[pen]));
				}
			}
		}
		return svg.add("</g>").end();
	}

	return {draw: draw, icon: icon};
})();
