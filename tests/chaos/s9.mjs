// SPDX-License-Identifier: ISC
// S9: bad input of every kind to every route, parameter and field of the OpenAPI document, and what is no HTTP to nginx and the relay behind it: no answer
// is a 5xx, every refusal has the one error format, nothing of the inside is told. The short form draws some of the cases of each place by the
// seed; the full form takes all of them, and random ones on top.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import {arrange} from '../contract/arrange.mjs';
import {fill, operationsOf, plainOf, queryText, readDocument} from '../contract/printed.mjs';
import {sample} from '../contract/samples.mjs';
import {makeWorld} from '../contract/world.mjs';
import {seeded} from './lib/chance.mjs';
import {ADDRESS_VALUES, BODIES, HEADERS, METHODS, QUERIES, TYPES, bodyWith, brokenHttp, mutate, places, valuesFor} from './lib/hostile.mjs';
import {full, promise, until} from './lib/rig.mjs';
import {exchange, requestBytes} from './lib/wire.mjs';

const PER_PLACE = full ? Infinity : 2; // cases of one parameter, field or kind
const RANDOM = full ? 30000 : 300;
const AT_ONCE = 6;
const JSON_TYPE = ['Content-Type', 'application/json'];

/** What is wrong with an answer to bad input; '' when nothing is. */
function fault({status, headers, raw, text, body}, {head = false} = {}) {
	const wrong = status === 0 && 'no answer' || status >= 500 && 'a failure' || status < 400 && status !== 101 && status >= 300 && status !== 304 && 'a redirect';
	if (wrong)
		return wrong;
	if (status < 400 || head)
		return '';
	const {error} = body ?? {};
	if (!/^application\/json(; ?charset=utf-8)?$/.test(headers['content-type'] ?? '') || !error || Object.keys(body).join() !== 'error')
		return 'another format';
	if (Object.keys(error).join() !== 'code,message,details,request_id,timestamp' || !/^[A-Z_]+$/.test(error.code) || !error.message || !Array.isArray(error.details))
		return 'another format of the error';
	if (!/^req_[0-9a-f]{32}$/.test(error.request_id) || headers['x-request-id'] !== error.request_id || Number.isNaN(Date.parse(error.timestamp)))
		return 'no request id, or no time';
	if (!error.details.every((detail) => detail && typeof detail === 'object'))
		return 'details that say nothing';
	if (raw.length > 20000)
		return 'a long error';
	return /SQLSTATE|PGRES|libpq|\bpsql\b|\.c:\d+|\/usr\/|\/tmp\/|ludwright-test|violates|syntax error at or near|stack trace/i.test(text) ? 'what nobody should be told' : '';
}

class Tester {
	constructor(world, chance) {
		Object.assign(this, {world, chance, due: Infinity, n: 0, wrong: [], statuses: {}, codes: {}, kinds: {}});
		const document = readDocument();
		this.operations = [...operationsOf(document), ...plainOf(document)];
		this.redis = net.connect(`${world.stack.dir}/redis/redis.sock`).resume();
		this.redis.on('error', () => {});
	}

	/** Tries by an address are counted; those of sign-ins begin anew. */
	forgetTries() {
		const words = ['EVAL', "for _, k in ipairs(redis.call('KEYS', 'l[af]*')) do redis.call('DEL', k) end", '0'];
		this.redis.write(`*3\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`);
	}

	async signIn() {
		this.due = Date.now() + 600000;
		await until(() => this.world.ada.login(), 'signing in', 60);
	}

	/** Who asks: an account whose loss is none, where the route may end sessions or accounts. */
	async asker(operation) {
		if (!/\/auth\/|\/users\/me$/.test(operation.address)) {
			if (Date.now() > this.due) // the full form outlives a token
				await this.signIn();
			return this.world.ada;
		}
		this.victim ??= until(() => this.world.passing({role: 'admin'}), 'another account', 60); // others may be signing in
		return this.victim;
	}

	some(list) {
		return PER_PLACE >= list.length ? list : this.chance.shuffle([...list]).slice(0, PER_PLACE);
	}

	/** Sends, and holds the answer against what every refusal has to be. */
	async hold(kind, name, bytes, {head = false, where = {host: '127.0.0.1', port: this.world.stack.port}} = {}) {
		const answer = await exchange(where, bytes);
		const wrong = fault(answer, {head});
		this.n++;
		this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1;
		this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
		if (answer.status >= 400 && answer.body?.error)
			this.codes[answer.body.error.code] = (this.codes[answer.body.error.code] ?? 0) + 1;
		if (wrong)
			this.wrong.push(`${wrong}: ${name}, ${kind}: ${answer.status} ${answer.text.slice(0, 300)} to ${bytes.toString('latin1').replace(/Bearer [^\r]*/, 'Bearer …').slice(0, 900)}`);
		return answer;
	}

