/* SPDX-License-Identifier: ISC
 * Params: values of a parameter sheet, moved only within its tested ranges; each move leaves {key, from, to, why, clamped}. */
var Params = (function () {
	"use strict";

	function defaults(sheet) {
		var out = {};
		Object.keys(sheet).sort().forEach(function (k) { out[k] = sheet[k].value; });
		return out;
	}

	/* the nearest step within min and max, without a tail of binary fractions */
	function fit(entry, value) {
		var steps = Math.round((value - entry.min) / entry.step), v = entry.min + steps * entry.step;
		v = Math.max(entry.min, Math.min(entry.max, v));
		return Math.round(v * 1000) / 1000;
	}

	function set(sheet, values, key, wanted, why, changes) {
		var from = values[key], to;
		if (!Object.prototype.hasOwnProperty.call(sheet, key) || typeof wanted !== "number" || wanted !== wanted) { return false; }
		to = fit(sheet[key], wanted);
		values[key] = to;
		changes.push({key: key, from: from, to: to, wanted: Math.round(wanted * 1000) / 1000, why: why,
			clamped: wanted > sheet[key].max || wanted < sheet[key].min});
		return to !== from;
	}

	/* one step of the sheet at least, in the direction that was asked for */
	function scale(sheet, values, key, percent, why, changes) {
		var entry = sheet[key], by;
		if (!entry || percent === 0) { return false; }
		by = values[key] * percent / 100;
		if (Math.abs(by) < entry.step) { by = percent > 0 ? entry.step : -entry.step; }
		return set(sheet, values, key, values[key] + by, why, changes);
	}

	function add(sheet, values, key, by, why, changes) {
		return set(sheet, values, key, values[key] + by, why, changes);
	}

	/* every key of the sheet with its number and its limits, as the design document shows it */
	function table(sheet, values) {
		var out = {};
		Object.keys(sheet).sort().forEach(function (k) {
			var e = sheet[k];
			out[k] = {value: values[k] === undefined ? e.value : fit(e, values[k]), min: e.min, max: e.max, step: e.step, unit: e.unit, label: e.label};
		});
		return out;
	}

	/* plain numbers from a design document's table; what another author left out or put out of range is mended */
	function values(sheet, given) {
		var out = defaults(sheet);
		Object.keys(out).forEach(function (k) {
			var g = given ? given[k] : undefined, v = g && typeof g === "object" ? g.value : g;
			if (typeof v === "number" && v === v) { out[k] = fit(sheet[k], v); }
		});
		return out;
	}

	function note(sheet, change, language) {
		var label = Txt.by(language, sheet[change.key].label);
		return label + " (" + change.key + "): " + change.from + " \u2192 " + change.to +
			(change.clamped ? (language === "ja" ? "（検証済みの範囲まで）" : " (limit of the tested range)") : "");
	}

	return {defaults: defaults, set: set, scale: scale, add: add, table: table, values: values, note: note};
}());
