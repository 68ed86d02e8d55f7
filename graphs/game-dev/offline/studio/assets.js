/* SPDX-License-Identifier: ISC
 * asset_leader and asset_worker: every picture and sound is drawn from grammars by the look's seed; the leader's gathering
 * writes the two lists of assets from what really came. */
(function () {
	"use strict";
	var FACTS = ["file", "type", "w", "h", "frames", "ms"];

	/* the look and the nouns after comments on the assets; a rejected branch gets another seed */
	function state(ctx) {
		var list = ctx.directives(["colour", "look", "again", "noun"]),
			look = Context.applyLook(ctx.look, list);
		if (ctx.variation > 0) {
			look.seed = Rand.hash("variation " + ctx.variation, look.seed);
		}
		return {
			look: look,
			nouns: Context.applyNouns(ctx.nouns, list),
			tempo: ctx.directives(["pace"]).filter(function (d) {
				return d.target === "music";
			})
		};
	}

	function musicOf(ctx, s) {
		var world = ctx.docs.world_design || {},
			given = (world.music || [])[0] || Mood.music(s.look.mood),
			bpm = given.bpm || 96;
		s.tempo.forEach(function (d) {
			bpm = Math.round((bpm * (100 + d.change * 6)) / 100);
		});
		return {
			bpm: Math.max(60, Math.min(160, bpm)),
			scale: given.scale || "minor",
			root: given.root || 57,
			mood: s.look.mood
		};
	}

	/* what the drawing of one asset needs to know */
	function job(ctx, task) {
		var s = state(ctx);
		return {
			key: task.key,
			w: task.w,
			h: task.h,
			frames: task.frames,
			ms: task.ms,
			look: s.look,
			nouns: s.nouns,
			scheme: Colour.scheme(s.look),
			cast: Sprites.cast(s.nouns, ctx.concept.other_dangers || [], s.look.seed),
			music: musicOf(ctx, s),
			rng: Rand.named(s.look.seed, "asset " + task.key)
		};
	}

	/* kind of asset → {text | base64, ms} */
	var MAKERS = {
		sprite: function (j) {
			return {base64: Sprites.draw(j)};
		},
		tile: function (j) {
			return {base64: Tiles.draw(j)};
		},
		side: function (j) {
			return {base64: SideTiles.draw(j)};
		},
		backdrop: function (j) {
			return {text: Backdrop.draw(j)};
		},
		icon: function (j) {
			return {text: Backdrop.icon(j)};
		},
		cover: function (j) {
			return {base64: Cover.draw(j)};
		},
		sfx: function (j) {
			return Sound.effect(j);
		},
		music: function (j) {
			return Music.loop(j);
		}
	};

	STUDIO.asset_worker = function (ctx) {
		var task = ctx.request.task || {},
			maker = MAKERS[task.kind] || MAKERS[{png: "sprite", svg: "icon", wav: "sfx"}[task.type]],
			made,
			answer,
			doc,
			file = {path: task.file};
		if (!maker) {
			throw new Error('no drawing for asset "' + task.key + '" of kind "' + task.kind + '"');
		}
		made = maker(job(ctx, task));
		doc = {
			key: task.key,
			file: task.file,
			type: task.type,
			kind: task.kind || task.type,
			w: task.w,
			h: task.h,
			frames: task.frames,
			ms: made.ms || task.ms,
			generator: {name: task.kind || task.type, args: {seed: state(ctx).look.seed, biome: ctx.look.biome}},
			preview: task.type !== "wav",
			licence: "CC0-1.0",
			maker: "Ludwright offline studio",
			made_by: "offline studio: drawn by code, no model"
		};
		if (made.text !== undefined) {
			file.text = made.text;
		} else {
			file.base64 = made.base64;
		}
		answer = Answer.made(
			ctx,
			task.file +
				ctx.t(
					task.type === "wav" ? ": synthesised." : ": drawn.",
					task.type === "wav" ? "：合成。" : "：描画。"
				),
			doc
		);
		answer.files.push(file);
		return answer;
	};

	function manifest(ctx) {
		var out = {};
		(ctx.request.results || []).forEach(function (r) {
			var d = r.document || {},
				f = (r.files || [])[0],
				row = {};
			if (!d.key || !f || out[d.key]) {
				return;
			}
			FACTS.forEach(function (k) {
				row[k] = d[k];
			});
			out[d.key] = {
				file: f.path,
				type: row.type,
				bytes: f.bytes,
				sha256: f.sha256,
				w: row.w,
				h: row.h,
				frames: row.frames,
				ms: row.ms,
				licence: d.licence || "CC0-1.0",
				maker: d.maker || ""
			};
		});
		return out;
	}

	function short(list) {
		var out = {};
		Object.keys(list).forEach(function (key) {
			out[key] = {};
			FACTS.forEach(function (k) {
				out[key][k] = list[key][k];
			});
		});
		return out;
	}

	function rows(map) {
		return (
			"{\n" +
			Object.keys(map)
				.map(function (k) {
					return " " + Txt.json(k) + ": " + Txt.json(map[k]);
				})
				.join(",\n") +
			"\n}"
		);
	}

	function lists(answer, all) {
		answer.files.push({path: "assets/manifest.json", text: rows(all) + "\n"});
		answer.files.push({
			path: "data/assets.js",
			text:
				"// Written by Ludwright's offline studio: what the pictures and sounds are.\nwindow.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.assets = " +
				rows(short(all)) +
				";\n"
		});
	}

	/* comments on numbers are the code's business; the assets say so instead of claiming them */
	function reply(ctx, s, d) {
		var name = ctx.t("assets: ", "素材：");
		if (d.kind === "colour" || d.kind === "look" || d.kind === "again") {
			return {
				done: "done",
				note:
					name +
					Colour.palette(Colour.scheme(ctx.look)).slice(1, 3).join(" ") +
					" \u2192 " +
					Colour.palette(Colour.scheme(s.look)).slice(1, 3).join(" ") +
					(d.kind === "colour" ? "" : ctx.t(" (drawn anew with another seed)", "（別のシードで描き直し）"))
			};
		}
		if (d.kind === "noun") {
			return {
				done: "done",
				note: name + d.target + ": " + ctx.nouns[d.target].art + " \u2192 " + s.nouns[d.target].art
			};
		}
		if (d.kind === "pace" && d.target === "music") {
			return {
				done: "done",
				note:
					name +
					ctx.t("tempo ", "テンポ ") +
					Mood.music(ctx.look.mood).bpm +
					" \u2192 " +
					musicOf(ctx, s).bpm +
					" bpm"
			};
		}
		return {
			done: "not",
			note: ctx.t(
				"asks nothing of pictures or sounds; see the answer of the code",
				"絵や音への指示ではありません。コード側の回答を参照"
			)
		};
	}

	STUDIO.asset_leader = function (ctx, stage) {
		var tasks = (ctx.docs.task_breakdown || {}).asset_tasks || [],
			s = state(ctx),
			gather = stage === "gather",
			all = gather ? manifest(ctx) : {},
			have = Object.keys(all),
			doc,
			answer,
			missing;
		missing = gather
			? tasks
					.filter(function (t) {
						return have.indexOf(t.key) < 0;
					})
					.map(function (t) {
						return t.key;
					})
			: [];
		doc = {
			stage: gather ? "gather" : "plan",
			workers: tasks.map(function (t) {
				return {task_id: t.id, key: t.key, file: t.file, brief: t.spec || ""};
			}),
			style_anchor: {
				palette: Colour.palette(Colour.scheme(s.look)),
				look: s.look,
				cast: Sprites.cast(s.nouns, ctx.concept.other_dangers || [], s.look.seed),
				hero: s.nouns.hero.art,
				item: s.nouns.item.art
			},
			manifest: have.map(function (k) {
				return {
					key: k,
					file: all[k].file,
					type: all[k].type,
					w: all[k].w,
					h: all[k].h,
					frames: all[k].frames,
					ms: all[k].ms,
					bytes: all[k].bytes,
					sha256: all[k].sha256,
					licence: all[k].licence
				};
			}),
			missing: missing,
			made_by: "offline studio: drawn by code, no model"
		};
		answer = Answer.made(
			ctx,
			gather
				? ctx.t(
						have.length +
							" assets, " +
							have.reduce(function (n, k) {
								return n + all[k].bytes;
							}, 0) +
							" bytes, all drawn and synthesised by code.",
						"素材" + have.length + "件。すべてコードで描画・合成。"
					)
				: ctx.t(
						tasks.length + " assets in one palette: " + doc.style_anchor.palette.join(" "),
						"素材" + tasks.length + "件、共通の配色：" + doc.style_anchor.palette.join(" ")
					),
			doc
		);
		if (missing.length > 0) {
			answer.warnings.push(ctx.t("Missing assets: ", "足りない素材：") + missing.join(", "));
		}
		if (gather) {
			lists(answer, all);
		}
		return Answer.feedback(ctx, answer, function (d) {
			return reply(ctx, s, d);
		});
	};
})();
