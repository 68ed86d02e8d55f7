/* SPDX-License-Identifier: ISC
 * task_split: one code task a file and one asset task a key, computed from the design's file list and the family's assets. */
STUDIO.task_split = (function () {
	"use strict";
	var FILES = {
		"data/params.js": [[], ["LUD_DATA.params"], 200],
		"data/levels.js": [["data/params.js"], ["LUD_DATA.levels"], 400],
		"data/strings.js": [[], ["LUD_DATA.strings"], 400],
		"js/core.js": [["data/params.js", "data/levels.js"], ["LudCore"], 1200],
		"js/input.js": [[], ["input"], 400],
		"js/audio.js": [[], ["audio"], 300],
		"js/paint.js": [["js/core.js"], ["paint"], 500],
		"js/render.js": [["js/core.js"], ["render"], 800],
		"js/ui.js": [["data/strings.js", "js/render.js"], ["ui"], 600],
		"js/main.js": [["js/core.js", "js/render.js", "js/audio.js", "js/input.js", "js/ui.js"], ["LUD_GAME"], 500],
		"css/style.css": [[], [], 300],
		"index.html": [["css/style.css", "js/main.js"], [], 80]
	};
	var ORDER = [
		"data/params.js",
		"data/levels.js",
		"data/strings.js",
		"js/core.js",
		"js/input.js",
		"js/audio.js",
		"js/paint.js",
		"js/render.js",
		"js/ui.js",
		"js/main.js",
		"css/style.css",
		"index.html"
	];

	function id(path) {
		return "code_" + path.replace(/[^a-z0-9]+/g, "_");
	}

	function acceptance(ctx, path) {
		if (path === "js/core.js") {
			return [
				ctx.t("no DOM, clock or Math.random", "DOM・時計・Math.randomを使わない"),
				ctx.t("the same seed and inputs give the same hash", "同じシードと入力で同じハッシュ")
			];
		}
		if (/^data\//.test(path)) {
			return [
				ctx.t("JSON in one assignment; no markup", "代入一つのJSON。マークアップなし"),
				ctx.t("every number within its range", "すべての数値が範囲内")
			];
		}
		if (path === "index.html") {
			return [
				ctx.t("opens from file://, no address outside", "file://で開き、外部アドレスなし"),
				ctx.t("no inline script", "インラインスクリプトなし")
			];
		}
		return [ctx.t("at most 60 KiB, no address outside", "60KiB以下、外部アドレスなし")];
	}

	function codeTask(ctx, path, purpose) {
		var f = FILES[path] || [[], [], 400];
		return {
			id: id(path),
			file: path,
			purpose: purpose,
			depends: f[0].map(id),
			exports: f[1],
			acceptance: acceptance(ctx, path),
			max_lines: f[2]
		};
	}

	function assetTask(ctx, a) {
		return {
			id: "asset_" + a.key,
			key: a.key,
			type: a.type,
			kind: a.kind || a.type,
			role: a.role || "",
			spec: a.notes || "",
			file: a.file,
			w: a.w,
			h: a.h,
			frames: a.frames,
			ms: a.ms,
			depends: []
		};
	}

	function purposes(ctx) {
		var out = {};
		((ctx.docs.design_document || {}).files || []).forEach(function (f) {
			out[f.path] = f.purpose;
		});
		return out;
	}

	function page(ctx, doc) {
		var md = Md.page(ctx.t("Tasks", "作業"));
		md.heading(ctx.t("Code", "コード")).table(
			["id", ctx.t("file", "ファイル"), ctx.t("after", "先に必要")],
			doc.code_tasks.map(function (t) {
				return [t.id, t.file, t.depends.join(", ")];
			})
		);
		md.heading(ctx.t("Assets", "素材")).table(
			["id", ctx.t("file", "ファイル"), ctx.t("what", "内容")],
			doc.asset_tasks.map(function (t) {
				return [t.id, t.file, t.spec];
			})
		);
		md.heading(ctx.t("Done when", "完了の条件")).list(doc.definition_of_done);
		return md;
	}

	return function (ctx) {
		var text = purposes(ctx),
			assets = ctx.assets(),
			doc,
			answer;
		doc = {
			code_tasks: ORDER.filter(function (p) {
				return p !== "js/paint.js" || text[p] !== undefined;
			}).map(function (p) {
				return codeTask(ctx, p, text[p] || p);
			}),
			asset_tasks: assets.map(function (a) {
				return assetTask(ctx, a);
			}),
			integration_order: [],
			shared_knowledge: ctx.t(
				"docs/game-contract.md; keys of pictures and sounds as in assets.json; numbers only from data/params.js; texts only from data/strings.js.",
				"ゲーム契約。素材のキーはassets.jsonのとおり。数値はdata/params.js、文章はdata/strings.jsだけから読む。"
			),
			definition_of_done: [
				ctx.t("all files are there and no other", "ファイルが過不足なくそろう"),
				ctx.t(
					"keys in code and in assets are the same, in both directions",
					"コードと素材のキーが双方向で一致する"
				),
				ctx.t(
					"bots play it: idle loses or waits, greedy gets further",
					"ボットが遊べる：何もしないと進まず、貪欲ボットは先へ進む"
				),
				ctx.t("the same seed and inputs give the same hash", "同じシードと入力で同じハッシュ")
			],
			made_by: "offline studio: templates, no language model"
		};
		doc.integration_order = doc.code_tasks
			.map(function (t) {
				return t.file;
			})
			.concat(
				doc.asset_tasks.map(function (t) {
					return t.file;
				}),
				["data/assets.js", "assets/manifest.json"]
			);
		answer = Answer.made(
			ctx,
			ctx.t(
				doc.code_tasks.length +
					" files of code and " +
					doc.asset_tasks.length +
					" assets, computed from the design's list.",
				"コード" + doc.code_tasks.length + "件、素材" + doc.asset_tasks.length + "件。デザインの一覧から算出。"
			),
			doc
		);
		Answer.page(answer, "docs/tasks.md", page(ctx, doc));
		return Answer.feedback(ctx, answer, function () {
			return {done: "not", note: ctx.t("tasks follow the design", "作業はデザインに従います")};
		});
	};
})();
