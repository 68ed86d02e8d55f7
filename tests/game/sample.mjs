// SPDX-License-Identifier: ISC
// Puts a sample of the adventure together, with plain drawings made here, so that the game can be tried without the studio.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import { assets as list, config, files, place, rules, strings as texts } from './lab.mjs'

/* ---- a PNG and a WAV writer ---- */

function crc(bytes) {
	let c = ~0
	for (const b of bytes) { c ^= b; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1 }
	return ~c >>> 0
}

function chunk(type, body) {
	const head = Buffer.concat([Buffer.from(type), body]), out = Buffer.alloc(head.length + 8)
	out.writeUInt32BE(body.length, 0); head.copy(out, 4); out.writeUInt32BE(crc(head), head.length + 4)
	return out
}

function png(w, h, rgba) {
	const rows = Buffer.alloc(h * (w * 4 + 1)), ihdr = Buffer.alloc(13)
	for (let y = 0; y < h; y++) Buffer.from(rgba.buffer, y * w * 4, w * 4).copy(rows, y * (w * 4 + 1) + 1)
	ihdr.writeUInt32BE(w, 0); ihdr.writeUInt32BE(h, 4); ihdr.set([8, 6, 0, 0, 0], 8)
	return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', ihdr), chunk('IDAT', zlib.deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function wav(seconds, voice) {
	const rate = 11025, n = Math.floor(rate * seconds), out = Buffer.alloc(44 + n * 2)
	out.write('RIFF', 0); out.writeUInt32LE(36 + n * 2, 4); out.write('WAVEfmt ', 8); out.writeUInt32LE(16, 16); out.writeUInt16LE(1, 20); out.writeUInt16LE(1, 22)
	out.writeUInt32LE(rate, 24); out.writeUInt32LE(rate * 2, 28); out.writeUInt16LE(2, 32); out.writeUInt16LE(16, 34); out.write('data', 36); out.writeUInt32LE(n * 2, 40)
	for (let i = 0; i < n; i++) out.writeInt16LE(Math.max(-32767, Math.min(32767, Math.round(voice(i / rate, i / n) * 12000))), 44 + i * 2)
	return out
}

/* ---- a canvas of pixels ---- */

function sheet(w, h) {
	const rgba = new Uint8Array(w * h * 4)
	const dot = (x, y, c) => {
		if (x < 0 || y < 0 || x >= w || y >= h || !c) return
		const n = parseInt(c.slice(1, 7), 16)
		rgba.set([n >> 16, n >> 8 & 255, n & 255, 255], (Math.floor(y) * w + Math.floor(x)) * 4)
	}
	const box = (x, y, ww, hh, c) => { for (let b = 0; b < hh; b++) for (let a = 0; a < ww; a++) dot(x + a, y + b, c) }
	const oval = (x, y, rx, ry, c) => { for (let b = -ry; b <= ry; b++) for (let a = -rx; a <= rx; a++) if (a * a / (rx * rx + .1) + b * b / (ry * ry + .1) <= 1) dot(Math.round(x + a), Math.round(y + b), c) }
	const outline = (x0, y0, ww, hh, c) => {
		const full = (x, y) => x >= x0 && y >= y0 && x < x0 + ww && y < y0 + hh && rgba[(y * w + x) * 4 + 3]
		const list = []
		for (let y = y0; y < y0 + hh; y++) for (let x = x0; x < x0 + ww; x++) if (!full(x, y) && (full(x - 1, y) || full(x + 1, y) || full(x, y - 1) || full(x, y + 1))) list.push([x, y])
		for (const [x, y] of list) dot(x, y, c)
	}
	return { w, h, rgba, dot, box, oval, outline, png: () => png(w, h, rgba) }
}

const mix = (a, b, k) => '#' + [1, 3, 5].map(i => Math.round(parseInt(a.slice(i, i + 2), 16) * (1 - k) + parseInt(b.slice(i, i + 2), 16) * k).toString(16).padStart(2, '0')).join('')

