// SPDX-License-Identifier: ISC
// Bad input of every kind, made from the schemas of the OpenAPI document: pieces of JSON as bytes (what is no JSON among them), values of queries, paths
// and headers, and whole bodies that are broken.
import {sample} from '../../contract/samples.mjs';

const bytes = (...values) => Buffer.from(values).toString('latin1');
const utf8 = (text) => Buffer.from(text).toString('latin1');
const deep = (n, open = '[', close = ']') => open.repeat(n) + close.repeat(n);

/** Bytes (latin1) of values that stand where one value of JSON stands. */
export const VALUES = [
	// types
	'null', 'true', 'false', '0', '7', '""', '"x"', '[]', '{}', '[null]', '[[]]', '{"x":1}', '"null"', '"true"', '"7"', '[1,"2",true,null,{}]',
	// numbers
	'-1', '-0', '0.1', '1.0', '1e2', '1E+2', '2147483647', '2147483648', '-2147483649', '9007199254740993', '9223372036854775807', '9223372036854775808',
	'-9223372036854775809', '18446744073709551616', '1e308', '1e309', '-1e309', '1e-400', '1e131071', '1e999999999', '9'.repeat(400), `0.${'0'.repeat(400)}1`,
	'NaN', 'Infinity', '-Infinity', '0x10', '01', '+1', '1.', '.5', '1e', '--1', '1_000',
	// texts
	'" "', '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u00zz"', '"\\x41"', `"${bytes(0)}"`, `"${bytes(1, 31, 127)}"`, `"${bytes(0xff)}"`, `"${bytes(0xc0, 0xaf)}"`,
	`"${bytes(0xed, 0xa0, 0x80)}"`, `"${bytes(0xf4, 0x90, 0x80, 0x80)}"`, `"${bytes(0xe2, 0x82)}"`, `"${bytes(0xf8, 0x88, 0x80, 0x80, 0x80)}"`, '"\\r\\nX-Evil: 1"', '"\\u202e\\u2028\\ufeff"',
	`"${utf8('😀'.repeat(300))}"`, `"${'x'.repeat(30000)}"`, '"\'; DROP TABLE users; --"', '"%s%n%x"', '"../../../etc/passwd"', '"${jndi:ldap://x}"', '"{{7*7}}"', '"<script>"',
	'"proj_"', `"proj_${'0'.repeat(32)}"`, `"{00000000-0000-0000-0000-000000000000}"`, `"user_${'f'.repeat(31)}G"`, '"infinity"', '"-infinity"', '"epoch"', '"2026-02-30T00:00:00Z"',
	'"294277-01-01T00:00:00Z"', '"0000-00-00T00:00:00Z"', '"a@b"', '"@"', '"a@b.c\\n"', `"${'a'.repeat(300)}@example.org"`,
	// shapes
	deep(31), deep(32), deep(33), deep(100), deep(5000), deep(40, '{"a":', '}').replace('{"a":}', '{"a":1}'), '{"a":1,"a":2}', '{"":1}', '{"__proto__":{"x":1}}', '{"constructor":1}',
	`{"${'k'.repeat(5000)}":1}`, '{"\\u0000":1}', `[${'1,'.repeat(3000)}1]`, `{${Array.from({length: 1000}, (_, i) => `"k${i}":1`).join(',')}}`, '[1,]', '{"a":1,}', '{a:1}', "{'a':1}", '/**/1', '1 1', '',
];

