
// The brick breaker: the hero rides the board, the ball opens cages, what was in them falls and has to be caught; what is missed
// drifts back up into the wall. Dangers perch there and drop shots: the board shields, the hero does not. With `two` there is a mate on
// a board of their own, who is driven by up and down (left and right), shares the hearts, and sleeps until somebody moves them.
var LudCore = (function (F) {
	"use strict";

	var WIDE = 240, HIGH = 290, BW = 18, BH = 11, LEFT = 12, TOP = 14, BOARD = 262, R = 4, HERO = 7;
	var ITEM = 0, HEART = 1, BALL = 2;
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max, sqrt = Math.sqrt;
	// Ways off the board, from its left end to its right
	var OFF_X = [-0.87, -0.74, -0.57, -0.36, -0.12, 0.12, 0.36, 0.57, 0.74, 0.87];

	function load(S, map) {
		var r, c, ch;
		S.w = map.map[0].length; S.h = map.map.length; S.bricks = []; S.foes = []; S.falling = []; S.shots = []; S.balls = []; S.bubbles = [];
		for (r = 0; r < S.h; r++) for (c = 0; c < S.w; c++) {
			ch = map.map[r].charAt(c);
			S.bricks.push(ch === "1" ? 1 : ch === "2" ? 2 : ch === "%" ? 9 : ch === "*" ? 11 : ch === "h" ? 12 : ch === "m" ? 13 : 0);
			if ((ch === "p" || ch === "d") && S.p.enemies) S.foes.push({ k: ch === "p" ? 0 : 1, x: LEFT + c * BW + 9, y: TOP + r * BH + 5, hx: LEFT + c * BW + 9, hp: 1, tm: 120 + (c * 53 + r * 31) % 160, dead: 0, face: 1 });
		}
		S.y = BOARD; S.serve = 1; S.wait = 0; S.idle = 0;
		stand(S, S, WIDE / 2);
		S.mate = S.p.two ? stand(S, { awake: 0 }, WIDE / 4) : null;
		 S.speed = (S.p.ball_speed + S.level * 4) / 60; S.served = 0; S.broken = 0;
		if (S.level > 0) S.lives = min(S.p.lives, S.lives + 1);      // a heart for each level that is done
		give_ball(S);
	}

	function stand(S, h, x) { h.x = x; h.vx = 0; h.half = S.p.board_width / 2; h.walk = 0; h.face = 1; return h; }

	// Is the x over a board, with so much to spare? Whose: 0 nobody's, 1 the hero's, 2 the mate's
	function board_at(S, x, spare) {
		if (abs(x - S.x) < S.half + spare) return 1;
		return S.mate && S.mate.awake && abs(x - S.mate.x) < S.mate.half + spare ? 2 : 0;
	}

	function give_ball(S) { S.balls = [{ x: S.x, y: BOARD - 10, vx: 0, vy: 0, on: 1 }]; S.serve = 1; S.wait = 0; }

	function cell(S, x, y) {
		var c = floor((x - LEFT) / BW), r = floor((y - TOP) / BH);
		return c < 0 || r < 0 || c >= S.w || r >= S.h ? -1 : r * S.w + c;
	}

	function launch(S, b) {
		b.on = 0; b.vx = S.speed * (S.face > 0 ? 0.36 : -0.36); b.vy = -S.speed * 0.93; S.serve = 0; S.served = 1; S.idle = 0;
		F.tell(S, "paddle", b.x, b.y, 0);
	}

	/* ---- bricks ---- */

	function hit(S, i) {
		var v = S.bricks[i], x = LEFT + i % S.w * BW + 9, y = TOP + floor(i / S.w) * BH + 5;
		if (v === 9) { F.tell(S, "crack", x, y, 9); return; }
		S.idle = 0;
		if (v === 2) { S.bricks[i] = 1; F.tell(S, "crack", x, y, 2); return; }
		S.bricks[i] = 0; S.broken++;
		S.combo = min(S.p.combo_max, S.combo + 1); S.ct = F.ticks(S.p.combo_time); S.chain = max(S.chain, S.combo);
		S.score += S.p.score_brick * max(1, floor(S.combo / 3));
		F.tell(S, "brick", x, y, S.combo);
		if (v > 10) S.falling.push({ k: v - 11, x: x, y: y, vy: 0.2, t: 0 });
	}

	// One part of a tick for a ball, by axis, so that it leaves a brick on the side where it came
	function fly(S, b, dx, dy) {
		var i;
		b.x += dx;
		if (b.x < R + 2) { b.x = R + 2; b.vx = abs(b.vx); F.tell(S, "bounce", b.x, b.y, 0); }
		if (b.x > WIDE - R - 2) { b.x = WIDE - R - 2; b.vx = -abs(b.vx); F.tell(S, "bounce", b.x, b.y, 0); }
		i = cell(S, b.x + (b.vx > 0 ? R : -R), b.y);
		if (i >= 0 && S.bricks[i]) { hit(S, i); b.vx = -b.vx; b.x -= dx; }
		b.y += dy;
		if (b.y < R + 2) { b.y = R + 2; b.vy = abs(b.vy); F.tell(S, "bounce", b.x, b.y, 0); }
		i = cell(S, b.x, b.y + (b.vy > 0 ? R : -R));
		if (i >= 0 && S.bricks[i]) { hit(S, i); b.vy = -b.vy; b.y -= dy; }
	}

	function off_board(S, h, b) {
		var k = max(0, min(9, floor((b.x - h.x + h.half) / (h.half * 2) * 10))), ux = OFF_X[k];
		b.vx = S.speed * ux; b.vy = -S.speed * sqrt(1 - ux * ux); b.y = BOARD - R - 3;
		S.combo = floor(S.combo / 2);
		F.tell(S, "paddle", b.x, b.y, 0);
	}

	function move_balls(S) {
		var i, n = 0, b, k, who;
		for (i = 0; i < S.balls.length; i++) {
			b = S.balls[i];
			if (b.on) { b.x = S.x + S.face * 6; b.y = BOARD - R - 3; S.balls[n++] = b; continue; }
			for (k = 0; k < 3; k++) fly(S, b, b.vx / 3, b.vy / 3);
			who = b.vy > 0 && b.y > BOARD - R - 4 && b.y < BOARD + 7 ? board_at(S, b.x, R) : 0;
			if (who) off_board(S, who > 1 ? S.mate : S, b);
			strike(S, b);
			if (b.y > HIGH + 8) { F.tell(S, "miss", b.x, HIGH - 4, 0); continue; }
			S.balls[n++] = b;
		}
		S.balls.length = n;
		if (n) return;
		S.safe = 0;
		if (F.hurt(S, S.x, BOARD - 8) && S.scene === "play") { give_ball(S); S.safe = 90; }
	}

	// A ball that has met nothing for long is turned a little, so that it never flies the same way for ever
	function restless(S) {
		var i, b, k;
		if (S.serve || ++S.idle < 540) return;
		S.idle = 300;
		for (i = 0; i < S.balls.length; i++) {
			b = S.balls[i]; k = (F.dice(S, 3) - 1) * 0.16;
			b.vx += S.speed * k; k = S.speed / (sqrt(b.vx * b.vx + b.vy * b.vy) || 1);
			b.vx *= k; b.vy *= k;
			if (abs(b.vy) < S.speed * 0.3) b.vy = b.vy < 0 ? -S.speed * 0.4 : S.speed * 0.4;
		}
	}

	function strike(S, b) {
		var i, f;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.dead || abs(f.x - b.x) > 11 || abs(f.y - b.y) > 11) continue;
			f.dead = 1; S.idle = 0;
			if (abs(f.x - b.x) > abs(f.y - b.y)) b.vx = b.x < f.x ? -abs(b.vx) : abs(b.vx); else b.vy = b.y < f.y ? -abs(b.vy) : abs(b.vy);
			F.chain(S);
			F.tell(S, "banish", f.x, f.y, f.k);
			F.gain(S, S.p.score_banish, f.x, f.y);
		}
	}

	/* ---- dangers and gifts ---- */

	function move_foes(S) {
		var i, f;
		for (i = 0; i < S.foes.length; i++) {
			f = S.foes[i];
			if (f.dead) { if (f.dead < 30) f.dead++; continue; }
			if (f.k === 1) { f.x += f.face * 0.45; if (f.x > WIDE - 16 || f.x < 16) f.face = -f.face; }
			if (--f.tm === 30) F.tell(S, "warn", f.x, f.y, 0);
			if (f.tm <= 0) { f.tm = floor(S.p.shot_period * 60) + F.dice(S, 60); if (S.shots.length < 6 && !S.serve) { S.shots.push({ x: f.x, y: f.y + 8 }); F.tell(S, "shot", f.x, f.y, 0); } }
		}
	}

	function under(S, x) { return abs(x - S.x) < HERO || (S.mate && S.mate.awake === 1 && abs(x - S.mate.x) < HERO); }

	function move_shots(S) {
		var i, n = 0, o;
		for (i = 0; i < S.shots.length; i++) {
			o = S.shots[i]; o.y += S.p.shot_speed / 60;
			if (under(S, o.x) && o.y > BOARD - 20 && o.y < BOARD) { if (F.hurt(S, o.x, BOARD - 10)) { if (S.scene !== "play") return; continue; } }
			else if (o.y > BOARD - 3 && o.y < BOARD + 4 && board_at(S, o.x, 0)) { F.tell(S, "crack", o.x, BOARD, 1); continue; }
			if (o.y < HIGH + 6) S.shots[n++] = o;
		}
		S.shots.length = n;
	}

	function caught(S, o) {
		if (o.k === HEART) F.heart(S, o.x, o.y);
		else if (o.k === BALL) { S.balls.push({ x: S.x, y: BOARD - 12, vx: -S.speed * 0.36, vy: -S.speed * 0.93, on: 0 }); F.tell(S, "key", o.x, o.y, 0); }
		else { F.item(S, o.x, o.y); if (S.got >= S.goal) F.leave(S); }
	}

	function move_gifts(S) {
		var i, n = 0, o;
		for (i = 0; i < S.falling.length; i++) {
			o = S.falling[i]; o.t++; o.vy = min(S.p.fall_speed / 60, o.vy + 0.03); o.y += o.vy;
			if (o.y > BOARD - 22 && o.y < BOARD + 8 && board_at(S, o.x, 5)) { caught(S, o); if (S.scene !== "play") return; continue; }
			if (o.y > HIGH + 6) { if (o.k === ITEM) { S.bubbles.push({ x: o.x, y: HIGH, to: -1 }); F.tell(S, "miss", o.x, HIGH - 4, 1); } continue; }
			S.falling[n++] = o;
		}
		S.falling.length = n;
	}

	// What was missed drifts up to a free place of the wall and is caged again
	function move_bubbles(S) {
		var i, n = 0, o, k, y, free;
		for (i = 0; i < S.bubbles.length; i++) {
			o = S.bubbles[i];
			if (o.to < 0 || S.bricks[o.to]) {
				for (free = [], k = S.w; k < S.bricks.length - S.w; k++) if (!S.bricks[k]) free.push(k);
				o.to = free.length ? free[F.dice(S, free.length)] : S.w * 5;
			}
			k = LEFT + o.to % S.w * BW + 9; y = TOP + floor(o.to / S.w) * BH + 5;
			o.x += max(-0.6, min(0.6, k - o.x)); o.y -= min(0.9, max(0, o.y - y));
			if (abs(o.x - k) < 1 && o.y - y < 1) { S.bricks[o.to] = 11; F.tell(S, "spawn", k, y, 0); continue; }
			S.bubbles[n++] = o;
		}
		S.bubbles.length = n;
	}

	function drive(S, h, dir) {
		h.vx += (dir * S.p.hero_speed / 60 - h.vx) * 0.42;
		if (!dir && abs(h.vx) < 0.1) h.vx = 0;
		h.x = max(h.half + 2, min(WIDE - h.half - 2, h.x + h.vx));
		if (dir) { h.face = dir; h.walk++; } else h.walk = 0;
	}

	function play(S, input) {
		var i, mate = S.mate;
		drive(S, S, input.x);
		if (mate && input.y) mate.awake = 1;
		if (mate && mate.awake) drive(S, mate, input.y);
		if (S.serve && (input.pa || input.pb || ++S.wait > 200)) for (i = 0; i < S.balls.length; i++) if (S.balls[i].on) launch(S, S.balls[i]);
		move_balls(S);
		if (S.scene !== "play") return;
		restless(S);
		move_foes(S);
		move_shots(S);
		if (S.scene === "play") move_bubbles(S);
		if (S.scene === "play") move_gifts(S);
	}

	/* ---- a player who knows the game ---- */

	// Where and when the ball comes down, walls counted, bricks not
	function comes_down(b) {
		var t = (BOARD - R - b.y) / b.vy, span = WIDE - 2 * R - 4, x = b.x + b.vx * t - R - 2;
		x = x % (span * 2); if (x < 0) x += span * 2;
		return { t: t, x: (x > span ? span * 2 - x : x) + R + 2 };
	}

	function shelter(S, x, slack) {
		var k, i, o, t, best = x, least = 1e9, bad, at;
		for (k = -slack; k <= slack; k += 3) {
			at = max(S.half + 2, min(WIDE - S.half - 2, x + k)); bad = abs(k) * 0.2;
			for (i = 0; i < S.shots.length; i++) { o = S.shots[i]; t = BOARD - o.y; if (t > -4 && t < 70 && abs(o.x - at) < HERO + 5) bad += 60; }
			if (bad < least) { least = bad; best = at; }
		}
		return best;
	}

	// How good it is to send the ball off by way k from x: the first brick on its line, cages best
	function sends(S, x, k) {
		var ux = OFF_X[k] * 5, uy = -sqrt(1 - OFF_X[k] * OFF_X[k]) * 5, y = BOARD - 6, i, n;
		for (n = 0; n < 70 && y > 4; n++) {
			x += ux; y += uy;
			if (x < R + 2 || x > WIDE - R - 2) { ux = -ux; x += ux * 2; }
			i = cell(S, x, y);
			if (i >= 0 && S.bricks[i]) return S.bricks[i] === 11 ? 100 - n : S.bricks[i] === 9 ? -5 : near_cage(S, i) ? 45 - n * 0.3 : 8 - n * 0.1;
		}
		return 0;
	}

	function near_cage(S, i) { return S.bricks[i - 1] === 11 || S.bricks[i + 1] === 11 || S.bricks[i - S.w] === 11 || S.bricks[i + S.w] === 11; }

	// Where the board should stand so that a ball at x goes off well
	function aim(S, x, noise) {
		var k, w, most = -1e9, best = 5, at;
		for (k = 0; k < 10; k++) {
			at = x - S.half * ((k + 0.5) / 5 - 1);
			if (at < S.half + 2 || at > WIDE - S.half - 2) continue;
			w = sends(S, x, k) - (k === 0 || k === 9 ? 12 : 0) + (k * 7 + noise * 11) % 9;
			if (w > most) { most = w; best = at; }
		}
		return most > -1e9 && best !== 5 ? best : x;
	}

	function advice(S) {
		var i, b, d, soon = null, to = WIDE / 2, o, best = null;
		if (S.scene !== "play") return S.scene === "clear" && S.st > 60 && S.t % 8 < 4 ? 16 : 0;
		if (S.serve) return S.wait > 30 + S.seed % 3 * 8 && S.wait % 4 < 2 ? 16 : 0;
		for (i = 0; i < S.balls.length; i++) { b = S.balls[i]; if (b.vy > 0) { d = comes_down(b); if (!soon || d.t < soon.t) soon = d; } }
		for (i = 0; i < S.falling.length; i++) { o = S.falling[i]; if (o.y < BOARD && (!best || o.y > best.y)) best = o; }
		if (best && (!soon || soon.t - abs(soon.x - best.x) * 60 / S.p.hero_speed > (BOARD - 14 - best.y) / max(0.3, best.vy) + 16)) to = shelter(S, best.x, S.half - 6);
		else if (soon) to = shelter(S, soon.t < 40 ? aim(S, soon.x, floor(S.broken / 3) + S.seed % 7) : soon.x, 6);
		else if (best) to = shelter(S, best.x, S.half - 6);
		else to = shelter(S, S.x, 40);
		d = to - S.x - S.vx * 1.4;
		return d > 1.6 ? 2 : d < -1.6 ? 1 : 0;
	}

	function hint(S) {
		if (S.level === 0 && S.serve && !S.served) return S.lt > 20 ? "serve" : "";
		if (S.level === 0 && S.got === 0) return S.falling.length ? "catch" : "cage";
		if (S.shots.length && S.level < 3 && S.lt < 1500) return "shot";
		return S.bubbles.length && S.found < 4 ? "bubble" : "";
	}

	function view(S, v) {
		var i;
		v.width = WIDE; v.height = HIGH; v.player = { x: S.x, y: S.y - 8, w: S.half * 2, h: 16 };
		v.hero = { x: S.x, y: BOARD, vx: S.vx, face: S.face, walk: S.walk, half: S.half }; v.bricks = S.bricks; v.w = S.w; v.balls = S.balls; v.foes = S.foes; v.falling = S.falling; v.shots = S.shots; v.bubbles = S.bubbles; v.mate = S.mate;
		v.box = { w: BW, h: BH, x: LEFT, y: TOP, board: BOARD };
		for (i = 0; i < S.falling.length; i++) v.goals.push({ x: S.falling[i].x, y: S.falling[i].y });
		for (i = 0; i < S.balls.length; i++) v.goals.push({ x: S.balls[i].x, y: BOARD });
		for (i = 0; i < S.shots.length; i++) v.dangers.push({ x: S.shots[i].x, y: S.shots[i].y, r: 3, vx: 0, vy: S.p.shot_speed / 60 });
	}

	return F.make({
		meta: { family: "breaker", version: 1, tick: 60, tile: 16, hero: "hero", buttons: ["serve"], signs: ["\u2191", ""], touch: "side" },
		defaults: {
			lives: 5, hero_speed: 200, board_width: 46, ball_speed: 144, shot_speed: 66, shot_period: 5, fall_speed: 62, invulnerable: 1.5, combo_time: 2.5, combo_max: 12, score_item: 150, score_brick: 10, score_banish: 200,
			time_limit: 120, time_bonus: 5, timer: 0, enemies: 1, two: 0
		},
		load: load, play: play, view: view, hint: hint, advice: advice, policy: LudPolicy,
		part: function (S) { return S.got / max(1, S.goal); }
	});
}(LudFrame));
