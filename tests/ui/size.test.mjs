// SPDX-License-Identifier: ISC
// What a first visit loads, and what is loaded later, compressed by gzip: 45 KB of script, 12 KB of style, no chunk over 60 KB, 150 KB of script in all.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import zlib from 'node:zlib';
import {build, source} from '../system/stack.mjs';

const dist = path.join(build, 'www/dist');
const manifest = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
const size = (name) => zlib.gzipSync(fs.readFileSync(path.join(dist, 'assets', name)), {level: 9}).length;
const sum = (names) => names.reduce((all, name) => all + size(name), 0);
const KB = 1024;
const assets = fs.readdirSync(path.join(dist, 'assets'));
const scripts = assets.filter((name) => name.endsWith('.js'));
/** The heaviest page on top of what every visit loads, and one language. */
const page = Math.max(...scripts.filter((name) => /^(dashboard|project|projects|new|settings|admin|login)-/.test(name)).map(size));
const words = Math.max(...scripts.filter((name) => /^core-/.test(name)).map(size));

test('the first load is within its budget', (t) => {
	const first = sum(manifest.first.script) + page + words, style = sum(manifest.first.style);
	t.diagnostic(`first load: script ${(first / KB).toFixed(1)} KB (page ${(page / KB).toFixed(1)}, words ${(words / KB).toFixed(1)}), style ${(style / KB).toFixed(1)} KB`);
	assert.ok(first <= 45 * KB, `script: ${first} bytes`);
	assert.ok(style <= 12 * KB, `style: ${style} bytes`);
});

/** The words of a part are there twice, once a language: a reader has one of them. */
const twice = scripts.filter((name) => /^(core|graph|review|more)-/.test(name) && fs.existsSync(path.join(source, 'www/src/i18n/en', `${name.split('-')[0]}.json`)));
const other = [...new Set(twice.map((name) => name.split('-')[0]))].flatMap((part) => twice.filter((name) => name.startsWith(`${part}-`)).filter((name) => /[\u3040-\u30ff]/.test(fs.readFileSync(path.join(dist, 'assets', name), 'utf8'))));

test('what is loaded later stays small', (t) => {
	const all = sum(scripts.filter((name) => !other.includes(name)));
	t.diagnostic(`all script ${(all / KB).toFixed(1)} KB`);
	assert.deepEqual(scripts.filter((name) => size(name) > 60 * KB), []);
	assert.ok(all <= 150 * KB, `all script: ${all} bytes`);
});

test('each text file has its compressed forms, and the page names only files that are there', () => {
	for (const name of assets.filter((one) => /\.(js|css)$/.test(one)))
		for (const kind of ['gz', 'br'])
			assert.ok(assets.includes(`${name}.${kind}`), `${name}.${kind}`);
	const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');
	const named = [...html.matchAll(/\/assets\/([\w.-]+)/g)].map(([, name]) => name);
	assert.ok(named.length >= 4);
	for (const name of named)
		assert.ok(assets.includes(name), name);
	assert.doesNotMatch(html, /\{\{|<style|style="| on\w+="|<script>/);
});
