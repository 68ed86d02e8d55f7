// SPDX-License-Identifier: ISC
// What linters, validators and the checker of types say of the pages: nothing. Their packages are in the build's www/tools, their rules in www/lint.mjs.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {build, source} from '../system/stack.mjs';

const tools = path.join(build, 'www/tools'), from = createRequire(path.join(tools, 'x.js')), src = path.join(source, 'www/src');
const take = (name, base = from) => import(pathToFileURL(base.resolve(name)).href).then((m) => m.default ?? m);
const {eslintConfig, htmlConfig, stylelintConfig} = await import(pathToFileURL(path.join(source, 'www/lint.mjs')).href);
const files = (dir, kind) => fs.readdirSync(dir, {recursive: true}).filter((name) => kind.test(name)).map((name) => path.join(dir, name));

test('eslint has nothing to say of the scripts', async () => {
	const {ESLint} = from('eslint'), globals = from(from.resolve('globals', {paths: [path.join(tools, 'node_modules/@eslint/eslintrc')]}));
	const packages = {js: await take('@eslint/js'), lit: await take('eslint-plugin-lit'), unsanitized: await take('eslint-plugin-no-unsanitized'), globals: {...globals.browser, ...globals.serviceworker, BUILD: 'readonly', SHELL: 'readonly', ASSETS: 'readonly'}};
	const eslint = new ESLint({cwd: src, overrideConfigFile: true, overrideConfig: eslintConfig(packages)});
	const found = await eslint.lintFiles(['**/*.js']);
	assert.ok(found.length > 80, `${found.length} scripts`);
	assert.deepEqual(found.flatMap((f) => f.messages.map((m) => `${path.relative(src, f.filePath)}:${m.line} ${m.ruleId ?? ''} ${m.message}`)), []);
	const [bad] = await eslint.lintText('import { styleMap } from "lit/directives/style-map.js"; export const x = (node, text) => { node.innerHTML = text; return styleMap; };', {filePath: path.join(src, 'bad.js')});
	assert.deepEqual(bad.messages.map((m) => m.ruleId).sort(), ['no-restricted-imports', 'no-restricted-properties', 'no-unsanitized/property'], 'what the policy forbids is found');
});

test('stylelint has nothing to say of the styles', async () => {
	const stylelint = await take('stylelint'), sheets = files(src, /\.css$/);
	const {results} = await stylelint.lint({files: sheets, config: stylelintConfig});
	assert.equal(results.length, sheets.length);
	assert.deepEqual(results.flatMap((r) => r.warnings.filter((w) => w.severity === 'error').map((w) => `${path.relative(src, r.source)}:${w.line} ${w.text}`)), []);
	const colours = sheets.filter((file) => !/tokens\.css$/.test(file)).flatMap((file) => [...fs.readFileSync(file, 'utf8').matchAll(/[:\s(,](#[0-9a-f]{3,8}\b)/gi)].map(([, colour]) => `${path.relative(src, file)} ${colour}`));
	assert.deepEqual([...new Set(colours.map((c) => c.split(' ')[1]))].filter((c) => c !== '#12202f'), [], 'colours are tokens; but for the ground on which pictures of games stand');
});

test('html-validate has nothing to say of the frames', async () => {
	const {HtmlValidate} = from('html-validate'), html = new HtmlValidate(htmlConfig);
	for (const file of [path.join(build, 'www/dist/index.html'), path.join(source, 'www/static/routes.html')]) {
		const {results} = await html.validateString(fs.readFileSync(file, 'utf8'), file);
		assert.deepEqual(results.flatMap((r) => r.messages.map((m) => `${path.basename(file)}:${m.line} ${m.ruleId} ${m.message}`)), []);
	}
});

test('the types that comments name hold', {timeout: 300000}, () => {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lud-types-')); // beside the packages: a checkout has none
	try {
		fs.symlinkSync(path.join(tools, 'node_modules'), path.join(dir, 'node_modules'));
		fs.cpSync(src, path.join(dir, 'src'), {recursive: true});
		fs.copyFileSync(path.join(source, 'www/tsconfig.json'), path.join(dir, 'tsconfig.json'));
		const run = spawnSync(process.execPath, [path.join(tools, 'node_modules/typescript/bin/tsc'), '-p', dir], {cwd: dir, encoding: 'utf8'});
		assert.equal(run.stdout, '');
		assert.equal(run.status, 0, run.stderr);
		fs.appendFileSync(path.join(dir, 'src/router.js'), '\nmatch(1, 2, 3);\n');
		assert.match(spawnSync(process.execPath, [path.join(tools, 'node_modules/typescript/bin/tsc'), '-p', dir], {cwd: dir, encoding: 'utf8'}).stdout, /error TS2554/, 'a wrong call is found');
	} finally { fs.rmSync(dir, {recursive: true}); }
});
