/* SPDX-License-Identifier: ISC
 * scenario: the story in both languages from patterns with the user's nouns, and every text of the game (strings). */
STUDIO.scenario = (function () {
	"use strict";
	/* why the things are out there; {hero} {items} {item} {dangers} {danger} {place} */
	var PREMISES = [
		{
			en: "One night the {items} of the {place} went missing, and the {dangers} moved in. Only a {hero} still knows the old paths.",
			ja: "ある夜、{place}の{items}が散らばり、{dangers}が住みついた。古い道を知るのは{hero}だけ。"
		},
		{
			en: "The {place} has kept its {items} for a hundred years. Now the {dangers} are awake, and the {hero} has until morning.",
			ja: "{place}は百年のあいだ{items}を守ってきた。いま{dangers}が目を覚まし、{hero}に残された時間はわずか。"
		},
		{
			en: "Nobody believed the {hero} who said that the {items} can be heard at night. In the {place} the {dangers} hear them too.",
			ja: "{items}の声が聞こえる。{hero}の話を信じる者はいなかった。{place}では{dangers}もその声を聞いている。"
		},
		{
			en: "Without its {items} the {place} grows quiet. The {hero} packs lightly and goes, though the {dangers} are about.",
			ja: "{items}を失った{place}は静まりかえっている。{dangers}がいると知りながら、{hero}は身軽に旅立つ。"
		}
	];
	var CALM = {
		en: "The {items} of the {place} lie where the wind left them. The {hero} takes the long way round and gathers them.",
		ja: "{place}には風が運んだ{items}が散らばっている。{hero}は遠回りしながら集めて歩く。"
	};
	var ACTS = [
		{
			id: "act_1",
			title: {en: "Into the {place}", ja: "{place}へ"},
			goal: {en: "Learn to walk, gather the first {items}", ja: "歩き方を覚え、最初の{items}を集める"},
			intro: {en: "The first {items} glint close to the path.", ja: "道のすぐそばで最初の{items}が光る。"},
			outro: {en: "The {hero} knows the way of the {dangers} now.", ja: "{hero}は{dangers}の動きがわかってきた。"}
		},
		{
			id: "act_2",
			title: {en: "Where the {dangers} live", ja: "{dangers}のすみか"},
			goal: {en: "Get past the {dangers} and find the keys", ja: "{dangers}をかわし、かぎを見つける"},
			intro: {
				en: "Doors are locked here, and something listens.",
				ja: "扉には錠がかかり、何かが耳をすませている。"
			},
			outro: {en: "More {items} are safe than lost.", ja: "失われた{items}の半分以上が戻った。"}
		},
		{
			id: "act_3",
			title: {en: "The last {item}", ja: "最後の{item}"},
			goal: {en: "Reach the end of the {place}", ja: "{place}の果てにたどり着く"},
			intro: {en: "It grows still. The end of the {place} is near.", ja: "あたりが静まる。{place}の果ては近い。"},
			outro: {en: "The {place} is itself again.", ja: "{place}はもとの姿に戻った。"}
		}
	];
	var LINES = [
		[
			"keeper_1",
			"hero",
			"So many {items}. Nobody told me there would be so many.",
			"こんなに{items}があるなんて、誰も教えてくれなかった。"
		],
		["danger_1", "danger", "Who walks here, so lightly?", "そんなに軽い足音は誰だ。"],
		[
			"keeper_2",
			"hero",
			"I only came for the {items}. I will be gone before you turn round.",
			"{items}を取りに来ただけ。振り向くころには、もういないよ。"
		],
		["danger_2", "danger", "Then do not stand still.", "ならば、立ち止まるな。"],
		["keeper_3", "hero", "One more, and the {place} can rest.", "あと一つで、{place}は眠れる。"]
	];
	var ENDINGS = [
		[
			"won",
			{en: "won", ja: "勝ち"},
			"The {hero} leaves by the last way out, and behind, the {place} is bright again.",
			"{hero}は最後の出口を抜けた。振り返ると、{place}に光が戻っていた。"
		],
		[
			"lost",
			{en: "no hearts left", ja: "ハートがなくなる"},
			"The {hero} rests. The {items} that were found stay found.",
			"{hero}はひと休み。見つけた{items}はなくならない。"
		]
	];
	var LEVELS = {
		en: [
			"The edge of the {place}",
			"A path of {items}",
			"Two ways to go",
			"Deep in the {place}",
			"No way back",
			"The long quiet",
			"Almost through",
			"The last door",
			"The quiet stair",
			"The far side"
		],
		ja: [
			"{place}の入口",
			"{items}の道",
			"二つの道",
			"{place}の奥",
			"戻れない道",
			"長い静けさ",
			"あと少し",
			"最後の扉",
			"静かな階段",
			"向こう側"
		]
	};

	function slots(ctx, language) {
		var n = ctx.nouns,
			ja = language === "ja",
			pick = function (x, many) {
				return ja ? x.ja : many ? x.en_many : x.en;
			};
		return {
			hero: pick(n.hero),
			item: pick(n.item),
			items: pick(n.item, true),
			collectable: pick(n.item),
			collectables: pick(n.item, true),
			danger: pick(n.danger),
			dangers: pick(n.danger, true),
			place: pick(n.place),
			title: ctx.titles()[language],
			tagline: ctx.concept.taglines ? ctx.concept.taglines[language] : ctx.concept.tagline || "",
			goal: ctx.concept.goals ? ctx.concept.goals[language] : ctx.concept.win || ""
		};
	}

	/* a family's own patterns, where it tells another story */
	function story(key, ours) {
		return FAMILY.story && FAMILY.story[key] ? FAMILY.story[key] : ours;
	}

	function both(ctx, pair) {
		return {en: Txt.upper(Txt.fill(pair.en, slots(ctx, "en"))), ja: Txt.fill(pair.ja, slots(ctx, "ja"))};
	}

	function calm(ctx) {
		var p = ctx.docs.design_document && ctx.docs.design_document.params;
		return Params.values(ctx.sheet, p).enemies === 0;
	}

	function fits(text, most) {
		return text.length <= most;
	}

	/* the family's texts with slots filled; {n} and {m} stay for the running game */
	function strings(ctx, language) {
		var source = ctx.texts(language),
			out = {},
			s = slots(ctx, language);
		Object.keys(source).forEach(function (k) {
			var own = Txt.fill(source[k], s);
			out[k] = language === "en" && /^[a-z]/.test(own) && !/^\{/.test(source[k]) ? own : Txt.upper(own);
		});
		story("levels", LEVELS)[language].forEach(function (pattern, i) {
			var name = Txt.fill(pattern, s);
			if (out["level_" + (i + 1)] !== undefined && fits(name, language === "ja" ? 16 : 24)) {
				out["level_" + (i + 1)] = Txt.upper(name);
			}
		});
		return out;
	}

	function tutorial(ctx, all) {
		return Object.keys(all.en)
			.filter(function (k) {
				return /^hint_/.test(k);
			})
			.map(function (k) {
				return {id: k, text: {en: all.en[k], ja: all.ja[k]}};
			});
	}

	function documentOf(ctx) {
		var all = {en: strings(ctx, "en"), ja: strings(ctx, "ja")},
			quiet = calm(ctx),
			levels = [],
			i;
		for (i = 1; all.en["level_" + i] !== undefined; i += 1) {
			levels.push({
				level: i,
				name: {en: all.en["level_" + i], ja: all.ja["level_" + i]},
				intro: {en: all.en["intro_" + i] || "", ja: all.ja["intro_" + i] || ""}
			});
		}
		return {
			premise: both(ctx, quiet ? story("calm", CALM) : ctx.rng("premise").pick(story("premises", PREMISES))),
			acts: story("acts", ACTS).map(function (a) {
				return {
					id: a.id,
					title: both(ctx, a.title),
					goal: both(ctx, a.goal),
					intro: both(ctx, a.intro),
					outro: both(ctx, a.outro)
				};
			}),
			dialogue: story("lines", LINES).filter(function (l) {
				return !quiet || l[1] === "hero";
			}).map(function (l) {
				return {id: l[0], speaker: l[1], text: both(ctx, {en: l[2], ja: l[3]})};
			}),
			level_texts: levels,
			endings: story("endings", ENDINGS).map(function (e) {
				return {id: e[0], condition: ctx.t(e[1].en, e[1].ja), text: both(ctx, {en: e[2], ja: e[3]})};
			}),
			tutorial_lines: tutorial(ctx, all),
			strings: all,
			template_text: true,
			made_by: "offline studio: templates, no language model"
		};
	}

	function page(ctx, d) {
		var md = Md.page(ctx.t("Story: ", "物語：") + ctx.titles()[ctx.language]),
			by = function (pair) {
				return Txt.by(ctx.language, pair);
			};
		md.text(
			ctx.t(
				"Template text with the nouns of the concept; no language model was used.",
				"コンセプトの名詞をはめたひな形の文章です。言語モデルは使っていません。"
			)
		);
		md.text(by(d.premise));
		d.acts.forEach(function (a) {
			md.heading(by(a.title)).text(by(a.goal)).text(by(a.intro)).text(by(a.outro));
		});
		md.heading(ctx.t("Lines", "せりふ")).table(
			[ctx.t("who", "話し手"), "English", "日本語"],
			d.dialogue.map(function (l) {
				return [ctx.noun(l.speaker), l.text.en, l.text.ja];
			})
		);
		md.heading(ctx.t("Levels", "ステージ")).table(
			["", "English", "日本語"],
			d.level_texts.map(function (l) {
				return [l.level, l.name.en, l.name.ja];
			})
		);
		md.heading(ctx.t("Endings", "結末")).list(
			d.endings.map(function (e) {
				return e.id + ": " + by(e.text);
			})
		);
		return md;
	}

	function scenario(ctx) {
		var doc = documentOf(ctx),
			answer = Answer.made(ctx, Txt.by(ctx.language, doc.premise), doc);
		Answer.page(answer, "docs/scenario.md", page(ctx, doc));
		return Answer.feedback(ctx, answer, function () {
			return {
				done: "not",
				note: ctx.t(
					"the story comes from patterns and the concept's nouns",
					"物語はひな形とコンセプトの名詞から作ります"
				)
			};
		});
	}

	scenario.strings = function (ctx) {
		return {en: strings(ctx, "en"), ja: strings(ctx, "ja")};
	};
	return scenario;
})();
