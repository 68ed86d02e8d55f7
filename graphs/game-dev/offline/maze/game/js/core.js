
// The maze: the hero runs on along the paths and turns at the next corner that was asked for; hunters come by their own ways; a light
// turns the hunt around for a while.
var LudCore = (function (F) {
	"use strict";

	var T = 16, DX = [0, 0, -1, 1], DY = [1, -1, 0, 0], BACK = [1, 0, 3, 2];      // down, up, left, right
	var ITEM = 0, MOTE = 1, LIGHT = 2, HEART = 3;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max;

	function open(S, c, r) { return c >= 0 && r >= 0 && c < S.w && r < S.h && S.solid[r * S.w + c] === 0; }

	function load(S, map) {
		var r, c, ch, k;
		S.rows = map.map; S.h = S.rows.length; S.w = S.rows[0].length; S.solid = []; S.items = []; S.foes = []; S.flow = [];
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = S.rows[r].charAt(c);
			S.solid.push(ch === "#" ? 1 : 0);
			if (ch === "@") { S.c = c; S.r = r; }
			k = "*oPh".indexOf(ch);
			if (k >= 0) S.items.push({ k: k, x: c * T + 8, y: r * T + 8, got: 0 });
			k = "pcd".indexOf(ch);
			if (k >= 0 && S.p.enemies) S.foes.push({ k: k, c: c, r: r, hc: c, hr: r, x: c * T + 8, y: r * T + 8, go: 0, dir: 0, off: 0, dead: 0, face: 3 });
		}
		S.x = S.c * T + 8; S.y = S.r * T + 8; S.sc = S.c; S.sr = S.r; S.off = 0; S.dir = 0; S.want = -1; S.ask = 0; S.walk = 0; S.light = 0; S.grace = 90; S.spree = 0; S.turned = S.level ? S.turned : 0; S.flow_at = -1; S.stop = 1;
	}

	/* ---- walking from cell to cell ---- */

	// One tick of the hero: at the middle of a cell the wanted way is taken when it is open
	function run(S) {
		var left = S.p.hero_speed / 60, part;
		if (S.off > 0 && S.want >= 0 && S.want === BACK[S.dir]) { S.c -= DX[S.dir]; S.r -= DY[S.dir]; S.off = T - S.off; S.dir = S.want; }      // round, at once
		while (left > 0) {
			if (S.off <= 0) {
				if (S.want >= 0 && open(S, S.c + DX[S.want], S.r + DY[S.want])) { S.dir = S.want; S.stop = 0; }
				else if (S.stop || !open(S, S.c + DX[S.dir], S.r + DY[S.dir])) { S.stop = 1; S.walk = 0; break; }
				S.off = T; S.c += DX[S.dir]; S.r += DY[S.dir];
			}
			part = min(left, S.off);
			S.off -= part; left -= part; S.walk++;
		}
		S.x = S.c * T + 8 - DX[S.dir] * S.off; S.y = S.r * T + 8 - DY[S.dir] * S.off;
	}

	/* ---- hunters ---- */

	function distances(S) {
		var here = S.r * S.w + S.c, d = S.flow, list, i, k, c, step = [S.w, -S.w, -1, 1];
		if (here === S.flow_at) return;
		S.flow_at = here; list = [here];
		for (i = 0; i < S.solid.length; i++) d[i] = 999;
		d[here] = 0;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) { c = list[i] + step[k]; if (!S.solid[c] && d[c] === 999) { d[c] = d[list[i]] + 1; list.push(c); } }
	}

	// Which way a hunter takes at a corner: wanderers by chance, hunters by the shortest way, cutters to where the hero is going
	function choose(S, f) {
		var k, best = -1, most = -1e9, v, n, c, r, tc = S.c + DX[S.dir] * 4, tr = S.r + DY[S.dir] * 4;
		for (k = 0; k < 4; k++) {
			c = f.c + DX[k]; r = f.r + DY[k];
			if (!open(S, c, r)) continue;
			n = S.flow[r * S.w + c];
			v = f.k === 1 ? -n * 10 : f.k === 2 ? -(abs(tc - c) + abs(tr - r)) * 8 : 0;
			if (S.light > 0) v = n * 10;
			v += F.dice(S, f.k === 0 ? 60 : 12) - (k === BACK[f.dir] ? 400 : 0);
			if (v > most) { most = v; best = k; }
		}
		return best < 0 ? BACK[f.dir] : best;
	}

	function hunt(S, f) {
		var left = S.p.foe_speed / 60 * (S.light > 0 ? 0.6 : 1) * (f.k === 0 ? 0.85 : 1), part;
		if (f.dead > 0) { if (--f.dead === 0) { f.c = f.hc; f.r = f.hr; f.off = 0; F.tell(S, "spawn", f.hc * T + 8, f.hr * T + 8, f.k); } f.x = f.hc * T + 8; f.y = f.hr * T + 8; return; }
		while (left > 0) {
			if (f.off <= 0) { f.dir = choose(S, f); if (!open(S, f.c + DX[f.dir], f.r + DY[f.dir])) break; f.off = T; f.c += DX[f.dir]; f.r += DY[f.dir]; if (f.dir > 1) f.face = f.dir; }
			part = min(left, f.off); f.off -= part; left -= part;
		}
		f.x = f.c * T + 8 - DX[f.dir] * f.off; f.y = f.r * T + 8 - DY[f.dir] * f.off;
	}

	function meet(S) {
		var i, f, dx, dy;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y;
			if (f.dead > 0 || dx * dx + dy * dy > 90) continue;
			if (S.light > 0) {
				f.dead = 300; S.spree++;
				F.chain(S);
				F.tell(S, "banish", f.x, f.y, S.spree);
				F.gain(S, S.p.score_banish * S.spree, f.x, f.y);
			} else if (F.hurt(S, S.x, S.y)) {
				if (S.scene !== "play") return;
				f.dead = 120;      // it loses the trail: no heart is lost twice at once
			}
		}
	}

	function find(S) {
		var i, o;
		for (i = 0; i < S.items.length; i++) {
			o = S.items[i];
			if (o.got || abs(o.x - S.x) + abs(o.y - S.y) > 9) continue;
			o.got = 1;
			if (o.k === MOTE) { S.score += S.p.score_mote * max(1, S.combo); if (S.combo) S.ct = F.ticks(S.p.combo_time); F.tell(S, "mote", o.x, o.y, S.combo); }
			else if (o.k === HEART) F.heart(S, o.x, o.y);
			else if (o.k === LIGHT) { S.light = floor(S.p.light_time * 60); S.spree = 0; S.turned = 1; F.tell(S, "pulse", o.x, o.y, 60); }
			else { F.item(S, o.x, o.y); if (S.got >= S.goal) { F.leave(S); return; } }
		}
	}

	function play(S, input) {
		var want = input.x < 0 ? 2 : input.x > 0 ? 3 : input.y < 0 ? 1 : input.y > 0 ? 0 : -1, i;
		// a diagonal asks for the way that is not taken yet
		if (input.x && input.y && want === S.dir) want = input.y < 0 ? 1 : 0;
		if (want >= 0) { S.want = want; S.ask = 26; } else if (S.ask > 0 && --S.ask === 0) S.want = -1;
		if (S.grace > 0) S.grace--;
		run(S);
		distances(S);
		if (S.light > 0 && --S.light === 60) F.tell(S, "warn", S.x, S.y, 0);
		for (i = 0; i < S.foes.length; i++) if (S.grace <= 0) hunt(S, S.foes[i]);
		meet(S);
		if (S.scene === "play") find(S);
	}

	/* ---- a player who knows the game: to the nearest thing, by cells that no hunter reaches first ---- */

	function spread(S, from, limit) {
		var d = [], list = [from], i, k, c, step = [S.w, -S.w, -1, 1];
		d[from] = 0;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) { c = list[i] + step[k]; if (!S.solid[c] && d[c] === undefined && d[list[i]] < limit) { d[c] = d[list[i]] + 1; list.push(c); } }
		return d;
	}

	function advice(S) {
		var P = S.pilot, here = S.r * S.w + S.c, i, k, f, near = [], cost, list, c, n, o, best = -1, least = 1e9, step = [S.w, -S.w, -1, 1], from = {}, first, way, ratio = S.p.foe_speed / S.p.hero_speed;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.lt < S.seed % 5 * 10) return 0;
		if (P.at === here && S.lt - P.t0 < 10) return P.mask;
		for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; if (!f.dead && S.light < 40) near.push(spread(S, f.r * S.w + f.c, 9)); }
		// a cell costs a step, and much more where a hunter may be by then
		cost = []; cost[here] = 0; list = [here]; from[here] = -1;
		while (list.length) {
			for (k = 0, n = 0; k < list.length; k++) if (cost[list[k]] < cost[list[n]]) n = k;
			c = list.splice(n, 1)[0];
			for (k = 0; k < 4; k++) {
				way = c + step[k];
				if (S.solid[way]) continue;
				o = cost[c] + 1;
				for (i = 0; i < near.length; i++) { n = near[i][way]; if (n !== undefined) o += n <= 1 ? 60 : max(0, (7 - n) * 2 * ratio); }
				if (cost[way] === undefined || o < cost[way] - 0.001) { if (cost[way] === undefined) list.push(way); cost[way] = o; from[way] = c; if (o > 400) list.splice(list.indexOf(way), 1); }
			}
		}
		for (i = 0; i < S.items.length; i++) {
			o = S.items[i];
			if (o.got || o.k === MOTE || (o.k === HEART && S.lives >= S.p.lives)) continue;
			c = floor(o.y / T) * S.w + floor(o.x / T); n = cost[c];
			if (n === undefined) continue;
			if (o.k === LIGHT) n += S.light > 0 || !S.foes.length ? 90 : 6;
			if (n < least) { least = n; best = c; }
		}
		if (best < 0) return 0;
		first = best;
		while (from[first] !== here && from[first] !== undefined && from[first] !== -1) first = from[first];
		k = first - here;
		P.mask = k === S.w ? 8 : k === -S.w ? 4 : k === -1 ? 1 : k === 1 ? 2 : 0; P.at = here; P.t0 = S.lt;
		return P.mask;
	}

	function hint(S) {
		if (S.level === 0 && S.moved < 20) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.got === 0) return "collect";
		if (!S.turned && S.foes.length && S.lt > 400) return "light";
		return S.light > 0 && S.level < 2 ? "turn" : "";
	}

	function view(S, v) {
		var i, o;
		v.width = S.w * T; v.height = S.h * T; v.player = { x: S.x, y: S.y, w: 10, h: 10 };
		v.hero = { x: S.x, y: S.y, face: S.dir, walk: S.walk, want: S.want }; v.items = S.items; v.foes = S.foes; v.rows = S.rows; v.light = S.light; v.light_most = floor(S.p.light_time * 60);
		v.grid = { size: T, rows: S.rows, solid: "#" };
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && o.k !== MOTE) v.goals.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (!o.dead && S.light < 30) v.dangers.push({ x: o.x, y: o.y, r: 6, vx: 0, vy: 0 }); }
	}

	return F.make({
		meta: { family: "maze", version: 1, tick: 60, tile: T, hero: "hero", buttons: [], signs: ["", ""], touch: "stick" },
		defaults: { lives: 4, hero_speed: 76, foe_speed: 56, light_time: 6, invulnerable: 1.8, combo_time: 4, combo_max: 8, score_item: 100, score_mote: 10, score_banish: 200, time_limit: 90, timer: 0, enemies: 1 },
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy,
		part: function (S) { return S.got / max(1, S.goal); }
	});
}(LudFrame));
