// SPDX-License-Identifier: ISC
/* What families' level makers share: dice of their own, and making each level until its proof holds.
 * Levels.of({defaults, legend, build(o, i, n, dice) -> level or null, problems(level, i) -> [sentence]}) -> {generate(options) -> levels, check(levels) -> {ok, problems}, legend} */
var Levels = (function () {
	"use strict";

	var TRIES = 80;

	function dice_of(seed) {
		var s = (Math.floor(Math.abs(seed)) % 2147483646) + 1;
		function next() {
			s = (s * 16807) % 2147483647;
			return s;
		}
		next();
		next();
		return {
			below: function (n) {
				return Math.floor((next() / 2147483647) * n);
			},
			chance: function (percent) {
				return (next() / 2147483647) * 100 < percent;
			}
		};
	}

	function one(family, o, i, seed) {
		var level, tries;
		for (tries = 0; tries < TRIES; tries++) {
			level = family.build(o, i, o.level_count, dice_of(seed * 31 + i * 7919 + tries * 104729 + 17));
			if (level && !family.problems(level, i).length) {
				return level;
			}
		}
		throw new Error("level " + (i + 1) + " could not be made");
	}

	function generate(family, options) {
		var o = {},
			given = options.params || {},
			out = [];
		Object.keys(family.defaults).forEach(function (key) {
			o[key] = typeof given[key] === "number" ? given[key] : family.defaults[key];
		});
		while (out.length < o.level_count) {
			out.push(one(family, o, out.length, options.seed || 1));
		}
		return out;
	}

	function check(family, levels) {
		var problems = [];
		levels.forEach(function (level, i) {
			problems = problems.concat(family.problems(level, i));
		});
		return {ok: problems.length === 0 && levels.length > 0, problems: problems};
	}

	function of(family) {
		return {
			generate: function (options) {
				return generate(family, options);
			},
			check: function (levels) {
				return check(family, levels);
			},
			legend: family.legend
		};
	}

	return {of: of};
})();
