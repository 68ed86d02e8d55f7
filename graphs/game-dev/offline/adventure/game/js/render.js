// SPDX-License-Identifier: CC0-1.0
// Draws what view(S) says: pixel art scaled by whole numbers, light, particles, the HUD. Knows no rules.
var LudRender = (function () {
	"use strict";

	var T = 16, canvas, ctx, W = 0, H = 0, S = 3, dpr = 1, images = {}, theme = {}, pal = [], calm = false, frame = 0, words = {};
	var cam = { x: 0, y: 0, ready: false }, shake = 0, parts = [], pops = [], rings = [], weather = [], bump = { items: 0, score: 0, lives: 0, energy: 0 };
	var ground = null, ground_of = null, light = null, shown_score = 0, last_got = 0, squash = 0, flying = [], counter = [0, 0], hit_at = -999, ghosts = [], rgb = [];
	var TINTS = ["", "#3b5bd9", "#d98a3b", "#8c3bd9", "#d93b5b"];

	function art(key) { return images[key]; }

	function hex(c) {
		var n = parseInt(c.slice(1), 16);
		return [n >> 16 & 255, n >> 8 & 255, n & 255];
	}

	function tone(i, alpha) { var c = rgb[Math.min(i, rgb.length - 1)]; return "rgba(" + c[0] + "," + c[1] + "," + c[2] + "," + alpha + ")"; }

	function lum(c) { return c[0] * 0.3 + c[1] * 0.59 + c[2] * 0.11; }

	/* ---- loading ---- */

	function load(assets, done) {
		var keys = [], k, left;
		function one(key) {
			var img = new Image();
			img.onload = function () { images[key] = img; back = null; ground_of = null; if (--left === 0) done(); };
			img.onerror = function () { if (--left === 0) done(); };
			img.src = assets[key].file;
		}
		for (k in assets) if (assets[k].type !== "wav") keys.push(k);
		left = keys.length;
		if (!left) done();
		for (k = 0; k < keys.length; k++) one(keys[k]);
	}

	function set_theme(t) {
		theme = t || {};
		pal = theme.palette && theme.palette.length >= 5 ? theme.palette.slice() : ["#1b1430", "#3a2a5c", "#7a5cc0", "#f2d06b", "#fff6df"];
		if (pal.length < 6) pal.push("#ff6b6b");
		rgb = pal.map(hex);
		if (lum(rgb[0]) < 8) { rgb[0] = [rgb[0][0] + 14, rgb[0][1] + 12, rgb[0][2] + 22]; pal[0] = "#" + rgb[0].map(function (v) { return ("0" + v.toString(16)).slice(-2); }).join(""); }
		if (theme.light === undefined) theme.light = 0.7;
		back = null;
	}

	function resize() {
		dpr = Math.min(3, window.devicePixelRatio || 1);
		W = canvas.width = Math.max(200, Math.round(window.innerWidth * dpr));
		H = canvas.height = Math.max(200, Math.round(window.innerHeight * dpr));
		S = Math.max(1, Math.round(Math.sqrt(W * H) / 240));
		while (S > 1 && (W / S < 184 || H / S < 160)) S--;
		light = null; weather = []; back = null; cam.ready = false;
	}

	/* ---- small tools ---- */

	function cell(img, col, row, size, x, y, flip, sx, sy) {
		var w = size * (sx || 1), h = size * (sy || 1);
		x = Math.round(x * S) / S; y = Math.round(y * S) / S;
		if (!flip) { ctx.drawImage(img, col * size, row * size, size, size, x + (size - w) / 2, y + size - h, w, h); return; }
		ctx.save();
		ctx.translate(x + size, y);
		ctx.scale(-1, 1);
		ctx.drawImage(img, col * size, row * size, size, size, (size - w) / 2, size - h, w, h);
		ctx.restore();
	}

	function blob(x, y, r, colour) {
		ctx.fillStyle = colour;
		ctx.beginPath(); ctx.arc(x, y, r, 0, 7); ctx.fill();
	}

	function shadow(x, y, w) {
		ctx.fillStyle = tone(0, 0.35);
		ctx.beginPath(); ctx.ellipse(x, y, w, w * 0.42, 0, 0, 7); ctx.fill();
	}

	function font(px, weight) {
		ctx.font = (weight || 800) + " " + px + "px ui-rounded, 'Hiragino Maru Gothic ProN', 'Noto Sans CJK JP', 'Noto Sans JP', 'Yu Gothic', 'Segoe UI', system-ui, sans-serif";
	}

	function label(text, x, y, px, colour, align) {
		font(px);
		ctx.textAlign = align || "left"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
		ctx.lineWidth = px * 0.28; ctx.strokeStyle = pal[0]; ctx.strokeText(text, x, y);
		ctx.fillStyle = colour; ctx.fillText(text, x, y);
	}

	function part(x, y, vx, vy, life, colour, size, kind) {
		if (parts.length > 260) parts.shift();
		parts.push({ x: x, y: y, vx: vx, vy: vy, life: life, max: life, colour: colour, size: size, kind: kind || 0 });
	}

	function burst(x, y, n, colour, speed, size, kind) {
		var i, a, v;
		if (calm) n = Math.ceil(n / 3);
		for (i = 0; i < n; i++) { a = Math.random() * 6.283; v = speed * (0.4 + Math.random() * 0.6); part(x, y, Math.cos(a) * v, Math.sin(a) * v, 18 + Math.random() * 18, colour, size || 2, kind); }
	}

	function ring(x, y, r0, r1, life, colour, width) { rings.push({ x: x, y: y, r0: r0, r1: r1, t: 0, life: life, colour: colour, width: width || 2 }); }

	function pop(x, y, text, colour, size) { if (pops.length > 14) pops.shift(); pops.push({ x: x, y: y, text: text, colour: colour, t: 0, size: size || 7 }); }

	function jolt(n) { if (!calm) shake = Math.max(shake, n); }

	/* ---- the ground, drawn once a level ---- */

	function solid_sign(map, c, r) { return r < 0 || c < 0 || r >= map.length || c >= map[0].length || map[r].charAt(c) === "#"; }

	function noise(c, r) { var n = (c * 374761 + r * 668265 + c * r * 97) % 1013; return (n * n * 7 + n * 31) % 1009; }

	function paint_ground(level) {
		var map = level.map, pad = 16, w = map[0].length, h = map.length, c, r, ch, m, n, tiles = art("tiles"), things = art("things"), keep = ctx, i;
		ground = document.createElement("canvas");
		ground.width = (w + pad * 2) * T; ground.height = (h + pad * 2) * T;
		ctx = ground.getContext("2d");
		ctx.imageSmoothingEnabled = false;
		ctx.translate(pad * T, pad * T);
		for (r = -pad; r < h + pad; r++) for (c = -pad; c < w + pad; c++) {
			n = noise(c + 20, r + 20);
			if (solid_sign(map, c, r)) {
				m = (solid_sign(map, c, r - 1) ? 1 : 0) + (solid_sign(map, c + 1, r) ? 2 : 0) + (solid_sign(map, c, r + 1) ? 4 : 0) + (solid_sign(map, c - 1, r) ? 8 : 0);
				if (tiles) ctx.drawImage(tiles, (m % 8) * T, (2 + (m >> 3)) * T, T, T, c * T, r * T, T, T);
				else { ctx.fillStyle = pal[1]; ctx.fillRect(c * T, r * T, T, T); }
				continue;
			}
			ch = map[r].charAt(c);
			if (ch === "~") { ctx.fillStyle = pal[0]; ctx.fillRect(c * T, r * T, T, T); continue; }
			if (tiles) ctx.drawImage(tiles, (solid_sign(map, c, r - 1) ? 4 + n % 4 : n % 11 === 0 || ch === "," && n % 2 ? 4 + n % 4 : n % 4) * T, solid_sign(map, c, r - 1) ? T : 0, T, T, c * T, r * T, T, T);
			else { ctx.fillStyle = pal[2]; ctx.fillRect(c * T, r * T, T, T); }
			if (ch === "," && things && n % 3 < 2) ctx.drawImage(things, (5 + n % 3) * T, T, T, T, c * T, r * T, T, T);
			if (solid_sign(map, c, r - 1)) { ctx.fillStyle = tone(0, 0.22); ctx.fillRect(c * T, r * T, T, 3); }
			if (solid_sign(map, c - 1, r)) { ctx.fillStyle = tone(0, 0.16); ctx.fillRect(c * T, r * T, 2, T); }
		}
		// rim light around what can be walked on, so that walls read at once
		for (r = 0; r < h; r++) for (c = 0; c < w; c++) if (solid_sign(map, c, r)) {
			ctx.fillStyle = tone(4, 0.16);
			if (!solid_sign(map, c - 1, r)) ctx.fillRect(c * T, r * T, 1, T);
			if (!solid_sign(map, c + 1, r)) ctx.fillRect(c * T + T - 1, r * T, 1, T);
			if (!solid_sign(map, c, r - 1)) ctx.fillRect(c * T, r * T, T, 1);
		}
		i = (level.tint || 0) % TINTS.length;
		if (TINTS[i]) { ctx.globalCompositeOperation = "soft-light"; ctx.globalAlpha = 0.42; ctx.fillStyle = TINTS[i]; ctx.fillRect(-pad * T, -pad * T, ground.width, ground.height); }
		ground.pad = pad;
		ctx = keep;
		ground_of = level;
	}

	function hazards(v) {
		var rows = v.grid.rows, c, r, x0 = Math.floor(cam.x / T), y0 = Math.floor(cam.y / T), x1 = x0 + Math.ceil(W / S / T) + 1, y1 = y0 + Math.ceil(H / S / T) + 1, tiles = art("tiles");
		var f = Math.floor(frame / (calm ? 30 : 13)) % 4, x, y;
		for (r = Math.max(0, y0); r < Math.min(rows.length, y1); r++) for (c = Math.max(0, x0); c < Math.min(rows[0].length, x1); c++) {
			if (rows[r].charAt(c) !== "~") continue;
			x = c * T; y = r * T;
			if (tiles) ctx.drawImage(tiles, ((f + (c + r) % 2 * 2) % 4) * T, T, T, T, x, y, T, T);
			else { ctx.fillStyle = tone(5, 0.7); ctx.fillRect(x, y, T, T); }
			ctx.fillStyle = tone(4, 0.55);
			if (rows[r + 1].charAt(c) !== "~") ctx.fillRect(x, y + T - 1, T, 1);
			if (rows[r].charAt(c - 1) !== "~") ctx.fillRect(x, y, 1, T);
			if (rows[r].charAt(c + 1) !== "~") ctx.fillRect(x + T - 1, y, 1, T);
			if (rows[r - 1].charAt(c) !== "~") { ctx.fillStyle = tone(0, 0.45); ctx.fillRect(x, y, T, 4); ctx.fillStyle = tone(4, 0.3); ctx.fillRect(x, y, T, 1); }
		}
	}

	/* ---- things and bodies ---- */

	function draw_things(v) {
		var i, o, img = art("things"), f = Math.floor(frame / 11);
		o = v.exit;
		if (o.open) { blob(o.x, o.y, 13 + Math.sin(frame / 18) * 1.5, tone(3, 0.25)); blob(o.x, o.y, 9, tone(4, 0.2)); }
		if (img) cell(img, o.open ? 1 + f % 4 : 0, 1, T, o.x - 8, o.y - 8); else { ctx.fillStyle = o.open ? pal[3] : pal[1]; ctx.fillRect(o.x - 7, o.y - 7, 14, 14); }
		if (o.open && frame % (calm ? 16 : 6) === 0) part(o.x + Math.random() * 14 - 7, o.y + 6, 0, -0.35, 34, pal[3], 1.5);
		for (i = 0; i < v.shrines.length; i++) {
			o = v.shrines[i];
			shadow(o.x, o.y + 6, 7);
			if (img) cell(img, o.lit ? 1 + f % 3 : 0, 0, T, o.x - 8, o.y - 9); else blob(o.x, o.y, 6, o.lit ? pal[3] : pal[1]);
		}
		for (i = 0; i < v.doors.length; i++) {
			o = v.doors[i];
			if (o.open) { ctx.globalAlpha = 0.55; if (img) cell(img, 5, 0, T, o.x - 8, o.y - 8); ctx.globalAlpha = 1; continue; }
			if (img) cell(img, 4, 0, T, o.x - 8, o.y - 8); else { ctx.fillStyle = pal[3]; ctx.fillRect(o.x - 8, o.y - 8, T, T); }
			if (Math.abs(o.x - v.hero.x) < 44 && Math.abs(o.y - v.hero.y) < 44) bubble(o.x, o.y - 15, v.keys > 0 ? 0 : 1);
		}
	}

	// A small speech bubble with a key; crossed out when there is none
	function bubble(x, y, missing) {
		var items = art("items");
		y += Math.sin(frame / 14);
		ctx.fillStyle = pal[4];
		round(x - 8, y - 7, 16, 14, 4); ctx.fill();
		ctx.beginPath(); ctx.moveTo(x - 3, y + 6); ctx.lineTo(x + 3, y + 6); ctx.lineTo(x, y + 10); ctx.fill();
		if (items) ctx.drawImage(items, 0, 0, T, T, x - 6, y - 6, 12, 12);
		if (missing) { ctx.strokeStyle = pal[5]; ctx.lineWidth = 1.6; ctx.beginPath(); ctx.moveTo(x - 5, y + 4); ctx.lineTo(x + 5, y - 4); ctx.stroke(); }
	}

	function round(x, y, w, h, r) {
		ctx.beginPath();
		ctx.moveTo(x + r, y); ctx.arcTo(x + w, y, x + w, y + h, r); ctx.arcTo(x + w, y + h, x, y + h, r); ctx.arcTo(x, y + h, x, y, r); ctx.arcTo(x, y, x + w, y, r); ctx.closePath();
	}

	function draw_items(v) {
		var i, o, y, img = art("collectable"), items = art("items"), f = Math.floor(frame / 9);
		for (i = 0; i < v.items.length; i++) {
			o = v.items[i];
			if (o.got || off_screen(o, 16)) continue;
			if (o.k === 1) {
				blob(o.x, o.y, 3.4, tone(0, 0.3));
				if (items) cell(items, 4 + ((f + i) % 4 === 0 ? 1 : 0), 0, T, o.x - 8, o.y - 8); else blob(o.x, o.y, 2, pal[4]);
				continue;
			}
			y = o.y - 1.5 + Math.sin(frame / 17 + i * 1.7) * (calm ? 0.4 : 1.7);
			shadow(o.x, o.y + 6, 4.5);
			if (o.k === 0) {
				blob(o.x, y, 9 + Math.sin(frame / 21 + i) * 0.7, tone(3, 0.16));
				if (img) cell(img, Math.max(0, (f + i * 3) % 12 - 8), 0, T, o.x - 8, y - 8); else blob(o.x, y, 5, pal[3]);
				if (!calm && (frame + i * 23) % 70 === 0) part(o.x + Math.random() * 10 - 5, y - 4, 0, -0.15, 26, pal[4], 1.6, 1);
			} else if (items) cell(items, o.k === 2 ? (f >> 1) % 2 : 2, 0, T, o.x - 8, y - 8);
			else blob(o.x, y, 4, o.k === 2 ? pal[3] : pal[5]);
		}
	}

	function off_screen(o, m) { return o.x < cam.x - m || o.y < cam.y - m || o.x > cam.x + W / S + m || o.y > cam.y + H / S + m; }

	function stars(x, y, r) {
		var i, a;
		for (i = 0; i < 3; i++) { a = frame / 12 + i * 2.094; star(x + Math.cos(a) * r, y + Math.sin(a) * r * 0.4, 2.6, pal[3]); }
	}

	function star(x, y, r, colour) {
		ctx.fillStyle = colour;
		ctx.beginPath(); ctx.moveTo(x, y - r); ctx.lineTo(x + r * 0.35, y - r * 0.35); ctx.lineTo(x + r, y); ctx.lineTo(x + r * 0.35, y + r * 0.35); ctx.lineTo(x, y + r);
		ctx.lineTo(x - r * 0.35, y + r * 0.35); ctx.lineTo(x - r, y); ctx.lineTo(x - r * 0.35, y - r * 0.35); ctx.fill();
	}

	function foe_art(k) { return k === 0 ? art("foe_patrol") : k === 1 ? art("foe_chase") : k === 2 ? art("foe_drift") : art("foe_turret"); }

	function draw_foe(v, f, i) {
		var img = foe_art(f.k), col = Math.floor(frame / 9 + i * 1.3) % 4, y = f.y - 9, sy = 1, asleep = f.k === 1 && f.st === 0 && !v.stealth && f.stun <= 0;
		if (f.stun > 0) col = 5;
		else if (f.k === 1 && f.st === 1 || f.k === 3 && f.st === 1) col = 4;
		else if (f.k === 1 && f.st === 0 && !v.stealth) { col = 0; sy = 1 + Math.sin(frame / 26 + i) * 0.04; }
		if (f.k === 2) y += Math.sin(frame / 13 + i) * 2 - 3;
		if (f.k === 1 && f.st === 1) y -= Math.abs(Math.sin(frame / 5)) * 3;
		shadow(f.x, f.y + 6, f.k === 2 ? 4.5 : 6);
		if (f.k === 1 && v.stealth && f.st === 0 && f.stun <= 0) cone(v, f);
		if (f.k === 3 && f.st === 1 && f.stun <= 0) { ctx.strokeStyle = tone(5, 0.9); ctx.lineWidth = 1.4; ctx.beginPath(); ctx.arc(f.x, f.y, 5 + f.tm * 0.3, 0, 7); ctx.stroke(); }
		if (img) cell(img, col, 0, T, f.x - 8, y, f.face === 2, f.k === 3 && f.st === 1 ? 1.08 : 1 / sy, f.k === 3 && f.st === 1 ? 1.12 : sy);
		else { blob(f.x, f.y, 6, pal[5]); }
		if (f.stun > 0) { stars(f.x, f.y - 9, 7); if (f.stun < 50) { ctx.strokeStyle = tone(4, 0.8); ctx.lineWidth = 1.2; ctx.beginPath(); ctx.arc(f.x, f.y, 9, -1.57, -1.57 + f.stun / 50 * 6.283); ctx.stroke(); } }
		if (asleep && Math.floor(frame / 40 + i) % 3 < 2) label("z", f.x + 7, f.y - 9 - (frame + i * 17) % 40 / 10, 5.5, tone(4, 0.9), "center");
		if (f.k === 1 && f.st === 1) label("!", f.x, f.y - 15, 11, pal[5], "center");
		if (f.k === 1 && f.st === 3) label("?", f.x, f.y - 14, 9, pal[4], "center");
	}

	function cone(v, f) {
		var a = f.face === 0 ? 1.571 : f.face === 1 ? -1.571 : f.face === 2 ? 3.1416 : 0, rows = v.grid.rows, i, d, dx, dy, ch;
		ctx.fillStyle = tone(5, 0.22);
		ctx.beginPath(); ctx.moveTo(f.x, f.y);
		for (i = -8; i <= 8; i++) {
			dx = Math.cos(a + i * 0.1159); dy = Math.sin(a + i * 0.1159);
			for (d = 6; d < v.chase_range; d += 4) { ch = (rows[Math.floor((f.y + dy * d) / T)] || "").charAt(Math.floor((f.x + dx * d) / T)); if (ch !== "." && ch !== "~") break; }
			ctx.lineTo(f.x + dx * d, f.y + dy * d);
		}
		ctx.closePath(); ctx.fill();
		ctx.strokeStyle = tone(5, 0.5); ctx.lineWidth = 1; ctx.stroke();
	}

	function draw_boss(v) {
		var b = v.boss, img = art("boss"), col = Math.floor(frame / 14) % 2, sx = 1, sy = 1, dx = 0;
		if (b.st === 1) { col = 2; sy = 0.9; sx = 1.08; if (!calm) dx = Math.sin(frame * 0.9) * 1.2; }
		else if (b.st === 2) { col = 3; sx = 1.1; sy = 0.94; if (frame % 3 === 0) part(b.x - b.vx * 12, b.y + 8, 0, -0.2, 20, tone(4, 0.8), 3); }
		else if (b.st === 3) col = 4;
		else if (b.st === 4) col = 5;
		shadow(b.x, b.y + 13, 14);
		if (b.st === 1) arrow_on_floor(b);
		if (img) cell(img, col, 0, 32, b.x - 16 + dx, b.y - 19, b.face === 2, sx, sy); else blob(b.x, b.y, 14, pal[5]);
		if (b.st === 3) {
			stars(b.x, b.y - 17, 13);
			ctx.strokeStyle = pal[3]; ctx.lineWidth = 1.6; ctx.setLineDash([4, 3]); ctx.lineDashOffset = -frame / 4;
			ctx.beginPath(); ctx.arc(b.x, b.y, 20 + Math.sin(frame / 10) * 1.5, 0, 7); ctx.stroke(); ctx.setLineDash([]);
		}
	}

	function arrow_on_floor(b) {
		var i, d, x, y, n = Math.min(8, Math.floor((48 - b.tm) / 4) + 1), a = Math.atan2(b.vy, b.vx);
		for (i = 1; i <= n; i++) {
			d = 16 + i * 11; x = b.x + b.vx * d; y = b.y + b.vy * d;
			ctx.save(); ctx.translate(x, y); ctx.rotate(a);
			ctx.fillStyle = tone(5, 0.85); ctx.beginPath(); ctx.moveTo(4, 0); ctx.lineTo(-3, -4); ctx.lineTo(-1, 0); ctx.lineTo(-3, 4); ctx.fill();
			ctx.restore();
		}
	}

	function draw_hero(v) {
		var h = v.hero, img = art("hero"), col, sx = 1, sy = 1, i, g, k, y = h.y - 9;
		for (i = 0; i < ghosts.length; i++) {
			g = ghosts[i];
			if (--g.life < 0) continue;
			ctx.globalAlpha = g.life / 22;
			if (img) cell(img, 7, g.face === 0 ? 0 : g.face === 1 ? 1 : g.face, T, g.x - 8, g.y - 9);
		}
		ctx.globalAlpha = 1;
		if (v.scene === "lost") col = 6;
		else if (h.sink > 0) { k = h.sink / 26; sx = sy = k; col = 6; y += (1 - k) * 3; }
		else if (h.hurt > 0) col = 6;
		else if (h.dash > 0) { col = 7; if (frame % 2 === 0) { ghosts.push({ x: h.x, y: h.y, face: h.face, life: 14 }); if (ghosts.length > 10) ghosts.shift(); } }
		else if (h.walk > 0) { col = Math.floor(h.walk / 7) % 4; if (h.walk % 14 === 1) part(h.x, h.y + 6, -h.vx * 0.2, -0.1, 16, tone(4, 0.5), 1.6); if (!calm && col % 2) y -= 0.7; }
		else col = 4 + Math.floor(frame / 32) % 2;
		if (squash > 0) { squash -= 0.07; sx += squash * 0.35; sy -= squash * 0.3; }
		if (h.dash > 0 && !calm) { if (h.face > 1) { sx = 1.2; sy = 0.86; } else { sx = 0.88; sy = 1.16; } }
		shadow(h.x, h.y + 6, 5.5 * Math.min(1, sx));
		if (h.safe > 12 && h.dash <= 0) {
			ctx.strokeStyle = tone(4, 0.35 + 0.25 * Math.sin(frame / 5)); ctx.lineWidth = 1.2;
			ctx.beginPath(); ctx.ellipse(h.x, h.y - 1, 10, 11, 0, 0, 7); ctx.stroke();
			ctx.globalAlpha = 0.72 + 0.2 * Math.sin(frame / 5);
		}
		if (img) cell(img, col, h.face, T, h.x - 8, y, false, sx, sy); else blob(h.x, h.y, 6, pal[4]);
		ctx.globalAlpha = 1;
		if (h.rest > 0 && h.dash <= 0) {
			ctx.strokeStyle = tone(0, 0.5); ctx.lineWidth = 2.4; ctx.beginPath(); ctx.arc(h.x, h.y + 11, 3, 0, 7); ctx.stroke();
			ctx.strokeStyle = pal[4]; ctx.lineWidth = 1.4; ctx.beginPath(); ctx.arc(h.x, h.y + 11, 3, -1.57, -1.57 + 6.283 * (1 - h.rest / h.rest_max)); ctx.stroke();
		}
	}

	function draw_bodies(v) {
		var list = [], i, f, o, items = art("items");
		for (i = 0; i < v.foes.length; i++) { f = v.foes[i]; if (!f.dead && !off_screen(f, v.stealth ? 130 : 20)) list.push([f.y, 1, f, i]); }
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
			shadow(o.x, o.y + 5, 3);
			blob(o.x, o.y - 1, 5, tone(5, 0.3));
			if (items) cell(items, 6 + (frame >> 4) % 2, 0, T, o.x - 8, o.y - 9); else { blob(o.x, o.y - 1, 3.5, pal[5]); blob(o.x, o.y - 1, 1.6, pal[4]); }
		}
	}

	/* ---- particles ---- */

	function draw_parts() {
		var i, p, n = 0, r, k;
		for (i = 0; i < parts.length; i++) {
			p = parts[i];
			if (--p.life <= 0) continue;
			p.x += p.vx; p.y += p.vy; p.vx *= 0.93; p.vy *= 0.93;
			ctx.globalAlpha = Math.min(1, p.life / p.max * 1.6);
			if (p.kind === 1) star(p.x, p.y, p.size * 1.6, p.colour);
			else { ctx.fillStyle = p.colour; k = p.size * (0.4 + 0.6 * p.life / p.max); ctx.fillRect(p.x - k / 2, p.y - k / 2, k, k); }
			parts[n++] = p;
		}
		parts.length = n;
		ctx.globalAlpha = 1;
		for (i = 0, n = 0; i < rings.length; i++) {
			r = rings[i]; k = ++r.t / r.life;
			if (k >= 1) continue;
			k = 1 - (1 - k) * (1 - k);
			ctx.globalAlpha = 1 - k;
			ctx.strokeStyle = r.colour; ctx.lineWidth = r.width * (1.3 - k);
			ctx.beginPath(); ctx.arc(r.x, r.y, r.r0 + (r.r1 - r.r0) * k, 0, 7); ctx.stroke();
			rings[n++] = r;
		}
		rings.length = n;
		ctx.globalAlpha = 1;
	}

	function draw_pops() {
		var i, p, n = 0, k;
		for (i = 0; i < pops.length; i++) {
			p = pops[i]; p.t++;
			if (p.t > 52) continue;
			k = Math.min(1, p.t / 8);
			ctx.globalAlpha = p.t > 36 ? (52 - p.t) / 16 : 1;
			label(p.text, p.x, p.y - 8 - 10 * (1 - (1 - p.t / 52) * (1 - p.t / 52)), p.size * (0.6 + 0.4 * k + (calm ? 0 : 0.3 * Math.sin(k * 3.14))), p.colour, "center");
			pops[n++] = p;
		}
		pops.length = n;
		ctx.globalAlpha = 1;
	}

	// What is seen for each event of the rules
	function see(e, v) {
		var c = pal[3];
		switch (e.e) {
		case "level": parts = []; pops = []; rings = []; ghosts = []; cam.ready = false; shown_score = v.score; break;
		case "item": burst(e.x, e.y, 10 + Math.min(8, e.n * 2), c, 1.9, 2.2, 1); ring(e.x, e.y, 4, 17, 20, pal[4]); flying.push({ x: (e.x - cam.x) * S, y: (e.y - cam.y) * S, t: 0 }); squash = 0.5; break;
		case "mote": burst(e.x, e.y, 3, pal[4], 0.9, 1.4); break;
		case "score": bump.score = 1; pop(e.x, e.y - 4, "+" + e.n, v.combo > 1 ? c : pal[4], 7 + Math.min(4, v.combo)); break;
		case "hurt": burst(e.x, e.y, 16, pal[5], 2.3, 2.6); ring(e.x, e.y, 3, 24, 18, pal[5], 3); jolt(5); bump.lives = 1; hit_at = frame; break;
		case "dash": burst(e.x, e.y + 5, 7, tone(4, 0.7), 1.1, 2.2); squash = 0; break;
		case "graze": ring(e.x, e.y, 6, 20, 20, pal[4], 2); burst(e.x, e.y, 5, pal[4], 1.4, 1.8, 1); bump.energy = 1; break;
		case "pulse": ring(e.x, e.y, 6, e.n, 24, pal[4], 4); ring(e.x, e.y, 2, e.n * 0.8, 30, c, 3); burst(e.x, e.y, 18, c, 3.2, 2); jolt(2); bump.energy = 1; break;
		case "stun": burst(e.x, e.y - 6, 5, c, 1, 1.6, 1); break;
		case "banish": burst(e.x, e.y, 20, pal[4], 2.4, 2.8); burst(e.x, e.y, 8, c, 1.5, 2, 1); ring(e.x, e.y, 4, 24, 20, pal[4], 3); pop(e.x, e.y - 12, words.pop_banish || "", pal[4], 8); jolt(3); break;
		case "key": burst(e.x, e.y, 14, c, 1.7, 2, 1); ring(e.x, e.y, 4, 20, 24, c); pop(e.x, e.y - 4, words.pop_key || "", c, 9); break;
		case "heart": burst(e.x, e.y, 14, pal[5], 1.6, 2.4); pop(e.x, e.y - 4, words.pop_heart || "", pal[5], 9); bump.lives = 1; break;
		case "shrine": burst(e.x, e.y - 4, 22, c, 1.9, 2, 1); ring(e.x, e.y, 4, 34, 34, c, 3); pop(e.x, e.y - 10, words.pop_shrine || "", pal[4], 7); bump.lives = 1; break;
		case "door": burst(e.x, e.y, 18, pal[4], 1.8, 2.4); jolt(3); break;
		case "exit": ring(e.x, e.y, 4, 50, 46, c, 4); burst(e.x, e.y, 26, c, 2.2, 2.4, 1); pop(v.hero.x, v.hero.y - 12, words.pop_exit || "", c, 8); jolt(2); break;
		case "fizz": burst(e.x, e.y, 4, pal[5], 0.9, 1.6); break;
		case "shot": ring(e.x, e.y, 4, 14, 14, pal[5]); break;
		case "sink": burst(e.x, e.y, 14, pal[4], 1.6, 2); ring(e.x, e.y, 2, 14, 24, pal[4]); break;
		case "charge": burst(e.x, e.y + 10, 12, tone(4, 0.8), 1.6, 3); break;
		case "dizzy": burst(e.x, e.y, 16, pal[4], 2.4, 2.6); if (e.n) jolt(6); break;
		case "bosshit": burst(e.x, e.y, 26, c, 2.8, 3, 1); ring(e.x, e.y, 10, 44, 26, pal[4], 5); jolt(6); break;
		case "bossdead": burst(e.x, e.y, 60, c, 3.6, 3.4, 1); burst(e.x, e.y, 40, pal[4], 2.6, 3); ring(e.x, e.y, 10, 120, 50, pal[4], 6); jolt(8); break;
		case "clear": case "won": burst(e.x, e.y, 40, c, 3, 2.6, 1); ring(e.x, e.y, 4, 60, 40, pal[4], 4); break;
		case "empty": bump.energy = 1; break;
		}
	}

	/* ---- light and weather ---- */

	function glow(x, y, r, strength) {
		var g = light.ctx.createRadialGradient(x, y, 0, x, y, r);
		g.addColorStop(0, "rgba(0,0,0," + strength + ")"); g.addColorStop(0.45, "rgba(0,0,0," + strength * 0.82 + ")"); g.addColorStop(1, "rgba(0,0,0,0)");
		light.ctx.fillStyle = g;
		light.ctx.fillRect(x - r, y - r, r * 2, r * 2);
	}

	function draw_light(v) {
		var w = Math.ceil(W / S / 2), h = Math.ceil(H / S / 2), dark = v.darkness ? 0.9 : (1 - theme.light) * 0.55, i, o, r, lx;
		function spot(x, y, rr, s) { x = (x - cam.x) / 2; y = (y - cam.y) / 2; if (x > -rr && y > -rr && x < w + rr && y < h + rr) glow(x, y, rr / 2, s); }
		if (!light) {
			light = document.createElement("canvas"); light.width = w; light.height = h; light.ctx = light.getContext("2d");
			i = light.edge = light.ctx.createRadialGradient(w / 2, h / 2, Math.min(w, h) * 0.5, w / 2, h / 2, Math.sqrt(w * w + h * h) * 0.58);
			i.addColorStop(0, tone(0, 0)); i.addColorStop(1, tone(0, 0.5));
		}
		lx = light.ctx;
		lx.globalCompositeOperation = "source-over"; lx.clearRect(0, 0, w, h);
		if (dark > 0.05) {
			lx.fillStyle = tone(0, dark); lx.fillRect(0, 0, w, h);
			lx.globalCompositeOperation = "destination-out";
			r = (v.darkness ? 62 + theme.light * 46 : 110) + (calm ? 0 : Math.sin(frame / 23) * 1.5) + v.wave * 3.2;
			spot(v.hero.x, v.hero.y, r, 1);
			for (i = 0; i < v.items.length; i++) { o = v.items[i]; if (!o.got && o.k !== 1) spot(o.x, o.y, o.k === 0 ? 24 : 18, 0.9); }
			for (i = 0; i < v.shrines.length; i++) spot(v.shrines[i].x, v.shrines[i].y, v.shrines[i].lit ? 58 : 20, 0.9);
			for (i = 0; i < v.shots.length; i++) spot(v.shots[i].x, v.shots[i].y, 16, 0.8);
			if (v.exit.open) spot(v.exit.x, v.exit.y, 52, 0.9);
			if (v.boss) spot(v.boss.x, v.boss.y, 60, 0.7);
			for (i = 0; i < v.foes.length; i++) { o = v.foes[i]; if (!o.dead && v.darkness) spot(o.x, o.y - 2, 15, o.st > 0 ? 0.9 : 0.55); }
			lx.globalCompositeOperation = "source-over";
		}
		lx.fillStyle = light.edge; lx.fillRect(0, 0, w, h);
		ctx.imageSmoothingEnabled = true;
		ctx.drawImage(light, 0, 0, w * 2 * S, h * 2 * S);
		ctx.imageSmoothingEnabled = false;
		if (v.lives === 1 && v.scene === "play") {
			i = ctx.createRadialGradient(W / 2, H / 2, Math.min(W, H) * 0.42, W / 2, H / 2, Math.max(W, H) * 0.6);
			i.addColorStop(0, tone(5, 0)); i.addColorStop(1, tone(5, 0.26 + (calm ? 0 : 0.1 * Math.sin(frame / 12))));
			ctx.fillStyle = i; ctx.fillRect(0, 0, W, H);
		}
		if (frame - hit_at < 26) {
			i = ctx.createRadialGradient(W / 2, H / 2, Math.min(W, H) * 0.3, W / 2, H / 2, Math.max(W, H) * 0.62);
			i.addColorStop(0, tone(5, 0)); i.addColorStop(1, tone(5, 0.5 * (1 - (frame - hit_at) / 26)));
			ctx.fillStyle = i; ctx.fillRect(0, 0, W, H);
		}
	}

	var WEATHER = {
		rain: [70, 0.6, 5.2, 1, 4], snow: [60, 0.3, 0.55, 1.6, 4], embers: [42, 0.15, -0.5, 1.5, 3], stars: [40, 0.05, 0.06, 1.3, 4], leaves: [22, 0.5, 0.45, 2.4, 2], bubbles: [30, 0, -0.4, 2, 4]
	};

	function draw_weather(ox, oy, calmer) {
		var kind = WEATHER[theme.weather] ? theme.weather : "", k = WEATHER[kind], n, i, p, w = W / S, h = H / S, x, y;
		if (!k) return;
		n = Math.round(k[0] * Math.min(1.6, w * h / 60000) * (calm ? 0.35 : 1));
		while (weather.length < n) weather.push({ x: Math.random() * w, y: Math.random() * h, s: 0.6 + Math.random() * 0.8, a: Math.random() * 6.28 });
		for (i = 0; i < n; i++) {
			p = weather[i]; p.a += 0.02;
			p.x += k[1] * p.s + (kind === "rain" ? 0 : Math.sin(p.a) * 0.25); p.y += k[2] * p.s;
			x = ((p.x - ox * p.s) % w + w) % w; y = ((p.y - oy * p.s) % h + h) % h;
			ctx.globalAlpha = (kind === "stars" ? 0.2 + 0.5 * Math.abs(Math.sin(p.a * 0.8)) : kind === "rain" ? 0.3 : 0.55) * (calmer ? 0.55 : 1);
			ctx.fillStyle = pal[k[4]];
			if (kind === "rain") ctx.fillRect(x, y, 0.8, 7 * p.s);
			else if (kind === "bubbles") { ctx.strokeStyle = pal[4]; ctx.lineWidth = 0.7; ctx.beginPath(); ctx.arc(x, y, k[3] * p.s, 0, 7); ctx.stroke(); }
			else if (kind === "leaves") { ctx.save(); ctx.translate(x, y); ctx.rotate(p.a * 2); ctx.fillRect(-k[3] * p.s, -0.8, k[3] * 2 * p.s, 1.6); ctx.restore(); }
			else if (kind === "stars") star(x, y, k[3] * p.s * (calmer ? 0.8 : 1.4), pal[4]);
			else ctx.fillRect(x, y, k[3] * p.s, k[3] * p.s);
		}
		ctx.globalAlpha = 1;
	}

	/* ---- HUD ---- */

	// What was collected flies to its counter
	function draw_flying() {
		var i, f, k, n = 0, img = art("collectable"), w;
		for (i = 0; i < flying.length; i++) {
			f = flying[i]; f.t++;
			k = f.t / 26;
			if (k >= 1 || calm) { bump.items = 1; continue; }
			k = k * k * (3 - 2 * k);
			w = T * S * (1 - 0.5 * k);
			if (img) ctx.drawImage(img, 0, 0, T, T, f.x + (counter[0] - f.x) * k - w / 2, f.y + (counter[1] - f.y) * k - w / 2 - Math.sin(k * 3.14) * 18 * S, w, w);
			flying[n++] = f;
		}
		flying.length = n;
	}

	function fade(name) { bump[name] *= 0.88; return calm ? 1 : 1 + bump[name] * 0.35; }

	function plate(x, y, w, h) { ctx.fillStyle = tone(0, 0.72); round(x, y, w, h, h * 0.36); ctx.fill(); }

	function draw_hud(v, pads) {
		var u = Math.max(1, Math.round(Math.min(W, H) / (W > H ? 27 : 16.5) / 12)) , q = u * 12, i, x, m = q * 0.45, items = art("items"), img = art("collectable"), k, s, y, w, narrow = W < q * 26;
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		// hearts and energy
		s = Math.min(q * 1.06, W * (narrow ? 0.42 : 0.3) / v.lives_max); y = m;
		plate(m, y, Math.max(v.lives_max * s, v.energy_max * q * 0.5) + q * 0.6, q * 2.15);
		k = fade("lives");
		for (i = 0; i < v.lives_max; i++) {
			x = m + q * 0.3 + i * s;
			w = s * 1.22 * (i === v.lives - 1 ? k : 1);
			if (items) ctx.drawImage(items, (i < v.lives ? 2 : 3) * T, 0, T, T, x + (s - w) / 2, y + q * 0.16 + (s - w) / 2, w, w);
			else blob(x + s / 2, y + q * 0.7, s * 0.36, i < v.lives ? pal[5] : tone(4, 0.25));
		}
		k = fade("energy");
		for (i = 0; i < v.energy_max; i++) {
			x = m + q * 0.56 + i * q * 0.52; w = y + q * 1.65;
			if (i < v.energy) { ctx.fillStyle = v.energy >= v.pulse_cost ? pal[3] : tone(4, 0.8); star(x, w, q * 0.3 * k, ctx.fillStyle); }
			else { ctx.strokeStyle = tone(4, 0.5); ctx.lineWidth = u * 0.8; ctx.beginPath(); ctx.arc(x, w, q * 0.1, 0, 7); ctx.stroke(); }
		}
		for (i = 0; i < v.keys; i++) if (items) { if (!i) plate(m, y + q * 2.3, q * (0.5 + 1.2 * v.keys), q * 1.5); ctx.drawImage(items, 0, 0, T, T, m + q * 0.25 + i * q * 1.2, y + q * 2.4, q * 1.3, q * 1.3); }
		// what is to be collected
		if (v.goal > 0) {
			k = fade("items"); w = q * 5.4; x = narrow ? W - m - w - 58 * dpr : W / 2 - w / 2;
			plate(x, m, w, q * 1.7);
			counter = [x + q * 1.2, m + q * 0.85];
			if (img) ctx.drawImage(img, 0, 0, T, T, x + q * 0.3, m - q * 0.05 - (k - 1) * q * 0.6, q * 1.75 * k, q * 1.75 * k); else blob(x + q, m + q * 0.8, q * 0.5, pal[3]);
			label(v.got + " / " + v.goal, x + q * 3.55, m + q * 0.88, q * 1.02, v.got >= v.goal ? pal[3] : pal[4], "center");
			ctx.fillStyle = tone(4, 0.2); ctx.fillRect(x + q * 0.5, m + q * 1.5, w - q, u * 1.5);
			ctx.fillStyle = pal[3]; ctx.fillRect(x + q * 0.5, m + q * 1.5, (w - q) * Math.min(1, v.got / v.goal), u * 1.5);
		}
		if (v.boss) {
			w = Math.min(W * 0.5, q * 16); x = W / 2 - w / 2; y = narrow ? m + q * 4.4 : m + q * 0.5;
			label(words.boss_name || "", W / 2, y + q * 0.1, q * 0.85, pal[4], "center");
			plate(x - u * 3, y + q * 0.8 - u * 3, w + u * 6, q * 0.6 + u * 6);
			for (i = 0; i < v.boss_hp; i++) { ctx.fillStyle = i < v.boss.hp ? pal[5] : tone(4, 0.18); ctx.fillRect(x + i * w / v.boss_hp + u, y + q * 0.8, w / v.boss_hp - u * 2, q * 0.6); }
		}
		// score, chain, time
		shown_score += Math.ceil((v.score - shown_score) * 0.18);
		if (v.score < shown_score) shown_score = v.score;
		k = fade("score");
		x = narrow ? W - m - 4 * dpr : W - m - 60 * dpr; y = narrow ? m + q * 2.7 : m + q * 0.85;
		label(String(shown_score), x, y, q * 1.05 * (1 + (k - 1) * 0.5), pal[4], "right");
		if (v.combo > 1) {
			y += q * 1.35;
			label((words.chain || "x{n}").replace("{n}", v.combo), x, y, q * (0.8 + 0.04 * Math.min(8, v.combo)), pal[3], "right");
			ctx.fillStyle = tone(0, 0.6); ctx.fillRect(x - q * 4, y + q * 0.6, q * 4, u * 2.4);
			ctx.fillStyle = pal[3]; ctx.fillRect(x - q * 4 * v.combo_left, y + q * 0.6, q * 4 * v.combo_left, u * 2.4);
		}
		if (v.left >= 0) {
			i = Math.ceil(v.left / 60);
			label(Math.floor(i / 60) + ":" + ("0" + i % 60).slice(-2), W / 2, narrow ? m + q * 3.5 : m + q * 2.6, q * (i <= 10 ? 1.3 : 1.05), i <= 10 ? pal[5] : pal[4], "center");
		}
		draw_compass(v, q);
		if (pads && pads.on) draw_stick(pads);
	}

	// An arrow at the margin: to the open exit, or after a while to the nearest thing
	var lost_for = 0;

	function draw_compass(v, q) {
		var to = null, i, o, d, least = 1e9, x, y, a, m = q * 2.6, top = q * 4.2, hx = (v.hero.x - cam.x) * S, hy = (v.hero.y - cam.y) * S;
		if (v.got !== last_got) { last_got = v.got; lost_for = 0; }
		lost_for++;
		if (v.scene !== "play") return;
		if (v.exit.open) to = v.exit;
		else if (lost_for > 420) for (i = 0; i < v.items.length; i++) {
			o = v.items[i];
			if (o.got || o.k !== 0 && o.k !== 2) continue;
			d = (o.x - v.hero.x) * (o.x - v.hero.x) + (o.y - v.hero.y) * (o.y - v.hero.y);
			if (d < least) { least = d; to = o; }
		}
		if (!to) return;
		x = (to.x - cam.x) * S; y = (to.y - cam.y) * S;
		if (x > m && y > top && x < W - m && y < H - m) {
			if (to === v.exit && !calm) { y -= (22 + Math.sin(frame / 10) * 3) * S; chevron(x, y, 1.571, q * 0.5); }
			return;
		}
		a = Math.atan2(y - hy, x - hx);
		chevron(Math.max(m, Math.min(W - m, x)), Math.max(top, Math.min(H - m, y)), a, q * (0.85 + 0.1 * Math.sin(frame / 10)));
	}

	function chevron(x, y, a, r) {
		ctx.save(); ctx.translate(x, y); ctx.rotate(a);
		ctx.beginPath(); ctx.moveTo(r, 0); ctx.lineTo(-r * 0.8, -r * 0.9); ctx.lineTo(-r * 0.3, 0); ctx.lineTo(-r * 0.8, r * 0.9); ctx.closePath();
		ctx.lineJoin = "round"; ctx.lineWidth = r * 0.4; ctx.strokeStyle = pal[0]; ctx.stroke(); ctx.fillStyle = pal[3]; ctx.fill();
		ctx.restore();
	}

	function draw_stick(p) {
		ctx.lineWidth = 3 * dpr; ctx.strokeStyle = tone(4, 0.45);
		ctx.beginPath(); ctx.arc(p.x * dpr, p.y * dpr, 46 * dpr, 0, 7); ctx.stroke();
		blob((p.x + p.dx) * dpr, (p.y + p.dy) * dpr, 22 * dpr, tone(4, 0.4));
	}

	/* ---- the picture ---- */

	function follow_hero(v) {
		var vw = W / S, vh = H / S, tx = v.hero.x + v.hero.vx * 14 - vw / 2, ty = v.hero.y + v.hero.vy * 12 - vh / 2, k = cam.ready ? 0.1 : 1, m = 10, top = Math.min(40, vh * 0.14), low = vh > vw ? vh * 0.24 : m;      // thumbs cover the lower end of an upright phone
		tx = v.width + m * 2 <= vw ? (v.width - vw) / 2 : Math.max(-m, Math.min(v.width + m - vw, tx));
		ty = v.height + low + top <= vh ? (v.height + low - top - vh) / 2 : Math.max(-top, Math.min(v.height + low - vh, ty));
		cam.fx = cam.ready ? cam.fx + (tx - cam.fx) * k : tx;
		cam.fy = cam.ready ? cam.fy + (ty - cam.fy) * k : ty;
		cam.ready = true;
		cam.x = Math.round(cam.fx * S) / S; cam.y = Math.round(cam.fy * S) / S;
		if (shake > 0.2) {
			cam.x += Math.round((Math.random() - 0.5) * shake * S) / S; cam.y += Math.round((Math.random() - 0.5) * shake * S) / S;
			shake *= 0.86;
		} else shake = 0;
	}

	// A closing and opening circle between levels
	function iris(v) {
		var k = 1, r, far = Math.sqrt(W * W + H * H);
		if (v.scene === "clear" && v.st > 122) k = Math.max(0, 1 - (v.st - 122) / 26);
		else if (v.scene === "play" && v.lt < 30) k = Math.min(1, v.lt / 30);
		if (k >= 1) return;
		if (calm) { ctx.fillStyle = tone(0, 1 - k); ctx.fillRect(0, 0, W, H); return; }
		r = far * 0.62 * k * k;
		ctx.fillStyle = pal[0];
		ctx.beginPath(); ctx.rect(0, 0, W, H); ctx.arc((v.hero.x - cam.x) * S, (v.hero.y - cam.y) * S, Math.max(0.1, r), 0, 7, true); ctx.fill();
	}

	function draw(v, stick) {
		var p;
		frame++;
		if (ground_of !== v.map || !ground) paint_ground(v.map);
		follow_hero(v);
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		ctx.imageSmoothingEnabled = false;
		ctx.fillStyle = pal[0]; ctx.fillRect(0, 0, W, H);
		ctx.setTransform(S, 0, 0, S, Math.round(-cam.x * S), Math.round(-cam.y * S));
		p = ground.pad * T;
		ctx.drawImage(ground, -p, -p);
		hazards(v);
		draw_things(v);
		draw_items(v);
		draw_bodies(v);
		draw_parts();
		ctx.setTransform(S, 0, 0, S, 0, 0);
		draw_weather(cam.x, cam.y, true);
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		draw_light(v);
		ctx.setTransform(S, 0, 0, S, Math.round(-cam.x * S), Math.round(-cam.y * S));
		draw_pops();
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		iris(v);
		draw_hud(v, stick);
		draw_flying();
	}

	/* ---- title ---- */

	var back = null;

	// The three layers of the backdrop, drawn once at the size of the screen
	function paint_back() {
		var img = art("backdrop"), i, k = Math.max(H / 360, W / 640), w = Math.ceil(640 * k), h = Math.ceil(360 * k), c;
		back = { k: k, w: w, h: h, layers: [] };
		for (i = 0; i < 3 && img; i++) {
			c = document.createElement("canvas"); c.width = w; c.height = h;
			c.getContext("2d").drawImage(img, 0, -i * h, w, h * 3);
			back.layers.push(c);
		}
	}

	function draw_title() {
		var i, x, y, g, hero = art("hero"), foe = art("foe_patrol"), thing = art("collectable"), speed = [0.12, 0.4, 1.1], s, gy, n, t;
		frame++;
		if (!back) paint_back();
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		g = ctx.createLinearGradient(0, 0, 0, H);
		g.addColorStop(0, pal[0]); g.addColorStop(1, pal[1]);
		ctx.fillStyle = g; ctx.fillRect(0, 0, W, H);
		ctx.imageSmoothingEnabled = true;
		s = Math.max(2, Math.round(Math.min(W, H) / 150)); gy = Math.round(H * 0.8);
		for (i = 0; i < back.layers.length; i++) {
			if (i === 2) runners();
			x = calm ? 0 : -(frame * speed[i] * back.k * 0.5) % back.w;
			for (; x < W; x += back.w) ctx.drawImage(back.layers[i], Math.floor(x), H - back.h);
		}
		if (!back.layers.length) runners();
		ctx.imageSmoothingEnabled = false;
		ctx.setTransform(S, 0, 0, S, 0, 0);
		draw_weather(calm ? 0 : frame * 0.3, 0);
		ctx.setTransform(1, 0, 0, 1, 0, 0);

		function runners() {
			var i, x, y;
			ctx.imageSmoothingEnabled = false;
			n = W / s; t = calm ? 0 : (frame * 0.55 + n * 0.5) % (n + 150);
			ctx.setTransform(s, 0, 0, s, 0, gy);
			for (i = 0; i < 4; i++) {
				x = t + 4 + i * 18 - 40; y = -24 - Math.abs(Math.sin(frame / 20 + i * 0.9)) * 6;
				if (calm) x = n / 2 - 8 + i * 20;
				if (thing) ctx.drawImage(thing, Math.floor(frame / 9 + i) % 4 * T, 0, T, T, x, y, T, T);
			}
			x = calm ? n / 2 - 40 : t - 60;
			shadow(x + 8, -2, 6);
			if (hero) ctx.drawImage(hero, Math.floor(frame / 8) % 4 * T, 3 * T, T, T, x, -17, T, T);
			x -= 44 + Math.sin(frame / 40) * 6;
			shadow(x + 8, -2, 6);
			if (foe) ctx.drawImage(foe, Math.floor(frame / 9) % 4 * T, 0, T, T, x, -17, T, T);
			ctx.setTransform(1, 0, 0, 1, 0, 0);
			ctx.imageSmoothingEnabled = true;
		}
	}

	return {
		init: function (c, t) {
			canvas = c; ctx = c.getContext("2d", { alpha: false });
			set_theme(t);
			resize();
			window.addEventListener("resize", resize);
		},
		load: load, draw: draw, title: draw_title, see: see,
		calm: function (on) { calm = on; },
		words: function (w) { words = w; },
		palette: function () { return pal; },
		cover: function () { return art("cover"); },
		icon: function () { return art("icon"); },
		reset: function () { ground_of = null; parts = []; pops = []; rings = []; weather = []; cam.ready = false; shown_score = 0; lost_for = 0; hit_at = -999; flying = []; }
	};
}());
