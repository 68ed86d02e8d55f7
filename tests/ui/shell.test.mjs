// SPDX-License-Identifier: ISC
// The shell on a device: it can be installed, opens without a network and says so, holds nothing but the build's own files, and takes a new build when the
// reader does. In Chromium, through the whole system.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import zlib from 'node:zlib';
import {Browser, chromium} from '../system/chromium.mjs';
import {happen} from '../system/live.mjs';
import {build, until} from '../system/stack.mjs';
import {Page} from './pages.mjs';
import {startWorld} from './world.mjs';

const skip = chromium ? false : 'no Chromium here';
let world, stack, browser, page;
before(async () => {
	if (skip)
		return;
	world = await startWorld({full: false});
	({stack} = world);
	browser = new Browser(stack.dir, stack.as);
	page = await Page.open(browser, stack.origin);
	await page.goto('/login');
	await page.signIn(world.mika.email);
});
after(async () => {
	await browser?.close();
	await stack?.stop();
});
const each = (name, fn) => test(name, {skip, timeout: 90000}, fn);
const controlled = () => until(() => page.evaluate('navigator.serviceWorker.ready.then((r) => r.active.state === "activated" && navigator.serviceWorker.controller !== null)'), 'a service worker', 30);
const cached = () => page.evaluate(`(async () => { const all = {}; for (const name of await caches.keys()) all[name] = (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname + new URL(r.url).search); return all; })()`);

/** Puts another build where nginx serves: the same pages under another name, as an update of the installation does. */
function update(name) {
	const dir = path.join(stack.dir, 'www');
	for (const file of ['index.html', 'sw.js']) {
		const old = fs.readFileSync(path.join(dir, file), 'utf8'), known = /data-build="(\w+)"/.exec(fs.readFileSync(path.join(dir, 'index.html'), 'utf8'))[1];
		fs.writeFileSync(path.join(dir, `${file}.new`), old.replaceAll(known, name));
	}
	for (const file of ['index.html', 'sw.js']) {
		fs.renameSync(path.join(dir, `${file}.new`), path.join(dir, file));
		for (const kind of ['gz', 'br'])
			fs.rmSync(path.join(dir, `${file}.${kind}`), {force: true});
	}
}

each('the headers: the worker is asked for each time, the policy stays strict', async () => {
	for (const file of ['/sw.js', '/manifest.webmanifest', '/']) {
		const {headers, status} = await fetch(stack.origin + file);
		assert.equal(status, 200, file);
		assert.equal(headers.get('cache-control'), 'no-cache', file);
		assert.match(headers.get('content-security-policy'), /script-src 'self';.*trusted-types lit-html lud-worker$/);
	}
});

each('a project\'s page asks for its graph, timeline and log where they are in sight, and for no other script', async () => {
	const manifest = JSON.parse(fs.readFileSync(path.join(build, 'www/dist/manifest.json'), 'utf8'));
	const {first, pages: {project}, then, phone, sight} = manifest, size = (name) => zlib.gzipSync(fs.readFileSync(path.join(build, 'www/dist/assets', name)), {level: 9}).length;
	try {
		for (const [width, selectors, parts] of [[1440, ['lud-staff svg', 'lud-timeline svg', 'lud-log .log'], [...then.project, ...sight.project]], [390, ['lud-staff .glist'], phone.project]]) {
			await page.resize(width);
			await page.goto(`/projects/${world.games.concept}`);
			for (const selector of selectors)
				await page.has(selector);
			await page.says(/Live/, '.live');
			await page.settled();
			const asked = await page.evaluate("[...new Set(performance.getEntriesByType('resource').map((r) => new URL(r.name).pathname).filter((name) => /^\\/assets\\/.*\\.js$/.test(name)).map((name) => name.slice(8)))]");
			assert.deepEqual([...asked].sort(), [...new Set([...first.script, ...project, ...parts])].sort(), `at ${width}`);
			assert.ok(asked.reduce((sum, name) => sum + size(name), 0) <= 45 * 1024, `${asked}`);
		}
	} finally { await page.resize(1440); }
});

