// SPDX-License-Identifier: CC0-1.0
// The dangers of the adventure: those that walk, hunt, drift and shoot, and the boss. Stands before core.js. No danger moves
// while S.grace lasts; what touches the hero costs a heart, but for a dash, which takes power from it.
var AdventureDangers = (function (F, M) {
	"use strict";

	var PATROL = 0, CHASE = 1, DRIFT = 2, TURRET = 3;
	var DX = [0, 0, -1, 1], DY = [1, -1, 0, 0];            // facing: down, up, left, right
	var RING_X = [1, 0.7071, 0, -0.7071, -1, -0.7071, 0, 0.7071];
	var RING_Y = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071];
	var abs = Math.abs, sqrt = Math.sqrt, min = Math.min, max = Math.max;
	var slide = M.slide, blocked = M.blocked;

	/* ---- beginning ---- */

	function foe(kind, x, y, n) {
		return {
			k: kind, x: x, y: y, vx: 0, vy: 0, hx: x, hy: y, st: 0, tm: (n * 37) % 90, stun: 0, dead: 0, face: 3, on: 0
		};
	}

	// How many tiles are free before a body on both sides, down the axis (0 across, 1 down)
	function room(S, f, axis) {
		var i, n = 0;
		for (i = 1; i < 9 && !blocked(S, f.x + (axis ? 0 : i * M.TILE), f.y + (axis ? i * M.TILE : 0), 6, 6, 14); i++) n++;
		for (i = 1; i < 9 && !blocked(S, f.x - (axis ? 0 : i * M.TILE), f.y - (axis ? i * M.TILE : 0), 6, 6, 14); i++) n++;
		return n;
	}

	function set_out(S, f) {
		var sp = S.p.drift_speed / 60 * 0.7071;
		if (f.k === PATROL) f.face = room(S, f, 1) > room(S, f, 0) ? F.dice(S, 2) : 2 + F.dice(S, 2);
		else if (f.k === DRIFT) {
			f.vx = F.dice(S, 2) ? sp : -sp;
			f.vy = F.dice(S, 2) ? sp : -sp;
		} else if (f.k === CHASE) f.face = F.dice(S, 4);
	}

	// Back to where they began, after a defeat
	function home(S) {
		var i, f, b = S.boss;
		for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; f.x = f.hx; f.y = f.hy; f.st = 0; f.stun = 0; f.tm = 30; }
		if (b) { b.x = b.hx; b.y = b.hy; boss_state(b, 0, 120); }
		S.shots = []; S.grace = 60;
	}

	/* ---- what they do to the hero ---- */

	function hurt(S, fx, fy) {
		var dx = S.x - fx, dy = S.y - fy, d = sqrt(dx * dx + dy * dy) || 1;
		if (!F.hurt(S, S.x, S.y)) return;
		S.dash = 0; S.vx = dx / d * 2.6; S.vy = dy / d * 2.6;
	}

	function hits(S, x, y, r) {
		var dx = S.x - x, dy = S.y - y, rr = r + 4.5;
		if (dx * dx + dy * dy > rr * rr) return false;
		if (S.dash > 0 && !S.graze) {
			S.graze = 1; S.energy = min(S.p.energy_max, S.energy + 1);
			F.tell(S, "graze", x, y, 0);
		}
		if (S.dash > 0 || S.safe > 0 || S.sink > 0) return false;
		hurt(S, x, y);
		return true;
	}

	function banish(S, f) {
		f.dead = 1; S.banished++;
		F.chain(S);
		F.tell(S, "banish", f.x, f.y, f.k);
		F.gain(S, S.p.score_banish, f.x, f.y);
	}

	/* ---- four kinds ---- */

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
		return M.sees(S, f.x, f.y, S.x, S.y);
	}

	// Asleep, or on guard with `stealth`
	function wait(S, f, sp) {
		var p = S.p;
		if (p.stealth) {
			if (f.tm > 30) { if (slide(S, f, DX[f.face] * sp * 0.5, DY[f.face] * sp * 0.5, 6, 14)) f.tm = 30; }
			if (f.tm === 0) { f.face = F.dice(S, 4); f.tm = 100; }
		}
		if ((p.stealth || f.tm === 0) && (S.t + f.hx) % 4 === 0 && in_sight(S, f)) { f.st = 1; f.tm = p.stealth ? 40 : 28; F.tell(S, "notice", f.x, f.y, 0); }
	}

	function chaser(S, f) {
		var dx, dy, d, sp = S.p.chase_speed / 60;
		if (f.tm > 0) f.tm--;
		if (f.st === 0) wait(S, f, sp);
		else if (f.st === 1) {
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
		var i, sp = S.p.shot_speed / 60;
		if (abs(S.x - f.x) > 180 || abs(S.y - f.y) > 130) { if (f.st === 0) return; }
		if (f.tm > 0) { f.tm--; return; }
		if (f.st === 0) { f.st = 1; f.tm = 34; if (abs(S.x - f.x) < 120 && abs(S.y - f.y) < 90) F.tell(S, "ready", f.x, f.y, 0); return; }
		for (i = f.on & 1; i < 8; i += 2) shoot(S, f.x + RING_X[i] * 7, f.y + RING_Y[i] * 7, RING_X[i] * sp, RING_Y[i] * sp);
		f.on++; f.st = 0; f.tm = max(10, F.ticks(S.p.turret_period) - 34);
		F.tell(S, "shot", f.x, f.y, 0);
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
			dx = f.x - S.x; dy = f.y - S.y;
			if (f.stun > 0) {
				f.stun--;
				if (dx * dx + dy * dy < 169 && S.sink <= 0) banish(S, f);
				continue;
			}
			if (S.grace <= 0) move_foe(S, f);
			if (dx < 14 && dx > -14 && dy < 14 && dy > -14 && hits(S, f.x, f.y, 5.5)) {
				if (f.k === CHASE) { f.st = 3; f.tm = 100; }       // it stands and wonders: time to get away
				if (S.scene !== "play") return;
			}
		}
	}

	function move_shots(S) {
		var i, o, n = 0, list = S.shots, k;
		for (i = 0; i < list.length; i++) {
			o = list[i]; o.x += o.vx; o.y += o.vy; o.t++;
			k = M.at(S, o.x, o.y);
			if (k === M.WALL || k === M.DOOR || o.t > 400) { F.tell(S, "fizz", o.x, o.y, 0); continue; }
			if (hits(S, o.x, o.y, 2.5)) { if (S.scene !== "play") return; continue; }
			list[n++] = o;
		}
		list.length = n;
	}

	// What a pulse of radius r does to all that is near
	function stun(S, r) {
		var i, f, dx, dy, b = S.boss;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y;
			if (!f.dead && dx * dx + dy * dy < (r + 6) * (r + 6)) { f.stun = F.ticks(S.p.pulse_stun); f.st = 0; F.tell(S, "stun", f.x, f.y, f.k); }
		}
		for (i = S.shots.length - 1; i >= 0; i--) {
			dx = S.shots[i].x - S.x; dy = S.shots[i].y - S.y;
			if (dx * dx + dy * dy < (r + 4) * (r + 4)) { F.tell(S, "fizz", S.shots[i].x, S.shots[i].y, 0); S.shots.splice(i, 1); }
		}
		if (!b) return;
		dx = b.x - S.x; dy = b.y - S.y;
		if (dx * dx + dy * dy < (r + 14) * (r + 14) && b.st === 1) { boss_state(b, 3, 120); F.tell(S, "dizzy", b.x, b.y, 0); }
	}

	/* ---- the boss: follows, warns, charges, is dizzy when it meets a wall ---- */

	function ring(S, b, o) {
		var i, sp = S.p.shot_speed / 60;
		for (i = o; i < 8; i += S.p.boss_hp > 1 && b.hp * 2 > S.p.boss_hp ? 2 : 1) shoot(S, b.x + RING_X[i] * 14, b.y + RING_Y[i] * 14, RING_X[i] * sp, RING_Y[i] * sp);
		F.tell(S, "shot", b.x, b.y, 1);
	}

	function boss_state(b, st, tm) { b.st = st; b.tm = tm; }

	function hit_boss(S, b) {
		var dx = S.x - b.x, dy = S.y - b.y, d = sqrt(dx * dx + dy * dy) || 1;
		b.hp--; S.safe = max(S.safe, 50);
		F.chain(S);
		S.dash = 0; M.land(S); S.dash = 0; S.vx = dx / d * 3; S.vy = dy / d * 3; S.hurt = 10;
		F.tell(S, "bosshit", b.x, b.y, b.hp);
		F.gain(S, 300, b.x, b.y - 12);
		if (b.hp > 0) { boss_state(b, 4, 50); return; }
		F.tell(S, "bossdead", b.x, b.y, 0);
		S.boss = null; S.shots = []; S.score += 1000;
		M.open_exit(S);
	}

	function charge(S, b, angry) {
		var k, sp = S.p.boss_speed / 120;
		for (k = 0; k < 2 && b.st === 2; k++) {
			if (slide(S, b, b.vx * sp, b.vy * sp, 13, 10)) { boss_state(b, 3, angry ? 150 : 180); F.tell(S, "dizzy", b.x, b.y, 1); }
		}
		if (b.st === 2 && b.tm <= 0) boss_state(b, 3, 120);
	}

	function move_boss(S) {
		var b = S.boss, dx = S.x - b.x, dy = S.y - b.y, d = sqrt(dx * dx + dy * dy) || 1, sp, angry = b.hp * 2 <= S.p.boss_hp;
		b.tm--;
		if (b.st !== 2) b.face = dx < 0 ? 2 : 3;
		if (b.st === 0) {
			sp = angry ? 0.52 : 0.4;
			slide(S, b, dx / d * sp, dy / d * sp, 13, 10);
			if (b.tm === 45) ring(S, b, b.hp & 1);
			if (b.tm <= 0) { boss_state(b, 1, angry ? 38 : 48); F.tell(S, "warn", b.x, b.y, 0); }
		} else if (b.st === 1) {
			if (b.tm > 14) { b.vx = dx / d; b.vy = dy / d; }
			if (b.tm <= 0) { boss_state(b, 2, 150); F.tell(S, "charge", b.x, b.y, 0); }
		} else if (b.st === 2) charge(S, b, angry);
		else if (b.st === 3) {
			if (d < 22 && S.sink <= 0) { hit_boss(S, b); return; }
			if (b.tm <= 0) boss_state(b, 0, 90);
		} else if (b.tm <= 0) { ring(S, b, 0); boss_state(b, 0, angry ? 80 : 110); }
		if (b.st < 3 && d < 24) hits(S, b.x, b.y, 13);
	}

	function move(S) {
		move_foes(S);
		if (S.scene === "play" && S.shots.length) move_shots(S);
		if (S.scene === "play" && S.boss && S.grace <= 0) move_boss(S);
	}

	/* ---- for view ---- */

	function seen(S, o) {
		var sp, dx, dy, d;
		if (o.k === CHASE && o.st === 2) {
			dx = S.x - o.x; dy = S.y - o.y; d = (sqrt(dx * dx + dy * dy) || 1) * 60 / S.p.chase_speed;
			return { x: o.x, y: o.y, r: 6, vx: dx / d, vy: dy / d };
		}
		sp = o.k === PATROL && o.tm <= 0 ? S.p.patrol_speed / 60 : 0;
		return { x: o.x, y: o.y, r: 6, vx: o.k === DRIFT ? o.vx : DX[o.face] * sp, vy: o.k === DRIFT ? o.vy : DY[o.face] * sp };
	}

	function list(S, out) {
		var i, o, sp;
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (!o.dead && o.stun <= 0) out.push(seen(S, o)); }
		for (i = 0; i < S.shots.length; i++) { o = S.shots[i]; out.push({ x: o.x, y: o.y, r: 3, vx: o.vx, vy: o.vy }); }
		o = S.boss;
		if (o && o.st < 3) { sp = o.st === 2 ? S.p.boss_speed / 60 : o.st === 1 ? 1 : 0; out.push({ x: o.x, y: o.y, r: 14, vx: o.vx * sp, vy: o.vy * sp }); }
	}

	return { foe: foe, set_out: set_out, home: home, hurt: hurt, stun: stun, move: move, list: list };
}(LudFrame, AdventureMap));
