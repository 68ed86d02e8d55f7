// SPDX-License-Identifier: ISC
// Promise S2: no forged access token is taken, and no refresh token twice.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import {after, afterEach, before, test} from 'node:test';
import {assertError} from './seed.mjs';
import {PASSWORD, sha256, startStack, until} from './stack.mjs';

let stack, ada;
before(async () => {
	stack = await startStack();
	ada = await stack.user('ada', {role: 'admin'});
});
after(() => stack?.stop());
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const redis = (...args) => stack.run('redis-cli', ['-s', `${stack.dir}/redis/redis.sock`, ...args]).trim();
const me = (token) => stack.fetch('GET', '/api/v1/users/me', {headers: {authorization: `Bearer ${token}`}});
const refresh = (token) => stack.fetch('POST', '/auth/refresh', {body: {refresh_token: token}});

/** [what, token]: each differs from a good one in one thing. */
function corpus() {
	const pem = fs.readFileSync(`${stack.dir}/keys/test-1.pem`, 'utf8'), pub = fs.readFileSync(`${stack.dir}/keys/test-1.pub`, 'utf8');
	const der = crypto.createPublicKey(pub).export({type: 'spki', format: 'der'}), jwk = crypto.createPublicKey(pub).export({format: 'jwk'});
	const good = JSON.parse(Buffer.from(ada.token.split('.')[1], 'base64url')), head = {alg: 'RS256', typ: 'JWT', kid: 'test-1'};
	const now = Math.floor(Date.now() / 1000), list = [];
	const add = (what, token) => list.push([what, token]);
	const signed = (header, payload, sign = (text) => crypto.sign('sha256', Buffer.from(text), pem)) => {
		const text = `${b64(header)}.${b64(payload)}`;
		return `${text}.${sign(text).toString('base64url')}`;
	};
	add('nothing is wrong with it', signed(head, good));
	for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
		add(`alg ${alg}, no signature`, `${b64({...head, alg})}.${b64(good)}.`);
		add(`alg ${alg}, signed`, signed({...head, alg}, good));
	}
	for (const [bits, alg] of [['sha256', 'HS256'], ['sha384', 'HS384'], ['sha512', 'HS512']])
		for (const [name, key] of [['PEM', pub], ['DER', der], ['modulus', jwk.n], ['nothing', '']])
			add(`${alg} keyed with ${name}`, signed({...head, alg}, good, (text) => crypto.createHmac(bits, key).update(text).digest()));
	const ec = crypto.generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey, other = crypto.generateKeyPairSync('rsa', {modulusLength: 2048});
	add('ES256', signed({...head, alg: 'ES256'}, good, (text) => crypto.sign('sha256', Buffer.from(text), {key: ec, dsaEncoding: 'ieee-p1363'})));
	add('PS256', signed({...head, alg: 'PS256'}, good, (text) => crypto.sign('sha256', Buffer.from(text), {key: pem, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32})));
	add('PSS under RS256', signed(head, good, (text) => crypto.sign('sha256', Buffer.from(text), {key: pem, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32})));
	add('RS512', signed({...head, alg: 'RS512'}, good, (text) => crypto.sign('sha512', Buffer.from(text), pem)));
	add('another key', signed(head, good, (text) => crypto.sign('sha256', Buffer.from(text), other.privateKey)));
	for (const kid of ['test-2', '', '../test-1', 'test-1.pub', '/etc/passwd', "' OR 1=1 --", 'test-1\u0000', ['test-1'], null, 1])
		add(`kid ${JSON.stringify(kid)}`, signed({...head, kid}, good));
	add('no kid', signed({alg: 'RS256', typ: 'JWT'}, good));
	add('its own key in the header', signed({...head, jwk: other.publicKey.export({format: 'jwk'})}, good, (text) => crypto.sign('sha256', Buffer.from(text), other.privateKey)));
	for (const more of [{jku: 'https://evil.example/jwks.json'}, {x5u: 'https://evil.example/x'}, {x5c: []}, {crit: ['exp']}, {b64: false}, {cty: 'JWT'}, {zip: 'DEF'}])
		add(`header with ${Object.keys(more)}`, signed({...head, ...more}, good));
	for (const typ of ['at+jwt', 'jwt', 'refresh', 'step-up', 'ticket', undefined])
		add(`typ ${typ}`, signed({...head, typ}, good));
	for (const [name, values] of Object.entries({exp: [now - 1, `${now + 900}`, now + 900.5, -1, 0, 1e300, null, undefined, true, now + 1e6], nbf: [now + 60, 'x', null, undefined, -1],
		iat: [now + 60, null, undefined, '1', -1], iss: ['https://evil.example', `${stack.origin}/`, '', undefined, [stack.origin]], aud: ['other', undefined, [stack.origin], ''],
		sub: ['x', '', undefined, good.sub.toUpperCase(), `${good.sub}' --`], sid: ['x', undefined, '00000000-0000-4000-8000-000000000000'], jti: [undefined, 'x'], role: ['root', undefined, 1],
		auth_time: [undefined, 'x', now + 600]}))
		for (const value of values)
			add(`${name} ${JSON.stringify(value)}`, signed(head, {...good, [name]: value}));
	add('a claim twice', signed(head, `{"role":"admin",${JSON.stringify(good).slice(1)}`));
	add('claims of an array', signed(head, '[]'));
	add('claims of nothing', signed(head, ''));
	add('a deep header', signed(`{"alg":"RS256","typ":"JWT","kid":"test-1","x":${'['.repeat(500)}${']'.repeat(500)}}`, good));
	const [h, p, s] = ada.token.split('.');
	for (const [name, token] of Object.entries({'no signature': `${h}.${p}.`, 'two parts': `${h}.${p}`, 'four parts': `${h}.${p}.${s}.`, 'five parts': `${ada.token}.${h}.${p}`, 'half a signature': `${h}.${p}.${s.slice(0, 100)}`,
		'padding': `${ada.token}=`, 'two of padding': `${h}==.${p}.${s}`, 'plain base64': `${h}.${p}.${s.replaceAll('-', '+').replaceAll('_', '/')}+`, 'a space': `${ada.token.slice(0, 50)} ${ada.token.slice(50)}`,
		'a tab': `${ada.token}\tx`, 'dots': '...', 'a byte of 0x80': `${h}.${p}\u0080.${s}`, 'long': `${h}.${p}.${s}${'A'.repeat(7000)}`, 'a refresh token': ada.refresh, 'twice': `${ada.token},${ada.token}`}))
		add(name, token);
	return list;
}

