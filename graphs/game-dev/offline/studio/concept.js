/* SPDX-License-Identifier: ISC
 * concept: reads the paragraph, chooses family, title, nouns and look, and says which words decided and what was not understood. */
STUDIO.concept = (function () {
	"use strict";
	/* what people ask for and a small browser game of these families has not; said instead of left out silently */
	var CUTS = [
		[
			/\b(online|multi-?player|co-?op|mmo|two players|2 players|versus)\b|オンライン|マルチプレイ|協力プレイ|対戦|二人/,
			"several players",
			"複数人でのプレイ"
		],
		[/\b(3d|first[- ]person|vr|virtual reality)\b|3d|一人称|三次元/, "3D or first person", "3Dや一人称視点"],
		[
			/\b(crafting|craft|inventory|shop|merchant|trading)\b|クラフト|アイテム欄|お店|合成/,
			"inventory, shops and crafting",
			"持ち物・店・合成"
		],
		[/\b(open world|procedural world|endless world)\b|オープンワールド/, "an open world", "オープンワールド"],
		[
			/\b(level up|experience points|skill tree|xp|rpg)\b|経験値|レベルアップ|スキルツリー/,
			"experience and skill trees",
			"経験値やスキルツリー"
		],
		[
			/\b(branching|dialogue choices|multiple endings|choices matter)\b|選択肢|マルチエンディング|分岐/,
			"branching dialogue",
			"会話の分岐"
		],
		[/\b(leaderboard|ranking|achievements)\b|ランキング|実績/, "leaderboards", "ランキング"],
		[/\b(voice|voiced|cutscenes?|video)\b|ボイス|ムービー|動画/, "voices and cutscenes", "音声や動画"]
	];

	/* "not a platformer", "no shooting", "シューティングではなく": a kind of game that is refused does not speak for itself */
	function wanted(text) {
		return Txt.fold(text)
			.replace(/\b(?:not|no|never|without|isn't|instead of|rather than|unlike|don't want)(?: an?| any| the| another)? [a-z'\-]+/g, " ")
			.replace(/[^、。\s]{1,12}(?:ではなく|じゃなく|ではない|なし|以外)/g, " ");
	}

	function chooseFamily(ctx) {
		var lists = {},
			ranked,
			able;
		Object.keys(ctx.families).forEach(function (k) {
			lists[k] = ctx.families[k].family.words || {};
		});
		ranked = Words.rank(wanted(ctx.text), lists);
		able = ranked.filter(function (r) {
			return r.score > 0;
		});
		if (able.length === 0) {
			able = ranked;
		}
		return {
			chosen: able[ctx.variation % Math.max(1, able.length)] || {key: "", score: 0, hits: []},
			ranked: ranked
		};
	}

	function familyName(ctx, key) {
		var f = ctx.families[key];
		return f && f.family.name ? Txt.by(ctx.language, f.family.name) : key;
	}

	function reason(ctx, choice) {
		var c = choice.chosen,
			words = c.hits.slice(0, 5).map(function (h) {
				return ctx.t("\u201c" + h.word + "\u201d (" + h.weight + ")", "「" + h.word + "」（" + h.weight + "）");
			});
		var name = familyName(ctx, c.key),
			other = choice.ranked.filter(function (r) {
				return r.key !== c.key && r.score > 0;
			})[0];
		if (c.score === 0) {
			return ctx.t(
				"No word of the text names a kind of game, so it became the " +
					name +
					", the family that fits most stories.",
				"文章にゲームの種類を示す言葉がなかったため、どんな話にも合う「" + name + "」にしました。"
			);
		}
		return ctx.t(
			"These words decided for the " +
				name +
				": " +
				words.join(", ") +
				"." +
				(other ? " Next was the " + familyName(ctx, other.key) + " with " + other.score + "." : ""),
			"「" +
				name +
				"」に決めた言葉：" +
				words.join("、") +
				"。" +
				(other ? "次点は「" + familyName(ctx, other.key) + "」（" + other.score + "）。" : "")
		);
	}

	function wishesOf(directives, kind, zero) {
		return directives.filter(function (d) {
			return d.kind === kind && (zero ? d.value === 0 : d.value !== 0);
		});
	}

	function understood(sentence, ctx, nouns, directives, family) {
		var folded = Txt.fold(sentence);
		return (
			Nouns.ROLES.some(function (r) {
				return nouns[r].text && folded.indexOf(nouns[r].text) >= 0;
			}) ||
			directives.some(function (d) {
				return d.text === Txt.clip(sentence, 120);
			}) ||
			Directives.concept(sentence, Nouns.targets(nouns)).length > 0 ||
			family.hits.some(function (h) {
				return folded.indexOf(h.word) >= 0;
			}) ||
			Mood.read(sentence, "").words.length > 0 ||
			Directives.colourIn(sentence).length > 0 ||
			CUTS.some(function (c) {
				return c[0].test(folded);
			})
		);
	}

	function notUnderstood(ctx, nouns, directives, family) {
		return Txt.sentences((ctx.request.project || {}).description || "")
			.slice(0, 40)
			.filter(function (s) {
				return !understood(s, ctx, nouns, directives, family);
			})
			.slice(0, 8)
			.map(function (s) {
				return Txt.clip(s, 160);
			});
	}

	function cuts(ctx) {
		var folded = Txt.fold(ctx.text);
		return CUTS.filter(function (c) {
			return c[0].test(folded);
		}).map(function (c) {
			return ctx.t(c[1], c[2]);
		});
	}

	function read(ctx) {
		var directives = ctx.directives(),
			choice = chooseFamily(ctx),
			nouns,
			wishes,
			look,
			base = ctx.seed;
		directives.forEach(function (d) {
			if (d.kind === "again") {
				base = Rand.hash("again", base);
			}
		});
		nouns = Context.applyNouns(Nouns.choose(ctx.text, base), directives);
		look = Context.applyLook(Context.readLook(ctx.text, nouns, base), directives);
		wishes = Directives.concept((ctx.request.project || {}).description || "", Nouns.targets(nouns));
		return {
			choice: choice,
			nouns: nouns,
			look: look,
			wishes: wishes,
			asked: directives,
			all: wishes.concat(directives)
		};
	}

	function documentOf(ctx, r) {
		var n = r.nouns,
			title = ConceptWords.titles(ctx, n),
			calm = r.all.some(function (d) {
				return d.target === "enemies" && d.value === 0;
			});
		var tag = ConceptWords.taglines(n, r.look),
			goal = ConceptWords.goals(n, calm),
			scheme = Colour.scheme(r.look),
			ja = ctx.language === "ja";
		var own = function (what, ours) {
			return ConceptWords.pattern(ctx, r.choice.chosen.key, what, n, ctx.language) || ours;
		};
		["en", "ja"].forEach(function (l) {
			goal[l] = ConceptWords.pattern(ctx, r.choice.chosen.key, calm ? "calm_goal" : "goal", n, l) || ConceptWords.pattern(ctx, r.choice.chosen.key, "goal", n, l) || goal[l];
			tag[l] = ConceptWords.pattern(ctx, r.choice.chosen.key, "tagline", n, l) || tag[l];
		});
		var hero = ja ? n.hero.ja : n.hero.en,
			items = ja ? n.item.ja : n.item.en_many,
			foes = ja ? n.danger.ja : n.danger.en_many,
			place = ja ? n.place.ja : n.place.en;
		var mood = Mood.name(r.look.mood, ctx.language),
			time = Mood.name(r.look.time, ctx.language),
			weather = Mood.name(r.look.weather, ctx.language);
		return {
			title: title[ctx.language],
			titles: {en: title.en, ja: title.ja},
			tagline: tag[ctx.language],
			taglines: {en: tag.en, ja: tag.ja},
			goals: goal,
			genre_family: r.choice.chosen.key,
			genre_reason: reason(ctx, r.choice),
			core_loop: own("loop", ctx.t(
				"Look for " +
					items +
					" " +
					Nouns.within(place) +
					", read how the " +
					foes +
					" move, slip past, and reach the way out once enough " +
					items +
					" are found.",
				place + "で" + items + "を探し、" + foes + "の動きを読んですり抜け、必要な数がそろったら出口へ向かう。"
			)),
			player_fantasy: ctx.t(
				"You are the " + hero + " who knows every corner of the " + place + ".",
				place + "のすみずみまで知る" + hero + "になる。"
			),
			pillars: ja
				? [
						items + "がいつも目に入り、取りたくなる",
						calm ? place + "を急がず歩ける" : foes + "は動きが読め、負けても納得できる",
						Mood.before(r.look.mood) + place + "（" + time + "・" + weather + "）の空気"
					]
				: [
						Txt.upper(items) + " are always in sight and worth a detour",
						calm
							? "The " + place + " can be walked without haste"
							: Txt.upper(foes) + " can be read; no hit comes unseen",
						"A " + mood + " " + place + " (" + time + ", " + weather + ")"
					],
			controls: ja
				? {
						move: "矢印キー、WASD、ドラッグ",
						a: "スペース、タップ",
						b: "X、ボタン",
						pause: "P",
						restart: "R",
						mute: "M"
					}
				: {
						move: "arrow keys, WASD, drag",
						a: "space, tap",
						b: "X, button",
						pause: "P",
						restart: "R",
						mute: "M"
					},
			win: own("win", ctx.t(
				"Every part of the " + place + " is done and the " + hero + " leaves by the last way out.",
				place + "の全ステージを終え、" + hero + "が最後の出口を抜ける。"
			)),
			lose: own("lose", calm
				? ctx.t(
						"The " + hero + " has no hearts left (only the ground is dangerous).",
						"ハートがなくなる（危険なのは地面だけ）。"
					)
				: ctx.t(
						"The " + foes + " take the last heart of the " + hero + ".",
						foes + "に最後のハートを奪われる。"
					)),
			session_minutes: 5,
			audience: ctx.t(
				"Anyone with five minutes, on a keyboard or a phone",
				"5分あそびたい人。キーボードでもスマートフォンでも"
			),
			art_direction: ctx.t(
				"Pixel art of 16 pixels a tile: " +
					place +
					" by " +
					time +
					", " +
					weather +
					"; the " +
					hero +
					" is the warmest and brightest thing, " +
					foes +
					" have a colour of their own.",
				"1マス16ピクセルのドット絵。" +
					place +
					"の" +
					time +
					"、" +
					weather +
					"。" +
					hero +
					"がいちばん明るく、" +
					foes +
					"には専用の色。"
			),
			palette: Colour.palette(scheme),
			mood: mood,
			must_have: r.all
				.filter(function (d) {
					return d.value !== 0 || d.kind === "noun";
				})
				.map(function (d) {
					return ConceptWords.wish(ctx, d);
				}),
			must_not: wishesOf(r.all, "option", true).map(function (d) {
				return ConceptWords.wish(ctx, d);
			}),
			scope_cut: cuts(ctx),
			nouns: n,
			other_dangers: Nouns.others(ctx.text, n),
			look: r.look,
			directives: r.all,
			not_understood: notUnderstood(ctx, n, r.all, r.choice.chosen),
			made_by: "offline studio: templates, no language model"
		};
	}

	function handled(ctx, d) {
		var wish = ConceptWords.wish(ctx, d);
		if (/^(title|noun|colour|look|again)$/.test(d.kind)) {
			return {done: "done", note: ctx.t("done: ", "対応：") + wish};
		}
		return {
			done: "done",
			note:
				ctx.t(
					"recorded for the design, which sets the numbers: ",
					"記録しました。数値はデザインで反映します："
				) + wish
		};
	}

	return function (ctx) {
		var doc = documentOf(ctx, read(ctx)),
			n = doc.nouns,
			answer;
		answer = Answer.made(
			ctx,
			ctx.t(
				doc.title +
					": a " +
					familyName(ctx, doc.genre_family) +
					". " +
					Txt.upper(Txt.article(n.hero.en)) +
					" looks for " +
					n.item.en_many +
					" " +
					Nouns.within(n.place.en) +
					", among " +
					n.danger.en_many +
					".",
				doc.title +
					"：" +
					familyName(ctx, doc.genre_family) +
					"。" +
					n.hero.ja +
					"が" +
					n.place.ja +
					"で" +
					n.item.ja +
					"を探す。敵は" +
					n.danger.ja +
					"。"
			),
			doc
		);
		ConceptPage.tell(ctx, answer, doc);
		Answer.page(answer, "docs/concept.md", ConceptPage.page(ctx, doc));
		return Answer.feedback(ctx, answer, function (d) {
			return handled(ctx, d);
		});
	};
})();
