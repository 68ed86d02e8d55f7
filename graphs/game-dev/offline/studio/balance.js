/* SPDX-License-Identifier: ISC
 * Balance: what the tester's bots came to, as a small chart: one bar a play, its length the share of the game that was seen, its end
 * marked by a sign and not by colour alone. */
var Balance = (function () {
	"use strict";
	var SIGN = {won: "\u2605", lost: "\u2715", ticks: "\u2026", error: "!"};

	function clock(ticks) {
		var s = Math.round((ticks || 0) / 60),
			rest = s % 60;
		return Math.floor(s / 60) + ":" + (rest < 10 ? "0" : "") + rest;
	}

	/* numbers and the tester's own words alone go into the picture */
	function row(r, i) {
		var y = 34 + i * 24,
			share = Math.max(0, Math.min(1, Number(r.progress) || 0)),
			name = String(r.bot).replace(/[^a-z]/g, ""),
			minutes = Math.max(1 / 60, (r.ticks || 0) / 3600);
		return (
			'<text x="10" y="' + (y + 13) + '" fill="#20242e">' + name + "</text>" +
			'<rect x="84" y="' + y + '" width="240" height="17" rx="4" fill="#dfe3ea"/>' +
			'<rect x="84" y="' + y + '" width="' + Math.round(share * 240) + '" height="17" rx="4" fill="' + (r.end === "won" ? "#1f7a4d" : r.end === "lost" ? "#b3452c" : "#4a66a8") + '"/>' +
			'<text x="334" y="' + (y + 13) + '" fill="#20242e">' + (SIGN[r.end] || "?") + " " + Math.round(share * 100) + " %  " + clock(r.ticks) + "  " + Math.round((Number(r.score) || 0) / minutes) + "/min</text>"
		);
	}

	function plays(test) {
		return (test.runs || []).filter(function (r) {
			return /^(idle|random|sweep|greedy|solver)$/.test(r.bot);
		});
	}

	function chart(ctx, test) {
		var list = plays(test),
			h = 48 + list.length * 24;
		return (
			'<svg xmlns="http://www.w3.org/2000/svg" width="520" height="' + h + '" viewBox="0 0 520 ' + h + '" font-family="sans-serif" font-size="13">' +
			'<rect width="520" height="' + h + '" fill="#f7f8fa"/><text x="10" y="20" fill="#20242e" font-weight="700">' +
			ctx.t("Share of the game seen, time, score a minute (\u2605 won, \u2715 lost, \u2026 time up)", "進んだ割合・時間・毎分の得点（\u2605 勝ち、\u2715 負け、\u2026 時間切れ）") +
			"</text>" +
			list.map(row).join("") +
			"</svg>\n"
		);
	}

	/* rows for the page: bot, end, time, share, score a minute */
	function table(test) {
		return plays(test).map(function (r) {
			return [r.bot, r.end, clock(r.ticks), Math.round((Number(r.progress) || 0) * 100) + " %", Math.round((Number(r.score) || 0) / Math.max(1 / 60, (r.ticks || 0) / 3600))];
		});
	}

	return {chart: chart, table: table, plays: plays};
})();
