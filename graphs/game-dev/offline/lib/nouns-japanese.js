/* SPDX-License-Identifier: ISC
 * NounsJapanese: who does what to whom where, from Japanese sentences by particles and verbs. A guess, and said to be one. */
var NounsJapanese = (function () {
	"use strict";
	var COLLECT =
		/(集め|あつめ|拾|ひろ|回収|探し|探す|さがし|見つけ|捕まえ|つかまえ|収穫|取り|取る|盗|ぬす|救|助け|運|届け|食べ|狩|採|掘|釣|押|並べ|片付け|片づけ|受け止め|キャッチ|壊|くず|崩|焼|作)/;
	var FACE = /(避け|よけ|逃げ|にげ|戦|倒|かわし|かわす|隠れ|見つから|捕まら|怖|退治|やっつけ|追われ|襲われ|撃)/;
	var THREATEN =
		/(うろつ|さまよ|襲|追いかけ|追って|追う|徘徊|待ち|待ち受け|潜|ひそ|守って|守る|現れ|出る|はびこ|うごめ|邪魔|飛び回|暴れ|阻)/;
	var REACH = /(目指|めざ|たどり着|戻|帰|向か|脱出|到着|着く|開け|灯す|ともす|点灯|登)/;
	var WANDER = /(冒険|探検|探索|旅|歩|さまよ|駆け|走|舞台|巡)/;
	/* a run of letters that a noun can be made of, with の between */
	var RUN =
		/((?:[\u4e00-\u9fff]+[\u3041-\u3096]{1,2}|[\u30a0-\u30ff\u4e00-\u9fff\u3005a-z0-9]+|[\u3041-\u3096]+)の)*[\u30a0-\u30ff\u4e00-\u9fff\u3005a-z0-9]+$/;
	var NO_NOUN =
		/^(これ|それ|ここ|主人公|プレイヤー|ゲーム|自分|あなた|中|上|下|前|後|間|時|人|私|僕|俺|人生|冒険|大冒険|物語|話|旅|探検|作品|全て|全部|たくさん|\d+.*|[一二三四五六七八九十]+(個|つ|匹|体|面|分|秒)?)$/;

	function trim(noun) {
		return noun
			.replace(
				/^(そして|また|たくさんの|すべての|全ての|いくつもの|ある|\d+[個つ匹体]の|[一二三四五六七八九十]+[個つ匹体]の)/,
				""
			)
			.replace(/(たち|達|など|の中|の上|の下)$/, "");
	}

	/* the noun that ends a text: a known word with what stands before it, else a run of kanji or katakana */
	function nounAtEnd(text) {
		var tail = text
				.replace(/\s+$/, "")
				.replace(/(たち|達|ら|など|の中|の上|だけ|すべて|全て)$/, "")
				.slice(-16),
			entry,
			word = "",
			run,
			before;
		entry = Lexicon.find(tail + "", "");
		if (entry) {
			entry.ja.forEach(function (w) {
				if (tail.slice(-w.length) === w && w.length > word.length) {
					word = w;
				}
			});
		}
		run = RUN.exec(tail);
		run = run ? run[0] : "";
		if (word && run.length < word.length) {
			before =
				/((?:[\u30a0-\u30ff\u4e00-\u9fff\u3005]+|[\u3041-\u3096]{2,4})の|[\u4e00-\u9fff]{1,2}い|小さな|大きな)$/.exec(
					tail.slice(0, -word.length)
				);
			run = (before ? before[0] : "") + word;
		}
		run = trim(run);
		return run.length > 0 && run.length <= 14 && !NO_NOUN.test(run) ? run : null;
	}

	function put(list, text, weight) {
		var noun = text === null ? null : nounAtEnd(text);
		if (noun) {
			list.push({text: noun, weight: weight});
		}
	}

	/* [{noun text, particle, rest}] of a clause */
	function pieces(clause) {
		var out = [],
			re = /(には|では|から|まで|として|が|は|を|に|で|へ|と|や)/g,
			m,
			from = 0;
		for (m = re.exec(clause); m && out.length < 24; m = re.exec(clause)) {
			if (nounAtEnd(clause.slice(from, m.index))) {
				out.push({
					text: clause.slice(from, m.index),
					particle: m[1],
					rest: clause.slice(m.index + m[1].length)
				});
				from = m.index + m[1].length;
			}
		}
		return out;
	}

	/* the verb that a piece belongs to: what follows, up to the next piece's noun when that has a particle of its own */
	function verbOf(piece) {
		return piece.rest.slice(0, 26);
	}

	function takePiece(p, found) {
		var verb = verbOf(p),
			near = verb.slice(0, 8);
		if (p.particle === "を") {
			if (COLLECT.test(near)) {
				put(found.item, p.text, 5);
			}
			if (FACE.test(near)) {
				put(found.danger, p.text, 5);
			}
			if (REACH.test(near)) {
				put(found.goal, p.text, 3);
			}
			if (WANDER.test(near)) {
				put(found.place, p.text, 4);
			}
		} else if (/^(が|は)$/.test(p.particle)) {
			if (THREATEN.test(near) && !COLLECT.test(near)) {
				put(found.danger, p.text, 5);
			}
			if (COLLECT.test(verb)) {
				put(found.hero, p.text, 5);
			}
			if (REACH.test(verb) || WANDER.test(verb)) {
				put(found.hero, p.text, 2);
			}
		} else if (/^(で|では|には)$/.test(p.particle)) {
			put(found.place, p.text, Lexicon.find(p.text.slice(-8), "p") ? 5 : 1);
		} else if (/^(から|に|と)$/.test(p.particle) && FACE.test(near)) {
			put(found.danger, p.text, 5);
		} else if (/^(へ|に|まで)$/.test(p.particle) && REACH.test(near)) {
			put(found.goal, p.text, 3);
		} else if (p.particle === "として") {
			put(found.hero, p.text, 6);
		} else if (p.particle === "に" && /^(潜|住|いる|ある|満|広)/.test(near)) {
			put(found.place, p.text, 3);
		}
	}

	function takeClause(clause, found) {
		var m = /^(.{2,14}?)(?:の冒険|になって|になり|となって|が主人公|を操作|を操っ|を操り)/.exec(clause);
		if (m) {
			put(found.hero, m[1], 6);
		}
		/* who the first clause is about, when a comma follows */
		m = /^(.{1,16})(?:が|は)$/.exec(clause);
		if (m) {
			put(found.hero, m[1], 5);
		}
		m = /^(.{2,20}?)(?:のゲーム|の話|の物語|が主役)/.exec(clause);
		if (m) {
			put(found.hero, m[1], 4);
		}
		m = /^(.{1,14}?)(?:が舞台|を舞台)/.exec(clause);
		if (m) {
			put(found.place, m[1], 6);
		}
		if (
			/(?:集める|探す|さがす|拾う|盗む|運ぶ|届ける|回収する|捕まえる|救う|助ける|目指す|冒険する|旅する)[^をがは]{1,12}$/.test(
				clause
			)
		) {
			put(found.hero, clause, 4);
		}
		m = /(?:主人公は|主役は)(.{1,12}?)(?:$|で|だ)/.exec(clause);
		if (m) {
			put(found.hero, m[1], 7);
		}
		pieces(clause).forEach(function (p) {
			takePiece(p, found);
		});
	}

	return {
		read: function (text) {
			var found = {hero: [], item: [], danger: [], place: [], goal: []};
			Txt.cut(Txt.fold(text).slice(0, 3000), /[。、,.!?！？\n「」『』（）()]+|ながら/g)
				.slice(0, 80)
				.forEach(function (clause) {
					takeClause(clause.slice(0, 200), found);
				});
			return found;
		}
	};
})();
