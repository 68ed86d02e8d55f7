// SPDX-License-Identifier: ISC
// What docs/install.md promises, by doing what it says and nothing else, on a bare Debian 12: a site with TLS and a first admin, a game made, a reminder mail received, figures in a real
// Prometheus, a backup, copied to another machine; then that one is gone, and on another, with a certificate by ACME, the game is there again. Where no systemd runs its units are run by hand (systemctl.py). Long, needs root and
// a package mirror: ./runtests --only install, or --full.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {until} from '../system/stack.mjs';
import {Machine, makeBase, missing, run} from './machine.mjs';
import {PAGES, blocks, choices, source, typed} from './pages.mjs';

const wanted = process.env.LUDWRIGHT_FULL || process.env.LUDWRIGHT_ONLY === 'install';
const skip = wanted ? missing() || false : 'long: ./runtests --only install';
const PASSWORD = 'a password of the walk', MAIL_PASSWORD = 'mail-password';
const SITE = 'https://ludwright.example.org';
const tried = new Set();
let broken = false;
let dir, base, programs, first, second, game, backups, mail, authority;

before(() => {
	if (!skip)
		dir = fs.mkdtempSync('/var/tmp/ludwright-install-');
});
after(async () => {
	mail?.kill();
	authority?.kill();
	for (const machine of [programs, first, second])
		await machine?.halt();
	if (dir && !process.env.KEEP_STACK)
		fs.rmSync(dir, {recursive: true, force: true});
	else if (dir)
		console.log(`# kept: ${dir}`);
});

/** A test that has no sense once one before it has failed. */
const step = (name, work) => !skip && test(name, async (t) => {
	if (broken)
		return t.skip('not come to');
	broken = true;
	await work();
	broken = false;
});

/** Types these blocks, and what somebody answers to them. */
async function type(machine, texts) {
	let said = '';
	for (const text of texts) {
		tried.add(text);
		if (/^sudo ludctl doctor/.test(text))
			await answers(machine);
		const input = /user add/.test(text) ? `${PASSWORD}\n` : /mail-password >/.test(text) ? `${MAIL_PASSWORD}\n` : '';
		said += machine.run(text, {input, env: /ludctl project/.test(text) ? {LUDWRIGHT_PASSWORD: PASSWORD} : {}});
	}
	return said;
}

/** Types what a page says under these headings. */
const follow = (machine, page, ...sections) => type(machine, typed(page, ...sections));

/** Types a block that is a choice, line by line. In: input, what somebody answers. */
function choose(machine, text, input = '') {
	tried.add(text);
	for (const line of text.split('\n'))
		machine.run(line, {input});
}

/** Commands that the pages name in a sentence. */
const IN_PASSING = [['configure', 'sudo ludctl provider test'], ['upgrade', 'sudo nginx -t && sudo systemctl reload nginx'], ['upgrade', 'systemctl reload ludwright-api'],
	['upgrade', 'sudo ludctl maintenance on --message "…" --until +15min --wait'], ['upgrade', 'sudo ludctl maintenance off'], ['operate', 'systemctl disable --now ludwright-relay@2']];
const textOf = (page) => fs.readFileSync(path.join(source, `docs/${page}.md`), 'utf8');

/** ludctl as the first admin. */
const admin = (machine, text) => machine.run(`ludctl ${text}`, {env: {LUDWRIGHT_URL: SITE, LUDWRIGHT_EMAIL: 'you@example.org', LUDWRIGHT_PASSWORD: PASSWORD}});
const curl = (machine, ...args) => machine.run(`curl -fsS --max-time 20 ${args.map((arg) => `'${arg}'`).join(' ')}`);

/** The game of the page's project: its address, and a checksum of all of it. */
function build(machine) {
	const said = admin(machine, 'project build "$(cat ~/project)"'), [, play] = /^play (\S+)$/m.exec(said);
	admin(machine, 'project export "$(cat ~/project)" /tmp/game.zip');
	assert.match(curl(machine, play), /<!doctype html>/i, 'it can be played');
	return createHash('sha256').update(fs.readFileSync(`${machine.root}/tmp/game.zip`)).digest('hex');
}

