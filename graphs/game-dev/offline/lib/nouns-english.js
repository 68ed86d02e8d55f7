/* SPDX-License-Identifier: ISC
 * NounsEnglish: who does what to whom where, from English sentences by verbs and prepositions. A guess, and said to be one. */
var NounsEnglish = (function () {
	"use strict";

	function set(text) {
		var out = {};
		text.split(" ").forEach(function (w) {
			out[w] = true;
		});
		return out;
	}

	var COLLECT = set(
		"collect gather catch find pick harvest steal rescue save fetch grab hoard recover retrieve deliver recipe bring earn dig mine push cook bake serve eat nibble sort arrange"
	);
	var FACE = set(
		"avoid dodge flee escape fight defeat evade beware battle outrun outsmart survive shoot destroy beat kill hide fear sneak"
	);
	var THREATEN = set(
		"roam chase haunt hunt patrol guard attack lurk prowl stalk threaten block pursue infest swarm rise crawl invade drift hover"
	);
	var REACH = set("reach return open restore light relight climb enter unlock awaken free home");
	var PLACE = set(
		"in on across through inside around over at within among under beneath into throughout near along past onto against"
	);
	var WANDER = set("explore roam wander travel cross traverse walk infest haunt patrol");
	var BREAK = set(
		"while whilst and or but then when as before after until because so if with without from to for by of than that which who whose where"
	);
	var BEGIN = set(
		"a an the his her their your my our its this these those some all any many few several every each enough more one two three four five six seven eight nine ten twelve twenty lots back up down out away again"
	);
	var NO_NOUN = set(
		"i you he she it they we me him them us player players game games everyone who that which there what must can will should could would may might has have had is are was were be been being do does did not no never always only just also very really to need needs want wants try tries"
	);
	var VERBS = [
		COLLECT,
		FACE,
		THREATEN,
		REACH,
		WANDER,
		set(
			"is are be play control become protect help use run jump live make build want need must like love keep lose try start stop go get come take give fly swim drive flow move guide lead search look contain include have bounce hop leap climb swing hit throw drop hold"
		)
	];

	function has(map, word) {
		return map[word] === true;
	}

	/* "carries" → "carry", "catching" → "catch", as far as a list knows the result */
	function verbIn(map, word) {
		var tries = [word],
			stem,
			i;
		if (/s$/.test(word)) {
			tries.push(word.slice(0, -1), word.slice(0, -2), word.slice(0, -3) + "y");
		}
		stem = /ing$/.test(word) ? word.slice(0, -3) : /ed$/.test(word) ? word.slice(0, -2) : "";
		if (stem) {
			tries.push(stem, stem + "e", stem.slice(0, -1), word.slice(0, -1));
		}
		for (i = 0; i < tries.length; i += 1) {
			if (has(map, tries[i])) {
				return true;
			}
		}
		return false;
	}

	function isVerb(word) {
		return VERBS.some(function (map) {
			return verbIn(map, word);
		});
	}

	function isStop(word) {
		return has(BREAK, word) || has(PLACE, word) || has(NO_NOUN, word);
	}

	/* words of a noun phrase, without "the" before and "hidden" behind; three at most */
	function phrase(words) {
		var list = words.filter(function (w) {
			return !/^\d/.test(w);
		});
		while (list.length > 0 && (has(BEGIN, list[0]) || /ly$/.test(list[0]))) {
			list.shift();
		}
		while (
			list.length > 1 &&
			(has(BEGIN, list[list.length - 1]) || /(ed|ly|idden|olen|allen)$/.test(list[list.length - 1]))
		) {
			list.pop();
		}
		list = list.slice(-3);
		return list.length > 0 && list.join("").length > 1 && list.join("").length < 40 && !list.some(isStop)
			? list.join(" ")
			: null;
	}

	function objectAfter(words, at) {
		var i = at + 1,
			taken = [];
		while (
			i < words.length &&
			(has(BEGIN, words[i]) ||
				words[i] === "for" ||
				words[i] === "to" ||
				(/^(from|past|around)$/.test(words[i]) && i === at + 1))
		) {
			i += 1;
		}
		for (
			;
			i < words.length && !isStop(words[i]) && !(taken.length > 0 && isVerb(words[i]) && !Lexicon.find(words[i]));
			i += 1
		) {
			if (has(BEGIN, words[i]) && taken.length > 0) {
				break;
			}
			taken.push(words[i]);
		}
		return phrase(taken.slice(0, 4));
	}

	/* "a robot in an old factory gathers": the words between belong to the place, not to the one who gathers */
	function beforePlace(words, at) {
		var i;
		for (i = at - 1; i > 0 && at - i < 7; i -= 1) {
			if (has(PLACE, words[i]) || words[i] === "of" || words[i] === "with" || words[i] === "from") {
				return i;
			}
			if (isStop(words[i])) {
				return at;
			}
		}
		return at;
	}

	function subjectBefore(words, at) {
		var i = at - 1,
			taken = [];
		while (
			i >= 0 &&
			(has(NO_NOUN, words[i]) || words[i] === "who" || words[i] === "that" || /ly$/.test(words[i]))
		) {
			if (has(set("i you he she it they we player"), words[i])) {
				return null;
			}
			i -= 1;
		}
		i = beforePlace(words, i + 1) - 1;
		for (; i >= 0 && !isStop(words[i]); i -= 1) {
			if (isVerb(words[i]) && !Lexicon.find(words[i])) {
				break;
			}
			taken.unshift(words[i]);
			if (has(BEGIN, words[i])) {
				break;
			}
		}
		/* a word that nobody knows is a name only behind an article or at the beginning */
		return taken.length > 0 && (i <= 0 || has(BEGIN, taken[0]) || Lexicon.find(taken.join(" ")))
			? phrase(taken)
			: null;
	}

	function put(list, text, weight) {
		if (text) {
			list.push({text: text, weight: weight});
		}
	}

	function takeHero(words, found) {
		var line = " " + words.join(" ") + " ";
		var m =
			/(?:you are|you play(?: as)?|play as|playing as|control|controls|you're|as|about|starring|i am) (?:a|an|the) ((?:[a-z'\-]+ ){1,4})/.exec(
				line
			);
		var end, list;
		if (!m) {
			return;
		}
		list = m[1].split(" ");
		for (
			end = 0;
			end < list.length &&
			list[end] &&
			!isStop(list[end]) &&
			!(end > 0 && isVerb(list[end]) && !Lexicon.find(list[end]));
			end += 1
		) {
			/* to the verb */
		}
		put(found.hero, phrase(list.slice(0, end)), 6);
	}

	/* "dragons and flames lurk", "dodge crabs and gulls": the other one of a pair */
	function pairBefore(words, at) {
		var i = at - 1;
		while (i > 0 && words[i] !== "and" && !has(PLACE, words[i])) {
			i -= 1;
		}
		return words[i] === "and" && at - i < 4 ? subjectBefore(words, i) : null;
	}

	function pairAfter(words, at) {
		var i = at + 1;
		while (i < words.length && words[i] !== "and" && !isStop(words[i])) {
			i += 1;
		}
		return words[i] === "and" && i + 1 < words.length && !isVerb(words[i + 1]) ? objectAfter(words, i) : null;
	}

	function takeVerb(words, i, found) {
		var word = words[i],
			negated = i > 0 && /^(no|not|never|without|don't|n't)$/.test(words[i - 1]);
		if (negated) {
			return;
		}
		if (verbIn(COLLECT, word)) {
			put(found.hero, subjectBefore(words, i), 5);
			put(found.item, objectAfter(words, i), 5);
		} else if (verbIn(FACE, word)) {
			put(found.danger, objectAfter(words, i), 5);
			put(found.danger, pairAfter(words, i), 4);
			put(found.hero, subjectBefore(words, i), has(PLACE, words[i + 1]) ? 5 : 2); // "sneaks through a library"
		} else if (verbIn(THREATEN, word)) {
			put(found.danger, pairBefore(words, i), 5);
			put(found.danger, subjectBefore(words, i), 4);
		} else if (verbIn(REACH, word)) {
			put(found.goal, objectAfter(words, i), 3);
			put(found.hero, subjectBefore(words, i), 3);
		}
		if (
			/^(look|search|seek)(s|es|ing|ed)?$/.test(word) &&
			words.indexOf("for", i) > i &&
			words.indexOf("for", i) < i + 6
		) {
			put(found.item, objectAfter(words, words.indexOf("for", i)), 5);
			put(found.hero, subjectBefore(words, i), 4);
		}
		if (verbIn(WANDER, word)) {
			put(found.place, objectAfter(words, i), 4);
			put(found.hero, subjectBefore(words, i), 2);
		}
	}

	/* "A little dragon hatches": the beginning of a clause as far as its last word that can be a hero */
	function firstHero(words) {
		var list = (objectAfter(words, has(BEGIN, words[0]) ? 0 : -1) || "").split(" ");
		while (list.length > 0 && !(list[list.length - 1] && Lexicon.find(list[list.length - 1], "h"))) {
			list.pop();
		}
		return list.length > 0 ? list.join(" ") : null;
	}

	function takeClause(clause, found) {
		var words = Txt.cut(clause, /[^a-z0-9'\-]+/g).filter(function (w) {
			return w.length > 0;
		});
		takeHero(words, found);
		put(found.hero, firstHero(words), 1);
		words.forEach(function (word, i) {
			var thing;
			if (i > 0 || !Lexicon.find(word, "h")) {
				takeVerb(words, i, found);
			}
			if (has(PLACE, word)) {
				thing = objectAfter(words, i);
				if (thing) {
					put(found.place, thing, Lexicon.find(thing, "p") ? 5 : 1);
				}
			}
			if (/^(to|until|before)$/.test(word) && words[i + 1] === "the") {
				put(found.goal, objectAfter(words, i), 2);
			}
			if (/^(must|needs|has|who)$/.test(word)) {
				put(
					/^not (see|notice|catch|find|spot|touch|hear)$/.test(words.slice(i + 1, i + 3).join(" ")) ? found.danger : found.hero,
					subjectBefore(words, i),
					4
				);
			}
		});
		return words;
	}

	/* "waves of robots" are robots */
	var CROWDS = /\b(?:waves|hordes|swarms|packs|crowds|armies|floods|groups|gangs|loads) of\b/g;

	return {
		read: function (text) {
			var found = {hero: [], item: [], danger: [], place: [], goal: []};
			Txt.cut(
				Txt.fold(text).slice(0, 6000).replace(CROWDS, " "),
				/[.,;:!?()\n"\u201c\u201d\u2014]+|\bwhile\b|\bwhilst\b|\bbut\b|\bthen\b/g
			)
				.slice(0, 120)
				.forEach(function (clause) {
					takeClause(clause, found);
				});
			return found;
		}
	};
})();
