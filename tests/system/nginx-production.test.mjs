// SPDX-License-Identifier: ISC
// The production template over TLS before a running API: its headers, its errors, its limits, its log; and what smugglers try.
import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import fs from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import {execFileSync, spawnSync} from 'node:child_process';
import tls from 'node:tls';
import {after, afterEach, before, test} from 'node:test';
import {assertError, seedBuild, seedRun} from './seed.mjs';
import {CONCEPT, PASSWORD, source, startStack, until, uuidOf} from './stack.mjs';

const NAME = 'ludwright.example.org', PLAY = 'play.example.org';
/** Why the disk of nginx's answers cannot be made small here; '' when it can. */
const noDisk = process.getuid() !== 0 || spawnSync('unshare', ['--mount', 'true']).status !== 0 ? 'needs root' : '';
let stack, ada, dir, port, plain, local;

const freePort = () => new Promise((done) => {
	const server = net.createServer().listen(0, '127.0.0.1', () => {
		const chosen = server.address().port;
		server.close(() => done(chosen));
	});
});

/** The template with temporary paths, free ports and shorter time limits. */
function writeConf() {
	const values = {SERVER_NAME: NAME, PLAY_NAME: PLAY, CERTIFICATE: `${dir}/cert.pem`, CERTIFICATE_KEY: `${dir}/key.pem`, WWW: path.join(stack.dir, 'www'),
		API_SOCKET: `${stack.dir}/api.sock`, RELAY_SOCKET: `${stack.dir}/relay.sock`, FILES: `${stack.dir}/files`};
	const text = fs.readFileSync(path.join(source, 'nginx/ludwright.conf.in'), 'utf8').replace(/@([A-Z_]+)@/g, (all, name) => values[name])
		.replaceAll('/var/log/nginx', dir).replaceAll('/etc/nginx/ludwright-proxies', `${dir}/ludwright-proxies`)
		.replace(/^ *listen \[::\].*\n/gm, '').replace(/listen 80\b/g, `listen 127.0.0.1:${plain}`).replace(/listen 443\b/g, `listen 127.0.0.1:${port}`)
		.replace('listen 127.0.0.1:9145', `listen 127.0.0.1:${local}`)
		.replaceAll('client_header_timeout 10s', 'client_header_timeout 1s').replaceAll('client_body_timeout 15s', 'client_body_timeout 1s')
		.replaceAll('fastcgi_read_timeout 75s', 'fastcgi_read_timeout 2s');
	assert.ok(!/@[A-Z]/.test(text));
	fs.writeFileSync(`${dir}/ludwright.conf`, text);
	fs.writeFileSync(`${dir}/ludwright-proxies.conf`, 'set_real_ip_from 127.0.0.2; real_ip_header X-Forwarded-For; real_ip_recursive on;\n');
	fs.writeFileSync(`${dir}/nginx.conf`, `daemon off; pid ${dir}/pid; events {} http { include /etc/nginx/mime.types; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((name) => `${name}_temp_path ${dir}/${name};`).join(' ')} include ${dir}/ludwright.conf; }`);
}

before(async () => {
	stack = await startStack();
	dir = path.join(stack.dir, 'tls');
	port = await freePort();
	plain = await freePort();
	local = await freePort();
	fs.mkdirSync(dir);
	fs.writeFileSync(path.join(stack.dir, 'www/index.html'), '<!doctype html><title>Ludwright</title>');
	stack.own(dir, path.join(stack.dir, 'www'));
	stack.run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME},DNS:${PLAY}`,
		'-keyout', `${dir}/key.pem`, '-out', `${dir}/cert.pem`]);
	writeConf();
	stack.own(dir);
	if (!noDisk) {
		fs.mkdirSync(`${dir}/fastcgi`);
		stack.own(`${dir}/fastcgi`);
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=64m,mode=0700,uid=${stack.as.uid},gid=${stack.as.gid}`, 'tmpfs', `${dir}/fastcgi`]);
	}
	stack.run('nginx', ['-t', '-c', `${dir}/nginx.conf`, '-e', `${dir}/start.log`, '-p', dir]);
	stack.start('production', 'nginx', ['-c', `${dir}/nginx.conf`, '-e', `${dir}/start.log`, '-p', dir]);
	await until(() => request('GET', '/health').then((answer) => answer.status === 200), 'nginx with TLS');
	ada = await stack.user('ada');
});
after(async () => {
	await stack?.end('production');
	if (!noDisk && dir)
		spawnSync('umount', ['-l', `${dir}/fastcgi`]);
	await stack?.stop();
});
afterEach((t) => {
	if (t.error)
		stack.failed = true;
});

