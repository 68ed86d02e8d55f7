/* SPDX-License-Identifier: ISC
 * Sound: pitches from a table (no powers), scales, and the effects of a game. Everything is mixed by native.synth. */
var Sound = (function () {
	"use strict";
	/* hundredths of hertz of midi notes 24 … 35; higher octaves double */
	var LOW = [3270, 3465, 3671, 3889, 4120, 4365, 4625, 4900, 5191, 5500, 5827, 6174];
	var SCALES = {major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10], dorian: [0, 2, 3, 5, 7, 9, 10], phrygian: [0, 1, 3, 5, 7, 8, 10], lydian: [0, 2, 4, 6, 7, 9, 11]};
	var RATE = 11025;

	function pitch(midi) {
		var hz = LOW[((midi % 12) + 12) % 12], octave = Math.floor(midi / 12) - 2;
		while (octave > 0) { hz *= 2; octave -= 1; }
		return hz;
	}

	/* the midi note of a step of a scale; steps run over octaves */
	function degree(music, step) {
		var scale = SCALES[music.scale] || SCALES.minor, n = scale.length, octave = Math.floor(step / n);
		return music.root + octave * 12 + scale[step - octave * n];
	}

	function ms(n) { return Math.round(n * RATE / 1000); }

	function note(wave, at, length, hz, volume, more) {
		var release = ms(length / 3), out = {wave: wave, at: ms(at), length: Math.max(8, ms(length) - release), hz100: hz, volume: volume, attack: ms(4), decay: ms(length / 2), sustain: 90, release: release}, k;
		for (k in more || {}) { out[k] = more[k]; }
		return out;
	}

	var EFFECTS = {
		collect: function (m) { var a = pitch(degree(m, 14)), b = pitch(degree(m, 18)); return [note("triangle", 0, 80, a, 150), note("pulse", 60, 120, b, 90, {duty: 32}), note("triangle", 60, 120, b, 120)]; },
		hurt: function () { return [note("square", 0, 220, 26000, 90, {to_hz100: 9000}), note("noise", 0, 160, 24000, 70, {to_hz100: 7000, sustain: 40})]; },
		dash: function () { return [note("noise", 0, 150, 46000, 70, {to_hz100: 11000, attack: ms(40), sustain: 120})]; },
		pulse: function (m) { var a = pitch(degree(m, 7)); return [note("triangle", 0, 400, a, 140, {attack: ms(30)}), note("triangle", 0, 400, a * 2, 70, {attack: ms(60), vibrato_hz100: 600, vibrato_cents: 20}), note("triangle", 140, 260, pitch(degree(m, 11)), 70)]; },
		key: function (m) { return [0, 2, 4].map(function (s, i) { return note("pulse", i * 85, 130, pitch(degree(m, 14 + s)), 90, {duty: 40}); }); },
		door: function () { return [note("noise", 0, 90, 5000, 120, {to_hz100: 1600}), note("square", 0, 120, 7000, 100, {to_hz100: 5000}), note("noise", 110, 280, 2600, 80, {to_hz100: 700, attack: ms(60)})]; },
		win: function (m) { return [7, 9, 11, 14, 11, 14].map(function (s, i) { return note(i % 2 ? "pulse" : "square", [0, 160, 320, 480, 720, 860][i], i === 5 ? 600 : 200, pitch(degree(m, s)), 70, {duty: 48}); }).concat([note("triangle", 0, 460, pitch(degree(m, 0)), 130), note("triangle", 480, 960, pitch(degree(m, 0)), 130), note("triangle", 860, 600, pitch(degree(m, 16)), 70)]); },
		lose: function (m) { return [11, 9, 8, 7].map(function (s, i) { return note("triangle", i * 230, i === 3 ? 400 : 260, pitch(degree(m, s)), 130); }).concat([note("triangle", 690, 400, pitch(degree(m, 0)), 90)]); },
		blip: function () { return [note("triangle", 0, 50, 88000, 90)]; }
	};

	/* one effect as {base64, ms}; an unknown key gets a blip */
	function effect(job) {
		var notes = (EFFECTS[job.key] || EFFECTS.blip)(job.music), length = 0;
		notes.forEach(function (n) { length = Math.max(length, n.at + n.length + n.release); });
		return {base64: native.wav(RATE, native.synth(RATE, length + ms(10), notes)), ms: Math.round((length + ms(10)) * 1000 / RATE)};
	}

	return {pitch: pitch, degree: degree, effect: effect, RATE: RATE, SCALES: SCALES};
}());