function drawings(p) {
	const ink = p[0], skin = mix('#e8b088', p[4], .3), danger = p[5] || '#ff6b6b', out = {}
	const hero = sheet(128, 64)
	for (let r = 0; r < 4; r++) for (let c = 0; c < 8; c++) {
		const x = c * 16, y = r * 16, up = c === 1 || c === 3 ? -1 : c === 5 ? 1 : 0, leg = c === 0 ? 1 : c === 2 ? -1 : 0
		hero.box(x + 5 - (leg < 0 ? 1 : 0), y + 12, 2, 3, mix(ink, p[1], .6)); hero.box(x + 9 + (leg > 0 ? 1 : 0), y + 12, 2, 3, mix(ink, p[1], .6))
		hero.box(x + 4, y + 8 + up, 8, 5, p[3]); hero.box(x + 4, y + 11 + up, 8, 1, mix(p[3], ink, .4))
		hero.oval(x + 7.5, y + 5 + up, 4, 4, r === 1 ? mix(p[3], ink, .5) : skin)
		hero.box(x + 4, y + 1 + up, 8, 3, mix(p[3], ink, .5))
		if (r === 0) { hero.dot(x + 6, y + 6 + up, ink); hero.dot(x + 9, y + 6 + up, ink) }
		if (r === 2) hero.dot(x + 5, y + 6 + up, ink)
		if (r === 3) hero.dot(x + 10, y + 6 + up, ink)
		hero.outline(x, y, 16, 16, ink)
	}
	out.hero = hero
	const foe = (name, shape) => {
		const s = sheet(96, 16)
		for (let c = 0; c < 6; c++) {
			const x = c * 16, body = c === 5 ? mix(danger, p[4], .6) : c === 4 ? mix(danger, '#ffffff', .3) : danger
			shape(s, x, c % 2, body)
			s.box(x + 5, 7, 2, 2, '#ffffff'); s.box(x + 9, 7, 2, 2, '#ffffff'); s.dot(x + (c === 5 ? 5 : 6), 8, ink); s.dot(x + (c === 5 ? 9 : 10), 8, ink)
			s.outline(x, 0, 16, 16, ink)
		}
		out[name] = s
	}
	foe('foe_patrol', (s, x, f, b) => { s.box(x + 2, 5, 12, 8, b); s.box(x + 3 + f, 13, 3, 2, mix(b, ink, .5)); s.box(x + 10 - f, 13, 3, 2, mix(b, ink, .5)) })
	foe('foe_chase', (s, x, f, b) => { s.oval(x + 8, 9, 5, 4, b); for (let i = 0; i < 4; i++) { s.box(x + 3 + i, 1 + i, 1, 5, b); s.box(x + 13 - i, 1 + i, 1, 5, b) } s.box(x + 5 + f, 13, 2, 2, b); s.box(x + 9 - f, 13, 2, 2, b) })
	foe('foe_drift', (s, x, f, b) => { s.oval(x + 8, 8, 5, 5, mix(b, '#b080ff', .5)); s.oval(x + 2, 7 + f, 1, 2, p[4]); s.oval(x + 14, 7 + f, 1, 2, p[4]) })
	foe('foe_turret', (s, x, f, b) => { s.box(x + 6, 10, 4, 6, '#3f7d4a'); s.oval(x + 8, 7, 5, 5, mix(b, '#ff9a3c', .5)); s.box(x + 3, 13, 10, 2, '#2f5d3a') })
	const boss = sheet(192, 32)
	for (let c = 0; c < 6; c++) {
		const x = c * 32, b = c === 5 ? mix(danger, '#ffffff', .5) : mix(danger, '#8040c0', .35), d = c === 2 ? 2 : 0
		boss.oval(x + 16, 18 + d, 12, 11 - d, b); boss.oval(x + 16, 23, 8, 5, mix(b, p[4], .4))
		for (let i = 0; i < 6; i++) { boss.box(x + 5 + i, 2 + i + d, 2, 7, p[4]); boss.box(x + 25 - i, 2 + i + d, 2, 7, p[4]) }
		boss.box(x + 11, 13 + d, 4, 4, '#ffffff'); boss.box(x + 18, 13 + d, 4, 4, '#ffffff'); boss.box(x + 13, 14 + d, 2, 2, ink); boss.box(x + 20, 14 + d, 2, 2, ink)
		boss.box(x + 12, 21, 8, c === 3 ? 3 : 1, ink); boss.outline(x, 0, 32, 32, ink)
	}
	out.boss = boss
	const thing = sheet(64, 16)
	for (let c = 0; c < 4; c++) {
		const w = [5, 4, 2, 4][c]
		for (let i = -5; i <= 5; i++) { const k = Math.round(w * (1 - Math.abs(i) / 5.5)); for (let a = -k; a <= k; a++) thing.dot(c * 16 + 8 + a, 8 + i, a < 0 ? mix(p[3], '#ffffff', .5) : p[3]) }
		thing.outline(c * 16, 0, 16, 16, ink)
	}
	out.collectable = thing
	const items = sheet(128, 16), heart = ['.##..##.', '########', '########', '########', '.######.', '..####..', '...##...']
	for (let c = 0; c < 2; c++) { items.oval(c * 16 + 5, 8, 3, 3, c ? '#fff6c0' : p[3]); items.dot(c * 16 + 5, 8, ink); items.box(c * 16 + 8, 7, 6, 2, p[3]); items.box(c * 16 + 11, 9, 1, 2, p[3]); items.box(c * 16 + 13, 9, 1, 2, p[3]); items.outline(c * 16, 0, 16, 16, ink) }
	for (let c = 2; c < 4; c++) { heart.forEach((row, y) => [...row].forEach((ch, x) => ch === '#' && items.dot(c * 16 + 4 + x, 5 + y, c === 2 ? (x < 3 && y < 3 ? '#ffb0b8' : '#f0506a') : mix(ink, p[1], .8)))); items.outline(c * 16, 0, 16, 16, c === 2 ? ink : p[4]) }
	items.box(64 + 7, 7, 2, 2, p[4]); items.box(64 + 6, 7, 4, 2, p[4]); items.box(64 + 7, 6, 2, 4, p[4]); items.oval(80 + 8, 8, 2, 2, p[4])
	for (let c = 6; c < 8; c++) { items.oval(c * 16 + 8, 8, 3, 3, danger); items.oval(c * 16 + 8, 8, c - 5, c - 5, '#ffffff'); items.outline(c * 16, 0, 16, 16, ink) }
	out.items = items
	const things = sheet(128, 32)
	for (let c = 0; c < 4; c++) { things.box(c * 16 + 4, 9, 8, 6, mix(p[1], p[4], .4)); things.box(c * 16 + 3, 13, 10, 2, mix(p[1], p[4], .2)); if (c) things.oval(c * 16 + 8, 5 - (c % 2), 2, 3, p[3]); things.outline(c * 16, 0, 16, 16, ink) }
	things.box(64, 0, 16, 16, '#7a4a2a'); for (let i = 0; i < 16; i += 4) things.box(64 + i, 0, 1, 16, '#4a2a18'); things.oval(72, 7, 3, 3, p[3]); things.dot(72, 7, ink); things.dot(72, 8, ink)
	things.box(80, 0, 3, 16, '#7a4a2a')
	for (let c = 0; c < 5; c++) { things.oval(c * 16 + 8, 24, 7, 7, mix(ink, p[1], .7)); things.oval(c * 16 + 8, 24, 5, 6, c ? mix(p[3], p[4], c / 5) : ink); if (!c) { things.box(3, 23, 10, 2, p[1]); things.box(7, 18, 2, 12, p[1]) } }
	for (let c = 5; c < 8; c++) { things.oval(c * 16 + 8, 28, 3, 2, mix(p[2], p[1], .3)); things.dot(c * 16 + 8, 26, p[4]) }
	out.things = things
	const tiles = sheet(128, 64), low = mix(p[2], p[1], .35)
	let n = 7
	const rnd = k => { n = n * 16807 % 2147483647; return n % k }
	for (let c = 0; c < 8; c++) { tiles.box(c * 16, 0, 16, 16, low); for (let i = 0; i < 5; i++) tiles.dot(c * 16 + rnd(16), rnd(16), mix(low, p[4], .08)); if (c > 3) { tiles.box(c * 16 + 4 + rnd(6), 5 + rnd(6), 3, 1, mix(low, p[4], .2)); tiles.dot(c * 16 + 5 + rnd(6), 6 + rnd(6), mix(low, p[3], .5)) } }
	for (let c = 0; c < 4; c++) { tiles.box(c * 16, 16, 16, 16, '#2f6fb8'); for (let i = 0; i < 3; i++) tiles.box(c * 16 + (c * 4 + i * 6) % 14, 19 + i * 5, 4, 1, '#7fc0f0') }
	for (let c = 4; c < 8; c++) { tiles.box(c * 16, 16, 16, 16, low); for (let y = 0; y < 5; y++) tiles.box(c * 16, 16 + y, 16, 1, mix(low, ink, .4 - y * .07)) }
	for (let m = 0; m < 16; m++) {
		const x = (m % 8) * 16, y = 32 + (m >> 3) * 16, top = mix(p[1], ink, .25)
		tiles.box(x, y, 16, 16, top)
		for (let i = 0; i < 4; i++) tiles.dot(x + rnd(16), y + rnd(16), mix(top, p[4], .1))
		if (!(m & 4)) { tiles.box(x, y + 9, 16, 7, mix(p[1], p[4], .18)); tiles.box(x, y + 12, 16, 1, p[1]); tiles.box(x + 5, y + 9, 1, 3, p[1]); tiles.box(x + 11, y + 13, 1, 3, p[1]) }
		if (!(m & 1)) tiles.box(x, y, 16, 1, mix(p[1], p[4], .35))
		if (!(m & 8)) tiles.box(x, y, 1, 16, mix(p[1], p[4], .25))
		if (!(m & 2)) tiles.box(x + 15, y, 1, 16, ink)
	}
	out.tiles = tiles
	const cover = sheet(640, 360)
	for (let y = 0; y < 360; y++) cover.box(0, y, 640, 1, mix(p[1], p[2], y / 360))
	cover.oval(320, 250, 60, 80, p[3]); cover.oval(320, 150, 45, 45, skin); cover.oval(470, 140, 26, 26, p[4])
	out.cover = cover
	return out
}

