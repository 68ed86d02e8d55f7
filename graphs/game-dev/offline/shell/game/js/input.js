// SPDX-License-Identifier: CC0-1.0
// Keyboard, touch and gamepad become one mask of eight bits a tick. A short press counts even between two ticks.
var LudInput = (function () {
	"use strict";

	var LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8, A = 16, B = 32, START = 64, RESTART = 128;
	var KEYS = {
		ArrowLeft: LEFT, ArrowRight: RIGHT, ArrowUp: UP, ArrowDown: DOWN, KeyA: LEFT, KeyD: RIGHT, KeyW: UP, KeyS: DOWN,
		Space: A, KeyZ: A, KeyJ: A, KeyX: B, KeyK: B, ShiftLeft: B, ShiftRight: B, Enter: START, NumpadEnter: START, KeyR: RESTART
	};
	// Two at one keyboard: arrows for one, letters for the other, who is driven by up, down and b
	var PAIR = { ArrowUp: A, KeyA: UP, KeyD: DOWN, KeyW: B, KeyX: 0, KeyK: 0, KeyS: 0, ShiftRight: A };
	var held = 0, tapped = 0, pad = 0, joy = 0, extra = 0, touch = false, command = function () {}, first = function () {};
	var stick = { on: false, id: -1, x: 0, y: 0, dx: 0, dy: 0, at: 0, far: 0, mask: 0 }, TAP = 12, REACH = 46;

	function bit_of(code) { return pair && PAIR[code] !== undefined ? PAIR[code] : KEYS[code]; }

	function key_down(e) {
		var bit = bit_of(e.code), el = document.activeElement;
		if (e.ctrlKey || e.metaKey || e.altKey) return;
		first(false);
		if (el && el.tagName === "BUTTON" && (e.code === "Enter" || e.code === "Space")) return;
		if (!e.repeat) {
			if (e.code === "KeyP" || e.code === "Escape") command("pause");
			else if (e.code === "KeyM") command("mute");
			else if (e.code === "KeyL") command("language");
			else if (e.code === "KeyR") command("restart");
			if (bit === START || bit === A) command("confirm");
		}
		if (bit) {
			if (bit !== RESTART) { held |= bit; tapped |= bit; }
			e.preventDefault();
		}
	}

	function key_up(e) { if (bit_of(e.code)) held &= ~bit_of(e.code); }

	/* ---- touch: a stick that floats under the thumb; a tap is a dash ---- */

	function stick_mask() {
		var x = stick.dx, y = stick.dy, ax = Math.abs(x), ay = Math.abs(y), m = 0;
		if (ax * ax + ay * ay < TAP * TAP) return 0;
		if (ax > ay * 0.42) m |= x < 0 ? LEFT : RIGHT;
		if (ay > ax * 0.42) m |= y < 0 ? UP : DOWN;
		return m;
	}

	// swipe: a stroke is one step, a long one several. slide: the finger's way left and right is the way of the hero
	var pair = false, scheme = "stick", queue = [], gap = 0, SWIPE = 26;

	function stroke() {
		var x = stick.dx, y = stick.dy;
		if (Math.abs(x) < SWIPE && Math.abs(y) < SWIPE) return;
		if (queue.length < 3) queue.push(Math.abs(x) > Math.abs(y) ? (x < 0 ? LEFT : RIGHT) : (y < 0 ? UP : DOWN));
		stick.x += x; stick.y += y; stick.dx = 0; stick.dy = 0;
	}

	function queued() {
		if (gap > 0) { gap--; return 0; }
		if (!queue.length) return 0;
		gap = 3;
		return queue.shift();
	}

	/* ---- two thumbs: the left half of the screen is the second player's ---- */

	var thumbs = [null, null];

	function thumb_down(e) { thumbs[e.clientX < window.innerWidth / 2 ? 1 : 0] = { id: e.pointerId, x: e.clientX, dx: 0, far: 0, at: e.timeStamp }; }

	function thumb_move(e) {
		var i, t;
		for (i = 0; i < 2; i++) {
			t = thumbs[i];
			if (!t || t.id !== e.pointerId) continue;
			t.dx = Math.max(-REACH, Math.min(REACH, e.clientX - t.x)); t.x = e.clientX - t.dx; t.far = Math.max(t.far, Math.abs(t.dx));
		}
	}

	function thumb_up(e) {
		var i, t;
		for (i = 0; i < 2; i++) {
			t = thumbs[i];
			if (!t || t.id !== e.pointerId) continue;
			if (t.far < TAP && e.timeStamp - t.at < 280) { tapped |= i ? B : A; command("tap"); }
			thumbs[i] = null;
		}
	}

	function thumb_mask() {
		var m = 0;
		if (thumbs[0] && Math.abs(thumbs[0].dx) > TAP) m |= thumbs[0].dx < 0 ? LEFT : RIGHT;
		if (thumbs[1] && Math.abs(thumbs[1].dx) > TAP) m |= thumbs[1].dx < 0 ? UP : DOWN;
		return m;
	}

	function down(e) {
		if (e.pointerType !== "mouse") { touch = true; first(true); } else first(false);
		if (e.pointerType === "mouse") return;
		e.preventDefault();
		if (pair) { thumb_down(e); return; }
		if (stick.on) { tapped |= A; return; }
		stick.on = true; stick.id = e.pointerId; stick.x = e.clientX; stick.y = e.clientY; stick.dx = 0; stick.dy = 0; stick.far = 0; stick.at = e.timeStamp;
	}

	function move(e) {
		var d;
		if (pair) { thumb_move(e); return; }
		if (!stick.on || e.pointerId !== stick.id) return;
		stick.dx = e.clientX - stick.x; stick.dy = e.clientY - stick.y;
		d = Math.sqrt(stick.dx * stick.dx + stick.dy * stick.dy);
		stick.far = Math.max(stick.far, d);
		if (d > REACH) {
			stick.x += stick.dx * (d - REACH) / d; stick.y += stick.dy * (d - REACH) / d;
			stick.dx *= REACH / d; stick.dy *= REACH / d;
		}
		if (scheme === "swipe") { stroke(); return; }
		stick.mask = stick_mask();
		if (scheme === "side") stick.mask = (stick.mask & 3) | (Math.abs(stick.dy) > 1.6 * Math.abs(stick.dx) && stick.dy > 0 ? DOWN : 0);
	}

	function up(e) {
		if (pair) { thumb_up(e); return; }
		if (!stick.on || e.pointerId !== stick.id) return;
		if (e.type === "pointerup" && stick.far < TAP && e.timeStamp - stick.at < 280) { tapped |= A; command("tap"); }
		stick.on = false; stick.mask = 0; stick.id = -1;
	}

	function button(el, bit) {
		function press(e) { e.preventDefault(); e.stopPropagation(); pad |= bit; tapped |= bit; el.classList.add("down"); }
		function release() { pad &= ~bit; el.classList.remove("down"); }
		el.addEventListener("pointerdown", press);
		el.addEventListener("pointerup", release);
		el.addEventListener("pointercancel", release);
		el.addEventListener("pointerleave", release);
	}

	/* ---- gamepad ---- */

	var pads_before = 0;

	// What a second pad does for the second player
	function second(g) {
		var x = g.axes[0], m = 0;
		if (x < -0.4 || (g.buttons[14] && g.buttons[14].pressed)) m |= UP;
		if (x > 0.4 || (g.buttons[15] && g.buttons[15].pressed)) m |= DOWN;
		return g.buttons[0] && g.buttons[0].pressed ? m | B : m;
	}

	function gamepad() {
		var list, i, g, m = 0, now, n = 0;
		try { list = navigator.getGamepads ? navigator.getGamepads() : []; } catch (e) { return 0; }
		for (i = 0; i < list.length; i++) {
			g = list[i];
			if (!g) continue;
			if (pair && n++ > 0) { m |= second(g); continue; }
			if (g.axes[0] < -0.4) m |= LEFT;
			if (g.axes[0] > 0.4) m |= RIGHT;
			if (g.axes[1] < -0.4) m |= UP;
			if (g.axes[1] > 0.4) m |= DOWN;
			if (g.buttons[12] && g.buttons[12].pressed) m |= UP;
			if (g.buttons[13] && g.buttons[13].pressed) m |= DOWN;
			if (g.buttons[14] && g.buttons[14].pressed) m |= LEFT;
			if (g.buttons[15] && g.buttons[15].pressed) m |= RIGHT;
			if (g.buttons[0] && g.buttons[0].pressed) m |= A;
			if (g.buttons[1] && g.buttons[1].pressed) m |= B;
			if (g.buttons[9] && g.buttons[9].pressed) m |= START;
		}
		now = m & ~pads_before;
		pads_before = m;
		if (now) first(false);
		if (now & START) command("pause");
		if (now & A) command("confirm");
		return m & ~START;
	}

	// The mask for the next tick
	function take() {
		var m = held | tapped | pad | joy | stick.mask | thumb_mask() | extra | queued();
		tapped = 0; extra = 0;
		if ((m & 3) === 3) m &= ~3;
		if ((m & 12) === 12) m &= ~12;
		return m;
	}

	return {
		init: function (canvas, on_command, on_first) {
			command = on_command; first = on_first;
			window.addEventListener("keydown", key_down);
			window.addEventListener("keyup", key_up);
			window.addEventListener("blur", function () { held = 0; pad = 0; stick.on = false; stick.mask = 0; thumbs = [null, null]; });
			canvas.addEventListener("pointerdown", down);
			window.addEventListener("pointermove", move);
			window.addEventListener("pointerup", up);
			window.addEventListener("pointercancel", up);
			window.addEventListener("contextmenu", function (e) { e.preventDefault(); });
		},
		button: button, take: take, stick: stick,
		scheme: function (name, two) { scheme = name; pair = !!two; },
		poll: function () { joy = gamepad(); },
		press: function (bits) { extra |= bits; },
		clear: function () { held = 0; tapped = 0; pad = 0; joy = 0; extra = 0; stick.on = false; stick.mask = 0; queue = []; thumbs = [null, null]; },
		touch: function () { return touch; },
		REACH: REACH, START: START, RESTART: RESTART
	};
}());
