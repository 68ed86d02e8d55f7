// SPDX-License-Identifier: ISC
// The pages for those who install and operate name only what there is: commands, options, files that make installs, settings. tests/install/install.test.mjs types them all.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {PAGES, blocks, source} from './pages.mjs';

const build = process.env.top_builddir ?? source;
const ludctl = (...args) => spawnSync(path.join(build, 'ludctl'), args, {encoding: 'utf8', env: {PATH: process.env.PATH, LUDWRIGHT_CONF: '/nonexistent'}});
const all = PAGES.flatMap(blocks).filter(({language}) => language === 'sh' || language === 'console');
const text = (page) => fs.readFileSync(path.join(source, `docs/${page}.md`), 'utf8');
let stage;

before(() => {
	stage = fs.mkdtempSync(path.join(os.tmpdir(), 'ludwright-stage-'));
	const {status, stderr} = spawnSync('make', ['-s', '-C', build, 'install', `DESTDIR=${stage}`, 'prefix=/usr', 'sysconfdir=/etc', 'localstatedir=/var'],
		{encoding: 'utf8', env: {...process.env, MAKEFLAGS: '', MFLAGS: '', MAKEOVERRIDES: '', MAKELEVEL: '0'}});
	assert.equal(status, 0, stderr);
});
after(() => fs.rmSync(stage, {recursive: true, force: true}));

test('each block is shell', () => {
	assert.ok(all.length > 20);
	for (const {page, text: typed} of all) {
		const {status, stderr} = spawnSync('bash', ['-n'], {input: typed, encoding: 'utf8'});
		assert.equal(status, 0, `${page}: ${stderr}`);
	}
});

test('each command of ludctl is one, with its options', () => {
	const help = ludctl('--help').stdout, used = new Set();
	for (const page of [...PAGES, 'configuration', 'audit', 'secrets', 'providers'])
		for (const [, words] of text(page).matchAll(/\bludctl ((?:[a-z-]+(?: |\b))+)/g))
			used.add(words.trim());
	assert.ok(used.size > 20);
	for (const words of used) {
		const [first, second] = words.split(' ');
		assert.match(help, new RegExp(`^  ${first}( ${second})? `, 'm'), `ludctl ${words}`);
	}
	for (const {page, text: typed} of all)
		for (const [, command, option] of typed.matchAll(/\bludctl ([a-z]+(?: [a-z-]+)?)[^\n|]*? --([a-z-]+)/g)) {
			const {stderr} = ludctl(...command.split(' '), `--${option}=1`);
			assert.doesNotMatch(stderr, /has no option|there is no command/, `${page}: ludctl ${command} --${option}`);
		}
});

test('each program says its version, each command of ludctl its options; a mistyped one gets a few lines, not all', () => {
	for (const program of ['ludctl', 'ludwright-api', 'ludwright-relay', 'ludwright-remind', 'ludwright-worker']) {
		const {status, stdout} = spawnSync(path.join(build, program), ['--version'], {encoding: 'utf8'});
		assert.equal(status, 0, program);
		assert.match(stdout, new RegExp(`^${program} \\d+\\.\\d+\\.\\d+\\n$`));
	}
	const commands = [...ludctl('--help').stdout.matchAll(/^ {2}([a-z-]+(?: [a-z-]+)?) {2,}/gm)].map(([, words]) => words.split(' '));
	assert.ok(commands.length > 40);
	for (const words of commands) {
		const {status, stdout} = ludctl(...words, '--help');
		assert.equal(status, 0, words.join(' '));
		assert.match(stdout, new RegExp(`^usage: ludctl ${words.join(' ')}\\b.*\\n\\S.*\\n$`));
	}
	assert.match(ludctl('help', 'retention').stdout, /^usage: ludctl retention \[--class VALUE\] \[--dry-run\]\ntake away /);
	assert.match(ludctl('queue', '--help').stdout, /^usage: ludctl queue \[--json\]\njobs by kind/);
	for (const [words, found] of [[['docter'], /^ {2}doctor /m], [['user', 'lst'], /^ {2}user list /m], [['maintenence', 'on'], /^ {2}maintenance on /m]]) {
		const {status, stderr} = ludctl(...words);
		assert.equal(status, 2);
		assert.match(stderr, found);
		assert.ok(stderr.split('\n').length < 15, stderr);
	}
});