each('on a phone the bar is of the project that is shown, and what is not on it is behind "more"', async () => {
	const at = `/projects/${world.games.concept}`, hrefs = (selector) => page.evaluate(`[...document.querySelectorAll(${JSON.stringify(selector)})].map((a) => a.getAttribute('href'))`);
	try {
		await page.resize(390);
		await page.goto(at);
		await page.has(`.mbar a[href="${at}/outputs"]`);
		assert.deepEqual(await hrefs('.mbar a'), [at, `${at}/approvals`, `${at}/outputs`, `${at}/logs`]);
		await page.says(/1/, `.mbar a[href="${at}/approvals"] .n`);
		await page.click(`.mbar a[href="${at}/outputs"]`);
		await page.has(`.mbar a[href="${at}/outputs"][aria-current=page]`);
		await page.says(/Concept/, 'main table');
		await page.click('.mbar button');
		assert.deepEqual((await hrefs('.sheet-up a')).slice(0, 4), ['/', '/projects', '/approvals', '/settings']);
		await page.click('.sheet-up a[href="/projects"]');
		await page.has('.mbar a[href="/projects"][aria-current=page]');
		assert.deepEqual(await hrefs('.mbar a'), ['/', '/projects', '/approvals', '/settings']);
		assert.deepEqual(await hrefs('.sheet-up a'), [], 'it shuts');
	} finally { await page.resize(1440); }
});

each('it can be installed: Chromium has nothing against the manifest and its icons', async () => {
	await controlled();
	const {errors, url} = await page.raw.send('Page.getAppManifest');
	assert.deepEqual([errors, url], [[], `${stack.origin}/manifest.webmanifest`]);
	const {installabilityErrors} = await page.raw.send('Page.getInstallabilityErrors');
	assert.deepEqual(installabilityErrors.filter((e) => e.errorId !== 'in-incognito'), []);
	for (const {src, sizes} of JSON.parse(fs.readFileSync(path.join(build, 'www/dist/manifest.webmanifest'), 'utf8')).icons) {
		const bytes = Buffer.from(await (await fetch(stack.origin + src)).arrayBuffer());
		if (src.endsWith('.png'))
			assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
	}
});

each('what is kept is the build\'s own files, whatever was looked at: no answer of the API, no token', async () => {
	for (const address of ['/', '/projects', `/projects/${world.games.concept}`, '/settings/security', '/admin'])
		await page.goto(address), await page.settled();
	const kept = await cached(), names = Object.keys(kept), files = new Set(JSON.parse(fs.readFileSync(path.join(build, 'www/dist/manifest.json'), 'utf8')).files.map((name) => `/${name}`));
	assert.equal(names.length, 1);
	assert.ok(kept[names[0]].length > 40);
	assert.deepEqual(kept[names[0]].filter((name) => !files.has(name)), []);
	const texts = await page.evaluate(`(async () => { const cache = await caches.open(${JSON.stringify(names[0])}); const all = []; for (const r of await cache.keys()) all.push(await (await cache.match(r)).text()); return all.filter((t) => /eyJ[\\w-]{10,}\\.|ludpat_\\w{8}|mika@example/.test(t)).length; })()`);
	assert.equal(texts, 0);
	assert.deepEqual(await page.faults(), []);
});

const network = async (offline) => {
	for (const target of (await browser.send('Target.getTargets')).targetInfos.filter((t) => t.type === 'service_worker')) {
		const {sessionId} = await browser.send('Target.attachToTarget', {targetId: target.targetId, flatten: true});
		await browser.send('Network.enable', {}, sessionId);
		await browser.send('Network.emulateNetworkConditions', {offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1}, sessionId);
	}
	await page.raw.send('Network.enable');
	await page.raw.send('Network.emulateNetworkConditions', {offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1});
};

each('without a network the pages open, say so, and go on by themselves when it is back', async () => {
	await network(true);
	await page.goto('/projects');
	await page.says(/There is no network.*your projects are not/s, 'main');
	assert.equal(await page.evaluate('document.fonts.check("16px \\"M PLUS 1\\"")'), true);
	assert.doesNotMatch(await page.text('main'), /Quiet Library/, 'nothing of a project is kept');
	await network(false);
	await page.evaluate('dispatchEvent(new Event("online"))');
	await page.says(/Quiet Library/, 'lud-page-projects');
	page.raw.console.length = 0;
});

each('a new build waits until the reader takes it; what is open goes on; then it is there', async () => {
	await page.goto('/projects/new');
	await page.type('[name=name]', 'Written before the update');
	update('feedfacefeed');
	await page.evaluate('navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => true)');
	await page.says(/A new version is here/, 'lud-new-version');
	assert.equal(Object.keys(await cached()).length, 2);
	assert.equal(await page.evaluate('document.querySelector("[name=name]").value'), 'Written before the update');
	await page.says(/Kept in this browser/, 'lud-page-new');
	await page.click('lud-new-version button');
	await until(() => page.evaluate('document.documentElement.dataset.build === "feedfacefeed"').catch(() => false), 'the new build');
	await page.has('lud-page-new form');
	assert.equal(await page.evaluate('document.querySelector("[name=name]").value'), 'Written before the update');
	await until(() => page.evaluate('document.querySelector("lud-new-version .banner") === null'), 'no banner');
});

