/* SPDX-License-Identifier: ISC
 * character: who is in the game, with silhouette, colours, animations and numbers that point into the design. */
STUDIO.character = (function () {
	"use strict";
	var SHAPES = {
		foe_patrol: ["wide", "low", "two feet"],
		foe_chase: ["pointed", "ears or horns"],
		foe_drift: ["round", "no feet"],
		foe_turret: ["tall", "rooted", "symmetrical"],
		boss: ["large", "round shoulders", "crown"]
	};
	var SYLLABLES = ["mi", "ra", "to", "lu", "ka", "no", "e", "sa", "ri", "yo", "na", "te", "o", "shi"];
	var KANA = {
		mi: "ミ",
		ra: "ラ",
		to: "ト",
		lu: "ル",
		ka: "カ",
		no: "ノ",
		e: "エ",
		sa: "サ",
		ri: "リ",
		yo: "ヨ",
		na: "ナ",
		te: "テ",
		o: "オ",
		shi: "シ"
	};

	/* a name in both scripts from syllables */
	function name(rng) {
		var list = [rng.pick(SYLLABLES), rng.pick(SYLLABLES), rng.chance(50) ? rng.pick(SYLLABLES) : ""],
			en = list.join("");
		return {
			en: Txt.upper(en),
			ja: list
				.map(function (s) {
					return KANA[s] || "";
				})
				.join("")
		};
	}

	function frames(asset, entity) {
		if (entity === "hero") {
			return [
				{name: "walk", frames: 4, fps: 9},
				{name: "idle", frames: 2, fps: 2},
				{name: "hurt", frames: 1, fps: 0},
				{name: "dash", frames: 1, fps: 0}
			];
		}
		if (entity === "boss") {
			return [
				{name: "move", frames: 2, fps: 6},
				{name: "telegraph", frames: 1, fps: 0},
				{name: "charge", frames: 1, fps: 0},
				{name: "dizzy", frames: 1, fps: 0},
				{name: "hit", frames: 1, fps: 0}
			];
		}
		if (/^foe_/.test(entity)) {
			return [
				{name: "walk", frames: 4, fps: 8},
				{name: "alert", frames: 1, fps: 0},
				{name: "stunned", frames: 1, fps: 0}
			];
		}
		return [{name: "glint", frames: asset ? asset.frames : 1, fps: 7}];
	}

	function describe(ctx, e, plan) {
		var n = ctx.nouns,
			place = ctx.noun("place");
		if (e.role === "player") {
			return ctx.t(
				Txt.upper(Txt.article(n.hero.en)) + " " + Nouns.within(place) + ", looking for " + n.item.en_many + ".",
				place + "で" + n.item.ja + "を探す" + n.hero.ja + "。"
			);
		}
		if (e.role === "item" && e.key === "collectable") {
			return ctx.t("Glints so that it is seen from afar.", "遠くからも見えるように光る。");
		}
		return ctx.t(
			Txt.upper(e.name) + ": " + e.ai + ". Drawn as " + plan + ".",
			e.name + "：" + e.ai + "。絵は" + plan + "。"
		);
	}

	function one(ctx, e, scheme, assets, cast) {
		var asset = assets[e.key],
			plan = cast[e.key] || "",
			art = e.role === "player" ? ctx.nouns.hero.art : e.key === "collectable" ? ctx.nouns.item.art : plan;
		return {
			key: e.key,
			name: e.name,
			own_name: e.role === "player" || e.role === "boss" ? name(Rand.named(ctx.look.seed, e.key)) : null,
			role: e.role,
			description: describe(ctx, e, plan),
			art: art,
			silhouette: SHAPES[e.key] || (e.role === "player" ? ["upright", "large head", art] : ["small", "bright"]),
			colors: Sprites.colours({look: ctx.look, nouns: ctx.nouns, scheme: scheme, cast: cast}, e.key),
			anim: frames(asset, e.key),
			stats: {size: e.size, speed: e.speed, hp: e.hp, damage: e.damage, score: e.score},
			params: Object.keys(ctx.sheet).filter(function (k) {
				return k.indexOf(e.key.replace("foe_", "").replace("_", "")) === 0;
			}),
			sounds: e.role === "player" ? ["hurt", "dash", "pulse"] : e.key === "collectable" ? ["collect"] : ["blip", "hurt"]
		};
	}

	function page(ctx, doc) {
		var md = Md.page(ctx.t("Characters", "キャラクター"));
		doc.characters.forEach(function (c) {
			md.heading(c.name + " (" + c.key + ")").text(c.description);
			md.list([
				ctx.t("silhouette: ", "シルエット：") + c.silhouette.join(", "),
				ctx.t("colours: ", "色：") + c.colors.join(" "),
				ctx.t("animations: ", "アニメーション：") +
					c.anim
						.map(function (a) {
							return a.name + " " + a.frames;
						})
						.join(", "),
				ctx.t("speed ", "速さ ") + c.stats.speed + " px/s, " + ctx.t("hearts ", "体力 ") + c.stats.hp
			]);
		});
		return md;
	}

	return function (ctx) {
		var scheme = Colour.scheme(ctx.look),
			list = ctx.assets(),
			assets = {},
			design = ctx.docs.design_document || {},
			doc,
			answer;
		list.forEach(function (a) {
			assets[a.key] = a;
		});
		doc = {
			characters: (design.entities || FAMILY.design(ctx, Params.defaults(ctx.sheet)).entities).map(function (e) {
				return one(
					ctx,
					e,
					scheme,
					assets,
					Sprites.cast(ctx.nouns, ctx.concept.other_dangers || [], ctx.look.seed)
				);
			}),
			made_by: "offline studio: templates, no language model"
		};
		answer = Answer.made(
			ctx,
			ctx.t(doc.characters.length + " characters and things: ", doc.characters.length + "種：") +
				doc.characters
					.map(function (c) {
						return c.name;
					})
					.join(ctx.t(", ", "、")) +
				".",
			doc
		);
		Answer.page(answer, "docs/characters.md", page(ctx, doc));
		return Answer.feedback(ctx, answer, function () {
			return {
				done: "not",
				note: ctx.t(
					"characters follow the concept and the design",
					"キャラクターはコンセプトとデザインに従います"
				)
			};
		});
	};
})();
