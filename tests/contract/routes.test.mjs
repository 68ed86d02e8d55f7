// SPDX-License-Identifier: ISC
// Every route of the document: what it allows is taken, what it forbids is refused and named, and every answer is as it says. A route that is
// new is covered by its row, or fails here: where it needs something special, arrange.mjs is told what.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {KNOWN_LATER, arrange} from './arrange.mjs';
import {Holder} from './holder.mjs';
import {fill, queryText, readDocument} from './printed.mjs';
import {allowed, forbidden, sample} from './samples.mjs';
import {fresh, gather, makeWorld} from './world.mjs';

const holder = new Holder(readDocument());
let world, stack, ada;
before(async () => {
	world = await makeWorld('admin');
	({stack, ada} = world);
});
after(() => stack?.stop());

/** Lists first, since they tell ids; then what makes things; what takes them away last. */
const rank = ({method, address}) => ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].indexOf(method) * 2 + (method === 'GET' && address.endsWith('}') ? 1 : 0);
const operations = [...holder.operations].sort((a, b) => rank(a) - rank(b));
const bodyOf = (operation) => operation.requestBody?.content['application/json']?.schema;
const takesBytes = (operation) => operation.requestBody && !bodyOf(operation);
const queryOf = (operation) => operation.parameters.filter((parameter) => parameter.in === 'query');
const problems = [];

async function send(operation, {ids = {}, query = {}, body, raw, headers = {}, suffix = '', as} = {}) {
	await fresh(stack, as ?? ada);
	const address = fill(operation.address, {...world.ids, ...ids}) + (suffix || queryText(query));
	const type = raw === undefined ? {} : {'content-type': 'application/octet-stream'};
	const answer = await (as ?? ada).call(operation.method, address, raw ?? body, {...type, ...headers});
	problems.push(...holder.problems(operation, answer));
	if (answer.status < 300 && !as)
		gather(world.ids, answer.body);
	return answer;
}

/** A request that ought to succeed, and its answer. */
async function succeed(operation) {
	const schema = bodyOf(operation);
	const required = Object.fromEntries(queryOf(operation).filter((parameter) => parameter.required).map(({name, schema: of}) => [name, sample(of)]));
	const plain = {query: required, body: schema && (operation.requestBody.required || schema.required) ? sample(schema) : undefined, raw: takesBytes(operation) ? 'bytes' : undefined};
	const special = {...plain, ...await arrange(operation, world)};
	return {special, answer: await send(operation, special)};
}

const settle = (t, list = problems.splice(0)) => assert.deepEqual([...new Set(list)].slice(0, 10), [], `${list.length} problems`);

/** Can its path be filled in already? */
const known = (operation) => [...operation.address.matchAll(/\{([a-z]+)\}/g)].every(([, kind]) => world.ids[kind] || kind === 'pinv' || kind === 'share');

test('each route succeeds, and answers as the document says', async () => {
	let left = operations;
	for (let before = 0; left.length && left.length !== before;) {
		before = left.length;
		const now = left.filter(known);
		left = left.filter((operation) => !now.includes(operation));
		for (const operation of now) {
			const {answer} = await succeed(operation);
			if (answer.status >= 300)
				problems.push(`${operation.name} ${answer.status}: ${answer.text.slice(0, 300)}: say in tests/contract/arrange.mjs what it needs`);
			else if (answer.body?.items && !answer.body.items.length)
				problems.push(`${operation.name}: an empty list shows nothing: let tests/contract/arrange.mjs put something there`);
		}
	}
	problems.push(...left.map(({name}) => `${name}: no list or answer gave an id for its path: let tests/contract/arrange.mjs make one`));
	settle();
});

test('what the document allows in a body is taken', async () => {
	let n = 0;
	for (const operation of operations.filter((one) => bodyOf(one) && one.security.length)) {
		const {special} = await succeed(operation);
		for (const {value, why} of allowed(bodyOf(operation))) {
			const answer = await send(operation, {...special, body: operation['x-step-up'] && value.password ? {...value, password: undefined} : value});
			const named = answer.status === 400 ? answer.body.error.details.map((detail) => detail.field) : [];
			if (answer.status === 400 && !(named.length && named.every((field) => KNOWN_LATER.has(field.split(/[/.]/)[0]))))
				problems.push(`${operation.name}: ${why} is allowed, and was refused: ${answer.text.slice(0, 300)}`);
			n++;
		}
	}
	assert.ok(n > 200, `${n} bodies`);
	settle();
});