function backdrop(p) {
	const hill = (y, h, c, base, k) => `<path fill="${c}" d="M0 ${base + y} Q80 ${base + y - h} 160 ${base + y} T320 ${base + y} T480 ${base + y} T640 ${base + y} V${base + 360} H0Z"/>` + k
	return `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="1080" viewBox="0 0 640 1080"><rect width="640" height="360" fill="${mix(p[1], p[0], .4)}"/><rect y="160" width="640" height="200" fill="${p[1]}"/>` +
		`<circle cx="470" cy="90" r="38" fill="${p[4]}"/>` + hill(230, 70, mix(p[1], p[2], .4), 0, '') + hill(270, 60, mix(p[2], p[1], .3), 360, '') + hill(330, 24, p[0], 720, '') + '</svg>'
}

const SOUNDS = {
	collect: t => Math.sin(6.28 * (t < .07 ? 880 : 1320) * t) * Math.exp(-t * 14), hurt: (t, k) => Math.sign(Math.sin(6.28 * (300 - 200 * k) * t)) * .6 * (1 - k), dash: (t, k) => (Math.sin(t * 99999) * .5) * (1 - k),
	pulse: (t, k) => Math.sin(6.28 * 440 * t) * (1 - k), key: (t, k) => Math.sin(6.28 * (600 + 300 * Math.floor(k * 3)) * t) * (1 - k), door: (t, k) => Math.sin(6.28 * 90 * t) * (1 - k),
	win: (t, k) => Math.sin(6.28 * [523, 659, 784, 1046][Math.floor(k * 4) % 4] * t) * (1 - k * .6), lose: (t, k) => Math.sin(6.28 * [523, 440, 349, 262][Math.floor(k * 4) % 4] * t) * (1 - k * .6), blip: (t, k) => Math.sin(6.28 * 700 * t) * (1 - k),
	music: t => (Math.sin(6.28 * [262, 330, 392, 330][Math.floor(t * 4) % 4] * t) * .3 + Math.sin(6.28 * [131, 98][Math.floor(t) % 2] * t) * .3) * (1 - (t * 4 % 1) * .7)
}

