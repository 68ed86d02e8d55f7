/* SPDX-License-Identifier: ISC
 * Words: scores a text against lists of words with weights, and says which words decided. */
var Words = (function () {
	"use strict";

	/* {word: times} of English words, singular too */
	function count(folded) {
		var seen = {}, n = 0;
		Txt.cut(folded, /[^a-z0-9']+/g).forEach(function (w) {
			var one;
			if (!w || n > 4000) { return; }
			n += 1;
			seen["$" + w] = (seen["$" + w] || 0) + 1;
			one = Txt.singular(w);
			if (one !== w) { seen["$" + one] = (seen["$" + one] || 0) + 1; }
		});
		return seen;
	}

	function timesIn(folded, needle) {
		var n = 0, at = folded.indexOf(needle);
		while (at >= 0 && n < 3) {
			n += 1;
			at = folded.indexOf(needle, at + needle.length);
		}
		return n;
	}

	/* a word counts three times at most: a concept of one word repeated decides no more than a sentence */
	function score(text, lists) {
		var folded = Txt.fold(text), seen = count(folded), hits = [], total = 0;
		["en", "ja"].forEach(function (language) {
			var list = lists[language] || {};
			Object.keys(list).sort().forEach(function (word) {
				var key = Txt.fold(word), plain = language === "en" && !/[^a-z0-9']/.test(key);
				var n = plain ? Math.min(3, seen["$" + key] || 0) : timesIn(folded, key);
				if (n > 0) {
					hits.push({word: word, weight: list[word] * n});
					total += list[word] * n;
				}
			});
		});
		hits.sort(function (a, b) { return b.weight - a.weight || (a.word < b.word ? -1 : 1); });
		return {score: total, hits: hits};
	}

	/* the best of several lists: [{key, score, hits}], best first; ties keep the order of the keys */
	function rank(text, byKey) {
		return Object.keys(byKey).sort().map(function (key) {
			var s = score(text, byKey[key]);
			return {key: key, score: s.score, hits: s.hits};
		}).sort(function (a, b) { return b.score - a.score || (a.key < b.key ? -1 : 1); });
	}

	return {score: score, rank: rank};
}());
