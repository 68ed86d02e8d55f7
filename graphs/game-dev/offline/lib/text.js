/* SPDX-License-Identifier: ISC
 * Txt: text as data. Folding, cutting by whole characters, slots, JSON that is safe inside a script file. */
var Txt = (function () {
	"use strict";
	var JAPANESE = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/;
	var IRREGULAR = {
		leaves: "leaf",
		wolves: "wolf",
		knives: "knife",
		children: "child",
		mice: "mouse",
		men: "man",
		women: "woman",
		thieves: "thief",
		fishes: "fish",
		geese: "goose",
		witches: "witch",
		elves: "elf",
		shelves: "shelf",
		lenses: "lens",
		buses: "bus",
		ruins: "ruins",
		dishes: "dish",
		cacti: "cactus",
		movies: "movie",
		cookies: "cookie",
		zombies: "zombie",
		pixies: "pixie"
	};
	var SAME = {
		fish: 1,
		sheep: 1,
		deer: 1,
		honey: 1,
		water: 1,
		gold: 1,
		treasure: 1,
		light: 1,
		rice: 1,
		bread: 1,
		sushi: 1,
		moss: 1,
		glass: 1,
		ruins: 1,
		snow: 1,
		sand: 1,
		ice: 1,
		food: 1,
		energy: 1,
		scrap: 1,
		mail: 1,
		ramen: 1,
		music: 1,
		tea: 1,
		wheat: 1,
		ninja: 1,
		pollen: 1
	};

	function narrow(c) {
		var code = c.charCodeAt(0);
		return code === 0x3000 ? " " : String.fromCharCode(code - 0xfee0);
	}

	/* controls, and marks that turn the direction of text, are no part of a name */
	function clean(text) {
		return String(text === undefined || text === null ? "" : text).replace(
			/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff]/g,
			""
		);
	}

	function fold(text) {
		/* what looks like markup names nothing */
		return clean(text)
			.replace(/<[^<>]{0,120}>/g, " ")
			.replace(/[\uff01-\uff5e\u3000]/g, narrow)
			.toLowerCase()
			.replace(/[\u2018\u2019]/g, "'");
	}

	/* the pieces between matches of a global pattern; String.split with a pattern needs more of RegExp than the sandbox has */
	function cut(text, pattern) {
		return text.replace(pattern, "\u0001").split("\u0001");
	}

	function isLow(code) {
		return code >= 0xdc00 && code <= 0xdfff;
	}

	/* at most `most` UTF-16 units, never half a character */
	function clip(text, most) {
		var end;
		if (text.length <= most) {
			return text;
		}
		end = most - 1;
		if (isLow(text.charCodeAt(end))) {
			end -= 1;
		}
		return text.slice(0, end) + "\u2026";
	}

	function squeeze(text) {
		return clean(text).replace(/\s+/g, " ").replace(/^ | $/g, "");
	}

	function own(map, key) {
		return Object.prototype.hasOwnProperty.call(map, key) ? map[key] : undefined;
	}

	function singular(word) {
		if (own(IRREGULAR, word)) {
			return IRREGULAR[word];
		}
		if (own(SAME, word) || word.length < 4) {
			return word;
		}
		if (/(ss|us|is)$/.test(word)) {
			return word;
		}
		if (/ies$/.test(word)) {
			return word.slice(0, -3) + "y";
		}
		if (/(ch|sh|x|z|ss)es$/.test(word)) {
			return word.slice(0, -2);
		}
		return /s$/.test(word) ? word.slice(0, -1) : word;
	}

	function plural(word) {
		var k;
		if (own(SAME, word)) {
			return word;
		}
		for (k in IRREGULAR) {
			if (IRREGULAR[k] === word) {
				return k;
			}
		}
		if (/s$/.test(word) && singular(word) !== word) {
			return word;
		}
		if (/[^aeiou]y$/.test(word)) {
			return word.slice(0, -1) + "ies";
		}
		return /(s|x|z|ch|sh)$/.test(word) ? word + "es" : word + "s";
	}

	function lastWord(phrase, change) {
		var at = phrase.lastIndexOf(" ") + 1;
		return /[^a-z' \-]/.test(phrase) ? phrase : phrase.slice(0, at) + change(phrase.slice(at));
	}

	function titled(text) {
		var small = {of: 1, the: 1, a: 1, an: 1, and: 1, in: 1, on: 1, at: 1, to: 1};
		return text
			.split(" ")
			.map(function (w, i) {
				return w && (i === 0 || !own(small, w)) ? w.charAt(0).toUpperCase() + w.slice(1) : w;
			})
			.join(" ");
	}

	function article(phrase) {
		return (/^([aeio]|u(?!n[ij]|se|ti))/i.test(phrase) ? "an " : "a ") + phrase;
	}

	function upper(text) {
		return text.charAt(0).toUpperCase() + text.slice(1);
	}

	/* "{hero} runs" with {hero: "cat"}; an unknown slot stays as it is and is a fault that tests find */
	function fill(pattern, slots) {
		return pattern.replace(/\{(\w+)\}/g, function (all, name) {
			return own(slots, name) === undefined ? all : String(slots[name]);
		});
	}

	function sorted(value) {
		var out;
		if (Array.isArray(value)) {
			return value.map(sorted);
		}
		if (!value || typeof value !== "object") {
			return value;
		}
		out = {};
		Object.keys(value)
			.sort()
			.forEach(function (k) {
				out[k] = sorted(value[k]);
			});
		return out;
	}

	/* JSON that can stand in a classic script and inside <script> alike */
	function json(value, indent) {
		return JSON.stringify(value, null, indent).replace(/[<>&\u2028\u2029\u007f-\u009f\ufeff]/g, function (c) {
			return "\\u" + ("000" + c.charCodeAt(0).toString(16)).slice(-4);
		});
	}

	function slug(text) {
		var s = fold(text)
			.replace(/[^a-z0-9]+/g, "-")
			.replace(/^-+|-+$/g, "")
			.slice(0, 40)
			.replace(/-+$/, "");
		return s || "game";
	}

	function copy(value) {
		return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
	}

	function sentences(text) {
		return cut(
			clean(text)
				.replace(/([.!?;])(\s|$)/g, "$1\n")
				.replace(/([。！？；])/g, "$1\n"),
			/\n+/g
		)
			.map(squeeze)
			.filter(function (s) {
				return s.length > 0;
			});
	}

	return {
		clean: clean,
		cut: cut,
		fold: fold,
		clip: clip,
		squeeze: squeeze,
		singular: singular,
		plural: plural,
		fill: fill,
		json: json,
		slug: slug,
		copy: copy,
		sorted: sorted,
		sentences: sentences,
		titled: titled,
		article: article,
		upper: upper,
		japanese: function (text) {
			return JAPANESE.test(text);
		},
		singulars: function (phrase) {
			return lastWord(phrase, singular);
		},
		plurals: function (phrase) {
			return lastWord(phrase, plural);
		},
		/* both(ja, en): the one for a language */
		by: function (language, pair) {
			return pair[language] !== undefined ? pair[language] : pair.en;
		}
	};
})();
