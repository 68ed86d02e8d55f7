// SPDX-License-Identifier: CC0-1.0
// Ties the parts together: the clock of 60 ticks a second, the screens, the bridge to an embedding page.
(function () {
	"use strict";

	var data = window.LUD_DATA || {}, config = { params: data.params || {}, levels: data.levels || [] }, seed = config.params.seed || 1;
	var S = null, mode = "load", bank = 0, before = 0, freeze = 0, touch = false, record = [], film = null, best = 0, told = 0, scene = "", framed = window.parent !== window;
	var calm = !!(window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches), FREEZE = { hurt: 6, banish: 4, bosshit: 8, bossdead: 14, dizzy: 3, graze: 3, key: 2 };

	/* ---- the page around ---- */

	function tell(message) { if (framed) try { window.parent.postMessage(message, "*"); } catch (e) { /* nobody listens */ } }

	function tell_status() { told = 0; tell({ lud: "status", status: LudCore.status(S), hash: LudCore.hash(S), mode: mode }); }

	function tell_replay() { tell({ lud: "replay", seed: seed, inputs: record, hash: LudCore.hash(S), status: LudCore.status(S) }); }

	window.addEventListener("error", function (e) { tell({ lud: "error", message: String(e.message), file: String(e.filename || ""), line: e.lineno || 0 }); });

	window.addEventListener("message", function (e) {
		var m = e.data;
		if (!framed || e.source !== window.parent || !m || typeof m !== "object") return;
		if (m.lud === "replay") tell_replay();
		else if (m.lud === "mute") act("mute");
		else if (m.lud === "pause") act("pause");
		else if (m.lud === "play" && m.inputs && m.inputs.length) { begin(); film = { list: m.inputs, i: 0, left: m.inputs[0][1] }; }
	});

	function stored(key, value) {
		try {
			if (value === undefined) return window.localStorage.getItem(key);
			window.localStorage.setItem(key, value);
		} catch (e) { /* a sandboxed frame has no storage */ }
		return null;
	}

	/* ---- one tick ---- */

	function from_mask(m) {
		return { left: !!(m & 1), right: !!(m & 2), up: !!(m & 4), down: !!(m & 8), a: !!(m & 16), b: !!(m & 32), start: !!(m & 64), restart: !!(m & 128) };
	}

	function note(mask) {
		var last = record[record.length - 1];
		if (last && last[0] === mask) last[1]++; else if (record.length < 20000) record.push([mask, 1]);
	}

	function next_mask() {
		var m = LudInput.take();
		if (!film) return m;
		if (film.left <= 0) {
			if (++film.i >= film.list.length) { film = null; return 0; }
			film.left = film.list[film.i][1];
		}
		film.left--;
		return film.list[film.i][0];
	}

	function tick() {
		var mask = next_mask(), i, e;
		note(mask);
		LudCore.step(S, from_mask(mask));
		for (i = 0; i < S.events.length; i++) {
			e = S.events[i];
			LudAudio.hear(e);
			LudRender.see(e, LudCore.view(S));
			if (FREEZE[e.e] && !calm) freeze = Math.max(freeze, FREEZE[e.e]);
		}
		if (S.scene !== scene) { scene = S.scene; tell_status(); }
		if (++told >= 60) tell_status();
		if ((S.scene === "won" || S.scene === "lost") && S.st === 55) finish();
	}

	function finish() {
		var v = LudCore.view(S), won = S.scene === "won", key = "lud-best-" + LudUi.say("title"), fresh;
		best = Math.max(best, Number(stored(key)) || 0);
		fresh = won && S.score > best && best > 0;
		if (won && S.score > best) { best = S.score; stored(key, String(best)); }
		mode = won ? "win" : "lose";
		LudInput.clear();
		LudUi.pads(false);
		LudUi.result(mode, v, best, fresh);
		LudAudio.soften(true);
		tell_replay();
	}

	/* ---- screens ---- */

	function play_on() {
		mode = "play"; bank = 0;
		LudInput.clear();
		LudUi.show("");
		LudUi.touch(touch);
		LudAudio.soften(false);
		document.getElementById("stage").focus();
	}

	function begin() {
		S = LudCore.create(config, seed);
		record = []; film = null; scene = "";
		LudRender.reset();
		play_on();
	}

	function to_title() {
		mode = "title";
		LudUi.pads(false);
		LudUi.show("title");
		LudAudio.soften(false);
	}

	function pause() {
		if (mode !== "play" || S.scene === "won" || S.scene === "lost") return;
		mode = "pause";
		LudUi.pads(false);
		LudUi.show("pause");
		LudAudio.soften(true);
		tell_status();
	}

	function retry() {
		play_on();
		LudInput.press(LudInput.START);
	}

	function restart() {
		play_on();
		film = null; record = [];
		S = LudCore.create(config, seed);
		scene = "";
		LudRender.reset();
	}

	function switch_language() {
		LudUi.lang(LudUi.lang() === "ja" ? "en" : "ja");
		stored("lud-language", LudUi.lang());
		words();
		if (mode === "win" || mode === "lose") LudUi.result(mode, LudCore.view(S), best, false);
	}

	function words() {
		LudUi.refresh(touch, LudAudio.muted());
		LudRender.words(LudUi.table());
	}

	function act(what) {
		if (mode === "load") return;
		LudAudio.wake();
		if (what !== "confirm" && what !== "tap") LudAudio.click();
		if (what === "mute") { LudAudio.mute(!LudAudio.muted()); words(); }
		else if (what === "language") switch_language();
		else if (what === "pause") { if (mode === "pause") play_on(); else pause(); }
		else if (what === "resume") { if (mode === "pause") play_on(); }
		else if (what === "restart") { if (mode !== "title") restart(); }
		else if (what === "retry") { if (mode === "lose") retry(); }
		else if (what === "title") to_title();
		else if (what === "start") { if (mode === "title") begin(); }
		else if (what === "confirm") {
			if (mode === "title") begin();
			else if (mode === "pause") play_on();
			else if (mode === "lose") retry();
			else if (mode === "win") restart();
		}
	}

	function first_input(by_touch) {
		LudAudio.wake();
		if (by_touch !== touch) { touch = by_touch; LudUi.touch(touch && mode === "play"); if (mode !== "load") words(); }
	}

	/* ---- the clock ---- */

	function frame(now) {
		var dt = Math.min(100, now - before), v;
		before = now;
		window.requestAnimationFrame(frame);
		LudInput.poll();
		if (mode === "title" || mode === "load") { LudRender.title(); return; }
		if (mode !== "pause") {
			if (Math.abs(dt - 16.67) < 2.5) dt = 16.6667;      // a display of 60 Hz: exactly one tick a picture
			bank += dt;
			while (bank >= 16.6) {
				bank -= 16.6667;
				if (freeze > 0) { freeze--; continue; }
				if (mode === "play" || S.scene === "lost" || S.scene === "won") { if (mode === "play") tick(); }
			}
			if (bank < 0) bank = 0;
		}
		v = LudCore.view(S);
		LudRender.draw(v, LudInput.stick);
		if (mode === "play") LudUi.update(v, touch);
	}

	function colours() {
		var p = LudRender.palette(), names = ["deep", "wall", "mid", "accent", "light", "danger"], i, style = document.documentElement.style;
		for (i = 0; i < names.length; i++) style.setProperty("--" + names[i], p[i]);
		i = parseInt(p[0].slice(1), 16);
		style.setProperty("--panel", "rgba(" + (i >> 16 & 255) + "," + (i >> 8 & 255) + "," + (i & 255) + ",.86)");
	}

	function language() {
		var kept = stored("lud-language"), l = String(navigator.language || "en").toLowerCase();
		if (kept === "ja" || kept === "en") return kept;
		return l.indexOf("ja") === 0 ? "ja" : "en";
	}

	function ready() {
		var b = LudUi.buttons(), cover = LudRender.cover(), link, icon = LudRender.icon();
		LudInput.button(b[0], 16);
		LudInput.button(b[1], 32);
		LudInput.scheme(LudCore.meta.touch || "stick", config.params.two);
		if (icon) { link = document.createElement("link"); link.rel = "icon"; link.href = icon.src; document.head.appendChild(link); }
		if (!cover) document.body.classList.add("plain");
		mode = "title";
		words();
		LudUi.show("title");
		tell({ lud: "ready", title: LudUi.say("title"), meta: LudCore.meta });
	}

	function boot() {
		var assets = data.assets || {}, canvas = document.getElementById("stage");
		S = LudCore.create(config, seed);
		touch = !!(window.matchMedia && window.matchMedia("(pointer: coarse)").matches);
		LudRender.init(canvas, config.params.theme);
		LudRender.calm(calm);
		colours();
		LudAudio.init(assets);
		LudUi.init(data.strings || { en: {} }, language(), { icon: assets.icon ? assets.icon.file : "", cover: assets.cover ? assets.cover.file : "", two: config.params.two }, act);
		LudInput.init(canvas, act, first_input);
		LudRender.load(assets, ready);
		before = window.performance.now();
		window.requestAnimationFrame(frame);
	}

	document.addEventListener("visibilitychange", function () { if (document.hidden) pause(); LudAudio.hide(document.hidden); });
	window.addEventListener("blur", function () { if (!film) pause(); });

	/* ---- for tests ---- */

	// Plays [[mask, ticks], ...] from a new game without drawing; with `show` the page goes on from there
	function run(inputs, show) {
		var G = LudCore.create(config, seed), i, k;
		for (i = 0; i < inputs.length; i++) for (k = 0; k < inputs[i][1]; k++) LudCore.step(G, from_mask(inputs[i][0]));
		if (show) { S = G; record = inputs.slice(); scene = ""; LudRender.reset(); play_on(); }
		return LudCore.hash(G);
	}

	window.LUD_GAME = {
		state: function () { return { mode: mode, scene: S.scene, language: LudUi.lang(), muted: LudAudio.muted(), touch: touch, calm: calm }; },
		status: function () { return LudCore.status(S); },
		hash: function () { return LudCore.hash(S); },
		view: function () { return LudCore.view(S); },
		replay: function () { return record; },
		run: run
	};

	boot();
}());
