#!/usr/bin/env -S node --test-reporter=tap
// SPDX-License-Identifier: ISC
// Whatever comes in, one JSON document comes out and the status is 0.
import assert from "node:assert/strict";
import { openSync, closeSync } from "node:fs";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { compose, feed, limits, program, request } from "./driver.mjs";

const refused = async (running, kind, pattern) => {
	const { status, doc, text } = await running;
	assert.equal(status, 0, text.slice(0, 200));
	assert.equal(doc?.ok, false, text.slice(0, 200));
	assert.deepEqual(Object.keys(doc.error), ["kind", "file", "line", "message"]);
	assert.equal(doc.error.kind, kind, text.slice(0, 300));
	if (pattern)
		assert.match(doc.error.message, pattern);
	return doc.error;
};
const empty = [{ name: "a.js", kind: "script", text: "function compose() { return {}; }" }, { name: "r", kind: "request", text: "{}" }];
const head = (more, files = empty) => feed(request({ mode: "compose", ...more }, files));

test("an endless loop ends by the processor limit", () =>
	refused(compose("for (;;) ;", {}, { limits: { cpu_seconds: 1 } }), "limit", /^cpu/));
test("so does an endless loop that catches everything", () =>
	refused(compose("for (;;) { try { for (;;) ; } catch (e) {} finally { continue; } }", {}, { limits: { cpu_seconds: 1 } }), "limit", /^cpu/));
test("so does a regular expression that tries everything", () =>
	refused(compose("/^(a|a)*$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')", {}, { limits: { cpu_seconds: 1 } }), "limit", /^cpu/));
test("so does a toString that never ends", () =>
	refused(compose("throw {get message() { for (;;) ; }}", {}, { limits: { cpu_seconds: 1 } }), "limit", /^cpu/));
test("a memory bomb ends by the heap limit", () =>
	refused(compose("var a = []; for (;;) a.push({a: [1, 2, 3], b: 'x' + a.length});"), "limit", /^memory/));
test("a string of 100 MB ends by the heap limit", () =>
	refused(compose("var s = '0123456789'; while (s.length < 1e8) s += s;"), "limit", /^memory/));
