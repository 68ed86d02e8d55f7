/* SPDX-License-Identifier: ISC
 * ConceptPage: docs/concept.md, and what the answer has to say of guesses and of what was not understood. */
var ConceptPage = (function () {
	"use strict";

	function tell(ctx, answer, doc) {
		Nouns.ROLES.forEach(function (role) {
			var n = doc.nouns[role],
				name = ctx.t(n.en, n.ja),
				what = ctx.t(
					{hero: "hero", item: "thing to collect", danger: "danger", place: "place", goal: "goal"},
					{hero: "主人公", item: "集めるもの", danger: "敵", place: "場所", goal: "目的地"}
				)[role];
			if (n.source === "default" && role !== "goal") {
				answer.assumptions.push(
					ctx.t(
						"The text names no " + what + "; \u201c" + name + "\u201d was chosen by the seed.",
						what + "が書かれていないため、「" + name + "」を選びました。"
					)
				);
				answer.unclear.push({
					question: ctx.t("What is the " + what + "?", what + "は何ですか。"),
					options: [name],
					chosen: name
				});
			} else if (n.source !== "default") {
				answer.log.push(
					ctx.t(
						what +
							": \u201c" +
							n.text +
							"\u201d from " +
							(n.source === "sentence" ? "its place in a sentence" : "a known word"),
						what + "：「" + n.text + "」（" + (n.source === "sentence" ? "文の形から" : "単語から") + "）"
					)
				);
			}
		});
		doc.not_understood.forEach(function (s) {
			answer.unclear.push({
				question:
					ctx.t("Not understood, has no effect: \u201c", "理解できず、反映していません：「") +
					s +
					ctx.t("\u201d", "」"),
				options: [],
				chosen: ""
			});
		});
		doc.look.words.forEach(function (w) {
			answer.log.push(w);
		});
		if (doc.scope_cut.length > 0) {
			answer.warnings.push(
				ctx.t("Not part of this game: ", "このゲームに含まれないもの：") + doc.scope_cut.join(ctx.t(", ", "、"))
			);
		}
	}

	function page(ctx, doc) {
		var md = Md.page(doc.title),
			n = doc.nouns;
		md.text(doc.tagline).text(
			ctx.t("Made from templates; no language model was used.", "ひな形から作成。言語モデルは使っていません。")
		);
		md.heading(ctx.t("Kind of game", "ゲームの種類")).text(doc.genre_reason).text(doc.core_loop);
		md.heading(ctx.t("What the text gave", "文章から読み取ったこと")).table(
			[ctx.t("role", "役割"), "English", "日本語", ctx.t("from", "由来")],
			Nouns.ROLES.map(function (r) {
				return [
					r,
					n[r].en,
					n[r].ja,
					n[r].source === "default" ? ctx.t("chosen by the seed", "シードによる選択") : n[r].text
				];
			})
		);
		md.heading(ctx.t("Pillars", "柱")).list(doc.pillars);
		md.heading(ctx.t("Winning and losing", "勝ち負け")).list([doc.win, doc.lose]);
		md.heading(ctx.t("Look", "見た目")).text(doc.art_direction).list(doc.palette);
		[
			[ctx.t("Must have", "必須"), doc.must_have],
			[ctx.t("Must not have", "入れない"), doc.must_not],
			[ctx.t("Cut from scope", "範囲外"), doc.scope_cut],
			[ctx.t("Not understood", "理解できなかった文"), doc.not_understood]
		].forEach(function (s) {
			if (s[1].length > 0) {
				md.heading(s[0]).list(s[1]);
			}
		});
		return md;
	}

	return {tell: tell, page: page};
})();
