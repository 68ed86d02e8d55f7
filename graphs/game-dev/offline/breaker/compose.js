/* SPDX-License-Identifier: ISC
 * The brick breaker family: what wishes move, what the seed may vary, and its part of the design document and the story. */
FAMILY = Family.make({
	key: "breaker",
	archetype: "brick breaker",
	resolution: {width: 240, height: 290, tile: 16},
	levels: BreakerLevels.generate,
	check: BreakerLevels.check,
	legend: BreakerLevels.legend,
	signs: {"*": "collectable", h: "heart", p: "foe_turret", d: "foe_drift"},
	switches: ["enemies", "stones", "splits", "two", "timer"],
	amounts: {
		enemies: [["perches", 1], ["drifters", 1]],
		turrets: [["perches", 1]],
		drifters: [["drifters", 1]],
		items: [["goal", 1]],
		hearts: [["hearts", 1]],
		levels: [["level_count", 1]],
		hazards: [["stones", 1]]
	},
	speeds: {"": [["ball_speed", 6], ["fall_speed", 6]], hero: [["hero_speed", 7]], enemies: [["shot_speed", 10], ["shot_period", -8]], turrets: [["shot_speed", 12]]},
	sets: {lives: ["lives"], levels: ["level_count"], goal: ["goal"], time: ["time_limit", "timer"]},
	hard: [["difficulty", 1], ["ball_speed", 4], ["board_width", -4]],
	large: [["rows", 1], ["level_count", 1]],
	taste: [["ball_speed", -2, 2], ["rows", -1, 1], ["board_width", -1, 2], ["perches", 0, 1]],
	bound: function (ctx, values, changes) {
		/* the whole is played in about five minutes */
		var most = Math.max(2, Math.floor(20 / values.level_count));
		if (values.goal > most) {
			Params.set(ctx.sheet, values, "goal", most, values.level_count + " levels", changes);
		}
		if (values.level_count > 6 && values.rows > 4) {
			Params.set(ctx.sheet, values, "rows", 4, values.level_count + " levels", changes);
		}
	},
	hud: ["hearts", "items", "score", "chain"],
	input: {move: ["ArrowKeys", "A D", "drag"], a: ["Space", "tap", "button"], pause: ["KeyP"], restart: ["KeyR"], mute: ["KeyM"]},
	cues: [
		["door", "a hard brick cracks", "固いブロックにひび"],
		["key", "a second ball, a heart", "2つ目のボール、ハート"],
		["pulse", "a danger is about to shoot", "敵が撃つ前ぶれ"]
	],
	entities: function (ctx, v, t) {
		var list = Family.cast(ctx, v, t, t("rides the board, " + v.board_width + " px wide", "幅" + v.board_width + "pxの板に乗る"));
		list[1].ai = t("is caged in the wall, falls at up to " + v.fall_speed + " px/s, drifts back up when missed", "かごに入り、壊すと最大" + v.fall_speed + "px/sで落ちる。逃すと壁に戻る");
		list.push(Family.entity("ball", t("ball", "ボール"), "item", t("flies at " + v.ball_speed + " px/s, a little faster in each level", v.ball_speed + "px/sで飛び、ステージごとに少し速くなる"), {size: 8, speed: v.ball_speed}));
		list.push(Family.foe(ctx, "foe_turret", "enemy", v.shot_speed, v.perches, t("perches in the wall, drops a shot every " + v.shot_period + " s or so", "壁にとまり、約" + v.shot_period + "秒ごとに弾を落とす")));
		list.push(Family.foe(ctx, "foe_drift", "enemy", 27, v.drifters, t("drifts to and fro below the wall", "壁の下を左右にただよう")));
		return list.filter(function (e) {
			return e.role !== "enemy" || (v.enemies && e.count > 0);
		});
	},
	rules: function (ctx, v, t) {
		var items = ctx.noun("item", true),
			out = [
				["free", t("the ball breaks a cage", "ボールがかごを壊す"), t("one of the " + items + " falls", items + "が落ちてくる")],
				["catch", t("it comes down on the board", "板で受け止める"), t(v.score_item + " points, times the chain", v.score_item + "点×れんさ")],
				["missed", t("it falls past", "受け損ねる"), t("it drifts up and is caged again", "上へ戻り、またかごに入る")],
				["ball", t("the last ball falls past", "最後のボールを落とす"), t("one heart less", "ハートが1減る")],
				["next", t("the level's number of " + items + " is caught", "必要な数の" + items + "を受け止める"), t("the level is done", "ステージクリア")]
			];
		if (v.enemies) {
			out.push(["shot", t("a shot hits the hero, not the board", "弾が板でなく主人公に当たる"), t("one heart less, safe for " + v.invulnerable + " s", "ハートが1減り、" + v.invulnerable + "秒無敵")]);
		}
		if (v.two) {
			out.push(["two", t("a second player moves (A, D)", "2人目が動く（A・D）"), t("the mate wakes: two play for the same hearts", "仲間が目を覚まし、ハートを共有して遊ぶ")]);
		}
		return out;
	},
	curve: function (ctx, v, t, i) {
		return {
			items: v.goal + (v.level_count < 7 ? Math.floor(i / 2) : 0),
			ball_speed: v.ball_speed + i * 4,
			note: i === 0 ? t("a plain wall: teaches serving and catching", "素直な壁。打ち出しと受け止めを覚える") : i === 1 ? t("hard bricks, dangers, a second ball", "固いブロック、敵、2つ目のボール") : t("stones and a faster ball", "石が加わり、ボールも速い")
		};
	},
	story: {
		premises: [
			{en: "A wall went up over the {place} in one night, and every one of the {items} was bricked into it. The {hero} found a board, and a ball that does not tire.", ja: "一夜のうちに{place}の上に壁ができ、{items}はすべて塗りこめられた。{hero}が見つけたのは板と、疲れを知らないボール。"},
			{en: "The {dangers} of the {place} collect {items} and brick them in. They did not reckon with a {hero} who never misses.", ja: "{place}の{dangers}は{items}を集めて壁に閉じこめる。受けそこなわない{hero}がいるとは知らずに。"}
		],
		acts: [
			{id: "act_1", title: {en: "The first bricks", ja: "最初のブロック"}, goal: {en: "Break a cage and catch what falls", ja: "かごを壊し、落ちるものを受け止める"}, intro: {en: "Something glints behind the bricks.", ja: "ブロックの奥で何かが光る。"}, outro: {en: "The first {items} are safe.", ja: "最初の{items}を助けた。"}},
			{id: "act_2", title: {en: "The wall looks back", ja: "壁からの視線"}, goal: {en: "Keep the {hero} out of the shots", ja: "{hero}を弾から守る"}, intro: {en: "{dangers} perch between the bricks.", ja: "ブロックの間に{dangers}がとまっている。"}, outro: {en: "The wall has more holes than bricks.", ja: "壁は穴だらけになった。"}},
			{id: "act_3", title: {en: "The last cage", ja: "最後のかご"}, goal: {en: "Open the sky over the {place}", ja: "{place}の空を開く"}, intro: {en: "The ball is fast now.", ja: "ボールはもう速い。"}, outro: {en: "One sees the sky over the {place} again.", ja: "{place}にまた空が見える。"}}
		],
		levels: {
			en: ["A plain wall", "Perches", "Aside", "Stones", "The high wall", "Two balls", "The old wall", "Nearly sky", "The thick part", "The last cage"],
			ja: ["ただの壁", "とまり木", "斜めに", "石の壁", "高い壁", "二つのボール", "古い壁", "空まで少し", "厚い壁", "最後のかご"]
		}
	}
});
