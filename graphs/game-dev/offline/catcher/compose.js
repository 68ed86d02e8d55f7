/* SPDX-License-Identifier: ISC
 * The catcher family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "catcher",
	archetype: "catcher",
	resolution: {width: 240, height: 290, tile: 16},
	levels: CatcherLevels.generate,
	check: CatcherLevels.check,
	legend: CatcherLevels.legend,
	signs: {"*": "collectable", x: "foe_drift", h: "heart"},
	switches: ["enemies", "motes", "two", "timer"],
	amounts: {enemies: [["dangers", 1]], drifters: [["dangers", 1]], items: [["goal", 2]], hearts: [["hearts", 1]], levels: [["level_count", 1]]},
	speeds: {"": [["fall_speed", 6], ["beat", -4]], hero: [["hero_speed", 6]], enemies: [["fall_speed", 5]]},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["goal"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["fall_speed", 4]],
	large: [["goal", 2], ["level_count", 1]],
	taste: [["fall_speed", -2, 2], ["hero_speed", -1, 2], ["dangers", -1, 1], ["pile_most", -1, 1]],
	bound: function (ctx, values, changes) {
		/* the whole is played in about five minutes */
		var most = Math.max(3, Math.floor(56 / values.level_count) - 1);
		if (values.goal > most) {
			Params.set(ctx.sheet, values, "goal", most, values.level_count + " levels", changes);
		}
	},
	hud: ["hearts", "items in the pot", "score", "chain"],
	input: {move: ["ArrowKeys", "A D", "drag"], a: ["Space", "tap", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["key", "something lands on the pile", "積んだとき"],
		["dash", "a dash", "ダッシュ"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("runs, piles up to " + v.pile_most + ", a little slower with each", "走り、" + v.pile_most + "個まで積む。積むほど少し遅い"));
		list[1].ai = t("falls at " + v.fall_speed + " px/s in phrases of four beats of " + v.beat + " s", v.fall_speed + "px/sで、" + v.beat + "秒の拍に合わせて落ちる");
		list[1].speed = v.fall_speed;
		if (v.enemies && v.dangers > 0) {
			list.push(Family.foe(ctx, "foe_drift", "enemy", Math.round(v.fall_speed * 1.12), undefined, t("falls a little faster than the rest, with a dashed ring and a shadow on the floor", "破線の輪と床の影をともない、少し速く落ちる")));
		}
		return list;
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["catch", t("the hero stands under one of the " + items, items + "の下に立つ"), t("it goes onto the pile, " + v.score_item + " points", "積み、" + v.score_item + "点")],
				["cook", t("the pile reaches the pot", "なべに着く"), t("n things count n, and give n × n × 10 points; the pot changes sides", "n個でn×n×10点。なべは反対側へ")],
				["next", t("the level's number of " + items + " is in the pot", "必要な数の" + items + "がなべに入る"), t("the level is done", "ステージクリア")],
				["dash", t("button a", "aボタン"), t("a dash in which nothing touches", "何にも当たらないダッシュ")]
			];
		if (v.enemies) {
			out.push(["hit", t("a danger hits the hero", "危険物に当たる"), t("one heart less, and the pile is gone", "ハートが1減り、積んだものを失う")]);
		}
		if (v.two) {
			out.push(["two", t("a second player moves (A, D)", "2人目が動く（A・D）"), t("the mate wakes: two play for the same hearts", "仲間が目を覚まし、ハートを共有して遊ぶ")]);
		}
		return out;
	},
	curve: function (ctx, v, t, i) {
		return {
			items: v.goal + i,
			fall_speed: v.fall_speed + i * 3,
			note: i === 0 ? t("slow phrases, few dangers", "ゆっくり、危険は少ない") : t("3 px/s faster than the level before", "前より3px/s速い")
		};
	},
	story: {
		premises: [
			{en: "Nobody ordered so many {items}. But they fall on the {place} from noon to night, and the {hero} has a pot.", ja: "こんなに{items}を頼んだ覚えはない。それでも{place}に降りつづける。{hero}にはなべがある。"},
			{en: "Tonight the whole {place} wants to eat, and the {items} come the quick way: from above.", ja: "今夜は{place}じゅうが食事どき。{items}は近道で来る。上からだ。"}
		],
		acts: [
			{id: "act_1", title: {en: "The first {item}", ja: "最初の{item}"}, goal: {en: "Catch, pile, bring", ja: "受け止め、積み、運ぶ"}, intro: {en: "One looks up, and steps aside just so.", ja: "見上げて、半歩ずれる。"}, outro: {en: "The pot begins to hum.", ja: "なべが歌いはじめた。"}},
			{id: "act_2", title: {en: "Rush hour", ja: "かきいれどき"}, goal: {en: "Stay clear of the {dangers}", ja: "{dangers}をよける"}, intro: {en: "Not all that falls is good.", ja: "落ちてくるのは良いものばかりではない。"}, outro: {en: "The pile sways, and holds.", ja: "山は揺れて、もちこたえた。"}},
			{id: "act_3", title: {en: "The last pot", ja: "最後のなべ"}, goal: {en: "Serve the whole {place}", ja: "{place}じゅうにふるまう"}, intro: {en: "It smells of the end of the day.", ja: "一日の終わりの匂いがする。"}, outro: {en: "Nothing falls any more. It is quiet.", ja: "もう何も落ちてこない。静かだ。"}}
		],
		levels: {
			en: ["The first {item}", "Mind the {danger}", "Higher piles", "Rush hour", "The big pot", "Both hands", "Second helping", "Faster still", "Nearly served", "The last pot"],
			ja: ["最初の{item}", "{danger}に注意", "もっと高く", "かきいれどき", "大なべ", "両手いっぱい", "おかわり", "さらに速く", "もう少し", "最後のなべ"]
		}
	}
});
