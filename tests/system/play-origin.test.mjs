// SPDX-License-Identifier: ISC
// A generated game in a real browser: it runs, and it reads nothing and reaches nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {Browser, chromium} from './chromium.mjs';
import {seedBuild, seedRun} from './seed.mjs';
import {startStack, until} from './stack.mjs';

const skip = chromium ? false : 'no Chromium here';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4" fill="red"/></svg>';

function wav() {
	const samples = 800, bytes = Buffer.alloc(44 + samples, 128);
	bytes.write('RIFF', 0);
	bytes.writeUInt32LE(36 + samples, 4);
	bytes.write('WAVEfmt ', 8);
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(1, 20);
	bytes.writeUInt16LE(1, 22);
	bytes.writeUInt32LE(8000, 24);
	bytes.writeUInt32LE(8000, 28);
	bytes.writeUInt16LE(1, 32);
	bytes.writeUInt16LE(8, 34);
	bytes.write('data', 36);
	bytes.writeUInt32LE(samples, 40);
	return bytes;
}

// the game: first what it may do, then everything that it may not
const GAME = `
var done = {};
function note(name, value) { done[name] = String(value); }
function attempt(name, act) { try { note(name, act()); } catch (e) { note(name, "refused"); } }
function wait(name, make, ms) { return new Promise(function (ok) { var t = setTimeout(function () { note(name, "refused"); ok(); }, ms || 1500);
	try { make(function (v) { clearTimeout(t); note(name, v); ok(); }); } catch (e) { clearTimeout(t); note(name, "refused"); ok(); } }); }
note("params", window.LUD_DATA.params.speed);
note("style", getComputedStyle(document.getElementById("x")).color);
attempt("origin", function () { return self.origin; });
attempt("cookie", function () { document.cookie = "a=b"; return document.cookie; });
attempt("storage", function () { localStorage.x = 1; return "stored"; });
attempt("parent", function () { return parent === self ? "none" : parent.document.title; });
attempt("top", function () { if (top !== self) { top.location = "about:blank#taken"; return "moved"; } return "refused"; });
attempt("popup", function () { return window.open("about:blank") ? "opened" : "refused"; });
attempt("eval", function () { return eval("1+1"); });
attempt("function", function () { return Function("return 2")(); });
attempt("database", function () { return indexedDB.open("x") && "opened"; });
attempt("worker", function () { new Worker("js/main.js"); return "made"; });
var jobs = [];
["png", "svg"].forEach(function (kind) { jobs.push(wait(kind, function (ok) { var i = new Image(); i.onload = function () { ok("loaded " + i.width); }; i.onerror = function () { ok("failed"); }; i.src = "assets/a." + kind; }, 15000)); });
jobs.push(wait("audio", function (ok) { var a = new Audio("assets/a.wav"); a.oncanplaythrough = function () { ok("loaded"); }; a.onerror = function () { ok("failed"); }; a.load(); }, 15000));
jobs.push(wait("canvas", function (ok) { var c = document.createElement("canvas"), i = new Image(); i.onload = function () { c.getContext("2d").drawImage(i, 0, 0); ok("drawn"); }; i.src = "assets/a.png"; }, 15000));
[["fetchApi", APP + "/api/v1/users/me"], ["fetchOwn", "js/main.js"], ["fetchHealth", APP + "/health/ready"]].forEach(function (f) {
	jobs.push(wait(f[0], function (ok) { fetch(f[1], {credentials: "include", mode: "no-cors"}).then(function () { ok("fetched"); }, function () { ok("refused"); }); })); });
jobs.push(wait("xhr", function (ok) { var x = new XMLHttpRequest(); x.onload = function () { ok("fetched"); }; x.onerror = function () { ok("refused"); }; x.open("GET", APP + "/health/ready"); x.send(); }));
jobs.push(wait("beacon", function (ok) { ok(navigator.sendBeacon(APP + "/api/v1/auth/logout", "x") ? "queued" : "refused"); }));
jobs.push(wait("socket", function (ok) { var w = new WebSocket(APP.replace("http", "ws") + "/ws"); w.onopen = function () { ok("open"); }; w.onerror = function () { ok("refused"); }; }));
jobs.push(wait("imageOut", function (ok) { var i = new Image(); i.onload = function () { ok("loaded"); }; i.onerror = function () { ok("refused"); }; i.src = APP + "/pixel.png"; }));
jobs.push(wait("scriptOut", function (ok) { var s = document.createElement("script"); s.onload = function () { ok("ran"); }; s.onerror = function () { ok("refused"); }; s.src = APP + "/host.js"; document.body.appendChild(s); }));
jobs.push(wait("frameOut", function (ok) { var f = document.createElement("iframe"); f.onload = function () { try { ok(f.contentDocument ? "empty" : "refused"); } catch (e) { ok("refused"); } }; f.src = APP + "/"; document.body.appendChild(f); }));
jobs.push(wait("serviceWorker", function (ok) { navigator.serviceWorker.register("js/main.js").then(function () { ok("registered"); }, function () { ok("refused"); }); }));
jobs.push(wait("form", function (ok) { var f = document.createElement("form"); f.method = "post"; f.action = APP + "/api/v1/auth/logout"; document.body.appendChild(f); f.submit(); ok("submitted"); }));
Promise.all(jobs).then(function () { window.RESULT = done; parent.postMessage({lud: "ready", done: done}, "*"); });
`;
const HOST = `addEventListener("message", function (e) { window.RESULT = e.data.done; window.FROM = e.origin; });
var f = document.createElement("iframe"); f.sandbox = "allow-scripts"; f.src = location.hash.slice(1); document.body.appendChild(f);`;

