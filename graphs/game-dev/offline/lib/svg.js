/* SPDX-License-Identifier: ISC
 * Svg: writes shapes with whole numbers; no text of a user ever comes here. */
var Svg = (function () {
	"use strict";

	function Drawing(width, height) {
		this.width = width;
		this.height = height;
		this.parts = [];
	}

	Drawing.prototype.add = function (text) {
		this.parts.push(text);
		return this;
	};

	Drawing.prototype.rect = function (x, y, w, h, fill, more) {
		return this.add("<rect x=\"" + x + "\" y=\"" + y + "\" width=\"" + w + "\" height=\"" + h + "\" fill=\"" + fill + "\"" + (more || "") + "/>");
	};

	Drawing.prototype.circle = function (x, y, r, fill, opacity) {
		return this.add("<circle cx=\"" + x + "\" cy=\"" + y + "\" r=\"" + r + "\" fill=\"" + fill + "\"" + (opacity !== undefined ? " opacity=\"" + opacity + "\"" : "") + "/>");
	};

	Drawing.prototype.ellipse = function (x, y, rx, ry, fill, opacity) {
		return this.add("<ellipse cx=\"" + x + "\" cy=\"" + y + "\" rx=\"" + rx + "\" ry=\"" + ry + "\" fill=\"" + fill + "\"" + (opacity !== undefined ? " opacity=\"" + opacity + "\"" : "") + "/>");
	};

	Drawing.prototype.path = function (d, fill, opacity) {
		return this.add("<path d=\"" + d + "\" fill=\"" + fill + "\"" + (opacity !== undefined ? " opacity=\"" + opacity + "\"" : "") + "/>");
	};

	Drawing.prototype.polygon = function (points, fill) {
		return this.add("<polygon points=\"" + points.map(function (p) { return p[0] + "," + p[1]; }).join(" ") + "\" fill=\"" + fill + "\"/>");
	};

	/* a gradient from top to bottom: [[percent, colour], …] */
	Drawing.prototype.gradient = function (id, stops) {
		return this.add("<defs><linearGradient id=\"" + id + "\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">" + stops.map(function (s) {
			return "<stop offset=\"" + s[0] + "%\" stop-color=\"" + s[1] + "\"/>";
		}).join("") + "</linearGradient></defs>");
	};

	Drawing.prototype.end = function () {
		return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + this.width + "\" height=\"" + this.height + "\" viewBox=\"0 0 " + this.width + " " + this.height + "\">\n" + this.parts.join("\n") + "\n</svg>\n";
	};

	return {drawing: function (w, h) { return new Drawing(w, h); }};
}());
