/* SPDX-License-Identifier: ISC
 * FoeSprite: dangers of four kinds of motion and the boss, from heads and bodies; who plays which part is the cast. */
var FoeSprite = (function () {
	"use strict";
	var ELEMENTS = [
		[/storm|thunder|lightning|嵐|雷/, [228, 52, 60]],
		[/\b(ice|icy|frozen|snow|frost)\b|氷|雪/, [195, 58, 70]],
		[/fire|fiery|flame|burning|lava|炎|火/, [16, 80, 52]],
		[/shadow|dark|night|影|闇/, [265, 34, 28]],
		[/poison|toxic|moss|swamp|毒/, [98, 52, 44]],
		[/\b(sea|water|rain)\b|水|海/, [205, 58, 52]],
		[/sand|desert|砂/, [40, 52, 56]],
		[/\bred\b|赤/, [356, 62, 48]],
		[/\bblue\b|青/, [220, 62, 52]],
		[/\bgreen\b|緑/, [125, 48, 44]],
		[/\bpurple\b|紫/, [275, 48, 48]],
		[/\bwhite\b|白/, [215, 14, 82]],
		[/\bblack\b|黒/, [245, 16, 26]],
		[/gold|黄/, [46, 78, 56]]
	];

	function headOf(art) {
		return FoeParts.HEADS[art] ? art : FoeParts.SAME[art] || "slime";
	}

	/* which danger stands in which slot: the user's own first, where it fits best, then others named, then kin */
	function cast(nouns, others, seed) {
		var rng = Rand.named(seed, "cast"),
			own = headOf(nouns.danger.art),
			kin = rng.shuffle(FoeParts.KIN[nouns.place.art] || ["slime", "bat", "beetle", "plant", "spirit"]),
			named = others.map(function (o) {
				return headOf(o.art);
			});
		var slots = {foe_patrol: own, foe_chase: own, foe_drift: own, foe_turret: own, boss: own},
			free,
			flies = FoeParts.HEADS[own].flies === true;
		free = flies ? ["foe_turret", "foe_patrol"] : ["foe_drift", "foe_turret"];
		free.forEach(function (slot, i) {
			if (named[i]) {
				slots[slot] = named[i];
			}
		});
		if (named.length === 0) {
			kin = kin.filter(function (k) {
				return k !== own && FoeParts.HEADS[k];
			});
			if (kin.length > 0) {
				slots.foe_turret = kin[0];
			}
		}
		return slots;
	}

	/* "ice spirit", "storm spirit", "赤いスライム": the user's own word colours a danger before its kind does */
	function ownTint(job, art) {
		var text = job.nouns.danger.en + " " + job.nouns.danger.text,
			i;
		for (i = 0; i < ELEMENTS.length && art === headOf(job.nouns.danger.art); i += 1) {
			if (ELEMENTS[i][0].test(text)) {
				return ELEMENTS[i][1];
			}
		}
		return FoeParts.HEADS[art].tint;
	}

	function materialsOf(job, art, slot, pale) {
		var s = job.scheme,
			tint = ownTint(job, art),
			ramp = slot === "foe_drift" || slot === "foe_turret" ? s.danger2 : s.danger,
			out,
			low;
		if (tint) {
			ramp = Colour.ramp(
				tint[0] + (slot === "foe_chase" ? 12 : slot === "foe_drift" ? -14 : 0),
				tint[1] + (slot === "foe_chase" ? 12 : 0),
				tint[2],
				20,
				4
			);
		}
		out = {
			a: ramp,
			b: slot === "foe_chase" ? s.danger : s.danger2,
			w: Ramps.WHITE,
			e: s.ink,
			l: Ramps.LIGHT,
			m: Ramps.METAL,
			g: Ramps.STONE,
			n: Ramps.GREEN
		};
		if (tint && slot !== "foe_chase") {
			out.b = Colour.ramp(tint[0] + 30, tint[1], tint[2] + 18, 18, 4);
		}
		if (!pale) {
			return out;
		}
		low = {};
		Object.keys(out).forEach(function (k) {
			low[k] =
				typeof out[k] === "number"
					? out[k]
					: out[k].map(function (c) {
							return Colour.mix(c, 0xdfe6f0, 55);
						});
		});
		return low;
	}

	function eyesOf(style, pose) {
		if (pose === "stunned") {
			return ["e.e", ".e.", "e.e"];
		}
		if (pose === "alert") {
			return style === "glow" || style === "slit" ? ["ll", "lw", "ll"] : ["www", "wew", "www"];
		}
		return {
			glow: ["l", "l"],
			hollow: ["ee", "ee"],
			white: ["ww", "we"],
			lens: ["wl"],
			dot: ["e", "e"],
			slit: ["l", "e"],
			angry: ["ew", "we"],
			slant: ["e.", "ee", "ee"],
			many: ["l.", ".l", "l."],
			stalk: ["w", "e"]
		}[style];
	}

	/* both eyes around the middle of a head whose left column is x; eyes look to the right by one */
	function putEyes(g, head, x, y, pose) {
		var rows = eyesOf(head.eye, pose),
			wide = rows[0].length,
			look = pose === "stunned" || head.eye === "slant" || head.eye === "many" || head.eye === "hollow" ? 0 : 1,
			row = y + head.row - (pose === "alert" || pose === "stunned" ? 1 : 0),
			gap = pose === "walk" ? head.gap : Math.max(head.gap, 1);
		var mirror = head.eye === "slant" || head.eye === "angry";
		if (head.eye === "lens" && pose === "walk") {
			g.put(["llw", "lll"], x + 5, row);
			return;
		}
		g.put(rows, x + 6 - gap - wide + (look && gap > 0 ? 1 : 0), row, false);
		g.put(rows, x + 6 + gap + (look && gap > 0 ? 1 : 0), row, mirror);
	}

	function legs(g, slot, step, letter) {
		var a = step % 2;
		if (slot === "foe_patrol") {
			g.put([letter + letter + letter], 3, a ? 12 : 13);
			g.put([letter + letter + letter], 10, a ? 13 : 12);
		} else {
			g.put([letter + letter, letter + letter], step === 0 || step === 3 ? 4 : 6, 12);
			g.put([letter + letter, letter + letter], step === 0 || step === 3 ? 10 : 8, 12);
		}
	}

	function wings(g, step, y, letter) {
		var up = step % 2 === 0,
			rows = up
				? [letter + "...", letter + letter + "..", letter + letter + letter + "."]
				: [".", letter + letter + letter + ".", letter + letter + ".."];
		g.put(rows, 0, y + (up ? 0 : 2), false);
		g.put(rows, 12, y + (up ? 0 : 2), true);
	}

	/* horns stand where the head's own outline is, so that they grow out of any head */
	function horns(g, mask, y) {
		var row = 0,
			at;
		while (row < mask.length - 1 && mask[row].charAt(2) === ".") {
			row += 1;
		}
		at = Math.max(0, y + row - 3);
		g.put(["w..", "ww.", ".ww", ".ww"], 3, at, false);
		g.put(["w..", "ww.", ".ww", ".ww"], 10, at, true);
	}

	/* one cell of a danger: the slot's body, the art's head */
	function cell(art, slot, step, pose) {
		var head = FoeParts.HEADS[art],
			mask = Canvas.whole(head.half),
			g = Canvas.grid(16, 16),
			bob = pose === "walk" && step % 2 === 1 ? 1 : 0,
			y = 2,
			foot;
		if (slot === "foe_turret") {
			foot =
				FoeParts.FOOT[
					/plant|frog|snake|octopus/.test(art)
						? "stalk"
						: /drone|robot|guard|virus|alien/.test(art)
							? "post"
							: "plain"
				];
			g.put(foot, 0, 11);
			y = 1 + bob;
		} else if (slot === "foe_drift") {
			y = 3 - bob;
			if (!head.wings) {
				g.put(step % 2 ? ["..a..aa..a..", "...a....a..."] : [".a..aa..a...", "..a....a...."], 2, y + 9);
			}
			if (head.wings) {
				wings(g, step, y + 3, "b");
			}
		} else {
			legs(g, slot, pose === "walk" ? step : 0, "b");
			y = 3 - bob;
			if (slot === "foe_chase") {
				horns(g, mask, y);
			}
		}
		g.put(mask, 2, y);
		putEyes(g, head, 2, y, pose);
		return g;
	}

	function draw(job) {
		var pic = Canvas.picture(job.w, job.h),
			art = job.cast[job.key] || headOf(job.nouns.danger.art),
			col,
			pose;
		for (col = 0; col < 6; col += 1) {
			pose = col < 4 ? "walk" : col === 4 ? "alert" : "stunned";
			cell(art, job.key, col < 4 ? col : 0, pose).paint(
				pic,
				col * 16,
				0,
				materialsOf(job, art, job.key, pose === "stunned"),
				job.scheme.ink
			);
		}
		return pic;
	}

	/* ---- boss: the danger's head at twice the size with a crown and shoulders ---- */

	function bossCell(art, col) {
		var head = FoeParts.HEADS[art],
			mask = Canvas.whole(head.half),
			small = Canvas.grid(16, 16),
			g,
			y = col === 2 ? 5 : col === 5 ? 6 : col === 1 ? 3 : 4,
			pose = col === 4 || col === 5 ? "stunned" : col === 2 ? "alert" : "walk",
			x = col === 3 ? 3 : 2;
		if (col !== 5) {
			small.put([".bbbbbbbbbbbb.", "bbbbbbbbbbbbbb", "bbbbbbbbbbbbbb"], 1, 11);
		}
		small.put(["bbb....bbb"], 3 + (col === 1 ? 1 : 0), 14);
		small.put(mask, x, y);
		g = small.doubled();
		if (col === 5) {
			return g;
		}
		g.put(
			["l..ll..l", "ll.ll.ll", "llllllll", "lrllllrl".replace(/r/g, "b"), "llllllll"],
			12 + (col === 3 ? 2 : 0),
			y * 2 - 4
		);
		bossEyes(g, x * 2, y * 2 + head.row * 2, pose, col);
		if (col === 4) {
			g.put(["eeee", "eppe".replace(/p/g, "b"), "eeee"], 14, y * 2 + 15);
		}
		return g;
	}

	function bossEyes(g, x, y, pose, col) {
		var rows =
			pose === "stunned"
				? ["e..e", ".ee.", ".ee.", "e..e"]
				: pose === "alert"
					? ["llll", "lwwl", "lwwl", "llll"]
					: ["ee..", "wwe.", "wwwe", "wwee", ".ww."];
		g.put(rows, x + 5 + (col === 3 ? 1 : 0), y);
		g.put(rows, x + 15 + (col === 3 ? 1 : 0), y, pose === "walk");
	}

	function drawBoss(job) {
		var pic = Canvas.picture(job.w, job.h),
			art = job.cast.boss,
			col;
		for (col = 0; col < 6; col += 1) {
			bossCell(art, col).paint(pic, col * 32, 0, materialsOf(job, art, "boss", col === 5), job.scheme.ink);
		}
		return pic;
	}

	/* the name of a drawing when it is not the user's own danger: {en, ja} */
	function nameOf(art, nouns) {
		var entry = art === headOf(nouns.danger.art) ? null : Lexicon.find(art, "d");
		return entry ? {en: entry.en[0], ja: entry.ja[0]} : {en: nouns.danger.en, ja: nouns.danger.ja};
	}

	return {
		cast: cast,
		headOf: headOf,
		nameOf: nameOf,
		materials: materialsOf,
		cell: cell,
		draw: draw,
		drawBoss: drawBoss
	};
})();