test('no forged token of a whole corpus is taken', async () => {
	const [[, good], ...forged] = corpus();
	assert.equal((await me(good)).status, 200, 'the corpus begins with a good one');
	assert.ok(forged.length >= 60, `${forged.length}`);
	for (const round of [1, 2]) // the second time from whatever was kept of the first
		for (const [what, token] of forged)
			for (const method of ['GET', 'POST']) {
				const answer = await stack.fetch(method, method === 'GET' ? '/api/v1/users/me' : '/auth/stream-ticket', {headers: {authorization: `Bearer ${token}`}});
				assertError(assert, answer, 401);
				assert.ok(['UNAUTHENTICATED', 'TOKEN_EXPIRED'].includes(answer.body.error.code), `${what}, ${round}`);
			}
	const huge = await me(`${ada.token}${'A'.repeat(1 << 20)}`).catch(() => ({status: 400}));
	assert.ok([400, 401, 431].includes(huge.status));
	console.log(`# S2 0/${forged.length} forged tokens taken`);
});

test('a token in the address or in a cookie opens nothing', async () => {
	for (const [address, headers] of [[`?token=${ada.token}`, {}], [`?access_token=${ada.token}`, {}], ['', {cookie: `access_token=${ada.token}`}], ['', {'x-access-token': ada.token}], ['', {'proxy-authorization': `Bearer ${ada.token}`}]])
		assertError(assert, await stack.fetch('GET', `/api/v1/users/me${address}`, {headers}), 401, 'UNAUTHENTICATED');
});

