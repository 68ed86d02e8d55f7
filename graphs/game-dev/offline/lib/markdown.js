/* SPDX-License-Identifier: ISC
 * Md: documents for people. Foreign text is escaped, so a concept with markup in it reads as it was written. */
var Md = (function () {
	"use strict";

	function escape(text) {
		return Txt.squeeze(text).replace(/[\\`*_{}\[\]<>#|~!]/g, "\\$&").replace(/^(\s*)([-+]|\d+\.)(\s)/, "$1\\$2$3");
	}

	function cell(value) {
		return escape(value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));
	}

	function Page(title) {
		this.lines = ["# " + escape(title), ""];
	}

	Page.prototype.heading = function (text) {
		this.lines.push("## " + escape(text), "");
		return this;
	};

	Page.prototype.text = function (text) {
		this.lines.push(escape(text), "");
		return this;
	};

	Page.prototype.list = function (items) {
		var lines = this.lines;
		items.forEach(function (item) { lines.push("- " + escape(item)); });
		lines.push("");
		return this;
	};

	Page.prototype.table = function (heads, rows) {
		var lines = this.lines;
		lines.push("| " + heads.map(cell).join(" | ") + " |", "|" + heads.map(function () { return "---|"; }).join(""));
		rows.forEach(function (row) { lines.push("| " + row.map(cell).join(" | ") + " |"); });
		lines.push("");
		return this;
	};

	Page.prototype.code = function (text) {
		this.lines.push("```", text.replace(/```/g, "'''"), "```", "");
		return this;
	};

	Page.prototype.end = function () {
		return this.lines.join("\n").replace(/\n+$/, "\n");
	};

	return {page: function (title) { return new Page(title); }, escape: escape};
}());
