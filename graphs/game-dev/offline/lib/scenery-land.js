/* SPDX-License-Identifier: ISC
 * Scenery of nature: hills, peaks, trees, reefs, clouds. Each draws on the ground line y0 down to bottom; `up` is how high it rises. */
(function (shapes) {
	"use strict";
	var W = 640,
		H = 360;

	shapes.hills = function (q, y0, bottom, fill, up) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 5, y0, up >> 1), 128, bottom), fill);
	};

	shapes.dunes = function (q, y0, bottom, fill, up) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 4, y0, up >> 1), 160, bottom), fill);
	};

	shapes.drifts = function (q, y0, bottom, fill, up) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 5, y0, up >> 2), 128, bottom), fill);
	};

	shapes.peaks = function (q, y0, bottom, fill, up, light) {
		var list = Scenery.heights(q, 16, y0, up >> 3),
			i;
		for (i = 1; i < 16; i += 3) {
			list[i] -= (up >> 1) + q.rng.int(up >> 1);
		}
		q.svg.path(Scenery.sharp(list, 40, bottom), fill);
		if (light) {
			for (i = 1; i < 16; i += 3) {
				q.svg.polygon(
					[
						[i * 40, list[i]],
						[i * 40 + 9, list[i] + 18],
						[i * 40 + 2, list[i] + 14],
						[i * 40 - 5, list[i] + 22],
						[i * 40 - 10, list[i] + 16]
					],
					light
				);
			}
		}
	};

	shapes.volcano = function (q, y0, bottom, fill, up, light) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 5, y0, 20), 128, bottom), fill);
		q.svg.polygon(
			[
				[200, bottom],
				[285, y0 - up],
				[355, y0 - up],
				[450, bottom]
			],
			fill
		);
		q.svg.polygon(
			[
				[285, y0 - up],
				[300, y0 - up + 22],
				[312, y0 - up + 8],
				[326, y0 - up + 34],
				[340, y0 - up + 10],
				[355, y0 - up]
			],
			q.c(0xf2843c)
		);
		q.svg.circle(320, y0 - up - 24, 34, q.c(0xf2843c), 0.25);
	};

	shapes.pines = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 30);
		Scenery.row(q, 18, 44, function (x, w) {
			var h = (up >> 1) + q.rng.int(up >> 1),
				c = x + (w >> 1),
				i;
			for (i = 0; i < 3; i += 1) {
				q.svg.polygon(
					[
						[c, y0 - h + i * (h >> 2)],
						[c - 8 - i * 6, y0 - h + (i + 2) * (h >> 2)],
						[c + 8 + i * 6, y0 - h + (i + 2) * (h >> 2)]
					],
					fill
				);
			}
			q.svg.rect(c - 3, y0 - (h >> 2), 6, (h >> 2) + 20, fill);
		});
	};

	shapes.trees = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 30);
		Scenery.row(q, 50, 90, function (x, w) {
			var h = (up >> 1) + q.rng.int(up >> 2),
				c = x + (w >> 1);
			q.svg.rect(c - 5, y0 - h, 10, h + 20, fill);
			q.svg.circle(c, y0 - h, 26, fill);
			q.svg.circle(c - 18, y0 - h + 12, 18, fill);
			q.svg.circle(c + 18, y0 - h + 12, 18, fill);
		});
	};

	shapes.stalagmites = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 20);
		Scenery.row(q, 20, 52, function (x, w) {
			var h = (up >> 2) + q.rng.int(up >> 1);
			q.svg.polygon(
				[
					[x, y0 + 24],
					[x + (w >> 1), y0 - h],
					[x + w - 4, y0 + 24]
				],
				fill
			);
		});
	};

	shapes.stalactites = function (q, y0, bottom, fill, up) {
		Scenery.row(q, 26, 60, function (x, w) {
			q.svg.polygon(
				[
					[x, bottom - H],
					[x + (w >> 1), bottom - H + 30 + q.rng.int(70)],
					[x + w, bottom - H]
				],
				fill
			);
		});
		Scenery.shapes.rocks(q, y0, bottom, fill, up);
	};

	shapes.rocks = function (q, y0, bottom, fill, up) {
		var list = Scenery.heights(q, 16, y0 + 16, 26);
		list[0] -= up >> 2;
		list[1] -= up >> 3;
		list[15] -= up >> 3;
		list[16] = list[0];
		q.svg.path(Scenery.sharp(list, 40, bottom), fill);
	};

	shapes.leaves = function (q, y0, bottom, fill, up) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 8, y0 + 30, 24), 80, bottom), fill);
		Scenery.row(q, 16, 34, function (x) {
			var h = 16 + q.rng.int(40),
				edge = x < 130 || x > 500 ? 2 : 1;
			q.svg.path(
				"M" +
					x +
					" " +
					bottom +
					"Q" +
					(x - 6) +
					" " +
					(y0 + 30 - h) +
					" " +
					(x + 10) +
					" " +
					(y0 + 30 - h * edge) +
					"Q" +
					(x + 12) +
					" " +
					(y0 + 40) +
					" " +
					(x + 14) +
					" " +
					bottom +
					"Z",
				fill
			);
		});
		[
			[0, 60],
			[640, 60],
			[50, 20],
			[590, 20]
		].forEach(function (p) {
			q.svg.circle(p[0], bottom - H + p[1] - 10, 46, fill);
		});
	};

	shapes.weeds = function (q, y0, bottom, fill, up) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 8, y0 + 40, 20), 80, bottom), fill);
		Scenery.row(q, 14, 40, function (x) {
			var h = (x < 120 || x > 510 ? 120 : 40) + q.rng.int(40),
				t = bottom - h;
			q.svg.path(
				"M" +
					x +
					" " +
					bottom +
					"C" +
					(x - 14) +
					" " +
					(bottom - (h >> 1)) +
					" " +
					(x + 16) +
					" " +
					(bottom - (h >> 1)) +
					" " +
					x +
					" " +
					t +
					"C" +
					(x + 22) +
					" " +
					(bottom - (h >> 1)) +
					" " +
					(x - 6) +
					" " +
					(bottom - (h >> 1)) +
					" " +
					(x + 9) +
					" " +
					bottom +
					"Z",
				fill
			);
		});
	};

	shapes.reef = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 40);
		Scenery.row(q, 40, 90, function (x, w) {
			var h = (up >> 2) + q.rng.int(up >> 2),
				c = x + (w >> 1);
			[-12, 0, 12].forEach(function (d, i) {
				q.svg.rect(c + d - 4, y0 - h + (i % 2) * 16, 8, h + 30, fill, ' rx="4"');
				q.svg.circle(c + d, y0 - h + (i % 2) * 16, 8, fill);
			});
		});
	};

	shapes.planets = function (q, y0, bottom, fill, up, light) {
		var x = q.rng.range(380, 520);
		q.svg.circle(x, 110, 62, fill);
		q.svg.circle(x - 16, 96, 46, light || fill, 0.22);
		q.svg.ellipse(x, 112, 104, 12, fill, 0.8);
		q.svg.circle(140, 220, 22, fill);
		Scenery.shapes.drifts(q, y0, bottom, fill, 40);
	};

	shapes.deadtrees = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 30);
		Scenery.row(q, 70, 120, function (x) {
			Scenery.dead(q, x + 30, y0 + 20, (up >> 1) + q.rng.int(up >> 1), fill);
		});
	};

	shapes.deadbranches = function (q, y0, bottom, fill, up) {
		Scenery.shapes.rocks(q, y0 + 20, bottom, fill, 20);
		Scenery.dead(q, 46, bottom, 260, fill);
		Scenery.dead(q, 594, bottom, 230, fill);
	};

	shapes.islands = function (q, y0, bottom, fill, up) {
		Scenery.row(q, 110, 170, function (x, w) {
			var y = y0 - q.rng.int(up),
				c = x + (w >> 1);
			q.svg.polygon(
				[
					[x + 10, y],
					[x + w - 20, y],
					[c + 14, y + 52],
					[c - 8, y + 74],
					[c - 26, y + 40]
				],
				fill
			);
			q.svg.ellipse(c - 4, y, (w >> 1) - 14, 12, fill);
			q.svg.circle(c - 16, y - 22, 15, fill);
			q.svg.rect(c - 18, y - 16, 5, 18, fill);
		});
	};

	shapes.clouds = function (q, y0, bottom, fill) {
		q.svg.path(Scenery.smooth(Scenery.heights(q, 8, y0, 40), 80, bottom), fill);
		Scenery.row(q, 60, 90, function (x) {
			q.svg.circle(x + 30, y0, 34, fill);
		});
	};

	shapes.palms = function (q, y0, bottom, fill, up) {
		Scenery.shapes.dunes(q, y0, bottom, fill, 40);
		Scenery.row(q, 110, 190, function (x) {
			var h = (up >> 1) + q.rng.int(up >> 1),
				c = x + 40,
				t = y0 - h;
			q.svg.path(
				"M" +
					(c - 6) +
					" " +
					(y0 + 20) +
					"Q" +
					(c + 14) +
					" " +
					(y0 - (h >> 1)) +
					" " +
					(c + 4) +
					" " +
					t +
					"L" +
					(c + 10) +
					" " +
					t +
					"Q" +
					(c + 22) +
					" " +
					(y0 - (h >> 1)) +
					" " +
					(c + 6) +
					" " +
					(y0 + 20) +
					"Z",
				fill
			);
			[
				[-44, 14],
				[-34, -16],
				[38, -18],
				[50, 12],
				[8, 30]
			].forEach(function (l) {
				q.svg.path(
					"M" +
						(c + 6) +
						" " +
						t +
						"Q" +
						(c + 6 + (l[0] >> 1)) +
						" " +
						(t - 22) +
						" " +
						(c + 6 + l[0]) +
						" " +
						(t + l[1]) +
						"Q" +
						(c + 6 + (l[0] >> 1)) +
						" " +
						(t - 4) +
						" " +
						(c + 6) +
						" " +
						t +
						"Z",
					fill
				);
			});
		});
	};
})(Scenery.shapes);
