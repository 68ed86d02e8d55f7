/* SPDX-License-Identifier: ISC
 * Lexicon: words of games in English and Japanese with their kind and what the drawing grammar makes of them.
 * A line: english,synonym|japanese,synonym|kinds|art. Kinds: h hero, d danger, i thing to collect, p place, g goal, m modifier.
 * It translates the user's nouns, so that a game in two languages needs no model, and finds nouns where grammar does not. */
var Lexicon = (function () {
	"use strict";
	var lines = [], entries = [], byEnglish = {}, byJapanese = {}, longest = 0;

	function add(entry) {
		entry.en.forEach(function (w) { if (!byEnglish[w]) { byEnglish[w] = entry; } });
		entry.ja.forEach(function (w) {
			if (!byJapanese[w]) { byJapanese[w] = entry; }
			longest = Math.max(longest, w.length);
		});
		entries.push(entry);
	}

	function load(list) {
		lines = lines.concat(list);
		list.forEach(function (line) {
			var f = line.split("|");
			add({en: f[0].split(","), ja: f[1].split(","), kinds: f[2], art: f[3] || ""});
		});
	}

	function own(map, key) {
		return Object.prototype.hasOwnProperty.call(map, key) ? map[key] : null;
	}

	function is(entry, kind) {
		return entry !== null && (!kind || entry.kinds.indexOf(kind) >= 0);
	}

	/* the entry of an English phrase: the whole, else its last word, else any word; of the kind that is asked for */
	function english(phrase, kind) {
		var words = Txt.cut(phrase, /[ \-]/g), i, from, found;
		for (from = 0; from < words.length; from += 1) {
			found = own(byEnglish, Txt.singulars(words.slice(from).join(" ")));
			if (is(found, kind)) { return found; }
		}
		for (i = words.length - 2; i >= 0; i -= 1) {
			found = own(byEnglish, Txt.singular(words[i]));
			if (is(found, kind)) { return found; }
		}
		return null;
	}

	/* the entry that ends a Japanese phrase, else any in it; longest first */
	function japanese(phrase, kind) {
		var length, at, found;
		for (length = Math.min(longest, phrase.length); length > 0; length -= 1) {
			found = own(byJapanese, phrase.slice(phrase.length - length));
			if (is(found, kind)) { return found; }
		}
		for (length = Math.min(longest, phrase.length - 1); length > 0; length -= 1) {
			for (at = phrase.length - length - 1; at >= 0; at -= 1) {
				found = own(byJapanese, phrase.slice(at, at + length));
				if (is(found, kind)) { return found; }
			}
		}
		return null;
	}

	function find(phrase, kind) {
		return Txt.japanese(phrase) ? japanese(phrase, kind) : english(Txt.fold(phrase), kind);
	}

	/* word by word; modifiers that nobody knows are left out, a head that nobody knows gives null */
	function toJapanese(phrase) {
		var words = Txt.cut(Txt.fold(phrase), /[ \-]/g), out = [], i, take, found;
		for (i = 0; i < words.length; i += take) {
			found = null;
			for (take = words.length - i; take > 0 && !found; take -= 1) {
				found = own(byEnglish, Txt.singulars(words.slice(i, i + take).join(" ")));
			}
			take += 1;
			if (found) { out.push(found); }
			if (!found && i + take >= words.length) { return null; }
		}
		return out.map(function (e, n) {
			var last = n === out.length - 1;
			return e.ja[0] + (last || /[のいなたる]$/.test(e.ja[0]) ? "" : "の");
		}).join("");
	}

	/* longest words first; what nobody knows is left out, but a head that nobody knows gives null */
	function toEnglish(phrase) {
		var rest = phrase, out = [], length, found = null;
		while (rest.length > 0) {
			found = null;
			for (length = Math.min(longest, rest.length); length > 0 && !found; length -= 1) {
				found = own(byJapanese, rest.slice(0, length));
			}
			if (found) { out.push(found.en[0]); }
			rest = rest.slice(found ? length + 1 : 1);
		}
		return found && out.length > 0 ? out.join(" ") : null;
	}

	/* every known word in a text, in the order of the text: [{at, word, entry}] */
	function scan(text, kind) {
		var folded = Txt.fold(text).slice(0, 6000), out = [], i, length, found, words, at = 0;
		for (i = 0; i < folded.length; i += 1) {
			if (folded.charCodeAt(i) < 0x3040) { continue; }
			for (length = Math.min(longest, folded.length - i); length > 0; length -= 1) {
				found = own(byJapanese, folded.slice(i, i + length));
				if (is(found, kind)) {
					out.push({at: i, word: folded.slice(i, i + length), entry: found});
					i += length - 1;
					break;
				}
			}
		}
		words = Txt.cut(folded, /[^a-z']+/g);
		words.forEach(function (w, n) {
			var two = n > 0 ? own(byEnglish, Txt.singulars(words[n - 1] + " " + w)) : null, one = own(byEnglish, Txt.singular(w));
			at = Math.max(0, folded.indexOf(w, at));
			if (w.length > 1 && is(two, kind)) {
				out.push({at: at, word: words[n - 1] + " " + w, entry: two});
			} else if (w.length > 1 && is(one, kind)) {
				out.push({at: at, word: w, entry: one});
			}
		});
		return out.sort(function (a, b) { return a.at - b.at || (a.word < b.word ? -1 : 1); });
	}

	return {load: load, find: find, toJapanese: toJapanese, toEnglish: toEnglish, scan: scan, entries: entries};
}());
