/* SPDX-License-Identifier: ISC
 * The shooter family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "shooter",
	archetype: "shooter arena",
	resolution: {width: 320, height: 200, tile: 16},
	levels: ShooterLevels.generate,
	check: ShooterLevels.check,
	legend: ShooterLevels.legend,
	signs: {"@": "hero", h: "heart"},
	switches: ["boss", "pillars", "timer"],
	amounts: {enemies: [["swarm", 1]], items: [["swarm", 1]], hearts: [["hearts", 1]], levels: [["level_count", 1]], boss: [["boss_hp", 4]]},
	speeds: {"": [["foe_speed", 6], ["hero_speed", 3]], hero: [["hero_speed", 6]], enemies: [["foe_speed", 8]], turrets: [["shot_speed", 10]], boss: [["foe_speed", 4]]},
	sets: {lives: ["lives"], levels: ["level_count"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["foe_speed", 2]],
	large: [["waves", 1], ["level_count", 1]],
	taste: [["hero_speed", -2, 2], ["swarm", -1, 1], ["reload", -1, 1], ["foe_speed", -2, 1], ["burst_radius", -2, 3]],
	bound: function (ctx, values, changes) {
		/* the whole is played in about five minutes */
		var most = values.level_count > 7 ? 2 : values.level_count > 5 ? 3 : 5;
		if (values.waves > most) {
			Params.set(ctx.sheet, values, "waves", most, values.level_count + " levels", changes);
		}
		if (values.level_count > 5 && values.swarm > 4) {
			Params.set(ctx.sheet, values, "swarm", 4, values.level_count + " levels", changes);
		}
	},
	hud: ["hearts", "power", "items", "wave", "score", "chain"],
	input: {move: ["ArrowKeys", "WASD", "drag"], a: ["Space", "tap", "button"], b: ["KeyX", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["pulse", "a burst, a warning", "バースト、前ぶれ"],
		["dash", "a dash", "ダッシュ"],
		["door", "the boss falls", "ボスを倒す"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("moves; the weapon aims at what is nearest within " + v.reach + " px, every " + v.reload + " s", "動くと武器が" + v.reach + "px以内の最も近い敵を" + v.reload + "秒ごとに撃つ"));
		list[1].ai = t("is left by every second enemy, gives power", "敵2体ごとに残り、力になる");
		list.push(Family.foe(ctx, "foe_patrol", "enemy", Math.round(v.foe_speed * 0.7), undefined, t("comes straight on; 2 hits", "まっすぐ迫る。体力2")));
		list.push(Family.foe(ctx, "foe_drift", "enemy", v.foe_speed, undefined, t("bounces in diagonals; 1 hit", "斜めにはね回る。体力1")));
		list.push(Family.foe(ctx, "foe_chase", "enemy", Math.round(v.foe_speed * 2.5), undefined, t("shakes, then charges along the dashed line; 3 hits", "震えて破線の先へ突進。体力3")));
		list.push(Family.foe(ctx, "foe_turret", "enemy", v.shot_speed, undefined, t("a ring of four shots every " + v.shot_period + " s; 3 hits", v.shot_period + "秒ごとに四方へ弾。体力3")));
		if (v.boss) {
			list.push(Family.foe(ctx, "boss", "boss", Math.round(v.foe_speed * 0.5), 1, t("follows, fires rings, charges after a warning; " + v.boss_hp + " hits", "追い、弾の輪を放ち、前ぶれの後に突進。体力" + v.boss_hp)));
		}
		return list;
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["fire", t("an enemy is within " + v.reach + " px", v.reach + "px以内に敵がいる"), t("the weapon fires at the nearest by itself", "武器が最も近い敵を自動で撃つ")],
				["still", t("the hero has not moved for two seconds", "2秒動かない"), t("the weapon takes twice as long", "撃つ間隔が2倍になる")],
				["power", t("the hero gathers one of the " + items, items + "を拾う"), t("one power, at most " + v.energy_max, "力が1増える（最大" + v.energy_max + "）")],
				["burst", t("button b with " + v.burst_cost + " power", "力" + v.burst_cost + "以上でbボタン"), t("3 hits to all within " + v.burst_radius + " px; shots vanish", v.burst_radius + "px以内に3ダメージ、弾は消える")],
				["dash", t("button a", "aボタン"), t("a dash that nothing touches", "何にも当たらないダッシュ")],
				["hit", t("an enemy or a shot touches the hero", "敵か弾に当たる"), t("one heart less, safe for " + v.invulnerable + " s", "ハートが1減り、" + v.invulnerable + "秒無敵")],
				["next", t("all waves are beaten", "すべての波をしのぐ"), t("what is left flies to the hero, the level is done", "残りのアイテムが集まり、クリア")]
			];
		return out;
	},
	curve: function (ctx, v, t, i) {
		return {
			waves: v.waves + (v.level_count < 7 && i > 2 ? 1 : 0) + (v.boss && i === v.level_count - 1 ? 1 : 0),
			note: [t("walkers alone", "歩く敵だけ"), t("some bounce", "はねる敵"), t("some charge", "突進する敵"), t("rings of shots", "弾の輪")][Math.min(3, i)]
		};
	},
	story: {
		premises: [
			{en: "They came over the {place} in one night, and by morning there was one {hero} left who had not run.", ja: "一夜のうちにやつらは{place}を埋めつくした。朝、逃げなかった{hero}がただ一人残っていた。"},
			{en: "The {dangers} of the {place} want the {items} back. They come in waves, as the sea does, and the {hero} counts.", ja: "{place}の{dangers}が{items}を取り返しに来る。波のように。{hero}は数える。"}
		],
		acts: [
			{id: "act_1", title: {en: "The first wave", ja: "第一波"}, goal: {en: "Learn to stay near, and not too near", ja: "近づきすぎない距離を知る"}, intro: {en: "Something moves at the walls.", ja: "壁ぎわで何かが動く。"}, outro: {en: "It is quiet, for a breath.", ja: "ひと息だけ、静かになった。"}},
			{id: "act_2", title: {en: "All sides", ja: "四方から"}, goal: {en: "Gather {items}, keep a burst in hand", ja: "{items}を集め、バーストを残しておく"}, intro: {en: "The {dangers} learn.", ja: "{dangers}は学んでいる。"}, outro: {en: "The {hero} has learned more.", ja: "{hero}のほうが多く学んだ。"}},
			{id: "act_3", title: {en: "The great {danger}", ja: "大いなる{danger}"}, goal: {en: "Hold the {place}", ja: "{place}を守りぬく"}, intro: {en: "The ground shakes.", ja: "地面が揺れる。"}, outro: {en: "Nothing comes any more.", ja: "もう何も来ない。"}}
		],
		levels: {
			en: ["The first wave", "They bounce", "They charge", "Rings of shots", "All sides", "No corner", "The long night", "Almost none left", "The wall of {dangers}", "The last wave"],
			ja: ["第一波", "はねるもの", "突進", "弾の輪", "四方から", "逃げ場なし", "長い夜", "あとわずか", "{dangers}の壁", "最後の波"]
		}
	}
});
