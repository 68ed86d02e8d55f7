/* SPDX-License-Identifier: ISC
 * Rand: the only source of chance. Everything follows from the request's seed; integers of 32 bits, no Math.imul. */
var Rand = (function () {
	"use strict";

	function multiply(a, b) {
		var low = a & 0xffff, high = a >>> 16;
		return ((low * b) + (((high * b) & 0xffff) << 16)) >>> 0;
	}

	/* FNV-1a over UTF-16 units, with a last mix: near texts give far numbers. */
	function hash(text, start) {
		var h = start === undefined ? 2166136261 : (start ^ 2166136261) >>> 0, i;
		for (i = 0; i < text.length; i += 1) {
			h = multiply(h ^ (text.charCodeAt(i) & 0xff), 16777619);
			h = multiply(h ^ (text.charCodeAt(i) >>> 8), 16777619);
		}
		h ^= h >>> 16;
		h = multiply(h >>> 0, 0x45d9f3b);
		return (h ^ (h >>> 15)) >>> 0;
	}

	function Stream(seed) {
		this.state = (hash("stream", seed >>> 0) || 1) >>> 0;
	}

	Stream.prototype.next = function () {
		var s = this.state;
		s ^= s << 13;
		s ^= s >>> 17;
		s ^= s << 5;
		this.state = s >>> 0;
		return this.state;
	};

	/* 0 … count−1; the low bits of xorshift are the weak ones */
	Stream.prototype.int = function (count) {
		return count > 1 ? (this.next() >>> 4) % count : 0;
	};

	Stream.prototype.range = function (low, high) {
		return low + this.int(high - low + 1);
	};

	Stream.prototype.chance = function (percent) {
		return this.int(100) < percent;
	};

	Stream.prototype.pick = function (list) {
		return list[this.int(list.length)];
	};

	Stream.prototype.shuffle = function (list) {
		var out = list.slice(), i, j, t;
		for (i = out.length - 1; i > 0; i -= 1) {
			j = this.int(i + 1);
			t = out[i];
			out[i] = out[j];
			out[j] = t;
		}
		return out;
	};

	return {
		hash: hash,
		stream: function (seed) { return new Stream(seed); },
		/* one stream a subject: an added draw elsewhere does not shift this one */
		named: function (seed, name) { return new Stream(hash(name, seed >>> 0)); }
	};
}());
