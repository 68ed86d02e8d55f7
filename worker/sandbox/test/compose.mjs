#!/usr/bin/env -S node --test-reporter=tap
// SPDX-License-Identifier: ISC
// What the studio's scripts may rely on.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { compose, feed, limits, request } from "./driver.mjs";

const answer = async (...args) => {
	const { status, doc } = await compose(...args);
	assert.equal(status, 0);
	assert.equal(doc?.ok, true, JSON.stringify(doc));
	return doc.answer;
};

const failure = async (...args) => {
	const { status, doc } = await compose(...args);
	assert.equal(status, 0);
	assert.equal(doc?.ok, false, JSON.stringify(doc)?.slice(0, 300));
	return doc.error;
};

test("compose is called with the request and the templates", async () => {
	const script = "function compose(request, templates) { return {summary: request.a + templates['game/x.js']}; }";
	assert.deepEqual(await answer(script, { a: "hello " }, { templates: { "game/x.js": "wörld" } }), { summary: "hello wörld" });
});

test("scripts run in order, in one global scope", async () => {
	const files = [
		{ name: "a.js", kind: "script", text: "var list = ['a'];" },
		{ name: "b.js", kind: "script", text: "list.push('b'); function compose() { return {list: list}; }" },
		{ name: "r", kind: "request", text: "{}" },
	];
	assert.deepEqual((await feed(request({ mode: "compose", limits }, files))).doc.answer.list, ["a", "b"]);
});

test("characters above U+FFFF count as two and come back whole", async () => {
	const script = `function compose(request, templates) {
		return {length: request.t.length, code: request.t.charCodeAt(0), cut: request.t.charAt(0), t: request.t, n: "🎮".length,
			template: templates.t.length, bytes: native.utf8_length(request.t), both: request.t + "x" === "🎮x"};
	}`;
	assert.deepEqual(await answer(script, { t: "🎮" }, { templates: { t: "🎮" } }),
		{ length: 2, code: 0xd83c, cut: "\ufffd", t: "🎮", n: 2, template: 2, bytes: 4, both: true });
});

test("what scripts make of strings leaves as UTF-8", async () => {
	const script = `function compose() { var s = "";
		for (var i = 0; i < 70000; i += 7) s += String.fromCharCode(i);
		s += String.fromCharCode(0x110000) + String.fromCharCode(0xffffffff) + "\\u2028\\u0000";
		return {s: s}; }`;
	assert.equal((await answer(script)).s.length > 9000, true);
});

test("native.base64, sha256 and utf8_length agree with Node", async () => {
	const texts = ["", "a", "ab", "abc", "ünï 🎮", "x".repeat(55), "x".repeat(56), "x".repeat(64), "y".repeat(1000)];
	const script = `function compose(r) { return {all: r.map(function (t) {
		return [native.base64(t), native.sha256(t), native.utf8_length(t)]; }),
		array: [native.base64(new Uint8Array([255, 0, 1])), native.sha256(new Uint8Array(3).subarray(1))]}; }`;
	const got = await answer(script, texts);
	assert.deepEqual(got.all, texts.map((t) => [Buffer.from(t).toString("base64"),
		createHash("sha256").update(t).digest("hex"), Buffer.byteLength(t)]));
	assert.deepEqual(got.array, ["/wAB", createHash("sha256").update(Buffer.alloc(2)).digest("hex")]);
});

test("native.png makes a picture of the given pixels", async () => {
	const script = `function compose() { var p = new Uint8Array(16); p.set([255,0,0,255, 0,255,0,255, 0,0,255,255, 0,0,0,0]);
		return {png: native.png(2, 2, p)}; }`;
	const png = Buffer.from((await answer(script)).png, "base64");
	const idat = png.indexOf("IDAT");
	assert.equal(png.readUInt32BE(16), 2);
	assert.deepEqual([...inflateSync(png.subarray(idat + 4, idat + 4 + png.readUInt32BE(idat - 4)))], [0, 0, 1, 0, 2, 3]);
});

test("native.synth and native.wav make sound", async () => {
	const script = `function compose() {
		var s = native.synth(22050, 2205, [{at: 0, length: 2000, wave: "square", hz100: 44000, volume: 255}]);
		return {n: s.length, first: s[0], type: s instanceof Int16Array, wav: native.wav(22050, s)}; }`;
	const got = await answer(script);
	const wav = Buffer.from(got.wav, "base64");
	assert.deepEqual([got.n, got.first, got.type], [2205, 32767, true]);
	assert.deepEqual([wav.toString("latin1", 0, 4), wav.length, wav.readUInt32LE(24), wav.readInt16LE(44)], ["RIFF", 44 + 4410, 22050, 32767]);
});