/** A line of the installed cron file, as cron runs it. */
function cron(machine, word) {
	const text = fs.readFileSync(`${machine.root}/etc/cron.d/ludwright`, 'utf8'), line = text.split('\n').find((one) => /^[*\d]/.test(one) && one.includes(word));
	const [, user, command] = /^(?:\S+\s+){5}(\S+)\s+(.*)$/.exec(line), settings = text.match(/^(SHELL|PATH)=\S+$/gm).join(' ');
	return machine.run(`setpriv --reuid=${user} --regid=$(id -g ${user}) --init-groups env -i ${settings} HOME=/ LOGNAME=${user} /bin/sh -c '${command.replaceAll("'", "'\\''")}'`);
}

const answers = (machine) => until(() => {
	try {
		return JSON.parse(curl(machine, `${SITE}/health/ready`)).status === 'ready' && /^ludwright_workers [1-9]/m.test(curl(machine, 'http://127.0.0.1:9145/metrics'));
	} catch {
		return false;
	}
}, 'the site', 60);

if (skip)
	test('docs/install.md, followed from a bare Debian', {skip}, () => {});

step('the programs, from a bare Debian', async () => {
	base = makeBase(dir);
	programs = new Machine(path.join(dir, 'programs'), [base]);
	if (process.env.LUDWRIGHT_PROGRAMS) { // work on what follows needs this once
		programs = {layer: process.env.LUDWRIGHT_PROGRAMS, halt() {}};
		return typed('install', 'Programs').forEach((text) => tried.add(text));
	}
	await programs.boot();
	programs.giveSources();
	await follow(programs, 'install', 'Programs');
	for (const name of ['api', 'worker@1', 'relay@1'])
		assert.match(programs.run(`systemd-analyze security --offline=yes --threshold=15 ludwright-${name}.service | tail -n 1`), /exposure level for ludwright-.*: [01]\.\d/);
	await programs.halt();
});

