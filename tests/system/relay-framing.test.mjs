// SPDX-License-Identifier: ISC
// S11: RFC 6455 as a client's raw bytes meet it: lengths, masks, reserved bits, fragments, control frames between them, close codes, UTF-8 over
// fragments and over reads. Each case is a connection of its own, in one piece and byte by byte.
import assert from 'node:assert';
import net from 'node:net';
import {after, before, test} from 'node:test';
import {startStack} from './stack.mjs';

let stack, count = 0, failed = [];
before(async () => { stack = await startStack({relay: true, api: false, env: {LUDWRIGHT_RELAY_ADDRESS_CONNECTIONS: '0'}}); });
after(async () => {
	stack.failed ||= failed.length > 0;
	await stack.stop();
});

const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10, CONT = 0;

/** One frame of a client. In: length: 7, 16 or 64 forces the form; mask false leaves the mask out. */
function frame(opcode, payload = '', {fin = true, rsv = 0, mask = true, form, claim} = {}) {
	const bytes = Buffer.from(payload);
	const n = claim ?? bytes.length;
	const kind = form ?? (n < 126 ? 7 : n < 65536 ? 16 : 64);
	const head = [Buffer.from([(fin ? 128 : 0) | rsv << 4 | opcode, (mask ? 128 : 0) | (kind === 7 ? n : kind === 16 ? 126 : 127)])];
	if (kind === 16)
		head.push(Buffer.from([n >> 8, n & 255]));
	if (kind === 64) {
		const long = Buffer.alloc(8);
		long.writeBigUInt64BE(BigInt(n));
		head.push(long);
	}
	const key = Buffer.from([0x12, 0x34, 0x56, 0x78]);
	return Buffer.concat([...head, ...(mask ? [key] : []), mask ? bytes.map((byte, i) => byte ^ key[i % 4]) : bytes]);
}

