// SPDX-License-Identifier: CC0-1.0
// Draws the adventure: a world from above with its light, things, dangers that say what they are about to do. Knows no rules.
var LudRender = (function () {
	"use strict";

	var T = 16, P, art = LudPaint.art, ghosts = [], light = null, energy = 0, lost_for = 0, last_got = 0;
	var TINTS = ["", "#3b5bd9", "#d98a3b", "#8c3bd9", "#d93b5b"];

	/* ---- the ground, drawn once a level ---- */

	function wall(map, c, r) { return r < 0 || c < 0 || r >= map.length || c >= map[0].length || map[r].charAt(c) === "#"; }

	function noise(c, r) { var n = (c * 374761 + r * 668265 + c * r * 97) % 1013; return (n * n * 7 + n * 31) % 1009; }

	function wall_tile(x, map, c, r) {
		var m = (wall(map, c, r - 1) ? 1 : 0) + (wall(map, c + 1, r) ? 2 : 0) + (wall(map, c, r + 1) ? 4 : 0) + (wall(map, c - 1, r) ? 8 : 0), tiles = art("tiles");
		if (tiles) x.drawImage(tiles, (m % 8) * T, (2 + (m >> 3)) * T, T, T, c * T, r * T, T, T);
		else { x.fillStyle = P.colour(1); x.fillRect(c * T, r * T, T, T); }
	}

	function floor_tile(x, map, c, r, n) {
		var ch = map[r].charAt(c), tiles = art("tiles"), things = art("things"), under = wall(map, c, r - 1);
		if (ch === "~") { x.fillStyle = P.colour(0); x.fillRect(c * T, r * T, T, T); return; }
		if (tiles) x.drawImage(tiles, (under || n % 11 === 0 || (ch === "," && n % 2) ? 4 + n % 4 : n % 4) * T, under ? T : 0, T, T, c * T, r * T, T, T);
		else { x.fillStyle = P.colour(2); x.fillRect(c * T, r * T, T, T); }
		if (ch === "," && things && n % 3 < 2) x.drawImage(things, (5 + n % 3) * T, T, T, T, c * T, r * T, T, T);
		if (under) { x.fillStyle = P.tone(0, 0.22); x.fillRect(c * T, r * T, T, 3); }
		if (wall(map, c - 1, r)) { x.fillStyle = P.tone(0, 0.16); x.fillRect(c * T, r * T, 2, T); }
	}

	// Rim light around what can be walked on, so that walls read at once
	function rim(x, map, c, r) {
		x.fillStyle = P.tone(4, 0.16);
		if (!wall(map, c - 1, r)) x.fillRect(c * T, r * T, 1, T);
		if (!wall(map, c + 1, r)) x.fillRect(c * T + T - 1, r * T, 1, T);
		if (!wall(map, c, r - 1)) x.fillRect(c * T, r * T, T, 1);
	}

	function ground(p, v, pad) {
		var map = v.map.map, x = p.ctx, w = map[0].length, h = map.length, c, r, i = (v.map.tint || 0) % TINTS.length;
		P = p;
		for (r = -pad; r < h + pad; r++) for (c = -pad; c < w + pad; c++) if (wall(map, c, r)) wall_tile(x, map, c, r); else floor_tile(x, map, c, r, noise(c + 20, r + 20));
		for (r = 0; r < h; r++) for (c = 0; c < w; c++) if (wall(map, c, r)) rim(x, map, c, r);
		if (TINTS[i]) { x.globalCompositeOperation = "soft-light"; x.globalAlpha = 0.42; x.fillStyle = TINTS[i]; x.fillRect(-pad * T, -pad * T, (w + pad * 2) * T, (h + pad * 2) * T); }
	}

	function behind(p) { var s = p.size(); p.ctx.setTransform(1, 0, 0, 1, 0, 0); p.ctx.fillStyle = p.colour(0); p.ctx.fillRect(0, 0, s[0], s[1]); }

	function hazard(rows, c, r, f) {
		var x = P.ctx, tiles = art("tiles"), px = c * T, py = r * T;
		if (tiles) x.drawImage(tiles, ((f + (c + r) % 2 * 2) % 4) * T, T, T, T, px, py, T, T);
		else { x.fillStyle = P.tone(5, 0.7); x.fillRect(px, py, T, T); }
		x.fillStyle = P.tone(4, 0.55);
		if (rows[r + 1].charAt(c) !== "~") x.fillRect(px, py + T - 1, T, 1);
		if (rows[r].charAt(c - 1) !== "~") x.fillRect(px, py, 1, T);
		if (rows[r].charAt(c + 1) !== "~") x.fillRect(px + T - 1, py, 1, T);
		if (rows[r - 1].charAt(c) !== "~") { x.fillStyle = P.tone(0, 0.45); x.fillRect(px, py, T, 4); x.fillStyle = P.tone(4, 0.3); x.fillRect(px, py, T, 1); }
	}

	function hazards(v) {
		var rows = v.grid.rows, c, r, s = P.size(), x0 = Math.max(0, Math.floor(P.cam.x / T)), y0 = Math.max(0, Math.floor(P.cam.y / T)), x1 = Math.min(rows[0].length, x0 + Math.ceil(s[0] / s[2] / T) + 2), y1 = Math.min(rows.length, y0 + Math.ceil(s[1] / s[2] / T) + 2), f = Math.floor(P.frame / (P.calm ? 30 : 13)) % 4;
		for (r = y0; r < y1; r++) for (c = x0; c < x1; c++) if (rows[r].charAt(c) === "~") hazard(rows, c, r, f);
	}

	/* ---- things ---- */

	function draw_exit(o) {
		var x = P.ctx, img = art("things");
		if (o.open) { P.blob(o.x, o.y, 13 + Math.sin(P.frame / 18) * 1.5, P.tone(3, 0.25)); P.blob(o.x, o.y, 9, P.tone(4, 0.2)); }
		if (img) P.cell(img, o.open ? 1 + Math.floor(P.frame / 11) % 4 : 0, 1, T, o.x - 8, o.y - 8); else { x.fillStyle = P.colour(o.open ? 3 : 1); x.fillRect(o.x - 7, o.y - 7, 14, 14); }
		if (o.open && P.frame % (P.calm ? 16 : 6) === 0) P.part(o.x + Math.random() * 14 - 7, o.y + 6, 0, -0.35, 34, P.colour(3), 1.5);
	}

	function draw_door(v, o) {
		var x = P.ctx, img = art("things");
		if (o.open) x.globalAlpha = 0.55;
		if (img) P.cell(img, o.open ? 5 : 4, 0, T, o.x - 8, o.y - 8); else if (!o.open) { x.fillStyle = P.colour(3); x.fillRect(o.x - 8, o.y - 8, T, T); }
		x.globalAlpha = 1;
		if (!o.open && Math.abs(o.x - v.hero.x) < 44 && Math.abs(o.y - v.hero.y) < 44) bubble(o.x, o.y - 15, v.keys > 0 ? 0 : 1);
	}

	function draw_things(v) {
		var i, o, img = art("things");
		draw_exit(v.exit);
		for (i = 0; i < v.shrines.length; i++) {
			o = v.shrines[i];
			P.shadow(o.x, o.y + 6, 7);
			if (img) P.cell(img, o.lit ? 1 + Math.floor(P.frame / 11) % 3 : 0, 0, T, o.x - 8, o.y - 9); else P.blob(o.x, o.y, 6, P.colour(o.lit ? 3 : 1));
		}
		for (i = 0; i < v.doors.length; i++) draw_door(v, v.doors[i]);
	}

	// A small speech bubble with a key; crossed out when there is none
	function bubble(x, y, missing) {
		var c = P.ctx, items = art("items");
		y += Math.sin(P.frame / 14);
		c.fillStyle = P.colour(4);
		P.round(x - 8, y - 7, 16, 14, 4); c.fill();
		c.beginPath(); c.moveTo(x - 3, y + 6); c.lineTo(x + 3, y + 6); c.lineTo(x, y + 10); c.fill();
		if (items) c.drawImage(items, 0, 0, T, T, x - 6, y - 6, 12, 12);
		if (missing) { c.strokeStyle = P.colour(5); c.lineWidth = 1.6; c.beginPath(); c.moveTo(x - 5, y + 4); c.lineTo(x + 5, y - 4); c.stroke(); }
	}

	function draw_mote(o, f, i) {
		var items = art("items");
		P.blob(o.x, o.y, 3.4, P.tone(0, P.lum(P.rgb(2)) > 130 ? 0.3 : 0.12));
		if (items) P.cell(items, 4 + ((f + i) % 4 === 0 ? 1 : 0), 0, T, o.x - 8, o.y - 8); else P.blob(o.x, o.y, 2, P.colour(4));
	}

	function draw_item(o, f, i) {
		var img = art("collectable"), items = art("items"), y = o.y - 1.5 + Math.sin(P.frame / 17 + i * 1.7) * (P.calm ? 0.4 : 1.7);
		P.shadow(o.x, o.y + 6, 4.5);
		if (o.k === 0) {
			P.blob(o.x, y, 9 + Math.sin(P.frame / 21 + i) * 0.7, P.tone(3, 0.16));
			if (img) P.cell(img, Math.max(0, (f + i * 3) % 12 - 8), 0, T, o.x - 8, y - 8); else P.blob(o.x, y, 5, P.colour(3));
			if (!P.calm && (P.frame + i * 23) % 70 === 0) P.part(o.x + Math.random() * 10 - 5, y - 4, 0, -0.15, 26, P.colour(4), 1.6, 1);
		} else if (items) P.cell(items, o.k === 2 ? (f >> 1) % 2 : 2, 0, T, o.x - 8, y - 8);
		else P.blob(o.x, y, 4, P.colour(o.k === 2 ? 3 : 5));
	}

	function draw_items(v) {
		var i, o, f = Math.floor(P.frame / 9);
		for (i = 0; i < v.items.length; i++) {
			o = v.items[i];
			if (o.got || P.off_screen(o, 16)) continue;
			if (o.k === 1) draw_mote(o, f, i); else draw_item(o, f, i);
		}
	}

	/* ---- bodies ---- */

	function stars(x, y, r) {
		var i, a;
		for (i = 0; i < 3; i++) { a = P.frame / 12 + i * 2.094; P.star(x + Math.cos(a) * r, y + Math.sin(a) * r * 0.4, 2.6, P.colour(3)); }
	}

	function circle(x, y, r, colour, width, from, to) {
		var c = P.ctx;
		c.strokeStyle = colour; c.lineWidth = width; c.beginPath(); c.arc(x, y, r, from || 0, to === undefined ? 7 : to); c.stroke();
	}

	function foe_art(k) { return k === 0 ? art("foe_patrol") : k === 1 ? art("foe_chase") : k === 2 ? art("foe_drift") : art("foe_turret"); }

	function draw_foe(v, f, i) {
		var img = foe_art(f.k), col = Math.floor(P.frame / 9 + i * 1.3) % 4, y = f.y - 9, sy = 1, asleep = f.k === 1 && f.st === 0 && !v.stealth && f.stun <= 0, about = f.k === 3 && f.st === 1;
		if (f.stun > 0) col = 5;
		else if (about || (f.k === 1 && f.st === 1)) col = 4;
		else if (asleep) { col = 0; sy = 1 + Math.sin(P.frame / 26 + i) * 0.04; }
		if (f.k === 2) y += Math.sin(P.frame / 13 + i) * 2 - 3;
		if (f.k === 1 && f.st === 1) y -= Math.abs(Math.sin(P.frame / 5)) * 3;
		P.shadow(f.x, f.y + 6, f.k === 2 ? 4.5 : 6);
		if (f.k === 1 && v.stealth && f.st === 0 && f.stun <= 0) cone(v, f);
		if (about && f.stun <= 0) circle(f.x, f.y, 5 + f.tm * 0.3, P.tone(5, 0.9), 1.4);
		if (img) P.cell(img, col, 0, T, f.x - 8, y, f.face === 2, about ? 1.08 : 1 / sy, about ? 1.12 : sy); else P.blob(f.x, f.y, 6, P.colour(5));
		foe_signs(f, i, asleep);
	}

	// What a danger has in mind, as a sign over it
	function foe_signs(f, i, asleep) {
		if (f.stun > 0) { stars(f.x, f.y - 9, 7); if (f.stun < 50) circle(f.x, f.y, 9, P.tone(4, 0.8), 1.2, -1.57, -1.57 + f.stun / 50 * 6.283); }
		if (asleep && Math.floor(P.frame / 40 + i) % 3 < 2) P.label("z", f.x + 7, f.y - 9 - (P.frame + i * 17) % 40 / 10, 5.5, P.tone(4, 0.9), "center");
		if (f.k === 1 && f.st === 1) P.label("!", f.x, f.y - 15, 11, P.colour(5), "center");
		if (f.k === 1 && f.st === 3) P.label("?", f.x, f.y - 14, 9, P.colour(4), "center");
	}

	function cone(v, f) {
		var x = P.ctx, a = f.face === 0 ? 1.571 : f.face === 1 ? -1.571 : f.face === 2 ? 3.1416 : 0, rows = v.grid.rows, i, d, dx, dy, ch;
		x.fillStyle = P.tone(5, 0.22);
		x.beginPath(); x.moveTo(f.x, f.y);
		for (i = -8; i <= 8; i++) {
			dx = Math.cos(a + i * 0.1159); dy = Math.sin(a + i * 0.1159);
			for (d = 6; d < v.chase_range; d += 4) { ch = (rows[Math.floor((f.y + dy * d) / T)] || "").charAt(Math.floor((f.x + dx * d) / T)); if (ch !== "." && ch !== "~") break; }
			x.lineTo(f.x + dx * d, f.y + dy * d);
		}
		x.closePath(); x.fill();
		x.strokeStyle = P.tone(5, 0.5); x.lineWidth = 1; x.stroke();
	}

	// [column, width, height] of the boss as it stands
	var BOSS = [null, [2, 1.08, 0.9], [3, 1.1, 0.94], [4, 1, 1], [5, 1, 1]];

	function draw_boss(v) {
		var b = v.boss, img = art("boss"), x = P.ctx, is = BOSS[b.st] || [Math.floor(P.frame / 14) % 2, 1, 1], dx = b.st === 1 && !P.calm ? Math.sin(P.frame * 0.9) * 1.2 : 0;
		if (b.st === 2 && P.frame % 3 === 0) P.part(b.x - b.vx * 12, b.y + 8, 0, -0.2, 20, P.tone(4, 0.8), 3);
		P.shadow(b.x, b.y + 13, 14);
		if (b.st === 1) arrow_on_floor(b);
		if (img) P.cell(img, is[0], 0, 32, b.x - 16 + dx, b.y - 19, b.face === 2, is[1], is[2]); else P.blob(b.x, b.y, 14, P.colour(5));
		if (b.st !== 3) return;
		stars(b.x, b.y - 17, 13);
		x.setLineDash([4, 3]); x.lineDashOffset = -P.frame / 4;
		circle(b.x, b.y, 20 + Math.sin(P.frame / 10) * 1.5, P.colour(3), 1.6);
		x.setLineDash([]);
	}

	function arrow_on_floor(b) {
		var i, d, x = P.ctx, n = Math.min(8, Math.floor((48 - b.tm) / 4) + 1), a = Math.atan2(b.vy, b.vx);
		for (i = 1; i <= n; i++) {
			d = 16 + i * 11;
			x.save(); x.translate(b.x + b.vx * d, b.y + b.vy * d); x.rotate(a);
			x.fillStyle = P.tone(5, 0.85); x.beginPath(); x.moveTo(4, 0); x.lineTo(-3, -4); x.lineTo(-1, 0); x.lineTo(-3, 4); x.fill();
			x.restore();
		}
	}

	function draw_ghosts(img) {
		var i, g;
		for (i = 0; i < ghosts.length; i++) {
			g = ghosts[i];
			if (--g.life < 0) continue;
			P.ctx.globalAlpha = g.life / 22;
			if (img) P.cell(img, 7, g.face, T, g.x - 8, g.y - 9);
		}
		P.ctx.globalAlpha = 1;
	}

	// Column of the hero's picture; leaves dust and shadows of a dash behind
	function hero_column(v, h) {
		if (v.scene === "lost" || h.sink > 0 || h.hurt > 0) return 6;
		if (h.dash > 0) {
			if (P.frame % 2 === 0) { ghosts.push({ x: h.x, y: h.y, face: h.face, life: 14 }); if (ghosts.length > 10) ghosts.shift(); }
			return 7;
		}
		if (h.walk < 1) return 4 + Math.floor(P.frame / 32) % 2;
		if (h.walk % 14 === 1) P.part(h.x, h.y + 6, -h.vx * 0.2, -0.1, 16, P.tone(4, 0.5), 1.6);
		return Math.floor(h.walk / 7) % 4;
	}

	function draw_hero(v) {
		var h = v.hero, img = art("hero"), x = P.ctx, sx = 1, sy = 1, y = h.y - 9, col;
		draw_ghosts(img);
		col = hero_column(v, h);
		if (h.sink > 0 && v.scene !== "lost") { sx = sy = h.sink / 26; y += (1 - sx) * 3; }
		else if (h.walk > 0 && col < 4 && col % 2 && !P.calm) y -= 0.7;
		if (P.squash > 0) { P.squash -= 0.07; sx += P.squash * 0.35; sy -= P.squash * 0.3; }
		if (h.dash > 0 && !P.calm) { sx = h.face > 1 ? 1.2 : 0.88; sy = h.face > 1 ? 0.86 : 1.16; }
		P.shadow(h.x, h.y + 6, 5.5 * Math.min(1, sx));
		if (h.safe > 12 && h.dash <= 0) {
			x.strokeStyle = P.tone(4, 0.35 + 0.25 * Math.sin(P.frame / 5)); x.lineWidth = 1.2;
			x.beginPath(); x.ellipse(h.x, h.y - 1, 10, 11, 0, 0, 7); x.stroke();
			x.globalAlpha = 0.72 + 0.2 * Math.sin(P.frame / 5);
		}
		if (img) P.cell(img, col, h.face, T, h.x - 8, y, false, sx, sy); else P.blob(h.x, h.y, 6, P.colour(4));
		x.globalAlpha = 1;
		if (h.rest > 0 && h.dash <= 0) { circle(h.x, h.y + 11, 3, P.tone(0, 0.5), 2.4); circle(h.x, h.y + 11, 3, P.colour(4), 1.4, -1.57, -1.57 + 6.283 * (1 - h.rest / h.rest_max)); }
	}

	function draw_bodies(v) {
		var list = [], i, f, o, items = art("items");
		for (i = 0; i < v.foes.length; i++) { f = v.foes[i]; if (!f.dead && !P.off_screen(f, v.stealth ? 130 : 20)) list.push([f.y, 1, f, i]); }
		list.push([v.hero.y, 0]);
		if (v.boss) list.push([v.boss.y + 8, 2]);
		list.sort(function (a, b) { return a[0] - b[0]; });
		for (i = 0; i < list.length; i++) {
			if (list[i][1] === 1) draw_foe(v, list[i][2], list[i][3]);
			else if (list[i][1] === 2) draw_boss(v);
			else draw_hero(v);
		}
		for (i = 0; i < v.shots.length; i++) {
			o = v.shots[i];
			P.shadow(o.x, o.y + 5, 3); P.blob(o.x, o.y - 1, 5, P.tone(5, 0.3));
			if (items) P.cell(items, 6 + (P.frame >> 4) % 2, 0, T, o.x - 8, o.y - 9); else { P.blob(o.x, o.y - 1, 3.5, P.colour(5)); P.blob(o.x, o.y - 1, 1.6, P.colour(4)); }
		}
	}

	function world(p, v) {
		P = p;
		hazards(v);
		draw_things(v);
		draw_items(v);
		draw_bodies(v);
	}

	/* ---- light ---- */

	function glow(x, y, r, strength) {
		var c = light.ctx, g = c.createRadialGradient(x, y, 0, x, y, r);
		g.addColorStop(0, "rgba(0,0,0," + strength + ")"); g.addColorStop(0.45, "rgba(0,0,0," + strength * 0.82 + ")"); g.addColorStop(1, "rgba(0,0,0,0)");
		c.fillStyle = g;
		c.fillRect(x - r, y - r, r * 2, r * 2);
	}

	function spot(x, y, r, strength) {
		x = (x - P.cam.x) / 2; y = (y - P.cam.y) / 2;
		if (x > -r && y > -r && x < light.width + r && y < light.height + r) glow(x, y, r / 2, strength);
	}

	function spots(v) {
		var i, o;
		spot(v.hero.x, v.hero.y, (v.darkness ? 62 + P.theme().light * 46 : 110) + (P.calm ? 0 : Math.sin(P.frame / 23) * 1.5) + v.wave * 3.2, 1);
		for (i = 0; i < v.items.length; i++) { o = v.items[i]; if (!o.got && o.k !== 1) spot(o.x, o.y, o.k === 0 ? 24 : 18, 0.9); }
		for (i = 0; i < v.shrines.length; i++) spot(v.shrines[i].x, v.shrines[i].y, v.shrines[i].lit ? 58 : 20, 0.9);
		for (i = 0; i < v.shots.length; i++) spot(v.shots[i].x, v.shots[i].y, 16, 0.8);
		if (v.exit.open) spot(v.exit.x, v.exit.y, 52, 0.9);
		if (v.boss) spot(v.boss.x, v.boss.y, 60, 0.7);
		for (i = 0; i < v.foes.length; i++) { o = v.foes[i]; if (!o.dead && v.darkness) spot(o.x, o.y - 2, 15, o.st > 0 ? 0.9 : 0.55); }
	}

	// Night as a sheet with holes, at a quarter of the points
	function over(p, v) {
		var s = p.size(), w = Math.ceil(s[0] / s[2] / 2), h = Math.ceil(s[1] / s[2] / 2), dark = v.darkness ? 0.9 : (1 - p.theme().light) * 0.55, x = p.ctx, c;
		if (dark <= 0.05) return;
		if (!light || light.width !== w || light.height !== h) { light = document.createElement("canvas"); light.width = w; light.height = h; light.ctx = light.getContext("2d"); }
		c = light.ctx;
		c.globalCompositeOperation = "source-over"; c.clearRect(0, 0, w, h);
		c.fillStyle = p.tone(0, dark); c.fillRect(0, 0, w, h);
		c.globalCompositeOperation = "destination-out";
		spots(v);
		x.save();
		x.setTransform(1, 0, 0, 1, 0, 0);
		x.imageSmoothingEnabled = true;
		x.drawImage(light, 0, 0, w * 2 * s[2], h * 2 * s[2]);
		x.restore();
	}

	/* ---- what is seen for events of this game alone ---- */

	function see(p, e, v) {
		var c = p.colour(3), d = p.colour(5), w = p.colour(4);
		switch (e.e) {
		case "level": ghosts = []; break;
		case "graze": p.ring(e.x, e.y, 6, 20, 20, w, 2); p.burst(e.x, e.y, 5, w, 1.4, 1.8, 1); energy = 1; break;
		case "pulse": p.ring(e.x, e.y, 6, e.n, 24, w, 4); p.ring(e.x, e.y, 2, e.n * 0.8, 30, c, 3); p.burst(e.x, e.y, 18, c, 3.2, 2); p.jolt(2); energy = 1; break;
		case "empty": energy = 1; break;
		case "stun": p.burst(e.x, e.y - 6, 5, c, 1, 1.6, 1); break;
		case "banish": p.pop(e.x, e.y - 12, p.words.pop_banish || "", w, 8); break;
		case "key": p.burst(e.x, e.y, 14, c, 1.7, 2, 1); p.ring(e.x, e.y, 4, 20, 24, c); p.pop(e.x, e.y - 4, p.words.pop_key || "", c, 9); break;
		case "shrine": p.burst(e.x, e.y - 4, 22, c, 1.9, 2, 1); p.ring(e.x, e.y, 4, 34, 34, c, 3); p.pop(e.x, e.y - 10, p.words.pop_shrine || "", w, 7); break;
		case "door": p.burst(e.x, e.y, 18, w, 1.8, 2.4); p.jolt(3); break;
		case "fizz": p.burst(e.x, e.y, 4, d, 0.9, 1.6); break;
		case "shot": p.ring(e.x, e.y, 4, 14, 14, d); break;
		case "sink": p.burst(e.x, e.y, 14, w, 1.6, 2); p.ring(e.x, e.y, 2, 14, 24, w); break;
		case "charge": p.burst(e.x, e.y + 10, 12, p.tone(4, 0.8), 1.6, 3); break;
		case "dizzy": p.burst(e.x, e.y, 16, w, 2.4, 2.6); if (e.n) p.jolt(6); break;
		case "bosshit": p.burst(e.x, e.y, 26, c, 2.8, 3, 1); p.ring(e.x, e.y, 10, 44, 26, w, 5); p.jolt(6); break;
		case "bossdead": p.burst(e.x, e.y, 60, c, 3.6, 3.4, 1); p.burst(e.x, e.y, 40, w, 2.6, 3); p.ring(e.x, e.y, 10, 120, 50, w, 6); p.jolt(8); break;
		}
	}

	/* ---- power, keys, boss, the way ---- */

	function hud(p, v, q, m) {
		var i, c = p.ctx, items = art("items"), k;
		energy *= 0.88; k = p.calm ? 1 : 1 + energy * 0.35;
		p.plate(m, m + q * 1.6, v.energy_max * q * 0.52 + q * 0.6, q * 0.9);
		for (i = 0; i < v.energy_max; i++) {
			if (i < v.energy) p.star(m + q * 0.56 + i * q * 0.52, m + q * 2.05, q * 0.3 * k, v.energy >= v.pulse_cost ? p.colour(3) : p.tone(4, 0.8));
			else { c.strokeStyle = p.tone(4, 0.5); c.lineWidth = q / 14; c.beginPath(); c.arc(m + q * 0.56 + i * q * 0.52, m + q * 2.05, q * 0.1, 0, 7); c.stroke(); }
		}
		k = m + q * (v.left >= 0 && p.size()[0] < q * 26 ? 4.3 : 2.7);      // below the time, where that stands at the side
		if (v.keys > 0 && items) p.plate(m, k, q * (0.5 + 1.2 * v.keys), q * 1.5);
		for (i = 0; i < v.keys && items; i++) c.drawImage(items, 0, 0, T, T, m + q * 0.25 + i * q * 1.2, k + q * 0.1, q * 1.3, q * 1.3);
		if (v.boss) p.bar(p.words.boss_name || "", v.boss.hp, v.boss_hp, q, p.colour(5));
		way(p, v, q);
	}

	function nearest(v) {
		var i, o, d, best = null, least = 1e9;
		for (i = 0; i < v.items.length; i++) {
			o = v.items[i];
			if (o.got || (o.k !== 0 && o.k !== 2)) continue;
			d = (o.x - v.hero.x) * (o.x - v.hero.x) + (o.y - v.hero.y) * (o.y - v.hero.y);
			if (d < least) { least = d; best = o; }
		}
		return best;
	}

	// An arrow to the open exit, or after a while without a find to the nearest thing
	function way(p, v, q) {
		var to = null;
		if (v.got !== last_got) { last_got = v.got; lost_for = 0; }
		lost_for++;
		if (v.scene !== "play") return;
		if (v.exit.open) to = v.exit;
		else if (lost_for > 420) { to = nearest(v); if (to && !p.off_screen(to, -12)) to = null; }
		if (to) p.compass(to, q);
	}

	return LudPaint.make({
		fit: null, pad: 16, behind: behind, ground: ground, world: world, over: over, see: see, hud: hud, follower: function () { return art("foe_patrol"); },
		reset: function () { ghosts = []; energy = 0; lost_for = 0; }
	});
}());
