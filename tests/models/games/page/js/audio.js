// SPDX-License-Identifier: CC0-1.0
// Short sounds by Audio elements; silent where there are none.
var LudAudio = (function () {
	"use strict";

	var muted = false, last = null;

	function files() {
		var assets = (window.LUD_DATA || {}).assets || {}, list = [], key;
		for (key in assets) if (/\.(wav|ogg|mp3)$/.test(assets[key].file)) list.push(assets[key].file);
		return list;
	}

	function hear(status) {
		var list = files();
		if (last && status.score > last.score && !muted && list.length && typeof Audio !== "undefined") {
			try { var played = new Audio(list[0]).play(); if (played && played["catch"]) played["catch"](function () { return null; }); } catch (e) { muted = true; }
		}
		last = { score: status.score };
	}

	return { hear: hear, mute: function () { muted = !muted; return muted; } };
})();
