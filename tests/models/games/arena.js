// SPDX-License-Identifier: CC0-1.0
// An open field: orbs appear one after the other, and balls that bounce off the borders grow more.
var LudCore = (function () {
	"use strict";

	var W = 320, H = 200, EDGE = 12;

	function next(S) { S.r = (S.r * 16807) % 2147483647; return S.r; }

	function place(S) { S.orb = { x: 30 + next(S) % (W - 60), y: 30 + next(S) % (H - 60) }; }

	function ball(S) {
		var side = S.x > W / 2 ? EDGE + 10 : W - EDGE - 10;
		S.balls.push({ x: side, y: EDGE + 10 + next(S) % (H - 2 * EDGE - 20), vx: S.p.ball * (next(S) % 2 ? 1 : -1), vy: S.p.ball * (0.4 + (next(S) % 60) / 100) });
	}

	function create(config, seed) {
		var S = { p: config.params, r: seed % 2147483646 + 1, t: 0, x: W / 2, y: H / 2, score: 0, lives: config.params.lives, balls: [], safe: 60, scene: "play" };
		place(S);
		ball(S);
		return S;
	}

	function bounce(b) {
		b.x += b.vx;
		b.y += b.vy;
		if (b.x < EDGE || b.x > W - EDGE) { b.vx = -b.vx; b.x += 2 * b.vx; }
		if (b.y < EDGE || b.y > H - EDGE) { b.vy = -b.vy; b.y += 2 * b.vy; }
	}

	function near(a, b, d) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) < d * d; }

	function step(S, input) {
		var dx = (input.right ? 1 : 0) - (input.left ? 1 : 0), dy = (input.down ? 1 : 0) - (input.up ? 1 : 0), v = S.p.speed * (dx && dy ? 0.7 : 1), i;
		S.t++;
		if (S.scene !== "play") return S;
		S.x = Math.max(EDGE, Math.min(W - EDGE, S.x + dx * v));
		S.y = Math.max(EDGE, Math.min(H - EDGE, S.y + dy * v));
		if (S.safe > 0) S.safe--;
		for (i = 0; i < S.balls.length; i++) {
			bounce(S.balls[i]);
			if (!S.safe && near(S, S.balls[i], 12)) { S.lives--; S.safe = 90; }
		}
		if (near(S, S.orb, 12)) {
			S.score++;
			place(S);
			if (S.score % S.p.grow === 0) ball(S);
		}
		if (S.lives <= 0 || S.t > S.p.seconds * 60) S.scene = "lost";
		else if (S.score >= S.p.goal) S.scene = "won";
		return S;
	}

	function view(S) {
		var dangers = [], shapes = [{ x: S.orb.x, y: S.orb.y, r: 6, kind: "goal" }], i;
		for (i = 0; i < S.balls.length; i++) {
			dangers.push({ x: S.balls[i].x, y: S.balls[i].y, r: 7 });
			shapes.push({ x: S.balls[i].x, y: S.balls[i].y, r: 7, kind: "danger" });
		}
		return { width: W, height: H, player: { x: S.x, y: S.y, w: 12, h: 12 }, goals: [S.orb], dangers: dangers, shapes: shapes };
	}

	function status(S) {
		return { t: S.t, scene: S.scene, score: S.score, lives: Math.max(0, S.lives), level: 1 + S.balls.length, won: S.scene === "won", lost: S.scene === "lost", progress: Math.min(1, S.score / S.p.goal) };
	}

	function hash(S) {
		var parts = [S.r, S.t, S.x, S.y, S.score, S.lives, S.safe, S.scene], i;
		for (i = 0; i < S.balls.length; i++) parts.push(S.balls[i].x, S.balls[i].y);
		return parts.join(",").slice(0, 1000);
	}

	return { meta: { name: "arena" }, create: create, step: step, view: view, status: status, hash: hash };
})();
