/* SPDX-License-Identifier: ISC */
/* A studio for the worker's tests: small documents and files that depend on request and seed. Words in the description steer it:
 * "spin N" makes each worker's step take N thousand rounds, "break:AGENT" throws there, "misfit" gives a document that fits no schema. */
function spin(request) {
	"use strict";
	var match = /spin (\d+)/.exec(request.project.description), n = match ? Number(match[1]) * 1000 : 0, x = request.seed, i;
	for (i = 0; i < n; i += 1) { x = (x * 69069 + 1) % 4294967296; }
	return x;
}

function tasks(kind) {
	"use strict";
	return PIECES[kind].map(function (name, i) {
		return {id: name, file: kind + "/" + name + ".txt", depends: kind === "code" && i > 0 ? [PIECES[kind][0]] : []};
	});
}

var AGENTS = {
	concept: function (r) {
		"use strict";
		var said = r.feedback.map(function (f) { return f.text; }).join("; ");
		return {title: r.project.name + (said ? " (" + said + ")" : ""), genre_family: "tiny", variation: r.variation};
	},
	split: function () { "use strict"; return {code: tasks("code"), art: tasks("art")}; },
	pack: function (r) { "use strict"; return {code: r.documents.code_artifacts, art: r.documents.asset_artifacts}; }
};

function leader(r) {
	"use strict";
	return {results: (r.results || []).map(function (x) { return {id: x.task_id, files: x.files}; })};
}

function worker(r, templates) {
	"use strict";
	var title = r.documents.concept_document.title, text = templates["page.txt"].split("{title}").join(title);
	return {summary: r.task.id, document: {task: r.task.id}, files: [{path: r.task.file, text: text + r.task.id + " " + spin(r) + "\n"},
		{path: r.task.file + ".bin", base64: native.base64(title + r.task.id)}]};
}

function compose(request, templates) {
	"use strict";
	var text = request.project.description, answer;
	if (text.indexOf("break:" + request.agent + " ") >= 0) { throw new Error("broken on purpose"); }
	if (request.agent === "coder" || request.agent === "artist") {
		answer = worker(request, templates);
	} else {
		answer = {document: (AGENTS[request.agent] || leader)(request), files: [], log: [request.agent + " " + request.stage]};
		answer.summary = request.agent + " done";
	}
	if (text.indexOf("misfit") >= 0) { answer.document = {}; }
	answer.feedback_answers = request.feedback.map(function (f) { return {feedback_id: f.id, done: "done", note: "used"}; });
	return answer;
}
