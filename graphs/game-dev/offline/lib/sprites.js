/* SPDX-License-Identifier: ISC
 * Sprites: hero, dangers, boss and items of 16×16 cells (boss 32×32) from their parts; the cells' order is the family's. */
var Sprites = (function () {
	"use strict";
	var SKINS = [[0x6b3a2e, 0xb4714f, 0xe0a277, 0xf6c79b], [0x55301f, 0x8a5236, 0xb97a50, 0xd89c6c], [0x7a4638, 0xc98a68, 0xf2bf98, 0xffdcb8], [0x3c2218, 0x65402c, 0x8c5c3e, 0xad7a54]];
	var HAIRS = [[28, 40, 28], [24, 56, 40], [44, 70, 56], [8, 62, 42], [260, 20, 30], [200, 12, 70]];
	var FURS = {cat: [[28, 62, 54], [230, 8, 52], [40, 30, 76], [24, 30, 34]], fox: [[20, 80, 54], [16, 70, 48]], dog: [[30, 50, 56], [34, 40, 72]], rabbit: [[30, 22, 80], [28, 34, 60], [220, 8, 66]], bear: [[26, 44, 38], [210, 10, 84]],
		mouse: [[26, 20, 56], [220, 8, 60]], frog: [[105, 52, 46], [82, 54, 48]], bird: [[222, 34, 36], [26, 40, 44]], dragon: [[150, 46, 44], [350, 56, 48], [265, 40, 50]]};
	var WHITE = [0x8d93a8, 0xc3c9d8, 0xe8ecf2, 0xffffff], METAL = [0x4a5468, 0x7f8ba0, 0xb3bfcc, 0xe6eef2], BOOT = [0x2c1f2b, 0x4a3440, 0x6b4a4c, 0x8c6658], STONE = [0x46465c, 0x6c6c80, 0x9494a2, 0xbcbcc4];
	var LIGHT = [0xc2722a, 0xf0b040, 0xffdc6b, 0xfff6c4], GREEN = [0x1f4a34, 0x2f7a46, 0x58ac52, 0x9cd66a], WOOD = [0x47291f, 0x74452a, 0xa4693a, 0xcf9656];
	var ITEM_RAMPS = {r: [0x7a1f3a, 0xb8304a, 0xe4525a, 0xff9a8c], g: GREEN, u: [0x27458c, 0x3f74cc, 0x63b0ee, 0xbfeaff], n: WOOD, w: WHITE, m: METAL, p: [0x8a3478, 0xcc569c, 0xf48cb8, 0xffc8d8], o: [0x93401c, 0xcc6a26, 0xf29a3c, 0xffd080]};
	var DX = [0, 0, 1, 0];
	var ELEMENTS = [[/storm|thunder|lightning|嵐|雷/, [228, 52, 60]], [/\b(ice|icy|frozen|snow|frost)\b|氷|雪/, [195, 58, 70]], [/fire|fiery|flame|burning|lava|炎|火/, [16, 80, 52]], [/shadow|dark|night|影|闇/, [265, 34, 28]], [/poison|toxic|moss|swamp|毒/, [98, 52, 44]],
		[/\b(sea|water|rain)\b|水|海/, [205, 58, 52]], [/sand|desert|砂/, [40, 52, 56]], [/\bred\b|赤/, [356, 62, 48]], [/\bblue\b|青/, [220, 62, 52]], [/\bgreen\b|緑/, [125, 48, 44]], [/\bpurple\b|紫/, [275, 48, 48]], [/\bwhite\b|白/, [215, 14, 82]], [/\bblack\b|黒/, [245, 16, 26]], [/gold|黄/, [46, 78, 56]]];

	function eye(scheme) { return scheme.ink; }

	/* ---- hero ---- */

	function heroRole(nouns) {
		var parts = HeroParts.ROLES[nouns.hero.art] || HeroParts.ROLES.explorer, text = nouns.hero.en + " " + nouns.hero.text, animal = null, out = parts.slice();
		["cat", "fox", "dog", "rabbit", "bear", "mouse", "frog"].forEach(function (a) {
			var e = Lexicon.find(a, "h");
			if (new RegExp("\\b" + a + "\\b").test(text) || e && e.ja.some(function (w) { return text.indexOf(w) >= 0; })) { animal = a; }
		});
		/* "fox courier": the animal with the trade's clothes */
		if (animal && out[0] === "human" || animal && out[0] === "longhair") {
			out[0] = animal;
			if (/helmet|mask|cap|sailor/.test(out[1])) { out[1] = "bandana"; }
		}
		return out;
	}

	function heroMaterials(job, role) {
		var rng = Rand.named(job.look.seed, "hero"), s = job.scheme, furs = FURS[role[0]], hair = furs ? rng.pick(furs) : rng.pick(HAIRS), skin = rng.pick(SKINS), h = Colour.ramp(hair[0], hair[1], hair[2], 20, 4);
		return {s: skin, h: h, c: s.hero, t: s.trim, w: WHITE, m: METAL, b: BOOT, e: eye(s), p: furs ? 0xf0a0a0 : Colour.mix(skin[2], 0xf06a6a, 45), l: LIGHT, g: [0x2d5a80, 0x4c92b8, 0x86cce0, 0xd6f6fa], f: furs ? Colour.ramp(hair[0], 30, 86, 10, 4) : WHITE};
	}

	function feet(grid, side, phase, letter) {
		var left = [4, 1], right = [9, 1];
		if (side) {
			grid.put([letter + letter + letter], phase === 1 ? 4 : phase === 3 ? 8 : 6, 13);
			if (phase === 1 || phase === 3) { grid.put([letter + letter], phase === 1 ? 9 : 5, 13); }
			return;
		}
		if (phase !== 3) { grid.put([letter + letter + letter], left[0], 13); }
		if (phase !== 1) { grid.put([letter + letter + letter], right[0], 13); }
		if (phase === 3) { grid.put([letter + letter + letter], left[0], 12); }
		if (phase === 1) { grid.put([letter + letter + letter], right[0], 12); }
	}

	function shutEyes(rows) {
		return rows.map(function (r, i) {
			return i === 5 ? r : r.replace(/e/g, i === 4 ? "s" : "e");
		});
	}

	/* one cell: view front|back|side; step of the walk 0–3; pose walk|idle|hurt|dash */
	function heroCell(role, view, step, pose) {
		var g = Canvas.grid(16, 16), head = HeroParts.HEADS[role[0]][view], hat = HeroParts.HATS[role[1]], body = HeroParts.BODIES[role[2]][view], thing = HeroParts.THINGS[role[3]] || [];
		var lift = pose === "walk" && (step === 1 || step === 3) ? 1 : 0, low = pose === "idle" && step === 1 ? 1 : 0, side = view === "side", back = view === "back", dx = 0, foot = role[2] === "fur" ? "h" : role[2] === "metal" ? "m" : "b";
		var hx = 3, hy = 2 - lift + low, by = 9 - lift, sway = pose === "walk" ? DX[step] : 0;
		if (hat && hat.up > 1) { hy += 1; }
		if (pose === "dash") { dx = side ? 1 : 0; hy += 1; }
		if (pose === "hurt") { hx += side ? -1 : 0; hy += 1; head = back ? head : shutEyes(head); }
		if (role[2] !== "sheet") { feet(g, side, pose === "dash" ? 3 : pose === "hurt" ? 0 : pose === "idle" ? 0 : [1, 0, 3, 0][step], foot); }
		if (thing.length > 0 && back) { g.put(thing, 1, by + 1 - (sway ? 1 : 0), false); }
		g.put(body, 4 + (side && pose === "hurt" ? -1 : 0), by, false);
		if (pose === "dash" && side) { g.put(["tt.", "ttt", "tt."], 1, by, false); }
		if (role[0] === "cat" || role[0] === "fox" || role[0] === "mouse") { g.put(side ? ["h..", "h..", ".hh"] : ["..h", "..h", "hh."], side ? 1 : 12, by + (sway ? 0 : 1), false); }
		g.put(head, hx + dx, hy, false);
		if (hat) { g.put(hat[view], hx + dx, hy - hat.up, false); }
		if (thing.length > 0 && !back) { g.put(thing, side ? 11 : 12, by + (side ? 0 : 0) + (sway ? 1 : 0) - (thing.length > 4 ? 2 : 0), false); }
		return g;
	}

	function drawHero(job) {
		var pic = Canvas.picture(job.w, job.h), role = heroRole(job.nouns), materials = heroMaterials(job, role), views = ["front", "back", "side", "side"];
		views.forEach(function (view, row) {
			var col, pose, grid;
			for (col = 0; col < 8; col += 1) {
				pose = col < 4 ? "walk" : col < 6 ? "idle" : col === 6 ? "hurt" : "dash";
				grid = heroCell(role, view, col < 4 ? col : col - 4, pose);
				if (row === 2) { grid = grid.mirrored(); }
				grid.paint(pic, col * 16, row * 16, materials, job.scheme.ink);
			}
		});
		return pic;
	}

	/* ---- dangers ---- */

	function headOf(art) {
		return FoeParts.HEADS[art] ? art : FoeParts.SAME[art] || "slime";
	}

	/* which danger stands in which slot: the user's own first, where it fits best, then others named, then kin */
	function cast(nouns, others, seed) {
		var rng = Rand.named(seed, "cast"), own = headOf(nouns.danger.art), kin = rng.shuffle(FoeParts.KIN[nouns.place.art] || ["slime", "bat", "beetle", "plant", "spirit"]), named = others.map(function (o) { return headOf(o.art); });
		var slots = {foe_patrol: own, foe_chase: own, foe_drift: own, foe_turret: own, boss: own}, free, flies = FoeParts.HEADS[own].flies === true;
		free = flies ? ["foe_turret", "foe_patrol"] : ["foe_drift", "foe_turret"];
		free.forEach(function (slot, i) { if (named[i]) { slots[slot] = named[i]; } });
		if (named.length === 0) {
			kin = kin.filter(function (k) { return k !== own && FoeParts.HEADS[k]; });
			if (kin.length > 0) { slots.foe_turret = kin[0]; }
		}
		return slots;
	}

	/* "ice spirit", "storm spirit", "赤いスライム": the user's own word colours a danger before its kind does */
	function ownTint(job, art) {
		var text = job.nouns.danger.en + " " + job.nouns.danger.text, i;
		for (i = 0; i < ELEMENTS.length && art === headOf(job.nouns.danger.art); i += 1) {
			if (ELEMENTS[i][0].test(text)) { return ELEMENTS[i][1]; }
		}
		return FoeParts.HEADS[art].tint;
	}

	function foeMaterials(job, art, slot, pale) {
		var s = job.scheme, tint = ownTint(job, art), ramp = slot === "foe_drift" || slot === "foe_turret" ? s.danger2 : s.danger, out, low;
		if (tint) { ramp = Colour.ramp(tint[0] + (slot === "foe_chase" ? 12 : slot === "foe_drift" ? -14 : 0), tint[1] + (slot === "foe_chase" ? 12 : 0), tint[2], 20, 4); }
		out = {a: ramp, b: slot === "foe_chase" ? s.danger : s.danger2, w: WHITE, e: s.ink, l: LIGHT, m: METAL, g: STONE, n: GREEN};
		if (tint && slot !== "foe_chase") { out.b = Colour.ramp(tint[0] + 30, tint[1], tint[2] + 18, 18, 4); }
		if (!pale) { return out; }
		low = {};
		Object.keys(out).forEach(function (k) {
			low[k] = typeof out[k] === "number" ? out[k] : out[k].map(function (c) { return Colour.mix(c, 0xdfe6f0, 55); });
		});
		return low;
	}

	function eyesOf(style, pose) {
		if (pose === "stunned") { return ["e.e", ".e.", "e.e"]; }
		if (pose === "alert") { return style === "glow" || style === "slit" ? ["ll", "lw", "ll"] : ["www", "wew", "www"]; }
		return {glow: ["l", "l"], hollow: ["ee", "ee"], white: ["ww", "we"], lens: ["wl"], dot: ["e", "e"], slit: ["l", "e"], angry: ["ew", "we"], slant: ["e.", "ee", "ee"], many: ["l.", ".l", "l."], stalk: ["w", "e"]}[style];
	}

	/* both eyes around the middle of a head whose left column is x; eyes look to the right by one */
	function putEyes(g, head, x, y, pose) {
		var rows = eyesOf(head.eye, pose), wide = rows[0].length, look = pose === "stunned" || head.eye === "slant" || head.eye === "many" || head.eye === "hollow" ? 0 : 1, row = y + head.row - (pose === "alert" || pose === "stunned" ? 1 : 0), gap = pose === "walk" ? head.gap : Math.max(head.gap, 1);
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
		var up = step % 2 === 0, rows = up ? [letter + "...", letter + letter + "..", letter + letter + letter + "."] : [".", letter + letter + letter + ".", letter + letter + ".."];
		g.put(rows, 0, y + (up ? 0 : 2), false);
		g.put(rows, 12, y + (up ? 0 : 2), true);
	}

	/* horns stand where the head's own outline is, so that they grow out of any head */
	function horns(g, mask, y) {
		var row = 0, at;
		while (row < mask.length - 1 && mask[row].charAt(2) === ".") { row += 1; }
		at = Math.max(0, y + row - 3);
		g.put(["w..", "ww.", ".ww", ".ww"], 3, at, false);
		g.put(["w..", "ww.", ".ww", ".ww"], 10, at, true);
	}

	/* one cell of a danger: the slot's body, the art's head */
	function foeCell(art, slot, step, pose) {
		var head = FoeParts.HEADS[art], mask = Canvas.whole(head.half), g = Canvas.grid(16, 16), bob = pose === "walk" && step % 2 === 1 ? 1 : 0, y = 2, foot;
		if (slot === "foe_turret") {
			foot = FoeParts.FOOT[/plant|frog|snake|octopus/.test(art) ? "stalk" : /drone|robot|guard|virus|alien/.test(art) ? "post" : "plain"];
			g.put(foot, 0, 11);
			y = 1 + bob;
		} else if (slot === "foe_drift") {
			y = 3 - bob;
			if (!head.wings) { g.put(step % 2 ? ["..a..aa..a..", "...a....a..."] : [".a..aa..a...", "..a....a...."], 2, y + 9); }
			if (head.wings) { wings(g, step, y + 3, "b"); }
		} else {
			legs(g, slot, pose === "walk" ? step : 0, "b");
			y = 3 - bob;
			if (slot === "foe_chase") { horns(g, mask, y); }
		}
		g.put(mask, 2, y);
		putEyes(g, head, 2, y, pose);
		return g;
	}

	function drawFoe(job) {
		var pic = Canvas.picture(job.w, job.h), art = job.cast[job.key] || headOf(job.nouns.danger.art), col, pose;
		for (col = 0; col < 6; col += 1) {
			pose = col < 4 ? "walk" : col === 4 ? "alert" : "stunned";
			foeCell(art, job.key, col < 4 ? col : 0, pose).paint(pic, col * 16, 0, foeMaterials(job, art, job.key, pose === "stunned"), job.scheme.ink);
		}
		return pic;
	}

	/* ---- boss: the danger's head at twice the size with a crown and shoulders ---- */

	function bossCell(art, col) {
		var head = FoeParts.HEADS[art], mask = Canvas.whole(head.half), small = Canvas.grid(16, 16), g, y = col === 2 ? 5 : col === 5 ? 6 : col === 1 ? 3 : 4, pose = col === 4 || col === 5 ? "stunned" : col === 2 ? "alert" : "walk", x = col === 3 ? 3 : 2;
		if (col !== 5) { small.put([".bbbbbbbbbbbb.", "bbbbbbbbbbbbbb", "bbbbbbbbbbbbbb"], 1, 11); }
		small.put(["bbb....bbb"], 3 + (col === 1 ? 1 : 0), 14);
		small.put(mask, x, y);
		g = small.doubled();
		if (col === 5) { return g; }
		g.put(["l..ll..l", "ll.ll.ll", "llllllll", "lrllllrl".replace(/r/g, "b"), "llllllll"], 12 + (col === 3 ? 2 : 0), y * 2 - 4);
		bossEyes(g, x * 2, y * 2 + head.row * 2, pose, col);
		if (col === 4) { g.put(["eeee", "eppe".replace(/p/g, "b"), "eeee"], 14, y * 2 + 15); }
		return g;
	}

	function bossEyes(g, x, y, pose, col) {
		var rows = pose === "stunned" ? ["e..e", ".ee.", ".ee.", "e..e"] : pose === "alert" ? ["llll", "lwwl", "lwwl", "llll"] : ["ee..", "wwe.", "wwwe", "wwee", ".ww."];
		g.put(rows, x + 5 + (col === 3 ? 1 : 0), y);
		g.put(rows, x + 15 + (col === 3 ? 1 : 0), y, pose === "walk");
	}

	function drawBoss(job) {
		var pic = Canvas.picture(job.w, job.h), art = job.cast.boss, col;
		for (col = 0; col < 6; col += 1) { bossCell(art, col).paint(pic, col * 32, 0, foeMaterials(job, art, "boss", col === 5), job.scheme.ink); }
		return pic;
	}

	/* ---- items ---- */

	function itemMaterials(job) {
		var out = {y: job.scheme.item, e: job.scheme.ink}, k;
		for (k in ITEM_RAMPS) { out[k] = ITEM_RAMPS[k]; }
		return out;
	}

	function itemMask(art) {
		return ItemParts[art] || ItemParts[{dog: "critter", mouse: "critter", hedgehog: "critter", owl: "critter", rabbit: "critter", fox: "critter", elf: "firefly", crow: "egg"}[art]] || ItemParts.gem;
	}

	function itemGrid(art, frame) {
		var rows = itemMask(art), g = Canvas.grid(16, 16), wide = rows[0].length, x = Math.floor((16 - wide) / 2), y = Math.floor((16 - rows.length) / 2) - (frame === 1 || frame === 2 ? 1 : 0);
		return g.put(rows, x, y);
	}

	function glint(pic, left, frame) {
		var w = pic.pen(0xffffff), at = [[12, 3], [13, 4], [3, 11], [2, 3]][frame];
		if (frame === 0) { return; }
		pic.set(left + at[0], at[1], w);
		if (frame !== 3) { [[1, 0], [-1, 0], [0, 1], [0, -1]].forEach(function (d) { pic.set(left + at[0] + d[0], at[1] + d[1], w); }); }
	}

	function drawCollectable(job) {
		var pic = Canvas.picture(job.w, job.h), frame;
		for (frame = 0; frame < 4; frame += 1) {
			itemGrid(job.nouns.item.art, frame).paint(pic, frame * 16, 0, itemMaterials(job), job.scheme.ink);
			glint(pic, frame * 16, frame);
		}
		return pic;
	}

	function drawItems(job) {
		var pic = Canvas.picture(job.w, job.h), m = itemMaterials(job), heart = ItemParts.heart, ink = job.scheme.ink, put = function (rows, cell, x, y, materials) { Canvas.grid(16, 16).put(rows, x, y).paint(pic, cell * 16, 0, materials, ink); };
		put(ItemParts.key, 0, 3, 3, m);
		put(ItemParts.key, 1, 3, 3, m);
		glint(pic, 16, 1);
		put(heart, 2, 3, 4, m);
		put(heart, 3, 3, 4, {r: Colour.mix(ink, 0xffffff, 18), w: Colour.mix(ink, 0xffffff, 18)});
		Canvas.grid(16, 16).put([".y.", "yyy", ".y."], 6, 6).paint(pic, 64, 0, {y: [LIGHT[1], LIGHT[2], LIGHT[3], LIGHT[3]]}, null);
		Canvas.grid(16, 16).put(["..y..", "..y..", "yywyy", "..y..", "..y.."], 5, 5).paint(pic, 80, 0, {y: [LIGHT[1], LIGHT[2], LIGHT[2], LIGHT[3]], w: 0xffffff}, null);
		put(["..dd..", ".dddd.", "ddwwdd", "ddwwdd", ".dddd.", "..dd.."], 6, 5, 5, {d: job.scheme.danger, w: 0xffffff});
		put([".dddd.", "ddwwdd", "dwwwwd", "dwwwwd", "ddwwdd", ".dddd."], 7, 5, 5, {d: job.scheme.danger, w: 0xffffff});
		return pic;
	}

	function picture(job) {
		if (job.key === "hero") { return drawHero(job); }
		if (job.key === "boss") { return drawBoss(job); }
		if (job.key === "collectable") { return drawCollectable(job); }
		if (job.key === "items") { return drawItems(job); }
		return job.key === "things" ? Things.picture(job) : drawFoe(job);
	}

	return {
		cast: cast, picture: picture, draw: function (job) { return picture(job).png(1); },
		heroCell: function (job, view) { return {grid: heroCell(heroRole(job.nouns), view, 0, "idle"), materials: heroMaterials(job, heroRole(job.nouns))}; },
		foeCell: function (job, slot) { var art = job.cast[slot]; return {grid: foeCell(art, slot, 0, "walk"), materials: foeMaterials(job, art, slot, false)}; },
		itemCell: function (job) { return {grid: itemGrid(job.nouns.item.art, 0), materials: itemMaterials(job)}; },
		STONE: STONE, WOOD: WOOD, GREEN: GREEN, LIGHT: LIGHT, METAL: METAL, WHITE: WHITE
	};
}());