const closing = (code, reason = '') => frame(CLOSE, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
const ping = (id) => JSON.stringify({event: 'ping', id});
const ASK = JSON.stringify({event: 'ping', id: 1});

/** Frames of the server in some bytes. */
function parse(bytes) {
	const frames = [];
	for (let at = 0; at + 2 <= bytes.length;) {
		let n = bytes[at + 1] & 127, head = 2;
		if (n === 126) { n = bytes.readUInt16BE(at + 2); head = 4; }
		if (n === 127) { n = Number(bytes.readBigUInt64BE(at + 2)); head = 10; }
		if (at + head + n > bytes.length)
			break;
		frames.push({opcode: bytes[at] & 15, first: bytes[at], masked: bytes[at + 1] >> 7, payload: bytes.subarray(at + head, at + head + n)});
		at += head + n;
	}
	return frames;
}

/** Opens, sends, and gives what came until the server ended or `enough` frames came. */
function exchange(bytes, {split = false, enough = 1} = {}) {
	return new Promise((done, fail) => {
		const socket = net.connect(`${stack.dir}/relay.sock`);
		let heard = Buffer.alloc(0), body = null;
		const end = () => { clearTimeout(late); socket.destroy(); done(parse(body ?? Buffer.alloc(0))); };
		const late = setTimeout(() => { socket.destroy(); fail(new Error(`nothing came: ${heard}`)); }, 8000);
		socket.on('error', end);
		socket.on('close', end);
		socket.write('GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
		socket.on('data', async (part) => {
			heard = Buffer.concat([heard, part]);
			if (body === null) {
				const cut = heard.indexOf('\r\n\r\n');
				if (cut < 0)
					return;
				if (!heard.includes('s3pPLMBiTxaQ9kYGzzhZRbK+xOo='))
					fail(new Error('a wrong Sec-WebSocket-Accept'));
				body = heard.subarray(cut + 4);
				if (split)
					for (const byte of bytes) {
						if (socket.destroyed)
							return;
						socket.write(Buffer.from([byte]));
						await new Promise(setImmediate);
					}
				else
					socket.write(bytes);
				return;
			}
			body = heard.subarray(heard.indexOf('\r\n\r\n') + 4);
			const frames = parse(body);
			if (frames.some((f) => f.opcode === CLOSE) || frames.length >= enough)
				end();
		});
	});
}

/** What the server said, as text: acks by id, pongs, the close code. */
function told(frames) {
	return frames.map((f) => {
		if (f.masked || f.first & 0x70 || !(f.first & 0x80))
			return 'a bad frame';
		if (f.opcode === CLOSE)
			return `close ${f.payload.length >= 2 ? f.payload.readUInt16BE(0) : 'none'}`;
		if (f.opcode === PONG)
			return `pong ${f.payload.toString('latin1')}`;
		const message = JSON.parse(f.payload.toString());
		return `ack ${message.id ?? '-'} ${message.data.error?.code ?? 'ok'}`;
	}).join(', ');
}

// Nobody is signed in here: a whole message is answered with UNAUTHENTICATED and 4401, which shows that it was read.
const READ = (id) => `ack ${id} UNAUTHENTICATED, close 4401`;
const REFUSED = (code) => `close ${code}`;
const cases = [];
const add = (name, bytes, expected, options = {}) => cases.push({name, bytes: Buffer.concat([].concat(bytes)), expected, ...options});
const padded = (n) => { const text = ping(1); return text + ' '.repeat(n - text.length); };

// lengths at each boundary; 16,384 is the longest message
for (const n of [24, 125, 126, 127, 128, 255, 256, 4095, 4096, 4097, 8192, 16383, 16384])
	add(`a message of ${n} bytes`, frame(TEXT, padded(n)), READ(1));
for (const n of [16385, 65535, 65536, 70000])
	add(`a message of ${n} bytes`, frame(TEXT, padded(n)), REFUSED(1009), {split: false});
add('a length of 1 MiB', frame(TEXT, 'x', {claim: 1 << 20, form: 64}), REFUSED(1009));
add('a length of 2^62', frame(TEXT, 'x', {claim: 2 ** 62, form: 64}), REFUSED(1009));
add('a length with its top bit set', [frame(TEXT, 'x', {form: 7, claim: 127}).subarray(0, 2), Buffer.from([128, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5])], REFUSED(1002));
for (const n of [0, 1, 125])
	add(`${n} in 16 bits`, frame(TEXT, 'x'.repeat(n), {form: 16}), REFUSED(1002));
for (const n of [0, 1, 126, 65535])
	add(`${n} in 64 bits`, frame(TEXT, '', {form: 64, claim: n}), REFUSED(1002));
add('an empty text', frame(TEXT, ''), 'ack - UNAUTHENTICATED, close 4401');

// masks, reserved bits, opcodes
for (const [name, opcode] of [['text', TEXT], ['binary', BINARY], ['ping', PING], ['pong', PONG], ['continuation', CONT], ['close', CLOSE]])
	add(`${name} without a mask`, frame(opcode, 'xx', {mask: false}), REFUSED(1002));
for (let rsv = 1; rsv < 8; rsv++)
	for (const [name, opcode] of [['text', TEXT], ['ping', PING], ['close', CLOSE]])
		add(`${name} with reserved bits ${rsv}`, frame(opcode, 'xx', {rsv}), REFUSED(1002));
for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
	add(`opcode ${opcode}`, frame(opcode, 'xx'), REFUSED(1002));
	add(`opcode ${opcode}, empty`, frame(opcode, ''), REFUSED(1002));
}
for (const payload of ['', 'x', 'x'.repeat(200)])
	add(`binary of ${payload.length} bytes`, frame(BINARY, payload), REFUSED(1003));
add('binary in fragments', [frame(BINARY, 'a', {fin: false}), frame(CONT, 'b')], REFUSED(1003));

// control frames
for (const n of [0, 1, 7, 124, 125])
	add(`a ping of ${n} bytes`, frame(PING, 'p'.repeat(n)), `pong ${'p'.repeat(n)}`);
for (const opcode of [PING, PONG, CLOSE]) {
	add(`control ${opcode} of 126 bytes`, frame(opcode, 'x'.repeat(126)), REFUSED(1002));
	add(`control ${opcode} in fragments`, [frame(opcode, 'xx', {fin: false}), frame(CONT, 'xx')], REFUSED(1002));
}
add('a ping of any bytes', frame(PING, Buffer.from([0, 255, 254, 128])), `pong ${Buffer.from([0, 255, 254, 128]).toString('latin1')}`);
add('ten pings', Array.from({length: 10}, (_, i) => frame(PING, String(i))), Array.from({length: 10}, (_, i) => `pong ${i}`).join(', '), {enough: 10});
add('a pong that nobody asked for', [frame(PONG, 'x'), frame(TEXT, ASK)], READ(1));
add('an empty pong', [frame(PONG, ''), frame(TEXT, ASK)], READ(1));

// fragments
for (const parts of [2, 3, 5, ASK.length]) {
	const size = Math.ceil(ASK.length / parts), pieces = ASK.match(new RegExp(`.{1,${size}}`, 'g'));
	const made = pieces.map((piece, i) => frame(i ? CONT : TEXT, piece, {fin: i === pieces.length - 1}));
	add(`a message in ${pieces.length} fragments`, made, READ(1));
	add(`a message in ${pieces.length} fragments, pings between`, made.flatMap((f, i) => i ? [frame(PING, String(i)), f] : [f]),
		[...pieces.slice(1).map((_, i) => `pong ${i + 1}`), READ(1)].join(', '), {enough: pieces.length + 1});
	add(`a message in ${pieces.length} fragments, pongs between`, made.flatMap((f, i) => i ? [frame(PONG, 'x'), f] : [f]), READ(1));
	add(`a message in ${pieces.length} fragments, a close between`, [made[0], closing(1000), ...made.slice(1)], 'close 1000');
	add(`a message in ${pieces.length} fragments, a text between`, [made[0], frame(TEXT, ASK)], REFUSED(1002));
	add(`a message in ${pieces.length} fragments, binary between`, [made[0], frame(BINARY, 'x')], REFUSED(1002));
}
for (const empty of ['first', 'middle', 'last', 'all'])
	add(`empty fragments: ${empty}`, [
		frame(TEXT, empty === 'first' || empty === 'all' ? '' : ASK.slice(0, 4), {fin: false}),
		frame(CONT, empty === 'all' ? '' : empty === 'first' ? ASK.slice(0, 9) : empty === 'middle' ? '' : ASK.slice(4), {fin: false}),
		frame(CONT, empty === 'first' ? ASK.slice(9) : empty === 'middle' ? ASK.slice(4) : '')], empty === 'all' ? 'ack - UNAUTHENTICATED, close 4401' : READ(1));
for (const fin of [true, false])
	add(`a continuation of nothing, fin ${fin}`, frame(CONT, 'x', {fin}), REFUSED(1002));
add('a continuation after the end', [frame(PING, 'x'), frame(CONT, 'x')], `pong x, ${REFUSED(1002)}`, {enough: 2});
for (const parts of [2, 20]) {
	const size = Math.ceil(16385 / parts);
	add(`fragments that become too long (${parts})`, Array.from({length: parts}, (_, i) => frame(i ? CONT : TEXT, ' '.repeat(size), {fin: i === parts - 1})), REFUSED(1009), {split: false});
	add(`fragments of the longest message (${parts})`, (() => {
		const text = padded(16384), step = Math.ceil(16384 / parts);
		return Array.from({length: parts}, (_, i) => frame(i ? CONT : TEXT, text.slice(i * step, (i + 1) * step), {fin: i === parts - 1}));
	})(), READ(1), {split: false});
}

// UTF-8
const wrap = (bytes) => Buffer.concat([Buffer.from('{"event":"'), bytes, Buffer.from('","id":1}')]);
const good = {'two bytes': 'é', 'three bytes': '鬼', 'four bytes': '🎮', 'the first of two': '\u0080', 'the first of three': '\u0800', 'the last before surrogates': '\ud7ff',
	'the first after surrogates': '\ue000', 'U+FFFF': '\uffff', 'the first of four': '\u{10000}', 'the last of all': '\u{10ffff}', 'U+FFFE': '\ufffe', 'a byte order mark': '\ufeff'};
for (const [name, text] of Object.entries(good)) {
	const bytes = wrap(Buffer.from(text));
	add(`UTF-8, ${name}`, frame(TEXT, bytes), READ(1));
	const cut = bytes.indexOf(Buffer.from(text)) + 1;
	add(`UTF-8, ${name}, cut by fragments`, [frame(TEXT, bytes.subarray(0, cut), {fin: false}), frame(PING, 'x'), frame(CONT, bytes.subarray(cut))], `pong x, ${READ(1)}`, {enough: 3});
}
const wrong = {'a lone continuation': [0x80], 'overlong two': [0xc0, 0xaf], 'overlong two, 0xc1': [0xc1, 0xbf], 'overlong three': [0xe0, 0x80, 0xaf], 'overlong three, last': [0xe0, 0x9f, 0xbf],
	'overlong four': [0xf0, 0x80, 0x80, 0xaf], 'overlong four, last': [0xf0, 0x8f, 0xbf, 0xbf], 'a surrogate': [0xed, 0xa0, 0x80], 'the last surrogate': [0xed, 0xbf, 0xbf],
	'above the last': [0xf4, 0x90, 0x80, 0x80], '0xf5': [0xf5, 0x80, 0x80, 0x80], '0xff': [0xff], '0xfe': [0xfe], 'five bytes': [0xf8, 0x88, 0x80, 0x80, 0x80], 'cut short by ASCII': [0xe9, 0xac, 0x41],
	'two characters, the second bad': [0xc3, 0xa9, 0xc3, 0x41]};
for (const [name, raw] of Object.entries(wrong)) {
	add(`bad UTF-8, ${name}`, frame(TEXT, wrap(Buffer.from(raw))), REFUSED(1007));
	add(`bad UTF-8, ${name}, in the second fragment`, [frame(TEXT, '{"event":"', {fin: false}), frame(CONT, Buffer.from(raw), {fin: false}), frame(CONT, '"}')], REFUSED(1007));
	add(`bad UTF-8, ${name}, as the reason of a close`, frame(CLOSE, Buffer.concat([Buffer.from([3, 232]), Buffer.from(raw)])), REFUSED(1007));
}
for (const [name, raw] of [['two', [0xc3]], ['three', [0xe9, 0xac]], ['four', [0xf0, 0x9f, 0x8e]]]) {
	add(`UTF-8 that ends within ${name} bytes`, frame(TEXT, Buffer.from(raw)), REFUSED(1007));
	add(`UTF-8 that ends within ${name} bytes, after fragments`, [frame(TEXT, 'a', {fin: false}), frame(CONT, Buffer.from(raw))], REFUSED(1007));
}

// close
add('a close without code', frame(CLOSE, ''), 'close 1000');
add('a close of one byte', frame(CLOSE, 'x'), REFUSED(1002));
for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4401, 4999])
	add(`close ${code}`, closing(code, code % 2 ? 'so long, 鬼' : ''), `close ${code}`);
