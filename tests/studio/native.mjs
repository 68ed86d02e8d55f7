// SPDX-License-Identifier: ISC
// The sandbox's `native` (docs/sandbox.md) for Node: pictures, sound and hashes for tests of the studio.
import { createHash } from "node:crypto";
import { deflateSync, crc32 as zlibCrc } from "node:zlib";

const TABLE = Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c >>> 0;
});

function crc(buffer) {
	if (zlibCrc) return zlibCrc(buffer);
	let c = 0xffffffff;
	for (const b of buffer) c = TABLE[(c ^ b) & 255] ^ (c >>> 8);
	return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
	const body = Buffer.concat([Buffer.from(type, "latin1"), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
	head.writeUInt32BE(data.length);
	tail.writeUInt32BE(crc(body));
	return Buffer.concat([head, body, tail]);
}

export function png(width, height, rgba) {
	if (rgba.length !== width * height * 4 || width > 2048 || height > 2048) throw new RangeError("native.png: size");
	const raw = Buffer.alloc(height * (width * 4 + 1)), source = Buffer.from(rgba.buffer, rgba.byteOffset, rgba.length);
	for (let y = 0; y < height; y += 1) source.copy(raw, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 6, 0, 0, 0], 8);
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk("IHDR", head), chunk("IDAT", deflateSync(raw, { level: 9 })), chunk("IEND", Buffer.alloc(0))]).toString("base64");
}

export function wav(rate, samples) {
	const head = Buffer.alloc(44), bytes = samples.length * 2, data = Buffer.alloc(bytes);
	head.write("RIFF", 0, "latin1");
	head.writeUInt32LE(36 + bytes, 4);
	head.write("WAVEfmt ", 8, "latin1");
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(rate, 24);
	head.writeUInt32LE(rate * 2, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write("data", 36, "latin1");
	head.writeUInt32LE(bytes, 40);
	samples.forEach((s, i) => data.writeInt16LE(s, i * 2));
	return Buffer.concat([head, data]).toString("base64");
}

function level(note, at) {
	const attack = note.attack || 0, decay = note.decay || 0, sustain = note.sustain ?? 255, release = note.release || 0, held = note.length - release;
	let v;
	if (at < attack) v = Math.floor(at * 255 / attack);
	else if (at < attack + decay) v = 255 - Math.floor((at - attack) * (255 - sustain) / decay);
	else v = sustain;
	return at >= held && release > 0 ? Math.floor(v * (note.length - at) / release) : v;
}

function sample(note, phase, noise) {
	const p = Math.floor(phase / 65536) & 65535;
	if (note.wave === "noise") return noise;
	if (note.wave === "triangle") return p < 32768 ? p * 2 - 32768 : 98304 - p * 2 - 1;
	if (note.wave === "saw") return p - 32768;
	return p < (note.wave === "pulse" ? (note.duty || 64) * 512 : 32768) ? 32767 : -32768;
}

export function synth(rate, length, notes, Array16) {
	const mix = new Int32Array(length), out = new Array16(length);
	for (const n of notes) {
		let phase = 0, lfsr = 0x4a51, noise = 0;
		for (let i = 0; i < n.length && n.at + i < length; i += 1) {
			const to = n.to_hz100 ?? n.hz100, hz = n.hz100 + Math.trunc((to - n.hz100) * i / n.length), before = phase;
			phase = (phase + Math.floor(hz * 42949672.96 / rate)) % 4294967296;
			if (phase < before) {
				lfsr = (lfsr >> 1) | (((lfsr ^ (lfsr >> 1)) & 1) << 14);
				noise = lfsr & 1 ? 24000 : -24000;
			}
			mix[n.at + i] += Math.trunc(sample(n, phase, noise) * level(n, i) * n.volume / 65025);
		}
	}
	for (let i = 0; i < length; i += 1) out[i] = Math.max(-32768, Math.min(32767, mix[i]));
	return out;
}

const bytes = (v) => typeof v === "string" ? Buffer.from(v, "utf8") : Buffer.from(v.buffer, v.byteOffset, v.length);

export function make(Array16) {
	return {
		png, wav, synth: (rate, length, notes) => synth(rate, length, notes, Array16),
		base64: (v) => bytes(v).toString("base64"), sha256: (v) => createHash("sha256").update(bytes(v)).digest("hex"), utf8_length: (t) => Buffer.byteLength(t)
	};
}
