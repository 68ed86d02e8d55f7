// SPDX-License-Identifier: CC0-1.0
// Fruit falls, a basket catches it; stones are better left alone.
var LudCore = (function () {
	"use strict";

	var W = 320, H = 180;

	function next(S) { S.r = (S.r * 16807) % 2147483647; return S.r; }

	function drop(S) {
		var stone = next(S) % 100 < S.p.stones;
		S.things.push({ x: 20 + next(S) % (W - 40), y: -10, v: S.p.fall * (0.8 + (next(S) % 40) / 100), stone: stone });
	}

	function create(config, seed) {
		return { p: config.params, r: seed % 2147483646 + 1, t: 0, x: W / 2, score: 0, lives: config.params.lives, things: [], wait: 30, scene: "play" };
	}

	function land(S, thing) {
		var caught = Math.abs(thing.x - S.x) < S.p.basket;
		if (thing.stone && caught) S.lives--;
		if (!thing.stone && caught) S.score++;
		if (!thing.stone && !caught) S.lives--;
		if (S.lives <= 0) S.scene = "lost";
		else if (S.score >= S.p.goal) S.scene = "won";
	}

	function step(S, input) {
		var i, thing, left = [];
		S.t++;
		if (S.scene !== "play") return S;
		if (input.left) S.x = Math.max(S.p.basket, S.x - S.p.speed);
		if (input.right) S.x = Math.min(W - S.p.basket, S.x + S.p.speed);
		if (--S.wait <= 0) { drop(S); S.wait = S.p.every; }
		for (i = 0; i < S.things.length; i++) {
			thing = S.things[i];
			thing.y += thing.v;
			if (thing.y < H - 20) left.push(thing);
			else land(S, thing);
		}
		S.things = left;
		return S;
	}

	function view(S) {
		var goals = [], dangers = [], shapes = [], i, thing;
		for (i = 0; i < S.things.length; i++) {
			thing = S.things[i];
			if (thing.stone) { if (thing.y > H - 60) dangers.push({ x: thing.x, y: thing.y, r: 8 }); }
			else goals.push({ x: thing.x, y: H - 14, d: thing.y });
			shapes.push({ x: thing.x, y: thing.y, r: 7, kind: thing.stone ? "danger" : "goal" });
		}
		goals.sort(function (a, b) { return b.d - a.d || a.x - b.x; });
		return { width: W, height: H, player: { x: S.x, y: H - 14, w: 16, h: 12 }, goals: goals.slice(0, 1), dangers: dangers, shapes: shapes };
	}

	function status(S) {
		return { t: S.t, scene: S.scene, score: S.score, lives: Math.max(0, S.lives), level: 1, won: S.scene === "won", lost: S.scene === "lost", progress: Math.min(1, S.score / S.p.goal) };
	}

	function hash(S) {
		var parts = [S.r, S.t, S.x, S.score, S.lives, S.wait, S.scene], i;
		for (i = 0; i < S.things.length; i++) parts.push(S.things[i].x, S.things[i].y, S.things[i].stone);
		return parts.join(",").slice(0, 1000);
	}

	return { meta: { name: "catcher" }, create: create, step: step, view: view, status: status, hash: hash };
})();
