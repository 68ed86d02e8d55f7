/* SPDX-License-Identifier: ISC
 * The puzzle family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "puzzle",
	archetype: "grid puzzle",
	resolution: {width: 160, height: 144, tile: 16},
	levels: PuzzleLevels.generate,
	check: PuzzleLevels.check,
	legend: PuzzleLevels.legend,
	signs: {"@": "hero", "!": "hero", $: "collectable", "%": "collectable", "+": "mark", n: "foe_patrol"},
	switches: ["enemies", "timer"],
	amounts: {items: [["things", 1]], levels: [["level_count", 1]], enemies: []},
	speeds: {},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["things"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["slack", -1]],
	large: [["level_count", 1], ["things", 1]],
	taste: [["slack", 0, 1]],
	hud: ["hearts", "things placed", "steps", "score"],
	input: {move: ["ArrowKeys", "WASD", "swipe"], a: ["Space", "button"], b: ["KeyX", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["door", "a push", "押したとき"],
		["key", "a thing comes to its place", "場所に収まる"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("one tile at a time; pushes, never pulls", "1マスずつ動き、押せるが引けない"));
		list[1].ai = t("is pushed onto its mark", "しるしまで押される");
		if (v.enemies) {
			list.push(Family.foe(ctx, "foe_patrol", "enemy", 0, undefined, t("sleeps and blocks the way; wakes for a moment when bumped into", "眠って道をふさぐ。ぶつかると一瞬目をさます")));
			list[2].damage = 0;
		}
		return list;
	},
	rules: function (ctx, v, t) {
		var item = ctx.noun("item");
		return [
			["push", t("the hero walks against a " + item, "主人公が" + item + "に向かって歩く"), t("it moves on one tile, if nothing is behind it", "奥が空いていれば1マス動く")],
			["place", t("a " + item + " comes onto a mark", item + "がしるしに乗る"), t(v.score_item + " points", v.score_item + "点")],
			["undo", t("button a", "aボタン"), t("one step is taken back and given again", "1手戻り、歩数も戻る")],
			["anew", t("button b", "bボタン"), t("the room as it was", "部屋を初めから")],
			["steps", t("the steps of the room are used up", "部屋の歩数を使いきる"), t("one heart less, the room begins anew", "ハートが1減り、部屋を初めから")],
			["won", t("all marks of the last room are taken", "最後の部屋のしるしがすべて埋まる"), t("won", "勝ち")]
		];
	},
	curve: function (ctx, v, t, i) {
		return {
			note: i === 0 ? t("one thing, one mark: teaches the push", "一つだけ。押し方を覚える") : t("a search found the beginning that is about " + Math.min(26, 4 + Math.floor((v.difficulty + (i * 3) / v.level_count) * 2.2) + i) + " pushes from the end", "探索で、終わりから約" + Math.min(26, 4 + Math.floor((v.difficulty + (i * 3) / v.level_count) * 2.2) + i) + "手離れた配置を選ぶ")
		};
	},
	story: {
		premises: [
			{en: "Somebody moved all the {items} of the {place} at night. The {hero} has no crane and no cart, only two good arms and the whole day.", ja: "夜のうちに{place}の{items}がすべて動かされた。{hero}にあるのは二本の腕と、まる一日。"},
			{en: "The {place} falls asleep when its {items} stand right. They have not for a year, and the {hero} is tired.", ja: "{items}が正しく並ぶと{place}は眠りにつく。もう一年も並んでいない。{hero}は眠い。"}
		],
		calm: {en: "The {items} of the {place} want to stand just so. The {hero} has all the time in the world.", ja: "{place}の{items}には決まった置き場所がある。{hero}に急ぐ理由はない。"},
		acts: [
			{id: "act_1", title: {en: "One {item}", ja: "{item}ひとつ"}, goal: {en: "Learn what can be pushed, and what stays", ja: "押せるものと、動かないものを知る"}, intro: {en: "A small room, one mark.", ja: "小さな部屋に、しるしが一つ。"}, outro: {en: "It clicks into place.", ja: "ことり、と収まった。"}},
			{id: "act_2", title: {en: "Which one first", ja: "どれから"}, goal: {en: "Find the order of the {items}", ja: "{items}の順番を見つける"}, intro: {en: "Two ways in, one way out.", ja: "入口は二つ、正解は一つ。"}, outro: {en: "The {hero} nods.", ja: "{hero}はうなずいた。"}},
			{id: "act_3", title: {en: "The last room", ja: "最後の部屋"}, goal: {en: "Put the whole {place} in order", ja: "{place}をすべて整える"}, intro: {en: "Here even the walls seem to think.", ja: "壁まで考えこんでいるようだ。"}, outro: {en: "All of it is in its place.", ja: "すべてが収まった。"}}
		],
		lines: [
			["hero_1", "hero", "Pull? If only.", "引けたらいいのに。"],
			["hero_2", "hero", "So the last one has to go first.", "最後のが、先だったのか。"]
		],
		levels: {
			en: ["One {item}", "Only push", "Which one first", "A tight corner", "Two rooms in one", "The long way", "Behind the wall", "Almost in order", "Think twice", "The last room"],
			ja: ["ひとつだけ", "押すだけ", "どれから押す", "角に注意", "二つの部屋", "遠まわり", "壁の向こう", "あと少し", "よく考えて", "最後の部屋"]
		}
	}
});
