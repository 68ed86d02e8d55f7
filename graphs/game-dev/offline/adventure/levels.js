// SPDX-License-Identifier: ISC
// Levels of the adventure: rooms in a grid, joined by a random tree with loops, filled from templates, then proved by flood fill.
var AdventureLevels = (function () {
	"use strict";

	var CW = 10, CH = 8;
	var LEGEND = {
		"#": "wall", "~": "hazard", ".": "floor", ",": "floor", "@": "hero", "*": "collectable", "o": "spark", "k": "key", "D": "door",
		"X": "exit", "h": "heart", "S": "shrine", "p": "patroller", "c": "chaser", "d": "drifter", "t": "turret", "B": "boss"
	};
	var DEFAULTS = {
		level_count: 5, difficulty: 2, goal: 5, goal_growth: 1, extra: 2, doors: 1, shrines: 1, hearts: 1, patrollers: 3, chasers: 2, drifters: 1, stealth: 0,
		turrets: 1, enemies: 1, boss: 1, hazards: 1, motes: 1, dash: 1
	};
	// Insides of rooms, 9 x 7. 'w' becomes a wall or a hazard by the dice, 'i' a heart or a spark; the first three are gentle
	var GENTLE = 3, ROOMS = [
		[".........", ".........", "..#...#..", ".........", "..#...#..", ".........", "........."],
		[".........", ".........", "..~~~~~..", "..~oio~..", "..~~~~~..", ".........", "........."],
		[".........", ".##...##.", ".#.....#.", ".........", ".#.....#.", ".##...##.", "........."],
		[".........", ".........", "...www...", "...www...", "...www...", ".........", "........."],
		["....w....", "....w....", "....w....", ".........", "....w....", "....w....", "....w...."],
		[".........", ".........", "www...www", ".........", ".........", "www...www", "........."],
		[".........", ".w..w..w.", ".........", ".w..w..w.", ".........", ".w..w..w.", "........."],
		[".........", ".#######.", ".........", ".........", ".........", ".#######.", "........."],
		["~~.....~~", "~.......~", ".........", ".........", ".........", "~.......~", "~~.....~~"],
		[".........", ".~~~~....", ".~..~....", ".........", "....~..~.", "....~~~~.", "........."],
		[".........", "..w...w..", "..w...w..", "..w...w..", "..w...w..", "..w...w..", "........."],
		[".........", "..#####..", "......#..", "..#...#..", "..#......", "..#####..", "........."],
		["...w.....", "...w.....", "...w..www", ".........", "www..w...", ".....w...", ".....w..."],
		[".........", ".~~~.~~~.", ".~ooooo~.", "..o...o..", ".~ooooo~.", ".~~~.~~~.", "........."],
		["##.....##", "#.......#", "....#....", "...###...", "....#....", "#.......#", "##.....##"],
		["...w.....", ".........", "..~~~~~..", "..~oio~..", "..~~~~~..", ".........", ".....w..."],
		[".........", ".........", ".........", ".........", ".........", ".........", "........."]
	];

	/* ---- dice: 32 bits kept exact in doubles ---- */

	function dice_of(seed) {
		var s = (Math.floor(Math.abs(seed)) % 2147483646) + 1;
		function next() { s = (s * 16807) % 2147483647; return s; }
		next(); next(); next();
		return {
			below: function (n) { return n < 1 ? 0 : Math.floor(next() / 64) % n; },
			chance: function (percent) { return Math.floor(next() / 64) % 100 < percent; },
			shuffle: function (list) {
				var i, j, t;
				for (i = list.length - 1; i > 0; i--) { j = Math.floor(next() / 64) % (i + 1); t = list[i]; list[i] = list[j]; list[j] = t; }
				return list;
			}
		};
	}

	/* ---- maps as arrays of arrays ---- */

	function blank(w, h, ch) {
		var g = [], r, c;
		for (r = 0; r < h; r++) { g.push([]); for (c = 0; c < w; c++) g[r].push(ch); }
		return g;
	}

	function text_of(g) {
		var out = [], r;
		for (r = 0; r < g.length; r++) out.push(g[r].join(""));
		return out;
	}

	// Steps from (c, r) to each cell; -1 where no walker comes. `shut`: signs that stop, besides wall and hazard
	function flood(g, c, r, shut) {
		var d = blank(g[0].length, g.length, -1), q = [[c, r]], i, k, x, y, at, DX = [1, -1, 0, 0], DY = [0, 0, 1, -1];
		d[r][c] = 0;
		for (i = 0; i < q.length; i++) for (k = 0; k < 4; k++) {
			x = q[i][0] + DX[k]; y = q[i][1] + DY[k];
			if (y < 0 || x < 0 || y >= g.length || x >= g[0].length || d[y][x] >= 0) continue;
			at = g[y][x];
			if (at === "#" || at === "~" || shut.indexOf(at) >= 0) continue;
			d[y][x] = d[q[i][1]][q[i][0]] + 1;
			q.push([x, y]);
		}
		return d;
	}

	function cells(g, sign) {
		var out = [], r, c;
		for (r = 0; r < g.length; r++) for (c = 0; c < g[0].length; c++) if (g[r][c] === sign) out.push([c, r]);
		return out;
	}

	/* ---- rooms and ways ---- */

	function rooms_of(cols, rows) {
		var list = [], i;
		for (i = 0; i < cols * rows; i++) list.push({ c: i % cols, r: Math.floor(i / cols), ways: [], deep: -1, side: 0 });
		return list;
	}

	function neighbours(rooms, cols, rows, i) {
		var a = rooms[i], out = [];
		if (a.c > 0) out.push(i - 1);
		if (a.c < cols - 1) out.push(i + 1);
		if (a.r > 0) out.push(i - cols);
		if (a.r < rows - 1) out.push(i + cols);
		return out;
	}

	// A tree grown depth first from the first room, with side branches
	function grow_tree(rooms, cols, rows, first, dice) {
		var stack = [first], edges = [], i, near, free, k;
		rooms[first].deep = 0;
		while (stack.length) {
			i = dice.chance(70) ? stack.length - 1 : dice.below(stack.length);
			free = []; near = neighbours(rooms, cols, rows, stack[i]);
			for (k = 0; k < near.length; k++) if (rooms[near[k]].deep < 0) free.push(near[k]);
			if (!free.length) { stack.splice(i, 1); continue; }
			k = free[dice.below(free.length)];
			rooms[k].deep = rooms[stack[i]].deep + 1; rooms[k].from = stack[i];
			rooms[stack[i]].ways.push(k); rooms[k].ways.push(stack[i]);
			edges.push([stack[i], k]);
			stack.push(k);
		}
		return edges;
	}

	function mark_side(rooms, i, side) {
		var k;
		rooms[i].side = side;
		for (k = 0; k < rooms.length; k++) if (rooms[k].from === i && k !== i) mark_side(rooms, k, side);
	}

	function carve_way(g, rooms, a, b, width, sign, dice) {
		var p = rooms[Math.min(a, b)], q = rooms[Math.max(a, b)], i, at;
		if (p.r === q.r) {
			at = p.r * CH + 1 + (width > 4 ? 1 : 1 + dice.below(7 - width - 1));
			for (i = 0; i < width; i++) g[at + i][q.c * CW] = sign;
		} else {
			at = p.c * CW + 1 + (width > 6 ? 1 : 1 + dice.below(9 - width - 1));
			for (i = 0; i < width; i++) g[q.r * CH][at + i] = sign;
		}
	}

	// Cells of a room that touch a way stay free
	function near_way(g, x, y) {
		var k, DX = [1, -1, 0, 0, 2, -2, 0, 0], DY = [0, 0, 1, -1, 0, 0, 2, -2];
		for (k = 0; k < 8; k++) {
			if (y + DY[k] < 0 || x + DX[k] < 0 || y + DY[k] >= g.length || x + DX[k] >= g[0].length) continue;
			if ((x + DX[k]) % CW === 0 || (y + DY[k]) % CH === 0) { if (g[y + DY[k]][x + DX[k]] !== "#") return true; }
		}
		return false;
	}

	function all_joined(g, c, r) {
		var d = flood(g, c, r, ""), y, x, lost = 0;
		for (y = 0; y < g.length; y++) for (x = 0; x < g[0].length; x++) if (g[y][x] === "." && d[y][x] < 0) lost++;
		return lost === 0;
	}

	// Lays a template into a room; what would cut the map is taken back
	function furnish(g, room, sketch, o, start, gentle, dice) {
		var x0 = room.c * CW + 1, y0 = room.r * CH + 1, fx = dice.chance(50), fy = dice.chance(50), w = dice.chance(55) && o.hazards ? "~" : "#";
		var old = [], r, c, ch, x, y;
		for (r = 0; r < 7; r++) {
			old.push(g[y0 + r].slice(x0, x0 + 9));
			for (c = 0; c < 9; c++) {
				x = x0 + c; y = y0 + r;
				ch = sketch[fy ? 6 - r : r].charAt(fx ? 8 - c : c);
				if (ch === "w") ch = w;
				if (ch === "~" && !o.hazards) ch = ".";
				if (ch === "i") ch = o.hazards && o.dash && o.hearts && !gentle && dice.chance(50) ? "h" : "o";
				if (ch === "o" && (!o.hazards || !o.dash || !o.motes)) ch = o.hazards ? "~" : ".";
				if ((ch === "#" || ch === "~") && near_way(g, x, y)) ch = ".";
				g[y][x] = ch;
			}
		}
		if (all_joined(g, start[0], start[1])) return true;
		for (r = 0; r < 7; r++) for (c = 0; c < 9; c++) g[y0 + r][x0 + c] = old[r][c];
		return false;
	}

	// Knocks corners off rooms so that they are not all rectangles
	function weather(g, rooms, start, dice) {
		var i, k, x, y, R;
		for (i = 0; i < rooms.length; i++) for (k = 0; k < 4; k++) {
			if (!dice.chance(55)) continue;
			R = rooms[i];
			x = R.c * CW + (k & 1 ? 9 : 1); y = R.r * CH + (k & 2 ? 7 : 1);
			if (g[y][x] === "." && !near_way(g, x, y)) g[y][x] = "#";
		}
		if (!all_joined(g, start[0], start[1])) throw new Error("a corner cut the map");
	}

	/* ---- placing ---- */

	function free_around(g, x, y) {
		var a, b, n = 0;
		for (a = -1; a <= 1; a++) for (b = -1; b <= 1; b++) if (g[y + a][x + b] !== "#" && g[y + a][x + b] !== "~" && g[y + a][x + b] !== "D") n++;
		return n;
	}

	function far_from(list, x, y, least) {
		var i;
		for (i = 0; i < list.length; i++) if (Math.abs(list[i][0] - x) + Math.abs(list[i][1] - y) < least) return false;
		return true;
	}

	function floor_of(g, room) {
		var out = [], r, c;
		for (r = 1; r < CH; r++) for (c = 1; c < CW; c++) if (g[room.r * CH + r][room.c * CW + c] === ".") out.push([room.c * CW + c, room.r * CH + r]);
		return out;
	}

	// Puts a sign on a free cell of the room: `test(x, y)` decides. Gives the cell or null
	function put(g, room, sign, dice, test) {
		var list = dice.shuffle(floor_of(g, room)), i;
		for (i = 0; i < list.length; i++) {
			if (test && !test(list[i][0], list[i][1])) continue;
			g[list[i][1]][list[i][0]] = sign;
			return list[i];
		}
		return null;
	}

	function put_middle(g, room, sign) {
		var list = floor_of(g, room), i, best = null, d, least = 1e9;
		for (i = 0; i < list.length; i++) {
			d = Math.abs(list[i][0] - room.c * CW - 5) + Math.abs(list[i][1] - room.r * CH - 4) + (free_around(g, list[i][0], list[i][1]) < 9 ? 3 : 0);
			if (d < least) { least = d; best = list[i]; }
		}
		if (best) g[best[1]][best[0]] = sign;
		return best;
	}

	function put_items(g, rooms, n, first, dice, taken) {
		var order = [], i, k = 0, got, spread = 5, guard = 0;
		for (i = 0; i < rooms.length; i++) if (i !== first) order.push(i);
		dice.shuffle(order);
		order.push(first);
		while (n > 0 && guard++ < 400) {
			if (k >= order.length) { k = 0; spread = Math.max(1, spread - 1); }
			got = put(g, rooms[order[k]], "*", dice, function (x, y) { return far_from(taken, x, y, spread) && free_around(g, x, y) >= 5; });
			if (got) { taken.push(got); n--; }
			k++;
		}
		return n;
	}

	// Sparks lead along the shortest way between two cells
	function trail(g, from, to, most) {
		var d = flood(g, to[0], to[1], "D"), x = from[0], y = from[1], n = 0, k, step = 0, DX = [1, 0, -1, 0], DY = [0, 1, 0, -1], go;
		while (d[y][x] > 1 && n < most) {
			go = -1;
			for (k = 0; k < 4; k++) if (d[y + DY[k]][x + DX[k]] === d[y][x] - 1) { go = k; break; }
			if (go < 0) return;
			x += DX[go]; y += DY[go]; step++;
			if (step > 1 && step % 2 === 0 && g[y][x] === ".") { g[y][x] = "o"; n++; }
		}
	}

	function count_for(base, i, n, difficulty) {
		var ramp = n > 1 ? 0.4 + 1.2 * i / (n - 1) : 1;
		return base < 1 ? 0 : Math.floor(base * ramp * (0.5 + 0.25 * difficulty) + 0.5);
	}

	function put_foes(g, rooms, o, i, n, first, start, dice) {
		var kinds = "pdtc", since = [0, 1, 2, o.stealth ? 0 : 1], base = [o.patrollers, o.drifters, o.turrets, o.chasers], k, left, room, order, at = 0, guard;
		var d = flood(g, start[0], start[1], ""), load = [], most = i === 0 ? 1 : i < 3 ? 2 : 3, sign, taken = cells(g, "S").concat(cells(g, "X"), cells(g, "k"));
		if (!o.enemies) return;
		function fits(x, y) {
			if (d[y][x] < 9 || !far_from([start], x, y, 9) || !far_from(taken, x, y, 3) || near_way(g, x, y)) return false;
			return free_around(g, x, y) >= (sign === "t" ? 9 : sign === "d" ? 7 : 5);
		}
		for (k = 0; k < rooms.length; k++) load.push(0);
		order = [];
		for (k = 0; k < rooms.length; k++) if (k !== first) order.push(k);
		dice.shuffle(order);
		for (k = 0; k < 4; k++) {
			sign = kinds.charAt(k);
			if (i < since[k] && n > 3) continue;
			left = i === 0 ? Math.min(base[k], 1) : count_for(base[k], i, n, o.difficulty);
			for (guard = 0; left > 0 && guard < order.length * 3; guard++) {
				room = order[at++ % order.length];
				if (load[room] >= most) continue;
				var cell = put(g, rooms[room], sign, dice, fits);
				if (cell) { load[room]++; left--; taken.push(cell); }
			}
		}
	}

	function strew(g, dice) {
		var r, c;
		for (r = 0; r < g.length; r++) for (c = 0; c < g[0].length; c++) if (g[r][c] === "." && dice.chance(6)) g[r][c] = ",";
	}

	/* ---- a level ---- */

	// Few levels are wide, many are small: the whole is played in about five minutes, whatever their number
	var SIZES = [[2, 2], [3, 2], [3, 2], [3, 3], [4, 3]];

	function size_of(i, n) {
		if (i === 0) return SIZES[0];
		if (n > 7) return n > 8 && i % 2 ? [3, 1] : [2, 2];
		if (n > 5) return i % 2 ? [2, 2] : [3, 2];
		return SIZES[n <= 3 ? i + 1 : i];
	}

	// How many things one of n levels may ask for
	function share_of(n) { return Math.max(3, Math.floor(30 / n) + (n > 8 ? 0 : 1)); }

	// How many things level i of n asks for. Only the growth gives way when there are many levels
	function goal_of(o, i, n) {
		var room = Math.max(0, share_of(n) - o.goal);
		return o.goal + (n > 4 ? Math.min(o.goal_growth * i, room) : o.goal_growth * i);
	}

	// The rooms behind a locked door: a branch with not more than half of the rooms, else none
	function lock(rooms, edges, dice, side, used) {
		var order = dice.shuffle(edges.slice()), i, k, n;
		for (i = 0; i < order.length; i++) {
			if (rooms[order[i][1]].side || used.indexOf(order[i]) >= 0) continue;
			mark_side(rooms, order[i][1], 9);
			for (n = 0, k = 0; k < rooms.length; k++) if (rooms[k].side === 9) n++;
			if (n * 2 <= rooms.length) { mark_side(rooms, order[i][1], side); return order[i]; }
			for (k = 0; k < rooms.length; k++) if (rooms[k].side === 9) rooms[k].side = 0;
		}
		return null;
	}

	function build(o, i, n, dice) {
		var size = size_of(i, n), cols = size[0], rows = size[1], rooms = rooms_of(cols, rows), g = blank(cols * CW + 1, rows * CH + 1, "#");
		var first = dice.below(rooms.length), edges, locked = [], k, e, r, c, last = first, start, goal, taken, doors, left, keyroom;
		if (first % cols !== 0 && first % cols !== cols - 1) first = first - first % cols;
		edges = grow_tree(rooms, cols, rows, first, dice);
		for (k = 0; k < rooms.length; k++) for (r = 1; r < CH; r++) for (c = 1; c < CW; c++) g[rooms[k].r * CH + r][rooms[k].c * CW + c] = ".";
		doors = i === 0 || (n > 8 && i % 2) ? 0 : Math.min(o.doors, i < 2 || n > 8 ? 1 : 2);
		for (k = 0; k < doors; k++) { e = lock(rooms, edges, dice, k + 1, locked); if (e) locked.push(e); }
		for (k = 0; k < edges.length; k++) {
			e = edges[k];
			if (locked.indexOf(e) >= 0) carve_way(g, rooms, e[0], e[1], 1, "D", dice);
			else carve_way(g, rooms, e[0], e[1], dice.chance(25) ? 5 : 2 + dice.below(2), ".", dice);
		}
		for (k = 0; k < rooms.length; k++) {
			e = neighbours(rooms, cols, rows, k);
			for (r = 0; r < e.length; r++) if (e[r] > k && rooms[k].ways.indexOf(e[r]) < 0 && rooms[k].side === rooms[e[r]].side && dice.chance(45)) {
				rooms[k].ways.push(e[r]);
				carve_way(g, rooms, k, e[r], 2, ".", dice);
			}
		}
		start = [rooms[first].c * CW + 5, rooms[first].r * CH + 4];
		g[start[1]][start[0]] = "@";
		for (k = 0; k < rooms.length; k++) if (rooms[k].deep > rooms[last].deep || (rooms[k].deep === rooms[last].deep && rooms[k].side)) last = k;
		for (k = 0; k < rooms.length; k++) if (k !== first) {
			c = i === 0 ? (k === last ? 1 : dice.below(GENTLE)) : dice.below(ROOMS.length);
			if (!furnish(g, rooms[k], ROOMS[c], o, start, i === 0, dice)) furnish(g, rooms[k], ROOMS[0], o, start, true, dice);
		}
		weather(g, rooms, start, dice);
		if (!put_middle(g, rooms[last], "X")) throw new Error("no place for the exit");
		taken = [start, cells(g, "X")[0]];
		for (k = 0; k < locked.length; k++) {
			keyroom = [];
			for (c = 0; c < rooms.length; c++) if (!rooms[c].side && c !== first) keyroom.push(c);
			dice.shuffle(keyroom); keyroom.push(first);
			for (c = 0, r = null; c < keyroom.length && !r; c++) r = put(g, rooms[keyroom[c]], "k", dice, function (x, y) { return far_from(taken, x, y, 4) && free_around(g, x, y) >= 6; });
			if (!r) throw new Error("no place for a key");
			taken.push(r);
		}
		for (k = 0; k < o.shrines && i > 0; k++) {
			c = dice.below(rooms.length);
			if (c === first || c === last) c = (c + 1) % rooms.length;
			r = put(g, rooms[c], "S", dice, function (x, y) { return far_from(taken, x, y, 5) && free_around(g, x, y) >= 8; });
			if (r) taken.push(r);
		}
		goal = goal_of(o, i, n);
		left = put_items(g, rooms, goal + o.extra, first, dice, taken);
		goal = Math.min(goal, goal + o.extra - left);
		if (goal < 1) throw new Error("no place for the items");
		put_foes(g, rooms, o, i, n, first, start, dice);
		for (k = 0; k < o.hearts && i > 0; k++) put(g, rooms[dice.below(rooms.length)], "h", dice, function (x, y) { return far_from(taken, x, y, 3); });
		if (o.motes) for (k = 2; k < taken.length && k < 9; k++) if (i === 0 ? k < 6 : dice.chance(60)) trail(g, k === 2 || i > 0 ? start : taken[k - 1], taken[k], 5 + dice.below(4));
		strew(g, dice);
		return { map: text_of(g), goal: goal, name: "level_" + (i + 1), intro: "intro_" + (i + 1), boss: 0, tint: i % 5, par: par_of(g, goal) };
	}

	function par_of(g, goal) {
		return 15 + 5 * goal + Math.floor(g.length * g[0].length / 25);
	}

	function build_boss(o, i, dice) {
		var w = 21, h = 13, g = blank(w, h, "#"), r, c, k, spots = [[5, 3], [15, 3], [5, 9], [15, 9]], form = dice.below(3);
		for (r = 1; r < h - 1; r++) for (c = 1; c < w - 1; c++) g[r][c] = ".";
		for (k = 0; k < 4; k++) {
			c = spots[k][0]; r = spots[k][1];
			g[k & 2 ? h - 2 : 1][k & 1 ? w - 2 : 1] = "#";
			g[r][c] = "#";
			if (form === 1) g[r][c + (k & 1 ? -1 : 1)] = "#";
			if (form === 2) g[r + (k & 2 ? -1 : 1)][c] = "#";
			g[k & 2 ? h - 3 : 2][k & 1 ? w - 3 : 2] = "*";
		}
		if (o.hazards) for (k = 0; k < 3; k++) g[6][9 + k] = "~";
		g[h - 3][10] = "@"; g[3][10] = "B"; g[1][10] = "X"; g[6][2] = "h"; g[6][w - 3] = "h";
		for (k = 0; k < 3 && o.motes; k++) { g[4][7 + k * 3] = "o"; g[8][7 + k * 3] = "o"; }
		strew(g, dice);
		return { map: text_of(g), goal: 0, name: "level_boss", intro: "intro_boss", boss: 1, tint: i % 5, par: 60 };
	}

	function options_of(options) {
		var o = {}, k, from = options || {}, p = from.params || {}, s = from.switches || {};
		for (k in DEFAULTS) {
			o[k] = typeof s[k] === "number" || typeof s[k] === "boolean" ? Number(s[k]) : typeof p[k] === "number" ? p[k] : DEFAULTS[k];
		}
		if (typeof from.difficulty === "number") o.difficulty = from.difficulty;
		if (typeof from.count === "number") o.level_count = from.count;
		o.difficulty = Math.max(1, Math.min(5, o.difficulty));
		o.level_count = Math.max(1, Math.min(10, Math.floor(o.level_count)));
		o.seed = typeof from.seed === "number" ? from.seed : 1;
		return o;
	}

	function generate(options) {
		var o = options_of(options), out = [], i, n = o.level_count, tries, level, dice;
		for (i = 0; i < n; i++) {
			for (tries = 0, level = null; tries < 60 && !level; tries++) {
				dice = dice_of(o.seed * 31 + i * 7919 + tries * 104729 + 17);
				try { level = i === n - 1 && o.boss && o.enemies && n > 1 ? build_boss(o, i, dice) : build(o, i, n, dice); } catch (e) { level = null; }
				if (level && problems_of(level, i).length) level = null;
			}
			if (!level) throw new Error("level " + (i + 1) + " could not be made");
			out.push(level);
		}
		return out;
	}

	/* ---- proof ---- */

	// Whatever order the doors are opened in, all of them open and all is found
	function opens_up(g, keys_used, start, wanted) {
		var d = flood(g, start[0], start[1], "D"), keys = 0, i, k, doors = cells(g, "D"), open = [], x, y, DX = [1, -1, 0, 0], DY = [0, 0, 1, -1], list = cells(g, "k"), ok = true;
		for (i = 0; i < list.length; i++) if (d[list[i][1]][list[i][0]] >= 0) keys++;
		for (i = 0; i < doors.length; i++) for (k = 0; k < 4; k++) {
			x = doors[i][0] + DX[k]; y = doors[i][1] + DY[k];
			if (y >= 0 && x >= 0 && y < d.length && x < d[0].length && d[y][x] >= 0) { open.push(doors[i]); break; }
		}
		if (!doors.length) {
			for (i = 0; i < wanted.length; i++) if (d[wanted[i][1]][wanted[i][0]] < 0) return false;
			return true;
		}
		if (keys <= keys_used || !open.length) return false;
		for (i = 0; i < open.length && ok; i++) {
			g[open[i][1]][open[i][0]] = ".";
			ok = opens_up(g, keys_used + 1, start, wanted);
			g[open[i][1]][open[i][0]] = "D";
		}
		return ok;
	}

	function problems_of(level, i) {
		var out = [], map = level.map, g = [], r, c, start, wanted, foes, k, where = "level " + (i + 1) + ": ";
		function say(text) { out.push(where + text); }
		if (!map || map.length < 5) { say("has no map"); return out; }
		for (r = 0; r < map.length; r++) {
			if (map[r].length !== map[0].length) { say("row " + r + " has another length"); return out; }
			g.push(map[r].split(""));
			for (c = 0; c < g[r].length; c++) {
				if (!LEGEND[g[r][c]]) say("unknown sign " + g[r][c]);
				if ((r === 0 || c === 0 || r === map.length - 1 || c === map[0].length - 1) && g[r][c] !== "#") say("the border is open at " + c + "," + r);
			}
		}
		if (cells(g, "@").length !== 1) { say("needs exactly one hero"); return out; }
		if (cells(g, "X").length !== 1) { say("needs exactly one exit"); return out; }
		start = cells(g, "@")[0];
		if (cells(g, "k").length !== cells(g, "D").length) say("has not as many keys as doors");
		if (level.goal > cells(g, "*").length) say("asks for more than it holds");
		if (level.boss && !cells(g, "B").length) say("has no boss");
		if (!level.boss && level.goal < 1) say("asks for nothing");
		wanted = cells(g, "*").concat(cells(g, "k"), cells(g, "S"), cells(g, "X"));
		if (!opens_up(g, 0, start, wanted)) say("something cannot be reached");
		for (k = 0; k < 5; k++) {
			foes = cells(g, "pcdtB".charAt(k));
			if (!far_from(foes, start[0], start[1], 7)) say("an enemy stands near the beginning");
		}
		return out;
	}

	function check(levels) {
		var out = [], i;
		if (!levels || !levels.length) return { ok: false, problems: ["there are no levels"] };
		for (i = 0; i < levels.length; i++) out = out.concat(problems_of(levels[i], i));
		return { ok: out.length === 0, problems: out };
	}

	return { generate: generate, check: check, legend: LEGEND, goal_of: goal_of, share_of: share_of };
}());
