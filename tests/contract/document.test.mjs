// SPDX-License-Identifier: ISC
// The OpenAPI document: valid by two validators that share no code, whole, and served as it is printed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {source, startStack} from '../system/stack.mjs';
import {Seriousme, redocly} from './packages.mjs';
import {printDocument, readDocument} from './printed.mjs';

let stack;
before(async () => {
	stack = await startStack();
});
after(() => stack?.stop());

/** What a validator finds: [] when the document is valid. */
const bySchema = async (document) => {
	const {valid, errors} = await new Seriousme().validate(document);
	return valid ? [] : [].concat(errors);
};
const byRules = async (document) => {
	const rules = {struct: 'error', 'no-unresolved-refs': 'error', 'no-identical-paths': 'error', 'path-parameters-defined': 'error',
		'operation-operationId-unique': 'error', 'operation-parameters-unique': 'error', 'path-declaration-must-exist': 'error', 'no-undefined-server-variable': 'error',
		'security-defined': 'error', 'no-enum-type-mismatch': 'error', 'no-schema-type-mismatch': 'error', 'spec-components-invalid-map-name': 'error',
		'operation-operationId-url-safe': 'error', 'operation-summary': 'error', 'no-unused-components': 'error', 'operation-2xx-response': 'error', 'operation-4xx-response': 'error'};
	const config = await redocly.createConfig({rules});
	return redocly.lintFromString({source: JSON.stringify(document), absoluteRef: '/openapi.json', config});
};

test('is valid OpenAPI 3.1 by the schema of the standard, and by the rules of another validator', async () => {
	const document = readDocument();
	assert.match(document.openapi, /^3\.1\./);
	assert.deepEqual(await bySchema(document), []);
	assert.deepEqual((await byRules(document)).map((problem) => `${problem.ruleId}: ${problem.message} ${problem.location[0].pointer}`), []);
});

test('the validators see what is wrong', async () => {
	const spoil = [
		(d) => { delete d.info.title; },
		(d) => { d.paths['/health'].get.responses['200'].content['application/json'].schema = 7; },
		(d) => { d.paths['/health'].get.parameters = [{name: 'x', in: 'nowhere'}]; },
	];
	for (const change of spoil) {
		const document = readDocument();
		change(document);
		assert.notDeepEqual(await bySchema(structuredClone(document)), [], String(change));
		assert.notDeepEqual(await byRules(document), [], String(change));
	}
});

test('has every row of the route table', () => {
	const {paths} = readDocument();
	const table = fs.readFileSync(path.join(source, 'cgi/route.c'), 'utf8');
	const rows = [...table.matchAll(/\{HTTP_([A-Z]+), (V1 )?"([^"]+)"/g)].map(([, method, v1, address]) => [method.toLowerCase(), (v1 ? '/api/v1' : '') + address]);
	assert.ok(rows.length > 40);
	const missing = rows.filter(([method, address]) => !paths[address]?.[method]).map((row) => row.join(' '));
	assert.deepEqual(missing, ['get /g/*'], 'the play origin is described nowhere, all else is');
	assert.equal(Object.values(paths).flatMap(Object.keys).length, rows.length - 1 + 1, 'and the stream of the relay');
	assert.ok(paths['/api/v1/logs/stream'].get);
});

test('is served as it is printed, with a version', async () => {
	const answer = await stack.fetch('GET', '/api/v1/openapi.json');
	assert.equal(answer.status, 200);
	assert.equal(answer.text, printDocument());
	assert.match(answer.headers['content-type'], /^application\/json/);
	const {etag} = answer.headers;
	assert.match(etag, /^"[0-9a-f]{16}"$/);
	for (const list of [etag, `W/${etag}`, `"x", ${etag}`, '*'])
		assert.equal((await stack.fetch('GET', '/api/v1/openapi.json', {headers: {'if-none-match': list}})).status, 304, list);
	for (const list of ['"x"', etag.slice(1, -1), `"x${etag.slice(1)}`, ''])
		assert.equal((await stack.fetch('GET', '/api/v1/openapi.json', {headers: {'if-none-match': list}})).status, 200, list);
	const head = await stack.fetch('HEAD', '/api/v1/openapi.json');
	assert.equal(Number(head.headers['content-length']), answer.raw.length);
	assert.equal(head.raw.length, 0);
});
