/* SPDX-License-Identifier: ISC
 * ItemSprite: the thing to collect, and keys, hearts, sparks and shots. */
var ItemSprite = (function () {
	"use strict";
	var ITEM_RAMPS = {
		r: [0x7a1f3a, 0xb8304a, 0xe4525a, 0xff9a8c],
		g: Ramps.GREEN,
		u: [0x27458c, 0x3f74cc, 0x63b0ee, 0xbfeaff],
		n: Ramps.WOOD,
		w: Ramps.WHITE,
		m: Ramps.METAL,
		p: [0x8a3478, 0xcc569c, 0xf48cb8, 0xffc8d8],
		o: [0x93401c, 0xcc6a26, 0xf29a3c, 0xffd080]
	};

	function itemMaterials(job) {
		var out = {y: job.scheme.item, e: job.scheme.ink},
			k;
		for (k in ITEM_RAMPS) {
			out[k] = ITEM_RAMPS[k];
		}
		return out;
	}

	function itemMask(art) {
		return (
			ItemParts[art] ||
			ItemParts[
				{
					dog: "critter",
					mouse: "critter",
					hedgehog: "critter",
					owl: "critter",
					rabbit: "critter",
					fox: "critter",
					elf: "firefly",
					crow: "egg"
				}[art]
			] ||
			ItemParts.gem
		);
	}

	function itemGrid(art, frame) {
		var rows = itemMask(art),
			g = Canvas.grid(16, 16),
			wide = rows[0].length,
			x = Math.floor((16 - wide) / 2),
			y = Math.floor((16 - rows.length) / 2) - (frame === 1 || frame === 2 ? 1 : 0);
		return g.put(rows, x, y);
	}

	function glint(pic, left, frame) {
		var w = pic.pen(0xffffff),
			at = [
				[12, 3],
				[13, 4],
				[3, 11],
				[2, 3]
			][frame];
		if (frame === 0) {
			return;
		}
		pic.set(left + at[0], at[1], w);
		if (frame !== 3) {
			[
				[1, 0],
				[-1, 0],
				[0, 1],
				[0, -1]
			].forEach(function (d) {
				pic.set(left + at[0] + d[0], at[1] + d[1], w);
			});
		}
	}

	function drawCollectable(job) {
		var pic = Canvas.picture(job.w, job.h),
			frame;
		for (frame = 0; frame < 4; frame += 1) {
			itemGrid(job.nouns.item.art, frame).paint(pic, frame * 16, 0, itemMaterials(job), job.scheme.ink);
			glint(pic, frame * 16, frame);
		}
		return pic;
	}

	function drawItems(job) {
		var pic = Canvas.picture(job.w, job.h),
			m = itemMaterials(job),
			heart = ItemParts.heart,
			ink = job.scheme.ink,
			put = function (rows, cell, x, y, materials) {
				Canvas.grid(16, 16)
					.put(rows, x, y)
					.paint(pic, cell * 16, 0, materials, ink);
			};
		put(ItemParts.key, 0, 3, 3, m);
		put(ItemParts.key, 1, 3, 3, m);
		glint(pic, 16, 1);
		put(heart, 2, 3, 4, m);
		put(heart, 3, 3, 4, {r: Colour.mix(ink, 0xffffff, 18), w: Colour.mix(ink, 0xffffff, 18)});
		Canvas.grid(16, 16)
			.put([".y.", "yyy", ".y."], 6, 6)
			.paint(pic, 64, 0, {y: [Ramps.LIGHT[1], Ramps.LIGHT[2], Ramps.LIGHT[3], Ramps.LIGHT[3]]}, null);
		Canvas.grid(16, 16)
			.put(["..y..", "..y..", "yywyy", "..y..", "..y.."], 5, 5)
			.paint(
				pic,
				80,
				0,
				{y: [Ramps.LIGHT[1], Ramps.LIGHT[2], Ramps.LIGHT[2], Ramps.LIGHT[3]], w: 0xffffff},
				null
			);
		put(["..dd..", ".dddd.", "ddwwdd", "ddwwdd", ".dddd.", "..dd.."], 6, 5, 5, {d: job.scheme.danger, w: 0xffffff});
		put([".dddd.", "ddwwdd", "dwwwwd", "dwwwwd", "ddwwdd", ".dddd."], 7, 5, 5, {d: job.scheme.danger, w: 0xffffff});
		return pic;
	}

	return {
		materials: itemMaterials,
		mask: itemMask,
		grid: itemGrid,
		drawCollectable: drawCollectable,
		drawItems: drawItems
	};
})();