test('each file of the installation that they name is installed', () => {
	const named = new Set();
	for (const {text: typed} of all)
		for (const [name] of typed.replaceAll('$S', '/usr/share/ludwright').matchAll(/\/usr\/share\/ludwright\/[\w./*@-]+/g))
			named.add(name.replace(/[.]$/, ''));
	assert.ok(named.size >= 8);
	for (const name of named) {
		const found = spawnSync('bash', ['-c', `ls -d ${stage}${name}`], {encoding: 'utf8'});
		assert.equal(found.status, 0, `${name} is not installed`);
	}
});

test('each program has a manual page, and what it takes is in it', () => {
	const programs = ['bin', 'sbin'].flatMap((dir) => fs.readdirSync(`${stage}/usr/${dir}`));
	assert.deepEqual(programs.sort(), ['ludctl', 'ludwright-api', 'ludwright-relay', 'ludwright-remind', 'ludwright-worker']);
	for (const program of programs) {
		const file = ['1', '8'].map((section) => `${stage}/usr/share/man/man${section}/${program}.${section}`).find((name) => fs.existsSync(name));
		assert.ok(file, program);
		const page = fs.readFileSync(file, 'utf8'), sections = [...page.matchAll(/^\.Sh (.*)$/gm)].map(([, name]) => name);
		for (const name of ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'SEE ALSO'])
			assert.ok(sections.includes(name), `${program}: ${name}`);
		const path_ = ['bin', 'sbin'].map((dir) => `${stage}/usr/${dir}/${program}`).find((name) => fs.existsSync(name));
		const help = spawnSync(path_, ['--help'], {encoding: 'utf8'});
		if (program !== 'ludctl')
			for (const [, option] of `${help.stdout}${help.stderr}`.matchAll(/--([a-z-]+)/g))
				if (option !== 'help')
					assert.match(page, new RegExp(`(?:Fl|,) -${option}\\b`), `${program} --${option}`);
	}
	const page = fs.readFileSync(`${stage}/usr/share/man/man1/ludctl.1`, 'utf8');
	for (const [, words] of ludctl('--help').stdout.matchAll(/^ {2}([a-z-]+(?: [a-z-]+)?) {2,}/gm))
		assert.match(page, new RegExp(`Cm (?:${words.replace(' ', ' (?:\\S+ \\| )*')}\\b|${words.split(' ')[0]} (?:\\S+ \\| )+${words.split(' ')[1]}\\b|${words.split(' ')[0]} Op Cm ${words.split(' ')[1]}\\b)`), `ludctl ${words}`);
});

test('the reference of the configuration is that of the table that reads it', () => {
	const {stdout} = ludctl('config', 'reference'), page = text('configuration');
	assert.equal(page.slice(page.indexOf('| key |')), stdout, 'make configuration');
	assert.ok(stdout.split('\n').filter((line) => line.startsWith('| `')).every((line) => line.split('|').length === 7 && line.split('|')[5].trim()), 'each key is explained');
});

test('each setting that the pages name is one', () => {
	const keys = new Set([...text('configuration').matchAll(/^\| `([a-z_.]+)`/gm)].map(([, key]) => key)), sections = new Set([...keys].map((key) => key.split('.')[0]));
	for (const page of PAGES)
		for (const [, key] of text(page).matchAll(/`([a-z]+\.[a-z_]+)`/g))
			if (sections.has(key.split('.')[0]) && !/\.(mjs|js|json|md|sql|c|log|env|conf|list|dump)$/.test(key))
				assert.ok(keys.has(key), `docs/${page}.md: ${key}`);
	for (const {page, text: typed} of all.filter((block) => /ludwright\.conf/.test(block.text))) {
		let section = '';
		for (const line of typed.split('\n')) {
			section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
			const key = section && /^(\w+) = /.exec(line)?.[1];
			assert.ok(!key || keys.has(`${section}.${key}`), `docs/${page}.md: ${section}.${key}`);
		}
	}
});