function request(method, address, {host = NAME, headers = {}, body, from, agent = false} = {}) {
	return new Promise((done, fail) => {
		const sent = https.request({host: '127.0.0.1', port, servername: host, ca: fs.readFileSync(`${dir}/cert.pem`), method, path: address, localAddress: from, agent,
			headers: {host, ...headers, ...(body === undefined ? {} : {'content-length': Buffer.byteLength(body)})}}, (res) => {
			const parts = [];
			res.on('data', (part) => parts.push(part));
			res.on('end', () => {
				const raw = Buffer.concat(parts), text = raw.toString();
				let json;
				try {
					json = JSON.parse(text);
				} catch { /* not JSON */ }
				done({status: res.statusCode, headers: res.headers, rawHeaders: res.rawHeaders, raw, text, body: json});
			});
		});
		sent.on('error', fail);
		sent.end(body);
	});
}
const asAda = (method, address, options = {}) => request(method, address, {...options, headers: {authorization: `Bearer ${ada.token}`, ...options.headers}});

/** Bytes as they are; gives the answer's text once the connection ends, or after the given time. */
function bytes(text, {seconds = 8, secure = true} = {}) {
	return new Promise((done, fail) => {
		let got = '';
		const options = {host: '127.0.0.1', port, servername: NAME, ca: fs.readFileSync(`${dir}/cert.pem`)};
		const socket = secure ? tls.connect(options, () => socket.write(text)) : net.connect({host: '127.0.0.1', port}, () => socket.write(text));
		const end = () => {
			clearTimeout(late);
			socket.destroy();
			done(got);
		};
		const late = setTimeout(end, seconds * 1000);
		socket.on('data', (part) => {
			got += part;
		});
		socket.on('close', end);
		socket.on('error', (error) => (got || error.code === 'ECONNRESET' ? end() : fail(error)));
	});
}
/** One answer as text, taken apart. */
function parsed(text) {
	const [head, ...rest] = text.split('\r\n\r\n');
	const [first, ...lines] = head.split('\r\n');
	const body = rest.join('\r\n\r\n');
	return {status: Number(first.split(' ')[1]), headers: Object.fromEntries(lines.map((line) => line.split(/: (.*)/)).map(([name, value]) => [name.toLowerCase(), value])),
		text: body, body: (() => {
			try {
				return JSON.parse(body);
			} catch {
				return undefined;
			}
		})()};
}
const once = (answer, name) => assert.equal(answer.rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === name).length, 1, `${name} once`);

