// SPDX-License-Identifier: CC0-1.0
// Draws the maze: paths from above, lights that pulse, hunters that tremble while the hunt is turned around.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art;

	function wall(v, c, r) { return r < 0 || c < 0 || r >= v.rows.length || c >= v.rows[0].length || v.rows[r].charAt(c) === "#"; }

	function ground(p, v, pad) {
		var x = p.ctx, img = art("tiles"), r, c, m, n;
		P = p;
		for (r = -pad; r < v.rows.length + pad; r++) for (c = -pad; c < v.rows[0].length + pad; c++) {
			n = ((c + 30) * 37 + (r + 30) * 101 + (c + 30) * (r + 30) * 7) % 23;
			if (wall(v, c, r)) {
				m = (wall(v, c, r - 1) ? 1 : 0) + (wall(v, c + 1, r) ? 2 : 0) + (wall(v, c, r + 1) ? 4 : 0) + (wall(v, c - 1, r) ? 8 : 0);
				if (img) x.drawImage(img, (m % 8) * T, (2 + (m >> 3)) * T, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(1); x.fillRect(c * T, r * T, T, T); }
				continue;
			}
			if (img) x.drawImage(img, (wall(v, c, r - 1) || n % 9 === 0 ? 4 + n % 4 : n % 4) * T, wall(v, c, r - 1) ? T : 0, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(2); x.fillRect(c * T, r * T, T, T); }
			if (wall(v, c, r - 1)) { x.fillStyle = p.tone(0, 0.22); x.fillRect(c * T, r * T, T, 3); }
			if (wall(v, c - 1, r)) { x.fillStyle = p.tone(0, 0.16); x.fillRect(c * T, r * T, 2, T); }
		}
	}

	function behind(p) { var s = p.size(); p.ctx.setTransform(1, 0, 0, 1, 0, 0); p.ctx.fillStyle = p.colour(0); p.ctx.fillRect(0, 0, s[0], s[1]); }

	function draw_item(o, i) {
		var f = Math.floor(P.frame / 9), items = art("items"), y = o.y - 1 + Math.sin(P.frame / 17 + i * 1.7) * (P.calm ? 0.3 : 1.3), c = P.ctx;
		if (o.k === 1) { P.blob(o.x, o.y, 2.6, P.tone(0, 0.35)); P.blob(o.x, o.y, 1.5, P.colour(4)); return; }
		P.shadow(o.x, o.y + 6, 4.5);
		if (o.k === 2) {
			P.blob(o.x, o.y, 8 + Math.sin(P.frame / 9) * 1.5, P.tone(4, 0.35)); P.blob(o.x, o.y, 5, P.colour(4)); P.blob(o.x, o.y, 3, P.colour(3));
			c.strokeStyle = P.colour(4); c.lineWidth = 1.2; for (i = 0; i < 4; i++) { c.beginPath(); c.moveTo(o.x + [7, -7, 0, 0][i], o.y + [0, 0, 7, -7][i]); c.lineTo(o.x + [10, -10, 0, 0][i], o.y + [0, 0, 10, -10][i]); c.stroke(); }
		} else if (o.k === 3) P.cell(items, 2, 0, T, o.x - 8, y - 8);
		else { P.blob(o.x, y, 9, P.tone(3, 0.2)); P.cell(art("collectable"), Math.max(0, (f + i * 3) % 12 - 8), 0, T, o.x - 8, y - 8); }
	}

	function draw_foe(v, f, i) {
		var img = f.k === 0 ? art("foe_patrol") : f.k === 1 ? art("foe_chase") : art("foe_drift"), afraid = v.light > 0, shake = afraid && !P.calm ? Math.sin(P.frame * 0.8 + i) * 0.8 : 0;
		if (f.dead > 0) { if (f.dead < 60) { P.ctx.globalAlpha = 0.5; P.cell(img, 0, 0, T, f.x - 8, f.y - 9); P.ctx.globalAlpha = 1; P.label(String(Math.ceil(f.dead / 60)), f.x, f.y - 14, 7, P.colour(4), "center"); } return; }
		P.shadow(f.x, f.y + 6, 5.5);
		P.cell(img, afraid ? 5 : Math.floor(P.frame / 8 + i) % 4, 0, T, f.x - 8 + shake, f.y - 9, f.face === 2);
		if (afraid && (v.light > 90 || v.light % 20 < 12)) P.label("~", f.x, f.y - 13, 9, P.colour(4), "center");
		else if (f.k === 1) P.label("!", f.x, f.y - 13, 7, P.colour(5), "center");
	}

	function world(p, v) {
		var i, list, h = v.hero, col;
		P = p;
		for (i = 0; i < v.items.length; i++) if (!v.items[i].got && !p.off_screen(v.items[i], 16)) draw_item(v.items[i], i);
		list = v.foes.map(function (f, k) { return [f.y, f, k]; }).concat([[h.y, null, 0]]).sort(function (a, b) { return a[0] - b[0]; });
		for (i = 0; i < list.length; i++) {
			if (list[i][1]) { draw_foe(v, list[i][1], list[i][2]); continue; }
			col = v.scene === "lost" || v.hurt > 5 ? 6 : h.walk ? Math.floor(h.walk / 6) % 4 : 4 + Math.floor(p.frame / 32) % 2;
			if (v.light > 0) { p.blob(h.x, h.y, 13 + Math.sin(p.frame / 6), p.tone(4, 0.3)); p.ctx.strokeStyle = p.colour(4); p.ctx.lineWidth = 2; p.ctx.beginPath(); p.ctx.arc(h.x, h.y, 12, -1.57, -1.57 + 6.283 * v.light / v.light_most); p.ctx.stroke(); }
			p.shadow(h.x, h.y + 6, 5.5);
			p.ctx.globalAlpha = v.safe > 10 ? 0.65 + 0.25 * Math.sin(p.frame / 5) : 1;
			p.cell(art("hero"), col, h.face, T, h.x - 8, h.y - 9);
			p.ctx.globalAlpha = 1;
		}
	}

	function see(p, e) {
		switch (e.e) {
		case "pulse": p.ring(e.x, e.y, 6, 90, 34, p.colour(4), 5); p.burst(e.x, e.y, 24, p.colour(4), 2.6, 2.2, 1); p.jolt(3); break;
		case "warn": p.ring(e.x, e.y, 18, 8, 20, p.colour(5), 2); break;
		case "spawn": p.ring(e.x, e.y, 4, 18, 20, p.colour(5), 2); break;
		}
	}

	return LudPaint.make({ fit: null, behind: behind, ground: ground, world: world, see: see, follower: function () { return art("foe_chase"); } });
}());
