
// The platformer: run, jump, stomp, spring; the gate opens when enough is found. One tile is 16 units.
var LudCore = (function (F) {
	"use strict";

	var T = 16, HW = 5, HH = 7, PULL = 0.22, FALL = 5.2, COYOTE = 7, BUFFER = 8;
	var WALK = 0, HOP = 1, FLY = 2, ITEM = 0, MOTE = 1, HEART = 2;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max, sqrt = Math.sqrt;

	/* ---- the map ---- */

	function at(S, c, r) {
		if (c < 0 || c >= S.w) return "#";
		if (r < 0 || r >= S.h) return ".";
		return S.rows[r].charAt(c);
	}

	function solid(S, x, y, hw, hh) {
		var c, r, c1 = floor((x + hw - 0.01) / T), r1 = floor((y + hh - 0.01) / T);
		for (r = floor((y - hh) / T); r <= r1; r++) for (c = floor((x - hw) / T); c <= c1; c++) if (at(S, c, r) === "#") return true;
		return false;
	}

	// The top of a ledge that feet at y come down upon, or -1
	function ledge(S, x, before, feet) {
		var r = floor((feet - 0.01) / T), c;
		if (r * T < before - 0.01) return -1;
		for (c = floor((x - HW) / T); c <= floor((x + HW - 0.01) / T); c++) if (at(S, c, r) === "=") return r * T;
		return -1;
	}

	/* ---- a body: hero, and the pilot's thought of one ---- */

	function leap(S, o, power) { o.vy = -sqrt(2 * PULL * S.p.jump_height) * power; o.on = 0; o.coyote = 0; o.buf = 0; o.up = 1; }

	function steer(S, o, x) {
		var top = S.p.hero_speed / 60, push = o.on ? 0.22 : 0.15;
		if (x) { o.vx += (x > 0 ? push : -push) * (x * o.vx < 0 ? 1.8 : 1); o.face = x; } else o.vx *= o.on ? 0.76 : 0.94;
		if (abs(o.vx) > top) o.vx = o.vx > 0 ? top : -top;
		if (!x && abs(o.vx) < 0.06) o.vx = 0;
	}

	function fall(S, o, input) {
		var before = o.y + HH, top;
		o.vy = min(FALL, o.vy + (o.up && !input.a && o.vy < -1 ? PULL * 2.6 : PULL));
		o.y += o.vy; o.on = 0;
		if (o.vy < 0) { if (solid(S, o.x, o.y, HW, HH)) { o.y = floor((o.y - HH) / T + 1) * T + HH; o.vy = 0; } return; }
		if (solid(S, o.x, o.y, HW, HH)) { o.y = floor((o.y + HH - 0.01) / T) * T - HH; o.on = 1; }
		else if (input.y <= 0 && (top = ledge(S, o.x, before, o.y + HH)) >= 0) { o.y = top - HH; o.on = 1; }
		if (o.on) { o.vy = 0; o.up = 0; o.air = 0; }
	}

	// One tick of a body. Gives "jump", "double", "spring" or ""
	function move(S, o, input) {
		var did = "", c, r;
		if (input.pa) o.buf = BUFFER; else if (o.buf > 0) o.buf--;
		if (o.on) o.coyote = COYOTE; else if (o.coyote > 0) o.coyote--;
		steer(S, o, input.x);
		if (o.buf > 0 && o.coyote > 0) { leap(S, o, 1); did = "jump"; }
		else if (o.buf > 0 && S.p.double_jump && !o.air && !o.on) { leap(S, o, 0.86); o.air = 1; did = "double"; }
		o.x += o.vx;
		if (solid(S, o.x, o.y, HW, HH)) { o.x = o.vx > 0 ? floor((o.x + HW) / T) * T - HW : floor((o.x - HW) / T + 1) * T + HW; o.vx = 0; }
		fall(S, o, input);
		c = floor(o.x / T); r = floor((o.y + HH - 3) / T);
		if (at(S, c, r) === "J" && o.vy >= 0 && o.y + HH > r * T + 6) { leap(S, o, 1.52); o.up = 0; o.air = 0; did = "spring"; }
		return did;
	}

	function pricked(S, o) { return at(S, floor(o.x / T), floor((o.y + HH - 4) / T)) === "^" || at(S, floor((o.x - 3) / T), floor((o.y + 2) / T)) === "^" || at(S, floor((o.x + 3) / T), floor((o.y + 2) / T)) === "^"; }

	/* ---- beginning ---- */

	function load(S, map) {
		var r, c, ch, x, y, kind;
		S.rows = map.map; S.h = S.rows.length; S.w = S.rows[0].length; S.items = []; S.foes = []; S.shrines = []; S.springs = []; S.gate = { x: 0, y: 0, open: 0, tm: 0 };
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = at(S, c, r); x = c * T + 8; y = r * T + 8;
			if (ch === "@") { S.x = x; S.y = y + 1; }
			else if (ch === "*") S.items.push({ k: ITEM, x: x, y: y, got: 0 });
			else if (ch === "o") S.items.push({ k: MOTE, x: x, y: y, got: 0 });
			else if (ch === "h") S.items.push({ k: HEART, x: x, y: y, got: 0 });
			else if (ch === "S") S.shrines.push({ x: x, y: y, lit: 0 });
			else if (ch === "J") S.springs.push({ x: x, y: y, tm: 0 });
			else if (ch === "X") { S.gate.x = x; S.gate.y = y; }
			kind = "pcd".indexOf(ch);
			if (kind >= 0 && S.p.enemies) S.foes.push({ k: kind, x: x, y: kind === FLY ? y : y + 2, hx: x, hy: y, vx: kind === FLY ? 0 : -1, vy: 0, on: 0, tm: (c * 37) % 90, dead: 0, face: -1 });
		}
		S.vx = 0; S.vy = 0; S.on = 1; S.coyote = 0; S.buf = 0; S.up = 0; S.air = 0; S.face = 1; S.walk = 0; S.cx = S.x; S.cy = S.y; S.sx = S.x; S.sy = S.y; S.land = 0; S.stomps = 0;
		if (S.goal < 1) S.gate.open = 1;
	}

	/* ---- dangers ---- */

	function walker(S, f, speed) {
		var dir = f.face, c = floor((f.x + dir * 8) / T), before = at(S, c, floor(f.y / T)), below = at(S, c, floor((f.y + 9) / T));
		f.x += dir * speed;
		if (before === "#" || before === "^" || (below !== "#" && below !== "=")) f.face = -dir;
	}

	function hopper(S, f) {
		if (f.on) {
			if (--f.tm <= 0) { f.face = S.x < f.x ? -1 : 1; f.vy = -3.1; f.on = 0; f.tm = 70; }
			return;
		}
		f.vy = min(4, f.vy + 0.2); f.y += f.vy;
		if (!solid(S, f.x + f.face * 0.6, f.y - 2, 6, 4) && abs(f.x + f.face * 0.6 - f.hx) < 26) f.x += f.face * 0.6;
		if (f.vy > 0 && f.y >= f.hy + 2) { f.y = f.hy + 2; f.on = 1; f.vy = 0; }
	}

	// There and back on a line, slower at its ends
	function flyer(S, f) {
		var period = 240, at2 = (S.lt + f.tm) % period, k = at2 < 120 ? at2 / 60 - 1 : 3 - at2 / 60, s = k * (1.5 - 0.5 * k * k), x = f.hx + s * S.p.fly_range;
		f.face = x < f.x ? -1 : 1; f.vx = x - f.x; f.x = x;
		at2 = (S.lt + f.tm) % 90;
		f.y = f.hy + abs(at2 - 45) / 7 - 3;
	}

	function move_foes(S) {
		var i, f, dx, dy;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.dead) { if (f.dead < 30) f.dead++; continue; }
			if (f.k === WALK) walker(S, f, S.p.walk_speed / 60); else if (f.k === HOP) hopper(S, f); else flyer(S, f);
			dx = f.x - S.x; dy = f.y - S.y;
			if (dx > 11 || dx < -11 || dy > 13 || dy < -12) continue;
			if (S.vy > 0.3 && S.y + HH < f.y + 3) stomp(S, f); else if (F.hurt(S, S.x, S.y)) { S.vx = dx > 0 ? -2 : 2; S.vy = -2.4; S.on = 0; S.up = 0; }
			if (S.scene !== "play") return;
		}
	}

	function stomp(S, f) {
		f.dead = 1; S.stomps++;
		S.vy = S.pa ? -4.4 : -3.2; S.on = 0; S.up = 0; S.air = 0; S.safe = max(S.safe, 8);
		F.chain(S);
		F.tell(S, "stomp", f.x, f.y, f.k);
		F.gain(S, S.p.score_stomp, f.x, f.y);
	}

	/* ---- things ---- */

	function take(S, o) {
		o.got = 1;
		if (o.k === HEART) { F.heart(S, o.x, o.y); return; }
		if (o.k === MOTE) { if (S.combo) S.ct = F.ticks(S.p.combo_time); S.score += S.p.score_mote * max(1, S.combo); F.tell(S, "mote", o.x, o.y, S.combo); return; }
		F.item(S, o.x, o.y);
		if (S.got === S.goal) { S.gate.open = 1; S.gate.tm = S.lt; F.tell(S, "exit", S.gate.x, S.gate.y, 0); }
	}

	function find(S) {
		var i, o;
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && abs(o.x - S.x) < 13 && abs(o.y - S.y) < 14) take(S, o); }
		for (i = 0; i < S.shrines.length; i++) {
			o = S.shrines[i];
			if (!o.lit && abs(o.x - S.x) < 12 && abs(o.y - S.y) < 20) { o.lit = 1; S.cx = o.x; S.cy = o.y; S.lives = min(S.p.lives, S.lives + 1); F.tell(S, "shrine", o.x, o.y, 0); }
		}
		for (i = 0; i < S.springs.length; i++) if (S.springs[i].tm > 0) S.springs[i].tm--;
		if (S.gate.open && S.on && abs(S.gate.x - S.x) < 8 && abs(S.gate.y - S.y) < 12) F.leave(S);
	}

	// Back to where the feet last stood firmly
	function back(S) {
		S.x = S.sx; S.y = S.sy; S.vx = 0; S.vy = 0; S.on = 1; S.up = 0;
		F.tell(S, "again", S.x, S.y, 0);
	}

	function play(S, input) {
		var was = S.on, speed = S.vy, did = move(S, S, S.hurt > 8 ? { x: 0, y: 0, a: false, pa: false } : input), i;
		if (did === "jump" || did === "double") F.tell(S, "jump", S.x, S.y + HH, did === "double" ? 1 : 0);
		if (did === "spring") for (i = 0; i < S.springs.length; i++) if (abs(S.springs[i].x - S.x) < 12) { S.springs[i].tm = 14; F.tell(S, "spring", S.springs[i].x, S.springs[i].y, 0); break; }
		if (S.on && !was && speed > 2) { S.land = 10; F.tell(S, "land", S.x, S.y + HH, 0); } else if (S.land > 0) S.land--;
		S.walk = S.on && input.x ? S.walk + 1 : 0;
		if (S.on && S.safe < 1 && at(S, floor((S.x - 9) / T), floor((S.y + 9) / T)) === "#" && at(S, floor((S.x + 9) / T), floor((S.y + 9) / T)) === "#") { S.sx = S.x; S.sy = S.y; }
		if (S.y > S.h * T + 24) { F.tell(S, "fall", S.x, S.h * T, 0); S.safe = 0; F.hurt(S, S.x, S.h * T - 8); if (S.scene !== "play") return; back(S); S.safe = max(S.safe, 70); }
		else if (pricked(S, S) && F.hurt(S, S.x, S.y)) { S.vy = -3.4; S.on = 0; S.up = 0; }
		if (S.scene === "play") move_foes(S);
		if (S.scene === "play") find(S);
	}

	/* ---- a player who knows the game: for bots and the title ---- */

	var KEYS = { x: 0, y: 0, a: false, pa: false }, REST = { x: 0, y: 0, a: false, pa: false };

	function body(S) { return { x: S.x, y: S.y, vx: S.vx, vy: S.vy, on: S.on, coyote: S.coyote, buf: 0, up: S.up, air: S.air, face: S.face }; }

	function meets(S, o, n) {
		var i, f, x, y, dx, dy;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.dead || abs(f.x - o.x) > 70) continue;
			x = f.x + (f.k === WALK ? f.face * S.p.walk_speed / 60 * n : f.k === FLY ? f.vx * n : 0); y = f.y;
			dx = abs(x - o.x); dy = y - o.y;
			if (dx < 12 + n * 0.05 && dy < 15 && dy > -14) return o.vy > 0.3 && o.y + HH < y + 1 ? 1 : 2;
		}
		return 0;
	}

	// Does a body that lets go now stay on its feet?
	function firm(S, o) {
		var c = body(o), k;
		c.up = o.up; c.air = o.air;
		for (k = 0; k < 6; k++) move(S, c, REST);
		return c.on && !pricked(S, c);
	}

	// Thinks a plan [[mask, ticks], …] through: where it ends, or null when it ends badly
	function think(S, plan, least) {
		var o = body(S), n = 0, i, k, m, got = 0, j, e, before = 0;
		for (i = 0; n < 120; ) {
			m = plan[min(i, plan.length - 1)];
			KEYS.x = (m[0] & 2 ? 1 : 0) - (m[0] & 1 ? 1 : 0); KEYS.y = m[0] & 8 ? 1 : 0; KEYS.a = !!(m[0] & 16); KEYS.pa = KEYS.a && !before; before = KEYS.a;
			for (k = 0; k < m[1] && n < 120; k++) {
				move(S, o, KEYS); KEYS.pa = false; n++;
				if (o.y > S.h * T || pricked(S, o)) return null;
				e = n < 50 ? meets(S, o, n) : 0;
				if (e === 2) return null;
				if (e === 1) { o.vy = -3.2; o.on = 0; got += 12; }
				for (j = 0; j < S.items.length && n % 3 === 0; j++) if (!S.items[j].got && S.items[j].k === ITEM && abs(S.items[j].x - o.x) < 10 && abs(S.items[j].y - o.y) < 11) { got += 60; break; }
				if (n >= least && o.on && i >= plan.length - 1) return firm(S, o) ? { x: o.x, y: o.y, n: n, got: got } : null;
			}
			i++;
		}
		return null;
	}

	function target(S) {
		var i, o, d, best = null, least = 1e9;
		if (S.gate.open) return S.gate;
		for (i = 0; i < S.items.length; i++) {
			o = S.items[i];
			if (o.got || o.k !== ITEM || (S.pilot.no && S.pilot.no[i] > S.lt)) continue;
			d = abs(o.x - S.x) + 2 * abs(o.y - S.y) + (o.x < S.x - 40 ? 60 : 0);
			if (d < least) { least = d; best = o; S.pilot.aim = i; }
		}
		return best || S.gate;
	}

	function worth(S, end, to) {
		return -abs(to.x - end.x) - abs(to.y - end.y) * 0.7 + end.got - end.n * 0.2;
	}

	var HOLDS = [26, 14, 6];

	function choose(S, P) {
		var to = target(S), dir = to.x < S.x - 3 ? 1 : to.x > S.x + 3 ? 2 : 0, off = dir ? 3 - dir : 1 + (P.stuck || 0) % 2, best = null, most = -1e9, plans = [], i, end, w, here = worth(S, { x: S.x, y: S.y, n: 0, got: 0 }, to);
		end = dir ? think(S, [[dir, 8]], 30) : null;
		if (end && abs(to.x - end.x) < abs(to.x - S.x) - 14) return [[dir, 8]];
		for (i = 0; i < 3; i++) { plans.push([[dir | 16, HOLDS[i]], [dir, 4]]); }
		plans.push([[dir | 16, 26], [0, 4]], [[16, 26], [dir, 4]], [[dir, 6]], [[dir, 14]]);
		if (S.p.double_jump) plans.push([[dir | 16, 22], [dir, 2], [dir | 16, 20], [dir, 4]]);
		if (P.stuck > 1) plans.push([[off, 20]], [[off | 16, 20], [off, 4]], [[off, 50]], [[off, 14], [dir | 16, 26], [dir, 4]]);
		if (to.y > S.y + 10) plans.push([[8 | dir, 8], [0, 4]]);
		plans.push([[0, 8]]);
		for (i = 0; i < plans.length; i++) {
			end = think(S, plans[i], plans[i][0][1]);
			if (!end) continue;
			w = worth(S, end, to) + (P.stuck > 2 ? (i * 7 + P.stuck * 13) % 40 : 0);
			if (w > most) { most = w; best = plans[i]; }
		}
		P.stuck = most > here + 4 ? 0 : (P.stuck || 0) + 1;
		if (P.stuck > 14 && !S.gate.open) { P.no = P.no || {}; P.no[P.aim] = S.lt + 900; P.stuck = 0; }
		return best || [[dir, 4]];
	}

	function advice(S) {
		var P = S.pilot, n, i;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.hurt > 7) { P.plan = null; return 0; }
		if (P.plan) {
			n = S.lt - P.t0;
			for (i = 0; i < P.plan.length; i++) { if (n < P.plan[i][1]) break; n -= P.plan[i][1]; }
			if (i < P.plan.length) return P.plan[i][0];
			if (!S.on && S.lt - P.t0 < 120) return P.plan[P.plan.length - 1][0] & 15;
		}
		if (!S.on) return target(S).x < S.x ? 1 : 2;
		if (S.lt < 40 + S.seed % 4 * 14) return 0;      // no two games meet the dangers at the same moment
		P.plan = choose(S, P); P.t0 = S.lt;
		if ((P.plan[0][0] & 16) && S.pa) P.plan = [[P.plan[0][0] & 15, 2]].concat(P.plan);
		return P.plan[0][0];
	}

	/* ---- what others may know ---- */

	function hint(S) {
		var i, f;
		if (S.level === 0 && S.moved < 30) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.used < 1) return "jump";
		if (S.gate.open && S.goal > 0 && S.lt - S.gate.tm < 240) return "exit";
		if (!S.stomps && S.level < 2) for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; if (!f.dead && f.k !== FLY && abs(f.x - S.x) < 80) return "stomp"; }
		if (S.goal > S.got && abs(S.gate.x - S.x) < 50) return "gate";
		return S.p.double_jump && S.level === 0 && S.lt < 1200 && S.moved > 200 ? "double" : "";
	}

	function view(S, v) {
		var i, o;
		v.width = S.w * T; v.height = S.h * T; v.player = { x: S.x, y: S.y, w: HW * 2, h: HH * 2 }; v.focus = { x: S.x, y: S.y, lead: S.face * 26 + S.vx * 10 };
		v.hero = { x: S.x, y: S.y, vx: S.vx, vy: S.vy, on: S.on, face: S.face, walk: S.walk, hurt: S.hurt, safe: S.safe, land: S.land, air: S.air };
		v.items = S.items; v.foes = S.foes; v.shrines = S.shrines; v.springs = S.springs; v.gate = S.gate; v.rows = S.rows;
		if (S.gate.open) v.goals.push({ x: S.gate.x, y: S.gate.y });
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && o.k !== MOTE) v.goals.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (!o.dead) v.dangers.push({ x: o.x, y: o.y, r: 6, vx: 0, vy: 0 }); }
	}

	return F.make({
		meta: { family: "platformer", version: 1, tick: 60, tile: T, hero: "hero", buttons: ["jump"], signs: ["\u2191", ""], touch: "side" },
		defaults: {
			lives: 5, hero_speed: 92, jump_height: 52, walk_speed: 30, fly_range: 40, invulnerable: 1.5, combo_time: 3, combo_max: 8, score_item: 100, score_mote: 10, score_stomp: 150,
			time_limit: 90, time_bonus: 3, timer: 0, enemies: 1, double_jump: 0
		},
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy,
		part: function (S) { return S.goal > 0 ? min(1, S.got / S.goal) * 0.8 + (S.gate.open ? 0.15 : 0) : S.x / (S.w * T); }
	});
}(LudFrame));
