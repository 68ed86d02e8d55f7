// SPDX-License-Identifier: ISC
// What the document says of addresses that answer in text: the relay's stream of events, and the figures of API and relay.
import assert from 'node:assert/strict';
import http from 'node:http';
import {after, before, test} from 'node:test';
import {Stream, happen} from '../system/live.mjs';
import {startStack, until} from '../system/stack.mjs';
import {Holder} from './holder.mjs';
import {plainOf, queryText, readDocument} from './printed.mjs';
import {allowed, forbidden} from './samples.mjs';

const document = readDocument(), holder = new Holder(document);
const [stream, figures] = ['/api/v1/logs/stream', '/metrics'].map((address) => plainOf(document).find((operation) => operation.address === address)).map((operation) => ({...operation, seen: new Set()}));
const query = stream.parameters.filter((parameter) => parameter.in === 'query');
let stack, ada, bob, project;
before(async () => {
	stack = await startStack({relay: true});
	ada = await stack.user('ada');
	bob = await stack.user('bob');
	project = await ada.project();
	happen(stack, project, 3);
});
after(() => stack?.stop());

/** The answer's head, and its body unless it is a stream. */
async function ask(values, {as = ada, headers = {}, method = 'GET', raw} = {}) {
	const address = stream.address + (raw ?? queryText(values)), all = {...(as && {authorization: `Bearer ${as.token}`}), ...headers};
	if (method !== 'GET')
		return stack.fetch(method, address, {headers: all});
	const live = new Stream(stack, address, all), response = await live.opened;
	const text = live.text;
	if (response.statusCode === 200)
		live.close();
	return {status: response.statusCode, headers: response.headers, text, raw: Buffer.from(text), body: response.statusCode === 200 ? undefined : JSON.parse(text)};
}

const refused = (answer, status) => {
	assert.equal(answer.status, status, answer.text);
	assert.deepEqual(holder.problems(stream, answer), []);
};
const good = ({status, headers}, why) => {
	assert.equal(status, 200, why);
	assert.equal(headers['content-type'], Object.keys(stream.responses['200'].content)[0]);
};

test('every parameter of the stream: what is allowed is taken, what is forbidden refused', async () => {
	assert.deepEqual(plainOf(document).map(({address}) => address), [stream.address, figures.address], 'another one needs a test here');
	const own = {project_id: project.id};
	good(await ask(own));
	for (const {name, schema} of query.filter((parameter) => !parameter.name.endsWith('_id'))) {
		for (const {value, why} of allowed(schema))
			good(await ask({...own, [name]: value}), `${name}${why}`);
		for (const {value} of forbidden(schema, name).filter((one) => one.value !== null && typeof one.value !== 'object' && one.value !== '7'))
			refused(await ask({...own, [name]: value}), 400);
	}
	for (const name of ['project_id', 'agent_id'])
		for (const value of ['', 'x', 'proj_', `user_${'0'.repeat(32)}`, `proj_${'0'.repeat(33)}`, '\0', 'x'.repeat(3000)])
			refused(await ask({[name]: value}), 400);
	for (const raw of ['', '?', '?project_id', `?project_id=${project.id}&agent_id=agent_${'0'.repeat(32)}`, `?project_id=${project.id}&project_id=${project.id}`, `?project_id=${project.id}&token=x`, '?project_id=%zz'])
		refused(await ask({}, {raw}), 400);
	refused(await ask(own, {headers: {'last-event-id': 'x'}}), 400);
});

test('who may: a token or a ticket of who sees the project; foreign and missing are one answer', async () => {
	assert.deepEqual(stream.security, [{bearer: []}, {ticket: []}]);
	const {name} = document.components.securitySchemes.ticket;
	const {ticket} = (await ada.post('/api/v1/auth/stream-ticket', {})).body;
	good(await ask({project_id: project.id, [name]: ticket}, {as: null}));
	refused(await ask({project_id: project.id, [name]: ticket}, {as: null}), 401);
	refused(await ask({project_id: project.id}, {as: null}), 401);
	refused(await ask({project_id: project.id}, {as: {token: 'x'}}), 401);
	const [foreign, missing] = [await ask({project_id: project.id}, {as: bob}), await ask({project_id: `proj_${'0'.repeat(32)}`}, {as: bob})];
	refused(foreign, 404);
	refused(missing, 404);
	const bare = ({text}) => text.replace(/"(request_id|timestamp)":"[^"]*"/g, '');
	assert.equal(bare(foreign), bare(missing));
	refused(await ask({project_id: project.id}, {headers: {origin: 'https://evil.example'}}), 403);
	const method = await ask({project_id: project.id}, {method: 'POST'});
	assert.equal(method.status, 405);
	assert.equal(method.headers.allow, 'GET');
});

test('events after a number come with their numbers', async () => {
	for (const [values, headers] of [[{after: 1}, {}], [{}, {'last-event-id': '1'}]]) {
		const live = new Stream(stack, stream.address + queryText({project_id: project.id, ...values}), {authorization: `Bearer ${ada.token}`, ...headers});
		await until(() => live.messages.length >= 2, 'two events');
		live.close();
		assert.deepEqual(live.messages.slice(0, 2).map(({id, data}) => [id, data.seq]), [['2', 2], ['3', 3]]);
	}
});

const atRelay = () => new Promise((done, fail) => http.get({socketPath: `${stack.dir}/relay.sock`, path: figures.address, agent: false}, (response) => {
	let text = '';
	response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => done({status: response.statusCode, headers: response.headers, text}));
}).on('error', fail));

test('figures of both programs are as Prometheus reads them', async () => {
	assert.equal(figures.servers.length, 2);
	for (const [answer, name] of [[await stack.fetch('GET', figures.address), 'http_requests_total'], [await atRelay(), 'ludwright_relay_connections']]) {
		assert.equal(answer.status, 200);
		assert.ok(answer.headers['content-type'].startsWith(Object.keys(figures.responses['200'].content)[0]));
		const lines = answer.text.trim().split('\n');
		assert.ok(lines.some((line) => line.startsWith(name)));
		for (const line of lines)
			assert.match(line, /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [0-9.]+)$/);
	}
});
