/* SPDX-License-Identifier: ISC */
/* Bots that play a game's core: function (view, status, memory, rng) -> input mask. They are asked every 4 ticks. */
var LudBots = (function () {
	var LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8, A = 16, START = 64;

	function idle() {
		return 0;
	}

	function random(view, status, memory, rng) {
		var n = rng.next();
		var move = [0, LEFT, RIGHT, UP, DOWN, LEFT | UP, RIGHT | DOWN, A][n & 7];

		return (n >>> 8) % 8 === 0 ? move | START : move;
	}

	/* From side to side, one row further at each end. */
	function sweep(view, status, memory) {
		var player = view.player;

		memory.turn = (memory.turn || 0) + 1;
		memory.side = memory.side || RIGHT;
		if (player.x <= player.w) {
			memory.side = RIGHT;
		} else if (player.x + 2 * player.w >= view.width) {
			memory.side = LEFT;
		}
		return memory.side | (memory.turn % 64 < 8 ? DOWN : 0) | (memory.turn % 8 === 0 ? A : 0) |
			(memory.turn === 1 ? START : 0);
	}

	function toward(view, x, y) {
		var player = view.player, mask = 0;

		if (x < player.x - 1) {
			mask |= LEFT;
		} else if (x > player.x + 1) {
			mask |= RIGHT;
		}
		if (y < player.y - 1) {
			mask |= UP;
		} else if (y > player.y + 1) {
			mask |= DOWN;
		}
		return mask;
	}

	function near(view, danger) {
		var dx = danger.x - view.player.x, dy = danger.y - view.player.y, reach = danger.r + 2 * view.player.w;

		return dx * dx + dy * dy < reach * reach;
	}

	function greedy(view, status, memory) {
		var i, danger;

		memory.turn = (memory.turn || 0) + 1;
		for (i = 0; i < view.dangers.length; i++) {
			danger = view.dangers[i];
			if (near(view, danger)) {
				return toward(view, 2 * view.player.x - danger.x, 2 * view.player.y - danger.y) | A;
			}
		}
		return (view.goals.length > 0 ? toward(view, view.goals[0].x, view.goals[0].y) : 0) |
			(memory.turn === 1 ? START : 0);
	}

	return {idle: idle, random: random, sweep: sweep, greedy: greedy};
}());
