/* SPDX-License-Identifier: ISC
 * world: places, levels from the family's own grammar (proved by its check), progression and music. */
STUDIO.world = (function () {
	"use strict";

	function values(ctx) {
		return Params.values(ctx.sheet, (ctx.docs.design_document || {}).params);
	}

	function switches(v) {
		var out = {};
		FAMILY.switches.forEach(function (k) {
			out[k] = v[k];
		});
		return out;
	}

	/* levels for given numbers: the same numbers and seed, the same maps */
	function levels(ctx, v) {
		return FAMILY.levels({
			seed: ctx.seed,
			count: v.level_count,
			difficulty: v.difficulty,
			params: v,
			theme: {biome: ctx.look.biome},
			switches: switches(v)
		});
	}

	var SIGNS = {
		"@": "hero",
		p: "foe_patrol",
		c: "foe_chase",
		d: "foe_drift",
		t: "foe_turret",
		B: "boss",
		X: "exit",
		S: "shrine",
		h: "heart",
		k: "key",
		D: "door"
	};

	function spawns(map) {
		var out = [],
			names = FAMILY.signs || SIGNS;
		map.forEach(function (row, y) {
			row.split("").forEach(function (sign, x) {
				if (names[sign]) {
					out.push({key: names[sign], x: x, y: y});
				}
			});
		});
		return out;
	}

	function describe(ctx, level, i, v, texts) {
		var name = texts[level.name] || level.name;
		return {
			id: "level_" + (i + 1),
			name: name,
			size: {w: level.map[0].length, h: level.map.length},
			tiles: level.map,
			legend: FAMILY.legend,
			spawns: spawns(level.map),
			goal: level.goal,
			time_limit: v.timer ? v.time_limit : 0,
			par: level.par,
			intro: level.intro
		};
	}

	function progression(ctx, list) {
		return list.map(function (l) {
			var foes = l.spawns.filter(function (s) {
				return /^foe_|boss/.test(s.key);
			}).length;
			return {
				level: l.id,
				items: l.goal,
				enemies: foes,
				size: l.size.w * l.size.h,
				adds: ctx.t(
					foes + " dangers on " + l.size.w + "\u00d7" + l.size.h + " tiles, " + l.goal + " to find",
					l.size.w + "×" + l.size.h + "マスに敵" + foes + "、必要数" + l.goal
				)
			};
		});
	}

	function page(ctx, doc) {
		var md = Md.page(ctx.t("World: ", "世界：") + doc.places[0].name);
		md.text(doc.places[0].mood).table(
			["", ctx.t("items", "必要数"), ctx.t("dangers", "敵"), ctx.t("tiles", "広さ")],
			doc.progression.map(function (p) {
				return [p.level, p.items, p.enemies, p.size];
			})
		);
		doc.levels.forEach(function (l) {
			md.heading(l.id + ": " + l.name).code(l.tiles.join("\n"));
		});
		return md;
	}

	function world(ctx) {
		var v = values(ctx),
			made = levels(ctx, v),
			proof = FAMILY.check(made),
			texts = ((ctx.docs.scenario_document || {}).strings || {})[ctx.language] || {};
		var scheme = Colour.scheme(ctx.look),
			music = Mood.music(ctx.look.mood),
			list = made.map(function (l, i) {
				return describe(ctx, l, i, v, texts);
			}),
			doc,
			answer;
		doc = {
			places: [
				{
					key: ctx.look.biome,
					name: ctx.noun("place"),
					mood:
						Mood.name(ctx.look.mood, ctx.language) +
						", " +
						Mood.name(ctx.look.time, ctx.language) +
						", " +
						Mood.name(ctx.look.weather, ctx.language),
					palette: scheme.floor.concat(scheme.wall).map(Colour.hex),
					background_layers: ["far", "middle", "near"]
				}
			],
			levels: list,
			level_data: made,
			progression: progression(ctx, list),
			reachable: proof.ok === true,
			problems: proof.problems || [],
			music: [{key: "music", mood: ctx.look.mood, bpm: music.bpm, scale: music.scale, root: music.root}],
			made_by: "offline studio: templates, no language model"
		};
		answer = Answer.made(
			ctx,
			ctx.t(
				list.length +
					" levels " +
					Nouns.within(ctx.noun("place")) +
					"; a search proved that every item and exit can be reached. Music: " +
					music.bpm +
					" bpm, " +
					music.scale +
					".",
				ctx.noun("place") +
					"の全" +
					list.length +
					"ステージ。すべてのアイテムと出口に行けることを探索で確認。音楽：" +
					music.bpm +
					"bpm、" +
					music.scale +
					"。"
			),
			doc
		);
		if (!doc.reachable) {
			answer.warnings.push(
				ctx.t("The check of the levels found problems: ", "ステージの検査で問題：") + doc.problems.join("; ")
			);
		}
		Answer.page(answer, "docs/world.md", page(ctx, doc));
		return Answer.feedback(ctx, answer, function () {
			return {
				done: "not",
				note: ctx.t("levels follow the design's numbers", "ステージはデザインの数値に従います")
			};
		});
	}

	world.levels = levels;
	return world;
})();
