// SPDX-License-Identifier: ISC
// Requests as bytes, so that any of them may be wrong, and what came back.
import net from 'node:net';

const bytesOf = (text) => Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1');

/** In: target and header values are sent as they are (latin1); lengths and Connection: close are added unless headers have them. */
export function requestBytes({method = 'GET', target = '/', headers = [], body}) {
	const names = new Set(headers.map(([name]) => name.toLowerCase()));
	const all = [...headers];
	if (!names.has('host'))
		all.unshift(['Host', '127.0.0.1']);
	if (!names.has('connection'))
		all.push(['Connection', 'close']);
	if (body !== undefined && !names.has('content-length') && !names.has('transfer-encoding'))
		all.push(['Content-Length', String(bytesOf(body).length)]);
	const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
	return Buffer.concat([bytesOf(head), bytesOf(body ?? '')]);
}

function unchunk(raw) {
	const parts = [];
	for (let at = 0; ;) {
		const end = raw.indexOf('\r\n', at), size = parseInt(raw.toString('latin1', at, end), 16);
		if (end < 0 || !size)
			return Buffer.concat(parts);
		parts.push(raw.subarray(end + 2, end + 2 + size));
		at = end + 2 + size + 2;
	}
}

function parse(got) {
	const end = got.indexOf('\r\n\r\n');
	if (/^HTTP\/1.1 10[02] /.test(got.toString('latin1', 0, 13)))
		return parse(got.subarray(end + 4)); // an answer follows
	if (end < 0 || !got.toString('latin1', 0, 5).startsWith('HTTP/'))
		return {status: 0, headers: {}, raw: got, text: got.toString()};
	const [first, ...lines] = got.toString('latin1', 0, end).split('\r\n');
	const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
	const rest = got.subarray(end + 4), raw = headers['transfer-encoding'] === 'chunked' ? unchunk(rest) : rest, text = raw.toString();
	let body;
	try {
		body = JSON.parse(text);
	} catch { /* not JSON */ }
	return {status: Number(first.split(' ')[1]), headers, raw, text, body};
}

/** Sends bytes; gives the answer when the other side has closed, {status: 0} when it closed without one. A stream of events ends at its head. */
export function exchange(where, bytes, {seconds = 90} = {}) {
	return new Promise((done, fail) => {
		let got = Buffer.alloc(0);
		const socket = net.connect(where, () => socket.write(bytes));
		const end = () => {
			clearTimeout(late);
			socket.destroy();
			done(parse(got));
		};
		const late = setTimeout(() => {
			socket.destroy();
			fail(new Error(`no answer in ${seconds} s: ${bytes.toString('latin1').slice(0, 200)}`));
		}, seconds * 1000);
		socket.on('data', (part) => {
			got = Buffer.concat([got, part]);
			if (/^HTTP\/1.1 (200[^]*\r\ncontent-type: text\/event-stream|101 )[^]*\r\n\r\n/i.test(got.toString('latin1', 0, 4096)))
				end();
		});
		socket.on('close', end).on('error', () => {}); // what had come before a reset counts
	});
}
