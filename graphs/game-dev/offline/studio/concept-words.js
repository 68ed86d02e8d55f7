/* SPDX-License-Identifier: ISC
 * ConceptWords: title, tagline, goal and the names of wishes, in both languages. */
var ConceptWords = (function () {
	"use strict";
	var GENERIC =
		/^(untitled|new (project|game)|my game|game|test|sample|demo|project( \d+)?|無題|新しい(ゲーム|プロジェクト)|ゲーム|テスト|サンプル)$/i;

	/* a title in the text wins over the project's name, a plain name over made ones */
	function titles(ctx, nouns) {
		var text = Txt.clean((ctx.request.project || {}).description),
			name = Txt.squeeze((ctx.request.project || {}).name),
			m,
			wish = ctx.directives(["title"]).pop();
		if (wish) {
			return {en: wish.value, ja: wish.value, from: "feedback"};
		}
		m =
			/\b(?:called|titled|named)\s+["\u201c]([^"\u201d\n]{2,60})["\u201d]/i.exec(text) ||
			/[「『]([^」』\n]{1,40})[」』](?:という|と題|って)/.exec(text);
		if (m) {
			return {en: Txt.squeeze(m[1]), ja: Txt.squeeze(m[1]), from: "text"};
		}
		/* a name that is only the beginning of the text names nothing */
		if (name && !GENERIC.test(name) && Txt.squeeze(text).indexOf(name) !== 0) {
			return {en: Txt.clip(name, 60), ja: Txt.clip(name, 60), from: "name"};
		}
		return {
			en: Txt.titled("the " + nouns.hero.en + " and the " + nouns.item.en_many),
			ja: nouns.hero.ja + "と" + nouns.item.ja,
			from: "nouns"
		};
	}

	/* a family's own sentence about {hero} {items} {item} {dangers} {danger} {place}; null when it has none */
	function pattern(ctx, key, what, nouns, language) {
		var f = (ctx.families[key] || {}).family || {},
			p = (f.concept || {})[what],
			ja = language === "ja",
			n = nouns;
		return p
			? Txt.upper(
					Txt.fill(p[language], {
						hero: ja ? n.hero.ja : n.hero.en,
						a_hero: ja ? n.hero.ja : Txt.article(n.hero.en),
						item: ja ? n.item.ja : n.item.en,
						items: ja ? n.item.ja : n.item.en_many,
						danger: ja ? n.danger.ja : n.danger.en,
						dangers: ja ? n.danger.ja : n.danger.en_many,
						place: ja ? n.place.ja : n.place.en
					})
				)
			: null;
	}

	function taglines(nouns, look) {
		return {
			en: Txt.fill("{hero}, some {items}, and {dangers} between them.", {
				hero: Txt.upper(Txt.article(nouns.hero.en)),
				items: nouns.item.en_many,
				dangers: nouns.danger.en_many
			}),
			ja: Txt.fill("{hero}、{items}を求めて{place}へ。行く手には{dangers}。", {
				hero: nouns.hero.ja,
				items: nouns.item.ja,
				place: nouns.place.ja,
				dangers: nouns.danger.ja
			}),
			mood: look.mood
		};
	}

	function goals(nouns, calm) {
		return {
			en: Txt.upper(
				"gather the " +
					nouns.item.en_many +
					", " +
					(calm ? "wander through " : "keep away from the " + nouns.danger.en_many + ", and leave ") +
					placeName(nouns) +
					(calm ? "" : " by the way that opens") +
					"."
			),
			ja:
				nouns.item.ja +
				"を集め、" +
				(calm
					? nouns.place.ja + "をゆっくり巡ろう。"
					: nouns.danger.ja + "を避け、開いた出口から" + nouns.place.ja + "を抜けよう。")
		};
	}

	function placeName(nouns) {
		return "the " + nouns.place.en;
	}

	function describeWish(ctx, d) {
		var en = {
			boss: "a boss",
			enemies: "enemies",
			darkness: "darkness",
			timer: "a time limit",
			items: "things to collect",
			levels: "levels",
			lives: "hearts",
			time: "seconds a level",
			goal: "things to collect first",
			hazards: "dangerous ground",
			doors: "locked doors",
			hearts: "hearts to find",
			shrines: "shrines",
			double_jump: "a double jump",
			spikes: "spikes",
			dash: "a dash",
			pulse: "a power",
			stealth: "stealth",
			motes: "sparks",
			hero: "the hero",
			music: "the music",
			turrets: "shooters",
			chasers: "chasers",
			patrollers: "patrollers",
			drifters: "drifters"
		};
		var ja = {
			boss: "ボス",
			enemies: "敵",
			darkness: "暗やみ",
			timer: "時間制限",
			items: "集めるもの",
			levels: "ステージ",
			lives: "ハート",
			time: "秒（1ステージ）",
			goal: "最初に集める数",
			hazards: "危険な床",
			doors: "扉",
			hearts: "回復ハート",
			shrines: "ほこら",
			double_jump: "2段ジャンプ",
			spikes: "とげ",
			dash: "ダッシュ",
			pulse: "特殊な力",
			stealth: "隠密",
			motes: "きらめき",
			hero: "主人公",
			music: "音楽",
			turrets: "弾をうつ敵",
			chasers: "追う敵",
			patrollers: "見回りの敵",
			drifters: "ただよう敵"
		};
		var name = ctx.t(en, ja)[d.target] || d.target,
			up = d.change > 0;
		if (d.kind === "set") {
			return ctx.t(d.value + " " + name, name + "：" + d.value);
		}
		if (d.kind === "option") {
			return d.value ? ctx.t("with " + name, name + "あり") : ctx.t("without " + name, name + "なし");
		}
		if (d.kind === "amount") {
			return ctx.t((up ? "more " : "fewer ") + name, name + (up ? "を増やす" : "を減らす"));
		}
		if (d.kind === "pace") {
			return ctx.t(
				(up ? "faster" : "slower") + (name ? " (" + name + ")" : ""),
				(name || "全体") + (up ? "を速く" : "を遅く")
			);
		}
		if (d.kind === "difficulty") {
			return ctx.t(up ? "harder" : "easier", up ? "難しく" : "やさしく");
		}
		if (d.kind === "size") {
			return ctx.t(up ? "longer or bigger" : "shorter or smaller", up ? "長く・大きく" : "短く・小さく");
		}
		if (d.kind === "title") {
			return ctx.t("title \u201c" + d.value + "\u201d", "題名「" + d.value + "」");
		}
		if (d.kind === "noun") {
			return ctx.t(d.target + " becomes \u201c" + d.value + "\u201d", d.value + "に変更");
		}
		if (d.kind === "colour") {
			return ctx.t("colours: " + d.value, "色：" + d.value);
		}
		return d.kind === "look" ? ctx.t("another look", "別の見た目") : ctx.t("start over", "作り直し");
	}

	return {titles: titles, taglines: taglines, goals: goals, wish: describeWish, pattern: pattern};
})();
