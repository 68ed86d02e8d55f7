/* SPDX-License-Identifier: ISC
 * The platformer family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "platformer",
	archetype: "platformer",
	resolution: {width: 320, height: 208, tile: 16},
	levels: PlatformerLevels.generate,
	check: PlatformerLevels.check,
	legend: PlatformerLevels.legend,
	signs: {"@": "hero", X: "gate", S: "checkpoint", h: "heart", p: "foe_patrol", c: "foe_chase", d: "foe_drift"},
	switches: ["enemies", "spikes", "double_jump", "timer", "motes"],
	amounts: {
		enemies: [["walkers", 1], ["hoppers", 1], ["flyers", 1]],
		patrollers: [["walkers", 1]],
		chasers: [["hoppers", 1]],
		drifters: [["flyers", 1]],
		items: [["goal", 2]],
		hearts: [["hearts", 1]],
		levels: [["level_count", 1]],
		motes: [["score_mote", 5]],
		hazards: [["spikes", 1]]
	},
	speeds: {"": [["hero_speed", 4], ["walk_speed", 10]], hero: [["hero_speed", 5]], enemies: [["walk_speed", 12]], patrollers: [["walk_speed", 12]]},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["goal"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["walk_speed", 2]],
	large: [["length", 1], ["level_count", 1]],
	taste: [["hero_speed", -2, 2], ["jump_height", -1, 2], ["walkers", -1, 1], ["flyers", 0, 1], ["walk_speed", -3, 3], ["length", -1, 0]],
	bound: function (ctx, values, changes) {
		/* the whole is played in about five minutes: many levels are short ones */
		var most = values.level_count > 8 ? 1 : values.level_count > 6 ? 2 : 5;
		if (values.length > most) {
			Params.set(ctx.sheet, values, "length", most, values.level_count + " levels", changes);
		}
		if (values.level_count > 6 && values.goal > 6) {
			Params.set(ctx.sheet, values, "goal", 6, values.level_count + " levels", changes);
		}
	},
	hud: ["hearts", "items", "score", "chain"],
	input: {move: ["ArrowKeys", "A D", "drag"], a: ["Space", "tap", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["dash", "a jump, a spring", "ジャンプやばね"],
		["key", "a stomp, a checkpoint", "踏みつけ、中間地点"],
		["door", "the gate opens", "門が開く"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("runs and jumps, " + v.jump_height + " px high", "走り、" + v.jump_height + "px跳ぶ"));
		list.push(Family.foe(ctx, "foe_patrol", "enemy", v.walk_speed, v.walkers, t("walks, turns at edges; can be stomped", "歩き、端で折り返す。踏める")));
		list.push(Family.foe(ctx, "foe_chase", "enemy", 36, v.hoppers, t("waits, then hops at the hero; can be stomped", "待って主人公へはねる。踏める")));
		list.push(Family.foe(ctx, "foe_drift", "enemy", 40, v.flyers, t("flies to and fro over gaps, " + v.fly_range + " px each way", "穴の上を左右" + v.fly_range + "pxずつ飛ぶ")));
		return list.filter(function (e) {
			return e.role !== "enemy" || (v.enemies && e.count > 0);
		});
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["collect", t("the hero touches one of the " + items, items + "に触れる"), t(v.score_item + " points, times the chain (at most " + v.combo_max + ")", v.score_item + "点×れんさ（最大" + v.combo_max + "）")],
				["gate", t("the level's number of " + items + " is found", "必要な数の" + items + "がそろう"), t("the gate opens", "門が開く")],
				["jump", t("button a, also up to 0.12 s before landing or after an edge", "aボタン（着地前・足場を離れた後0.12秒まで有効）"), t("a jump of up to " + v.jump_height + " px", "最大" + v.jump_height + "pxのジャンプ")],
				["fall", t("the hero falls into a gap", "穴に落ちる"), t("one heart less, back to firm ground", "ハートが1減り、足場に戻る")],
				["won", t("the last gate is passed", "最後の門をくぐる"), t("won", "勝ち")]
			];
		if (v.enemies) {
			out.push(["stomp", t("the hero lands on an enemy", "敵の上に着地"), t(v.score_stomp + " points and a bounce", v.score_stomp + "点とはね返り")]);
		}
		if (v.double_jump) {
			out.push(["double", t("button a in the air", "空中でaボタン"), t("a second jump", "2段ジャンプ")]);
		}
		return out;
	},
	curve: function (ctx, v, t, i) {
		return {
			items: v.goal + (v.level_count < 7 ? Math.floor(i / 2) : 0),
			note: i === 0 ? t("teaches running and jumping", "走りとジャンプを覚える") : i === 1 ? t("brings springs, bridges and hoppers", "ばね・橋・はねる敵が加わる") : t("longer, with wider gaps", "長く、穴も広い")
		};
	},
	story: {
		premises: [
			{en: "The wind of the {place} carried the {items} up, onto every ledge. The {hero} looks at them, looks down, and jumps.", ja: "{place}の風が{items}を高い足場へさらっていった。{hero}は見上げ、そして跳んだ。"},
			{en: "Gate after gate shuts in the {place} since the {dangers} came. Each opens for a handful of {items}, and the {hero} has good legs.", ja: "{dangers}が来てから、{place}の門は次々に閉じた。{items}があれば門は開く。{hero}には丈夫な足がある。"}
		],
		acts: [
			{id: "act_1", title: {en: "First leaps", ja: "はじめの跳躍"}, goal: {en: "Find out how far the {hero} can jump", ja: "{hero}がどこまで跳べるか知る"}, intro: {en: "The ground of the {place} is kind here.", ja: "ここの地面はやさしい。"}, outro: {en: "The first gate is behind.", ja: "最初の門を越えた。"}},
			{id: "act_2", title: {en: "Over the {dangers}", ja: "{dangers}を越えて"}, goal: {en: "Land on {dangers}, or never near them", ja: "{dangers}を踏むか、避けるか"}, intro: {en: "Ledges hang over nothing.", ja: "足場の下には何もない。"}, outro: {en: "The {items} are getting heavy.", ja: "{items}が重くなってきた。"}},
			{id: "act_3", title: {en: "The last gate", ja: "最後の門"}, goal: {en: "Cross the end of the {place}", ja: "{place}の果てを渡る"}, intro: {en: "From here one sees all of the {place}.", ja: "ここから{place}が見わたせる。"}, outro: {en: "The {hero} sits down, at last.", ja: "{hero}はようやく腰をおろした。"}}
		],
		levels: {
			en: ["First leaps", "Ledges of the {place}", "The {danger} way", "Springs", "High above", "The long run", "Windy edge", "Almost there", "The narrow part", "The last gate"],
			ja: ["はじめの一歩", "{place}の足場", "{danger}の道", "ばねの谷", "空の高みへ", "長い道のり", "風のふち", "あと少し", "せまい道", "最後の門"]
		}
	}
});