each('who comes fresh from the server to a new build is not asked: it takes over quietly', async () => {
	update('cafecafecafe');
	await page.goto('/projects');
	await until(() => page.evaluate('caches.keys().then((all) => all.includes("lud-shell-cafecafecafe") && !all.some((name) => !/feedface|cafecafe/.test(name)))'), 'old builds to go', 30);
	assert.equal(await page.evaluate('document.querySelector("lud-new-version .banner")'), null);
	assert.equal(await page.evaluate('document.documentElement.dataset.build'), 'cafecafecafe');
});

each('a server that does not answer is asked again by itself, and the page comes as soon as it does', async () => {
	let seen = false;
	const end = await page.answers('*/api/v1/auth/refresh', (method) => (method === 'POST' && !seen ? [503, {error: {code: 'UNAVAILABLE', message: 'Not now.'}}] : null));
	try {
		await page.goto('/projects');
		await page.says(/does not answer/, 'main');
		await page.says(/Trying again in .*, attempt \d/, 'main');
		seen = true;
		await page.says(/Quiet Library/, 'lud-page-projects', 60);
		await page.goto('/nowhere');
		await page.says(/no page at this address/, 'main');
	} finally {
		await end();
		page.raw.console.length = 0;
	}
});

each('a server that does not answer is named by the shell itself, where nothing of its build can be had; it asks for the account once, whoever wakes it', async () => {
	let away = true, accounts = 0;
	const end = await page.answers(['*/api/v1/auth/refresh', '*/api/v1/users/me', '*/assets/dialogs-*'], (method, at) => {
		if (away && at !== '/users/me')
			return [503, {error: {code: 'UNAVAILABLE', message: 'Not now.'}}];
		accounts += at === '/users/me';
		return null;
	});
	try {
		await page.raw.send('Network.setCacheDisabled', {cacheDisabled: true});
		await page.goto('/projects');
		await page.says(/does not answer/, 'main .plain');
		assert.equal(await page.evaluate('customElements.get("lud-away") === undefined'), true);
		away = false;
		await page.evaluate("for (const name of ['focus', 'online', 'focus']) dispatchEvent(new Event(name)); document.querySelector('main .plain button')?.click()");
		await page.says(/Quiet Library/, 'lud-page-projects', 30);
		assert.equal(accounts, 1);
	} finally {
		await page.raw.send('Network.setCacheDisabled', {cacheDisabled: false});
		await end();
		page.raw.console.length = 0;
	}
});

each('an account that is refused ends at the sign-in page, and is not asked for again', async () => {
	let accounts = 0;
	const end = await page.answers('*/api/v1/users/me', () => { accounts++; return [403, {error: {code: 'FORBIDDEN', message: 'No.'}}]; });
	try {
		await page.goto('/projects');
		await page.has('lud-page-login form');
		assert.equal(accounts, 1);
	} finally {
		await end();
		page.raw.console.length = 0;
	}
	await page.goto('/projects');
	await page.says(/Quiet Library/, 'lud-page-projects');
});

each('what the events say and the rest does not, because it was read before, is read again by itself', async () => {
	const id = world.games.concept, order = [];
	happen(stack, {id}, 1, {type: 'project:status_changed', data: {oldStatus: 'running', newStatus: 'running'}});
	let early = true;
	const end = await page.answers([`*/projects/${id}/events?*`, `*/projects/${id}/checkpoints?*`, '*/api/v1/users/me'], (method, at) => {
		order.push(at);
		if (!early || !at.endsWith('/checkpoints'))
			return null;
		early = false;
		return [200, {items: [], next_cursor: null}];
	});
	try {
		await page.goto(`/projects/${id}/approvals`);
		await page.has(`main a[href*="/checkpoints/"]`);
		assert.equal(early, false, 'it was without at first');
		assert.deepEqual(order.slice(0, 3), ['/users/me', `/projects/${id}/events`, `/projects/${id}/checkpoints`]);
	} finally { await end(); }
});

each('where no worker can be registered, questions and help come by themselves a little after the page', async () => {
	const other = await Page.open(browser, stack.origin);
	try {
		await other.raw.send('Page.addScriptToEvaluateOnNewDocument', {source: "navigator.serviceWorker.register = () => Promise.reject(new Error('not here'));"});
		await other.raw.send('Network.enable');
		await other.raw.send('Network.setBypassServiceWorker', {bypass: true});
		await other.goto('/projects');
		await other.says(/Quiet Library/, 'lud-page-projects');
		await until(() => other.evaluate('customElements.get("lud-session-ended") !== undefined'), 'the questions to come', 30);
	} finally { await other.close(); }
});
