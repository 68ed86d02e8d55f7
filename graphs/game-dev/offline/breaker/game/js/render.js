// SPDX-License-Identifier: CC0-1.0
// Draws the brick breaker: bricks that differ by pattern as well as by colour, the ball's trail, the hero on the board.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art, trail = [], HUES = ["#e4697a", "#f0a04b", "#e8d25a", "#6cc071", "#58a9e0", "#a07be0"];

	function behind(p, v) {
		var x = p.ctx, s = p.size()[2], a = p.cam;
		p.backdrop(0, 3);
		x.fillStyle = p.tone(0, 0.66); p.round(-a.x * s, -a.y * s, v.width * s, v.height * s, 8 * s); x.fill();
		x.strokeStyle = p.colour(0); x.lineWidth = 4 * s; x.stroke(); x.strokeStyle = p.tone(4, 0.55); x.lineWidth = 1.4 * s; x.stroke();
	}

	// Row and kind decide the colour, kind the pattern: plain, double frame, stone, cage
	function brick(v, i, kind) {
		var c = P.ctx, b = v.box, row = Math.floor(i / v.w), x = b.x + i % v.w * b.w + 0.7, y = b.y + row * b.h + 0.7, w = b.w - 1.4, h = b.h - 1.4, f = Math.floor(P.frame / 9), img = art("collectable"), items = art("items");
		c.fillStyle = kind === 9 ? "#74788c" : kind > 10 ? P.colour(0) : HUES[(row + v.level) % 6];
		P.round(x, y, w, h, 2); c.fill();
		c.fillStyle = "rgba(255,255,255,.38)"; c.fillRect(x + 1.5, y + 0.8, w - 3, 1.3);
		c.fillStyle = "rgba(20,10,30,.32)"; c.fillRect(x + 1, y + h - 2, w - 2, 1.6);
		if (kind === 2) { c.strokeStyle = "rgba(20,10,30,.7)"; c.lineWidth = 1.1; c.strokeRect(x + 2.4, y + 2.4, w - 4.8, h - 4.8); c.fillStyle = "rgba(255,255,255,.7)"; c.fillRect(x + w / 2 - 1, y + h / 2 - 1, 2, 2); }
		if (kind === 9) { c.fillStyle = "rgba(20,20,40,.5)"; c.fillRect(x + 3, y + 3, 2, 2); c.fillRect(x + w - 5, y + 3, 2, 2); c.fillRect(x + w / 2 - 1, y + 5, 2, 2); }
		if (kind > 10) {
			c.strokeStyle = kind === 11 ? P.colour(3) : P.colour(4); c.lineWidth = 1.3; P.round(x + 0.5, y + 0.5, w - 1, h - 1, 2); c.stroke();
			if (kind === 11 && img) P.cell(img, Math.max(0, (f + i * 3) % 12 - 8), 0, T, x + w / 2 - 8, y + h / 2 - 12.4, false, 0.62, 0.62);
			if (kind === 12 && items) P.cell(items, 2, 0, T, x + w / 2 - 8, y + h / 2 - 12.4, false, 0.62, 0.62);
			if (kind === 13) { P.blob(x + w / 2 - 3, y + h / 2, 2.2, P.colour(4)); P.blob(x + w / 2 + 3, y + h / 2, 2.2, P.colour(4)); }
		}
	}

	function draw_ball(b, i) {
		var k, o;
		trail.push({ x: b.x, y: b.y, t: 12 });
		if (trail.length > 40) trail.shift();
		if (i === 0 && !P.calm) for (k = 0; k < trail.length; k++) { o = trail[k]; if (--o.t > 0) P.blob(o.x, o.y, o.t * 0.28, P.tone(3, o.t * 0.03)); }
		P.blob(b.x, b.y, 5.2, P.colour(0)); P.blob(b.x, b.y, 4.2, P.colour(4)); P.blob(b.x - 1.2, b.y - 1.4, 1.4, "#ffffff"); P.blob(b.x + 1, b.y + 1.2, 1.6, P.tone(3, 0.8));
	}

	// A board and who rides it; `who` 1 is the mate
	function board(v, h, who) {
		var c = P.ctx, img = who ? P.mate() : art("hero"), asleep = who && !h.awake, y = v.box.board, col = v.hurt > 4 || v.scene === "lost" ? 6 : h.walk ? Math.floor(h.walk / 6) % 4 : 4 + Math.floor(P.frame / 32) % 2;
		c.fillStyle = P.colour(0); P.round(h.x - h.half - 1.5, y - 3.5, h.half * 2 + 3, 10, 5); c.fill();
		c.fillStyle = P.colour(who ? 4 : 3); P.round(h.x - h.half, y - 2, h.half * 2, 7, 3.5); c.fill();
		c.fillStyle = "rgba(255,255,255,.5)"; c.fillRect(h.x - h.half + 4, y - 1.2, h.half * 2 - 8, 1.4);
		c.fillStyle = P.tone(0, 0.5); c.fillRect(h.x - h.half + 5, y + 1.6, 3, 1.6); c.fillRect(h.x + h.half - 8, y + 1.6, 3, 1.6);
		if (asleep) { c.globalAlpha = 0.55; if (P.frame % 90 < 60) P.label("z", h.x + 8, y - 24, 7, P.colour(4), "center"); } else if (v.safe > 10) c.globalAlpha = 0.6 + 0.3 * Math.sin(P.frame / 5);
		if (img) P.cell(img, col, h.vx < -0.3 ? 2 : h.vx > 0.3 ? 3 : 1, T, h.x - 8, y - 17, false, 1.1, 1.1); else P.blob(h.x, y - 9, 6, P.colour(4));
		c.globalAlpha = 1;
	}

	function world(p, v) {
		var i, o, img, y;
		P = p;
		for (i = 0; i < v.bricks.length; i++) if (v.bricks[i]) brick(v, i, v.bricks[i]);
		for (i = 0; i < v.foes.length; i++) {
			o = v.foes[i];
			if (o.dead > 20) continue;
			img = o.k ? art("foe_drift") : art("foe_turret");
			if (o.dead) p.ctx.globalAlpha = 1 - o.dead / 20;
			if (!o.dead && o.tm < 30) { p.ctx.strokeStyle = p.tone(5, 0.9); p.ctx.lineWidth = 1.4; p.ctx.beginPath(); p.ctx.arc(o.x, o.y, 5 + o.tm * 0.3, 0, 7); p.ctx.stroke(); }
			p.blob(o.x, o.y, 9.5, p.tone(0, 0.6));
			p.cell(img, o.dead ? 5 : o.tm < 30 ? 4 : Math.floor(p.frame / 10 + i) % 4, 0, T, o.x - 8, o.y - 9, o.face < 0);
			p.ctx.globalAlpha = 1;
		}
		for (i = 0; i < v.bubbles.length; i++) { o = v.bubbles[i]; p.ctx.globalAlpha = 0.75; p.cell(art("collectable"), 0, 0, T, o.x - 8, o.y - 8, false, 0.8, 0.8); p.ctx.globalAlpha = 1; p.ctx.strokeStyle = p.tone(4, 0.8); p.ctx.lineWidth = 1; p.ctx.beginPath(); p.ctx.arc(o.x, o.y, 9, 0, 7); p.ctx.stroke(); }
		if (v.mate) board(v, v.mate, 1);
		board(v, v.hero, 0);
		for (i = 0; i < v.falling.length; i++) {
			o = v.falling[i]; y = o.y;
			p.blob(o.x, y, 10, p.tone(o.k === 0 ? 3 : 4, 0.22));
			if (o.k === 0) p.cell(art("collectable"), Math.floor(p.frame / 8) % 4, 0, T, o.x - 8, y - 8); else if (o.k === 1) p.cell(art("items"), 2, 0, T, o.x - 8, y - 8); else { p.blob(o.x - 3, y, 4, p.colour(4)); p.blob(o.x + 4, y, 4, p.colour(4)); }
		}
		for (i = 0; i < v.shots.length; i++) { o = v.shots[i]; p.blob(o.x, o.y, 5.5, p.tone(5, 0.35)); p.cell(art("items"), 6 + (p.frame >> 4) % 2, 0, T, o.x - 8, o.y - 8); }
		for (i = 0; i < v.balls.length; i++) draw_ball(v.balls[i], i);
	}

	function see(p, e) {
		switch (e.e) {
		case "brick": p.burst(e.x, e.y, 8, HUES[Math.floor(e.y / 11) % 6], 1.6, 2.6); p.jolt(1); break;
		case "crack": p.burst(e.x, e.y, 3, p.colour(4), 1, 1.6); break;
		case "paddle": p.burst(e.x, e.y + 4, 5, p.colour(3), 1.1, 1.8); break;
		case "miss": p.burst(e.x, e.y, 8, p.tone(4, 0.7), 1.4, 2); break;
		case "spawn": p.ring(e.x, e.y, 3, 14, 18, p.colour(3)); break;
		case "key": p.burst(e.x, e.y, 14, p.colour(4), 1.8, 2, 1); break;
		}
	}

	return LudPaint.make({ fit: { top: 0 }, behind: behind, world: world, see: see, follower: function () { return art("foe_turret"); }, reset: function () { trail = []; } });
}());
