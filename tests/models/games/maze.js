// SPDX-License-Identifier: CC0-1.0
// A maze of squares: every star in it is to be collected, and a guard walks to and fro.
var LudCore = (function () {
	"use strict";

	var SIZE = 20, HALF = 6;

	function rows_of(S) { return S.levels[S.level].rows; }

	function wall(S, c, r) { return rows_of(S)[r].charAt(c) === "#"; }

	function enter(S, level) {
		var rows, r, c;
		S.level = level; S.stars = []; S.guards = [];
		rows = rows_of(S);
		for (r = 0; r < rows.length; r++) for (c = 0; c < rows[r].length; c++) {
			if (rows[r].charAt(c) === "P") { S.x = (c + 0.5) * SIZE; S.y = (r + 0.5) * SIZE; }
			if (rows[r].charAt(c) === "*") S.stars.push({ c: c, r: r });
			if (rows[r].charAt(c) === "G") S.guards.push({ c: c, r: r, d: 1, at: 0 });
		}
		S.home = { x: S.x, y: S.y };
	}

	function create(config, seed) {
		var S = { p: config.params, levels: config.levels, seed: seed, t: 0, score: 0, lives: config.params.lives, scene: "play", safe: 0 };
		enter(S, 0);
		return S;
	}

	function solid(S, x, y) {
		var d, c, r;
		for (d = 0; d < 4; d++) {
			c = Math.floor((x + (d % 2 ? HALF : -HALF)) / SIZE);
			r = Math.floor((y + (d > 1 ? HALF : -HALF)) / SIZE);
			if (wall(S, c, r)) return true;
		}
		return false;
	}

	function walk(S, input) {
		var dx = ((input.right ? 1 : 0) - (input.left ? 1 : 0)) * S.p.speed, dy = ((input.down ? 1 : 0) - (input.up ? 1 : 0)) * S.p.speed;
		if (dx && !solid(S, S.x + dx, S.y)) S.x += dx;
		if (dy && !solid(S, S.x, S.y + dy)) S.y += dy;
	}

	function patrol(S, g) {
		g.at += S.p.guard / SIZE;
		if (g.at < 1) return;
		g.at = 0;
		g.c += g.d;
		if (wall(S, g.c + g.d, g.r)) g.d = -g.d;
	}

	function meet(S) {
		var i, g, left = [];
		for (i = 0; i < S.stars.length; i++) {
			if (Math.abs((S.stars[i].c + 0.5) * SIZE - S.x) < 9 && Math.abs((S.stars[i].r + 0.5) * SIZE - S.y) < 9) S.score++;
			else left.push(S.stars[i]);
		}
		S.stars = left;
		if (S.safe > 0) S.safe--;
		for (i = 0; i < S.guards.length; i++) {
			g = S.guards[i];
			if (S.safe || Math.abs((g.c + g.d * g.at + 0.5) * SIZE - S.x) > 12 || Math.abs((g.r + 0.5) * SIZE - S.y) > 12) continue;
			S.lives--; S.safe = 90; S.x = S.home.x; S.y = S.home.y;
		}
	}

	function step(S, input) {
		var i;
		S.t++;
		if (S.scene !== "play") return S;
		walk(S, input);
		for (i = 0; i < S.guards.length; i++) patrol(S, S.guards[i]);
		meet(S);
		if (S.lives <= 0 || S.t > S.p.seconds * 60) S.scene = "lost";
		else if (!S.stars.length && S.level + 1 < S.levels.length) enter(S, S.level + 1);
		else if (!S.stars.length) S.scene = "won";
		return S;
	}

	function count(S) {
		var n = 0, i;
		for (i = 0; i < S.levels.length; i++) n += S.levels[i].rows.join("").split("*").length - 1;
		return n;
	}

	function view(S) {
		var goals = [], dangers = [], shapes = [], i, rows = rows_of(S);
		for (i = 0; i < S.stars.length; i++) {
			goals.push({ x: (S.stars[i].c + 0.5) * SIZE, y: (S.stars[i].r + 0.5) * SIZE });
			shapes.push({ x: goals[i].x, y: goals[i].y, r: 4, kind: "goal" });
		}
		for (i = 0; i < S.guards.length; i++) {
			dangers.push({ x: (S.guards[i].c + S.guards[i].d * S.guards[i].at + 0.5) * SIZE, y: (S.guards[i].r + 0.5) * SIZE, r: 9 });
			shapes.push({ x: dangers[i].x, y: dangers[i].y, r: 9, kind: "danger" });
		}
		return { width: rows[0].length * SIZE, height: rows.length * SIZE, player: { x: S.x, y: S.y, w: 2 * HALF, h: 2 * HALF }, goals: goals, dangers: dangers,
			shapes: shapes, grid: { size: SIZE, rows: rows, solid: "#" } };
	}

	function status(S) {
		return { t: S.t, scene: S.scene, score: S.score, lives: Math.max(0, S.lives), level: S.level + 1, won: S.scene === "won", lost: S.scene === "lost", progress: S.score / count(S) };
	}

	function hash(S) {
		var parts = [S.t, S.x, S.y, S.score, S.lives, S.level, S.safe, S.scene], i;
		for (i = 0; i < S.guards.length; i++) parts.push(S.guards[i].c, S.guards[i].at, S.guards[i].d);
		return parts.join(",");
	}

	return { meta: { name: "maze" }, create: create, step: step, view: view, status: status, hash: hash };
})();
