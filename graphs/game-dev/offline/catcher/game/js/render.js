// SPDX-License-Identifier: CC0-1.0
// Draws the catcher: what falls with its shadow on the floor, the pile that sways, the pot that steams.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art, sway = [0, 0];

	function behind(p, v) {
		var x = p.ctx, s = p.size()[2], a = p.cam, i;
		p.backdrop(0, 3);
		x.fillStyle = p.tone(0, 0.5); p.round(-a.x * s, -a.y * s, v.width * s, v.height * s, 8 * s); x.fill();
		x.save(); x.clip();
		x.fillStyle = p.colour(1); x.fillRect(-a.x * s, (v.floor + 8 - a.y) * s, v.width * s, 60 * s);
		x.fillStyle = p.colour(2); x.fillRect(-a.x * s, (v.floor + 8 - a.y) * s, v.width * s, 3 * s);
		for (i = 0; i < 16; i++) { x.fillStyle = p.tone(0, 0.25); x.fillRect((i * 16 - a.x) * s, (v.floor + 11 - a.y) * s, s, 60 * s); }
		x.restore();
		p.round(-a.x * s, -a.y * s, v.width * s, v.height * s, 8 * s);
		x.strokeStyle = p.colour(0); x.lineWidth = 4 * s; x.stroke(); x.strokeStyle = p.tone(4, 0.55); x.lineWidth = 1.4 * s; x.stroke();
	}

	function pot(v) {
		var c = P.ctx, x = v.pot.x, y = v.floor, wish = v.hero.pile > 0 || (v.mate && v.mate.pile > 0);
		if (wish) P.blob(x, y - 8, 18 + Math.sin(P.frame / 9) * 2, P.tone(3, 0.25));
		c.fillStyle = P.colour(0); P.round(x - 15, y - 14, 30, 23, 6); c.fill();
		c.fillStyle = "#5d6880"; P.round(x - 13, y - 11, 26, 18, 5); c.fill();
		c.fillStyle = "#8b97ad"; c.fillRect(x - 14, y - 13, 28, 4); c.fillStyle = "rgba(255,255,255,.35)"; c.fillRect(x - 10, y - 7, 3, 10);
		c.fillStyle = P.colour(3); c.fillRect(x - 11, y - 12, 22, 2);
		if (P.frame % (P.calm ? 40 : 14) === 0) P.part(x + Math.random() * 16 - 8, y - 15, 0, -0.4, 40, P.tone(4, 0.5), 3);
		if (wish) P.chevron(x, y - 26 + Math.sin(P.frame / 8) * 2, 1.571, 5);
	}

	function draw_drop(v, o, i) {
		var k = Math.max(0, 1 - (v.floor - o.y) / 240), c = P.ctx;
		c.fillStyle = P.tone(o.k === 2 ? 5 : 0, 0.15 + k * 0.4); c.beginPath(); c.ellipse(o.x, v.floor + 8, 3 + k * 6, 1.5 + k * 2, 0, 0, 7); c.fill();
		if (o.k === 0) { P.blob(o.x, o.y, 9.5, P.tone(3, 0.2)); P.cell(art("collectable"), Math.floor(P.frame / 8 + i) % 4, 0, T, o.x - 8, o.y - 8); }
		else if (o.k === 1) P.cell(art("items"), 4 + (P.frame >> 4) % 2, 0, T, o.x - 8, o.y - 8);
		else if (o.k === 3) P.cell(art("items"), 2, 0, T, o.x - 8, o.y - 8);
		else { P.blob(o.x, o.y, 10.5, P.tone(5, 0.3)); c.strokeStyle = P.colour(5); c.lineWidth = 1.2; c.setLineDash([3, 2]); c.beginPath(); c.arc(o.x, o.y, 10.5, 0, 7); c.stroke(); c.setLineDash([]); P.cell(art("foe_drift"), Math.floor(P.frame / 8 + i) % 4, 0, T, o.x - 8, o.y - 8); }
	}

	// One of the heroes with the pile; `who` 1 is the mate
	function hero(v, h, who, most) {
		var i, img = who ? P.mate() : art("hero"), thing = art("collectable"), x, y = v.floor, asleep = who && !h.awake, col;
		sway[who] += (-h.vx * 1.6 - sway[who]) * 0.12;
		col = v.scene === "lost" || h.stun > 0 ? 6 : h.dash > 0 ? 7 : h.walk ? Math.floor(h.walk / 5) % 4 : 4 + Math.floor(P.frame / 32) % 2;
		P.shadow(h.x, y + 8, 8);
		if (asleep) P.ctx.globalAlpha = 0.55; else if (v.safe > 10) P.ctx.globalAlpha = 0.6 + 0.3 * Math.sin(P.frame / 5);
		P.cell(img, col, h.vx < -0.25 ? 2 : h.vx > 0.25 ? 3 : 0, T, h.x - 8, y - 8, false, 1.25, 1.25);
		P.ctx.globalAlpha = 1;
		if (asleep && P.frame % 90 < 60) P.label("z", h.x + 8, y - 14, 7, P.colour(4), "center");
		for (i = 0; i < h.pile; i++) { x = h.x + (P.calm ? 0 : sway[who] * (i + 1) * (i + 2) * 0.06); P.cell(thing, 0, 0, T, x - 8, y - 24 - i * 6.5, false, 0.8, 0.8); }
		if (h.pile >= most) P.label("!", h.x + sway[who] * h.pile, y - 30 - h.pile * 6.5, 10, P.colour(3), "center");
	}

	function world(p, v) {
		var i;
		P = p;
		pot(v);
		for (i = 0; i < v.drops.length; i++) draw_drop(v, v.drops[i], i);
		if (v.mate) hero(v, v.mate, 1, v.hero.most);
		hero(v, v.hero, 0, v.hero.most);
	}

	function see(p, e) {
		switch (e.e) {
		case "seat": p.burst(e.x, e.y, 8, p.colour(3), 1.4, 2, 1); p.squash = 0.4; break;
		case "cook": p.burst(e.x, e.y, 14 + e.n * 5, p.colour(3), 2.2, 2.4, 1); p.ring(e.x, e.y, 4, 20 + e.n * 4, 26, p.colour(4), 3); p.jolt(1 + e.n * 0.5); p.pop(e.x, e.y - 16, "\u00d7" + e.n, p.colour(3), 9 + Math.min(6, e.n)); break;
		case "spill": p.burst(e.x, e.y, 10 + e.n * 3, p.colour(3), 2.6, 3); p.pop(e.x, e.y - 14, p.words.pop_spill || "", p.colour(5), 9); break;
		case "miss": p.burst(e.x, e.y, 5, p.tone(3, 0.8), 1.1, 2); break;
		case "splash": if (e.n === 2) p.burst(e.x, e.y, 8, p.colour(5), 1.5, 2); break;
		}
	}

	return LudPaint.make({ fit: { top: 0 }, behind: behind, world: world, see: see, follower: function () { return art("foe_drift"); } });
}());