	async send(kind, operation, ids, request) {
		const who = await this.asker(operation);
		if (operation.tags[0] === 'auth')
			this.forgetTries();
		const given = (request.headers ?? []).map(([name]) => name.toLowerCase());
		const headers = [...(given.includes('authorization') ? [] : [['Authorization', `Bearer ${who.token}`]]), ...(request.headers ?? [])];
		const target = request.target ?? fill(operation.address, ids) + (request.suffix ?? '');
		const method = request.method ?? operation.method;
		const answer = await this.hold(kind, operation.name, requestBytes({...request, method, target, headers}), {head: method === 'HEAD'});
		if (who !== this.world.ada && answer.status < 300 && /logout|password|users\/me|reset/.test(operation.address))
			this.victim = undefined;
	}

	/** Cases of one operation: [kind, request]. */
	cases(operation, ids, plain) {
		const schema = operation.requestBody?.content['application/json']?.schema, {suffix, body} = plain;
		const json = (bytes) => ({suffix, headers: [JSON_TYPE], body: bytes});
		const whole = {suffix, ...(body === undefined ? {} : json(body))};
		const list = [];
		for (const {path: place, schema: of} of schema ? places(schema) : [])
			list.push(...this.some(valuesFor(of)).map((value) => ['field', json(bodyWith(schema, place, value))]));
		if (operation.requestBody) {
			list.push(...this.some(BODIES).map((bytes) => ['body', json(bytes)]));
			list.push(...this.some(TYPES).map((type) => ['media type', {...whole, body: body ?? '{}', headers: [['Content-Type', type]]}]));
		} else {
			list.push(...this.some(BODIES).map((bytes) => ['body where none is', json(bytes)]));
		}
		for (const {name, in: where} of operation.parameters.map((one) => one.$ref ? {name: one.$ref.split('/').at(-1), in: 'query'} : one)) {
			if (where === 'path')
				list.push(...this.some(ADDRESS_VALUES).map((value) => ['path', {...whole, target: fill(operation.address, {...ids, [name]: '@@HERE@@'}).replace('@@HERE@@', () => value) + (suffix ?? '')}]));
			else if (where === 'query' && !/^[A-Z]/.test(name))
				list.push(...this.some(ADDRESS_VALUES).map((value) => ['query', {...whole, suffix: `?${name}=${value}`}]));
		}
		list.push(...this.some(QUERIES).map((query) => ['query', {...whole, suffix: query}]));
		list.push(...this.some(HEADERS).map((header) => ['header', {...whole, headers: [...whole.headers ?? [], header]}]));
		list.push(...this.some(METHODS).map((method) => ['method', {suffix, method}]));
		return list;
	}

	/** Cursors that were given, changed, and those of other lists. */
	async cursors(operation, ids, suffix) {
		const query = suffix ? `${suffix}&` : '?', cursors = this.given ??= [];
		const first = await exchange({host: '127.0.0.1', port: this.world.stack.port}, requestBytes({target: `${fill(operation.address, ids)}${query}limit=1`, headers: [['Authorization', `Bearer ${(await this.asker(operation)).token}`]]}));
		if (first.body?.next_cursor)
			cursors.push(first.body.next_cursor);
		const base = cursors.at(-1) ?? Buffer.from('["2026-01-01T00:00:00Z","x"]').toString('base64url');
		const bad = [...cursors.slice(0, -1), ...Array.from({length: 6}, () => encodeURIComponent(Buffer.from(mutate(this.chance, base), 'latin1').toString('latin1')).slice(0, 3000)),
			...Array.from({length: 3}, () => Buffer.from(mutate(this.chance, Buffer.from(base, 'base64url').toString('latin1')), 'latin1').toString('base64url')), '', 'A'.repeat(3000), base + '=', base.repeat(2)];
		return this.some(bad).map((cursor) => ['cursor', {suffix: `${query}cursor=${cursor}`}]);
	}

	/** What the route would take, from the document and from what the contract's tests arrange; and ids that may be lost. */
	async plain(operation) {
		const special = operation.method === 'DELETE' ? {} : await arrange(operation, this.world), schema = operation.requestBody?.content['application/json']?.schema;
		const body = special.body ?? (schema ? sample(schema) : undefined);
		const lost = (kind) => operation.method === 'DELETE' ? `${kind}_${'0'.repeat(31)}1` : special.ids?.[kind] ?? this.world.ids[kind] ?? `${kind}_${'0'.repeat(31)}1`;
		const ids = Object.fromEntries([...operation.address.matchAll(/\{([a-z]+)\}/g)].map(([, kind]) => [kind, lost(kind)]));
		if (ids.user && operation.address.includes('/admin/'))
			ids.user = this.lost ??= (await this.world.passing()).id;
		return {ids, suffix: queryText(special.query ?? {}), body: body === undefined ? undefined : JSON.stringify(body)};
	}

