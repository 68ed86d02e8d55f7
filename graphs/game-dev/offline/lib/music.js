/* SPDX-License-Identifier: ISC
 * Music: a loop of eight bars: bass, chords broken over the beat, a tune of two phrases, and soft percussion, from mood and seed. */
var Music = (function () {
	"use strict";
	/* chords by degree, four bars twice; the second time may end another way */
	var PROGRESSIONS = {major: [[0, 5, 3, 4], [0, 3, 5, 4], [0, 4, 5, 3]], minor: [[0, 5, 2, 6], [0, 3, 5, 4], [0, 6, 5, 6]], dorian: [[0, 3, 0, 6], [0, 6, 3, 0], [0, 3, 6, 4]], phrygian: [[0, 1, 0, 6], [0, 1, 5, 1]], lydian: [[0, 1, 4, 0], [0, 4, 1, 5]]};
	/* when the tune sounds, in eighths of a bar */
	var RHYTHMS = [[0, 3, 4, 6], [0, 2, 4, 5, 6], [0, 4, 6], [2, 4, 6, 7], [0, 1, 4], [0, 3, 6]];
	var LEAD = {cosy: "triangle", cheerful: "pulse", spooky: "triangle", mysterious: "triangle", tense: "square", epic: "pulse", sad: "triangle", dreamy: "triangle"};

	function Loop(job) {
		var eighth = Math.floor(Sound.RATE * 30 / job.music.bpm);
		this.music = job.music;
		this.rng = job.rng;
		this.eighth = eighth;
		this.length = eighth * 64;
		this.notes = [];
		this.lead = LEAD[job.music.mood] || "triangle";
	}

	Loop.prototype.add = function (wave, at, eighths, midi, volume, more) {
		var length = Math.floor(eighths * this.eighth), from = Math.floor(at * this.eighth), n, k;
		length = Math.min(length, this.length - from);
		n = {wave: wave, at: from, length: length - Math.floor(length / 4), hz100: Sound.pitch(midi), volume: volume, attack: 60, decay: Math.floor(length / 2), sustain: 110, release: Math.floor(length / 4)};
		for (k in more || {}) { n[k] = more[k]; }
		this.notes.push(n);
	};

	function phrase(loop) {
		var rng = loop.rng, out = [], bar, step = rng.pick([7, 9, 11]);
		for (bar = 0; bar < 4; bar += 1) {
			RHYTHMS[rng.int(RHYTHMS.length)].forEach(function (at) {
				step = Math.max(5, Math.min(15, step + rng.pick([-2, -1, -1, 0, 1, 1, 2])));
				out.push({at: bar * 8 + at, step: step});
			});
		}
		return out;
	}

	/* strong beats land on a note of the chord */
	function tuned(step, chord, strong) {
		var best = step, d;
		if (!strong) { return step; }
		[0, 2, 4, 7, 9, 11, 14].forEach(function (c) {
			d = Math.abs(chord + c - step);
			if (d < Math.abs(best - step) || best === step) { best = d <= 2 ? chord + c : best; }
		});
		return best;
	}

	function tune(loop, chords, list, from) {
		list.forEach(function (n, i) {
			var next = i + 1 < list.length ? list[i + 1].at : 32, bar = Math.floor((from + n.at) / 8), step = tuned(n.step, chords[bar], n.at % 4 === 0);
			loop.add(loop.lead, from + n.at, Math.min(3, next - n.at) * 0.9, Sound.degree(loop.music, step), loop.lead === "triangle" ? 78 : 42, {duty: 40, vibrato_hz100: 550, vibrato_cents: 12, sustain: 140});
		});
	}

	function bass(loop, chords) {
		var fast = loop.music.bpm > 100;
		chords.forEach(function (c, bar) {
			(fast ? [0, 2, 4, 6] : [0, 3, 4]).forEach(function (at, i) {
				loop.add("triangle", bar * 8 + at, fast ? 1.6 : i === 0 ? 2.6 : 1, Sound.degree(loop.music, c - 7 + (i === 1 && fast ? 4 : 0)) - (c > 4 ? 12 : 0), 88, {sustain: 170});
			});
		});
	}

	function chordsOn(loop, chords) {
		var order = loop.rng.pick([[0, 2, 4, 2, 0, 2, 4, 7], [0, 4, 2, 4, 7, 4, 2, 4], [4, 2, 0, 2, 4, 7, 4, 2]]);
		chords.forEach(function (c, bar) {
			order.forEach(function (o, at) { loop.add("pulse", bar * 8 + at, 0.9, Sound.degree(loop.music, c + o), 20, {duty: 24, sustain: 60}); });
		});
	}

	function drums(loop) {
		var at, loud = loop.music.mood === "tense" || loop.music.mood === "epic" ? 34 : 18;
		if (/sad|dreamy|spooky/.test(loop.music.mood)) { return; }
		for (at = 0; at < 64; at += 2) {
			loop.add("noise", at, 0.25, 96, at % 4 === 2 ? loud : loud >> 1, {hz100: at % 4 === 2 ? 34000 : 60000, sustain: 0, decay: 280, release: 8, attack: 4});
		}
	}

	/* the first two bars of one phrase, the last two of another */
	function half(a, b) {
		return a.filter(function (n) { return n.at < 16; }).concat(b.filter(function (n) { return n.at >= 16; }));
	}

	/* {base64, ms} of a loop that joins its own beginning: every note ends within it */
	function loop(job) {
		var l = new Loop(job), kinds = PROGRESSIONS[job.music.scale] || PROGRESSIONS.minor, first = l.rng.pick(kinds), second = l.rng.pick(kinds), chords = first.concat(second), a = phrase(l), b = phrase(l);
		bass(l, chords);
		chordsOn(l, chords);
		tune(l, chords, a, 0);
		tune(l, chords, l.rng.chance(50) ? half(a, b) : b, 32);
		drums(l);
		return {base64: native.wav(Sound.RATE, native.synth(Sound.RATE, l.length, l.notes)), ms: Math.round(l.length * 1000 / Sound.RATE)};
	}

	return {loop: loop};
}());
