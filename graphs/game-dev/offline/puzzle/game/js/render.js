// SPDX-License-Identifier: CC0-1.0
// Draws the puzzle: a room seen from above, things on pedestals, marks, the sleepers, and the candle of steps.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art, KEYS = [2, 3, 1, 0];

	function wall(v, c, r) { var ch = r < 0 || c < 0 || r >= v.rows.length || c >= v.w ? "#" : v.rows[r].charAt(c); return ch === "#"; }

	function ground(p, v) {
		var x = p.ctx, img = art("tiles"), r, c, m, n, i;
		P = p;
		for (r = -1; r <= v.rows.length; r++) for (c = -1; c <= v.w; c++) {
			n = (c * 37 + r * 101 + c * r * 7 + 400) % 17;
			if (wall(v, c, r)) {
				m = (wall(v, c, r - 1) ? 1 : 0) + (wall(v, c + 1, r) ? 2 : 0) + (wall(v, c, r + 1) ? 4 : 0) + (wall(v, c - 1, r) ? 8 : 0);
				if (img) x.drawImage(img, (m % 8) * T, (2 + (m >> 3)) * T, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(1); x.fillRect(c * T, r * T, T, T); }
				continue;
			}
			if (img) x.drawImage(img, (wall(v, c, r - 1) || n % 6 === 0 ? 4 + n % 4 : n % 4) * T, wall(v, c, r - 1) ? T : 0, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(2); x.fillRect(c * T, r * T, T, T); }
			x.fillStyle = p.tone(0, (c + r) % 2 ? 0.1 : 0); x.fillRect(c * T, r * T, T, T);
			if (wall(v, c, r - 1)) { x.fillStyle = p.tone(0, 0.25); x.fillRect(c * T, r * T, T, 3); }
			if (wall(v, c - 1, r)) { x.fillStyle = p.tone(0, 0.18); x.fillRect(c * T, r * T, 2, T); }
		}
		for (i = 0; i < v.places.length; i++) mark(p, v.places[i] % v.w * T, Math.floor(v.places[i] / v.w) * T);
	}

	// A mark is a shape, not only a colour: a dashed square with a cross
	function mark(p, x, y) {
		var c = p.ctx;
		c.fillStyle = p.tone(0, 0.45); c.fillRect(x + 1, y + 1, 14, 14);
		c.strokeStyle = p.colour(3); c.lineWidth = 1.6; c.setLineDash([4, 2.4]); c.strokeRect(x + 2.3, y + 2.3, 11.4, 11.4); c.setLineDash([]);
		c.lineWidth = 1.4; c.beginPath(); c.moveTo(x + 6, y + 6); c.lineTo(x + 10, y + 10); c.moveTo(x + 10, y + 6); c.lineTo(x + 6, y + 10); c.stroke();
	}

	function pedestal(x, y, on) {
		var c = P.ctx;
		c.fillStyle = P.colour(0); P.round(x - 8, y - 8, 16, 16, 3); c.fill();
		c.fillStyle = on ? P.colour(3) : P.colour(1); P.round(x - 7, y - 7, 14, 14, 2.4); c.fill();
		c.fillStyle = P.tone(4, on ? 0.55 : 0.28); c.fillRect(x - 6, y - 7, 12, 1.4);
		c.fillStyle = P.tone(0, 0.35); c.fillRect(x - 6, y + 5.4, 12, 1.4);
		c.fillStyle = P.tone(0, on ? 0.4 : 0.5); P.round(x - 5.6, y - 5.2, 11.2, 10, 2); c.fill();
	}

	function draw_box(v, b, i) {
		var k = b.tm / v.step, x = (b.at % v.w + (b.from % v.w - b.at % v.w) * k) * T + 8, y = (Math.floor(b.at / v.w) + (Math.floor(b.from / v.w) - Math.floor(b.at / v.w)) * k) * T + 8, img = art("collectable"), f = Math.floor(P.frame / 9), up = b.on && !P.calm ? Math.sin(P.frame / 14 + i) * 1.2 : 0;
		if (b.on) P.blob(x, y, 11, P.tone(3, 0.25));
		pedestal(x, y, b.on);
		if (img) P.cell(img, b.on ? Math.max(0, (f + i * 3) % 12 - 8) : 0, 0, T, x - 8, y - 9 + up, false, 0.86, 0.86); else P.blob(x, y, 4, P.colour(3));
		if (b.on) { P.ctx.strokeStyle = P.colour(4); P.ctx.lineWidth = 1.2; P.ctx.beginPath(); P.ctx.moveTo(x + 2, y + 5); P.ctx.lineTo(x + 4, y + 7); P.ctx.lineTo(x + 8, y + 2); P.ctx.stroke(); }
	}

	function draw_sleeper(s, i) {
		var img = art("foe_patrol"), up = s.woke > 0;
		P.shadow(s.x, s.y + 6, 6.5);
		P.cell(img, up ? 4 : 0, 0, T, s.x - 8 + (up && !P.calm ? Math.sin(P.frame) : 0), s.y - 9, i % 2 === 0, 1.05, up ? 1.1 : 0.94 + Math.sin(P.frame / 26 + i) * 0.03);
		if (up) P.label("!", s.x, s.y - 13, 9, P.colour(5), "center");
		else if (Math.floor(P.frame / 40 + i) % 3 < 2) P.label("z", s.x + 7, s.y - 9 - (P.frame + i * 17) % 40 / 10, 5.5, P.tone(4, 0.9), "center");
	}

	function world(p, v) {
		var list = [], i, h = v.hero, img = art("hero"), col;
		P = p;
		for (i = 0; i < v.boxes.length; i++) list.push([Math.floor(v.boxes[i].at / v.w) * T + 8, 0, v.boxes[i], i]);
		for (i = 0; i < v.sleepers.length; i++) list.push([v.sleepers[i].y, 1, v.sleepers[i], i]);
		list.push([h.y + 1, 2]);
		list.sort(function (a, b) { return a[0] - b[0]; });
		for (i = 0; i < list.length; i++) {
			if (list[i][1] === 0) draw_box(v, list[i][2], list[i][3]);
			else if (list[i][1] === 1) draw_sleeper(list[i][2], list[i][3]);
			else {
				p.shadow(h.x, h.y + 6, 5.5);
				col = v.scene === "lost" ? 6 : v.done > 0 || v.scene !== "play" ? 4 + Math.floor(p.frame / 12) % 2 : h.moving ? Math.floor(h.walk / 4) % 4 : 4 + Math.floor(p.frame / 32) % 2;
				p.cell(img, col, KEYS[h.face], T, h.x - 8, h.y - 9 - (v.done > 0 && !p.calm ? Math.abs(Math.sin(v.done / 4)) * 4 : 0));
			}
		}
	}

	function see(p, e) {
		switch (e.e) {
		case "seat": p.burst(e.x, e.y, 16, p.colour(3), 1.8, 2.2, 1); p.ring(e.x, e.y, 5, 22, 22, p.colour(4), 3); break;
		case "push": p.burst(e.x, e.y + 6, 4, p.tone(4, 0.6), 0.8, 2); break;
		case "bump": p.jolt(1.2); break;
		case "again": p.ring(e.x, e.y, 3, 26, 22, p.colour(4), 2); break;
		case "undo": p.ring(e.x, e.y, 9, 3, 12, p.tone(4, 0.8), 1.5); break;
		}
	}

	// A frame around the room, so that it stands before the backdrop
	function behind(p, v) {
		var x = p.ctx, s;
		p.backdrop(0, 2);
		s = p.size()[2];
		x.fillStyle = p.colour(0);
		p.round((-p.cam.x - 5) * s, (-p.cam.y - 5) * s, (v.width + 10) * s, (v.height + 10) * s, 6 * s); x.fill();
		x.strokeStyle = p.tone(3, 0.75); x.lineWidth = 1.4 * s; x.stroke();
	}

	return LudPaint.make({
		fit: { top: 2.4 }, behind: behind, ground: ground, world: world, see: see, follower: function () { return art("foe_patrol"); },
		hud: function (p, v, q) { p.bar((p.words.hud_steps || "") + " " + v.steps, v.steps, Math.max(13, v.budget), q * 0.8, v.steps < 6 ? p.colour(5) : p.colour(3)); }
	});
}());
