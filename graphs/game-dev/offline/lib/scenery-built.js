/* SPDX-License-Identifier: ISC
 * Scenery that somebody built: towers, columns, houses, graves. Each draws on the ground line y0 down to bottom; `up` is how high it rises. */
(function (shapes) {
	"use strict";
	var W = 640,
		H = 360;

	shapes.towers = function (q, y0, bottom, fill, up, light) {
		Scenery.row(q, 24, 60, function (x, w) {
			var h = (up >> 2) + q.rng.int(up),
				y;
			q.svg.rect(x, y0 - h, w - 6, bottom - y0 + h, fill);
			for (y = y0 - h + 10; y < y0; y += 14) {
				if (light && q.rng.chance(55)) {
					q.svg.rect(x + 6 + q.rng.int(Math.max(1, w - 24)), y, 5, 6, light);
				}
			}
		});
	};

	shapes.lighthouse = function (q, y0, bottom, fill, up, light) {
		var x = q.rng.range(150, 460);
		Scenery.shapes.peaks(q, y0 + 10, bottom, fill, up >> 1);
		q.svg.polygon(
			[
				[x - 16, y0 + 20],
				[x - 10, y0 - up],
				[x + 10, y0 - up],
				[x + 16, y0 + 20]
			],
			fill
		);
		q.svg.rect(x - 14, y0 - up - 4, 28, 5, fill);
		q.svg.rect(x - 8, y0 - up - 18, 16, 14, light || fill);
		q.svg.polygon(
			[
				[x - 11, y0 - up - 18],
				[x, y0 - up - 30],
				[x + 11, y0 - up - 18]
			],
			fill
		);
		if (light) {
			q.svg.add(
				'<polygon points="' +
					(x + 8) +
					"," +
					(y0 - up - 12) +
					" " +
					(x + 170) +
					"," +
					(y0 - up - 50) +
					" " +
					(x + 170) +
					"," +
					(y0 - up + 18) +
					'" fill="' +
					light +
					'" opacity="0.16"/>'
			);
		}
	};

	shapes.columns = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 20);
		Scenery.row(q, 40, 80, function (x, w) {
			var h = (up >> 2) + q.rng.int(up >> 1);
			q.svg.rect(x + 10, y0 - h, 18, h + 24, fill);
			q.svg.rect(x + 5, y0 - h - 6, 28, 7, fill);
			q.svg.rect(x + 6, y0 + 6, 26, 8, fill);
			if (q.rng.chance(35) && x + w < W - 60) {
				q.svg.rect(x + 5, y0 - h - 14, w + 20, 9, fill);
			}
		});
	};

	/* a rail above and a sill below: the frame of a room that is looked out of */
	shapes.columns2 = function (q, y0, bottom, fill) {
		q.svg.rect(0, bottom - H, W, 9, fill);
		q.svg.rect(0, bottom - 34, W, 34, fill);
	};

	/* the same with pans on the rail, at the sides, where no title stands */
	shapes.pans = function (q, y0, bottom, fill) {
		shapes.columns2(q, y0, bottom, fill);
		[34, 78, 118, 520, 566, 604].forEach(function (x, i) {
			var r = 9 + (i % 3) * 3;
			q.svg.rect(x - 1, bottom - H, 3, 26 + (i % 2) * 8, fill);
			q.svg.add('<circle cx="' + x + '" cy="' + (bottom - H + 26 + (i % 2) * 8 + r) + '" r="' + r + '" fill="' + fill + '"/>');
		});
	};

	shapes.pyramids = function (q, y0, bottom, fill, up, light) {
		Scenery.shapes.dunes(q, y0 + 10, bottom, fill, 40);
		[q.rng.range(120, 220), q.rng.range(380, 500)].forEach(function (x, i) {
			var h = up - i * 40;
			q.svg.polygon(
				[
					[x - h, y0 + 20],
					[x, y0 - h + 20],
					[x + h, y0 + 20]
				],
				fill
			);
			if (light) {
				q.svg.add(
					'<polygon points="' +
						x +
						"," +
						(y0 - h + 20) +
						" " +
						(x + (h >> 2)) +
						"," +
						(y0 + 20) +
						" " +
						(x + h) +
						"," +
						(y0 + 20) +
						'" fill="' +
						light +
						'" opacity="0.12"/>'
				);
			}
		});
	};

	shapes.domes = function (q, y0, bottom, fill, up, light) {
		Scenery.shapes.drifts(q, y0, bottom, fill, 40);
		Scenery.row(q, 90, 150, function (x, w) {
			var r = 24 + q.rng.int(26),
				c = x + (w >> 1);
			q.svg.circle(c, y0 + 10, r, fill);
			q.svg.rect(c - 2, y0 - r - 24, 4, 30, fill);
			if (light) {
				q.svg.circle(c, y0 - r - 24, 4, light);
				q.svg.rect(c - 12, y0 - 8, 8, 6, light);
				q.svg.rect(c + 4, y0 - 8, 8, 6, light);
			}
		});
	};

	shapes.shelves = function (q, y0, bottom, fill, up, light) {
		Scenery.row(q, 100, 128, function (x, w) {
			var y, b;
			q.svg.rect(x + 6, y0 - up, w - 14, bottom - y0 + up, fill);
			for (y = y0 - up + 12; y < bottom - 20; y += 30) {
				for (b = x + 12; b < x + w - 18; b += 9) {
					if (light && q.rng.chance(70)) {
						q.svg.rect(b, y + q.rng.int(8), 6, 20, light, ' opacity="0.' + q.rng.range(2, 5) + '"');
					}
				}
			}
		});
	};

	shapes.castle = function (q, y0, bottom, fill, up, light) {
		var x = q.rng.range(180, 340);
		Scenery.shapes.hills(q, y0, bottom, fill, 30);
		[
			[0, up],
			[50, (up * 3) >> 2],
			[104, up - 14]
		].forEach(function (t) {
			q.svg.rect(x + t[0], y0 - t[1], 34, t[1] + 30, fill);
			q.svg.polygon(
				[
					[x + t[0] - 5, y0 - t[1]],
					[x + t[0] + 17, y0 - t[1] - 34],
					[x + t[0] + 39, y0 - t[1]]
				],
				fill
			);
			if (light) {
				q.svg.rect(x + t[0] + 13, y0 - t[1] + 18, 7, 12, light);
			}
		});
		q.svg.rect(x, y0 - (up >> 1), 138, (up >> 1) + 30, fill);
	};

	shapes.graves = function (q, y0, bottom, fill, up) {
		Scenery.shapes.hills(q, y0, bottom, fill, 40);
		Scenery.row(q, 36, 70, function (x) {
			var h = 24 + q.rng.int(26);
			if (q.rng.chance(30)) {
				q.svg.rect(x + 9, y0 - h - 6, 6, h + 30, fill);
				q.svg.rect(x, y0 - h + 6, 24, 6, fill);
			} else {
				q.svg.rect(x, y0 - h, 24, h + 24, fill, ' rx="10"');
			}
		});
	};

	shapes.houses = function (q, y0, bottom, fill, up, light) {
		Scenery.shapes.hills(q, y0, bottom, fill, 20);
		Scenery.row(q, 56, 100, function (x, w) {
			var h = (up >> 2) + q.rng.int(up >> 2),
				v = w - 12;
			q.svg.rect(x, y0 - h, v, h + 30, fill);
			q.svg.polygon(
				[
					[x - 7, y0 - h],
					[x + (v >> 1), y0 - h - 30],
					[x + v + 7, y0 - h]
				],
				fill
			);
			q.svg.rect(x + v - 18, y0 - h - 28, 8, 20, fill);
			if (light) {
				q.svg.rect(x + 10, y0 - h + 12, 9, 10, light);
				if (q.rng.chance(60)) {
					q.svg.rect(x + v - 20, y0 - h + 12, 9, 10, light);
				}
			}
		});
	};

	shapes.torii = function (q, y0, bottom, fill, up) {
		var x = q.rng.range(220, 360),
			r = q.c(Colour.mix(0xc0402c, q.s.sky[2], 25));
		Scenery.shapes.pines(q, y0, bottom, fill, up >> 1);
		q.svg.rect(x, y0 - up, 14, up + 20, r);
		q.svg.rect(x + 96, y0 - up, 14, up + 20, r);
		q.svg.rect(x - 8, y0 - up + 26, 126, 10, r);
		q.svg.path(
			"M" +
				(x - 24) +
				" " +
				(y0 - up - 12) +
				"Q" +
				(x + 55) +
				" " +
				(y0 - up + 8) +
				" " +
				(x + 134) +
				" " +
				(y0 - up - 12) +
				"L" +
				(x + 128) +
				" " +
				(y0 - up + 6) +
				"Q" +
				(x + 55) +
				" " +
				(y0 - up + 18) +
				" " +
				(x - 18) +
				" " +
				(y0 - up + 6) +
				"Z",
			r
		);
	};

	shapes.rails = function (q, y0, bottom, fill) {
		var x;
		q.svg.rect(0, bottom - 40, W, 40, fill);
		q.svg.rect(0, bottom - 78, W, 7, fill);
		for (x = 8; x < W; x += 48) {
			q.svg.rect(x, bottom - 78, 7, 50, fill);
		}
		q.svg.rect(0, bottom - H, 26, H, fill);
		q.svg.rect(W - 26, bottom - H, 26, H, fill);
	};
})(Scenery.shapes);