test('what the document forbids in a body is refused, and the field is named', async () => {
	let n = 0;
	for (const operation of operations.filter(bodyOf)) {
		for (const {value, field} of forbidden(bodyOf(operation))) {
			const answer = await send(operation, {body: value});
			if (answer.status !== 400 || !answer.body.error.details.some((detail) => detail.field === field))
				problems.push(`${operation.name}: ${field} of ${JSON.stringify(value).slice(0, 200)}: ${answer.status} ${answer.text.slice(0, 300)}`);
			n++;
		}
	}
	assert.ok(n > 500, `${n} bodies`);
	settle();
});

test('what the document says of queries holds', async () => {
	let n = 0;
	for (const operation of operations.filter(({method}) => method === 'GET')) {
		const {special} = await succeed(operation);
		for (const {name, schema} of queryOf(operation).filter((parameter) => parameter.name !== 'cursor')) {
			for (const {value, why} of allowed(schema)) {
				const {status, text} = await send(operation, {...special, query: {...special.query, [name]: value}});
				if (status === 400)
					problems.push(`${operation.name}: ${name} ${why} is allowed: ${text}`);
			}
			const bad = forbidden(schema, name).map(({value}) => value).filter((value) => value === null ? schema.type !== 'string' : typeof value !== 'object')
				.filter((value) => schema.type !== 'string' || typeof value === 'string').filter((value) => typeof value !== 'string' || !['true', '7'].includes(value));
			for (const value of [...bad, '\u0000', 'x'.repeat(5000)]) {
				const answer = await send(operation, {...special, query: {...special.query, [name]: value}});
				if (answer.status !== 400 || !answer.body.error.details.some((detail) => detail.field === name || detail.field === 'query'))
					problems.push(`${operation.name}: ${name}=${String(value).slice(0, 50)}: ${answer.status} ${answer.text.slice(0, 300)}`);
				n++;
			}
		}
		for (const suffix of ['?no_such=1', '?limit', '?limit=1&limit=2', '?cursor=abc', '?cursor=', '?%zz=1', '?%ff=1', '?x=%00', '?__proto__=1', '?=1', '?status[]=draft']) {
			const answer = await send(operation, {...special, suffix});
			if (answer.status !== 400)
				problems.push(`${operation.name}${suffix}: ${answer.status} ${answer.text.slice(0, 200)}`);
		}
	}
	assert.ok(n > 100, `${n} queries`);
	settle();
});

test('a page goes on where the one before ended', async () => {
	for (const operation of operations.filter(({parameters}) => parameters.some(({name}) => name === 'cursor'))) {
		const {special} = await succeed(operation);
		const first = await send(operation, {...special, query: {...special.query, limit: 1}});
		if (first.body.next_cursor) {
			const second = await send(operation, {...special, query: {...special.query, limit: 1, cursor: first.body.next_cursor}});
			if (second.status !== 200 || JSON.stringify(second.body.items) === JSON.stringify(first.body.items))
				problems.push(`${operation.name}: page 2: ${second.status} ${second.text.slice(0, 200)}`);
		}
	}
	settle();
});