test("so does a typed array of 1 GB", () => refused(compose("new Uint8Array(1 << 30)"), "limit", /^memory/));
test("so do many closures, a sparse array, and a join", async () => {
	await refused(compose("var f = function () {}; for (;;) f = (function (g) { return function () { return g; }; }(f));"), "limit");
	await refused(compose("new Array(1e9).join('xxxxxxxxxx')"), "limit");
});
test("a script that survives memory exhaustion goes on", async () => {
	const { doc } = await compose("var a = []; try { for (;;) a.push(new Uint8Array(1 << 20)); } catch (e) { a = 0; } function compose() { return {ok: 1}; }");
	assert.deepEqual(doc, { ok: true, answer: { ok: 1 } });
});
test("deep recursion is a limit with its place", async () => {
	const error = await refused(compose("var x;\nfunction f() { return f() + 1; }\nf();"), "limit", /^recursion/);
	assert.equal(error.file, "studio/all.js");
});
test("deep recursion through natives, regular expressions, JSON, the parser, the collector", async () => {
	const slow = { limits: { cpu_seconds: 60 } }; /* sanitizers take their time */
	await refused(compose("var a = [1]; (function f() { a.map(f); }())", {}, slow), "limit", /^recursion/);
	await refused(compose("var a = [2, 1]; (function f() { a.sort(f); }())", {}, slow), "limit", /^recursion/);
	await refused(compose("(function f() { f.apply(null, []); }())", {}, slow), "limit", /^recursion/);
	await refused(compose("var o = {}; o.toString = function () { return '' + o; }; '' + o", {}, slow), "limit", /^recursion/);
	await refused(compose("Object.defineProperty(this, 'q', {get: function () { return q; }}); q", {}, slow), "limit", /^recursion/);
	await refused(compose("var s = ''; for (var i = 0; i < 1e5; i++) s += 'a'; /(a|b)*c/.test(s)", {}, slow), "limit", /^recursion/);
	await refused(compose("var s = ''; for (var i = 0; i < 1e5; i++) s += '('; new RegExp(s)", {}, slow), "limit", /^recursion/);
	await refused(compose("var a = {}; for (var i = 0; i < 1e5; i++) a = {a: a}; JSON.stringify(a)", {}, slow), "limit", /^recursion/);
	await refused(compose("var s = ''; for (var i = 0; i < 1e5; i++) s += '['; eval(s)", {}, slow), "limit", /^recursion/);
	await refused(compose("(".repeat(100000), {}, slow), "limit", /^recursion/);
	await refused(compose("!".repeat(100000) + "1", {}, slow), "limit", /^recursion/);
	await refused(compose("a" + "[a".repeat(100000), {}, slow), "limit", /^recursion/);
	await refused(compose("{".repeat(100000), {}, slow), "limit", /^recursion/);
	await refused(compose("function f(){".repeat(100000), {}, slow), "limit", /^recursion/);
	const { doc } = await compose("var a = {}; for (var i = 0; i < 3e5; i++) a = {a: a}; a = 0; function compose() { return {}; }", {}, slow);
	assert.equal(doc.ok, true);
});
test("a chain of bound functions and of prototypes ends", async () => {
	const bound = await compose("var f = function () {}; for (var i = 0; i < 1e5; i++) f = f.bind(null); f(); function compose() { return {}; }");
	assert.equal(typeof bound.doc?.ok, "boolean");
	const chain = await compose("var o = {}; for (var i = 0; i < 1e5; i++) o = Object.create(o); o.x; function compose() { return {}; }");
	assert.equal(typeof chain.doc?.ok, "boolean");
});
test("too large an answer is a limit", async () => {
	const script = "function compose() { var s = 'x'; while (s.length < 4096) s += s; return {s: s}; }";
	await refused(compose(script, {}, { limits: { result_bytes: 4096 } }), "limit", /^result/);
	assert.equal((await compose(script, {}, { limits: { result_bytes: 4106 } })).doc.ok, true);
});
test("an answer of many megabytes arrives whole", async () => {
	const { doc } = await compose("function compose() { var s = 'ä'; while (s.length < 4e6) s += s; return {s: s}; }", {},
		{ limits: { result_bytes: 32 << 20 } });
	assert.equal(doc.answer.s, "ä".repeat(1 << 22));
});
test("things thrown that cannot be read are reported all the same", async () => {
	for (const thrown of ["{get message() { throw this; }}", "null", "undefined", "function () {}", "Object.create(null)", "1e999",
		"{name: {}, message: [], fileName: 7, lineNumber: 'x'}", "new Error('\\ud800\\u0000\"\\\\')", "{message: 'x', lineNumber: -1e300}"])
		await refused(compose(`throw ${thrown}`), "exception");
	assert.ok((await refused(compose("var s = 'long '; while (s.length < 1e6) s += s; throw new Error(s)"), "exception")).message.length < 1024);
});
test("spoiled built-ins do not spoil the report", async () => {
	const spoil = `JSON.stringify = JSON.parse = function () { return "}{"; }; Object.prototype.toJSON = function () { return 7; };
		Array.prototype.join = String.prototype.toString = null; Error.prototype = null; Object.freeze(Object.prototype);`;
	await refused(compose(spoil + "throw new Error('x')"), "exception");
	await refused(compose(spoil + "function compose() { return {}; }"), "contract");
});
test("the request is parsed before scripts can touch the parser", async () => {
	const { doc } = await compose("JSON.parse = null; function compose(r) { return {a: r.a}; }", { a: 1 });
	assert.deepEqual(doc.answer, { a: 1 });
});

