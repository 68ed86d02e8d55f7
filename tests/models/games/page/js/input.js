// SPDX-License-Identifier: CC0-1.0
// Keys and buttons as a mask: 1 left, 2 right, 4 up, 8 down, 16 a.
var LudInput = (function () {
	"use strict";

	var KEYS = { ArrowLeft: 1, ArrowRight: 2, ArrowUp: 4, ArrowDown: 8, " ": 16, Enter: 16 }, PADS = { left: 1, right: 2, up: 4, down: 8, go: 16 }, mask = 0;

	function pad(id, bit) {
		var button = document.getElementById(id);
		button.addEventListener("pointerdown", function () { mask |= bit; });
		button.addEventListener("pointerup", function () { mask &= ~bit; });
	}

	function listen(act) {
		var id;
		window.addEventListener("keydown", function (e) {
			if (KEYS[e.key]) { mask |= KEYS[e.key]; e.preventDefault(); }
			act(e.key === "p" || e.key === "P" ? "pause" : e.key === "r" || e.key === "R" ? "restart" : e.key === "m" || e.key === "M" ? "mute" : KEYS[e.key] === 16 ? "go" : "");
		});
		window.addEventListener("keyup", function (e) { if (KEYS[e.key]) mask &= ~KEYS[e.key]; });
		for (id in PADS) pad(id, PADS[id]);
		document.getElementById("go").addEventListener("click", function () { act("go"); });
	}

	return { listen: listen, take: function () { return mask; } };
})();
