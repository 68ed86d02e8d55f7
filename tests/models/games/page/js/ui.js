// SPDX-License-Identifier: CC0-1.0
// Title, pause, win and lose screens, in the reader's language.
var LudUi = (function () {
	"use strict";

	var WORDS = { en: { title: "Press space", pause: "Paused", win: "You win!", lose: "Try again: R" }, ja: { title: "スペースで開始", pause: "一時停止", win: "クリア！", lose: "もう一度：R" } };

	function language() { return /^ja/.test((window.navigator && window.navigator.language) || "") ? "ja" : "en"; }

	function say(key) {
		var strings = ((window.LUD_DATA || {}).strings || {})[language()] || {};
		return strings[key] || WORDS[language()][key] || key;
	}

	function show(mode) {
		var screen = document.getElementById("screen");
		screen.className = mode === "play" ? "away" : "";
		document.getElementById("title").textContent = say("title");
		document.getElementById("hint").textContent = WORDS[language()][mode] || "";
	}

	return { show: show, say: say };
})();
