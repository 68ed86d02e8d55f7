
// The shooter: the hero moves, the weapon aims by itself at what is nearest. Waves come from the walls with a warning; every second
// one that falls leaves a thing behind, which gives power: a burst (b) clears what is near, a dash (a) goes through shots.
var LudCore = (function (F) {
	"use strict";

	var T = 16, WALK = 0, DRIFT = 1, CHARGE = 2, SPIT = 3, BOSS = 4;
	var STILL = 120;      // ticks without a step, after which the weapon takes twice as long
	var HP = [3, 2, 4, 4, 1], RADIUS = [6, 6, 6, 7, 14];
	var RING_X = [1, 0.7071, 0, -0.7071, -1, -0.7071, 0, 0.7071], RING_Y = [0, 0.7071, 1, 0.7071, 0, -0.7071, -1, -0.7071];
	var NX = [0, -1, 1, 0, 0, -0.7071, 0.7071, -0.7071, 0.7071], NY = [0, 0, 0, -1, 1, -0.7071, -0.7071, 0.7071, 0.7071], MASKS = [0, 1, 2, 4, 8, 5, 6, 9, 10];
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max, sqrt = Math.sqrt;

	/* ---- the arena ---- */

	function wall(S, x, y) {
		var c = floor(x / T), r = floor(y / T);
		return c < 0 || r < 0 || c >= S.w || r >= S.h || S.solid[r * S.w + c] === 1;
	}

	function blocked(S, x, y, h) {
		var c = floor((x - h) / T), d = floor((x + h) / T), r = floor((y - h) / T), s = floor((y + h) / T), w = S.w, solid = S.solid;
		return c < 0 || r < 0 || d >= w || s >= S.h || solid[r * w + c] === 1 || solid[r * w + d] === 1 || solid[s * w + c] === 1 || solid[s * w + d] === 1;
	}

	// 1 when stopped in x, 2 in y, 3 in both
	function slide(S, o, dx, dy, h) {
		var hit = 0;
		if (dx) { if (blocked(S, o.x + dx, o.y, h)) hit = 1; else o.x += dx; }
		if (dy) { if (blocked(S, o.x, o.y + dy, h)) hit += 2; else o.y += dy; }
		return hit;
	}

	function load(S, map) {
		var r, c, ch;
		S.rows = map.map; S.h = S.rows.length; S.w = S.rows[0].length; S.solid = []; S.foes = []; S.shots = []; S.bolts = []; S.drops = []; S.gates = []; S.flow = [];
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = S.rows[r].charAt(c);
			S.solid.push(ch === "#" ? 1 : 0);
			if (ch === "@") { S.x = c * T + 8; S.y = r * T + 8; }
			if (ch === "h") S.drops.push({ k: 1, x: c * T + 8, y: r * T + 8, t: 0 });
		}
		S.vx = 0; S.vy = 0; S.face = 3; S.walk = 0; S.still = 0; S.dash = 0; S.rest = 0; S.ddx = 0; S.ddy = 0; S.reload = 0; S.wave = 0; S.lull = S.level ? 70 : 150; S.energy = S.level ? S.energy : 0; S.burst = 0; S.kills = 0; S.aimx = 1; S.aimy = 0; S.dashed = S.dashed || 0; S.bursts = S.bursts || 0;
		if (S.level === 0) { S.dashed = 0; S.bursts = 0; S.energy = 0; }
	}

	/* ---- waves ---- */

	function open_gates(S, wave) {
		var i, k, kind, x, y, tries;
		for (i = 0; i < wave.length; i++) {
			kind = "pdctB".indexOf(wave.charAt(i));
			for (tries = 0; tries < 30; tries++) {
				k = F.dice(S, 4);
				x = k < 2 ? 24 + F.dice(S, S.w * T - 48) : k === 2 ? 26 : S.w * T - 26; y = k > 1 ? 24 + F.dice(S, S.h * T - 48) : k === 0 ? 26 : S.h * T - 26;
				if (kind === BOSS) { x = S.w * T / 2; y = 60; if (abs(S.y - y) < 70) y = S.h * T - 60; break; }
				if (!blocked(S, x, y, 8) && (x - S.x) * (x - S.x) + (y - S.y) * (y - S.y) > 7000) break;
			}
			S.gates.push({ k: kind, x: x, y: y, tm: 50 + i * 9 });
		}
		S.wave++;
		F.tell(S, "wave", S.x, S.y, S.wave);
	}

	function gates(S) {
		var i, n = 0, g, a;
		for (i = 0; i < S.gates.length; i++) {
			g = S.gates[i];
			if (--g.tm > 0) { S.gates[n++] = g; continue; }
			a = F.dice(S, 4);
			S.foes.push({ k: g.k, x: g.x, y: g.y, vx: a & 1 ? 0.7071 : -0.7071, vy: a & 2 ? 0.7071 : -0.7071, hp: g.k === BOSS ? S.p.boss_hp : HP[g.k], st: 0, tm: 40 + F.dice(S, 60), hit: 0, face: 1, look: 0 });
			F.tell(S, "spawn", g.x, g.y, g.k);
		}
		S.gates.length = n;
		if (S.foes.length || S.gates.length) return;
		if (S.wave < S.map.waves.length) { if (--S.lull <= 0) { S.lull = 60; open_gates(S, S.map.waves[S.wave]); } return; }
		for (i = 0; i < S.drops.length; i++) if (S.drops[i].k === 0) { S.drops[i].pull = 1; return; }
		F.leave(S);
	}

	/* ---- dangers ---- */

	function shoot(S, x, y, vx, vy) { if (S.shots.length < 40) S.shots.push({ x: x, y: y, vx: vx * S.p.shot_speed / 60, vy: vy * S.p.shot_speed / 60, t: 0 }); }

	// Steps from the hero to every cell: who does not see the hero follows them down
	function flow(S) {
		var d = S.flow, list = [floor(S.y / T) * S.w + floor(S.x / T)], i, k, c, step = [1, -1, S.w, -S.w];
		for (i = 0; i < S.solid.length; i++) d[i] = 999;
		d[list[0]] = 0;
		for (i = 0; i < list.length; i++) for (k = 0; k < 4; k++) { c = list[i] + step[k]; if (!S.solid[c] && d[c] === 999) { d[c] = d[list[i]] + 1; list.push(c); } }
	}

	function lower(S, f) {
		var c = floor(f.y / T) * S.w + floor(f.x / T), k, best = c, step = [1, -1, S.w, -S.w];
		for (k = 0; k < 4; k++) if (S.flow[c + step[k]] < S.flow[best]) best = c + step[k];
		return { x: best % S.w * T + 8, y: floor(best / S.w) * T + 8 };
	}

	// Straight on when the hero is in sight, else by the shortest way. A look is long, so it is taken at every fourth tick
	function toward(S, f, speed) {
		if (S.lt % 4 === 0) f.look = sees(S, f) ? 1 : 0;
		var to = f.look ? S : lower(S, f), dx = to.x - f.x, dy = to.y - f.y, d = sqrt(dx * dx + dy * dy) || 1, hit;
		f.vx = dx / d; f.vy = dy / d;
		hit = slide(S, f, f.vx * speed, f.vy * speed, 5);
		if (!hit) return;
		to = lower(S, f); dx = to.x - f.x; dy = to.y - f.y;
		if (hit & 1) slide(S, f, 0, max(-speed, min(speed, dy)), 5);
		if (hit & 2) slide(S, f, max(-speed, min(speed, dx)), 0, 5);
	}

	function charger(S, f) {
		if (f.st === 0) { toward(S, f, S.p.foe_speed / 90); if (--f.tm <= 0) { f.st = 1; f.tm = 34; F.tell(S, "warn", f.x, f.y, 1); } }
		else if (f.st === 1) { if (f.tm > 10) { var dx = S.x - f.x, dy = S.y - f.y, d = sqrt(dx * dx + dy * dy) || 1; f.vx = dx / d; f.vy = dy / d; } if (--f.tm <= 0) { f.st = 2; f.tm = 44; } }
		else if (slide(S, f, f.vx * S.p.foe_speed / 24, f.vy * S.p.foe_speed / 24, 5) || --f.tm <= 0) { f.st = 0; f.tm = 70 + F.dice(S, 50); }
	}

	function spitter(S, f) {
		var i;
		if (--f.tm === 30) F.tell(S, "warn", f.x, f.y, 0);
		if (f.tm > 0) { if (f.tm > 30) toward(S, f, S.p.foe_speed / 240); return; }
		for (i = f.st; i < 8; i += 2) shoot(S, f.x, f.y, RING_X[i], RING_Y[i]);
		f.st = 1 - f.st; f.tm = floor(S.p.shot_period * 60);
		F.tell(S, "shot", f.x, f.y, 0);
	}

	function great(S, f) {
		var i, angry = f.hp * 2 < S.p.boss_hp;
		if (f.st === 2) { if (slide(S, f, f.vx * 2.4, f.vy * 2.4, 12) || --f.tm <= 0) { f.st = 0; f.tm = 110; F.tell(S, "warn", f.x, f.y, 2); } return; }
		if (f.st === 1) { if (--f.tm <= 0) { f.st = 2; f.tm = 50; } return; }
		toward(S, f, S.p.foe_speed / (angry ? 110 : 150));
		if (--f.tm === 60 || (angry && f.tm === 30)) { for (i = f.tm === 30 ? 1 : 0; i < 8; i += angry ? 2 : 1) shoot(S, f.x, f.y, RING_X[i], RING_Y[i]); F.tell(S, "shot", f.x, f.y, 1); }
		if (f.tm <= 0) { f.st = 1; f.tm = 40; F.tell(S, "warn", f.x, f.y, 1); }
	}

	function move_foes(S) {
		var i, f, dx, dy, r, h, sp = S.p.foe_speed / 60;
		if (S.lt % 12 === 1) flow(S);
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.hit > 0) f.hit--;
			if (f.k === WALK) toward(S, f, sp * 0.7);
			else if (f.k === DRIFT) { h = slide(S, f, f.vx * sp, f.vy * sp, 5); if (h & 1) f.vx = -f.vx; if (h & 2) f.vy = -f.vy; }
			else if (f.k === CHARGE) charger(S, f);
			else if (f.k === SPIT) spitter(S, f);
			else great(S, f);
			f.face = f.vx < 0 ? -1 : 1;
			dx = f.x - S.x; dy = f.y - S.y; r = RADIUS[f.k] + 4;
			if (dx * dx + dy * dy < r * r && S.dash <= 0 && F.hurt(S, S.x, S.y)) { if (S.scene !== "play") return; push_off(S, 50); }
		}
	}

	// A hit pushes away what is near: no heart is lost twice at once
	function push_off(S, reach) {
		var i, f, dx, dy, d;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i]; dx = f.x - S.x; dy = f.y - S.y; d = sqrt(dx * dx + dy * dy) || 1;
			if (d < reach && f.k !== BOSS) slide(S, f, dx / d * 16, dy / d * 16, 5);
		}
	}

	function fell(S, f) {
		S.kills++;
		F.chain(S);
		F.tell(S, f.k === BOSS ? "bossdead" : "banish", f.x, f.y, f.k);
		F.gain(S, f.k === BOSS ? 2000 : S.p.score_foe, f.x, f.y);
		if (f.k !== BOSS && S.kills % 2 === 0) S.drops.push({ k: 0, x: f.x, y: f.y, t: 0 });
		if (f.k === BOSS) S.shots = [];
	}

	function wound(S, f, n, x, y) {
		f.hp -= n; f.hit = 6;
		F.tell(S, f.k === BOSS ? "bosshit" : "crack", x, y, f.hp);
	}

	function bury(S) {
		var i, n = 0;
		for (i = 0; i < S.foes.length; i++) if (S.foes[i].hp > 0) S.foes[n++] = S.foes[i]; else fell(S, S.foes[i]);
		S.foes.length = n;
	}

	/* ---- the hero's arms ---- */

	function sees(S, f) {
		var dx = f.x - S.x, dy = f.y - S.y, n = floor(max(abs(dx), abs(dy)) / 7) + 1, i;
		for (i = 1; i < n; i++) if (wall(S, S.x + dx * i / n, S.y + dy * i / n)) return false;
		return true;
	}

	// The nearest one in sight, or null
	function nearest(S, reach, blind) {
		var i, f, d, best = null, least = reach * reach;
		for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; d = (f.x - S.x) * (f.x - S.x) + (f.y - S.y) * (f.y - S.y); if (d < least && (blind || sees(S, f))) { least = d; best = f; } }
		return best;
	}

	function fire(S) {
		var f, dx, dy, d;
		if (S.reload > 0) { S.reload--; return; }
		f = nearest(S, S.p.reach);
		if (!f || S.dash > 0) return;
		dx = f.x - S.x; dy = f.y - S.y; d = sqrt(dx * dx + dy * dy) || 1;
		S.aimx = dx / d; S.aimy = dy / d; S.reload = floor(S.p.reload * (S.still > STILL ? 120 : 60));
		S.bolts.push({ x: S.x + S.aimx * 7, y: S.y + S.aimy * 7 - 2, vx: S.aimx * 4.4, vy: S.aimy * 4.4, t: 0 });
		F.tell(S, "fire", S.x + S.aimx * 8, S.y + S.aimy * 8, 0);
	}

	function move_bolts(S) {
		var i, j, n = 0, o, f, r, gone;
		for (i = 0; i < S.bolts.length; i++) {
			o = S.bolts[i]; o.x += o.vx; o.y += o.vy; gone = ++o.t > 60 || wall(S, o.x, o.y);
			for (j = 0; j < S.foes.length && !gone; j++) {
				f = S.foes[j]; r = RADIUS[f.k] + 3;
				if (f.hp > 0 && (f.x - o.x) * (f.x - o.x) + (f.y - o.y) * (f.y - o.y) < r * r) { wound(S, f, 1, o.x, o.y); gone = true; }
			}
			if (!gone) S.bolts[n++] = o;
		}
		S.bolts.length = n;
	}

	function move_shots(S) {
		var i, n = 0, o, dx, dy;
		for (i = 0; i < S.shots.length; i++) {
			o = S.shots[i]; o.x += o.vx; o.y += o.vy;
			if (++o.t > 400 || wall(S, o.x, o.y)) continue;
			dx = o.x - S.x; dy = o.y - S.y;
			if (dx * dx + dy * dy < 40 && S.dash <= 0 && S.safe <= 0) { F.hurt(S, S.x, S.y); if (S.scene !== "play") return; continue; }
			S.shots[n++] = o;
		}
		S.shots.length = n;
	}

	function burst(S) {
		var i, f, r = S.p.burst_radius;
		if (S.energy < S.p.burst_cost) { F.tell(S, "empty", S.x, S.y, 0); return; }
		S.energy -= S.p.burst_cost; S.burst = 20; S.bursts = 1; S.shots = [];
		F.tell(S, "pulse", S.x, S.y, r);
		for (i = 0; i < S.foes.length; i++) { f = S.foes[i]; if ((f.x - S.x) * (f.x - S.x) + (f.y - S.y) * (f.y - S.y) < (r + 6) * (r + 6)) wound(S, f, 3, f.x, f.y); }
		push_off(S, r);
	}

	function move_drops(S) {
		var i, n = 0, o, dx, dy, d;
		for (i = 0; i < S.drops.length; i++) {
			o = S.drops[i]; o.t++; dx = S.x - o.x; dy = S.y - o.y; d = sqrt(dx * dx + dy * dy) || 1;
			if (d < 12) { if (o.k) F.heart(S, o.x, o.y); else { S.energy = min(S.p.energy_max, S.energy + 1); F.item(S, o.x, o.y); } continue; }
			if (o.k === 0 && (d < 46 || o.pull)) { o.x += dx / d * (o.pull ? 4 : 2); o.y += dy / d * (o.pull ? 4 : 2); }
			S.drops[n++] = o;
		}
		S.drops.length = n;
	}

	function walk(S, input) {
		var d = input.x && input.y ? 0.7071 : 1, sp = S.p.hero_speed / 60, k;
		if (S.rest > 0) S.rest--;
		if (S.burst > 0) S.burst--;
		S.still = input.x || input.y ? 0 : S.still + 1;
		if (input.pa && S.rest <= 0) { S.dash = 10; S.rest = floor(S.p.dash_rest * 60); S.ddx = input.x || input.y ? input.x * d : S.face === 2 ? -1 : 1; S.ddy = input.y * d; S.dashed = 1; F.tell(S, "dash", S.x, S.y, 0); }
		if (S.dash > 0) { S.dash--; for (k = 0; k < 2; k++) slide(S, S, S.ddx * 2.1, S.ddy * 2.1, 5); S.vx = S.ddx * sp; S.vy = S.ddy * sp; return; }
		S.vx += (input.x * sp * d - S.vx) * 0.34; S.vy += (input.y * sp * d - S.vy) * 0.34;
		if (!input.x && abs(S.vx) < 0.06) S.vx = 0;
		if (!input.y && abs(S.vy) < 0.06) S.vy = 0;
		slide(S, S, S.vx, S.vy, 5);
		if (input.x || input.y) { S.walk++; S.face = input.x < 0 ? 2 : input.x > 0 ? 3 : input.y < 0 ? 1 : 0; } else S.walk = 0;
	}

	function play(S, input) {
		walk(S, input);
		if (input.pb) burst(S);
		fire(S);
		move_bolts(S);
		bury(S);
		move_foes(S);
		if (S.scene === "play") move_shots(S);
		if (S.scene === "play") move_drops(S);
		if (S.scene === "play") gates(S);
	}

	/* ---- a player who knows the game: the best of nine ways, a third of a second ahead ---- */

	function threat(S, x, y, t) {
		var i, o, dx, dy, d, bad = 0, r, sp = S.p.foe_speed / 60;
		for (i = 0; i < S.foes.length; i++) {
			o = S.foes[i]; r = RADIUS[o.k] + 5; d = o.k === DRIFT ? sp : o.st === 2 ? sp * 2.5 : sp * 0.7;
			dx = o.x + o.vx * d * t - x; dy = o.y + o.vy * d * t - y;
			if (dx > 80 || dx < -80 || dy > 80 || dy < -80) continue;      // too far to matter
			d = sqrt(dx * dx + dy * dy) - r;
			if (d < 2) bad += 300; else if (d < 26) bad += (26 - d) * 4; else if (d < 60) bad += (60 - d) * 0.4;
		}
		for (i = 0; i < S.shots.length; i++) {
			o = S.shots[i]; dx = o.x + o.vx * t - x; dy = o.y + o.vy * t - y;
			if (dx > 24 || dx < -24 || dy > 24 || dy < -24) continue;
			d = sqrt(dx * dx + dy * dy) - 7;
			if (d < 2) bad += 200; else if (d < 14) bad += (14 - d) * 6;
		}
		for (i = 0; i < S.gates.length; i++) { o = S.gates[i]; d = sqrt((o.x - x) * (o.x - x) + (o.y - y) * (o.y - y)); if (d < 40) bad += (40 - d) * 2; }
		return bad;
	}

	// Where nothing is in the way for two cells around: most of an arena
	function roomy(S) {
		var c = floor(S.x / T), r = floor(S.y / T), i, k;
		if (S.pilot.cell === r * S.w + c) return S.pilot.roomy;
		S.pilot.cell = r * S.w + c; S.pilot.roomy = c > 2 && r > 2 && c < S.w - 3 && r < S.h - 3;
		for (i = -2; i < 3 && S.pilot.roomy; i++) for (k = -2; k < 3; k++) if (S.solid[(r + i) * S.w + c + k]) S.pilot.roomy = false;
		return S.pilot.roomy;
	}

	// How bad a way is, 1e9 when it is worse than `most` already
	function value(S, k, wish, most) {
		var t, x = S.x, y = S.y, sp = S.p.hero_speed / 60, nx, ny, bad = 0, cx = S.w * T / 2, cy = S.h * T / 2, free = sp * 24 < 26 && roomy(S);
		for (t = 6; t <= 24; t += 6) {
			nx = x + NX[k] * sp * 6; ny = y + NY[k] * sp * 6;
			if (free || !blocked(S, nx, y, 5)) x = nx;
			if (free || !blocked(S, x, ny, 5)) y = ny;
			bad = max(bad, threat(S, x, y, t));
			if (bad > most) return 1e9;
		}
		return bad + sqrt((wish.x - x) * (wish.x - x) + (wish.y - y) * (wish.y - y)) * 0.5 + (max(0, abs(x - cx) - 90) + max(0, abs(y - cy) - 60)) * (S.foes.length > 3 ? 0.8 : 0.1);
	}

	function wished(S) {
		var i, o, d, best = null, least = 1e9, f, dx, dy;
		for (i = 0; i < S.drops.length; i++) { o = S.drops[i]; d = abs(o.x - S.x) + abs(o.y - S.y); if (d < least && (o.k === 0 || S.lives < S.p.lives)) { least = d; best = o; } }
		if (best && least < 130) return best;
		f = nearest(S, 999, false);
		if (!f && (f = nearest(S, 999, true))) { i = floor(S.t / 50) % 8; return { x: f.x + RING_X[i] * 60, y: f.y + RING_Y[i] * 60 }; }
		if (!f) return { x: S.w * T / 2, y: S.h * T / 2 };
		dx = S.x - f.x; dy = S.y - f.y; d = sqrt(dx * dx + dy * dy) || 1;
		return { x: f.x + dx / d * 58 - dy / d * 22, y: f.y + dy / d * 58 + dx / d * 22 };
	}

	function advice(S) {
		var k, v, best = 0, least = 1e9, wish, mask, here;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.lt - S.pilot.t0 < 4) return S.pilot.mask;      // thought of just now
		wish = wished(S);
		for (k = 0; k < 9; k++) { v = value(S, k, wish, least + 3) - (k === S.pilot.k ? 3 : 0); if (v < least) { least = v; best = k; } }
		S.pilot.k = best; mask = MASKS[best]; here = threat(S, S.x, S.y, 8);
		S.pilot.t0 = S.lt; S.pilot.mask = mask;
		if (here > 260 && least > 200 && S.rest <= 0 && !S.pa) mask |= 16;
		if (here > 180 && S.energy >= S.p.burst_cost && S.t % 6 < 2) mask |= 32;
		return mask;
	}

	function hint(S) {
		if (S.level === 0 && S.moved < 30) return S.lt > 20 ? "move" : "";
		if (S.level === 0 && S.kills < 1 && S.foes.length) return "aim";
		if (S.level < 2 && S.still > STILL && S.foes.length) return "still";
		if (S.level === 0 && S.drops.length && S.found < 1) return "collect";
		if (!S.bursts && S.energy >= S.p.burst_cost && S.foes.length > 2) return "burst";
		return !S.dashed && S.foes.length > 3 ? "dash" : "";
	}

	function view(S, v) {
		var i, o, b = null;
		v.width = S.w * T; v.height = S.h * T; v.player = { x: S.x, y: S.y, w: 10, h: 10 };
		v.hero = { x: S.x, y: S.y, vx: S.vx, vy: S.vy, face: S.face, walk: S.walk, dash: S.dash, rest: S.rest, aimx: S.aimx, aimy: S.aimy, slow: S.still > STILL }; v.foes = S.foes; v.shots = S.shots; v.bolts = S.bolts; v.drops = S.drops; v.gates = S.gates; v.rows = S.rows;
		v.energy = S.energy; v.energy_max = S.p.energy_max; v.cost = S.p.burst_cost; v.b_ready = S.energy >= S.p.burst_cost; v.wave = S.wave; v.waves = S.map.waves.length;
		for (i = 0; i < S.foes.length; i++) { o = S.foes[i]; if (o.k === BOSS) b = o; v.dangers.push({ x: o.x, y: o.y, r: RADIUS[o.k], vx: o.vx * 0.5, vy: o.vy * 0.5 }); v.goals.push({ x: o.x, y: o.y }); }
		for (i = 0; i < S.shots.length; i++) { o = S.shots[i]; v.dangers.push({ x: o.x, y: o.y, r: 3, vx: o.vx, vy: o.vy }); }
		for (i = 0; i < S.drops.length; i++) v.goals.unshift({ x: S.drops[i].x, y: S.drops[i].y });
		v.boss = b; v.boss_hp = S.p.boss_hp;
	}

	return F.make({
		meta: { family: "shooter", version: 1, tick: 60, tile: T, hero: "hero", buttons: ["dash", "burst"], signs: ["\u00bb", "\u2726"], touch: "stick" },
		defaults: {
			lives: 5, hero_speed: 92, foe_speed: 56, shot_speed: 70, shot_period: 2.6, reload: 0.28, reach: 110, dash_rest: 0.8, burst_radius: 62, burst_cost: 4, energy_max: 8, boss_hp: 24, invulnerable: 1.6, combo_time: 2.5, combo_max: 10,
			score_item: 50, score_foe: 100, time_limit: 120, timer: 0
		},
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy,
		part: function (S) { return (S.wave - (S.foes.length || S.gates.length ? 0.5 : 0)) / (S.map.waves.length + 0.1); }
	});
}(LudFrame));
