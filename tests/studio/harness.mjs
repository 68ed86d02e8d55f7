// SPDX-License-Identifier: ISC
// Runs the offline studio as a worker would: scripts in a bare context, one step after the other, files gathered into a folder.
import { readFileSync, readdirSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { make } from "./native.mjs";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../graphs/game-dev");
const OFFLINE = join(ROOT, "offline");
const read = (path) => readFileSync(join(OFFLINE, path), "utf8");
export const CHANNEL = { concept: "concept_document", design: "design_document", scenario: "scenario_document", character: "character_specs", world: "world_design",
	task_split: "task_breakdown", code_leader: "code_artifacts", asset_leader: "asset_artifacts", reviewer: "review_result" };

export function families() {
	const out = {};
	for (const d of readdirSync(OFFLINE, { withFileTypes: true })) {
		if (d.isDirectory() && existsSync(join(OFFLINE, d.name, "family.json"))) {
			out[d.name] = { family: JSON.parse(read(`${d.name}/family.json`)), params: JSON.parse(read(`${d.name}/params.json`)) };
		}
	}
	return out;
}

export class Studio {
	constructor() {
		this.families = families();
		this.scripts = JSON.parse(read("studio.json")).scripts.map((s) => [s, read(s)]);
		this.compiled = new Map();
		this.times = [];
	}

	code(name, text) {
		if (!this.compiled.has(name)) this.compiled.set(name, new vm.Script(text, { filename: name }));
		return this.compiled.get(name);
	}

	compose(request, familyKey) {
		const context = vm.createContext({}), family = this.families[familyKey]?.family, templates = {}, start = process.hrtime.bigint();
		vm.runInContext("delete Math.random; delete this.Date; delete this.console;", context);
		context.native = make(vm.runInContext("Int16Array", context));
		for (const [name, text] of this.scripts) this.code(name, text).runInContext(context);
		for (const s of family?.scripts || []) this.code(`${familyKey}/${s}`, read(`${familyKey}/${s}`)).runInContext(context);
		for (const t of family?.templates || []) templates[t] = read(`${familyKey}/${t}`);
		for (const t of family?.shared || []) templates[t] = read(`shell/${t}`);
		context.REQUEST = JSON.stringify({ ...request, families: this.families });
		context.TEMPLATES = JSON.stringify(templates);
		const answer = JSON.parse(vm.runInContext("JSON.stringify(compose(JSON.parse(REQUEST), JSON.parse(TEMPLATES)))", context, { timeout: 10000 }));
		this.times.push([request.agent, request.task?.key || request.task?.file || "", Number(process.hrtime.bigint() - start) / 1e6]);
		return answer;
	}
}

export const bytesOf = (f) => f.base64 !== undefined ? Buffer.from(f.base64, "base64") : Buffer.from(f.text, "utf8");
/** As a document comes back from where it was kept: with its keys in another order than that in which they were written. */
const kept = (value) => Array.isArray(value) ? value.map(kept) : value && typeof value === "object" ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, kept(value[key])])) : value;
const sha256 = (b) => createHash("sha256").update(b).digest("hex");

export class Run {
	constructor(options) {
		this.studio = options.studio || new Studio();
		this.project = { name: options.name || "", description: options.concept, platform: "web", scope: "mvp" };
		this.language = options.language || "en";
		this.seed = options.seed ?? 1;
		this.documents = {};
		this.answers = {};
		this.files = {};
		this.feedback = options.feedback || {};
		this.variation = options.variation || {};
		this.seen = options.seen || (() => {});
	}

	family() {
		return this.documents.concept_document?.genre_family || Object.keys(this.studio.families)[0];
	}

	step(agent, stage = "run", more = {}) {
		const leader = agent === "code_worker" ? "code_leader" : agent === "asset_worker" ? "asset_leader" : agent;
		const request = { agent, stage, project: this.project, language: this.language, seed: this.seed, revision: 1, variation: this.variation[leader] || 0,
			documents: this.documents, previous: null, feedback: this.feedback[leader] || [], ...more };
		const answer = this.studio.compose(request, this.family());
		this.seen(agent, stage, answer, request);
		for (const f of answer.files) this.files[f.path] = bytesOf(f);
		if (CHANNEL[agent]) this.documents[CHANNEL[agent]] = kept(answer.document);
		this.answers[agent] = answer;
		return answer;
	}

	workers(leader, worker, tasks) {
		const results = tasks.map((task) => {
			const a = this.step(worker, "run", { task });
			return { task_id: task.id, status: "completed", summary: a.summary, document: a.document,
				files: a.files.map((f) => { const b = bytesOf(f); return { path: f.path, sha256: sha256(b), bytes: b.length }; }) };
		});
		return this.step(leader, "gather", { results });
	}

	documentsOnly() {
		for (const a of ["concept", "design", "scenario", "character", "world", "task_split"]) this.step(a);
		return this;
	}

	all() {
		this.documentsOnly();
		return this.leaders();
	}

	leaders(which = ["code_leader", "asset_leader"]) {
		for (const leader of which) {
			const kind = leader.split("_")[0];
			this.step(leader, "plan");
			this.workers(leader, `${kind}_worker`, this.documents.task_breakdown[`${kind}_tasks`]);
		}
		return this;
	}

	game() {
		return Object.fromEntries(Object.entries(this.files).filter(([p]) => !p.startsWith("docs/")));
	}

	write(folder) {
		for (const [path, data] of Object.entries(this.files)) {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			writeFileSync(join(folder, path), data);
		}
	}
}

// The part of JSON Schema that the agents' schemas use.
export function validate(schema, value, at = "") {
	const errors = [], type = Array.isArray(value) ? "array" : value === null ? "null" : Number.isInteger(value) ? "integer" : typeof value;
	const types = [].concat(schema.type || type);
	if (!types.includes(type) && !(type === "integer" && types.includes("number"))) return [`${at || "/"}: ${type}, not ${types}`];
	if (schema.enum && !schema.enum.includes(value)) errors.push(`${at}: ${value} not in enum`);
	if (schema.minimum !== undefined && value < schema.minimum || schema.maximum !== undefined && value > schema.maximum) errors.push(`${at}: out of range`);
	if (type === "string" && (value.length < (schema.minLength || 0) || value.length > (schema.maxLength ?? 1e9))) errors.push(`${at}: length ${value.length}`);
	if (type === "array" && (value.length < (schema.minItems || 0) || value.length > (schema.maxItems ?? 1e9))) errors.push(`${at}: ${value.length} items`);
	if (type === "array" && schema.items) value.forEach((v, i) => errors.push(...validate(schema.items, v, `${at}/${i}`)));
	if (type === "object") {
		for (const k of schema.required || []) if (!(k in value)) errors.push(`${at}/${k}: missing`);
		for (const [k, v] of Object.entries(value)) {
			if (schema.properties?.[k]) errors.push(...validate(schema.properties[k], v, `${at}/${k}`));
			else if (schema.additionalProperties === false) errors.push(`${at}/${k}: unknown`);
		}
	}
	return errors;
}
