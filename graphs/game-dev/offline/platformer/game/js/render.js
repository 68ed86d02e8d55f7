// SPDX-License-Identifier: CC0-1.0
// Draws the platformer: ground from tiles with parallax behind, hero that stretches, foes, gate.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art;

	function is_ground(v, c, r) { return c < 0 || c >= v.rows[0].length ? true : r >= v.rows.length ? v.rows[v.rows.length - 1].charAt(c) === "#" : r >= 0 && v.rows[r].charAt(c) === "#"; }

	function noise(c, r) { var n = (c * 374761 + r * 668265 + c * r * 97) % 1013; return (n * n * 7 + n * 31) % 1009; }

	function ground(p, v, pad) {
		var r, c, ch, m, n, img, x = p.ctx, w = v.rows[0].length, h = v.rows.length;
		P = p;
		img = art("ground");
		for (r = 0; r < h + pad; r++) for (c = -pad; c < w + pad; c++) {
			ch = c < 0 || c >= w ? (is_ground(v, Math.max(0, Math.min(w - 1, c)), r) ? "#" : ".") : r < h ? v.rows[r].charAt(c) : is_ground(v, c, h - 1) ? "#" : ".";
			if (ch === "#") {
				m = (r > 0 && (is_ground(v, Math.max(0, Math.min(w - 1, c)), r - 1)) ? 1 : 0) + (is_ground(v, c + 1, r) ? 2 : 0) + 4 + (is_ground(v, c - 1, r) ? 8 : 0);
				if (img) x.drawImage(img, (m % 8) * T, (m >> 3) * T, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(1); x.fillRect(c * T, r * T, T, T); }
				n = noise(c + 20, r + 20);
				if (!(m & 1) && n % 3 === 0 && r > 0 && c > 0 && c < w && v.rows[r - 1].charAt(c) === "." && img) x.drawImage(img, (n % 4) * T, 3 * T, T, T, c * T, (r - 1) * T, T, T);
			} else if (ch === "=") {
				m = (v.rows[r].charAt(c - 1) === "=" ? 1 : 0) + (v.rows[r].charAt(c + 1) === "=" ? 2 : 0);
				if (img) x.drawImage(img, (m === 3 ? 1 : m === 1 ? 2 : m === 2 ? 0 : 3) * T, 2 * T, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(2); x.fillRect(c * T, r * T, T, 5); }
			} else if (ch === "^") { if (img) x.drawImage(img, 4 * T, 2 * T, T, T, c * T, r * T, T, T); else { x.fillStyle = p.colour(5); x.fillRect(c * T, r * T + 6, T, 10); } }
		}
	}

	function draw_things(v) {
		var i, o, img = art("ground"), g = v.gate, f = Math.floor(P.frame / 10), x = P.ctx, items = art("items"), thing = art("collectable"), y;
		if (g.open) P.blob(g.x, g.y, 15 + Math.sin(P.frame / 18) * 1.5, P.tone(3, 0.28));
		P.cell(img, g.open ? 5 + f % 3 : 4, 3, T, g.x - 8, g.y - 8, false, 1.4, 1.75);
		if (g.open && P.frame % (P.calm ? 16 : 6) === 0) P.part(g.x + Math.random() * 14 - 7, g.y + 6, 0, -0.5, 34, P.colour(3), 1.5);
		for (i = 0; i < v.springs.length; i++) { o = v.springs[i]; P.cell(img, o.tm > 4 ? 6 : 5, 2, T, o.x - 8, o.y - 8); }
		for (i = 0; i < v.shrines.length; i++) {
			o = v.shrines[i];
			x.fillStyle = P.colour(0); x.fillRect(o.x - 2, o.y - 16, 4, 24); x.fillStyle = P.colour(4); x.fillRect(o.x - 1, o.y - 15, 2, 23);
			y = o.y - 15 + (o.lit ? 0 : 12);
			x.fillStyle = P.colour(0); x.fillRect(o.x, y - 1, 13, 10); x.fillStyle = o.lit ? P.colour(3) : P.tone(4, 0.5);
			x.beginPath(); x.moveTo(o.x + 1, y); x.lineTo(o.x + 12 + (P.calm ? 0 : Math.sin(P.frame / 9) * 1.2), y + 4); x.lineTo(o.x + 1, y + 8); x.fill();
		}
		for (i = 0; i < v.items.length; i++) {
			o = v.items[i];
			if (o.got || P.off_screen(o, 16)) continue;
			if (o.k === 1) { if (items) P.cell(items, 4 + ((f + i) % 4 === 0 ? 1 : 0), 0, T, o.x - 8, o.y - 8); else P.blob(o.x, o.y, 2, P.colour(4)); continue; }
			y = o.y - 1 + Math.sin(P.frame / 17 + i * 1.7) * (P.calm ? 0.4 : 1.7);
			P.blob(o.x, y, 10, P.tone(o.k ? 5 : 3, 0.22)); P.blob(o.x, y, 7, P.tone(0, 0.25));
			if (o.k === 0) { if (thing) P.cell(thing, Math.max(0, (f + i * 3) % 12 - 8), 0, T, o.x - 8, y - 8); else P.blob(o.x, y, 5, P.colour(3)); }
			else P.cell(items, 2, 0, T, o.x - 8, y - 8);
		}
	}

	function draw_foe(v, f, i) {
		var img = f.k === 0 ? art("foe_patrol") : f.k === 1 ? art("foe_chase") : art("foe_drift"), col = Math.floor(P.frame / 9 + i * 1.3) % 4, sy = 1, y = f.y - 8;
		if (P.off_screen(f, 24)) return;
		if (f.dead) { if (f.dead > 24) return; P.ctx.globalAlpha = 1 - f.dead / 24; P.cell(img, 5, 0, T, f.x - 8, y + 2, f.face < 0, 1.3, 0.4); P.ctx.globalAlpha = 1; return; }
		if (f.k === 1) { col = f.on ? (f.tm < 20 ? 4 : 0) : 2; sy = f.on && f.tm < 20 ? 0.85 : f.on ? 1 : 1.1; }
		if (img) P.cell(img, col, 0, T, f.x - 8, y, f.face < 0, 2 - sy, sy); else P.blob(f.x, f.y, 6, P.colour(5));
		if (f.k === 1 && f.on && f.tm < 20) P.label("!", f.x, f.y - 13, 9, P.colour(5), "center");
	}

	function draw_hero(v) {
		var h = v.hero, img = art("hero"), col, sx = 1, sy = 1, row = h.face < 0 ? 2 : 3;
		if (v.scene === "lost" || h.hurt > 4) col = 6;
		else if (!h.on) { col = h.vy < 0 ? 7 : 1; sy = P.calm ? 1 : 1 + Math.min(0.18, Math.abs(h.vy) * 0.035); sx = 2 - sy; }
		else if (h.walk > 0) { col = Math.floor(h.walk / 5) % 4; if (h.walk % 12 === 1) P.part(h.x, h.y + 7, -h.vx * 0.3, -0.2, 16, P.tone(4, 0.6), 2); }
		else col = 4 + Math.floor(P.frame / 32) % 2;
		if (h.land > 0 && h.on && !P.calm) { sy = 1 - h.land * 0.025; sx = 1 + h.land * 0.025; }
		if (h.safe > 12) P.ctx.globalAlpha = 0.65 + 0.25 * Math.sin(P.frame / 5);
		if (img) P.cell(img, col, row, T, h.x - 8, h.y - 8, false, sx, sy); else P.blob(h.x, h.y, 6, P.colour(4));
		P.ctx.globalAlpha = 1;
	}

	function world(p, v) {
		var i;
		P = p;
		draw_things(v);
		for (i = 0; i < v.foes.length; i++) draw_foe(v, v.foes[i], i);
		draw_hero(v);
	}

	function see(p, e) {
		var c = p.colour(4);
		switch (e.e) {
		case "jump": p.burst(e.x, e.y, e.n ? 8 : 4, p.tone(4, 0.7), 0.9, 2); if (e.n) p.ring(e.x, e.y, 2, 12, 16, c); break;
		case "land": p.burst(e.x, e.y, 5, p.tone(4, 0.6), 0.9, 2); break;
		case "spring": p.burst(e.x, e.y, 8, p.colour(3), 1.6, 2); p.ring(e.x, e.y, 3, 18, 18, p.colour(3)); break;
		case "shrine": p.burst(e.x, e.y - 10, 20, p.colour(3), 1.9, 2, 1); p.pop(e.x, e.y - 18, p.words.pop_shrine || "", c, 7); break;
		case "fall": p.burst(e.x, e.y - 8, 14, c, 2, 2); break;
		}
	}

	return LudPaint.make({ fit: null, ground: ground, world: world, see: see, hud: function (p, v, q) { if (v.gate.open && v.goal > 0 && v.scene === "play") p.compass(v.gate, q); }, follower: function () { return art("foe_patrol"); } });
}());
