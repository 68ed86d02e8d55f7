/* SPDX-License-Identifier: ISC
 * HeroSprite: the hero's 32 cells from parts: four directions, each with walk, idle, hurt and dash. */
var HeroSprite = (function () {
	"use strict";
	var SKINS = [
		[0x6b3a2e, 0xb4714f, 0xe0a277, 0xf6c79b],
		[0x55301f, 0x8a5236, 0xb97a50, 0xd89c6c],
		[0x7a4638, 0xc98a68, 0xf2bf98, 0xffdcb8],
		[0x3c2218, 0x65402c, 0x8c5c3e, 0xad7a54]
	];
	var HAIRS = [
		[28, 40, 28],
		[24, 56, 40],
		[44, 70, 56],
		[8, 62, 42],
		[260, 20, 30],
		[200, 12, 70]
	];
	var FURS = {
		cat: [
			[28, 62, 54],
			[230, 8, 52],
			[40, 30, 76],
			[24, 30, 34]
		],
		fox: [
			[20, 80, 54],
			[16, 70, 48]
		],
		dog: [
			[30, 50, 56],
			[34, 40, 72]
		],
		rabbit: [
			[30, 22, 80],
			[28, 34, 60],
			[220, 8, 66]
		],
		bear: [
			[26, 44, 38],
			[210, 10, 84]
		],
		mouse: [
			[26, 20, 56],
			[220, 8, 60]
		],
		frog: [
			[105, 52, 46],
			[82, 54, 48]
		],
		bird: [
			[222, 34, 36],
			[26, 40, 44]
		],
		dragon: [
			[150, 46, 44],
			[350, 56, 48],
			[265, 40, 50]
		]
	};
	var SWING = [0, 0, 1, 0];

	function roleOf(nouns) {
		var parts = HeroParts.ROLES[nouns.hero.art] || HeroParts.ROLES.explorer,
			text = nouns.hero.en + " " + nouns.hero.text,
			animal = null,
			out = parts.slice();
		["cat", "fox", "dog", "rabbit", "bear", "mouse", "frog"].forEach(function (a) {
			var e = Lexicon.find(a, "h");
			if (
				new RegExp("\\b" + a + "\\b").test(text) ||
				(e &&
					e.ja.some(function (w) {
						return text.indexOf(w) >= 0;
					}))
			) {
				animal = a;
			}
		});
		/* "fox courier": the animal with the trade's clothes */
		if ((animal && out[0] === "human") || (animal && out[0] === "longhair")) {
			out[0] = animal;
			if (/helmet|mask|cap|sailor/.test(out[1])) {
				out[1] = "bandana";
			}
		}
		return out;
	}

	function materialsOf(job, role) {
		var rng = Rand.named(job.look.seed, "hero"),
			s = job.scheme,
			furs = FURS[role[0]],
			hair = furs ? rng.pick(furs) : rng.pick(HAIRS),
			skin = rng.pick(SKINS),
			h = Colour.ramp(hair[0], hair[1], hair[2], 20, 4);
		return {
			s: skin,
			h: h,
			c: s.hero,
			t: s.trim,
			w: Ramps.WHITE,
			m: Ramps.METAL,
			b: Ramps.BOOT,
			e: s.ink,
			p: furs ? 0xf0a0a0 : Colour.mix(skin[2], 0xf06a6a, 45),
			l: Ramps.LIGHT,
			g: [0x2d5a80, 0x4c92b8, 0x86cce0, 0xd6f6fa],
			f: furs ? Colour.ramp(hair[0], 30, 86, 10, 4) : Ramps.WHITE
		};
	}

	function feet(grid, side, phase, letter) {
		var left = [4, 1],
			right = [9, 1];
		if (side) {
			grid.put([letter + letter + letter], phase === 1 ? 4 : phase === 3 ? 8 : 6, 13);
			if (phase === 1 || phase === 3) {
				grid.put([letter + letter], phase === 1 ? 9 : 5, 13);
			}
			return;
		}
		if (phase !== 3) {
			grid.put([letter + letter + letter], left[0], 13);
		}
		if (phase !== 1) {
			grid.put([letter + letter + letter], right[0], 13);
		}
		if (phase === 3) {
			grid.put([letter + letter + letter], left[0], 12);
		}
		if (phase === 1) {
			grid.put([letter + letter + letter], right[0], 12);
		}
	}

	function shutEyes(rows) {
		return rows.map(function (r, i) {
			return i === 5 ? r : r.replace(/e/g, i === 4 ? "s" : "e");
		});
	}

	/* one cell: view front|back|side; step of the walk 0–3; pose walk|idle|hurt|dash */
	function cell(role, view, step, pose) {
		var g = Canvas.grid(16, 16),
			head = HeroParts.HEADS[role[0]][view],
			hat = HeroParts.HATS[role[1]],
			body = HeroParts.BODIES[role[2]][view],
			thing = HeroParts.THINGS[role[3]] || [];
		var lift = pose === "walk" && (step === 1 || step === 3) ? 1 : 0,
			low = pose === "idle" && step === 1 ? 1 : 0,
			side = view === "side",
			back = view === "back",
			dx = 0,
			foot = role[2] === "fur" ? "h" : role[2] === "metal" ? "m" : "b";
		var hx = 3,
			hy = 2 - lift + low,
			by = 9 - lift,
			sway = pose === "walk" ? SWING[step] : 0;
		if (hat && hat.up > 1) {
			hy += 1;
		}
		if (pose === "dash") {
			dx = side ? 1 : 0;
			hy += 1;
		}
		if (pose === "hurt") {
			hx += side ? -1 : 0;
			hy += 1;
			head = back ? head : shutEyes(head);
		}
		if (role[2] !== "sheet") {
			feet(g, side, pose === "dash" ? 3 : pose === "hurt" ? 0 : pose === "idle" ? 0 : [1, 0, 3, 0][step], foot);
		}
		if (thing.length > 0 && back) {
			g.put(thing, 1, by + 1 - (sway ? 1 : 0), false);
		}
		g.put(body, 4 + (side && pose === "hurt" ? -1 : 0), by, false);
		if (pose === "dash" && side) {
			g.put(["tt.", "ttt", "tt."], 1, by, false);
		}
		if (role[0] === "cat" || role[0] === "fox" || role[0] === "mouse") {
			g.put(side ? ["h..", "h..", ".hh"] : ["..h", "..h", "hh."], side ? 1 : 12, by + (sway ? 0 : 1), false);
		}
		g.put(head, hx + dx, hy, false);
		if (hat) {
			g.put(hat[view], hx + dx, hy - hat.up, false);
		}
		if (thing.length > 0 && !back) {
			g.put(thing, side ? 11 : 12, by + (side ? 0 : 0) + (sway ? 1 : 0) - (thing.length > 4 ? 2 : 0), false);
		}
		return g;
	}

	function draw(job) {
		var pic = Canvas.picture(job.w, job.h),
			role = roleOf(job.nouns),
			materials = materialsOf(job, role),
			views = ["front", "back", "side", "side"];
		views.forEach(function (view, row) {
			var col, pose, grid;
			for (col = 0; col < 8; col += 1) {
				pose = col < 4 ? "walk" : col < 6 ? "idle" : col === 6 ? "hurt" : "dash";
				grid = cell(role, view, col < 4 ? col : col - 4, pose);
				if (row === 2) {
					grid = grid.mirrored();
				}
				grid.paint(pic, col * 16, row * 16, materials, job.scheme.ink);
			}
		});
		return pic;
	}

	return {role: roleOf, materials: materialsOf, cell: cell, draw: draw};
})();