for (const code of [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
	add(`close ${code}, which may not be`, closing(code), REFUSED(1002));
add('a close with the longest reason', closing(1000, 'r'.repeat(123)), 'close 1000');
add('what follows a close', [closing(1000), frame(TEXT, ASK), frame(PING, 'x')], 'close 1000');
add('two closes', [closing(1001), closing(1000)], 'close 1001');
add('a close that cuts a message off', [frame(TEXT, '{"ev', {fin: false}), closing(1000)], 'close 1000');

const settle = async (one) => {
	for (const split of one.split === false || one.bytes.length > 600 ? [false] : [false, true]) {
		count++;
		const got = told(await exchange(one.bytes, {split, enough: one.enough ?? 2 ** 30 * (one.expected.includes('close') ? 1 : 0) + 1}).catch((error) => [{first: 0x80, opcode: 1, payload: Buffer.from(JSON.stringify({id: error.message, data: {}}))}]));
		if (got !== one.expected)
			failed.push(`${one.name}${split ? ', byte by byte' : ''}: ${got}, not ${one.expected}`);
	}
};

test('every case of framing is answered as RFC 6455 says', async () => {
	for (let i = 0; i < cases.length; i += 16)
		await Promise.all(cases.slice(i, i + 16).map(settle));
	console.log(`# S11 ${count - failed.length}/${count} framing cases (${cases.length} different)`);
	assert.ok(cases.length >= 240, `${cases.length} different cases`);
	assert.deepStrictEqual(failed, []);
});

test('the relay is as it was', async () => {
	assert.strictEqual(told(await exchange(frame(PING, 'still'))), 'pong still');
	assert.doesNotMatch(stack.log('relay'), /Sanitizer|runtime error|ended \(/);
});