test('speaks TLS 1.3 and nothing older, HTTP/1.1 and HTTP/2', async () => {
	for (const [version, good] of [['TLSv1.3', true], ['TLSv1.2', false], ['TLSv1.1', false]]) {
		const outcome = await new Promise((done) => {
			const socket = tls.connect({host: '127.0.0.1', port, servername: NAME, ca: fs.readFileSync(`${dir}/cert.pem`), minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0'},
				() => done(socket.getProtocol()));
			socket.on('error', () => done('refused'));
		});
		assert.equal(outcome, good ? version : 'refused', version);
	}
	const session = http2.connect(`https://${NAME}:${port}`, {ca: fs.readFileSync(`${dir}/cert.pem`), lookup: (name, options, done) => done(null, options.all ? [{address: '127.0.0.1', family: 4}] : '127.0.0.1', 4)});
	const status = await new Promise((done, fail) => {
		session.on('error', fail);
		session.request({':path': '/health'}).on('response', (headers) => done(headers[':status'])).on('error', fail).resume();
	});
	session.close();
	assert.equal(status, 200);
	const moved = await new Promise((done) => net.connect({host: '127.0.0.1', port: plain}, function go() {
		this.end(`GET /projects?x=1 HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
		let got = '';
		this.on('data', (part) => {
			got += part;
		}).on('end', () => done(parsed(got)));
	}));
	assert.equal(moved.status, 301);
	assert.equal(moved.headers.location, `https://${NAME}/projects?x=1`);
});

test('every answer has the headers that protect it, once', async () => {
	const page = await request('GET', '/');
	assert.equal(page.status, 200);
	const policy = page.headers['content-security-policy'];
	for (const part of ["default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", `frame-src https://${PLAY}`])
		assert.ok(policy.includes(part), policy);
	assert.ok(!/unsafe|\*/.test(policy));
	for (const [name, value] of [['x-frame-options', 'DENY'], ['cross-origin-opener-policy', 'same-origin'], ['permissions-policy', /camera=\(\)/]])
		assert.match(page.headers[name], new RegExp(value), name);
	const missing = await asAda('GET', '/api/v1/projects/proj_00000000000000000000000000000000');
	assert.equal(missing.status, 404);
	for (const answer of [page, await asAda('GET', '/api/v1/projects'), missing, await request('GET', '/_files/x'), await request('POST', '/')]) {
		assert.match(answer.headers['strict-transport-security'], /^max-age=63072000; includeSubDomains$/);
		assert.equal(answer.headers['x-content-type-options'], 'nosniff');
		assert.equal(answer.headers['referrer-policy'], 'no-referrer');
		assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
		assert.equal(answer.headers.server, 'nginx');
		for (const name of ['strict-transport-security', 'x-content-type-options', 'referrer-policy', 'content-security-policy', 'cross-origin-resource-policy'])
			once(answer, name);
	}
	assert.equal(missing.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'; sandbox");
	assert.equal(missing.headers['cache-control'], 'no-store');
});

test('nginx’s own errors have the one format', async () => {
	const line = (method, address, more = '', body = '') => `${method} ${address} HTTP/1.1\r\nHost: ${NAME}\r\n${more}Connection: close\r\n\r\n${body}`;
	const cases = [
		[404, 'NOT_FOUND', line('GET', '/_files/aa/bb')],
		[404, 'NOT_FOUND', line('GET', '/_error')],
		[405, 'METHOD_NOT_ALLOWED', line('POST', '/', 'Content-Length: 0\r\n')],
		[405, 'METHOD_NOT_ALLOWED', line('TRACE', '/')],
		[413, 'PAYLOAD_TOO_LARGE', line('POST', '/api/v1/projects', 'Content-Length: 1100000\r\n')],
		[413, 'PAYLOAD_TOO_LARGE', line('POST', '/auth/login', 'Content-Length: 20000\r\n')],
		[413, 'PAYLOAD_TOO_LARGE', line('POST', '/api/v1/projects/proj_1/files', 'Content-Length: 60000000\r\n')],
		[414, 'VALIDATION_ERROR', line('GET', `/${'a'.repeat(9000)}`)],
		[431, 'VALIDATION_ERROR', line('GET', '/', `X-Long: ${'a'.repeat(9000)}\r\n`)],
		[421, 'VALIDATION_ERROR', line('GET', '/').replace(NAME, 'evil.example')],
		[421, 'VALIDATION_ERROR', line('GET', 'https://evil.example/health')],
		[400, 'VALIDATION_ERROR', line('GET', '/%00')],
		[400, 'VALIDATION_ERROR', line('GET', '/../../etc/passwd')],
		[400, 'VALIDATION_ERROR', 'GARBAGE\r\n\r\n'],
		[400, 'VALIDATION_ERROR', `GET / HTTP/3.0\r\nHost: ${NAME}\r\n\r\n`],
	];
	for (const [status, code, text] of cases) {
		const answer = parsed(await bytes(text));
		assert.match(answer.headers['content-type'] ?? '', /json/, `${text.slice(0, 80)} ${answer.status}: ${answer.text}`);
		assertError(assert, answer, status, code);
		assert.match(answer.headers['strict-transport-security'], /max-age/);
		assert.equal(answer.headers['cache-control'], 'no-store');
		if (status === 405)
			assert.equal(answer.headers.allow, 'GET, HEAD');
	}
	assertError(assert, parsed(await bytes('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', {secure: false})), 400, 'VALIDATION_ERROR'); // 497
});

test('requests that two readers would take apart differently reach nobody', async () => {
	const post = (more, body = '') => `POST /api/v1/auth/login HTTP/1.1\r\nHost: ${NAME}\r\nContent-Type: application/json\r\n${more}\r\n${body}`;
	const inner = `GET /api/v1/smuggled HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`;
	const cases = [
		post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inner}`),
		post('Content-Length: 5\r\nContent-Length: 5\r\n', `12345${inner}`),
		post('Content-Length: 5\r\nContent-Length: 6\r\n', `12345${inner}`),
		post('Content-Length: +5\r\n', `12345${inner}`),
		post('Content-Length: 5, 5\r\n', `12345${inner}`),
		post('Content-Length: -1\r\n', inner),
		post('Content-Length: 99999999999999999999\r\n', inner),
		post('Transfer-Encoding: xchunked\r\n', `0\r\n\r\n${inner}`),
		post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${inner}`),
		post('Transfer-Encoding: identity\r\n', inner),
		post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${inner}`),
		post('Transfer-Encoding: chunked\r\n', `zz\r\n\r\n${inner}`),
		post('Transfer-Encoding: chunked\r\n', `fffffffffffffffff\r\n${inner}`),
		post('Transfer-Encoding : chunked\r\n', `0\r\n\r\n${inner}`),
		post(' Transfer-Encoding: chunked\r\n', `0\r\n\r\n${inner}`),
		`GET /health HTTP/1.1\r\nHost: ${NAME}\r\nHost: ${NAME}\r\n\r\n`,
		`GET /health HTTP/1.1\r\nHost: ${NAME}\r\nHost: evil.example\r\n\r\n`,
		'GET /health HTTP/1.1\r\n\r\n',
		`GET /health HTTP/1.1\r\nHost: ${NAME}\r\nX-A: a\0b\r\n\r\n`,
		`GET /health HTTP/1.1\r\nHost: ${NAME}/x\r\n\r\n`,
		`GET /he alth HTTP/1.1\r\nHost: ${NAME}\r\n\r\n`,
		`GET /api/v1/projects HTTP/1.1\r\nHost: ${NAME}\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n`,
	];
	let refused = 0;
	for (const text of cases) {
		const got = await bytes(text, {seconds: 3});
		const statuses = [...got.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]));
		assert.ok(!got.includes('smuggled'), got);
		assert.ok(statuses.length <= 1, `${JSON.stringify(text)}: ${statuses}`);
		assert.ok(statuses.length === 0 || (statuses[0] >= 400 && statuses[0] !== 500 && statuses[0] !== 502), `${JSON.stringify(text)}: ${statuses}`);
		refused++;
	}
	assert.equal(refused, cases.length);
	const log = fs.readFileSync(`${dir}/ludwright-access.log`, 'utf8');
	assert.ok(!log.includes('smuggled'), 'none was taken for a request of its own');
	console.log(`# ${refused}/${cases.length} ambiguous requests refused`);
});

test('slow and silent clients are let go, and hold nobody up', async () => {
	const begun = Date.now();
	const slow = Array.from({length: 30}, (_, i) => bytes(i % 2 ? `GET /health HTTP/1.1\r\nHost: ${NAME}\r\nX-` : `POST /api/v1/auth/login HTTP/1.1\r\nHost: ${NAME}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`, {seconds: 30}));
	assert.equal((await request('GET', '/health')).status, 200);
	const answers = await Promise.all(slow);
	assert.ok(Date.now() - begun < 25000, 'all are closed');
	for (const text of answers.filter(Boolean))
		assertError(assert, parsed(text), 408, 'VALIDATION_ERROR');
});

test('the address is the connection’s, unless a proxy that is known says otherwise', async () => {
	const tell = async (options) => {
		const {headers} = await until(async () => { // a password check on a busy machine may take longer than this nginx waits
			const answer = await request('POST', '/api/v1/auth/login', {body: JSON.stringify({email: 'nobody@example.org', password: 'wrong wrong'}), ...options,
				headers: {'content-type': 'application/json', ...options.headers}});
			assert.ok([401, 504].includes(answer.status), answer.text);
			return answer.status === 401 && answer;
		}, 'an answer');
		return stack.value(`SELECT host(address) FROM audit WHERE request_id = '${headers['x-request-id']}'`);
	};
	const forged = {'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.8', forwarded: 'for=203.0.113.9'};
	assert.equal(await tell({headers: forged}), '127.0.0.1');
	assert.equal(await tell({headers: forged, from: '127.0.0.2'}), '203.0.113.7');
	assert.equal(await tell({headers: {'x-forwarded-for': '198.51.100.1, 203.0.113.7'}, from: '127.0.0.2'}), '203.0.113.7', 'the last one that is not ours');
});

test('figures are for the machine itself on a listen of their own, and for admins elsewhere', async () => {
	const figures = await stack.fetch('GET', '/metrics', {port: local});
	assert.match(figures.text, /^ludwright_database_up 1$/m);
	assert.equal((await stack.fetch('GET', '/health', {port: local})).status, 404);
	assertError(assert, await request('GET', '/metrics'), 401, 'UNAUTHENTICATED');
	assertError(assert, await request('GET', '/metrics', {from: '127.0.0.2', headers: {'x-forwarded-for': '127.0.0.1'}}), 401, 'UNAUTHENTICATED');
	assertError(assert, await asAda('GET', '/metrics'), 404, 'NOT_FOUND');
});

test('files come with ranges, and with the headers of the API', async () => {
	const project = await ada.project();
	const {run, agents} = await seedRun(ada, project);
	const output = seedBuild(stack, project.id, run, agents.concept.id, {'game/index.html': Buffer.from('<!doctype html><p>a game</p>'), 'dist/game.zip': Buffer.from('PK 0123456789')});
	stack.sql(`UPDATE agents SET status = 'completed', progress = 100, completed_at = now() WHERE id = '${uuidOf(agents.concept.id)}'`);
	assert.ok(output);
	const whole = await asAda('GET', `/api/v1/projects/${project.id}/build/zip`);
	assert.equal(whole.status, 200, whole.text);
	assert.match(whole.headers['x-request-id'], /^req_[0-9a-f]{32}$/);
	assert.match(whole.headers['content-disposition'], /^attachment; filename=/);
	assert.match(whole.headers['content-security-policy'], /sandbox/);
	assert.equal(whole.headers['x-accel-redirect'], undefined);
	once(whole, 'x-content-type-options');
	const part = await asAda('GET', `/api/v1/projects/${project.id}/build/zip`, {headers: {range: 'bytes=3-5'}});
	assert.deepEqual([part.status, part.text], [206, '012']);
	const none = await asAda('GET', `/api/v1/projects/${project.id}/build/zip`, {headers: {range: 'bytes=999-'}});
	assert.equal(none.status, 416);
	assert.equal(none.body.error.code, 'VALIDATION_ERROR');
	const {body} = await asAda('GET', `/api/v1/projects/${project.id}/build/play`);
	const address = new URL(body.url).pathname;
	const game = await request('GET', address, {host: PLAY, headers: {cookie: 'a=b', authorization: 'Bearer x'}});
	assert.equal(game.status, 200, game.text);
	assert.match(game.headers['content-security-policy'], /^sandbox allow-scripts allow-pointer-lock; default-src 'none'/);
	assert.match(game.headers['content-security-policy'], new RegExp(`frame-ancestors https://${NAME}`));
	assert.ok(!/allow-same-origin|allow-top|allow-popups/.test(game.headers['content-security-policy']));
	assert.equal(game.headers['set-cookie'], undefined);
	assert.equal((await request('POST', address, {host: PLAY, body: ''})).status, 403);
	for (const other of ['/', '/api/v1/projects', '/health', '/auth/login'])
		assert.equal((await request('GET', other, {host: PLAY})).status, 404, `${other} is not on the play origin`);
	assert.notEqual((await request('GET', address)).text, game.text, 'and no game on the application’s');
});

/** A GET whose client takes nothing before `ready` has come true. Out: how many bytes came, and whether that was all. */
function late(address, ready) {
	return new Promise((done, fail) => {
		const sent = https.get({host: '127.0.0.1', port, servername: NAME, ca: fs.readFileSync(`${dir}/cert.pem`), path: address, agent: false, headers: {host: NAME, authorization: `Bearer ${ada.token}`}}, (res) => {
			let size = 0;
			res.pause();
			ready().then(() => {
				res.on('data', (part) => {
					size += part.length;
				});
				res.on('error', () => {}).on('close', () => done({status: res.statusCode, size, whole: res.complete}));
				res.resume();
			}, fail);
		});
		sent.on('error', fail);
	});
}

test('a large answer that nginx has no room to keep for a slow client is cut so that it is seen; all else goes on', {skip: noDisk || false}, async () => {
	const project = await ada.project(), address = `/api/v1/projects/${project.id}/export`, place = `${dir}/fastcgi`;
	for (let i = 0; i < 12; i++)
		assert.equal((await ada.call('POST', `/api/v1/projects/${project.id}/files?name=${i}.bin`, randomBytes(1 << 20), {'content-type': 'application/octet-stream'})).status, 201);
	const used = () => execFileSync('df', ['--output=used', place], {encoding: 'utf8'}).split('\n')[1] * 1024;
	const log = () => fs.readFileSync(`${dir}/ludwright-access.log`, 'utf8').split(address).length;
	const good = await late(address, () => until(() => used() > 1 << 20, 'an answer on the disk'));
	assert.ok(good.status === 200 && good.whole && good.size > 12 << 20, `${good.size} bytes`);
	fs.writeFileSync(`${place}/filler`, Buffer.alloc((64 << 20) - 8192));
	const before = log(), cut = await late(address, () => until(() => log() > before, 'nginx has given it up'));
	assert.ok(!cut.whole && cut.size < good.size, `${cut.size} bytes, ${cut.whole}`);
	assert.equal((await asAda('GET', '/api/v1/projects')).status, 200);
	assert.equal((await asAda('GET', '/api/v1/openapi.json')).status, 200);
	fs.rmSync(`${place}/filler`);
	// so that a few cannot fill it either: four at once for an address
	let ready, begun = 0;
	const over = new Promise((done) => ready = done), held = Array.from({length: 4}, () => late(address, () => (begun++, over)));
	await until(() => begun === 4, 'four answers');
	const refused = await asAda('GET', address);
	ready();
	assertError(assert, refused, 429, 'RATE_LIMITED');
	assert.ok((await Promise.all(held)).every(({whole, size}) => whole && size > 12 << 20));
});

test('the access log is JSON with request ids, and without secrets', async () => {
	const canary = 'CaNaRy0123456789';
	const answer = await request('GET', `/api/v1/projects?token=${canary}&ticket=${canary}`, {headers: {authorization: `Bearer ${canary}`, cookie: `lud_refresh=${canary}`, referer: `https://x/?t=${canary}`, 'user-agent': canary}});
	assert.equal(answer.status, 401);
	await request('GET', `/g/${canary}/x/y/index.html`, {host: PLAY});
	await request('GET', `/api/v1/invitations/${canary}`);
	await request('GET', '/api/v1/logs/stream?ticket=' + canary); // no relay: an error of the upstream
	await bytes(`GET /x"\\\u001b[31m HTTP/1.1\r\nHost: ${NAME}\r\nConnection: close\r\n\r\n`);
	const lines = await until(() => {
		const all = fs.readFileSync(`${dir}/ludwright-access.log`, 'utf8').trim().split('\n');
		return all.some((line) => line.includes('/api/v1/logs/stream')) && all;
	}, 'the lines');
	const parsedLines = lines.map((line) => JSON.parse(line));
	const mine = parsedLines.find((line) => line.request_id === answer.headers['x-request-id']);
	assert.deepEqual([mine.method, mine.path, mine.status, mine.address, mine.tls], ['GET', '/api/v1/projects', 401, '127.0.0.1', 'TLSv1.3']);
	assert.ok(parsedLines.every((line) => /^req_/.test(line.request_id)));
	assert.ok(parsedLines.some((line) => line.path === '/g/-') && parsedLines.some((line) => line.path === '/api/v1/invitations/-'));
	const hits = spawnSync('grep', ['-rla', canary, dir, path.join(stack.dir, 'log')], {encoding: 'utf8'});
	assert.equal(hits.stdout, '');
});

test('a flood of sign-ins from one address is held off before it reaches anybody', async () => {
	const statuses = {}, agent = new https.Agent({keepAlive: true, maxSockets: 10}); // each for itself, 150 handshakes at once may take longer than a head may
	let answer;
	await Promise.all(Array.from({length: 150}, async () => {
		const got = await request('POST', '/auth/refresh', {agent, body: '{}', headers: {'content-type': 'application/json'}});
		statuses[got.status] = (statuses[got.status] ?? 0) + 1;
		if (got.status === 429)
			answer = got;
	}));
	agent.destroy();
	assert.ok(statuses[429] > 20, JSON.stringify(statuses));
	assertError(assert, answer, 429, 'RATE_LIMITED');
	assert.ok(Number(answer.headers['retry-after']) > 0);
	assert.equal((await asAda('GET', '/api/v1/projects')).status, 200, 'other routes go on');
});

test('an API that hangs or is gone is an error in the one format', async () => {
	const children = spawnSync('pgrep', ['-P', String(stack.processes.get('api').pid), '-x', 'ludwright-api'], {encoding: 'utf8'}).stdout.trim().split('\n').map(Number);
	children.forEach((pid) => process.kill(pid, 'SIGSTOP'));
	const hangs = await asAda('GET', '/api/v1/projects');
	children.forEach((pid) => process.kill(pid, 'SIGCONT'));
	assertError(assert, hangs, 504, 'UNAVAILABLE');
	await until(async () => (await asAda('GET', '/api/v1/projects')).status === 200, 'it to go on');
	await stack.end('api');
	const gone = await asAda('GET', '/api/v1/projects');
	assertError(assert, gone, 502, 'UNAVAILABLE');
	assert.equal(gone.headers['retry-after'], '2');
	assert.ok(CONCEPT.platform && PASSWORD);
});
