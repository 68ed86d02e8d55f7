/* SPDX-License-Identifier: ISC
 * Mood: mood, time of day, weather and kind of place from words; what follows from them for light and music. */
var Mood = (function () {
	"use strict";
	var MOODS = {
		cosy: {en: {cosy: 3, cozy: 3, gentle: 2, warm: 2, relaxing: 3, quiet: 1, peaceful: 3, calm: 2, sleepy: 2, cute: 2, tea: 1, bakery: 2}, ja: {"のんびり": 3, "穏やか": 3, "ほのぼの": 3, "かわいい": 2, "静か": 1, "癒": 3, "やさしい": 1}},
		cheerful: {en: {happy: 2, cheerful: 3, funny: 2, silly: 2, bright: 1, party: 2, joyful: 3, colourful: 2, colorful: 2, candy: 1, sunny: 2}, ja: {"楽しい": 2, "明るい": 2, "元気": 2, "陽気": 3, "にぎやか": 2, "カラフル": 2, "祭": 2}},
		spooky: {en: {spooky: 3, scary: 3, haunted: 3, horror: 3, ghost: 1, ghosts: 1, creepy: 3, graveyard: 2, nightmare: 2, vampire: 2, dark: 1, cursed: 2}, ja: {"怖": 3, "恐怖": 3, "ホラー": 3, "幽霊": 1, "不気味": 3, "呪": 2, "お化け": 2, "おばけ": 1, "墓": 1}},
		mysterious: {en: {mysterious: 3, mystery: 3, secret: 1, ancient: 2, forgotten: 2, lost: 1, magic: 1, ruins: 1, temple: 1, star: 1, stars: 1, moon: 1, spirits: 1}, ja: {"謎": 3, "神秘": 3, "不思議": 3, "古代": 2, "忘れられた": 2, "秘密": 1, "魔法": 1, "星": 1, "月": 1, "精霊": 1}},
		tense: {en: {tense: 3, urgent: 3, escape: 2, hunted: 2, war: 2, chase: 1, survive: 2, desperate: 2, danger: 1, fast: 1, frantic: 3}, ja: {"緊張": 3, "緊迫": 3, "脱出": 2, "追われ": 2, "戦争": 2, "生き残": 2, "急": 1, "スリル": 3}},
		epic: {en: {epic: 3, heroic: 3, dragon: 1, kingdom: 1, legend: 2, battle: 1, hero: 1, king: 1, war: 1, great: 1, sword: 1}, ja: {"壮大": 3, "英雄": 2, "勇者": 2, "伝説": 2, "竜": 1, "王国": 1, "剣": 1}},
		sad: {en: {sad: 3, lonely: 3, melancholy: 3, last: 1, grief: 3, alone: 2, forgotten: 1, tears: 2, farewell: 2, bittersweet: 3}, ja: {"悲し": 3, "さみし": 3, "寂し": 3, "孤独": 3, "涙": 2, "切ない": 3, "別れ": 2}}
	};
	var TIMES = {
		night: {en: {night: 3, midnight: 3, moon: 2, moonlit: 3, star: 1, stars: 1, dark: 1, lantern: 1, lanterns: 1, firefly: 2, fireflies: 2, lighthouse: 1, nocturnal: 3, ghost: 1, ghosts: 1, vampire: 2}, ja: {"夜": 3, "深夜": 3, "月": 2, "星": 1, "闇": 1, "ホタル": 2, "蛍": 2, "灯": 1, "提灯": 1, "幽霊": 1}},
		dusk: {en: {dusk: 3, sunset: 3, evening: 3, twilight: 3, autumn: 1, autumnal: 1}, ja: {"夕": 3, "黄昏": 3, "夕焼け": 3, "秋": 1}},
		dawn: {en: {dawn: 3, sunrise: 3, morning: 2, spring: 1}, ja: {"夜明け": 3, "朝": 2, "春": 1}},
		day: {en: {day: 2, sunny: 3, noon: 3, summer: 2, daylight: 3, bright: 1, beach: 1}, ja: {"昼": 3, "晴れ": 3, "夏": 2, "日差し": 3, "明るい": 1}}
	};
	var WEATHERS = {
		rain: {en: {rain: 3, rainy: 3, storm: 2, thunder: 2, wet: 1}, ja: {"雨": 3, "嵐": 2, "雷": 2}},
		snow: {en: {snow: 3, snowy: 3, winter: 2, blizzard: 3, frozen: 1, ice: 1}, ja: {"雪": 3, "冬": 2, "吹雪": 3, "氷": 1}},
		embers: {en: {fire: 2, lava: 3, volcano: 3, ember: 3, flames: 2, forge: 2}, ja: {"炎": 2, "溶岩": 3, "火山": 3, "火": 1}},
		stars: {en: {star: 2, stars: 2, cosmic: 2, galaxy: 3, space: 2, firefly: 2, fireflies: 2}, ja: {"星": 2, "宇宙": 2, "銀河": 3, "ホタル": 2, "蛍": 2}},
		leaves: {en: {leaf: 2, leaves: 2, autumn: 3, wind: 1, petals: 2, blossom: 2}, ja: {"葉": 2, "秋": 3, "風": 1, "花びら": 2, "桜": 3}},
		bubbles: {en: {underwater: 4, sea: 1, ocean: 1, reef: 3, diver: 3, bubbles: 3}, ja: {"海底": 4, "海": 1, "深海": 3, "泡": 3, "ダイバー": 3}}
	};
	var BY_PLACE = {cliff: ["mysterious", "dusk", "none"], forest: ["mysterious", "day", "leaves"], city: ["tense", "night", "rain"], cave: ["mysterious", "night", "none"],
		ruins: ["mysterious", "dusk", "none"], sea: ["dreamy", "day", "bubbles"], snow: ["cosy", "day", "snow"], desert: ["epic", "day", "none"], space: ["mysterious", "night", "stars"],
		library: ["cosy", "dusk", "none"], garden: ["cheerful", "day", "leaves"], castle: ["epic", "dusk", "none"], swamp: ["spooky", "dusk", "none"], volcano: ["tense", "dusk", "embers"],
		sky: ["cheerful", "day", "none"], beach: ["cheerful", "day", "none"], village: ["cosy", "dusk", "none"], shrine: ["mysterious", "dusk", "leaves"], graveyard: ["spooky", "night", "none"],
		lab: ["tense", "night", "none"], kitchen: ["cheerful", "day", "none"]};
	var MUSIC = {
		cosy: {bpm: 84, scale: "major", root: 60}, cheerful: {bpm: 116, scale: "major", root: 62}, spooky: {bpm: 76, scale: "phrygian", root: 57}, mysterious: {bpm: 88, scale: "dorian", root: 57},
		tense: {bpm: 132, scale: "minor", root: 57}, epic: {bpm: 108, scale: "minor", root: 55}, sad: {bpm: 72, scale: "minor", root: 60}, dreamy: {bpm: 80, scale: "lydian", root: 60}
	};
	var LIGHT = {night: 0.4, dusk: 0.6, dawn: 0.75, day: 0.95};
	var NAMES = {cosy: ["cosy", "穏やか"], cheerful: ["cheerful", "陽気"], spooky: ["spooky", "不気味"], mysterious: ["mysterious", "神秘的"], tense: ["tense", "緊迫"], epic: ["epic", "壮大"], sad: ["wistful", "物悲しい"], dreamy: ["dreamy", "夢のような"],
		night: ["night", "夜"], dusk: ["dusk", "夕暮れ"], dawn: ["dawn", "夜明け"], day: ["day", "昼"], none: ["clear", "晴れ"], rain: ["rain", "雨"], snow: ["snow", "雪"], embers: ["embers", "火の粉"], stars: ["drifting stars", "舞う星"], leaves: ["drifting leaves", "舞う葉"], bubbles: ["bubbles", "泡"]};

	function best(text, lists) {
		var first = Words.rank(text, lists)[0];
		return first.score >= 2 ? first : null;
	}

	/* {mood, time, weather, biome, light, words: what decided} */
	function read(text, biome) {
		var byPlace = BY_PLACE[biome] || BY_PLACE.garden, words = [], out = {biome: BY_PLACE[biome] ? biome : "garden"};
		[["mood", MOODS, 0], ["time", TIMES, 1], ["weather", WEATHERS, 2]].forEach(function (row) {
			var hit = best(text, row[1]);
			out[row[0]] = hit ? hit.key : byPlace[row[2]];
			if (hit) { words.push(row[0] + ": " + hit.hits.slice(0, 3).map(function (h) { return h.word; }).join(", ")); }
		});
		out.light = LIGHT[out.time];
		out.words = words;
		return out;
	}

	return {
		read: read,
		music: function (mood) { return MUSIC[mood] || MUSIC.mysterious; },
		name: function (key, language) { return (NAMES[key] || [key, key])[language === "ja" ? 1 : 0]; },
		light: function (time) { return LIGHT[time] || 0.7; }
	};
}());
