/* SPDX-License-Identifier: ISC
 * The adventure family: what wishes move, what the seed may vary, and its part of the design document. Its story is the studio's own
 * (studio/scenario.js). */
FAMILY = Family.make({
	key: "adventure",
	archetype: "top-down adventure",
	resolution: {width: 320, height: 180, tile: 16},
	levels: AdventureLevels.generate,
	check: AdventureLevels.check,
	legend: AdventureLevels.legend,
	switches: ["boss", "enemies", "hazards", "dash", "pulse", "timer", "darkness", "stealth", "motes"],
	amounts: {
		enemies: [["patrollers", 2], ["chasers", 1], ["drifters", 1], ["turrets", 1]],
		patrollers: [["patrollers", 2]],
		chasers: [["chasers", 1]],
		drifters: [["drifters", 1]],
		turrets: [["turrets", 1]],
		items: [["goal", 2]],
		hearts: [["hearts", 1]],
		doors: [["doors", 1]],
		shrines: [["shrines", 1]],
		levels: [["level_count", 1]],
		motes: [["score_mote", 5]],
		boss: [["boss_hp", 1]]
	},
	speeds: {
		"": [["hero_speed", 5], ["patrol_speed", 10], ["chase_speed", 10], ["drift_speed", 10], ["shot_speed", 10]],
		hero: [["hero_speed", 8]],
		enemies: [["patrol_speed", 10], ["chase_speed", 10], ["drift_speed", 10], ["shot_speed", 10]],
		patrollers: [["patrol_speed", 10]],
		chasers: [["chase_speed", 10]],
		drifters: [["drift_speed", 10]],
		turrets: [["shot_speed", 10]],
		boss: [["boss_speed", 10]]
	},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["goal"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1]],
	extreme: [["lives", -1], ["chase_speed", 4]],
	large: [["level_count", 1], ["goal", 1]],
	taste: [["hero_speed", -2, 2], ["goal", -1, 1], ["patrol_speed", -2, 2], ["drift_speed", -2, 2], ["pulse_radius", -3, 3]],
	tastes: function (ctx, m, rng) {
		m.steps([[rng.pick(["patrollers", "chasers", "drifters", "turrets"]), 1]], 1, "seed");
		m.steps([[rng.pick(["patrollers", "drifters", "turrets"]), -1]], 1, "seed");
		if (ctx.look.mood === "tense") {
			m.percents([["hero_speed", 8]], 1, "tense");
		}
		if (ctx.look.time === "night" && /cave|graveyard|library/.test(ctx.look.biome)) {
			m.set("darkness", 1, "night");
		}
	},
	/* a hundred things to find are no game of five minutes, and no bot ends it */
	bound: function (ctx, values, changes) {
		var most = AdventureLevels.share_of(values.level_count);
		if (values.goal > most) {
			Params.set(ctx.sheet, values, "goal", most, values.level_count + " levels", changes);
		}
	},
	hud: ["hearts", "items", "energy", "score", "level", "keys"],
	input: {move: ["ArrowKeys", "WASD", "drag"], a: ["Space", "tap"], b: ["KeyX", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["dash", "a dash", "ダッシュ"],
		["pulse", "a pulse", "光の波"],
		["key", "a key or heart", "かぎやハート"],
		["door", "a door or the exit opens", "扉や出口が開く"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t);
		function foe(slot, speed, count, en, ja, ai) {
			var e = Family.foe(ctx, slot, slot === "boss" ? "boss" : "enemy", speed, count, ai);
			e.name = t(en, ja) + e.name;
			e.score = v.score_banish * (slot === "boss" ? 5 : 1);
			if (count > 0 && v.enemies) {
				list.push(e);
			}
		}
		foe("foe_patrol", v.patrol_speed, v.patrollers, "", "", t("walks straight, turns at walls", "まっすぐ歩き、壁で折り返す"));
		foe("foe_chase", v.chase_speed, v.chasers, "hunting ", "追う", t("sleeps, then runs after the hero within " + v.chase_range + " px", v.chase_range + "px以内に入ると追いかける"));
		foe("foe_drift", v.drift_speed, v.drifters, "drifting ", "ただよう", t("drifts in diagonals and bounces", "斜めにただよい、はね返る"));
		foe("foe_turret", 0, v.turrets, "rooted ", "動かない", t("fires in four directions every " + v.turret_period + " s", v.turret_period + "秒ごとに四方へ弾をうつ"));
		foe("boss", v.boss_speed, v.boss, "", "", t("charges; dizzy when it runs into a wall; " + v.boss_hp + " hits", "突進し、壁に当たると目を回す。体力" + v.boss_hp));
		list.push(Family.entity("items", t("keys, hearts, sparks", "かぎ・ハート・きらめき"), "item", t("waits", "その場にある"), {size: 10, hp: 0, score: v.score_mote}));
		return list;
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["collect", t("the hero touches one of the " + items, "主人公が" + items + "に触れる"), t(v.score_item + " points, times the chain (at most " + v.combo_max + ")", v.score_item + "点×れんさ（最大" + v.combo_max + "）")],
				["chain", t("the next follows within " + v.combo_time + " s", v.combo_time + "秒以内に次を取る"), t("the chain grows by one", "れんさが1増える")],
				["exit", t("the level's number of " + items + " is found", "必要な数の" + items + "がそろう"), t("the exit opens", "出口が開く")],
				["hit", t("the hero is hit", "敵や弾に当たる"), t("one heart less, safe for " + v.invulnerable + " s", "ハートが1減り、" + v.invulnerable + "秒無敵")],
				["lost", t("no heart is left", "ハートがなくなる"), t("lost; again from the last shrine", "負け。最後のほこらから再開")],
				["won", t("the exit of the last level is reached", "最後のステージの出口に着く"), t("won", "勝ち")]
			];
		if (v.dash) {
			out.push(["dash", t("button a", "aボタン"), t("dash for " + v.dash_time + " s at " + v.dash_speed + " px/s, over one or two tiles of danger", v.dash_time + "秒、" + v.dash_speed + "px/sでダッシュし、危険な床を1〜2マス越える")]);
		}
		if (v.pulse) {
			out.push(["pulse", t("button b with " + v.pulse_cost + " energy", "力が" + v.pulse_cost + "以上でbボタン"), t("enemies within " + v.pulse_radius + " px are stunned for " + v.pulse_stun + " s", v.pulse_radius + "px以内の敵が" + v.pulse_stun + "秒止まる")]);
		}
		return out;
	},
	curve: function (ctx, v, t, i) {
		var boss = v.boss && v.enemies && i === v.level_count - 1;
		return {
			items: boss ? 0 : AdventureLevels.goal_of(v, i, v.level_count),
			note: i === 0 ? t("teaches moving and collecting", "移動と収集を覚える") : boss ? t("the boss", "ボス") : t("adds to the level before", "前のステージに要素を加える")
		};
	}
});
