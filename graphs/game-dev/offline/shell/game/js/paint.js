// SPDX-License-Identifier: CC0-1.0
// What all pictures share: loading, palette, camera, particles, weather, the HUD, title. A family's render.js hands in what is its own:
//   {fit: {w, h} | null, pad: cells of ground beyond the map, behind(P, v), ground(P, v), world(P, v), over(P, v), see(P, e, v), hud(P, v, q, m), follower()}
// fit: the whole world is shown, scaled; else a camera follows v.player. ground is drawn once a level, the rest at each picture. Knows no rules.
var LudPaint = (function () {
	"use strict";

	var T = 16, P = { T: T, frame: 0, calm: false, words: {}, cam: { x: 0, y: 0, ready: false }, off: { x: 0, y: 0 } }, spec = {}, canvas, ctx, W = 0, H = 0, S = 3, dpr = 1, images = {}, theme = {}, pal = [], rgb = [];
	var shake = 0, parts = [], pops = [], rings = [], weather = [], bump = { items: 0, score: 0, lives: 0 }, ground = null, ground_of = null, edge = null, shown_score = 0, squash = 0, flying = [], counter = [0, 0], hit_at = -999, back = null;

	function art(key) { return images[key]; }

	function hex(c) {
		var n = parseInt(c.slice(1), 16);
		return [n >> 16 & 255, n >> 8 & 255, n & 255];
	}

	function tone(i, alpha) { var c = rgb[Math.min(i, rgb.length - 1)]; return "rgba(" + c[0] + "," + c[1] + "," + c[2] + "," + alpha + ")"; }

	function lum(c) { return c[0] * 0.3 + c[1] * 0.59 + c[2] * 0.11; }

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

	function use(c) { ctx = P.ctx = c; }

	function resize() {
		dpr = Math.min(3, window.devicePixelRatio || 1);
		W = canvas.width = Math.max(200, Math.round(window.innerWidth * dpr));
		H = canvas.height = Math.max(200, Math.round(window.innerHeight * dpr));
		S = Math.max(1, Math.round(Math.sqrt(W * H) / 240));
		while (S > 1 && (W / S < 184 || H / S < 160)) S--;
		edge = null; weather = []; back = null; P.cam.ready = false;
	}

	/* ---- small tools ---- */

	function cell(img, col, row, size, x, y, flip, sx, sy) {
		var w = size * (sx || 1), h = size * (sy || 1);
		if (!img) return;
		x = Math.round(x * S) / S; y = Math.round(y * S) / S;
		if (!flip) { ctx.drawImage(img, col * size, row * size, size, size, x + (size - w) / 2, y + size - h, w, h); return; }
		ctx.save();
		ctx.translate(x + size, y);
		ctx.scale(-1, 1);
		ctx.drawImage(img, col * size, row * size, size, size, (size - w) / 2, size - h, w, h);
		ctx.restore();
	}

	// The hero's pictures in other colours, for a second player
	var mate_img = null, mate_of = null;

	function mate() {
		var img = art("hero"), c;
		if (!img || mate_of === img) return img ? mate_img : img;
		c = document.createElement("canvas"); c.width = img.width; c.height = img.height; c = c.getContext("2d");
		c.filter = "hue-rotate(150deg) saturate(1.3)"; c.drawImage(img, 0, 0); c.filter = "none";
		c.globalCompositeOperation = "source-atop"; c.globalAlpha = 0.22; c.fillStyle = pal[4]; c.fillRect(0, 0, img.width, img.height);
		mate_of = img;
		return (mate_img = c.canvas);
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
		if (P.calm) n = Math.ceil(n / 3);
		for (i = 0; i < n; i++) { a = Math.random() * 6.283; v = speed * (0.4 + Math.random() * 0.6); part(x, y, Math.cos(a) * v, Math.sin(a) * v, 18 + Math.random() * 18, colour, size || 2, kind); }
	}

	function ring(x, y, r0, r1, life, colour, width) { rings.push({ x: x, y: y, r0: r0, r1: r1, t: 0, life: life, colour: colour, width: width || 2 }); }

	function pop(x, y, text, colour, size) { if (pops.length > 14) pops.shift(); pops.push({ x: x, y: y, text: text, colour: colour, t: 0, size: size || 7 }); }

	function jolt(n) { if (!P.calm) shake = Math.max(shake, n); }

	function round(x, y, w, h, r) {
		ctx.beginPath();
		ctx.moveTo(x + r, y); ctx.arcTo(x + w, y, x + w, y + h, r); ctx.arcTo(x + w, y + h, x, y + h, r); ctx.arcTo(x, y + h, x, y, r); ctx.arcTo(x, y, x + w, y, r); ctx.closePath();
	}

	function star(x, y, r, colour) {
		ctx.fillStyle = colour;
		ctx.beginPath(); ctx.moveTo(x, y - r); ctx.lineTo(x + r * 0.35, y - r * 0.35); ctx.lineTo(x + r, y); ctx.lineTo(x + r * 0.35, y + r * 0.35); ctx.lineTo(x, y + r);
		ctx.lineTo(x - r * 0.35, y + r * 0.35); ctx.lineTo(x - r, y); ctx.lineTo(x - r * 0.35, y - r * 0.35); ctx.fill();
	}

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
			label(p.text, p.x, p.y - 8 - 10 * (1 - (1 - p.t / 52) * (1 - p.t / 52)), p.size * (0.6 + 0.4 * k + (P.calm ? 0 : 0.3 * Math.sin(k * 3.14))), p.colour, "center");
			pops[n++] = p;
		}
		pops.length = n;
		ctx.globalAlpha = 1;
	}

	/* ---- weather ---- */

	var WEATHER = {
		rain: [70, 0.6, 5.2, 1, 4], snow: [60, 0.3, 0.55, 1.6, 4], embers: [42, 0.15, -0.5, 1.5, 3], stars: [40, 0.05, 0.06, 1.3, 4], leaves: [22, 0.5, 0.45, 2.4, 2], bubbles: [30, 0, -0.4, 2, 4]
	};

	function draw_weather(ox, oy, calmer) {
		var kind = WEATHER[theme.weather] ? theme.weather : "", k = WEATHER[kind], n, i, p, w = W / S, h = H / S, x, y;
		if (!k) return;
		n = Math.round(k[0] * Math.min(1.6, w * h / 60000) * (P.calm ? 0.35 : 1));
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

	// A soft dark edge, and a warning in the danger's colour when one heart is left
	function draw_edge(v) {
		var g;
		if (!edge) { edge = ctx.createRadialGradient(W / 2, H / 2, Math.min(W, H) * 0.5, W / 2, H / 2, Math.sqrt(W * W + H * H) * 0.58); edge.addColorStop(0, tone(0, 0)); edge.addColorStop(1, tone(0, 0.4)); }
		ctx.fillStyle = edge; ctx.fillRect(0, 0, W, H);
		if ((v.lives === 1 && v.lives_max > 1 && v.scene === "play") || P.frame - hit_at < 26) {
			g = ctx.createRadialGradient(W / 2, H / 2, Math.min(W, H) * 0.36, W / 2, H / 2, Math.max(W, H) * 0.62);
			g.addColorStop(0, tone(5, 0)); g.addColorStop(1, tone(5, P.frame - hit_at < 26 ? 0.5 * (1 - (P.frame - hit_at) / 26) : 0.2));
			ctx.fillStyle = g; ctx.fillRect(0, 0, W, H);
		}
	}

	/* ---- HUD ---- */

	// What was collected flies to its counter
	function draw_flying() {
		var i, f, k, n = 0, img = art("collectable"), w;
		for (i = 0; i < flying.length; i++) {
			f = flying[i]; f.t++;
			k = f.t / 26;
			if (k >= 1 || P.calm) { bump.items = 1; continue; }
			k = k * k * (3 - 2 * k);
			w = T * S * (1 - 0.5 * k);
			if (img) ctx.drawImage(img, 0, 0, T, T, f.x + (counter[0] - f.x) * k - w / 2, f.y + (counter[1] - f.y) * k - w / 2 - Math.sin(k * 3.14) * 18 * S, w, w);
			flying[n++] = f;
		}
		flying.length = n;
	}

	function fade(name) { bump[name] *= 0.88; return P.calm ? 1 : 1 + bump[name] * 0.35; }

	function plate(x, y, w, h) { ctx.fillStyle = tone(0, 0.72); round(x, y, w, h, Math.min(h * 0.36, 20 * dpr)); ctx.fill(); }

	function hud_unit() { return Math.max(1, Math.round(Math.min(W, H) / (W > H ? 27 : 16.5) / 12)) * 12; }

	function draw_hearts(v, q, m, narrow) {
		var s = Math.min(q * 1.06, W * (narrow ? 0.42 : 0.3) / v.lives_max), k = fade("lives"), i, x, w, items = art("items");
		plate(m, m, v.lives_max * s + q * 0.6, q * 1.4);
		for (i = 0; i < v.lives_max; i++) {
			x = m + q * 0.3 + i * s; w = s * 1.22 * (i === v.lives - 1 ? k : 1);
			if (items) ctx.drawImage(items, (i < v.lives ? 2 : 3) * T, 0, T, T, x + (s - w) / 2, m + q * 0.16 + (s - w) / 2, w, w);
			else blob(x + s / 2, m + q * 0.7, s * 0.36, i < v.lives ? pal[5] : tone(4, 0.25));
		}
	}

	function draw_counter(v, q, m, narrow) {
		var k = fade("items"), w = q * 5.4, x = narrow ? W - m - w - 58 * dpr : W / 2 - w / 2, img = art("collectable");
		plate(x, m, w, q * 1.7);
		counter = [x + q * 1.2, m + q * 0.85];
		if (img) ctx.drawImage(img, 0, 0, T, T, x + q * 0.3, m - q * 0.05 - (k - 1) * q * 0.6, q * 1.75 * k, q * 1.75 * k); else blob(x + q, m + q * 0.8, q * 0.5, pal[3]);
		// what lies about beyond what is needed is more, not 6 of 5
		label(Math.min(v.got, v.goal) + " / " + v.goal + (v.got > v.goal ? " +" + (v.got - v.goal) : ""), x + q * 3.55, m + q * 0.88, q * (v.got > v.goal ? 0.78 : 1.02), v.got >= v.goal ? pal[3] : pal[4], "center");
		ctx.fillStyle = tone(4, 0.2); ctx.fillRect(x + q * 0.5, m + q * 1.5, w - q, q / 8);
		ctx.fillStyle = pal[3]; ctx.fillRect(x + q * 0.5, m + q * 1.5, (w - q) * Math.min(1, v.got / v.goal), q / 8);
	}

	function draw_score(v, q, m, narrow) {
		var k, x = narrow ? W - m - 4 * dpr : W - m - 60 * dpr, y = narrow ? m + q * 2.7 : m + q * 0.85, i;
		shown_score += Math.ceil((v.score - shown_score) * 0.18);
		if (v.score < shown_score) shown_score = v.score;
		k = fade("score");
		label(String(shown_score), x, y, q * 1.05 * (1 + (k - 1) * 0.5), pal[4], "right");
		if (v.combo > 1) {
			y += q * 1.35;
			label((P.words.chain || "x{n}").replace("{n}", v.combo), x, y, q * (0.8 + 0.04 * Math.min(8, v.combo)), pal[3], "right");
			ctx.fillStyle = tone(0, 0.6); ctx.fillRect(x - q * 4, y + q * 0.6, q * 4, q / 5);
			ctx.fillStyle = pal[3]; ctx.fillRect(x - q * 4 * v.combo_left, y + q * 0.6, q * 4 * v.combo_left, q / 5);
		}
		if (v.left >= 0) {
			i = Math.ceil(v.left / 60);
			label(Math.floor(i / 60) + ":" + ("0" + i % 60).slice(-2), narrow ? m + q * 2 : W / 2, narrow ? m + q * (v.energy_max ? 3.3 : 2.7) : m + q * 2.6, q * (i <= 10 ? 1.3 : 1.05), i <= 10 ? pal[5] : pal[4], "center");
		}
	}

	// A bar with a name, for bosses and budgets: n of most
	function bar(name, n, most, q, colour) {
		var narrow = W < q * 26, w = Math.min(W * 0.5, q * 16), x = W / 2 - w / 2, y = q * (narrow ? 4.4 : P.v.goal > 0 ? 3 : 0.9), i;
		label(name, W / 2, y, q * 0.8, pal[4], "center");
		plate(x - q / 4, y + q * 0.6, w + q / 2, q * 0.9);
		if (most > 12) { ctx.fillStyle = tone(4, 0.18); ctx.fillRect(x, y + q * 0.8, w, q * 0.5); ctx.fillStyle = colour || pal[5]; ctx.fillRect(x, y + q * 0.8, w * Math.max(0, n) / most, q * 0.5); return; }
		for (i = 0; i < most; i++) { ctx.fillStyle = i < n ? colour || pal[5] : tone(4, 0.18); ctx.fillRect(x + i * w / most + q / 12, y + q * 0.8, w / most - q / 6, q * 0.5); }
	}

	function draw_hud(v, pads) {
		var q = hud_unit(), m = q * 0.45, narrow = W < q * 26;
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		if (v.lives_max > 0) draw_hearts(v, q, m, narrow);
		if (v.goal > 0) draw_counter(v, q, m, narrow);
		draw_score(v, q, m, narrow);
		if (spec.hud) spec.hud(P, v, q, m);
		if (pads && pads.on && LudCore.meta.touch !== "swipe") {
			ctx.lineWidth = 3 * dpr; ctx.strokeStyle = tone(4, 0.45);
			ctx.beginPath(); ctx.arc(pads.x * dpr, pads.y * dpr, 46 * dpr, 0, 7); ctx.stroke();
			blob((pads.x + pads.dx) * dpr, (pads.y + pads.dy) * dpr, 22 * dpr, tone(4, 0.4));
		}
	}

	/* ---- camera ---- */

	function jog() {
		var x = 0, y = 0;
		if (shake > 0.2) { x = Math.round((Math.random() - 0.5) * shake * S) / S; y = Math.round((Math.random() - 0.5) * shake * S) / S; shake *= 0.86; } else shake = 0;
		P.cam.x += x; P.cam.y += y;
	}

	function follow(v) {
		var c = P.cam, f = v.focus || v.player, vw = W / S, vh = H / S, m = 10, top = Math.min(40, vh * 0.14), low = vh > vw ? vh * 0.24 : m, tx = f.x + (f.lead || 0) - vw / 2, ty = f.y + (f.lead_y || 0) - vh / 2 + (vh > vw ? vh * 0.06 : 0), k = c.ready ? 0.1 : 1;
		tx = v.width + m * 2 <= vw ? (v.width - vw) / 2 : Math.max(-m, Math.min(v.width + m - vw, tx));
		ty = v.height + low + top <= vh ? (vh > vw ? v.height - vh * 0.74 : (v.height + low - top - vh) / 2) : Math.max(-top, Math.min(v.height + low - vh, ty));
		c.fx = c.ready ? c.fx + (tx - c.fx) * k : tx; c.fy = c.ready ? c.fy + (ty - c.fy) * k : ty;
		c.ready = true;
		c.x = Math.round(c.fx * S) / S; c.y = Math.round(c.fy * S) / S;
	}

	// The whole world between the HUD above and room for a thumb below
	function fit(v) {
		var q = hud_unit(), top = q * ((W < q * 26 ? 3.6 : 2.4) + (spec.fit.top || 0)), low = H > W ? H * 0.13 : q * 0.6, k = Math.min((W - q) / v.width, (H - top - low) / v.height);
		S = k > 2 ? Math.floor(k * 2) / 2 : k > 1 ? Math.floor(k * 4) / 4 : k;
		P.cam.x = -Math.round((W - v.width * S) / 2) / S;
		P.cam.y = -Math.round(top + (H - top - low - v.height * S) / 2) / S;
		P.cam.ready = true;
	}

	function see_world() { ctx.setTransform(S, 0, 0, S, Math.round(-P.cam.x * S), Math.round(-P.cam.y * S)); }

	function off_screen(o, m) { return o.x < P.cam.x - m || o.y < P.cam.y - m || o.x > P.cam.x + W / S + m || o.y > P.cam.y + H / S + m; }

	// A closing and opening circle between levels
	function iris(v) {
		var k = 1, r, x, y, f = v.focus || v.player;
		if (v.scene === "clear" && v.st > 102) k = Math.max(0, 1 - (v.st - 102) / 26);
		else if (v.scene === "play" && v.lt < 30) k = Math.min(1, v.lt / 30);
		if (k >= 1) return;
		if (P.calm) { ctx.fillStyle = tone(0, 1 - k); ctx.fillRect(0, 0, W, H); return; }
		r = Math.sqrt(W * W + H * H) * 0.62 * k * k;
		ctx.fillStyle = pal[0];
		x = (f.x - P.cam.x) * S; y = (f.y - P.cam.y) * S; r = Math.max(0.1, r);
		ctx.beginPath(); ctx.rect(0, 0, W, H); ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 6.2832, true); ctx.fill();
	}

	// An arrow at the margin toward what is wanted, when that is out of sight; above it, when not
	function compass(to, q) {
		var x = (to.x - P.cam.x) * S, y = (to.y - P.cam.y) * S, m = q * 2.6, a = Math.atan2(y - H / 2, x - W / 2), cx, cy;
		if (x > q * 0.7 && y > q * 2.6 && x < W - q * 0.7 && y < H - q * 0.7) { cx = x; cy = y - (22 + Math.sin(P.frame / 10) * 3) * S; a = 1.571; }
		else { cx = Math.max(m, Math.min(W - m, x)); cy = Math.max(q * 4.2, Math.min(H - m, y)); }
		chevron(cx, cy, a, q * 0.7);
	}

	function chevron(x, y, a, r) {
		ctx.save(); ctx.translate(x, y); ctx.rotate(a);
		ctx.beginPath(); ctx.moveTo(r, 0); ctx.lineTo(-r * 0.8, -r * 0.9); ctx.lineTo(-r * 0.3, 0); ctx.lineTo(-r * 0.8, r * 0.9); ctx.closePath();
		ctx.lineJoin = "round"; ctx.lineWidth = r * 0.4; ctx.strokeStyle = pal[0]; ctx.stroke(); ctx.fillStyle = pal[3]; ctx.fill();
		ctx.restore();
	}

	/* ---- the backdrop ---- */

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

	// Layers from 0 (far) to n, moved by `at` units; `between` is drawn before the nearest one
	function backdrop(at, n, between) {
		var i, x, g, speed = [0.12, 0.4, 1.1];
		if (!back) paint_back();
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		g = ctx.createLinearGradient(0, 0, 0, H);
		g.addColorStop(0, pal[0]); g.addColorStop(1, pal[1]);
		ctx.fillStyle = g; ctx.fillRect(0, 0, W, H);
		ctx.imageSmoothingEnabled = true;
		for (i = 0; i < Math.min(n, back.layers.length); i++) {
			if (i === 2 && between) between();
			x = -(((at * speed[i] * back.k) % back.w) + back.w) % back.w;
			for (; x < W; x += back.w) ctx.drawImage(back.layers[i], Math.floor(x), H - back.h);
		}
		if (between && back.layers.length < 3) between();
		ctx.imageSmoothingEnabled = false;
	}

	function runners() {
		var i, x, y, n, t, s = Math.max(2, Math.round(Math.min(W, H) / 150)), hero = art("hero"), foe = spec.follower ? spec.follower() : null, thing = art("collectable"), f = P.frame;
		ctx.imageSmoothingEnabled = false;
		n = W / s; t = P.calm ? 0 : (f * 0.55 + n * 0.5) % (n + 150);
		ctx.setTransform(s, 0, 0, s, 0, Math.round(H * 0.8));
		for (i = 0; i < 4; i++) {
			x = P.calm ? n / 2 - 8 + i * 20 : t - 36 + i * 18; y = -24 - Math.abs(Math.sin(f / 20 + i * 0.9)) * 6;
			if (thing) ctx.drawImage(thing, Math.floor(f / 9 + i) % 4 * T, 0, T, T, x, y, T, T);
		}
		x = P.calm ? n / 2 - 40 : t - 60;
		shadow(x + 8, -2, 6);
		if (hero) ctx.drawImage(hero, Math.floor(f / 8) % 4 * T, 3 * T, T, T, x, -17, T, T);
		x -= 44 + Math.sin(f / 40) * 6;
		if (foe) { shadow(x + 8, -2, 6); ctx.drawImage(foe, Math.floor(f / 9) % 4 * T, 0, T, T, x, -17, T, T); }
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		ctx.imageSmoothingEnabled = true;
	}

	// What creeps up on who stands still: nearer and clearer until it bites
	function creeper(v) {
		var foe = v.creep > 0 && spec.follower ? spec.follower() : null, side = v.player.x > v.width / 2 ? -1 : 1, x = v.player.x + side * (9 + (1 - v.creep) * 50);
		if (!foe) return;
		ctx.globalAlpha = 0.4 + 0.6 * v.creep;
		shadow(x, v.player.y + 6, 6);
		ctx.drawImage(foe, Math.floor(P.frame / 9) % 4 * T, 0, T, T, x - 8, v.player.y - 10, T, T);
		ctx.globalAlpha = 1;
	}

	function draw_title() {
		P.frame++;
		backdrop(P.calm ? 0 : P.frame * 0.5, 3, runners);
		S = Math.max(1, Math.round(Math.sqrt(W * H) / 240));
		ctx.setTransform(S, 0, 0, S, 0, 0);
		draw_weather(P.calm ? 0 : P.frame * 0.3, 0);
		ctx.setTransform(1, 0, 0, 1, 0, 0);
	}

	/* ---- the picture ---- */

	function paint_ground(v) {
		var keep = ctx, pad = spec.pad || (spec.fit ? 1 : 8);
		ground = document.createElement("canvas");
		ground.width = v.width + pad * 2 * T; ground.height = v.height + pad * 2 * T; ground.pad = pad;
		use(ground.getContext("2d"));
		ctx.imageSmoothingEnabled = false;
		ctx.translate(pad * T, pad * T);
		spec.ground(P, v, pad);
		use(keep);
		ground_of = v.map;
	}

	function draw(v, stick) {
		P.frame++; P.v = v;
		if (spec.fit) fit(v); else { S = Math.max(1, Math.round(Math.sqrt(W * H) / 240)); while (S > 1 && (W / S < 184 || H / S < 160)) S--; follow(v); }
		P.S = S;
		jog();
		if (spec.ground && (ground_of !== v.map || !ground)) paint_ground(v);
		ctx.imageSmoothingEnabled = false;
		if (spec.behind) spec.behind(P, v); else backdrop(spec.fit ? 0 : P.cam.x, 2);
		see_world();
		if (spec.ground) ctx.drawImage(ground, -ground.pad * T, -ground.pad * T);
		spec.world(P, v);
		creeper(v);
		draw_parts();
		ctx.setTransform(S, 0, 0, S, 0, 0);
		draw_weather(P.cam.x, P.cam.y, true);
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		draw_edge(v);
		see_world();
		if (spec.over) spec.over(P, v);
		draw_pops();
		ctx.setTransform(1, 0, 0, 1, 0, 0);
		iris(v);
		draw_hud(v, stick);
		draw_flying();
	}

	// What is seen for events that all families know; the family's own come after
	function see(e, v) {
		var c = pal[3];
		switch (e.e) {
		case "level": parts = []; pops = []; rings = []; P.cam.ready = false; shown_score = v.score; break;
		case "item": burst(e.x, e.y, 10 + Math.min(8, e.n * 2), c, 1.9, 2.2, 1); ring(e.x, e.y, 4, 17, 20, pal[4]); flying.push({ x: (e.x - P.cam.x) * S, y: (e.y - P.cam.y) * S, t: 0 }); P.squash = 0.5; break;
		case "mote": burst(e.x, e.y, 3, pal[4], 0.9, 1.4); break;
		case "score": bump.score = 1; pop(e.x, e.y - 4, "+" + e.n, v.combo > 1 ? c : pal[4], 7 + Math.min(4, v.combo)); break;
		case "time": pop(e.x, e.y - 16, (P.words.pop_time || "+{n}").replace("{n}", e.n), pal[4], 8); break;
		case "hurt": burst(e.x, e.y, 16, pal[5], 2.3, 2.6); ring(e.x, e.y, 3, 24, 18, pal[5], 3); jolt(5); bump.lives = 1; hit_at = P.frame; break;
		case "heart": burst(e.x, e.y, 14, pal[5], 1.6, 2.4); pop(e.x, e.y - 4, P.words.pop_heart || "", pal[5], 9); bump.lives = 1; break;
		case "dash": burst(e.x, e.y + 5, 7, tone(4, 0.7), 1.1, 2.2); break;
		case "banish": case "stomp": burst(e.x, e.y, 20, pal[4], 2.4, 2.8); burst(e.x, e.y, 8, c, 1.5, 2, 1); ring(e.x, e.y, 4, 24, 20, pal[4], 3); jolt(3); break;
		case "exit": ring(e.x, e.y, 4, 50, 46, c, 4); burst(e.x, e.y, 26, c, 2.2, 2.4, 1); pop(v.player.x, v.player.y - 12, P.words.pop_exit || "", c, 8); jolt(2); break;
		case "clear": case "won": burst(e.x, e.y, 40, c, 3, 2.6, 1); ring(e.x, e.y, 4, 60, 40, pal[4], 4); break;
		}
		if (spec.see) spec.see(P, e, v);
	}

	function make(given) {
		spec = given;
		return {
			init: function (c, t) { canvas = c; use(c.getContext("2d", { alpha: false })); set_theme(t); resize(); window.addEventListener("resize", resize); },
			load: load, draw: draw, title: draw_title, see: see,
			calm: function (on) { P.calm = on; }, words: function (w) { P.words = w; }, palette: function () { return pal; },
			cover: function () { return art("cover"); }, icon: function () { return art("icon"); },
			reset: function () { ground_of = null; parts = []; pops = []; rings = []; weather = []; P.cam.ready = false; shown_score = 0; hit_at = -999; flying = []; P.squash = 0; if (spec.reset) spec.reset(P); }
		};
	}

	P.art = art; P.tone = tone; P.lum = lum; P.cell = cell; P.blob = blob; P.shadow = shadow; P.label = label; P.part = part; P.burst = burst; P.ring = ring; P.pop = pop; P.jolt = jolt; P.round = round; P.star = star;
	P.mate = mate; P.bar = bar; P.compass = compass; P.chevron = chevron; P.backdrop = backdrop; P.off_screen = off_screen; P.plate = plate; P.colour = function (i) { return pal[i]; }; P.rgb = function (i) { return rgb[i]; }; P.size = function () { return [W, H, S, dpr]; };
	P.theme = function () { return theme; }; P.redraw = function () { ground_of = null; };
	return { make: make, art: art };
}());
