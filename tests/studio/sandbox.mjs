// SPDX-License-Identifier: ISC
// The same requests through ludwright-sandbox, as the worker sends them.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, Studio } from "./harness.mjs";

export class SandboxStudio extends Studio {
	constructor(program) {
		super();
		this.program = program;
	}

	compose(request, familyKey) {
		const family = this.families[familyKey]?.family, files = [], parts = [];
		const add = (name, kind, text) => { const b = Buffer.from(text, "utf8"); files.push({ name, bytes: b.length, kind }); parts.push(b); };
		const read = (name) => readFileSync(join(ROOT, "offline", familyKey, name), "utf8");
		for (const [name, text] of this.scripts) add(name, "script", text);
		for (const s of family?.scripts || []) add(`${familyKey}/${s}`, "script", read(s));
		for (const t of family?.templates || []) add(t, "template", read(t));
		for (const t of family?.shared || []) add(t, "template", readFileSync(join(ROOT, "offline/shell", t), "utf8"));
		add("request", "request", JSON.stringify({ ...request, families: this.families }));
		const head = JSON.stringify({ mode: "compose", files, limits: { cpu_seconds: 5, heap_bytes: 134217728, result_bytes: 8388608 } }), start = process.hrtime.bigint();
		const run = spawnSync(this.program, [], { input: Buffer.concat([Buffer.from(head + "\n"), ...parts]), maxBuffer: 1 << 25, env: {} });
		this.times.push([request.agent, request.task?.key || request.task?.file || "", Number(process.hrtime.bigint() - start) / 1e6]);
		if (run.status !== 0 && !run.stdout.length) throw new Error(`sandbox: ${run.signal || run.status}`);
		const answer = JSON.parse(run.stdout.toString("utf8"));
		if (!answer.ok) throw new Error(JSON.stringify(answer.error));
		return answer.answer;
	}
}
