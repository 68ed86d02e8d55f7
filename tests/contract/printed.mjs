// SPDX-License-Identifier: ISC
// The document under test, its operations, and addresses of requests. Needs no package.
import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {build} from '../system/stack.mjs';

/** What `ludwright-api --openapi` prints. */
export function printDocument() {
	const {status, stdout, stderr, error} = spawnSync(path.join(build, 'ludwright-api'), ['--openapi'], {encoding: 'utf8', maxBuffer: 1 << 24});
	if (status !== 0)
		throw new Error(`ludwright-api --openapi: ${error ?? stderr}`);
	return stdout;
}

export const readDocument = () => JSON.parse(printDocument());

/** Each operation with its method, address and name ("GET /health"). */
const everyOf = (document) => Object.entries(document.paths).flatMap(([address, item]) =>
	Object.entries(item).map(([method, operation]) => ({...operation, method: method.toUpperCase(), address, name: `${method.toUpperCase()} ${address}`})));

/** Those that speak JSON: what is said of all routes holds of them. */
export const operationsOf = (document) => everyOf(document).filter((operation) => !operation['x-plain']);
/** Those that answer in text: the relay's stream, and figures. */
export const plainOf = (document) => everyOf(document).filter((operation) => operation['x-plain']);

/** Puts ids into a path. */
export const fill = (address, ids) => address.replace(/\{([a-z]+)\}/g, (all, kind) => {
	if (!ids[kind])
		throw new Error(`no id of the kind ${kind} is known: no list gave one, and tests/contract/world.mjs makes none (${address})`);
	return ids[kind];
});

/** The parameters of a query as text. */
export const queryText = (values) => {
	const pairs = Object.entries(values).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
	return pairs.length ? `?${pairs.join('&')}` : '';
};
