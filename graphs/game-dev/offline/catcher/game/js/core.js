
// The catcher: things fall in phrases, the hero piles them up and brings the pile to the pot. The higher the pile, the more it is
// worth, and a danger that hits knocks it down. A dash is quick and nothing touches. With `two` there is a mate, who is driven by
// up and down (left and right) and b (dash), shares the hearts, and sleeps until somebody moves them.
var LudCore = (function (F) {
	"use strict";

	var WIDE = 240, HIGH = 290, FLOOR = 258, LANE = 30, LEFT = 30, REACH = 13;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max;

	function load(S, map) {
		S.rows = map.map; S.drops = []; S.y = FLOOR; S.beat = 0; S.tm = 40; S.pot = 1;
		stand(S, WIDE / 2 + (S.p.two ? 30 : 0), 1);
		S.mate = S.p.two ? stand({ awake: 0 }, WIDE / 2 - 30, -1) : null;
		 S.cooked = 0; S.missed = 0; S.dashed = 0; S.piled = 0;
		S.speed = (S.p.fall_speed + S.level * 3) / 60; S.every = max(20, floor(S.p.beat * 60) - S.level * 2);
	}

	function stand(h, x, face) { h.x = x; h.vx = 0; h.face = face; h.walk = 0; h.pile = 0; h.dash = 0; h.rest = 0; h.stun = 0; return h; }

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

	function catches(S, h, o) {
		if (o.k === 1) { if (S.combo) S.ct = F.ticks(S.p.combo_time); S.score += 20 * max(1, S.combo); F.tell(S, "mote", o.x, o.y, S.combo); return; }
		if (o.k === 3) { F.heart(S, o.x, o.y); return; }
		h.pile++; S.piled = 1;
		F.chain(S);
		F.tell(S, "seat", o.x, o.y, h.pile);
		F.gain(S, S.p.score_item, o.x, o.y - 10);
	}

	function struck(S, h, o) {
		if (h.dash > 0 || !F.hurt(S, o.x, o.y)) return false;
		if (h.pile) { F.tell(S, "spill", h.x, S.y - 16, h.pile); h.pile = 0; }
		h.vx = o.x < h.x ? 2.4 : -2.4; h.stun = 7;
		return true;
	}

	// Does it end on this hero: caught, or a hit?
	function meets(S, h, o) {
		if (o.k === 2) return abs(o.x - h.x) < 11 && o.y > FLOOR - 22 && o.y < FLOOR + 4 && struck(S, h, o);
		if (abs(o.x - h.x) >= REACH || o.y <= FLOOR - 24 - min(h.pile, 8) * 5 || o.y >= FLOOR + 2 || (o.k === 0 && h.pile >= S.p.pile_most)) return false;
		catches(S, h, o);
		return true;
	}

	function down(S, o) {
		if (o.k === 0) { S.missed++; S.combo = 0; S.ct = 0; F.tell(S, "miss", o.x, FLOOR + 8, 0); } else F.tell(S, "splash", o.x, FLOOR + 8, o.k);
	}

	function move_drops(S) {
		var i, n = 0, o, mate = S.mate && S.mate.awake ? S.mate : null;
		for (i = 0; i < S.drops.length; i++) {
			o = S.drops[i]; o.t++; o.y += S.speed * (o.k === 2 ? 1.12 : 1);
			if (meets(S, S, o) || (mate && S.scene === "play" && meets(S, mate, o))) { if (S.scene !== "play") return; continue; }
			if (o.y > FLOOR + 12) { down(S, o); continue; }
			S.drops[n++] = o;
		}
		S.drops.length = n;
	}

	// The pile goes into the pot; a high one is worth more than its parts
	function cook(S, h) {
		var n = h.pile;
		h.pile = 0; S.cooked += n; S.got = min(S.goal, S.got + n); S.found += n;
		F.tell(S, "cook", pot_x(S), FLOOR - 12, n);
		F.gain(S, n * n * 10, pot_x(S), FLOOR - 24);
		if (S.got >= S.goal) { F.leave(S); return; }
		S.pot = -S.pot;
	}

	function run(S, h, dir, press) {
		var top = S.p.hero_speed / 60 * (1 - min(h.pile, 8) * 0.02);
		if (h.rest > 0) h.rest--;
		if (press && h.rest <= 0) { h.dash = 11; h.rest = 50; S.dashed = 1; if (dir) h.face = dir; F.tell(S, "dash", h.x, S.y, h.face); }
		if (h.dash > 0) { h.dash--; h.vx = h.face * 4.6; } else if (h.stun > 0) { h.stun--; h.vx *= 0.9; } else h.vx += (dir * top - h.vx) * 0.34;
		if (!dir && h.dash < 1 && abs(h.vx) < 0.08) h.vx = 0;
		h.x = max(14, min(WIDE - 14, h.x + h.vx));
		if (dir) { h.face = dir; h.walk++; } else h.walk = 0;
	}

	function play(S, input) {
		var mate = S.mate;
		run(S, S, input.x, input.pa);
		if (mate && (input.y || input.pb)) mate.awake = 1;
		if (mate && mate.awake) run(S, mate, input.y, input.pb);
		fall(S);
		move_drops(S);
		if (S.scene === "play" && S.pile > 0 && abs(S.x - pot_x(S)) < 12) cook(S, S);
		if (S.scene === "play" && mate && mate.pile > 0 && abs(mate.x - pot_x(S)) < 12) cook(S, mate);
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
		v.hero = { x: S.x, y: FLOOR, vx: S.vx, face: S.face, walk: S.walk, dash: S.dash, pile: S.pile, most: S.p.pile_most, rest: S.rest, stun: S.stun }; v.drops = S.drops; v.pot = { x: pot_x(S), side: S.pot, y: FLOOR }; v.floor = FLOOR; v.mate = S.mate;
		for (i = 0; i < S.drops.length; i++) { o = S.drops[i]; if (o.k === 2) v.dangers.push({ x: o.x, y: o.y, r: 7, vx: 0, vy: S.speed }); else v.goals.push({ x: o.x, y: FLOOR - 8 }); }
		if (S.pile) v.goals.unshift({ x: pot_x(S), y: FLOOR - 8 });
	}

	return F.make({
		meta: { family: "catcher", version: 1, tick: 60, tile: 16, hero: "hero", buttons: ["dash"], signs: ["\u00bb", ""], touch: "side" },
		defaults: { lives: 5, hero_speed: 150, fall_speed: 74, beat: 0.75, pile_most: 6, invulnerable: 1.5, combo_time: 3, combo_max: 8, score_item: 50, time_limit: 90, timer: 0, enemies: 1, two: 0 },
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy,
		part: function (S) { return S.got / max(1, S.goal); }
	});
}(LudFrame));
