// SPDX-License-Identifier: ISC
// Lighthouse over pages as somebody has them who is signed in: it comes by the debugging port of a Chromium that has the session. It empties caches and takes the
// service worker away before each page, so each is a first visit; cookies stay.
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import {until} from '../tests/system/stack.mjs';

const [command, ...words] = (process.env.LIGHTHOUSE ?? 'npx --yes lighthouse').split(' ');
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const TIMES = {mobile: ['largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift'], desktop: ['largest-contentful-paint', 'speed-index', 'interactive', 'cumulative-layout-shift']};
/** What a Chromium needs for that besides its pipe. */
export const PORT = ['--remote-debugging-port=0'];

/** What is not whole of accessibility and best practices, by the audit's name and where. */
function lost({audits, categories}) {
	const ids = CATEGORIES.slice(1).flatMap((id) => categories[id].auditRefs).filter(({weight}) => weight > 0).map(({id}) => id);
	return ids.filter((id) => audits[id].score !== null && audits[id].score < 1).map((id) => `${id}: ${(audits[id].details?.items ?? []).slice(0, 3).map((i) => i.node?.selector ?? i.description ?? i.url ?? '').join('; ')}`);
}

function run(port, url, preset) {
	const {status, stdout, stderr, error} = spawnSync(command, [...words, url, `--port=${port}`, '--quiet', '--output=json', `--only-categories=${CATEGORIES}`, ...(preset === 'desktop' ? ['--preset=desktop'] : [])], {encoding: 'utf8', maxBuffer: 2 ** 27});
	if (status !== 0)
		throw new Error((stderr || error?.message || '').trim().split('\n').at(-1));
	const all = JSON.parse(stdout);
	if (all.runtimeError)
		throw new Error(all.runtimeError.message);
	if (new URL(all.finalDisplayedUrl).pathname !== new URL(url).pathname)
		throw new Error(`it came to ${all.finalDisplayedUrl}`);
	return {marks: CATEGORIES.map((id) => Math.round(all.categories[id].score * 100)), times: TIMES[preset].map((id) => `${id} ${all.audits[id].displayValue || Math.round(all.audits[id].numericValue)}`).join(', '), lost: lost(all)};
}

/** In: the browser, started with PORT; pages [[name, address, "mobile" or "desktop"]]. Says each page's marks as a row, then what is not whole; or why there are none. */
export async function marks(browser, origin, pages) {
	const named = path.join(browser.profile, 'DevToolsActivePort'), rows = [], faults = [];
	await until(() => fs.existsSync(named) && fs.readFileSync(named, 'utf8').includes('\n'), 'the port of Chromium');
	const [port] = fs.readFileSync(named, 'utf8').split('\n');
	for (const [name, address, preset] of pages) {
		try {
			const one = run(port, origin + address, preset);
			rows.push([name, preset, ...one.marks.map(String), one.times]);
			faults.push(...one.lost.map((text) => `${name}, ${preset}: ${text}`));
		} catch (error) {
			rows.push([name, preset, '-', '-', '-', `Lighthouse did not run: ${error.message}`]);
		}
	}
	return {rows: [['Lighthouse', 'preset', ...CATEGORIES, 'times'], ...rows], faults};
}
