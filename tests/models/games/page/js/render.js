// SPDX-License-Identifier: CC0-1.0
// Draws a view: walls, what is to be had, what is to be avoided, and the player.
var LudRender = (function () {
	"use strict";

	var COLOURS = { goal: "#ffd166", danger: "#ef6f6c" }, pictures = {}, keys = [/* KEYS */];

	function load() {
		var assets = (window.LUD_DATA || {}).assets || {}, i;
		for (i = 0; i < keys.length; i++) {
			if (!assets[keys[i]] || !/\.(png|svg)$/.test(assets[keys[i]].file)) continue;
			pictures[keys[i]] = new Image();
			pictures[keys[i]].src = assets[keys[i]].file;
		}
	}

	function disc(g, x, y, r, colour) {
		g.fillStyle = colour;
		g.beginPath();
		g.arc(x, y, r, 0, 6.2832);
		g.fill();
	}

	function walls(g, grid) {
		var r, c;
		g.fillStyle = "#41607f";
		for (r = 0; r < grid.rows.length; r++) for (c = 0; c < grid.rows[r].length; c++)
			if (grid.solid.indexOf(grid.rows[r].charAt(c)) >= 0) g.fillRect(c * grid.size, r * grid.size, grid.size, grid.size);
	}

	function draw(canvas, view, status) {
		var g = canvas.getContext("2d"), scale = Math.min(canvas.width / view.width, canvas.height / view.height), i, s;
		g.setTransform(1, 0, 0, 1, 0, 0);
		g.fillStyle = "#1d2b3a";
		g.fillRect(0, 0, canvas.width, canvas.height);
		g.setTransform(scale, 0, 0, scale, 0, 0);
		if (view.grid) walls(g, view.grid);
		for (i = 0; i < view.shapes.length; i++) {
			s = view.shapes[i];
			disc(g, s.x, s.y, s.r, COLOURS[s.kind]);
		}
		g.fillStyle = "#7bd389";
		g.fillRect(view.player.x - view.player.w / 2, view.player.y - view.player.h / 2, view.player.w, view.player.h);
		g.fillStyle = "#e8eef4";
		g.font = "12px sans-serif";
		g.fillText(status.score + "   \u2665 " + status.lives, 6, 14);
	}

	return { load: load, draw: draw };
})();
