/* SPDX-License-Identifier: ISC
 * Nouns: the five nouns a game needs (hero, item, danger, place, goal), each in both languages, and where each came from.
 * A noun: {en, en_many, ja, art, source: "sentence"|"word"|"default", text}. `text` is what the user wrote. */
var Nouns = (function () {
	"use strict";
	var ROLES = ["hero", "item", "danger", "place", "goal"];
	var KIND = {hero: "h", item: "i", danger: "d", place: "p", goal: "g"};
	var DEFAULT = {
		hero: ["keeper", "explorer", "girl", "fox", "cat", "wizard", "boy", "robot"],
		item: ["star", "crystal", "flower", "firefly", "coin", "mushroom", "feather"],
		danger: ["spirit", "slime", "bat", "shadow", "beetle", "crow"],
		place: ["forest", "ruin", "cliff", "garden", "cave"],
		goal: ["gate"]
	};
	var KIND_DEFAULT = {hero: "keeper", item: "gem", danger: "slime", place: "garden", goal: "gate"};

	function entryFor(word) {
		return Lexicon.find(word, "") || Lexicon.find("star", "");
	}

	function fromEntry(entry, source, text) {
		return {
			en: entry.en[0],
			en_many: Txt.plurals(entry.en[0]),
			ja: entry.ja[0],
			art: entry.art,
			source: source,
			text: text
		};
	}

	/* the user's phrase in both languages: its own words in its own language, the lexicon's in the other */
	function fromPhrase(phrase, role, source) {
		var entry = Lexicon.find(phrase, KIND[role]) || Lexicon.find(phrase, ""),
			art = entry && entry.art ? entry.art : entryFor(KIND_DEFAULT[role]).art;
		var japanese = Txt.japanese(phrase),
			en,
			ja;
		if (japanese) {
			ja = phrase;
			en = Lexicon.toEnglish(phrase) || (entry ? entry.en[0] : phrase);
		} else {
			en = role === "place" ? phrase : Txt.singulars(phrase);
			ja = Lexicon.toJapanese(phrase) || (entry ? entry.ja[0] : en);
		}
		return {
			en: Txt.clip(en, 28),
			en_many: Txt.clip(role === "place" ? en : Txt.plurals(en), 30),
			ja: Txt.clip(ja, 16),
			art: art,
			source: source,
			text: phrase
		};
	}

	/* a word of this kind counts more, a word of another kind less than one that nobody knows */
	function known(role, text) {
		var other = {hero: "d", danger: "h"}[role];
		if (Lexicon.find(text, KIND[role])) {
			return 3;
		}
		return (other && Lexicon.find(text, other)) || !Lexicon.find(text, "") ? 0 : -4;
	}

	function better(role, a, b) {
		return b.weight + known(role, b.text) - a.weight - known(role, a.text);
	}

	/* the candidates of a role, best first, each text once */
	function ranked(role, list) {
		var seen = {},
			out = [];
		list.forEach(function (c, i) {
			c.order = i;
		});
		list.slice()
			.sort(function (a, b) {
				return better(role, a, b) || a.order - b.order;
			})
			.forEach(function (c) {
				if (!seen["$" + c.text]) {
					seen["$" + c.text] = true;
					out.push(c.text);
				}
			});
		return out;
	}

	function used(chosen, text) {
		return ROLES.some(function (r) {
			return chosen[r] && (chosen[r].text === text || Txt.singulars(chosen[r].text) === Txt.singulars(text));
		});
	}

	function overlaps(chosen, role, word) {
		return ROLES.some(function (r) {
			return (
				r !== role &&
				chosen[r] &&
				chosen[r].text &&
				(" " + chosen[r].text + " ").indexOf(Txt.japanese(word) ? word : " " + word + " ") >= 0
			);
		});
	}

	function chooseSentence(role, found, chosen, language) {
		var list = ranked(role, found[role]).filter(function (t) {
			return !used(chosen, t);
		});
		/* a stray noun is no place and no goal unless the lexicon knows it as one */
		if (role === "hero" || role === "danger") {
			list = list.filter(function (t) {
				return known(role, t) >= 0;
			});
		}
		if (role === "place" || role === "goal") {
			list = list.filter(function (t) {
				return Lexicon.find(t, KIND[role]) || Lexicon.find(t, "p");
			});
		}
		return list.length > 0 ? fromPhrase(list[0], role, "sentence") : null;
	}

	function chooseWord(role, hits, chosen) {
		var i, h;
		for (i = 0; i < hits.length; i += 1) {
			h = hits[i];
			if (
				h.entry.kinds.indexOf(KIND[role]) >= 0 &&
				!used(chosen, h.word) &&
				!overlaps(chosen, role, h.word) &&
				h.entry.art
			) {
				return fromPhrase(h.word, role, "word");
			}
		}
		return null;
	}

	/* reads(text) in whichever language its sentences are; mixed texts go through both */
	function candidates(text) {
		var en = NounsEnglish.read(text),
			ja = NounsJapanese.read(text),
			out = {};
		ROLES.forEach(function (r) {
			out[r] = Txt.japanese(text) ? ja[r].concat(en[r]) : en[r];
		});
		return out;
	}

	/* names of games that people mention hold nouns that they do not mean */
	var GAMES = /\b(vampire survivors|super mario|donkey kong|space invaders|angry birds|plants vs\.? zombies|fruit ninja|crossy road|flappy bird|bubble bobble)\b/gi;

	function choose(given, seed) {
		var text = given.replace(GAMES, " ");
		var found = candidates(text),
			hits = Lexicon.scan(text, ""),
			chosen = {},
			rng = Rand.named(Rand.hash(text.slice(0, 400), seed), "nouns");
		["item", "danger", "hero", "place", "goal"].forEach(function (role) {
			chosen[role] = chooseSentence(role, found, chosen);
		});
		ROLES.forEach(function (role) {
			var name = rng.pick(DEFAULT[role]);
			chosen[role] = chosen[role] || chooseWord(role, hits, chosen) || fromEntry(entryFor(name), "default", "");
		});
		return chosen;
	}

	/* up to three more dangers that the text names */
	function others(text, chosen) {
		var out = [];
		ranked("danger", candidates(text).danger).forEach(function (t) {
			if (!used(chosen, t) && Lexicon.find(t, "d") && out.length < 3) {
				out.push(fromPhrase(t, "danger", "sentence"));
			}
		});
		return out;
	}

	/* "on the cliffs", "in the forest" */
	function within(place) {
		return (
			(/(cliff|coast|beach|shore|mountain|island|planet|moon base|rooftop|roof|street|hill|pass|farm|station|glacier|dune|ship|lake|river|raft)s?$/.test(
				place
			)
				? "on the "
				: "in the ") + place
		);
	}

	return {
		ROLES: ROLES,
		within: within,
		choose: choose,
		others: others,
		fromPhrase: fromPhrase,
		/* the words by which feedback may name items and enemies */
		targets: function (nouns) {
			var out = [];
			[
				["item", "items"],
				["danger", "enemies"]
			].forEach(function (pair) {
				var n = nouns[pair[0]];
				[n.en_many, n.en, n.ja, n.text].forEach(function (w) {
					if (w) {
						out.push({word: Txt.fold(w), target: pair[1]});
					}
				});
				out.push({word: Txt.fold(n.en.split(" ").pop()), target: pair[1]});
			});
			return out;
		}
	};
})();
