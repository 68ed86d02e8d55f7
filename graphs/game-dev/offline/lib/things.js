/* SPDX-License-Identifier: ISC
 * Things: shrine, door, exit and the calm decoration of a place. Cells as assets.json says: row 0 shrine and doors, row 1 exit and deco. */
var Things = (function () {
	"use strict";
	var SHRINE = ["................", "................", "................", "......ssss......", ".....s....s.....", ".....s....s.....", ".....s....s.....", ".....ssssss.....", "......ssss......", "......ssss......", "......ssss......", ".....ssssss.....", "....ssssssss....", "...ssssssssss..."];
	var FLAMES = [["..l..", ".ll..", ".lwl.", ".lwl."], ["..l..", "..ll.", ".lwl.", ".lwl."], [".l...", ".lll.", ".lwl.", ".lwl."]];
	var DOOR = ["ssssssssssssssss", "sswwwwwwwwwwwwss", "swwwwwwwwwwwwwws", "swwnwwwwwwwwnwws", "swwnwwwwwwwwnwws", "smmmmmmmmmmmmmms", "swwnwwwllwwwnwws", "swwnwwlllllwnwws", "swwnwwleelwwnwws", "swwnwwleelwwnwws", "swwnwwlllllwnwws", "smmmmmmmmmmmmmms", "swwnwwwwwwwwnwws", "swwnwwwwwwwwnwws", "swwwwwwwwwwwwwws", "swwwwwwwwwwwwwws"];
	var HALF = ["ssssssssssssssss", "sswweeeeeeeewwss", "swweeeeeeeeeewws", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "smeeeeeeeeeeeems", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "smeeeeeeeeeeeems", "sweeeeeeeeeeeews", "sweeeeeeeeeeeews", "swweeeeeeeeeewws", "swweeeeeeeeeewws"];
	var GATE = ["..ssssssssssss..", ".ssssssssssssss.", "ssseeeeeeeeeesss", "sseeeeeeeeeeeess", "sseeeeeeeeeeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "sseeemeeeemeeess", "ssssssssssssssss"];
	var DECO = {
		bush: ["...gg.gg...", "..ggggggg..", ".gggggggggg", "ggggggggggg", "gggggggggg.", ".ggggggggg.", "..ggg.ggg.."], crate: ["nnnnnnnnnn", "nwwwwwwwwn", "nwwwwwwwwn", "nnnnnnnnnn", "nwwwwwwwwn", "nwwwwwwwwn", "nnnnnnnnnn"],
		lamp: ["..mm..", ".mllm.", ".mllm.", "..mm..", "..mm..", "..mm..", ".mmmm."], mushroom: ["..rrr...", ".rrwrr..", "rrrrrrr.", "..ww.rr.", "..wwrrrr", "..ww.ww."], bones: ["..........", "ww......ww", ".wwwwwwww.", "ww......ww", "...www....", "..wewew...", "..wwwww..."],
		sign: ["nnnnnnnnn", "nwwwwwwwn", "nwnnwnnwn", "nnnnnnnnn", "....n....", "....n....", "...nnn..."], shells: ["..pp......", ".pwwp..ww.", "pwppwp.www", ".pppp..www"], rock: ["...sss....", "..sssss...", ".ssssssss.", "ssssssssss", ".ssssssss."],
		books: [".rrrrrrr..", ".wwwwwww..", "uuuuuuuu..", ".wwwwwww..", ".ggggggggg", "..wwwwwww."], coral: ["p..p...p..", "pp.p..pp..", ".ppp.pp.p.", "..ppppppp.", "...pppp...", "....pp...."], pot: ["...oooo...", "..oeeeeo..", "..oooooo..", ".oooooooo.", ".oooooooo.", "..oooooo.."],
		grave: ["..ssssss..", ".ssssssss.", ".sseeeess.", ".ssssssss.", ".sseeeess.", ".ssssssss.", "ssssssssss"], crystal: ["...u......", "..uuu..u..", "..uwu.uuu.", ".uuwu.uwu.", ".uuwuuuwu.", ".uuuuuuuu."], pine: ["....gg....", "...gggg...", "..wgggg...", "...ggggg..", "..gggggw..", ".wgggggggg", "....nn...."]
	};
	var BY_PLACE = {forest: ["bush", "mushroom", "rock"], garden: ["bush", "pot", "sign"], cliff: ["rock", "lamp", "shells"], city: ["crate", "lamp", "sign"], cave: ["crystal", "mushroom", "bones"], ruins: ["pot", "rock", "bones"], sea: ["coral", "crystal", "shells"], snow: ["pine", "lamp", "rock"],
		desert: ["rock", "pot", "bones"], space: ["crate", "lamp", "crystal"], library: ["books", "lamp", "crate"], castle: ["pot", "lamp", "bones"], swamp: ["bush", "mushroom", "bones"], volcano: ["rock", "crystal", "bones"], sky: ["bush", "crystal", "sign"], beach: ["bush", "crate", "shells"],
		village: ["crate", "lamp", "sign"], shrine: ["bush", "lamp", "rock"], graveyard: ["grave", "mushroom", "bones"], lab: ["crate", "lamp", "crystal"], kitchen: ["crate", "pot", "sign"]};

	function quiet(ramp, floor) {
		return ramp.map(function (c) { return Colour.mix(c, floor, 30); });
	}

	function materials(job) {
		var f = job.scheme.floor[2];
		return {s: job.scheme.wall.slice(1), w: Sprites.WOOD, n: [0x2c1a18, 0x3c241c, 0x4f3022, 0x5f3c2a], m: Sprites.METAL, l: Sprites.LIGHT, e: job.scheme.deep, g: quiet(Sprites.GREEN, f)};
	}

	function decoMaterials(job) {
		var f = job.scheme.floor[2], q = function (r) { return quiet(r, f); };
		return {g: q(Sprites.GREEN), n: q(Sprites.WOOD), w: q(Sprites.WHITE), m: q(Sprites.METAL), l: Sprites.LIGHT, r: q([0x7a1f3a, 0xb8304a, 0xd8525a, 0xf08a80]), e: job.scheme.ink, p: q([0x8a3478, 0xb8568c, 0xdc84a8, 0xf4b8c8]),
			s: q(Sprites.STONE), u: q([0x27458c, 0x3f74bc, 0x63a8de, 0xa8dcf4]), o: q([0x7a3c20, 0xa85c30, 0xcc8448, 0xe8ac6c])};
	}

	function shrine(job, pic, cell, lit) {
		var g = Canvas.grid(16, 16).put(SHRINE, 0, 0), m = materials(job);
		if (lit >= 0) { g.put(FLAMES[lit], 6, 3); }
		m.w = 0xffffff;
		g.paint(pic, cell * 16, 0, m, job.scheme.ink);
	}

	function openGate(job, pic, cell, frame) {
		var y, x, d, glow = job.scheme.item, m = materials(job), rows = GATE.map(function (r) { return r.replace(/m/g, "e"); });
		Canvas.grid(16, 16).put(rows, 0, 0).paint(pic, cell * 16, 16, m, null);
		for (y = 2; y < 15; y += 1) {
			for (x = 2; x < 14; x += 1) {
				if (y === 2 && (x < 3 || x > 12)) { continue; }
				d = Math.abs(x * 2 - 15) + Math.abs(y * 2 - 17);
				pic.set(cell * 16 + x, 16 + y, pic.pen(((d + frame * 4) % 16) < 5 ? glow[3] : d > 16 ? glow[1] : glow[2]));
			}
		}
	}

	function deco(job, pic, name, cell) {
		var rows = DECO[name], x = Math.floor((16 - rows[0].length) / 2), y = 15 - rows.length - 1;
		Canvas.grid(16, 16).put(rows, x, y).paint(pic, cell * 16, 16, decoMaterials(job), Colour.mix(job.scheme.ink, job.scheme.floor[1], 35));
	}

	function picture(job) {
		var pic = Canvas.picture(job.w, job.h), m = materials(job), i, list = BY_PLACE[job.look.biome] || BY_PLACE.garden;
		for (i = 0; i < 4; i += 1) { shrine(job, pic, i, i - 1); }
		Canvas.grid(16, 16).put(DOOR, 0, 0).paint(pic, 64, 0, m, null);
		Canvas.grid(16, 16).put(HALF, 0, 0).paint(pic, 80, 0, m, null);
		Canvas.grid(16, 16).put(GATE, 0, 0).paint(pic, 0, 16, m, null);
		for (i = 0; i < 4; i += 1) { openGate(job, pic, 1 + i, i); }
		for (i = 0; i < 3; i += 1) { deco(job, pic, list[i], 5 + i); }
		return pic;
	}

	return {picture: picture};
}());
