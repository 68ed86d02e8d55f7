// SPDX-License-Identifier: ISC
// Holds answers against the document: status, headers, media type, body. What the document does not name is wrong here, although clients are
// asked to take it: the schemas of answers are closed.
import {Ajv, addFormats} from './packages.mjs';
import {operationsOf} from './printed.mjs';

export class Holder {
	constructor(document) {
		this.document = document;
		this.ajv = new Ajv({allErrors: true, strict: true, allowUnionTypes: true});
		addFormats(this.ajv);
		this.compiled = new Map();
		this.operations = operationsOf(document).map((operation) =>
			({...operation, parameters: operation.parameters.map((parameter) => this.follow(parameter)), seen: new Set()}));
	}

	/** A value with all references put in; objects closed. */
	follow(value, close = false) {
		if (Array.isArray(value))
			return value.map((item) => this.follow(item, close));
		if (typeof value !== 'object' || value === null)
			return value;
		if (value.$ref)
			return this.follow(value.$ref.slice(2).split('/').reduce((at, key) => at[key], this.document), close);
		const all = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.follow(inner, close)]));
		if (close && all.type?.includes?.('object') && all.properties && all.additionalProperties === undefined)
			all.additionalProperties = false;
		return all;
	}

	schemaOf(operation, status) {
		const key = `${operation.name} ${status}`;
		if (!this.compiled.has(key)) {
			const {content} = this.responseOf(operation, status);
			const schema = content?.['application/json']?.schema;
			this.compiled.set(key, schema && this.ajv.compile(this.follow(schema, true)));
		}
		return this.compiled.get(key);
	}

	responseOf(operation, status) {
		const response = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
		return response && this.follow(response);
	}

	/** Out: what is wrong with an answer; [] when it is as the document says. */
	problems(operation, answer) {
		const {status, headers} = answer, response = this.responseOf(operation, status);
		const wrong = (text) => [`${operation.name} ${status}: ${text}: ${answer.text.slice(0, 600)}`];
		if (!response)
			return wrong('the document has no such status');
		operation.seen.add(status);
		if (status >= 500 && !operation.responses[status])
			return wrong('failed');
		const missing = Object.keys(response.headers ?? {}).filter((name) => ['X-Request-Id', 'ETag', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset',
			'WWW-Authenticate', 'Retry-After', 'Content-Disposition'].includes(name) && headers[name.toLowerCase()] === undefined);
		if (missing.length)
			return wrong(`without ${missing.join(', ')}`);
		const shapeless = Object.entries(response.headers ?? {}).filter(([name, {schema}]) => schema.pattern && headers[name.toLowerCase()] && !RegExp(schema.pattern).test(headers[name.toLowerCase()]));
		if (shapeless.length)
			return wrong(`header ${shapeless[0][0]}`);
		const types = Object.keys(response.content ?? {});
		if (!types.length)
			return answer.raw.length ? wrong('a body where there is none') : [];
		if (types[0] === '*/*')
			return [];
		if (headers['content-type'] !== 'application/json' && headers['content-type'] !== 'application/json; charset=utf-8')
			return wrong(`media type ${headers['content-type']}`);
		const check = this.schemaOf(operation, status);
		return check(answer.body) ? [] : wrong(check.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`).join('; '));
	}
}
