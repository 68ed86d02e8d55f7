// SPDX-License-Identifier: CC0-1.0
// Screens and words. Every text goes in as a text node.
var LudUi = (function () {
	"use strict";

	var strings = {}, lang = "en", root, el = {}, act = function () {}, icon = "", cover = "", hint_now = "", hint_key = "", hint_time = 0, showing = "", two = false;

	// A text of the strings, with {n} and {m} filled
	function say(key, n, m) {
		var table = strings[lang] || strings.en || {}, text = table[key];
		if (text === undefined) text = (strings.en || {})[key];
		if (text === undefined) return "";
		if (n !== undefined) text = text.split("{n}").join(String(n));
		if (m !== undefined) text = text.split("{m}").join(String(m));
		return text.charAt(0).toUpperCase() + text.slice(1);
	}

	function make(tag, parent, cls, text) {
		var e = document.createElement(tag);
		if (cls) e.className = cls;
		if (text !== undefined) e.textContent = text;
		if (parent) parent.appendChild(e);
		return e;
	}

	// A browser may take the first tap after a stroke for the end of that stroke's fling and make no click of it, so a finger counts as it
	// lifts; one that went some way, or that the browser has begun to scroll by, is no tap
	function pressed(b, f) {
		var x = 0, y = 0;
		b.addEventListener("click", function (e) { e.stopPropagation(); f(); });
		b.addEventListener("touchstart", function (e) { x = e.changedTouches[0].clientX; y = e.changedTouches[0].clientY; }, { passive: true });
		b.addEventListener("touchend", function (e) {
			var t = e.changedTouches[0];
			if (!e.cancelable || Math.abs(t.clientX - x) > 12 || Math.abs(t.clientY - y) > 12) return;
			e.preventDefault();
			f();
		}, { passive: false });
	}

	function button(parent, key, action, cls) {
		var b = make("button", parent, "button " + (cls || ""));
		b.type = "button";
		b.setAttribute("data-say", key);
		pressed(b, function () { act(action); });
		return b;
	}

	function screen(id, cls) {
		var s = make("div", root, "screen off " + (cls || ""));
		s.id = id;
		return (el[id] = s);
	}

	function clock(ticks) {
		var s = Math.floor(ticks / 60);
		return Math.floor(s / 60) + ":" + ("0" + s % 60).slice(-2);
	}

	/* ---- building ---- */

	function build_title() {
		var s = screen("title"), foot;
		if (icon) { el.icon = make("img", s, "ornament"); el.icon.src = icon; el.icon.alt = ""; }
		make("h1", s).setAttribute("data-say", "title");
		make("p", s, "tagline").setAttribute("data-say", "tagline");
		make("p", s, "goal").setAttribute("data-say", "goal");
		el.begin = make("button", s, "begin");
		el.begin.type = "button";
		foot = make("div", s, "foot");
		el.keys = make("span", make("div", foot, "keys"));
		button(foot, "sound_on", "mute", "small").setAttribute("data-sound", "1");
		button(foot, "language", "language", "small");
		make("div", foot, "credits").setAttribute("data-say", "credits");
		s.addEventListener("click", function () { act("start"); });
	}

	function build_pause() {
		var p = make("div", screen("pause", "shade"), "panel"), c, r;
		make("h2", p).setAttribute("data-say", "paused");
		make("p", p).setAttribute("data-say", "paused_text");
		el.pause_keys = make("p", p);
		c = make("div", p, "column");
		button(c, "resume", "resume", "main");
		button(c, "restart", "restart");
		r = make("div", p, "row");
		button(r, "sound_on", "mute", "small").setAttribute("data-sound", "1");
		button(r, "language", "language", "small");
		button(r, "to_title", "title", "small");
	}

	function build_result(id, first, action) {
		var p = make("div", screen(id, "shade"), "panel"), c;
		if (cover) { c = make("img", p, "cover"); c.src = cover; c.alt = ""; }
		el[id + "_grade"] = make("div", p, "grade off");
		el[id + "_head"] = make("h2", p);
		el[id + "_text"] = make("p", p);
		el[id + "_list"] = make("dl", p, "results");
		el[id + "_best"] = make("p", p, "best off");
		c = make("div", p, "column");
		el[id + "_go"] = button(c, first, action, "main");
		if (action !== "restart") button(c, "restart", "restart");
		button(c, "to_title", "title", "small");
	}

	function build_play() {
		var b;
		el.bar = make("div", root, "off"); el.bar.id = "bar";
		b = make("button", el.bar, "", "II"); b.type = "button";
		pressed(b, function () { b.blur(); act("pause"); });
		el.bar_button = b;
		el.banner = make("div", root); el.banner.id = "banner";
		el.banner_head = make("b", el.banner); el.banner_text = make("span", el.banner);
		el.hint = make("div", root); el.hint.id = "hint"; el.hint.setAttribute("role", "status");
		el.pads = make("div", root, "off"); el.pads.id = "pads";
		el.signs = LudCore.meta.signs || ["", ""];
		el.a = make("button", el.pads, "a" + (el.signs[0] ? "" : " off"), el.signs[0]); el.b = make("button", el.pads, "b" + (el.signs[1] ? "" : " off"), el.signs[1]);
		el.a.type = el.b.type = "button";
	}

	/* ---- words ---- */

	function refresh(touch, muted) {
		var list = root.querySelectorAll("[data-say]"), i;
		for (i = 0; i < list.length; i++) list[i].textContent = say(list[i].getAttribute("data-sound") ? (muted ? "sound_off" : "sound_on") : list[i].getAttribute("data-say"));
		el.begin.textContent = say(touch ? "tap_start" : "press_start");
		el.keys.textContent = el.pause_keys.textContent = say((touch ? "controls_touch" : "controls_keys") + (two ? "_two" : ""));
		el.bar_button.setAttribute("aria-label", say("pause_button"));
		document.title = say("title");
		document.documentElement.lang = lang;
		hint_key = "";
	}

	function show(name) {
		var i, names = ["title", "pause", "lose", "win"];
		showing = name;
		for (i = 0; i < names.length; i++) {
			el[names[i]].classList.toggle("off", names[i] !== name);
			el[names[i]].classList.toggle("show", names[i] === name);
		}
		el.bar.classList.toggle("off", name !== "");
		if (name !== "") { el.banner.classList.remove("show"); el.hint.classList.remove("show"); }
		i = name && name !== "title" ? el[name].querySelector("button.main") : null;
		if (i) i.focus();
	}

	function rows(list, pairs) {
		var i;
		list.textContent = "";
		for (i = 0; i < pairs.length; i++) { make("dt", list, "", pairs[i][0]); make("dd", list, "", pairs[i][1]); }
	}

	// S to C: quick, unhurt, complete
	function grade_of(v) {
		var t = v.totals, n = 0;
		if (t.time <= t.par * 60) n += 2; else if (t.time <= t.par * 90) n += 1;
		if (t.hits === 0) n += 2; else if (t.hits <= 3) n += 1;
		if (t.chain >= 6) n += 1;
		if (t.falls > 0) n -= t.falls;
		return n >= 5 ? "S" : n >= 3 ? "A" : n >= 1 ? "B" : "C";
	}

	function result(id, v, best, fresh) {
		var t = v.totals, list = [[say("result_score"), String(v.score)], [say("result_time"), clock(t.time)], [say("result_items"), String(t.items)], [say("result_chain"), "\u00d7" + t.chain]];
		if (t.falls) list.push([say("result_falls"), String(t.falls)]);
		if (best) list.push([say("result_best"), String(best)]);
		el[id + "_head"].textContent = say(id);
		el[id + "_text"].textContent = id === "lose" && t.late ? say("lose_time") : say(id + "_text");
		if (id === "win") {
			el.win_grade.textContent = grade_of(v); el.win_grade.classList.remove("off");
			el.win_grade.setAttribute("aria-label", say("result_grade") + " " + grade_of(v));
		}
		rows(el[id + "_list"], list);
		el[id + "_best"].textContent = say("new_best");
		el[id + "_best"].classList.toggle("off", !fresh);
		show(id);
	}

	// What lies over the game while it is played
	function update(v, touch) {
		var key = v.hint, on = false, text;
		if (v.scene === "clear") { on = v.st > 12 && v.st < 120; el.banner_head.textContent = say("clear"); el.banner_text.textContent = say("clear_text", v.level + 1); }
		else if (v.scene === "play" && v.lt < 210) {
			on = v.lt > 16; el.banner_head.textContent = say(v.map.name); el.banner_text.textContent = say(v.map.intro, v.goal);
		}
		el.banner.classList.toggle("show", on);
		if (key && strings.en["hint_" + key + "_keys"] !== undefined) key += touch ? "_touch" : "_keys";
		if (on && v.scene === "play") key = "";
		if (key !== hint_now) { hint_now = key; hint_time = 0; }
		hint_time++;
		text = key && hint_time > 8 && hint_time < 420 && showing === "";
		if (text && hint_key !== key) { el.hint.textContent = say("hint_" + key); hint_key = key; }
		el.hint.classList.toggle("show", !!text);
		el.b.classList.toggle("dim", v.b_ready === false);
	}

	return {
		init: function (table, first_lang, assets, on_act) {
			strings = table; lang = first_lang; act = on_act;
			root = document.getElementById("screens");
			icon = assets.icon; cover = assets.cover; two = !!assets.two;
			build_play(); build_title(); build_pause(); build_result("lose", "retry", "retry"); build_result("win", "again", "restart");
		},
		say: say, show: show, refresh: refresh, result: result, update: update,
		touch: function (on) { el.pads.classList.toggle("off", !on || !(el.signs[0] || el.signs[1])); root.classList.toggle("touch", on); },
		pads: function (on) { el.pads.classList.toggle("off", !on); },
		buttons: function () { return [el.a, el.b]; },
		lang: function (l) { if (l) lang = l; return lang; },
		table: function () { return strings[lang] || {}; }
	};
}());