let stack, ada, browser, url;
before(async () => {
	if (skip)
		return;
	stack = await startStack();
	ada = await stack.user('ada');
	const www = (name, bytes) => {
		fs.writeFileSync(path.join(stack.dir, 'www', name), bytes);
		stack.own(path.join(stack.dir, 'www', name));
	};
	www('index.html', '<!doctype html><title>secret title</title><body><script src="host.js"></script><script>window.INLINE = 1</script>');
	www('host.js', HOST);
	www('pixel.png', PNG);
	const project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	seedBuild(stack, project.id, run, agents.concept.id, {
		'game/index.html': '<!doctype html><meta charset="utf-8"><title>Game</title><link rel="stylesheet" href="css/style.css"><body><p id="x">x</p><script src="data/params.js"></script><script src="js/main.js"></script>',
		'game/css/style.css': '#x { color: rgb(1, 2, 3) }', 'game/data/params.js': 'window.LUD_DATA = {params: {speed: 7}};',
		'game/js/main.js': `var APP = "${stack.origin}";${GAME}`, 'game/assets/a.png': PNG, 'game/assets/a.svg': SVG, 'game/assets/a.wav': wav(),
	});
	url = (await ada.get(`/api/v1/projects/${project.id}/build/play`)).body.url;
	browser = new Browser(stack.dir, stack.as);
});
after(async () => {
	await browser?.close();
	await stack?.stop();
});

function check(result, extra) {
	const may = {params: '7', style: 'rgb(1, 2, 3)', png: 'loaded 1', svg: 'loaded 4', audio: 'loaded', canvas: 'drawn'};
	const mayNot = ['cookie', 'storage', 'top', 'popup', 'eval', 'function', 'database', 'worker', 'fetchApi', 'fetchOwn', 'fetchHealth', 'xhr', 'socket', 'imageOut', 'scriptOut', 'serviceWorker'];
	for (const [name, value] of Object.entries({...may, origin: 'null', ...extra}))
		assert.equal(result[name], value, `${name}: ${JSON.stringify(result)}`);
	for (const name of mayNot)
		assert.equal(result[name], 'refused', `${name}: ${JSON.stringify(result)}`);
}

const apiCalls = () => fs.readFileSync(path.join(stack.dir, 'nginx-access.log'), 'utf8').split('\n').filter((line) => /"path":"\/(api\/v1\/(users|auth\/logout)|health\/ready|ws|pixel)/.test(line)).length;

test('in a sandboxed frame of the application', {skip}, async () => {
	const page = await browser.page(`${stack.origin}/#${url}`);
	const result = await until(() => page.evaluate('window.RESULT'), 'the game to report', 20);
	assert.equal(await page.evaluate('window.FROM'), 'null');
	assert.equal(await page.evaluate('window.INLINE'), undefined, 'no inline script on the application page');
	assert.match(await page.evaluate('location.href'), /^http:\/\/127/, 'the application page stays where it was');
	check(result, {parent: 'refused'});
});

test('opened directly in a tab', {skip}, async () => {
	const page = await browser.page(url);
	const result = await until(() => page.evaluate('window.RESULT'), 'the game to report', 20);
	check(result, {parent: 'none'});
	assert.match(await page.evaluate('location.href'), /\/g\//, 'the form went nowhere');
});

test('nothing of all that reached the application', {skip}, async () => {
	await stack.end('nginx'); // writes its log out
	assert.equal(apiCalls(), 0);
	assert.equal(stack.value("SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL"), '0');
});
