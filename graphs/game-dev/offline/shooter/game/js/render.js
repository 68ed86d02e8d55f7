// SPDX-License-Identifier: CC0-1.0
// Draws the shooter: an arena seen from above, gates that warn, bolts and shots of different shape, hit flashes.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art, ghosts = [];

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

	function foe_art(k) { return k === 0 ? art("foe_patrol") : k === 1 ? art("foe_drift") : k === 2 ? art("foe_chase") : art("foe_turret"); }

	function draw_gate(g) {
		var c = P.ctx, k = Math.min(1, g.tm / 60);
		c.strokeStyle = P.tone(5, 0.9); c.lineWidth = 1.6; c.setLineDash([4, 3]); c.lineDashOffset = -P.frame / 3;
		c.beginPath(); c.arc(g.x, g.y, (g.k === 4 ? 18 : 8) + k * 8, 0, 7); c.stroke(); c.setLineDash([]);
		P.label("!", g.x, g.y, 9, P.colour(5), "center");
	}

	function draw_foe(v, f, i) {
		var col = Math.floor(P.frame / 9 + i * 1.3) % 4, c = P.ctx, y = f.y - 9, shake = 0;
		if (P.off_screen(f, 24)) return;
		if (f.k === 4) { boss(v, f); return; }
		if (f.k === 2 && f.st === 1) { col = 4; shake = P.calm ? 0 : Math.sin(P.frame) * 1.2; c.strokeStyle = P.tone(5, 0.6); c.lineWidth = 2; c.setLineDash([3, 3]); c.beginPath(); c.moveTo(f.x, f.y); c.lineTo(f.x + f.vx * 60, f.y + f.vy * 60); c.stroke(); c.setLineDash([]); }
		if (f.k === 3 && f.tm < 30) { col = 4; c.strokeStyle = P.tone(5, 0.9); c.lineWidth = 1.4; c.beginPath(); c.arc(f.x, f.y, 5 + f.tm * 0.3, 0, 7); c.stroke(); }
		if (f.k === 1) y += Math.sin(P.frame / 13 + i) * 2 - 3;
		P.shadow(f.x, f.y + 6, f.k === 1 ? 4.5 : 6);
		P.cell(foe_art(f.k), f.hit > 2 ? 5 : col, 0, T, f.x - 8 + shake, y, f.face < 0, f.hit > 2 ? 1.15 : 1, f.hit > 2 ? 0.9 : 1);
	}

	function boss(v, f) {
		var col = f.hit > 2 ? 5 : f.st === 1 ? 2 : f.st === 2 ? 3 : Math.floor(P.frame / 14) % 2;
		P.shadow(f.x, f.y + 13, 14);
		P.cell(art("boss"), col, 0, 32, f.x - 16 + (f.st === 1 && !P.calm ? Math.sin(P.frame) * 1.4 : 0), f.y - 19, f.face < 0);
	}

	function hero(v) {
		var h = v.hero, img = art("hero"), col = v.scene === "lost" || v.hurt > 6 ? 6 : h.dash > 0 ? 7 : h.walk ? Math.floor(h.walk / 6) % 4 : 4 + Math.floor(P.frame / 32) % 2, i, g, c = P.ctx;
		if (h.dash > 0 && P.frame % 2 === 0) { ghosts.push({ x: h.x, y: h.y, face: h.face, life: 14 }); if (ghosts.length > 8) ghosts.shift(); }
		for (i = 0; i < ghosts.length; i++) { g = ghosts[i]; if (--g.life > 0) { c.globalAlpha = g.life / 24; P.cell(img, 7, g.face, T, g.x - 8, g.y - 9); } }
		c.globalAlpha = v.safe > 10 && h.dash <= 0 ? 0.65 + 0.25 * Math.sin(P.frame / 5) : 1;
		P.shadow(h.x, h.y + 6, 5.5);
		P.cell(img, col, h.face, T, h.x - 8, h.y - 9);
		c.globalAlpha = 1;
		c.strokeStyle = P.colour(0); c.lineWidth = 3.4; c.beginPath(); c.moveTo(h.x + h.aimx * 5, h.y + h.aimy * 5); c.lineTo(h.x + h.aimx * 10, h.y + h.aimy * 10); c.stroke();
		c.strokeStyle = h.slow ? P.tone(4, 0.5) : P.colour(3); c.lineWidth = 1.8; c.stroke();
	}

	function world(p, v) {
		var i, o, c = p.ctx, list;
		P = p;
		for (i = 0; i < v.gates.length; i++) draw_gate(v.gates[i]);
		for (i = 0; i < v.drops.length; i++) {
			o = v.drops[i];
			p.shadow(o.x, o.y + 6, 4.5); p.blob(o.x, o.y, 9, p.tone(o.k ? 5 : 3, 0.2));
			p.cell(o.k ? art("items") : art("collectable"), o.k ? 2 : Math.floor(p.frame / 8 + i) % 4, 0, T, o.x - 8, o.y - 8 + Math.sin(p.frame / 15 + i) * (p.calm ? 0 : 1.4));
		}
		list = v.foes.map(function (f, k) { return [f.y, f, k]; }).concat([[v.hero.y, null, 0]]).sort(function (a, b) { return a[0] - b[0]; });
		for (i = 0; i < list.length; i++) if (list[i][1]) draw_foe(v, list[i][1], list[i][2]); else hero(v);
		c.lineCap = "round";
		for (i = 0; i < v.bolts.length; i++) { o = v.bolts[i]; c.strokeStyle = p.colour(0); c.lineWidth = 4.4; c.beginPath(); c.moveTo(o.x - o.vx * 1.3, o.y - o.vy * 1.3); c.lineTo(o.x, o.y); c.stroke(); c.strokeStyle = p.colour(3); c.lineWidth = 2.6; c.stroke(); c.strokeStyle = p.colour(4); c.lineWidth = 1; c.stroke(); }
		c.lineCap = "butt";
		for (i = 0; i < v.shots.length; i++) { o = v.shots[i]; p.blob(o.x, o.y, 5.5, p.tone(5, 0.35)); p.cell(art("items"), 6 + (p.frame >> 4) % 2, 0, T, o.x - 8, o.y - 8); }
	}

	function see(p, e, v) {
		switch (e.e) {
		case "wave": p.pop(v.player.x, v.player.y - 16, (p.words.pop_wave || "{n}").replace("{n}", e.n), p.colour(4), 11); break;
		case "fire": p.burst(e.x, e.y, 2, p.colour(3), 0.8, 1.6); break;
		case "crack": p.burst(e.x, e.y, 4, p.colour(4), 1.3, 1.8); break;
		case "spawn": p.burst(e.x, e.y, 10, p.colour(5), 1.4, 2); p.ring(e.x, e.y, 4, 18, 18, p.colour(5)); break;
		case "pulse": p.ring(e.x, e.y, 6, e.n, 24, p.colour(4), 5); p.ring(e.x, e.y, 2, e.n * 0.8, 30, p.colour(3), 3); p.burst(e.x, e.y, 20, p.colour(3), 3.2, 2); p.jolt(4); break;
		case "bosshit": p.burst(e.x, e.y, 5, p.colour(3), 1.8, 2, 1); break;
		case "bossdead": p.burst(e.x, e.y, 60, p.colour(3), 3.6, 3.4, 1); p.burst(e.x, e.y, 40, p.colour(4), 2.6, 3); p.ring(e.x, e.y, 10, 120, 50, p.colour(4), 6); p.jolt(8); break;
		}
	}

	// Waves, power, the boss
	function hud(p, v, q, m) {
		var i, c = p.ctx, s = p.size(), narrow = s[0] < q * 26;
		p.plate(m, m + q * 1.6, v.energy_max * q * 0.5 + q * 0.6, q * 0.9);
		for (i = 0; i < v.energy_max; i++) {
			if (i < v.energy) p.star(m + q * 0.5 + i * q * 0.5, m + q * 2.05, q * 0.3, v.energy >= v.cost ? p.colour(3) : p.tone(4, 0.8));
			else { c.strokeStyle = p.tone(4, 0.5); c.lineWidth = q / 14; c.beginPath(); c.arc(m + q * 0.5 + i * q * 0.5, m + q * 2.05, q * 0.1, 0, 7); c.stroke(); }
		}
		if (v.boss) p.bar(p.words.boss_name || "", v.boss.hp, v.boss_hp, q, p.colour(5));
		else p.label((p.words.hud_wave || "").replace("{n}", Math.max(1, v.wave)).replace("{m}", v.waves), narrow ? m + q * 0.3 : s[0] / 2, narrow ? m + q * 3.2 : m + q * 2.5, q * 0.75, p.colour(4), narrow ? "left" : "center");
	}

	return LudPaint.make({ fit: null, behind: behind, ground: ground, world: world, see: see, hud: hud, follower: function () { return art("foe_chase"); }, reset: function () { ghosts = []; } });
}());
