/* SPDX-License-Identifier: ISC
 * Directives: what a sentence asks for, in English or Japanese, as data: {kind, target, change, value, text}. Concepts and
 * feedback go through the same reader. A family turns directives into numbers; nothing here knows a parameter.
 *   pace, difficulty, size      change −3 … 3, target "" | hero | enemies | boss | music
 *   amount                      target enemies, items, …; change, or value 0 for none
 *   set                         target lives, time, levels, goal; value
 *   option                      target boss, darkness, timer, …; value 0 or 1
 *   colour, mood, title, noun   value: text;  look, again: nothing more */
var Directives = (function () {
	"use strict";
	var NUMBERS = {
		one: 1,
		two: 2,
		three: 3,
		four: 4,
		five: 5,
		six: 6,
		seven: 7,
		eight: 8,
		nine: 9,
		ten: 10,
		twelve: 12,
		fifteen: 15,
		twenty: 20,
		thirty: 30,
		sixty: 60,
		ninety: 90,
		a: 1,
		single: 1
	};
	var KANJI = {一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10};
	var NUM =
		"(\\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|sixty|ninety|single)";
	var NUMJ = "(\\d{1,4}|[一二三四五六七八九十]{1,3})";
	var TARGETS = [
		["boss", /\bboss(es)?\b|ボス/],
		["enemies", /\b(enem(y|ies)|foes?|monsters?|opponents?|dangers?|creatures?|bad guys)\b|敵|モンスター|怪物/],
		["turrets", /\b(turrets?|shots?|bullets?|shooters?|projectiles?)\b|弾|砲台|タレット/],
		["chasers", /\bchasers?\b|追いかける敵|追ってくる/],
		["patrollers", /\bpatrol(ler)?s?\b|見回り/],
		["drifters", /\b(drifters?|flyers?)\b|ただよう/],
		["hearts", /\b(hearts?|health|healing)\b|ハート|回復/],
		["doors", /\b(doors?|keys?|locks?)\b|扉|ドア|鍵|かぎ/],
		["shrines", /\b(shrines?|check ?points?|save points?)\b|ほこら|祠|セーブ/],
		["hazards", /\b(hazards?|water|lava|pits?|traps?)\b|溶岩|穴|わな|罠|危険な床/],
		["levels", /\b(levels?|stages?|maps?)\b|ステージ|レベル|面/],
		["motes", /\b(sparks?|motes?)\b|きらめき/],
		["items", /\b(items?|things to collect|collectables?|collectibles?|pickups?)\b|アイテム|集めるもの/],
		["music", /\b(music|tempo|song)\b|音楽|曲|テンポ/],
		["hero", /\b(hero|player|character|me|i)\b|主人公|プレイヤー|自機|自分/]
	];
	var COLOURS = [
		["red", /\b(red|crimson|scarlet)\b|赤|紅/],
		["orange", /\b(orange|amber)\b|オレンジ|橙/],
		["yellow", /\b(yellow|golden)\b|黄|金色/],
		["green", /\bgreen(er)?\b|緑|グリーン/],
		["teal", /\b(teal|turquoise|cyan)\b|水色|青緑/],
		["blue", /\bblue(r|ish)?\b|青|ブルー/],
		["purple", /\b(purple|violet|lilac)\b|紫|パープル/],
		["pink", /\b(pink|magenta)\b|ピンク|桃色/],
		["brown", /\b(brown|sepia)\b|茶色|セピア/],
		["grey", /\b(gr[ea]y|monochrome)\b|灰色|グレー|モノクロ/],
		["warm", /\bwarm(er)? (colou?rs?|tones?|palette)\b|暖色|暖かい色/],
		["cool", /\bcool(er)? (colou?rs?|tones?|palette)\b|寒色|冷たい色/],
		["brighter", /\b(brighter|lighter|more (light|colou?rful))\b|too dark|もっと明る|明るく|暗すぎ/],
		["darker", /\bdarker\b|too bright|もっと暗|暗く|明るすぎ/]
	];
	var OPTIONS = [
		["boss", /\bboss( fight| battle)?\b|ボス戦?/],
		["darkness", /\b(darkness|the dark|torch ?light)\b|暗闇|暗やみ|真っ暗/],
		["timer", /\b(timer|time limit|countdown|clock|time pressure)\b|時間制限|制限時間|タイマー|タイムリミット/],
		["pulse", /\b(pulse|power|light pulse|magic power)\b|光の波|パルス|特殊能力/],
		["dash", /\b(dash|dashing)\b|ダッシュ/],
		["hazards", /\b(hazards?|water|lava|pits?|traps?)\b|溶岩|穴|わな|罠/],
		["stealth", /\b(stealth|sneaking|hide and seek)\b|ステルス|かくれんぼ|隠密/],
		[
			"enemies",
			/\b(enem(y|ies)|fighting|combat|violence|monsters|battles?|foes|dangers?|bombs?)\b|敵|爆弾|戦闘|バトル|暴力|モンスター/
		],
		["double_jump", /\bdouble[- ]jump(s|ing)?\b|[2二]段ジャンプ/],
		["spikes", /\b(spikes?|thorns?)\b|とげ|トゲ/],
		["two", /\b(two[- ]players?|second player|co-?op|multiplayer)\b|[2二]人プレイ|[2二]人用|協力プレイ/],
		["motes", /\b(sparks?|motes?)\b|きらめき/],
		["doors", /\b(doors?|keys?|locks?)\b|扉|ドア|鍵|かぎ/],
		["shrines", /\b(shrines?|check ?points?)\b|ほこら|祠/],
		["hearts", /\bhealing\b|回復/]
	];
	var NO =
		/\b(no|without(?: any)?|remove(?: the| all)?|drop the|take out the|get rid of(?: the)?|turn off(?: the)?|disable(?: the)?|never any|do not want(?: any)?|don't want(?: any)?|zero) ([a-z' ]{1,24})/g;
	var YES =
		/\b(add(?: a| an| the)?|with (?:a|an)|turn on(?: the)?|enable(?: the)?|include(?: a| an)?|i want(?: a| an)?|bring back(?: the)?|needs? (?:a|an)|there is (?:a|an)) ([a-z' ]{1,24})/g;
	/* a game "with stealth and darkness, a timer" */
	var LISTED =
		/(?:\b(?:with|and|has|have)|,) (?:an? |the |some )?(stealth|darkness|timer|time limit|countdown|double[- ]jump|spikes|boss(?: fight| battle)?)\b/g;
	/* a game for two: at one keyboard, not two heroes of a story */
	var TWO =
		/\b(?:for two(?: players| people)?|(?:two|2)[- ]players?|co-?op(?:erative)?|second player)\b|(?:[2二]人|ふたり)(?:で遊|用|プレイ|対応|で一緒|で協力|で)|協力プレイ/;
	var NO_JA =
		/([^、。\s]{1,10}?)(?:は|を|が|も|の)?(なし|無し|ナシ|抜き|いらない|不要|をなくし|なくして|のない|がない|をやめ|を消して|を外して|オフ|禁止)/g;
	var YES_JA = /([^、。\s]{1,10}?)(?:を|が|も)?(追加|加えて|入れて|つけて|付けて|あり|オン|欲しい|ほしい|登場)/g;

	function number(text) {
		var n = 0,
			i;
		if (/^\d+$/.test(text)) {
			return Number(text);
		}
		if (Object.prototype.hasOwnProperty.call(NUMBERS, text)) {
			return NUMBERS[text];
		}
		for (i = 0; i < text.length; i += 1) {
			n = text.charAt(i) === "十" ? Math.max(1, n) * 10 : n + (KANJI[text.charAt(i)] || 0);
		}
		return n;
	}

	function strength(sentence) {
		if (/\b(much|far|a lot|way|very|really|extremely|lots)\b|ずっと|かなり|すごく|とても|大幅/.test(sentence)) {
			return 3;
		}
		return /\b(a (?:little|bit|touch)|slightly|somewhat)\b|少し|ちょっと|やや|すこし/.test(sentence) ? 1 : 2;
	}

	function targetIn(text, nouns) {
		var i,
			names = nouns || [];
		for (i = 0; i < names.length; i += 1) {
			if (names[i].word.length > 1 && text.indexOf(names[i].word) >= 0) {
				return names[i].target;
			}
		}
		for (i = 0; i < TARGETS.length; i += 1) {
			if (TARGETS[i][1].test(text)) {
				return TARGETS[i][0];
			}
		}
		return "";
	}

	/* which of the lists' keys stands first in a text */
	function firstOf(list, text) {
		var best = null,
			at = 1e9,
			i,
			m;
		for (i = 0; i < list.length; i += 1) {
			m = list[i][1].exec(text);
			if (m && m.index < at) {
				at = m.index;
				best = list[i][0];
			}
		}
		return best;
	}

	function Reader(sentence, nouns) {
		this.original = sentence;
		this.text = " " + Txt.fold(sentence).replace(/\s+/g, " ") + " ";
		this.nouns = nouns;
		this.found = [];
	}

	Reader.prototype.add = function (kind, target, change, value) {
		var d = {
			kind: kind,
			target: target,
			change: change,
			value: value === undefined ? null : value,
			text: Txt.clip(this.original, 120)
		};
		var same = this.found.some(function (o) {
			return o.kind === d.kind && o.target === d.target && o.value === d.value;
		});
		if (!same) {
			this.found.push(d);
		}
	};

	/* calls make(match) for each match and blanks it, so that no other rule reads the same words */
	Reader.prototype.take = function (re, make) {
		var self = this,
			global = new RegExp(re.source, "g");
		this.text = this.text.replace(global, function () {
			var kept = make(Array.prototype.slice.call(arguments, 0, -2));
			return kept === false ? arguments[0] : new Array(arguments[0].length + 1).join(" ");
		});
		return self;
	};

	function readNumbers(r) {
		r.take(new RegExp("\\b" + NUM + " (?:lives|life|hearts?|health points?|hit points?|hp)\\b"), function (m) {
			r.add("set", "lives", 0, number(m[1]));
		});
		r.take(new RegExp("\\b(?:lives|hearts|hp)(?: to| of|:| =)? ?" + NUM + "\\b"), function (m) {
			r.add("set", "lives", 0, number(m[1]));
		});
		r.take(new RegExp("(?:ライフ|残機|ハート|体力|命)(?:を|は|が|の数を)?" + NUMJ + "[つ個機]?"), function (m) {
			r.add("set", "lives", 0, number(m[1]));
		});
		r.take(new RegExp("\\b" + NUM + "[ -](?:seconds?|secs?|s)\\b"), function (m) {
			r.add("set", "time", 0, number(m[1]));
		});
		r.take(new RegExp("\\b" + NUM + "[ -]minutes? (?:time|limit|timer|per level|each)\\b"), function (m) {
			r.add("set", "time", 0, number(m[1]) * 60);
		});
		r.take(new RegExp(NUMJ + "秒"), function (m) {
			r.add("set", "time", 0, number(m[1]));
		});
		r.take(new RegExp("\\b" + NUM + " (?:[a-z]+ )?(?:levels|level|stages?|maps?|rooms|areas)\\b"), function (m) {
			r.add("set", "levels", 0, number(m[1]));
		});
		r.take(
			new RegExp(
				"(?:全|ステージ(?:を|は|数を|数は)?|レベル(?:を|は)?)?" +
					NUMJ +
					"(?:つの)?(?:ステージ|レベル|面|階層|マップ)"
			),
			function (m) {
				r.add("set", "levels", 0, number(m[1]));
			}
		);
		r.take(new RegExp("(?:ステージ|レベル)(?:を|は|数を|数は|の数を)?" + NUMJ), function (m) {
			r.add("set", "levels", 0, number(m[1]));
		});
		r.take(new RegExp("\\b" + NUM + " (?:[a-z]+ ){0,2}([a-z]+)\\b"), function (m) {
			var target = targetIn(m[0], r.nouns);
			if (target !== "items") {
				return false;
			}
			r.add("set", "goal", 0, number(m[1]));
			return true;
		});
		r.take(new RegExp("([^、。\\s]{1,8}?)(?:を|が|は)" + NUMJ + "(?:個|つ|枚|匹|本|冊)"), function (m) {
			if (targetIn(m[1], r.nouns) !== "items") {
				return false;
			}
			r.add("set", "goal", 0, number(m[2]));
			return true;
		});
	}

	/* one named thing on or off: a switch where there is one, else more of it or none */
	function wantOption(r, name, value) {
		var target = firstOf(OPTIONS, " " + name + " ") || targetIn(name, r.nouns),
			isSwitch = /^(boss|darkness|timer|pulse|dash|hazards|stealth|motes|double_jump|spikes|two)$/.test(target);
		if (!target || /^(items|hero|levels|music)$/.test(target) || /^(less|more|fewer)/.test(name)) {
			return false;
		}
		r.add(value && !isSwitch ? "amount" : "option", target, value ? 2 : 0, value && !isSwitch ? null : value);
		return true;
	}

	/* "no enemies or timer" names two */
	function wantNone(r, names) {
		var known = Txt.cut(names, / or | nor | and /g).filter(function (name) {
			return wantOption(r, name, 0);
		});
		return known.length > 0;
	}

	function readOptions(r) {
		r.take(NO, function (m) {
			return wantNone(r, m[2]);
		});
		r.take(YES, function (m) {
			return wantOption(r, m[2], 1);
		});
		r.take(LISTED, function (m) {
			return wantOption(r, m[1], 1);
		});
		r.take(TWO, function () {
			r.add("option", "two", 0, 1);
			return true;
		});
		/* "Stealth: …", and what it means */
		r.take(/^ *(stealth|darkness|spikes)\b(?! (?:is|was|should))|\bmust not (?:see|notice|spot|hear)\b|見つからないように|気づかれ(?:ずに|ないように)/, function (m) {
			return wantOption(r, m[1] || "stealth", 1);
		});
		r.take(/\b(double[- ]jump)/, function (m) {
			return wantOption(r, m[1], 1);
		});
		r.take(NO_JA, function (m) {
			return wantOption(r, m[1], 0);
		});
		r.take(YES_JA, function (m) {
			return wantOption(r, m[1], 1);
		});
	}

	function readAmounts(r, s) {
		r.take(/\btoo (?:many|much) ([a-z ]{2,20})|([^、。\s]{1,8})が多すぎ/, function (m) {
			return amount(r, m[1] || m[2], -s);
		});
		r.take(/\b(?:not enough|too few) ([a-z ]{2,20})|([^、。\s]{1,8})が(?:少なすぎ|足りな)/, function (m) {
			return amount(r, m[1] || m[2], s);
		});
		r.take(
			/\b(?:many )?more ([a-z ]{2,20})|([^、。\s]{1,8}?)(?:を|が|は|の数を)?(?:もっと|少し|ちょっと|ずっと)?(?:増や|ふや|多く|多め|たくさん)/,
			function (m) {
				return amount(r, m[1] || m[2], s);
			}
		);
		r.take(
			/\b(?:fewer|less) ([a-z ]{2,20})|([^、。\s]{1,8}?)(?:を|が|は|の数を)?(?:もっと|少し|ちょっと|ずっと)?(?:減ら|へら|少なく|少なめ)/,
			function (m) {
				return amount(r, m[1] || m[2], -s);
			}
		);
		r.take(/もっと([^、。\s]{1,8}?)(?:を|が)/, function (m) {
			return amount(r, m[1], s);
		});
		r.take(
			/\b(?:many|lots of|plenty of|hordes of|full of) ([a-z ]{2,20})|([^、。\s]{1,8}?)(?:が|も)?(?:大量|大勢|いっぱい)/,
			function (m) {
				return amount(r, m[1] || m[2], 2);
			}
		);
	}

	function amount(r, name, change) {
		var target = targetIn(" " + name + " ", r.nouns);
		if (!target || target === "hero") {
			return false;
		}
		r.add("amount", target, change);
		return true;
	}

	function readPace(r, s) {
		var target = targetIn(r.text, r.nouns);
		if (!/^(hero|enemies|boss|music|chasers|patrollers|drifters|turrets)$/.test(target)) {
			target = "";
		}
		r.take(
			/\b(?:too fast|slower|slow down|more slowly|less (?:fast|hectic)|calmer)\b|速すぎ|早すぎ|遅く|ゆっくり|スロー/,
			function () {
				r.add("pace", target, -s);
			}
		);
		r.take(
			/\b(?:too slow|faster|quicker|speed up|speedier|more hectic|fast-paced|fast|hectic|frantic|speedy)\b|遅すぎ|速く|早く|スピードアップ|速い|素早い|高速|スピーディ/,
			function () {
				r.add("pace", target, s);
			}
		);
		r.take(/\bslow\b|のんびり/, function () {
			r.add("pace", target, -1);
		});
		r.take(
			/\b(?:too (?:hard|difficult|tough)|easier|less (?:hard|difficult)|simpler|more forgiving)\b|難しすぎ|むずかしすぎ|簡単に|簡単め|やさしく|易しく/,
			function () {
				r.add("difficulty", "", -s);
			}
		);
		r.take(
			/\b(?:too (?:easy|simple)|harder|more (?:difficult|challenging)|tougher|difficult|challenging|brutal|hard|punishing)\b|簡単すぎ|難しく|難しめ|むずかしく|難しい|むずかしい|高難度|激ムズ|歯ごたえ/,
			function () {
				r.add("difficulty", "", s);
			}
		);
		r.take(
			/\b(?:easy|relaxing|relaxed|for (?:small )?(?:children|kids)|gentle|casual|forgiving)\b|簡単|かんたん|やさしい|子供向け|子ども向け|気楽/,
			function () {
				r.add("difficulty", "", -s);
			}
		);
		r.take(/\b(?:bigger|larger|longer|too (?:small|short))\b|大きく|広く|長く|短すぎ|小さすぎ/, function () {
			r.add("size", target, s);
		});
		r.take(/\b(?:smaller|shorter|too (?:big|large|long))\b|小さく|狭く|短く|長すぎ|大きすぎ/, function () {
			r.add("size", target, -s);
		});
	}

	function readNames(r) {
		var m =
			/(?:title|name|call it|rename(?: it| the game)?)[^"“「『]{0,24}?(?: to| be| is|:)? ?["“「『]([^"”」』]{1,60})["”」』]/i.exec(
				r.original
			) ||
			/(?:change the title to|title should be|rename (?:it|the game) to|call it|title:) ([^".!?]{2,60})/i.exec(
				r.original
			) ||
			/(?:タイトル|題名|名前)(?:を|は)[「『"]?([^「」『』"。、]{1,40}?)[」』"]?(?:に変え|に変更|にして|にする|としてく|で$|$|。)/.exec(
				r.original
			);
		var n;
		if (m) {
			r.add("title", "", 0, Txt.clip(Txt.squeeze(m[1]), 60));
			r.text = " ";
			return;
		}
		n =
			/\b(?:make|change|turn) (?:the )?(hero|player|enem(?:y|ies)|danger|collectables?|item|place) (?:in)?(?:to |to be )?(?:a |an |the )?([a-z \-]{2,30})/.exec(
				r.text
			);
		n =
			n && Lexicon.find(n[2])
				? n
				: /(主人公|敵|集めるもの|アイテム|舞台|場所)(?:を|は)([^、。]{1,12}?)(?:に変え|に変更|にして|にする|がいい)/.exec(
						r.text
					);
		if (n && Lexicon.find(Txt.squeeze(n[2]))) {
			r.add(
				"noun",
				/hero|player|主人公/.test(n[1])
					? "hero"
					: /enem|danger|敵/.test(n[1])
						? "danger"
						: /place|舞台|場所/.test(n[1])
							? "place"
							: "item",
				0,
				Txt.squeeze(n[2])
			);
			r.text = " ";
		}
	}

	function readLooks(r) {
		r.take(
			/\b(?:another|different|new|change the|other) (?:look|style|art|graphics|pictures|design)\b|(?:別|違う|新しい|他)の?(?:見た目|絵|デザイン|グラフィック)|見た目を変え|絵を変え/,
			function () {
				r.add("look", "", 1);
			}
		);
		r.take(
			/\b(?:start over|start again|from scratch|begin again|redo everything)\b|最初から(?:作り|やり)直|作り直し|やり直して/,
			function () {
				r.add("again", "", 1);
			}
		);
		if (
			r.found.every(function (d) {
				return d.kind !== "noun" && d.kind !== "title";
			})
		) {
			COLOURS.forEach(function (c) {
				if (c[1].test(r.text)) {
					r.add("colour", "", 0, c[0]);
				}
			});
		}
	}

	/* every directive of one sentence; nouns: [{word, target}] are the user's own words for items and enemies */
	function readSentence(sentence, nouns, looks) {
		var r = new Reader(sentence.slice(0, 600), nouns),
			s = strength(r.text);
		if (looks) {
			readNames(r);
		}
		readNumbers(r);
		readOptions(r);
		if (looks) {
			readLooks(r);
		}
		readAmounts(r, s);
		readPace(r, s);
		return r.found;
	}

	return {
		number: number,
		/* a concept: numbers, options and adjectives; colours and titles are read elsewhere */
		concept: function (text, nouns) {
			var out = [];
			Txt.sentences(text)
				.slice(0, 60)
				.forEach(function (s) {
					out = out.concat(readSentence(s, nouns, false));
				});
			return out.slice(0, 24);
		},
		/* feedback: [{feedback_id, text, found}] by sentence, so that what was not understood can be listed */
		feedback: function (entry, nouns) {
			return Txt.sentences(entry.text || "")
				.slice(0, 40)
				.map(function (s) {
					return {feedback_id: entry.id, text: s, found: readSentence(s, nouns, true)};
				});
		},
		colourIn: function (text) {
			var folded = Txt.fold(text).slice(0, 6000);
			return COLOURS.map(function (c) {
				var m = c[1].exec(folded);
				return {name: c[0], at: m ? m.index : -1};
			})
				.filter(function (c) {
					return c.at >= 0;
				})
				.sort(function (a, b) {
					return a.at - b.at;
				})
				.map(function (c) {
					return c.name;
				});
		}
	};
})();
