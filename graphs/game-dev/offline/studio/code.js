/* SPDX-License-Identifier: ISC
 * code_leader and code_worker: the family's tested files as they are, and the data files bound from the documents. Comments
 * at the code change numbers, levels, texts and colours of the data files, never the tested scripts. */
STUDIO.code_leader = null;
STUDIO.code_worker = null;
(function () {
	"use strict";
	var LOOKS = ["colour", "look", "again"],
		NAMES = ["title", "noun"];

	/* a worker may be asked without the leader's comments; then the plan has them */
	function feedbackOf(ctx) {
		var plan = ctx.docs.code_artifacts;
		if (ctx.feedback.length > 0 || !plan || !plan.feedback || ctx.request.agent !== "code_worker") {
			return ctx.feedback;
		}
		return Context.parsedFeedback(plan.feedback, Nouns.targets(ctx.nouns));
	}

	function failedLevels(ctx) {
		var test = ctx.docs.test_results;
		return (
			!!test &&
			test.verdict === "fail" &&
			(test.defects || []).some(function (d) {
				return d.file === "data/levels.js";
			})
		);
	}

	/* numbers, look, nouns and titles after this branch's comments: {values, changes, look, nouns, titles, reply(d)} */
	function state(ctx) {
		var s = {
			values: Params.values(ctx.sheet, (ctx.docs.design_document || {}).params),
			changes: [],
			look: ctx.look,
			nouns: ctx.nouns,
			titles: ctx.titles(),
			notes: {}
		};
		feedbackOf(ctx).forEach(function (entry) {
			entry.sentences.forEach(function (line) {
				line.found.forEach(function (d) {
					s.notes[JSON.stringify(d)] = take(ctx, s, d);
				});
			});
		});
		if (s.changes.length > 0) {
			STUDIO.design.bound(ctx, s.values, s.changes);
		}
		return s;
	}

	function take(ctx, s, d) {
		var before;
		if (LOOKS.indexOf(d.kind) >= 0) {
			before = JSON.stringify(Colour.palette(Colour.scheme(s.look)));
			s.look = Context.applyLook(s.look, [d]);
			return {
				done: "done",
				note:
					ctx.t("palette of the screens: ", "画面の配色：") +
					JSON.parse(before)[1] +
					" \u2192 " +
					Colour.palette(Colour.scheme(s.look))[1]
			};
		}
		if (d.kind === "title") {
			before = s.titles[ctx.language];
			s.titles = {en: d.value, ja: d.value};
			return {done: "done", note: ctx.t("title: ", "題名：") + before + " \u2192 " + d.value};
		}
		if (NAMES.indexOf(d.kind) >= 0) {
			before = s.nouns[d.target][ctx.language];
			s.nouns = Context.applyNouns(s.nouns, [d]);
			return {
				done: "done",
				note:
					d.target +
					": " +
					before +
					" \u2192 " +
					s.nouns[d.target][ctx.language] +
					ctx.t(" in all texts; the picture belongs to the assets", "（文章。絵は素材側）")
			};
		}
		if (d.kind === "pace" && d.target === "music") {
			return {done: "not", note: ctx.t("the music belongs to the assets", "音楽は素材側で扱います")};
		}
		return STUDIO.design.applyOne(ctx, d, s.values, s.changes);
	}

	function changed(s) {
		return s.changes.filter(function (c) {
			return c.from !== c.to;
		});
	}

	/* the document's own maps as long as nothing that makes maps has changed */
	function levels(ctx, s) {
		var world = ctx.docs.world_design || {},
			seed = ctx.seed;
		if (world.level_data && changed(s).length === 0 && ctx.variation === 0 && !failedLevels(ctx)) {
			return world.level_data;
		}
		if (failedLevels(ctx)) {
			seed = Rand.hash("after a failed test", seed);
		}
		return STUDIO.world.levels({seed: seed, look: s.look}, s.values);
	}

	function theme(ctx, s) {
		var own = s.look === ctx.look && ctx.concept.palette && ctx.concept.palette.length >= 5;
		return {
			palette: own ? ctx.concept.palette.slice(0, 8) : Colour.palette(Colour.scheme(s.look)),
			mood: s.look.mood,
			weather: s.look.weather,
			light: s.look.light
		};
	}

	function params(ctx, s) {
		var out = Txt.copy(s.values);
		out.seed = (ctx.seed >>> 0) % 2147483647 || 1;
		out.theme = theme(ctx, s);
		return out;
	}

	function strings(ctx, s) {
		var scenario = ctx.docs.scenario_document || {},
			fresh;
		if (scenario.strings && s.nouns === ctx.nouns && s.titles.en === ctx.titles().en) {
			return scenario.strings;
		}
		fresh = Object.create(ctx);
		fresh.nouns = s.nouns;
		fresh.titles = function () {
			return s.titles;
		};
		return STUDIO.scenario.strings(fresh);
	}

	/* What comes from a document has its keys in the order in which the document was kept, what is made anew in that in which it was made: both are written
	 * in one order, so that a revision shows what it changed and no more. */
	function data(name, value, head) {
		return (
			"// " + head + "\nwindow.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA." + name + " = " + value + ";\n"
		);
	}

	function rows(list) {
		return (
			"[\n" +
			list
				.map(function (l) {
					return Txt.json(Txt.sorted(l));
				})
				.join(",\n") +
			"\n]"
		);
	}

	/* the rules have to stand alone: what they are made of is joined, in the order that the family names */
	function rules(ctx) {
		var family = (ctx.families[ctx.familyKey] || {}).family || {};
		return (family.rules || ["game/js/frame.js", "game/js/core.js"])
			.map(function (name) {
				if (typeof ctx.templates[name] !== "string") {
					throw new Error("the family has no template " + name);
				}
				return ctx.templates[name];
			})
			.join("");
	}

	function content(ctx, file, s) {
		var head = "Written by Ludwright's offline studio: templates, no language model.";
		if (file === "data/params.js") {
			return data("params", Txt.json(Txt.sorted(params(ctx, s)), 1), head);
		}
		if (file === "data/levels.js") {
			return data("levels", rows(levels(ctx, s)), head);
		}
		if (file === "data/strings.js") {
			return data("strings", Txt.json(Txt.sorted(strings(ctx, s)), 1), head);
		}
		if (file === "js/core.js") {
			return rules(ctx);
		}
		if (typeof ctx.templates["game/" + file] !== "string") {
			throw new Error("the family has no template game/" + file);
		}
		return ctx.templates["game/" + file];
	}

	function keysUsed(text) {
		var out = {},
			re = /\b(?:art|sound)\("([a-z0-9_]+)"/g,
			m;
		for (m = re.exec(text); m; m = re.exec(text)) {
			out[m[1]] = true;
		}
		return Object.keys(out).sort();
	}

	STUDIO.code_worker = function (ctx) {
		var task = ctx.request.task || {},
			s = state(ctx),
			text = content(ctx, task.file, s),
			isData = /^data\//.test(task.file),
			notes = [],
			answer;
		if (isData) {
			notes = changed(s).map(function (c) {
				return Params.note(ctx.sheet, c, ctx.language);
			});
		}
		answer = Answer.made(
			ctx,
			task.file +
				ctx.t(
					isData ? ": bound from the documents." : ": the family's tested template, unchanged.",
					isData ? "：文書の内容を反映。" : "：検証済みのひな形のまま。"
				),
			{
				file: task.file,
				exports: task.exports || [],
				keys_used: keysUsed(text),
				lines: text.split("\n").length - 1,
				source: isData ? "documents" : "template",
				notes: notes,
				made_by: "offline studio: templates, no language model"
			}
		);
		answer.files.push({path: task.file, text: text});
		return answer;
	};

	function workers(tasks) {
		return tasks.map(function (t) {
			return {task_id: t.id, file: t.file, brief: t.purpose || "", interface: (t.exports || []).join(", ")};
		});
	}

	function graph(tasks) {
		var out = [];
		tasks.forEach(function (t) {
			(t.depends || []).forEach(function (d) {
				out.push({from: d, to: t.id});
			});
		});
		return out;
	}

	function results(ctx) {
		return (ctx.request.results || []).map(function (r) {
			var f = (r.files || [])[0] || {};
			return {
				task_id: r.task_id,
				status: r.status,
				file: f.path || "",
				sha256: f.sha256 || "",
				bytes: f.bytes || 0,
				keys_used: (r.document || {}).keys_used || []
			};
		});
	}

	STUDIO.code_leader = function (ctx, stage) {
		var tasks = (ctx.docs.task_breakdown || {}).code_tasks || [],
			s = state(ctx),
			gather = stage === "gather",
			list = gather ? results(ctx) : [],
			doc,
			answer,
			missing;
		missing = list.filter(function (r) {
			return !/^(completed|done|ok)$/.test(r.status);
		});
		doc = {
			stage: gather ? "gather" : "plan",
			workers: workers(tasks),
			module_graph: graph(tasks),
			results: list,
			feedback: (ctx.request.feedback || []).map(function (f) {
				return {id: f.id, text: f.text || "", decision: f.decision || ""};
			}),
			conflicts: missing.map(function (r) {
				return ctx.t("no file from ", "ファイルなし：") + r.task_id;
			}),
			param_changes: changed(s),
			made_by: "offline studio: templates, no language model"
		};
		if (failedLevels(ctx)) {
			doc.conflicts.push(
				ctx.t(
					"the test found faults in the levels; they were made anew with another seed",
					"テストでステージに問題が見つかり、別のシードで作り直しました"
				)
			);
		}
		answer = Answer.made(
			ctx,
			gather
				? ctx.t(
						list.length -
							missing.length +
							" of " +
							list.length +
							" files are ready; " +
							doc.param_changes.length +
							" numbers changed by comments.",
						list.length +
							"件中" +
							(list.length - missing.length) +
							"件のファイルが完成。コメントで変えた数値は" +
							doc.param_changes.length +
							"個。"
					)
				: ctx.t(
						tasks.length + " files to make; " + doc.param_changes.length + " numbers changed by comments.",
						"作るファイルは" +
							tasks.length +
							"件。コメントで変えた数値は" +
							doc.param_changes.length +
							"個。"
					),
			doc
		);
		if (missing.length > 0) {
			answer.warnings = answer.warnings.concat(doc.conflicts);
		}
		return Answer.feedback(ctx, answer, function (d) {
			return s.notes[JSON.stringify(d)] || {done: "not", note: ""};
		});
	};
})();
