// SPDX-License-Identifier: ISC
// What a first visit loads, and what is loaded later, compressed by gzip: 45 KB of script with every chunk that the page asks for by itself (reviews and agents, which show documents, 55), 12 KB of
// style, no chunk over 60 KB, 150 KB of script in all. Words are data, one language a reader. What a browser really asks for: tests/ui/shell.test.mjs.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import zlib from 'node:zlib';
import {build} from '../system/stack.mjs';

const dist = path.join(build, 'www/dist');
const manifest = JSON.parse(fs.readFileSync(path.join(dist, 'manifest.json'), 'utf8'));
const size = (name) => zlib.gzipSync(fs.readFileSync(path.join(dist, 'assets', name)), {level: 9}).length;
const sum = (names) => names.reduce((all, name) => all + size(name), 0);
const kb = (bytes) => (bytes / 1024).toFixed(1);
const assets = fs.readdirSync(path.join(dist, 'assets'));
const scripts = assets.filter((name) => name.endsWith('.js'));

test('the first load of each page is within the budget', (t) => {
	assert.ok(Object.keys(manifest.pages).length >= 9, 'the pages are known');
	for (const [page, chunks] of Object.entries(manifest.pages)) {
		const all = [...new Set([...manifest.first.script, ...chunks])], bytes = sum(all), most = (page === 'review' || page === 'agent' ? 55 : 45) * 1024;
		t.diagnostic(`${page}: ${kb(bytes)} KB of script in ${all.length} files`);
		assert.ok(bytes <= most, `${page}: ${bytes} bytes`);
		const parts = {desk: [...manifest.then[page] ?? [], ...manifest.sight[page] ?? []], phone: manifest.phone[page] ?? []};
		for (const [where, more] of Object.entries(parts).filter(([, list]) => list.length)) {
			const whole = sum([...new Set([...all, ...more])]);
			t.diagnostic(`${page}, with all that is in sight on a ${where}: ${kb(whole)} KB`);
			assert.ok(whole <= most, `${page} on a ${where}: ${whole} bytes`);
		}
	}
	const style = sum(manifest.first.style);
	t.diagnostic(`style ${kb(style)} KB`);
	assert.ok(style <= 12 * 1024, `style: ${style} bytes`);
});

test('what is loaded later stays small, and so does all of it', (t) => {
	const all = sum(scripts), words = Math.max(...['en', 'ja'].map((language) => sum(assets.filter((name) => name.startsWith(`words-${language}-`) && name.endsWith('.json')))));
	t.diagnostic(`all script ${kb(all)} KB in ${scripts.length} files, the largest ${kb(Math.max(...scripts.map(size)))} KB; words of a language ${kb(words)} KB`);
	assert.deepEqual(scripts.filter((name) => size(name) > 60 * 1024), []);
	assert.ok(all <= 150 * 1024, `all script: ${all} bytes`);
	assert.ok(words <= 30 * 1024, `words: ${words} bytes`);
});

test('each text file has its compressed forms, and the page names only files that are there', () => {
	for (const name of assets.filter((one) => /\.(js|css|json)$/.test(one)))
		for (const kind of ['gz', 'br'])
			assert.ok(assets.includes(`${name}.${kind}`), `${name}.${kind}`);
	const html = fs.readFileSync(path.join(dist, 'index.html'), 'utf8');
	const named = [...html.matchAll(/\/assets\/([\w.-]+)/g)].map(([, name]) => name);
	assert.ok(named.length >= 4);
	for (const name of named)
		assert.ok(assets.includes(name), name);
	assert.doesNotMatch(html, /\{\{|<style|style="| on\w+="|<script>/);
});
