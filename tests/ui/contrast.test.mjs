// SPDX-License-Identifier: ISC
// The ratios of the theme's pairs, computed: text 4.5:1, borders and shapes that carry meaning 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';
import {source} from '../system/stack.mjs';

const css = fs.readFileSync(path.join(source, 'www/src/theme/tokens.css'), 'utf8');
const tokens = (block) => Object.fromEntries([...block.matchAll(/--(\w+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
const [light, dark] = css.split(':root[data-theme=dark]').map(tokens);

/** Relative luminance: WCAG 2.2, "relative luminance". */
function luminance(hex) {
	const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const ratio = (a, b) => {
	const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (high + 0.05) / (low + 0.05);
};

const TEXT = [['ink', 'bg panel raised fill fill2 add del addi deli'], ['muted', 'bg panel raised fill2'], ['inv', 'inkfill'], ['onalert', 'alertfill'], ['alert', 'bg panel raised fill2'],
	['ok', 'panel raised add'], ['amber', 'panel raised add'], ['info', 'panel raised add']];
const SHAPES = [['line2', 'bg panel'], ['inkfill', 'bg panel']];

for (const [theme, values] of [['light', light], ['dark', dark]])
	test(`${theme}: every pair can be read`, () => {
		assert.ok(Object.keys(values).length > 20, 'the theme was read');
		const low = (pairs, least) => pairs.flatMap(([front, backs]) => backs.split(' ').map((back) => [front, back, ratio(values[front], values[back])])).filter(([, , r]) => r < least);
		assert.deepEqual(low(TEXT, 4.5), []);
		assert.deepEqual(low(SHAPES, 3), []);
	});
