/* SPDX-License-Identifier: ISC
 * design: numbers within their tested ranges from the concept's wishes and the comments; the family says what they mean. */
STUDIO.design = (function () {
	"use strict";

	/* what one directive did to the numbers, in words */
	function noteOf(ctx, changes) {
		return changes
			.map(function (c) {
				return Params.note(ctx.sheet, c, ctx.language);
			})
			.join(", ");
	}

	function applyOne(ctx, d, values, all) {
		var changes = [],
			known = FAMILY.apply(ctx, d, values, changes),
			clamped;
		changes.forEach(function (c) {
			all.push(c);
		});
		if (/^(colour|look|again|title|noun)$/.test(d.kind)) {
			return {
				done: d.kind === "again" ? "partly" : "not",
				note: ctx.t(
					"\u201c" + d.kind + "\u201d is decided in the concept, in the code or in the assets",
					"「" + d.kind + "」はコンセプト・コード・素材で扱います"
				)
			};
		}
		if (!known) {
			return {
				done: "not",
				note:
					ctx.t("this kind of game has no number for: ", "この種類のゲームに該当する数値がありません：") +
					d.kind +
					" " +
					d.target
			};
		}
		clamped = changes.some(function (c) {
			return c.clamped;
		});
		return {done: clamped ? "partly" : "done", note: noteOf(ctx, changes)};
	}

	/* defaults, the seed's taste, the concept's wishes, then this step's comments; also for the code's own comments */
	function numbers(ctx) {
		var values = Params.defaults(ctx.sheet),
			changes = FAMILY.vary(ctx, values);
		/* numbers that were named come last: "three lives, hard" has three lives */
		[false, true].forEach(function (named) {
			(ctx.concept.directives || []).forEach(function (d) {
				if ((d.kind === "set") === named) {
					applyOne(ctx, d, values, changes);
				}
			});
		});
		bound(ctx, values, changes);
		return {values: values, changes: changes};
	}

	/* a family may limit numbers by one another; each such limit is told as a change */
	function bound(ctx, values, changes) {
		if (FAMILY.bound) {
			FAMILY.bound(ctx, values, changes);
		}
	}

	function wishes(ctx) {
		return (ctx.concept.directives || [])
			.map(function (d) {
				var v = Params.defaults(ctx.sheet),
					r = applyOne(ctx, d, v, []);
				return {text: d.text, done: r.done, note: r.note};
			})
			.filter(function (w) {
				return !/素材|concept/.test(w.note);
			});
	}

	function page(ctx, doc) {
		var md = Md.page(ctx.t("Design: ", "デザイン：") + ctx.titles()[ctx.language]),
			p = doc.params;
		md.text(
			ctx.t("Made from templates; no language model was used.", "ひな形から作成。言語モデルは使っていません。")
		);
		md.heading(ctx.t("Entities", "登場するもの")).table(
			[
				"key",
				ctx.t("name", "名前"),
				ctx.t("role", "役割"),
				ctx.t("number", "数"),
				"px/s",
				ctx.t("behaviour", "動き")
			],
			doc.entities.map(function (e) {
				return [e.key, e.name, e.role, e.count === undefined ? "" : e.count, e.speed, e.ai];
			})
		);
		md.heading(ctx.t("Rules", "ルール")).table(
			["id", ctx.t("when", "条件"), ctx.t("then", "結果")],
			doc.rules.map(function (r) {
				return [r.id, r.when, r.then];
			})
		);
		md.heading(ctx.t("Numbers", "数値")).table(
			[
				"key",
				ctx.t("what", "内容"),
				ctx.t("value", "値"),
				ctx.t("from", "最小"),
				ctx.t("to", "最大"),
				ctx.t("unit", "単位")
			],
			Object.keys(p).map(function (k) {
				return [k, Txt.by(ctx.language, p[k].label), p[k].value, p[k].min, p[k].max, p[k].unit];
			})
		);
		if (doc.changes.length > 0) {
			md.heading(ctx.t("What differs from the sheet, and why", "標準からの変更と理由")).table(
				["key", ctx.t("from", "前"), ctx.t("to", "後"), ctx.t("why", "理由")],
				doc.changes.map(function (c) {
					return [c.key, c.from, c.to, c.why];
				})
			);
		}
		md.heading(ctx.t("Files", "ファイル")).table(
			[ctx.t("path", "パス"), ctx.t("purpose", "目的")],
			doc.files.map(function (f) {
				return [f.path, f.purpose];
			})
		);
		return md;
	}

	function design(ctx) {
		var n = numbers(ctx),
			replies = [],
			answer,
			doc,
			v = n.values,
			clamped;
		var answered = Answer.feedback(ctx, {feedback_answers: [], unhandled_feedback: []}, function (d) {
			var r = applyOne(ctx, d, v, n.changes);
			replies.push(r);
			return r;
		});
		bound(ctx, v, n.changes);
		doc = FAMILY.design(ctx, v);
		doc.params = Params.table(ctx.sheet, v);
		doc.changes = n.changes.filter(function (c) {
			return c.from !== c.to || (c.clamped && c.why !== "seed");
		});
		doc.wishes = wishes(ctx);
		doc.theme = {
			palette: ctx.concept.palette || Colour.palette(Colour.scheme(ctx.look)),
			mood: ctx.look.mood,
			weather: ctx.look.weather,
			light: ctx.look.light
		};
		doc.made_by = "offline studio: templates, no language model";
		answer = Answer.made(
			ctx,
			ctx.t(
				v.level_count +
					" levels, " +
					v.lives +
					" hearts, difficulty " +
					v.difficulty +
					" of 5; " +
					doc.entities.length +
					" entities, " +
					Object.keys(doc.params).length +
					" numbers, " +
					doc.changes.length +
					" changed.",
				"全" +
					v.level_count +
					"ステージ、ハート" +
					v.lives +
					"、難しさ" +
					v.difficulty +
					"/5。登場" +
					doc.entities.length +
					"種、数値" +
					Object.keys(doc.params).length +
					"個、変更" +
					doc.changes.length +
					"件。"
			),
			doc
		);
		answer.feedback_answers = answered.feedback_answers;
		answer.unhandled_feedback = answered.unhandled_feedback;
		clamped = doc.changes.filter(function (c) {
			return c.clamped && c.why !== "seed" && c.why !== ctx.look.mood;
		});
		clamped.forEach(function (c) {
			answer.warnings.push(
				ctx.t("Asked for " + c.wanted + ", limited: ", c.wanted + "の希望を範囲内に制限：") +
					Params.note(ctx.sheet, c, ctx.language)
			);
		});
		Answer.page(answer, "docs/design.md", page(ctx, doc));
		return answer;
	}

	design.applyOne = applyOne;
	design.numbers = numbers;
	design.bound = bound;
	return design;
})();
