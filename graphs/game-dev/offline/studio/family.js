/* SPDX-License-Identifier: ISC
 * Family: what a family's compose.js need not write again. Family.make(spec) → FAMILY. A spec is mostly tables:
 *   key, archetype, resolution, levels (generate), check, legend, signs
 *   switches   keys of the sheet that are options
 *   amounts    target of a wish → [[key, step]], e.g. enemies: [["walkers", 1]]
 *   speeds     target ("" all, hero, enemies …) → [[key, percent for one grade faster]]; a negative one for pauses
 *   sets       lives, levels, goal, time → [key, switch that it turns on]
 *   hard       [[key, step for one grade harder]]; extreme the same for "much harder", beside it
 *   large      [[key, step]]
 *   taste      [[key, least, most]]: what the seed may move; tastes(ctx, m, rng) what does not fit into rows
 *   bound(ctx, values, changes), entities(ctx, v, t), rules(ctx, v, t) → [[id, when, then]] but the timer's, curve(ctx, v, t, i) → {items, note, …}
 *   cues [[key, en, ja]], ui, input, risks, story: see design() below and studio/scenario.js */
var Family = (function () {
	"use strict";
	var CUES = [
		["collect", "something is found", "見つけたとき"],
		["hurt", "a heart is lost", "ハートを失う"],
		["win", "a level is done", "ステージクリア"],
		["lose", "the last heart is lost", "負け"],
		["blip", "a menu moves", "メニュー操作"],
		["music", "while playing", "プレイ中"]
	];
	var FILES = [
		["index.html", "page and canvas", "ページと画面", "code"],
		["css/style.css", "look of the screens", "画面の見た目", "code"],
		["js/core.js", "the rules, pure", "ルール本体", "code"],
		["js/paint.js", "camera, particles, HUD, title", "カメラ・粒子・表示・タイトル", "code"],
		["js/render.js", "drawing of this game", "このゲームの描画", "code"],
		["js/audio.js", "sound", "音", "code"],
		["js/input.js", "keys and touch", "キーとタッチ", "code"],
		["js/ui.js", "screens and texts", "画面と文字", "code"],
		["js/main.js", "the loop of 60 steps a second", "毎秒60回の進行", "code"],
		["data/params.js", "every number", "すべての数値", "code"],
		["data/levels.js", "the levels", "ステージ", "code"],
		["data/strings.js", "texts in English and Japanese", "日英の文章", "code"],
		["data/assets.js", "what the pictures and sounds are", "素材の一覧", "asset"],
		["assets/manifest.json", "the same with sizes and hashes", "素材の大きさとハッシュ", "asset"]
	];

	function mover(spec, ctx, values, changes) {
		return {
			set: function (key, value, why) {
				Params.set(ctx.sheet, values, key, value, why, changes);
			},
			steps: function (rows, times, why) {
				(rows || []).forEach(function (r) {
					Params.add(ctx.sheet, values, r[0], r[1] * times, why, changes);
				});
				return !!rows && rows.length > 0;
			},
			percents: function (rows, grade, why) {
				(rows || []).forEach(function (r) {
					Params.scale(ctx.sheet, values, r[0], r[1] * grade, why, changes);
				});
				return !!rows && rows.length > 0;
			}
		};
	}

	function option(spec, m, d) {
		if (spec.switches.indexOf(d.target) >= 0) {
			m.set(d.target, d.value, d.text);
			return true;
		}
		if (spec.amounts[d.target] && d.value === 0) {
			spec.amounts[d.target].forEach(function (r) {
				m.set(r[0], 0, d.text);
			});
			return true;
		}
		return !!spec.amounts[d.target] && d.value > 0;
	}

	function set(spec, m, d) {
		var row = spec.sets[d.target];
		if (!row) {
			return false;
		}
		if (row[1]) {
			m.set(row[1], 1, d.text);
		}
		m.set(row[0], d.value, d.text);
		return true;
	}

	function amount(spec, m, d) {
		var up = d.change > 0;
		if (up && spec.switches.indexOf(d.target) >= 0) {
			m.set(d.target, 1, d.text);
		}
		return (
			m.steps(spec.amounts[d.target], up ? Math.max(1, Math.abs(d.change) - 1) : -1, d.text) ||
			spec.switches.indexOf(d.target) >= 0
		);
	}

	/* one directive onto the numbers; false when this family has no number for it */
	function apply(spec, ctx, d, values, changes) {
		var m = mover(spec, ctx, values, changes),
			sign = d.change > 0 ? 1 : -1;
		if (d.kind === "pace" && d.target !== "music") {
			return m.percents(spec.speeds[d.target] || (d.target === "" ? spec.speeds.hero : null), d.change, d.text);
		}
		if (d.kind === "difficulty") {
			m.steps(Math.abs(d.change) > 1 ? spec.extreme : [], sign, d.text);
			return m.steps(spec.hard, Math.abs(d.change) > 2 ? sign * 2 : sign, d.text);
		}
		if (d.kind === "amount") {
			return amount(spec, m, d);
		}
		if (d.kind === "option") {
			return option(spec, m, d);
		}
		if (d.kind === "set") {
			return set(spec, m, d);
		}
		return d.kind === "size" ? m.steps(spec.large, sign, d.text) : false;
	}

	/* the seed's own taste, within what the bots have passed; small, so that a wish outweighs it */
	function vary(spec, ctx, values) {
		var rng = ctx.rng("numbers"),
			changes = [],
			mood = ctx.look.mood;
		spec.taste.forEach(function (r) {
			Params.add(ctx.sheet, values, r[0], rng.range(r[1], r[2]) * ctx.sheet[r[0]].step, "seed", changes);
		});
		if (mood === "cosy" || mood === "cheerful") {
			mover(spec, ctx, values, changes).percents(spec.speeds.enemies, -1, mood);
		}
		if (spec.tastes) {
			spec.tastes(ctx, mover(spec, ctx, values, changes), rng);
		}
		return changes;
	}

	function scenes(t) {
		return [
			{key: "title", enter: t("at the start", "起動時"), exit: t("start", "開始")},
			{
				key: "play",
				enter: t("start, next level", "開始・次のステージ"),
				exit: t("level done, or lost", "クリア・負け")
			},
			{key: "pause", enter: "P", exit: "P"},
			{key: "win", enter: t("the last level is done", "最後のステージをクリア"), exit: t("restart", "再開")},
			{key: "lose", enter: t("no hearts, or no time", "ハートか時間がなくなる"), exit: t("restart", "再開")}
		];
	}

	/* every level with what the family says of it, and how hard it presses: three grades more at the end than at the beginning */
	function curve(spec, ctx, v, t) {
		var out = [],
			i,
			row;
		for (i = 0; i < v.level_count; i += 1) {
			row = spec.curve(ctx, v, t, i);
			row.level = i + 1;
			row.pressure = Math.round((v.difficulty + (i * 3) / v.level_count) * 10) / 10;
			out.push(row);
		}
		return out;
	}

	/* the family's rules, and the one that a time limit brings */
	function rules(spec, ctx, v, t) {
		var out = spec.rules(ctx, v, t);
		if (v.timer) {
			out.push(["timer", t(v.time_limit + " s have passed in a level", "1ステージで" + v.time_limit + "秒たつ"), t("lost", "負け")]);
		}
		return out.map(function (r) {
			return {id: r[0], when: r[1], then: r[2]};
		});
	}

	function design(spec, ctx, v) {
		var t = function (en, ja) {
				return ctx.t(en, ja);
			},
			used = CUES.concat(spec.cues || []);
		return {
			archetype: spec.archetype,
			resolution: spec.resolution,
			scenes: scenes(t),
			entities: spec.entities(ctx, v, t),
			rules: rules(spec, ctx, v, t),
			difficulty: curve(spec, ctx, v, t),
			ui: [
				{screen: "title", elements: ["title", "tagline", "start", "language", "sound"]},
				{screen: "play", elements: spec.hud},
				{screen: "pause", elements: ["resume", "restart", "sound"]},
				{screen: "win", elements: ["score", "time", "grade", "again"]},
				{screen: "lose", elements: ["score", "retry", "restart"]}
			],
			input_map: spec.input,
			audio_cues: used.map(function (c) {
				return {key: c[0], when: t(c[1], c[2])};
			}),
			files: FILES.map(function (f) {
				return {path: f[0], purpose: t(f[1], f[2]), owner: f[3]};
			}),
			risks: [
				t(
					"Whether it is fun has to be judged by a person who plays it.",
					"楽しいかどうかは、人が遊んで判断する必要があります。"
				)
			]
		};
	}

	/* an entity of the design document; `more` overrides */
	function entity(key, name, role, ai, more) {
		var out = {key: key, name: name, role: role, size: 12, speed: 0, hp: 1, damage: 0, score: 0, ai: ai};
		Object.keys(more || {}).forEach(function (k) {
			out[k] = more[k];
		});
		return out;
	}

	/* hero and thing, which all families have */
	function cast(ctx, v, t, doing) {
		return [
			entity("hero", ctx.noun("hero"), "player", doing || t("driven by the player", "プレイヤーが操作"), {
				speed: v.hero_speed || 0,
				hp: v.lives || 1
			}),
			entity("collectable", ctx.noun("item"), "item", t("waits and glints", "その場で光る"), {
				size: 10,
				hp: 0,
				score: v.score_item || 100
			})
		];
	}

	/* an enemy with the name that its drawing has */
	function foe(ctx, slot, role, speed, count, ai) {
		var n = ctx.nouns,
			drawn = Sprites.cast(n, ctx.concept.other_dangers || [], ctx.look.seed),
			name = Sprites.nameOf(drawn[slot] || drawn.boss, n);
		return entity(slot, slot === "boss" ? ctx.t("the great " + n.danger.en, "大いなる" + n.danger.ja) : ctx.t(name.en, name.ja), role, ai, {
			speed: speed,
			count: count,
			damage: 1,
			size: slot === "boss" ? 26 : 12
		});
	}

	function make(spec) {
		return {
			key: spec.key,
			switches: spec.switches,
			levels: spec.levels,
			check: spec.check,
			legend: spec.legend,
			signs: spec.signs,
			story: spec.story,
			bound: spec.bound,
			apply: function (ctx, d, values, changes) {
				return apply(spec, ctx, d, values, changes);
			},
			vary: function (ctx, values) {
				return vary(spec, ctx, values);
			},
			design: function (ctx, v) {
				return design(spec, ctx, v);
			}
		};
	}

	return {make: make, entity: entity, cast: cast, foe: foe};
})();
