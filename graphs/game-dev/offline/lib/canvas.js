/* SPDX-License-Identifier: ISC
 * Canvas: pixels by colour number, and Grid: a small field of letters from which a sprite is painted. Letters are materials:
 * the painter finds light and shade from the silhouette and draws the outline, so masks say only what a thing is made of. */
var Canvas = (function () {
	"use strict";

	function Picture(width, height) {
		this.width = width;
		this.height = height;
		this.data = new Uint8Array(width * height);
		this.colours = [0];
		this.index = {};
	}

	/* the number of a colour; 0 is transparent */
	Picture.prototype.pen = function (colour) {
		var key = "c" + colour;
		if (this.index[key] === undefined) {
			if (this.colours.length > 255) { return 255; }
			this.index[key] = this.colours.length;
			this.colours.push(colour);
		}
		return this.index[key];
	};

	Picture.prototype.set = function (x, y, pen) {
		if (x >= 0 && y >= 0 && x < this.width && y < this.height) { this.data[y * this.width + x] = pen; }
	};

	Picture.prototype.get = function (x, y) {
		return x >= 0 && y >= 0 && x < this.width && y < this.height ? this.data[y * this.width + x] : 0;
	};

	Picture.prototype.box = function (x, y, w, h, pen) {
		var row, col, from = Math.max(0, x), to = Math.min(this.width, x + w), end = Math.min(this.height, y + h), at;
		for (row = Math.max(0, y); row < end; row += 1) {
			at = row * this.width;
			for (col = from; col < to; col += 1) { this.data[at + col] = pen; }
		}
	};

	Picture.prototype.disc = function (cx, cy, r, pen) {
		var y, x;
		for (y = -r; y <= r; y += 1) {
			x = Math.floor(Math.sqrt(r * r + r - y * y));
			this.box(cx - x, cy + y, x * 2 + 1, 1, pen);
		}
	};

	/* another picture, enlarged by whole pixels, mirrored if asked */
	Picture.prototype.paste = function (from, sx, sy, w, h, x, y, zoom, mirror) {
		var row, col, pen, map = [];
		if (zoom === 1 && !mirror) { this.copy(from, sx, sy, w, h, x, y); return; }
		for (row = 0; row < h; row += 1) {
			for (col = 0; col < w; col += 1) {
				pen = from.get(sx + (mirror ? w - 1 - col : col), sy + row);
				if (pen) {
					if (map[pen] === undefined) { map[pen] = this.pen(from.colours[pen]); }
					this.box(x + col * zoom, y + row * zoom, zoom, zoom, map[pen]);
				}
			}
		}
	};

	/* as paste, for pixels that keep their size; both places have to lie inside */
	Picture.prototype.copy = function (from, sx, sy, w, h, x, y) {
		var row, col, pen, at, to, map = [], i, end = Math.min(h, this.height - y);
		for (i = 1; i < from.colours.length; i += 1) { map[i] = this.pen(from.colours[i]); }
		for (row = 0; row < end; row += 1) {
			at = (sy + row) * from.width + sx;
			to = (y + row) * this.width + x;
			for (col = 0; col < w; col += 1) {
				pen = from.data[at + col];
				if (pen) { this.data[to + col] = map[pen]; }
			}
		}
	};

	/* base64 of a PNG, enlarged `zoom` times */
	Picture.prototype.png = function (zoom) {
		var z = zoom || 1, w = this.width * z, out = new Uint32Array(w * this.height * z), table = [0], i, y, x, k, at, v, little = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;
		for (i = 1; i < this.colours.length; i += 1) {
			v = this.colours[i];
			table.push(little ? (0xff000000 | ((v & 255) << 16) | (v & 0xff00) | (v >> 16)) >>> 0 : ((v << 8) | 255) >>> 0);
		}
		for (y = 0; y < this.height; y += 1) {
			at = y * z * w;
			for (x = 0, i = y * this.width; x < w; i += 1) {
				v = table[this.data[i]];
				for (k = 0; k < z; k += 1, x += 1) { out[at + x] = v; }
			}
			for (k = 1; k < z; k += 1) { out.set(out.subarray(at, at + w), at + k * w); }
		}
		return native.png(w, this.height * z, new Uint8Array(out.buffer));
	};

	/* ---- a field of letters ---- */

	function Grid(width, height) {
		var y;
		this.width = width;
		this.height = height;
		this.cells = [];
		for (y = 0; y < height; y += 1) { this.cells.push(new Array(width)); }
	}

	/* rows of letters at x, y; "." leaves what is below, "_" clears it */
	Grid.prototype.put = function (rows, x, y, mirror) {
		var r, c, row, letter, cells;
		for (r = 0; r < rows.length; r += 1) {
			row = rows[r];
			cells = this.cells[y + r];
			for (c = 0; cells && c < row.length; c += 1) {
				letter = row.charAt(mirror ? row.length - 1 - c : c);
				if (letter !== "." && letter !== " " && x + c >= 0 && x + c < this.width) { cells[x + c] = letter === "_" ? undefined : letter; }
			}
		}
		return this;
	};

	Grid.prototype.at = function (x, y) {
		return this.cells[y] === undefined || x < 0 || x >= this.width ? undefined : this.cells[y][x];
	};

	Grid.prototype.mirrored = function () {
		var out = new Grid(this.width, this.height);
		out.cells = this.cells.map(function (row) {
			var copy = [], i;
			for (i = row.length - 1; i >= 0; i -= 1) { copy.push(row[i]); }
			return copy;
		});
		return out;
	};

	/* twice the size with smooth slants (Scale2x) */
	Grid.prototype.doubled = function () {
		var out = new Grid(this.width * 2, this.height * 2), y, x, p, a, b, c, d;
		for (y = 0; y < this.height; y += 1) {
			for (x = 0; x < this.width; x += 1) {
				p = this.at(x, y);
				a = this.at(x, y - 1);
				b = this.at(x + 1, y);
				c = this.at(x - 1, y);
				d = this.at(x, y + 1);
				out.cells[y * 2][x * 2] = c === a && c !== d && a !== b ? a : p;
				out.cells[y * 2][x * 2 + 1] = a === b && a !== c && b !== d ? b : p;
				out.cells[y * 2 + 1][x * 2] = d === c && d !== b && c !== a ? c : p;
				out.cells[y * 2 + 1][x * 2 + 1] = b === d && b !== a && d !== c ? d : p;
			}
		}
		return out;
	};

	/* which of a ramp's four shades a cell has: lit from above left, dark below; one material shades by itself */
	function shade(grid, x, y, letter) {
		if (grid.at(x, y - 1) === undefined) { return 3; }
		if (grid.at(x, y + 1) === undefined || grid.at(x + 1, y) === undefined) { return 1; }
		if (grid.at(x - 1, y) === undefined || grid.at(x, y - 1) !== letter && grid.at(x - 1, y) !== letter) { return 3; }
		return grid.at(x, y + 1) !== letter && grid.at(x + 1, y) !== letter ? 1 : 2;
	}

	function near(grid, x, y) {
		return grid.at(x, y - 1) !== undefined || grid.at(x, y + 1) !== undefined || grid.at(x - 1, y) !== undefined || grid.at(x + 1, y) !== undefined;
	}

	/* materials: letter → [dark, shade, middle, light] or one colour; outline: a colour or null */
	Grid.prototype.paint = function (picture, left, top, materials, outline) {
		var y, x, letter, m, ink = outline === null ? 0 : picture.pen(outline);
		for (y = 0; y < this.height; y += 1) {
			for (x = 0; x < this.width; x += 1) {
				letter = this.cells[y][x];
				if (letter === undefined) {
					if (ink && near(this, x, y)) { picture.set(left + x, top + y, ink); }
				} else {
					m = materials[letter];
					if (m === undefined) { m = outline || 0x202028; }
					picture.set(left + x, top + y, picture.pen(typeof m === "number" ? m : m[shade(this, x, y, letter)]));
				}
			}
		}
	};

	/* the whole mask from its left half */
	function whole(half) {
		return half.map(function (row) {
			return row + row.split("").reverse().join("");
		});
	}

	return {picture: function (w, h) { return new Picture(w, h); }, grid: function (w, h) { return new Grid(w, h); }, whole: whole};
}());