/** Values of text fields that the API would have to hash for a quarter of a second each are left out for passwords. */
const SECRET = new Set(VALUES.filter((value) => !/^"[^"]{8,}"$/.test(value) || value.length > 1100 || /\\u0000|[\0-\x1f\x7f-\xff]/.test(value)));

/** Bodies that are broken as a whole. */
export const BODIES = ['', ' ', '{', '}', '[', '"', '{}x', '{}{}', '[]', 'null', '0', '"x"', 'true', '\u0000', bytes(0xef, 0xbb, 0xbf) + '{}', bytes(0xff, 0xfe) + '{\0}\0', '{"a":1,"a":2}',
	`{"a":${deep(31)}}`, `{"a":${deep(33)}}`, `{"a":${deep(20000)}}`, deep(100000), '{"a":'.repeat(20000), '"'.repeat(20000), '{"a":1e131071}', '{"a":NaN}', '{"a":01}', `{"a":"${bytes(0)}"}`,
	`{"a":"${bytes(0xc0, 0xaf)}"}`, '{"a":"\\u0000"}', '{"a":"\\ud800"}', '{"":""}', `{${Array.from({length: 5000}, (_, i) => `"k${i}":1`).join(',')}}`, `{"a":"${'x'.repeat(100000)}"}`,
	'a=1&b=2', '<?xml version="1.0"?><a/>', '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--x--\r\n'];

export const TYPES = ['', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', `multipart/form-data; boundary=${'x'.repeat(300)}`, 'application/json; charset=latin1',
	'application/json, text/plain', 'APPLICATION/JSON', 'application/json;;;', 'application/json5', 'application/x-tar', bytes(0xff), 'x'.repeat(3000)];

const escaped = (text) => [...Buffer.from(text, 'latin1')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Values as they stand in an address, already escaped or wrongly so. */
export const ADDRESS_VALUES = ['', '%20', '%00', 'a%00b', '%', '%2', '%zz', '%ff', '%c0%af', '%ed%a0%80', '%f4%90%80%80', '%0d%0aX-Evil:1', '..', '.', '%2e%2e', '%2f', '..%2f..%2fetc%2fpasswd', '%5c', 'null', 'undefined',
	'true', '-1', '0', '1e309', '1.5', '+1', '9'.repeat(40), '9223372036854775808', '0x10', 'NaN', '[]', '{}', '[0]', "%27%3b--", '%25s%25n', 'x'.repeat(3000), escaped(Buffer.from('😀語').toString('latin1')),
	'%e2%80%ae', '*', ':', ';', ',', '@', '$(id)', '`id`', '|', '^', '~', '%7f', '%1b[31m', 'proj_', `proj_${'0'.repeat(31)}`, `proj_${'0'.repeat(33)}`, `PROJ_${'0'.repeat(32)}`, `proj_${'g'.repeat(32)}`,
	'00000000-0000-0000-0000-000000000000', '%7b00000000-0000-0000-0000-000000000000%7d', '00000000000000000000000000000000', '2026-02-30', 'infinity', '2026-01-01T00:00:00Z', '294277-01-01T00:00:00Z'];

/** What follows an address as a query, whatever the route. */
export const QUERIES = ['?', '??', '?&', '?&&&', '?=', '?==', '?x', '?x=1', '?limit', '?limit=', '?limit=1&limit=2', '?limit[]=1', '?LIMIT=1', '?%6cimit=0', '?cursor=', '?cursor=abc', '?__proto__=1', '?constructor=1',
	`?${'a=1&'.repeat(500)}`, `?${'x'.repeat(4000)}=1`, '?%zz=1', '?%ff=1', '?%00=1', '?x=%00', '?token=x', '?#', '?a=1;b=2', '?page=1&offset=5', `?${bytes(0xff)}=1`, `?x=${bytes(0xc3, 0x28)}`];

export const METHODS = ['FOO', 'PROPFIND', 'TRACE', 'LINK', 'GETT', 'G'.repeat(200), 'PATCH', 'DELETE', 'PUT', 'POST', 'OPTIONS', 'HEAD'];

/** Headers that are wrong by themselves: [[name, value], …] each. */
export const HEADERS = [
	['Authorization', ''], ['Authorization', 'Bearer'], ['Authorization', 'Bearer '], ['Authorization', 'Bearer x'], ['Authorization', `Bearer ${'a.'.repeat(1000)}`], ['Authorization', 'Basic YTpi'], ['Authorization', bytes(0xff, 0xfe)],
	['Authorization', `Bearer ${'A'.repeat(7000)}`], ['Authorization', 'Bearer lw_pat_x'], ['Authorization', 'Bearer a.b.c.d'], ['Cookie', ''], ['Cookie', '='], ['Cookie', 'ludwright_refresh='], ['Cookie', `x=${'y'.repeat(5000)}`], ['Cookie', bytes(0xff)],
	['Content-Encoding', 'gzip'], ['Content-Encoding', 'x'], ['Accept', '*'], ['Accept', 'text/html'], ['Accept-Encoding', 'x'.repeat(2000)], ['If-Match', '"x"'], ['If-Match', '*'], ['If-Match', '"'], ['If-Match', 'W/"1"'],
	['If-Match', `"${'9'.repeat(400)}"`], ['If-Match', '"-1"'], ['If-Match', bytes(0xff)], ['If-None-Match', '"'.repeat(999)], ['If-Modified-Since', 'yesterday'], ['Range', 'bytes=9-1'], ['Range', 'bytes=-'],
	['Range', `bytes=${'0-1,'.repeat(500)}0-1`], ['Range', `bytes=${'9'.repeat(40)}-`], ['Range', 'lines=1-2'], ['Idempotency-Key', ''], ['Idempotency-Key', 'x'.repeat(256)], ['Idempotency-Key', bytes(0xc0, 0x80)], ['Idempotency-Key', 'a b'],
	['X-CSRF-Token', 'x'.repeat(3000)], ['Origin', 'null'], ['Origin', 'http://evil.example'], ['Origin', bytes(0xff)], ['X-Request-Id', '"},{'], ['X-Forwarded-For', '127.0.0.1, '.repeat(100)], ['X-HTTP-Method-Override', 'DELETE'],
	['Expect', '100-continue'], ['Expect', '200-maybe'], ['Proxy', 'http://x'], ['Upgrade', 'websocket'], ['Upgrade', 'h2c'], ['Sec-WebSocket-Key', 'x'], ['Last-Event-ID', 'x'], ['Last-Event-ID', '9'.repeat(40)], ['User-Agent', bytes(0xff, 0x1b)],
	['User-Agent', 'x'.repeat(6000)], ['Accept-Language', '%00'], ['X'.repeat(1000), 'x'], ['Content-Length', '0'], ['Access-Control-Request-Method', 'FOO'],
];

/** Every place in a body: {path: [names], schema}. */
export function places(schema, path = []) {
	const all = path.length ? [{path, schema}] : [];
	for (const [name, inner] of Object.entries(schema.properties ?? {}))
		all.push(...places(inner, [...path, name]));
	if (schema.items)
		all.push(...places(schema.items, [...path, 0]));
	return all;
}

/** A whole body, right but for one place, where these bytes stand. */
export function bodyWith(schema, path, value) {
	const whole = sample(schema, true);
	let at = whole;
	for (const step of path.slice(0, -1))
		at = at[step] ??= {};
	at[path.at(-1)] = '@@HERE@@';
	return Buffer.from(utf8(JSON.stringify(whole)).replace('"@@HERE@@"', () => value), 'latin1');
}

export const valuesFor = (schema) => schema.format === 'password' ? [...SECRET] : VALUES;

/** A body, or a cursor, with some bytes changed, cut out or put in. */
export function mutate(chance, text) {
	const special = ['\0', '"', '\\', '{', '}', '[', ']', ',', ':', '%', '\xff', '\xc0', '\xed\xa0\x80', 'e', '-', '.', '9'.repeat(30), '\\u0000', '\r\n', ' '];
	let made = text;
	for (let n = chance.between(1, 4); n > 0; n--) {
		const at = chance.between(0, made.length), span = chance.between(0, 4);
		made = made.slice(0, at) + (chance.roll() < 0.7 ? chance.pick(special) : '') + made.slice(at + span);
	}
	return made;
}

/** Requests that are wrong as HTTP, as bytes; the answer is nginx's own. */
export function brokenHttp() {
	const get = (more = '', line = 'GET /api/v1/projects HTTP/1.1') => `${line}\r\nHost: a\r\n${more}Connection: close\r\n\r\n`;
	const post = (more, body = '') => `POST /api/v1/projects HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${more}Connection: close\r\n\r\n${body}`;
	return [
		'GET\r\n\r\n', 'GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n', '\x00\x01\x02\x03\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + 'a'.repeat(600), 'get / HTTP/1.1\r\nHost: a\r\n\r\n',
		get('', 'GET / HTTP/1.1 x'), get('', 'GET / HTTP/3.0'), get('', 'GET / HTTP/2.0'), get('', 'GET / HTTP/9.9'), get('', 'GET / HTTP/1.12345'), get('', 'GET / FTP/1.1'), get('', 'GET http:// HTTP/1.1'), get('', 'GET projects HTTP/1.1'),
		get('', 'OPTIONS * HTTP/1.1'), get('', 'CONNECT a:80 HTTP/1.1'), get('', 'TRACE / HTTP/1.1'), get('', 'FOO / HTTP/1.1'), get('', `${'X'.repeat(500)} / HTTP/1.1`), get('', 'POST /index.html HTTP/1.1'), get('', 'PUT / HTTP/1.1'), get('', 'DELETE /assets/x HTTP/1.1'),
		get('', 'GET /api/v1/%00 HTTP/1.1'), get('', 'GET /api/v1/% HTTP/1.1'), get('', 'GET /%zz HTTP/1.1'), get('', 'GET /../../etc/passwd HTTP/1.1'), get('', 'GET /api/../../x HTTP/1.1'), get('', 'GET /_files/00/x HTTP/1.1'), get('', 'GET /_error HTTP/1.1'),
		get('', 'GET /_range HTTP/1.1'), get('', 'GET /assets/ HTTP/1.1'), get('', 'GET /assets/none.js HTTP/1.1'), get('', 'GET /assets/..%2f..%2fx HTTP/1.1'), get('', `GET /${'x'.repeat(9000)} HTTP/1.1`), get('', `GET /api/v1/projects?${'x'.repeat(40000)} HTTP/1.1`),
		get('', `GET /api${'/x'.repeat(2000)} HTTP/1.1`), get('', 'GET /api HTTP/1.1'), get('', 'GET /api/ HTTP/1.1'), get('', 'GET /api/v2/projects HTTP/1.1'), get('', 'GET //api/v1/projects HTTP/1.1'), get('', 'GET /api/v1//projects HTTP/1.1'), get('', 'GET /api/v1/projects/ HTTP/1.1'),
		'GET /api/v1/projects HTTP/1.1\r\nConnection: close\r\n\r\n', 'GET /api/v1/projects HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 'GET /api/v1/projects HTTP/1.1\r\nHost: a/b\r\n\r\n', 'GET /api/v1/projects HTTP/1.1\r\nHost: \x00\r\n\r\n', 'GET /api/v1/projects HTTP/1.1\r\nHost : a\r\n\r\n',
		get('X: \x00\r\n'), get('X: a\r\n b\r\n'), get(' X: a\r\n'), get(`X: ${'x'.repeat(9000)}\r\n`), get(`${'X: y\r\n'.repeat(9000)}`), get(`Cookie: ${'x'.repeat(33000)}\r\n`), get('Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'),
		post('Content-Length: x\r\n', '{}'), post('Content-Length: -1\r\n'), post('Content-Length: +2\r\n', '{}'), post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}x'), post('Content-Length: 99999999999\r\n'), post('Content-Length: 99999999999999999999999\r\n'),
		post('Content-Length: 0x2\r\n', '{}'), post('Content-Length: 2, 2\r\n', '{}'), post('Transfer-Encoding: chunked\r\nContent-Length: 2\r\n', '{}'), post('Transfer-Encoding: gzip\r\n'), post('Transfer-Encoding: chunked, chunked\r\n', '0\r\n\r\n'),
		post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), post('Transfer-Encoding: identity\r\n'), post('Transfer-Encoding: chunked\r\n', 'zz\r\n'), post('Transfer-Encoding: chunked\r\n', `${'f'.repeat(20)}\r\n`), post('Transfer-Encoding: chunked\r\n', '-1\r\n'),
		post('Transfer-Encoding: chunked\r\n', '2\r\n{}X0\r\n\r\n'), post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'), post('', ''), post('Content-Length: 2000000\r\n', 'x'.repeat(2000000)), post('Expect: 100-continue\r\nContent-Length: 2000000\r\n'),
		'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', get('Upgrade: websocket\r\n', 'GET /ws HTTP/1.1'), get('Upgrade: websocket\r\nSec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n', 'GET /ws HTTP/1.1'), get('', 'POST /ws HTTP/1.1'),
		get('Origin: http://evil.example\r\n', 'GET /ws HTTP/1.1'), get('', 'GET /api/v1/logs/stream HTTP/1.1'), get('', 'GET /api/v1/logs/stream?project_id=x HTTP/1.1'), get('', 'GET /api/v1/logs/stream?token=x HTTP/1.1'), get('', 'DELETE /api/v1/logs/stream HTTP/1.1'),
		get('', `GET /api/v1/logs/stream?${'x'.repeat(7000)} HTTP/1.1`), get(`X: ${'x'.repeat(7000)}\r\nY: ${'x'.repeat(7000)}\r\nZ: ${'x'.repeat(7000)}\r\n`, 'GET /ws HTTP/1.1'), get('', 'GET /api/v1/logs/stream?ticket=%00 HTTP/1.1'), get('Last-Event-ID: x\r\n', 'GET /api/v1/logs/stream?project_id=proj_0&ticket=a HTTP/1.1'),
		get('Content-Length: 5\r\n', 'GET /ws HTTP/1.1') + 'hello', get('Range: bytes=5-1\r\n', 'GET /index.html HTTP/1.1'), get('Range: bytes=999999999-\r\n', 'GET /index.html HTTP/1.1'),
		get('If-Match: "x"\r\n', 'GET /index.html HTTP/1.1'), get('If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n', 'GET /index.html HTTP/1.1'),
	].map((text) => Buffer.from(text, 'latin1'));
}
