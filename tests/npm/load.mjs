// SPDX-License-Identifier: ISC
// What tests take from npm: `ws` and `socket.io-client`, at the versions of the lock file; installed once, by `npm ci`, when they are missing.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {source} from '../system/stack.mjs';

const dir = path.join(source, 'tests/npm');

function install() {
	if (fs.existsSync(path.join(dir, 'node_modules/ws')))
		return;
	const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', dir], {encoding: 'utf8'});
	if (done.status !== 0)
		throw new Error(`npm ci --prefix ${dir}: ${done.error ?? ''}${done.stderr}`);
}

install();
const require = createRequire(path.join(dir, 'package.json'));
export const WebSocket = require('ws');
export const {io} = require('socket.io-client');