/* ---- a folder ---- */

const WORDS = {
	en: { title: 'Mika and the Moon Pearls', tagline: 'A small light in a sunken garden', goal: 'Gather the moon pearls and find the way out.', hero: 'diver', collectable: 'moon pearl', collectables: 'moon pearls', danger: 'mist crab', place: 'sunken garden' },
	ja: { title: 'ミカと月の真珠', tagline: '沈んだ庭の小さな灯', goal: '月の真珠を集めて、出口を見つけよう。', hero: 'ミカ', collectable: '月の真珠', collectables: '月の真珠', danger: '霧ガニ', place: '沈んだ庭' }
}

export const THEMES = {
	night: { palette: ['#1d1536', '#41307a', '#6a63b8', '#ffd166', '#fff6df', '#ff5d73'], weather: 'stars', light: 0.6, mood: 'mysterious' },
	meadow: { palette: ['#17301f', '#2f6b3c', '#8cc46a', '#ffd94a', '#fffbe8', '#e2524b'], weather: 'leaves', light: 1, mood: 'calm' },
	ember: { palette: ['#2a1210', '#6b2f22', '#a8684a', '#ffb03a', '#fff0d8', '#ff4a3a'], weather: 'embers', light: 0.5, mood: 'tense' }
}

export function assemble(dir, { seed = 1, theme = 'night', params = {}, art = true } = {}) {
	const conf = config({ seed, params }), look = THEMES[theme], strings = structuredClone(texts), assets = {}
	for (const name of files) fs.cpSync(place(name), path.join(dir, name.slice(5)))
	fs.writeFileSync(path.join(dir, 'js/core.js'), rules)
	fs.mkdirSync(path.join(dir, 'data'), { recursive: true }); fs.mkdirSync(path.join(dir, 'assets'), { recursive: true })
	for (const l of ['en', 'ja']) for (const k in strings[l]) strings[l][k] = strings[l][k].replace(/\{(\w+)\}/g, (all, w) => WORDS[l][w] ?? all)
	const drawn = drawings(look.palette)
	for (const a of list) {
		assets[a.key] = { file: a.file, type: a.type, w: a.w, h: a.h, frames: a.frames, ms: a.ms }
		if (!art) continue
		const body = a.type === 'png' ? drawn[a.key].png() : a.type === 'wav' ? wav(a.key === 'music' ? 8 : a.ms / 1000, SOUNDS[a.key]) : a.key === 'backdrop' ? backdrop(look.palette)
			: `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" rx="14" fill="${look.palette[1]}"/><path d="M32 10 52 32 32 54 12 32Z" fill="${look.palette[3]}"/></svg>`
		fs.writeFileSync(path.join(dir, a.file), body)
	}
	const put = (name, value) => fs.writeFileSync(path.join(dir, 'data', name + '.js'), `window.LUD_DATA = window.LUD_DATA || {};\nwindow.LUD_DATA.${name} = ${JSON.stringify(value)};\n`)
	put('params', { ...conf.params, seed, theme: look }); put('levels', conf.levels); put('strings', strings); put('assets', assets)
	return conf
}
