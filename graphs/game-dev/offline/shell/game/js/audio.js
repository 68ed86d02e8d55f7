// SPDX-License-Identifier: CC0-1.0
// Sound by Audio elements: a few voices for each effect, one loop of music. Silent until the first touch or key.
var LudAudio = (function () {
	"use strict";

	var files = {}, voices = {}, muted = false, awake = false, song = null, quiet = 1;

	function voice(key) {
		var list = voices[key], i, a;
		if (!files[key]) return null;
		if (!list) list = voices[key] = [];
		for (i = 0; i < list.length; i++) if (list[i].paused || list[i].ended) return list[i];
		if (list.length >= 4) return list[Math.floor(Math.random() * 4)];
		a = new Audio(files[key].file);
		a.preload = "auto";
		list.push(a);
		return a;
	}

	// A key of data/assets.js, so that a search finds each one
	function sound(key) { return key; }

	function play(key, rate, volume) {
		var a, done;
		if (muted || !awake) return;
		a = voice(key);
		if (!a) return;
		try {
			a.preservesPitch = false; a.mozPreservesPitch = false; a.webkitPreservesPitch = false;
			a.playbackRate = Math.max(0.4, Math.min(2.4, rate || 1));
			a.volume = Math.max(0, Math.min(1, (volume === undefined ? 1 : volume) * 0.7));
			a.currentTime = 0;
			done = a.play();
			if (done && done.catch) done.catch(function () {});
		} catch (e) { /* silence is no error */ }
	}

	function tune() { if (song) song.volume = muted ? 0 : 0.42 * quiet; }

	function wake() {
		var done, key;
		if (awake) return;
		awake = true;
		for (key in files) if (files[key].type === "wav" && key !== "music") voice(key);
		if (!files[sound("music")]) return;
		song = new Audio(files.music.file);
		song.loop = true;
		tune();
		if (!muted) { done = song.play(); if (done && done.catch) done.catch(function () {}); }
	}

	function mute(on) {
		var done;
		muted = on;
		tune();
		if (!song) return;
		if (muted) song.pause(); else { done = song.play(); if (done && done.catch) done.catch(function () {}); }
	}

	// Event -> [key, rate, volume, how much the rate rises with the event's number, an event that is heard with it]
	var HEARD = {
		item: [sound("collect"), 0.9, 0.9, 0.09], mote: [sound("collect"), 1.5, 0.22, 0.06], hurt: [sound("hurt"), 1, 1], dash: [sound("dash"), 1, 0.7], jump: [sound("dash"), 1.5, 0.45], land: [sound("blip"), 0.5, 0.3],
		pulse: [sound("pulse"), 1, 0.9], warn: [sound("pulse"), 0.6, 1], empty: [sound("blip"), 0.6, 0.7], notice: [sound("blip"), 1.5, 0.9], shot: [sound("blip"), 0.5, 0.4], tick: [sound("blip"), 1, 0.8],
		stomp: [sound("key"), 1.4, 0.7], banish: [sound("collect"), 0.8, 0.8, 0, "whiff"], whiff: [sound("dash"), 1.4, 0.5], graze: [sound("pulse"), 2, 0.4], sink: [sound("hurt"), 0.7, 0.6], ready: [sound("blip"), 0.8, 0.3], dizzy: [sound("door"), 0.7, 1], charge: [sound("dash"), 0.6, 1], key: [sound("key"), 1, 0.9], heart: [sound("key"), 1.2, 0.9], shrine: [sound("key"), 0.9, 0.9], door: [sound("door"), 1, 1], exit: [sound("door"), 1.2, 1],
		push: [sound("door"), 1.9, 0.35], seat: [sound("key"), 1, 0.8, 0.1], undo: [sound("blip"), 0.8, 0.7], walk: [sound("blip"), 0.7, 0.18], bump: [sound("blip"), 0.45, 0.5], fall: [sound("hurt"), 0.7, 0.7],
		bounce: [sound("blip"), 0.9, 0.5], paddle: [sound("blip"), 0.7, 0.9], brick: [sound("collect"), 1.1, 0.35, 0.06], crack: [sound("door"), 1.8, 0.4], spring: [sound("dash"), 1.2, 0.9], miss: [sound("blip"), 0.4, 0.5],
		zap: [sound("blip"), 1.7, 0.22], spawn: [sound("pulse"), 1.6, 0.3], cook: [sound("win"), 1.6, 0.5], spill: [sound("door"), 0.8, 0.9], fire: [sound("blip"), 1.9, 0.16], bosshit: [sound("hurt"), 0.6, 1], bossdead: [sound("door"), 0.6, 1, 0, "clear"], clear: [sound("win"), 1.25, 0.8], won: [sound("win"), 1, 1], lost: [sound("lose"), 1, 1]
	};

	// What is heard for each event of the rules
	function hear(e) {
		var h = HEARD[e.e];
		if (!h) return;
		play(h[0], h[1] + (h[3] || 0) * Math.min(e.n, 10), h[2]);
		if (h[4]) hear({ e: h[4], n: 0 });
	}

	return {
		init: function (assets) { files = assets; },
		wake: wake, play: play, hear: hear, mute: mute,
		click: function () { play(sound("blip"), 1.2, 0.6); },
		soften: function (on) { quiet = on ? 0.4 : 1; tune(); },
		muted: function () { return muted; },
		hide: function (on) { if (song && !muted) { if (on) song.pause(); else song.play().catch(function () {}); } }
	};
}());
