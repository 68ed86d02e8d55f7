/* SPDX-License-Identifier: ISC
 * Scenery: helpers for shapes that join left to right, and the list that scenery-land.js and scenery-built.js fill. */
var Scenery = (function () {
	"use strict";
	var W = 640;

	/* points of a ridge whose last height is its first: it joins itself */
	function heights(scene, steps, base, rise) {
		var out = [],
			i;
		for (i = 0; i < steps; i += 1) {
			out.push(base - scene.rng.int(rise));
		}
		out.push(out[0]);
		return out;
	}

	function smooth(list, step, floor) {
		var d = "M0 " + floor + "L0 " + list[0],
			i;
		for (i = 1; i < list.length; i += 1) {
			d +=
				"C" +
				(i * step - (step >> 1)) +
				" " +
				list[i - 1] +
				" " +
				(i * step - (step >> 1)) +
				" " +
				list[i] +
				" " +
				i * step +
				" " +
				list[i];
		}
		return d + "L" + W + " " + floor + "Z";
	}

	function sharp(list, step, floor) {
		return (
			"M0 " +
			floor +
			list
				.map(function (y, i) {
					return "L" + i * step + " " + y;
				})
				.join("") +
			"L" +
			W +
			" " +
			floor +
			"Z"
		);
	}

	/* things side by side that never cross the seam */
	function row(q, low, high, draw) {
		var x = 4,
			w;
		while (x < W - low) {
			w = Math.min(q.rng.range(low, high), W - 4 - x);
			if (w >= low) {
				draw(x, w);
			}
			x += w;
		}
	}

	function dead(q, x, y, h, fill) {
		q.svg.polygon(
			[
				[x - 9, y],
				[x - 3, y - h],
				[x + 3, y - h],
				[x + 9, y]
			],
			fill
		);
		[
			[-34, 5],
			[30, 6],
			[-22, 8],
			[24, 7]
		].forEach(function (b, i) {
			var at = y - Math.floor((h * (9 - i * 2)) / 10) - 6;
			q.svg.polygon(
				[
					[x - 2, at + 12],
					[x + b[0], at - 14],
					[x + 2, at + 5]
				],
				fill
			);
		});
	}

	return {heights: heights, smooth: smooth, sharp: sharp, row: row, dead: dead, shapes: {}};
})();