test('a cursor is good for its list, its filters, its order and its account alone', async () => {
	const lists = operations.filter(({parameters}) => parameters.some(({name}) => name === 'cursor')), cursors = [];
	for (const operation of lists) {
		const {special} = await succeed(operation), {body} = await send(operation, {...special, query: {...special.query, limit: 1}});
		if (body.next_cursor)
			cursors.push({operation, special, cursor: body.next_cursor});
	}
	assert.ok(cursors.length > 10, `${cursors.length} lists have a second page`);
	const refused = async (what, operation, special, cursor, more = {}) => {
		const answer = await send(operation, {...special, query: {...special.query, ...more, limit: 1, cursor}});
		if (answer.status !== 400 || !answer.body.error.details.some(({field}) => field === 'cursor'))
			problems.push(`${operation.name}: a cursor ${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
	};
	const stranger = await world.passing({role: 'admin'});
	for (const {operation, special, cursor} of cursors) {
		for (const other of cursors.filter((one) => one.operation !== operation))
			await refused(`of ${other.operation.name}`, operation, special, other.cursor);
		for (const spoilt of [cursor.slice(0, -1), `${cursor}A`, cursor.toLowerCase(), `${cursor.slice(0, -4)}AAAA`].filter((text) => text !== cursor))
			await refused('that was changed', operation, special, spoilt);
		const choice = queryOf(operation).find(({name, schema}) => schema.enum && !(name in (special.query ?? {})));
		if (choice)
			await refused(`of another ${choice.name}`, operation, special, cursor, {[choice.name]: choice.schema.enum.at(-1)});
		await refused('of another account', operation, {...special, as: stranger}, cursor);
	}
	settle();
});

test('bodies that are none, of another type, or too large', async () => {
	for (const operation of operations.filter(({method}) => method !== 'GET')) {
		const json = {'content-type': 'application/json'};
		const expect = async (status, request, what) => {
			const answer = await send(operation, request);
			if (answer.status !== status)
				problems.push(`${operation.name}: ${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
		};
		if (takesBytes(operation))
			continue;
		if (!operation.requestBody) {
			await expect(400, {body: '{}', headers: json}, 'a body where none is');
			continue;
		}
		for (const [bytes, what] of [['{', 'half'], ['[]', 'a list'], ['null', 'null'], ['{"a":1,"a":2}', 'twice'], ['{"\\u0000":1}', 'NUL'], [Buffer.from('{"a":"\xff"}', 'latin1'), 'no UTF-8'],
			[`{"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'deep'], ['{"a":1e999}', 'huge']])
			await expect(400, {body: bytes, headers: json}, what);
		for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/json5'])
			await expect(415, {body: '{}', headers: {'content-type': type}}, type);
		await expect(413, {body: `{"a":"${'x'.repeat(1 << 20)}"}`, headers: json}, 'too large');
	}
	settle();
});

test('methods: HEAD beside GET, OPTIONS and 405 with all there are', async () => {
	for (const [address, item] of Object.entries(holder.document.paths)) {
		const there = Object.keys(item).map((method) => method.toUpperCase());
		const allow = [...there.flatMap((method) => method === 'GET' ? ['GET', 'HEAD'] : [method]), 'OPTIONS'].sort().join();
		const operation = operations.find((one) => one.address === address);
		if (!operation)
			continue; // not of the API's table alone: plain.test.mjs
		const {ids} = await arrange(operation, world);
		const at = fill(address, {...world.ids, ...ids});
		for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'].filter((name) => !there.includes(name))) {
			const answer = await ada.call(method, at);
			assert.equal(answer.status, method === 'OPTIONS' ? 204 : 405, `${method} ${at}`);
			assert.equal(answer.headers.allow.split(', ').sort().join(), allow, `${method} ${at}`);
		}
		if (!item.get)
			continue;
		const query = queryText((await arrange(operations.find(({name}) => name === `GET ${address}`), world)).query ?? {});
		const [get, head] = [await ada.get(at + query), await ada.call('HEAD', at + query)];
		assert.equal(head.status, get.status, at);
		assert.equal(head.raw.length, 0);
		for (const name of ['content-type', 'etag', 'cache-control'])
			assert.equal(head.headers[name], get.headers[name], `${name} of ${at}`);
		if (address.endsWith('/admin/audit'))
			continue; // each look adds a row to what is looked at
		assert.equal(Number(head.headers['content-length'] ?? get.raw.length), get.raw.length, at);
	}
});

test('each route was seen to succeed', () => {
	const never = operations.filter(({seen}) => ![...seen].some((status) => status < 300)).map(({name}) => name);
	assert.deepEqual(never, []);
});
