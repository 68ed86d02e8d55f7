// SPDX-License-Identifier: CC0-1.0
// The rules of the game: pure, ES5, the same in every engine. One step is 1/60 s, one tile is 16 units.
var LudCore = (function () {
	"use strict";

	var TILE = 16;
	var FLOOR = 0, WALL = 1, HAZARD = 2, DOOR = 3;
	var ITEM = 0, MOTE = 1, KEY = 2, HEART = 3;
	var PATROL = 0, CHASE = 1, DRIFT = 2, TURRET = 3;
	var DX = [0, 0, -1, 1], DY = [1, -1, 0, 0];            // facing: down, up, left, right
	var RING_X = [1, 0.7071, 0, -0.7071, -1, -0.7071, 0, 0.7071];
	var RING_Y = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071];
	var floor = Math.floor, abs = Math.abs, sqrt = Math.sqrt, min = Math.min, max = Math.max;

	var DEFAULTS = {
		lives: 5, hero_speed: 84, patrol_speed: 40, chase_speed: 60, chase_range: 84, drift_speed: 44, shot_speed: 66,
		turret_period: 2.6, dash_speed: 250, dash_time: 0.16, dash_cooldown: 0.6, invulnerable: 1.5, pulse_radius: 54,
		pulse_cost: 2, pulse_stun: 2.6, energy_max: 6, energy_start: 2, combo_time: 3, combo_max: 8, score_item: 100,
		score_mote: 10, score_banish: 150, time_limit: 120, boss_hp: 3, boss_speed: 150, enemies: 1, boss: 1, dash: 1,
		pulse: 1, timer: 0, darkness: 0, stealth: 0
	};

	/* ---- numbers ---- */

	function params_of(config) {
		var p = {}, given = (config && config.params) || {}, k;
		for (k in DEFAULTS) p[k] = typeof given[k] === "number" ? given[k] : DEFAULTS[k];
		return p;
	}

	function ticks(seconds) { return max(1, floor(seconds * 60 + 0.5)); }

	function dice(S, n) {
		S.rng = (S.rng * 16807) % 2147483647;
		return S.rng % n;
	}

	function tell(S, what, x, y, n) { S.events.push({ e: what, x: x, y: y, n: n || 0 }); }

	/* ---- the map ---- */

	function at(S, x, y) {
		var c = floor(x / TILE), r = floor(y / TILE);
		if (c < 0 || r < 0 || c >= S.w || r >= S.h) return WALL;
		return S.g[r * S.w + c];
	}

	// Does the box touch a tile whose bit is in mask? 2 wall, 4 hazard, 8 door
	function blocked(S, x, y, hw, hh, mask) {
		var c0 = floor((x - hw) / TILE), c1 = floor((x + hw) / TILE), r0 = floor((y - hh) / TILE), r1 = floor((y + hh) / TILE), c, r;
		if (c0 < 0 || r0 < 0 || c1 >= S.w || r1 >= S.h) return true;
		for (r = r0; r <= r1; r++) for (c = c0; c <= c1; c++) if ((1 << S.g[r * S.w + c]) & mask) return true;
		return false;
	}

	function sees(S, x0, y0, x1, y1) {
		var dx = x1 - x0, dy = y1 - y0, n = floor(max(abs(dx), abs(dy)) / 7) + 1, i;
		for (i = 1; i < n; i++) {
			var k = at(S, x0 + dx * i / n, y0 + dy * i / n);
			if (k === WALL || k === DOOR) return false;
		}
		return true;
	}

	// Moves a body by axis; returns 1 if x was stopped, 2 if y, 3 both
	function slide(S, o, dx, dy, h, mask) {
		var hit = 0;
		if (dx !== 0) {
			if (blocked(S, o.x + dx, o.y, h, h, mask)) hit = 1; else o.x += dx;
		}
		if (dy !== 0) {
			if (blocked(S, o.x, o.y + dy, h, h, mask)) hit += 2; else o.y += dy;
		}
		return hit;
	}

	function rows_of(S) {
		var out = [], r, c, s, k;
		for (r = 0; r < S.h; r++) {
			s = "";
			for (c = 0; c < S.w; c++) {
				k = S.g[r * S.w + c];
				s += k === WALL ? "#" : k === HAZARD ? "~" : k === DOOR ? "D" : ".";
			}
			out.push(s);
		}
		return out;
	}

	/* ---- beginning ---- */

	function foe(kind, x, y, n) {
		return {
			k: kind, x: x, y: y, vx: 0, vy: 0, hx: x, hy: y, st: 0, tm: (n * 37) % 90, stun: 0, dead: 0, face: 3, on: 0
		};
	}

	function set_out(S, f) {
		var p = S.p, run = [0, 0], axis, i, sp = p.drift_speed / 60 * 0.7071;
		if (f.k === PATROL) {
			for (axis = 0; axis < 2; axis++) {
				for (i = 1; i < 9 && !blocked(S, f.x + (axis ? 0 : i * TILE), f.y + (axis ? i * TILE : 0), 6, 6, 14); i++) run[axis]++;
				for (i = 1; i < 9 && !blocked(S, f.x - (axis ? 0 : i * TILE), f.y - (axis ? i * TILE : 0), 6, 6, 14); i++) run[axis]++;
			}
			f.face = run[1] > run[0] ? dice(S, 2) : 2 + dice(S, 2);
		} else if (f.k === DRIFT) {
			f.vx = dice(S, 2) ? sp : -sp;
			f.vy = dice(S, 2) ? sp : -sp;
		} else if (f.k === CHASE) f.face = dice(S, 4);
	}

	function load(S, ix) {
		var level = S.levels[ix], map = level.map, r, c, ch, x, y, i, n = 0, p = S.p;
		S.level = ix; S.w = map[0].length; S.h = map.length; S.g = [];
		S.items = []; S.foes = []; S.shots = []; S.shrines = []; S.doors = []; S.boss = null; S.exit = { x: 0, y: 0, open: 0, tm: 0 };
		S.got = 0; S.goal = level.goal || 0; S.keys = 0; S.lt = 0; S.grace = 60; S.version = (S.version || 0) + 1;
		S.left = p.timer ? p.time_limit * 60 : 0;
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = map[r].charAt(c); x = c * TILE + 8; y = r * TILE + 8;
			S.g.push(ch === "#" ? WALL : ch === "~" ? HAZARD : ch === "D" ? DOOR : FLOOR);
			if (ch === "@") { S.x = x; S.y = y; }
			else if (ch === "*") S.items.push({ k: ITEM, x: x, y: y, got: 0 });
			else if (ch === "o") S.items.push({ k: MOTE, x: x, y: y, got: 0 });
			else if (ch === "k") S.items.push({ k: KEY, x: x, y: y, got: 0 });
			else if (ch === "h") S.items.push({ k: HEART, x: x, y: y, got: 0 });
			else if (ch === "S") S.shrines.push({ x: x, y: y, lit: 0 });
			else if (ch === "D") S.doors.push({ x: x, y: y, open: 0 });
			else if (ch === "X") { S.exit.x = x; S.exit.y = y; }
			else if (ch === "B" && p.boss && p.enemies) S.boss = { x: x, y: y, hx: x, hy: y, vx: 0, vy: 0, hp: p.boss_hp, st: 0, tm: 90, face: 2 };
			else if (p.enemies) {
				i = ch === "p" ? PATROL : ch === "c" ? CHASE : ch === "d" ? DRIFT : ch === "t" ? TURRET : -1;
				if (i >= 0) S.foes.push(foe(i, x, y, n++));
			}
		}
		for (i = 0; i < S.foes.length; i++) set_out(S, S.foes[i]);
		if (!S.boss && S.goal < 1) S.exit.open = 1;
		S.cx = S.x; S.cy = S.y; S.rows = rows_of(S);
		stand(S);
		S.scene = "play"; S.st = 0;
		tell(S, "level", S.x, S.y, ix + 1);
	}

	// The hero on their feet at the place to begin from
	function stand(S) {
		S.x = S.cx; S.y = S.cy; S.sx = S.x; S.sy = S.y; S.vx = 0; S.vy = 0; S.dash = 0; S.rest = 0; S.buf = 0; S.bufb = 0; S.hurt = 0;
		S.safe = 0; S.sink = 0; S.ext = 0; S.face = 0; S.walk = 0; S.ddx = 0; S.ddy = 1; S.wave = 0; S.graze = 0; S.combo = 0; S.ct = 0;
	}

	function begin(S) {
		var p = S.p;
		S.rng = 1 + (S.seed % 2147483645); S.t = 0; S.score = 0; S.lives = p.lives; S.energy = min(p.energy_start, p.energy_max);
		S.items_all = 0; S.chain = 0; S.falls = 0; S.hits = 0; S.banished = 0; S.time = 0; S.par = 0;
		S.pa = 0; S.pb = 0; S.ps = 0; S.pr = 0; S.moved = 0; S.dashed = 0; S.pulsed = 0; S.late = 0; S.events = [];
		load(S, 0);
	}

	function create(config, seed) {
		var S = { p: params_of(config), levels: config.levels, seed: floor(abs(seed || 0)) };
		begin(S);
		return S;
	}

	/* ---- what happens to the hero ---- */

	function gain(S, points, x, y) {
		var n = points * max(1, S.combo);
		S.score += n;
		if (n) tell(S, "score", x, y, n);
	}

	function hurt(S, fx, fy) {
		var dx = S.x - fx, dy = S.y - fy, d = sqrt(dx * dx + dy * dy) || 1;
		S.lives--; S.hits++; S.combo = 0; S.ct = 0; S.dash = 0;
		S.safe = ticks(S.p.invulnerable); S.hurt = 16;
		S.vx = dx / d * 2.6; S.vy = dy / d * 2.6;
		tell(S, "hurt", S.x, S.y, S.lives);
		if (S.lives < 1) { S.lives = 0; S.late = 0; end(S, "lost"); }
	}

	function end(S, scene) {
		S.scene = scene; S.st = 0; S.shots = [];
		tell(S, scene, S.x, S.y, 0);
	}

	function danger_hits(S, x, y, r) {
		var dx = S.x - x, dy = S.y - y, rr = r + 4.5;
		if (dx * dx + dy * dy > rr * rr) return false;
		if (S.dash > 0 && !S.graze) {
			S.graze = 1; S.energy = min(S.p.energy_max, S.energy + 1);
			tell(S, "graze", x, y, 0);
		}
		if (S.dash > 0 || S.safe > 0 || S.sink > 0) return false;
		hurt(S, x, y);
		return true;
	}

	function banish(S, f) {
		f.dead = 1; S.banished++;
		S.combo = min(S.p.combo_max, S.combo + 1); S.ct = ticks(S.p.combo_time); S.chain = max(S.chain, S.combo);
		tell(S, "banish", f.x, f.y, f.k);
		gain(S, S.p.score_banish, f.x, f.y);
	}

	function start_dash(S, ix, iy) {
		var d = ix !== 0 && iy !== 0 ? 0.7071 : 1;
		if (ix === 0 && iy === 0) { ix = DX[S.face]; iy = DY[S.face]; }
		S.ddx = ix * d; S.ddy = iy * d; S.dash = ticks(S.p.dash_time); S.rest = S.dash + ticks(S.p.dash_cooldown);
		S.ext = 8; S.buf = 0; S.graze = 0; S.dashed = 1; S.sx = S.x; S.sy = S.y;
		tell(S, "dash", S.x, S.y, S.face);
	}

	function pulse(S) {
		var p = S.p, i, f, dx, dy, r = p.pulse_radius, b = S.boss;
		S.bufb = 0;
		if (S.energy < p.pulse_cost) { tell(S, "empty", S.x, S.y, 0); return; }
		S.energy -= p.pulse_cost; S.pulsed = 1; S.wave = 24;
		tell(S, "pulse", S.x, S.y, r);
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y;
			if (!f.dead && dx * dx + dy * dy < (r + 6) * (r + 6)) { f.stun = ticks(p.pulse_stun); f.st = 0; tell(S, "stun", f.x, f.y, f.k); }
		}
		for (i = S.shots.length - 1; i >= 0; i--) {
			dx = S.shots[i].x - S.x; dy = S.shots[i].y - S.y;
			if (dx * dx + dy * dy < (r + 4) * (r + 4)) { tell(S, "fizz", S.shots[i].x, S.shots[i].y, 0); S.shots.splice(i, 1); }
		}
		if (b) {
			dx = b.x - S.x; dy = b.y - S.y;
			if (dx * dx + dy * dy < (r + 14) * (r + 14) && b.st === 1) { b.st = 3; b.tm = 120; tell(S, "dizzy", b.x, b.y, 0); }
		}
	}

	// After a dash that ended above a hazard: fly on for a moment, else fall in
	function land(S) {
		var h = 5, k;
		if (at(S, S.x, S.y) === HAZARD) {
			if (S.ext > 0) { S.ext--; S.dash = 1; return; }
			S.sink = 26; S.vx = 0; S.vy = 0; tell(S, "sink", S.x, S.y, 0);
			return;
		}
		for (k = 0; k < 8 && blocked(S, S.x, S.y, h, h, 14); k++) {
			if (blocked(S, S.x - h, S.y, 0, 0, 14)) S.x += 1;
			if (blocked(S, S.x + h, S.y, 0, 0, 14)) S.x -= 1;
			if (blocked(S, S.x, S.y - h, 0, 0, 14)) S.y += 1;
			if (blocked(S, S.x, S.y + h, 0, 0, 14)) S.y -= 1;
			if (blocked(S, S.x, S.y, h, h, 14)) {
				var tx = floor(S.x / TILE) * TILE + 8, ty = floor(S.y / TILE) * TILE + 8;
				S.x += tx > S.x ? min(1, tx - S.x) : max(-1, tx - S.x);
				S.y += ty > S.y ? min(1, ty - S.y) : max(-1, ty - S.y);
			}
		}
		if (blocked(S, S.x, S.y, h, h, 14)) { S.x = floor(S.x / TILE) * TILE + 8; S.y = floor(S.y / TILE) * TILE + 8; }
	}

	function open_door(S, c, r) {
		var i, d;
		if (S.keys < 1 || c < 0 || r < 0 || c >= S.w || r >= S.h || S.g[r * S.w + c] !== DOOR) return;
		S.g[r * S.w + c] = FLOOR; S.keys--; S.version++; S.rows = rows_of(S);
		for (i = 0; i < S.doors.length; i++) {
			d = S.doors[i];
			if (floor(d.x / TILE) === c && floor(d.y / TILE) === r) { d.open = 1; tell(S, "door", d.x, d.y, 0); }
		}
	}

	// Pushing straight against a corner slips around it
	function corner(S, ix, iy, sp) {
		var k, n;
		for (k = 1; k <= 6; k++) for (n = -1; n <= 1; n += 2) {
			if (ix !== 0 && !blocked(S, S.x + ix * 2, S.y + n * k, 5, 5, 14)) { slide(S, S, 0, n * min(sp, k), 5, 14); return; }
			if (iy !== 0 && !blocked(S, S.x + n * k, S.y + iy * 2, 5, 5, 14)) { slide(S, S, n * min(sp, k), 0, 5, 14); return; }
		}
	}

	function move_hero(S, input) {
		var p = S.p, ix = (input.right ? 1 : 0) - (input.left ? 1 : 0), iy = (input.down ? 1 : 0) - (input.up ? 1 : 0), hit;
		var sp = p.hero_speed / 60, d = ix !== 0 && iy !== 0 ? 0.7071 : 1, k;
		if (S.sink > 0) {
			if (--S.sink === 0) { S.x = S.sx; S.y = S.sy; hurt(S, S.x, S.y); S.vx = 0; S.vy = 0; }
			return;
		}
		if (S.buf > 0) S.buf--;
		if (S.bufb > 0) S.bufb--;
		if (input.a && !S.pa) S.buf = 9;
		if (input.b && !S.pb) S.bufb = 9;
		if (S.rest > 0) S.rest--;
		if (S.safe > 0) S.safe--;
		if (S.wave > 0) S.wave--;
		if (S.hurt > 0) S.hurt--;
		if (S.buf > 0 && S.rest <= 0 && S.hurt <= 0 && p.dash) start_dash(S, ix, iy);
		if (S.bufb > 0 && S.wave <= 0 && p.pulse) pulse(S);
		if (S.dash > 0) {
			hit = p.dash_speed / 120;
			for (k = 0; k < 2; k++) slide(S, S, S.ddx * hit, S.ddy * hit, 5, 10);
			if (--S.dash === 0) { land(S); if (S.dash === 0) { S.safe = max(S.safe, 8); S.vx = S.ddx * sp; S.vy = S.ddy * sp; } }
			return;
		}
		if (S.hurt > 0) { ix = 0; iy = 0; S.vx *= 0.88; S.vy *= 0.88; }
		else {
			S.vx += (ix * sp * d - S.vx) * 0.34; S.vy += (iy * sp * d - S.vy) * 0.34;
			if (ix === 0 && abs(S.vx) < 0.08) S.vx = 0;
			if (iy === 0 && abs(S.vy) < 0.08) S.vy = 0;
		}
		if (ix !== 0 || iy !== 0) {
			S.walk++; S.moved++;
			if (ix !== 0 && (iy === 0 || DX[S.face] !== ix && DY[S.face] !== iy)) S.face = ix < 0 ? 2 : 3;
			else if (iy !== 0 && (ix === 0 || DX[S.face] !== ix && DY[S.face] !== iy)) S.face = iy < 0 ? 1 : 0;
		} else S.walk = 0;
		hit = slide(S, S, S.vx, S.vy, 5, 14);
		if (hit) {
			if (hit & 1) open_door(S, floor((S.x + (S.vx < 0 ? -8 : 8)) / TILE), floor(S.y / TILE));
			if (hit & 2) open_door(S, floor(S.x / TILE), floor((S.y + (S.vy < 0 ? -8 : 8)) / TILE));
			if (ix === 0 || iy === 0) corner(S, ix, iy, sp * 0.8);
			if (hit & 1) S.vx = 0;
			if (hit & 2) S.vy = 0;
		}
	}

	/* ---- things to find ---- */

	function open_exit(S) {
		if (S.exit.open) return;
		S.exit.open = 1; S.exit.tm = S.lt;
		tell(S, "exit", S.exit.x, S.exit.y, 0);
	}

	function take(S, o) {
		var p = S.p;
		o.got = 1;
		if (o.k === ITEM) {
			S.got++; S.items_all++; S.combo = min(p.combo_max, S.combo + 1); S.ct = ticks(p.combo_time); S.chain = max(S.chain, S.combo);
			S.energy = min(p.energy_max, S.energy + 1);
			tell(S, "item", o.x, o.y, S.combo);
			gain(S, p.score_item, o.x, o.y);
			if (S.got >= S.goal && !S.boss) open_exit(S);
		} else if (o.k === MOTE) {
			if (S.combo) S.ct = ticks(p.combo_time);
			S.score += p.score_mote * max(1, S.combo);
			tell(S, "mote", o.x, o.y, S.combo);
		} else if (o.k === KEY) {
			S.keys++; tell(S, "key", o.x, o.y, 0);
		} else {
			if (S.lives < p.lives) S.lives++; else S.score += 200;
			tell(S, "heart", o.x, o.y, 0);
		}
	}

	function find(S) {
		var i, o, dx, dy, d, list = S.items;
		if (S.ct > 0 && --S.ct === 0) S.combo = 0;
		if (S.sink > 0) return;
		for (i = 0; i < list.length; i++) {
			o = list[i];
			if (o.got) continue;
			dx = S.x - o.x; dy = S.y - o.y;
			if (dx > 24 || dx < -24 || dy > 24 || dy < -24) continue;
			d = sqrt(dx * dx + dy * dy);
			if (d < 11) take(S, o);
			else if (d < 23) { o.x += dx / d * 1.5; o.y += dy / d * 1.5; }
		}
		for (i = 0; i < S.shrines.length; i++) {
			o = S.shrines[i];
			if (!o.lit && abs(S.x - o.x) < 15 && abs(S.y - o.y) < 15) {
				o.lit = 1; S.cx = o.x; S.cy = o.y; S.lives = min(S.p.lives, S.lives + 1);
				tell(S, "shrine", o.x, o.y, 0);
			}
		}
		o = S.exit;
		if (o.open && S.dash <= 0 && abs(S.x - o.x) < 8 && abs(S.y - o.y) < 8) leave(S);
	}

	function leave(S) {
		var par = (S.levels[S.level].par || 60), sec = floor(S.lt / 60);
		S.par += par;
		S.score += max(0, par * 2 - sec) * 5 + S.lives * 50;
		end(S, S.level + 1 < S.levels.length ? "clear" : "won");
	}

	/* ---- dangers ---- */

	function shoot(S, x, y, vx, vy) {
		if (S.shots.length < 40) S.shots.push({ x: x, y: y, vx: vx, vy: vy, t: 0 });
	}

	function walk_line(S, f, sp) {
		var h = slide(S, f, DX[f.face] * sp, DY[f.face] * sp, 6, 14);
		if (h) { f.face = f.face < 2 ? 1 - f.face : 5 - f.face; f.tm = 14; }
	}

	function in_sight(S, f) {
		var dx = S.x - f.x, dy = S.y - f.y, d = dx * dx + dy * dy, r = S.p.chase_range;
		if (d > r * r || S.sink > 0) return false;
		if (S.p.stealth && f.st === 0 && (dx * DX[f.face] + dy * DY[f.face]) < 0.6 * sqrt(d) && d > 400) return false;
		return sees(S, f.x, f.y, S.x, S.y);
	}

	function chaser(S, f) {
		var p = S.p, dx, dy, d, sp = p.chase_speed / 60;
		if (f.tm > 0) f.tm--;
		if (f.st === 0) {
			if (p.stealth) {
				if (f.tm > 30) { if (slide(S, f, DX[f.face] * sp * 0.5, DY[f.face] * sp * 0.5, 6, 14)) f.tm = 30; }
				if (f.tm === 0) { f.face = dice(S, 4); f.tm = 100; }
			}
			if ((p.stealth || f.tm === 0) && (S.t + f.hx) % 4 === 0 && in_sight(S, f)) { f.st = 1; f.tm = p.stealth ? 40 : 28; tell(S, "notice", f.x, f.y, 0); }
		} else if (f.st === 1) {
			if (f.tm === 0) { f.st = 2; f.tm = 80; f.on = 0; }
		} else if (f.st === 2) {
			if ((S.t + f.hx) % 6 === 0 && in_sight(S, f)) f.tm = 80;
			dx = S.x - f.x; dy = S.y - f.y; d = sqrt(dx * dx + dy * dy) || 1;
			f.face = dx < 0 ? 2 : 3;
			slide(S, f, dx / d * sp, dy / d * sp, 6, 14);
			if (f.tm === 0 || ++f.on > 240) { f.st = 3; f.tm = 110; }     // it loses sight, or breath
		} else if (f.tm === 0) { f.st = 0; f.tm = 60; }
	}

	function turret(S, f) {
		var p = S.p, i, sp = p.shot_speed / 60, o;
		if (abs(S.x - f.x) > 180 || abs(S.y - f.y) > 130) { if (f.st === 0) return; }
		if (f.tm > 0) { f.tm--; return; }
		if (f.st === 0) { f.st = 1; f.tm = 34; if (abs(S.x - f.x) < 120 && abs(S.y - f.y) < 90) tell(S, "ready", f.x, f.y, 0); return; }
		o = f.on & 1;
		for (i = o; i < 8; i += 2) shoot(S, f.x + RING_X[i] * 7, f.y + RING_Y[i] * 7, RING_X[i] * sp, RING_Y[i] * sp);
		f.on++; f.st = 0; f.tm = max(10, ticks(p.turret_period) - 34);
		tell(S, "shot", f.x, f.y, 0);
	}

	function move_foe(S, f) {
		var h;
		if (f.k === PATROL) { if (f.tm > 0) f.tm--; else walk_line(S, f, S.p.patrol_speed / 60); }
		else if (f.k === CHASE) chaser(S, f);
		else if (f.k === DRIFT) {
			h = slide(S, f, f.vx, f.vy, 6, 10);
			if (h & 1) f.vx = -f.vx;
			if (h & 2) f.vy = -f.vy;
			f.face = f.vx < 0 ? 2 : 3;
		} else turret(S, f);
	}

	function move_foes(S) {
		var i, f, dx, dy;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.dead) continue;
			dx = S.x - f.x; dy = S.y - f.y;
			if (f.stun > 0) {
				f.stun--;
				if (dx * dx + dy * dy < 169 && S.sink <= 0) banish(S, f);
				continue;
			}
			if (S.grace <= 0) move_foe(S, f);
			if (dx < 14 && dx > -14 && dy < 14 && dy > -14 && danger_hits(S, f.x, f.y, 5.5)) {
				if (f.k === CHASE) { f.st = 3; f.tm = 100; }       // it stands and wonders: time to get away
				if (S.scene !== "play") return;
			}
		}
	}

	function move_shots(S) {
		var i, o, n = 0, list = S.shots, k;
		for (i = 0; i < list.length; i++) {
			o = list[i]; o.x += o.vx; o.y += o.vy; o.t++;
			k = at(S, o.x, o.y);
			if (k === WALL || k === DOOR || o.t > 400) { tell(S, "fizz", o.x, o.y, 0); continue; }
			if (danger_hits(S, o.x, o.y, 2.5)) { if (S.scene !== "play") return; continue; }
			list[n++] = o;
		}
		list.length = n;
	}

	/* ---- the boss: follows, warns, charges, is dizzy when it meets a wall ---- */

	function ring(S, b, o) {
		var i, sp = S.p.shot_speed / 60;
		for (i = o; i < 8; i += S.p.boss_hp > 1 && b.hp * 2 > S.p.boss_hp ? 2 : 1) shoot(S, b.x + RING_X[i] * 14, b.y + RING_Y[i] * 14, RING_X[i] * sp, RING_Y[i] * sp);
		tell(S, "shot", b.x, b.y, 1);
	}

	function boss_state(S, b, st, tm) { b.st = st; b.tm = tm; }

	function hit_boss(S, b) {
		b.hp--; S.safe = max(S.safe, 50);
		S.combo = min(S.p.combo_max, S.combo + 1); S.ct = ticks(S.p.combo_time); S.chain = max(S.chain, S.combo);
		var dx = S.x - b.x, dy = S.y - b.y, d = sqrt(dx * dx + dy * dy) || 1;
		S.dash = 0; land(S); S.dash = 0; S.vx = dx / d * 3; S.vy = dy / d * 3; S.hurt = 10;
		tell(S, "bosshit", b.x, b.y, b.hp);
		gain(S, 300, b.x, b.y - 12);
		if (b.hp < 1) {
			tell(S, "bossdead", b.x, b.y, 0);
			S.boss = null; S.shots = []; S.score += 1000;
			open_exit(S);
		} else boss_state(S, b, 4, 50);
	}

	function move_boss(S) {
		var b = S.boss, dx = S.x - b.x, dy = S.y - b.y, d = sqrt(dx * dx + dy * dy) || 1, sp, k, angry = b.hp * 2 <= S.p.boss_hp;
		b.tm--;
		if (b.st !== 2) b.face = dx < 0 ? 2 : 3;
		if (b.st === 0) {
			sp = angry ? 0.52 : 0.4;
			slide(S, b, dx / d * sp, dy / d * sp, 13, 10);
			if (b.tm === 45) ring(S, b, b.hp & 1);
			if (b.tm <= 0) { boss_state(S, b, 1, angry ? 38 : 48); tell(S, "warn", b.x, b.y, 0); }
		} else if (b.st === 1) {
			if (b.tm > 14) { b.vx = dx / d; b.vy = dy / d; }
			if (b.tm <= 0) { boss_state(S, b, 2, 150); tell(S, "charge", b.x, b.y, 0); }
		} else if (b.st === 2) {
			sp = S.p.boss_speed / 120;
			for (k = 0; k < 2 && b.st === 2; k++) {
				if (slide(S, b, b.vx * sp, b.vy * sp, 13, 10)) { boss_state(S, b, 3, angry ? 150 : 180); tell(S, "dizzy", b.x, b.y, 1); }
			}
			if (b.st === 2 && b.tm <= 0) boss_state(S, b, 3, 120);
		} else if (b.st === 3) {
			if (d < 22 && S.sink <= 0) { hit_boss(S, b); return; }
			if (b.tm <= 0) boss_state(S, b, 0, 90);
		} else if (b.tm <= 0) { ring(S, b, 0); boss_state(S, b, 0, angry ? 80 : 110); }
		if (b.st < 3 && d < 24) danger_hits(S, b.x, b.y, 13);
	}

	/* ---- a step ---- */

	function retry(S) {
		var i, f;
		S.falls++; S.lives = S.p.lives; S.score = floor(S.score * 0.8); S.energy = max(S.energy, min(S.p.energy_start, S.p.energy_max));
		for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; f.x = f.hx; f.y = f.hy; f.st = 0; f.stun = 0; f.tm = 30; }
		if (S.boss) { S.boss.x = S.boss.hx; S.boss.y = S.boss.hy; boss_state(S, S.boss, 0, 120); }
		S.shots = []; S.grace = 60; S.scene = "play"; S.st = 0;
		S.left = S.p.timer ? S.p.time_limit * 60 : 0;
		stand(S);
		S.safe = 100;
		tell(S, "again", S.x, S.y, 0);
	}

	function step(S, input) {
		S.t++; S.st++;
		if (S.events.length) S.events = [];
		if (input.restart && !S.pr) { begin(S); S.pr = 1; return; }
		if (S.scene === "play") play(S, input);
		else if (S.scene === "clear") {
			if (S.st > 150 || (S.st > 40 && ((input.a && !S.pa) || (input.start && !S.ps)))) load(S, S.level + 1);
		} else if (S.scene === "lost") {
			if (S.st > 30 && input.start && !S.ps) retry(S);
		} else if (S.st > 30 && input.start && !S.ps) begin(S);
		S.pa = input.a ? 1 : 0; S.pb = input.b ? 1 : 0; S.ps = input.start ? 1 : 0; S.pr = input.restart ? 1 : 0;
	}

	function play(S, input) {
		S.lt++; S.time++;
		if (S.grace > 0) S.grace--;
		move_hero(S, input);
		if (S.scene === "play") move_foes(S);
		if (S.scene === "play" && S.shots.length) move_shots(S);
		if (S.scene === "play" && S.boss && S.grace <= 0) move_boss(S);
		if (S.scene === "play") find(S);
		if (S.scene === "play" && S.left > 0) {
			S.left--;
			if (S.left <= 600 && S.left % 60 === 0) tell(S, "tick", S.x, S.y, S.left / 60);
			if (S.left <= 0) { S.late = 1; end(S, "lost"); }
		}
	}

	/* ---- what others may know ---- */

	function hint(S) {
		var i, f, near = 9999, dx, dy, p = S.p, c, r;
		if (S.scene !== "play") return "";
		if (S.boss) return S.boss.st === 3 ? "boss" : "";
		if (S.moved < 20 && S.level === 0) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.got === 0) return "collect";
		if (S.exit.open && S.lt - S.exit.tm < 300) return "exit";
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y;
			if (!f.dead) near = min(near, dx * dx + dy * dy);
		}
		if (!S.pulsed && p.pulse && S.energy >= p.pulse_cost && near < 4900 && (S.dashed || !p.dash)) return "pulse";
		if (!S.dashed && p.dash) {
			if (near < 6400) return "dash";
			c = floor(S.x / TILE); r = floor(S.y / TILE);
			for (i = 1; i < 3; i++) if (at(S, S.x + i * TILE, S.y) === HAZARD || at(S, S.x - i * TILE, S.y) === HAZARD || at(S, S.x, S.y + i * TILE) === HAZARD || at(S, S.x, S.y - i * TILE) === HAZARD) return "dash";
		}
		for (i = 0; i < S.doors.length; i++) if (!S.doors[i].open && S.keys < 1 && abs(S.doors[i].x - S.x) < 40 && abs(S.doors[i].y - S.y) < 40) return "key";
		return p.stealth && S.lt < 400 && S.level < 2 ? "stealth" : "";
	}

	function progress(S) {
		var n = S.levels.length, part;
		if (S.scene === "won") return 1;
		part = S.scene === "clear" ? 1 : S.goal > 0 ? min(1, S.got / S.goal) * 0.8 : S.boss ? (S.p.boss_hp - S.boss.hp) / S.p.boss_hp * 0.8 : 0.8;
		return (S.level + part) / n;
	}

	function status(S) {
		return {
			t: S.t, scene: S.scene, score: S.score, lives: S.lives, level: S.level + 1, won: S.scene === "won", lost: S.scene === "lost",
			progress: progress(S)
		};
	}

	function goals_of(S) {
		var out = [], i, o, b = S.boss;
		if (b && b.st === 3) out.push({ x: b.x, y: b.y });
		if (S.exit.open) out.push({ x: S.exit.x, y: S.exit.y });
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (!o.dead && o.stun > 30 && abs(o.x - S.x) + abs(o.y - S.y) < 60) out.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && o.k === ITEM) out.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && (o.k === KEY || o.k === HEART)) out.push({ x: o.x, y: o.y }); }
		if (S.keys > 0) for (i = 0; i < S.doors.length; i++) if (!S.doors[i].open) out.push({ x: S.doors[i].x, y: S.doors[i].y });
		for (i = 0; i < S.shrines.length; i++) if (!S.shrines[i].lit) out.push({ x: S.shrines[i].x, y: S.shrines[i].y });
		return out;
	}

	function dangers_of(S) {
		var out = [], i, o, sp, dx, dy, d;
		for (i = 0; i < S.foes.length; i++) {
			o = S.foes[i];
			if (o.dead || o.stun > 0) continue;
			if (o.k === CHASE && o.st === 2) {
				dx = S.x - o.x; dy = S.y - o.y; d = (sqrt(dx * dx + dy * dy) || 1) * 60 / S.p.chase_speed;
				out.push({ x: o.x, y: o.y, r: 6, vx: dx / d, vy: dy / d });
				continue;
			}
			sp = o.k === PATROL && o.tm <= 0 ? S.p.patrol_speed / 60 : 0;
			out.push({ x: o.x, y: o.y, r: 6, vx: o.k === DRIFT ? o.vx : DX[o.face] * sp, vy: o.k === DRIFT ? o.vy : DY[o.face] * sp });
		}
		for (i = 0; i < S.shots.length; i++) { o = S.shots[i]; out.push({ x: o.x, y: o.y, r: 3, vx: o.vx, vy: o.vy }); }
		o = S.boss;
		if (o && o.st < 3) { sp = o.st === 2 ? S.p.boss_speed / 60 : o.st === 1 ? 1 : 0; out.push({ x: o.x, y: o.y, r: 14, vx: o.vx * sp, vy: o.vy * sp }); }
		return out;
	}

	// Lists are the state's own: look, do not touch
	function view(S) {
		return {
			width: S.w * TILE, height: S.h * TILE, player: { x: S.x, y: S.y, w: 10, h: 10 }, goals: goals_of(S), dangers: dangers_of(S),
			grid: { size: TILE, rows: S.rows, solid: "#~D", version: S.version },
			scene: S.scene, st: S.st, lt: S.lt, t: S.t, level: S.level, levels: S.levels.length, map: S.levels[S.level], got: S.got, goal: S.goal,
			lives: S.lives, lives_max: S.p.lives, energy: S.energy, energy_max: S.p.energy_max, pulse_cost: S.p.pulse_cost, keys: S.keys,
			score: S.score, combo: S.combo, combo_left: S.ct / ticks(S.p.combo_time), left: S.p.timer ? S.left : -1, hint: hint(S),
			hero: {
				x: S.x, y: S.y, vx: S.vx, vy: S.vy, face: S.face, walk: S.walk, dash: S.dash, hurt: S.hurt, safe: S.safe, sink: S.sink, rest: S.rest,
				rest_max: ticks(S.p.dash_time) + ticks(S.p.dash_cooldown), ddx: S.ddx, ddy: S.ddy
			},
			wave: S.wave, pulse_radius: S.p.pulse_radius, chase_range: S.p.chase_range, items: S.items, foes: S.foes, shots: S.shots, shrines: S.shrines,
			doors: S.doors, exit: S.exit, boss: S.boss, boss_hp: S.p.boss_hp, events: S.events, darkness: S.p.darkness, stealth: S.p.stealth,
			totals: { time: S.time, par: S.par, items: S.items_all, chain: S.chain, falls: S.falls, hits: S.hits, banished: S.banished, late: S.late }
		};
	}

	function hash(S) {
		var h = 7, i, o;
		function add(v) { h = (h * 31 + floor((v + 4096) * 64)) % 4294967291; if (h < 0) h += 4294967291; }
		function body(o) { add(o.x); add(o.y); add(o.vx || 0); add(o.vy || 0); add(o.st || 0); add(o.tm || 0); }
		add(S.seed % 65536); add(S.rng % 65536); add(floor(S.rng / 65536)); add(S.t); add(S.score); add(S.lives); add(S.level); add(S.energy); add(S.keys);
		add(S.x); add(S.y); add(S.vx); add(S.vy); add(S.dash); add(S.rest); add(S.safe); add(S.sink); add(S.hurt); add(S.face); add(S.buf); add(S.bufb);
		add(S.combo); add(S.ct); add(S.got); add(S.lt); add(S.st); add(S.left); add(S.grace); add(S.wave); add(S.falls); add(S.exit.open);
		add(S.scene.length); add(S.cx); add(S.cy); add(S.version);
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; add(o.x); add(o.y); add(o.got); }
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; body(o); add(o.stun); add(o.dead); add(o.face); add(o.on); }
		for (i = 0; i < S.shots.length; i++) { o = S.shots[i]; add(o.x); add(o.y); add(o.t); }
		for (i = 0; i < S.shrines.length; i++) add(S.shrines[i].lit);
		if (S.boss) { body(S.boss); add(S.boss.hp); }
		for (i = 0, o = ""; i < 8; i++) { o = "0123456789abcdef".charAt(h % 16) + o; h = floor(h / 16); }
		return o;
	}

	return {
		meta: { family: "adventure", version: 1, tick: 60, tile: TILE, hero: "hero", buttons: ["dash", "pulse"] },
		create: create, step: step, view: view, status: status, hash: hash
	};
}());
