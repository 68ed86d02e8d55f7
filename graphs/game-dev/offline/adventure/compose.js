/* SPDX-License-Identifier: ISC
 * The adventure family's numbers: how wishes become parameters, what the seed may vary, and the design document's parts. */
FAMILY = (function () {
	"use strict";
	var ENEMY_SPEEDS = ["patrol_speed", "chase_speed", "drift_speed", "shot_speed"];
	var ENEMY_COUNTS = ["patrollers", "chasers", "drifters", "turrets"];
	var AMOUNTS = {
		enemies: ENEMY_COUNTS,
		patrollers: ["patrollers"],
		chasers: ["chasers"],
		drifters: ["drifters"],
		turrets: ["turrets"],
		items: ["goal"],
		hearts: ["hearts"],
		doors: ["doors"],
		shrines: ["shrines"],
		levels: ["level_count"],
		motes: ["score_mote"],
		boss: ["boss_hp"]
	};
	var SWITCHES = ["boss", "enemies", "hazards", "dash", "pulse", "timer", "darkness", "stealth", "motes"];

	function Move(ctx, values, changes) {
		this.sheet = ctx.sheet;
		this.values = values;
		this.changes = changes;
	}

	Move.prototype.set = function (key, value, why) {
		return Params.set(this.sheet, this.values, key, value, why, this.changes);
	};
	Move.prototype.add = function (key, by, why) {
		return Params.add(this.sheet, this.values, key, by, why, this.changes);
	};
	Move.prototype.scale = function (key, percent, why) {
		return Params.scale(this.sheet, this.values, key, percent, why, this.changes);
	};

	function pace(m, d) {
		var percent = d.change * 10;
		if (d.target === "music") {
			return;
		}
		if (d.target === "hero" || d.target === "") {
			m.scale("hero_speed", d.change * (d.target ? 8 : 5), d.text);
		}
		if (d.target === "boss") {
			m.scale("boss_speed", percent, d.text);
		}
		if (/^(chasers|patrollers|drifters)$/.test(d.target)) {
			m.scale(
				d.target.slice(0, -3).replace("chas", "chase").replace("patroll", "patrol").replace("drift", "drift") +
					"_speed",
				percent,
				d.text
			);
		}
		if (d.target === "turrets") {
			m.scale("shot_speed", percent, d.text);
		}
		if (d.target === "enemies" || d.target === "") {
			ENEMY_SPEEDS.forEach(function (k) {
				m.scale(k, percent, d.text);
			});
		}
	}

	function difficulty(m, d) {
		var sign = d.change > 0 ? 1 : -1;
		m.add("difficulty", Math.abs(d.change) > 2 ? sign * 2 : sign, d.text);
		if (Math.abs(d.change) > 1) {
			m.add("lives", -sign, d.text);
			m.scale("chase_speed", sign * 8, d.text);
		}
	}

	function amount(m, d) {
		var keys = AMOUNTS[d.target],
			by = d.change > 0 ? 1 : -1,
			many = Math.abs(d.change) > 2 ? 2 : 1;
		if (!keys) {
			return false;
		}
		if (d.target === "enemies" && d.change > 0) {
			m.set("enemies", 1, d.text);
		}
		if (d.target === "boss") {
			m.set("boss", 1, d.text);
		}
		keys.forEach(function (k) {
			m.add(
				k,
				k === "score_mote" ? by * 5 : k === "goal" || k === "patrollers" ? by * (many + 1) : by * many,
				d.text
			);
		});
		return true;
	}

	function option(m, d) {
		if (SWITCHES.indexOf(d.target) >= 0) {
			return m.set(d.target, d.value, d.text) || true;
		}
		if (AMOUNTS[d.target] && d.value === 0) {
			AMOUNTS[d.target].forEach(function (k) {
				m.set(k, 0, d.text);
			});
			return true;
		}
		return false;
	}

	function set(m, d) {
		if (d.target === "lives") {
			m.set("lives", d.value, d.text);
		}
		if (d.target === "levels") {
			m.set("level_count", d.value, d.text);
		}
		if (d.target === "goal") {
			m.set("goal", d.value, d.text);
		}
		if (d.target === "time") {
			m.set("timer", 1, d.text);
			m.set("time_limit", d.value, d.text);
		}
	}

	function size(m, d) {
		if (d.target && d.target !== "levels") {
			return false;
		}
		m.add("level_count", d.change > 0 ? 1 : -1, d.text);
		m.add("goal", d.change > 0 ? 1 : -1, d.text);
		return true;
	}

	/* one directive onto the numbers; false when this family has no number for it */
	function apply(ctx, d, values, changes) {
		var m = new Move(ctx, values, changes);
		if (d.kind === "pace" && d.target !== "music") {
			pace(m, d);
			return true;
		}
		if (d.kind === "difficulty") {
			difficulty(m, d);
			return true;
		}
		if (d.kind === "amount") {
			return amount(m, d);
		}
		if (d.kind === "option") {
			return option(m, d);
		}
		if (d.kind === "set") {
			set(m, d);
			return true;
		}
		return d.kind === "size" ? size(m, d) : false;
	}

	/* the seed's own taste, within what the bots have passed; small, so that a wish outweighs it */
	function vary(ctx, values) {
		var rng = ctx.rng("numbers"),
			changes = [],
			m = new Move(ctx, values, changes),
			mood = ctx.look.mood;
		m.scale("hero_speed", rng.range(-5, 5), "seed");
		m.add("goal", rng.range(-1, 1), "seed");
		m.add(rng.pick(ENEMY_COUNTS), 1, "seed");
		m.add(rng.pick(["patrollers", "drifters", "turrets"]), -1, "seed");
		m.scale("patrol_speed", rng.range(-10, 10), "seed");
		m.scale("drift_speed", rng.range(-10, 10), "seed");
		m.add("pulse_radius", rng.range(-3, 3) * 2, "seed");
		if (mood === "cosy" || mood === "cheerful") {
			ENEMY_SPEEDS.forEach(function (k) {
				m.scale(k, -8, mood);
			});
		}
		if (mood === "tense") {
			m.scale("hero_speed", 8, mood);
		}
		if (ctx.look.time === "night" && /cave|graveyard|library/.test(ctx.look.biome)) {
			m.set("darkness", 1, "night");
		}
		return changes;
	}

	/* what numbers may do only together: a hundred things to find are no game of five minutes, and no bot ends it */
	function bound(ctx, values, changes) {
		var most = AdventureLevels.share_of(values.level_count);
		if (values.goal > most) {
			Params.set(ctx.sheet, values, "goal", most, values.level_count + " levels", changes);
		}
	}

	function entities(ctx, v) {
		var t = function (en, ja) {
				return ctx.t(en, ja);
			},
			n = ctx.nouns,
			cast = Sprites.cast(n, ctx.concept.other_dangers || [], ctx.look.seed),
			list;
		var foe = function (slot, en, ja) {
			var name = Sprites.nameOf(cast[slot], n);
			return t(en + name.en, ja + name.ja);
		};
		list = [
			{
				key: "hero",
				name: ctx.noun("hero"),
				role: "player",
				size: 12,
				speed: v.hero_speed,
				hp: v.lives,
				damage: 0,
				score: 0,
				ai: t("driven by the player", "プレイヤーが操作")
			},
			{
				key: "foe_patrol",
				name: foe("foe_patrol", "", ""),
				role: "enemy",
				count: v.patrollers,
				size: 12,
				speed: v.patrol_speed,
				hp: 1,
				damage: 1,
				score: v.score_banish,
				ai: t("walks straight, turns at walls", "まっすぐ歩き、壁で折り返す")
			},
			{
				key: "foe_chase",
				name: foe("foe_chase", "hunting ", "追う"),
				role: "enemy",
				count: v.chasers,
				size: 12,
				speed: v.chase_speed,
				hp: 1,
				damage: 1,
				score: v.score_banish,
				ai: t(
					"sleeps, then runs after the hero within " + v.chase_range + " px",
					v.chase_range + "px以内に入ると追いかける"
				)
			},
			{
				key: "foe_drift",
				name: foe("foe_drift", "drifting ", "ただよう"),
				role: "enemy",
				count: v.drifters,
				size: 12,
				speed: v.drift_speed,
				hp: 1,
				damage: 1,
				score: v.score_banish,
				ai: t("drifts in diagonals and bounces", "斜めにただよい、はね返る")
			},
			{
				key: "foe_turret",
				name: foe("foe_turret", "rooted ", "動かない"),
				role: "enemy",
				count: v.turrets,
				size: 14,
				speed: 0,
				hp: 1,
				damage: 1,
				score: v.score_banish,
				ai: t(
					"fires in four directions every " + v.turret_period + " s",
					v.turret_period + "秒ごとに四方へ弾をうつ"
				)
			},
			{
				key: "boss",
				name: t("the great " + n.danger.en, "大いなる" + n.danger.ja),
				role: "boss",
				count: v.boss,
				size: 26,
				speed: v.boss_speed,
				hp: v.boss_hp,
				damage: 1,
				score: v.score_banish * 5,
				ai: t("charges; dizzy when it runs into a wall", "突進し、壁に当たると目を回す")
			},
			{
				key: "collectable",
				name: ctx.noun("item"),
				role: "item",
				size: 10,
				speed: 0,
				hp: 0,
				damage: 0,
				score: v.score_item,
				ai: t("waits and glints", "その場で光る")
			},
			{
				key: "items",
				name: t("keys, hearts, sparks", "かぎ・ハート・きらめき"),
				role: "item",
				size: 10,
				speed: 0,
				hp: 0,
				damage: 0,
				score: v.score_mote,
				ai: t("waits", "その場にある")
			}
		];
		return list.filter(function (e) {
			return (
				(e.role !== "enemy" || v.enemies) &&
				(e.role !== "boss" || (v.boss && v.enemies)) &&
				(e.count === undefined || e.count > 0)
			);
		});
	}

	function rules(ctx, v) {
		var t = function (en, ja) {
				return ctx.t(en, ja);
			},
			items = ctx.noun("item", true),
			out;
		out = [
			{
				id: "collect",
				when: t("the hero touches one of the " + items, "主人公が" + items + "に触れる"),
				then: t(
					v.score_item + " points, times the chain (at most " + v.combo_max + ")",
					v.score_item + "点×れんさ（最大" + v.combo_max + "）"
				)
			},
			{
				id: "chain",
				when: t("the next follows within " + v.combo_time + " s", v.combo_time + "秒以内に次を取る"),
				then: t("the chain grows by one", "れんさが1増える")
			},
			{
				id: "exit",
				when: t("the level's number of " + items + " is found", "必要な数の" + items + "がそろう"),
				then: t("the exit opens", "出口が開く")
			},
			{
				id: "hit",
				when: t("the hero is hit", "敵や弾に当たる"),
				then: t(
					"one heart less, safe for " + v.invulnerable + " s",
					"ハートが1減り、" + v.invulnerable + "秒無敵"
				)
			},
			{
				id: "lost",
				when: t("no heart is left", "ハートがなくなる"),
				then: t("lost; again from the last shrine", "負け。最後のほこらから再開")
			},
			{
				id: "won",
				when: t("the exit of the last level is reached", "最後のステージの出口に着く"),
				then: t("won", "勝ち")
			}
		];
		if (v.dash) {
			out.push({
				id: "dash",
				when: t("button a", "aボタン"),
				then: t(
					"dash for " + v.dash_time + " s at " + v.dash_speed + " px/s, over one or two tiles of danger",
					v.dash_time + "秒、" + v.dash_speed + "px/sでダッシュし、危険な床を1〜2マス越える"
				)
			});
		}
		if (v.pulse) {
			out.push({
				id: "pulse",
				when: t("button b with " + v.pulse_cost + " energy", "力が" + v.pulse_cost + "以上でbボタン"),
				then: t(
					"enemies within " + v.pulse_radius + " px are stunned for " + v.pulse_stun + " s",
					v.pulse_radius + "px以内の敵が" + v.pulse_stun + "秒止まる"
				)
			});
		}
		if (v.timer) {
			out.push({
				id: "timer",
				when: t(v.time_limit + " s have passed in a level", "1ステージで" + v.time_limit + "秒たつ"),
				then: t("lost", "負け")
			});
		}
		return out;
	}

	function difficultyCurve(ctx, v) {
		var out = [],
			i,
			share;
		for (i = 1; i <= v.level_count; i += 1) {
			share = v.level_count > 1 ? (i - 1) / (v.level_count - 1) : 0;
			out.push({
				level: i,
				items: v.boss && v.enemies && i === v.level_count ? 0 : AdventureLevels.goal_of(v, i - 1, v.level_count),
				pressure: Math.round((v.difficulty + share * 3) * 10) / 10,
				note:
					i === 1
						? ctx.t("teaches moving and collecting", "移動と収集を覚える")
						: v.boss && v.enemies && i === v.level_count
							? ctx.t("the boss", "ボス")
							: ctx.t("adds to the level before", "前のステージに要素を加える")
			});
		}
		return out;
	}

	function files(ctx) {
		var t = function (en, ja) {
			return ctx.t(en, ja);
		};
		return [
			["index.html", t("page and canvas", "ページと画面"), "code"],
			["css/style.css", t("look of the screens", "画面の見た目"), "code"],
			["js/core.js", t("the rules, pure", "ルール本体"), "code"],
			["js/render.js", t("drawing", "描画"), "code"],
			["js/audio.js", t("sound", "音"), "code"],
			["js/input.js", t("keys and touch", "キーとタッチ"), "code"],
			["js/ui.js", t("screens and texts", "画面と文字"), "code"],
			["js/main.js", t("the loop of 60 steps a second", "毎秒60回の進行"), "code"],
			["data/params.js", t("every number", "すべての数値"), "code"],
			["data/levels.js", t("the maps", "マップ"), "code"],
			["data/strings.js", t("texts in English and Japanese", "日英の文章"), "code"],
			["data/assets.js", t("what the pictures and sounds are", "素材の一覧"), "asset"],
			["assets/manifest.json", t("the same with sizes and hashes", "素材の大きさとハッシュ"), "asset"]
		].map(function (f) {
			return {path: f[0], purpose: f[1], owner: f[2]};
		});
	}

	function design(ctx, v) {
		var t = function (en, ja) {
			return ctx.t(en, ja);
		};
		return {
			archetype: "top-down adventure",
			resolution: {width: 320, height: 180, tile: 16},
			scenes: [
				{key: "title", enter: t("at the start", "起動時"), exit: t("start", "開始")},
				{
					key: "play",
					enter: t("start, next level", "開始・次のステージ"),
					exit: t("exit reached or no hearts", "出口に着く・ハートがなくなる")
				},
				{key: "pause", enter: "P", exit: "P"},
				{key: "win", enter: t("last exit", "最後の出口"), exit: t("restart", "再開")},
				{key: "lose", enter: t("no hearts", "ハートなし"), exit: t("restart", "再開")}
			],
			entities: entities(ctx, v),
			rules: rules(ctx, v),
			difficulty: difficultyCurve(ctx, v),
			ui: [
				{screen: "title", elements: ["title", "tagline", "start", "language", "sound"]},
				{screen: "play", elements: ["hearts", "items", "energy", "score", "level", "keys"]},
				{screen: "pause", elements: ["resume", "restart", "sound"]},
				{screen: "win", elements: ["score", "time", "grade", "again"]},
				{screen: "lose", elements: ["score", "retry", "restart"]}
			],
			input_map: {
				move: ["ArrowKeys", "WASD", "drag"],
				a: ["Space", "tap"],
				b: ["KeyX", "button"],
				pause: ["KeyP"],
				restart: ["KeyR"],
				mute: ["KeyM"]
			},
			audio_cues: [
				["collect", "an item is found", "アイテムを取る"],
				["hurt", "a hit", "当たる"],
				["dash", "a dash", "ダッシュ"],
				["pulse", "a pulse", "光の波"],
				["key", "a key or heart", "かぎやハート"],
				["door", "a door or the exit opens", "扉や出口が開く"],
				["win", "a level is done", "ステージクリア"],
				["lose", "the last heart is lost", "負け"],
				["blip", "a menu moves", "メニュー操作"],
				["music", "while playing", "プレイ中"]
			].map(function (c) {
				return {key: c[0], when: t(c[1], c[2])};
			}),
			files: files(ctx),
			risks: [
				t(
					"Whether it is fun has to be judged by a person who plays it.",
					"楽しいかどうかは、人が遊んで判断する必要があります。"
				)
			]
		};
	}

	return {
		key: "adventure",
		apply: apply,
		vary: vary,
		bound: bound,
		design: design,
		switches: SWITCHES,
		levels: AdventureLevels.generate,
		check: AdventureLevels.check,
		legend: AdventureLevels.legend
	};
})();
