/* SPDX-License-Identifier: ISC
 * Colour: ramps and schemes. Hues turn towards violet in the shade and towards yellow in the light, as painters do.
 * Only + − × ÷ and rounding, so that every engine gives the same bytes. A colour is 0xRRGGBB. */
var Colour = (function () {
	"use strict";
	/* floor and wall hue and saturation, hazard hue, then lightness of floor; one row a kind of place */
	var BIOMES = {
		cliff: {floor: [215, 18], wall: [235, 26], hazard: [205, 60], high: 46, sky: 225}, forest: {floor: [105, 34], wall: [150, 34], hazard: [200, 58], high: 44, sky: 170},
		city: {floor: [228, 14], wall: [255, 24], hazard: [320, 56], high: 42, sky: 255}, cave: {floor: [265, 14], wall: [250, 26], hazard: [185, 62], high: 40, sky: 250},
		ruins: {floor: [44, 26], wall: [78, 18], hazard: [175, 50], high: 52, sky: 30}, sea: {floor: [178, 34], wall: [208, 44], hazard: [255, 46], high: 48, sky: 195},
		snow: {floor: [208, 34], wall: [222, 34], hazard: [200, 70], high: 76, sky: 205}, desert: {floor: [38, 52], wall: [22, 44], hazard: [190, 55], high: 62, sky: 30},
		space: {floor: [230, 20], wall: [262, 34], hazard: [300, 60], high: 38, sky: 258}, library: {floor: [28, 34], wall: [16, 40], hazard: [260, 40], high: 46, sky: 25},
		garden: {floor: [92, 42], wall: [138, 40], hazard: [198, 62], high: 56, sky: 195}, castle: {floor: [232, 12], wall: [218, 22], hazard: [205, 55], high: 46, sky: 275},
		swamp: {floor: [78, 28], wall: [122, 26], hazard: [88, 62], high: 40, sky: 95}, volcano: {floor: [14, 20], wall: [348, 26], hazard: [20, 88], high: 38, sky: 12},
		sky: {floor: [200, 38], wall: [228, 36], hazard: [212, 60], high: 74, sky: 205}, beach: {floor: [45, 56], wall: [160, 30], hazard: [188, 68], high: 72, sky: 195},
		village: {floor: [34, 34], wall: [12, 34], hazard: [200, 55], high: 54, sky: 20}, shrine: {floor: [88, 22], wall: [6, 52], hazard: [195, 50], high: 52, sky: 350},
		graveyard: {floor: [155, 16], wall: [262, 18], hazard: [95, 50], high: 40, sky: 240}, lab: {floor: [195, 16], wall: [205, 26], hazard: [110, 68], high: 50, sky: 195},
		kitchen: {floor: [36, 44], wall: [350, 36], hazard: [25, 70], high: 70, sky: 35}
	};
	var HUES = {red: 356, orange: 26, yellow: 48, green: 125, teal: 178, blue: 218, purple: 272, pink: 330, brown: 24, warm: 24, cool: 212};
	var TIME = {night: {light: -12, hue: 238, mix: 26}, dusk: {light: -4, hue: 330, mix: 12}, dawn: {light: 2, hue: 18, mix: 8}, day: {light: 4, hue: 60, mix: 0}};

	function clamp(v, low, high) {
		return v < low ? low : v > high ? high : v;
	}

	function channel(p, q, t) {
		var u = t < 0 ? t + 360 : t >= 360 ? t - 360 : t;
		if (u < 60) { return p + (q - p) * u / 60; }
		if (u < 180) { return q; }
		return u < 240 ? p + (q - p) * (240 - u) / 60 : p;
	}

	/* hue 0–359, saturation and lightness 0–100 */
	function hsl(hue, saturation, lightness) {
		var h = ((hue % 360) + 360) % 360, s = clamp(saturation, 0, 100) / 100, l = clamp(lightness, 0, 100) / 100;
		var q = l < 0.5 ? l * (1 + s) : l + s - l * s, p = 2 * l - q;
		return (Math.round(channel(p, q, h + 120) * 255) << 16) | (Math.round(channel(p, q, h) * 255) << 8) | Math.round(channel(p, q, h - 120) * 255);
	}

	function toward(hue, goal, by) {
		var d = ((goal - hue + 540) % 360) - 180;
		return hue + (d > by ? by : d < -by ? -by : d);
	}

	function mix(a, b, percent) {
		var out = 0, shift;
		for (shift = 16; shift >= 0; shift -= 8) {
			out |= Math.round((((a >> shift) & 255) * (100 - percent) + ((b >> shift) & 255) * percent) / 100) << shift;
		}
		return out;
	}

	/* `count` shades from dark to light around a middle lightness */
	function ramp(hue, saturation, middle, spread, count) {
		var out = [], i, at;
		for (i = 0; i < count; i += 1) {
			at = count > 1 ? i * 2 / (count - 1) - 1 : 0;
			out.push(hsl(toward(hue, at < 0 ? 250 : 55, Math.abs(at) * 22), saturation + (at < 0 ? 6 : 10) * Math.abs(at), clamp(middle + at * spread, 9, 96)));
		}
		return out;
	}

	function hex(c) {
		return "#" + ("00000" + c.toString(16)).slice(-6);
	}

	function parse(text) {
		return /^#[0-9a-fA-F]{6}$/.test(text) ? parseInt(text.slice(1), 16) : 0x7a5cc0;
	}

	/* relative luminance; a cubic stands for the power of 2.4 (0.3 % off), which no engine computes differently */
	function luminance(c) {
		var weights = [0.2126, 0.7152, 0.0722], sum = 0, i, v;
		for (i = 0; i < 3; i += 1) {
			v = ((c >> (16 - 8 * i)) & 255) / 255;
			sum += weights[i] * v * (v * (v * 0.305306011 + 0.682171111) + 0.012522878);
		}
		return sum;
	}

	function contrast(a, b) {
		var x = luminance(a), y = luminance(b);
		return Math.round((Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05) * 100) / 100;
	}

	/* a hue at least `far` from all others, as near to the wanted one as can be */
	function apart(wanted, others, far) {
		var step, sign, hue;
		for (step = 0; step <= 180; step += 10) {
			for (sign = 1; sign >= -1; sign -= 2) {
				hue = (wanted + sign * step + 720) % 360;
				if (others.every(function (o) { return Math.abs(((hue - o + 540) % 360) - 180) >= far; })) { return hue; }
			}
		}
		return wanted;
	}

	/* every ramp of a game: look = {biome, time, light, colours: [names], seed, lift} */
	function scheme(look) {
		var b = BIOMES[look.biome] || BIOMES.garden, t = TIME[look.time] || TIME.day, rng = Rand.named(look.seed, "colour");
		var turn = rng.range(-12, 12), lift = (look.lift || 0) * 7 + t.light, wish = look.colours && look.colours.length > 0 ? look.colours[look.colours.length - 1] : "";
		var grey = wish === "grey" ? 0.3 : 1, wished = HUES[wish], floorHue, wallHue, warm, dangerHue, s = {};
		floorHue = wished === undefined ? toward(b.floor[0] + turn, t.hue, t.mix) : wished + turn;
		wallHue = wished === undefined ? toward(b.wall[0] + turn, t.hue, t.mix) : toward(wished + 25, t.hue, 10);
		warm = rng.pick([44, 40, 50, 52]);
		s.floor = ramp(floorHue, b.floor[1] * grey, clamp(b.high + lift, 36, 80), 8, 5);
		s.wall = ramp(wallHue, b.wall[1] * grey, clamp(b.high + lift - 22, 21, 46), 13, 5);
		s.hazard = ramp(apart(b.hazard[0], [floorHue], 40), b.hazard[1] * grey, clamp(b.high + lift - (b.high > 48 ? 8 : -10), 30, 64), 16, 4);
		s.sky = ramp(toward(b.sky + turn, t.hue, t.mix * 2), 42 * grey, clamp(46 + lift * 2, 18, 74), 20, 6);
		dangerHue = apart(rng.pick([345, 300, 275, 8]), [floorHue, warm], 45);
		s.danger = ramp(dangerHue, 58, 46, 24, 4);
		s.danger2 = ramp(apart(dangerHue + 70, [floorHue, warm], 40), 46, 46, 24, 4);
		s.item = ramp(warm, 88, 66, 24, 4);
		s.heroHue = apart(rng.pick([205, 12, 165, 350, 225, 25]), [floorHue, dangerHue], 40);
		s.hero = ramp(s.heroHue, 68, 52, 24, 4);
		s.trim = ramp(apart(s.heroHue + 150, [floorHue], 30), 62, 58, 22, 4);
		s.ink = hsl(wallHue, 34, 11);
		s.deep = hsl(toward(wallHue, 245, 20), 36, 14);
		s.paper = hsl(48, 60, 95);
		return s;
	}

	/* the six colours of the document: ground, wall, floor, accent, text, danger; text and accent can be read on the ground */
	function palette(s) {
		var accent = s.item[2], step = 0;
		while (contrast(accent, s.deep) < 4.5 && step < 10) {
			accent = mix(accent, 0xffffff, 15);
			step += 1;
		}
		return [s.deep, s.wall[2], s.floor[2], accent, s.paper, s.danger[2]].map(hex);
	}

	return {hsl: hsl, mix: mix, ramp: ramp, hex: hex, parse: parse, luminance: luminance, contrast: contrast, scheme: scheme, palette: palette,
		HUES: HUES, biomes: Object.keys(BIOMES)};
}());