test('a refresh token that was used is refused, a thousand times, whatever was restarted in between', async () => {
	let taken = 0, tries = 0;
	const again = async (token, n) => {
		for (let i = 0; i < n; i += 10)
			for (const answer of await Promise.all(Array.from({length: 10}, () => refresh(token)))) {
				tries++;
				taken += answer.status === 200;
				assert.ok([200, 401].includes(answer.status), answer.text);
			}
	};
	for (let family = 0; family < 5; family++) {
		const first = (await ada.login()).refresh_token;
		const next = (await refresh(first)).body.refresh_token;
		const key = `rt:${sha256(first)}`, [sid, used, n] = redis('GET', key).split('|');
		redis('SET', key, `${sid}|${Number(used) - 31}|${n}`, 'KEEPTTL'); // the grace for two tabs is over
		await again(first, 100);
		await again(next, 100);
		if (family === 1) {
			await stack.end('api');
			await stack.startApi();
		}
	}
	assert.equal(taken, 0);
	assert.equal(tries, 1000);
	assert.equal(stack.value("SELECT count(*) FROM sessions WHERE end_reason = 'reuse'"), '5');
	assert.equal(stack.value("SELECT count(DISTINCT subject) FROM audit WHERE action = 'auth.reuse' AND outcome = 'refused'"), '5');
	console.log(`# S2 ${taken}/${tries} replays taken`);
});

test('within the grace at most ten successors; none lives after the session', async () => {
	const first = (await ada.login()).refresh_token;
	const answers = await Promise.all(Array.from({length: 30}, () => refresh(first)));
	const good = answers.filter((answer) => answer.status === 200);
	assert.equal(good.length, 10);
	assert.equal((await stack.fetch('POST', '/auth/logout', {body: {refresh_token: good[3].body.refresh_token}})).status, 204);
	for (const {body} of good) {
		assertError(assert, await refresh(body.refresh_token), 401, 'UNAUTHENTICATED');
		assertError(assert, await me(body.access_token), 401, 'UNAUTHENTICATED');
	}
});

test('without Redis nothing is issued or refreshed; with Redis emptied everybody signs in again; access tokens go on', async () => {
	const {access_token: access, refresh_token: first} = await ada.login();
	redis('FLUSHALL');
	assertError(assert, await refresh(first), 401, 'UNAUTHENTICATED');
	assert.equal((await me(access)).status, 200);
	const second = (await ada.login()).refresh_token;
	await stack.end('redis');
	for (const answer of [await refresh(second), await stack.fetch('POST', '/auth/login', {body: {email: ada.email, password: PASSWORD}}),
		await stack.fetch('POST', '/api/v1/auth/stream-ticket', {headers: {authorization: `Bearer ${access}`}})])
		assertError(assert, answer, 503, 'UNAVAILABLE');
	assert.equal((await me(access)).status, 200);
	await stack.startRedis();
	await until(async () => {
		for (let i = 0; i < 8; i++)
			await ada.login();
		return true;
	}, 'all children to find Redis again');
});

test('a family of refresh tokens ends after 30 days, however often it is used', async () => {
	const again = async (token) => { // a child that has not found Redis again yet says 503, and uses nothing up
		let answer;
		await until(async () => (answer = await refresh(token)).status !== 503, 'a child that has found Redis again');
		return answer;
	};
	const {refresh_token: first} = await until(() => ada.login(), 'a child that has found Redis again');
	const second = await again(first);
	assert.equal(second.status, 200);
	stack.sql("UPDATE sessions SET created_at = now() - interval '31 days' WHERE ended_at IS NULL");
	assertError(assert, await again(second.body.refresh_token), 401, 'UNAUTHENTICATED');
});