test("wrong arguments of natives throw at the script's line", async () => {
	const calls = ["native.png(0, 1, new Uint8Array(4))", "native.png(1, 1, new Uint8Array(5))", "native.png(1.5, 1, 1)",
		"native.png(4096, 4096, new Uint8Array(4))", "native.png(1, 1, [1,2,3,4])", "native.png(1, 1, new Float32Array(1))",
		"native.wav(22050, new Uint8Array(4))", "native.wav(8000, new Int16Array(8000 * 30 + 1))", "native.wav(1, new Int16Array(1))",
		"native.synth(22050, 10, [{wave: 'sine'}])", "native.synth(22050, 10, [{wave: 'saw', volume: -1}])", "native.synth(22050, 10, 7)",
		"native.synth(22050, 10, [1])", "native.synth(8000, 240001, [])", "native.base64(7)", "native.utf8_length({})", "native.sha256()"];
	for (const call of calls) {
		const error = await failure(`function compose() {\n\n${call}; return {}; }`);
		assert.deepEqual([error.kind, error.file, error.line], ["exception", "studio/all.js", 3], call + JSON.stringify(error));
	}
});

test("there is ES5 and typed arrays, and nothing else", async () => {
	const script = `var names = Object.getOwnPropertyNames(this); function compose() {
		return {names: names.filter(function (n) { return n !== "compose" && n !== "names"; }), random: typeof Math.random,
			imul: typeof Math.imul, assign: typeof Object.assign, repeat: typeof "".repeat, plain: typeof Uint8Array.plainOf,
			date: typeof Date, proto: typeof Object.prototype.__proto__ }; }`;
	const got = await answer(script);
	assert.deepEqual(got.names.sort(), ["NaN", "Infinity", "undefined", "Object", "Function", "Array", "String", "Boolean", "Number",
		"RegExp", "Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError", "Math", "JSON",
		"ArrayBuffer", "DataView", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array",
		"Uint32Array", "Float32Array", "Float64Array", "parseInt", "parseFloat", "eval", "isNaN", "isFinite", "decodeURI",
		"decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape", "native"].sort());
	for (const key of ["random", "imul", "assign", "repeat", "plain", "date", "proto"])
		assert.equal(got[key], "undefined", key);
});

test("sort is stable and as in Node", async () => {
	const script = `function compose(r) { var n = [], h = [3, , undefined, 1, , 2], i;
		for (i = 0; i < 500; i++) n.push({k: i * 7919 % 5, i: i});
		n.sort(function (a, b) { return a.k - b.k; }); h.sort(); var p = {0: "b", 1: "a", length: 2}; Array.prototype.sort.call(p);
		return {order: n.map(function (o) { return o.i; }), holes: [h.length, h[0], h[2], 3 in h, 4 in h], p: p,
			words: r.slice().sort(), numbers: [10, 9, 1, -1].sort(), down: [1, 2, 3].sort(function (a, b) { return b - a; })}; }`;
	const words = ["b", "", "ä", "a", "B", "日", "10", "9", "ab", "🎮", "\uffee"];
	const n = Array.from({ length: 500 }, (_, i) => ({ k: i * 7919 % 5, i })).sort((a, b) => a.k - b.k).map((o) => o.i);
	assert.deepEqual(await answer(script, words), { order: n, holes: [6, 1, 3, true, false], p: { 0: "a", 1: "b", length: 2 },
		words: [...words].sort(), numbers: [10, 9, 1, -1].sort(), down: [3, 2, 1] });
});

test("the same request gives the same bytes", async () => {
	const script = `function compose(r) { var a = []; for (var i = 0; i < 200; i++) a.push({k: i % 3, i: i});
		a.sort(function (x, y) { return x.k - y.k; });
		return {a: a, keys: Object.keys({b: 1, a: 2, 3: 3}), wav: native.wav(8000, native.synth(8000, 800, [{wave: "noise", length: 700}]))}; }`;
	const texts = await Promise.all([1, 2, 3, 4].map(() => compose(script)));
	assert.equal(new Set(texts.map((t) => t.text)).size, 1);
});

test("a syntax error names file and line", async () => {
	const error = await failure("var a = 1;\nvar b = ;\n");
	assert.deepEqual([error.kind, error.file, error.line], ["syntax", "studio/all.js", 2]);
	assert.equal((await failure("let a = 1;")).kind, "syntax");
	assert.deepEqual((await failure(Buffer.from("var a;\n\n// \xff\n", "latin1"))).line, 3);
});

test("an exception names file and line", async () => {
	const error = await failure("function compose() {\n\tnull.x();\n}");
	assert.deepEqual([error.kind, error.file, error.line], ["exception", "studio/all.js", 2]);
	assert.match(error.message, /^TypeError: /);
	assert.equal((await failure("throw 'only text'")).message, "thrown: only text");
});

test("no compose, or one that gives no object, breaks the contract", async () => {
	for (const script of ["", "var compose = 1", "function compose() {}", "function compose() { return [1]; }",
		"function compose() { return 'x'; }", "function compose() { return {toJSON: function () {}}; }"])
		assert.equal((await failure(script)).kind, "contract", script);
});

test("a circle in the answer is an exception", async () => {
	assert.equal((await failure("function compose() { var a = {}; a.a = a; return a; }")).kind, "exception");
});
