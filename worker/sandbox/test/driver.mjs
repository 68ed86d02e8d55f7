// SPDX-License-Identifier: ISC
// Starts ludwright-sandbox as its parent does, and the pieces that its tests share. SANDBOX names another program to test.
import { spawn } from "node:child_process";
import { resolve } from "node:path";

export const program = process.env.SANDBOX ?? resolve(process.env.top_builddir ?? ".", "ludwright-sandbox");

/** Feeds bytes to a new process. Gives {status, signal, text, doc}: doc is the parsed document, or undefined. */
export function feed(input, { extra = [], keepOpen = false } = {}) {
	return new Promise((done, reject) => {
		const child = spawn(program, [], { env: {}, stdio: ["pipe", "pipe", "ignore", ...extra] });
		const chunks = [];
		child.on("error", reject);
		child.stdin.on("error", () => {});
		child.stdout.on("data", (chunk) => chunks.push(chunk));
		child.on("close", (status, signal) => {
			const bytes = Buffer.concat(chunks);
			const text = bytes.toString("utf8");
			let doc;
			try {
				doc = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
			} catch { /* left undefined */ }
			done({ status, signal, text, doc });
		});
		if (input !== null)
			child.stdin.write(input);
		if (!keepOpen)
			child.stdin.end();
	});
}

/** Puts a request together. Files: [{name, kind, text}]. */
export function request(head, files) {
	const bodies = files.map((file) => Buffer.from(file.text));
	const listed = files.map((file, i) => ({ name: file.name, bytes: bodies[i].length, kind: file.kind }));
	return Buffer.concat([Buffer.from(JSON.stringify({ ...head, files: listed }) + "\n"), ...bodies]);
}

export const limits = { cpu_seconds: 5, heap_bytes: 64 << 20, result_bytes: 1 << 20 };

export function compose(script, asked = {}, { templates = {}, limits: own = {} } = {}) {
	return feed(request({ mode: "compose", limits: { ...limits, ...own } }, [
		{ name: "studio/all.js", kind: "script", text: script },
		...Object.entries(templates).map(([name, text]) => ({ name, kind: "template", text })),
		{ name: "request", kind: "request", text: typeof asked === "string" ? asked : JSON.stringify(asked) },
	]));
}

export const data = [
	{ name: "data/params.js", kind: "script", text: "window.LUD_DATA = {}; window.LUD_DATA.params = {speed: 2, stars: 3};" },
	{ name: "data/levels.js", kind: "script", text: "window.LUD_DATA.levels = [{w: 160, h: 120}];" },
];

export function play(core, asked = {}, { own = {}, files = [] } = {}) {
	return feed(request({ mode: "play", limits: { ...limits, ...own }, play: { bot: "idle", seed: 7, ticks: 600, ...asked } },
		[...data, { name: "js/core.js", kind: "script", text: core }, ...files]));
}

/** A core that keeps the contract: walk to stars, a ghost walks about. Parts can be replaced. */
export function core(parts = {}) {
	const part = {
		before: "",
		meta: "{title: 'Stars', version: 1}",
		step: `if (S.won || S.lost) { S.t++; return; }
			if (input.left) S.x -= S.p.speed; if (input.right) S.x += S.p.speed;
			if (input.up) S.y -= S.p.speed; if (input.down) S.y += S.p.speed;
			S.x = Math.max(0, Math.min(152, S.x)); S.y = Math.max(0, Math.min(112, S.y));
			for (var i = S.stars.length - 1; i >= 0; i--) {
				var star = S.stars[i];
				if (Math.abs(star.x - S.x) < 8 && Math.abs(star.y - S.y) < 8) { S.stars.splice(i, 1); S.score += 10; }
			}
			S.won = S.stars.length === 0; S.t++;`,
		status: `return {t: S.t, scene: 'play', score: S.score, lives: 3, level: 1, won: S.won, lost: S.lost,
			progress: 1 - S.stars.length / S.p.stars};`,
		view: `return {width: 160, height: 120, player: {x: S.x, y: S.y, w: 8, h: 8}, goals: S.stars.slice(),
			dangers: [{x: 300, y: 300, r: 4}]};`,
		hash: "return JSON.stringify([S.t, S.x, S.y, S.score, S.stars]);",
		create: `var S = {t: 0, x: 80, y: 60, score: 0, stars: [], won: false, lost: false, p: config.params}, r = seed;
			for (var i = 0; i < config.params.stars; i++) {
				r = (r * 16807 + 11) % 2147483647; var x = r % 150; r = (r * 16807 + 11) % 2147483647;
				S.stars.push({x: x, y: r % 110});
			}
			return S;`,
		after: "",
		...parts,
	};
	return `${part.before}
var LudCore = {
	meta: ${part.meta},
	create: function (config, seed) { ${part.create} },
	step: function (S, input) { ${part.step} },
	view: function (S) { ${part.view} },
	status: function (S) { ${part.status} },
	hash: function (S) { ${part.hash} }
};
${part.after}`;
}
