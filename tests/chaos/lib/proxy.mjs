// SPDX-License-Identifier: ISC
// A proxy on a Unix socket between workers and PostgreSQL, which cuts connections around commits.
//
// A commit is a Bind message of a prepared statement of one of these names. `before`: it never gets to the server. `after`: the server has answered,
// the worker never hears of it: the outcome is unknown to it.

import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

const COMMITS = ['commit', 'finish', 'commit_claim'].map((name) => Buffer.from(`\0${name}\0`));

export class Proxy {
	/** In: choose() gives 'before', 'after' or nothing for each commit. */
	constructor(rig, choose) {
		Object.assign(this, {rig, choose, cuts: {before: 0, after: 0}, commits: 0, sockets: new Set()});
		this.dir = path.join(rig.stack.dir, 'proxy');
	}

	get url() {
		return `postgresql:///ludwright?host=${this.dir}&user=ludwright`;
	}

	start() {
		fs.mkdirSync(this.dir, {recursive: true});
		fs.chmodSync(this.dir, 0o755);
		const file = path.join(this.dir, '.s.PGSQL.5432');
		this.server = net.createServer((client) => this.serve(client));
		return new Promise((done) => this.server.listen(file, () => {
			fs.chmodSync(file, 0o777);
			done();
		}));
	}

	serve(client) {
		const server = net.connect(path.join(this.rig.stack.dir, 'pg/.s.PGSQL.5432'));
		const both = [client, server];
		let cut = '';
		const end = () => both.forEach((socket) => {
			this.sockets.delete(socket);
			socket.destroy();
		});
		for (const socket of both) {
			this.sockets.add(socket);
			socket.on('error', end).on('close', end);
		}
		client.on('data', (part) => {
			if (COMMITS.some((name) => part.includes(name)) && part[0] === 0x42) { // 'B'
				this.commits++;
				cut = this.choose() ?? '';
			}
			if (cut === 'before') {
				this.cuts.before++;
				end();
			} else {
				server.write(part);
			}
		});
		server.on('data', (part) => {
			if (cut === 'after') {
				this.cuts.after++;
				end();
			} else {
				client.write(part);
			}
		});
	}

	stop() {
		this.server.close();
		for (const socket of this.sockets)
			socket.destroy();
	}
}
