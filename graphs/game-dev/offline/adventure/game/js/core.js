// SPDX-License-Identifier: CC0-1.0
// The rules of the adventure: the hero walks, dashes, sends a pulse of light, finds things, leaves by the exit that opens.
// frame.js, map.js and dangers.js stand before it. One tile is 16 units.
var LudCore = (function (F, M, D) {
	"use strict";

	var TILE = M.TILE, ITEM = 0, MOTE = 1, KEY = 2, HEART = 3;
	var DX = [0, 0, -1, 1], DY = [1, -1, 0, 0];            // facing: down, up, left, right
	var floor = Math.floor, abs = Math.abs, sqrt = Math.sqrt, min = Math.min, max = Math.max;
	var at = M.at, slide = M.slide;

	/* ---- beginning ---- */

	function put(S, ch, x, y) {
		var kind = "*okh".indexOf(ch), who = "pcdt".indexOf(ch);
		if (ch === "@") { S.x = x; S.y = y; }
		else if (kind >= 0) S.items.push({ k: kind, x: x, y: y, got: 0 });
		else if (ch === "S") S.shrines.push({ x: x, y: y, lit: 0 });
		else if (ch === "D") S.doors.push({ x: x, y: y, open: 0 });
		else if (ch === "X") { S.exit.x = x; S.exit.y = y; }
		else if (ch === "B" && S.p.boss && S.p.enemies) S.boss = { x: x, y: y, hx: x, hy: y, vx: 0, vy: 0, hp: S.p.boss_hp, st: 0, tm: 90, face: 2 };
		else if (who >= 0 && S.p.enemies) S.foes.push(D.foe(who, x, y, S.foes.length));
	}

	function load(S, level) {
		var map = level.map, r, c, ch, i;
		S.w = map[0].length; S.h = map.length; S.g = [];
		S.items = []; S.foes = []; S.shots = []; S.shrines = []; S.doors = []; S.boss = null; S.exit = { x: 0, y: 0, open: 0, tm: 0 };
		S.keys = 0; S.grace = 60; S.version = (S.version || 0) + 1;
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = map[r].charAt(c);
			S.g.push(ch === "#" ? M.WALL : ch === "~" ? M.HAZARD : ch === "D" ? M.DOOR : M.FLOOR);
			put(S, ch, c * TILE + 8, r * TILE + 8);
		}
		for (i = 0; i < S.foes.length; i++) D.set_out(S, S.foes[i]);
		if (!S.boss && S.goal < 1) S.exit.open = 1;
		S.cx = S.x; S.cy = S.y; S.rows = M.rows(S);
		stand(S);
	}

	// The hero on their feet at the place to begin from
	function stand(S) {
		S.x = S.cx; S.y = S.cy; S.sx = S.x; S.sy = S.y; S.vx = 0; S.vy = 0; S.dash = 0; S.rest = 0; S.buf = 0; S.bufb = 0; S.hurt = 0;
		S.safe = 0; S.sink = 0; S.ext = 0; S.face = 0; S.walk = 0; S.ddx = 0; S.ddy = 1; S.wave = 0; S.graze = 0; S.combo = 0; S.ct = 0;
	}

	function begin(S) {
		S.energy = min(S.p.energy_start, S.p.energy_max); S.banished = 0; S.dashed = 0; S.pulsed = 0; S.version = 0;
	}

	// After a defeat: from the last shrine on, with what was found
	function retry(S) {
		S.energy = max(S.energy, min(S.p.energy_start, S.p.energy_max));
		S.left = S.p.timer ? S.p.time_limit * 60 : 0;
		D.home(S);
		stand(S);
		S.safe = 100;
	}

	/* ---- the hero ---- */

	function start_dash(S, ix, iy) {
		var d = ix !== 0 && iy !== 0 ? 0.7071 : 1;
		if (ix === 0 && iy === 0) { ix = DX[S.face]; iy = DY[S.face]; }
		S.ddx = ix * d; S.ddy = iy * d; S.dash = F.ticks(S.p.dash_time); S.rest = S.dash + F.ticks(S.p.dash_cooldown);
		S.ext = 8; S.buf = 0; S.graze = 0; S.dashed = 1; S.sx = S.x; S.sy = S.y;
		F.tell(S, "dash", S.x, S.y, S.face);
	}

	function pulse(S) {
		S.bufb = 0;
		if (S.energy < S.p.pulse_cost) { F.tell(S, "empty", S.x, S.y, 0); return; }
		S.energy -= S.p.pulse_cost; S.pulsed = 1; S.wave = 24;
		F.tell(S, "pulse", S.x, S.y, S.p.pulse_radius);
		D.stun(S, S.p.pulse_radius);
	}

	// A press counts for nine ticks, so that one that came a little early is not lost
	function buttons(S, input) {
		if (S.buf > 0) S.buf--;
		if (S.bufb > 0) S.bufb--;
		if (input.pa) S.buf = 9;
		if (input.pb) S.bufb = 9;
		if (S.rest > 0) S.rest--;
		if (S.wave > 0) S.wave--;
		if (S.buf > 0 && S.rest <= 0 && S.hurt <= 0 && S.p.dash) start_dash(S, input.x, input.y);
		if (S.bufb > 0 && S.wave <= 0 && S.p.pulse) pulse(S);
	}

	function fly(S, sp) {
		var k, part = S.p.dash_speed / 120;
		for (k = 0; k < 2; k++) slide(S, S, S.ddx * part, S.ddy * part, 5, 10);
		if (--S.dash > 0) return;
		M.land(S);
		if (S.dash === 0) { S.safe = max(S.safe, 8); S.vx = S.ddx * sp; S.vy = S.ddy * sp; }
	}

	function turn(S, ix, iy) {
		if (ix === 0 && iy === 0) { S.walk = 0; return; }
		S.walk++;
		if (ix !== 0 && (iy === 0 || DX[S.face] !== ix && DY[S.face] !== iy)) S.face = ix < 0 ? 2 : 3;
		else if (iy !== 0 && (ix === 0 || DX[S.face] !== ix && DY[S.face] !== iy)) S.face = iy < 0 ? 1 : 0;
	}

	function walk(S, ix, iy, sp) {
		var hit, d = ix !== 0 && iy !== 0 ? 0.7071 : 1;
		if (S.hurt > 0) { ix = 0; iy = 0; S.vx *= 0.88; S.vy *= 0.88; }
		else {
			S.vx += (ix * sp * d - S.vx) * 0.34; S.vy += (iy * sp * d - S.vy) * 0.34;
			if (ix === 0 && abs(S.vx) < 0.08) S.vx = 0;
			if (iy === 0 && abs(S.vy) < 0.08) S.vy = 0;
		}
		turn(S, ix, iy);
		hit = slide(S, S, S.vx, S.vy, 5, 14);
		if (!hit) return;
		if (hit & 1) M.open_door(S, floor((S.x + (S.vx < 0 ? -8 : 8)) / TILE), floor(S.y / TILE));
		if (hit & 2) M.open_door(S, floor(S.x / TILE), floor((S.y + (S.vy < 0 ? -8 : 8)) / TILE));
		if (ix === 0 || iy === 0) M.corner(S, ix, iy, sp * 0.8);
		if (hit & 1) S.vx = 0;
		if (hit & 2) S.vy = 0;
	}

	function move_hero(S, input) {
		var sp = S.p.hero_speed / 60;
		if (S.sink > 0) {
			if (--S.sink === 0) { S.x = S.sx; S.y = S.sy; S.safe = 0; D.hurt(S, S.x, S.y); S.vx = 0; S.vy = 0; }
			return;
		}
		buttons(S, input);
		if (S.dash > 0) fly(S, sp); else walk(S, input.x, input.y, sp);
	}

	/* ---- things to find ---- */

	function take(S, o) {
		o.got = 1;
		if (o.k === ITEM) {
			S.energy = min(S.p.energy_max, S.energy + 1);
			F.item(S, o.x, o.y);
			if (S.got >= S.goal && !S.boss) M.open_exit(S);
		} else if (o.k === MOTE) {
			if (S.combo) S.ct = F.ticks(S.p.combo_time);
			S.score += S.p.score_mote * max(1, S.combo);
			F.tell(S, "mote", o.x, o.y, S.combo);
		} else if (o.k === KEY) { S.keys++; F.tell(S, "key", o.x, o.y, 0); }
		else F.heart(S, o.x, o.y);
	}

	function find(S) {
		var i, o, dx, dy, d, list = S.items;
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
				F.tell(S, "shrine", o.x, o.y, 0);
			}
		}
		o = S.exit;
		if (o.open && S.dash <= 0 && abs(S.x - o.x) < 8 && abs(S.y - o.y) < 8) { S.shots = []; F.leave(S); }
	}

	function play(S, input) {
		if (S.grace > 0) S.grace--;
		move_hero(S, input);
		if (S.scene === "play") D.move(S);
		if (S.scene === "play") find(S);
	}

	/* ---- what others may know ---- */

	function hazard_near(S) {
		var i;
		for (i = 1; i < 3; i++) if (at(S, S.x + i * TILE, S.y) === M.HAZARD || at(S, S.x - i * TILE, S.y) === M.HAZARD || at(S, S.x, S.y + i * TILE) === M.HAZARD || at(S, S.x, S.y - i * TILE) === M.HAZARD) return true;
		return false;
	}

	function hint(S) {
		var i, f, near = 9999, dx, dy, p = S.p;
		if (S.boss) return S.boss.st === 3 ? "boss" : "";
		if (S.moved < 20 && S.level === 0) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.got === 0) return "collect";
		if (S.exit.open && S.lt - S.exit.tm < 300) return "exit";
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y;
			if (!f.dead) near = min(near, dx * dx + dy * dy);
		}
		if (!S.pulsed && p.pulse && S.energy >= p.pulse_cost && near < 4900 && (S.dashed || !p.dash)) return "pulse";
		if (!S.dashed && p.dash && (near < 6400 || hazard_near(S))) return "dash";
		for (i = 0; i < S.doors.length; i++) if (!S.doors[i].open && S.keys < 1 && abs(S.doors[i].x - S.x) < 40 && abs(S.doors[i].y - S.y) < 40) return "key";
		return p.stealth && S.lt < 400 && S.level < 2 ? "stealth" : "";
	}

	function part(S) {
		return S.goal > 0 ? min(1, S.got / S.goal) * 0.8 : S.boss ? (S.p.boss_hp - S.boss.hp) / S.p.boss_hp * 0.8 : 0.8;
	}

	// In the order of their worth
	function goals(S, out) {
		var i, o, b = S.boss;
		if (b && b.st === 3) out.push({ x: b.x, y: b.y });
		if (S.exit.open) out.push({ x: S.exit.x, y: S.exit.y });
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (!o.dead && o.stun > 30 && abs(o.x - S.x) + abs(o.y - S.y) < 60) out.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && o.k === ITEM) out.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.items.length; i++) { o = S.items[i]; if (!o.got && (o.k === KEY || o.k === HEART)) out.push({ x: o.x, y: o.y }); }
		if (S.keys > 0) for (i = 0; i < S.doors.length; i++) if (!S.doors[i].open) out.push({ x: S.doors[i].x, y: S.doors[i].y });
		for (i = 0; i < S.shrines.length; i++) if (!S.shrines[i].lit) out.push({ x: S.shrines[i].x, y: S.shrines[i].y });
	}

	function view(S, v) {
		v.width = S.w * TILE; v.height = S.h * TILE; v.focus = { x: S.x, y: S.y, lead: S.vx * 14, lead_y: S.vy * 12 };
		v.grid = { size: TILE, rows: S.rows, solid: "#~D", version: S.version };
		v.energy = S.energy; v.energy_max = S.p.energy_max; v.pulse_cost = S.p.pulse_cost; v.b_ready = S.energy >= S.p.pulse_cost; v.keys = S.keys;
		v.hero = {
			x: S.x, y: S.y, vx: S.vx, vy: S.vy, face: S.face, walk: S.walk, dash: S.dash, hurt: S.hurt, safe: S.safe, sink: S.sink, rest: S.rest,
			rest_max: F.ticks(S.p.dash_time) + F.ticks(S.p.dash_cooldown), ddx: S.ddx, ddy: S.ddy
		};
		v.wave = S.wave; v.pulse_radius = S.p.pulse_radius; v.chase_range = S.p.chase_range; v.items = S.items; v.foes = S.foes; v.shots = S.shots; v.shrines = S.shrines;
		v.doors = S.doors; v.exit = S.exit; v.boss = S.boss; v.boss_hp = S.p.boss_hp; v.darkness = S.p.darkness; v.stealth = S.p.stealth; v.totals.banished = S.banished;
		goals(S, v.goals);
		D.list(S, v.dangers);
	}

	return F.make({
		meta: { family: "adventure", version: 2, tick: 60, tile: TILE, hero: "hero", buttons: ["dash", "pulse"], signs: ["\u00bb", "\u2726"], touch: "stick" },
		defaults: {
			lives: 5, hero_speed: 84, patrol_speed: 40, chase_speed: 60, chase_range: 84, drift_speed: 44, shot_speed: 66,
			turret_period: 2.6, dash_speed: 250, dash_time: 0.16, dash_cooldown: 0.6, invulnerable: 1.5, pulse_radius: 54,
			pulse_cost: 2, pulse_stun: 2.6, energy_max: 6, energy_start: 2, combo_time: 3, combo_max: 8, score_item: 100,
			score_mote: 10, score_banish: 150, time_limit: 120, time_bonus: 5, boss_hp: 3, boss_speed: 150, enemies: 1, boss: 1, dash: 1,
			pulse: 1, timer: 0, darkness: 0, stealth: 0
		},
		begin: begin, load: load, retry: retry, play: play, view: view, hint: hint, part: part
	});
}(LudFrame, AdventureMap, AdventureDangers));
