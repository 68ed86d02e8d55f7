// SPDX-License-Identifier: ISC
// The sandbox's `native` (docs/sandbox.md) for Node: pictures, sound and hashes for tests of the studio.
import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

const TABLE = Array.from({ length: 256 }, (_, n) => {
	let c = n;
	for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
	return c >>> 0;
});

function crc(buffer) {
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

// The same integers as the sandbox's synth.c; all products stay below 2^53.
const PEAK = 32767;
const trunc = Math.trunc;

function held(note, i) {
	if (i < note.attack) return trunc(255 * 256 * i / note.attack);
	const at = i - note.attack;
	return at < note.decay ? 255 * 256 - trunc((255 - note.sustain) * 256 * at / note.decay) : note.sustain * 256;
}

function level(note, i) {
	return i < note.length ? held(note, i) : trunc(held(note, note.length) * (note.length + note.release - i) / note.release);
}

const stepOf = (hz100, rate) => Number(((BigInt(hz100) << 32n) / (BigInt(rate) * 100n)) & 0xffffffffn);

function wobble(phase) {
	const x = (phase >>> 16) - 32768;
	return trunc(x * (32768 - Math.abs(x)) / 8192);
}

function pitch(note, voice, i, total) {
	const hz = note.hz100 + trunc((note.to_hz100 - note.hz100) * i / total);
	return note.vibrato_cents > 0 ? Math.max(0, hz + Math.floor(hz * trunc(note.vibrato_cents * 606 * wobble(voice.vibrato) / 32768) / 1048576)) : Math.max(0, hz);
}

function noise(voice, next) {
	if (voice.phase >>> 28 !== next >>> 28) {
		voice.noise ^= voice.noise << 13;
		voice.noise ^= voice.noise >>> 17;
		voice.noise ^= voice.noise << 5;
		voice.level = Math.max(-PEAK, (voice.noise >>> 16) - 32768);
	}
	return voice.level;
}

function wave(note, voice, next) {
	const x = voice.phase >>> 16;
	if (note.wave === "noise") return noise(voice, next);
	if (note.wave === "triangle") return x < 32768 ? 2 * x - PEAK : 2 * (65535 - x) - PEAK;
	if (note.wave === "saw") return x === 0 ? -PEAK : x - 32768;
	return x < (note.wave === "pulse" ? note.duty * 512 : 32768) ? PEAK : -PEAK;
}

const NOTE = { at: 0, length: 0, hz100: 44000, volume: 255, attack: 0, decay: 0, sustain: 255, release: 0, duty: 64, vibrato_hz100: 0, vibrato_cents: 0 };

export function synth(rate, length, notes, Array16) {
	const mix = new Int32Array(length), out = new Array16(length);
	for (const given of notes) {
		const note = { ...NOTE, ...given }, total = note.length + note.release, vibrato = stepOf(note.vibrato_hz100, rate);
		const voice = { phase: 0, vibrato: 0, noise: (0x2545f491 ^ note.at) | 0, level: 0 }, slides = note.to_hz100 !== undefined && note.to_hz100 !== note.hz100;
		note.to_hz100 ??= note.hz100;
		let step = stepOf(note.hz100, rate);
		for (let i = 0; i < total && note.at + i < length; i += 1) {
			if (slides || note.vibrato_cents > 0) step = stepOf(pitch(note, voice, i, total), rate);
			const next = (voice.phase + step) >>> 0;
			mix[note.at + i] += trunc(wave(note, voice, next) * level(note, i) * note.volume / (255 * 256 * 255));
			voice.phase = next;
			voice.vibrato = (voice.vibrato + vibrato) >>> 0;
		}
	}
	for (let i = 0; i < length; i += 1) out[i] = Math.max(-PEAK, Math.min(PEAK, mix[i]));
	return out;
}

const bytes = (v) => typeof v === "string" ? Buffer.from(v, "utf8") : Buffer.from(v.buffer, v.byteOffset, v.length);

export function make(Array16) {
	return {
		png, wav, synth: (rate, length, notes) => synth(rate, length, notes, Array16),
		base64: (v) => bytes(v).toString("base64"), sha256: (v) => createHash("sha256").update(bytes(v)).digest("hex"), utf8_length: (t) => Buffer.byteLength(t)
	};
}
