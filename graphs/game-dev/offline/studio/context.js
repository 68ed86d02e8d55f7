/* SPDX-License-Identifier: ISC
 * Context: what every agent of the studio asks of its request: language, seed, concept, nouns, look, and the feedback read.
 * Documents may come from other authors than this studio; what they lack is read from the user's text again. */
var Context = (function () {
	"use strict";

	function descriptionOf(request) {
		var p = request.project || {};
		return Txt.clean((p.name || "") + ". " + (p.description || ""));
	}

	/* a recorded play at a comment's end (docs/game-contract.md) is no sentence */
	var PLAY = /\n*```lud-play\n(\{.*\})\n```\s*$/;

	function parsedFeedback(entries, targets) {
		var out = [];
		(entries || []).forEach(function (entry) {
			var text = entry.text || "",
				words = text.replace(PLAY, "");
			out.push({
				id: entry.id,
				decision: entry.decision || "",
				text: words,
				played: words !== text,
				sentences: Directives.feedback({id: entry.id, decision: entry.decision, target: entry.target, text: words}, targets)
			});
		});
		return out;
	}

	function directivesOf(feedback, kinds) {
		var out = [];
		feedback.forEach(function (entry) {
			entry.sentences.forEach(function (line) {
				line.found.forEach(function (d) {
					if (!kinds || kinds.indexOf(d.kind) >= 0) {
						out.push(d);
					}
				});
			});
		});
		return out;
	}

	/* nouns with the changes that feedback asks for ("make the hero a fox") */
	function applyNouns(nouns, directives) {
		var out = Txt.copy(nouns);
		directives.forEach(function (d) {
			if (d.kind === "noun" && out[d.target]) {
				out[d.target] = Nouns.fromPhrase(d.value, d.target, "feedback");
			}
		});
		return out;
	}

	/* "golden crown" is a crown; "golden colours" is a wish */
	function wishedColours(text) {
		var about = Txt.sentences(text)
			.slice(0, 60)
			.filter(function (s) {
				return /colou?r|palette|tones?\b|shades|色|カラー|配色/i.test(s);
			})
			.join(" ");
		return Directives.colourIn(about)
			.filter(function (c) {
				return Colour.HUES[c] !== undefined || c === "grey";
			})
			.slice(0, 1);
	}

	function readLook(text, nouns, seed) {
		var m = Mood.read(
			text,
			/海底|深海|水中|undersea|underwater|sunken/.test(nouns.place.text) ? "sea" : nouns.place.art
		);
		return {
			biome: m.biome,
			mood: m.mood,
			time: m.time,
			weather: m.weather,
			light: m.light,
			colours: wishedColours(text),
			lift: 0,
			seed: Rand.hash("look" + text.slice(0, 400), seed),
			words: m.words
		};
	}

	/* a look after "bluer", "brighter", "another look" */
	function applyLook(look, directives) {
		var out = Txt.copy(look);
		directives.forEach(function (d) {
			if (d.kind === "colour" && d.value === "brighter") {
				out.lift += 1;
			}
			if (d.kind === "colour" && d.value === "darker") {
				out.lift -= 1;
			}
			if (d.kind === "colour" && d.value !== "brighter" && d.value !== "darker") {
				out.colours = [d.value];
			}
			if (d.kind === "look" || d.kind === "again") {
				out.seed = Rand.hash("another look", out.seed);
			}
		});
		out.lift = Math.max(-2, Math.min(2, out.lift));
		return out;
	}

	function Ctx(request, templates) {
		var docs = request.documents || {},
			text,
			concept;
		this.request = request;
		this.templates = templates || {};
		this.docs = docs;
		this.language = request.language === "ja" ? "ja" : "en";
		this.text = text = descriptionOf(request);
		this.variation = request.variation || 0;
		this.seed = this.variation > 0 ? Rand.hash("variation " + this.variation, request.seed) : request.seed >>> 0;
		this.families = request.families || {};
		concept = this.concept = docs.concept_document || {};
		this.familyKey =
			concept.genre_family && this.families[concept.genre_family]
				? concept.genre_family
				: Object.keys(this.families).sort()[0] || "";
		this.sheet = this.families[this.familyKey] ? this.families[this.familyKey].params : {};
		this.nouns =
			concept.nouns && concept.nouns.hero && concept.nouns.hero.en
				? concept.nouns
				: Nouns.choose(text, this.seed);
		this.look = concept.look && concept.look.biome ? concept.look : readLook(text, this.nouns, this.seed);
		this.feedback = parsedFeedback(request.feedback, Nouns.targets(this.nouns));
	}

	/* the words for the documents' language */
	Ctx.prototype.t = function (en, ja) {
		return this.language === "ja" ? ja : en;
	};

	Ctx.prototype.rng = function (name) {
		return Rand.named(this.seed, name);
	};

	Ctx.prototype.directives = function (kinds) {
		return directivesOf(this.feedback, kinds);
	};

	/* a noun in the documents' language */
	Ctx.prototype.noun = function (role, many) {
		var n = this.nouns[role];
		return this.language === "ja" ? n.ja : many ? n.en_many : n.en;
	};

	Ctx.prototype.titles = function () {
		var c = this.concept;
		return c.titles && c.titles.en
			? c.titles
			: {en: Txt.clip(c.title || "Untitled", 60), ja: Txt.clip(c.title || "\u7121\u984c", 60)};
	};

	/* the family's template that is JSON; a family without it gives an empty one */
	Ctx.prototype.json = function (name) {
		return typeof this.templates[name] === "string" ? JSON.parse(this.templates[name]) : null;
	};

	/* what the game draws and sounds: the family's own list; "@shared" stands for what all games have */
	Ctx.prototype.assets = function () {
		var out = [],
			shared = this.json("assets-shared.json") || [];
		(this.json("assets.json") || []).forEach(function (a) {
			if (a !== "@shared") {
				out.push(a);
				return;
			}
			shared.forEach(function (b) {
				out.push(b);
			});
		});
		return out;
	};

	/* the texts of the game in a language: those of all games, then the family's own over them */
	Ctx.prototype.texts = function (language) {
		var out = {};
		[this.json("strings-shared.json"), this.json("strings.json")].forEach(function (table) {
			Object.keys((table || {})[language] || {}).forEach(function (k) {
				out[k] = table[language][k];
			});
		});
		return out;
	};

	return {
		make: function (request, templates) {
			return new Ctx(request, templates);
		},
		readLook: readLook,
		applyLook: applyLook,
		applyNouns: applyNouns,
		parsedFeedback: parsedFeedback
	};
})();
