/* SPDX-License-Identifier: ISC
 * The maze family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "maze",
	archetype: "maze chase",
	resolution: {width: 320, height: 200, tile: 16},
	levels: MazeLevels.generate,
	check: MazeLevels.check,
	legend: MazeLevels.legend,
	signs: {"@": "hero", "*": "collectable", P: "light", h: "heart", p: "foe_patrol", c: "foe_chase", d: "foe_drift"},
	switches: ["enemies", "motes", "timer"],
	amounts: {enemies: [["hunters", 1]], chasers: [["hunters", 1]], items: [["goal", 2]], hearts: [["hearts", 1]], levels: [["level_count", 1]], motes: [["score_mote", 5]], pulse: [["lights", 1]]},
	speeds: {"": [["hero_speed", 4], ["foe_speed", 6]], hero: [["hero_speed", 6]], enemies: [["foe_speed", 8]], chasers: [["foe_speed", 8]]},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["goal"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["foe_speed", 2], ["light_time", -0.5]],
	large: [["size", 1], ["level_count", 1]],
	taste: [["hero_speed", -1, 2], ["foe_speed", -2, 1], ["goal", -1, 1], ["light_time", -1, 2]],
	bound: function (ctx, values, changes) {
		/* the whole is played in about five minutes, and a hunter is never as fast as the hero */
		var most = Math.max(3, Math.floor(48 / values.level_count) - 1);
		if (values.goal > most) {
			Params.set(ctx.sheet, values, "goal", most, values.level_count + " levels", changes);
		}
		if (values.foe_speed > values.hero_speed - 12) {
			Params.set(ctx.sheet, values, "foe_speed", values.hero_speed - 12, "slower than the hero", changes);
		}
	},
	hud: ["hearts", "items", "score", "chain"],
	input: {move: ["ArrowKeys", "WASD", "drag"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [["pulse", "a light is taken", "光を取る"]],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("runs on, turns at the corner that was asked for", "走りつづけ、指示した角で曲がる")),
			hunters = [
				["foe_patrol", t("wanders by chance", "気ままに歩く"), 0.85],
				["foe_chase", t("takes the shortest way to the hero", "最短の道で追う"), 1],
				["foe_drift", t("goes where the hero will be in four cells", "4マス先へ先回りする"), 1]
			];
		if (v.enemies && v.hunters > 0) {
			hunters.forEach(function (h) {
				list.push(Family.foe(ctx, h[0], "enemy", Math.round(v.foe_speed * h[2]), undefined, h[1]));
			});
		}
		return list;
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["collect", t("the hero runs over one of the " + items, items + "の上を通る"), t(v.score_item + " points, times the chain", v.score_item + "点×れんさ")],
				["next", t("the level's number of " + items + " is found", "必要な数の" + items + "がそろう"), t("the level is done", "ステージクリア")],
				["light", t("a light is taken", "光を取る"), t("for " + v.light_time + " s the hunters flee and can be caught", v.light_time + "秒間、敵が逃げ、捕まえられる")]
			];
		if (v.enemies) {
			out.push(["caught", t("a hunter meets the hero", "敵に捕まる"), t("one heart less; that hunter loses the trail for 2 s", "ハートが1減り、その敵は2秒見失う")]);
		}
		return out;
	},
	curve: function (ctx, v, t, i) {
		return {
			items: v.goal + (v.level_count < 7 ? i : Math.floor(i / 2)),
			note: i === 0 ? t("a small maze: teaches corners and lights", "小さな迷路。角と光を覚える") : t("more things, more hunters", "集める数と敵が増える")
		};
	},
	story: {
		premises: [
			{en: "Somebody strewed {items} all through the maze under the {place}. The {hero} smells them, and so do the {dangers}.", ja: "{place}の迷路じゅうに{items}がまかれている。{hero}はその匂いに気づいた。{dangers}も。"},
			{en: "There are a hundred corners in the {place}. At ninety-nine of them waits nothing at all; the {hero} only wishes to know which.", ja: "{place}には百の角がある。九十九の角には何もいない。{hero}が知りたいのは、残りの一つ。"}
		],
		acts: [
			{id: "act_1", title: {en: "The first corner", ja: "最初の角"}, goal: {en: "Learn the paths", ja: "道を覚える"}, intro: {en: "It is quiet between the walls.", ja: "壁のあいだは静かだ。"}, outro: {en: "Something has heard the {hero}.", ja: "何かが{hero}に気づいた。"}},
			{id: "act_2", title: {en: "Hunted", ja: "追われて"}, goal: {en: "Stay a corner ahead", ja: "一つ先の角へ"}, intro: {en: "The {dangers} know short cuts.", ja: "{dangers}は近道を知っている。"}, outro: {en: "A light, and everything turns round.", ja: "光ひとつで、すべてが逆になる。"}},
			{id: "act_3", title: {en: "The heart of the maze", ja: "迷路のまん中"}, goal: {en: "Gather the last {items}", ja: "最後の{items}を集める"}, intro: {en: "All paths lead here.", ja: "すべての道がここへ続く。"}, outro: {en: "The {hero} knows the maze by heart.", ja: "{hero}は迷路をそらで言える。"}}
		],
		levels: {
			en: ["The first corner", "A light", "Short cuts", "Two ways out", "Deep in", "No straight way", "The old paths", "Footsteps", "Almost the heart", "The heart of the maze"],
			ja: ["最初の角", "光", "近道", "二つの逃げ道", "奥へ", "まっすぐな道はない", "古い道", "足音", "もうすぐ中心", "迷路のまん中"]
		}
	}
});
