// SPDX-License-Identifier: ISC
// Players of any game that keeps the contract. Each is function (view, status, memory, rng) -> input mask:
// view and status as in docs/game-contract.md, memory an object that is empty at the start of a game and kept by the
// caller, rng(n) an integer from 0 to n - 1. To be called at every tick or every few ticks. ES5.
var LudBots = (function () {
	"use strict";

	var LEFT = 1, RIGHT = 2, UP = 4, DOWN = 8, A = 16, B = 32;
	var DIRS = [0, LEFT, RIGHT, UP, DOWN, LEFT | UP, RIGHT | UP, LEFT | DOWN, RIGHT | DOWN];
	var NX = [0, -1, 1, 0, 0, -0.7071, 0.7071, -0.7071, 0.7071], NY = [0, 0, 0, -1, 1, -0.7071, -0.7071, 0.7071, 0.7071];
	var floor = Math.floor, abs = Math.abs, min = Math.min, max = Math.max, sqrt = Math.sqrt;

	function idle() { return 0; }

	function random(view, status, m, rng) {
		if (!m.left) {
			m.left = 6 + rng(30);
			m.mask = DIRS[rng(9)];
			if (rng(4) === 0) m.mask |= A;
			if (rng(8) === 0) m.mask |= B;
		}
		m.left--;
		return m.mask;
	}

	/* ---- the grid ---- */

	// m.solid: one number a cell, made anew when the rows change
	function learn_grid(view, m) {
		var g = view.grid, rows = g.rows, r, c, n = 0;
		if (m.rows === rows) return false;
		m.rows = rows; m.size = g.size; m.gw = rows[0].length; m.gh = rows.length; m.solid = []; m.wall = []; m.dist = []; m.queue = [];
		for (r = 0; r < m.gh; r++) for (c = 0; c < m.gw; c++) {
			m.wall[n] = rows[r].charAt(c) === rows[0].charAt(0) ? 1 : 0;      // what the border is made of hides dangers
			m.solid[n++] = g.solid.indexOf(rows[r].charAt(c)) >= 0 ? 1 : 0;
		}
		return true;
	}

	function cell_at(m, x, y) {
		var c = max(0, min(m.gw - 1, floor(x / m.size))), r = max(0, min(m.gh - 1, floor(y / m.size)));
		return r * m.gw + c;
	}

	// Steps from cell `from` to every cell, -1 where there is no way. `shut` (cell -> 1) is not entered
	function spread(m, from, shut) {
		var dist = m.dist, solid = m.solid, q = m.queue, n = solid.length, w = m.gw, head = 0, tail = 1, i, d, k;
		for (i = 0; i < n; i++) dist[i] = -1;
		dist[from] = 0; q[0] = from;
		while (head < tail) {
			i = q[head++]; d = dist[i] + 1;
			k = i + 1; if (k < n && dist[k] < 0 && !solid[k] && !shut[k]) { dist[k] = d; q[tail++] = k; }
			k = i - 1; if (k >= 0 && dist[k] < 0 && !solid[k] && !shut[k]) { dist[k] = d; q[tail++] = k; }
			k = i + w; if (k < n && dist[k] < 0 && !solid[k] && !shut[k]) { dist[k] = d; q[tail++] = k; }
			k = i - w; if (k >= 0 && dist[k] < 0 && !solid[k] && !shut[k]) { dist[k] = d; q[tail++] = k; }
		}
	}

	// Steps to a cell, or beside it when it is solid itself (a door); -1 when there is no way
	function steps_to(m, i) {
		var d = m.dist, best = d[i], k, o, w = m.gw, near = [i - 1, i + 1, i - w, i + w];
		if (best >= 0 || !m.solid[i]) return best;
		for (k = 0; k < 4; k++) { o = near[k]; if (o >= 0 && o < d.length && d[o] >= 0 && (best < 0 || d[o] + 1 < best)) best = d[o] + 1; }
		return best;
	}

	// Cells from where `spread` began to cell i, that one last
	function way_to(m, i) {
		var out = [i], d = m.dist, w = m.gw, k, o, best, near, guard = 0;
		while (d[i] !== 0 && guard++ < 4000) {
			near = [i - 1, i + 1, i - w, i + w]; best = -1;
			for (k = 0; k < 4; k++) { o = near[k]; if (o >= 0 && o < d.length && d[o] >= 0 && (best < 0 || d[o] < d[best])) best = o; }
			if (best < 0 || (d[i] >= 0 && d[best] >= d[i])) return out;
			i = best;
			if (d[i] !== 0) out.unshift(i);
		}
		return out;
	}

	/* ---- steering ---- */

	function toward(dx, dy) {
		var mask = 0, ax = abs(dx), ay = abs(dy);
		if (ax > 1.5 && ax * 3 > ay) mask |= dx < 0 ? LEFT : RIGHT;
		if (ay > 1.5 && ay * 3 > ax) mask |= dy < 0 ? UP : DOWN;
		return mask;
	}

	function free_box(m, x, y, hw, hh) {
		var s = m.size, c0, c1, r0, r1;
		if (!m.solid) return true;
		c0 = floor((x - hw) / s); c1 = floor((x + hw) / s); r0 = floor((y - hh) / s); r1 = floor((y + hh) / s);
		if (c0 < 0 || r0 < 0 || c1 >= m.gw || r1 >= m.gh) return false;
		return !(m.solid[r0 * m.gw + c0] || m.solid[r0 * m.gw + c1] || m.solid[r1 * m.gw + c0] || m.solid[r1 * m.gw + c1]);
	}

	// The speed the player reaches, learned by looking
	function learn_speed(view, status, m) {
		var p = view.player, dt = status.t - (m.lt || 0), v;
		if (m.lx !== undefined && dt > 0 && dt < 12) {
			v = sqrt((p.x - m.lx) * (p.x - m.lx) + (p.y - m.ly) * (p.y - m.ly)) / dt;
			if (v < 2.4 && v > (m.speed || 0)) m.speed = v;
		}
		m.lx = p.x; m.ly = p.y; m.lt = status.t;
		return m.speed || 1;
	}

	function hidden(m, x0, y0, x1, y1) {
		var dx = x1 - x0, dy = y1 - y0, n, i;
		if (!m.wall) return false;
		n = floor(max(abs(dx), abs(dy)) / 8);
		for (i = 1; i < n; i++) if (m.wall[cell_at(m, x0 + dx * i / n, y0 + dy * i / n)]) return true;
		return false;
	}

	function near_dangers(view, m, reach) {
		var p = view.player, out = [], list = view.dangers || [], i, d, dx, dy;
		for (i = 0; i < list.length; i++) {
			d = list[i]; dx = d.x - p.x; dy = d.y - p.y;
			if (dx < reach + d.r && dx > -reach - d.r && dy < reach + d.r && dy > -reach - d.r && !hidden(m, p.x, p.y, d.x, d.y)) out.push(d);
		}
		return out;
	}

	// For each danger its speed when it comes straight at the player, else 0
	function hunters(list, p) {
		var out = [], i, d, v, dx, dy, g;
		for (i = 0; i < list.length; i++) {
			d = list[i]; dx = p.x - d.x; dy = p.y - d.y; g = sqrt(dx * dx + dy * dy) || 1; v = sqrt((d.vx || 0) * (d.vx || 0) + (d.vy || 0) * (d.vy || 0));
			out.push(d.r >= 5 && v > 0.2 && (d.vx * dx + d.vy * dy) > 0.98 * v * g ? v : 0);
		}
		return out;
	}

	// How bad it is to be at (x, y) after t ticks
	function risk(list, hunts, x, y, t, body) {
		var i, d, dx, dy, gap, sum = 0, vx, vy;
		for (i = 0; i < list.length; i++) {
			d = list[i]; vx = d.vx || 0; vy = d.vy || 0;
			if (hunts[i]) { dx = d.x - x; dy = d.y - y; gap = sqrt(dx * dx + dy * dy) - hunts[i] * t - d.r - body; }
			else { dx = d.x + vx * t - x; dy = d.y + vy * t - y; gap = sqrt(dx * dx + dy * dy) - d.r - body; }
			if (gap < 1) sum += 400;
			else if (vx === 0 && vy === 0) { if (gap < 8) sum += (8 - gap) * 2.5; }
			else if (gap < 14) sum += (14 - gap) * 5;
			else if (gap < 30) sum += (30 - gap) * 0.6;
		}
		return sum;
	}

	// The best of nine directions toward (tx, ty), looking 25 ticks ahead. Who waits long becomes bold
	function dodge(view, m, list, tx, ty, speed) {
		var p = view.player, k, t, x, y, nx, ny, best = 0, least = 1e9, score, body = max(p.w, p.h) / 2, hw = p.w / 2, hh = p.h / 2, worst = 0, near, away;
		var hunts = hunters(list, p), gx = tx - p.x, gy = ty - p.y, gd = sqrt(gx * gx + gy * gy) || 1, care = 1 / (1 + max(0, (m.wait || 0) - 180) / 100);
		for (k = 0; k < 9; k++) {
			x = p.x; y = p.y; score = k === m.last ? -1.5 : 0; worst = 0; near = 1e9;
			for (t = 5; t <= 25; t += 5) {
				nx = x + NX[k] * speed * 5; ny = y + NY[k] * speed * 5;
				if (free_box(m, nx, y, hw, hh)) x = nx;
				if (free_box(m, x, ny, hw, hh)) y = ny;
				away = (tx - x) * (tx - x) + (ty - y) * (ty - y);
				if (away < near) near = away;
				worst = max(worst, risk(list, hunts, x, y, t, body));
			}
			score += worst * care + sqrt(near) * 0.9 - (NX[k] * gx + NY[k] * gy) / gd * 1.5;
			if (score < least) { least = score; best = k; m.worst = worst; }
		}
		m.last = best;
		return DIRS[best];
	}

	function help(m, list, p, status) {
		var out = 0, i, d, gap, close = 0, touch = 0;
		for (i = 0; i < list.length; i++) {
			d = list[i]; gap = sqrt((d.x - p.x) * (d.x - p.x) + (d.y - p.y) * (d.y - p.y)) - d.r - 5;
			if (gap < 26) close++;
			if (gap < 13) touch++;
		}
		if (touch && m.worst > 200 && status.t - (m.ta || -99) > 20) { out |= A; m.ta = status.t; }
		if ((close > 1 || touch) && status.t - (m.tb || -99) > 50) { out |= B; m.tb = status.t; }
		return out;
	}

	// Where to leap when something is about to touch: far from dangers, if possible nearer to the goal
	function leap(m, list, p, tx, ty) {
		var k, t, i, x, y, gap, best = 0, most = -1e9, score;
		for (k = 1; k < 9; k++) {
			for (t = 8; t <= 40 && free_box(m, p.x + NX[k] * t, p.y + NY[k] * t, p.w / 2, p.h / 2); t += 8) { /* as far as it is free */ }
			x = p.x + NX[k] * (t - 8); y = p.y + NY[k] * (t - 8);
			for (gap = 60, i = 0; i < list.length; i++) gap = min(gap, sqrt((list[i].x - x) * (list[i].x - x) + (list[i].y - y) * (list[i].y - y)) - list[i].r);
			score = gap * 1.5 - sqrt((tx - x) * (tx - x) + (ty - y) * (ty - y)) * 0.7;
			if (score > most) { most = score; best = k; }
		}
		return DIRS[best];
	}

	function steer(view, status, m, tx, ty) {
		var p = view.player, speed = learn_speed(view, status, m), list = near_dangers(view, m, 60), mask, act;
		if (!list.length) { m.last = -1; return toward(tx - p.x, ty - p.y); }
		mask = dodge(view, m, list, tx, ty, speed);
		act = help(m, list, p, status);
		return (act & A ? leap(m, list, p, tx, ty) : mask) | act;
	}

	/* ---- plans ---- */

	function shut_of(view, m) {
		var shut = {}, list = view.dangers || [], i, d, s = m.size, c, r, k;
		for (i = 0; i < list.length; i++) {
			d = list[i]; k = d.r + s * 0.7;
			if (d.r < 5 || abs(d.vx || 0) + abs(d.vy || 0) > 0.2) continue;      // what moves is dodged when it is near
			for (r = floor((d.y - k) / s); r <= floor((d.y + k) / s); r++) for (c = floor((d.x - k) / s); c <= floor((d.x + k) / s); c++) {
				if (c >= 0 && r >= 0 && c < m.gw && r < m.gh) shut[r * m.gw + c] = 1;
			}
		}
		return shut;
	}

	function choose_goal(view, m, t) {
		var i, g, d, cost, best = null, least = 1e9, list = view.goals, cell;
		for (i = 0; i < list.length; i++) {
			g = list[i]; cell = cell_at(m, g.x, g.y);
			if (m.given && m.given[cell] > t) continue;
			d = steps_to(m, cell);
			if (d < 0) continue;
			cost = d + 2 * i - (cell === m.aim ? 5 : 0);
			if (cost < least) { least = cost; best = { x: g.x, y: g.y, cell: cell }; }
		}
		return best;
	}

	function plan(view, status, m, here) {
		spread(m, here, shut_of(view, m));
		m.goal = choose_goal(view, m, status.t);
		if (!m.goal) { spread(m, here, {}); m.goal = choose_goal(view, m, status.t); }
		m.way = m.goal ? way_to(m, m.goal.cell) : null;
		m.planned = status.t; m.count = view.goals.length; m.from = here;
		if (!m.goal) m.aim = -1;
		else if (m.goal.cell !== m.aim) { m.aim = m.goal.cell; m.since = status.t; }
	}

	// No way to any goal: where a leap over a narrow gap leads to other ground. Gives [x, y, direction] or null
	function crossing(m) {
		var i, k, j, w = m.gw, step = [-1, 1, -w, w], best = null, least = 1e9, d;
		for (i = 0; i < m.solid.length; i++) {
			d = m.dist[i];
			if (d < 0 || d >= least) continue;
			for (k = 0; k < 4; k++) {
				j = i + step[k];
				if (!m.solid[j] || m.wall[j]) continue;
				j += step[k];
				if (m.solid[j] && !m.wall[j]) j += step[k];
				if (j >= 0 && j < m.solid.length && !m.solid[j] && m.dist[j] < 0) { least = d; best = [(i % w) * m.size + m.size / 2, floor(i / w) * m.size + m.size / 2, DIRS[k + 1]]; }
			}
		}
		return best;
	}

	function far_point(view, m) {
		var p = view.player, list = view.dangers || [], i, k, best = null, most = -1e9, d, x, y, score, reach = 48;
		for (k = 1; k < 9; k++) {
			x = p.x + NX[k] * reach; y = p.y + NY[k] * reach;
			if (m.solid && !free_box(m, x, y, p.w, p.h)) continue;
			for (score = 1e9, i = 0; i < list.length; i++) { d = list[i]; score = min(score, sqrt((d.x - x) * (d.x - x) + (d.y - y) * (d.y - y))); }
			score = min(score, 110) - 0.3 * sqrt((view.width / 2 - x) * (view.width / 2 - x) + (view.height / 2 - y) * (view.height / 2 - y));
			if (score > most) { most = score; best = [x, y]; }
		}
		return best || [view.width / 2, view.height / 2];
	}

	// Drops points of the way that are passed, then gives the one to walk to
	function follow(m, p) {
		var i, x, y, s = m.size;
		while (m.way && m.way.length) {
			i = m.way[0]; x = (i % m.gw) * s + s / 2; y = floor(i / m.gw) * s + s / 2;
			if (m.way.length === 1 || abs(x - p.x) + abs(y - p.y) > 5) return [x, y];
			m.way.shift();
		}
		return null;
	}

	// Who plays to win and knows what a player sees. A game may bring a policy of its own for this one (LudCore.policy)
	function greedy(view, status, m, rng) {
		var p = view.player, here, next, mask;
		if (m.hold > 0) { m.hold--; return m.mask & 15; }
		m.hold = m.every === undefined ? 2 : m.every;
		if (!view.grid) {
			next = view.goals && view.goals.length ? [view.goals[0].x, view.goals[0].y] : far_point(view, m);
			return (m.mask = steer(view, status, m, next[0], next[1]));
		}
		if (learn_grid(view, m)) { m.planned = -999; m.given = {}; }
		here = cell_at(m, p.x, p.y);
		if (status.t - m.planned > 45 || view.goals.length !== m.count || (here !== m.from && m.way && m.way.length && abs(m.way[0] % m.gw - here % m.gw) + abs(floor(m.way[0] / m.gw) - floor(here / m.gw)) > 1)) plan(view, status, m, here);
		if (m.goal && status.t - m.since > 900) { m.given[m.goal.cell] = status.t + 900; m.since = status.t; plan(view, status, m, here); }
		if (m.score !== status.score || m.far !== status.progress) { m.score = status.score; m.far = status.progress; m.news = status.t; }
		m.wait = status.t - m.news;
		if (!m.goal && view.goals.length && (next = crossing(m))) {
			if (abs(next[0] - p.x) + abs(next[1] - p.y) > 3) return (m.mask = toward(next[0] - p.x, next[1] - p.y));
			if (status.t - (m.ta || -99) > 50) { m.ta = status.t; m.planned = -999; return (m.mask = next[2] | A); }
			return (m.mask = 0);
		}
		next = follow(m, p);
		if (m.goal && (!next || m.way.length < 2)) next = [m.goal.x, m.goal.y];
		if (!next) next = far_point(view, m);
		mask = steer(view, status, m, next[0], next[1]);
		if (mask === m.mask && p.x === m.ox && p.y === m.oy && rng(6) === 0) mask = DIRS[1 + rng(8)];
		m.ox = p.x; m.oy = p.y;
		return (m.mask = mask);
	}

	// Who knows the game's own solution, where it has one: the proof that it can be won, not that a player can
	function solver(view, status, m, rng) {
		return typeof view.advice === "number" ? view.advice & 63 : greedy(view, status, m, rng);
	}

	// Walks to the nearest place not seen yet, heeding neither goals nor dangers
	function sweep(view, status, m, rng) {
		var p = view.player, here, i, best = -1, next;
		if (!view.grid) {
			m.n = (m.n || 0) + 1;
			return (floor(m.n / 240) % 2 ? LEFT : RIGHT) | (m.n % 60 < 6 ? A : 0);
		}
		if (learn_grid(view, m)) { if (m.where !== status.level) { m.seen = {}; m.where = status.level; } m.way = null; }
		here = cell_at(m, p.x, p.y); m.seen[here] = 1;
		if (!m.way || !m.way.length || (m.stuck || 0) > 90) {
			if (m.stuck > 90 && m.way && m.way.length) m.seen[m.way[m.way.length - 1]] = 1;
			m.stuck = 0;
			spread(m, here, {});
			for (i = 0; i < m.solid.length; i++) if (m.dist[i] >= 0 && !m.seen[i] && (best < 0 || m.dist[i] < m.dist[best])) best = i;
			if (best < 0) { m.seen = {}; return DIRS[rng(9)]; }
			m.way = way_to(m, best);
		}
		next = follow(m, p); m.stuck = (m.stuck || 0) + 1;
		if (!next || (m.way.length === 1 && here === m.way[0])) { m.way = null; return m.mask || 0; }
		return (m.mask = toward(next[0] - p.x, next[1] - p.y));
	}

	return { idle: idle, random: random, sweep: sweep, greedy: greedy, solver: solver };
}());
