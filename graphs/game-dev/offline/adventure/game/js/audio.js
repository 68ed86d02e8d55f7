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

	// What is heard for each event of the rules
	function hear(e) {
		switch (e.e) {
		case "item": play(sound("collect"), 0.9 + 0.09 * Math.min(e.n, 10), 0.9); break;
		case "mote": play(sound("collect"), 1.5 + 0.06 * Math.min(e.n, 8), 0.22); break;
		case "hurt": play(sound("hurt"), 1, 1); break;
		case "sink": play(sound("hurt"), 0.7, 0.6); break;
		case "dash": play(sound("dash"), 0.95 + Math.random() * 0.1, 0.7); break;
		case "graze": play(sound("pulse"), 2, 0.4); break;
		case "pulse": play(sound("pulse"), 1, 0.9); break;
		case "warn": play(sound("pulse"), 0.6, 1); break;
		case "empty": play(sound("blip"), 0.6, 0.7); break;
		case "notice": play(sound("blip"), 1.5, 0.9); break;
		case "ready": play(sound("blip"), 0.8, 0.3); break;
		case "shot": play(sound("blip"), 0.5, 0.4); break;
		case "tick": play(sound("blip"), 1, 0.8); break;
		case "banish": play(sound("collect"), 0.8, 0.8); play(sound("dash"), 1.4, 0.5); break;
		case "key": case "heart": case "shrine": play(sound("key"), e.e === "heart" ? 1.2 : 1, 0.9); break;
		case "door": case "exit": play(sound("door"), e.e === "exit" ? 1.2 : 1, 1); break;
		case "dizzy": play(sound("door"), 0.7, 1); break;
		case "charge": play(sound("dash"), 0.6, 1); break;
		case "bosshit": play(sound("hurt"), 0.6, 1); break;
		case "bossdead": play(sound("door"), 0.6, 1); play(sound("win"), 1, 0.8); break;
		case "clear": play(sound("win"), 1.25, 0.8); break;
		case "won": play(sound("win"), 1, 1); break;
		case "lost": play(sound("lose"), 1, 1); break;
		}
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