step('a site with TLS and a first admin, and a game', async () => {
	first = new Machine(path.join(dir, 'first'), [programs.layer, base]);
	await first.boot();
	await follow(first, 'install', 'Database', 'Configuration', 'nginx');
	await answers(first);
	assert.match(curl(first, `${SITE}/`), /<title>/);
	assert.match(curl(first, '-I', `${SITE}/`), /strict-transport-security: max-age=\d{8}/i);
	const said = await follow(first, 'install', 'Then');
	assert.match(said, /play https:\/\/play\.example\.org\//);
	assert.match(said, /^ok .*workers/m, 'the doctor');
	game = build(first);
	assert.match(first.run('ludctl user list'), /you@example\.org.*admin/);
	await until(() => /ludwright_relay_up 2/.test(curl(first, 'http://127.0.0.1:9145/metrics')), 'both relays', 30);
});

step('a reminder by mail', async () => {
	const certificate = path.join(dir, 'mail');
	run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=mail.example.org', '-addext', 'subjectAltName=DNS:mail.example.org', '-keyout', `${certificate}.key`, '-out', `${certificate}.pem`], {stdio: 'pipe'});
	fs.copyFileSync(`${certificate}.pem`, `${first.root}/usr/local/share/ca-certificates/mail.crt`);
	first.run('update-ca-certificates');
	const taken = fs.openSync(`${certificate}.log`, 'w');
	mail = first.beside('/usr/bin/python3', [path.join(source, 'tests/system/smtp.py'), `${certificate}.pem`, `${certificate}.key`], {stdio: ['ignore', taken, 'inherit'], env: {...process.env, SMTP_PORT: '587'}});
	const said = () => fs.readFileSync(`${certificate}.log`, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
	await until(() => said()[0], 'the mail server');
	await follow(first, 'operate', 'Mail');
	const project = admin(first, 'project new "Waits" --concept "A gardener collects lanterns in a maze of hedges before the night ends."').trim();
	admin(first, `project start ${project}`);
	admin(first, `project watch ${project} --until-stop || [ $? = 3 ]`);
	first.run(`sudo -u postgres psql -q ludwright -c "UPDATE checkpoints SET created_at = created_at - interval '5 hours' WHERE status = 'pending'"`);
	assert.match(await follow(first, 'operate', 'Reminders'), /^first/m, 'it is due');
	cron(first, 'ludwright-remind');
	const letter = await until(() => said().find((line) => line.text && /^Subject: Still waiting/m.test(line.text)), 'the mail', 60);
	assert.deepEqual(letter.to, ['you@example.org']);
	assert.equal(letter.tls, true);
	assert.match(letter.text, /^List-Unsubscribe: <https:\/\/ludwright\.example\.org\//m);
});

step('figures in Prometheus', async () => {
	await follow(first, 'operate', 'Seeing inside');
	const ask = (query) => JSON.parse(curl(first, '-G', '--data-urlencode', `query=${query}`, 'http://127.0.0.1:9090/api/v1/query')).data.result.map(({value}) => Number(value[1]));
	await until(() => {
		try {
			return ask('up{job="ludwright"}')[0] === 1 && ask('projects_completed_total')[0] >= 1;
		} catch {
			return false;
		}
	}, 'a scrape', 90);
	assert.equal(ask('max(checkpoints_pending)')[0], 1);
	assert.ok(ask('ludwright_workers')[0] >= 1);
	const rules = JSON.parse(curl(first, 'http://127.0.0.1:9090/api/v1/rules')).data.groups.flatMap((group) => group.rules);
	assert.ok(rules.length > 5 && rules.every((rule) => rule.health !== 'err'), 'the alerts are worked out');
});

step('what cron does at night, and the rest of the pages', async () => {
	for (const word of ['retention', 'store gc', 'ludctl backup', 'audit verify'])
		cron(first, word);
	await follow(first, 'configure');
	for (const text of choices('configure', 'What people change first'))
		choose(first, text, 'a key of a provider\n');
	assert.equal(first.run('sudo -u ludwright-worker -g ludwright-conf cat /etc/ludwright/anthropic-key'), 'a key of a provider\n');
	await follow(first, 'operate', 'Maintenance', 'Retention', 'When something is wrong', 'Full disks and memory');
	for (const [page, text] of IN_PASSING) {
		assert.ok(textOf(page).includes(`\`${text}\``), `${page} says ${text}`);
		first.run(text);
	}
	await answers(first);
	assert.match(curl(first, 'http://127.0.0.1:9145/metrics'), /^ludwright_relay_up 1\n[^]*^ludwright_relay_sockets 1$/m, 'the second relay was taken away');
});

step('logs are moved away, and the programs go on in new ones', async () => {
	const read = (name) => fs.readFileSync(`${first.root}/var/log/${name}`, 'utf8');
	const programLog = 'ludwright/ludwright.log', site = 'nginx/ludwright-access.log';
	const said = (name) => ['ludwright.api', 'ludwright.worker', 'ludwright.relay'].filter((program) => read(name).includes(`"name":"${program}"`)).length;
	assert.equal(said(programLog), 3, 'each writes there');
	curl(first, `${SITE}/health`);
	await follow(first, 'operate', 'Logs');
	assert.equal(said(`${programLog}.1`), 3);
	assert.match(read(`${site}.1`), /"path":"\/health"/);
	// all have something to say when they end
	const ends = () => (read(`${programLog}.1`).match(/"message":"ended"/g) ?? []).length, before = ends();
	first.run('systemctl restart ludwright.target');
	await answers(first);
	await until(() => said(programLog) === 3 && /"path":"\/health\/ready"/.test(read(site)), 'lines in the new files', 30);
	assert.equal(said(`${programLog}.1`), 3);
	assert.equal(ends(), before, 'the old one was left in time');
});

step('a newer version', async () => {
	await follow(first, 'upgrade');
	await answers(first);
	assert.equal(first.run('cat /etc/systemd/system/postgresql@.service.d/ludwright.conf | grep -c ^Restart=on-failure').trim(), '1');
	assert.equal(build(first), game);
});

step('a backup, and that machine is gone', async () => {
	assert.match(await follow(first, 'operate', 'Backup'), /: whole; of /);
	backups = path.join(dir, 'backups');
	first.run('apt-get -q -y --no-install-recommends install openssh-server openssh-client');
	first.run(`install -d -m 700 ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519 && cp ~/.ssh/id_ed25519.pub ~/.ssh/authorized_keys
		ssh-keyscan backup.example.org >~/.ssh/known_hosts`);
	for (const text of choices('operate', 'Backup')) // to the account's folder there, which is this one's
		choose(first, text);
	run('cp', ['-a', `${first.root}/root/ludwright`, backups]);
	fs.copyFileSync(`${first.root}/root/project`, path.join(dir, 'project'));
	mail.kill();
	await first.remove();
	assert.ok(!fs.existsSync(first.dir));
});

/** An ACME server of this machine, for tests, that believes who serves the names; certbot and everybody trust it. */
async function startAuthority(machine) {
	machine.run('apt-get -q -y --no-install-recommends install pebble');
	machine.run(`mkdir -p /srv/authority ~/.config/letsencrypt
		openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout /srv/authority/key.pem -out /srv/authority/cert.pem 2>/dev/null
		cp /srv/authority/cert.pem /usr/local/share/ca-certificates/authority.crt && update-ca-certificates
		printf 'server = https://localhost:14000/dir\nemail = you@example.org\nagree-tos = True\nno-eff-email = True\nno-random-sleep-on-renew = True\n' >~/.config/letsencrypt/cli.ini`);
	fs.writeFileSync(`${machine.root}/srv/authority/config.json`, JSON.stringify({pebble: {listenAddress: '127.0.0.1:14000', managementListenAddress: '127.0.0.1:15000',
		certificate: '/srv/authority/cert.pem', privateKey: '/srv/authority/key.pem', httpPort: 80, tlsPort: 443}}));
	authority = machine.background('/usr/bin/pebble', ['-config', '/srv/authority/config.json'], {stdio: 'ignore', env: {...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0', PEBBLE_AUTHZREUSE: '0'}});
	await until(() => {
		try {
			return machine.run('curl -fsS https://localhost:15000/roots/0 >/usr/local/share/ca-certificates/root.crt && curl -fsS https://localhost:14000/dir');
		} catch {
			return false;
		}
	}, 'the authority', 30);
	machine.run('update-ca-certificates');
}

const serial = (machine) => machine.run('openssl s_client -connect ludwright.example.org:443 -servername ludwright.example.org </dev/null 2>/dev/null | openssl x509 -noout -serial -issuer');

step('another machine, with a certificate of an authority', async () => {
	second = new Machine(path.join(dir, 'second'), [programs.layer, base]);
	await second.boot();
	await follow(second, 'install', 'Database', 'Configuration');
	await startAuthority(second);
	const [get, renew] = choices('install', 'nginx');
	choose(second, get);
	await type(second, typed('install', 'nginx').filter((text) => !/req -x509/.test(text)));
	await answers(second);
	const before = serial(second);
	assert.match(before, /Pebble/);
	choose(second, renew);
	const after = serial(second);
	second.run('certbot -q renew --force-renewal'); // as its timer does, when the time has come
	assert.equal(new Set([before, after, serial(second)]).size, 3, 'each is new, and served');
	await answers(second);
});

step('on another machine the game is there again', async () => {
	run('cp', ['-a', `${backups}/.`, `${second.root}/var/backups/ludwright`]);
	fs.copyFileSync(path.join(dir, 'project'), `${second.root}/root/project`);
	await follow(second, 'operate', 'Bringing one back');
	await answers(second);
	assert.equal(build(second), game, 'byte for byte');
	assert.match(admin(second, 'project list'), /Keeper of Stars/);
	admin(second, 'project approve "$(sudo -u postgres psql -XAtq ludwright -c "SELECT public_id(\'ckpt\', id) FROM checkpoints WHERE status = \'pending\'")"');
});

step('nothing that the pages say was left out', () => {
	const untried = PAGES.flatMap(blocks).filter(({language, text}) => (language === 'sh' || language === 'console') && !tried.has(text)).map(({text}) => text);
	assert.deepEqual(untried, []);
});
