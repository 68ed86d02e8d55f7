
// The catcher: things fall in phrases, the hero piles them up and brings the pile to the pot. The higher the pile, the more it is
// worth, and a danger that hits knocks it down. A dash is quick and nothing touches.
var LudCore = (function (F) {
	"use strict";

	var WIDE = 240, HIGH = 290, FLOOR = 258, LANE = 30, LEFT = 30, REACH = 13;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max;

	function load(S, map) {
		S.rows = map.map; S.drops = []; S.x = WIDE / 2; S.y = FLOOR; S.vx = 0; S.face = 1; S.walk = 0; S.pile = 0; S.beat = 0; S.tm = 40; S.dash = 0; S.rest = 0; S.pot = 1; S.cooked = 0; S.missed = 0; S.dashed = 0; S.piled = 0;
		S.speed = (S.p.fall_speed + S.level * 3) / 60; S.every = max(20, floor(S.p.beat * 60) - S.level * 2);
	}

	function pot_x(S) { return S.pot > 0 ? WIDE - 14 : 14; }

	function fall(S) {
		var row, c, ch;
		if (--S.tm > 0) return;
		S.tm = S.every;
		row = S.rows[S.beat % S.rows.length]; S.beat++;
		for (c = 0; c < row.length; c++) {
			ch = row.charAt(c);
			if (ch !== "." && (ch !== "x" || S.p.enemies)) S.drops.push({ k: "*oxh".indexOf(ch), x: LEFT + c * LANE, y: -10, t: 0 });
		}
	}

	function catches(S, o) {
		if (o.k === 1) { if (S.combo) S.ct = F.ticks(S.p.combo_time); S.score += 20 * max(1, S.combo); F.tell(S, "mote", o.x, o.y, S.combo); return; }
		if (o.k === 3) { F.heart(S, o.x, o.y); return; }
		S.pile++; S.piled = 1;
		F.chain(S);
		F.tell(S, "seat", o.x, o.y, S.pile);
		F.gain(S, S.p.score_item, o.x, o.y - 10);
	}

	function struck(S, o) {
		if (S.dash > 0 || !F.hurt(S, o.x, o.y)) return false;
		if (S.pile) { F.tell(S, "spill", S.x, S.y - 16, S.pile); S.pile = 0; }
		S.vx = o.x < S.x ? 2.4 : -2.4;
		return true;
	}

	function move_drops(S) {
		var i, n = 0, o, top = FLOOR - 20 - min(S.pile, 8) * 5;
		for (i = 0; i < S.drops.length; i++) {
			o = S.drops[i]; o.t++; o.y += S.speed * (o.k === 2 ? 1.12 : 1);
			if (o.k === 2 ? abs(o.x - S.x) < 11 && o.y > FLOOR - 22 && o.y < FLOOR + 4 : abs(o.x - S.x) < REACH && o.y > top - 4 && o.y < FLOOR + 2 && (o.k !== 0 || S.pile < S.p.pile_most)) {
				if (o.k === 2) { if (struck(S, o)) { if (S.scene !== "play") return; continue; } } else { catches(S, o); continue; }
			}
			if (o.y > FLOOR + 12) { if (o.k === 0) { S.missed++; S.combo = 0; S.ct = 0; F.tell(S, "miss", o.x, FLOOR + 8, 0); } else F.tell(S, "splash", o.x, FLOOR + 8, o.k); continue; }
			S.drops[n++] = o;
		}
		S.drops.length = n;
	}

	// The pile goes into the pot; a high one is worth more than its parts
	function cook(S) {
		var n = S.pile;
		S.pile = 0; S.cooked += n; S.got = min(S.goal, S.got + n); S.found += n;
		F.tell(S, "cook", pot_x(S), FLOOR - 12, n);
		F.gain(S, n * n * 10, pot_x(S), FLOOR - 24);
		if (S.got >= S.goal) { F.leave(S); return; }
		S.pot = -S.pot;
	}

	function play(S, input) {
		var top = S.p.hero_speed / 60 * (1 - min(S.pile, 8) * 0.02);
		if (S.rest > 0) S.rest--;
		if (input.pa && S.rest <= 0) { S.dash = 11; S.rest = 50; S.dashed = 1; if (input.x) S.face = input.x; F.tell(S, "dash", S.x, S.y, S.face); }
		if (S.dash > 0) { S.dash--; S.vx = S.face * 4.6; } else if (S.hurt > 9) S.vx *= 0.9; else S.vx += (input.x * top - S.vx) * 0.34;
		if (!input.x && S.dash < 1 && abs(S.vx) < 0.08) S.vx = 0;
		S.x = max(14, min(WIDE - 14, S.x + S.vx));
		if (input.x) { S.face = input.x; S.walk++; } else S.walk = 0;
		fall(S);
		move_drops(S);
		if (S.scene === "play" && S.pile > 0 && abs(S.x - pot_x(S)) < 12) cook(S);
	}

	/* ---- a player who knows the game ---- */

	function wish(S) {
		var i, o, t, d, best = null, most = -1e9, w, way = abs(pot_x(S) - S.x);
		if (S.pile >= S.p.pile_most || S.pile + S.got >= S.goal || S.pile >= 4 || (S.pile > 1 && way < 50)) return pot_x(S);
		for (i = 0; i < S.drops.length; i++) {
			o = S.drops[i];
			if (o.k === 2 || o.y > FLOOR - 4) continue;
			t = (FLOOR - 22 - o.y) / S.speed; d = max(0, abs(o.x - S.x) - REACH) * 60 / S.p.hero_speed;
			if (d > t + 14) continue;
			w = (o.k === 1 ? 10 : 60) - t * 0.4 - d * 0.5;
			if (w > most) { most = w; best = o; }
		}
		return best ? best.x : WIDE / 2;
	}

	function cost(S, dir, to) {
		var t, i, o, x = S.x, y, bad = 0, top = S.p.hero_speed / 60, list = S.drops;
		for (t = 2; t <= 34; t += 4) {
			x = max(14, min(WIDE - 14, x + dir * top * 4));
			if (dir && (S.x - to) * dir < 0 && (x - to) * dir > 0) { x = to; dir = 0; }
			for (i = 0; i < list.length; i++) {
				o = list[i];
				if (o.k !== 2) continue;
				y = o.y + S.speed * 1.12 * t;
				if (abs(o.x - x) < 15 && y > FLOOR - 30 && y < FLOOR + 8) bad += 900 / (t + 4);
			}
		}
		return bad + abs(to - x) * 0.8;
	}

	function advice(S) {
		var to, k, c, best = 0, least = 1e9;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.lt < S.seed % 5 * 8) return 0;
		to = wish(S);
		for (k = -1; k <= 1; k++) { c = cost(S, k, to) + (k === 0 && abs(to - S.x) > 3 ? 2 : 0); if (c < least) { least = c; best = k; } }
		if (best === 0 || abs(to - S.x) < 2.5 && least < 40) return 0;
		return best < 0 ? 1 : 2;
	}

	function hint(S) {
		if (S.level === 0 && S.moved < 20) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && !S.piled) return "catch";
		if (S.level === 0 && S.pile > 1 && S.cooked < 1) return "pot";
		if (S.pile >= S.p.pile_most) return "full";
		return S.level < 2 && !S.dashed && S.lt > 500 ? "dash" : "";
	}

	function view(S, v) {
		var i, o;
		v.width = WIDE; v.height = HIGH; v.player = { x: S.x, y: S.y - 8, w: 14, h: 18 };
		v.hero = { x: S.x, y: FLOOR, vx: S.vx, face: S.face, walk: S.walk, dash: S.dash, pile: S.pile, most: S.p.pile_most, rest: S.rest }; v.drops = S.drops; v.pot = { x: pot_x(S), side: S.pot, y: FLOOR }; v.floor = FLOOR;
		for (i = 0; i < S.drops.length; i++) { o = S.drops[i]; if (o.k === 2) v.dangers.push({ x: o.x, y: o.y, r: 7, vx: 0, vy: S.speed }); else v.goals.push({ x: o.x, y: FLOOR - 8 }); }
		if (S.pile) v.goals.unshift({ x: pot_x(S), y: FLOOR - 8 });
		v.advice = advice(S);
	}

	return F.make({
		meta: { family: "catcher", version: 1, tick: 60, tile: 16, hero: "hero", buttons: ["dash"], signs: ["\u00bb", ""], touch: "side" },
		defaults: { lives: 5, hero_speed: 150, fall_speed: 74, beat: 0.75, pile_most: 6, invulnerable: 1.5, combo_time: 3, combo_max: 8, score_item: 50, time_limit: 90, timer: 0, enemies: 1 },
		load: load, play: play, view: view, hint: hint,
		part: function (S) { return S.got / max(1, S.goal); }
	});
}(LudFrame));
