// SPDX-License-Identifier: ISC
// The man pages name every option that a program's --help names, command by command, and no other. That each is installed is tests/install/pages.test.mjs.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {test} from 'node:test';

const source = process.env.top_srcdir ?? '.', build = process.env.top_builddir ?? source;
const sorted = (words) => [...new Set(words)].sort();
const found = (text, pattern) => sorted([...text.matchAll(pattern)].map(([, name]) => name));
const page = (name) => fs.readFileSync(path.join(source, 'docs/man', name), 'utf8');

function help(program, words = []) {
	const {status, stdout, stderr} = spawnSync(path.join(build, program), [...words, '--help'], {encoding: 'utf8'});
	assert.equal(status, 0, `${program} ${words.join(' ')} --help: ${stderr}`);
	return stdout;
}

for (const program of ['ludwright-api', 'ludwright-relay', 'ludwright-remind', 'ludwright-worker'])
	test(`${program}(8)`, () => {
		const text = page(`${program}.8`), synopsis = /\.Sh SYNOPSIS\n(.*?)\.Sh DESCRIPTION\n(.*?)\.Sh /s.exec(text);
		const options = found(help(program), /--([a-z-]+)/g), named = (part) => found(part, /(?:\bFl|,) -([a-z-]+)/g);
		assert.ok(options.includes('version'));
		assert.deepEqual(named(`${synopsis[1]}${synopsis[2]}`), options);
		for (const one of options)
			assert.ok(named(synopsis[2]).includes(one), `it says what --${one} does`);
	});

/** Options by command, as --help has them; those with which a project's command signs in are told once, under ENVIRONMENT. */
const SIGN_IN = ['url', 'email', 'password-file', 'json'];
function commands() {
	const words = help('ludctl').split('\n').filter((line) => /^ {2}[a-z]/.test(line)).map((line) => line.slice(2, 27).trim());
	return new Map(words.map((name) => {
		const options = found(help('ludctl', name.split(' ')), /\[--([a-z-]+)/g);
		return [name, options.filter((one) => !name.startsWith('project ') || !SIGN_IN.includes(one))];
	}));
}

/** The page's items: [[its names, what it says]]; an item without text is told with those that follow. */
function items(text) {
	const list = /\.Bl -tag.*?\n(.*?)\n\.El/s.exec(text)[1].split(/^\.It Cm /m).slice(1);
	return list.map((item, i) => {
		const [line] = item.split('\n'), words = /^((?:[a-z-]+ ?)+?(?:(?: \| [a-z-]+)+)?)(?= (?:Ar|Op|Oo|Fl|Cm)\b|$)/.exec(line)[1].trim();
		let end = i;
		while (!list[end].includes('\n') && end + 1 < list.length)
			end++;
		return [words, list.slice(i, end + 1).join('\n'), line];
	});
}

test('ludctl(1) has every command with its options', () => {
	const all = commands(), told = new Map();
	assert.ok(all.size > 40);
	for (const [words, text, line] of items(page('ludctl.1'))) {
		const [group, ...rest] = words.split(' '), names = all.has(words) ? [words] : rest.join(' ').split(' | ').map((one) => `${group} ${one}`);
		for (const name of names.some((one) => all.has(one)) ? names : [`${group} ${/Op Cm ([a-z]+)/.exec(line)?.[1]}`])
			told.set(name, {text: `${told.get(name)?.text ?? ''} ${text}`, line: `${told.get(name)?.line ?? ''} ${line}`});
	}
	assert.deepEqual(sorted(told.keys()), sorted(all.keys()));
	const whole = page('ludctl.1');
	for (const [name, options] of all) {
		const {text, line} = told.get(name), here = found(text, /\bFl -([a-z-]+)/g);
		const queue = name.startsWith('queue ') && whole.includes('.Cm queue\nand its'); // --json of all of them is told once
		for (const one of options)
			assert.ok(here.includes(one) || queue && one === 'json', `${name} --${one} is not in ludctl(1)`);
		for (const one of found(line, /\bFl -([a-z-]+)/g))
			assert.ok(options.includes(one) || name.startsWith('maintenance '), `${name} has no --${one}`);
	}
});
