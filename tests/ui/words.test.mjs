// SPDX-License-Identifier: ISC
// English and Japanese have the same words, and every word that the pages name is there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {source} from '../system/stack.mjs';

const src = path.join(source, 'www/src');
const read = (language, name) => JSON.parse(fs.readFileSync(path.join(src, 'i18n', language, name), 'utf8'));
const files = fs.readdirSync(path.join(src, 'i18n/en'));
const all = (language) => Object.assign({}, ...files.map((name) => read(language, name)));
/** A script without its comments. */
const code = (name) => fs.readFileSync(path.join(src, name), 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
const holes = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join();

test('each file stands in both languages with the same keys', () => {
	assert.deepEqual(fs.readdirSync(path.join(src, 'i18n/ja')), files);
	for (const name of files)
		assert.deepEqual(Object.keys(read('ja', name)).sort(), Object.keys(read('en', name)).sort(), name);
});

test('a translation has the same holes, and Japanese has Japanese in it', () => {
	const en = all('en'), ja = all('ja');
	for (const [key, text] of Object.entries(en))
		assert.equal(holes(ja[key]), holes(text), key);
	const foreign = Object.entries(ja).filter(([, text]) => !/[\u3040-\u30ff\u4e00-\u9fff]/.test(text) && /[a-z]{4}/i.test(text.replace(/\{\w+\}|Webhook/g, ''))).map(([key]) => key);
	assert.deepEqual(foreign, []);
});

test('a key that two files have says the same in both', () => {
	for (const language of ['en', 'ja']) {
		const seen = {};
		for (const name of files)
			for (const [key, text] of Object.entries(read(language, name))) {
				assert.ok(!(key in seen) || seen[key] === text, `${language} ${key}: ${seen[key]} / ${text}`);
				seen[key] = text;
			}
	}
});

test('every key that a script names is there', () => {
	const en = all('en');
	const scripts = fs.readdirSync(src, {recursive: true}).filter((name) => name.endsWith('.js') && !name.startsWith('i18n'));
	for (const name of scripts) {
		const keys = [...code(name).matchAll(/\bt\("([\w.:-]+)"/g), ...code(name).matchAll(/\bt\([^"`()]*\? "([\w.:-]+)" : "([\w.:-]+)"/g)].flatMap(([, ...found]) => found);
		for (const key of keys)
			assert.ok(key in en, `${name}: ${key}`);
	}
});

test('no text, style or policy breach stands in a script', () => {
	const scripts = fs.readdirSync(src, {recursive: true}).filter((name) => name.endsWith('.js'));
	for (const name of scripts) {
		const text = code(name);
		assert.doesNotMatch(text, /\sstyle=|styleMap|\.innerHTML|insertAdjacentHTML|document\.write|\son[a-z]+="/, name);
		assert.doesNotMatch(text.replaceAll('=>', ''), />\s*(?!LUDWRIGHT|Ctrl)[A-Z][a-z]{3,}[^<${}`]*</, `${name}: text outside the locale files`);
	}
});