test("input that ends early or is too long is refused", async () => {
	const whole = request({ mode: "compose", limits }, empty);
	for (const cut of [0, 1, 10, whole.indexOf("\n"), whole.indexOf("\n") + 1, whole.length - 1])
		await refused(feed(whole.subarray(0, cut)), "request");
	await refused(feed(Buffer.concat([whole, Buffer.from("x")])), "request", /more bytes/);
	await refused(feed(Buffer.concat([whole, Buffer.alloc(1 << 20)])), "request", /more bytes/);
});
test("a head that is too long is refused", async () => {
	await refused(feed(Buffer.alloc(70000, " ")), "request", /longer/);
	await refused(feed(Buffer.alloc(5 << 20, "x")), "request", /longer/);
});
test("garbage is refused", async () => {
	for (const bytes of ["\n", "{}\n", "[]\n", "null\n", "7\n", "{\"mode\":\n", "{'mode': 1}\n", "\0\0\0\n", "\x1b[2J\n", "{\"mode\":\"compose\"}\n",
		"{\"mode\":\"x\",\"files\":[]}\n", "{\"mode\":{\"toString\":1},\"files\":{}}\n", "NaN\n", "{\"a\":1e999}\n"])
		await refused(feed(bytes), "request");
	await refused(feed(Buffer.from("{\"mode\":\"\xff\"}\n", "latin1")), "request", /UTF-8/);
	let state = 1;
	for (let i = 0; i < 50; i++)
		await refused(feed(Buffer.from(Array.from({ length: 300 }, () => (state = state * 48271 % 0x7fffffff) & 255).concat(10))), "request");
});
test("10,000 levels of nesting are refused, in the head and in the request", async () => {
	await refused(feed("[".repeat(10000) + "\n"), "request");
	await refused(feed("{\"a\":".repeat(10000) + "\n"), "request");
	const { doc, status } = await compose("function compose() { return {}; }", "[".repeat(10000) + "]".repeat(10000));
	assert.deepEqual([status, doc.ok], [0, false]);
	assert.match(doc.error.kind, /limit|request/);
});
test("fields of the head have ranges, and only known names", async () => {
	for (const more of [{ limits: { cpu_seconds: 0 } }, { limits: { cpu_seconds: 1e9 } }, { limits: { heap_bytes: 1 } }, { limits: { heap_bytes: 1 << 30 } },
		{ limits: { heap_bytes: "64" } }, { limits: { cpu_seconds: 1.5 } }, { limits: { cpu_seconds: null } }, { limits: [] }, { limits: { cpu: 1 } }, { extra: 1 }, { mode: "play" }])
		await refused(head(more), "request");
	for (const files of [[], [{ name: "", kind: "script", text: "" }, empty[1]], [empty[0]], [empty[0], empty[1], { ...empty[1], name: "r2" }], [empty[0], empty[0], empty[1]],
		[{ name: "x".repeat(256), kind: "script", text: "" }, empty[1]], [{ name: "x", kind: "module", text: "" }, empty[1]], [{ name: "a\0b", kind: "script", text: "" }, empty[1]]])
		await refused(head({}, files), "request");
	await refused(feed(`{"mode":"compose","files":[{"name":"a","kind":"request","bytes":${2 ** 31}}]}\n`), "request");
	await refused(feed("{\"mode\":\"compose\",\"files\":[{\"name\":\"a\",\"kind\":\"request\",\"bytes\":-1}]}\n"), "request");
});
test("a request that is no JSON or no UTF-8 is refused", async () => {
	await refused(compose("", "{a: 1}"), "request");
	await refused(feed(Buffer.concat([request({ mode: "compose" }, [{ name: "r", kind: "request", text: "xxxx" }]).subarray(0, -4), Buffer.from([34, 255, 254, 34])])), "request", /UTF-8/);
});

test("inherited descriptors are closed before anything is read", async (t) => {
	const child = spawn(program, [], { env: {}, stdio: ["pipe", "pipe", "ignore", "pipe", "pipe"] });
	t.after(() => child.kill());
	const ended = Promise.all([3, 4].map((i) => new Promise((resolve) => child.stdio[i].on("end", resolve).resume())));
	const late = new Promise((resolve) => setTimeout(resolve, 20000, "late").unref());
	assert.notEqual(await Promise.race([ended, late]), "late"); /* while the program still waits for its request */
	assert.equal(child.exitCode, null);
	const code = new Promise((resolve) => child.on("close", resolve));
	child.stdin.end();
	assert.equal(await code, 0);
});
test("an inherited file stays unread", async () => {
	const fd = openSync("/etc/passwd");
	const { doc } = await feed(request({ mode: "compose", limits }, empty), { extra: [fd, fd] });
	closeSync(fd);
	assert.equal(doc.ok, true);
});
