// SPDX-License-Identifier: ISC
// A bare Debian 12 in namespaces of its own: processes, mounts, host name, and a network that nobody else is in, so that it may use any port. Needs root.
import {spawn, spawnSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {until} from '../system/stack.mjs';
import {source} from './pages.mjs';

const CHECKOUT = '/src/ludwright';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What a rented server has and a bare one has not; the last is for systemctl.py. */
const RENTED = ['systemd', 'procps', 'sudo', 'python3', 'python3-seccomp'];
const SERVICES = ['postgresql', 'redis-server', 'nginx', 'prometheus', 'ssh'];
const NAMES = ['ludwright.example.org', 'play.example.org', 'mail.example.org', 'backup.example.org'];
/** How a command reaches packages: what this machine's environment says of proxies, registries and certificates. */
const WAYS = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'NPM_CONFIG_REGISTRY', 'npm_config_registry', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

export function run(file, args, options = {}) {
	const {status, signal, error, stdout, stderr} = spawnSync(file, args, {encoding: 'utf8', maxBuffer: 1 << 28, ...options});
	if (error || status !== 0)
		throw new Error(`${file} ${args.join(' ').slice(0, 2000)}: ${error ?? signal ?? status}\n${(stdout ?? '').slice(-4000)}${(stderr ?? '').slice(-4000)}`);
	return stdout;
}

/** Why there can be no such machine here; '' when there can. */
export function missing() {
	if (process.getuid() !== 0)
		return 'needs root';
	if (spawnSync('unshare', ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', 'true']).status !== 0)
		return 'needs to make namespaces';
	return spawnSync('debootstrap', ['--version']).error ? 'needs debootstrap' : '';
}

/** debootstrap's minimum, from where this machine gets its packages, else from debootstrap's own place, and by the ways it knows. LUDWRIGHT_BARE names one that is there already. */
export function makeBase(dir) {
	if (process.env.LUDWRIGHT_BARE)
		return process.env.LUDWRIGHT_BARE;
	const base = path.join(dir, 'base');
	const targets = run('apt-get', ['indextargets', '--format', '$(SITE) $(CODENAME)', 'Created-By: Packages']).split('\n');
	const mirror = targets.map((line) => line.split(' ')).find(([site, suite]) => suite === 'bookworm' && site)?.[0];
	run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'bookworm', base, ...(mirror ? [mirror] : [])], {timeout: 900e3});
	fs.rmSync(path.join(base, 'etc/apt/sources.list'), {force: true});
	for (const name of ['/etc/apt/sources.list', '/etc/apt/sources.list.d', '/etc/apt/apt.conf.d', '/etc/apt/auth.conf.d', '/etc/apt/trusted.gpg.d', '/usr/lib/apt/methods', '/etc/npmrc', path.join(os.homedir(), '.npmrc'),
		'/etc/ssl/certs', '/usr/local/share/ca-certificates'])
		spawnSync('sh', ['-c', 'if [ -d "$1" ]; then mkdir -p "$2$1" && cp -rLn "$1/." "$2$1"; elif [ -e "$1" ]; then cp -Ln "$1" "$2$1"; fi', 'sh', name, base]); // links that lead nowhere stay behind
	return base;
}

export class Machine {
	/** In: dir, an empty folder of its own; lower, the trees that it begins with, the newest first. */
	constructor(dir, lower) {
		Object.assign(this, {dir, lower, started: new Set()});
		for (const name of ['root', 'upper', 'work'])
			fs.mkdirSync(path.join(dir, name), {recursive: true});
	}

	/** Where its files are seen while it runs. */
	get root() {
		return `/proc/${this.pid}/root`;
	}

	async boot() {
		const root = path.join(this.dir, 'root');
		const copy = this.lower.slice().reverse().map((tree) => `cp -a ${tree}/. ${root}`).join(' && ');
		// the first process takes in what others leave behind, as an init does; what it mounts goes with it
		const script = `{ mount -t overlay overlay -o lowerdir=${this.lower.join(':')},upperdir=${this.dir}/upper,workdir=${this.dir}/work ${root} 2>/dev/null`
			+ ` || { ${copy} && mount --bind ${root} ${root} && touch ${this.dir}/copied; }; } && mount -t proc proc ${root}/proc && mount --rbind /dev ${root}/dev`
			+ ` && mount -t tmpfs -o mode=1777 tmp ${root}/tmp && mount -t sysfs -o ro sys ${root}/sys && ip link set lo up && hostname ludwright`
			+ ` && exec chroot ${root} /bin/bash -c 'while :; do sleep 3600 & wait $!; done'`;
		this.holder = spawn('unshare', ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--kill-child=KILL', 'sh', '-c', script], {stdio: ['ignore', 'ignore', 'inherit']});
		this.pid = await until(() => {
			const [pid] = fs.readFileSync(`/proc/${this.holder.pid}/task/${this.holder.pid}/children`, 'utf8').split(' ').filter(Boolean);
			return pid && fs.readlinkSync(`/proc/${pid}/root`) === root && pid;
		}, 'the machine', 600);
		this.prepare();
		if (!fs.existsSync(`${this.root}/usr/bin/kill`))
			this.run(`apt-get -q update && apt-get -q -y --no-install-recommends install ${RENTED.join(' ')}`, {online: true});
		this.startServices();
	}

	/** Names, the network's own, a systemctl where no systemd runs; packages do not start their services by themselves. */
	prepare() {
		const put = (name, text, mode = 0o644) => {
			fs.mkdirSync(path.dirname(this.root + name), {recursive: true});
			fs.writeFileSync(this.root + name, text, {mode});
		};
		put('/etc/hosts', `127.0.0.1 localhost ludwright ${NAMES.join(' ')}\n${fs.readFileSync('/etc/hosts', 'utf8')}`);
		fs.copyFileSync('/etc/resolv.conf', `${this.root}/etc/resolv.conf`);
		put('/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755);
		put('/usr/local/sbin/systemctl', fs.readFileSync(path.join(source, 'tests/install/systemctl.py')), 0o755);
		fs.chmodSync(`${this.root}/usr/local/sbin/systemctl`, 0o755);
	}

	/** The sources as they are here, without what was built. */
	giveSources() {
		const to = this.root + CHECKOUT;
		fs.mkdirSync(to, {recursive: true});
		const listed = fs.existsSync(path.join(source, '.git')) ? run('git', ['-C', source, '-c', `safe.directory=${source}`, 'ls-files', '-z', '-co', '--exclude-standard']).split('\0').filter((name) => name && fs.existsSync(path.join(source, name))) : null;
		if (listed)
			run('tar', ['-C', to, '-x'], {input: run('tar', ['-C', source, '-c', '--null', '-T', '-'], {input: Buffer.from(listed.join('\0')), encoding: 'buffer'})});
		else
			run('cp', ['-a', `${source}/.`, to]);
	}

	/** Starts what Debian starts when it is installed, and at each start. */
	startServices() {
		for (const name of SERVICES) {
			if (this.started.has(name) || !fs.existsSync(`${this.root}/etc/init.d/${name}`))
				continue;
			this.run(`systemctl start ${name}`);
			this.started.add(name);
		}
	}

	/**
	 * Runs what somebody types, as root, and stops at what fails. In: input, what they answer; online lets it reach the network that packages come from. Out: what it says.
	 */
	run(text, {input = '', online = /\bapt-get\b|\bnpm\b|^make$/m.test(text), env = {}, timeout = 1500e3} = {}) {
		const ways = online ? WAYS.filter((name) => process.env[name]).map((name) => `${name}=${process.env[name]}`) : [];
		const words = ['env', '-i', `PATH=${PATH}`, 'HOME=/root', 'USER=root', 'LANG=C.UTF-8', 'DEBIAN_FRONTEND=noninteractive', ...ways, ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
			'bash', '--norc', '-euo', 'pipefail', '-c', `cd ${fs.existsSync(this.root + CHECKOUT) ? CHECKOUT : '/'}\n${text}`];
		const output = run('nsenter', ['-t', this.pid, '-m', '-p', '-u', '-i', ...(online ? [] : ['-n']), '-r', '-w', ...words], {input, timeout, cwd: '/'});
		if (/\bapt-get\b/.test(text))
			this.startServices();
		return output;
	}

	/** One of its programs, for as long as it runs. */
	background(file, args, options) {
		return spawn('nsenter', ['-t', this.pid, '-m', '-p', '-u', '-i', '-n', '-r', '-w', 'env', `PATH=${PATH}`, file, ...args], {cwd: '/', ...options});
	}

	/** A program of this machine in that one's network. */
	beside(file, args, options) {
		return spawn('nsenter', ['-t', this.pid, '-n', file, ...args], options);
	}

	/** Ends all its processes, and leaves its files. */
	async halt() {
		if (!this.holder)
			return;
		const ended = this.holder.exitCode === null && this.holder.signalCode === null && new Promise((done) => this.holder.once('exit', done));
		this.holder.kill('SIGKILL');
		await ended;
		this.holder = this.pid = null;
	}

	/** The tree of what it added, for others to begin with. */
	get layer() {
		return path.join(this.dir, fs.existsSync(path.join(this.dir, 'copied')) ? 'root' : 'upper');
	}

	async remove() {
		await this.halt();
		fs.rmSync(this.dir, {recursive: true, force: true});
	}
}