	async gather() {
		const all = [];
		for (const operation of this.operations) {
			const {ids, ...plain} = await this.plain(operation);
			const list = this.cases(operation, ids, plain);
			if (operation.parameters.some(({$ref}) => $ref?.endsWith('/cursor')))
				list.push(...await this.cursors(operation, ids, plain.suffix));
			all.push(...list.map(([kind, request]) => [kind, operation, ids, request]));
			this.plains ??= [];
			this.plains.push([operation, ids, plain]);
		}
		return all;
	}

	/** A request that is right, with bytes changed anywhere in its address, headers or body. */
	random() {
		const [operation, ids, {suffix, body}] = this.chance.pick(this.plains), where = this.chance.pick(body === undefined ? ['target', 'header'] : ['target', 'header', 'body', 'body', 'body']);
		const request = {suffix, ...(body === undefined ? {} : {headers: [JSON_TYPE], body})};
		if (where === 'body')
			request.body = mutate(this.chance, body);
		else if (where === 'header')
			request.headers = [...request.headers ?? [], this.chance.pick(HEADERS), this.chance.pick(HEADERS)];
		else
			request.target = mutate(this.chance, fill(operation.address, ids) + suffix).replace(/[\0\r\n ]/g, '%00');
		return ['random', operation, ids, request];
	}

	/** Does it to all of them, some at a time. */
	async each(list, act) {
		const next = list[Symbol.iterator]();
		await Promise.all(Array.from({length: AT_ONCE}, async () => {
			for (const one of next)
				await act(one);
		}));
	}

	async run() {
		const all = this.chance.shuffle(await this.gather());
		await this.signIn(); // a session that no case knows
		for (let i = 0; i < RANDOM; i++)
			all.push(this.random());
		await this.each(all, ([kind, operation, ids, request]) => this.send(kind, operation, ids, request));
		await this.each(brokenHttp(), (bytes) => this.hold('no HTTP', 'nginx', bytes));
		await this.each(brokenHttp(), (bytes) => this.hold('no HTTP', 'relay', bytes, {where: `${this.world.stack.dir}/relay.sock`}));
		this.redis.destroy();
	}
}

await promise('S9', async () => {
	const chance = seeded(), world = await makeWorld('admin'), {stack} = world;
	let good = false;
	try {
		fs.writeFileSync(path.join(stack.dir, 'www/index.html'), '<!doctype html><title>Ludwright</title>');
		fs.mkdirSync(path.join(stack.dir, 'www/assets'));
		stack.own(path.join(stack.dir, 'www'));
		await stack.startRelay();
		const tester = new Tester(world, chance);
		await tester.run();
		const {n, wrong, statuses, kinds, codes} = tester, problems = [...wrong];
		const refused = Object.entries(statuses).reduce((sum, [status, count]) => sum + (status >= 400 ? count : 0), 0);
		if (refused < n / 2)
			problems.push(`only ${refused} of ${n} were refused: this is no bad input`);
		const closed = (codes.UNAUTHENTICATED ?? 0) + (codes.TOKEN_EXPIRED ?? 0);
		if (closed > n / 10)
			problems.push(`${closed} of ${n} met nothing but a closed door`);
		if (Object.keys(kinds).length < 11 || ['VALIDATION_ERROR', 'NOT_FOUND', 'UNAUTHENTICATED', 'PAYLOAD_TOO_LARGE', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE'].some((code) => !codes[code]))
			problems.push(`too few kinds: ${JSON.stringify(kinds)} ${JSON.stringify(codes)}`);
		for (const name of ['api', 'relay'])
			problems.push(...(stack.log(name).match(/.*(Sanitizer|runtime error|signal 6|signal 11|SIGSEGV|SIGABRT).*/g) ?? []).map((line) => `${name}: ${line}`));
		good = !problems.length;
		return {n: n - wrong.length, m: n, text: `requests with bad input to ${tester.operations.length} routes: no 5xx, ${refused} refusals in the one format`, problems,
			notes: [`statuses ${JSON.stringify(statuses)}`, `kinds ${JSON.stringify(kinds)}`, `codes ${JSON.stringify(codes)}`]};
	} finally {
		stack.failed = !good;
		await stack.stop();
	}
});
