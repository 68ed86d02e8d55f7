/* SPDX-License-Identifier: ISC
 * Answer: the shape that every agent hands back, and the answers to feedback by id. */
var Answer = (function () {
	"use strict";

	function made(ctx, summary, document) {
		var note = ctx.t(
			" Made from templates; no language model was used.",
			"（ひな形から作成。言語モデルは使っていません）"
		);
		return {
			summary: Txt.clip(Txt.squeeze(summary), 300 - note.length) + note,
			document: document,
			files: [],
			assumptions: [],
			unclear: [],
			feedback_answers: [],
			unhandled_feedback: [],
			warnings: [
				ctx.t(
					"Made by the offline studio from templates: no language model was used.",
					"オフラインのスタジオがひな形から作りました。言語モデルは使っていません。"
				)
			],
			log: []
		};
	}

	function page(answer, path, md) {
		answer.files.push({path: path, text: md.end()});
	}

	function emptyNote(ctx, entry) {
		if (/reject/.test(entry.decision)) {
			return {
				done: "done",
				note: ctx.t(
					"Started over with another variation (" + ctx.variation + ").",
					"別の案で作り直しました（" + ctx.variation + "）。"
				)
			};
		}
		if (entry.played) {
			return {
				done: "not",
				note: ctx.t(
					"The comment is a recorded play without words; say what should be otherwise in it.",
					"コメントは言葉のないプレイ記録です。どこを変えたいかを書いてください。"
				)
			};
		}
		return {
			done: "not",
			note: ctx.t(
				"The comment has no text, so nothing was changed for it.",
				"コメントに本文がないため、変更していません。"
			)
		};
	}

	/* what each kind of request did: handle(directive) → {done, note} or null when it is not this agent's */
	function answerEntry(ctx, entry, handle, unhandled) {
		var notes = [],
			good = 0,
			bad = 0,
			part = 0;
		if (!Txt.squeeze(entry.text)) {
			return emptyNote(ctx, entry);
		}
		entry.sentences.forEach(function (line) {
			if (line.found.length === 0) {
				bad += 1;
				unhandled.push(Txt.clip(line.text, 300));
				notes.push(
					ctx.t("not understood: \u201c", "理解できませんでした：「") +
						Txt.clip(line.text, 60) +
						ctx.t("\u201d", "」")
				);
			}
			line.found.forEach(function (d) {
				var r = handle(d);
				if (r.done === "done") {
					good += 1;
				}
				if (r.done === "partly") {
					part += 1;
				}
				if (r.done === "not") {
					bad += 1;
				}
				if (r.note) {
					notes.push(r.note);
				}
			});
		});
		return {
			done: good > 0 && bad + part === 0 ? "done" : good + part > 0 ? "partly" : "not",
			note: Txt.clip(notes.join("; "), 600)
		};
	}

	/* answers all feedback of the request; what nobody understands is listed */
	function feedback(ctx, answer, handle) {
		ctx.feedback.forEach(function (entry) {
			var r = answerEntry(ctx, entry, handle, answer.unhandled_feedback);
			if (/reject/.test(entry.decision) && r.done === "not") {
				r = {done: "partly", note: emptyNote(ctx, {decision: "reject"}).note + " " + r.note};
			}
			answer.feedback_answers.push({feedback_id: entry.id, done: r.done, note: Txt.clip(r.note, 600)});
		});
		return answer;
	}

	return {made: made, page: page, feedback: feedback};
})();
