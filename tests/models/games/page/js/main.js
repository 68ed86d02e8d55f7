// SPDX-License-Identifier: CC0-1.0
// Sixty ticks a second, the screens, and the bridge to an embedding page.
(function () {
	"use strict";

	var data = window.LUD_DATA || {}, config = { params: data.params || {}, levels: data.levels || [] }, seed = config.params.seed || 1;
	var S = LudCore.create(config, seed), mode = "title", bank = 0, before = 0, record = [], framed = window.parent !== window;

	function tell(message) { if (framed) window.parent.postMessage(message, "*"); }

	function from_mask(m) {
		return { left: !!(m & 1), right: !!(m & 2), up: !!(m & 4), down: !!(m & 8), a: !!(m & 16), b: !!(m & 32), start: !!(m & 64), restart: !!(m & 128) };
	}

	function enter(next) { mode = next; LudUi.show(mode); }

	function begin() { S = LudCore.create(config, seed); record = []; enter("play"); }

	function act(what) {
		if (what === "restart") begin();
		if (what === "mute") LudAudio.mute();
		if (what === "pause" && (mode === "play" || mode === "pause")) enter(mode === "play" ? "pause" : "play");
		if (what === "go" && mode === "title") begin();
	}

	function tick() {
		var mask = LudInput.take(), last = record[record.length - 1], status;
		if (last && last[0] === mask) last[1]++; else record.push([mask, 1]);
		LudCore.step(S, from_mask(mask));
		status = LudCore.status(S);
		LudAudio.hear(status);
		if (status.t % 60 === 0) tell({ lud: "status", status: status, hash: LudCore.hash(S), mode: mode });
		if (status.won || status.lost) { enter(status.won ? "win" : "lose"); tell({ lud: "replay", seed: seed, inputs: record, hash: LudCore.hash(S), status: status }); }
	}

	function frame(now) {
		bank = Math.min(bank + (now - before), 100);
		before = now;
		while (bank >= 1000 / 60) { if (mode === "play") tick(); bank -= 1000 / 60; }
		LudRender.draw(document.getElementById("field"), LudCore.view(S), LudCore.status(S));
		window.requestAnimationFrame(frame);
	}

	function run(inputs) {
		var T = LudCore.create(config, seed), i, n;
		for (i = 0; i < inputs.length; i++) for (n = 0; n < inputs[i][1]; n++) LudCore.step(T, from_mask(inputs[i][0]));
		return LudCore.hash(T);
	}

	window.addEventListener("error", function (e) { tell({ lud: "error", message: String(e.message), file: String(e.filename || ""), line: e.lineno || 0 }); });
	window.LUD_GAME = { state: function () { return S; }, status: function () { return LudCore.status(S); }, hash: function () { return LudCore.hash(S); }, run: run };
	LudRender.load();
	LudInput.listen(act);
	enter("title");
	window.requestAnimationFrame(frame);
	tell({ lud: "ready" });
})();
