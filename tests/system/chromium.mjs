// SPDX-License-Identifier: ISC
// Headless Chromium over its debugging pipe: pages, evaluation, console. No package needed.
import {spawn} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const chromium = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => file && fs.existsSync(file));

export class Browser {
	/** In: dir is a folder for its profile and log; as is {uid, gid} or {}; more arguments of Chromium. */
	constructor(dir, as = {}, more = []) {
		const home = path.join(dir, 'chromium');
		this.profile = path.join(home, 'profile');
		fs.mkdirSync(home, {recursive: true});
		if (as.uid !== undefined)
			fs.chownSync(home, as.uid, as.gid);
		const log = fs.openSync(path.join(dir, 'log', 'chromium.log'), 'a');
		this.child = spawn(chromium, ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--mute-audio',
			'--autoplay-policy=no-user-gesture-required', `--user-data-dir=${this.profile}`, '--remote-debugging-pipe', ...more, 'about:blank'],
		{...as, cwd: home, env: {PATH: process.env.PATH, HOME: home, LANG: 'C.UTF-8', XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home}, stdio: ['ignore', log, log, 'pipe', 'pipe']});
		fs.closeSync(log);
		this.ended = new Promise((done) => this.child.once('exit', done));
		this.waiting = new Map();
		this.listeners = [];
		this.next = 1;
		let rest = '';
		this.child.stdio[4].setEncoding('utf8').on('data', (text) => {
			const parts = (rest + text).split('\0');
			rest = parts.pop();
			for (const part of parts)
				this.take(JSON.parse(part));
		});
		this.child.stdio[3].on('error', () => {});
	}

	take(message) {
		const wait = this.waiting.get(message.id);
		if (!wait) {
			this.listeners.forEach((listener) => listener(message));
			return;
		}
		this.waiting.delete(message.id);
		if (message.error)
			wait.fail(new Error(`${wait.method}: ${message.error.message}`));
		else
			wait.done(message.result);
	}

	send(method, params = {}, sessionId = undefined) {
		const id = this.next++;
		return new Promise((done, fail) => {
			this.waiting.set(id, {done, fail, method});
			this.child.stdio[3].write(`${JSON.stringify({id, method, params, sessionId})}\0`);
		});
	}

	async page(url) {
		const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
		const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
		const page = {console: [], evaluate: (expression) => this.evaluate(expression, sessionId), send: (method, params) => this.send(method, params, sessionId)};
		this.listeners.push((message) => {
			if (message.sessionId !== sessionId)
				return;
			if (message.method === 'Runtime.exceptionThrown')
				page.console.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
			else if (message.method === 'Log.entryAdded')
				page.console.push(message.params.entry.text);
		});
		for (const domain of ['Runtime', 'Page', 'Log'])
			await page.send(`${domain}.enable`);
		await page.send('Page.navigate', {url});
		return page;
	}

	async evaluate(expression, sessionId) {
		const {result, exceptionDetails} = await this.send('Runtime.evaluate', {expression, returnByValue: true, awaitPromise: true}, sessionId);
		if (exceptionDetails)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	}

	async close() {
		await Promise.race([this.send('Browser.close').catch(() => {}), this.ended]);
		const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
		await this.ended;
		clearTimeout(late);
	}
}
