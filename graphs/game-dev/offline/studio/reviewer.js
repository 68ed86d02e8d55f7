/* SPDX-License-Identifier: ISC
 * reviewer: scores only what was measured (build, bots, contrast, sizes) and says what was not. Fun needs a person. */
STUDIO.reviewer = (function () {
	"use strict";

	function clampScore(v) {
		return Math.max(0, Math.min(10, Math.round(v)));
	}

	function share(list, good) {
		return list.length > 0 ? list.filter(good).length / list.length : 0;
	}

	function runsOf(test, bot) {
		return (test.runs || []).filter(function (r) {
			return r.bot === bot;
		});
	}

	function best(runs) {
		return runs.reduce(function (m, r) {
			return Math.max(m, r.progress === undefined ? 0 : r.progress);
		}, 0);
	}

	/* how the bots differ: a game in which nothing is as good as playing is no game */
	function curve(test) {
		var idle = runsOf(test, "idle"),
			random = runsOf(test, "random"),
			greedy = runsOf(test, "greedy");
		return {
			idle: best(idle),
			random: best(random),
			greedy: best(greedy),
			ran: idle.length + random.length + greedy.length,
			ordered: greedy.length > 0 && best(greedy) > best(idle) && best(greedy) >= best(random)
		};
	}

	function checks(ctx, build, test) {
		var palette = ctx.concept.palette || Colour.palette(Colour.scheme(ctx.look)),
			ratio = Colour.contrast(Colour.parse(palette[4] || "#ffffff"), Colour.parse(palette[0] || "#202020")),
			c = curve(test),
			list;
		list = [
			[
				"build",
				"A",
				(build.checks || []).length > 0 &&
					share(build.checks, function (x) {
						return x.ok;
					}) === 1,
				ctx.t("contract checks of the build: ", "ビルドの契約検査：") +
					Math.round(
						share(build.checks || [], function (x) {
							return x.ok;
						}) * 100
					) +
					" %"
			],
			[
				"static",
				"D",
				(test["static"] || []).length > 0 &&
					share(test["static"], function (x) {
						return x.ok;
					}) === 1,
				ctx.t("static checks: ", "静的検査：") +
					Math.round(
						share(test["static"] || [], function (x) {
							return x.ok;
						}) * 100
					) +
					" %"
			],
			[
				"verdict",
				"A",
				test.verdict === "pass",
				ctx.t("verdict of the test: ", "テスト判定：") + (test.verdict || ctx.t("not run", "未実施"))
			],
			[
				"bots",
				"C",
				c.ordered,
				ctx.t("progress idle ", "進み具合 放置 ") + c.idle + ", random " + c.random + ", greedy " + c.greedy
			],
			[
				"determinism",
				"D",
				!!test.determinism && (test.determinism === true || test.determinism.ok === true),
				ctx.t("same inputs, same hash", "同じ入力で同じハッシュ")
			],
			["contrast", "B", ratio >= 4.5, ctx.t("text on ground ", "文字と地の対比 ") + ratio + ":1"],
			[
				"size",
				"D",
				(build.size || 0) > 0 && build.size <= 2097152,
				ctx.t("bytes: ", "バイト数：") + (build.size || 0)
			],
			[
				"languages",
				"B",
				!!(ctx.docs.scenario_document && ctx.docs.scenario_document.strings),
				ctx.t("texts in English and Japanese", "日英の文章")
			]
		];
		return list.map(function (r) {
			return {id: r[0], category: r[1], ok: r[2], evidence: r[3]};
		});
	}

	function mustFix(ctx, test, list) {
		var out = (test.defects || []).map(function (d, i) {
			return {
				id: d.id || "defect_" + (i + 1),
				target_agent: /^assets\/|^data\/assets/.test(d.file || "") ? "asset_leader" : "code_leader",
				what: Txt.clip((d.file ? d.file + ": " : "") + (d.where || d.message || d.id || ""), 200)
			};
		});
		if (out.length === 0 && test.verdict !== "pass") {
			out.push({
				id: "test",
				target_agent: "code_leader",
				what: ctx.t("the test did not pass or did not run", "テストが不合格、または未実施")
			});
		}
		list.forEach(function (c) {
			if (!c.ok && c.id === "size") {
				out.push({id: "size", target_agent: "asset_leader", what: c.evidence});
			}
		});
		return out.slice(0, 20);
	}

	function scores(ctx, list, build, test) {
		var ok = {},
			manifest = (ctx.docs.asset_artifacts || {}).manifest || [],
			tasks = (ctx.docs.task_breakdown || {}).asset_tasks || [];
		list.forEach(function (c) {
			ok[c.id] = c.ok;
		});
		return {
			fun: {
				value: null,
				evidence: ctx.t(
					"Fun was not judged: it needs a person.",
					"楽しさは評価していません。人の判断が必要です。"
				)
			},
			clarity: {
				value: clampScore((ok.contrast ? 4 : 1) + (ok.languages ? 3 : 0) + (ok.bots ? 3 : 0)),
				evidence: ctx.t("contrast, two languages, bots' curve", "対比・二言語・ボットの曲線")
			},
			art: {
				value: clampScore(tasks.length > 0 ? (manifest.length * 8) / tasks.length : 0),
				evidence:
					manifest.length +
					" / " +
					tasks.length +
					ctx.t(" assets; how they look needs a person", "の素材。見た目の良さは人が判断")
			},
			code: {
				value: clampScore(
					share(test["static"] || [], function (x) {
						return x.ok;
					}) *
						5 +
						(ok.determinism ? 3 : 0) +
						(ok.build ? 2 : 0)
				),
				evidence: ctx.t("static checks, determinism, build", "静的検査・決定性・ビルド")
			},
			scope: {
				value: clampScore(ok.size ? 8 : 3),
				evidence: (build.size || 0) + " B, " + (build.files || []).length + ctx.t(" files", "ファイル")
			}
		};
	}

	function notes(ctx, language) {
		var n = ctx.nouns,
			t = ctx.titles()[language],
			v = Params.values(ctx.sheet, (ctx.docs.design_document || {}).params);
		return language === "ja"
			? t +
					"：" +
					n.hero.ja +
					"が" +
					n.place.ja +
					"で" +
					n.item.ja +
					"を集めるゲーム。全" +
					v.level_count +
					"ステージ、ハート" +
					v.lives +
					"。ひな形から作成、言語モデルは不使用。"
			: t +
					": " +
					Txt.article(n.hero.en) +
					" gathers " +
					n.item.en_many +
					" " +
					Nouns.within(n.place.en) +
					". " +
					v.level_count +
					" levels, " +
					v.lives +
					" hearts. Made from templates, no language model.";
	}

	function page(ctx, d, test) {
		var md = Md.page(ctx.t("Review", "レビュー")),
			plays = Balance.table(test);
		md.text(d.score.fun.evidence).table(
			[ctx.t("what", "項目"), "0-10", ctx.t("evidence", "根拠")],
			Object.keys(d.score).map(function (k) {
				return [k, d.score[k].value === null ? "-" : d.score[k].value, d.score[k].evidence];
			})
		);
		md.heading(ctx.t("Checklist", "チェック")).table(
			["id", "ok", ctx.t("evidence", "根拠")],
			d.checklist.map(function (c) {
				return [c.id, c.ok ? "yes" : "NO", c.evidence];
			})
		);
		if (plays.length > 0) {
			md.heading(ctx.t("Balance", "バランス")).table(
				[ctx.t("bot", "ボット"), ctx.t("end", "結果"), ctx.t("time", "時間"), ctx.t("seen", "進み具合"), ctx.t("score a minute", "毎分の得点")],
				plays
			);
		}
		if (d.must_fix.length > 0) {
			md.heading(ctx.t("Must be mended", "要修正")).list(
				d.must_fix.map(function (m) {
					return m.target_agent + ": " + m.what;
				})
			);
		}
		return md.heading(ctx.t("Recommendation", "推薦")).text(d.recommendation);
	}

	function readme(ctx) {
		var c = ctx.concept,
			md = Md.page(ctx.titles()[ctx.language]);
		md.text(notes(ctx, "en")).text(notes(ctx, "ja")).heading(ctx.t("How to play", "遊び方"));
		return md.list(["Arrows / WASD / drag", "Space / tap", "X", "P, R, M"]).text(c.win || "");
	}

	return function (ctx) {
		var build = ctx.docs.build_result || {},
			test = ctx.docs.test_results || {},
			list = checks(ctx, build, test),
			fix = mustFix(ctx, test, list),
			good = test.verdict === "pass" && fix.length === 0,
			doc,
			answer,
			bad;
		bad = list
			.filter(function (c) {
				return !c.ok;
			})
			.map(function (c) {
				return c.id;
			});
		doc = {
			score: scores(ctx, list, build, test),
			checklist: list,
			curve: curve(test),
			must_fix: fix,
			nice_to_have: (ctx.concept.not_understood || []).map(function (s) {
				return ctx.t("Not understood in the concept: ", "コンセプトで理解できなかった文：") + s;
			}),
			recommendation: good ? "approve" : "iterate",
			iterate_target: good ? "" : fix.length > 0 ? fix[0].target_agent : "code_leader",
			release_notes: {en: notes(ctx, "en"), ja: notes(ctx, "ja")},
			made_by: "offline studio: rules, no language model"
		};
		answer = Answer.made(
			ctx,
			ctx.t(
				list.length -
					bad.length +
					" of " +
					list.length +
					" checks hold" +
					(bad.length > 0 ? " (not: " + bad.join(", ") + ")" : "") +
					". Recommendation: " +
					doc.recommendation +
					". Fun was not judged: it needs a person.",
				list.length +
					"項目中" +
					(list.length - bad.length) +
					"項目が合格" +
					(bad.length > 0 ? "（不合格：" + bad.join("、") + "）" : "") +
					"。推薦：" +
					(good ? "承認" : "修正") +
					"。楽しさは評価していません。人の判断が必要です。"
			),
			doc
		);
		Answer.page(answer, "docs/review.md", page(ctx, doc, test));
		if (Balance.plays(test).length > 0) {
			answer.files.push({path: "docs/balance.svg", text: Balance.chart(ctx, test)});
		}
		Answer.page(answer, "docs/README.md", readme(ctx));
		return Answer.feedback(ctx, answer, function () {
			return {
				done: "not",
				note: ctx.t(
					"the review measures; changes belong to the agents",
					"レビューは測定のみ。変更は各担当が行います"
				)
			};
		});
	};
})();
